//! The month's scorecard: who chose what played, how much of it was heard to the end, and how
//! often the morning's page had what was heard first.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rusqlite::params;

use super::{Reader, Result, columns};
use crate::domain::ids::ListenerId;
use crate::domain::listen::counts;
use crate::domain::section::ItemRef;
use crate::domain::time::{HOUR_MS, Moment};
use crate::domain::you::{Called, Shares};

/// So many picks of the page are meant by "called it".
const FIRST_PICKS: usize = 6;
/// A day begins when home is dealt.
const MORNING_MS: i64 = 4 * HOUR_MS;

/// The page that was looked at first on a day: when, which, and its picks by section and place.
struct Morning {
    shown_at: i64,
    generation: i64,
    picks: BTreeMap<(u32, u32), ItemRef>,
}

impl Reader {
    /// Of the month that `now` is in; none before anything played.
    ///
    /// # Errors
    /// Those of SQLite.
    pub(super) fn shares(&self, listener: ListenerId, now: Moment) -> Result<Option<Shares>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT source_kind IN ('autoplay', 'radio')
                    OR (source_kind = 'section' AND coalesce(source_id, '') NOT LIKE 'pin:%'),
                    count(*), sum(ending = 'finished')
             FROM plays WHERE listener_id = ?1 AND started_at >= ?2 AND ending IS NOT NULL AND batch_id IS NULL
             GROUP BY 1",
        )?;
        let mut shares = Shares::default();
        let mut rows = statement.query(params![listener.0, month_began(now)])?;
        while let Some(row) = rows.next()? {
            let counts = (row.get(1)?, row.get(2)?);
            if row.get(0)? {
                (shares.ear, shares.ear_finished) = counts;
            } else {
                (shares.hand, shares.hand_finished) = counts;
            }
        }
        Ok(Some(shares).filter(|shares| shares.hand + shares.ear > 0))
    }

    /// Of the same month; none before home was looked at.
    ///
    /// # Errors
    /// Those of SQLite.
    pub(super) fn called(&self, listener: ListenerId, now: Moment) -> Result<Option<Called>> {
        let mornings = self.mornings(listener, now)?;
        let Some(first) = mornings.values().map(|morning| morning.shown_at).min() else { return Ok(None) };
        let mut statement = self.connection.prepare_cached(
            "SELECT p.started_at, p.utc_offset, p.heard_ms, p.length_ms, p.track_id, t.album_id, t.artist_id,
                    p.source_kind, p.source_id
             FROM plays p JOIN tracks t ON t.id = p.track_id
             WHERE p.listener_id = ?1 AND p.started_at >= ?2 AND p.batch_id IS NULL ORDER BY p.started_at",
        )?;
        let mut rows = statement.query(params![listener.0, first])?;
        let mut days: BTreeMap<Date, bool> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let at: i64 = row.get(0)?;
            let day = day(now.at(at));
            let Some(morning) = mornings.get(&day).filter(|morning| morning.shown_at <= at) else { continue };
            if days.contains_key(&day) || !counts(row.get(2)?, row.get(3)?) {
                continue;
            }
            let id = |column| row.get::<_, Option<i64>>(column).map(|id| id.map(|id| id.to_string()));
            let (track, album, artist) = (id(4)?, id(5)?, id(6)?);
            let list = (columns::text(row, 7)? == "playlist").then(|| row.get::<_, Option<String>>(8)).transpose()?;
            let was = |pick: &ItemRef| {
                let key = Some(pick.key());
                match pick {
                    ItemRef::Track(_) => key == track,
                    ItemRef::Album(_) => key == album,
                    ItemRef::Artist(_) => key == artist,
                    ItemRef::Playlist(_) => key == list.clone().flatten(),
                }
            };
            days.insert(day, morning.picks.values().take(FIRST_PICKS).any(was));
        }
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let called =
            Called { right: count(days.values().filter(|right| **right).count()), mornings: count(days.len()) };
        Ok(Some(called).filter(|called| called.mornings > 0))
    }

    fn mornings(&self, listener: ListenerId, now: Moment) -> Result<BTreeMap<Date, Morning>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT shown_at, home_generation, section_place, pick_place, item_type, item_id FROM impressions
             WHERE listener_id = ?1 AND shown_at >= ?2 ORDER BY shown_at, id",
        )?;
        let mut rows = statement.query(params![listener.0, month_began(now)])?;
        let mut mornings: BTreeMap<Date, Morning> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (shown_at, generation) = (row.get(0)?, row.get(1)?);
            let empty = || Morning { shown_at, generation, picks: BTreeMap::new() };
            let morning = mornings.entry(day(now.at(shown_at))).or_insert_with(empty);
            let item = columns::item(columns::text(row, 4)?, columns::text(row, 5)?);
            if let Some(item) = item.filter(|_| morning.generation == generation) {
                morning.picks.insert((row.get(2)?, row.get(3)?), item);
            }
        }
        Ok(mornings)
    }
}

