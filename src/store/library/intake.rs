//! How a scan brings in what it found, root by root.

use rusqlite::{Transaction, params};

use super::copies::{self, Step};
use super::lost::LostFile;
use super::session::Session;
use super::words;
use crate::domain::file::{Applied, Comparison, KnownFile, PayloadHash, ScanCounts, ScannedFile};
use crate::domain::ids::{FileId, ListenerId, RootId, TrackId};
use crate::domain::time::Moment;
use crate::domain::{file::FileStat, human};
use crate::store::{Reader, Result, Store, StoreError, bump_generation, changes};

/// Files that become missing in one transaction.
const BATCH: usize = 500;

/// One scan as the library sees it. For each root: [`known_files`](Self::known_files),
/// [`begin_root`](Self::begin_root), [`apply`](Self::apply) as often as needed,
/// [`finish_root`](Self::finish_root). A scan that stops in the middle keeps what it applied.
///
/// The caller holds the scan lock: two scans of one library would each take the other's new
/// files for copies. Every call blocks until the writer thread has done it on its bulk lane.
pub struct Intake {
    store: Store,
    reader: Reader,
    now: Moment,
    session: Option<Box<Session>>,
}

impl Store {
    /// # Errors
    /// The database cannot be opened.
    pub fn intake(&self, now: Moment) -> Result<Intake> {
        Ok(Intake { store: self.clone(), reader: self.reader()?, now, session: None })
    }
}

impl Intake {
    /// Every file known below the root, the missing ones too.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn known_files(&self, root: RootId) -> Result<Vec<KnownFile>> {
        self.reader.known_files(root)
    }

    /// The root was walked, and this is how it compares with what was known.
    ///
    /// # Errors
    /// Those of SQLite; also when there is no such root.
    pub fn begin_root(&mut self, root: RootId, comparison: &Comparison) -> Result<()> {
        let (comparison, now) = (comparison.clone(), self.now);
        let begin = move |tx: &Transaction<'_>| Session::begin(tx, root, &comparison, now).map(Box::new);
        self.session = Some(self.store.writer().bulk(begin).wait()?);
        Ok(())
    }

    /// Keeps one batch, at most 500 files of the root that was begun, in one transaction.
    ///
    /// # Errors
    /// Those of SQLite: nothing of the batch is kept, and the root has to be begun again.
    pub fn apply(&mut self, batch: Vec<ScannedFile>) -> Result<Applied> {
        self.with_session(move |session, tx| session.apply(tx, &batch))
    }

    /// Everything below the root was read. What is gone and was not found again is missing from
    /// now on; gives how many files became so. `so_far` is what the batches counted.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn finish_root(&mut self, so_far: ScanCounts) -> Result<u64> {
        let gone = self.session.as_ref().map(|session| session.lost.still_gone()).unwrap_or_default();
        let mut missing = 0;
        for files in gone.chunks(BATCH) {
            let (files, now) = (files.to_vec(), self.now);
            missing += self.store.writer().bulk(move |tx| mark_missing(tx, &files, now)).wait()?;
        }
        let counts = ScanCounts { missing, ..so_far };
        let listener = self.store.listener();
        self.with_session(move |session, tx| session.finish(tx, &gone, counts, listener))?;
        self.session = None;
        Ok(missing)
    }

    /// The root's folder is gone, or empty although files are known below it. Its files are
    /// offline now; nothing else changes.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn root_is_offline(&mut self, root: RootId) -> Result<()> {
        self.store
            .writer()
            .bulk(move |tx| {
                if tx.execute("UPDATE roots SET offline = 1 WHERE id = ?1 AND offline = 0", [root.0])? > 0 {
                    bump_generation(tx)?;
                }
                Ok(())
            })
            .wait()
    }

    /// The session travels to the writer thread and back; one that failed does not come back,
    /// since what it remembers was rolled back.
    fn with_session<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Session, &Transaction<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let Some(mut session) = self.session.take() else {
            return Err(StoreError::Refused("no root is being scanned".into()));
        };
        let (session, outcome) = self
            .store
            .writer()
            .bulk(move |tx| {
                let outcome = work(&mut session, tx)?;
                Ok((session, outcome))
            })
            .wait()?;
        self.session = Some(session);
        Ok(outcome)
    }
}

