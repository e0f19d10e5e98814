//! Playlists made whole, in one change: of a section, of the queue, of files in the roots.

use crate::domain::human;
use crate::domain::ids::{PlaylistId, TrackId};
use crate::domain::playlist::{NewList, PlainLine, folder};
use crate::domain::time::Moment;
use crate::store::changes::Change;
use crate::store::{Result, Store};

impl Store {
    /// A new playlist of these tracks, in order, as one undoable change. `about` is its
    /// description. Blocks, and leaves the writer to others meanwhile.
    ///
    /// # Errors
    /// [`Refused`](crate::store::StoreError::Refused) when the name is empty or the id is taken.
    pub fn make_playlist(
        &self,
        id: PlaylistId,
        name: String,
        about: String,
        tracks: Vec<TrackId>,
        now: Moment,
    ) -> Result<Option<Change>> {
        let count = human::count(u32::try_from(tracks.len()).unwrap_or(u32::MAX), "track", "tracks");
        let tidy = folder::usable(&name).unwrap_or_default();
        let summary = format!("Made the playlist {} of {count}", folder::shown(&tidy));
        let list = NewList { id, name, about, lines: lines(tracks) };
        self.make_lists(vec![list], summary, now, &mut |_| true)
    }

    /// Makes playlists of these names and tracks, all of them as one change; none when there is none.
    ///
    /// # Errors
    /// Those of [`make_playlist`](Self::make_playlist).
    pub fn take_playlists(&self, lists: Vec<(String, Vec<TrackId>)>, now: Moment) -> Result<Option<Change>> {
        let count = human::count(u32::try_from(lists.len()).unwrap_or(u32::MAX), "playlist", "playlists");
        let new = |(name, tracks)| {
            let (id, about) = (PlaylistId::made_at(now.unix_ms), String::new());
            NewList { id, name, about, lines: lines(tracks) }
        };
        let lists = lists.into_iter().map(new).collect();
        self.make_lists(lists, format!("Took over {count} from your folders"), now, &mut |_| true)
    }
}

fn lines(tracks: Vec<TrackId>) -> Vec<PlainLine> {
    tracks.into_iter().map(|track| PlainLine { track: Some(track), ..PlainLine::default() }).collect()
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
        let make = |name: &str| store.make_playlist(id, name.into(), "From “Mix 1”".into(), tracks.clone(), NOW);
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
