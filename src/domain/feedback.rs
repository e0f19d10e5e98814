//! What the listener says of music, in so many words.

use serde::{Deserialize, Serialize};

use super::ids::FeedbackId;
use super::section::ItemRef;
use super::time::Moment;

/// A verb of explicit feedback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    Like,
    Hide,
    Less,
    Boost,
    NotNow,
    Rest,
}

impl Verb {
    pub const ALL: [Self; 6] = [Self::Like, Self::Hide, Self::Less, Self::Boost, Self::NotNow, Self::Rest];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Like => "like",
            Self::Hide => "hide",
            Self::Less => "less",
            Self::Boost => "boost",
            Self::NotNow => "not_now",
            Self::Rest => "rest",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.name() == name)
    }

    /// Whether tonearm keeps the target off home while this is in force.
    #[must_use]
    pub const fn keeps_away(self) -> bool {
        matches!(self, Self::Hide | Self::NotNow | Self::Rest)
    }
}

/// What feedback is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "on", content = "what", rename_all = "lowercase")]
pub enum Target {
    Item(ItemRef),
    Genre(String),
    Folder(Vec<u8>),
    /// A section kind or id.
    Section(String),
}

/// One word of feedback that is in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feedback {
    pub id: FeedbackId,
    pub verb: Verb,
    pub target: Target,
    pub at: Moment,
    pub until: Option<Moment>,
}
