//! The library as pages read it: artists, albums, genres, folders, and how much there is.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::{Row, params};

use super::cards::CardDesk;
use super::{Reader, Result};
use crate::domain::browse::{AlbumRow, ArtistRow, FolderRow, GenreRow, LibraryCounts};
use crate::domain::ids::{AlbumId, ArtistId, GenreId, ListenerId, RootId, TrackId};
use crate::domain::section::{Item, ItemRef};
use crate::domain::text::path_for_screen;
use crate::domain::track::Presence;

/// Columns of an [`AlbumRow`], over `albums a` joined to its `tracks t`. Tracks without any
/// file left are history's, not the shelf's.
const ALBUM: &str = "
    SELECT a.id, a.title, a.artist, a.artist_id, a.year, count(*), coalesce(sum(t.length_ms), 0),
           sum(NOT EXISTS (SELECT 1 FROM track_files tf JOIN files f ON f.id = tf.file_id JOIN roots r ON r.id = f.root_id
                           WHERE tf.track_id = t.id AND f.missing_since IS NULL AND r.offline = 0))
    FROM albums a JOIN tracks t ON t.album_id = a.id
    WHERE EXISTS (SELECT 1 FROM track_files tf WHERE tf.track_id = t.id)";

impl Reader {
    /// Artists of albums and tracks, as on a shelf.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn artists(&self, listener: ListenerId) -> Result<Vec<ArtistRow>> {
        let mut statement = self.connection.prepare_cached(
            "WITH credits AS (SELECT DISTINCT artist_id, track_id FROM track_artists WHERE role IN ('artist', 'featured')),
                  tracks_of AS (SELECT c.artist_id, count(*) AS tracks, coalesce(sum(s.listens), 0) AS listens
                                FROM credits c
                                LEFT JOIN track_stats s ON s.listener_id = ?1 AND s.track_id = c.track_id
                                WHERE EXISTS (SELECT 1 FROM track_files tf WHERE tf.track_id = c.track_id)
                                GROUP BY c.artist_id),
                  albums_of AS (SELECT artist_id, count(*) AS albums FROM albums
                                WHERE artist_id IS NOT NULL
                                  AND EXISTS (SELECT 1 FROM tracks t JOIN track_files tf ON tf.track_id = t.id
                                              WHERE t.album_id = albums.id)
                                GROUP BY artist_id)
             SELECT a.id, a.name, coalesce(albums_of.albums, 0), coalesce(tracks_of.tracks, 0), coalesce(tracks_of.listens, 0)
             FROM artists a LEFT JOIN tracks_of ON tracks_of.artist_id = a.id
             LEFT JOIN albums_of ON albums_of.artist_id = a.id
             WHERE tracks_of.tracks > 0 OR albums_of.albums > 0
             ORDER BY a.sort_key, a.id",
        )?;
        let rows = statement.query_map([listener.0], |row| {
            Ok(ArtistRow {
                id: ArtistId(row.get(0)?),
                name: row.get(1)?,
                albums: row.get(2)?,
                tracks: row.get(3)?,
                listens: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Albums of one artist, oldest first, then those that they only appear on; or all albums
    /// as on a shelf.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn albums(&self, artist: Option<ArtistId>) -> Result<Vec<AlbumRow>> {
        let rows = match artist {
            Some(artist) => self
                .connection
                .prepare_cached(&format!(
                    "{ALBUM} AND (a.artist_id = ?1 OR a.id IN (
                         SELECT t.album_id FROM track_artists ta JOIN tracks t ON t.id = ta.track_id
                         WHERE ta.artist_id = ?1 AND ta.role IN ('artist', 'featured')))
                     GROUP BY a.id ORDER BY a.artist_id IS NOT ?1, a.year IS NULL, a.year, a.sort_key, a.id"
                ))?
                .query_map([artist.0], album_row)?
                .collect::<rusqlite::Result<_>>()?,
            None => self
                .connection
                .prepare_cached(&format!("{ALBUM} GROUP BY a.id ORDER BY a.sort_key, a.id"))?
                .query_map([], album_row)?
                .collect::<rusqlite::Result<_>>()?,
        };
        Ok(rows)
    }

    /// One album, if anything is left of it.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn album(&self, album: AlbumId) -> Result<Option<AlbumRow>> {
        let mut statement = self.connection.prepare_cached(&format!("{ALBUM} AND a.id = ?1 GROUP BY a.id"))?;
        Ok(statement.query_map([album.0], album_row)?.next().transpose()?)
    }

