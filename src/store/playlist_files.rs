//! How playlists and their files in a folder stood when they were last the same.

use rusqlite::{Connection, OptionalExtension, params};
use xxhash_rust::xxh3::Xxh3;

use super::{Reader, Receipt, Result, Store, columns};
use crate::domain::ids::{ListenerId, PlaylistId};
use crate::domain::playlist::PlaylistFile;

/// A playlist with what tells whether it was edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaylistState {
    pub id: PlaylistId,
    pub name: String,
    /// A hash of its name and of its lines in order: the same again after an undo, and untouched
    /// by tracks that move or are tagged anew.
    pub state: u64,
}

impl Store {
    pub fn keep_playlist_files(&self, folder: Vec<u8>, kept: Vec<PlaylistFile>) -> Receipt<()> {
        let listener = self.listener();
        self.writer().urgent_beside_facts(move |tx| {
            let mut write = tx.prepare_cached(
                "INSERT OR REPLACE INTO playlist_files
                   (listener_id, folder, playlist_uuid, name, file, file_hash, state, text)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?;
            for kept in kept {
                write.execute(params![
                    listener.0,
                    folder,
                    kept.list.0.as_bytes(),
                    kept.name,
                    kept.file,
                    kept.file_hash.cast_signed(),
                    kept.state.cast_signed(),
                    kept.text.cast_signed(),
                ])?;
            }
            Ok(())
        })
    }

    pub fn forget_playlist_files(&self, folder: Vec<u8>, lists: Vec<PlaylistId>) -> Receipt<()> {
        let listener = self.listener();
        self.writer().urgent_beside_facts(move |tx| {
            let sql = "DELETE FROM playlist_files WHERE listener_id = ?1 AND folder = ?2 AND playlist_uuid = ?3";
            for list in lists {
                tx.prepare_cached(sql)?.execute(params![listener.0, folder, list.0.as_bytes()])?;
            }
            Ok(())
        })
    }
}

impl Reader {
    /// By the names of the files.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn playlist_files(&self, listener: ListenerId, folder: &[u8]) -> Result<Vec<PlaylistFile>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT playlist_uuid, name, file, file_hash, state, text FROM playlist_files
             WHERE listener_id = ?1 AND folder = ?2 ORDER BY file, playlist_uuid",
        )?;
        let rows = statement.query_map(params![listener.0, folder], |row| {
            Ok(PlaylistFile {
                list: PlaylistId(columns::uuid(row, 0)?),
                name: row.get(1)?,
                file: row.get(2)?,
                file_hash: row.get::<_, i64>(3)?.cast_unsigned(),
                state: row.get::<_, i64>(4)?.cast_unsigned(),
                text: row.get::<_, i64>(5)?.cast_unsigned(),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// All playlists, by name.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn playlist_states(&self, listener: ListenerId) -> Result<Vec<PlaylistState>> {
        self.states_of(listener, None)
    }

    /// One of them; none when it is gone.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn playlist_state(&self, listener: ListenerId, list: PlaylistId) -> Result<Option<PlaylistState>> {
        Ok(self.states_of(listener, Some(list))?.pop())
    }

    /// The state that a list had if it were called so; none when it is gone.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn playlist_state_called(&self, listener: ListenerId, list: PlaylistId, name: &str) -> Result<Option<u64>> {
        let sql = "SELECT id FROM playlists WHERE listener_id = ?1 AND uuid = ?2 AND deleted_at IS NULL";
        let mut head = self.connection.prepare_cached(sql)?;
        let row = head.query_row(params![listener.0, list.0.as_bytes()], |row| row.get(0)).optional()?;
        row.map(|row| state_called(&self.connection, row, name)).transpose()
    }

    /// Files that lists of any listener had in a folder.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn files_of_all_listeners(&self, folder: &[u8]) -> Result<Vec<Vec<u8>>> {
        let mut files = self.connection.prepare_cached("SELECT file FROM playlist_files WHERE folder = ?1")?;
        let files = files.query_map([folder], |row| row.get(0))?;
        Ok(files.collect::<rusqlite::Result<_>>()?)
    }

