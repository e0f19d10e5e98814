//! What the listener says of music, in so many words.

use serde::{Deserialize, Serialize};

use super::ids::FeedbackId;
use super::section::ItemRef;
use super::time::{DAY_MS, Moment};

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

    /// Days that it holds, of this; 0 until it is taken back. A section is put off for less: what
    /// it holds changes by itself.
    #[must_use]
    pub const fn days(self, of: &Target) -> i64 {
        match (self, of) {
            (Self::Like | Self::Hide, _) => 0,
            (Self::NotNow, Target::Section(_)) => 3,
            (Self::NotNow, _) => 7,
            (Self::Boost, _) => 14,
            (Self::Rest, _) => 30,
            (Self::Less, _) => 60,
        }
    }

    /// Until when it holds if it is said now; none until it is taken back.
    #[must_use]
    pub const fn until(self, of: &Target, now: Moment) -> Option<Moment> {
        match self.days(of) {
            0 => None,
            days => Some(now.plus_ms(days * DAY_MS)),
        }
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
