//! Long lists that come from files: filled while nobody sees them, a little at a time, so that
//! plays are written down meanwhile. The last act makes them be there, as one change.
//!
//! Who is killed half way leaves lists that nobody ever saw. They bear a mark, and are swept away
//! later, when a lock tells that nobody is filling any.

use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;

use rusqlite::{OptionalExtension, Transaction, params};

use super::lines::kept;
use super::seen::state_in;
use super::{Step, insert, standing, usable};
use crate::domain::ids::{ListenerId, PlaylistId};
use crate::domain::playlist::{NewList, PlainLine};
use crate::domain::text::clean;
use crate::domain::time::Moment;
use crate::store::changes::{self, Change};
use crate::store::{PlaylistState, Result, Store, StoreError, snapshots};

/// Lines of one batch: some milliseconds of the writer's time.
const BATCH: usize = 250;
/// When a list that is being filled was deleted. No other was, so long ago.
const UNFINISHED: i64 = 0;
/// Between two lines, as `playlist_order` leaves room.
const STEP: f64 = 1024.0;

/// Is told how many lines are kept so far; false stops it, and nothing is kept.
pub type Kept<'k> = &'k mut dyn FnMut(usize) -> bool;

/// What was done, and how the lists that were made stood at its end.
pub(super) type Filled = (Option<Change>, Vec<PlaylistState>);

/// Where the lines of the filled lists go at last.
enum End {
    /// They are lists of their own.
    Stand(Vec<(PlaylistId, String)>),
    /// Behind what stands in this list.
    Join { id: PlaylistId, from: PlaylistId },
}

impl Store {
    /// Makes lists, as one change. None for no lists.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for an empty name, a list that is there already, or when it was
    /// stopped; those of SQLite. Nothing is kept then.
    pub fn make_lists(
        &self,
        lists: Vec<NewList>,
        summary: String,
        now: Moment,
        kept: Kept<'_>,
    ) -> Result<Option<Change>> {
        Ok(self.make_lists_with_states(lists, summary, now, kept)?.0)
    }

    pub(super) fn make_lists_with_states(
        &self,
        lists: Vec<NewList>,
        summary: String,
        now: Moment,
        kept: Kept<'_>,
    ) -> Result<Filled> {
        if lists.is_empty() {
            return Ok((None, Vec::new()));
        }
        let names: Result<Vec<_>> = lists.iter().map(|list| Ok((list.id, usable(&list.name)?))).collect();
        self.fill(lists, End::Stand(names?), summary, now, kept)
    }

    /// Puts many lines behind those of a list, as one change. None for no lines.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a list that is gone, else those of [`make_lists`](Self::make_lists).
    pub fn append_lines(
        &self,
        id: PlaylistId,
        lines: Vec<PlainLine>,
        summary: String,
        now: Moment,
        kept: Kept<'_>,
    ) -> Result<Option<Change>> {
        if lines.is_empty() {
            return Ok(None);
        }
        let from = PlaylistId::made_at(now.unix_ms);
        let list = NewList { id: from, name: "being read".into(), about: String::new(), lines };
        Ok(self.fill(vec![list], End::Join { id, from }, summary, now, kept)?.0)
    }

    fn fill(&self, lists: Vec<NewList>, end: End, summary: String, now: Moment, kept: Kept<'_>) -> Result<Filled> {
        self.sweep_unfinished()?;
        let held = self.filling().and_then(|file| file.lock_shared().map(|()| file));
        if let Err(error) = &held {
            // Another process may then sweep it away, which this one is told.
            tracing::warn!("nobody can see that lists are being filled: {error}");
        }
        let ids: Vec<PlaylistId> = lists.iter().map(|list| list.id).collect();
        let filled = self.fill_each(lists, now, kept).and_then(|()| {
            let listener = self.listener();
            self.writer().urgent(move |tx| finish(tx, listener, end, summary, now)).wait()
        });
        if filled.is_err()
            && let Err(error) = self.sweep(&ids)
        {
            // What it broke at is told; this is swept away by whoever fills next.
            tracing::warn!("half filled lists are left: {error}");
        }
        filled
    }

