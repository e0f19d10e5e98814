//! Edits of lists that were looked at a while ago. They are made only where a list still is as it
//! was seen, which is asked in the transaction that changes it: what was done to it meanwhile is
//! never covered.

use rusqlite::Transaction;

use super::{edits, standing, taking};
use crate::domain::ids::{ListenerId, PlaylistId};
use crate::domain::playlist::{Listed, NewList, PlainLine, PlaylistEdit};
use crate::domain::time::Moment;
use crate::store::playlist_files::state_called;
use crate::store::{PlaylistState, Receipt, Result, Store, StoreError};

impl Store {
    /// Puts lines in place of those of a list, as one change that `summary` tells. Tells how it
    /// stands then, and the state that it were in if it were called `called`.
    pub fn replace_lines_seen(
        &self,
        seen: PlaylistState,
        called: String,
        lines: Vec<PlainLine>,
        summary: String,
        now: Moment,
    ) -> Receipt<(PlaylistState, u64)> {
        let listener = self.listener();
        self.writer().urgent(move |tx| {
            let row = as_seen(tx, listener, &seen)?;
            taking::replace(tx, listener, seen.id, &lines, summary, now)?;
            Ok((state_in(tx, listener, seen.id)?, state_called(tx, row, &called)?))
        })
    }

    /// Gives a list another name, and tells how it stands then.
    pub fn rename_seen(&self, seen: PlaylistState, name: String, now: Moment) -> Receipt<PlaylistState> {
        let listener = self.listener();
        self.writer().urgent(move |tx| {
            as_seen(tx, listener, &seen)?;
            edits::make(tx, listener, &PlaylistEdit::Rename { id: seen.id, name }, now)?;
            state_in(tx, listener, seen.id)
        })
    }

    /// Deletes those of the lists that are as they were seen, as one change, and tells which.
    pub fn delete_seen(&self, seen: Vec<PlaylistState>, now: Moment) -> Receipt<Vec<PlaylistId>> {
        let listener = self.listener();
        self.writer().urgent(move |tx| {
            let mut same = Vec::new();
            for list in &seen {
                match as_seen(tx, listener, list) {
                    Ok(_) => same.push(list.id),
                    Err(StoreError::Refused(_) | StoreError::NotFound(_)) => {}
                    Err(error) => return Err(error),
                }
            }
            let edit = match same.as_slice() {
                [] => return Ok(same),
                [only] => PlaylistEdit::Delete { id: *only },
                several => {
                    let lists = several.iter().copied().map(Listed::ByHand).collect();
                    PlaylistEdit::DeleteAll { lists, folders: Vec::new() }
                }
            };
            edits::make(tx, listener, &edit, now)?;
            Ok(same)
        })
    }

    /// [`make_lists`](Self::make_lists), which tells how they stand once they are made.
    ///
    /// # Errors
    /// The same.
    pub fn make_lists_seen(&self, lists: Vec<NewList>, summary: String, now: Moment) -> Result<Vec<PlaylistState>> {
        Ok(self.make_lists_with_states(lists, summary, now, &mut |_| true)?.1)
    }
}

/// The row of a list that is as it was seen.
fn as_seen(tx: &Transaction<'_>, listener: ListenerId, seen: &PlaylistState) -> Result<i64> {
    let list = standing(tx, listener, seen.id)?;
    if list.name != seen.name || state_called(tx, list.row, &list.name)? != seen.state {
        return Err(StoreError::Refused("the list was changed meanwhile; next time".into()));
    }
    Ok(list.row)
}

pub(super) fn state_in(tx: &Transaction<'_>, listener: ListenerId, id: PlaylistId) -> Result<PlaylistState> {
    let list = standing(tx, listener, id)?;
    let state = state_called(tx, list.row, &list.name)?;
    Ok(PlaylistState { id, name: list.name, state })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn what_was_changed_meanwhile_is_not_covered() {
        let fixture = Fixture::new();
        let (store, listener) = (&fixture.store, fixture.store.listener());
        let track = fixture.track("a", "x");
        let line = PlainLine { track: Some(track), ..PlainLine::default() };
        let list = |name: &str| NewList {
            id: PlaylistId::made_at(NOW.unix_ms),
            name: name.into(),
            about: String::new(),
            lines: vec![line.clone()],
        };
        let seen = store.make_lists_seen(vec![list("A"), list("B"), list("C")], "Made".into(), NOW).unwrap();
        assert_eq!(seen, fixture.reader().playlist_states(listener).unwrap(), "of the very transaction");
        let [a, b, c] = <[PlaylistState; 3]>::try_from(seen).unwrap();
        let edit = |edit| store.edit_playlist(edit, NOW).wait().unwrap();
        edit(PlaylistEdit::Add { id: a.id, tracks: vec![track] });
        edit(PlaylistEdit::Delete { id: b.id });

        let replace = |seen: &PlaylistState| {
            store.replace_lines_seen(seen.clone(), "Old".into(), Vec::new(), "Read".into(), NOW).wait()
        };
        assert!(matches!(replace(&a), Err(StoreError::Refused(_))));
        assert!(matches!(store.rename_seen(a.clone(), "Z".into(), NOW).wait(), Err(StoreError::Refused(_))));
        assert_eq!(store.delete_seen(vec![a.clone(), b, c.clone()], NOW).wait().unwrap(), [c.id]);
        let cards = fixture.reader().playlists(listener).unwrap();
        assert_eq!(cards.iter().map(|card| (card.name.as_str(), card.tracks)).collect::<Vec<_>>(), [("A", 2)]);

        let a = store.reader().unwrap().playlist_state(listener, a.id).unwrap().unwrap();
        let (after, called) = replace(&a).unwrap();
        assert_eq!(fixture.reader().playlist_state_called(listener, a.id, "Old").unwrap(), Some(called));
        let a = store.reader().unwrap().playlist_state(listener, a.id).unwrap().unwrap();
        assert_eq!(a, after);
        let renamed = store.rename_seen(a, "Z".into(), NOW).wait().unwrap();
        assert_eq!(fixture.reader().playlist_states(listener).unwrap(), [renamed]);
    }
}
