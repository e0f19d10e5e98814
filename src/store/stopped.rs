//! What was left in the middle, so that Enter can go on from there.

use rusqlite::{OptionalExtension, params};

use super::{Reader, Result};
use crate::domain::ids::{ListenerId, TrackId};
use crate::domain::listen::{Ending, SKIP_FLOOR_MS};
use crate::domain::time::{DAY_MS, Moment};

/// What was left in the middle is worth picking up for this long, as on home.
const DAYS: i64 = 7;

/// Where the last play of some tracks was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped {
    pub track: TrackId,
    pub position_ms: i64,
}

impl Reader {
    /// The place at which the newest play of any of these tracks was broken off within the last
    /// week, with more than a tenth still to come. None when it was heard out or skipped on.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn stopped_in(&self, tracks: &[TrackId], listener: ListenerId, now: Moment) -> Result<Option<Stopped>> {
        let mut newest = self.connection.prepare_cached(
            "SELECT started_at, coalesce(position_ms, heard_ms, 0), coalesce(heard_ms, 0), length_ms, ending FROM plays
             WHERE track_id = ?1 AND listener_id = ?2 AND started_at >= ?3 ORDER BY started_at DESC LIMIT 1",
        )?;
        let since = now.unix_ms.saturating_sub(DAYS * DAY_MS);
        let mut last: Option<(i64, Option<Stopped>)> = None;
        for track in tracks {
            let found = newest
                .query_row(params![track.0, listener.0, since], |row| {
                    let (started_at, position_ms, heard_ms): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
                    let length_ms: Option<i64> = row.get(3)?;
                    let ending = row.get::<_, Option<String>>(4)?.and_then(|name| Ending::from_name(&name));
                    let broken_off = matches!(ending, Some(Ending::Stopped | Ending::Quit | Ending::Interrupted));
                    let in_the_middle = length_ms.is_none_or(|length| position_ms < length - length / 10);
                    let stopped = Stopped { track: *track, position_ms };
                    let stands = broken_off && in_the_middle && heard_ms >= SKIP_FLOOR_MS;
                    Ok((started_at, stands.then_some(stopped)))
                })
                .optional()?;
            last = last.into_iter().chain(found).max_by_key(|(started_at, _)| *started_at);
        }
        Ok(last.and_then(|(_, stopped)| stopped))
    }

    /// Where spoken word goes on: at the place at which the newest play of any of its parts was
    /// left, or at the beginning of the next part when that one was heard out. None when nothing
    /// of it was played, or nothing is left.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn goes_on_in(&self, parts: &[TrackId], listener: ListenerId) -> Result<Option<Stopped>> {
        let mut newest = self.connection.prepare_cached(
            "SELECT started_at, coalesce(position_ms, heard_ms, 0), length_ms, ending FROM plays
             WHERE track_id = ?1 AND listener_id = ?2 ORDER BY started_at DESC LIMIT 1",
        )?;
        let mut last: Option<(i64, usize, i64, bool)> = None;
        for (place, part) in parts.iter().enumerate() {
            let found = newest
                .query_row(params![part.0, listener.0], |row| {
                    let (started_at, position_ms): (i64, i64) = (row.get(0)?, row.get(1)?);
                    let length_ms: Option<i64> = row.get(2)?;
                    let ending = row.get::<_, Option<String>>(3)?.and_then(|name| Ending::from_name(&name));
                    let at_the_end = length_ms.is_some_and(|length| position_ms >= length - length / 20);
                    Ok((started_at, place, position_ms, ending == Some(Ending::Finished) || at_the_end))
                })
                .optional()?;
            last = last.into_iter().chain(found).max_by_key(|(started_at, ..)| *started_at);
        }
        Ok(last.and_then(|(_, place, position_ms, heard_out)| {
            let (place, position_ms) = if heard_out { (place + 1, 0) } else { (place, position_ms) };
            parts.get(place).map(|track| Stopped { track: *track, position_ms })
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn only_the_newest_play_says_where_to_go_on() {
        let fixture = Fixture::new();
        let (first, second) = (fixture.track("Blue Train", "Coltrane"), fixture.track("Moment’s Notice", "Coltrane"));
        let play = |track: TrackId, minutes_ago: i64, position_ms: i64, ending: &'static str| {
            let at = NOW.unix_ms - minutes_ago * 60_000;
            fixture.store.writer().urgent(move |tx| {
                tx.execute("INSERT OR IGNORE INTO snapshots (id, title, artist) VALUES (1, '', '')", [])?;
                Ok(tx.execute(
                    "INSERT INTO plays (uuid, device_id, listener_id, track_id, snapshot_id, started_at, heard_ms,
                                        position_ms, length_ms, ending, source_kind)
                     VALUES (randomblob(16), 1, 1, ?1, 1, ?2, ?3, ?3, 500000, ?4, 'album')",
                    params![track.0, at, position_ms, ending],
                )?)
            })
        };
        let goes_on = || fixture.reader().goes_on_in(&[first, second], fixture.store.listener()).unwrap();
        assert_eq!(goes_on(), None);
        let stopped = |now| fixture.reader().stopped_in(&[first, second], fixture.store.listener(), now).unwrap();
        assert_eq!(stopped(NOW), None);
        play(first, 60, 500_000, "finished").wait().unwrap();
        assert_eq!(goes_on(), Some(Stopped { track: second, position_ms: 0 }), "the next part");
        play(second, 50, 252_000, "quit").wait().unwrap();
        assert_eq!(goes_on(), Some(Stopped { track: second, position_ms: 252_000 }));
        let there = Some(Stopped { track: second, position_ms: 252_000 });
        assert_eq!(stopped(NOW), there);
        assert_eq!(stopped(NOW.plus_ms(8 * DAY_MS)), None, "after a week one begins anew");
        play(second, 40, 470_000, "quit").wait().unwrap();
        assert_eq!(stopped(NOW), None, "as good as heard out");
        assert_eq!(goes_on(), Some(Stopped { track: second, position_ms: 470_000 }));
        play(first, 30, 60_000, "next").wait().unwrap();
        assert_eq!(stopped(NOW), None, "what was skipped was not left by accident");
    }
}
