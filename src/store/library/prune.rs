//! Forgetting what is no longer there. Never done by a scan, only when asked.

use rusqlite::{Connection, Transaction};

use super::copies;
use crate::domain::ids::TrackId;
use crate::store::{Reader, Receipt, Result, Store, bump_generation};

/// What pruning takes away, or would.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Absolute paths of missing files. Files of roots that are offline are not among them.
    pub files: Vec<Vec<u8>>,
    /// Tracks that no file is left for.
    pub tracks: Vec<PrunedTrack>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrunedTrack {
    pub id: TrackId,
    pub title: String,
    pub artist: String,
    /// They stay in history, as words without a track.
    pub plays: u64,
}

impl Reader {
    /// What [`Store::prune`] would take away now.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn prunable(&self) -> Result<Pruned> {
        prunable(&self.connection)
    }
}

impl Store {
    /// Forgets missing files, and tracks, albums and artists that nothing is left of.
    pub fn prune(&self) -> Receipt<Pruned> {
        self.writer().urgent(prune)
    }
}

const MISSING_FILES: &str = "SELECT f.id FROM files f JOIN roots r ON r.id = f.root_id
    WHERE f.missing_since IS NOT NULL AND r.offline = 0";

fn prunable(connection: &Connection) -> Result<Pruned> {
    let mut files = connection.prepare(&format!(
        "SELECT r.path, f.path FROM files f JOIN roots r ON r.id = f.root_id
         WHERE f.id IN ({MISSING_FILES}) ORDER BY r.path, f.path"
    ))?;
    let files =
        files.query_map([], |row| Ok(copies::absolute(row.get_ref(0)?.as_blob()?, row.get_ref(1)?.as_blob()?)))?;
    let mut tracks = connection.prepare(&format!(
        "SELECT t.id, t.title, t.artist, (SELECT count(*) FROM plays p WHERE p.track_id = t.id) FROM tracks t
         WHERE NOT EXISTS (SELECT 1 FROM track_files tf
                           WHERE tf.track_id = t.id AND tf.file_id NOT IN ({MISSING_FILES}))
         ORDER BY t.artist, t.title, t.id"
    ))?;
    let tracks = tracks.query_map([], |row| {
        Ok(PrunedTrack {
            id: TrackId(row.get(0)?),
            title: row.get(1)?,
            artist: row.get(2)?,
            plays: row.get::<_, i64>(3)?.cast_unsigned(),
        })
    })?;
    Ok(Pruned { files: files.collect::<rusqlite::Result<_>>()?, tracks: tracks.collect::<rusqlite::Result<_>>()? })
}

fn prune(tx: &Transaction<'_>) -> Result<Pruned> {
    let pruned = prunable(tx)?;
    tx.execute(&format!("DELETE FROM files WHERE id IN ({MISSING_FILES})"), [])?;
    for track in &pruned.tracks {
        copies::delete_track(tx, track.id)?;
    }
    forget_empty_names(tx)?;
    bump_generation(tx)?;
    Ok(pruned)
}

/// Tracks without a file that nobody heard, rated or put in a list.
pub(super) fn forget_unused_tracks(tx: &Transaction<'_>) -> Result<u64> {
    let mut statement = tx.prepare(
        "SELECT t.id FROM tracks t
         WHERE NOT EXISTS (SELECT 1 FROM track_files tf WHERE tf.track_id = t.id)
           AND NOT EXISTS (SELECT 1 FROM plays p WHERE p.track_id = t.id)
           AND NOT EXISTS (SELECT 1 FROM playlist_entries e WHERE e.track_id = t.id)
           AND NOT EXISTS (SELECT 1 FROM imported_counts i WHERE i.track_id = t.id)
           AND CAST(t.id AS TEXT) NOT IN (SELECT target_id FROM feedback WHERE target_type = 'track')",
    )?;
    let unused: Vec<i64> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for &track in &unused {
        copies::delete_track(tx, TrackId(track))?;
    }
    Ok(unused.len() as u64)
}

/// Albums, artists and genres that no track names.
pub(super) fn forget_empty_names(tx: &Transaction<'_>) -> Result<()> {
    tx.execute_batch(
        "DELETE FROM albums WHERE NOT EXISTS (SELECT 1 FROM tracks t WHERE t.album_id = albums.id);
         DELETE FROM genres WHERE NOT EXISTS (SELECT 1 FROM track_genres g WHERE g.genre_id = genres.id);
         DELETE FROM artists
         WHERE NOT EXISTS (SELECT 1 FROM track_artists a WHERE a.artist_id = artists.id)
           AND id NOT IN (SELECT artist_id FROM tracks WHERE artist_id IS NOT NULL)
           AND id NOT IN (SELECT artist_id FROM albums WHERE artist_id IS NOT NULL);",
    )?;
    Ok(())
}
