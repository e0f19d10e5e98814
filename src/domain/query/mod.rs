//! The one query language: words and facets, typed as one line, kept as rules, asked of any list.
//!
//! ```text
//! genre:jazz -is:hidden (year:1955..1965 | artist:"nina simone") heard:0 sort:-added limit:2h
//! ```
//!
//! Conditions beside each other must all hold. `|` lets any of its sides hold, `-` turns what
//! follows round, brackets group. `or`, `and` and `not` say the same beside a facet or a bracket;
//! between bare words they are words, because songs are called so. A bare word is the beginning
//! of a word of title, artist or album; quoted words stand beside each other.
//!
//! A facet is a name, a colon and what is asked of it: see [`facet::FACETS`] for all of them.
//!
//! | asked of | form |
//! |---|---|
//! | text | `:cool jazz`‑like parts `:"cool jazz"`, the whole `:=jazz`, its beginning `:^cool`, its end `:jazz$` |
//! | numbers | `:10` `:>10` `:>=10` `:<10` `:<=10` `:10..20` `:10..` `:..20`; years also `:1990s` |
//! | lengths, sizes | the same with units: `:>5m` `:3:30` `:1h30m`, `:>20MB` |
//! | dates | `:2024` `:2024-05` `:2024-05-12` `:>=2024` `:2024-05..2024-06`, or by age: `:<30d` (within), `:>1y` (longer ago), `:1m..3m`; h d w m y |
//! | anything | `:none` where nothing is known |
//!
//! What is not known answers no question but `none`: `last:>1y` is music that was heard, but not
//! for a year; `-last:<1y` is also what was never heard. Text is compared without accents and case.
//!
//! It differs from beets, where `,` stands for or and `::` for patterns, from Navidrome's rules,
//! where "not in the last" includes what was never heard without saying so, and from MPD, which
//! wants every condition in brackets and quotes.
//!
//! Text and tree are the same thing: [`Query`] prints itself ([`std::fmt::Display`]), [`parse()`] reads it
//! back, and serialised it is its text.

pub mod complete;
pub mod facet;
mod holds;
mod lex;
pub mod outline;
mod parse;
mod print;
#[cfg(test)]
pub(crate) mod strategy;
pub mod suggest;
#[cfg(test)]
mod tests;
pub mod value;

use serde::{Deserialize, Serialize};

use super::ids::{PlaylistId, RootId};
use super::section::Origin;

pub use facet::{Facet, FacetKind};
pub use holds::{Known, folded, passages};
pub use parse::{Problem, ProblemKind, Reading, parse, read};
pub use value::{Age, AgeRange, AgeUnit, Bytes, Comparison, Date, Range, Seconds, TextMatch};

/// What is asked of a list: which of it, in which order, how much.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Query {
    pub expression: Expression,
    pub sort: Vec<SortKey>,
    pub limit: Option<Limit>,
}

/// A condition on a track.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// Holds when all of these hold; so it does when there are none.
    All(Vec<Expression>),
    /// Holds when one of these holds.
    Any(Vec<Expression>),
    Not(Box<Expression>),
    /// One word, of which the beginning is enough, or several that stand beside each other.
    Words(String),
    Test(Test),
}

/// A facet, and what is asked of it. Only what fits its facet can be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    facet: Facet,
    comparison: Comparison,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortKey {
    pub by: SortBy,
    /// The greatest, newest or last in the alphabet first. What is not known stands last either way.
    pub descending: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortBy {
    Facet(Facet),
    /// By chance, anew each local day.
    Random,
}

/// How much of what was found is taken, from the first on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    Count(u32),
    /// As many as fit.
    Time(Seconds),
    /// As many as fit.
    Size(Bytes),
    /// Of all that was found, rounded up; 1 to 100.
    Percent(u8),
}

/// What a list is made of, where a query shall choose lines of it: a line stays when a track of
/// it is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holders {
    Tracks,
    /// Lines of the queue: each is by hand or by ear itself, and so `by:` is asked of the line.
    Lines,
    Albums,
    Artists,
    Composers,
    Genres,
    Playlists,
    /// The folders and tracks right below a folder; the roots when none is named.
    Folders {
        below: Option<(RootId, Vec<u8>)>,
    },
}

/// One line that a query keeps.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// A track, album, artist or genre.
    Id(i64),
    /// A track that stands in a line of this origin.
    Line(Origin, i64),
    Playlist(PlaylistId),
    /// A root, and the path below it.
    Folder(i64, Vec<u8>),
}

