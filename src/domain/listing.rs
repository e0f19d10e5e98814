//! Which columns a list has, in which order and how wide, as the listener writes them:
//! `["number", "title", "artist 25%", "{album}[ ({year})]", "length 6"]`.
//!
//! A column is a field of the list, or a [`Format`] over its fields. Behind it may stand a width,
//! in cells or in percent of the line. Where there is too little room the last columns go first,
//! and the names last of all.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::format::{FIELDS, Format};
use super::text;

/// A list whose columns can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Listing {
    Artists,
    Albums,
    Tracks,
    Genres,
    Folders,
    Playlists,
    Playlist,
    Queue,
    History,
    Search,
}

/// A name, and what it is.
pub type Field = (&'static str, &'static str);

const NAME: Field = ("name", "what it is called");
const COUNT: Field = ("tracks", "how many tracks it holds");

impl Listing {
    pub const ALL: [Self; 10] = [
        Self::Artists,
        Self::Albums,
        Self::Tracks,
        Self::Genres,
        Self::Folders,
        Self::Playlists,
        Self::Playlist,
        Self::Queue,
        Self::History,
        Self::Search,
    ];

    /// As the config file calls it: `[columns.tracks]`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Artists => "artists",
            Self::Albums => "albums",
            Self::Tracks => "tracks",
            Self::Genres => "genres",
            Self::Folders => "folders",
            Self::Playlists => "playlists",
            Self::Playlist => "playlist",
            Self::Queue => "queue",
            Self::History => "history",
            Self::Search => "search",
        }
    }

    /// What its columns can show.
    #[must_use]
    pub fn fields(self) -> Vec<Field> {
        let tracks = |more: &[Field]| FIELDS.iter().chain(more).copied().collect();
        match self {
            Self::Artists => vec![NAME, ("albums", "how many albums"), COUNT, ("listens", "how often you heard them")],
            Self::Albums => vec![
                ("title", "the album"),
                ("artist", "who it is by"),
                ("year", "of the release"),
                COUNT,
                ("length", "3 h 12 min"),
            ],
            Self::Genres => vec![NAME, COUNT],
            Self::Playlists => vec![
                NAME,
                ("about", "what you say it is about"),
                COUNT,
                ("missing", "how many of them are missing"),
                ("length", "3 h 12 min"),
                ("changed", "when it was changed last"),
                ("heard", "when you heard something from it last"),
            ],
            Self::Tracks => tracks(&[]),
            Self::Folders => tracks(&[("tracks", "how many tracks a folder holds")]),
            Self::Playlist => tracks(&[("place", "its place in the list"), ("added", "when you put it there")]),
            Self::Queue => tracks(&[("reason", "who put it there, or why it comes")]),
            Self::Search => tracks(&[("reason", "its album and year, or what else it is")]),
            Self::History => vec![
                ("time", "when it began"),
                ("title", "the track"),
                ("artist", "its credit, as one would say it"),
                ("heard", "how much of it you heard"),
                ("length", "3:45"),
            ],
        }
    }
}

/// How wide a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    Cells(u16),
    /// Of the line.
    Percent(u16),
    /// Of what the others leave, by weight.
    Share(u16),
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    said: String,
    format: Format,
    /// The field that it shows, when it is one and nothing else.
    pub field: Option<&'static str>,
    pub size: Size,
}

/// Percent that a column may take.
const PERCENT: std::ops::RangeInclusive<u16> = 5..=90;
const CELLS: std::ops::RangeInclusive<u16> = 1..=120;

impl Column {
    /// Reads one column of a list.
    ///
    /// # Errors
    /// What is wrong, in words: a field that is not there, with the nearest one; a width that
    /// cannot be.
    pub fn parse(listing: Listing, said: &str) -> Result<Self, String> {
        let said = said.trim();
        let (what, width) = match said.rsplit_once(' ').map(|(what, width)| (what.trim_end(), width)) {
            Some((what, width)) if looks_like_width(width) && !what.is_empty() => (what, Some(width)),
            _ => (said, None),
        };
        let fields = listing.fields();
        let (format, field) = if what.contains(['{', '[']) {
            (Format::parse_of(what, &fields)?, None)
        } else {
            let known = fields.iter().map(|(name, _)| *name).find(|name| *name == what);
            let field = known.ok_or_else(|| unknown(what, listing, &fields))?;
            (Format::of_field(field), Some(field))
        };
        let size = match width {
            Some(width) => {
                size_of(width).ok_or_else(|| format!("{width} is no width: 5% to 90%, or 1 to 120 cells"))?
            }
            None => usual(listing, field),
        };
        Ok(Self { said: said.to_owned(), format, field, size })
    }

    /// As it was written.
    #[must_use]
    pub fn said(&self) -> &str {
        &self.said
    }

    /// What stands in it; `value` is asked for each field.
    #[must_use]
    pub fn words(&self, value: &dyn Fn(&str) -> String) -> String {
        let words = self.format.line_of(value);
        match self.field {
            Some("listens") if !words.is_empty() => format!("{words}×"),
            Some("stars") => "*".repeat(words.parse::<usize>().unwrap_or(0).min(5)),
            Some("liked") => words.trim().to_owned(),
            _ => words,
        }
    }

    /// Whether the field stands in it.
    #[must_use]
    pub fn names(&self, field: &str) -> bool {
        self.format.names(field)
    }

    /// Whether it tells lines apart, so that it goes last.
    #[must_use]
    pub fn is_name(&self) -> bool {
        self.names("title") || self.names("name")
    }

    /// Numbers stand under each other at their ends.
    #[must_use]
    pub fn is_number(&self) -> bool {
        let numbers = ["number", "disc", "place", "year", "length", "listens", "tracks", "albums", "missing"];
        self.field.is_some_and(|field| numbers.contains(&field))
    }
}

