//! What the listener set, in TOML.
