//! Plays and playlist lines whose track was not in the library find it again when it comes (back):
//! a line first by its path, both by their words and length.

use std::collections::HashMap;

use rusqlite::{Transaction, params};

use super::track_stats::{self, Outcome};
use super::{Receipt, Result, Store, bump_generation, columns};
use crate::domain::fold::search_form;
use crate::domain::listen::Ending;
use crate::domain::time::SECOND_MS;

/// Two encodings of one recording differ by no more.
const SAME_LENGTH_MS: i64 = 2 * SECOND_MS;

/// What found its track again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relinked {
    pub plays: u64,
    pub playlist_lines: u64,
}

impl Store {
    /// To be called after a scan that added tracks.
    pub fn relink(&self) -> Receipt<Relinked> {
        self.writer().bulk(relink)
    }
}

pub(super) fn relink(tx: &Transaction<'_>) -> Result<Relinked> {
    let done = Relinked { plays: plays(tx)?, playlist_lines: playlist_lines(tx)? };
    if done != Relinked::default() {
        bump_generation(tx)?;
    }
    Ok(done)
}

struct LostLine {
    line: i64,
    snapshot: i64,
    path: Option<Vec<u8>>,
    length_ms: Option<i64>,
}

pub(super) fn playlist_lines(tx: &Transaction<'_>) -> Result<u64> {
    let lost: Vec<LostLine> = tx
        .prepare_cached("SELECT id, snapshot_id, path, length_ms FROM playlist_entries WHERE track_id IS NULL")?
        .query_map([], |row| {
            Ok(LostLine { line: row.get(0)?, snapshot: row.get(1)?, path: row.get(2)?, length_ms: row.get(3)? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    if lost.is_empty() {
        return Ok(0);
    }
    let by_path = by_path(tx)?;
    let mut link = tx.prepare_cached("UPDATE playlist_entries SET track_id = ?2 WHERE id = ?1")?;
    let mut found = 0;
    for LostLine { line, snapshot, path, length_ms } in lost {
        let track = match path.and_then(|path| by_path.get(&path)) {
            Some(track) => Some(*track),
            None => by_words(tx, snapshot, length_ms)?,
        };
        if let Some(track) = track {
            link.execute([line, track])?;
            found += 1;
        }
    }
    Ok(found)
}

fn by_path(tx: &Transaction<'_>) -> Result<HashMap<Vec<u8>, i64>> {
    // A file that holds several tracks says nothing of which one it was.
    let mut statement = tx.prepare_cached(
        "SELECT roots.path, files.path, min(track_id) FROM track_files
         JOIN files ON files.id = file_id JOIN roots ON roots.id = root_id
         WHERE missing_since IS NULL GROUP BY file_id HAVING count(*) = 1",
    )?;
    let paths = statement.query_map([], |row| Ok((columns::path_below(row, 0)?, row.get(2)?)))?;
    Ok(paths.collect::<rusqlite::Result<_>>()?)
}

fn plays(tx: &Transaction<'_>) -> Result<u64> {
    let lost: Vec<(i64, Option<i64>)> = tx
        .prepare_cached("SELECT DISTINCT snapshot_id, length_ms FROM plays WHERE track_id IS NULL")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut link = tx.prepare_cached(
        "UPDATE plays SET track_id = ?3 WHERE track_id IS NULL AND snapshot_id = ?1 AND length_ms IS ?2
         RETURNING listener_id, started_at, heard_ms, ending",
    )?;
    let mut found = 0;
    for (snapshot, length_ms) in lost {
        let Some(track) = by_words(tx, snapshot, length_ms)? else { continue };
        let linked: Vec<(i64, i64, Option<i64>, Option<String>)> = link
            .query_map(params![snapshot, length_ms, track], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        found += linked.len() as u64;
        for (listener, started_at, heard_ms, ending) in linked {
            // An open play is counted when it closes.
            let Some(ending) = ending.and_then(|name| Ending::from_name(&name)) else { continue };
            track_stats::keep(tx, listener, track, &Outcome { started_at, heard_ms, length_ms, ending })?;
        }
    }
    Ok(found)
}

/// The one track with these words and about this length. Among several, the one on the same album.
fn by_words(tx: &Transaction<'_>, snapshot: i64, length_ms: Option<i64>) -> Result<Option<i64>> {
    let (title, artist, album): (String, String, Option<String>) = tx
        .prepare_cached("SELECT title, artist, album FROM snapshots WHERE id = ?1")?
        .query_row([snapshot], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut same_words = tx.prepare_cached(
        "SELECT tracks.id, albums.fold FROM tracks LEFT JOIN albums ON albums.id = album_id
         WHERE artist_fold = ?1 AND tracks.fold = ?2
           AND (?3 IS NULL OR length_ms IS NULL OR abs(length_ms - ?3) <= ?4)",
    )?;
    let candidates: Vec<(i64, Option<String>)> = same_words
        .query_map(params![search_form(&artist), search_form(&title), length_ms, SAME_LENGTH_MS], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    if let [only] = candidates.as_slice() {
        return Ok(Some(only.0));
    }
    let album = album.map(|album| search_form(&album));
    let mut on_album = candidates.iter().filter(|candidate| album.is_some() && candidate.1 == album);
    let first = on_album.next();
    Ok(first.filter(|_| on_album.next().is_none()).map(|candidate| candidate.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{PlayId, PlaylistId, TrackId};
    use crate::domain::listen::{PlayOpened, PlayProgress, Source, SourceKind};
    use crate::domain::playlist::PlaylistEdit;
    use crate::store::PastPlay;
    use crate::store::fixture::{Fixture, NOW};

    fn run(fixture: &Fixture, sql: &'static str) {
        fixture.store.writer().urgent(move |tx| Ok(tx.execute_batch(sql)?)).wait().unwrap();
    }

    fn heard(fixture: &Fixture, track: TrackId, length_ms: i64) {
        let opened = PlayOpened {
            id: PlayId::made_at(NOW.unix_ms),
            track: Some(track),
            title: "Sunny".into(),
            artist: "Bobby Hebb".into(),
            album: None,
            started_at: NOW,
            length_ms: Some(length_ms),
            source: Source { kind: SourceKind::Queue, id: None, name: String::new() },
        };
        let progress = PlayProgress { heard_ms: 40_000, position_ms: 40_000, audible: true, key_age_ms: 0 };
        fixture.store.record_past_plays(vec![PastPlay { opened, progress, ending: Ending::Next }]).wait().unwrap();
    }

    #[test]
    fn what_is_pruned_and_comes_back_finds_its_plays_and_lines() {
        let fixture = Fixture::new();
        let gone = fixture.track("Sunny", "Bobby Hebb");
        heard(&fixture, gone, 200_000);
        heard(&fixture, gone, 300_000);
        let id = PlaylistId::made_at(NOW.unix_ms);
        for edit in [PlaylistEdit::Create { id, name: "L".into() }, PlaylistEdit::Add { id, tracks: vec![gone] }] {
            fixture.store.edit_playlist(edit, NOW).wait().unwrap();
        }
        run(&fixture, "DELETE FROM tracks");
        let nothing = fixture.store.relink().wait().unwrap();
        assert_eq!(nothing, Relinked::default());

        fixture.track("Other", "Bobby Hebb");
        let back = fixture.track("SUNNY", "Bobby  Hebb");
        let done = fixture.store.relink().wait().unwrap();
        assert_eq!(done, Relinked { plays: 1, playlist_lines: 1 }, "one play was of something longer");
        assert_eq!(fixture.number("SELECT track_id FROM playlist_entries"), back.0);
        assert_eq!(fixture.number("SELECT listens FROM track_stats"), 1);
        assert_eq!(fixture.reader().wrong_track_stats().unwrap(), 0);
        assert_eq!(fixture.store.relink().wait().unwrap(), nothing);
    }

    #[test]
    fn of_equal_words_the_path_or_the_album_decides_and_else_nothing_does() {
        let fixture = Fixture::new();
        let tracks = [fixture.track("Sunny", "Bobby Hebb"), fixture.track("Sunny", "Bobby Hebb")];
        run(
            &fixture,
            "INSERT INTO albums (id, identity, title, fold, sort_key, artist, added_at)
             VALUES (1, 'a', 'Best Of', 'best of', '', '', 0);
             UPDATE tracks SET album_id = 1 WHERE id = 2;
             INSERT INTO roots (id, path, added_at) VALUES (1, CAST('/m' AS BLOB), 0);
             INSERT INTO files (id, root_id, path, size, mtime_ns, ctime_ns, inode, format, added_at)
             VALUES (1, 1, CAST('a' AS BLOB), 0, 0, 0, 0, 'MP3', 0);
             INSERT INTO track_files (file_id, track_id) VALUES (1, 1);
             INSERT INTO snapshots (id, title, artist, album)
             VALUES (1, 'Sunny', 'Bobby Hebb', NULL), (2, 'Sunny', 'Bobby Hebb', 'Best of');
             INSERT INTO playlists (id, uuid, listener_id, name, sort_key, made_at, changed_at, utc_offset)
             VALUES (1, x'00', 1, '', '', 0, 0, 0);
             INSERT INTO playlist_entries (playlist_id, position, snapshot_id, path, added_at)
             VALUES (1, 1, 1, CAST('/m/a' AS BLOB), 0), (1, 2, 2, CAST('/elsewhere' AS BLOB), 0), (1, 3, 1, NULL, 0);",
        );
        assert_eq!(fixture.store.relink().wait().unwrap().playlist_lines, 2);
        let reader = fixture.reader();
        let mut lines = reader.connection.prepare("SELECT track_id FROM playlist_entries ORDER BY position").unwrap();
        let lines: Vec<Option<i64>> =
            lines.query_map([], |row| row.get(0)).unwrap().map(|line| line.unwrap()).collect();
        assert_eq!(lines, [Some(tracks[0].0), Some(tracks[1].0), None]);
    }
}
