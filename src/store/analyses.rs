//! What listening to the sound itself gave, kept by what was heard.

use std::collections::{HashMap, HashSet};

use rusqlite::params;

use super::{Reader, Receipt, Result, Store, bump_generation, columns};
use crate::domain::file::PayloadHash;
use crate::domain::ids::ListenerId;
use crate::domain::time::Moment;

/// An analyser by its name and version.
pub type Analyser = (&'static str, u32);

/// A sound that an analyser has not heard yet, in this version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unheard {
    pub payload: PayloadHash,
    /// Of one file that holds it.
    pub path: Vec<u8>,
}

/// What an analyser gave for a sound, or why it gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnalysis {
    pub payload: PayloadHash,
    pub analyser: Analyser,
    pub outcome: std::result::Result<Vec<u8>, String>,
}

/// How far the analysers have come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AnalysisCounts {
    /// Sounds of music that can be heard now.
    pub sounds: u64,
    /// Of these, those that every analyser has heard or given up.
    pub heard: u64,
}

impl Reader {
    /// Sounds of music whose file can be read now and that some analyser has not heard, those
    /// heard most by the listener first, then the newest, and how far the work has come.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn unheard(&self, analysers: &[Analyser], listener: ListenerId) -> Result<(Vec<Unheard>, AnalysisCounts)> {
        let done = self.heard_by(analysers)?;
        let mut files = self.connection.prepare_cached(
            "SELECT f.payload, r.path, f.path FROM files f
             JOIN roots r ON r.id = f.root_id
             JOIN track_files tf ON tf.file_id = f.id
             JOIN tracks t ON t.id = tf.track_id
             LEFT JOIN albums al ON al.id = t.album_id
             LEFT JOIN track_stats s ON s.listener_id = ?1 AND s.track_id = t.id
             WHERE f.payload IS NOT NULL AND f.missing_since IS NULL AND f.problem IS NULL AND NOT r.offline
               AND coalesce(t.kind_by_hand, al.kind_by_hand, t.kind, 'music') = 'music'
             ORDER BY coalesce(s.listens, 0) DESC, t.added_at DESC, f.id",
        )?;
        let mut files = files.query([listener.0])?;
        let (mut seen, mut unheard) = (HashSet::new(), Vec::new());
        let mut counts = AnalysisCounts::default();
        while let Some(row) = files.next()? {
            let payload: [u8; 16] = row.get(0)?;
            if !seen.insert(payload) {
                continue;
            }
            counts.sounds += 1;
            if done.get(&payload).is_some_and(|heard| *heard == analysers.len()) {
                counts.heard += 1;
            } else {
                unheard.push(Unheard { payload: PayloadHash(payload), path: columns::path_below(row, 1)? });
            }
        }
        Ok((unheard, counts))
    }

    /// How many of the analysers have dealt with each sound.
    fn heard_by(&self, analysers: &[Analyser]) -> Result<HashMap<[u8; 16], usize>> {
        let mut done: HashMap<[u8; 16], usize> = HashMap::new();
        let mut rows =
            self.connection.prepare_cached("SELECT payload FROM analyses WHERE analyser = ?1 AND version = ?2")?;
        for (name, version) in analysers {
            let mut rows = rows.query(params![name, version])?;
            while let Some(row) = rows.next()? {
                *done.entry(row.get(0)?).or_default() += 1;
            }
        }
        Ok(done)
    }
}

