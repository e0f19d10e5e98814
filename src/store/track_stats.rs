//! Counts of each track for each listener, kept in the transaction that closes a play.
//!
//! They can always be made again from the plays (see [`super::doctor`]); they are kept because
//! grouping a million plays takes over a second.

use rusqlite::{Row, Transaction, params};

use super::Result;
use crate::domain::listen::{Ending, counts, is_skip};

/// What a closed play says of its track.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub(super) started_at: i64,
    pub(super) heard_ms: Option<i64>,
    pub(super) length_ms: Option<i64>,
    pub(super) ending: Ending,
}

impl Outcome {
    pub(super) fn is_listen(&self) -> bool {
        counts(self.heard_ms, self.length_ms)
    }

    pub(super) fn is_skip(&self) -> bool {
        is_skip(self.ending, self.heard_ms, self.length_ms)
    }
}

/// One row of `track_stats`, without its key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) plays: i64,
    pub(super) listens: i64,
    pub(super) skips: i64,
    pub(super) finished: i64,
    pub(super) heard_ms: i64,
    pub(super) first_listen_at: Option<i64>,
    pub(super) last_listen_at: Option<i64>,
    pub(super) last_play_at: Option<i64>,
}

impl Counts {
    pub(super) fn add(&mut self, play: &Outcome) {
        let listen = play.is_listen();
        self.plays += 1;
        self.listens += i64::from(listen);
        self.skips += i64::from(play.is_skip());
        self.finished += i64::from(play.ending == Ending::Finished);
        self.heard_ms = self.heard_ms.saturating_add(play.heard_ms.unwrap_or(0));
        self.last_play_at = self.last_play_at.max(Some(play.started_at));
        if listen {
            self.first_listen_at = Some(self.first_listen_at.map_or(play.started_at, |at| at.min(play.started_at)));
            self.last_listen_at = self.last_listen_at.max(Some(play.started_at));
        }
    }

    /// Of the columns `plays … last_play_at`, from column `first` on.
    pub(super) fn from_row(row: &Row<'_>, first: usize) -> rusqlite::Result<Self> {
        Ok(Self {
            plays: row.get(first)?,
            listens: row.get(first + 1)?,
            skips: row.get(first + 2)?,
            finished: row.get(first + 3)?,
            heard_ms: row.get(first + 4)?,
            first_listen_at: row.get(first + 5)?,
            last_listen_at: row.get(first + 6)?,
            last_play_at: row.get(first + 7)?,
        })
    }
}

/// Adds one closed play to the counts of its track.
pub(super) fn keep(tx: &Transaction<'_>, listener: i64, track: i64, play: &Outcome) -> Result<()> {
    let mut one = Counts::default();
    one.add(play);
    add(tx, listener, track, &one)
}

/// Adds counts to those that a track has.
pub(super) fn add(tx: &Transaction<'_>, listener: i64, track: i64, more: &Counts) -> Result<()> {
    // Scalar min and max are NULL when one side is.
    tx.prepare_cached(
        "INSERT INTO track_stats (listener_id, track_id, plays, listens, skips, finished, heard_ms,
                                  first_listen_at, last_listen_at, last_play_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT DO UPDATE SET
           plays = plays + excluded.plays,
           listens = listens + excluded.listens,
           skips = skips + excluded.skips,
           finished = finished + excluded.finished,
           heard_ms = heard_ms + excluded.heard_ms,
           first_listen_at = coalesce(min(first_listen_at, excluded.first_listen_at), first_listen_at, excluded.first_listen_at),
           last_listen_at = coalesce(max(last_listen_at, excluded.last_listen_at), last_listen_at, excluded.last_listen_at),
           last_play_at = coalesce(max(last_play_at, excluded.last_play_at), last_play_at, excluded.last_play_at)",
    )?
    .execute(params![
        listener,
        track,
        more.plays,
        more.listens,
        more.skips,
        more.finished,
        more.heard_ms,
        more.first_listen_at,
        more.last_listen_at,
        more.last_play_at,
    ])?;
    Ok(())
}
