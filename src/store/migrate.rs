//! Brings a database to the schema of this program, all or nothing.
//!
//! Written by hand because the order matters: lock, copy, foreign keys off (inside a
//! transaction that pragma does nothing, and a table rebuilt with them on takes its children
//! with it), one immediate transaction that reads the version, changes and checks, commit.

use std::fs::File;
use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::{StoreError, connection};
use crate::domain::time::Moment;

/// Flat and add-only; a migration's place, counted from 1, is its version.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_first_evening.sql"),
    include_str!("../../migrations/0002_stars.sql"),
    include_str!("../../migrations/0003_sounds_like.sql"),
    include_str!("../../migrations/0004_playlist_files.sql"),
    include_str!("../../migrations/0005_absent_files.sql"),
    include_str!("../../migrations/0006_smart_playlists.sql"),
    include_str!("../../migrations/0007_playlist_passes.sql"),
    include_str!("../../migrations/0008_facts_stamp.sql"),
    include_str!("../../migrations/0009_heard_playlists.sql"),
];

/// What the listener cannot make again by a scan.
const USER_DATA: [&str; 7] =
    ["plays", "feedback", "playlists", "smart_playlists", "pins", "imported_counts", "ratings"];

/// # Errors
/// [`StoreError::Newer`] for a database from a later program. After any error the old
/// version stands as it was.
pub(super) fn migrate(connection: &mut Connection, backups: &Path, now: Moment) -> Result<(), StoreError> {
    apply(connection, MIGRATIONS, backups, now)
}

fn apply(connection: &mut Connection, migrations: &[&str], backups: &Path, now: Moment) -> Result<(), StoreError> {
    let known = migrations.len() as i64;
    if version(connection)? == known {
        return Ok(());
    }
    let _lock = lock(backups)?;
    let found = version(connection)?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    if found > 0 && has_user_data(connection)? {
        back_up(connection, backups, found, now)?;
    }
    connection.pragma_update(None, "foreign_keys", false)?;
    let done = run(connection, migrations);
    connection.pragma_update(None, "foreign_keys", true)?;
    done
}

fn run(connection: &mut Connection, migrations: &[&str]) -> Result<(), StoreError> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let from = usize::try_from(version(&tx)?).unwrap_or(0);
    for sql in migrations.get(from..).unwrap_or_default() {
        tx.execute_batch(sql)?;
    }
    let version = migrations.len() as i64;
    let rows = tx.prepare("PRAGMA foreign_key_check")?.query_map([], |_| Ok(()))?.count();
    if rows > 0 {
        return Err(StoreError::Dangling { version, rows });
    }
    tx.pragma_update(None, "user_version", version)?;
    tx.commit()?;
    Ok(())
}

fn version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Held by the one process that migrates; given back when dropped, also by a killed process.
fn lock(backups: &Path) -> Result<File, StoreError> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(backups).map_err(StoreError::io(backups))?;
    let path = backups.join("migrate.lock");
    let file = File::create(&path).map_err(StoreError::io(&path))?;
    file.lock().map_err(StoreError::io(&path))?;
    Ok(file)
}

fn has_user_data(connection: &Connection) -> Result<bool, StoreError> {
    for table in USER_DATA {
        let exists = connection.table_exists(None, table)?;
        if exists && connection.query_row(&format!("SELECT EXISTS (SELECT 1 FROM {table})"), [], |row| row.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn back_up(connection: &Connection, backups: &Path, version: i64, now: Moment) -> Result<(), StoreError> {
    let path = backups.join(format!("before-migration-{version}-{}.db", now.unix_ms));
    let mut copy = connection::open_copy(&path)?;
    let backup = rusqlite::backup::Backup::new(connection, &mut copy)?;
    backup.run_to_completion(4096, std::time::Duration::ZERO, None)?;
    Ok(())
}

#[cfg(test)]
mod tests;
