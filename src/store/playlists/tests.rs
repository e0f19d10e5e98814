use super::*;
use crate::domain::ids::{PlayId, SmartPlaylistId, TrackId};
use crate::domain::listen::{Ending, PlayOpened, PlayProgress, Source, SourceKind};
use crate::domain::playlist::{LineOrder, PlaylistEdit};
use crate::domain::query::parse;
use crate::domain::smart_playlist::{RulesEdit, source_id};
use crate::store::PastPlay;
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
    let change = store.take_playlists(lists, NOW, &mut |_| true).unwrap().unwrap();
    assert_eq!(change.summary, "Took over 2 playlists from your folders");
    let after = standing();
    assert_eq!(after, [before.clone(), vec![("One".into(), 2), ("Two".into(), 3)]].concat());
    for _ in 0..2 {
        store.undo(NOW).wait().unwrap().unwrap();
        assert_eq!(standing(), before, "all of it goes with one undo");
        store.redo(NOW).wait().unwrap().unwrap();
        assert_eq!(standing(), after);
    }
    assert_eq!(store.take_playlists(Vec::new(), NOW, &mut |_| true).unwrap(), None);
}

fn undone(shelf: &Shelf) {
    shelf.fixture.store.undo(NOW).wait().unwrap().unwrap();
}

fn redone(shelf: &Shelf) {
    shelf.fixture.store.redo(NOW).wait().unwrap().unwrap();
}

impl Shelf {
    fn names(&self) -> Vec<(String, u32)> {
        let lists = self.fixture.reader().playlists(self.fixture.store.listener()).unwrap();
        lists.into_iter().map(|card| (card.name, card.tracks)).collect()
    }

    fn titles_of(&self, id: PlaylistId) -> String {
        let found = self.fixture.reader().playlist(self.fixture.store.listener(), id).unwrap();
        found.map(|(_, lines)| lines.into_iter().map(|line| line.card.title).collect()).unwrap_or_default()
    }
}

#[test]
fn several_lines_move_together_and_go_back_where_they_stood() {
    let shelf = shelf();
    shelf.add(&[0, 1, 2, 3, 0]);
    let before = shelf.lines();
    let entries = vec![before[4].0, before[1].0, 4_711];
    let edit = |to| PlaylistEdit::MoveTogether { id: shelf.list, entries: entries.clone(), to };
    assert_eq!(shelf.edit(edit(0)).unwrap().as_deref(), Some("Moved 2 tracks in Kitchen"));
    assert_eq!(shelf.titles(), "baacd", "in their own order");
    assert_eq!(shelf.edit(edit(0)).unwrap(), None);
    assert_eq!(shelf.edit(edit(99)).unwrap().as_deref(), Some("Moved 2 tracks in Kitchen"));
    assert_eq!(shelf.titles(), "acdba");
    undone(&shelf);
    undone(&shelf);
    assert_eq!(shelf.lines(), before);
    redone(&shelf);
    assert_eq!(shelf.titles(), "baacd");
}

#[test]
fn a_list_is_sorted_once_and_unsorted() {
    let shelf = shelf();
    shelf.add(&[3, 1, 0, 2]);
    let before = shelf.lines();
    let sort = || shelf.edit(PlaylistEdit::Sort { id: shelf.list, by: LineOrder::Title }).unwrap();
    assert_eq!(sort().as_deref(), Some("Sorted Kitchen by title"));
    assert_eq!((shelf.titles().as_str(), sort()), ("abcd", None));
    undone(&shelf);
    assert_eq!(shelf.lines(), before);
}

#[test]
fn a_copy_stands_for_itself_and_the_journal_holds_none_of_its_lines() {
    let shelf = shelf();
    shelf.add(&[0, 1, 1]);
    shelf.edit(PlaylistEdit::Describe { id: shelf.list, words: " for   cooking ".into() }).unwrap();
    let copy = PlaylistId::made_at(5);
    let made = shelf.edit(PlaylistEdit::Duplicate { id: shelf.list, copy, name: "Kitchen 2".into() }).unwrap();
    assert_eq!(made.as_deref(), Some("Made Kitchen 2, a copy of Kitchen"));
    assert_eq!(shelf.titles_of(copy), "abb");
    let lists = shelf.fixture.reader().playlists(shelf.fixture.store.listener()).unwrap();
    assert!(lists.iter().all(|card| card.description == "for cooking"));
    assert!(shelf.fixture.number("SELECT max(length(change) + length(inverse)) FROM changes WHERE id = 4") < 400);
    undone(&shelf);
    assert_eq!(shelf.names(), [("Kitchen".into(), 3)]);
    redone(&shelf);
    assert_eq!(shelf.titles_of(copy), "abb");
}

