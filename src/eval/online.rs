//! What came of home itself: shown, started, finished, skipped.
//!
//! A replay rewards what would have been played anyway; only this tells what home changed.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::shown::Shown;

/// One kind of section over the days that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Line {
    pub kind: String,
    /// Days on which it was looked at or played from.
    pub days: u32,
    /// Picks that were looked at, each once a day.
    pub shown: u32,
    /// Runs of plays that began there.
    pub started: u32,
    pub finished: u32,
    pub skipped: u32,
}

/// By kind, the most shown first.
#[must_use]
pub fn lines(shown: &Shown) -> Vec<Line> {
    let mut kinds: BTreeMap<&str, Line> = BTreeMap::new();
    for day in &shown.days {
        let line = kinds.entry(&day.kind).or_insert_with(|| Line { kind: day.kind.clone(), ..Line::default() });
        line.days += 1;
        line.shown += day.shown;
        line.started += day.started;
        line.finished += day.finished;
        line.skipped += day.skipped;
    }
    let mut lines: Vec<Line> = kinds.into_values().collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.shown));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::shown::SectionDay;

    #[test]
    fn days_are_added_up_by_kind() {
        let day = |kind: &str, day, shown, started| SectionDay {
            kind: kind.into(),
            day,
            shown,
            started,
            finished: 2,
            skipped: 1,
        };
        let days = vec![day("because", 1, 3, 0), day("on-repeat", 1, 8, 1), day("because", 2, 4, 2)];
        let lines = lines(&Shown { days, ..Shown::default() });
        assert_eq!(lines.iter().map(|line| line.kind.as_str()).collect::<Vec<_>>(), ["on-repeat", "because"]);
        let because = &lines[1];
        assert_eq!((because.days, because.shown, because.started, because.finished, because.skipped), (2, 7, 2, 4, 2));
    }
}
