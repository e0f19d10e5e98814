//! What only the whole program can show: its architecture, and the built binary as people use it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that cannot go on has failed"
)]

mod any_terminal;
mod architecture;
mod bytes;
mod command_line;
mod home_text;
mod plain;
mod playlist_files;
mod sound;
mod sound_server;
mod stage;
mod terminal;
mod week;
