//! Hours in which music played and nobody touched a key, from the age of the last key that each
//! play carries.

use rusqlite::params;

use super::{Exclusion, Reader, Result, columns, exclusions};
use crate::domain::ids::ListenerId;
use crate::domain::listen::counts;
use crate::domain::time::{DAY_MS, HOUR_MS, MINUTE_MS, Moment};
use crate::domain::you::Untouched;

/// How far back is asked about.
const DAYS: i64 = 60;
/// One evening of records may pass like this.
const LONG_MS: i64 = 3 * HOUR_MS;
/// With the small hours in it, less says that somebody slept.
const NIGHT_MS: i64 = 2 * HOUR_MS;
/// Plays tell of the same key when their accounts of it agree so far: pauses shift them.
const SAME_KEY_MS: i64 = 2 * MINUTE_MS;

impl Reader {
    /// Newest first, without what is left out of taste already.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn untouched(&self, listener: ListenerId, now: Moment) -> Result<Vec<Untouched>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT started_at, utc_offset, heard_ms, length_ms, key_age_ms FROM plays
             WHERE listener_id = ?1 AND started_at >= ?2 AND started_at <= ?3 AND key_age_ms IS NOT NULL
               AND ending IS NOT NULL AND batch_id IS NULL
             ORDER BY started_at, id",
        )?;
        let mut rows = statement.query(params![listener.0, now.unix_ms - DAYS * DAY_MS, now.unix_ms])?;
        let mut stretches: Vec<Untouched> = Vec::new();
        while let Some(row) = rows.next()? {
            let at = columns::moment(row.get(0)?, row.get(1)?);
            let (heard_ms, length_ms): (Option<i64>, Option<i64>) = (row.get(2)?, row.get(3)?);
            let ended = at.plus_ms(heard_ms.unwrap_or(0));
            let key = ended.plus_ms(-row.get::<_, i64>(4)?);
            let unmeant = at.unix_ms >= key.plus_ms(Untouched::MEANT_MS).unix_ms;
            let listen = u32::from(unmeant && counts(heard_ms, length_ms));
            match stretches.last_mut() {
                Some(last) if (key.unix_ms - last.from.unix_ms).abs() <= SAME_KEY_MS => {
                    last.to = ended;
                    last.listens += listen;
                }
                _ => stretches.push(Untouched { from: key, to: ended, listens: listen }),
            }
        }
        let rules = exclusions::in_force(&self.connection, listener)?;
        let left_out = |hours: &Untouched| {
            rules.iter().any(|rule| match rule {
                Exclusion::Span { from, to } => {
                    *from <= hours.from.plus_ms(Untouched::MEANT_MS).unix_ms && *to >= hours.to.unix_ms
                }
                _ => false,
            })
        };
        stretches.retain(|hours| is_long(hours) && !left_out(hours));
        stretches.reverse();
        Ok(stretches)
    }
}

fn is_long(hours: &Untouched) -> bool {
    let long = hours.to.unix_ms - hours.from.unix_ms;
    // Three in the morning, where the listener is.
    let three = hours.to.plus_ms(-3 * HOUR_MS).date() != hours.from.plus_ms(-3 * HOUR_MS).date();
    hours.listens > 0 && (long >= LONG_MS || (long >= NIGHT_MS && three))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::PlayId;
    use crate::domain::listen::{Ending, PlayOpened, PlayProgress, Source, SourceKind};
    use crate::store::PastPlay;
    use crate::store::fixture::{Fixture, NOW};

    const TRACK_MS: i64 = 4 * MINUTE_MS;

    /// Plays on from `start`; a key was touched `touched` tracks before its end, if at all.
    fn play_on(fixture: &Fixture, start: Moment, tracks: i64, touched_every: i64) {
        let plays = (0..tracks).map(|track| {
            let at = start.plus_ms(track * TRACK_MS);
            let since = track % touched_every;
            let opened = PlayOpened {
                id: PlayId::made_at(at.unix_ms),
                track: None,
                title: "t".into(),
                artist: "a".into(),
                album: None,
                started_at: at,
                length_ms: Some(TRACK_MS),
                source: Source { kind: SourceKind::Album, id: None, name: String::new() },
            };
            let key_age_ms = (since + 1) * TRACK_MS;
            let progress = PlayProgress { heard_ms: TRACK_MS, position_ms: TRACK_MS, audible: true, key_age_ms };
            PastPlay { opened, progress, ending: Ending::Finished }
        });
        fixture.store.record_past_plays(plays.collect()).wait().unwrap();
    }

    #[test]
    fn a_night_left_playing_is_found_and_an_evening_at_the_keys_is_not() {
        let fixture = Fixture::new();
        let listener = fixture.store.listener();
        let at = |days: i64, hours: i64| NOW.plus_ms(-days * DAY_MS + (hours - 12) * HOUR_MS);
        play_on(&fixture, at(2, 19), 60, 5);
        assert_eq!(fixture.reader().untouched(listener, NOW).unwrap(), []);
        play_on(&fixture, at(1, 1), 93, 1_000);
        let found = fixture.reader().untouched(listener, NOW).unwrap();
        let night = Untouched { from: at(1, 1), to: at(1, 1).plus_ms(93 * TRACK_MS), listens: 92 };
        assert_eq!(found, [night], "the track that the key started was meant");
        assert_eq!(fixture.reader().stops_counting(listener, &night.rule()).unwrap(), 92);
        fixture.store.leave_out(night.rule(), NOW).wait().unwrap();
        assert_eq!(fixture.reader().untouched(listener, NOW).unwrap(), []);
    }
}