#[test]
fn lines_split_off_keep_their_number_and_come_back() {
    let shelf = shelf();
    shelf.add(&[0, 1, 2, 3]);
    let before = shelf.lines();
    let new = PlaylistId::made_at(5);
    let entries = vec![before[3].0, before[2].0];
    let split = PlaylistEdit::Split { id: shelf.list, entries, new, name: "Late".into() };
    assert_eq!(shelf.edit(split).unwrap().as_deref(), Some("Split 2 tracks of Kitchen into Late"));
    assert_eq!((shelf.titles_of(shelf.list), shelf.titles_of(new)), ("ab".into(), "cd".into()));
    undone(&shelf);
    assert_eq!((shelf.lines(), shelf.names()), (before.clone(), vec![("Kitchen".into(), 4)]));
    redone(&shelf);
    assert_eq!(shelf.titles_of(new), "cd");
}

#[test]
fn lists_merge_into_one_of_them_or_into_a_new_one() {
    let shelf = shelf();
    shelf.add(&[0, 1]);
    let (other, new) = (PlaylistId::made_at(5), PlaylistId::made_at(6));
    shelf.edit(PlaylistEdit::Create { id: other, name: "Late".into() }).unwrap();
    shelf.edit(PlaylistEdit::Add { id: other, tracks: vec![shelf.tracks[2]] }).unwrap();
    let merge = PlaylistEdit::Merge { from: vec![shelf.list, other], into: other, name: None };
    assert_eq!(shelf.edit(merge).unwrap().as_deref(), Some("Merged Kitchen into Late"));
    assert_eq!((shelf.titles_of(other), shelf.names()), ("cab".into(), vec![("Late".into(), 3)]));
    undone(&shelf);
    assert_eq!(shelf.names(), [("Kitchen".into(), 2), ("Late".into(), 1)]);
    let merge = PlaylistEdit::Merge { from: vec![shelf.list, other], into: new, name: Some("Both".into()) };
    assert_eq!(shelf.edit(merge).unwrap().as_deref(), Some("Merged 2 playlists into Both"));
    assert_eq!((shelf.titles_of(new), shelf.names().len()), ("abc".into(), 3), "in order, and the others stay");
    undone(&shelf);
    assert_eq!(shelf.names().len(), 2);
}

fn all_names(shelf: &Shelf) -> Vec<String> {
    let (reader, listener) = (shelf.fixture.reader(), shelf.fixture.store.listener());
    let by_hand = reader.playlists(listener).unwrap().into_iter().map(|card| card.name);
    by_hand.chain(reader.smart_playlists(listener).unwrap().into_iter().map(|list| list.name)).collect()
}

#[test]
fn lists_of_both_kinds_go_through_folders_in_single_steps() {
    use crate::domain::ids::SmartPlaylistId;
    use crate::domain::playlist::Listed;
    use crate::domain::smart_playlist::RulesEdit;
    let shelf = shelf();
    let (late, rules) = (PlaylistId::made_at(5), SmartPlaylistId::made_at(6));
    shelf.edit(PlaylistEdit::Create { id: late, name: "Late".into() }).unwrap();
    let made = RulesEdit::Create {
        id: rules,
        name: "Loved".into(),
        rules: crate::domain::query::parse("is:liked").unwrap(),
        description: String::new(),
    };
    shelf.fixture.store.edit_rules(made, NOW).wait().unwrap();
    let mut stood = vec![all_names(&shelf)];
    let all = vec![Listed::ByHand(late), Listed::ByRules(rules)];
    let to = |lists: &[Listed], folders: &[&str], folder: &str| PlaylistEdit::ToFolder {
        lists: lists.to_vec(),
        folders: folders.iter().map(|folder| (*folder).to_owned()).collect(),
        folder: folder.into(),
    };
    let steps = [
        (to(&all, &[], " Night "), "Moved 2 playlists into Night", ["Kitchen", "Night/Late", "Night/Loved"]),
        (
            to(&[], &["Night"], "Home"),
            "Moved the folder Night into Home",
            ["Home/Night/Late", "Kitchen", "Home/Night/Loved"],
        ),
        (
            PlaylistEdit::RenameFolder { folder: "Home/Night".into(), to: "Small hours".into() },
            "Renamed the folder Home/Night to Small hours",
            ["Kitchen", "Small hours/Late", "Small hours/Loved"],
        ),
        (to(&all[..1], &[], ""), "Moved Late out of Small hours", ["Kitchen", "Late", "Small hours/Loved"]),
        (
            PlaylistEdit::DissolveFolder { folder: "Small hours".into() },
            "Dissolved the folder Small hours: its 1 playlist stays",
            ["Kitchen", "Late", "Loved"],
        ),
    ];
    for (edit, says, names) in steps {
        assert_eq!(shelf.edit(edit).unwrap().as_deref(), Some(says));
        assert_eq!(all_names(&shelf), names, "{says}");
        stood.push(all_names(&shelf));
    }
    assert_eq!(
        shelf.edit(PlaylistEdit::DeleteAll { lists: all.clone(), folders: Vec::new() }).unwrap().as_deref(),
        Some("Deleted 2 playlists")
    );
    assert_eq!(all_names(&shelf), ["Kitchen"]);
    for names in stood.iter().rev() {
        undone(&shelf);
        assert_eq!(&all_names(&shelf), names);
    }
    for names in stood.iter().skip(1) {
        redone(&shelf);
        assert_eq!(&all_names(&shelf), names);
    }
}

