//! Where tracks lie and what they are called: what lines of foreign lists are matched against.

use rusqlite::{Row, params};

use super::{Reader, Result, columns};
use crate::domain::file::PayloadHash;
use crate::domain::fold::search_form;
use crate::domain::ids::{ListenerId, PlaylistId, TrackId};
use crate::domain::playlist::PlainLine;
use crate::domain::track::Presence;

/// A track that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub track: TrackId,
    /// Folded, see [`search_form`].
    pub title: String,
    pub artist: String,
    pub album: Option<String>,
    pub length_ms: Option<i64>,
}

impl Candidate {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            track: TrackId(row.get(0)?),
            title: row.get(1)?,
            artist: row.get(2)?,
            album: row.get(3)?,
            length_ms: row.get(4)?,
        })
    }
}

const CANDIDATES: &str = "SELECT DISTINCT tracks.id, tracks.fold, tracks.artist_fold, albums.fold, tracks.length_ms
    FROM tracks LEFT JOIN albums ON albums.id = tracks.album_id";

impl Reader {
    /// What lies at this absolute path: several where a file holds several tracks, in its order.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn lying_at(&self, path: &[u8]) -> Result<Vec<Candidate>> {
        let mut roots = self.connection.prepare_cached("SELECT id, path FROM roots")?;
        let mut at = self.connection.prepare_cached(&format!(
            "{CANDIDATES} JOIN track_files ON track_id = tracks.id JOIN files ON files.id = file_id
             WHERE root_id = ?1 AND files.path = ?2 ORDER BY track_files.start_ms"
        ))?;
        let mut roots = roots.query([])?;
        while let Some(root) = roots.next()? {
            let folder = root.get_ref(1)?.as_blob().unwrap_or_default();
            let Some(below) = path.strip_prefix(folder) else { continue };
            let below = below.strip_prefix(b"/").unwrap_or(below);
            let found = at.query_map(params![root.get::<_, i64>(0)?, below], Candidate::of)?;
            let found = found.collect::<rusqlite::Result<Vec<_>>>()?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }

    /// Every path below a root, and the track that begins in its file.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn all_paths(&self) -> Result<Vec<(Vec<u8>, TrackId)>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT roots.path, files.path, min(track_id) FROM track_files
             JOIN files ON files.id = file_id JOIN roots ON roots.id = root_id GROUP BY file_id",
        )?;
        let paths = statement.query_map([], |row| Ok((columns::path_below(row, 0)?, TrackId(row.get(2)?))))?;
        Ok(paths.collect::<rusqlite::Result<_>>()?)
    }

    /// Tracks whose files hold this very sound.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn sounding(&self, payload: PayloadHash) -> Result<Vec<Candidate>> {
        self.candidates(
            "JOIN track_files ON track_id = tracks.id JOIN files ON files.id = file_id
             WHERE payload = ?1 AND track_files.start_ms = 0",
            params![payload.0],
        )
    }

    /// Tracks of this title; by this artist, if one is named.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn tracks_called(&self, artist: Option<&str>, title: &str) -> Result<Vec<Candidate>> {
        let title = search_form(title);
        match artist {
            Some(artist) => self
                .candidates("WHERE tracks.artist_fold = ?1 AND tracks.fold = ?2", params![search_form(artist), title]),
            None => self.candidates("WHERE tracks.fold = ?1", params![title]),
        }
    }

    fn candidates(&self, rest: &str, params: impl rusqlite::Params) -> Result<Vec<Candidate>> {
        let mut statement = self.connection.prepare_cached(&format!("{CANDIDATES} {rest} ORDER BY tracks.id"))?;
        let found = statement.query_map(params, Candidate::of)?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    /// The lines of a list by what they say, in order; none for a list that is not there.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn plain_lines(&self, listener: ListenerId, list: PlaylistId) -> Result<Vec<PlainLine>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT lines.track_id, coalesce(tracks.title, snapshots.title), coalesce(tracks.artist, snapshots.artist),
                    iif(tracks.id IS NULL, snapshots.album, albums.title),
                    coalesce(tracks.length_ms, lines.length_ms), lines.path, roots.path, files.path
             FROM playlist_entries AS lines JOIN playlists ON playlists.id = lines.playlist_id
             JOIN snapshots ON snapshots.id = lines.snapshot_id
             LEFT JOIN tracks ON tracks.id = lines.track_id LEFT JOIN albums ON albums.id = tracks.album_id
             LEFT JOIN files ON files.id = (
               SELECT file_id FROM track_files JOIN files AS held ON held.id = file_id
               WHERE track_files.track_id = tracks.id ORDER BY held.missing_since IS NOT NULL, held.id LIMIT 1)
             LEFT JOIN roots ON roots.id = files.root_id
             WHERE playlists.uuid = ?1 AND listener_id = ?2 AND deleted_at IS NULL ORDER BY position, lines.id",
        )?;
        let lines = statement.query_map(params![list.0.as_bytes(), listener.0], |row| {
            let has_file = row.get_ref(7)? != rusqlite::types::ValueRef::Null;
            Ok(PlainLine {
                track: row.get::<_, Option<i64>>(0)?.map(TrackId),
                title: row.get(1)?,
                artist: row.get(2)?,
                album: row.get(3)?,
                length_ms: row.get(4)?,
                path: if has_file { Some(columns::path_below(row, 6)?) } else { row.get(5)? },
            })
        })?;
        Ok(lines.collect::<rusqlite::Result<_>>()?)
    }

    /// Whether the tracks of its lines are there, in the same order, by the copy that would play;
    /// none for lines whose track is not in the library.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn presence_of_lines(&self, listener: ListenerId, list: PlaylistId) -> Result<Vec<Option<Presence>>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT track_id IS NOT NULL, (
               SELECT min(CASE WHEN missing_since IS NOT NULL THEN 3 WHEN roots.offline THEN 2 ELSE problem IS NOT NULL END)
               FROM track_files JOIN files ON files.id = file_id JOIN roots ON roots.id = root_id
               WHERE track_files.track_id = lines.track_id)
             FROM playlist_entries AS lines JOIN playlists ON playlists.id = lines.playlist_id
             WHERE playlists.uuid = ?1 AND listener_id = ?2 AND deleted_at IS NULL ORDER BY position, lines.id",
        )?;
        let lines = statement.query_map(params![list.0.as_bytes(), listener.0], |row| {
            let presence = match row.get(1)? {
                Some(0) => Presence::Here,
                Some(1) => Presence::Unplayable,
                Some(2) => Presence::Offline,
                _ => Presence::Missing,
            };
            Ok(Some(presence).filter(|_| row.get(0) == Ok(true)))
        })?;
        Ok(lines.collect::<rusqlite::Result<_>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn tracks_are_found_by_place_and_by_words() {
        let fixture = Fixture::new();
        let tracks = [fixture.track("Sunny", "Bobby Hebb"), fixture.track("Súnny", "Cher")];
        let sql = "INSERT INTO roots (id, path, added_at) VALUES (1, CAST('/m' AS BLOB), 0), (2, CAST('/' AS BLOB), 0);
            INSERT INTO files (id, root_id, path, size, mtime_ns, ctime_ns, inode, format, added_at, payload)
            VALUES (1, 1, CAST('a/b' AS BLOB), 0, 0, 0, 0, 'MP3', 0, x'00112233445566778899aabbccddeeff'),
                   (2, 2, x'fe', 0, 0, 0, 0, 'MP3', 0, NULL);
            INSERT INTO track_files (file_id, track_id, start_ms) VALUES (1, 1, 0), (1, 2, 9000), (2, 2, 0);";
        fixture.store.writer().urgent(move |tx| Ok(tx.execute_batch(sql)?)).wait().unwrap();
        let reader = fixture.reader();
        let ids = |found: Vec<Candidate>| found.iter().map(|found| found.track).collect::<Vec<_>>();
        assert_eq!(ids(reader.lying_at(b"/m/a/b").unwrap()), tracks);
        assert_eq!(ids(reader.lying_at(b"/\xfe").unwrap()), [tracks[1]]);
        assert_eq!(ids(reader.lying_at(b"/m/x").unwrap()), []);
        let paths = [(b"/m/a/b".to_vec(), tracks[0]), (b"/\xfe".to_vec(), tracks[1])];
        assert_eq!(reader.all_paths().unwrap(), paths);
        let payload =
            PayloadHash([0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff]);
        assert_eq!(ids(reader.sounding(payload).unwrap()), [tracks[0]]);
        assert_eq!(ids(reader.tracks_called(Some("cher"), "SUNNY").unwrap()), [tracks[1]]);
        assert_eq!(ids(reader.tracks_called(None, "sunny").unwrap()), tracks);
    }

    #[test]
    fn lines_tell_of_the_copy_that_would_play_as_cards_do() {
        let fixture = Fixture::new();
        // Each track has some of these: here, unplayable, offline, missing.
        let tracks: Vec<TrackId> = (0..16).map(|n| fixture.track(&n.to_string(), "x")).collect();
        let sql = "INSERT INTO roots (id, path, added_at, offline) VALUES (1, x'61', 0, 0), (2, x'62', 0, 1);
            WITH RECURSIVE kinds(track, kind) AS (
              SELECT value / 4 + 1, value % 4 FROM (
                WITH RECURSIVE n(value) AS (VALUES (0) UNION ALL SELECT value + 1 FROM n WHERE value < 63) SELECT value FROM n)
              WHERE ((value / 4) >> (value % 4)) & 1)
            INSERT INTO files (id, root_id, path, size, mtime_ns, ctime_ns, inode, format, added_at, problem, missing_since)
            SELECT track * 4 + kind, 1 + (kind = 2), CAST(track || ' ' || kind AS BLOB), 0, 0, 0, 0, 'MP3', 0,
                   iif(kind = 1, 'x', NULL), iif(kind = 3, 5, NULL) FROM kinds;
            INSERT INTO track_files (file_id, track_id) SELECT id, id / 4 FROM files;
            UPDATE roots SET offline = 1 WHERE id = 2;";
        fixture.store.writer().urgent(move |tx| Ok(tx.execute_batch(sql)?)).wait().unwrap();
        let list = PlaylistId::made_at(NOW.unix_ms);
        let (reader, listener) = (fixture.reader(), fixture.store.listener());
        let made = fixture.store.make_playlist(list, "L".into(), String::new(), tracks.clone(), NOW, &mut |_| true);
        made.unwrap();
        let cards = reader.cards(&tracks, listener).unwrap();
        let said: Vec<Option<Presence>> = cards.into_iter().map(|card| Some(card.presence)).collect();
        assert_eq!(reader.presence_of_lines(listener, list).unwrap(), said);
        assert_eq!(said.iter().filter(|one| **one == Some(Presence::Here)).count(), 8);
        let sql = "DELETE FROM track_files WHERE track_id = 2; DELETE FROM tracks WHERE id = 2;";
        fixture.store.writer().urgent(move |tx| Ok(tx.execute_batch(sql)?)).wait().unwrap();
        assert_eq!(reader.presence_of_lines(listener, list).unwrap()[1], None);
    }
}
