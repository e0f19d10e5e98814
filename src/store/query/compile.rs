//! From a query to SQL with bound values.

use rusqlite::types::Value;

use super::columns::{LISTED, Place, choice, order, places};
use super::items::Items;
use crate::domain::fold::search_form;
use crate::domain::ids::ListenerId;
use crate::domain::query::{Comparison, Expression, Facet, Query, Range, SortBy, SortKey, Test, TextMatch, folded};
use crate::domain::time::{DAY_MS, Moment};
use crate::store::search;

/// Tracks that are on the shelf; those without any file left are history's. Names the listener,
/// whom not every condition asks for.
pub(super) const SHELF: &str =
    "?1 IS NOT NULL AND EXISTS (SELECT 1 FROM track_files shelf WHERE shelf.track_id = t.id)";

/// A condition on a row `t` of `tracks`, or an order of such rows, and the values of its marks.
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
            (Facet::In, Comparison::Unknown) => format!("NOT {LISTED}"),
            (Facet::In, Comparison::Text(_, name)) => {
                let lists = self.bind(self.items.lists(name));
                format!(
                    "t.id IN (SELECT track_id FROM playlist_entries WHERE track_id IS NOT NULL
                       AND playlist_id IN (SELECT value FROM json_each({lists})))"
                )
            }
            (Facet::Like, Comparison::Text(_, name)) => {
                let tracks = self.bind(self.items.sounds_like(name));
                format!("t.id IN (SELECT value FROM json_each({tracks}))")
            }
            (_, Comparison::Choice(word)) => choice(facet, word).unwrap_or_else(|| "0".into()),
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
        let Some(there) = place.elsewhere else { return self.compare(place.value, facet, comparison) };
        let compared = self.compare(place.value, facet, comparison);
        let ids = format!("SELECT {} FROM {}", there.id, there.from);
        // What has no row there holds when nothing speaks against it.
        match there.otherwise {
            Some(otherwise) if holds(comparison, otherwise) => {
                format!("{} NOT IN ({ids} AND NOT coalesce({compared}, 0))", there.key)
            }
            _ => format!("{} IN ({ids} AND {compared})", there.key),
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

    /// The order of a query; where nothing else decides, that of the library.
    pub(super) fn order(&mut self, sort: &[SortKey]) -> String {
        let mut keys: Vec<String> = sort.iter().map(|key| self.key(*key)).collect();
        keys.push("t.id".into());
        keys.join(", ")
    }

    fn key(&mut self, key: SortKey) -> String {
        match key.by {
            SortBy::Facet(facet) => {
                let direction = if key.descending { "DESC" } else { "ASC" };
                format!("{} {direction} NULLS LAST", order(facet))
            }
            SortBy::Random => {
                let day = self.now.unix_ms.saturating_add(i64::from(self.now.offset_minutes) * 60_000);
                let day = self.bind(day.div_euclid(DAY_MS));
                format!("chance(t.id, {day})")
            }
        }
    }

    /// All of a query but its limit: keys of tracks in order.
    pub(super) fn select(&mut self, query: &Query, columns: &str) -> String {
        let condition = self.condition(&query.expression);
        let order = self.order(&query.sort);
        format!("SELECT {columns} FROM tracks t WHERE {condition} AND {SHELF} ORDER BY {order}")
    }
}

type Bounds = Range<Value>;

fn known(place: &Place) -> String {
    match place.elsewhere {
        None => format!("{} IS NOT NULL", place.value),
        // A count is always known.
        Some(there) if there.otherwise.is_some() => "1".into(),
        Some(there) => {
            format!("{} IN (SELECT {} FROM {} AND {} IS NOT NULL)", there.key, there.id, there.from, place.value)
        }
    }
}

fn holds(comparison: &Comparison, number: f64) -> bool {
    matches!(comparison, Comparison::Number(range) if range.holds(number))
}