#[test]
fn folders_in_folders_are_dissolved_with_lists_deleted_in_one_step() {
    use crate::domain::playlist::Listed;
    let shelf = shelf();
    let made = ["A/x", "A/B/y", "A/B/z", "C/w"].map(|name| {
        let id = PlaylistId::made_at(5);
        shelf.edit(PlaylistEdit::Create { id, name: name.into() }).unwrap();
        id
    });
    let before = all_names(&shelf);
    let go = |lists: &[PlaylistId], folders: &[&str]| PlaylistEdit::DeleteAll {
        lists: lists.iter().copied().map(Listed::ByHand).collect(),
        folders: folders.iter().map(|folder| (*folder).to_owned()).collect(),
    };
    for (edit, says, names) in [
        (go(&[], &["A", "A/B"]), "Dissolved 2 folders", ["C/w", "Kitchen", "x", "y", "z"].as_slice()),
        (go(&made[1..2], &["A"]), "Deleted 1 playlist and dissolved 1 folder", &["B/z", "C/w", "Kitchen", "x"]),
    ] {
        assert_eq!(shelf.edit(edit).unwrap().as_deref(), Some(says));
        assert_eq!(all_names(&shelf), names);
        undone(&shelf);
        assert_eq!(all_names(&shelf), before, "one step back");
    }
    assert_eq!(shelf.edit(go(&[], &["No", "Such"])).unwrap(), None);
}

#[test]
fn what_a_folder_cannot_be_is_refused() {
    let shelf = shelf();
    let rename = |to: &str| shelf.edit(PlaylistEdit::RenameFolder { folder: "No".into(), to: to.into() });
    assert!(matches!(rename(" / "), Err(StoreError::Refused(_))));
    assert!(matches!(rename("Such"), Err(StoreError::NotFound(_))));
    assert!(matches!(shelf.edit(PlaylistEdit::DissolveFolder { folder: "No".into() }), Err(StoreError::NotFound(_))));
    assert_eq!(
        shelf.edit(PlaylistEdit::ToFolder { lists: Vec::new(), folders: Vec::new(), folder: "X".into() }).unwrap(),
        None
    );
}

#[test]
fn what_is_passed_over_is_kept_for_its_list_until_it_is_taken_back() {
    let shelf = shelf();
    let passed = || shelf.fixture.reader().passed_over(shelf.fixture.store.listener(), shelf.list).unwrap();
    let pass = PlaylistEdit::PassOver { id: shelf.list, track: shelf.tracks[1] };
    assert_eq!(shelf.edit(pass.clone()).unwrap().as_deref(), Some("Passed over b for Kitchen"));
    assert_eq!((passed(), shelf.edit(pass).unwrap()), (vec![shelf.tracks[1]], None));
    undone(&shelf);
    assert!(passed().is_empty());
    redone(&shelf);
    assert_eq!(passed(), [shelf.tracks[1]]);
}

