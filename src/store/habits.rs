//! What is started again and again, by where plays were started from.

use std::collections::BTreeMap;

use rusqlite::params;

use super::{Reader, Result, columns};
use crate::domain::ids::ListenerId;
use crate::domain::listen::{Source, SourceKind};
use crate::domain::time::{DAY_MS, Moment};
use crate::domain::welcome::{Proposal, Started};

impl Reader {
    /// Everything with an id that plays of the last days were started from, and on which days.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn habits(&self, listener: ListenerId, now: Moment) -> Result<Vec<Started>> {
        let since = now.unix_ms.saturating_sub((Proposal::WITHIN + 1) * DAY_MS);
        let mut read = self.connection.prepare_cached(
            "SELECT source_kind, source_id, started_at, utc_offset FROM plays
             WHERE listener_id = ?1 AND started_at BETWEEN ?2 AND ?3 AND source_id IS NOT NULL",
        )?;
        let mut rows = read.query(params![listener.0, since, now.unix_ms])?;
        let mut found: BTreeMap<(&'static str, String), Started> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let Some(kind) = SourceKind::from_name(columns::text(row, 0)?) else { continue };
            let id: String = row.get(1)?;
            let day = Proposal::day_of(columns::moment(row.get(2)?, row.get(3)?));
            let started = found.entry((kind.name(), id)).or_insert_with_key(|(_, id)| Started {
                source: Source { kind, id: Some(id.clone()), name: String::new() },
                days: Vec::new(),
            });
            if !started.days.contains(&day) {
                started.days.push(day);
            }
        }
        Ok(found.into_values().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::PlayId;
    use crate::domain::listen::{Ending, PlayOpened, PlayProgress};
    use crate::store::PastPlay;
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn days_are_counted_once_and_what_has_no_id_is_none() {
        let fixture = Fixture::new();
        let track = fixture.track("Sunny", "Bobby Hebb");
        let play = |days: i64, hours: i64, id: Option<&str>| PastPlay {
            opened: PlayOpened {
                id: PlayId::made_at(NOW.unix_ms),
                track: Some(track),
                title: "Sunny".into(),
                artist: "Bobby Hebb".into(),
                album: None,
                started_at: NOW.plus_ms(-days * DAY_MS - hours * 60_000),
                length_ms: Some(1000),
                source: Source { kind: SourceKind::Album, id: id.map(str::to_owned), name: "A".into() },
            },
            progress: PlayProgress { heard_ms: 1000, position_ms: 1000, audible: true, key_age_ms: 0 },
            ending: Ending::Finished,
        };
        let plays = vec![
            play(1, 0, Some("7")),
            play(1, 1, Some("7")),
            play(3, 0, Some("7")),
            play(30, 0, Some("7")),
            play(2, 0, None),
        ];
        fixture.store.record_past_plays(plays).wait().unwrap();
        let habits = fixture.reader().habits(fixture.store.listener(), NOW).unwrap();
        let today = Proposal::day_of(NOW);
        let [habit] = habits.as_slice() else { panic!("{habits:?}") };
        assert_eq!((habit.source.id.as_deref(), habit.days.clone()), (Some("7"), vec![today - 3, today - 1]));
    }
}
