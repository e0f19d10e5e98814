//! Albums and artists that were renamed as a whole keep their rows, and with them likes and pins.
//!
//! A retag makes a new row while the first files are read, since the rest may keep the old
//! name. When all of them went, and all to the same new row, the old row takes the new name.

use std::collections::HashSet;

use rusqlite::{OptionalExtension, Transaction};

use super::session::Tally;
use crate::store::Result;

const ALBUM_HAS_TRACKS: &str = "SELECT EXISTS (SELECT 1 FROM tracks WHERE album_id = ?1)";
const ARTIST_HAS_TRACKS: &str = "SELECT EXISTS (SELECT 1 FROM track_artists WHERE artist_id = ?1)
    OR EXISTS (SELECT 1 FROM tracks WHERE artist_id = ?1)";

/// Who left which artist and album, and where they went.
#[derive(Default)]
pub(super) struct Heirs {
    artists: Tally<i64>,
    albums: Tally<i64>,
}

impl Heirs {
    pub(super) fn track_went(&mut self, from: (Option<i64>, Option<i64>), to: (Option<i64>, Option<i64>)) {
        note(&mut self.artists, from.0, to.0);
        note(&mut self.albums, from.1, to.1);
    }

    /// To be called when the root was read to its end. Takes the rows that this scan made.
    pub(super) fn settle(
        self,
        tx: &Transaction<'_>,
        new_artists: &HashSet<i64>,
        new_albums: &HashSet<i64>,
    ) -> Result<()> {
        for (old, new) in sole_heirs(self.albums, new_albums) {
            // The heir may have been left again: then there is nothing to inherit.
            if is_empty(tx, ALBUM_HAS_TRACKS, old)? && !is_empty(tx, ALBUM_HAS_TRACKS, new)? {
                rename_album(tx, old, new)?;
            }
        }
        for (old, new) in sole_heirs(self.artists, new_artists) {
            if is_empty(tx, ARTIST_HAS_TRACKS, old)? && !is_empty(tx, ARTIST_HAS_TRACKS, new)? {
                rename_artist(tx, old, new)?;
            }
        }
        Ok(())
    }
}

fn note(tally: &mut Tally<i64>, from: Option<i64>, to: Option<i64>) {
    if let (Some(from), Some(to)) = (from, to)
        && from != to
    {
        let heirs = tally.entry(from).or_default();
        if !heirs.contains(&to) {
            heirs.push(to);
        }
    }
}

/// Rows from before this scan with one heir that it made, each new row for one of them.
fn sole_heirs(tally: Tally<i64>, new: &HashSet<i64>) -> Vec<(i64, i64)> {
    let mut pairs: Vec<(i64, i64)> = tally
        .into_iter()
        .filter_map(|(old, heirs)| match heirs.as_slice() {
            [heir] if new.contains(heir) && !new.contains(&old) => Some((old, *heir)),
            _ => None,
        })
        .collect();
    pairs.sort_unstable();
    let mut taken = HashSet::new();
    pairs.retain(|&(_, new)| taken.insert(new));
    pairs
}

fn is_empty(tx: &Transaction<'_>, question: &str, id: i64) -> Result<bool> {
    Ok(!tx.query_row(question, [id], |row| row.get::<_, bool>(0))?)
}

fn rename_album(tx: &Transaction<'_>, old: i64, new: i64) -> Result<()> {
    let mut columns = tx.prepare_cached(
        "SELECT identity, title, fold, sort_key, artist_id, artist, year, compilation, mbid FROM albums WHERE id = ?1",
    )?;
    let row = columns.query_row([new], |row| (0..9).map(|n| row.get(n)).collect::<rusqlite::Result<Vec<_>>>());
    let Some(mut values): Option<Vec<rusqlite::types::Value>> = row.optional()? else { return Ok(()) };
    tx.execute("UPDATE tracks SET album_id = ?1 WHERE album_id = ?2", [old, new])?;
    tx.execute("DELETE FROM albums WHERE id = ?1", [new])?;
    values.push(old.into());
    tx.execute(
        "UPDATE albums SET identity = ?1, title = ?2, fold = ?3, sort_key = ?4, artist_id = ?5, artist = ?6, year = ?7,
                           compilation = ?8, mbid = ?9 WHERE id = ?10",
        rusqlite::params_from_iter(values),
    )?;
    Ok(())
}

fn rename_artist(tx: &Transaction<'_>, old: i64, new: i64) -> Result<()> {
    let mut columns = tx.prepare_cached("SELECT name, fold, sort_key, mbid FROM artists WHERE id = ?1")?;
    let row = columns.query_row([new], |row| (0..4).map(|n| row.get(n)).collect::<rusqlite::Result<Vec<_>>>());
    let Some(mut values): Option<Vec<rusqlite::types::Value>> = row.optional()? else { return Ok(()) };
    for table in ["tracks", "albums", "track_artists"] {
        tx.execute(&format!("UPDATE {table} SET artist_id = ?1 WHERE artist_id = ?2"), [old, new])?;
    }
    tx.execute("DELETE FROM artists WHERE id = ?1", [new])?;
    values.push(old.into());
    tx.execute(
        "UPDATE artists SET name = ?1, fold = ?2, sort_key = ?3, mbid = ?4 WHERE id = ?5",
        rusqlite::params_from_iter(values),
    )?;
    Ok(())
}
