//! From a line to a query. Reading while it is typed never fails; what is kept must be whole.

use std::ops::Range as Span;

use super::lex::{Piece, Token, Word, lex};
use super::print::{CONNECTIVES, DASHES, NO_TEXT};
use super::value::{AgeRange, Bound, Bytes, Comparison, Range, Seconds, TextMatch};
use super::{Expression, Facet, FacetKind, Limit, Query, SortBy, SortKey, Test};

/// Deeper brackets than anybody means.
pub(super) const DEEPEST: usize = 40;

/// What keeps a piece of a line from being read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// Bytes of the line that it is about.
    pub at: Span<usize>,
    /// A sentence without its stop.
    pub message: String,
    pub kind: ProblemKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// It may still become something: the line ends there.
    Unfinished,
    Wrong,
    /// Read as words, which may not be what was meant.
    Doubtful,
}

/// A line as far as it can be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Without the pieces that have a problem.
    pub query: Query,
    /// In reading order.
    pub problems: Vec<Problem>,
}

impl Reading {
    /// The first piece that is wrong, whatever comes behind it.
    #[must_use]
    pub fn wrong(&self) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.kind == ProblemKind::Wrong)
    }

    /// What is not finished at the end of the line: no fault while it is typed, but one of a line
    /// that is given as it is.
    #[must_use]
    pub fn unfinished(&self) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.kind == ProblemKind::Unfinished)
    }
}

/// Reads a line that is to be kept.
///
/// # Errors
/// The first thing that is wrong, unfinished or doubtful, and where.
pub fn parse(line: &str) -> Result<Query, Problem> {
    let mut reading = read(line);
    reading.problems.sort_by_key(|problem| problem.at.start);
    match reading.problems.into_iter().next() {
        Some(problem) => Err(problem),
        None => Ok(reading.query),
    }
}

/// Reads a line that may still be typed.
#[must_use]
pub fn read(line: &str) -> Reading {
    let mut parser =
        Parser { line, pieces: lex(line), next: 0, depth: 0, query: Query::default(), problems: Vec::new() };
    let mut parts = vec![parser.any()];
    while let Some(piece) = parser.take() {
        // Only a bracket that closes nothing ends it early.
        parser.problem(&piece.at, ProblemKind::Doubtful, "this ) closes nothing");
        parts.push(parser.any());
    }
    let expression = Expression::All(parts).normal();
    Reading { query: Query { expression, ..parser.query }, problems: parser.problems }
}

struct Parser<'a> {
    line: &'a str,
    pieces: Vec<Piece>,
    next: usize,
    depth: usize,
    query: Query,
    problems: Vec<Problem>,
}

