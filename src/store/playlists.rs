//! Orders made by hand. A deleted playlist keeps its lines, so that undo brings back the very
//! same ones; a removed line goes into the journal whole.

mod edits;
mod filling;
mod folders;
mod lines;
mod making;
mod order;
mod reading;
mod runs;
mod seen;
mod taking;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

pub(super) use self::edits::make;
pub use self::making::AT_ONCE;
pub use self::reading::NO_TRACK;
pub(super) use self::reading::heard_from;
use super::changes::Change;
use super::{Receipt, Result, Store, StoreError, playlist_order, relink};
use crate::domain::fold::sort_key;
use crate::domain::human;
use crate::domain::ids::{ListenerId, PlaylistId};
use crate::domain::playlist::{PlaylistEdit, folder};
use crate::domain::time::Moment;

/// One undoable act on one playlist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Step {
    /// What it is called, and whether it is there at all.
    Head {
        id: PlaylistId,
        name: String,
        deleted: bool,
    },
    /// Puts lines where they stand afterwards, first place first.
    Insert {
        id: PlaylistId,
        lines: Vec<Line>,
    },
    Take {
        id: PlaylistId,
        #[serde(with = "runs")]
        entries: Vec<i64>,
    },
    Move {
        id: PlaylistId,
        entry: i64,
        to: u32,
    },
    /// The lines of a list that is being filled go behind those of this one.
    Join {
        id: PlaylistId,
        from: PlaylistId,
    },
    /// Where these lines stand afterwards, first place first; the others keep their order.
    Place {
        id: PlaylistId,
        lines: Vec<(i64, u32)>,
    },
    /// All lines, in their new order.
    Arrange {
        id: PlaylistId,
        #[serde(with = "runs")]
        entries: Vec<i64>,
    },
    Describe {
        id: PlaylistId,
        words: String,
    },
    /// Whether a track is kept from the suggestions.
    Pass {
        id: PlaylistId,
        track: i64,
        passed: bool,
    },
}

/// A line with everything needed to put the very same one back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Line {
    /// From 0, in the list that has it.
    place: u32,
    entry: i64,
    track: Option<i64>,
    snapshot: i64,
    /// Base64 of the raw bytes.
    path: Option<String>,
    length_ms: Option<i64>,
    added_at: i64,
}

impl Store {
    /// None when the edit changes nothing, such as a move to where the line stands.
    pub fn edit_playlist(&self, edit: PlaylistEdit, now: Moment) -> Receipt<Option<Change>> {
        let listener = self.listener();
        self.writer().urgent(move |tx| make(tx, listener, &edit, now))
    }
}

fn one_or_many(first: &str, count: usize) -> String {
    if count == 1 {
        first.to_owned()
    } else {
        human::count(u32::try_from(count).unwrap_or(u32::MAX), "track", "tracks")
    }
}

/// A name as it is kept.
pub(super) fn usable(name: &str) -> Result<String> {
    folder::usable(name).ok_or_else(|| StoreError::Refused("a playlist needs a name".into()))
}

/// A new row that is not there yet: the step that follows brings it in, and its inverse takes it out.
fn insert(tx: &Transaction<'_>, listener: ListenerId, id: PlaylistId, name: &str, now: Moment) -> Result<()> {
    let rows = tx.execute(
        "INSERT OR IGNORE INTO playlists
           (uuid, listener_id, name, sort_key, made_at, changed_at, utc_offset, deleted_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?5)",
        params![id.0.as_bytes(), listener.0, name, sort_key(name), now.unix_ms, now.offset_minutes],
    )?;
    if rows == 0 { Err(StoreError::Refused(format!("there is a playlist {id} already"))) } else { Ok(()) }
}

struct Head {
    row: i64,
    name: String,
}