    fn fill_each(&self, lists: Vec<NewList>, now: Moment, kept: Kept<'_>) -> Result<()> {
        let (listener, mut done) = (self.listener(), 0);
        let mut batch = Batch::default();
        for list in lists {
            let mut lines = list.lines.into_iter();
            let head = Some((list.name, list.about));
            let mut part = Part { id: list.id, head, first: 0, lines: Vec::new() };
            loop {
                let room = BATCH.saturating_sub(batch.lines);
                let first = part.first;
                part.lines = lines.by_ref().take(room).collect();
                let count = part.lines.len();
                batch.lines += count.max(1);
                batch.parts.push(part);
                done += count;
                let full = batch.lines >= BATCH;
                part = Part { id: list.id, head: None, first: first + count, lines: Vec::new() };
                if full {
                    let parts = std::mem::take(&mut batch).parts;
                    self.writer().bulk_beside_facts(move |tx| put_in(tx, listener, parts, now)).wait()?;
                    if !kept(done) {
                        return Err(StoreError::Refused("stopped; nothing was changed".into()));
                    }
                }
                if lines.len() == 0 {
                    break;
                }
            }
        }
        let parts = batch.parts;
        self.writer().bulk_beside_facts(move |tx| put_in(tx, listener, parts, now)).wait()?;
        if kept(done) { Ok(()) } else { Err(StoreError::Refused("stopped; nothing was changed".into())) }
    }

