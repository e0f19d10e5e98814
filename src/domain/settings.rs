//! Every value that the listener can choose, in one table, and who chose it.
//!
//! Three layers are merged, the later over the earlier: the default, what was chosen in the
//! player, and what the config file says. The file is the listener's own hand and wins where
//! it speaks.

use serde::{Deserialize, Serialize};

use super::facts::EXPLORE;
use super::human;
use super::section::Origin;
use super::text;
use super::time::{DAY_MS, HOUR_MS, Moment};

/// What can be chosen, named as in the config file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Key {
    Name,
    Arranges,
    Explore,
    AfterQueue,
    Radio,
    ReplayGain,
    Greeting,
    Theme,
    Glyphs,
    Covers,
    Mouse,
    Hints,
    Habits,
    ListenAhead,
}

/// What a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// One line of words.
    Text,
    /// One of these: as it is written, and as the screen says it.
    OneOf(&'static [(&'static str, &'static str)]),
    /// `true` or `false` without quotes in the file, `on` or `off` on screen.
    Switch,
}

/// One line of the table.
struct Entry {
    key: Key,
    name: &'static str,
    title: &'static str,
    takes: Takes,
    default: &'static str,
    /// What it changes, in one sentence.
    says: &'static str,
}

const SWITCH: &[(&str, &str)] = &[("true", "on"), ("false", "off")];
const FIRST_WEEK: &[(&str, &str)] = &[("first-week", "the first week"), ("off", "off")];

const TABLE: [Entry; 14] = [
    Entry {
        key: Key::Name,
        name: "name",
        title: "name",
        takes: Takes::Text,
        default: "",
        says: "what tonearm calls you",
    },
    Entry {
        key: Key::Arranges,
        name: "arranges",
        title: "who arranges home",
        takes: Takes::OneOf(&[("hand", "by hand"), ("both", "both"), ("ear", "by ear")]),
        default: "both",
        says: "by hand: nothing is suggested; both: what you pin keeps its place; by ear: suggestions come first",
    },
    Entry {
        key: Key::Explore,
        name: "explore",
        title: "familiar or new",
        takes: Takes::OneOf(&[
            ("0", "familiar only"),
            ("10", "1 in 10 new or rested"),
            ("20", "2 in 10 new or rested"),
            ("30", "3 in 10 new or rested"),
            ("40", "4 in 10 new or rested"),
            ("50", "5 in 10 new or rested"),
            ("60", "6 in 10 new or rested"),
        ]),
        default: "20",
        says: "how much of home is what you never heard, or not for long; familiar only: no section of unheard tracks",
    },
    Entry {
        key: Key::AfterQueue,
        name: "after-queue",
        title: "after the queue",
        takes: Takes::OneOf(&[("stop", "stop"), ("go-on", "go on by ear")]),
        default: "stop",
        says: "what happens when nothing is left to play",
    },
    Entry {
        key: Key::Radio,
        name: "radio",
        title: "radio",
        takes: Takes::OneOf(&[("wander", "wanders"), ("stay", "stays close")]),
        default: "wander",
        says: "how far radio goes from what it was started with; :stay and :wander change the one that plays",
    },
    Entry {
        key: Key::ReplayGain,
        name: "replay-gain",
        title: "gain",
        takes: Takes::OneOf(&[
            ("auto", "album or track, by what plays"),
            ("album", "album"),
            ("track", "track"),
            ("off", "off"),
        ]),
        default: "auto",
        says: "which loudness tags even out what plays; from the next track on",
    },
    Entry {
        key: Key::Greeting,
        name: "greeting",
        title: "greeting",
        takes: Takes::OneOf(&[("daily", "each day"), ("never", "never")]),
        default: "daily",
        says: "the line above home: the hour, your name, what is new",
    },
    Entry {
        key: Key::Theme,
        name: "theme",
        title: "theme",
        takes: Takes::OneOf(&[
            ("auto", "as the terminal says"),
            ("dark", "dark"),
            ("light", "light"),
            ("mono", "no colour"),
            ("ansi", "the terminal's own 16"),
        ]),
        default: "auto",
        says: "colours; every state is told by text as well",
    },
    Entry {
        key: Key::Glyphs,
        name: "glyphs",
        title: "glyphs",
        takes: Takes::OneOf(&[("auto", "as the terminal says"), ("unicode", "Unicode"), ("ascii", "ASCII")]),
        default: "auto",
        says: "the signs that lines and bars are drawn with",
    },
    Entry {
        key: Key::Covers,
        name: "covers",
        title: "covers",
        takes: Takes::OneOf(&[
            ("auto", "as the terminal can"),
            ("pictures", "pictures"),
            ("blocks", "blocks of colour"),
            ("off", "off"),
        ]),
        default: "auto",
        says: "how covers are drawn; pictures need kitty or ghostty",
    },
    Entry {
        key: Key::Mouse,
        name: "mouse",
        title: "mouse",
        takes: Takes::Switch,
        default: "true",
        says: "whether clicks and the wheel are tonearm's; off leaves them to the terminal",
    },
    Entry {
        key: Key::Hints,
        name: "hints",
        title: "hints",
        takes: Takes::OneOf(FIRST_WEEK),
        default: "first-week",
        says: "one line each about keys worth knowing",
    },
    Entry {
        key: Key::Habits,
        name: "habits",
        title: "keys of other players",
        takes: Takes::OneOf(FIRST_WEEK),
        default: "first-week",
        says: "a key that means something elsewhere answers with the key here",
    },
    Entry {
        key: Key::ListenAhead,
        name: "listen-ahead",
        title: "listen ahead",
        takes: Takes::OneOf(&[("mains", "while plugged in"), ("always", "always"), ("off", "never")]),
        default: "mains",
        says: "whether tonearm hears your files in the background, to know what sounds alike; it costs power",
    },
];

