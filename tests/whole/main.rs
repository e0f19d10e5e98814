//! What only the whole program can show: its architecture, and the built binary as people use it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod architecture;
mod command_line;
mod sound;
mod stage;
mod terminal;
