use super::*;
use crate::store::fixture::{Fixture, NOW};

struct Shelf {
    fixture: Fixture,
    list: PlaylistId,
    tracks: Vec<TrackId>,
}

/// Four tracks, of which the first has a file, and an empty list.
fn shelf() -> Shelf {
    let fixture = Fixture::new();
    let tracks = ["a", "b", "c", "d"].map(|title| fixture.track(title, "x")).into();
    let list = PlaylistId::made_at(NOW.unix_ms);
    let file = "INSERT INTO roots (id, path, added_at) VALUES (1, x'ff2f', 0);
        INSERT INTO files (id, root_id, path, size, mtime_ns, ctime_ns, inode, format, added_at)
        VALUES (1, 1, x'fe', 0, 0, 0, 0, 'MP3', 0);
        INSERT INTO track_files (file_id, track_id) VALUES (1, 1);";
    fixture.store.writer().urgent(move |tx| Ok(tx.execute_batch(file)?)).wait().unwrap();
    let shelf = Shelf { fixture, list, tracks };
    shelf.edit(PlaylistEdit::Create { id: list, name: "Kitchen".into() }).unwrap();
    shelf
}

impl Shelf {
    fn edit(&self, edit: PlaylistEdit) -> Result<Option<String>> {
        let change = self.fixture.store.edit_playlist(edit, NOW).wait()?;
        Ok(change.map(|change| change.summary))
    }

    fn add(&self, tracks: &[usize]) {
        let tracks = tracks.iter().map(|place| self.tracks[*place]).collect();
        self.edit(PlaylistEdit::Add { id: self.list, tracks }).unwrap();
    }

    /// Row and title of each line.
    fn lines(&self) -> Vec<(i64, String)> {
        let reader = self.fixture.reader();
        let mut rows = reader
            .connection
            .prepare(
                "SELECT playlist_entries.id, title FROM playlist_entries JOIN snapshots ON snapshots.id = snapshot_id
                 ORDER BY position",
            )
            .unwrap();
        rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(|line| line.unwrap()).collect()
    }

    fn titles(&self) -> String {
        self.lines().into_iter().map(|line| line.1).collect()
    }
}

#[test]
fn lines_are_added_moved_and_removed_in_words() {
    let shelf = shelf();
    let id = shelf.list;
    shelf.add(&[0, 1, 2, 3, 0]);
    assert_eq!(shelf.titles(), "abcda");
    let entry = |place: usize| shelf.lines()[place].0;
    let moved = shelf.edit(PlaylistEdit::Move { id, entry: entry(3), to: 0 }).unwrap();
    assert_eq!((moved.as_deref(), shelf.titles().as_str()), (Some("Moved d in Kitchen"), "dabca"));
    shelf.edit(PlaylistEdit::Move { id, entry: entry(0), to: u32::MAX }).unwrap();
    assert_eq!(shelf.titles(), "abcad");
    let (first, last) = (entry(0), entry(4));
    let removed = shelf.edit(PlaylistEdit::Remove { id, entries: vec![last, first, last, -1] }).unwrap();
    assert_eq!((removed.as_deref(), shelf.titles().as_str()), (Some("Removed 2 tracks from Kitchen"), "bca"));
    let card = &shelf.fixture.reader().playlists(shelf.fixture.store.listener()).unwrap()[0];
    assert_eq!((card.name.as_str(), card.tracks, card.missing, card.length_ms), ("Kitchen", 3, 2, 600_000));
    let path = "SELECT count(*) FROM playlist_entries WHERE path = x'ff2ffe'";
    assert_eq!(shelf.fixture.number(path), 1, "raw bytes, one slash");
}

#[test]
fn what_changes_nothing_is_no_change() {
    let shelf = shelf();
    let id = shelf.list;
    shelf.add(&[0, 1]);
    let entry = shelf.lines()[1].0;
    for edit in [
        PlaylistEdit::Rename { id, name: " Kitchen ".into() },
        PlaylistEdit::Add { id, tracks: vec![] },
        PlaylistEdit::Add { id, tracks: vec![TrackId(4_711)] },
        PlaylistEdit::Remove { id, entries: vec![] },
        PlaylistEdit::Remove { id, entries: vec![4_711] },
        PlaylistEdit::Move { id, entry, to: 1 },
        PlaylistEdit::Move { id, entry, to: 99 },
        PlaylistEdit::Move { id, entry: 4_711, to: 0 },
    ] {
        assert_eq!(shelf.edit(edit.clone()).unwrap(), None, "{edit:?}");
    }
    assert_eq!(shelf.fixture.number("SELECT count(*) FROM changes"), 2);
}

