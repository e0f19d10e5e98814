//! What clients and the player say to each other. Everything here can be serialised: the
//! terminal speaks it in process, a second terminal or a script over the private socket.

mod asking;
mod command;
mod question;
mod snapshot;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use command::{Command, Place, PrivateUntil, StopAfter};
pub use question::{Answer, Question};
pub use snapshot::{
    Ahead, Came, Message, PlayState, QueueLine, QueueView, ScanProgress, Snapshot, SoundState, Stop, Transport, Weight,
};

/// What the player tells its clients.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The state after a change. Only the newest matters.
    Snapshot(Arc<Snapshot>),
    Answer {
        ticket: u64,
        answer: Box<Answer>,
    },
    /// Rows that pages hold may be stale: ask again.
    LibraryChanged,
    /// Playlists, pins, likes or history changed.
    ListenerChanged,
    /// The player is gone; clients end too.
    Ended,
}