impl Reader {
    pub(super) fn known_files(&self, root: RootId) -> Result<Vec<KnownFile>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, path, size, mtime_ns, ctime_ns, inode, missing_since IS NOT NULL, payload, problem IS NOT NULL
             FROM files WHERE root_id = ?1",
        )?;
        let rows = statement.query_map([root.0], |row| {
            let problem: bool = row.get(8)?;
            Ok(KnownFile {
                id: FileId(row.get(0)?),
                path: row.get(1)?,
                stat: FileStat {
                    size: row.get::<_, i64>(2)?.cast_unsigned(),
                    mtime_ns: row.get(3)?,
                    ctime_ns: row.get(4)?,
                    inode: row.get::<_, i64>(5)?.cast_unsigned(),
                },
                missing: row.get(6)?,
                payload: row.get::<_, Option<[u8; 16]>>(7)?.filter(|_| !problem).map(PayloadHash),
                problem,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn mark_missing(tx: &Transaction<'_>, files: &[FileId], now: Moment) -> Result<u64> {
    let mut mark = tx.prepare_cached("UPDATE files SET missing_since = ?2 WHERE id = ?1 AND missing_since IS NULL")?;
    let mut missing = 0;
    for file in files {
        missing += mark.execute([file.0, now.unix_ms])? as u64;
    }
    if missing > 0 {
        bump_generation(tx)?;
    }
    Ok(missing)
}

impl Session {
    fn finish(
        &mut self,
        tx: &Transaction<'_>,
        gone: &[FileId],
        counts: ScanCounts,
        listener: ListenerId,
    ) -> Result<()> {
        let mut changed = self.changed_anything || !gone.is_empty();
        for file in gone {
            changed |= self.find_in_other_roots(tx, *file)?;
        }
        for lost in self.lost.displaced() {
            changed |= self.find_among_new(tx, lost)?;
        }
        for track in std::mem::take(&mut self.retagged) {
            changed |= unite(tx, track)?;
        }
        std::mem::take(&mut self.heirs).settle(tx, &self.names.new_artists, &self.albums.new)?;
        let joined = copies::still_joined(tx, std::mem::take(&mut self.joined))?;
        if !joined.is_empty() {
            let found = human::count(joined.len() as u32, "copy", "copies");
            let summary = format!("Found {found} of tracks that were known");
            changes::make(tx, listener, self.now, summary, &changes::Step::Copies(Step::Join(joined)))?;
        }
        tx.execute(
            "UPDATE roots SET last_scan_at = ?2, offline = 0 WHERE id = ?1",
            params![self.root.0, self.now.unix_ms],
        )?;
        tx.execute(
            "UPDATE scans SET ended_at = ?2, report = ?3 WHERE id = ?1",
            params![self.scan, self.now.unix_ms, serde_json::to_string(&counts)?],
        )?;
        if changed {
            bump_generation(tx)?;
        }
        Ok(())
    }

    /// Files that changed names and tags at once: the one that was read first was taken for a new
    /// track, because its sound was still believed to lie at the path of the other.
    fn find_among_new(&self, tx: &Transaction<'_>, lost: LostFile) -> Result<bool> {
        let mut statement = tx.prepare_cached(
            "SELECT DISTINCT tf.track_id FROM files f JOIN track_files tf ON tf.file_id = f.id
             WHERE f.payload = ?1 AND f.missing_since IS NULL AND tf.track_id > ?2
               AND NOT EXISTS (SELECT 1 FROM track_files o JOIN files p ON p.id = o.file_id
                               WHERE o.track_id = ?3 AND p.missing_since IS NULL)
             LIMIT 2",
        )?;
        let rows =
            statement.query_map((lost.payload.0, self.last_track.0, lost.track.0), |row| row.get(0).map(TrackId))?;
        let new: Vec<TrackId> = rows.collect::<rusqlite::Result<_>>()?;
        let &[new] = new.as_slice() else { return Ok(false) };
        copies::inherit(tx, lost.track, new)
    }

    /// A file moved to a root that was scanned before this one, and was retagged: its track was
    /// taken for a new one there, because the old path was still believed in.
    fn find_in_other_roots(&self, tx: &Transaction<'_>, file: FileId) -> Result<bool> {
        let mut statement = tx.prepare_cached(
            "SELECT old.track_id, new.track_id
             FROM files f JOIN track_files old ON old.file_id = f.id
             JOIN files n ON n.payload = f.payload AND n.root_id <> f.root_id AND n.missing_since IS NULL
                         AND n.added_at > ?2
             JOIN track_files new ON new.file_id = n.id
             WHERE f.id = ?1 AND NOT EXISTS (
               SELECT 1 FROM track_files o JOIN files p ON p.id = o.file_id
               WHERE o.track_id = old.track_id AND p.missing_since IS NULL)
             LIMIT 2",
        )?;
        let rows = statement.query_map(params![file.0, self.last_scan_at.unwrap_or(i64::MAX)], |row| {
            Ok((TrackId(row.get(0)?), TrackId(row.get(1)?)))
        })?;
        let pairs: Vec<(TrackId, TrackId)> = rows.collect::<rusqlite::Result<_>>()?;
        let &[(old, new)] = pairs.as_slice() else { return Ok(false) };
        copies::inherit(tx, old, new)
    }
}

/// Joins a retagged track with another that says the same now and sounds the same or agrees.
fn unite(tx: &Transaction<'_>, track: TrackId) -> Result<bool> {
    let Some(track) = words::track(tx, track)? else { return Ok(false) };
    for other in words::tracks_called(tx, &track.words)? {
        if other.id == track.id || !other.words.same(&track.words) {
            continue;
        }
        let same_sound: bool = tx
            .prepare_cached(
                "SELECT EXISTS (
                   SELECT 1 FROM track_files a JOIN files x ON x.id = a.file_id
                   JOIN files y ON y.payload = x.payload JOIN track_files b ON b.file_id = y.id
                   WHERE a.track_id = ?1 AND b.track_id = ?2)",
            )?
            .query_row([track.id.0, other.id.0], |row| row.get(0))?;
        if same_sound || track.words.agrees(&other.words, false) {
            copies::merge(tx, track.id.max(other.id), track.id.min(other.id))?;
            return Ok(true);
        }
    }
    Ok(false)
}
