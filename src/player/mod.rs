//! The core: commands in, events and snapshots out.
//!
//! [`protocol`] is all that a client knows. The terminal is one client among others; a page
//! never holds a connection, a channel to the engine, or the database.

pub mod protocol;

pub use protocol::{Answer, Command, Event, Question, Snapshot};
