//! What a word of "less" would reach, told before it is said.

use serde::{Deserialize, Serialize};

use super::exclusion::Exclusion;
use super::feedback::Target;
use super::ids::PlayId;
use super::time::Moment;

/// One thing that could be kept away, and what that would change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reach {
    pub target: Target,
    pub name: String,
    /// Tracks of the library that it covers.
    pub tracks: u32,
    /// Places on home now that would go to something else, and in how many sections.
    pub places: u32,
    pub sections: u32,
}

/// Everything that the less panel can offer for an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LessPreview {
    pub of: Target,
    /// The thing itself.
    pub own: Reach,
    /// The track and everything by its artist: what sinks with less of it.
    pub like_it: Option<Reach>,
    /// Whether its sound is known, so that what sounds close sinks as well.
    pub sound_known: bool,
    pub artist: Option<Reach>,
    /// Its album, genres and folder, as far as they are known.
    pub more: Vec<Reach>,
    /// The last time it was heard, which could be left out of taste.
    pub last_play: Option<(PlayId, Moment)>,
}

/// A rule that could be made, and what it would change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeaveOutChoice {
    pub rule: Exclusion,
    /// `this listen`, `this session`, `its artist`.
    pub what: String,
    /// What it is about: `today 15:32 to 16:32`, `Billie Holiday`.
    pub words: String,
    /// Listens that would stop counting.
    pub listens: u64,
}

/// Who wrote a track, and as what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Credits {
    pub composers: Vec<(super::ids::ArtistId, String)>,
    pub work: Option<String>,
}

/// What another value of a dial would change on a home that is dealt now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// Picks by ear that would be other ones.
    pub others: u32,
    /// Of all picks by ear.
    pub of: u32,
}