fn standing(tx: &Transaction<'_>, listener: ListenerId, id: PlaylistId) -> Result<Head> {
    tx.prepare_cached("SELECT id, name FROM playlists WHERE uuid = ?1 AND listener_id = ?2 AND deleted_at IS NULL")?
        .query_row(params![id.0.as_bytes(), listener.0], |row| Ok(Head { row: row.get(0)?, name: row.get(1)? }))
        .optional()?
        .ok_or_else(|| StoreError::NotFound(format!("the playlist {id}")))
}

fn titles(tx: &Transaction<'_>, list: i64, entries: &[i64]) -> Result<Vec<String>> {
    let mut read = tx.prepare_cached(
        "SELECT title FROM playlist_entries JOIN snapshots ON snapshots.id = snapshot_id
         WHERE playlist_entries.id = ?1 AND playlist_id = ?2",
    )?;
    let mut titles = Vec::new();
    for entry in entries {
        titles.extend(read.query_row([entry, &list], |row| row.get::<_, String>(0)).optional()?);
    }
    Ok(titles)
}

impl Step {
    const fn list(&self) -> PlaylistId {
        match self {
            Self::Head { id, .. }
            | Self::Insert { id, .. }
            | Self::Take { id, .. }
            | Self::Join { id, .. }
            | Self::Move { id, .. }
            | Self::Place { id, .. }
            | Self::Arrange { id, .. }
            | Self::Describe { id, .. }
            | Self::Pass { id, .. } => *id,
        }
    }

    /// Gives the step that takes this one back.
    pub(super) fn apply(&self, tx: &Transaction<'_>, now: Moment) -> Result<Self> {
        let id = self.list();
        let list = tx
            .prepare_cached("SELECT id FROM playlists WHERE uuid = ?1")?
            .query_row([id.0.as_bytes()], |row| row.get(0))
            .optional()?;
        let Some(list) = list else { return Ok(self.clone()) };
        let inverse = match self {
            Self::Head { name, deleted, .. } => set_head(tx, list, id, name, *deleted, now)?,
            Self::Insert { lines, .. } => put(tx, list, id, lines)?,
            Self::Take { entries, .. } => take(tx, list, id, entries)?,
            Self::Join { from, .. } => filling::join(tx, list, id, *from)?,
            Self::Move { entry, to, .. } => shift(tx, list, id, *entry, *to)?,
            Self::Place { lines, .. } => order::place(tx, list, id, lines)?,
            Self::Arrange { entries, .. } => order::arrange(tx, list, id, entries)?,
            Self::Describe { words, .. } => describe(tx, list, id, words)?,
            // It changes nothing of the list itself.
            Self::Pass { track, passed, .. } => return pass(tx, list, id, (*track, *passed), now),
        };
        tx.prepare_cached("UPDATE playlists SET changed_at = ?2, utc_offset = ?3 WHERE id = ?1")?.execute(params![
            list,
            now.unix_ms,
            now.offset_minutes
        ])?;
        Ok(inverse)
    }
}

fn set_head(tx: &Transaction<'_>, list: i64, id: PlaylistId, name: &str, deleted: bool, now: Moment) -> Result<Step> {
    let was = tx.query_row("SELECT name, deleted_at IS NOT NULL FROM playlists WHERE id = ?1", [list], |row| {
        Ok(Step::Head { id, name: row.get(0)?, deleted: row.get(1)? })
    })?;
    tx.execute(
        "UPDATE playlists SET name = ?2, sort_key = ?3, deleted_at = ?4 WHERE id = ?1",
        params![list, name, sort_key(name), deleted.then_some(now.unix_ms)],
    )?;
    Ok(was)
}

fn describe(tx: &Transaction<'_>, list: i64, id: PlaylistId, words: &str) -> Result<Step> {
    let was = tx.query_row("SELECT description FROM playlists WHERE id = ?1", [list], |row| row.get(0))?;
    tx.execute("UPDATE playlists SET description = ?2 WHERE id = ?1", params![list, words])?;
    Ok(Step::Describe { id, words: was })
}

