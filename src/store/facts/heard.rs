//! What was heard, as it is held from one home to the next.
//!
//! A closed play never changes, and new ones get higher row ids. So what rows below the first open
//! one gave stays, and a read goes on from there: it looks again at the rows that may have changed
//! since, a handful after each play. Whatever else changes plays (forgetting, imports, rules about
//! what counts) raises the stamp, and then nothing is held: see [`super::held`].

use std::ops::Range;

use rusqlite::{Connection, OptionalExtension, params};

use super::Places;
use super::left_out::LeftOut;
use super::plays::{Rows, Wanted};
use super::shown::{self, FromSection};
use crate::domain::facts::PlayFacts;
use crate::domain::ids::ListenerId;
use crate::domain::shared::Shared;
use crate::domain::time::Moment;
use crate::store::Result;

/// The plays of one listener, and how to go on from them.
pub(super) struct Heard {
    listener: ListenerId,
    left_out: LeftOut,
    read_at: Moment,
    /// Oldest first: what closed rows gave, then what the others did.
    plays: Shared<PlayFacts>,
    /// In the same order.
    from_sections: Vec<FromSection>,
    /// Places of tracks with plays that are left out, by closed rows and by the others.
    without: [Vec<u32>; 2],
    row: InARow,
    /// None where an open row is older than a closed one: such a read cannot be gone on from.
    closed: Option<Closed>,
    /// A play that is dated too far ahead: from its day on it is let in.
    ahead_ms: Option<i64>,
}

/// How much of it came from rows that no longer change.
#[derive(Clone, Copy)]
struct Closed {
    plays: usize,
    from_sections: usize,
    row: InARow,
    /// Rows from here on are looked at again.
    end: i64,
}

/// The same track again and again.
#[derive(Clone, Copy, Default)]
struct InARow {
    track: Option<u32>,
    times: usize,
}

impl InARow {
    /// Counts a play; gives how many in a row that makes.
    fn count(&mut self, track: u32) -> usize {
        self.times = if self.track == Some(track) { self.times + 1 } else { 1 };
        self.track = Some(track);
        self.times
    }
}

/// Which rows there are.
#[derive(Clone, Copy)]
pub(super) struct Span {
    /// The first that still plays; with none, the end.
    open: i64,
    end: i64,
}

impl Span {
    pub(super) fn of(connection: &Connection) -> Result<Self> {
        let one = |sql: &str| -> Result<Option<i64>> {
            Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?.flatten())
        };
        let end = one("SELECT max(id) FROM plays")?.map_or(1, |last| last.saturating_add(1));
        Ok(Self {
            open: one("SELECT min(id) FROM plays INDEXED BY plays_open WHERE ending IS NULL")?.unwrap_or(end),
            end,
        })
    }

    /// Rows that are closed.
    pub(super) const fn closed(self) -> Range<i64> {
        0..self.open
    }
}

impl Heard {
    /// From what the closed rows of a span gave.
    pub(super) fn from_closed(
        connection: &Connection,
        (listener, now): (ListenerId, Moment),
        left_out: LeftOut,
        (span, mut rows): (Span, Rows),
        places: &Places,
    ) -> Result<Self> {
        let mut heard = Self {
            listener,
            left_out,
            read_at: now,
            plays: Shared::default(),
            from_sections: Vec::new(),
            without: <[Vec<u32>; 2]>::default(),
            row: InARow::default(),
            closed: None,
            ahead_ms: None,
        };
        // Mostly in order already: only imports bring the past in later.
        rows.plays.sort_by_key(|play| play.started_at.unix_ms);
        let mut open = heard.wanted(now).read(connection, span.open..span.end)?;
        open.plays.sort_by_key(|play| play.started_at.unix_ms);
        let in_order = follows(rows.plays.last(), open.plays.first());
        if in_order {
            heard.append(rows, places, 0);
            heard.close(span.open);
        } else {
            open.plays = rows.plays.into_iter().chain(open.plays).collect();
            open.plays.sort_by_key(|play| play.started_at.unix_ms);
            open.from_sections.extend(rows.from_sections);
            open.left_out.extend(rows.left_out);
        }
        heard.append(open, places, 1);
        heard.look_ahead(connection)?;
        Ok(heard)
    }