    /// # Errors
    /// Those of SQLite.
    pub fn genres(&self) -> Result<Vec<GenreRow>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT g.id, g.name, count(DISTINCT tg.track_id) FROM genres g JOIN track_genres tg ON tg.genre_id = g.id
             WHERE EXISTS (SELECT 1 FROM track_files tf WHERE tf.track_id = tg.track_id)
             GROUP BY g.id ORDER BY g.fold",
        )?;
        let rows = statement
            .query_map([], |row| Ok(GenreRow { id: GenreId(row.get(0)?), name: row.get(1)?, tracks: row.get(2)? }))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// What lies in a folder: folders first, then tracks by file name. The roots when no folder
    /// is named.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn folder(&self, place: Option<(RootId, Vec<u8>)>, listener: ListenerId) -> Result<Vec<FolderRow>> {
        let Some((root, folder)) = place else {
            let roots = self.roots()?.into_iter();
            return Ok(roots
                .map(|root| FolderRow::Folder {
                    root: root.id,
                    name: path_for_screen(&root.path),
                    path: Vec::new(),
                    tracks: u32::try_from(root.tracks).unwrap_or(u32::MAX),
                    offline: root.offline,
                })
                .collect());
        };
        let prefix = match folder.as_slice() {
            [] => Vec::new(),
            folder => [folder, b"/"].concat(),
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT f.path, tf.track_id, r.offline FROM files f JOIN track_files tf ON tf.file_id = f.id
             JOIN roots r ON r.id = f.root_id
             WHERE f.root_id = ?1 AND f.path >= ?2 AND f.path < ?3 ORDER BY f.path",
        )?;
        let mut rows = statement.query(params![root.0, prefix, past(&prefix)])?;
        let mut folders: BTreeMap<Vec<u8>, (u32, bool)> = BTreeMap::new();
        let mut tracks = Vec::new();
        while let Some(row) = rows.next()? {
            let path = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
            let Some(below) = path.strip_prefix(prefix.as_slice()) else { continue };
            match below.iter().position(|&byte| byte == b'/') {
                Some(end) => {
                    let (count, offline) = folders.entry(path[..prefix.len() + end].to_vec()).or_default();
                    *count += 1;
                    *offline = row.get(2)?;
                }
                None => tracks.push(TrackId(row.get(1)?)),
            }
        }
        let mut desk = CardDesk::open(&self.connection, listener)?;
        let mut listed: Vec<FolderRow> = folders
            .into_iter()
            .map(|(path, (tracks, offline))| {
                let name = path_for_screen(path.get(prefix.len()..).unwrap_or_default());
                FolderRow::Folder { root, name, path, tracks, offline }
            })
            .collect();
        for track in tracks {
            listed.extend(desk.card(track)?.map(|card| FolderRow::Track(Arc::new(card))));
        }
        Ok(listed)
    }

    /// # Errors
    /// Those of SQLite.
    pub fn counts(&self, listener: ListenerId) -> Result<LibraryCounts> {
        let mut statement = self.connection.prepare_cached(
            "SELECT (SELECT count(DISTINCT track_id) FROM track_files),
                    (SELECT count(*) FROM albums), (SELECT count(*) FROM artists), (SELECT count(*) FROM roots),
                    (SELECT coalesce(sum(listens), 0) FROM track_stats WHERE listener_id = ?1)",
        )?;
        let number = |row: &Row<'_>, column| row.get::<_, i64>(column).map(i64::cast_unsigned);
        Ok(statement.query_row([listener.0], |row| {
            Ok(LibraryCounts {
                tracks: number(row, 0)?,
                albums: number(row, 1)?,
                artists: number(row, 2)?,
                roots: number(row, 3)?,
                listens: number(row, 4)?,
            })
        })?)
    }

    /// What tells this library from every other.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn library_uuid(&self) -> Result<Vec<u8>> {
        Ok(self.connection.query_row("SELECT uuid FROM library WHERE id = 1", [], |row| row.get(0))?)
    }

    /// Fills in what only the library knows of items: where a track's file lies, and whether
    /// any of it can be played now.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn dress<'i>(&self, items: impl Iterator<Item = &'i mut Item>, listener: ListenerId) -> Result<()> {
        let mut desk = CardDesk::open(&self.connection, listener)?;
        for item in items {
            match item.what {
                ItemRef::Track(track) => match desk.card(track)? {
                    Some(card) => {
                        item.path = card.path;
                        item.presence = card.presence;
                    }
                    None => item.presence = Presence::Missing,
                },
                ItemRef::Album(album) => {
                    item.presence = match self.album(album)? {
                        Some(row) if row.absent < row.tracks => Presence::Here,
                        _ => Presence::Missing,
                    };
                }
                ItemRef::Artist(_) | ItemRef::Playlist(_) => {}
            }
        }
        Ok(())
    }
}

/// The first bytes behind everything that begins with `prefix`.
pub(super) fn past(prefix: &[u8]) -> Vec<u8> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if last < u8::MAX {
            end.push(last + 1);
            return end;
        }
    }
    // Nothing in front: no path of this many such bytes exists.
    vec![u8::MAX; 16]
}

fn album_row(row: &Row<'_>) -> rusqlite::Result<AlbumRow> {
    Ok(AlbumRow {
        id: AlbumId(row.get(0)?),
        title: row.get(1)?,
        artist: row.get(2)?,
        artist_id: row.get::<_, Option<i64>>(3)?.map(ArtistId),
        year: row.get(4)?,
        tracks: row.get(5)?,
        length_ms: row.get(6)?,
        absent: row.get(7)?,
    })
}
