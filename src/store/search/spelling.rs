//! Words with typos, read as the nearest words that the library has.

use rusqlite::Connection;

use super::hits;
use super::query::{Query, Term};
use crate::store::Result;

/// Readings of one word that are tried, best first.
const READINGS: usize = 5;
/// Readings of all words together that are tried.
const TRIES: usize = 48;

/// One way to read a word: how far it is, and the words it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Reading {
    cost: u32,
    /// Rarer words stand behind.
    rarity: std::cmp::Reverse<i64>,
    text: String,
}

/// The nearest words that together are found, if there are any.
pub(super) fn nearest(connection: &Connection, query: &Query) -> Result<Option<String>> {
    let mut readings = Vec::with_capacity(query.terms.len());
    for term in &query.terms {
        let readings_of_term = readings_of(connection, term)?;
        if readings_of_term.is_empty() {
            return Ok(None);
        }
        readings.push(readings_of_term);
    }
    for reading in combinations(&readings) {
        let text = reading.join(" ");
        if text != query.folded && hits::any(connection, &Query::whole(&text))? {
            return Ok(Some(text));
        }
    }
    Ok(None)
}

fn readings_of(connection: &Connection, term: &Term) -> Result<Vec<Reading>> {
    let own = Reading { cost: 0, rarity: std::cmp::Reverse(0), text: term.text.clone() };
    if term.is_run {
        return Ok(vec![own]);
    }
    let mut readings = Vec::new();
    let word = Query { folded: term.text.clone(), terms: vec![Term { open: false, ..term.clone() }] };
    if hits::any(connection, &word)? {
        readings.push(own);
    }
    let letters: Vec<char> = term.text.chars().collect();
    let allowed = allowed_edits(letters.len());
    if allowed > 0 {
        // Few typos touch the first letter, and those that do mostly swap it with the second.
        let firsts: Vec<char> = letters.iter().copied().take(2).collect();
        for first in firsts {
            scan(connection, Some(first), &letters, allowed, term.open, &mut readings)?;
        }
        if readings.is_empty() {
            scan(connection, None, &letters, allowed, term.open, &mut readings)?;
        }
        readings.extend(two_words(connection, &term.text)?);
    }
    readings.sort_unstable();
    readings.dedup_by(|one, two| one.text == two.text);
    readings.truncate(READINGS);
    Ok(readings)
}

/// One edit in a short word, two in a long one.
const fn allowed_edits(letters: usize) -> u32 {
    match letters {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    }
}

/// Adds the known words near `letters`, all of them or those that begin with one letter.
fn scan(
    connection: &Connection,
    first: Option<char>,
    letters: &[char],
    allowed: u32,
    open: bool,
    readings: &mut Vec<Reading>,
) -> Result<()> {
    let (from, to) = match first {
        Some(first) => (first.to_string(), format!("{first}\u{10ffff}")),
        None => (String::new(), "\u{10ffff}".to_owned()),
    };
    let mut statement =
        connection.prepare_cached("SELECT term, doc FROM search_vocabulary WHERE term >= ?1 AND term < ?2")?;
    let mut rows = statement.query([from, to])?;
    let mut distance = Distance::default();
    while let Some(row) = rows.next()? {
        let Ok(term) = row.get_ref(0)?.as_str() else { continue };
        if let Some(cost) = distance.within(letters, term, allowed, open).filter(|&cost| cost > 0) {
            // Frequent words first; a finished word before a longer one.
            readings.push(Reading { cost, rarity: std::cmp::Reverse(row.get(1)?), text: term.to_owned() });
        }
    }
    Ok(())
}

/// Two words that were written as one: "acdc".
fn two_words(connection: &Connection, text: &str) -> Result<Option<Reading>> {
    for (cut, _) in text.char_indices().skip(1) {
        let (one, two) = text.split_at(cut);
        let both = format!("{one} {two}");
        if hits::any(connection, &Query::whole(&both))? {
            return Ok(Some(Reading { cost: 1, rarity: std::cmp::Reverse(0), text: both }));
        }
    }
    Ok(None)
}

/// One reading of each word, cheapest together first.
fn combinations(readings: &[Vec<Reading>]) -> Vec<Vec<String>> {
    let mut all: Vec<(u32, Vec<String>)> = vec![(0, Vec::new())];
    for of_word in readings {
        let mut longer = Vec::with_capacity(all.len() * of_word.len());
        for (cost, words) in &all {
            for reading in of_word {
                let mut words = words.clone();
                words.push(reading.text.clone());
                longer.push((cost + reading.cost, words));
            }
        }
        longer.sort_by_key(|(cost, _)| *cost);
        longer.truncate(TRIES);
        all = longer;
    }
    all.into_iter().map(|(_, words)| words).collect()
}

/// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours.
#[derive(Default)]
struct Distance {
    other: Vec<char>,
    rows: [Vec<u32>; 3],
}

impl Distance {
    /// The edits between two words, if no more than `allowed`; with `open`, between the first
    /// and the nearest beginning of the second.
    fn within(&mut self, letters: &[char], other: &str, allowed: u32, open: bool) -> Option<u32> {
        let (shortest, longest) = (letters.len().saturating_sub(allowed as usize), letters.len() + allowed as usize);
        self.other.clear();
        self.other.extend(other.chars().take(longest + 1));
        if self.other.len() < shortest || (!open && self.other.len() > longest) {
            return None;
        }
        let width = letters.len() + 1;
        for row in &mut self.rows {
            row.clear();
            row.resize(width, 0);
        }
        let [before, last, row] = &mut self.rows;
        for (column, cell) in last.iter_mut().enumerate() {
            *cell = column as u32;
        }
        let mut best_beginning = last.last().copied().unwrap_or(0);
        for (line, &c) in self.other.iter().enumerate() {
            row[0] = line as u32 + 1;
            for column in 1..width {
                let same = letters[column - 1] == c;
                let mut cost = (last[column - 1] + u32::from(!same)).min(last[column] + 1).min(row[column - 1] + 1);
                if line > 0 && column > 1 && letters[column - 2] == c && letters[column - 1] == self.other[line - 1] {
                    cost = cost.min(before[column - 2] + 1);
                }
                row[column] = cost;
            }
            best_beginning = best_beginning.min(row[width - 1]);
            std::mem::swap(before, last);
            std::mem::swap(last, row);
        }
        let cost = if open { best_beginning } else { last[width - 1] };
        (cost <= allowed).then_some(cost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(one: &str, two: &str, open: bool) -> Option<u32> {
        Distance::default().within(&one.chars().collect::<Vec<_>>(), two, 2, open)
    }

    #[test]
    fn edits_are_counted_as_a_typist_makes_them() {
        assert_eq!(distance("bjrok", "bjork", false), Some(1));
        assert_eq!(distance("bjork", "bjork", false), Some(0));
        assert_eq!(distance("homogenc", "homogenic", false), Some(1));
        assert_eq!(distance("radoihead", "radiohead", false), Some(1));
        assert_eq!(distance("homgen", "homogenic", true), Some(1));
        assert_eq!(distance("homgen", "homogenic", false), None);
        assert_eq!(distance("abc", "xyz", false), None);
    }
}
