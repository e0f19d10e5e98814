//! A scan's view of the library, without a disk: a shelf of files that is changed and scanned.

mod properties;
pub(crate) mod shelf;

use shelf::{Shelf, piece};

use crate::domain::track::Tags;
use crate::store::fixture::NOW;

#[test]
fn the_same_scan_twice_changes_nothing() {
    let mut shelf = Shelf::new();
    shelf.put("a/1.flac", piece(1));
    shelf.put("a/2.flac", piece(2));
    let first = shelf.scan();
    assert_eq!((first.added, first.missing), (2, 0));
    let (generation, rows) = (shelf.library.reader().generation().unwrap(), shelf.dump());
    let again = shelf.scan();
    assert_eq!((again.added, again.changed, again.moved, again.missing, again.unchanged), (0, 0, 0, 0, 2));
    let full = shelf.scan_all();
    assert_eq!((full.added, full.changed, full.moved, full.missing, full.unchanged), (0, 0, 0, 0, 2));
    assert_eq!(shelf.dump(), rows);
    assert_eq!(shelf.library.reader().generation().unwrap(), generation);
}

#[test]
fn a_moved_file_keeps_its_track_and_its_row() {
    let mut shelf = Shelf::new();
    shelf.put("a/1.flac", piece(1));
    shelf.scan();
    let track = shelf.track_at("a/1.flac").unwrap();
    shelf.rename("a/1.flac", "z/other name.flac");
    let counts = shelf.scan();
    assert_eq!((counts.moved, counts.added, counts.missing), (1, 0, 0));
    assert_eq!(shelf.track_at("z/other name.flac"), Some(track));
    assert_eq!(shelf.library.number("SELECT count(*) FROM files"), 1);
}

#[test]
fn a_retag_changes_the_track_in_place_and_search_with_it() {
    let mut shelf = Shelf::new();
    shelf.put("1.flac", piece(1));
    shelf.scan();
    let track = shelf.track_at("1.flac").unwrap();
    shelf.retag("1.flac", |tags| tags.title = Some("Quite another".into()));
    assert_eq!(shelf.scan().changed, 1);
    assert_eq!(shelf.track_at("1.flac"), Some(track));
    assert_eq!(shelf.library.number("SELECT count(*) FROM search WHERE search MATCH 'quite'"), 1);
    assert_eq!(shelf.library.number("SELECT count(*) FROM search WHERE search MATCH 'title1'"), 0);
}

#[test]
fn moved_and_retagged_at_once_is_still_the_same_track() {
    let mut shelf = Shelf::new();
    shelf.put("a.flac", piece(1));
    shelf.put("b.flac", piece(2));
    shelf.scan();
    let track = shelf.track_at("a.flac").unwrap();
    shelf.rename("a.flac", "c.flac");
    shelf.retag("c.flac", |tags| {
        tags.title = Some("New title".into());
        tags.album = Some("New album".into());
    });
    assert_eq!(shelf.scan().moved, 1);
    assert_eq!(shelf.track_at("c.flac"), Some(track));
    assert_eq!(shelf.title_of(track), "New title");
}

#[test]
fn among_equal_sounds_tags_decide_who_moved() {
    let mut shelf = Shelf::new();
    shelf.put("a.flac", piece(1));
    shelf.scan();
    let track = shelf.track_at("a.flac").unwrap();
    shelf.rename("a.flac", "moved.flac");
    // Met first, sounds the same, says something else.
    shelf.put("copy.flac", piece(1));
    shelf.retag("copy.flac", |tags| tags.title = Some("Not me".into()));
    let counts = shelf.scan();
    assert_eq!((counts.moved, counts.added), (1, 1));
    assert_eq!(shelf.track_at("moved.flac"), Some(track));
    assert_ne!(shelf.track_at("copy.flac"), Some(track));
}

#[test]
fn two_files_that_change_names_keep_their_tracks() {
    let mut shelf = Shelf::new();
    shelf.put("1.flac", piece(1));
    shelf.put("2.flac", piece(2));
    shelf.put("3.flac", piece(3));
    shelf.scan();
    let tracks = ["1.flac", "2.flac", "3.flac"].map(|path| shelf.track_at(path).unwrap());
    shelf.rename("1.flac", "t");
    shelf.rename("2.flac", "1.flac");
    shelf.rename("3.flac", "2.flac");
    shelf.rename("t", "3.flac");
    shelf.scan();
    assert_eq!(["3.flac", "1.flac", "2.flac"].map(|path| shelf.track_at(path).unwrap()), tracks);
    assert_eq!(shelf.library.number("SELECT count(*) FROM tracks"), 3);
}

