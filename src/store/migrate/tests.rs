use rusqlite::params;

use super::*;

const NOW: Moment = Moment::utc(1_700_000_000_000);

fn database(folder: &Path) -> Connection {
    connection::open_writer(&folder.join("a.db")).unwrap().0
}

fn count(connection: &Connection, sql: &str) -> i64 {
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// A database as version 1 of the program left it, with a row in each table that a person cares for.
fn version_1(connection: &mut Connection, backups: &Path) {
    apply(connection, &MIGRATIONS[..1], backups, NOW).unwrap();
    connection
        .execute_batch(
            "INSERT INTO library VALUES (1, x'01', 1, 0);
             INSERT INTO devices VALUES (1, x'01', 'here', 1);
             INSERT INTO listeners VALUES (1, x'01', 'me', 1);
             INSERT INTO roots (id, path, added_at) VALUES (1, CAST('/m' AS BLOB), 1);
             INSERT INTO artists VALUES (1, 'Björk', 'bjork', 'bjork', NULL);
             INSERT INTO tracks (id, title, fold, sort_key, artist, artist_fold, artist_id, added_at)
               VALUES (1, 'Jóga', 'joga', 'joga', 'Björk', 'bjork', 1, 1);
             INSERT INTO search (rowid, words) VALUES (1, 'joga bjork');
             INSERT INTO snapshots VALUES (1, 'Jóga', 'Björk', NULL);
             INSERT INTO playlists VALUES (1, x'02', 1, 'Kitchen', 'kitchen', '', 1, 1, 0, NULL);
             INSERT INTO playlist_entries VALUES (1, 1, 1.0, 1, 1, NULL, NULL, 1);
             INSERT INTO feedback VALUES (1, x'03', 1, 'like', 'track', '1', 1, 0, NULL, NULL);",
        )
        .unwrap();
    for n in 0..50u8 {
        connection
            .execute(
                "INSERT INTO plays (uuid, device_id, listener_id, track_id, snapshot_id, started_at, source_kind)
                 VALUES (?1, 1, 1, 1, 1, ?2, 'album')",
                params![[n; 16], i64::from(n)],
            )
            .unwrap();
    }
}

#[test]
fn a_fresh_database_gets_the_whole_schema() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = database(folder.path());
    migrate(&mut connection, &folder.path().join("backups"), NOW).unwrap();
    assert_eq!(version(&connection).unwrap(), MIGRATIONS.len() as i64);
    assert_eq!(count(&connection, "SELECT count(*) FROM plays"), 0);
    let foreign_keys: i64 = connection.pragma_query_value(None, "foreign_keys", |row| row.get(0)).unwrap();
    assert_eq!(foreign_keys, 1);
    migrate(&mut connection, &folder.path().join("backups"), NOW).unwrap();
}

#[test]
fn every_old_version_migrates_without_losing_a_row() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = database(folder.path());
    let backups = folder.path().join("backups");
    version_1(&mut connection, &backups);
    // The next step of a later day, played through today: a table rebuilt under its children.
    let later = [
        MIGRATIONS[0],
        "CREATE TABLE tracks_rebuilt AS SELECT * FROM tracks; DROP TABLE tracks;
         ALTER TABLE tracks_rebuilt RENAME TO tracks; CREATE UNIQUE INDEX tracks_id ON tracks (id);
         ALTER TABLE listeners ADD COLUMN colour TEXT;",
    ];
    apply(&mut connection, &later, &backups, NOW).unwrap();
    assert_eq!(version(&connection).unwrap(), 2);
    for (table, rows) in [("plays", 50), ("playlist_entries", 1), ("feedback", 1), ("tracks", 1), ("search", 1)] {
        assert_eq!(count(&connection, &format!("SELECT count(*) FROM {table}")), rows, "{table}");
    }
    let copy = backups.join(format!("before-migration-1-{}.db", NOW.unix_ms));
    let copy = connection::open_copy(&copy).unwrap();
    assert_eq!(version(&copy).unwrap(), 1);
    assert_eq!(count(&copy, "SELECT count(*) FROM plays"), 50);
}

