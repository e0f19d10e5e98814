//! Every value that the listener can choose, in one table, and who chose it.
//!
//! Three layers are merged, the later over the earlier: the default, what was chosen in the
//! player, and what the config file says. The file is the listener's own hand and wins where
//! it speaks.

mod key;
mod presets;
mod table;
mod voice;

use serde::{Deserialize, Serialize};

pub use key::{Key, Takes};
pub use presets::{PRESETS, Preset};
pub use voice::Voice;

use super::facts::EXPLORE;
use super::human;
use super::listing::{Columns, Listing};
use super::scorer::Simple;
use super::section::Origin;
use super::time::{DAY_MS, HOUR_MS, Moment};

/// What a line of the config file says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    pub key: Key,
    pub value: String,
    /// Counted from 1.
    pub line: u32,
}

/// What was chosen in the player: by hand, or by ear and confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    pub key: Key,
    pub value: String,
    pub origin: Origin,
    pub at: Moment,
}

/// Who set a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Who {
    #[default]
    Default,
    /// By hand, when tonearm was opened for the first time.
    FirstRun { at: Moment },
    /// By hand, in the player.
    Here { at: Moment },
    /// By hand, in the config file.
    Line { line: u32 },
    /// Found by ear and confirmed by hand.
    Ear { at: Moment },
}

impl Who {
    /// As JSON names it: `hand`, `ear` or `default`.
    #[must_use]
    pub const fn origin_name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::FirstRun { .. } | Self::Here { .. } | Self::Line { .. } => "hand",
            Self::Ear { .. } => "ear",
        }
    }

    /// None for a default.
    #[must_use]
    pub const fn origin(self) -> Option<Origin> {
        match self {
            Self::Default => None,
            Self::FirstRun { .. } | Self::Here { .. } | Self::Line { .. } => Some(Origin::Hand),
            Self::Ear { .. } => Some(Origin::Ear),
        }
    }

    /// When it was set, as far as that is known.
    #[must_use]
    pub const fn since(self) -> Option<Moment> {
        match self {
            Self::FirstRun { at } | Self::Here { at } | Self::Ear { at } => Some(at),
            Self::Default | Self::Line { .. } => None,
        }
    }

    /// `default`, `by hand, first hour`, `by hand, here since 9 Nov`, `by hand, config.toml line 14`.
    #[must_use]
    pub fn words(self, now: Moment) -> String {
        match self {
            Self::Default => "default".into(),
            Self::FirstRun { .. } => "by hand, first hour".into(),
            Self::Here { at } => format!("by hand, here since {}", human::short_day(at, now)),
            Self::Line { line } => format!("by hand, config.toml line {line}"),
            Self::Ear { at } => format!("by ear, kept by you since {}", human::short_day(at, now)),
        }
    }
}

/// One merged value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    pub key: Key,
    pub value: String,
    pub who: Who,
}

impl Setting {
    /// The value as the screen says it.
    #[must_use]
    pub fn words(&self) -> String {
        self.key.words_of(&self.value)
    }

    /// The config line that decides, so that nothing done in the player could change it.
    #[must_use]
    pub const fn decided_by_line(&self) -> Option<u32> {
        match self.who {
            Who::Line { line } => Some(line),
            _ => None,
        }
    }
}

/// Who arranges home.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Arranges {
    /// Only what the listener put there; nothing is suggested.
    Hand,
    /// Suggestions by ear around what is by hand.
    #[default]
    Both,
    /// Suggestions come first.
    Ear,
}

/// All values, in the order of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub rows: Vec<Setting>,
    /// When this listener first opened the library; their first week counts from there.
    pub began: Option<Moment>,
}

impl Default for Settings {
    fn default() -> Self {
        Self::merge(&[], &[], None)
    }
}

/// Choices made this soon after the listener came belong to the first run.
const FIRST_RUN_MS: i64 = HOUR_MS;
const WEEK_MS: i64 = 7 * DAY_MS;

