//! Makes again what can be made again, and says where it differed.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction};

use super::track_stats::{self, Counts, Outcome};
use super::{Reader, Receipt, Result, Store, bump_generation};
use crate::domain::listen::Ending;

/// Counts by (listener, track).
type Table = BTreeMap<(i64, i64), Counts>;

impl Store {
    /// Counts all closed plays again. Gives how many tracks had other counts.
    pub fn rebuild_track_stats(&self) -> Receipt<usize> {
        self.writer().bulk(rebuild_track_stats)
    }
}

impl Reader {
    /// How many tracks have counts that their plays do not bear out.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn wrong_track_stats(&self) -> Result<usize> {
        let moment = self.connection.unchecked_transaction()?;
        Ok(differences(&kept(&moment)?, &counted(&moment)?))
    }
}

pub(super) fn rebuild_track_stats(tx: &Transaction<'_>) -> Result<usize> {
    let counted = counted(tx)?;
    let wrong = differences(&kept(tx)?, &counted);
    if wrong == 0 {
        return Ok(0);
    }
    tx.execute("DELETE FROM track_stats", [])?;
    for ((listener, track), counts) in &counted {
        track_stats::add(tx, *listener, *track, counts)?;
    }
    bump_generation(tx)?;
    Ok(wrong)
}

fn counted(connection: &Connection) -> Result<Table> {
    let mut statement = connection.prepare(
        "SELECT listener_id, track_id, started_at, heard_ms, length_ms, ending FROM plays
         WHERE ending IS NOT NULL AND track_id IS NOT NULL",
    )?;
    let mut rows = statement.query([])?;
    let mut table = Table::new();
    while let Some(row) = rows.next()? {
        let Some(ending) = Ending::from_name(super::columns::text(row, 5)?) else { continue };
        let play = Outcome { started_at: row.get(2)?, heard_ms: row.get(3)?, length_ms: row.get(4)?, ending };
        table.entry((row.get(0)?, row.get(1)?)).or_default().add(&play);
    }
    Ok(table)
}

fn kept(connection: &Connection) -> Result<Table> {
    let mut statement = connection.prepare(
        "SELECT listener_id, track_id, plays, listens, skips, finished, heard_ms, first_listen_at, last_listen_at,
                last_play_at FROM track_stats",
    )?;
    let rows = statement.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), Counts::from_row(row, 2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn differences(kept: &Table, counted: &Table) -> usize {
    let wrong_or_lost = counted.iter().filter(|(key, counts)| kept.get(key) != Some(counts)).count();
    wrong_or_lost + kept.keys().filter(|key| !counted.contains_key(key)).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rusqlite::params;

    use super::*;
    use crate::domain::ids::{PlayId, TrackId};
    use crate::domain::listen::{PlayOpened, PlayProgress, Source, SourceKind};
    use crate::domain::time::Moment;
    use crate::store::fixture::{Fixture, NOW};
    use crate::store::plays;

    /// What a player does to rows of plays, also out of order and twice.
    #[derive(Clone, Debug)]
    enum Act {
        Open { track: Option<usize>, at: i64, length_ms: Option<i64> },
        TopUp { play: usize, heard_ms: i64 },
        Close { play: usize, heard_ms: i64, ending: Ending },
        Die,
    }

    fn act() -> impl Strategy<Value = Act> {
        let ending = prop::sample::select(Ending::ALL.to_vec());
        let length = prop::option::of(prop_oneof![0i64..400_000, any::<i64>()]);
        prop_oneof![
            (prop::option::of(0usize..4), 0i64..1_000_000, length).prop_map(|(track, at, length_ms)| Act::Open {
                track,
                at,
                length_ms
            }),
            (any::<usize>(), -5i64..400_000).prop_map(|(play, heard_ms)| Act::TopUp { play, heard_ms }),
            (any::<usize>(), prop_oneof![0i64..400_000, any::<i64>()], ending)
                .prop_map(|(play, heard_ms, ending)| Act::Close { play, heard_ms, ending }),
            Just(Act::Die),
        ]
    }

    fn perform(fixture: &Fixture, tracks: &[TrackId], acts: Vec<Act>) {
        let (listener, device, tracks) = (fixture.store.listener(), fixture.store.device(), tracks.to_vec());
        let perform = move |tx: &Transaction<'_>| {
            let mut opened: Vec<PlayId> = Vec::new();
            let nth = |opened: &[PlayId], n: usize| opened.get(n % opened.len().max(1)).copied();
            let progress = |heard_ms| PlayProgress { heard_ms, position_ms: heard_ms, audible: true, key_age_ms: 0 };
            for act in acts {
                match act {
                    Act::Open { track, at, length_ms } => {
                        let play = PlayOpened {
                            id: PlayId::made_at(at),
                            track: track.and_then(|track| tracks.get(track).copied()),
                            title: "t".into(),
                            artist: "a".into(),
                            album: None,
                            started_at: Moment::utc(at),
                            length_ms,
                            source: Source { kind: SourceKind::Queue, id: None, name: String::new() },
                        };
                        plays::open(tx, listener, device, &play)?;
                        opened.push(play.id);
                    }
                    Act::TopUp { play, heard_ms } => {
                        if let Some(play) = nth(&opened, play) {
                            plays::top_up(tx, play, &progress(heard_ms))?;
                        }
                    }
                    Act::Close { play, heard_ms, ending } => {
                        if let Some(play) = nth(&opened, play) {
                            plays::close(tx, play, &progress(heard_ms), ending)?;
                        }
                    }
                    Act::Die => _ = plays::close_interrupted(tx, device)?,
                }
            }
            Ok(())
        };
        fixture.store.writer().urgent(perform).wait().unwrap();
    }

    #[test]
    fn kept_counts_equal_counted_ones_after_any_plays() {
        let fixture = Fixture::new();
        let tracks: Vec<_> = (0..3).map(|n| fixture.track(&n.to_string(), "a")).collect();
        // One library for all cases: what earlier ones left is part of the sequence.
        proptest!(ProptestConfig::with_cases(64), |(acts in prop::collection::vec(act(), 0..40))| {
            perform(&fixture, &tracks, acts);
            prop_assert_eq!(fixture.reader().wrong_track_stats().unwrap(), 0);
        });
        assert!(fixture.number("SELECT count(*) FROM track_stats") > 0);
    }

    #[test]
    fn wrong_counts_are_found_and_made_right() {
        let fixture = Fixture::new();
        let track = fixture.track("Sunny", "Bobby Hebb");
        let open = Act::Open { track: Some(0), at: NOW.unix_ms, length_ms: None };
        perform(&fixture, &[track], vec![open, Act::Close { play: 0, heard_ms: 31_000, ending: Ending::Finished }]);
        let spoil = move |tx: &Transaction<'_>| {
            tx.execute("UPDATE track_stats SET listens = 7", [])?;
            tx.execute("INSERT INTO track_stats (listener_id, track_id) SELECT id, 1 FROM listeners WHERE id > 1", [])?;
            Ok(tx.execute("UPDATE plays SET heard_ms = heard_ms WHERE track_id = ?1", params![track.0])?)
        };
        fixture.store.writer().urgent(spoil).wait().unwrap();
        assert_eq!(fixture.reader().wrong_track_stats().unwrap(), 1);
        assert_eq!(fixture.store.rebuild_track_stats().wait().unwrap(), 1);
        assert_eq!(fixture.store.rebuild_track_stats().wait().unwrap(), 0);
        assert_eq!(fixture.number("SELECT listens FROM track_stats"), 1);
    }
}