/// Unix ms of the local midnight before the first of the month.
fn month_began(now: Moment) -> i64 {
    let first = now.date().first_of_month().to_datetime(jiff::civil::Time::midnight());
    now.unix_ms - i64::try_from(now.civil().duration_since(first).as_millis()).unwrap_or(0)
}

fn day(at: Moment) -> Date {
    at.plus_ms(-MORNING_MS).date()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{PlayId, TrackId};
    use crate::domain::listen::{Ending, PlayOpened, PlayProgress, Source, SourceKind};
    use crate::domain::section::Impression;
    use crate::domain::time::DAY_MS;
    use crate::store::PastPlay;
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn only_what_was_heard_first_and_stood_among_the_first_six_was_called() {
        let fixture = Fixture::new();
        let (store, listener) = (&fixture.store, fixture.store.listener());
        let tracks: Vec<TrackId> = (0..9).map(|n| fixture.track(&format!("t{n}"), "x")).collect();
        let look = |day: i64, generation: u64| {
            let seen = tracks.iter().zip(0..).map(|(track, place)| Impression {
                generation,
                section: "on-repeat".into(),
                kind: "on-repeat".into(),
                section_place: 0,
                item: ItemRef::Track(*track),
                pick_place: place,
            });
            store.log_impressions(seen.collect(), NOW.plus_ms(day * DAY_MS)).wait().unwrap();
        };
        let hear = |track: usize, minutes: i64, day: i64, heard_ms: i64| {
            let at = NOW.plus_ms(day * DAY_MS + minutes * 60_000);
            let opened = PlayOpened {
                id: PlayId::made_at(at.unix_ms),
                track: Some(tracks[track]),
                title: String::new(),
                artist: String::new(),
                album: None,
                started_at: at,
                length_ms: Some(200_000),
                source: Source { kind: SourceKind::Search, id: None, name: String::new() },
            };
            let progress = PlayProgress { heard_ms, position_ms: 0, audible: true, key_age_ms: 0 };
            store.record_past_plays(vec![PastPlay { opened, progress, ending: Ending::Next }]).wait().unwrap();
        };
        let called = || fixture.reader().called(listener, NOW.plus_ms(9 * DAY_MS)).unwrap();
        assert_eq!(called(), None);
        look(1, 5);
        assert_eq!(called(), None, "nothing was heard");
        hear(8, -5, 1, 90_000);
        hear(8, 1, 1, 5_000);
        hear(5, 2, 1, 90_000);
        hear(8, 3, 1, 90_000);
        assert_eq!(called(), Some(Called { right: 1, mornings: 1 }), "the sixth, after the look, that was no skip");
        look(2, 6);
        look(2, 7);
        hear(6, 2, 2, 90_000);
        hear(0, 9, 2, 90_000);
        hear(0, 9, 3, 90_000);
        assert_eq!(
            called(),
            Some(Called { right: 1, mornings: 2 }),
            "the seventh was not; a day without a look is none"
        );
    }
}