impl Settings {
    /// Lays the layers over each other. What a layer says that its key does not take is passed over.
    #[must_use]
    pub fn merge(spoken: &[Spoken], chosen: &[Chosen], began: Option<Moment>) -> Self {
        let rows = Key::all().map(|key| {
            let default = Setting { key, value: key.default().to_owned(), who: Who::Default };
            let chosen = chosen.iter().rev().find(|chosen| chosen.key == key).and_then(|chosen| {
                let soon = began.is_some_and(|began| chosen.at.unix_ms - began.unix_ms <= FIRST_RUN_MS);
                let who = match chosen.origin {
                    Origin::Ear => Who::Ear { at: chosen.at },
                    Origin::Hand if soon => Who::FirstRun { at: chosen.at },
                    Origin::Hand => Who::Here { at: chosen.at },
                };
                Some(Setting { key, value: key.read(&chosen.value)?, who })
            });
            let spoken = spoken.iter().find(|spoken| spoken.key == key).and_then(|spoken| {
                Some(Setting { key, value: key.read(&spoken.value)?, who: Who::Line { line: spoken.line } })
            });
            spoken.or(chosen).unwrap_or(default)
        });
        Self { rows: rows.collect(), began }
    }

    #[must_use]
    pub fn get(&self, key: Key) -> Option<&Setting> {
        self.rows.iter().find(|setting| setting.key == key)
    }

    #[must_use]
    pub fn value(&self, key: Key) -> &str {
        self.get(key).map_or_else(|| key.default(), |setting| &setting.value)
    }

    /// The columns of a list; none of them means tonearm's own lines.
    #[must_use]
    pub fn columns(&self, listing: Listing) -> Columns {
        Columns::parse(listing, self.value(Key::columns_of(listing))).unwrap_or_default()
    }