impl Store {
    /// Keeps a few dozen results, each in place of an older version's. Those of a newer program
    /// stay.
    pub fn keep_analyses(&self, kept: Vec<KeptAnalysis>, now: Moment) -> Receipt<()> {
        self.writer().bulk(move |tx| {
            let mut insert = tx.prepare_cached(
                "INSERT INTO analyses (payload, analyser, version, body, problem, made_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (payload, analyser) DO UPDATE SET version = excluded.version, body = excluded.body,
                   problem = excluded.problem, made_at = excluded.made_at
                 WHERE excluded.version >= analyses.version",
            )?;
            for KeptAnalysis { payload, analyser: (name, version), outcome } in &kept {
                let (body, problem) = match outcome {
                    Ok(body) => (Some(body), None),
                    Err(problem) => (None, Some(problem)),
                };
                insert.execute(params![payload.0, name, version, body, problem, now.unix_ms])?;
            }
            bump_generation(tx)?;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Transaction;

    use super::*;
    use crate::store::fixture::{Fixture, NOW};

    const FIRST: Analyser = ("sounds-like", 1);

    /// Four sounds: `a` in two files, one missing; `b` heard twice; `c` spoken; `d` newer than `a`.
    fn library() -> Fixture {
        let fixture = Fixture::new();
        for title in ["a", "b", "c", "d"] {
            fixture.track(title, "x");
        }
        fixture
            .store
            .writer()
            .urgent(|tx: &Transaction<'_>| {
                Ok(tx.execute_batch(
                    "INSERT INTO roots (id, path, added_at) VALUES (1, CAST('/m' AS BLOB), 0);
                     INSERT INTO files (id, root_id, path, size, mtime_ns, ctime_ns, inode, payload, format,
                       added_at, missing_since)
                     SELECT value, 1, CAST(value || '.mp3' AS BLOB), 0, 0, 0, 0,
                       CAST('000000000000000' || iif(value = 5, 1, value) AS BLOB), 'MP3', 0, iif(value = 1, 7, NULL)
                     FROM json_each('[1,2,3,4,5]');
                     INSERT INTO track_files (file_id, track_id) VALUES (1, 1), (2, 2), (3, 3), (4, 4), (5, 1);
                     UPDATE tracks SET kind = 'spoken' WHERE id = 3;
                     UPDATE tracks SET added_at = added_at + 5 WHERE id = 4;
                     INSERT INTO track_stats (listener_id, track_id, listens) VALUES (1, 2, 2);",
                )?)
            })
            .wait()
            .unwrap();
        fixture
    }

    fn waiting(fixture: &Fixture, analysers: &[Analyser]) -> (Vec<String>, AnalysisCounts) {
        let (unheard, counts) = fixture.reader().unheard(analysers, fixture.store.listener()).unwrap();
        (unheard.into_iter().map(|one| String::from_utf8(one.path).unwrap()).collect(), counts)
    }

    fn keep(fixture: &Fixture, track: u8, analyser: Analyser, outcome: std::result::Result<Vec<u8>, String>) {
        let mut payload = [b'0'; 16];
        payload[15] += track;
        let kept = KeptAnalysis { payload: PayloadHash(payload), analyser, outcome };
        fixture.store.keep_analyses(vec![kept], NOW).wait().unwrap();
    }

    #[test]
    fn most_heard_comes_first_then_newest_and_what_is_done_comes_no_more() {
        let fixture = library();
        let (paths, counts) = waiting(&fixture, &[FIRST]);
        assert_eq!(paths, ["/m/2.mp3", "/m/4.mp3", "/m/5.mp3"], "a missing file is not waited for, nor speech");
        assert_eq!(counts, AnalysisCounts { sounds: 3, heard: 0 });
        keep(&fixture, 4, FIRST, Ok(vec![1, 2]));
        keep(&fixture, 2, FIRST, Err("the file is damaged".into()));
        let (paths, counts) = waiting(&fixture, &[FIRST]);
        assert_eq!(paths, ["/m/5.mp3"], "damage is remembered");
        assert_eq!(counts.heard, 2);
        assert_eq!(waiting(&fixture, &[FIRST, ("loudness", 1)]).0.len(), 3, "another analyser hears all");
    }

    #[test]
    fn a_newer_version_replaces_an_older_one_and_never_the_other_way() {
        let fixture = library();
        keep(&fixture, 4, FIRST, Ok(vec![1]));
        assert_eq!(waiting(&fixture, &[("sounds-like", 2)]).0.len(), 3, "another version is another analyser");
        keep(&fixture, 4, ("sounds-like", 2), Ok(vec![2]));
        keep(&fixture, 4, FIRST, Ok(vec![1]));
        assert_eq!(fixture.number("SELECT count(*) FROM analyses WHERE version = 2 AND body = x'02'"), 1);
        assert_eq!(fixture.number("SELECT count(*) FROM analyses"), 1);
    }
}
