//! The text of a query, which reads back as the same query.

use std::fmt;

use super::value::{Comparison, TextMatch};
use super::{Expression, Limit, Query, SortBy, SortKey, Test};

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut gap = "";
        if !self.expression.is_everything() {
            write!(f, "{}", self.expression)?;
            gap = " ";
        }
        if !self.sort.is_empty() {
            write!(f, "{gap}sort:")?;
            for (place, key) in self.sort.iter().enumerate() {
                write!(f, "{}{key}", if place > 0 { "," } else { "" })?;
            }
            gap = " ";
        }
        if let Some(limit) = self.limit {
            write!(f, "{gap}limit:{limit}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |parts: &[Self], with: &str, f: &mut fmt::Formatter<'_>| {
            for (place, part) in parts.iter().enumerate() {
                f.write_str(if place > 0 { with } else { "" })?;
                // Beside each other binds before |, so all in any needs no brackets.
                match part {
                    Self::All(_) if with == " | " => write!(f, "{part}")?,
                    Self::All(_) | Self::Any(_) => write!(f, "({part})")?,
                    _ => write!(f, "{part}")?,
                }
            }
            Ok(())
        };
        match self {
            Self::All(parts) => joined(parts, " ", f),
            Self::Any(parts) => joined(parts, " | ", f),
            Self::Not(inner) => match **inner {
                Self::Words(_) | Self::Test(_) => write!(f, "-{inner}"),
                _ => write!(f, "-({inner})"),
            },
            Self::Words(words) if is_bare_word(words) => f.write_str(words),
            Self::Words(words) => quoted(words, f),
            Self::Test(test) => write!(f, "{test}"),
        }
    }
}

impl Expression {
    /// How deep brackets stand in each other in its text.
    pub(super) fn brackets(&self) -> usize {
        let deepest = |parts: &[Self], in_any: bool| {
            let of = |part: &Self| match part {
                Self::All(_) if in_any => part.brackets(),
                Self::All(_) | Self::Any(_) => 1 + part.brackets(),
                _ => part.brackets(),
            };
            parts.iter().map(of).max().unwrap_or(0)
        };
        match self {
            Self::All(parts) => deepest(parts, false),
            Self::Any(parts) => deepest(parts, true),
            Self::Not(inner) => match **inner {
                Self::Words(_) | Self::Test(_) => 0,
                _ => 1 + inner.brackets(),
            },
            Self::Words(_) | Self::Test(_) => 0,
        }
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.facet().name())?;
        match self.comparison() {
            Comparison::Unknown => f.write_str("none"),
            Comparison::Text(how, text) => {
                f.write_str(match how {
                    TextMatch::Is => "=",
                    TextMatch::Begins => "^",
                    TextMatch::Has | TextMatch::Ends => "",
                })?;
                if is_bare_value(text) {
                    f.write_str(text)?
                } else {
                    quoted(text, f)?
                }
                f.write_str(if *how == TextMatch::Ends { "$" } else { "" })
            }
            Comparison::Number(range) => write!(f, "{range}"),
            Comparison::Length(range) => write!(f, "{range}"),
            Comparison::Size(range) => write!(f, "{range}"),
            Comparison::Date(range) => write!(f, "{range}"),
            Comparison::Age(range) => write!(f, "{range}"),
            Comparison::Choice(word) => f.write_str(word),
        }
    }
}

impl fmt::Display for SortKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.descending { "-" } else { "" };
        match self.by {
            SortBy::Facet(facet) => write!(f, "{sign}{}", facet.name()),
            SortBy::Random => f.write_str("random"),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::Time(seconds) => write!(f, "{seconds}"),
            Self::Size(bytes) => write!(f, "{bytes}"),
            Self::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

/// Words that say how conditions stand together, beside a facet.
pub(super) const CONNECTIVES: [&str; 3] = ["or", "and", "not"];
/// Values that are no text.
pub(super) const NO_TEXT: [&str; 3] = ["none", "never", "any"];
/// Dashes between words, as people type them between artist and title.
pub(super) const DASHES: [&str; 4] = ["-", "–", "—", "·"];

fn is_one_of(words: &[&str], text: &str) -> bool {
    words.iter().any(|word| word.eq_ignore_ascii_case(text))
}

fn is_bare(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '|' | '"' | '\\'))
}

fn is_bare_word(text: &str) -> bool {
    is_bare(text)
        && !text.contains([':', '<', '>', '='])
        && !text.starts_with('-')
        && !is_one_of(&CONNECTIVES, text)
        && !is_one_of(&DASHES, text)
}

fn is_bare_value(text: &str) -> bool {
    is_bare(text) && !text.starts_with(['=', '^']) && !text.ends_with('$') && !is_one_of(&NO_TEXT, text)
}

/// In quotes, as a word or value that spaces and signs do not break.
fn quoted(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            f.write_str("\\")?;
        }
        write!(f, "{c}")?;
    }
    f.write_str("\"")
}

/// A value as it is typed behind a facet: in quotes when it needs them.
#[must_use]
pub(super) fn value(text: &str) -> String {
    struct Value<'a>(&'a str);
    impl fmt::Display for Value<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            if is_bare_value(self.0) { f.write_str(self.0) } else { quoted(self.0, f) }
        }
    }
    Value(text).to_string()
}
