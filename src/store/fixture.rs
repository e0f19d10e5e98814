//! A library in a temporary folder, for the tests of this room.

use rusqlite::{Connection, params};
use tempfile::TempDir;

use super::{Reader, Store};
use crate::domain::ids::TrackId;
use crate::domain::time::Moment;
use crate::paths::Paths;

/// The moment at which fixtures are made: 2026-03-01 12:00 UTC.
pub(crate) const NOW: Moment = Moment::utc(1_772_366_400_000);

pub(crate) struct Fixture {
    pub(crate) store: Store,
    pub(crate) paths: Paths,
    // Removed last.
    _folder: TempDir,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::under(folder.path());
        let store = Store::open(&paths, NOW).unwrap();
        Self { store, paths, _folder: folder }
    }

    pub(crate) fn reader(&self) -> Reader {
        self.store.reader().unwrap()
    }

    /// A bare track by an artist, without a file, for tests that only need something to play.
    pub(crate) fn track(&self, title: &str, artist: &str) -> TrackId {
        let (title, artist) = (title.to_owned(), artist.to_owned());
        self.store.writer().urgent(move |tx| Ok(insert_track(tx, &title, &artist))).wait().unwrap()
    }

    /// The one integer that a query gives.
    pub(crate) fn number(&self, sql: &str) -> i64 {
        self.reader().connection.query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

fn insert_track(connection: &Connection, title: &str, artist: &str) -> TrackId {
    let fold = crate::domain::fold::search_form;
    connection
        .execute(
            "INSERT OR IGNORE INTO artists (name, fold, sort_key) VALUES (?1, ?2, ?2)",
            params![artist, fold(artist)],
        )
        .unwrap();
    connection
        .execute(
            "INSERT INTO tracks (title, fold, sort_key, artist, artist_fold, artist_id, length_ms, added_at)
             VALUES (?1, ?2, ?2, ?3, ?4, (SELECT id FROM artists WHERE fold = ?4), 200000, ?5)",
            params![title, fold(title), artist, fold(artist), NOW.unix_ms],
        )
        .unwrap();
    TrackId(connection.last_insert_rowid())
}
