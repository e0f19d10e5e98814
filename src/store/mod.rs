//! SQLite, and only SQLite.
//!
//! [`Store`] opens the database and hands out two things: a [`Writer`], the way to the one
//! thread that may change anything, and [`Reader`]s. Each concern adds its own questions to
//! `Reader` and its own changes to `Store`, in a file of its own.

mod connection;
mod error;
#[cfg(test)]
pub(crate) mod fixture;
mod migrate;
mod writer;

// What was heard, and what the listener made and said.
mod about;
mod analyses;
mod backup;
mod browse;
mod cards;
mod changes;
mod columns;
mod doctor;
mod exclusions;
mod facts;
mod feedback;
mod forget;
mod habits;
mod history;
mod home;
mod imports;
mod info;
mod leaving;
mod listeners;
mod listening;
mod noticed;
mod pins;
mod playlist_files;
mod playlist_order;
mod playlists;
mod plays;
mod ratings;
mod reach;
mod recent;
mod relink;
mod resume;
mod scorecard;
mod settings;
mod smart_playlists;
mod snapshots;
mod stopped;
mod story;
mod taking_home;
mod told;
mod track_stats;
mod trouble;
mod untouched;
mod visits;
mod whereabouts;
mod you;

// The music, and finding one's way in it.
mod left_open;
mod library;
mod query;
mod search;
mod selection;

use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension, Transaction, params};

pub use connection::Journal;
pub use error::StoreError;
pub use writer::{Receipt, Writer};

pub use library::{Intake, Pruned, PrunedTrack};

pub use crate::domain::exclusion::Exclusion;
pub use analyses::{AnalysisCounts, KeptAnalysis, Unheard};
pub use backup::BackedUp;
pub use changes::{Change, JournalLine, QUEUE_BYTES, QUEUE_STEPS, Turned};
pub use feedback::Said;
pub use history::Period;
pub use listeners::Listener;
pub use listening::{Listening, Month, TopAlbum, TopArtist, TopTrack};
pub use playlist_files::PlaylistState;
pub use playlists::{AT_ONCE, NO_TRACK};
pub use plays::{ClosedPlay, PastPlay};
pub use query::Sum;
pub use relink::Relinked;
pub use resume::ResumePoint;
pub use settings::{NAME, Setting};
pub use stopped::Stopped;
pub use taking_home::HomeTaking;
pub use whereabouts::Candidate;

use crate::domain::ids::ListenerId;
use crate::domain::time::Moment;
use crate::paths::Paths;

pub type Result<T> = std::result::Result<T, StoreError>;

/// Letters of a listener's name at most.
const LONGEST_NAME: usize = 60;

/// The listener of a library that was never told a name.
pub const DEFAULT_LISTENER: &str = "me";

/// One open library. Cheap to clone; the writer thread ends with the last clone.
#[derive(Clone)]
pub struct Store {
    database: Database,
    writer: Writer,
    device: i64,
    listener: ListenerId,
    held: facts::Held,
}

/// Where the library lies, and how it is shared.
#[derive(Clone)]
struct Database {
    path: PathBuf,
    journal: Journal,
}

impl Database {
    fn open_reader(&self) -> Result<Connection> {
        connection::open_reader(&self.path, self.journal)
    }
}

/// A connection that only reads. One thread each; what one call returns is of one moment.
pub struct Reader {
    pub(in crate::store) connection: Connection,
    database: Database,
    held: facts::Held,
    /// What `like:` compares with, kept from one question to the next.
    sounds: query::Sounds,
}

impl Store {
    /// Opens the library as [`DEFAULT_LISTENER`], making or migrating what needs to be.
    ///
    /// # Errors
    /// The folders cannot be made, the database cannot be opened, or it is from a newer program.
    pub fn open(paths: &Paths, now: Moment) -> Result<Self> {
        Self::open_as(paths, DEFAULT_LISTENER, now)
    }

    /// The same for a listener by name, who is made if new.
    ///
    /// # Errors
    /// Those of [`Store::open`]; [`Refused`](StoreError::Refused) for what is no name.
    pub fn open_as(paths: &Paths, listener: &str, now: Moment) -> Result<Self> {
        paths.create().map_err(StoreError::io(&paths.data))?;
        let database = paths.database();
        let (mut connection, journal) = connection::open_writer(&database)?;
        migrate::migrate(&mut connection, &paths.backups(), now)?;
        let tx = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        tx.execute(
            "INSERT OR IGNORE INTO library (id, uuid, created_at) VALUES (1, ?1, ?2)",
            params![new_uuid(now), now.unix_ms],
        )?;
        let device = this_device(&tx, now)?;
        let listener = listener_named(&tx, listener, now)?;
        tx.commit()?;
        let writer = Writer::start(connection).map_err(StoreError::io(&database))?;
        let database = Database { path: database, journal };
        Ok(Self { database, writer, device, listener, held: facts::Held::default() })
    }

