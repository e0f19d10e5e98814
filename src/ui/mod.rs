//! The terminal, a client of the player.
