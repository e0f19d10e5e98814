use super::*;
use crate::domain::playlist::{LineOrder, PlaylistEdit};
use crate::player::protocol::Command;
use crate::ui::app::tests::Driven;
use crate::ui::fixture;

fn page() -> Driven {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("4");
    driven
}

#[test]
fn lines_are_moved_taken_out_and_played() {
    let mut driven = page();
    driven.keys("lj");
    let id = fixture::playlist_id(1);
    driven.keys("J");
    assert_eq!(driven.last(), &Command::EditPlaylist(PlaylistEdit::Move { id, entry: 43, to: 2 }));
    driven.keys("d");
    assert_eq!(driven.last(), &Command::EditPlaylist(PlaylistEdit::Remove { id, entries: vec![43] }));
    driven.keys("<enter>");
    assert!(matches!(driven.last(), Command::PlayNow { start: 1, .. }));
}

#[test]
fn lists_are_made_renamed_and_deleted() {
    let mut driven = page();
    driven.keys("e<c-u>Küche<enter>");
    let id = fixture::playlist_id(1);
    assert_eq!(driven.last(), &Command::EditPlaylist(PlaylistEdit::Rename { id, name: "Küche".into() }));
    driven.keys("d");
    assert_eq!(driven.last(), &Command::EditPlaylist(PlaylistEdit::Delete { id }));
    driven.keys("Gk<enter>New one<enter>");
    assert!(matches!(driven.last(), Command::EditPlaylist(PlaylistEdit::Create { name, .. }) if name == "New one"));
}

#[test]
fn lists_come_from_files_and_go_into_files_by_name() {
    let mut driven = page();
    driven.keys(":import<space>~/a<space>b.pls<enter>");
    assert_eq!(driven.last(), &Command::ImportList { file: "~/a b.pls".into() });
    let list = fixture::playlist_id(1);
    for from in ["", "l"] {
        driven.keys(&format!("{from}:export<space>/tmp/x.xspf<enter>"));
        assert_eq!(driven.last(), &Command::ExportList { list, file: "/tmp/x.xspf".into() });
    }
    driven.keys(":export<enter><c-u>y.m3u8<enter>");
    assert_eq!(driven.last(), &Command::ExportList { list, file: "y.m3u8".into() });
}

#[test]
fn the_cursor_goes_to_the_list_that_was_made() {
    let snapshot = fixture::evening();
    let view = fixture::view(&snapshot);
    let card = |number: u128, name: &str| PlaylistCard {
        id: PlaylistId(uuid::Uuid::from_u128(number)),
        name: name.into(),
        description: String::new(),
        tracks: 0,
        length_ms: 0,
        missing: 0,
        changed_at: fixture::now(),
        added_at: None,
    };
    let mut page = PlaylistsPage::default();
    let arrive = |page: &mut PlaylistsPage, rows: Vec<PlaylistCard>| {
        page.answer(LISTS, Answer::Playlists { rows }, &view);
        page.prepare(&view);
    };
    arrive(&mut page, vec![card(1, "Kitchen")]);
    page.handle(Action::Bottom, &view);
    page.handle(Action::Up, &view);
    assert_eq!(page.list.key(), Some(&List::New));
    arrive(&mut page, vec![card(2, "Autumn"), card(1, "Kitchen")]);
    assert_eq!(page.list.key(), Some(&List::Of(card(2, "").id)));
    arrive(&mut page, vec![card(2, "Autumn"), card(1, "Kitchen"), card(3, "From elsewhere")]);
    assert_eq!(page.list.key(), Some(&List::Of(card(2, "").id)), "from elsewhere it moves nothing");
}

#[test]
fn y_adds_to_the_list_that_changed_last() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("}jjyy");
    let edit = PlaylistEdit::Add { id: fixture::playlist_id(1), tracks: vec![crate::domain::ids::TrackId(101)] };
    assert_eq!(driven.last(), &Command::EditPlaylist(edit));
    driven.keys("ynMorning<enter>");
    let [.., Command::EditPlaylist(create), Command::EditPlaylist(add)] = driven.sent.as_slice() else {
        panic!("{:?}", driven.sent)
    };
    assert!(matches!(create, PlaylistEdit::Create { name, .. } if name == "Morning"));
    assert!(matches!(add, PlaylistEdit::Add { tracks, .. } if tracks.len() == 1));
}

