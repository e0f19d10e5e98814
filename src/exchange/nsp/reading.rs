//! From Navidrome's rules to a query.

use serde_json::{Map, Value};

use super::{FLAGS, ReadRules, facet_of};
use crate::domain::query::value::Bound;
use crate::domain::query::{
    Age, AgeRange, AgeUnit, Bytes, Comparison, Date, Expression, Facet, FacetKind, Limit, Range, Seconds, SortBy,
    SortKey, Test, TextMatch,
};
use crate::domain::text::clean_or_none;

pub(super) fn rules(rules: &Map<String, Value>) -> ReadRules {
    let mut read = ReadRules::default();
    let (mut parts, mut sort, mut turned) = (Vec::new(), None, false);
    for (key, value) in rules {
        match (key.to_ascii_lowercase().as_str(), value) {
            ("name", Value::String(name)) => read.name = clean_or_none(name),
            ("comment", Value::String(comment)) => read.comment = clean_or_none(comment),
            ("all" | "any", _) => parts.extend(condition(key, value, &mut read.told)),
            ("sort", Value::String(keys)) => sort = Some(keys.as_str()),
            ("order", Value::String(order)) => turned = order.eq_ignore_ascii_case("desc"),
            ("limit", _) => match value.as_u64().and_then(|count| u32::try_from(count).ok()) {
                Some(0) => {}
                Some(count) => read.query.limit = Some(Limit::Count(count)),
                None => read.told.push(format!("limit: {value} is no count")),
            },
            ("limitpercent", _) => match value.as_u64().and_then(|percent| u8::try_from(percent).ok()) {
                Some(0) => {}
                Some(percent) if percent <= 100 => {
                    read.query.limit = read.query.limit.or(Some(Limit::Percent(percent)));
                }
                _ => read.told.push(format!("limitPercent: {value} is no percentage")),
            },
            _ => read.told.push(format!("{key}: not known here")),
        }
    }
    read.query.sort = sort.map(|keys| order(keys, turned, &mut read.told)).unwrap_or_default();
    read.query.expression = Expression::All(parts).normal();
    read
}

fn order(keys: &str, turned: bool, told: &mut Vec<String>) -> Vec<SortKey> {
    let mut sort: Vec<SortKey> = Vec::new();
    for key in keys.split(',').map(str::trim).filter(|key| !key.is_empty()) {
        let name = key.trim_start_matches(['-', '+']);
        let descending = key.starts_with('-') != turned;
        let by = match facet_of(name) {
            _ if name.eq_ignore_ascii_case("random") => Some(SortBy::Random),
            facet => facet.filter(|facet| facet.is_sortable()).map(SortBy::Facet),
        };
        match by {
            Some(by) if sort.iter().all(|known| known.by != by) => {
                sort.push(SortKey { by, descending: descending && by != SortBy::Random });
            }
            Some(_) => {}
            None => told.push(format!("sort {name}: not known here")),
        }
    }
    sort
}

/// One condition or group; none, and told, where it cannot be said.
fn condition(name: &str, value: &Value, told: &mut Vec<String>) -> Option<Expression> {
    let group = match name.to_ascii_lowercase().as_str() {
        "all" => Some(Expression::All as fn(Vec<Expression>) -> Expression),
        "any" => Some(Expression::Any as fn(Vec<Expression>) -> Expression),
        _ => None,
    };
    if let Some(group) = group {
        let Value::Array(parts) = value else {
            told.push(format!("{name}: not a list of conditions"));
            return None;
        };
        let mut read = Vec::new();
        for part in parts {
            match part {
                Value::Object(part) => {
                    let inner = part.iter().filter_map(|(name, value)| condition(name, value, told)).collect();
                    read.push(Expression::All(inner));
                }
                other => told.push(format!("{other}: no condition")),
            }
        }
        return Some(group(read));
    }
    let Value::Object(fields) = value else {
        told.push(format!("{name}: no condition"));
        return None;
    };
    let mut all = Vec::new();
    for (field, value) in fields {
        match leaf(name, field, value) {
            Some(leaf) => all.push(leaf),
            None => told.push(format!("{name} {field} {value}: cannot be said here")),
        }
    }
    Some(Expression::All(all))
}

fn leaf(operator: &str, field: &str, value: &Value) -> Option<Expression> {
    let operator = operator.to_ascii_lowercase();
    let (turned, operator) = match operator.as_str() {
        "isnot" => (true, "is"),
        "notcontains" => (true, "contains"),
        "notinthelast" => (true, "inthelast"),
        "notinplaylist" => (true, "inplaylist"),
        same => (false, same),
    };
    let test = if operator == "inplaylist" {
        let name = value.as_str().filter(|_| field.eq_ignore_ascii_case("id") || field.eq_ignore_ascii_case("name"))?;
        Test::new(Facet::In, Comparison::Text(TextMatch::Has, name.to_owned()))?
    } else if let Some((_, facet, word)) = FLAGS.iter().find(|(name, ..)| name.eq_ignore_ascii_case(field)) {
        let so = value.as_bool().filter(|_| operator == "is")?;
        let test = Expression::from(Test::new(*facet, Comparison::Choice(word))?);
        return Some(if so == turned { Expression::Not(Box::new(test)) } else { test });
    } else {
        let facet = facet_of(field)?;
        Test::new(facet, comparison(facet, operator, value)?)?
    };
    let test = Expression::from(test);
    Some(if turned { Expression::Not(Box::new(test)) } else { test })
}

fn comparison(facet: Facet, operator: &str, value: &Value) -> Option<Comparison> {
    Some(match facet.kind() {
        FacetKind::Text => {
            let text = value.as_str()?;
            let how = match operator {
                "is" => TextMatch::Is,
                "contains" => TextMatch::Has,
                "startswith" => TextMatch::Begins,
                "endswith" => TextMatch::Ends,
                _ => return None,
            };
            Comparison::Text(how, text.to_owned())
        }
        FacetKind::Number => Comparison::Number(range(operator, value, number)?),
        FacetKind::Length => Comparison::Length(range(operator, value, |value| {
            number(value).filter(|seconds| (0.0..4e9).contains(seconds)).map(|seconds| Seconds(seconds.round() as u32))
        })?),
        FacetKind::Size => Comparison::Size(range(operator, value, |value| value.as_u64().map(Bytes))?),
        FacetKind::Date if operator == "inthelast" => {
            let count = number(value).filter(|days| (0.0..4e9).contains(days))?.round() as u32;
            Comparison::Age(AgeRange::Within(Age { count, unit: AgeUnit::Days }))
        }
        FacetKind::Date => {
            let date = |value: &Value| value.as_str().and_then(|text| Date::read(text.get(..10).unwrap_or(text)));
            Comparison::Date(range(operator, value, date)?)
        }
        FacetKind::Choice(_) | FacetKind::Playlist | FacetKind::Sound => return None,
    })
}

/// Numbers, and numbers in quotes as some editors write them.
fn number(value: &Value) -> Option<f64> {
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
    number.is_finite().then_some(number + 0.0)
}

fn range<T>(operator: &str, value: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<Range<T>> {
    Some(match operator {
        "is" => Range::Is(read(value)?),
        "gt" | "after" => Range::Above(read(value)?),
        "lt" | "before" => Range::Below(read(value)?),
        "intherange" => match value.as_array()?.as_slice() {
            [from, to] => Range::Between(read(from)?, read(to)?),
            _ => return None,
        },
        _ => return None,
    })
}
