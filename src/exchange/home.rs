//! A home as TOML, to be shared or kept among dotfiles: what the listener put there, by names
//! rather than ids, so that it finds its music on another machine too.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::section::{Look, PickOrder, PinMode};
use crate::domain::track::Kind;

/// The shape of the file.
pub const SCHEMA: u32 = 1;

/// All that the listener made of home.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HomeText {
    pub schema: u32,
    /// Sections that are put away, by kind or id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub never: Vec<String>,
    /// Settings that shape home, by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dials: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", rename = "limit")]
    pub limits: Vec<SectionLimits>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", rename = "pin")]
    pub pins: Vec<PinText>,
}

/// What is laid on a section by ear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionLimits {
    pub section: String,
    #[serde(rename = "only")]
    pub limits: Vec<LimitText>,
}

/// One condition. An artist is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LimitText {
    Genre(String),
    NotArtist(String),
    /// As one writes them: `1955-1970`, `1955-`, `-1970`.
    Years(String),
    NeverHeard,
    Heard,
    Liked,
    Minutes(u32),
    Kind(Kind),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinText {
    /// On home, counted from 1.
    pub place: u32,
    pub title: String,
    pub mode: PinMode,
    pub kind: String,
    pub length: u32,
    #[serde(default, skip_serializing_if = "PickOrder::is_own")]
    pub order: PickOrder,
    /// Share that shall be unplayed or rested, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explore: Option<u8>,
    #[serde(default, skip_serializing_if = "Look::is_lines")]
    pub look: Look,
    /// Picks in sight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u32>,
    /// The query, for the kind `query`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Hours of the week, for the kind `time-slot`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    /// The name of the smart playlist, for the kind `smart-playlist`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smart_playlist: Option<String>,
    /// What tonearm called it, and how long it made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_length: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", rename = "only")]
    pub limits: Vec<LimitText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<ItemText>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", rename = "pick")]
    pub picks: Vec<ItemText>,
}

/// Music by its words. The id only decides where two have the same ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemText {
    /// `track`, `album`, `artist` or `playlist`.
    #[serde(rename = "type")]
    pub sort: String,
    /// Of an artist the name.
    pub title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub artist: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub album: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// As a file.
///
/// # Errors
/// What cannot be told in TOML; no home is such.
pub fn write(home: &HomeText) -> Result<String, toml::ser::Error> {
    Ok(format!("# A home of tonearm. `tonearm home import FILE` takes it over.\n{}", toml::to_string_pretty(home)?))
}

/// From a file.
///
/// # Errors
/// Words with the line, when it is no such file.
pub fn read(text: &str) -> Result<HomeText, toml::de::Error> {
    toml::from_str(text)
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_map, vec};
    use proptest::option::of;
    use proptest::prelude::*;

    use super::*;

    fn limit() -> impl Strategy<Value = LimitText> {
        prop_oneof![
            any::<String>().prop_map(LimitText::Genre),
            any::<String>().prop_map(LimitText::NotArtist),
            any::<String>().prop_map(LimitText::Years),
            any::<u32>().prop_map(LimitText::Minutes),
            prop::sample::select(vec![LimitText::NeverHeard, LimitText::Heard, LimitText::Liked]),
        ]
    }

    fn item() -> impl Strategy<Value = ItemText> {
        let words = || any::<String>();
        (words(), words(), words(), words(), of(words())).prop_map(|(sort, title, artist, album, id)| ItemText {
            sort,
            title,
            artist,
            album,
            id,
        })
    }

    fn pin() -> impl Strategy<Value = PinText> {
        let mode = prop::sample::select(vec![PinMode::Picks, PinMode::Recipe]);
        let order = prop::sample::select(PickOrder::ALL.to_vec());
        let words = || any::<String>();
        let head = (any::<u32>(), words(), mode, words(), any::<u32>(), order, of(words()));
        let look = prop::sample::select(Look::ALL.to_vec());
        let shows = (of(any::<u8>()), look, of(any::<u32>()), of(words()), of(words()));
        ((head, shows), of(words()), of(any::<u32>()), vec(limit(), 0..3), of(item()), vec(item(), 0..3)).prop_map(
            |(
                ((place, title, mode, kind, length, order, rule), (explore, look, rows, hours, smart_playlist)),
                own_title,
                own_length,
                limits,
                seed,
                picks,
            )| PinText {
                place,
                title,
                mode,
                kind,
                length,
                order,
                explore,
                look,
                rows,
                rule,
                hours,
                smart_playlist,
                own_title,
                own_length,
                limits,
                seed,
                picks,
            },
        )
    }

    proptest! {
        #[test]
        fn a_home_comes_back_as_it_was_written(
            never in vec(any::<String>(), 0..3),
            dials in btree_map(any::<String>(), any::<String>(), 0..3),
            limits in vec((any::<String>(), vec(limit(), 1..3)), 0..3),
            pins in vec(pin(), 0..3),
        ) {
            let limits = limits.into_iter().map(|(section, limits)| SectionLimits { section, limits }).collect();
            let home = HomeText { schema: SCHEMA, never, dials, limits, pins };
            prop_assert_eq!(read(&write(&home).unwrap()).unwrap(), home);
        }

        #[test]
        fn nothing_that_is_read_makes_it_fail_otherwise(text in any::<String>()) {
            let _ = read(&text);
        }
    }
}
