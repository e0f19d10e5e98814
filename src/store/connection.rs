//! Opens connections, with the pragmas that every one of them needs.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::StoreError;

/// How long a statement waits for another process before it gives up.
const BUSY: Duration = Duration::from_secs(10);
const BETWEEN_TRIES: Duration = Duration::from_millis(5);
/// A log grown past this is cut back at the next checkpoint.
const WAL_LIMIT_BYTES: i64 = 32 << 20;
/// Page cache of one connection, in KiB. Small: the system caches the file anyway.
const CACHE_KIB: i64 = 8 << 10;
/// Mapped pages count as memory of ours, and save little: what is hot is small.
const MMAP_BYTES: i64 = 32 << 20;
const STATEMENTS: usize = 128;

/// How the database keeps its promises on the disk it lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Journal {
    /// Readers and the writer do not wait for each other.
    Wal,
    /// The disk cannot share memory (NFS, SMB, FUSE): readers wait for the writer, and only one
    /// program may use the library at a time. The listener should be told.
    Delete,
}

/// The connection of the writer thread, and the only one that may change anything.
pub(super) fn open_writer(path: &Path) -> Result<(Connection, Journal), StoreError> {
    // Created here, so that it is private before the first byte; SQLite gives log and index the same mode.
    OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path).map_err(StoreError::io(path))?;
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let journal = choose_journal(&connection, path)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "journal_size_limit", WAL_LIMIT_BYTES)?;
    common_pragmas(&connection, journal)?;
    Ok((connection, journal))
}

/// A connection that can only read. Many may be open.
pub(super) fn open_reader(path: &Path, journal: Journal) -> Result<Connection, StoreError> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.pragma_update(None, "query_only", true)?;
    super::query::give(&connection)?;
    common_pragmas(&connection, journal)?;
    Ok(connection)
}

/// A plain connection to a copy of the database: backups, restores.
pub(super) fn open_copy(path: &Path) -> Result<Connection, StoreError> {
    OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path).map_err(StoreError::io(path))?;
    open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that opens the database")]
fn open(path: &Path, access: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // First of all: every later statement can meet another process.
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

fn common_pragmas(connection: &Connection, journal: Journal) -> Result<(), StoreError> {
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    if journal == Journal::Wal {
        connection.pragma_update(None, "mmap_size", MMAP_BYTES)?;
    }
    Ok(())
}

/// Asks for a write-ahead log and believes only the answer. On a shared disk it is not even
/// asked for: there WAL is granted and then corrupts.
///
/// The other way would be an exclusive lock, but that shuts out the program's own readers too;
/// within one process SQLite keeps its connections apart without help from the disk.
fn choose_journal(connection: &Connection, path: &Path) -> Result<Journal, StoreError> {
    let ask = |mode: &str| {
        patiently(|| connection.pragma_update_and_check(None, "journal_mode", mode, |row| row.get::<_, String>(0)))
    };
    if !is_shared_disk(path) && ask("WAL")?.eq_ignore_ascii_case("wal") {
        return Ok(Journal::Wal);
    }
    ask("DELETE")?;
    Ok(Journal::Delete)
}

/// The change of journal upgrades a lock, and there SQLite answers "busy" at once instead of
/// asking the busy handler: several first starts at the same moment meet each other here.
fn patiently<T>(mut ask: impl FnMut() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let mut waited = Duration::ZERO;
    loop {
        match ask() {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && waited < BUSY => {
                std::thread::sleep(BETWEEN_TRIES);
                waited += BETWEEN_TRIES;
            }
            answer => return answer,
        }
    }
}

#[cfg(target_os = "linux")]
fn is_shared_disk(path: &Path) -> bool {
    /// `f_type` of NFS, SMB, CIFS, SMB2, FUSE, 9p, Coda, AFS, from `linux/magic.h`.
    const SHARED: [u32; 8] =
        [0x6969, 0x517b, 0xff53_4d42, 0xfe53_4d42, 0x6573_5546, 0x0102_1997, 0x7375_7245, 0x5346_414f];
    rustix::fs::statfs(path).is_ok_and(|disk| SHARED.contains(&(disk.f_type as u32)))
}

#[cfg(not(target_os = "linux"))]
fn is_shared_disk(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_writer_keeps_its_promises_and_its_files_are_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let (connection, journal) = open_writer(&path).unwrap();
        let text = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, String>(0)).unwrap();
        let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(text("journal_mode") == "wal", journal == Journal::Wal);
        assert_eq!(number("foreign_keys"), 1);
        assert_eq!(number("synchronous"), 1);
        assert_eq!(number("busy_timeout"), 10_000);
        connection.execute_batch("CREATE TABLE t (a) ; INSERT INTO t VALUES (1)").unwrap();
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let mode = file.unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{mode:o}");
        }
    }

    #[test]
    fn many_first_openings_at_once_all_get_in() {
        for _ in 0..60 {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a.db");
            let open = || {
                let (connection, _) = open_writer(&path)?;
                Ok::<(), StoreError>(connection.execute_batch("CREATE TABLE IF NOT EXISTS t (a)")?)
            };
            std::thread::scope(|scope| {
                let openings: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
                for opening in openings {
                    opening.join().unwrap().unwrap();
                }
            });
        }
    }

    #[test]
    fn a_reader_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let (writer, journal) = open_writer(&path).unwrap();
        writer.execute_batch("CREATE TABLE t (a)").unwrap();
        let reader = open_reader(&path, journal).unwrap();
        assert!(reader.execute("INSERT INTO t VALUES (1)", []).is_err());
    }
}
