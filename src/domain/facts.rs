//! The immutable input of the recommenders, read in one transaction.
//!
//! Tracks, albums and artists are dense: a play names its track by its place in
//! [`Facts::tracks`], so scorers work on flat vectors.

use std::sync::Arc;

use super::feedback::Feedback;
use super::few::Few;
use super::ids::{AlbumId, ArtistId, PinId, PlaylistId, TrackId};
use super::limit::Limit;
use super::listen::{Ending, SourceKind};
use super::scorer::Simple;
use super::section::Pin;
use super::shared::Shared;
use super::shown::Shown;
use super::sound_space::SoundSpace;
use super::time::Moment;
use super::track::{Kind, Presence, UNKNOWN_ARTIST};
use super::you::{Noticed, Verdict};

/// Everything that home is built from, for one listener at one moment.
#[derive(Clone, Debug)]
pub struct Facts {
    pub now: Moment,
    /// What the listener wants to be called, if they said.
    pub name: Option<String>,
    /// Home holds only what the listener put there.
    pub by_hand: bool,
    pub tracks: Shared<TrackFacts>,
    pub albums: Shared<AlbumFacts>,
    pub artists: Shared<ArtistFacts>,
    pub genres: Shared<String>,
    /// Pieces of several movements.
    pub works: Shared<WorkFacts>,
    /// Oldest first. Private and excluded plays, and plays of unknown tracks, are not among them.
    pub plays: Shared<PlayFacts>,
    /// Tracks with plays that are left out, in ascending order: they are not counted, and not
    /// told to be unheard either. Places in [`Facts::tracks`].
    pub left_out: Vec<u32>,
    pub playlists: Vec<PlaylistFacts>,
    /// In force at `now`.
    pub feedback: Vec<Feedback>,
    /// What words about folders reach: place of the word in [`Facts::feedback`], places in
    /// [`Facts::tracks`]. Only paths know it.
    pub folder_words: Vec<(u32, Vec<u32>)>,
    /// What was noticed and the listener called right or wrong, the newest first.
    pub judged: Vec<Noticed>,
    pub pins: Vec<Pin>,
    /// What the query of a pin finds, in its order. Places in [`Facts::tracks`].
    pub found: Vec<(PinId, Vec<u32>)>,
    /// Share of what is seen on home that shall be unplayed or rested, 0 to 0.6.
    pub explore: f64,
    /// How much each further track of an artist costs in a section: 1 is tonearm's own measure.
    pub spread: f64,
    /// Sections that the listener lets rank by something simple, by kind.
    pub scorers: Vec<(String, Simple)>,
    /// What the listener laid on sections, by id.
    pub limits: Vec<(String, Vec<Limit>)>,
    /// What stood on home before, and what came of it.
    pub shown: Shown,
    /// Empty while nothing was analysed.
    pub sound: Arc<SoundSpace>,
}

impl Facts {
    /// What the listener said of something noticed, by its key: what is wrong, nothing goes by.
    #[must_use]
    pub fn verdict(&self, key: &str) -> Option<Verdict> {
        self.judged.iter().find(|noticed| noticed.key == key)?.verdict
    }

    /// Those of an empty library.
    #[must_use]
    pub fn empty(now: Moment) -> Self {
        Self {
            now,
            name: None,
            by_hand: false,
            tracks: Shared::default(),
            albums: Shared::default(),
            artists: Shared::default(),
            genres: Shared::default(),
            works: Shared::default(),
            plays: Shared::default(),
            left_out: Vec::new(),
            playlists: Vec::new(),
            feedback: Vec::new(),
            folder_words: Vec::new(),
            judged: Vec::new(),
            pins: Vec::new(),
            found: Vec::new(),
            explore: EXPLORE,
            spread: 1.0,
            scorers: Vec::new(),
            limits: Vec::new(),
            shown: Shown::default(),
            sound: Arc::default(),
        }
    }
}

/// The share of exploration where the listener said nothing.
pub const EXPLORE: f64 = 0.2;

/// Days in which what was put into a list is told apart from the rest of it.
pub const PUT_LATELY_DAYS: i64 = 30;

#[derive(Clone, Debug)]
pub struct TrackFacts {
    pub id: TrackId,
    pub title: String,
    /// Credit line for the screen.
    pub artist_credit: Arc<str>,
    /// Places in [`Facts::artists`]; the first is the main one.
    pub artists: Few,
    pub album: Option<u32>,
    pub disc: u32,
    pub number: u32,
    /// Places in [`Facts::genres`].
    pub genres: Few,
    pub length_ms: Option<i64>,
    pub added_at: i64,
    pub kind: Kind,
    pub presence: Presence,
    /// Place in [`Facts::works`], for a movement.
    pub work: Option<u32>,
    /// What other players counted, as it was taken over from tags.
    pub counted_elsewhere: u32,
    /// By hand, else as it was taken over from tags.
    pub stars: Option<f32>,
}

/// A piece of several movements as one album holds it: two recordings are two works.
#[derive(Clone, Debug)]
pub struct WorkFacts {
    pub title: String,
    /// Places in [`Facts::tracks`], in the order of the movements.
    pub tracks: Vec<u32>,
}

#[derive(Clone, Debug)]
pub struct AlbumFacts {
    pub id: AlbumId,
    pub title: String,
    pub artist_credit: String,
    pub artist: Option<u32>,
    pub year: Option<i32>,
    /// Places in [`Facts::tracks`], in album order.
    pub tracks: Vec<u32>,
}

#[derive(Clone, Debug)]
pub struct ArtistFacts {
    pub id: ArtistId,
    pub name: String,
}

impl ArtistFacts {
    /// Whether it stands for whoever no tag names: many people, and nobody to speak of.
    #[must_use]
    pub fn is_nameless(&self) -> bool {
        self.name == UNKNOWN_ARTIST
    }
}

/// One play of a known track.
#[derive(Clone, Copy, Debug)]
pub struct PlayFacts {
    /// Place in [`Facts::tracks`].
    pub track: u32,
    pub started_at: Moment,
    pub heard_ms: Millis,
    /// Where it was left; none where an import does not know.
    pub position_ms: Millis,
    pub length_ms: Millis,
    /// None while it still plays.
    pub ending: Option<Ending>,
    pub source: SourceKind,
    pub listen: bool,
    pub skip: bool,
}

/// Milliseconds that may not be known, in a quarter of the room, since there are millions of them:
/// negative ones are 0, and the most is seven weeks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Millis(u32);

impl Millis {
    const UNKNOWN: u32 = u32::MAX;

    #[must_use]
    pub const fn get(self) -> Option<i64> {
        if self.0 == Self::UNKNOWN { None } else { Some(self.0 as i64) }
    }
}

impl From<Option<i64>> for Millis {
    fn from(ms: Option<i64>) -> Self {
        Self(ms.map_or(Self::UNKNOWN, |ms| ms.clamp(0, i64::from(Self::UNKNOWN - 1)) as u32))
    }
}

#[derive(Clone, Debug)]
pub struct PlaylistFacts {
    pub id: PlaylistId,
    pub name: String,
    /// Places in [`Facts::tracks`].
    pub tracks: Vec<u32>,
    /// Those of them that were put in within [`PUT_LATELY_DAYS`], and when, as Unix milliseconds.
    pub put: Vec<(u32, i64)>,
    pub changed_at: i64,
}
