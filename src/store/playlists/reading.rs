//! Playlists as pages show them.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::domain::ids::{ListenerId, PlaylistId, TrackId};
use crate::domain::playlist::{PassedLine, PlaylistCard, PlaylistLine};
use crate::domain::track::{Gain, Kind, Presence, TrackCard};
use crate::domain::you::Passed;
use crate::store::cards::CardDesk;
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

    /// All lists with their names alone, by name, which costs far less than their lengths.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn playlists_called(&self, listener: ListenerId) -> Result<Vec<(PlaylistId, String)>> {
        let mut lists = self.connection.prepare_cached(
            "SELECT uuid, name FROM playlists WHERE listener_id = ?1 AND deleted_at IS NULL ORDER BY sort_key, name, id",
        )?;
        let lists = lists.query_map([listener.0], |row| Ok((PlaylistId(columns::uuid(row, 0)?), row.get(1)?)))?;
        Ok(lists.collect::<rusqlite::Result<_>>()?)
    }

    /// The lists that hold a track, by name.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn playlists_with(&self, track: TrackId, listener: ListenerId) -> Result<Vec<PlaylistCard>> {
        let sql = format!(
            "{HEADS} AND id IN (SELECT playlist_id FROM playlist_entries WHERE track_id = ?2) ORDER BY sort_key, name, id"
        );
        let heads: Vec<Head> = self
            .connection
            .prepare_cached(&sql)?
            .query_map(params![listener.0, track.0], Head::from_row)?
            .collect::<rusqlite::Result<_>>()?;
        heads.into_iter().map(|head| head.card(&self.connection)).collect()
    }

    /// Tracks that are not suggested for a list any more, the first passed over first. What stands
    /// in the list again was not meant so after all.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn passed_over(&self, listener: ListenerId, id: PlaylistId) -> Result<Vec<TrackId>> {
        Ok(passed(&self.connection, listener, id)?.into_iter().map(|(track, _)| track).collect())
    }

    /// The same as its panel shows them, the last first.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn passed_lines(&self, listener: ListenerId, id: PlaylistId) -> Result<Vec<PassedLine>> {
        let moment = self.connection.unchecked_transaction()?;
        let Some(head) = Head::find(&moment, listener, id)? else { return Ok(Vec::new()) };
        let mut desk = CardDesk::open(&moment, listener)?;
        let mut lines = Vec::new();
        for (track, at) in passed(&moment, listener, id)?.into_iter().rev() {
            // Where it was passed over is not kept, so it is told in the list's own local time.
            let line = |card| PassedLine { card, passed_at: head.card.changed_at.at(at) };
            lines.extend(desk.card(track)?.map(line));
        }
        Ok(lines)
    }

    /// For which lists something was passed over, and how much, by name.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn lists_with_passed(&self, listener: ListenerId) -> Result<Vec<Passed>> {
        let mut lists = self.connection.prepare_cached(
            "SELECT uuid, name, count(*), max(passed_at), utc_offset
             FROM playlist_passes JOIN playlists ON playlists.id = playlist_id
             WHERE listener_id = ?1 AND deleted_at IS NULL AND NOT EXISTS (
               SELECT 1 FROM playlist_entries AS lines
               WHERE lines.playlist_id = playlists.id AND lines.track_id = playlist_passes.track_id)
             GROUP BY playlists.id ORDER BY sort_key, name, playlists.id",
        )?;
        let passed = lists.query_map([listener.0], |row| {
            let at = columns::moment(row.get(3)?, row.get(4)?);
            Ok(Passed { list: PlaylistId(columns::uuid(row, 0)?), name: row.get(1)?, tracks: row.get(2)?, at })
        })?;
        Ok(passed.collect::<rusqlite::Result<_>>()?)
    }

    /// One list and its lines, in order. A line whose track is gone reads from its words: it has
    /// [`NO_TRACK`] for an id, and its last path. None when the list is not there.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn playlist(&self, listener: ListenerId, id: PlaylistId) -> Result<Option<(PlaylistCard, Vec<PlaylistLine>)>> {
        let moment = self.connection.unchecked_transaction()?;
        let Some(head) = Head::find(&moment, listener, id)? else { return Ok(None) };
        let lines = lines(&moment, listener, &head)?;
        Ok(Some((head.card(&moment)?, lines)))
    }
}

/// The id on the card of a line whose track is gone. No track has it.
pub const NO_TRACK: TrackId = TrackId(0);