#[test]
fn what_is_not_there_or_not_ones_own_is_refused() {
    let shelf = shelf();
    let id = shelf.list;
    let nowhere = PlaylistId::made_at(0);
    assert!(matches!(shelf.edit(PlaylistEdit::Delete { id: nowhere }), Err(StoreError::NotFound(_))));
    for name in ["", " \n\u{1b}", "\u{202e}"] {
        assert!(matches!(shelf.edit(PlaylistEdit::Rename { id, name: name.into() }), Err(StoreError::Refused(_))));
    }
    assert!(matches!(shelf.edit(PlaylistEdit::Create { id, name: "x".into() }), Err(StoreError::Refused(_))));
    let other = Store::open_as(&shelf.fixture.paths, "Ada", NOW).unwrap();
    let theirs = other.edit_playlist(PlaylistEdit::Delete { id }, NOW).wait();
    assert!(matches!(theirs, Err(StoreError::NotFound(_))));
    assert!(other.reader().unwrap().playlists(other.listener()).unwrap().is_empty());
    shelf.edit(PlaylistEdit::Delete { id }).unwrap();
    assert!(matches!(shelf.edit(PlaylistEdit::Delete { id }), Err(StoreError::NotFound(_))));
}

#[test]
fn a_removed_line_comes_back_under_its_number_though_another_list_grew() {
    let shelf = shelf();
    shelf.add(&[0, 1]);
    let before = shelf.lines();
    shelf.edit(PlaylistEdit::Remove { id: shelf.list, entries: vec![before[1].0] }).unwrap();
    let other = Store::open_as(&shelf.fixture.paths, "Ada", NOW).unwrap();
    let id = PlaylistId::made_at(1);
    other.edit_playlist(PlaylistEdit::Create { id, name: "Hers".into() }, NOW).wait().unwrap();
    other.edit_playlist(PlaylistEdit::Add { id, tracks: vec![shelf.tracks[3]] }, NOW).wait().unwrap();
    shelf.fixture.store.undo(NOW).wait().unwrap();
    let sql = "SELECT count(*) FROM playlist_entries WHERE playlist_id = 1";
    assert_eq!(shelf.fixture.number(sql), 2);
    assert!(shelf.lines().contains(&before[1]));
}

#[test]
fn a_line_whose_track_is_gone_still_reads_and_comes_back() {
    let shelf = shelf();
    shelf.add(&[1, 0, 1]);
    let read = || shelf.fixture.reader().playlist(shelf.fixture.store.listener(), shelf.list).unwrap().unwrap();
    let (card, before) = read();
    assert_eq!((card.tracks, card.missing), (3, 2));
    assert_eq!(before.iter().map(|line| line.card.id).collect::<Vec<_>>(), [1, 0, 1].map(|place| shelf.tracks[place]));
    let gone = |tx: &Transaction<'_>| Ok(tx.execute_batch("DELETE FROM tracks WHERE title = 'a'")?);
    shelf.fixture.store.writer().urgent(gone).wait().unwrap();
    let (card, lines) = read();
    assert_eq!((card.missing, card.length_ms), (3, 600_000));
    let lost = &lines[1];
    assert_eq!((lost.entry, lost.card.id, lost.card.title.as_str()), (before[1].entry, NO_TRACK, "a"));
    assert_eq!(lost.card.path.as_deref(), Some([0xff, b'/', 0xfe].as_slice()));
    let back = shelf.fixture.track("a", "x");
    shelf.fixture.store.relink().wait().unwrap();
    assert_eq!(read().1[1].card.id, back);
    let other = Store::open_as(&shelf.fixture.paths, "Ada", NOW).unwrap();
    assert_eq!(other.reader().unwrap().playlist(other.listener(), shelf.list).unwrap(), None);
}

#[test]
fn a_removed_line_whose_track_was_joined_with_another_comes_back_as_that_one() {
    let shelf = shelf();
    shelf.add(&[1]);
    shelf.edit(PlaylistEdit::Remove { id: shelf.list, entries: vec![shelf.lines()[0].0] }).unwrap();
    let gone = |tx: &Transaction<'_>| Ok(tx.execute_batch("DELETE FROM tracks WHERE title = 'b'")?);
    shelf.fixture.store.writer().urgent(gone).wait().unwrap();
    let twin = shelf.fixture.track("B", "X");
    shelf.fixture.store.undo(NOW).wait().unwrap();
    assert_eq!(shelf.fixture.number("SELECT track_id FROM playlist_entries"), twin.0);
}

#[test]
fn several_lists_are_taken_over_as_one_change() {
    let shelf = shelf();
    let store = &shelf.fixture.store;
    let standing = || {
        let lists = shelf.fixture.reader().playlists(store.listener()).unwrap();
        lists.into_iter().map(|list| (list.name, list.tracks)).collect::<Vec<_>>()
    };
    let before = standing();
    let [a, b, c, _] = shelf.tracks[..] else { panic!("four tracks") };
    let lists = vec![("One".to_owned(), vec![a, b]), ("Two".to_owned(), vec![c, a, b])];
    let change = store.take_playlists(lists, NOW).wait().unwrap().unwrap();
    assert_eq!(change.summary, "Took over 2 playlists from your folders");
    let after = standing();
    assert_eq!(after, [before.clone(), vec![("One".into(), 2), ("Two".into(), 3)]].concat());
    for _ in 0..2 {
        store.undo(NOW).wait().unwrap().unwrap();
        assert_eq!(standing(), before, "all of it goes with one undo");
        store.redo(NOW).wait().unwrap().unwrap();
        assert_eq!(standing(), after);
    }
    assert_eq!(store.take_playlists(Vec::new(), NOW).wait().unwrap(), None);
}
