//! Which artists, albums, genres, playlists and folders hold a track that a query finds.

use std::collections::HashSet;

use rusqlite::Row;

use super::find::FEW;
use super::keys::Keys;
use crate::domain::ids::{ListenerId, PlaylistId};
use crate::domain::query::{Holder, Holders, Query};
use crate::domain::section::Origin;
use crate::domain::time::Moment;
use crate::store::{Reader, Result};

/// The column of the track, and a statement of what holds tracks: the holder, then the track.
type Pairs = (&'static str, &'static str);

const ALBUMS: &[Pairs] = &[("o.id", "SELECT o.album_id, o.id FROM tracks o WHERE o.album_id IS NOT NULL")];
const ARTISTS: &[Pairs] = &[
    ("c.track_id", "SELECT c.artist_id, c.track_id FROM track_artists c WHERE c.role IN ('artist', 'featured')"),
    ("o.id", "SELECT a.artist_id, o.id FROM tracks o JOIN albums a ON a.id = o.album_id WHERE a.artist_id IS NOT NULL"),
];
const COMPOSERS: &[Pairs] =
    &[("c.track_id", "SELECT c.artist_id, c.track_id FROM track_artists c WHERE c.role = 'composer'")];
const GENRES: &[Pairs] = &[("c.track_id", "SELECT c.genre_id, c.track_id FROM track_genres c WHERE 1")];
const PLAYLISTS: &[Pairs] =
    &[("e.track_id", "SELECT e.playlist_id, e.track_id FROM playlist_entries e WHERE e.track_id IS NOT NULL")];

impl Reader {
    /// What holds a track that a query finds, in no order. Order and limit do not matter here.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn holding(&self, query: &Query, of: &Holders, listener: ListenerId, now: Moment) -> Result<Vec<Holder>> {
        if *of == Holders::Lines {
            let mut lines = Vec::new();
            for by in [Origin::Ear, Origin::Hand] {
                let found = self.asked_of(query, Some(by), listener, now, |asked| Ok(asked.found))?;
                lines.extend(found.as_slice().iter().map(|track| Holder::Line(by, *track)));
            }
            return Ok(lines);
        }
        let found = self.asked(query, listener, now, |asked| Ok(asked.found))?;
        let mut held = match of {
            Holders::Tracks | Holders::Lines => found.as_slice().iter().map(|track| Holder::Id(*track)).collect(),
            Holders::Albums => self.held(&found, ALBUMS)?,
            Holders::Artists => self.held(&found, ARTISTS)?,
            Holders::Composers => self.held(&found, COMPOSERS)?,
            Holders::Genres => self.held(&found, GENRES)?,
            Holders::Playlists => {
                let lists = self.held(&found, PLAYLISTS)?;
                self.playlists_of(&lists, listener)?
            }
            Holders::Folders { below } => {
                let below = below.as_ref().map(|(root, folder)| (root.0, folder.as_slice()));
                self.folders(&found, below)?
            }
        };
        held.sort_unstable();
        held.dedup();
        Ok(held)
    }

    fn held(&self, found: &Keys, statements: &[Pairs]) -> Result<Vec<Holder>> {
        let mut held = Vec::new();
        for (track, sql) in statements {
            self.of_found(found, sql, track, |row| {
                let holder: i64 = row.get(0)?;
                if held.last() != Some(&Holder::Id(holder)) && found.contains(row.get(1)?) {
                    held.push(Holder::Id(holder));
                }
                Ok(())
            })?;
        }
        Ok(held)
    }

    /// Every row of a statement; of few tracks only their own.
    fn of_found(
        &self,
        found: &Keys,
        sql: &str,
        track: &str,
        mut see: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let few = found.len() <= FEW;
        let own = if few { format!(" AND {track} IN (SELECT value FROM json_each(?1))") } else { String::new() };
        let mut statement = self.connection.prepare(&format!("{sql}{own}"))?;
        let mut rows = if few { statement.query([found.bound()])? } else { statement.query([])? };
        while let Some(row) = rows.next()? {
            see(row)?;
        }
        Ok(())
    }

    fn playlists_of(&self, held: &[Holder], listener: ListenerId) -> Result<Vec<Holder>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT p.id, p.uuid FROM playlists p WHERE p.listener_id = ?1 AND p.deleted_at IS NULL")?;
        let lists = statement.query_map([listener.0], |row| Ok((row.get(0)?, row.get::<_, [u8; 16]>(1)?)))?;
        let lists = lists.collect::<rusqlite::Result<Vec<_>>>()?;
        let held: HashSet<&Holder> = held.iter().collect();
        let lists = lists.into_iter().filter(|(id, _)| held.contains(&Holder::Id(*id)));
        Ok(lists.map(|(_, uuid)| Holder::Playlist(PlaylistId(uuid::Uuid::from_bytes(uuid)))).collect())
    }

    fn folders(&self, found: &Keys, below: Option<(i64, &[u8])>) -> Result<Vec<Holder>> {
        let mut held = Vec::new();
        let sql = "SELECT f.root_id, f.path, tf.track_id FROM track_files tf JOIN files f ON f.id = tf.file_id WHERE 1";
        self.of_found(found, sql, "tf.track_id", |row| {
            let track = row.get(2)?;
            if found.contains(track) {
                let path = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
                held.extend(line_below(row.get(0)?, path, track, below));
            }
            Ok(())
        })?;
        Ok(held)
    }
}

/// The folder right below another that holds a path, or the track that lies there itself; the
/// root where none is named.
fn line_below(root: i64, path: &[u8], track: i64, below: Option<(i64, &[u8])>) -> Option<Holder> {
    let Some((of, folder)) = below else { return Some(Holder::Folder(root, Vec::new())) };
    let rest = match folder {
        [] => path,
        folder => path.strip_prefix(folder)?.strip_prefix(b"/")?,
    };
    if of != root {
        return None;
    }
    let Some(end) = rest.iter().position(|byte| *byte == b'/') else { return Some(Holder::Id(track)) };
    let name = rest.get(..end)?;
    let whole = if folder.is_empty() { name.to_vec() } else { [folder, b"/", name].concat() };
    Some(Holder::Folder(root, whole))
}