/// One condition of a query, and whether it holds for a track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// How many groups it stands in.
    pub depth: usize,
    /// Its text, or of a group what it asks of its parts: `all of`, `one of`, `not`.
    pub says: String,
    pub holds: bool,
    /// What is known of the track, where the condition is about a value.
    pub value: Option<String>,
}

impl Default for Expression {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl Test {
    /// None when the facet cannot be asked so.
    #[must_use]
    pub fn new(facet: Facet, comparison: Comparison) -> Option<Self> {
        facet.takes(&comparison).then_some(Self { facet, comparison })
    }

    #[must_use]
    pub const fn facet(&self) -> Facet {
        self.facet
    }

    #[must_use]
    pub const fn comparison(&self) -> &Comparison {
        &self.comparison
    }
}

impl Expression {
    /// Everything.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        matches!(self, Self::All(parts) if parts.is_empty())
    }

    /// The same without groups of one, groups of their own kind in each other, and groups that
    /// say nothing: what its text reads back as, and what is evaluated.
    #[must_use]
    pub fn normal(self) -> Self {
        match self {
            Self::All(parts) => {
                let flat = |part| if let Self::All(inner) = part { inner } else { vec![part] };
                Self::group(parts.into_iter().map(Self::normal).flat_map(flat).collect(), Self::All)
            }
            Self::Any(parts) => {
                let said = parts.into_iter().map(Self::normal).filter(|part| !part.is_everything());
                let flat = |part| if let Self::Any(inner) = part { inner } else { vec![part] };
                Self::group(said.flat_map(flat).collect(), Self::Any)
            }
            Self::Not(inner) => match inner.normal() {
                nothing if nothing.is_everything() => nothing,
                inner => Self::Not(Box::new(inner)),
            },
            Self::Words(words) if words.trim().is_empty() => Self::default(),
            other => other,
        }
    }

    fn group(mut parts: Vec<Self>, of: fn(Vec<Self>) -> Self) -> Self {
        if parts.len() > 1 { of(parts) } else { parts.pop().unwrap_or_default() }
    }

    /// Its text; of a group, what it asks of its parts.
    #[must_use]
    pub fn says(&self) -> String {
        match self {
            Self::All(_) => "all of".into(),
            Self::Any(_) => "one of".into(),
            Self::Not(_) => "not".into(),
            Self::Words(_) | Self::Test(_) => self.to_string(),
        }
    }

    /// Every test in it, in reading order.
    #[must_use]
    pub fn tests(&self) -> Vec<&Test> {
        let mut tests = Vec::new();
        self.visit(&mut |part| {
            if let Self::Test(test) = part {
                tests.push(test);
            }
        });
        tests
    }

    fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Self)) {
        see(self);
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.visit(see)),
            Self::Not(inner) => inner.visit(see),
            Self::Words(_) | Self::Test(_) => {}
        }
    }

    /// The bare words that must all hold, and the rest of the expression without them.
    #[must_use]
    pub fn split_words(&self) -> (Vec<&str>, Self) {
        match self {
            Self::Words(words) => (vec![words], Self::default()),
            Self::All(parts) => {
                let words = parts.iter().filter_map(|part| match part {
                    Self::Words(words) => Some(words.as_str()),
                    _ => None,
                });
                let rest = parts.iter().filter(|part| !matches!(part, Self::Words(_))).cloned().collect();
                (words.collect(), Self::All(rest).normal())
            }
            other => (Vec::new(), other.clone()),
        }
    }
}

impl Query {
    /// Only words, no facet, sign, order or limit: an ordinary search.
    #[must_use]
    pub fn is_words(&self) -> bool {
        let (words, rest) = self.expression.split_words();
        rest.is_everything()
            && self.sort.is_empty()
            && self.limit.is_none()
            && words.iter().all(|words| !words.contains(char::is_whitespace))
    }

    /// Finds everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.expression.is_everything() && self.sort.is_empty() && self.limit.is_none()
    }
}

impl From<Query> for String {
    fn from(query: Query) -> Self {
        query.to_string()
    }
}

impl TryFrom<String> for Query {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        parse(&text)
    }
}

impl From<Test> for Expression {
    fn from(test: Test) -> Self {
        Self::Test(test)
    }
}
