//! Whether a condition holds, from what is known of a track: the meaning of the language,
//! against which its SQL is tested, and the answer to why a track is (not) in.

use super::value::{Comparison, TextMatch};
use super::{Expression, Facet, FacetKind, Test};
use crate::domain::fold::{path_form, search_form};
use crate::domain::time::Moment;

/// What is known of a track under one facet; several values where it has several.
#[derive(Clone, Debug, PartialEq)]
pub enum Known {
    Texts(Vec<String>),
    /// Numbers, seconds of length, bytes of size.
    Numbers(Vec<f64>),
    /// Unix ms.
    Moments(Vec<i64>),
    /// Words of a choice that are so.
    Choices(Vec<&'static str>),
    /// Of a playlist or a sound: whether it is in, or near.
    Holds(bool),
}

/// One condition, or group of conditions, and whether it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage<'a> {
    /// How many groups it stands in.
    pub depth: usize,
    pub expression: &'a Expression,
    pub holds: bool,
}

impl Test {
    /// Whether it holds where this is known. What is not known answers only `none`.
    #[must_use]
    pub fn holds(&self, known: &Known, now: Moment) -> bool {
        let fold = |text: &str| folded(self.facet, text);
        match (&self.comparison, known) {
            (_, Known::Holds(holds)) => *holds,
            (Comparison::Unknown, Known::Texts(texts)) => texts.is_empty(),
            (Comparison::Unknown, Known::Numbers(numbers)) => numbers.is_empty(),
            (Comparison::Unknown, Known::Moments(moments)) => moments.is_empty(),
            (Comparison::Text(how, text), Known::Texts(texts)) => {
                let wanted = fold(text);
                texts.iter().any(|text| how.holds(&fold(text), &wanted))
            }
            (Comparison::Number(range), Known::Numbers(numbers)) => numbers.iter().any(|number| range.holds(*number)),
            (Comparison::Length(range), Known::Numbers(numbers)) => {
                let range = range.map(|seconds| f64::from(seconds.0));
                numbers.iter().any(|number| range.holds(*number))
            }
            (Comparison::Size(range), Known::Numbers(numbers)) => {
                let range = range.map(|bytes| bytes.0 as f64);
                numbers.iter().any(|number| range.holds(*number))
            }
            (Comparison::Date(range), Known::Moments(moments)) => {
                let (from, until) = range.moments(now);
                moments.iter().any(|at| (from..until).contains(at))
            }
            (Comparison::Age(range), Known::Moments(moments)) => {
                let (from, until) = range.moments(now);
                moments.iter().any(|at| (from..until).contains(at))
            }
            (Comparison::Choice(word), Known::Choices(words)) => words.contains(word),
            _ => false,
        }
    }
}

/// A text of a facet as it is compared: paths keep their slashes.
#[must_use]
pub fn folded(facet: Facet, text: &str) -> String {
    match facet {
        Facet::Path | Facet::Folder => path_form(text.as_bytes()),
        _ => search_form(text),
    }
}

impl TextMatch {
    /// Both folded.
    #[must_use]
    pub fn holds(self, text: &str, wanted: &str) -> bool {
        match self {
            Self::Has => text.contains(wanted),
            Self::Is => text == wanted,
            Self::Begins => text.starts_with(wanted),
            Self::Ends => text.ends_with(wanted),
        }
    }
}

impl Expression {
    /// Whether it holds, where `leaf` answers for its words and tests.
    pub fn holds(&self, leaf: &mut impl FnMut(&Self) -> bool) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(leaf)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(leaf)),
            Self::Not(inner) => !inner.holds(leaf),
            Self::Words(_) | Self::Test(_) => leaf(self),
        }
    }
}

/// Each group and condition in reading order, and whether it holds, where `leaf` answers for
/// words and tests. A group stands before its parts.
pub fn passages<'a>(expression: &'a Expression, leaf: &mut impl FnMut(&'a Expression) -> bool) -> Vec<Passage<'a>> {
    let mut passages = Vec::new();
    pass(expression, 0, leaf, &mut passages);
    passages
}

fn pass<'a>(
    expression: &'a Expression,
    depth: usize,
    leaf: &mut impl FnMut(&'a Expression) -> bool,
    passages: &mut Vec<Passage<'a>>,
) -> bool {
    let place = passages.len();
    passages.push(Passage { depth, expression, holds: false });
    let mut parts = |parts: &'a [Expression]| -> Vec<bool> {
        parts.iter().map(|part| pass(part, depth + 1, leaf, passages)).collect()
    };
    let holds = match expression {
        Expression::All(all) => parts(all).into_iter().all(|holds| holds),
        Expression::Any(any) => parts(any).into_iter().any(|holds| holds),
        Expression::Not(inner) => !parts(std::slice::from_ref(&**inner)).contains(&true),
        Expression::Words(_) | Expression::Test(_) => leaf(expression),
    };
    if let Some(passage) = passages.get_mut(place) {
        passage.holds = holds;
    }
    holds
}

impl Facet {
    /// What is known of it where nothing is.
    #[must_use]
    pub fn unknown(self) -> Known {
        match self.kind() {
            FacetKind::Text => Known::Texts(Vec::new()),
            FacetKind::Number | FacetKind::Length | FacetKind::Size => Known::Numbers(Vec::new()),
            FacetKind::Date => Known::Moments(Vec::new()),
            FacetKind::Choice(_) => Known::Choices(Vec::new()),
            FacetKind::Playlist | FacetKind::Sound => Known::Holds(false),
        }
    }
}