#[test]
fn an_album_is_added_track_by_track() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("yy");
    assert!(
        matches!(driven.last(), Command::EditPlaylist(PlaylistEdit::Add { tracks, .. }) if tracks.len() == 6),
        "{:?}",
        driven.last()
    );
}

#[test]
fn opening_a_playlist_elsewhere_comes_here() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("jjo");
    assert!(driven.screen().contains("›4 Playlists"), "{}", driven.screen());
    driven.keys("<enter>");
    assert!(matches!(driven.last(), Command::PlayNow { source, .. } if source.name == "Kitchen"));
}

#[test]
fn marked_lines_move_together() {
    let mut driven = page();
    driven.keys("lvjv");
    let id = fixture::playlist_id(1);
    driven.keys("J");
    let together = |entries: Vec<i64>, to| Command::EditPlaylist(PlaylistEdit::MoveTogether { id, entries, to });
    assert_eq!(driven.last(), &together(vec![42, 44], 2));
    driven.keys("K");
    assert_eq!(driven.last(), &together(vec![42, 44], 0));
}

#[test]
fn a_list_is_sorted_copied_and_split() {
    let mut driven = page();
    let id = fixture::playlist_id(1);
    driven.keys("Sb");
    assert_eq!(driven.last(), &Command::EditPlaylist(PlaylistEdit::Sort { id, by: LineOrder::Album }));
    driven.keys(":duplicate<enter><enter>");
    let last = driven.last();
    assert!(
        matches!(last, Command::EditPlaylist(PlaylistEdit::Duplicate { name, .. }) if name == "Kitchen 2"),
        "{last:?}"
    );
    driven.keys("lGk:split<enter>Late<enter>");
    let last = driven.last();
    assert!(
        matches!(last, Command::EditPlaylist(PlaylistEdit::Split { entries, .. }) if entries == &[47, 48]),
        "{last:?}"
    );
}

#[test]
fn marked_lists_merge_into_the_one_under_the_cursor_or_a_new_one() {
    let mut driven = page();
    driven.keys(":merge<enter>");
    assert!(driven.screen().contains("Mark the playlists to merge"), "{}", driven.screen());
    let from = vec![fixture::playlist_id(1)];
    driven.keys("v:merge<enter>i");
    let merge = PlaylistEdit::Merge { from, into: fixture::playlist_id(2), name: None };
    assert_eq!(driven.last(), &Command::EditPlaylist(merge));
}

#[test]
fn what_fits_is_taken_with_one_key_and_passed_over_with_another() {
    let mut driven = page();
    assert!(!driven.screen().contains("fits Kitchen"), "only inside the list");
    driven.keys("l");
    assert!(driven.screen().contains("fits Kitchen"), "{}", driven.screen());
    driven.keys("Gjw");
    assert!(driven.screen().contains("1 of 2 in “fits Kitchen”"), "{}", driven.screen());
    driven.keys("<esc>}");
    assert!(driven.screen().contains("Enter puts"), "{}", driven.screen());
    driven.keys("a");
    let Command::EditPlaylist(PlaylistEdit::Add { tracks: taken, .. }) = driven.last().clone() else {
        panic!("{:?}", driven.last())
    };
    driven.keys("x");
    let Command::EditPlaylist(PlaylistEdit::PassOver { track, .. }) = driven.last().clone() else {
        panic!("{:?}", driven.last())
    };
    assert_ne!(taken, [track], "the next one took its place");
    assert!(!driven.screen().contains("fits Kitchen"), "none is left");
    driven.keys("kJ");
    assert!(matches!(driven.last(), Command::EditPlaylist(PlaylistEdit::Move { .. })), "back among the lines");
}
