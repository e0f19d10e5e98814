//! Rows of plays of known tracks, without those that say nothing of taste.

use std::ops::Range;

use rusqlite::{Connection, Row, params};

use super::left_out::LeftOut;
use super::shown::{self, FromSection};
use crate::domain::facts::{Millis, PlayFacts};
use crate::domain::ids::ListenerId;
use crate::domain::listen::{Ending, SourceKind, counts, is_skip};
use crate::domain::shown::kind_of;
use crate::domain::time::{DAY_MS, Moment};
use crate::store::{Result, columns};

/// 2000-01-01: what is dated before was written by a clock that had lost the time.
const TOO_EARLY_MS: i64 = 946_684_800_000;

/// What is asked of the rows.
pub(super) struct Wanted<'l> {
    pub(super) listener: ListenerId,
    pub(super) now: Moment,
    pub(super) left_out: &'l LeftOut,
}

/// What they say, in the order of their ids. Tracks are row ids here, not places yet: the plays
/// can be read while the library is.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) plays: Vec<PlayFacts>,
    pub(super) from_sections: Vec<FromSection>,
    /// Tracks with plays that are left out.
    pub(super) left_out: Vec<u32>,
}

impl Wanted<'_> {
    /// The latest that a play may be dated.
    pub(super) const fn too_late_ms(&self) -> i64 {
        self.now.unix_ms.saturating_add(DAY_MS)
    }

    /// Of the rows with these ids.
    pub(super) fn read(&self, connection: &Connection, ids: Range<i64>) -> Result<Rows> {
        let Self { listener, left_out, .. } = *self;
        // As they lie on the disk: by time they would be looked up one by one. What only rules ask
        // for is read when there are rules.
        let mut statement = connection.prepare_cached(if left_out.nothing {
            "SELECT track_id, started_at, utc_offset, heard_ms, length_ms, ending, source_kind, source_id, position_ms
             FROM plays NOT INDEXED
             WHERE id >= ?4 AND id < ?5 AND listener_id = ?1 AND track_id IS NOT NULL
               AND started_at BETWEEN ?2 AND ?3"
        } else {
            "SELECT track_id, started_at, utc_offset, heard_ms, length_ms, ending, source_kind, source_id, position_ms,
                    batch_id, uuid
             FROM plays NOT INDEXED
             WHERE id >= ?4 AND id < ?5 AND listener_id = ?1 AND track_id IS NOT NULL
               AND started_at BETWEEN ?2 AND ?3"
        })?;
        let asked = params![listener.0, TOO_EARLY_MS, self.too_late_ms(), ids.start, ids.end];
        let mut rows = statement.query(asked)?;
        let lately = shown::since(self.now);
        let mut read = Rows::default();
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let Ok(track) = u32::try_from(id) else { continue };
            let play = play(row, track)?;
            if !left_out.nothing {
                if left_out.is_taken_back(row)? {
                    continue;
                }
                if left_out.has(row, id, &play)? {
                    read.left_out.push(track);
                    continue;
                }
            }
            if play.source == SourceKind::Section && play.started_at.unix_ms >= lately {
                read.from_sections.extend(from_section(row, &play)?);
            }
            read.plays.push(play);
        }
        Ok(read)
    }
}

/// None for a play that does not say which section started it.
fn from_section(row: &Row<'_>, play: &PlayFacts) -> rusqlite::Result<Option<FromSection>> {
    Ok(row.get_ref(7)?.as_str_or_null()?.map(|id| FromSection {
        kind: kind_of(id).to_owned(),
        at: play.started_at,
        heard_ms: play.heard_ms.get().unwrap_or(0),
        finished: play.ending == Some(Ending::Finished),
        skipped: play.skip,
    }))
}

fn play(row: &Row<'_>, track: u32) -> rusqlite::Result<PlayFacts> {
    let (heard_ms, length_ms) = (row.get(3)?, row.get(4)?);
    let ending = match row.get_ref(5)? {
        rusqlite::types::ValueRef::Null => None,
        _ => Ending::from_name(columns::text(row, 5)?),
    };
    Ok(PlayFacts {
        track,
        started_at: columns::moment(row.get(1)?, row.get(2)?),
        heard_ms: Millis::from(heard_ms),
        position_ms: Millis::from(row.get::<_, Option<i64>>(8)?),
        length_ms: Millis::from(length_ms),
        ending,
        source: SourceKind::from_name(columns::text(row, 6)?).unwrap_or(SourceKind::File),
        listen: counts(heard_ms, length_ms),
        skip: ending.is_some_and(|ending| is_skip(ending, heard_ms, length_ms)),
    })
}