    #[must_use]
    pub fn writer(&self) -> &Writer {
        &self.writer
    }

    /// # Errors
    /// The database cannot be opened.
    pub fn reader(&self) -> Result<Reader> {
        let (database, held) = (self.database.clone(), self.held.clone());
        Ok(Reader { connection: database.open_reader()?, database, held, sounds: query::Sounds::default() })
    }

    /// Gives the library another identity: the daily seed of home is made from it.
    pub fn identify_as(&self, uuid: [u8; 16]) -> Receipt<()> {
        self.writer().urgent(move |tx| {
            tx.execute("UPDATE library SET uuid = ?1 WHERE id = 1", [uuid])?;
            Ok(())
        })
    }

    /// The person whose history and edits these are.
    #[must_use]
    pub const fn listener(&self) -> ListenerId {
        self.listener
    }

    /// How safely several programs can share this library; see [`Journal`].
    #[must_use]
    pub const fn journal(&self) -> Journal {
        self.database.journal
    }

    /// Row of this machine in `devices`.
    #[must_use]
    pub(in crate::store) const fn device(&self) -> i64 {
        self.device
    }
}

impl Reader {
    /// Grows with every change that pages or home must notice.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn generation(&self) -> Result<u64> {
        let generation: i64 = self
            .connection
            .prepare_cached("SELECT generation FROM library WHERE id = 1")?
            .query_row([], |row| row.get(0))?;
        Ok(generation.unsigned_abs())
    }
}

/// What readers hold of the facts no longer stands.
fn raise_facts_stamp(tx: &Transaction<'_>) -> Result<()> {
    tx.prepare_cached("UPDATE library SET facts_stamp = facts_stamp + 1")?.execute([])?;
    Ok(())
}

/// To be called in every transaction that pages or home must notice.
pub(in crate::store) fn bump_generation(tx: &Transaction<'_>) -> Result<()> {
    tx.prepare_cached("UPDATE library SET generation = generation + 1 WHERE id = 1")?.execute([])?;
    Ok(())
}

pub(in crate::store) fn new_uuid(now: Moment) -> [u8; 16] {
    crate::domain::ids::ChangeId::made_at(now.unix_ms).0.into_bytes()
}

fn this_device(tx: &Transaction<'_>, now: Moment) -> Result<i64> {
    let known = tx.query_row("SELECT id FROM devices ORDER BY id LIMIT 1", [], |row| row.get(0)).optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    tx.execute(
        "INSERT INTO devices (uuid, name, created_at) VALUES (?1, ?2, ?3)",
        params![new_uuid(now), name, now.unix_ms],
    )?;
    Ok(tx.last_insert_rowid())
}

fn listener_named(tx: &Transaction<'_>, name: &str, now: Moment) -> Result<ListenerId> {
    if name.trim().is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(StoreError::Refused(format!(
            "a listener needs a name of 1 to {LONGEST_NAME} letters without control signs"
        )));
    }
    let known = tx.query_row("SELECT id FROM listeners WHERE name = ?1", [name], |row| row.get(0)).optional()?;
    if let Some(id) = known {
        return Ok(ListenerId(id));
    }
    tx.execute(
        "INSERT INTO listeners (uuid, name, created_at) VALUES (?1, ?2, ?3)",
        params![new_uuid(now), name, now.unix_ms],
    )?;
    Ok(ListenerId(tx.last_insert_rowid()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_name_makes_no_listener() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::under(folder.path());
        for name in ["", "  ", "a\u{1b}[31m", "x".repeat(61).as_str()] {
            assert!(matches!(Store::open_as(&paths, name, Moment::utc(1_000)), Err(StoreError::Refused(_))), "{name}");
        }
        assert!(Store::open_as(&paths, &"ä".repeat(60), Moment::utc(1_000)).is_ok());
    }

    #[test]
    fn opening_again_finds_the_same_people() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::under(folder.path());
        let now = Moment::utc(1_000);
        let first = Store::open(&paths, now).unwrap();
        let (device, listener) = (first.device(), first.listener());
        let other = Store::open_as(&paths, "Ada", now).unwrap();
        assert_ne!(other.listener(), listener);
        drop((first, other));
        let again = Store::open(&paths, now.plus_ms(1)).unwrap();
        assert_eq!((again.device(), again.listener()), (device, listener));
        assert_eq!(again.reader().unwrap().generation().unwrap(), 0);
    }
}
