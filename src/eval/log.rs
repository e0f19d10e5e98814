//! A whole history in flat vectors, of which a question may see the beginning.

use std::collections::HashMap;

use crate::domain::listen::LISTEN_MS;
use crate::domain::time::SECOND_MS;
use crate::taste::signals::{Catalogue, Timeline};

/// One line of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub at_ms: i64,
    pub track: u32,
    pub artist: Option<u32>,
    pub album: Option<u32>,
    /// How long it sounded.
    pub heard_ms: Option<i64>,
}

impl Row {
    /// Whether it counts. Logs do not know how long tracks are, so half of a short one does not.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.heard_ms.is_none_or(|heard| heard >= LISTEN_MS)
    }
}

/// A history from its first to its last play.
#[derive(Debug)]
pub struct Log {
    pub rows: Vec<Row>,
    pub catalogue: Catalogue,
    /// The album that each row names; empty when none does.
    pub named_albums: Vec<Option<u32>>,
    /// All its listens and sessions, as they were cut in the end.
    pub timeline: Timeline,
    /// For each row, and for the end: listens before it.
    pub listens_before: Vec<u32>,
    /// For each row: sessions with listens that were over before its own session began.
    pub sessions_before: Vec<u32>,
    begins: Vec<bool>,
    /// By track: whether it was ever heard, now or later. The library, as far as a log knows it.
    pub library: Vec<bool>,
}

/// What is wrong with a log's file.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {wrong}")]
pub struct BadLine {
    pub line: usize,
    pub wrong: String,
}

impl Log {
    /// From rows, oldest first.
    #[must_use]
    pub fn new(rows: Vec<Row>) -> Self {
        let weighted = rows.iter().map(|row| (*row, row.counts().then_some(1.0))).collect();
        Self::weighted(weighted)
    }

    /// From rows, oldest first, and what each listen among them says of taste.
    #[must_use]
    pub fn weighted(rows: Vec<(Row, Option<f32>)>) -> Self {
        let most = |of: fn(&Row) -> Option<u32>| rows.iter().filter_map(|(row, _)| of(row)).max();
        let count = |most: Option<u32>| most.map_or(0, |most| most as usize + 1);
        let tracks = count(most(|row| Some(row.track)));
        let mut artist = vec![None; tracks];
        for (row, _) in &rows {
            artist[row.track as usize] = row.artist;
        }
        let album = albums(&rows, tracks);
        let credits: Vec<Vec<u32>> = artist.into_iter().map(|artist| artist.into_iter().collect()).collect();
        let catalogue = Catalogue::new(
            count(most(|row| row.artist)),
            count(most(|row| row.album)),
            credits.iter().map(Vec::as_slice).zip(album),
        );
        let albums_named = rows.iter().any(|(row, _)| row.album.is_some());
        let mut log = Self {
            catalogue,
            named_albums: if albums_named { rows.iter().map(|(row, _)| row.album).collect() } else { Vec::new() },
            timeline: Timeline::new(tracks, rows.len()),
            listens_before: Vec::with_capacity(rows.len() + 1),
            sessions_before: Vec::with_capacity(rows.len()),
            begins: Vec::with_capacity(rows.len()),
            library: vec![false; tracks],
            rows: Vec::with_capacity(rows.len()),
        };
        for (play, (row, weight)) in (0u32..).zip(rows) {
            log.listens_before.push(log.timeline.listens.len() as u32);
            log.begins.push(log.timeline.would_begin(row.at_ms));
            log.timeline.play(row.at_ms, row.heard_ms, weight.map(|weight| (play, row.track, weight)));
            log.sessions_before.push(log.timeline.over as u32);
            log.library[row.track as usize] |= weight.is_some();
            log.rows.push(row);
        }
        log.listens_before.push(log.timeline.listens.len() as u32);
        log
    }