    fn states_of(&self, listener: ListenerId, only: Option<PlaylistId>) -> Result<Vec<PlaylistState>> {
        let mut heads = self.connection.prepare_cached(
            "SELECT id, uuid, name FROM playlists
             WHERE listener_id = ?1 AND deleted_at IS NULL AND (?2 IS NULL OR uuid = ?2)
             ORDER BY sort_key, name, id",
        )?;
        let mut heads = heads.query(params![listener.0, only.as_ref().map(|list| list.0.as_bytes())])?;
        let mut states = Vec::new();
        while let Some(row) = heads.next()? {
            let (id, name) = (PlaylistId(columns::uuid(row, 1)?), row.get::<_, String>(2)?);
            let state = state_called(&self.connection, row.get(0)?, &name)?;
            states.push(PlaylistState { id, name, state });
        }
        Ok(states)
    }
}

/// The state of the list in this row, if it were called so.
pub(super) fn state_called(connection: &Connection, list: i64, name: &str) -> Result<u64> {
    let mut hash = Xxh3::new();
    hash.update(name.as_bytes());
    let mut entries =
        connection.prepare_cached("SELECT id FROM playlist_entries WHERE playlist_id = ?1 ORDER BY position, id")?;
    let mut lines = entries.query([list])?;
    while let Some(line) = lines.next()? {
        hash.update(&line.get::<_, i64>(0)?.to_le_bytes());
    }
    Ok(hash.digest())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::playlist::PlaylistEdit;
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn a_state_tells_edits_from_what_is_as_it_was() {
        let fixture = Fixture::new();
        let (store, id) = (&fixture.store, PlaylistId::made_at(NOW.unix_ms));
        let tracks = vec![fixture.track("a", "x"), fixture.track("b", "x")];
        let state = || fixture.reader().playlist_states(store.listener()).unwrap()[0].state;
        let edit = |edit| store.edit_playlist(edit, NOW).wait().unwrap();
        edit(PlaylistEdit::Create { id, name: "L".into() });
        edit(PlaylistEdit::Add { id, tracks });
        let before = state();
        let entry = fixture.number("SELECT max(id) FROM playlist_entries");
        for change in [
            PlaylistEdit::Rename { id, name: "M".into() },
            PlaylistEdit::Move { id, entry, to: 0 },
            PlaylistEdit::Remove { id, entries: vec![entry] },
        ] {
            edit(change);
            assert_ne!(state(), before);
            store.undo(NOW).wait().unwrap();
            assert_eq!(state(), before, "undone is as it was");
        }
    }

    #[test]
    fn what_was_the_same_is_kept_by_folder_and_list() {
        let fixture = Fixture::new();
        let (store, listener) = (&fixture.store, fixture.store.listener());
        let kept = PlaylistFile {
            list: PlaylistId::made_at(1),
            name: "L".into(),
            file: b"\xfe.m3u8".to_vec(),
            file_hash: u64::MAX,
            state: 1,
            text: 2,
        };
        store.keep_playlist_files(b"/a".to_vec(), vec![kept.clone()]).wait().unwrap();
        store.keep_playlist_files(b"/a".to_vec(), vec![PlaylistFile { state: 3, ..kept.clone() }]).wait().unwrap();
        let read = |folder: &[u8]| fixture.reader().playlist_files(listener, folder).unwrap();
        assert_eq!(read(b"/a"), [PlaylistFile { state: 3, ..kept.clone() }]);
        assert_eq!(read(b"/b"), []);
        store.forget_playlist_files(b"/a".to_vec(), vec![kept.list]).wait().unwrap();
        assert_eq!(read(b"/a"), []);
    }
}