#[test]
fn two_copies_are_one_track_and_the_better_one_plays() {
    let mut shelf = Shelf::new();
    shelf.put("a.mp3", piece(1).lossy());
    shelf.scan();
    let track = shelf.track_at("a.mp3").unwrap();
    shelf.put("b.flac", piece(1).encoded_anew());
    let counts = shelf.scan();
    assert_eq!(counts.added, 1);
    assert_eq!(shelf.replaced, [("/music/a.mp3".to_owned(), "/music/b.flac".to_owned())]);
    assert_eq!(shelf.track_at("b.flac"), Some(track));
    // A lesser one joins quietly.
    shelf.put("c.mp3", piece(1).lossy().encoded_anew().encoded_anew());
    shelf.scan();
    assert!(shelf.replaced.is_empty());
    assert_eq!(shelf.library.number("SELECT count(*) FROM tracks"), 1);
}

#[test]
fn one_undo_parts_all_better_copies_of_a_scan_and_redo_joins_them() {
    let mut shelf = Shelf::new();
    for n in 1..4 {
        shelf.put(&format!("{n}.mp3"), piece(n).lossy());
    }
    shelf.scan();
    let track = shelf.track_at("1.mp3").unwrap();
    for n in 1..4 {
        shelf.put(&format!("{n}.flac"), piece(n).encoded_anew());
    }
    shelf.scan();
    assert_eq!(shelf.library.number("SELECT count(*) FROM tracks"), 3);
    shelf.library.store.undo(NOW).wait().unwrap().unwrap();
    assert_eq!(shelf.library.number("SELECT count(*) FROM tracks"), 6);
    assert_eq!(shelf.track_at("1.mp3"), Some(track));
    assert_ne!(shelf.track_at("1.flac"), Some(track));
    shelf.scan_all();
    assert_eq!(shelf.library.number("SELECT count(*) FROM tracks"), 6, "what was parted stays so");
    shelf.library.store.redo(NOW).wait().unwrap().unwrap();
    assert_eq!(shelf.library.number("SELECT count(*) FROM tracks"), 3);
}

#[test]
fn equal_sound_with_other_tags_stays_two_tracks() {
    let mut shelf = Shelf::new();
    shelf.put("album/1.flac", piece(1));
    shelf.put("hits/9.flac", piece(1));
    shelf.retag("hits/9.flac", |tags| tags.album = Some("Hits".into()));
    shelf.scan();
    assert_ne!(shelf.track_at("album/1.flac"), shelf.track_at("hits/9.flac"));
    shelf.remove("hits/9.flac");
    let counts = shelf.scan();
    assert_eq!((counts.missing, counts.moved), (1, 0));
    assert_eq!(shelf.library.number("SELECT count(*) FROM tracks"), 2);
}

#[test]
fn a_copy_that_is_retagged_becomes_a_track_of_its_own() {
    let mut shelf = Shelf::new();
    shelf.put("1.flac", piece(1));
    shelf.put("copy.flac", piece(1));
    shelf.scan();
    let track = shelf.track_at("1.flac").unwrap();
    assert_eq!(shelf.track_at("copy.flac"), Some(track));
    shelf.retag("copy.flac", |tags| tags.album = Some("Hits".into()));
    shelf.scan();
    assert_eq!(shelf.track_at("1.flac"), Some(track));
    assert_ne!(shelf.track_at("copy.flac"), Some(track));
    // The other one is retagged the same way: they are copies again.
    shelf.retag("1.flac", |tags| tags.album = Some("Hits".into()));
    shelf.scan();
    assert_eq!(shelf.track_at("1.flac"), shelf.track_at("copy.flac"));
    assert_eq!(shelf.track_at("1.flac"), Some(track));
}

#[test]
fn both_copies_retagged_in_one_scan_stay_one_track() {
    let mut shelf = Shelf::new();
    shelf.put("1.flac", piece(1));
    shelf.put("copy.flac", piece(1));
    shelf.scan();
    let track = shelf.track_at("1.flac").unwrap();
    for path in ["1.flac", "copy.flac"] {
        shelf.retag(path, |tags| tags.album = Some("Hits".into()));
    }
    shelf.scan();
    assert_eq!(shelf.track_at("1.flac"), Some(track));
    assert_eq!(shelf.track_at("copy.flac"), Some(track));
    assert_eq!(shelf.library.number("SELECT count(*) FROM tracks"), 1);
}

