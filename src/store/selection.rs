//! Which tracks a selection holds, in the order that one would play them.

use rusqlite::{OptionalExtension, Params, params};

use super::cards::CardDesk;
use super::{Reader, Result};
use crate::domain::browse::Selection;
use crate::domain::ids::{ListenerId, TrackId};
use crate::domain::section::ItemRef;
use crate::domain::track::TrackCard;

/// Album order, with what has no number by its name.
const ALBUM_ORDER: &str = "t.disc, t.number IS NULL, t.number, t.sort_key, t.id";
const ON_THE_SHELF: &str = "EXISTS (SELECT 1 FROM track_files tf WHERE tf.track_id = t.id)";

impl Reader {
    /// Cards of everything that is selected: albums in their own order, artists by their albums,
    /// oldest first, playlists as they stand.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn tracks(&self, what: &Selection, listener: ListenerId) -> Result<Vec<TrackCard>> {
        self.cards(&self.track_ids(what)?, listener)
    }

    /// Cards of the tracks that are known, in the order that was asked.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn cards(&self, tracks: &[TrackId], listener: ListenerId) -> Result<Vec<TrackCard>> {
        CardDesk::open(&self.connection, listener)?.cards(tracks)
    }

    /// The movements of the work that a track belongs to, on its album, the track among them.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn movements(&self, track: TrackId, listener: ListenerId) -> Result<Vec<TrackCard>> {
        self.cards(&self.movement_ids(track)?, listener)
    }

    fn movement_ids(&self, track: TrackId) -> Result<Vec<TrackId>> {
        self.ids(
            &format!(
                "SELECT t.id FROM tracks t JOIN tracks one ON one.album_id = t.album_id AND one.work = t.work
                 WHERE one.id = ?1 AND t.work <> '' AND {ON_THE_SHELF} ORDER BY t.movement_number, {ALBUM_ORDER}"
            ),
            [track.0],
        )
    }

    /// The track whose file lies at this absolute path.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn track_at(&self, path: &[u8], listener: ListenerId) -> Result<Option<TrackCard>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT tf.track_id FROM files f JOIN track_files tf ON tf.file_id = f.id
             WHERE f.root_id = ?1 AND f.path = ?2 ORDER BY tf.start_ms LIMIT 1",
        )?;
        let mut roots = self.connection.prepare_cached("SELECT id, path FROM roots")?;
        let mut roots = roots.query([])?;
        while let Some(root) = roots.next()? {
            let folder: Vec<u8> = root.get(1)?;
            let Some(below) = path.strip_prefix(folder.as_slice()) else { continue };
            let below = below.strip_prefix(b"/").unwrap_or(below);
            let found = statement.query_row(params![root.get::<_, i64>(0)?, below], |row| row.get(0)).optional()?;
            if let Some(track) = found {
                return CardDesk::open(&self.connection, listener)?.card(TrackId(track));
            }
        }
        Ok(None)
    }

    /// What is selected, in the order that one would play it.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn track_ids(&self, what: &Selection) -> Result<Vec<TrackId>> {
        match what {
            Selection::Tracks(tracks) => Ok(tracks.clone()),
            Selection::Item(item) => self.tracks_of(*item),
            Selection::Items(items) => {
                let mut tracks = Vec::new();
                for item in items {
                    tracks.extend(self.tracks_of(*item)?);
                }
                Ok(tracks)
            }
            Selection::Genre(genre) => self.ids(
                &format!(
                    "SELECT t.id FROM tracks t JOIN track_genres tg ON tg.track_id = t.id
                     LEFT JOIN albums a ON a.id = t.album_id WHERE tg.genre_id = ?1 AND {ON_THE_SHELF}
                     ORDER BY t.artist_fold, a.year, a.sort_key, {ALBUM_ORDER}"
                ),
                [genre.0],
            ),
            Selection::Folder { root, path } => {
                let prefix = if path.is_empty() { Vec::new() } else { [path.as_slice(), b"/"].concat() };
                let end = super::browse::past(&prefix);
                let sql = "SELECT tf.track_id FROM files f JOIN track_files tf ON tf.file_id = f.id
                           WHERE f.root_id = ?1 AND f.path >= ?2 AND f.path < ?3 ORDER BY f.path, tf.start_ms";
                self.ids(sql, params![root.0, prefix, end])
            }
            Selection::Composer(artist) => self.ids(
                &format!(
                    "SELECT t.id FROM tracks t LEFT JOIN albums a ON a.id = t.album_id
                     WHERE t.id IN (SELECT track_id FROM track_artists WHERE artist_id = ?1 AND role = 'composer')
                       AND {ON_THE_SHELF}
                     ORDER BY t.work IS NULL, t.work, a.year, a.sort_key, t.movement_number, {ALBUM_ORDER}"
                ),
                [artist.0],
            ),
            Selection::Work(work) => self.ids(
                &format!(
                    "SELECT t.id FROM tracks t LEFT JOIN albums a ON a.id = t.album_id
                     WHERE t.work = ?1 AND {ON_THE_SHELF}
                     ORDER BY a.sort_key, a.id, t.movement_number, {ALBUM_ORDER}"
                ),
                [work],
            ),
            Selection::All(several) => {
                let mut tracks = Vec::new();
                for what in several {
                    tracks.extend(self.track_ids(what)?);
                }
                Ok(tracks)
            }
            Selection::Movements(track) => match self.movement_ids(*track)? {
                none if none.is_empty() => Ok(vec![*track]),
                movements => Ok(movements),
            },
            // Home is the player's: it names the picks before it asks. What rules find depends on
            // the moment, see `settled`.
            Selection::Section(_) | Selection::SmartPlaylist(_) => Ok(Vec::new()),
        }
    }

    fn tracks_of(&self, item: ItemRef) -> Result<Vec<TrackId>> {
        match item {
            ItemRef::Track(track) => Ok(vec![track]),
            ItemRef::Album(album) => self.ids(
                &format!("SELECT t.id FROM tracks t WHERE t.album_id = ?1 AND {ON_THE_SHELF} ORDER BY {ALBUM_ORDER}"),
                [album.0],
            ),
            ItemRef::Artist(artist) => self.ids(
                &format!(
                    "SELECT t.id FROM tracks t LEFT JOIN albums a ON a.id = t.album_id
                     WHERE (a.artist_id = ?1 OR t.id IN (SELECT track_id FROM track_artists
                                                          WHERE artist_id = ?1 AND role IN ('artist', 'featured')))
                       AND {ON_THE_SHELF}
                     ORDER BY a.artist_id IS NOT ?1, a.year IS NULL, a.year, a.sort_key, a.id, {ALBUM_ORDER}"
                ),
                [artist.0],
            ),
            ItemRef::Playlist(list) => self.ids(
                "SELECT e.track_id FROM playlist_entries e JOIN playlists p ON p.id = e.playlist_id
                 WHERE p.uuid = ?1 AND p.deleted_at IS NULL AND e.track_id IS NOT NULL ORDER BY e.position, e.id",
                params![list.0.into_bytes()],
            ),
        }
    }

    fn ids(&self, sql: &str, params: impl Params) -> Result<Vec<TrackId>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params, |row| row.get(0).map(TrackId))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
