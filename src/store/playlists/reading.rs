//! Playlists as pages show them.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::domain::ids::{ListenerId, PlaylistId};
use crate::domain::playlist::PlaylistCard;
use crate::store::{Reader, Result, columns};

impl Reader {
    /// All of a listener's lists, by name.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn playlists(&self, listener: ListenerId) -> Result<Vec<PlaylistCard>> {
        let sql = format!("{HEADS} ORDER BY sort_key, name, id");
        let heads: Vec<Head> = self
            .connection
            .prepare_cached(&sql)?
            .query_map([listener.0], Head::from_row)?
            .collect::<rusqlite::Result<_>>()?;
        heads.into_iter().map(|head| head.card(&self.connection)).collect()
    }
}

const HEADS: &str =
    "SELECT id, uuid, name, changed_at, utc_offset FROM playlists WHERE listener_id = ?1 AND deleted_at IS NULL";

struct Head {
    row: i64,
    card: PlaylistCard,
}

impl Head {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let card = PlaylistCard {
            id: PlaylistId(columns::uuid(row, 1)?),
            name: row.get(2)?,
            tracks: 0,
            missing: 0,
            length_ms: 0,
            changed_at: columns::moment(row.get(3)?, row.get(4)?),
        };
        Ok(Self { row: row.get(0)?, card })
    }

    fn find(connection: &Connection, listener: ListenerId, id: PlaylistId) -> Result<Option<Self>> {
        Ok(connection
            .prepare_cached(&format!("{HEADS} AND uuid = ?2"))?
            .query_row(params![listener.0, id.0.as_bytes()], Self::from_row)
            .optional()?)
    }

    /// Missing is what has no file below any root; an unmounted root still has its files.
    fn card(mut self, connection: &Connection) -> Result<PlaylistCard> {
        let mut sums = connection.prepare_cached(
            "SELECT count(*), coalesce(sum(coalesce(tracks.length_ms, lines.length_ms)), 0),
                    count(*) FILTER (WHERE NOT EXISTS (
                      SELECT 1 FROM track_files JOIN files ON files.id = file_id
                      WHERE track_files.track_id = lines.track_id AND missing_since IS NULL))
             FROM playlist_entries AS lines LEFT JOIN tracks ON tracks.id = lines.track_id WHERE playlist_id = ?1",
        )?;
        (self.card.tracks, self.card.length_ms, self.card.missing) =
            sums.query_row([self.row], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(self.card)
    }
}