#[test]
fn missing_files_come_back_and_nothing_is_lost_meanwhile() {
    let mut shelf = Shelf::new();
    shelf.put("1.flac", piece(1));
    shelf.put("2.flac", piece(2));
    shelf.scan();
    let track = shelf.track_at("1.flac").unwrap();
    let file = shelf.remove("1.flac");
    assert_eq!(shelf.scan().missing, 1);
    assert_eq!(shelf.library.number("SELECT count(*) FROM tracks"), 2);
    assert_eq!(shelf.scan().missing, 0, "it is missing once");
    shelf.put_back("1.flac", file);
    shelf.scan();
    assert_eq!(shelf.track_at("1.flac"), Some(track));
    assert_eq!(shelf.library.number("SELECT count(*) FROM files WHERE missing_since IS NOT NULL"), 0);
}

#[test]
fn a_track_found_years_later_at_another_path_is_the_same() {
    let mut shelf = Shelf::new();
    shelf.put("1.flac", piece(1));
    shelf.put("2.flac", piece(2));
    shelf.scan();
    let track = shelf.track_at("1.flac").unwrap();
    shelf.remove("1.flac");
    shelf.scan();
    shelf.put("restored/1.flac", piece(1));
    assert_eq!(shelf.scan().moved, 1);
    assert_eq!(shelf.track_at("restored/1.flac"), Some(track));
}

#[test]
fn an_album_renamed_as_a_whole_keeps_its_row_and_so_its_likes() {
    let mut shelf = Shelf::new();
    for n in 1..4 {
        shelf.put(&format!("album/{n}.flac"), piece(n));
    }
    shelf.scan();
    let (album, artist) =
        (shelf.library.number("SELECT id FROM albums"), shelf.library.number("SELECT id FROM artists"));
    for n in 1..4 {
        shelf.retag(&format!("album/{n}.flac"), |tags| {
            tags.album = Some("The right name".into());
            tags.artist = Some("The right artist".into());
            tags.artists = vec!["The right artist".into()];
        });
    }
    shelf.scan();
    assert_eq!(shelf.library.number("SELECT id FROM albums"), album);
    assert_eq!(shelf.library.number("SELECT id FROM artists"), artist);
    shelf.rename_folder("album", "elsewhere/deep");
    assert_eq!(shelf.scan().moved, 3);
    assert_eq!(shelf.library.number("SELECT id FROM albums"), album);
}

#[test]
fn various_artists_in_one_folder_make_one_album() {
    let mut shelf = Shelf::new();
    for (n, artist) in [(1, "Ada"), (2, "Bob"), (3, "Ada")] {
        shelf.put(&format!("mix/{n}.flac"), piece(n));
        shelf.retag(&format!("mix/{n}.flac"), |tags| {
            tags.artist = Some(artist.into());
            tags.artists = vec![artist.into()];
        });
    }
    shelf.scan();
    assert_eq!(shelf.library.number("SELECT count(*) FROM albums"), 1);
    assert_eq!(
        shelf.library.number("SELECT count(*) FROM albums WHERE artist = 'Various Artists' AND artist_id IS NULL"),
        1
    );
}

#[test]
fn discs_in_folders_of_their_own_make_one_album() {
    let mut shelf = Shelf::new();
    shelf.put("Box/CD1/1.flac", piece(1));
    shelf.put("Box/CD2/1.flac", piece(2));
    shelf.put("Other/1.flac", piece(3));
    shelf.scan();
    assert_eq!(shelf.library.number("SELECT count(*) FROM albums"), 2);
}

#[test]
fn added_is_the_files_own_time_at_first_and_the_scans_later() {
    let mut shelf = Shelf::new();
    shelf.put("1.flac", piece(1));
    shelf.scan();
    assert_eq!(shelf.library.number("SELECT added_at FROM tracks"), shelf::ORIGIN);
    shelf.put("2.flac", piece(2));
    shelf.scan();
    assert_eq!(shelf.library.number("SELECT max(added_at) FROM tracks"), shelf.now().unix_ms);
}

#[test]
fn a_file_that_breaks_keeps_its_track_and_recovers() {
    let mut shelf = Shelf::new();
    shelf.put("1.flac", piece(1));
    shelf.scan();
    let track = shelf.track_at("1.flac").unwrap();
    shelf.break_file("1.flac");
    for _ in 0..2 {
        let counts = shelf.scan();
        assert_eq!((counts.changed, counts.unchanged, counts.missing), (0, 0, 0), "it is told as trouble");
    }
    assert_eq!(shelf.library.number("SELECT count(*) FROM files WHERE problem IS NOT NULL"), 1);
    assert_eq!(shelf.track_at("1.flac"), Some(track));
    shelf.put("1.flac", piece(1));
    shelf.scan();
    assert_eq!(shelf.track_at("1.flac"), Some(track));
    assert_eq!(shelf.library.number("SELECT count(*) FROM files WHERE problem IS NULL"), 1);
}

