//! What tonearm knows of a listener: what they told it, what it noticed, what is stored.

use serde::{Deserialize, Serialize};

use super::feedback::Feedback;
use super::ids::PinId;
use super::section::ItemRef;
use super::time::Moment;

/// The whole page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct You {
    /// The first play that is known, imports among them.
    pub since: Option<Moment>,
    /// Words in force, newest first.
    pub said: Vec<Said>,
    /// By place.
    pub pins: Vec<Kept>,
    /// Newest first.
    pub left_out: Vec<LeftOut>,
    pub noticed: Vec<Noticed>,
    pub month: Option<Shares>,
    pub stored: Stored,
}

/// A word in force, with the words that show what it is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    pub feedback: Feedback,
    pub title: String,
    /// Artist of a track or album; how many tracks an artist or genre has.
    pub detail: String,
}

/// A pinned section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    pub pin: PinId,
    pub title: String,
    /// From 0.
    pub place: u32,
    pub at: Moment,
}

/// A rule that keeps plays out of taste.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeftOut {
    pub rule: uuid::Uuid,
    /// `folder`, `genre`, `playlist`, `hours`, `listen`.
    pub what: String,
    pub title: String,
    pub at: Moment,
}

/// A fact that tonearm inferred, and what it was counted from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Noticed {
    pub sentence: String,
    pub counts: String,
    pub item: Option<ItemRef>,
}

/// Plays of the running month by who chose them, and how many of each were heard to the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shares {
    pub hand: u32,
    pub hand_finished: u32,
    pub ear: u32,
    pub ear_finished: u32,
}

/// What lies on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    pub plays: u64,
    pub bytes: u64,
    /// Of the database, for the screen.
    pub path: String,
}
