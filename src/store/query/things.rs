//! Which artists, albums, genres, playlists and folders hold a track that a query finds.

use rusqlite::params_from_iter;

use super::compile::{Compiler, SHELF};
use super::{Items, normal};
use crate::domain::ids::{ListenerId, PlaylistId};
use crate::domain::query::{Holder, Holders, Query};
use crate::domain::time::Moment;
use crate::store::{Reader, Result};

impl Reader {
    /// What holds a track that a query finds, in no order. Order and limit do not matter here.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn holding(&self, query: &Query, of: &Holders, listener: ListenerId, now: Moment) -> Result<Vec<Holder>> {
        let query = normal(query);
        let items = Items::look_up(&self.connection, listener, &query.expression)?;
        let mut compiler = Compiler::new(listener, now, &items);
        let found = format!("SELECT t.id FROM tracks t WHERE {} AND {SHELF}", compiler.condition(&query.expression));
        let sql = match of {
            Holders::Tracks => found,
            Holders::Albums => format!("SELECT DISTINCT album_id FROM tracks WHERE album_id IS NOT NULL AND id IN ({found})"),
            Holders::Artists => format!(
                "SELECT DISTINCT artist_id FROM track_artists WHERE role IN ('artist', 'featured') AND track_id IN ({found})
                 UNION SELECT a.artist_id FROM albums a JOIN tracks o ON o.album_id = a.id
                 WHERE a.artist_id IS NOT NULL AND o.id IN ({found})"
            ),
            Holders::Composers => format!(
                "SELECT DISTINCT artist_id FROM track_artists WHERE role = 'composer' AND track_id IN ({found})"
            ),
            Holders::Genres => format!("SELECT DISTINCT genre_id FROM track_genres WHERE track_id IN ({found})"),
            Holders::Playlists => format!(
                "SELECT p.uuid FROM playlists p WHERE p.listener_id = ?1 AND p.deleted_at IS NULL AND p.id IN
                   (SELECT playlist_id FROM playlist_entries WHERE track_id IN ({found}))"
            ),
            Holders::Folders { .. } => format!(
                "SELECT f.root_id, f.path, tf.track_id FROM track_files tf JOIN files f ON f.id = tf.file_id WHERE tf.track_id IN ({found})"
            ),
        };
        let mut statement = self.connection.prepare(&sql)?;
        let mut rows = statement.query(params_from_iter(compiler.values))?;
        let mut held = Vec::new();
        while let Some(row) = rows.next()? {
            held.extend(match of {
                Holders::Playlists => {
                    Some(Holder::Playlist(PlaylistId(uuid::Uuid::from_bytes(row.get::<_, [u8; 16]>(0)?))))
                }
                Holders::Folders { below } => {
                    let root: i64 = row.get(0)?;
                    let path = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
                    let below = below.as_ref().map(|(root, folder)| (root.0, folder.as_slice()));
                    let track = row.get(2)?;
                    line_below(root, path, track, below)
                }
                _ => Some(Holder::Id(row.get(0)?)),
            });
        }
        held.sort_unstable();
        held.dedup();
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
