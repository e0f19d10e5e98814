//! What can be chosen, and what each of it takes.

use serde::{Deserialize, Serialize};

use super::super::format::Format;
use super::super::listing::{Columns, Listing};
use super::super::text;
use super::table::{Entry, SWITCH, TABLE};

/// What can be chosen, named as in the config file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Key {
    Name,
    Arranges,
    Explore,
    Spread,
    Proposals,
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
    KeysPreset,
    PlaylistFolder,
    #[serde(rename = "scorer.jump-back-in")]
    ScorerJumpBackIn,
    #[serde(rename = "scorer.your-week")]
    ScorerYourWeek,
    #[serde(rename = "scorer.rediscover")]
    ScorerRediscover,
    #[serde(rename = "scorer.continue")]
    ScorerContinue,
    #[serde(rename = "scorer.because")]
    ScorerBecause,
    Reasons,
    ReasonsAt,
    Messages,
    MessagesAt,
    FormatBar,
    FormatTerminal,
    SortTracks,
    Layout,
    SortArtists,
    SortAlbums,
    SortGenres,
    SortFolders,
    ColumnsArtists,
    ColumnsAlbums,
    ColumnsTracks,
    ColumnsGenres,
    ColumnsFolders,
    ColumnsPlaylists,
    ColumnsPlaylist,
    ColumnsQueue,
    ColumnsHistory,
    ColumnsSearch,
    FormatNow,
    SortPlaylists,
    SortHistory,
    SortSearch,
}

/// What a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// One line of words.
    Text,
    /// One of these: as it is written, and as the screen says it.
    OneOf(&'static [(&'static str, &'static str)]),
    /// One of these, or what the config file gives a name of its own.
    Named(&'static [(&'static str, &'static str)]),
    /// A line with fields of a track in it; see [`crate::domain::format`].
    Format,
    /// Columns of a list; see [`crate::domain::listing`].
    Columns(Listing),
    /// `true` or `false` without quotes in the file, `on` or `off` on screen.
    Switch,
}

impl Key {
    /// How sections rank.
    pub const SCORERS: [Self; 5] = [
        Self::ScorerJumpBackIn,
        Self::ScorerYourWeek,
        Self::ScorerRediscover,
        Self::ScorerContinue,
        Self::ScorerBecause,
    ];

    /// Which columns a list has.
    #[must_use]
    pub const fn columns_of(listing: Listing) -> Self {
        match listing {
            Listing::Artists => Self::ColumnsArtists,
            Listing::Albums => Self::ColumnsAlbums,
            Listing::Tracks => Self::ColumnsTracks,
            Listing::Genres => Self::ColumnsGenres,
            Listing::Folders => Self::ColumnsFolders,
            Listing::Playlists => Self::ColumnsPlaylists,
            Listing::Playlist => Self::ColumnsPlaylist,
            Listing::Queue => Self::ColumnsQueue,
            Listing::History => Self::ColumnsHistory,
            Listing::Search => Self::ColumnsSearch,
        }
    }

    /// The order of a list that keeps one.
    #[must_use]
    pub const fn sort_of(listing: Listing) -> Option<Self> {
        match listing {
            Listing::Artists => Some(Self::SortArtists),
            Listing::Albums => Some(Self::SortAlbums),
            Listing::Tracks => Some(Self::SortTracks),
            Listing::Genres => Some(Self::SortGenres),
            Listing::Folders => Some(Self::SortFolders),
            Listing::Playlists => Some(Self::SortPlaylists),
            Listing::History => Some(Self::SortHistory),
            Listing::Search => Some(Self::SortSearch),
            // Their order is the listener's own, line by line.
            Listing::Playlist | Listing::Queue => None,
        }
    }

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

    /// Its place in the config file, with the table it stands in: `voice.greeting`.
    #[must_use]
    pub fn path(self) -> &'static str {
        self.entry().path
    }

    /// The key at a place in the config file. One that stands in a table may be named without it.
    #[must_use]
    pub fn at(path: &str) -> Option<Self> {
        TABLE.iter().find(|entry| entry.path == path).map(|entry| entry.key).or_else(|| Self::named(path))
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
            Takes::Text | Takes::Format | Takes::Columns(_) => &[],
            Takes::OneOf(choices) | Takes::Named(choices) => choices,
            Takes::Switch => SWITCH,
        }
    }

    /// The value that `said` means, if the key takes it. Words of the screen are taken as well.
    #[must_use]
    pub fn read(self, said: &str) -> Option<String> {
        // The blanks of a format are its own.
        let said = if self.takes() == Takes::Format { said } else { said.trim() };
        match self.takes() {
            Takes::Text => text::clean_or_none(said),
            Takes::Format => Format::parse(said).is_ok().then(|| said.to_owned()),
            Takes::Columns(listing) => Columns::parse(listing, said).ok().map(|columns| columns.to_string()),
            Takes::OneOf(_) | Takes::Switch => self.known(said).map(str::to_owned),
            Takes::Named(_) => self.known(said).map(str::to_owned).or_else(|| text::clean_or_none(said)),
        }
    }

    /// The choice that is called or shown like this.
    fn known(self, said: &str) -> Option<&'static str> {
        self.choices().iter().find(|(value, words)| *value == said || *words == said).map(|(value, _)| *value)
    }

    /// What it takes, for complaints: `"stop" or "go-on"`, `true or false`.
    #[must_use]
    pub fn takes_words(self) -> String {
        let quoted: Vec<String> = match self.takes() {
            Takes::Text => return "a text in quotes".into(),
            Takes::Format => return "a line with fields, such as \"{title}[ · {artist}]\"".into(),
            Takes::Columns(listing) => {
                let fields: Vec<&str> = listing.fields().iter().map(|(name, _)| *name).collect();
                return format!("a list of columns: {}", fields.join(", "));
            }
            Takes::Switch => return "true or false".into(),
            Takes::OneOf(choices) => choices.iter().map(|(value, _)| format!("\"{value}\"")).collect(),
            Takes::Named(choices) => {
                let known = choices.iter().map(|(value, _)| format!("\"{value}\""));
                known.chain(["a name of yours".to_owned()]).collect()
            }
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
            None if value.is_empty() && self.takes() == Takes::Format => "nothing".into(),
            None if value.is_empty() && matches!(self.takes(), Takes::Columns(_)) => "tonearm's own".into(),
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
