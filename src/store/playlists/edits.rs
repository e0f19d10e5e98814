//! Edits become steps of the journal, each with its one line of words.

use rusqlite::{OptionalExtension, Transaction, params};

use super::lines::{NewLines, length, new_lines, stored};
use super::reading::lines_of;
use super::{Line, Step, folders, insert, one_or_many, order, standing, titles, usable};
use crate::domain::human;
use crate::domain::ids::{ListenerId, PlaylistId};
use crate::domain::playlist::PlaylistEdit;
use crate::domain::playlist::folder::shown;
use crate::domain::text::clean;
use crate::domain::time::Moment;
use crate::store::changes::{self, Change};
use crate::store::{Result, playlist_order};

/// # Errors
/// [`NotFound`](crate::store::StoreError::NotFound) for a playlist that is not this listener's or was deleted,
/// [`Refused`](crate::store::StoreError::Refused) for an empty name or a name that is taken by its id.
pub(in crate::store) fn make(
    tx: &Transaction<'_>,
    listener: ListenerId,
    edit: &PlaylistEdit,
    now: Moment,
) -> Result<Option<Change>> {
    let (summary, step) = match edit {
        PlaylistEdit::ToFolder { lists, folders: moved, folder } => {
            return folders::to_folder(tx, listener, (lists, moved), folder, now);
        }
        PlaylistEdit::RenameFolder { folder, to } => return folders::rename(tx, listener, (folder, to), now),
        PlaylistEdit::DissolveFolder { folder } => return folders::dissolve(tx, listener, folder, now),
        PlaylistEdit::DeleteAll { lists, folders } => return folders::delete_all(tx, listener, (lists, folders), now),
        PlaylistEdit::Duplicate { id, copy, name } => return duplicate(tx, listener, *id, (*copy, name), now),
        PlaylistEdit::Split { id, entries, new, name } => {
            return split(tx, listener, (*id, entries), (*new, name), now);
        }
        PlaylistEdit::Merge { from, into, name } => return merge(tx, listener, from, (*into, name.as_deref()), now),
        PlaylistEdit::MoveTogether { id, entries, to } => {
            let list = standing(tx, listener, *id)?;
            let Some(lines) = order::together(tx, list.row, entries, *to)? else { return Ok(None) };
            let first: Vec<i64> = lines.iter().take(1).map(|line| line.0).collect();
            let what = one_or_many(&titles(tx, list.row, &first)?.pop().unwrap_or_default(), lines.len());
            (format!("Moved {what} in {}", shown(&list.name)), Step::Place { id: *id, lines })
        }
        PlaylistEdit::Sort { id, by } => {
            let name = standing(tx, listener, *id)?.name;
            let mut lines = lines_of(tx, listener, *id)?;
            let before: Vec<i64> = lines.iter().map(|line| line.entry).collect();
            by.sort(&mut lines, |line| &line.card, |line| line.added_at.unix_ms);
            let entries: Vec<i64> = lines.iter().map(|line| line.entry).collect();
            if entries == before {
                return Ok(None);
            }
            (format!("Sorted {} {}", shown(&name), by.words()), Step::Arrange { id: *id, entries })
        }
        PlaylistEdit::Describe { id, words } => {
            let (list, words) = (standing(tx, listener, *id)?, clean(words));
            let sql = "SELECT description = ?2 FROM playlists WHERE id = ?1";
            if tx.query_row(sql, params![list.row, words], |row| row.get(0))? {
                return Ok(None);
            }
            (format!("Described {}", shown(&list.name)), Step::Describe { id: *id, words })
        }
        PlaylistEdit::PassOver { id, track } => {
            let list = standing(tx, listener, *id)?;
            let sql = "SELECT title FROM tracks WHERE id = ?1 AND NOT EXISTS (
                         SELECT 1 FROM playlist_passes WHERE playlist_id = ?2 AND track_id = tracks.id)";
            let title: Option<String> = tx.query_row(sql, [track.0, list.row], |row| row.get(0)).optional()?;
            let Some(title) = title else { return Ok(None) };
            (
                format!("Passed over {title} for {}", shown(&list.name)),
                Step::Pass { id: *id, track: track.0, passed: true },
            )
        }
        PlaylistEdit::OfferAgain { id, track } => {
            let list = standing(tx, listener, *id)?;
            let sql = "SELECT title FROM tracks JOIN playlist_passes ON track_id = tracks.id
                       WHERE track_id = ?1 AND playlist_id = ?2";
            let title: Option<String> = tx.query_row(sql, [track.0, list.row], |row| row.get(0)).optional()?;
            let Some(title) = title else { return Ok(None) };
            (
                format!("Offers {title} for {} again", shown(&list.name)),
                Step::Pass { id: *id, track: track.0, passed: false },
            )
        }
        PlaylistEdit::Create { id, name } => {
            let name = usable(name)?;
            insert(tx, listener, *id, &name, now)?;
            (format!("Made the playlist {}", shown(&name)), Step::Head { id: *id, name, deleted: false })
        }
        PlaylistEdit::Rename { id, name } => {
            let (list, name) = (standing(tx, listener, *id)?, usable(name)?);
            if list.name == name {
                return Ok(None);
            }
            (format!("Renamed {} to {}", shown(&list.name), shown(&name)), Step::Head { id: *id, name, deleted: false })
        }
        PlaylistEdit::Delete { id } => {
            let name = standing(tx, listener, *id)?.name;
            (format!("Deleted the playlist {}", shown(&name)), Step::Head { id: *id, name, deleted: true })
        }
        PlaylistEdit::Add { id, tracks } => {
            let list = standing(tx, listener, *id)?;
            let (lines, words) = new_lines(tx, list.row, tracks, now)?;
            if lines.is_empty() {
                return Ok(None);
            }
            let what = one_or_many(&words, lines.len());
            (format!("Added {what} to {}", shown(&list.name)), Step::Insert { id: *id, lines })
        }
        PlaylistEdit::Remove { id, entries } => {
            let list = standing(tx, listener, *id)?;
            let mut entries = entries.clone();
            entries.sort_unstable();
            entries.dedup();
            let titles = titles(tx, list.row, &entries)?;
            let Some(first) = titles.first() else { return Ok(None) };
            let summary = format!("Removed {} from {}", one_or_many(first, titles.len()), shown(&list.name));
            let mut steps = passed_by(tx, list.row, *id, &entries)?;
            steps.push(Step::Take { id: *id, entries });
            return make_all(tx, listener, now, summary, steps);
        }
        PlaylistEdit::Move { id, entry, to } => {
            let list = standing(tx, listener, *id)?;
            let order = playlist_order::read(tx, list.row)?;
            let Some(from) = order.iter().position(|line| line.0 == *entry) else { return Ok(None) };
            let to = (*to as usize).min(order.len() - 1);
            if from == to {
                return Ok(None);
            }
            let title = titles(tx, list.row, &[*entry])?.pop().unwrap_or_default();
            (format!("Moved {title} in {}", shown(&list.name)), Step::Move { id: *id, entry: *entry, to: to as u32 })
        }
    };
    changes::make(tx, listener, now, summary, &changes::Step::Playlist(step)).map(Some)
}

