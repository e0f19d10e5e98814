//! A playlist made whole, in one change: of a section, of the queue.

use rusqlite::{Transaction, params};

use super::lines::new_lines;
use super::{Step, insert, usable};
use crate::domain::human;
use crate::domain::ids::{ListenerId, PlaylistId, TrackId};
use crate::domain::playlist::folder;
use crate::domain::text::clean;
use crate::domain::time::Moment;
use crate::store::changes::{self, Change};
use crate::store::{Receipt, Result, Store};

impl Store {
    /// A new playlist of these tracks, in order, as one undoable change. `about` is its
    /// description. Refused with [`StoreError::Refused`](crate::store::StoreError) when the name is empty.
    pub fn make_playlist(
        &self,
        id: PlaylistId,
        name: String,
        about: String,
        tracks: Vec<TrackId>,
        now: Moment,
    ) -> Receipt<Option<Change>> {
        let listener = self.listener();
        self.writer().urgent(move |tx| make(tx, listener, id, &name, &about, &tracks, now))
    }
}

fn make(
    tx: &Transaction<'_>,
    listener: ListenerId,
    id: PlaylistId,
    name: &str,
    about: &str,
    tracks: &[TrackId],
    now: Moment,
) -> Result<Option<Change>> {
    let name = usable(name)?;
    insert(tx, listener, id, &name, now)?;
    let row: i64 = tx.query_row("SELECT id FROM playlists WHERE uuid = ?1", [id.0.as_bytes()], |row| row.get(0))?;
    tx.execute("UPDATE playlists SET description = ?2 WHERE id = ?1", params![row, clean(about)])?;
    let (lines, _) = new_lines(tx, row, tracks, now)?;
    let count = human::count(u32::try_from(lines.len()).unwrap_or(u32::MAX), "track", "tracks");
    let mut steps = vec![Step::Insert { id, lines }, Step::Head { id, name: name.clone(), deleted: false }];
    let next = || Ok(steps.pop().map(changes::Step::Playlist));
    changes::make_several(tx, listener, now, format!("Made the playlist {} of {count}", folder::shown(&name)), next)
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
        let make = |name: &str| store.make_playlist(id, name.into(), "From “Mix 1”".into(), tracks.clone(), NOW).wait();
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
}
