//! Radio: what it grows from, how far it goes, and what came of what it played.

use serde::{Deserialize, Serialize};

use super::ids::{AlbumId, ArtistId, PlaylistId, TrackId};
use super::listen::{Source, SourceKind};
use super::section::ItemRef;

/// How far radio goes from its seed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// From one artist to the next, as far as the evidence leads.
    #[default]
    Wander,
    /// Near the seed: its own artists weigh most.
    Stay,
}

impl Way {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wander => "wander",
            Self::Stay => "stay",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Wander, Self::Stay].into_iter().find(|way| way.name() == name)
    }

    /// As said of a radio that plays.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Wander => "wanders",
            Self::Stay => "stays close",
        }
    }
}

/// What a radio grows from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RadioSeed {
    Item(ItemRef),
    /// A section of home, by its id: what it shows when it is asked.
    Section(String),
}

/// A radio that plays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Radio {
    pub from: RadioSeed,
    pub title: String,
    pub way: Way,
}

/// What the name of a radio begins with on screen.
const NAMED: &str = "radio from ";

impl Radio {
    /// Where its plays come from. The source tells the whole radio, so that it is found again in
    /// a queue that was kept.
    #[must_use]
    pub fn source(&self) -> Source {
        let (kind, key) = match &self.from {
            RadioSeed::Item(item) => (item.type_name(), item.key()),
            RadioSeed::Section(id) => ("section", id.clone()),
        };
        let id = format!("{} {kind} {key}", self.way.name());
        Source { kind: SourceKind::Radio, id: Some(id), name: format!("{NAMED}{}", self.title) }
    }

    /// The radio that a source tells of.
    #[must_use]
    pub fn of_source(source: &Source) -> Option<Self> {
        if source.kind != SourceKind::Radio {
            return None;
        }
        let mut parts = source.id.as_deref()?.splitn(3, ' ');
        let (way, kind, key) = (Way::from_name(parts.next()?)?, parts.next()?, parts.next()?);
        let from = match kind {
            "track" => RadioSeed::Item(ItemRef::Track(TrackId(key.parse().ok()?))),
            "album" => RadioSeed::Item(ItemRef::Album(AlbumId(key.parse().ok()?))),
            "artist" => RadioSeed::Item(ItemRef::Artist(ArtistId(key.parse().ok()?))),
            "playlist" => RadioSeed::Item(ItemRef::Playlist(PlaylistId(key.parse().ok()?))),
            "section" => RadioSeed::Section(key.to_owned()),
            _ => return None,
        };
        let title = source.name.strip_prefix(NAMED).unwrap_or(&source.name).to_owned();
        Some(Self { from, title, way })
    }
}

/// A track that a radio played, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    pub track: TrackId,
    pub skipped: bool,
    /// Heard to its end.
    pub finished: bool,
}

/// A radio, and how its run went so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnAir {
    pub radio: Radio,
    /// Oldest first.
    pub passed: Vec<Passed>,
}

impl OnAir {
    #[must_use]
    pub const fn new(radio: Radio) -> Self {
        Self { radio, passed: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_tells_the_whole_radio() {
        let playlist = PlaylistId(uuid::Uuid::from_u128(7));
        for from in [
            RadioSeed::Item(ItemRef::Track(TrackId(3))),
            RadioSeed::Item(ItemRef::Album(AlbumId(4))),
            RadioSeed::Item(ItemRef::Artist(ArtistId(5))),
            RadioSeed::Item(ItemRef::Playlist(playlist)),
            RadioSeed::Section("because:artist:12".into()),
        ] {
            for way in [Way::Wander, Way::Stay] {
                let radio = Radio { from: from.clone(), title: "Nina Simone".into(), way };
                assert_eq!(Radio::of_source(&radio.source()), Some(radio));
            }
        }
        let other = Source { kind: SourceKind::Album, id: Some("wander track 3".into()), name: String::new() };
        assert_eq!(Radio::of_source(&other), None);
    }
}
