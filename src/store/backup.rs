//! Copies of what a scan cannot make again.
//!
//! A backup is a tonearm database like any other: all that the listener made and heard, and of
//! the library only the rows that this stands on, with paths, payloads and words. Put in the
//! database's place it opens, and the next scan finds the files again by their payload.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use rusqlite::{Connection, Transaction};

use super::{Result, Store, StoreError, connection};
use crate::domain::time::{DAY_MS, Moment};

/// How many are kept.
const KEPT: usize = 5;
/// A younger backup is good enough.
const FRESH_MS: i64 = DAY_MS;
/// No backup is made on a disk with less room than this many databases.
const ROOM: u64 = 3;
/// Sorts by time.
const NAME: &str = "tonearm-%Y%m%d-%H%M%S.db";
const UNFINISHED: &str = "unfinished.db";

/// What came of the wish for a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackedUp {
    /// Written, and read back without a fault.
    To {
        path: PathBuf,
        bytes: u64,
    },
    /// The last one is not a day old.
    Fresh,
    /// Nothing was heard or made so far.
    NothingYet,
    NoRoom {
        needed_bytes: u64,
        free_bytes: u64,
    },
}

/// Tables that a scan fills, and which of their rows what the listener made stands on.
/// Every other table is kept whole, also those of later migrations.
const LIBRARY: [(&str, &str); 9] = [
    ("tracks", "id IN (SELECT id FROM temp.kept_tracks)"),
    ("track_files", "track_id IN (SELECT id FROM temp.kept_tracks)"),
    ("track_artists", "track_id IN (SELECT id FROM temp.kept_tracks)"),
    ("track_genres", "track_id IN (SELECT id FROM temp.kept_tracks)"),
    ("files", "id IN (SELECT file_id FROM main.track_files)"),
    (
        "albums",
        "id IN (SELECT album_id FROM main.tracks) OR kind_by_hand IS NOT NULL OR id IN (SELECT id FROM temp.named WHERE type = 'album')",
    ),
    (
        "artists",
        "id IN (SELECT artist_id FROM main.tracks UNION SELECT artist_id FROM main.track_artists
                UNION SELECT artist_id FROM main.albums UNION SELECT id FROM temp.named WHERE type = 'artist')",
    ),
    ("scans", "0"),
    // Filled by SQLite itself, and copied last.
    ("sqlite_sequence", "0"),
];

/// What feedback and pins name, and the tracks that anything of the listener's names.
const NAMED: &str = "
    CREATE TEMP TABLE named AS
      SELECT target_type AS type, CAST(target_id AS INTEGER) AS id FROM library.feedback
      UNION SELECT json_extract(value, '$.item.type'), json_extract(value, '$.item.id')
        FROM library.pins, json_each(CASE WHEN json_valid(picks) THEN picks ELSE '[]' END)
      UNION SELECT json_extract(recipe, '$.seed.type'), json_extract(recipe, '$.seed.id')
        FROM library.pins WHERE json_valid(recipe);
    CREATE TEMP TABLE kept_tracks (id INTEGER PRIMARY KEY);
    INSERT OR IGNORE INTO temp.kept_tracks
      SELECT track_id FROM library.plays WHERE track_id IS NOT NULL
      UNION SELECT track_id FROM library.playlist_entries WHERE track_id IS NOT NULL
      UNION SELECT track_id FROM library.imported_counts
      UNION SELECT track_id FROM library.track_stats
      UNION SELECT id FROM temp.named WHERE type = 'track'
      UNION SELECT id FROM library.tracks WHERE kind_by_hand IS NOT NULL;";

impl Store {
    /// Backs up into `folder` unless there is no need or no room. Takes seconds on a large
    /// library and holds nobody up: to be called from a thread with nothing else to do.
    ///
    /// # Errors
    /// The folder cannot be written, or the copy, read back, is not what was copied. Then it is
    /// deleted, and the older backups stay.
    pub fn back_up(&self, folder: &Path, now: Moment) -> Result<BackedUp> {
        back_up(&self.database.path, folder, now)
    }
}

