//! Home: sections, their picks, and who made them.

use serde::{Deserialize, Serialize};

use super::evidence::Evidence;
use super::ids::{AlbumId, ArtistId, PinId, PlaylistId, TrackId};
use super::limit::Limit;
use super::time::Moment;
use super::track::Presence;

mod pin;

pub use pin::{Aspect, Difference, Look, Own, PickOrder, Pin, PinMode, Recipe, Shows};

/// Who made a thing: tonearm, from what was heard, or the listener.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    #[default]
    Ear,
    Hand,
}

impl Origin {
    /// The mark that stands before it on screen.
    #[must_use]
    pub const fn mark(self) -> char {
        match self {
            Self::Ear => '~',
            Self::Hand => '+',
        }
    }

    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Ear => "by ear",
            Self::Hand => "by hand",
        }
    }
}

/// What can stand at one place of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "type", content = "id", rename_all = "lowercase")]
pub enum ItemRef {
    Track(TrackId),
    Album(AlbumId),
    Artist(ArtistId),
    Playlist(PlaylistId),
}

impl ItemRef {
    #[must_use]
    pub const fn type_name(self) -> &'static str {
        match self {
            Self::Track(_) => "track",
            Self::Album(_) => "album",
            Self::Artist(_) => "artist",
            Self::Playlist(_) => "playlist",
        }
    }

    /// The key as text, the same in JSON, history and commands.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::Track(id) => id.to_string(),
            Self::Album(id) => id.to_string(),
            Self::Artist(id) => id.to_string(),
            Self::Playlist(id) => id.to_string(),
        }
    }
}

/// An item with the words that show it. `title` of an artist is their name, of a track its title.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    #[serde(flatten)]
    pub what: ItemRef,
    pub title: String,
    pub artist: String,
    pub album: Option<String>,
    /// Absolute path of a track's file.
    #[serde(with = "super::file::path_bytes")]
    pub path: Option<Vec<u8>>,
    pub presence: Presence,
    /// The work that a track opens and stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<Work>,
}

/// A piece of several movements, as one album holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    pub title: String,
    pub movements: u32,
}

impl Item {
    /// What it is called where it stands: the work that it stands for, or its own title.
    #[must_use]
    pub fn name(&self) -> &str {
        self.work.as_ref().map_or(&self.title, |work| &work.title)
    }
}

/// One place in a section, with the facts that put it there: those that its section is about
/// first, each group strongest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pick {
    pub item: Item,
    pub evidence: Vec<Evidence>,
    /// Heard since its section was dealt: it stays where it is, and leaves with the next deal.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub heard: bool,
}

/// One row of home.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Stable from one home to the next: `on-repeat`, `because:artist:12`, `pin:<uuid>`.
    pub id: String,
    /// The registry's name of the kind that built it.
    pub kind: String,
    /// What it was grown from, for kinds that grow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<ItemRef>,
    pub title: String,
    /// One sentence that is true of every pick.
    pub reason: String,
    pub origin: Origin,
    pub pin: Option<PinId>,
    pub updated_at: Moment,
    /// When its picks may next change; none for a pin that keeps its picks.
    pub next_at: Option<Moment>,
    /// What the listener laid on it by hand; every pick meets all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Limit>,
    /// How the listener wants it to stand on home.
    #[serde(default, skip_serializing_if = "Shows::is_usual")]
    pub shows: Shows,
    pub picks: Vec<Pick>,
}

impl Section {
    /// How a section by ear finds its picks, within what was laid on it by hand.
    #[must_use]
    pub fn recipe(&self) -> Recipe {
        let length = u32::try_from(self.picks.len()).unwrap_or(u32::MAX);
        Recipe {
            kind: self.kind.clone(),
            seed: self.seed,
            length,
            limits: self.limits.clone(),
            own: Some(Own { title: self.title.clone(), length }),
            ..Recipe::default()
        }
    }
}

/// A section that is still listening: what it needs before it appears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub kind: String,
    pub title: String,
    /// What is counted, as in "tracks heard 3 times".
    pub what: String,
    pub have: u32,
    pub need: u32,
}

/// The whole page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Home {
    /// Grows by one with each build; an older home never replaces a newer one.
    pub generation: u64,
    pub built_at: Moment,
    pub greeting: String,
    pub sections: Vec<Section>,
    pub waiting: Vec<Waiting>,
    /// When the order of its sections was dealt: with the first home of a day, or when the
    /// listener asked for another.
    #[serde(default)]
    pub dealt_at: Option<Moment>,
    /// Daily mixes as they were grouped, shown or not, so that each keeps its identity.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mixes: Vec<Mix>,
}

/// A daily mix: a group of artists that are heard together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mix {
    /// What it is known by from one day to the next, whoever joins or leaves.
    pub founder: ArtistId,
    /// Counted from 1; the place among the mixes.
    pub number: u32,
    pub title: String,
    pub artists: Vec<ArtistId>,
}

impl Home {
    #[must_use]
    pub fn empty(at: Moment) -> Self {
        Self {
            generation: 0,
            built_at: at,
            greeting: String::new(),
            sections: Vec::new(),
            waiting: Vec::new(),
            dealt_at: None,
            mixes: Vec::new(),
        }
    }
}

/// One pick that was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impression {
    pub generation: u64,
    pub section: String,
    pub kind: String,
    pub section_place: u32,
    pub item: ItemRef,
    pub pick_place: u32,
}
