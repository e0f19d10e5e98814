//! What the listener keeps out of taste: rules over plays. The plays stay in history; nothing
//! that is suggested goes by them. A rule works backwards and forwards, and can be taken back.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::ids::{PlayId, PlaylistId, TrackId};
use super::section::ItemRef;

/// Plays of one track in a row that count; those after them are left out by
/// [`Exclusion::Repeats`].
pub const REPEATS_THAT_COUNT: usize = 3;

/// "That was not me": one rule.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "leave_out", rename_all = "snake_case")]
pub enum Exclusion {
    Play {
        id: PlayId,
    },
    /// Plays that began in `from..to`, Unix ms: an hour, a session, a night.
    Span {
        from: i64,
        to: i64,
    },
    /// Plays started from this playlist.
    Playlist {
        id: PlaylistId,
    },
    Genre {
        name: String,
    },
    /// Everything below a folder. The raw bytes of its absolute path, in base64.
    Folder {
        path: String,
    },
    /// Every play of a track, of an album's or of an artist's tracks.
    Music {
        item: ItemRef,
    },
    /// The fourth and every later play of a track in a row.
    Repeats {
        track: TrackId,
    },
}

impl Exclusion {
    #[must_use]
    pub fn folder(path: &[u8]) -> Self {
        Self::Folder { path: STANDARD.encode(path) }
    }

    /// The raw bytes of a rule about a folder.
    #[must_use]
    pub fn folder_path(&self) -> Option<Vec<u8>> {
        match self {
            Self::Folder { path } => STANDARD.decode(path).ok(),
            _ => None,
        }
    }

    /// The kind of a rule, as lists name it: `hours`, `folder`, `listen`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Play { .. } => "listen",
            Self::Span { .. } => "hours",
            Self::Playlist { .. } => "playlist",
            Self::Genre { .. } => "genre",
            Self::Folder { .. } => "folder",
            Self::Music { item } => item.type_name(),
            Self::Repeats { .. } => "repeats",
        }
    }
}
