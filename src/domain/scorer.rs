//! Which simple ranking stands in for tonearm's own, section by section.

use serde::{Deserialize, Serialize};

use super::settings::Key;

/// What any player could rank by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Simple {
    MostPlayed,
    MostRecent,
    /// Listens that halve every 14 days.
    Frecency,
}

impl Simple {
    pub const ALL: [Self; 3] = [Self::MostPlayed, Self::MostRecent, Self::Frecency];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MostPlayed => "most-played",
            Self::MostRecent => "most-recent",
            Self::Frecency => "frecency",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|simple| simple.name() == name)
    }

    /// As the listener reads it among the terms of a score, and on the section.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::MostPlayed => "most played",
            Self::MostRecent => "most recent",
            Self::Frecency => "often and lately",
        }
    }
}

/// The setting that chooses for a kind of section; none for kinds that have no choice.
#[must_use]
pub fn setting_of(kind: &str) -> Option<Key> {
    Key::SCORERS.into_iter().find(|key| key.name().strip_prefix("scorer.") == Some(kind))
}
