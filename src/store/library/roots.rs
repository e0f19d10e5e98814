//! The folders that the listener gave.

use rusqlite::{OptionalExtension, Transaction, params};

use super::prune;
use crate::domain::file::Root;
use crate::domain::ids::RootId;
use crate::domain::text::path_for_screen;
use crate::domain::time::Moment;
use crate::store::{Reader, Receipt, Result, Store, StoreError, bump_generation};

impl Reader {
    /// All roots, by path.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn roots(&self) -> Result<Vec<Root>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT r.id, r.path, r.added_at, r.last_scan_at, r.offline,
                    (SELECT count(*) FROM files f WHERE f.root_id = r.id),
                    (SELECT count(DISTINCT tf.track_id) FROM files f JOIN track_files tf ON tf.file_id = f.id
                     WHERE f.root_id = r.id)
             FROM roots r ORDER BY r.path",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(Root {
                id: RootId(row.get(0)?),
                path: row.get(1)?,
                added_at: row.get(2)?,
                last_scan_at: row.get(3)?,
                offline: row.get(4)?,
                files: row.get::<_, i64>(5)?.cast_unsigned(),
                tracks: row.get::<_, i64>(6)?.cast_unsigned(),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl Store {
    /// Adds a folder, by its absolute path; one that is there already is given back. Roots
    /// never lie inside each other: a file below both would be there twice.
    pub fn add_root(&self, path: &[u8], now: Moment) -> Receipt<RootId> {
        let path = without_slash(path).to_vec();
        self.writer().urgent(move |tx| add(tx, &path, now))
    }

    /// Takes a folder out of the library; the files on the disk stay. Tracks that were heard,
    /// liked or put in a list stay known, as missing. Gives how many tracks were forgotten.
    pub fn remove_root(&self, root: RootId) -> Receipt<u64> {
        self.writer().urgent(move |tx| remove(tx, root))
    }

    /// A folder lies elsewhere now, or is mounted elsewhere: every root at or below `old` is at
    /// or below `new` from now on. Nothing else changes. Gives how many roots moved.
    pub fn move_root(&self, old: &[u8], new: &[u8]) -> Receipt<u64> {
        let (old, new) = (without_slash(old).to_vec(), without_slash(new).to_vec());
        self.writer().urgent(move |tx| rebase(tx, &old, &new))
    }
}

fn without_slash(path: &[u8]) -> &[u8] {
    match path {
        [kept @ .., b'/'] if !kept.is_empty() => without_slash(kept),
        path => path,
    }
}

fn all(tx: &Transaction<'_>) -> Result<Vec<(i64, Vec<u8>)>> {
    let mut statement = tx.prepare("SELECT id, path FROM roots")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What is left of `path` below `folder`; empty for the folder itself.
fn below<'a>(path: &'a [u8], folder: &[u8]) -> Option<&'a [u8]> {
    let rest = path.strip_prefix(folder)?;
    (rest.is_empty() || rest.starts_with(b"/") || folder.ends_with(b"/")).then_some(rest)
}

fn add(tx: &Transaction<'_>, path: &[u8], now: Moment) -> Result<RootId> {
    for (id, other) in all(tx)? {
        if other == path {
            return Ok(RootId(id));
        }
        if below(path, &other).is_some() {
            return Err(overlap(path, "lies inside", &other));
        }
        if below(&other, path).is_some() {
            return Err(overlap(path, "holds", &other));
        }
    }
    tx.execute("INSERT INTO roots (path, added_at) VALUES (?1, ?2)", params![path, now.unix_ms])?;
    let id = tx.last_insert_rowid();
    bump_generation(tx)?;
    Ok(RootId(id))
}

fn overlap(path: &[u8], how: &str, other: &[u8]) -> StoreError {
    StoreError::Refused(format!("{} {how} {}, which is a root already", path_for_screen(path), path_for_screen(other)))
}

fn remove(tx: &Transaction<'_>, root: RootId) -> Result<u64> {
    let path: Option<Vec<u8>> =
        tx.query_row("SELECT path FROM roots WHERE id = ?1", [root.0], |row| row.get(0)).optional()?;
    if path.is_none() {
        return Err(StoreError::NotFound("this root".into()));
    }
    tx.execute("DELETE FROM roots WHERE id = ?1", [root.0])?;
    let forgotten = prune::forget_unused_tracks(tx)?;
    prune::forget_empty_names(tx)?;
    bump_generation(tx)?;
    Ok(forgotten)
}

fn rebase(tx: &Transaction<'_>, old: &[u8], new: &[u8]) -> Result<u64> {
    let roots = all(tx)?;
    let mut moved = Vec::new();
    for (id, path) in &roots {
        if let Some(rest) = below(path, old) {
            moved.push((*id, [new, rest].concat()));
        }
    }
    if moved.is_empty() {
        return Err(StoreError::NotFound(format!("a root at {}", path_for_screen(old))));
    }
    for (id, path) in &moved {
        let stays = |other: &i64| !moved.iter().any(|(id, _)| id == other);
        let clash = roots.iter().find(|(other, other_path)| {
            other != id && stays(other) && (below(path, other_path).is_some() || below(other_path, path).is_some())
        });
        if let Some((_, other)) = clash {
            return Err(overlap(path, "overlaps", other));
        }
    }
    for (id, path) in &moved {
        tx.execute("UPDATE roots SET path = ?2 WHERE id = ?1", params![id, path])?;
    }
    bump_generation(tx)?;
    Ok(moved.len() as u64)
}