    /// Reads `ts track artist album ms`, tab-separated under a header; −1 for what is unknown.
    ///
    /// # Errors
    /// The first line that is none.
    pub fn parse(text: &str) -> Result<Self, BadLine> {
        let mut rows = Vec::with_capacity(text.len() / 20);
        for (place, line) in text.lines().enumerate().skip(1).filter(|(_, line)| !line.is_empty()) {
            let wrong = |wrong: &str| BadLine { line: place + 1, wrong: wrong.to_owned() };
            let mut fields = line.split('\t').map(|field| field.trim_end().parse::<i64>());
            let mut next = || fields.next().and_then(Result::ok).ok_or_else(|| wrong("five numbers are expected"));
            let (at, track, artist, album, heard) = (next()?, next()?, next()?, next()?, next()?);
            rows.push(Row {
                at_ms: at.checked_mul(SECOND_MS).ok_or_else(|| wrong("no such time"))?,
                track: place_of(track).ok_or_else(|| wrong("no such track"))?,
                artist: place_of(artist),
                album: place_of(album),
                heard_ms: (heard >= 0).then_some(heard),
            });
        }
        Ok(Self::new(rows))
    }

    /// The same as text.
    #[must_use]
    pub fn tsv(&self) -> String {
        let unknown = |value: Option<i64>| value.unwrap_or(-1);
        let line = |row: &Row| {
            let (artist, album) = (row.artist.map(i64::from), row.album.map(i64::from));
            let at = row.at_ms.div_euclid(SECOND_MS);
            format!("{at}\t{}\t{}\t{}\t{}\n", row.track, unknown(artist), unknown(album), unknown(row.heard_ms))
        };
        std::iter::once("ts\ttrack\tartist\talbum\tms\n".to_owned()).chain(self.rows.iter().map(line)).collect()
    }

    /// Whether a row comes after a long silence, or first of all.
    #[must_use]
    pub fn begins_session(&self, row: usize) -> bool {
        self.begins[row]
    }

    /// Tracks that were left before they counted, in the session that the row before `end` is in.
    #[must_use]
    pub fn skipped_before(&self, end: usize) -> Vec<u32> {
        let first = (0..end).rev().take(MEMORY).find(|row| self.begins[*row]).unwrap_or(end.saturating_sub(MEMORY));
        let skips = self.rows[first..end].iter().filter(|row| !row.counts());
        skips.map(|row| row.track).collect()
    }

    /// How many tracks it names.
    #[must_use]
    pub const fn tracks(&self) -> usize {
        self.library.len()
    }
}

/// Rows of a session that are looked back on.
const MEMORY: usize = 200;

/// Beyond any library; guards the vectors that are as long as the largest number.
const MOST: i64 = 1 << 27;

fn place_of(number: i64) -> Option<u32> {
    (0..MOST).contains(&number).then(|| u32::try_from(number).unwrap_or(0))
}

/// The album of each track: the one that its rows name most often, the lowest number among equals.
fn albums(rows: &[(Row, Option<f32>)], tracks: usize) -> Vec<Option<u32>> {
    let mut named: HashMap<(u32, u32), u32> = HashMap::new();
    for (row, _) in rows {
        if let Some(album) = row.album {
            *named.entry((row.track, album)).or_default() += 1;
        }
    }
    let mut best: Vec<Option<(u32, std::cmp::Reverse<u32>)>> = vec![None; tracks];
    for ((track, album), count) in named {
        let slot = &mut best[track as usize];
        *slot = (*slot).max(Some((count, std::cmp::Reverse(album))));
    }
    best.into_iter().map(|best| best.map(|(_, album)| album.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "ts\ttrack\tartist\talbum\tms\n\
        1000\t0\t0\t4\t200000\n\
        1200\t1\t0\t-1\t12000\n\
        1212\t0\t0\t2\t-1\n\
        9000\t2\t1\t-1\t30000\n";

    #[test]
    fn a_log_goes_through_text_unchanged() {
        let log = Log::parse(LOG).unwrap();
        assert_eq!(log.tsv(), LOG);
        assert_eq!(log.library, [true, false, true], "what was only skipped is not known to be there");
        assert_eq!(log.listens_before, [0, 1, 1, 2, 3]);
        assert_eq!(log.sessions_before, [0, 0, 0, 1]);
        assert_eq!(log.catalogue.album(0), Some(2), "the lower among equals");
    }

    #[test]
    fn a_bad_line_is_named() {
        for (bad, line) in [("h\n1\t2\t3\t4\n", 2), ("h\n1\t2\t3\t4\t5\n1\t-1\t0\t0\t0\n", 3)] {
            assert_eq!(Log::parse(bad).unwrap_err().line, line);
        }
        assert!(Log::parse("h\n").unwrap().rows.is_empty());
    }
}
