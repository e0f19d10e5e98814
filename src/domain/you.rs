//! What tonearm knows of a listener: what they told it, what it noticed, what is stored.

use serde::{Deserialize, Serialize};

use super::exclusion::Exclusion;
use super::feedback::Feedback;
use super::ids::{PinId, PlaylistId};
use super::limit::Limit;
use super::section::{ItemRef, Recipe};
use super::time::{Moment, SECOND_MS};

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
    /// Sections by ear that go on within limits, by id; some are not on home today.
    #[serde(default)]
    pub limited: Vec<Limited>,
    /// Playlists for which something is not suggested any more, by name.
    #[serde(default)]
    pub passed: Vec<Passed>,
    /// What tonearm found, and what the listener said of what it found before.
    pub noticed: Vec<Noticed>,
    /// Tracks with one star, two, … five.
    pub stars: [u32; 5],
    pub month: Option<Shares>,
    pub called: Option<Called>,
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

/// A playlist, and what was passed over for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passed {
    pub list: PlaylistId,
    pub name: String,
    pub tracks: u32,
    /// The last of them.
    pub at: Moment,
}

/// A section that the listener limited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Limited {
    pub section: String,
    pub title: String,
    pub limits: Vec<Limit>,
    pub at: Moment,
    /// Whether it stands on home now.
    pub on_home: bool,
}

/// A rule that keeps plays out of taste.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeftOut {
    pub rule: uuid::Uuid,
    /// [`Exclusion::kind`].
    pub what: String,
    pub title: String,
    /// Listens that it keeps out.
    pub listens: u64,
    pub at: Moment,
}

/// What sort of thing was noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticedKind {
    /// When somebody listens.
    Habit,
    /// Whom they explore, or come back to.
    Artist,
    /// Whom they hear by whole albums.
    Albums,
    /// Hours in which nobody touched a key.
    Night,
    /// One track again and again.
    Repeat,
    /// Music that is heard for its sound, to sleep or to work by.
    Sound,
    /// Spoken word.
    Book,
    /// Music of a time of the year.
    Season,
}

impl NoticedKind {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Habit => "habit",
            Self::Artist => "artist",
            Self::Albums => "albums",
            Self::Night => "night",
            Self::Repeat => "repeat",
            Self::Sound => "sound",
            Self::Book => "book",
            Self::Season => "season",
        }
    }
}

/// A stretch of plays in which nobody touched a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untouched {
    /// When a key was touched last.
    pub from: Moment,
    /// When the last of these plays ended.
    pub to: Moment,
    pub listens: u32,
}

impl Untouched {
    /// What a key began was still meant.
    pub const MEANT_MS: i64 = 10 * SECOND_MS;

    /// The rule that keeps it out of taste.
    #[must_use]
    pub const fn rule(&self) -> Exclusion {
        Exclusion::Span { from: self.from.plus_ms(Self::MEANT_MS).unix_ms, to: self.to.unix_ms }
    }
}

/// A fact that tonearm inferred, and what it was counted from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Noticed {
    /// The same as long as the fact is: `exploring:artist:12`.
    pub key: String,
    pub kind: NoticedKind,
    pub sentence: String,
    pub counts: String,
    pub item: Option<ItemRef>,
    /// What would keep it out of taste, where that is a question.
    pub offer: Option<Exclusion>,
    /// The section that it can be made: its title, and how its picks are found.
    pub becomes: Option<(String, Recipe)>,
    /// The section that goes by it, which leaves home when it is wrong.
    pub section: Option<String>,
    /// What the listener said of it.
    pub verdict: Option<Verdict>,
}

/// Right or wrong, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub right: bool,
    pub at: Moment,
}

/// Plays of the running month by who chose them, and how many of each were heard to the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shares {
    pub hand: u32,
    pub hand_finished: u32,
    pub ear: u32,
    pub ear_finished: u32,
}

/// Mornings of the running month on which home was looked at and something was heard, and on
/// how many of them what was heard first stood among the first six picks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    pub right: u32,
    pub mornings: u32,
}

/// What lies on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    pub plays: u64,
    /// Words about music, taken back or not.
    pub words: u64,
    /// Picks that were on screen.
    pub seen: u64,
    pub searches: u64,
    pub opened: u64,
    pub bytes: u64,
    /// Of the database, for the screen.
    pub path: String,
    pub backups: u32,
    pub backup_bytes: u64,
    /// Of the folder with the backups.
    pub backup_path: String,
}

/// What shall be forgotten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "forget", rename_all = "snake_case")]
pub enum Forget {
    /// A track, an album's tracks, or all that an artist is credited for.
    Music {
        item: ItemRef,
    },
    /// All that was heard, said and looked at in `from..to`, Unix ms.
    Span {
        from: i64,
        to: i64,
    },
    All,
}

/// How many rows of each sort go, or went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgotten {
    /// What it was asked of, in words.
    pub name: String,
    pub plays: u64,
    pub listens: u64,
    /// Counts and ratings that came from elsewhere.
    pub imported: u64,
    pub stars: u64,
    pub words: u64,
    pub rules: u64,
    pub pins: u64,
    pub seen: u64,
    pub searches: u64,
    pub opened: u64,
    /// Steps of the undo list, all of which go: they hold what was.
    pub changes: u64,
    /// Backups that are written anew.
    pub backups: u32,
}

impl Forgotten {
    /// `92 plays, 3 words, 1 rule`; empty for nothing.
    #[must_use]
    pub fn words(&self) -> String {
        let counts = [
            (self.plays, "play", "plays"),
            (self.imported, "count from elsewhere", "counts from elsewhere"),
            (self.stars, "rating", "ratings"),
            (self.words, "word", "words"),
            (self.rules, "rule", "rules"),
            (self.pins, "pin", "pins"),
            (self.seen, "look at home", "looks at home"),
            (self.searches, "search", "searches"),
            (self.opened, "opened page", "opened pages"),
        ];
        let said = counts.into_iter().filter(|(count, ..)| *count > 0).map(|(count, one, many)| {
            format!("{} {}", super::human::thousands(count), if count == 1 { one } else { many })
        });
        said.collect::<Vec<_>>().join(", ")
    }

    /// What went, in one sentence.
    #[must_use]
    pub fn summary(&self) -> String {
        let words = if self.is_nothing() { "nothing was known".to_owned() } else { self.words() };
        let backups = match self.backups {
            0 => String::new(),
            n => format!(", and {} rewritten", super::human::count(n, "backup", "backups")),
        };
        format!("Forgotten: {}: {words}{backups}. The undo list is empty", self.name)
    }

    /// Whether there is anything to forget.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.words().is_empty()
    }
}