fn pass(tx: &Transaction<'_>, list: i64, id: PlaylistId, (track, passed): (i64, bool), now: Moment) -> Result<Step> {
    let changed = if passed {
        // Nothing to keep once the track is gone.
        tx.execute(
            "INSERT OR IGNORE INTO playlist_passes (playlist_id, track_id, passed_at)
             SELECT ?1, id, ?3 FROM tracks WHERE id = ?2",
            params![list, track, now.unix_ms],
        )?
    } else {
        tx.execute("DELETE FROM playlist_passes WHERE playlist_id = ?1 AND track_id = ?2", params![list, track])?
    };
    Ok(Step::Pass { id, track, passed: if changed > 0 { !passed } else { passed } })
}

fn put(tx: &Transaction<'_>, list: i64, id: PlaylistId, lines: &[Line]) -> Result<Step> {
    let order = playlist_order::read(tx, list)?;
    let mut insert = tx.prepare_cached(
        "INSERT OR IGNORE INTO playlist_entries
           (id, playlist_id, position, track_id, snapshot_id, path, length_ms, added_at)
         VALUES (?1, ?2, ?3, (SELECT id FROM tracks WHERE id = ?4), ?5, ?6, ?7, ?8) RETURNING track_id IS NULL",
    )?;
    let places: Vec<u32> = lines.iter().map(|line| line.place).collect();
    let positions = playlist_order::make_room(tx, &order, &places)?;
    let mut lost = false;
    for (line, position) in lines.iter().zip(positions) {
        let path = line.path.as_ref().and_then(|path| STANDARD_NO_PAD.decode(path).ok());
        let gone = insert.query_row(
            params![line.entry, list, position, line.track, line.snapshot, path, line.length_ms, line.added_at],
            |row| row.get::<_, bool>(0),
        );
        lost |= gone.optional()? == Some(true) && line.track.is_some();
    }
    // Its track was joined with another since: the other one has its words or its path.
    if lost {
        relink::playlist_lines(tx)?;
    }
    Ok(Step::Take { id, entries: lines.iter().map(|line| line.entry).collect() })
}

fn take(tx: &Transaction<'_>, list: i64, id: PlaylistId, entries: &[i64]) -> Result<Step> {
    let taken: std::collections::HashSet<i64> = entries.iter().copied().collect();
    let mut read = tx.prepare_cached(
        "SELECT track_id, snapshot_id, path, length_ms, added_at FROM playlist_entries WHERE id = ?1",
    )?;
    let mut delete = tx.prepare_cached("DELETE FROM playlist_entries WHERE id = ?1")?;
    let mut lines = Vec::with_capacity(entries.len());
    for (place, (entry, _)) in (0..).zip(playlist_order::read(tx, list)?) {
        if !taken.contains(&entry) {
            continue;
        }
        lines.push(read.query_row([entry], |row| {
            let path: Option<Vec<u8>> = row.get(2)?;
            Ok(Line {
                place,
                entry,
                track: row.get(0)?,
                snapshot: row.get(1)?,
                path: path.map(|path| STANDARD_NO_PAD.encode(path)),
                length_ms: row.get(3)?,
                added_at: row.get(4)?,
            })
        })?);
        delete.execute([entry])?;
    }
    Ok(Step::Insert { id, lines })
}

fn shift(tx: &Transaction<'_>, list: i64, id: PlaylistId, entry: i64, to: u32) -> Result<Step> {
    let mut order = playlist_order::read(tx, list)?;
    let Some(from) = order.iter().position(|line| line.0 == entry) else { return Ok(Step::Move { id, entry, to }) };
    order.remove(from);
    for position in playlist_order::make_room(tx, &order, &[to])? {
        tx.execute("UPDATE playlist_entries SET position = ?2 WHERE id = ?1", params![entry, position])?;
    }
    Ok(Step::Move { id, entry, to: from as u32 })
}

#[cfg(test)]
mod tests;
