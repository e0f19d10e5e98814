use super::*;
use crate::domain::track::Tags;
use crate::store::library::tests::shelf::{Shelf, piece};

fn seen(shelf: &Shelf) -> Trouble {
    shelf.library.reader().trouble(shelf.library.store.listener(), shelf.now()).unwrap()
}

fn of(trouble: &Trouble, kind: TroubleKind) -> Vec<(String, String)> {
    let lines = trouble.groups.iter().filter(|group| group.kind == kind).flat_map(|group| &group.lines);
    lines.map(|line| (line.name.clone(), line.reason.clone())).collect()
}

fn kinds(trouble: &Trouble) -> Vec<TroubleKind> {
    trouble.groups.iter().map(|group| group.kind).collect()
}

#[test]
fn a_library_in_good_order_has_none() {
    let mut shelf = Shelf::new();
    shelf.put("a/1.flac", piece(1));
    shelf.put("a/2.flac", piece(2));
    shelf.scan();
    assert_eq!(seen(&shelf), Trouble::default());
}

#[test]
fn broken_and_missing_files_are_told_apart_and_come_back() {
    let mut shelf = Shelf::new();
    shelf.put("a/1.flac", piece(1));
    shelf.put("a/2.flac", piece(2));
    shelf.put("a/3.flac", piece(3));
    shelf.scan();
    let track = shelf.track_at("a/2.flac");
    shelf.break_file("a/1.flac");
    let gone = shelf.remove("a/2.flac");
    shelf.scan();
    let trouble = seen(&shelf);
    assert_eq!(kinds(&trouble), [TroubleKind::Unreadable, TroubleKind::Missing]);
    let pair = |name: &str, reason: &str| (name.to_owned(), reason.to_owned());
    assert_eq!(of(&trouble, TroubleKind::Unreadable), [pair("1.flac", "it ends in the middle")]);
    assert_eq!(of(&trouble, TroubleKind::Missing), [pair("2.flac", "not there since this afternoon")]);
    let missing = &trouble.groups[1].lines[0];
    assert_eq!(missing.paths, [b"/music/a/2.flac".to_vec()]);
    assert_eq!(missing.place.as_ref().map(FolderPlace::path), Some(b"/music/a".to_vec()));
    let card = missing.card.as_ref().unwrap();
    assert_eq!((Some(card.id), card.presence), (track, Presence::Missing));
    shelf.put_back("a/2.flac", gone);
    shelf.put("a/1.flac", piece(1));
    shelf.scan();
    assert_eq!(seen(&shelf), Trouble::default());
}

#[test]
fn a_root_that_is_away_is_one_line() {
    let mut shelf = Shelf::new();
    shelf.put("a/1.flac", piece(1));
    shelf.put("a/2.flac", piece(2));
    shelf.scan();
    shelf.break_file("a/1.flac");
    shelf.remove("a/2.flac");
    shelf.scan();
    let root = shelf.root;
    shelf.library.store.intake(shelf.now()).unwrap().root_is_offline(root).unwrap();
    let trouble = seen(&shelf);
    assert_eq!(kinds(&trouble), [TroubleKind::Offline], "what is broken or missing there cannot be looked at");
    assert_eq!(of(&trouble, TroubleKind::Offline), [("/music".to_owned(), "2 files wait there".to_owned())]);
}

#[test]
fn copies_say_which_of_them_plays() {
    let mut shelf = Shelf::new();
    shelf.put("a/1.flac", piece(1));
    shelf.scan();
    shelf.put("b/1.mp3", piece(1).lossy().encoded_anew());
    shelf.scan();
    let trouble = seen(&shelf);
    assert_eq!(kinds(&trouble), [TroubleKind::Copies]);
    let line = &trouble.groups[0].lines[0];
    assert_eq!(line.reason, "FLAC 16 bit plays; also MP3 16 bit");
    assert_eq!(line.paths, [b"/music/a/1.flac".to_vec(), b"/music/b/1.mp3".to_vec()]);
    assert_eq!(line.card.as_ref().and_then(|card| card.path.clone()), Some(b"/music/a/1.flac".to_vec()));
    shelf.remove("b/1.mp3");
    shelf.scan();
    assert_eq!(kinds(&seen(&shelf)), [TroubleKind::Missing], "one that is gone is no copy");
    let missing = of(&seen(&shelf), TroubleKind::Missing);
    assert_eq!(missing[0].1, "not there since this afternoon; another copy plays");
}

#[test]
fn equal_sound_under_other_tags_is_named_by_what_differs() {
    let mut shelf = Shelf::new();
    shelf.put("a/1.flac", piece(1));
    let live = Tags { title: Some("Title1 (live)".into()), number: Some(7), ..tags() };
    shelf.put("b/1.flac", piece(1).tagged(live));
    shelf.scan();
    let trouble = seen(&shelf);
    assert_eq!(kinds(&trouble), [TroubleKind::Twins]);
    assert_eq!(trouble.groups[0].lines[0].reason, "also as Title1 (live)");
    assert_eq!(trouble.groups[0].lines[0].paths.len(), 2);
}

fn tags() -> Tags {
    Tags {
        artist: Some("Artist".into()),
        artists: vec!["Artist".into()],
        album: Some("Album".into()),
        ..Tags::default()
    }
}

#[test]
fn odd_tags_and_spellings_are_found() {
    let mut shelf = Shelf::new();
    shelf.put("a/1.flac", piece(1));
    shelf.put("a/2.flac", piece(2).tagged(Tags { title: Some("BjÃ¶rk".into()), album: None, ..tags() }));
    let spelled =
        Tags { title: Some("Else".into()), artist: Some("ARTIST".into()), artists: vec!["ARTIST".into()], ..tags() };
    shelf.put("a/3.flac", piece(3).tagged(spelled));
    shelf.scan();
    let trouble = seen(&shelf);
    assert_eq!(kinds(&trouble), [TroubleKind::Tags, TroubleKind::Spellings]);
    let reasons = of(&trouble, TroubleKind::Tags);
    assert_eq!(reasons, [(String::new(), "no album, letters in a wrong encoding".to_owned())]);
    let spelled = of(&trouble, TroubleKind::Spellings);
    assert_eq!(spelled, [("Artist".to_owned(), "also ARTIST (1 track)".to_owned())]);
    assert_eq!(trouble.groups[1].lines[0].paths, [b"/music/a/3.flac".to_vec()], "the one to be retagged");
}

#[test]
fn a_group_is_counted_whole_and_listed_in_part() {
    let mut shelf = Shelf::new();
    for n in 0..LINES + 20 {
        shelf.put(&format!("{n}.flac"), piece(u32::try_from(n).unwrap()));
    }
    shelf.scan();
    for path in shelf.paths() {
        shelf.break_file(&path);
    }
    shelf.scan();
    let trouble = seen(&shelf);
    assert_eq!((trouble.groups[0].lines.len(), trouble.groups[0].count), (LINES, 320));
}