fn looks_like_width(word: &str) -> bool {
    let digits = word.strip_suffix('%').unwrap_or(word);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn size_of(width: &str) -> Option<Size> {
    Some(match width.strip_suffix('%') {
        Some(percent) => Size::Percent(percent.parse().ok().filter(|percent| PERCENT.contains(percent))?),
        None => Size::Cells(width.parse().ok().filter(|cells| CELLS.contains(cells))?),
    })
}

/// The width of a column that says none.
fn usual(listing: Listing, field: Option<&'static str>) -> Size {
    let sums = matches!(listing, Listing::Albums | Listing::Playlists);
    match field {
        Some("disc") => Size::Cells(2),
        Some("number" | "liked") => Size::Cells(3),
        Some("year" | "albums" | "missing" | "place") => Size::Cells(4),
        Some("listens" | "stars" | "time") => Size::Cells(5),
        Some("tracks") => Size::Cells(6),
        // "3 h 12 min" of many, "1:02:03" of one.
        Some("length") => Size::Cells(if sums { 10 } else { 7 }),
        Some("changed" | "added") => Size::Cells(14),
        Some("heard") if listing == Listing::Playlists => Size::Cells(14),
        Some("title" | "name") => Size::Share(4),
        _ => Size::Share(3),
    }
}

fn unknown(name: &str, listing: Listing, fields: &[Field]) -> String {
    let nearest = fields.iter().map(|(known, _)| (text::distance(name, known), *known)).min();
    let head = format!("there is no column {name} in {}", listing.name());
    match nearest {
        Some((away, near)) if away <= 3.min(name.chars().count().div_ceil(2)) => {
            format!("{head}; did you mean {near}?")
        }
        _ => {
            let known: Vec<&str> = fields.iter().map(|(known, _)| *known).collect();
            format!("{head}; there are {}", known.join(", "))
        }
    }
}

/// The columns of one list, from left to right. None means tonearm's own lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns(Vec<Column>);

impl Columns {
    /// Reads what [`fmt::Display`] writes: columns with `|` between them.
    ///
    /// # Errors
    /// As [`Column::parse`], of the first that is wrong.
    pub fn parse(listing: Listing, text: &str) -> Result<Self, String> {
        let parts = divided(text);
        let columns = parts.iter().filter(|part| !part.trim().is_empty());
        columns.map(|part| Column::parse(listing, part)).collect::<Result<_, _>>().map(Self)
    }

    #[must_use]
    pub fn new(columns: Vec<Column>) -> Self {
        Self(columns)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Column> {
        self.0.iter()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a column shows the field.
    #[must_use]
    pub fn names(&self, field: &str) -> bool {
        self.iter().any(|column| column.names(field))
    }
}

impl fmt::Display for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, column) in self.iter().enumerate() {
            let before = if place == 0 { "" } else { " | " };
            write!(f, "{before}{}", escaped(&column.said))?;
        }
        Ok(())
    }
}

/// Divides at each `|` that has no `\` before it.
fn divided(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        match (sign, parts.last_mut()) {
            ('|', _) => parts.push(String::new()),
            ('\\', Some(part)) => part.extend(std::iter::once('\\').chain(signs.next())),
            (sign, Some(part)) => part.push(sign),
            (_, None) => {}
        }
    }
    parts
}

/// With a `\` before each `|` that has none.
fn escaped(text: &str) -> String {
    divided(text).join("\\|")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn fields_formats_and_widths_are_read() {
        let columns = Columns::parse(Listing::Tracks, "number | title 30% | {album}[ ({year})] | length 6").unwrap();
        let sizes: Vec<Size> = columns.iter().map(|column| column.size).collect();
        assert_eq!(sizes, [Size::Cells(3), Size::Percent(30), Size::Share(3), Size::Cells(6)]);
        let value = |name: &str| match name {
            "album" => "Kind of Blue".to_owned(),
            "listens" => "14".to_owned(),
            _ => String::new(),
        };
        assert_eq!(columns.iter().nth(2).unwrap().words(&value), "Kind of Blue");
        assert_eq!(Column::parse(Listing::Tracks, "listens").unwrap().words(&value), "14×");
        assert_eq!(Columns::parse(Listing::Tracks, "").unwrap(), Columns::default());
    }

    #[test]
    fn what_is_wrong_is_named_with_the_nearest() {
        let told = |listing, said| Column::parse(listing, said).unwrap_err();
        assert_eq!(told(Listing::Tracks, "lenght"), "there is no column lenght in tracks; did you mean length?");
        assert_eq!(told(Listing::Genres, "reason"), "there is no column reason in genres; there are name, tracks");
        assert_eq!(told(Listing::Queue, "{resaon}"), "there is no {resaon}; did you mean {reason}?");
        assert_eq!(told(Listing::Queue, "title 300%"), "300% is no width: 5% to 90%, or 1 to 120 cells");
    }

    #[test]
    fn every_list_has_a_name_for_its_lines() {
        for listing in Listing::ALL {
            let fields = listing.fields();
            assert!(fields.iter().any(|(name, _)| *name == "title" || *name == "name"), "{}", listing.name());
            for (name, _) in fields {
                assert!(Column::parse(listing, name).is_ok(), "{} {name}", listing.name());
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(text in "\\PC{0,60}|[a-z|{}\\\\\\[\\]% 0-9]{0,60}") {
            if let Ok(columns) = Columns::parse(Listing::Playlist, &text) {
                let written = columns.to_string();
                prop_assert_eq!(Columns::parse(Listing::Playlist, &written), Ok(columns), "{}", written);
            }
        }
    }
}