    /// What the listener wants to be called.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        Some(self.value(Key::Name)).filter(|name| !name.is_empty())
    }

    #[must_use]
    pub fn arranges(&self) -> Arranges {
        match self.value(Key::Arranges) {
            "hand" => Arranges::Hand,
            "ear" => Arranges::Ear,
            _ => Arranges::Both,
        }
    }

    /// Share of what is seen on home that shall be unplayed or rested, 0 to 0.6.
    #[must_use]
    pub fn explore(&self) -> f64 {
        self.value(Key::Explore).parse::<u32>().map_or(EXPLORE, |percent| f64::from(percent.min(60)) / 100.0)
    }

    /// How much each further track of an artist costs in a section: 1 is tonearm's own measure.
    #[must_use]
    pub fn spread(&self) -> f64 {
        self.value(Key::Spread).parse::<u32>().map_or(1.0, |percent| f64::from(percent.min(400)) / 100.0)
    }

    /// Sections that rank by something simpler than tonearm's own, by kind.
    #[must_use]
    pub fn scorers(&self) -> Vec<(String, Simple)> {
        let chosen = |key: Key| {
            let kind = key.name().strip_prefix("scorer.")?;
            Some((kind.to_owned(), Simple::from_name(self.value(key))?))
        };
        Key::SCORERS.into_iter().filter_map(chosen).collect()
    }

    /// Whether tonearm goes on by ear when the queue ends. Not where nothing is suggested.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        self.value(Key::AfterQueue) == "go-on" && self.arranges() != Arranges::Hand
    }

    /// When the library may be listened to in the background: `mains`, `always` or `off`.
    #[must_use]
    pub fn listens_ahead(&self) -> &str {
        self.value(Key::ListenAhead)
    }

    #[must_use]
    pub fn greets(&self) -> bool {
        self.value(Key::Greeting) != "never"
    }

    #[must_use]
    pub fn mouse(&self) -> bool {
        self.value(Key::Mouse) == "true"
    }

    /// Whether first-week hints are due.
    #[must_use]
    pub fn hints(&self, now: Moment) -> bool {
        self.value(Key::Hints) == "first-week" && self.in_first_week(now)
    }

    /// Whether keys of other players are answered.
    #[must_use]
    pub fn habits(&self, now: Moment) -> bool {
        self.value(Key::Habits) == "first-week" && self.in_first_week(now)
    }

    /// A listener whose beginning is not known counts as new.
    fn in_first_week(&self, now: Moment) -> bool {
        self.began.is_none_or(|began| now.unix_ms.saturating_sub(began.unix_ms) < WEEK_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGAN: Moment = Moment::utc(1_700_000_000_000);

    fn chosen(key: Key, value: &str, origin: Origin, after_ms: i64) -> Chosen {
        Chosen { key, value: value.into(), origin, at: BEGAN.plus_ms(after_ms) }
    }

    #[test]
    fn the_table_is_in_the_order_of_its_keys_and_its_defaults_are_taken() {
        for (place, key) in Key::all().enumerate() {
            assert_eq!(key as usize, place);
            assert_eq!(Key::named(key.name()), Some(key));
            assert_eq!(serde_json::to_string(&key).unwrap(), format!("\"{}\"", key.name()));
            if !matches!(key.takes(), Takes::Text | Takes::Format | Takes::Columns(_)) {
                assert_eq!(key.read(key.default()).as_deref(), Some(key.default()));
                assert_eq!(key.read(&key.words_of(key.default())).as_deref(), Some(key.default()));
            }
        }
    }

    #[test]
    fn the_file_wins_over_the_player_and_the_player_over_the_default() {
        let spoken = [Spoken { key: Key::AfterQueue, value: "go-on".into(), line: 14 }];
        let made = [
            chosen(Key::AfterQueue, "stop", Origin::Hand, 9 * DAY_MS),
            chosen(Key::Name, "Ana", Origin::Hand, 60_000),
            chosen(Key::ReplayGain, "album", Origin::Ear, 9 * DAY_MS),
            chosen(Key::Greeting, "hourly", Origin::Hand, 9 * DAY_MS),
            chosen(Key::Mouse, "false", Origin::Hand, 9 * DAY_MS),
        ];
        let settings = Settings::merge(&spoken, &made, Some(BEGAN));
        let now = BEGAN.plus_ms(10 * DAY_MS);
        let said = |key: Key| {
            let setting = settings.get(key).unwrap();
            (setting.words(), setting.who.words(now), setting.who.origin_name())
        };
        assert_eq!(said(Key::AfterQueue), ("go on by ear".into(), "by hand, config.toml line 14".into(), "hand"));
        assert_eq!(said(Key::Name), ("Ana".into(), "by hand, first hour".into(), "hand"));
        assert_eq!(said(Key::ReplayGain), ("album".into(), "by ear, kept by you since yesterday".into(), "ear"));
        assert_eq!(said(Key::Mouse), ("off".into(), "by hand, here since yesterday".into(), "hand"));
        assert_eq!(said(Key::Greeting), ("each day".into(), "default".into(), "default"));
        assert!(settings.goes_on() && !settings.mouse());
        assert!(!settings.hints(now) && settings.hints(BEGAN.plus_ms(DAY_MS)));
    }

    #[test]
    fn where_nothing_is_suggested_nothing_goes_on_by_ear() {
        let made = [chosen(Key::AfterQueue, "go-on", Origin::Hand, 0), chosen(Key::Arranges, "hand", Origin::Hand, 0)];
        assert!(!Settings::merge(&[], &made, None).goes_on());
        assert!(Settings::merge(&[], &made[..1], None).goes_on());
    }

    #[test]
    fn complaints_name_what_a_key_takes() {
        assert_eq!(Key::AfterQueue.takes_words(), "\"stop\" or \"go-on\"");
        assert_eq!(Key::ReplayGain.takes_words(), "\"auto\", \"album\", \"track\" or \"off\"");
        assert_eq!(Key::AfterQueue.set_words("go-on"), "Set after the queue to go on by ear");
    }
}