    /// Brings in what came since. False when that cannot be told from new rows alone; then what
    /// is held no longer stands.
    pub(super) fn go_on(&mut self, connection: &Connection, now: Moment, places: &Places) -> Result<bool> {
        let Some(closed) = self.closed else { return Ok(false) };
        let is_due = self.ahead_ms.is_some_and(|at| at <= self.wanted(now).too_late_ms());
        if is_due || now.unix_ms < self.read_at.unix_ms {
            return Ok(false);
        }
        self.plays.truncate(closed.plays);
        self.from_sections.truncate(closed.from_sections);
        (self.row, self.without[1]) = (closed.row, Vec::new());
        let span = Span::of(connection)?;
        for (place, ids) in [closed.end..span.open, span.open.max(closed.end)..span.end].into_iter().enumerate() {
            let mut rows = self.wanted(now).read(connection, ids)?;
            rows.plays.sort_by_key(|play| play.started_at.unix_ms);
            if !follows(self.plays.last(), rows.plays.first()) {
                return Ok(false);
            }
            self.append(rows, places, place);
            if place == 0 {
                self.close(span.open.max(closed.end));
            }
        }
        self.read_at = now;
        self.look_ahead(connection)?;
        Ok(true)
    }

    pub(super) fn plays(&self) -> Shared<PlayFacts> {
        self.plays.clone()
    }

    /// Tracks with plays that are left out, in ascending order.
    pub(super) fn left_out(&self) -> Vec<u32> {
        let mut tracks = self.without.concat();
        tracks.sort_unstable();
        tracks.dedup();
        tracks
    }

    /// Plays that were started from a section lately.
    pub(super) fn started_from_sections(&self) -> Vec<FromSection> {
        let since = shown::since(self.read_at);
        self.from_sections.iter().filter(|play| play.at.unix_ms >= since).cloned().collect()
    }

    fn wanted(&self, now: Moment) -> Wanted<'_> {
        Wanted { listener: self.listener, now, left_out: &self.left_out }
    }

    /// Rows whose plays are oldest first, and none older than the last that is here; `open` tells
    /// whose tracks are left out: 0 for closed rows, 1 for the others.
    fn append(&mut self, mut rows: Rows, places: &Places, open: usize) {
        rows.plays.retain_mut(|play| {
            let id = i64::from(play.track);
            let Some(place) = places.get(id) else { return false };
            let in_a_row = self.row.count(play.track);
            play.track = place;
            !self.left_out.is_one_too_many(id, in_a_row)
        });
        if self.plays.is_empty() {
            self.plays = rows.plays.into();
        } else {
            self.plays.extend(rows.plays);
        }
        self.from_sections.extend(rows.from_sections);
        if let Some(without) = self.without.get_mut(open) {
            without.extend(rows.left_out.into_iter().filter_map(|id| places.get(i64::from(id))));
            without.sort_unstable();
            without.dedup();
        }
    }

    /// All that is here came from rows before this one, which are closed.
    fn close(&mut self, end: i64) {
        let (plays, from_sections) = (self.plays.len(), self.from_sections.len());
        self.closed = Some(Closed { plays, from_sections, row: self.row, end });
    }

    fn look_ahead(&mut self, connection: &Connection) -> Result<()> {
        let too_late = self.wanted(self.read_at).too_late_ms();
        self.ahead_ms = connection
            .prepare_cached("SELECT min(started_at) FROM plays WHERE listener_id = ?1 AND started_at > ?2")?
            .query_row(params![self.listener.0, too_late], |row| row.get(0))?;
        Ok(())
    }
}

fn follows(before: Option<&PlayFacts>, after: Option<&PlayFacts>) -> bool {
    before.zip(after).is_none_or(|(before, after)| before.started_at.unix_ms <= after.started_at.unix_ms)
}
