//! From a query to Navidrome's rules.

use serde_json::{Map, Value, json};

use super::{FLAGS, field_of};
use crate::domain::query::{
    Age, AgeRange, AgeUnit, Comparison, Expression, Facet, Limit, Query, Range, SortBy, Test, TextMatch,
};

/// The file, and a sentence for all of the query that Navidrome cannot say or says otherwise.
#[must_use]
pub fn write(name: &str, comment: &str, query: &Query) -> (Vec<u8>, Vec<String>) {
    let mut told = Vec::new();
    let mut file = Map::new();
    file.insert("name".into(), name.into());
    if !comment.is_empty() {
        file.insert("comment".into(), comment.into());
    }
    match group(&query.expression.clone().normal(), false, &mut told) {
        Some(Value::Object(rules)) if rules.contains_key("all") || rules.contains_key("any") => file.extend(rules),
        Some(rule) => drop(file.insert("all".into(), json!([rule]))),
        None => drop(file.insert("all".into(), json!([]))),
    }
    let mut sort = Vec::new();
    for key in &query.sort {
        let sign = if key.descending { "-" } else { "" };
        match key.by {
            SortBy::Random => sort.push("random".to_owned()),
            SortBy::Facet(facet) => match field_of(facet) {
                Some(field) => sort.push(format!("{sign}{field}")),
                None => told.push(format!("sort:{key}: Navidrome has no such order")),
            },
        }
    }
    if !sort.is_empty() {
        file.insert("sort".into(), sort.join(",").into());
    }
    match query.limit {
        Some(Limit::Count(count)) => drop(file.insert("limit".into(), count.into())),
        Some(Limit::Percent(percent)) => drop(file.insert("limitPercent".into(), percent.into())),
        Some(limit) => told.push(format!("limit:{limit}: Navidrome limits only by count and percent")),
        None => {}
    }
    let mut bytes = serde_json::to_vec_pretty(&Value::Object(file)).unwrap_or_default();
    bytes.push(b'\n');
    (bytes, told)
}

/// One condition or group, turned round where `not`.
fn group(expression: &Expression, not: bool, told: &mut Vec<String>) -> Option<Value> {
    let (parts, name) = match expression {
        Expression::Not(inner) => return group(inner, !not, told),
        Expression::Words(_) => {
            told.push(format!("{expression}: Navidrome has no bare words; name a field"));
            return None;
        }
        Expression::Test(test) => {
            let said = said(test, not, told);
            if said.is_none() {
                let not = if not { "-" } else { "" };
                told.push(format!("{not}{test}: Navidrome cannot say this"));
            }
            return said;
        }
        Expression::All(parts) => (parts, if not { "any" } else { "all" }),
        Expression::Any(parts) => (parts, if not { "all" } else { "any" }),
    };
    let parts: Vec<Value> = parts.iter().filter_map(|part| group(part, not, told)).collect();
    (!parts.is_empty()).then(|| json!({ name: parts }))
}

fn rule(operator: &str, field: &str, value: impl Into<Value>) -> Option<Value> {
    Some(json!({ operator: { field: value.into() } }))
}