/// Of more lines taken out at once, none is passed over.
const HOUSEKEEPING: usize = 50;

/// What is taken out by hand does not belong there: it is passed over for the list, unless
/// another line has it still. Much at once is housekeeping and says nothing.
fn passed_by(tx: &Transaction<'_>, list: i64, id: PlaylistId, entries: &[i64]) -> Result<Vec<Step>> {
    if entries.len() > HOUSEKEEPING {
        return Ok(Vec::new());
    }
    let mut tracks = tx.prepare_cached("SELECT track_id FROM playlist_entries WHERE playlist_id = ?1 AND id = ?2")?;
    let mut lines = tx.prepare_cached("SELECT id FROM playlist_entries WHERE playlist_id = ?1 AND track_id = ?2")?;
    let mut steps = Vec::new();
    for entry in entries {
        let Some(track) = tracks.query_row([list, *entry], |row| row.get(0)).optional()?.flatten() else { continue };
        let stands: Vec<i64> = lines.query_map([list, track], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        if stands.iter().all(|line| entries.binary_search(line).is_ok()) {
            steps.push(Step::Pass { id, track, passed: true });
        }
    }
    Ok(steps)
}

/// Several steps on playlists, or on those by rules, as one change.
pub(super) fn make_all<S: Into<changes::Step>>(
    tx: &Transaction<'_>,
    listener: ListenerId,
    now: Moment,
    summary: String,
    steps: Vec<S>,
) -> Result<Option<Change>> {
    let mut steps = steps.into_iter().map(Into::into);
    changes::make_several(tx, listener, now, summary, || Ok(steps.next()))
}

/// The lines are copied before the list is there, and stay when it is deleted: the journal need
/// not hold them.
fn duplicate(
    tx: &Transaction<'_>,
    listener: ListenerId,
    id: PlaylistId,
    (copy, name): (PlaylistId, &str),
    now: Moment,
) -> Result<Option<Change>> {
    let (list, name) = (standing(tx, listener, id)?, usable(name)?);
    insert(tx, listener, copy, &name, now)?;
    tx.execute(
        "UPDATE playlists SET description = (SELECT description FROM playlists WHERE id = ?2) WHERE uuid = ?1",
        params![copy.0.as_bytes(), list.row],
    )?;
    copy_lines(tx, list.row, copy)?;
    let summary = format!("Made {}, a copy of {}", shown(&name), shown(&list.name));
    make_all(tx, listener, now, summary, vec![Step::Head { id: copy, name, deleted: false }])
}

/// Appends the lines of a list to one that is not there yet.
fn copy_lines(tx: &Transaction<'_>, from: i64, to: PlaylistId) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO playlist_entries (playlist_id, position, track_id, snapshot_id, path, length_ms, added_at)
         SELECT made.id, base.last + 1024.0 * row_number() OVER (ORDER BY position, lines.id),
                track_id, snapshot_id, path, length_ms, lines.added_at
         FROM playlist_entries AS lines
         JOIN playlists AS made ON made.uuid = ?2
         JOIN (SELECT coalesce(max(position), 0.0) AS last FROM playlist_entries
               WHERE playlist_id = (SELECT id FROM playlists WHERE uuid = ?2)) AS base
         WHERE lines.playlist_id = ?1",
    )?
    .execute(params![from, to.0.as_bytes()])?;
    Ok(())
}

