//! Orders that the listener chooses for a list and that stand until another is chosen: of
//! playlists among each other, and of what a search finds.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::playlist::PlaylistCard;
use super::query::{Facet, SortBy, SortKey};
use super::smart_playlist::{RulesFound, SmartPlaylist};

/// How playlists stand in their folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListOrder {
    #[default]
    Name,
    /// Last changed first.
    Changed,
    /// Last heard first.
    Heard,
    /// Longest first.
    Length,
    /// Most tracks first.
    Tracks,
}

/// What of a playlist decides where it stands; none for what is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListPlace {
    /// Unix ms.
    pub changed_at: i64,
    /// Unix ms.
    pub heard_at: Option<i64>,
    pub length_ms: Option<i64>,
    pub tracks: Option<u32>,
}

impl ListOrder {
    pub const ALL: [Self; 5] = [Self::Name, Self::Changed, Self::Heard, Self::Length, Self::Tracks];

    /// As the command line calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Changed => "changed",
            Self::Heard => "heard",
            Self::Length => "length",
            Self::Tracks => "tracks",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.name() == name)
    }

    /// Sorts lists that come by name; equal ones stay as they come, what is not known goes last.
    pub fn sort<T>(self, lists: &mut [T], place: impl Fn(&T) -> ListPlace) {
        let greatest = |place: ListPlace| match self {
            Self::Name => None,
            Self::Changed => Some(place.changed_at),
            Self::Heard => place.heard_at,
            Self::Length => place.length_ms,
            Self::Tracks => place.tracks.map(i64::from),
        };
        lists.sort_by_cached_key(|list| Reverse(greatest(place(list))));
    }
}

impl From<&PlaylistCard> for ListPlace {
    fn from(card: &PlaylistCard) -> Self {
        Self {
            changed_at: card.changed_at.unix_ms,
            heard_at: card.heard_at.map(|at| at.unix_ms),
            length_ms: Some(card.length_ms),
            tracks: Some(card.tracks),
        }
    }
}

impl ListPlace {
    /// What rules find is known some time after they are.
    #[must_use]
    pub fn of_rules(list: &SmartPlaylist, found: Option<&RulesFound>) -> Self {
        Self {
            changed_at: list.changed_at.unix_ms,
            heard_at: list.heard_at.map(|at| at.unix_ms),
            length_ms: found.map(|found| found.length_ms),
            tracks: found.map(|found| found.tracks),
        }
    }
}

/// How the tracks that a search finds stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HitOrder {
    #[default]
    Best,
    Title,
    Artist,
    /// Oldest first.
    Year,
    /// Last added first.
    Added,
    /// Most heard first.
    Listens,
}

impl HitOrder {
    pub const ALL: [Self; 6] = [Self::Best, Self::Title, Self::Artist, Self::Year, Self::Added, Self::Listens];

    /// As the command line calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Best => "best",
            Self::Title => "title",
            Self::Artist => "artist",
            Self::Year => "year",
            Self::Added => "added",
            Self::Listens => "listens",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.name() == name)
    }

    /// The same in the query language; nothing for the best match first.
    #[must_use]
    pub fn keys(self) -> Vec<SortKey> {
        let key = |facet, descending| SortKey { by: SortBy::Facet(facet), descending };
        match self {
            Self::Best => Vec::new(),
            Self::Title => vec![key(Facet::Title, false)],
            Self::Artist => {
                [Facet::Artist, Facet::Album, Facet::Disc, Facet::Track].map(|facet| key(facet, false)).into()
            }
            Self::Year => vec![key(Facet::Year, false)],
            Self::Added => vec![key(Facet::Added, true)],
            Self::Listens => vec![key(Facet::Heard, true)],
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::settings::Key;

    #[test]
    fn what_is_not_known_goes_last_and_equal_ones_stay() {
        let list =
            |name, changed_at, heard_at, tracks| (name, ListPlace { changed_at, heard_at, length_ms: None, tracks });
        let lists = [
            list('a', 3, Some(10), Some(5)),
            list('b', 9, None, None),
            list('c', 9, Some(30), Some(5)),
            list('d', 1, Some(20), Some(0)),
        ];
        let stand = |order: ListOrder| {
            let mut lists = lists;
            order.sort(&mut lists, |(_, place)| *place);
            lists.map(|(name, _)| name).iter().collect::<String>()
        };
        assert_eq!(ListOrder::ALL.map(stand), ["abcd", "bcad", "cdab", "abcd", "acdb"]);
    }

    #[test]
    fn every_order_has_a_name_of_its_own() {
        for order in ListOrder::ALL {
            assert_eq!(ListOrder::named(order.name()), Some(order));
        }
        for order in HitOrder::ALL {
            assert_eq!(HitOrder::named(order.name()), Some(order));
            assert!(order.keys().iter().all(|key| match key.by {
                SortBy::Facet(facet) => facet.is_sortable(),
                SortBy::Random => false,
            }));
        }
    }

    #[test]
    fn the_settings_choose_among_the_same_orders() {
        let words = |key: Key| key.choices().iter().map(|(word, _)| *word).filter(|word| *word != "own");
        assert!(words(Key::SortPlaylists).all(|word| ListOrder::named(word).is_some()));
        assert!(words(Key::SortSearch).all(|word| HitOrder::named(word).is_some()));
    }

    proptest! {
        #[test]
        fn sorting_again_changes_nothing(places in prop::collection::vec((0i64..4, prop::option::of(0i64..4)), 0..12)) {
            for order in ListOrder::ALL {
                let place = |(changed_at, heard_at): &(i64, Option<i64>)| {
                    ListPlace { changed_at: *changed_at, heard_at: *heard_at, length_ms: *heard_at, tracks: None }
                };
                let mut lists = places.clone();
                order.sort(&mut lists, place);
                let once = lists.clone();
                order.sort(&mut lists, place);
                prop_assert_eq!(once, lists);
            }
        }
    }
}
