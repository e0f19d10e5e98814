//! Fifteen months of listening by someone with habits, ending at a given moment.

mod diary;
mod routine;

use super::catalogue::{albums, catalogue};
use crate::domain::listen::{Ending, SourceKind};
use crate::domain::time::{DAY_MS, HOUR_MS, Moment};
use diary::{Diary, Shelf};

/// Days that the history reaches back: fifteen months.
pub const DAYS: i64 = 456;

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
///
/// Within one day a later `now` only adds plays at the end.
#[must_use]
pub fn history(now: Moment) -> History {
    let shelf = Shelf::new(albums(), catalogue());
    let mut diary = Diary::new(&shelf, now);
    for days_ago in (0..=DAYS).rev() {
        routine::live(&mut diary, days_ago);
    }
    History {
        plays: diary.into_plays(),
        playlists: playlists(&shelf, now),
        likes: likes(&shelf, now),
        pins: pins(&shelf, now),
    }
}

/// An evening hour some days ago.
fn evening(now: Moment, days_ago: i64) -> Moment {
    diary::midnight(now).plus_ms(20 * HOUR_MS + 17 * 60_000 - days_ago * DAY_MS)
}

/// Places in [`History::playlists`].
const KITCHEN: usize = 0;
const SUNDAY_MORNINGS: usize = 1;

fn playlists(shelf: &Shelf, now: Moment) -> Vec<Playlist> {
    vec![
        Playlist {
            name: "Kitchen",
            tracks: shelf.tracks(routine::KITCHEN_TRACKS),
            made_at: evening(now, routine::KITCHEN_MADE),
            changed_at: evening(now, 41),
        },
        Playlist {
            name: "Sunday mornings",
            tracks: shelf.tracks(routine::SUNDAY_TRACKS),
            made_at: evening(now, routine::SUNDAY_MADE),
            changed_at: evening(now, 66),
        },
    ]
}

fn likes(shelf: &Shelf, now: Moment) -> Vec<(Thing, Moment)> {
    vec![
        (Thing::Artist("Marta Quill Trio"), evening(now, 210)),
        (Thing::Track(shelf.track("Hedge Song")), evening(now, 174)),
        (Thing::Album(shelf.album("Barometer")), evening(now, 52)),
        (Thing::Track(shelf.track("Corner Table")), evening(now, 29)),
        (Thing::Track(shelf.track("Two Sugars")), evening(now, 12)),
    ]
}

fn pins(shelf: &Shelf, now: Moment) -> Vec<Pinned> {
    let picks = vec![
        Thing::Track(shelf.track("Lamp Room")),
        Thing::Album(shelf.album("Nachtbus")),
        Thing::Artist("Parallel Stairs"),
        Thing::Track(shelf.track("Když všichni odešli")),
    ];
    vec![Pinned { title: "Late at night", place: 1, picks, pinned_at: evening(now, 33) }]
}

#[cfg(test)]
mod tests;