#[test]
fn a_database_of_the_second_evening_keeps_its_stars() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = database(folder.path());
    let backups = folder.path().join("backups");
    version_1(&mut connection, &backups);
    apply(&mut connection, &MIGRATIONS[..2], &backups, NOW).unwrap();
    connection.execute_batch("INSERT INTO ratings VALUES (1, 1, 5, 1)").unwrap();
    migrate(&mut connection, &backups, NOW).unwrap();
    assert_eq!(version(&connection).unwrap(), MIGRATIONS.len() as i64);
    assert_eq!(count(&connection, "SELECT stars FROM ratings"), 5);
    assert_eq!(count(&connection, "SELECT count(*) FROM plays"), 50);
    assert_eq!(count(&connection, "SELECT count(*) FROM analyses"), 0);
}

#[test]
fn a_database_of_the_third_version_keeps_its_playlists() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = database(folder.path());
    let backups = folder.path().join("backups");
    version_1(&mut connection, &backups);
    apply(&mut connection, &MIGRATIONS[..3], &backups, NOW).unwrap();
    migrate(&mut connection, &backups, NOW).unwrap();
    assert_eq!(version(&connection).unwrap(), MIGRATIONS.len() as i64);
    assert_eq!(
        count(&connection, "SELECT count(*) FROM playlist_entries JOIN playlists ON playlists.id = playlist_id"),
        1
    );
    assert_eq!(count(&connection, "SELECT count(*) FROM playlist_files"), 0);
}

#[test]
fn a_database_that_heard_itself_learns_which_files_are_absent() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = database(folder.path());
    let backups = folder.path().join("backups");
    version_1(&mut connection, &backups);
    apply(&mut connection, &MIGRATIONS[..4], &backups, NOW).unwrap();
    connection
        .execute_batch(
            "INSERT INTO analyses VALUES (x'01', 'sounds-like', 1, x'00', NULL, 1);
             INSERT INTO files (id, root_id, path, size, mtime_ns, ctime_ns, inode, format, added_at, missing_since)
               VALUES (1, 1, x'61', 0, 0, 0, 0, 'MP3', 0, 7), (2, 1, x'62', 0, 0, 0, 0, 'MP3', 0, NULL);",
        )
        .unwrap();
    migrate(&mut connection, &backups, NOW).unwrap();
    assert_eq!(version(&connection).unwrap(), MIGRATIONS.len() as i64);
    assert_eq!(count(&connection, "SELECT count(*) FROM analyses"), 1);
    let absent = "FROM files WHERE missing_since IS NOT NULL OR problem IS NOT NULL";
    assert_eq!(count(&connection, &format!("SELECT id {absent}")), 1);
    let plan: String = connection
        .query_row(&format!("EXPLAIN QUERY PLAN SELECT id, missing_since IS NOT NULL {absent}"), [], |row| row.get(3))
        .unwrap();
    assert!(plan.contains("COVERING INDEX files_absent"), "{plan}");
}

#[test]
fn a_database_of_the_fifth_version_learns_rules() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = database(folder.path());
    let backups = folder.path().join("backups");
    version_1(&mut connection, &backups);
    apply(&mut connection, &MIGRATIONS[..5], &backups, NOW).unwrap();
    connection.execute_batch("INSERT INTO playlist_files VALUES (1, x'2f', x'02', 'Kitchen', x'61', 1, 2, 3)").unwrap();
    migrate(&mut connection, &backups, NOW).unwrap();
    assert_eq!(version(&connection).unwrap(), MIGRATIONS.len() as i64);
    assert_eq!(count(&connection, "SELECT count(*) FROM playlist_files"), 1);
    assert_eq!(count(&connection, "SELECT count(*) FROM smart_playlists"), 0);
}

#[test]
fn a_database_of_the_sixth_version_keeps_its_playlists_and_passes_over_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = database(folder.path());
    let backups = folder.path().join("backups");
    version_1(&mut connection, &backups);
    apply(&mut connection, &MIGRATIONS[..6], &backups, NOW).unwrap();
    migrate(&mut connection, &backups, NOW).unwrap();
    assert_eq!(version(&connection).unwrap(), MIGRATIONS.len() as i64);
    assert_eq!(count(&connection, "SELECT count(*) FROM playlist_entries"), 1);
    assert_eq!(count(&connection, "SELECT count(*) FROM playlist_passes"), 0);
}

