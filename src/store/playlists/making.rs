//! Playlists made whole, in one change: of a section, of the queue, of files in the roots.

use rusqlite::{Transaction, params};

use super::lines::new_lines;
use super::{Step, edits, filling::Kept, insert, put, usable};
use crate::domain::human;
use crate::domain::ids::{ListenerId, PlaylistId, TrackId};
use crate::domain::playlist::{NewList, PlainLine, folder};
use crate::domain::text::clean;
use crate::domain::time::Moment;
use crate::store::changes::Change;
use crate::store::{Result, Store};

/// Lists of no more tracks together are made in one go, before all bulk work.
pub const AT_ONCE: usize = 250;

struct Wanted {
    id: PlaylistId,
    name: String,
    about: String,
    tracks: Vec<TrackId>,
}

impl Store {
    /// A new playlist of these tracks, in order, as one undoable change. `about` is its
    /// description. Blocks; one of more than [`AT_ONCE`] leaves the writer to others meanwhile,
    /// and `kept` is told how far it is and can stop it.
    ///
    /// # Errors
    /// [`Refused`](crate::store::StoreError::Refused) when the name is empty, the id is taken, or
    /// it was stopped.
    pub fn make_playlist(
        &self,
        id: PlaylistId,
        name: String,
        about: String,
        tracks: Vec<TrackId>,
        now: Moment,
        kept: Kept<'_>,
    ) -> Result<Option<Change>> {
        let tidy = folder::usable(&name).unwrap_or_default();
        let says = move |count: usize| {
            let count = human::count(u32::try_from(count).unwrap_or(u32::MAX), "track", "tracks");
            format!("Made the playlist {} of {count}", folder::shown(&tidy))
        };
        self.make_wanted(vec![Wanted { id, name, about, tracks }], says, now, kept)
    }

    /// Makes playlists of these names and tracks, all of them as one change; none when there is none.
    ///
    /// # Errors
    /// Those of [`make_playlist`](Self::make_playlist).
    pub fn take_playlists(
        &self,
        lists: Vec<(String, Vec<TrackId>)>,
        now: Moment,
        kept: Kept<'_>,
    ) -> Result<Option<Change>> {
        let summary = format!("Took over {} from your folders", human::playlists(lists.len()));
        let wanted = |(name, tracks)| {
            let (id, about) = (PlaylistId::made_at(now.unix_ms), String::new());
            Wanted { id, name, about, tracks }
        };
        self.make_wanted(lists.into_iter().map(wanted).collect(), move |_| summary, now, kept)
    }

    /// `says` what was done, from how many tracks are kept: those that are gone are not.
    fn make_wanted(
        &self,
        mut lists: Vec<Wanted>,
        says: impl FnOnce(usize) -> String + Send + 'static,
        now: Moment,
        kept: Kept<'_>,
    ) -> Result<Option<Change>> {
        let count = |lists: &[Wanted]| lists.iter().map(|list| list.tracks.len()).sum::<usize>();
        if lists.is_empty() {
            return Ok(None);
        }
        let listener = self.listener();
        if count(&lists) <= AT_ONCE {
            return self.writer().urgent(move |tx| make_at_once(tx, listener, lists, says, now)).wait();
        }
        let reader = self.reader()?;
        let mut there = reader.connection.prepare("SELECT 1 FROM tracks WHERE id = ?1")?;
        for list in &mut lists {
            let mut tracks = Vec::with_capacity(list.tracks.len());
            for track in list.tracks.drain(..) {
                if there.exists([track.0])? {
                    tracks.push(track);
                }
            }
            list.tracks = tracks;
        }
        let summary = says(count(&lists));
        let line = |track| PlainLine { track: Some(track), ..PlainLine::default() };
        let new = |Wanted { id, name, about, tracks }| {
            let lines = tracks.into_iter().map(line).collect();
            NewList { id, name, about, lines }
        };
        self.make_lists(lists.into_iter().map(new).collect(), summary, now, kept)
    }
}

fn make_at_once(
    tx: &Transaction<'_>,
    listener: ListenerId,
    lists: Vec<Wanted>,
    says: impl FnOnce(usize) -> String,
    now: Moment,
) -> Result<Option<Change>> {
    let (mut steps, mut count) = (Vec::new(), 0);
    for Wanted { id, name, about, tracks } in lists {
        let name = usable(&name)?;
        insert(tx, listener, id, &name, now)?;
        let sql = "UPDATE playlists SET description = ?2 WHERE uuid = ?1 RETURNING id";
        let row = tx.query_row(sql, params![id.0.as_bytes(), clean(&about)], |row| row.get(0))?;
        let (lines, _) = new_lines(tx, row, &tracks, now)?;
        put(tx, row, id, &lines)?;
        count += lines.len();
        steps.push(Step::Head { id, name, deleted: false });
    }
    edits::make_all(tx, listener, now, says(count), steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::StoreError;
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn a_playlist_is_made_and_undone_in_one_step() {
        let fixture = Fixture::new();
        let (store, listener) = (&fixture.store, fixture.store.listener());
        let tracks = vec![fixture.track("Sunny", "Bobby Hebb"), fixture.track("Use Me", "Bill Withers")];
        let id = PlaylistId::made_at(NOW.unix_ms);
        let make = |name: &str| {
            store.make_playlist(id, name.into(), "From “Mix 1”".into(), tracks.clone(), NOW, &mut |_| true)
        };
        assert!(matches!(make(" "), Err(StoreError::Refused(_))));
        assert_eq!(make("Kitchen").unwrap().unwrap().summary, "Made the playlist Kitchen of 2 tracks");
        let reader = fixture.reader();
        assert_eq!(reader.playlists(listener).unwrap()[0].tracks, 2);
        assert_eq!(fixture.number("SELECT count(*) FROM playlists WHERE description = 'From “Mix 1”'"), 1);
        store.undo(NOW).wait().unwrap();
        assert_eq!(reader.playlists(listener).unwrap(), []);
        store.redo(NOW).wait().unwrap();
        assert_eq!(reader.playlists(listener).unwrap()[0].tracks, 2);
    }

    #[test]
    fn a_list_says_how_many_tracks_it_has_not_how_many_were_asked_for() {
        let fixture = Fixture::new();
        let (sunny, gone) = (fixture.track("Sunny", "Bobby Hebb"), TrackId(99));
        for count in [2, AT_ONCE] {
            let mut tracks = vec![sunny; count];
            tracks.push(gone);
            let id = PlaylistId::made_at(NOW.unix_ms);
            let made = fixture.store.make_playlist(id, "Day".into(), String::new(), tracks, NOW, &mut |_| true);
            assert_eq!(made.unwrap().unwrap().summary, format!("Made the playlist Day of {count} tracks"));
            let lines = fixture.reader().playlist(fixture.store.listener(), id).unwrap().unwrap().1;
            assert_eq!(lines.len(), count);
        }
    }
}