fn back_up(database: &Path, folder: &Path, now: Moment) -> Result<BackedUp> {
    make_private(folder)?;
    let older = backups(folder)?;
    if older.last().is_some_and(|last| (0..FRESH_MS).contains(&(now.unix_ms - last.made_at))) {
        return Ok(BackedUp::Fresh);
    }
    let needed_bytes = fs::metadata(database).map_err(StoreError::io(database))?.len().saturating_mul(ROOM);
    let disk = rustix::fs::statvfs(folder).map_err(|error| StoreError::io(folder)(error.into()))?;
    let free_bytes = disk.f_bavail.saturating_mul(disk.f_frsize);
    if free_bytes < needed_bytes {
        return Ok(BackedUp::NoRoom { needed_bytes, free_bytes });
    }
    let unfinished = folder.join(UNFINISHED);
    remove_if_there(&unfinished)?;
    let outcome = write(database, &unfinished).and_then(|kept| {
        if !kept {
            return Ok(BackedUp::NothingYet);
        }
        let path = folder.join(Moment::utc(now.unix_ms).civil().strftime(NAME).to_string());
        let bytes = settle(&unfinished, &path, folder)?;
        for old in older.iter().rev().skip(KEPT - 1) {
            remove_if_there(&old.path)?;
        }
        Ok(BackedUp::To { path, bytes })
    });
    remove_if_there(&unfinished)?;
    outcome
}

/// False when there is nothing to keep.
fn write(database: &Path, path: &Path) -> Result<bool> {
    let mut copy = connection::open_copy(path)?;
    copy.pragma_update(None, "foreign_keys", false)?;
    // A copy that is not finished is thrown away, so it needs no journal.
    copy.pragma_update_and_check(None, "journal_mode", "OFF", |_| Ok(()))?;
    let source = database.to_str().ok_or_else(|| {
        StoreError::Refused(format!("{} is no text, so no backup can be made of it", database.display()))
    })?;
    copy.execute("ATTACH DATABASE ?1 AS library", [source])?;
    // All reads of the library see one moment.
    let tx = copy.transaction()?;
    if !has_anything(&tx)? {
        return Ok(false);
    }
    make_tables(&tx)?;
    fill(&tx)?;
    tx.commit()?;
    copy.execute("DETACH DATABASE library", [])?;
    verify(&copy)?;
    copy.close().map_err(|(_, error)| error)?;
    Ok(true)
}

fn has_anything(tx: &Transaction<'_>) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM library.plays) OR EXISTS (SELECT 1 FROM library.changes)
                   OR EXISTS (SELECT 1 FROM library.playlists) OR EXISTS (SELECT 1 FROM library.settings)
                   OR EXISTS (SELECT 1 FROM library.imported_counts)";
    Ok(tx.query_row(sql, [], |row| row.get(0))?)
}

/// The same tables and indexes. A search index is made, and left empty.
fn make_tables(tx: &Transaction<'_>) -> Result<()> {
    let version: i64 = tx.query_row("PRAGMA library.user_version", [], |row| row.get(0))?;
    let mut schema = tx.prepare(
        "SELECT sql FROM library.sqlite_schema
         WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
           AND name NOT IN (SELECT name FROM pragma_table_list WHERE schema = 'library' AND type = 'shadow')
         ORDER BY type = 'index', rowid",
    )?;
    let statements: Vec<String> = schema.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for statement in statements {
        tx.execute_batch(&statement)?;
    }
    tx.pragma_update(Some("main"), "user_version", version)?;
    Ok(())
}

fn fill(tx: &Transaction<'_>) -> Result<()> {
    tx.execute_batch(NAMED)?;
    for (table, rows) in LIBRARY {
        tx.execute(&format!("INSERT INTO main.{table} SELECT * FROM library.{table} WHERE {rows}"), [])?;
    }
    // Stale on purpose: the scan after a restore reads these files again.
    tx.execute("UPDATE main.files SET size = 0, mtime_ns = 0", [])?;
    for table in whole_tables(tx)? {
        let copied = tx.execute(&format!("INSERT INTO main.\"{table}\" SELECT * FROM library.\"{table}\""), [])?;
        let rows: i64 = tx.query_row(&format!("SELECT count(*) FROM library.\"{table}\""), [], |row| row.get(0))?;
        if copied as i64 != rows {
            return Err(StoreError::Refused(format!("the backup has {copied} of {rows} rows of {table}")));
        }
    }
    // Numbers that were given once are not given again after a restore.
    tx.execute_batch(
        "DELETE FROM main.sqlite_sequence; INSERT INTO main.sqlite_sequence SELECT * FROM library.sqlite_sequence",
    )?;
    Ok(())
}

fn whole_tables(tx: &Transaction<'_>) -> Result<Vec<String>> {
    let mut tables =
        tx.prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' ORDER BY name")?;
    let names: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let whole = |name: &String| !name.starts_with("sqlite_") && LIBRARY.iter().all(|(table, _)| table != name);
    Ok(names.into_iter().filter(whole).collect())
}