impl Key {
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|entry| entry.key)
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        TABLE.iter().find(|entry| entry.name == name).map(|entry| entry.key)
    }

    fn entry(self) -> &'static Entry {
        // A test holds the table to the order of the keys.
        &TABLE[self as usize]
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    #[must_use]
    pub fn title(self) -> &'static str {
        self.entry().title
    }

    #[must_use]
    pub fn takes(self) -> Takes {
        self.entry().takes
    }

    #[must_use]
    pub fn default(self) -> &'static str {
        self.entry().default
    }

    /// What it changes, in one sentence.
    #[must_use]
    pub fn says(self) -> &'static str {
        self.entry().says
    }

    /// The values it can have with their words; empty for a text.
    #[must_use]
    pub fn choices(self) -> &'static [(&'static str, &'static str)] {
        match self.takes() {
            Takes::Text => &[],
            Takes::OneOf(choices) => choices,
            Takes::Switch => SWITCH,
        }
    }

    /// The value that `said` means, if the key takes it. Words of the screen are taken as well.
    #[must_use]
    pub fn read(self, said: &str) -> Option<String> {
        let said = said.trim();
        match self.takes() {
            Takes::Text => text::clean_or_none(said),
            Takes::OneOf(_) | Takes::Switch => {
                let found = self.choices().iter().find(|(value, words)| *value == said || *words == said)?;
                Some(found.0.to_owned())
            }
        }
    }

    /// What it takes, for complaints: `"stop" or "go-on"`, `true or false`.
    #[must_use]
    pub fn takes_words(self) -> String {
        let quoted: Vec<String> = match self.takes() {
            Takes::Text => return "a text in quotes".into(),
            Takes::Switch => return "true or false".into(),
            Takes::OneOf(choices) => choices.iter().map(|(value, _)| format!("\"{value}\"")).collect(),
        };
        match quoted.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => quoted.concat(),
        }
    }

    /// A value as the screen says it.
    #[must_use]
    pub fn words_of(self, value: &str) -> String {
        let known = self.choices().iter().find(|(known, _)| *known == value);
        match known {
            Some((_, words)) => (*words).to_owned(),
            None if value.is_empty() => "not told".into(),
            None => value.to_owned(),
        }
    }

    /// "Set after the queue to go on by ear".
    #[must_use]
    pub fn set_words(self, value: &str) -> String {
        format!("Set {} to {}", self.title(), self.words_of(value))
    }
}

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

    /// `default`, `by hand, first run`, `by hand, here since 9 Nov`, `by hand, config.toml line 14`.
    #[must_use]
    pub fn words(self, now: Moment) -> String {
        match self {
            Self::Default => "default".into(),
            Self::FirstRun { .. } => "by hand, first run".into(),
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
            if key.takes() != Takes::Text {
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
        assert_eq!(said(Key::Name), ("Ana".into(), "by hand, first run".into(), "hand"));
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