/// How a word is meant.
enum Meant {
    Words,
    /// A name, and the place behind its sign in the word.
    Facet(Facet, usize),
    Sort(usize),
    Limit(usize),
    /// What looks like a facet, and the name that was probably meant.
    Slip(&'static str, usize),
    NoFacet(usize),
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Piece> {
        self.pieces.get(self.next)
    }

    fn take(&mut self) -> Option<Piece> {
        let piece = self.peek().cloned()?;
        self.next += 1;
        Some(piece)
    }

    fn problem(&mut self, at: &Span<usize>, kind: ProblemKind, message: impl Into<String>) {
        self.problems.push(Problem { at: at.clone(), message: message.into(), kind });
    }

    /// Wrong, unless the line ends there and more may come.
    fn wrong_or_unfinished(&self, at: &Span<usize>) -> ProblemKind {
        if at.end == self.line.len() { ProblemKind::Unfinished } else { ProblemKind::Wrong }
    }

    fn any(&mut self) -> Expression {
        let mut sides = Vec::new();
        let mut told = self.problems.len();
        let mut side = self.all();
        while let Some(bar) = self.bar() {
            // A side that was told to be wrong already is not empty besides.
            let empty = side.is_everything() && self.problems.len() == told;
            sides.push(side);
            told = self.problems.len();
            side = self.all();
            if empty || (side.is_everything() && self.problems.len() == told) {
                let kind = self.wrong_or_unfinished(&bar);
                self.problem(&bar, kind, "nothing stands on one side of this or");
            }
        }
        sides.push(side);
        Expression::Any(sides).normal()
    }

    fn bar(&mut self) -> Option<Span<usize>> {
        let piece = self.peek()?;
        let is_bar = piece.token == Token::Bar || self.is_connective(self.next, "or");
        let at = piece.at.clone();
        is_bar.then(|| {
            self.next += 1;
            at
        })
    }

    fn all(&mut self) -> Expression {
        let mut parts = Vec::new();
        while let Some(piece) = self.peek() {
            if matches!(piece.token, Token::Bar | Token::Close) || self.is_connective(self.next, "or") {
                break;
            }
            if self.is_connective(self.next, "and") {
                self.next += 1;
                continue;
            }
            parts.extend(self.one());
        }
        Expression::All(parts).normal()
    }

    fn one(&mut self) -> Option<Expression> {
        let mut turned = false;
        let mut sign = None;
        loop {
            let piece = self.peek()?;
            if piece.token == Token::Minus || self.is_connective(self.next, "not") {
                sign = Some(piece.at.clone());
                turned = !turned;
                self.next += 1;
            } else if matches!(piece.token, Token::Bar | Token::Close) {
                let at = sign?;
                self.problem(&at, ProblemKind::Wrong, "nothing stands behind this not");
                return None;
            } else {
                break;
            }
        }
        let piece = self.take()?;
        let inner = match piece.token {
            Token::Open => self.group(&piece.at),
            Token::Word(word) => self.word(&word, piece.at),
            _ => None,
        }?;
        Some(if turned { Expression::Not(Box::new(inner)) } else { inner })
    }

    fn group(&mut self, open: &Span<usize>) -> Option<Expression> {
        if self.depth >= DEEPEST {
            self.problem(open, ProblemKind::Wrong, format!("brackets stand in each other more than {DEEPEST} deep"));
            return None;
        }
        self.depth += 1;
        let inner = self.any();
        self.depth -= 1;
        if self.take().is_none() {
            self.problem(open, ProblemKind::Unfinished, "this ( is not closed");
        }
        (!inner.is_everything()).then_some(inner)
    }

    /// Whether the piece is this connective: beside a facet or a bracket, and not in quotes.
    fn is_connective(&self, place: usize, connective: &str) -> bool {
        let of = |place: Option<usize>| place.and_then(|place| self.pieces.get(place));
        let Some(Piece { token: Token::Word(word), .. }) = of(Some(place)) else { return false };
        if !word.is_bare() || !word.text.eq_ignore_ascii_case(connective) || !CONNECTIVES.contains(&connective) {
            return false;
        }
        let is_facet = |piece: &Piece| match &piece.token {
            Token::Word(word) => !matches!(meant(word), Meant::Words | Meant::NoFacet(_)),
            _ => false,
        };
        let before = of(place.checked_sub(1)).is_some_and(|piece| piece.token == Token::Close || is_facet(piece));
        let behind = of(Some(place + 1)).is_some_and(|piece| {
            let turned = piece.token == Token::Minus && of(Some(place + 2)).is_some_and(is_facet);
            let not =
                matches!(&piece.token, Token::Word(word) if word.is_bare() && word.text.eq_ignore_ascii_case("not"));
            turned
                || piece.token == Token::Open
                || is_facet(piece)
                || (not && of(Some(place + 2)).is_some_and(is_facet))
        });
        behind || (before && connective != "not")
    }

    fn word(&mut self, word: &Word, mut at: Span<usize>) -> Option<Expression> {
        if word.open {
            self.problem(&at, ProblemKind::Unfinished, "this quote is not closed");
        }
        let (meant, sign) = match self::meant(word) {
            Meant::Words => return words(word),
            Meant::NoFacet(sign) => {
                let name = word.text.get(..sign).unwrap_or_default();
                self.problem(&at, ProblemKind::Doubtful, format!("there is no {name}:"));
                return words(word);
            }
            Meant::Slip(near, sign) => {
                let name = word.text.get(..sign).unwrap_or_default();
                self.problem(&at, ProblemKind::Wrong, format!("there is no {name}: — did you mean {near}: ?"));
                return None;
            }
            Meant::Facet(_, sign) | Meant::Sort(sign) | Meant::Limit(sign) => (self::meant(word), sign),
        };
        let mut value = word.from(sign);
        if value.text.is_empty() && value.is_bare() {
            // "artist: nina", as in a letter.
            let next = self.peek().and_then(|piece| match &piece.token {
                Token::Word(next) if matches!(self::meant(next), Meant::Words) => Some((next.clone(), piece.at.end)),
                _ => None,
            });
            if let Some((next, end)) = next {
                self.next += 1;
                at.end = end;
                value = next;
            }
        }
        if value.text.trim().is_empty() {
            let kind = self.wrong_or_unfinished(&at);
            self.problem(&at, kind, format!("nothing stands behind {}", word.text.get(..sign).unwrap_or_default()));
            return None;
        }
        match meant {
            Meant::Facet(facet, _) => {
                let read = comparison(facet, &value);
                if read.is_none() {
                    let kind = self.wrong_or_unfinished(&at);
                    self.problem(&at, kind, format!("{}: takes {}", facet.name(), facet.takes_words()));
                }
                read
            }
            _ if self.depth > 0 => {
                self.problem(&at, ProblemKind::Wrong, "order and limit are for all of it, not for a bracket");
                None
            }
            Meant::Sort(_) => {
                self.sort(&value, &at);
                None
            }
            _ => {
                match limit(&value.text) {
                    Some(limit) => self.query.limit = Some(limit),
                    None => {
                        let kind = self.wrong_or_unfinished(&at);
                        self.problem(&at, kind, "limit: takes a count, a time or a size: 50, 2h, 3GB, 10%");
                    }
                }
                None
            }
        }
    }

    fn sort(&mut self, value: &Word, at: &Span<usize>) {
        for key in value.text.split(',') {
            let (name, descending) = match key.strip_prefix('-') {
                Some(name) => (name, true),
                None => (key.strip_prefix('+').unwrap_or(key), false),
            };
            let by = match Facet::from_name(name) {
                Some(facet) if facet.is_sortable() => SortBy::Facet(facet),
                None if name.eq_ignore_ascii_case("random") => SortBy::Random,
                known => {
                    let kind = self.wrong_or_unfinished(at);
                    let message = match (known, Facet::nearest(name)) {
                        (Some(facet), _) => format!("nothing can be sorted by {}", facet.name()),
                        (None, Some(near)) => format!("sort: knows no {name} — did you mean {} ?", near.name()),
                        (None, None) => format!("sort: takes facets, as in sort:-heard,title, or random; not {name:?}"),
                    };
                    self.problem(at, kind, message);
                    continue;
                }
            };
            let known = self.query.sort.iter().any(|key| key.by == by);
            if !known {
                self.query.sort.push(SortKey { by, descending: descending && by != SortBy::Random });
            }
        }
    }
}

fn words(word: &Word) -> Option<Expression> {
    let is_dash = word.is_bare() && DASHES.contains(&word.text.as_str());
    (!is_dash && !word.text.trim().is_empty()).then(|| Expression::Words(word.text.clone()))
}

fn meant(word: &Word) -> Meant {
    let Some((sign, c)) = word.text.char_indices().find(|(_, c)| !c.is_ascii_alphabetic()) else { return Meant::Words };
    let name = word.text.get(..sign).unwrap_or_default();
    if name.is_empty()
        || word.quoted.iter().any(|range| range.start <= sign && !(range.start == sign && range.is_empty()))
    {
        return Meant::Words;
    }
    match (Facet::from_name(name), c) {
        (Some(facet), ':') => Meant::Facet(facet, sign + 1),
        // "year>1990", where nothing else can be meant.
        (Some(facet), '<' | '>' | '=') if facet.kind() != FacetKind::Text => Meant::Facet(facet, sign),
        (None, ':') => match name.to_ascii_lowercase().as_str() {
            "sort" | "order" => Meant::Sort(sign + 1),
            "limit" => Meant::Limit(sign + 1),
            "srot" | "sotr" | "sorted" => Meant::Slip("sort", sign),
            "limt" | "limits" | "max" => Meant::Slip("limit", sign),
            _ if word.text.len() == sign + 1 => Meant::Words,
            _ => match Facet::nearest(name) {
                Some(near) => Meant::Slip(near.name(), sign),
                None => Meant::NoFacet(sign),
            },
        },
        _ => Meant::Words,
    }
}

/// What a facet is asked by a value; `any` is what is known.
fn comparison(facet: Facet, value: &Word) -> Option<Expression> {
    let text = value.text.as_str();
    if value.is_bare() && NO_TEXT.iter().any(|word| word.eq_ignore_ascii_case(text)) {
        let unknown = Expression::Test(Test::new(facet, Comparison::Unknown)?);
        return Some(if text.eq_ignore_ascii_case("any") { Expression::Not(Box::new(unknown)) } else { unknown });
    }
    let comparison = match facet.kind() {
        FacetKind::Text => text_comparison(value),
        FacetKind::Playlist | FacetKind::Sound => Comparison::Text(TextMatch::Has, text.to_owned()),
        FacetKind::Choice(_) => Comparison::Choice(facet.choice(text)?),
        FacetKind::Number => Comparison::Number(decade(text).or_else(|| Range::read(text))?),
        FacetKind::Length => Comparison::Length(Range::read(text)?),
        FacetKind::Size => Comparison::Size(Range::read(text)?),
        FacetKind::Date => match Range::read(text) {
            Some(dates) => Comparison::Date(dates),
            None => Comparison::Age(AgeRange::read(text)?),
        },
    };
    Test::new(facet, comparison).map(Expression::Test)
}

fn text_comparison(value: &Word) -> Comparison {
    let first = value.text.chars().next().filter(|_| !value.is_quoted_at(0));
    let last = value.text.len().checked_sub(1).filter(|at| value.text.ends_with('$') && !value.is_quoted_at(*at));
    let inner =
        |from: usize, to: Option<usize>| value.text.get(from..to.unwrap_or(value.text.len())).unwrap_or_default();
    let (how, text) = match (first, last) {
        (Some('='), _) => (TextMatch::Is, inner(1, None)),
        (Some('^'), Some(last)) => (TextMatch::Is, inner(1, Some(last))),
        (Some('^'), None) => (TextMatch::Begins, inner(1, None)),
        (_, Some(last)) => (TextMatch::Ends, inner(0, Some(last))),
        _ => (TextMatch::Has, inner(0, None)),
    };
    Comparison::Text(how, text.to_owned())
}

/// `1990s`.
fn decade(text: &str) -> Option<Range<f64>> {
    let year = text.strip_suffix('s').and_then(f64::read)?;
    (year >= 0.0 && year % 10.0 == 0.0).then_some(Range::Between(year, year + 9.0))
}

fn limit(text: &str) -> Option<Limit> {
    if let Ok(count) = text.parse() {
        return (count > 0).then_some(Limit::Count(count));
    }
    if let Some(percent) = text.strip_suffix('%') {
        return percent.parse().ok().filter(|percent| (1..=100).contains(percent)).map(Limit::Percent);
    }
    match Seconds::read(text) {
        Some(seconds) => (seconds.0 > 0).then_some(Limit::Time(seconds)),
        None => Bytes::read(text).filter(|bytes| bytes.0 > 0).map(Limit::Size),
    }
}

impl Facet {
    /// What it takes, as a sentence goes on.
    #[must_use]
    pub fn takes_words(self) -> String {
        match self.kind() {
            FacetKind::Text => "words: jazz, \"cool jazz\", =jazz, none".into(),
            FacetKind::Number => "a number: 10, >10, 10..20, none".into(),
            FacetKind::Length => "a length: 3:30, >5m, 2m..4m, none".into(),
            FacetKind::Size => "a size: >50MB, 1MB..10MB, none".into(),
            FacetKind::Date => "a date or an age: 2024, 2024-05..2024-06, <30d, >1y, none (h d w m y)".into(),
            FacetKind::Choice(words) => {
                crate::domain::human::list(words.iter().map(|(word, _)| *word)).replace(" and ", " or ")
            }
            FacetKind::Playlist => "the name of a playlist".into(),
            FacetKind::Sound => "the name of a track or an artist".into(),
        }
    }
}