pub(super) fn verify(copy: &Connection) -> Result<()> {
    let found: String = copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        return Err(StoreError::Refused(format!("the backup does not read back: {found}")));
    }
    let dangling = copy.prepare("PRAGMA foreign_key_check")?.query_map([], |_| Ok(()))?.count();
    if dangling > 0 {
        return Err(StoreError::Refused(format!("{dangling} rows of the backup point at nothing")));
    }
    Ok(())
}

/// Gives the finished file its name once it is safe on the disk. Gives its size.
fn settle(unfinished: &Path, path: &Path, folder: &Path) -> Result<u64> {
    let file = File::open(unfinished).map_err(StoreError::io(unfinished))?;
    file.sync_all().map_err(StoreError::io(unfinished))?;
    let bytes = file.metadata().map_err(StoreError::io(unfinished))?.len();
    fs::rename(unfinished, path).map_err(StoreError::io(path))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(StoreError::io(folder))?;
    Ok(bytes)
}

struct Backup {
    path: PathBuf,
    /// Unix ms, from its name.
    made_at: i64,
}

/// Oldest first. Other files in the folder are nobody's business.
fn backups(folder: &Path) -> Result<Vec<Backup>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(StoreError::io(folder))? {
        let path = entry.map_err(StoreError::io(folder))?.path();
        let made = path.file_name().and_then(|name| DateTime::strptime(NAME, name.to_str()?).ok());
        if let Some(at) = made.and_then(|made| made.to_zoned(jiff::tz::TimeZone::UTC).ok()) {
            found.push(Backup { path, made_at: at.timestamp().as_millisecond() });
        }
    }
    found.sort_by_key(|backup| backup.made_at);
    Ok(found)
}

/// Bytes of each database in the folder of backups, those of before a migration among them.
pub(super) fn sizes(folder: &Path) -> Vec<u64> {
    databases(folder).into_iter().filter_map(|path| fs::metadata(path).ok()).map(|file| file.len()).collect()
}

/// Every copy of the library in the folder, whoever made it and when. Empty where none can be read.
pub(super) fn databases(folder: &Path) -> Vec<PathBuf> {
    let ours =
        |name: &str| name.ends_with(".db") && (name.starts_with("tonearm-") || name.starts_with("before-migration-"));
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let mut found: Vec<PathBuf> =
        entries.filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(ours)).collect();
    found.sort();
    found
}

fn make_private(folder: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(StoreError::io(folder))
}

fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::io(path)(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::domain::feedback::{Target, Verb};
    use crate::domain::ids::{ArtistId, PlayId, PlaylistId};
    use crate::domain::listen::{Ending, PlayOpened, PlayProgress, Source, SourceKind};
    use crate::domain::playlist::PlaylistEdit;
    use crate::domain::section::ItemRef;
    use crate::paths::Paths;
    use crate::store::fixture::{Fixture, NOW};
    use crate::store::{PastPlay, Period};

    /// One track that was heard and lies in a list, one that nobody touched, each with a file.
    fn lived_in() -> Fixture {
        let fixture = Fixture::new();
        let heard = fixture.track("Sunny", "Bobby Hebb");
        fixture.track("Unheard", "Nobody");
        fixture.track("Silent", "Liked");
        let files = "INSERT INTO roots (id, path, added_at) VALUES (1, x'ff61', 0);
             INSERT INTO files (id, root_id, path, size, mtime_ns, ctime_ns, inode, payload, format, added_at)
             VALUES (1, 1, x'fe', 5, 5, 5, 5, x'aa', 'FLAC', 0), (2, 1, x'fd', 5, 5, 5, 5, x'bb', 'FLAC', 0);
             INSERT INTO track_files (file_id, track_id) VALUES (1, 1), (2, 2);
             INSERT INTO scans (root_id, started_at) VALUES (1, 0);";
        fixture.store.writer().urgent(move |tx| Ok(tx.execute_batch(files)?)).wait().unwrap();
        let opened = PlayOpened {
            id: PlayId::made_at(NOW.unix_ms),
            track: Some(heard),
            title: "Sunny".into(),
            artist: "Bobby Hebb".into(),
            album: None,
            started_at: NOW,
            length_ms: Some(200_000),
            source: Source { kind: SourceKind::Queue, id: None, name: String::new() },
        };
        let progress = PlayProgress { heard_ms: 40_000, position_ms: 40_000, audible: true, key_age_ms: 0 };
        fixture.store.record_past_plays(vec![PastPlay { opened, progress, ending: Ending::Next }]).wait().unwrap();
        let id = PlaylistId::made_at(NOW.unix_ms);
        let edits =
            [PlaylistEdit::Create { id, name: "L".into() }, PlaylistEdit::Add { id, tracks: vec![heard, heard] }];
        for edit in edits {
            fixture.store.edit_playlist(edit, NOW).wait().unwrap();
        }
        fixture.store.say(Verb::Like, Target::Item(ItemRef::Artist(ArtistId(3))), None, NOW).wait().unwrap();
        fixture
    }

    fn made(outcome: BackedUp) -> PathBuf {
        let BackedUp::To { path, bytes } = outcome else { panic!("{outcome:?}") };
        assert_eq!(fs::metadata(&path).unwrap().len(), bytes);
        path
    }

    #[test]
    fn a_backup_in_the_place_of_the_database_has_all_that_was_made_and_heard() {
        let fixture = lived_in();
        let path = made(fixture.store.back_up(&fixture.paths.backups(), NOW).unwrap());
        assert_eq!(path.file_name().unwrap(), "tonearm-20260301-120000.db");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);

        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::under(folder.path());
        paths.create().unwrap();
        fs::copy(path, paths.database()).unwrap();
        let restored = Store::open(&paths, NOW).unwrap();
        let history = |store: &Store| store.reader().unwrap().history(store.listener(), Period::default(), 9).unwrap();
        assert_eq!(history(&restored), history(&fixture.store));
        assert_eq!(history(&restored).len(), 1);
        let reader = restored.reader().unwrap();
        assert_eq!(reader.wrong_track_stats().unwrap(), 0);
        let number = |sql: &str| reader.connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(number("SELECT count(*) FROM playlist_entries WHERE track_id = 1"), 2);
        assert_eq!(number("SELECT count(*) FROM tracks"), 1, "what was never heard is left to the scan");
        assert_eq!(number("SELECT count(*) FROM artists WHERE name IN ('Bobby Hebb', 'Liked')"), 2);
        assert_eq!(number("SELECT count(*) FROM files WHERE path = x'fe' AND payload = x'aa' AND size = 0"), 1);
        assert_eq!(number("SELECT count(*) FROM scans"), 0);
        // The journal goes on, and removed lines keep their numbers to themselves.
        assert_eq!(restored.undo(NOW).wait().unwrap().unwrap().summary, "Liked: Liked");
        assert_eq!(number("SELECT seq FROM sqlite_sequence WHERE name = 'playlist_entries'"), 2);
    }

    #[test]
    fn one_a_day_and_five_are_kept() {
        let fixture = lived_in();
        let folder = fixture.paths.backups();
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("notes.db"), "mine").unwrap();
        fs::write(folder.join(UNFINISHED), "left by a dead process").unwrap();
        let days: Vec<_> =
            (0..7).map(|day| made(fixture.store.back_up(&folder, NOW.plus_ms(day * DAY_MS)).unwrap())).collect();
        assert_eq!(fixture.store.back_up(&folder, NOW.plus_ms(7 * DAY_MS - 1)).unwrap(), BackedUp::Fresh);
        let left: Vec<_> = backups(&folder).unwrap().into_iter().map(|backup| backup.path).collect();
        assert_eq!(left, days[2..]);
        assert!(folder.join("notes.db").exists() && !folder.join(UNFINISHED).exists());
    }

    #[test]
    fn nothing_is_made_of_nothing_and_a_broken_library_spoils_no_older_backup() {
        let fixture = Fixture::new();
        let folder = fixture.paths.backups();
        assert_eq!(fixture.store.back_up(&folder, NOW).unwrap(), BackedUp::NothingYet);
        assert_eq!(backups(&folder).unwrap().len(), 0);

        let fixture = lived_in();
        let folder = fixture.paths.backups();
        let good = made(fixture.store.back_up(&folder, NOW).unwrap());
        let broken = folder.join("broken.db");
        fs::write(&broken, "SQLite format 3, or so it says").unwrap();
        assert!(back_up(&broken, &folder, NOW.plus_ms(DAY_MS)).is_err());
        assert_eq!(backups(&folder).unwrap().iter().map(|backup| &backup.path).collect::<Vec<_>>(), [&good]);
        assert!(!folder.join(UNFINISHED).exists());
    }
}