#[test]
fn a_root_that_is_offline_changes_nothing() {
    let mut shelf = Shelf::new();
    shelf.put("1.flac", piece(1));
    shelf.scan();
    let rows = shelf.dump();
    shelf.library.store.intake(NOW).unwrap().root_is_offline(shelf.root).unwrap();
    assert_eq!(shelf.dump(), rows);
    assert!(shelf.library.reader().roots().unwrap()[0].offline);
    assert!(shelf.library.reader().prunable().unwrap().tracks.is_empty());
    shelf.scan();
    assert!(!shelf.library.reader().roots().unwrap()[0].offline);
}

#[test]
fn roots_move_without_touching_a_track_and_never_overlap() {
    let mut shelf = Shelf::new();
    shelf.put("1.flac", piece(1));
    shelf.scan();
    let store = shelf.library.store.clone();
    assert!(store.add_root(b"/music/inside", NOW).wait().is_err());
    assert!(store.add_root(b"/", NOW).wait().is_err());
    assert_eq!(store.add_root(b"/music/", NOW).wait().unwrap(), shelf.root);
    store.add_root(b"/musical", NOW).wait().unwrap();
    assert!(store.move_root(b"/music", b"/musical/x").wait().is_err());
    assert_eq!(store.move_root(b"/music", b"/mnt/music").wait().unwrap(), 1);
    let rows = shelf.dump();
    assert_eq!(shelf.scan().unchanged, 1);
    assert_eq!(shelf.dump(), rows);
}

#[test]
fn a_file_that_moves_between_roots_keeps_its_track_in_any_order() {
    for retagged in [false, true] {
        for new_root_first in [false, true] {
            let mut shelf = Shelf::new();
            shelf.put("1.flac", piece(1));
            shelf.put("2.flac", piece(2));
            shelf.scan();
            let track = shelf.track_at("1.flac").unwrap();
            let mut other = shelf.another_root("/other");
            let file = shelf.remove("1.flac");
            other.put_back("x/1.flac", file);
            if retagged {
                other.retag("x/1.flac", |tags| tags.title = Some("Said anew".into()));
            }
            if new_root_first {
                other.scan();
                shelf.scan();
            } else {
                shelf.scan();
                other.scan();
            }
            assert_eq!(other.track_at("x/1.flac"), Some(track), "retagged {retagged}, new root first {new_root_first}");
            assert_eq!(shelf.library.number("SELECT count(*) FROM tracks"), 2);
        }
    }
}

#[test]
fn prune_says_what_it_takes_and_keeps_what_was_heard() {
    let mut shelf = Shelf::new();
    shelf.put("1.flac", piece(1));
    shelf.put("2.flac", piece(2));
    shelf.scan();
    let track = shelf.track_at("1.flac").unwrap();
    shelf.play(track);
    shelf.remove("1.flac");
    shelf.scan();
    let listed = shelf.library.reader().prunable().unwrap();
    assert_eq!(listed.files, [b"/music/1.flac".to_vec()]);
    assert_eq!((listed.tracks.len(), listed.tracks[0].plays), (1, 1));
    assert_eq!(shelf.library.store.prune().wait().unwrap(), listed);
    assert_eq!(shelf.library.number("SELECT count(*) FROM tracks"), 1);
    assert_eq!(shelf.library.number("SELECT count(*) FROM plays WHERE track_id IS NULL"), 1);
    assert_eq!(shelf.library.number("SELECT count(*) FROM search WHERE search MATCH 'title1'"), 0);
    shelf.put("3.flac", piece(3));
    shelf.scan();
    assert_ne!(shelf.track_at("3.flac"), Some(track), "a key is never given twice");
}

#[test]
fn removing_a_root_forgets_only_what_nobody_heard() {
    let mut shelf = Shelf::new();
    shelf.put("1.flac", piece(1));
    shelf.put("2.flac", piece(2));
    shelf.scan();
    let track = shelf.track_at("1.flac").unwrap();
    shelf.play(track);
    assert_eq!(shelf.library.store.remove_root(shelf.root).wait().unwrap(), 1);
    assert_eq!(shelf.library.number("SELECT id FROM tracks"), track.0);
    assert!(shelf.library.store.remove_root(shelf.root).wait().is_err());
}

#[test]
fn bare_tags_do_no_harm() {
    let mut shelf = Shelf::new();
    shelf.put("odd/\u{1}x.flac", piece(1).tagged(Tags::default()));
    shelf.put("odd/y.flac", piece(2).tagged(Tags { title: Some(String::new()), ..Tags::default() }));
    assert_eq!(shelf.scan().added, 2);
    assert_eq!(shelf.scan_all().unchanged, 2);
}