fn said(test: &Test, not: bool, told: &mut Vec<String>) -> Option<Value> {
    let facet = test.facet();
    match test.comparison() {
        Comparison::Text(_, name) if facet == Facet::In => {
            rule(if not { "notInPlaylist" } else { "inPlaylist" }, "id", name.clone())
        }
        Comparison::Choice(word) => {
            let (field, ..) = FLAGS.iter().find(|(_, known, said)| *known == facet && said == word)?;
            rule("is", field, !not)
        }
        Comparison::Text(how, text) => {
            let operator = match (how, not) {
                (TextMatch::Is, false) => "is",
                (TextMatch::Is, true) => "isNot",
                (TextMatch::Has, false) => "contains",
                (TextMatch::Has, true) => "notContains",
                (TextMatch::Begins, false) => "startsWith",
                (TextMatch::Ends, false) => "endsWith",
                (TextMatch::Begins | TextMatch::Ends, true) => return None,
            };
            rule(operator, field_of(facet)?, text.clone())
        }
        Comparison::Number(range) => ranged(field_of(facet)?, range.map(number), ["gt", "lt"], not),
        Comparison::Length(range) => ranged(field_of(facet)?, range.map(|s| Value::from(s.0)), ["gt", "lt"], not),
        Comparison::Size(range) => ranged(field_of(facet)?, range.map(|bytes| Value::from(bytes.0)), ["gt", "lt"], not),
        Comparison::Date(range) => {
            // Navidrome's dates are days.
            let day = |date: crate::domain::query::Date| (date.day.is_some()).then(|| Value::from(date.to_string()));
            if range.ends().any(|end| day(end).is_none()) {
                return None;
            }
            let range = range.map(|date| day(date).unwrap_or_default());
            ranged(field_of(facet)?, range, ["after", "before"], not)
        }
        Comparison::Age(range) => aged(facet, *range, not, told),
        Comparison::Unknown => None,
    }
}

fn number(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 { Value::from(number as i64) } else { Value::from(number) }
}

fn ranged(field: &str, range: Range<impl Into<Value> + Clone>, [above, below]: [&str; 2], not: bool) -> Option<Value> {
    let ends: Vec<Value> = match &range {
        Range::Is(end) | Range::Above(end) | Range::Below(end) | Range::AtLeast(end) | Range::AtMost(end) => {
            vec![end.clone().into()]
        }
        Range::Between(from, to) => vec![from.clone().into(), to.clone().into()],
    };
    let end = || ends.first().cloned().unwrap_or_default();
    match (range, not) {
        (Range::Is(_), false) => rule("is", field, end()),
        (Range::Is(_), true) => rule("isNot", field, end()),
        // What is not known is on neither side, so that turning round is no other side.
        (_, true) => None,
        (Range::Above(_), _) => rule(above, field, end()),
        (Range::Below(_), _) => rule(below, field, end()),
        (Range::AtLeast(_), _) => Some(json!({ "any": [rule(above, field, end()), rule("is", field, end())] })),
        (Range::AtMost(_), _) => Some(json!({ "any": [rule(below, field, end()), rule("is", field, end())] })),
        (Range::Between(..), _) => rule("inTheRange", field, ends),
    }
}

fn aged(facet: Facet, range: AgeRange, not: bool, told: &mut Vec<String>) -> Option<Value> {
    let field = field_of(facet)?;
    let mut days = |age: Age| {
        let (days, exact) = match age.unit {
            AgeUnit::Hours => (age.count.div_ceil(24), age.count.is_multiple_of(24)),
            AgeUnit::Days => (age.count, true),
            AgeUnit::Weeks => (age.count.saturating_mul(7), true),
            AgeUnit::Months => (age.count.saturating_mul(30), false),
            AgeUnit::Years => (age.count.saturating_mul(365), false),
        };
        if !exact {
            told.push(format!("{}:{age}: written as {days} days", facet.name()));
        }
        days
    };
    // Longer ago, and known at all: their "not in the last" is also what was never heard.
    let known = || (facet == Facet::Last).then(|| json!({ "gt": { "playcount": 0 } }));
    match (range, not) {
        (AgeRange::Within(age), false) => rule("inTheLast", field, days(age)),
        (AgeRange::Within(age), true) => rule("notInTheLast", field, days(age)),
        (_, true) => None,
        (AgeRange::Over(age), _) => {
            let over = rule("notInTheLast", field, days(age));
            match known() {
                Some(known) => Some(json!({ "all": [over, known] })),
                None => over,
            }
        }
        (AgeRange::Between(from, to), _) => {
            let (within, over) = (rule("inTheLast", field, days(to)), rule("notInTheLast", field, days(from)));
            Some(json!({ "all": [within, over] }))
        }
    }
}
