//! From conditions to SQL with bound values.

use rusqlite::types::Value;

use super::columns::{Elsewhere, LISTED, Place, choice, chosen, places};
use super::items::Items;
use super::keys::json;
use crate::domain::fold::search_form;
use crate::domain::ids::ListenerId;
use crate::domain::query::{Comparison, Expression, Facet, Range, Test, TextMatch, folded};
use crate::domain::section::Origin;
use crate::domain::time::Moment;
use crate::store::search;

/// Tracks that are on the shelf; those without any file left are history's.
pub(super) const SHELF: &str = "EXISTS (SELECT 1 FROM track_files shelf WHERE shelf.track_id = t.id)";

/// A statement that gives keys of tracks.
pub(super) struct Listing {
    pub(super) sql: String,
    /// It gives those for which the condition does not hold.
    pub(super) turned: bool,
}

/// Conditions as SQL, and the values of their marks.
pub(super) struct Compiler<'a> {
    now: Moment,
    items: &'a Items,
    /// The first is the listener.
    pub(super) values: Vec<Value>,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(listener: ListenerId, now: Moment, items: &'a Items) -> Self {
        Self { now, items, values: vec![Value::Integer(listener.0)] }
    }

    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    /// True or not; NULL reads as not.
    pub(super) fn condition(&mut self, expression: &Expression) -> String {
        match expression {
            Expression::All(parts) => self.joined(parts, " AND ", "1"),
            Expression::Any(parts) => self.joined(parts, " OR ", "0"),
            Expression::Not(inner) => format!("NOT coalesce({}, 0)", self.condition(inner)),
            Expression::Words(words) => self.words(words),
            Expression::Test(test) => self.test(test),
        }
    }

    fn joined(&mut self, parts: &[Expression], with: &str, none: &str) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.condition(part)).collect();
        if parts.is_empty() { none.to_owned() } else { format!("({})", parts.join(with)) }
    }

    /// The beginning of a word, or words that stand beside each other in one name.
    fn words(&mut self, words: &str) -> String {
        let is_phrase = words.split_whitespace().nth(1).is_some();
        let Some(asked) = search::expression(words, !is_phrase) else { return "1".into() };
        let asked = self.bind(asked);
        let found = format!("t.id IN (SELECT rowid FROM search WHERE search MATCH {asked})");
        if !is_phrase {
            return found;
        }
        let phrase = self.bind(format!(" {} ", search_form(words)));
        let holds = |name: &str| format!("instr(' ' || {name} || ' ', {phrase}) > 0");
        format!(
            "({found} AND ({} OR {} OR {}))",
            holds("t.fold"),
            holds("t.artist_fold"),
            holds("coalesce((SELECT a.fold FROM albums a WHERE a.id = t.album_id), '')")
        )
    }

    pub(super) fn test(&mut self, test: &Test) -> String {
        let facet = test.facet();
        match (facet, test.comparison()) {
            (Facet::In, Comparison::Unknown) => format!("t.id NOT IN ({LISTED})"),
            (Facet::In, Comparison::Text(_, name)) => {
                let found = self.bind(json(self.items.listed(name)));
                format!("t.id IN (SELECT value FROM json_each({found}))")
            }
            (Facet::Like, Comparison::Text(_, name)) => {
                let found = self.bind(json(self.items.alike(name)));
                format!("t.id IN (SELECT value FROM json_each({found}))")
            }
            (_, Comparison::Choice(word)) => match self.items.by.filter(|_| facet == Facet::By) {
                Some(by) => by_word(by, word).into(),
                None => choice(facet, word).unwrap_or_else(|| "0".into()),
            },
            (_, Comparison::Unknown) => {
                let known: Vec<String> = places(facet).iter().map(known).collect();
                format!("NOT coalesce(({}), 0)", known.join(" OR "))
            }
            (_, comparison) => {
                let parts: Vec<String> = places(facet).iter().map(|place| self.at(place, facet, comparison)).collect();
                format!("({})", parts.join(" OR "))
            }
        }
    }

    /// Whether a value that stands there is what is asked for.
    fn at(&mut self, place: &Place, facet: Facet, comparison: &Comparison) -> String {
        let compared = self.compare(place.value, facet, comparison);
        let Some(there) = place.elsewhere else { return compared };
        if there.is_made {
            return format!("{} IN (SELECT {} FROM {} AND {compared})", there.key, there.id, there.from);
        }
        let row = format!("EXISTS (SELECT 1 FROM {} AND {} = {}", there.from, there.id, there.key);
        match is_said_of_all(&there, comparison) {
            true => format!("NOT {row} AND NOT coalesce({compared}, 0))"),
            false => format!("{row} AND {compared})"),
        }
    }

    /// Statements that together give every track for which a test holds, begun where its values
    /// stand; none for a test that is as well asked of each row.
    pub(super) fn listings(&mut self, test: &Test) -> Option<Vec<Listing>> {
        let (facet, comparison) = (test.facet(), test.comparison());
        let one = |sql: String, turned| Some(vec![Listing { sql, turned }]);
        match (facet, comparison) {
            (Facet::In, Comparison::Unknown) => one(LISTED.to_owned(), true),
            (Facet::In | Facet::Like, _) => None,
            (Facet::By, _) if self.items.by.is_some() => None,
            (_, Comparison::Choice(word)) => one(chosen(facet, word)?, false),
            (_, Comparison::Unknown) => match places(facet) {
                [Place { elsewhere: Some(there), value, .. }] if there.is_of_tracks() && there.otherwise.is_none() => {
                    one(format!("SELECT {} FROM {} AND {value} IS NOT NULL", there.id, there.from), true)
                }
                _ => None,
            },
            _ => {
                let places = places(facet);
                if places.iter().all(|place| place.elsewhere.is_none_or(|there| !there.is_of_tracks())) {
                    return None;
                }
                Some(places.iter().map(|place| self.listing(place, facet, comparison)).collect())
            }
        }
    }

    fn listing(&mut self, place: &Place, facet: Facet, comparison: &Comparison) -> Listing {
        let compared = self.compare(place.value, facet, comparison);
        match place.elsewhere {
            Some(there) if there.is_of_tracks() => {
                let turned = is_said_of_all(&there, comparison);
                let compared = if turned { format!("NOT coalesce({compared}, 0)") } else { compared };
                let from = there.by_value.unwrap_or(there.from);
                Listing { sql: format!("SELECT {} FROM {from} AND {compared}", there.id), turned }
            }
            Some(there) => {
                let rows = format!("{} IN (SELECT {} FROM {} AND {compared})", there.key, there.id, there.from);
                Listing { sql: format!("SELECT t.id FROM tracks t WHERE {rows}"), turned: false }
            }
            None => Listing { sql: format!("SELECT t.id FROM tracks t WHERE {compared}"), turned: false },
        }
    }

    fn compare(&mut self, value: &str, facet: Facet, comparison: &Comparison) -> String {
        match comparison {
            Comparison::Text(how, text) => {
                let text = self.bind(folded(facet, text));
                match how {
                    TextMatch::Has => format!("instr({value}, {text}) > 0"),
                    TextMatch::Is => format!("{value} = {text}"),
                    TextMatch::Begins => format!("instr({value}, {text}) = 1"),
                    TextMatch::Ends => format!("substr({value}, -length({text})) = {text}"),
                }
            }
            Comparison::Number(range) => self.range(value, range.map(Value::Real)),
            Comparison::Length(range) => self.range(value, range.map(|seconds| Value::Integer(seconds.0.into()))),
            Comparison::Size(range) => {
                self.range(value, range.map(|bytes| Value::Integer(i64::try_from(bytes.0).unwrap_or(i64::MAX))))
            }
            Comparison::Date(range) => self.between(value, range.moments(self.now)),
            Comparison::Age(range) => self.between(value, range.moments(self.now)),
            Comparison::Unknown | Comparison::Choice(_) => "0".into(),
        }
    }

    fn range(&mut self, value: &str, range: Bounds) -> String {
        match range {
            Range::Is(end) => format!("{value} = {}", self.bind(end)),
            Range::Below(end) => format!("{value} < {}", self.bind(end)),
            Range::AtMost(end) => format!("{value} <= {}", self.bind(end)),
            Range::Above(end) => format!("{value} > {}", self.bind(end)),
            Range::AtLeast(end) => format!("{value} >= {}", self.bind(end)),
            Range::Between(from, to) => format!("{value} BETWEEN {} AND {}", self.bind(from), self.bind(to)),
        }
    }

    /// From the first moment on, before the second.
    fn between(&mut self, value: &str, (from, until): (i64, i64)) -> String {
        format!("({value} >= {} AND {value} < {})", self.bind(from), self.bind(until))
    }
}

const fn by_word(by: Origin, word: &str) -> &'static str {
    match (by, word.as_bytes()) {
        (Origin::Hand, b"hand") | (Origin::Ear, b"ear") => "1",
        _ => "0",
    }
}

type Bounds = Range<Value>;

fn known(place: &Place) -> String {
    match place.elsewhere {
        None => format!("{} IS NOT NULL", place.value),
        // A count is always known.
        Some(there) if there.otherwise.is_some() => "1".into(),
        Some(there) if there.is_made => {
            format!("{} IN (SELECT {} FROM {} AND {} IS NOT NULL)", there.key, there.id, there.from, place.value)
        }
        Some(there) => format!(
            "EXISTS (SELECT 1 FROM {} AND {} = {} AND {} IS NOT NULL)",
            there.from, there.id, there.key, place.value
        ),
    }
}

/// Whether the test holds for what has no row there, so that only what speaks against it is looked for.
fn is_said_of_all(there: &Elsewhere, comparison: &Comparison) -> bool {
    let holds = |number: f64| matches!(comparison, Comparison::Number(range) if range.holds(number));
    there.otherwise.is_some_and(holds)
}