/// Lines keep their identity in the new list.
fn split(
    tx: &Transaction<'_>,
    listener: ListenerId,
    (id, entries): (PlaylistId, &[i64]),
    (new, name): (PlaylistId, &str),
    now: Moment,
) -> Result<Option<Change>> {
    let (list, name) = (standing(tx, listener, id)?, usable(name)?);
    let wanted: std::collections::HashSet<i64> = entries.iter().copied().collect();
    let gone: Vec<Line> = stored(tx, list.row)?.into_iter().filter(|line| wanted.contains(&line.entry)).collect();
    if gone.is_empty() {
        return Ok(None);
    }
    insert(tx, listener, new, &name, now)?;
    let count = human::count(u32::try_from(gone.len()).unwrap_or(u32::MAX), "track", "tracks");
    let summary = format!("Split {count} of {} into {}", shown(&list.name), shown(&name));
    let take = Step::Take { id, entries: gone.iter().map(|line| line.entry).collect() };
    let lines = (0..).zip(gone).map(|(place, line)| Line { place, ..line }).collect();
    let head = Step::Head { id: new, name, deleted: false };
    make_all(tx, listener, now, summary, vec![take, head, Step::Insert { id: new, lines }])
}

fn merge(
    tx: &Transaction<'_>,
    listener: ListenerId,
    from: &[PlaylistId],
    (into, name): (PlaylistId, Option<&str>),
    now: Moment,
) -> Result<Option<Change>> {
    let mut heads = Vec::new();
    for id in from.iter().filter(|id| **id != into) {
        heads.push((*id, standing(tx, listener, *id)?));
    }
    if heads.is_empty() {
        return Ok(None);
    }
    if let Some(name) = name {
        let name = usable(name)?;
        insert(tx, listener, into, &name, now)?;
        for (_, head) in &heads {
            copy_lines(tx, head.row, into)?;
        }
        let summary = format!("Merged {} into {}", human::playlists(heads.len()), shown(&name));
        return make_all(tx, listener, now, summary, vec![Step::Head { id: into, name, deleted: false }]);
    }
    let target = standing(tx, listener, into)?;
    let mut new = NewLines::at(tx, length(tx, target.row)?, now)?;
    let mut steps = Vec::new();
    for (id, head) in &heads {
        stored(tx, head.row)?.into_iter().for_each(|line| new.again(line));
        steps.push(Step::Head { id: *id, name: head.name.clone(), deleted: true });
    }
    if !new.lines.is_empty() {
        steps.insert(0, Step::Insert { id: into, lines: new.lines });
    }
    let summary = match heads.as_slice() {
        [(_, head)] => format!("Merged {} into {}", shown(&head.name), shown(&target.name)),
        several => format!("Merged {} into {}", human::playlists(several.len()), shown(&target.name)),
    };
    make_all(tx, listener, now, summary, steps)
}
