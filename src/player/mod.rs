//! The core: commands in, events and snapshots out.
//!
//! [`protocol`] is all that a client knows. The terminal is one client among others; a page
//! never holds a connection, a channel to the engine, or the database. [`update()`] is pure: it
//! changes the [`State`] and returns [`Effect`]s, which the runtime carries out.

mod arrange;
mod effect;
mod listening;
mod loudness;
pub mod protocol;
mod reply;
pub mod runtime;
mod settle;
mod state;
mod update;

pub use arrange::arrange;
pub use effect::{Cue, Edit, Effect, Input, Occasion, SoundNews, Then, Turned};
pub use loudness::GainMode;
pub use protocol::{Answer, Command, Event, Question, Snapshot};
pub use reply::{Judged, reply};
pub use settle::{mark_heard, settle};
pub use state::{Beginning, Now, State};
pub use update::update;