#[test]
fn what_was_passed_over_is_listed_and_offered_again() {
    let shelf = shelf();
    let listed = || {
        let lines = shelf.fixture.reader().passed_lines(shelf.fixture.store.listener(), shelf.list).unwrap();
        lines.iter().map(|line| line.card.id).collect::<Vec<_>>()
    };
    let [first, second] = [shelf.tracks[0], shelf.tracks[1]];
    for track in [first, second] {
        shelf.edit(PlaylistEdit::PassOver { id: shelf.list, track }).unwrap();
    }
    assert_eq!(listed().len(), 2);
    let again = PlaylistEdit::OfferAgain { id: shelf.list, track: second };
    assert_eq!(shelf.edit(again.clone()).unwrap().as_deref(), Some("Offers b for Kitchen again"));
    assert_eq!((listed(), shelf.edit(again).unwrap()), (vec![first], None));
    let lists = shelf.fixture.reader().lists_with_passed(shelf.fixture.store.listener()).unwrap();
    assert_eq!(lists.iter().map(|passed| (passed.list, passed.tracks)).collect::<Vec<_>>(), [(shelf.list, 1)]);
    undone(&shelf);
    assert_eq!(listed().len(), 2, "one step back");
}

#[test]
fn what_is_taken_out_by_hand_is_not_offered_for_the_list_again() {
    let shelf = shelf();
    let passed = || shelf.fixture.reader().passed_over(shelf.fixture.store.listener(), shelf.list).unwrap();
    let [first, second] = [shelf.tracks[0], shelf.tracks[1]];
    shelf.edit(PlaylistEdit::Add { id: shelf.list, tracks: vec![first, second, first] }).unwrap();
    let lines = || {
        let listener = shelf.fixture.store.listener();
        shelf.fixture.reader().playlist(listener, shelf.list).unwrap().unwrap().1
    };
    let entries = |track: TrackId| lines().iter().filter(|l| l.card.id == track).map(|l| l.entry).collect::<Vec<_>>();
    let before = lines().len();
    shelf.edit(PlaylistEdit::Remove { id: shelf.list, entries: vec![entries(first)[0]] }).unwrap();
    assert!(passed().is_empty(), "another line has it still");
    let all = lines().iter().filter(|l| l.card.id == first || l.card.id == second).map(|l| l.entry).collect();
    shelf.edit(PlaylistEdit::Remove { id: shelf.list, entries: all }).unwrap();
    assert_eq!(passed(), [first, second]);
    shelf.edit(PlaylistEdit::Add { id: shelf.list, tracks: vec![second] }).unwrap();
    assert_eq!(passed(), [first], "what was added again belongs there");
    undone(&shelf);
    assert_eq!(passed(), [first, second]);
    undone(&shelf);
    assert!(passed().is_empty());
    undone(&shelf);
    assert_eq!(lines().len(), before);
}

#[test]
fn a_list_knows_when_it_was_heard_last() {
    let shelf = shelf();
    let heard = || shelf.fixture.reader().playlists(shelf.fixture.store.listener()).unwrap()[0].heard_at;
    assert_eq!(heard(), None);
    let id = SmartPlaylistId::made_at(NOW.unix_ms);
    let rules = parse("heard:0").unwrap();
    let made = RulesEdit::Create { id, name: "New".into(), rules, description: String::new() };
    shelf.fixture.store.edit_rules(made, NOW).wait().unwrap();
    let play = |minutes: i64, kind, id: String, heard_ms| PastPlay {
        opened: PlayOpened {
            id: PlayId::made_at(NOW.unix_ms),
            track: Some(shelf.tracks[0]),
            title: "a".into(),
            artist: "x".into(),
            album: None,
            length_ms: Some(200_000),
            started_at: NOW.plus_ms(minutes * 60_000),
            source: Source { kind, id: Some(id), name: String::new() },
        },
        progress: PlayProgress { heard_ms, position_ms: 200_000, audible: true, key_age_ms: 0 },
        ending: Ending::Finished,
    };
    let list = shelf.list.to_string();
    let plays = vec![
        play(1, SourceKind::Playlist, list.clone(), 200_000),
        play(2, SourceKind::Playlist, list.clone(), 30_000),
        play(3, SourceKind::Album, list.clone(), 200_000),
        play(4, SourceKind::Playlist, "another".into(), 200_000),
        play(5, SourceKind::Playlist, list, 29_999),
        play(6, SourceKind::Playlist, source_id(id), 200_000),
    ];
    shelf.fixture.store.record_past_plays(plays).wait().unwrap();
    assert_eq!(heard().map(|at| at.unix_ms), Some(NOW.plus_ms(120_000).unix_ms));
    let by_rules = shelf.fixture.reader().smart_playlists(shelf.fixture.store.listener()).unwrap();
    assert_eq!(by_rules[0].heard_at.map(|at| at.unix_ms), Some(NOW.plus_ms(360_000).unix_ms));
}
