//! What did play, newest first.

use rusqlite::params;

use super::{Reader, Result, columns};
use crate::domain::ids::{ListenerId, PlayId, TrackId};
use crate::domain::listen::{Ending, HistoryLine, SourceKind, counts, is_skip};

/// A stretch of time, as Unix ms: `since..before`, either side open when none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    pub since: Option<i64>,
    pub before: Option<i64>,
}

impl Period {
    pub(super) fn bounds(self) -> (i64, i64) {
        (self.since.unwrap_or(i64::MIN), self.before.unwrap_or(i64::MAX))
    }
}

impl Reader {
    /// Newest first. Plays of imports that were taken back are not among them.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn history(&self, listener: ListenerId, period: Period, limit: u32) -> Result<Vec<HistoryLine>> {
        self.plays("DESC", listener, period, limit)
    }

    /// The same, oldest first.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn history_from_its_start(&self, listener: ListenerId, period: Period, limit: u32) -> Result<Vec<HistoryLine>> {
        self.plays("ASC", listener, period, limit)
    }

    fn plays(&self, way: &'static str, listener: ListenerId, period: Period, limit: u32) -> Result<Vec<HistoryLine>> {
        let (since, before) = period.bounds();
        let mut rows = self.connection.prepare_cached(&format!(
            "SELECT plays.uuid, track_id, title, artist, album, started_at, utc_offset, heard_ms, length_ms, ending,
                    source_kind, source_id
             FROM plays JOIN snapshots ON snapshots.id = snapshot_id
             WHERE plays.listener_id = ?1 AND started_at >= ?2 AND started_at < ?3
               AND (batch_id IS NULL OR batch_id NOT IN (SELECT id FROM import_batches WHERE undone_at IS NOT NULL))
             ORDER BY started_at {way}, plays.id {way} LIMIT ?4",
        ))?;
        let lines = rows.query_map(params![listener.0, since, before, limit], |row| {
            let (heard_ms, length_ms) = (row.get(7)?, row.get(8)?);
            let ending = row.get::<_, Option<String>>(9)?.and_then(|name| Ending::from_name(&name));
            Ok(HistoryLine {
                id: PlayId(columns::uuid(row, 0)?),
                track: row.get::<_, Option<i64>>(1)?.map(TrackId),
                title: row.get(2)?,
                artist: row.get(3)?,
                album: row.get(4)?,
                started_at: columns::moment(row.get(5)?, row.get(6)?),
                heard_ms,
                length_ms,
                ending,
                source: SourceKind::from_name(columns::text(row, 10)?).unwrap_or(SourceKind::File),
                source_id: row.get(11)?,
                listen: counts(heard_ms, length_ms),
                skip: ending.is_some_and(|ending| is_skip(ending, heard_ms, length_ms)),
            })
        })?;
        Ok(lines.collect::<rusqlite::Result<_>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::listen::{PlayOpened, PlayProgress, Source};
    use crate::store::PastPlay;
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn it_is_read_from_either_end_and_goes_on_from_there() {
        let fixture = Fixture::new();
        let track = fixture.track("Sunny", "Bobby Hebb");
        let play = |minute: i64| PastPlay {
            opened: PlayOpened {
                id: PlayId::made_at(NOW.unix_ms + minute),
                track: Some(track),
                title: minute.to_string(),
                artist: "Bobby Hebb".into(),
                album: None,
                started_at: NOW.plus_ms(minute * 60_000),
                length_ms: Some(60_000),
                source: Source { kind: SourceKind::File, id: None, name: String::new() },
            },
            progress: PlayProgress { heard_ms: 60_000, position_ms: 60_000, audible: true, key_age_ms: 0 },
            ending: Ending::Finished,
        };
        fixture.store.record_past_plays((0..5).map(play).collect()).wait().unwrap();
        let (reader, listener) = (fixture.reader(), fixture.store.listener());
        let titles = |lines: Vec<HistoryLine>| lines.into_iter().map(|line| line.title).collect::<String>();
        let third = Some(NOW.unix_ms + 2 * 60_000);
        let (before, since) = (Period { since: None, before: third }, Period { since: third, before: None });
        assert_eq!(titles(reader.history(listener, Period::default(), 3).unwrap()), "432");
        assert_eq!(titles(reader.history(listener, before, 3).unwrap()), "10");
        assert_eq!(titles(reader.history_from_its_start(listener, Period::default(), 3).unwrap()), "012");
        assert_eq!(titles(reader.history_from_its_start(listener, since, 9).unwrap()), "234");
    }
}
