//! An order made by hand.

use serde::{Deserialize, Serialize};

use super::ids::{PlaylistId, TrackId};
use super::time::Moment;
use super::track::TrackCard;

/// A playlist as a list of playlists shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlaylistCard {
    pub id: PlaylistId,
    pub name: String,
    pub tracks: u32,
    pub missing: u32,
    pub length_ms: i64,
    pub changed_at: Moment,
}

/// One place in a playlist. It keeps its words and path, so that it still reads, and comes
/// back, when the track is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlaylistLine {
    /// Stays with the line through reorders.
    pub entry: i64,
    pub card: TrackCard,
    pub added_at: Moment,
}

/// A line by what it says, as files of lists hold it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainLine {
    /// None for what is not in the library, or not yet.
    pub track: Option<TrackId>,
    pub title: String,
    pub artist: String,
    pub album: Option<String>,
    /// Raw bytes; where it lies, or lay when it was last seen.
    pub path: Option<Vec<u8>>,
    pub length_ms: Option<i64>,
}

/// Where lines from a file go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taking {
    New {
        id: PlaylistId,
        name: String,
    },
    /// Behind what stands there.
    Append {
        id: PlaylistId,
    },
    /// In place of what stands there; lines that stay keep their identity.
    Replace {
        id: PlaylistId,
    },
}

/// A change to playlists, as a command. Each is one undoable step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum PlaylistEdit {
    Create {
        id: PlaylistId,
        name: String,
    },
    Rename {
        id: PlaylistId,
        name: String,
    },
    Delete {
        id: PlaylistId,
    },
    /// Appends, in order.
    Add {
        id: PlaylistId,
        tracks: Vec<TrackId>,
    },
    Remove {
        id: PlaylistId,
        entries: Vec<i64>,
    },
    /// Moves one line so that it stands at `to`, counted from 0 after it was taken out.
    Move {
        id: PlaylistId,
        entry: i64,
        to: u32,
    },
}