#[test]
fn a_database_of_the_seventh_version_keeps_its_plays_and_holds_no_facts_yet() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = database(folder.path());
    let backups = folder.path().join("backups");
    version_1(&mut connection, &backups);
    apply(&mut connection, &MIGRATIONS[..7], &backups, NOW).unwrap();
    connection.execute_batch("INSERT INTO playlist_passes VALUES (1, 1, 1)").unwrap();
    migrate(&mut connection, &backups, NOW).unwrap();
    assert_eq!(version(&connection).unwrap(), MIGRATIONS.len() as i64);
    assert_eq!(count(&connection, "SELECT count(*) FROM plays"), 50);
    assert_eq!(count(&connection, "SELECT count(*) FROM playlist_passes"), 1);
    assert_eq!(count(&connection, "SELECT facts_stamp FROM library"), 0);
}

#[test]
fn a_database_of_the_eighth_version_keeps_its_plays_and_finds_those_of_a_playlist() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = database(folder.path());
    let backups = folder.path().join("backups");
    version_1(&mut connection, &backups);
    apply(&mut connection, &MIGRATIONS[..8], &backups, NOW).unwrap();
    let of_list = "listener_id = 1 AND source_kind = 'playlist' AND source_id = 'a'";
    connection.execute_batch("UPDATE plays SET source_kind = 'playlist', source_id = 'a' WHERE id <= 3").unwrap();
    migrate(&mut connection, &backups, NOW).unwrap();
    assert_eq!(version(&connection).unwrap(), MIGRATIONS.len() as i64);
    assert_eq!(count(&connection, "SELECT count(*) FROM plays"), 50);
    assert_eq!(count(&connection, &format!("SELECT count(*) FROM plays WHERE {of_list}")), 3);
    let plan = format!("EXPLAIN QUERY PLAN SELECT max(started_at) FROM plays WHERE {of_list}");
    let plan: String = connection.query_row(&plan, [], |row| row.get("detail")).unwrap();
    assert!(plan.contains("COVERING INDEX plays_of_playlists"), "{plan}");
}

#[test]
fn a_migration_that_fails_in_the_middle_leaves_the_old_version() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = database(folder.path());
    let backups = folder.path().join("backups");
    version_1(&mut connection, &backups);
    let broken = [MIGRATIONS[0], "DROP TABLE feedback; CREATE TABLE more (a); SELECT no_such_function();"];
    assert!(apply(&mut connection, &broken, &backups, NOW).is_err());
    assert_eq!(version(&connection).unwrap(), 1);
    assert_eq!(count(&connection, "SELECT count(*) FROM feedback"), 1);
    assert!(!connection.table_exists(None, "more").unwrap());
    let foreign_keys: i64 = connection.pragma_query_value(None, "foreign_keys", |row| row.get(0)).unwrap();
    assert_eq!(foreign_keys, 1);
}

#[test]
fn rows_left_pointing_at_nothing_stop_the_migration() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = database(folder.path());
    let backups = folder.path().join("backups");
    version_1(&mut connection, &backups);
    let careless = [MIGRATIONS[0], "DELETE FROM snapshots;"];
    let error = apply(&mut connection, &careless, &backups, NOW).unwrap_err();
    assert!(matches!(error, StoreError::Dangling { version: 2, rows: 51 }), "{error}");
    assert_eq!(count(&connection, "SELECT count(*) FROM snapshots"), 1);
}

#[test]
fn a_newer_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = database(folder.path());
    connection.pragma_update(None, "user_version", 99).unwrap();
    let error = migrate(&mut connection, &folder.path().join("backups"), NOW).unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 99, .. }), "{error}");
    assert_eq!(version(&connection).unwrap(), 99);
}

#[test]
fn two_first_starts_at_once_make_one_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let backups = folder.path().join("backups");
    std::thread::scope(|scope| {
        let starts: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut connection = connection::open_writer(&path)?.0;
                    migrate(&mut connection, &backups, NOW)
                })
            })
            .collect();
        for start in starts {
            start.join().unwrap().unwrap();
        }
    });
}