    /// Takes away what a killed process left half filled, unless some process is filling now.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn sweep_unfinished(&self) -> Result<()> {
        let left = |connection: &rusqlite::Connection| -> Result<Vec<PlaylistId>> {
            let mut rows = connection.prepare_cached("SELECT uuid FROM playlists WHERE deleted_at = ?1")?;
            let rows = rows.query_map([UNFINISHED], |row| Ok(PlaylistId(crate::store::columns::uuid(row, 0)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        if left(&self.reader()?.connection)?.is_empty() {
            return Ok(());
        }
        // Where there are no locks, what is left stays: nobody sees it.
        let Ok(file) = self.filling() else { return Ok(()) };
        if file.try_lock().is_err() {
            return Ok(());
        }
        let ids = left(&self.reader()?.connection)?;
        self.sweep(&ids)
    }

    fn sweep(&self, ids: &[PlaylistId]) -> Result<()> {
        for &id in ids {
            while self.writer().bulk_beside_facts(move |tx| sweep_some(tx, id)).wait()? {}
        }
        Ok(())
    }

    /// Locked by whoever fills lists, for all who do together.
    fn filling(&self) -> std::io::Result<File> {
        let path = self.database.path.with_extension("filling");
        File::options().create(true).truncate(false).write(true).mode(0o600).open(path)
    }
}

#[derive(Default)]
struct Batch {
    parts: Vec<Part>,
    lines: usize,
}

/// Lines that follow each other in one list.
struct Part {
    id: PlaylistId,
    /// Name and description, with the first lines of the list.
    head: Option<(String, String)>,
    first: usize,
    lines: Vec<PlainLine>,
}

fn put_in(tx: &Transaction<'_>, listener: ListenerId, parts: Vec<Part>, now: Moment) -> Result<()> {
    let mut write = tx.prepare_cached(
        "INSERT INTO playlist_entries (playlist_id, position, track_id, snapshot_id, path, length_ms, added_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for part in parts {
        if let Some((name, about)) = &part.head {
            insert(tx, listener, part.id, name, now)?;
            tx.prepare_cached("UPDATE playlists SET deleted_at = ?2, description = ?3 WHERE uuid = ?1")?
                .execute(params![part.id.0.as_bytes(), UNFINISHED, clean(about)])?;
        }
        let list = unfinished(tx, part.id)?
            .ok_or_else(|| StoreError::NotFound("what was read so far; another process took it away".into()))?;
        for (place, line) in (part.first + 1..).zip(&part.lines) {
            let Some(line) = kept(tx, line)? else { continue };
            let words = snapshots::intern(tx, &line.title, &line.artist, line.album.as_deref())?;
            let track = line.track.map(|track| track.0);
            write.execute(params![list, place as f64 * STEP, track, words, line.path, line.length_ms, now.unix_ms])?;
        }
    }
    Ok(())
}

fn unfinished(tx: &Transaction<'_>, id: PlaylistId) -> Result<Option<i64>> {
    let mut read = tx.prepare_cached("SELECT id FROM playlists WHERE uuid = ?1 AND deleted_at = ?2")?;
    Ok(read.query_row(params![id.0.as_bytes(), UNFINISHED], |row| row.get(0)).optional()?)
}

fn finish(tx: &Transaction<'_>, listener: ListenerId, end: End, summary: String, now: Moment) -> Result<Filled> {
    match end {
        End::Stand(lists) => {
            for (id, _) in &lists {
                // From here on it is like one that was deleted, and undo leaves it so.
                let row = unfinished(tx, *id)?.ok_or_else(|| StoreError::NotFound("what was read".into()))?;
                tx.prepare_cached("UPDATE playlists SET deleted_at = ?2 WHERE id = ?1")?
                    .execute(params![row, now.unix_ms])?;
            }
            let ids: Vec<PlaylistId> = lists.iter().map(|(id, _)| *id).collect();
            let heads = lists.into_iter().map(|(id, name)| Step::Head { id, name, deleted: false });
            let mut steps = heads.map(changes::Step::Playlist);
            let change = changes::make_several(tx, listener, now, summary, || Ok(steps.next()))?;
            Ok((change, ids.into_iter().map(|id| state_in(tx, listener, id)).collect::<Result<_>>()?))
        }
        End::Join { id, from } => {
            standing(tx, listener, id)?;
            let step = changes::Step::Playlist(Step::Join { id, from });
            Ok((Some(changes::make(tx, listener, now, summary, &step)?), Vec::new()))
        }
    }
}

/// Puts the lines of a list that is being filled behind those of another.
pub(super) fn join(tx: &Transaction<'_>, list: i64, id: PlaylistId, from: PlaylistId) -> Result<Step> {
    let Some(from) = unfinished(tx, from)? else { return Ok(Step::Take { id, entries: Vec::new() }) };
    let mut rows = tx.prepare_cached("SELECT id FROM playlist_entries WHERE playlist_id = ?1 ORDER BY position, id")?;
    let entries = rows.query_map([from], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let last: f64 = tx.query_row(
        "SELECT coalesce(max(position), 0.0) FROM playlist_entries WHERE playlist_id = ?1",
        [list],
        |row| row.get(0),
    )?;
    tx.execute(
        "UPDATE playlist_entries SET playlist_id = ?2, position = position + ?3 WHERE playlist_id = ?1",
        params![from, list, last],
    )?;
    tx.execute("DELETE FROM playlists WHERE id = ?1", [from])?;
    Ok(Step::Take { id, entries })
}

/// Whether more of it is left.
fn sweep_some(tx: &Transaction<'_>, id: PlaylistId) -> Result<bool> {
    let Some(list) = unfinished(tx, id)? else { return Ok(false) };
    let gone = tx.execute(
        "DELETE FROM playlist_entries WHERE id IN (SELECT id FROM playlist_entries WHERE playlist_id = ?1 LIMIT 2000)",
        [list],
    )?;
    if gone == 0 {
        tx.execute("DELETE FROM playlists WHERE id = ?1", [list])?;
    }
    Ok(gone > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::TrackId;
    use crate::store::fixture::{Fixture, NOW};

    fn lines(track: TrackId, count: usize) -> Vec<PlainLine> {
        let gone =
            |place| PlainLine { title: format!("gone {place}"), path: Some(b"/m".to_vec()), ..PlainLine::default() };
        let known = PlainLine { track: Some(track), ..PlainLine::default() };
        (0..count).map(|place| if place % 3 == 0 { known.clone() } else { gone(place) }).collect()
    }

    fn list(name: &str, lines: Vec<PlainLine>) -> NewList {
        NewList { id: PlaylistId::made_at(NOW.unix_ms), name: name.into(), about: String::new(), lines }
    }

    /// Lists by name with the titles of their lines.
    fn standing_lists(fixture: &Fixture) -> Vec<(String, Vec<String>)> {
        let (reader, listener) = (fixture.reader(), fixture.store.listener());
        let cards = reader.playlists(listener).unwrap().into_iter();
        let titles = |id| {
            let (_, lines) = reader.playlist(listener, id).unwrap().unwrap();
            lines.into_iter().map(|line| line.card.title).collect()
        };
        cards.map(|card| (card.name, titles(card.id))).collect()
    }

    #[test]
    fn lists_are_filled_in_batches_and_made_and_taken_back_as_one_change() {
        let fixture = Fixture::new();
        let track = fixture.track("a", "x");
        let lists =
            vec![list("Long", lines(track, 701)), list("Empty", Vec::new()), list("Rock/Short", lines(track, 2))];
        let mut told = Vec::new();
        let made = fixture.store.make_lists(lists, "Made 3".into(), NOW, &mut |done| {
            told.push(done);
            assert_eq!(fixture.reader().playlists(fixture.store.listener()).unwrap(), [], "nobody sees it yet");
            true
        });
        assert_eq!(made.unwrap().unwrap().summary, "Made 3");
        assert_eq!(told, [250, 500, 703]);
        let now = standing_lists(&fixture);
        assert_eq!(
            now.iter().map(|list| (list.0.as_str(), list.1.len())).collect::<Vec<_>>(),
            [("Empty", 0), ("Long", 701), ("Rock/Short", 2)]
        );
        assert_eq!((now[1].1[0].as_str(), now[1].1[1].as_str(), now[1].1[700].as_str()), ("a", "gone 1", "gone 700"));
        fixture.store.undo(NOW).wait().unwrap().unwrap();
        assert_eq!(standing_lists(&fixture), []);
        fixture.store.sweep_unfinished().unwrap();
        fixture.store.redo(NOW).wait().unwrap().unwrap();
        assert_eq!(standing_lists(&fixture), now, "what was taken back is not swept away");
    }

    #[test]
    fn stopped_or_refused_it_leaves_nothing() {
        let fixture = Fixture::new();
        let track = fixture.track("a", "x");
        let store = &fixture.store;
        let stopped = store.make_lists(vec![list("Long", lines(track, 900))], "No".into(), NOW, &mut |done| done < 500);
        assert!(matches!(stopped, Err(StoreError::Refused(_))));
        let one = list("One", lines(track, 300));
        let again = NewList { name: "Two".into(), ..one.clone() };
        assert!(store.make_lists(vec![one, again], "No".into(), NOW, &mut |_| true).is_err(), "one id for two");
        assert!(store.make_lists(vec![list(" ", Vec::new())], "No".into(), NOW, &mut |_| true).is_err());
        assert_eq!(fixture.number("SELECT count(*) FROM playlists"), 0);
        assert_eq!(fixture.number("SELECT count(*) FROM playlist_entries"), 0);
        assert_eq!(fixture.number("SELECT count(*) FROM changes"), 0);
    }

    #[test]
    fn what_a_killed_process_left_is_swept_away_when_nobody_fills() {
        let fixture = Fixture::new();
        let (store, listener) = (&fixture.store, fixture.store.listener());
        let track = fixture.track("a", "x");
        let id = PlaylistId::made_at(NOW.unix_ms);
        let part = Part { id, head: Some(("Half".into(), String::new())), first: 0, lines: lines(track, 40) };
        store.writer().bulk(move |tx| put_in(tx, listener, vec![part], NOW)).wait().unwrap();
        let held = store.filling().unwrap();
        held.lock_shared().unwrap();
        store.sweep_unfinished().unwrap();
        assert_eq!(fixture.number("SELECT count(*) FROM playlist_entries"), 40, "it may be at work");
        drop(held);
        store.make_lists(vec![list("New", lines(track, 3))], "Made".into(), NOW, &mut |_| true).unwrap();
        assert_eq!(fixture.number("SELECT count(*) FROM playlist_entries"), 3);
        assert_eq!(fixture.number("SELECT count(*) FROM playlists"), 1);
    }

    #[test]
    fn lines_come_behind_those_that_stand() {
        let fixture = Fixture::new();
        let (store, track) = (&fixture.store, fixture.track("a", "x"));
        let first = list("L", lines(track, 2));
        let id = first.id;
        store.make_lists(vec![first], "Made".into(), NOW, &mut |_| true).unwrap();
        let append = |lines| store.append_lines(id, lines, "Added".into(), NOW, &mut |_| true);
        assert_eq!(append(lines(track, 300)).unwrap().unwrap().summary, "Added");
        let after = standing_lists(&fixture);
        assert_eq!((after[0].1.len(), after[0].1[2].as_str(), after[0].1[301].as_str()), (302, "a", "gone 299"));
        store.undo(NOW).wait().unwrap().unwrap();
        assert_eq!(standing_lists(&fixture)[0].1.len(), 2);
        store.redo(NOW).wait().unwrap().unwrap();
        assert_eq!(standing_lists(&fixture), after);
        assert_eq!(fixture.number("SELECT count(*) FROM playlists"), 1);
        let gone = store.append_lines(PlaylistId::made_at(1), lines(track, 9), "No".into(), NOW, &mut |_| true);
        assert!(matches!(gone, Err(StoreError::NotFound(_))));
        assert_eq!(fixture.number("SELECT count(*) FROM playlist_entries"), 302);
    }
}