/// Tracks that are not suggested for a list, and since when.
fn passed(connection: &Connection, listener: ListenerId, id: PlaylistId) -> Result<Vec<(TrackId, i64)>> {
    let mut rows = connection.prepare_cached(
        "SELECT track_id, passed_at FROM playlist_passes JOIN playlists ON playlists.id = playlist_id
         WHERE uuid = ?1 AND listener_id = ?2 AND NOT EXISTS (
           SELECT 1 FROM playlist_entries AS lines
           WHERE lines.playlist_id = playlists.id AND lines.track_id = playlist_passes.track_id)
         ORDER BY passed_at, track_id",
    )?;
    let tracks = rows.query_map(params![id.0.as_bytes(), listener.0], |row| Ok((TrackId(row.get(0)?), row.get(1)?)))?;
    Ok(tracks.collect::<rusqlite::Result<_>>()?)
}

const HEADS: &str = "SELECT id, uuid, name, changed_at, utc_offset, description, listener_id FROM playlists WHERE listener_id = ?1 AND deleted_at IS NULL";

struct Head {
    row: i64,
    listener: ListenerId,
    card: PlaylistCard,
}

impl Head {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let card = PlaylistCard {
            id: PlaylistId(columns::uuid(row, 1)?),
            name: row.get(2)?,
            description: row.get(5)?,
            tracks: 0,
            missing: 0,
            length_ms: 0,
            changed_at: columns::moment(row.get(3)?, row.get(4)?),
            added_at: None,
            heard_at: None,
        };
        Ok(Self { row: row.get(0)?, listener: ListenerId(row.get(6)?), card })
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
                      WHERE track_files.track_id = lines.track_id AND missing_since IS NULL)),
                    max(lines.added_at)
             FROM playlist_entries AS lines LEFT JOIN tracks ON tracks.id = lines.track_id WHERE playlist_id = ?1",
        )?;
        let added: Option<i64>;
        (self.card.tracks, self.card.length_ms, self.card.missing, added) =
            sums.query_row([self.row], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        self.card.added_at = added.map(|added| self.card.changed_at.at(added));
        let heard = heard_from(connection, self.listener, &self.card.id.to_string())?;
        self.card.heard_at = heard.map(|heard| self.card.changed_at.at(heard));
        Ok(self.card)
    }
}

/// When something was heard last that played from a list, as plays keep where they come from.
pub(in crate::store) fn heard_from(
    connection: &Connection,
    listener: ListenerId,
    list: &str,
) -> rusqlite::Result<Option<i64>> {
    // What counts as a listen: see `domain::listen::counts`.
    let mut heard = connection.prepare_cached(
        "SELECT started_at FROM plays WHERE listener_id = ?1 AND source_kind = 'playlist' AND source_id = ?2
           AND (heard_ms IS NULL OR heard_ms >= CASE WHEN length_ms < 60000 THEN max(length_ms / 2, 1) ELSE 30000 END)
         ORDER BY started_at DESC LIMIT 1",
    )?;
    heard.query_row(params![listener.0, list], |row| row.get(0)).optional()
}

/// What stands in a list, as its page shows it.
pub(super) fn lines_of(connection: &Connection, listener: ListenerId, id: PlaylistId) -> Result<Vec<PlaylistLine>> {
    match Head::find(connection, listener, id)? {
        Some(head) => lines(connection, listener, &head),
        None => Ok(Vec::new()),
    }
}

fn lines(connection: &Connection, listener: ListenerId, head: &Head) -> Result<Vec<PlaylistLine>> {
    let mut desk = CardDesk::open(connection, listener)?;
    let mut statement = connection.prepare_cached(
        "SELECT lines.id, track_id, lines.added_at, title, artist, album, length_ms, path
         FROM playlist_entries AS lines JOIN snapshots ON snapshots.id = snapshot_id
         WHERE playlist_id = ?1 ORDER BY position, lines.id",
    )?;
    let mut rows = statement.query([head.row])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let track = row.get::<_, Option<i64>>(1)?.map(TrackId);
        let card = match track.map(|track| desk.card(track)).transpose()?.flatten() {
            Some(card) => card,
            None => lost(row)?,
        };
        // Where it was added is not kept, so it is told in the list's own local time.
        let added_at = head.card.changed_at.at(row.get(2)?);
        lines.push(PlaylistLine { entry: row.get(0)?, card, added_at });
    }
    Ok(lines)
}

fn lost(row: &Row<'_>) -> rusqlite::Result<TrackCard> {
    Ok(TrackCard {
        id: NO_TRACK,
        title: row.get(3)?,
        artist: row.get(4)?,
        artist_id: None,
        album: row.get(5)?,
        album_id: None,
        disc: None,
        number: None,
        year: None,
        length_ms: row.get(6)?,
        kind: Kind::default(),
        presence: Presence::Missing,
        path: row.get(7)?,
        listens: 0,
        liked: false,
        stars: None,
        work: None,
        gain: Gain::default(),
    })
}
