//! Lines that are about to enter a playlist.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rusqlite::types::ValueRef;
use rusqlite::{OptionalExtension, Transaction};

use super::Line;
use crate::domain::ids::TrackId;
use crate::domain::playlist::PlainLine;
use crate::domain::time::Moment;
use crate::store::{Result, columns, snapshots};

/// Collects them from a place on, with the words of their tracks.
pub(super) struct NewLines<'t> {
    tx: &'t Transaction<'t>,
    place: u32,
    entry: i64,
    now: Moment,
    pub(super) lines: Vec<Line>,
    /// What the first of them is called.
    pub(super) first: String,
}

impl<'t> NewLines<'t> {
    pub(super) fn at(tx: &'t Transaction<'_>, place: u32, now: Moment) -> Result<Self> {
        // The number of a line that was removed is not given again: the journal may bring it back.
        let entry = tx
            .prepare_cached("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'playlist_entries'")?
            .query_row([], |row| row.get(0))?;
        Ok(Self { tx, place, entry, now, lines: Vec::new(), first: String::new() })
    }

    /// False for a track that is not there.
    pub(super) fn track(&mut self, track: TrackId) -> Result<bool> {
        match words_of(self.tx, track)? {
            Some(words) => self.words(&words).map(|()| true),
            None => Ok(false),
        }
    }

    /// What the line says is kept, whether its track is there or not.
    pub(super) fn words(&mut self, line: &PlainLine) -> Result<()> {
        self.entry += 1;
        self.put(Line {
            place: 0,
            entry: self.entry,
            track: line.track.map(|track| track.0),
            snapshot: snapshots::intern(self.tx, &line.title, &line.artist, line.album.as_deref())?,
            path: line.path.as_ref().map(|path| STANDARD_NO_PAD.encode(path)),
            length_ms: line.length_ms,
            added_at: self.now.unix_ms,
        });
        if self.first.is_empty() {
            self.first.clone_from(&line.title);
        }
        Ok(())
    }

    /// What a line of another list says, as a line of its own.
    pub(super) fn again(&mut self, line: Line) {
        self.entry += 1;
        let entry = self.entry;
        self.put(Line { entry, added_at: self.now.unix_ms, ..line });
    }

    /// A line that is there already, at its new place.
    pub(super) fn put(&mut self, line: Line) {
        self.lines.push(Line { place: self.place, ..line });
        self.place += 1;
    }
}

/// What a track says of itself, and where its file lies; none for one that is not there.
pub(super) fn words_of(tx: &Transaction<'_>, track: TrackId) -> Result<Option<PlainLine>> {
    Ok(tx
        .prepare_cached(
            "SELECT tracks.title, tracks.artist, albums.title, tracks.length_ms,
                    (SELECT roots.path FROM track_files JOIN files ON files.id = file_id
                     JOIN roots ON roots.id = root_id
                     WHERE track_id = tracks.id ORDER BY missing_since IS NOT NULL, files.id LIMIT 1),
                    (SELECT files.path FROM track_files JOIN files ON files.id = file_id
                     WHERE track_id = tracks.id ORDER BY missing_since IS NOT NULL, files.id LIMIT 1)
             FROM tracks LEFT JOIN albums ON albums.id = tracks.album_id WHERE tracks.id = ?1",
        )?
        .query_row([track.0], |row| {
            let has_file = row.get_ref(5)? != ValueRef::Null;
            Ok(PlainLine {
                track: Some(track),
                title: row.get(0)?,
                artist: row.get(1)?,
                album: row.get(2)?,
                length_ms: row.get(3)?,
                path: if has_file { Some(columns::path_below(row, 4)?) } else { None },
            })
        })
        .optional()?)
}

/// A line as a list holds it: with the words of its track, else with its own. None where neither
/// says anything.
pub(super) fn kept(tx: &Transaction<'_>, line: &PlainLine) -> Result<Option<PlainLine>> {
    let known = line.track.map(|track| words_of(tx, track)).transpose()?.flatten();
    let says_nothing = line.title.is_empty() && line.path.is_none();
    Ok(known.or_else(|| (!says_nothing).then(|| PlainLine { track: None, ..line.clone() })))
}

/// Lines for the end of a list, and the title of the first. Tracks that are not there are left out.
pub(super) fn new_lines(
    tx: &Transaction<'_>,
    list: i64,
    tracks: &[TrackId],
    now: Moment,
) -> Result<(Vec<Line>, String)> {
    let mut new = NewLines::at(tx, length(tx, list)?, now)?;
    for track in tracks {
        new.track(*track)?;
    }
    Ok((new.lines, new.first))
}

/// The lines of a list as they are stored, in order.
pub(super) fn stored(tx: &Transaction<'_>, list: i64) -> Result<Vec<Line>> {
    let mut read = tx.prepare_cached(
        "SELECT id, track_id, snapshot_id, path, length_ms, added_at FROM playlist_entries
         WHERE playlist_id = ?1 ORDER BY position, id",
    )?;
    let lines = read.query_map([list], |row| {
        let path: Option<Vec<u8>> = row.get(3)?;
        Ok(Line {
            place: 0,
            entry: row.get(0)?,
            track: row.get(1)?,
            snapshot: row.get(2)?,
            path: path.map(|path| STANDARD_NO_PAD.encode(path)),
            length_ms: row.get(4)?,
            added_at: row.get(5)?,
        })
    })?;
    let place = |(place, line): (u32, rusqlite::Result<Line>)| line.map(|line| Line { place, ..line });
    Ok((0..).zip(lines).map(place).collect::<rusqlite::Result<_>>()?)
}

pub(super) fn length(tx: &Transaction<'_>, list: i64) -> Result<u32> {
    Ok(tx
        .prepare_cached("SELECT count(*) FROM playlist_entries WHERE playlist_id = ?1")?
        .query_row([list], |row| row.get(0))?)
}
