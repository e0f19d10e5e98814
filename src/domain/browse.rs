//! The library as pages read it: rows of lists, selections, search results, answers to why.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::evidence::Evidence;
use super::ids::{AlbumId, ArtistId, GenreId, RootId, SmartPlaylistId, TrackId};
use super::section::{ItemRef, Origin};
use super::track::TrackCard;

/// Music named by what holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    Tracks(Vec<TrackId>),
    Item(ItemRef),
    /// All tracks of these, in order.
    Items(Vec<ItemRef>),
    Genre(GenreId),
    Folder {
        root: RootId,
        path: Vec<u8>,
    },
    /// All tracks that the picks of this section stand for, in order.
    Section(String),
    /// Everything that a composer wrote, work by work.
    Composer(ArtistId),
    /// What a playlist by rules finds, in its order.
    SmartPlaylist(SmartPlaylistId),
    /// The movements of a work, recording by recording.
    Work(String),
    /// The work that this track belongs to, on its album; else the track.
    Movements(TrackId),
    /// All tracks of these, in order.
    All(Vec<Selection>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArtistRow {
    pub id: ArtistId,
    pub name: String,
    pub albums: u32,
    pub tracks: u32,
    /// Counted listens of the listener who asked.
    pub listens: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlbumRow {
    pub id: AlbumId,
    pub title: String,
    pub artist: String,
    pub artist_id: Option<ArtistId>,
    pub year: Option<i32>,
    pub tracks: u32,
    pub length_ms: i64,
    /// Tracks whose files are not here now.
    pub absent: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GenreRow {
    pub id: GenreId,
    pub name: String,
    pub tracks: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FolderRow {
    /// A root, or a folder below one.
    Folder {
        root: RootId,
        path: Vec<u8>,
        name: String,
        tracks: u32,
        offline: bool,
    },
    Track(Arc<TrackCard>),
}

/// Where a file lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderPlace {
    pub root: RootId,
    /// The root's own path, raw bytes.
    pub root_path: Vec<u8>,
    /// The folder below it.
    pub below: Vec<u8>,
}

impl FolderPlace {
    /// The whole path of the folder.
    #[must_use]
    pub fn path(&self) -> Vec<u8> {
        match self.below.as_slice() {
            [] => self.root_path.clone(),
            below => [&self.root_path, b"/".as_slice(), below].concat(),
        }
    }
}

/// Best hits first in each list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The words that were searched, so that late answers can be told apart.
    pub words: String,
    pub tracks: Vec<Arc<TrackCard>>,
    pub albums: Vec<AlbumRow>,
    pub artists: Vec<ArtistRow>,
    /// The words as they were read, when nothing matched them as typed.
    pub read_as: Option<String>,
    /// Tracks that the facets of the line find, of which the first are here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matches: Option<u32>,
    /// What of the line could not be read, or not as it may have been meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// What was searched and opened, newest first, each once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Recent {
    pub searches: Vec<String>,
    pub albums: Vec<AlbumRow>,
}

/// Everything known of a track, as label and value, in groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrackInfo {
    pub card: Arc<TrackCard>,
    pub groups: Vec<InfoGroup>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InfoGroup {
    pub title: String,
    pub rows: Vec<(String, String)>,
}

/// Why a track stands where it stands, or nowhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Why {
    pub card: Arc<TrackCard>,
    pub places: Vec<WhyPlace>,
    /// What keeps it off home when it is nowhere.
    pub held_back_by: Option<String>,
    pub listens: u32,
    pub skips: u32,
    /// What the listener said that bears on it, in sentences, the newest first.
    #[serde(default)]
    pub said: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhyPlace {
    pub section: String,
    pub section_title: String,
    pub origin: Origin,
    /// Place among the picks, from 1, and how many there are.
    pub place: u32,
    pub of: u32,
    pub evidence: Vec<Evidence>,
    /// How it was weighed, when its section weighs and still has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<WhyScore>,
}

/// How a section weighed one candidate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhyScore {
    pub terms: Vec<WhyTerm>,
    /// By score alone, from 1, and among how many candidates. What stands on the page already, or
    /// the spread over artists, can move the pick from there.
    pub place: u32,
    pub of: u32,
}

/// One term of a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhyTerm {
    /// As the listener reads it: "heard together".
    pub name: String,
    pub weight: f64,
    /// Its value, and the middle one of all candidates, in the units that all terms share: 0 is
    /// the most there is, −9.2 is nothing.
    pub value: f64,
    pub median: f64,
    /// `weight · (value − median)`: how much it lifted the pick above the middle.
    pub share: f64,
    /// The place by score without this term.
    pub place_without: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LibraryCounts {
    pub tracks: u64,
    pub albums: u64,
    pub artists: u64,
    pub roots: u64,
    /// Counted listens of this listener.
    pub listens: u64,
}
