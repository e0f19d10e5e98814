//! What only the whole program can show: its architecture, and the built binary as people use it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod architecture;
