use std::sync::Arc;

use super::*;
use crate::domain::browse::Selection;
use crate::domain::playlist::{LineOrder, Listed, PlaylistEdit};
use crate::domain::settings::{Settings, Spoken};
use crate::player::protocol::{Command, Snapshot};
use crate::ui::app::tests::Driven;
use crate::ui::fixture;

/// The cursor stands on the first list that lies in no folder.
fn page() -> Driven {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("4j");
    driven
}

#[test]
fn lines_are_moved_taken_out_and_played() {
    let mut driven = page();
    driven.keys("lj");
    let id = fixture::playlist_id(1);
    driven.keys("Jd");
    let [moved, removed] = driven.sent.as_slice() else { panic!("{:?}", driven.sent) };
    assert_eq!(moved, &Command::EditPlaylist(PlaylistEdit::Move { id, entry: 43, to: 2 }));
    assert_eq!(removed, &Command::EditPlaylist(PlaylistEdit::Remove { id, entries: vec![43] }));
    driven.keys("<enter>");
    assert!(matches!(driven.last(), Command::PlayNow { start: 2, .. }));
}

#[test]
fn the_list_is_pinned_from_its_name_and_from_its_lines() {
    let mut driven = page();
    driven.keys("p");
    let made = driven.last().clone();
    assert!(
        matches!(&made, Command::MakeSection { recipe, .. } if recipe.seed == Some(ItemRef::Playlist(fixture::playlist_id(1))))
    );
    driven.keys("ljp");
    assert_eq!(driven.sent.len(), 2);
    assert_eq!(driven.last(), &made);
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
        heard_at: None,
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
fn a_list_is_gone_into_before_its_lines_are_read() {
    let snapshot = fixture::evening();
    let view = fixture::view(&snapshot);
    let Answer::Playlists { rows } = fixture::answer(&Question::Playlists) else { panic!() };
    let mut page = PlaylistsPage::default();
    page.answer(LISTS, Answer::Playlists { rows }, &view);
    page.prepare(&view);
    page.handle(Action::Down, &view);
    page.handle(Action::Down, &view);
    page.prepare(&view);
    assert!(page.card().is_some_and(|card| card.tracks > 0));
    let outcome = page.handle(Action::Right, &view);
    assert!(matches!(outcome, Outcome::Done(effects) if effects.is_empty()), "it does not say that it is empty");
    page.prepare(&view);
    assert!(page.in_lines);
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
    let together = |entries: Vec<i64>, to| Command::EditPlaylist(PlaylistEdit::MoveTogether { id, entries, to });
    driven.keys("Jj");
    assert_eq!(driven.last(), &together(vec![42, 44], 2), "below the last of them");
    driven.keys("KKj");
    assert_eq!(driven.last(), &together(vec![42, 44], 0));
}

#[test]
fn a_list_is_sorted_copied_and_split() {
    let mut driven = page();
    let id = fixture::playlist_id(1);
    driven.keys("Ssb");
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
    assert!(driven.screen().contains("fits Kitchen · 3 passed over"), "none is left but those: {}", driven.screen());
    driven.keys("kkJk");
    assert!(matches!(driven.last(), Command::EditPlaylist(PlaylistEdit::Move { .. })), "back among the lines");
}

#[test]
fn what_was_passed_over_is_seen_and_offered_again() {
    let mut driven = page();
    let id = fixture::playlist_id(1);
    driven.keys("l}G");
    assert!(driven.screen().contains("Enter shows what is not offered"), "{}", driven.screen());
    driven.keys("x");
    assert!(driven.sent.is_empty(), "there is nothing to pass over on it: {:?}", driven.sent);
    driven.keys("<enter>");
    assert!(driven.screen().contains("Not offered for Kitchen"), "{}", driven.screen());
    driven.keys("jx<enter>");
    let tracks: Vec<_> = driven
        .sent
        .iter()
        .map(|command| match command {
            Command::EditPlaylist(PlaylistEdit::OfferAgain { id: list, track }) if *list == id => track.0,
            other => panic!("{other:?}"),
        })
        .collect();
    let Answer::Passed { lines } = fixture::answer(&Question::Passed { list: id }) else { panic!() };
    assert_eq!(tracks, [lines[1].card.id.0, lines[0].card.id.0], "each is one change");
    assert!(!driven.screen().contains("Not offered for Kitchen"), "nothing is left to see");
    driven.keys("h:passed<enter>");
    assert!(driven.screen().contains("Not offered for Kitchen"), "{}", driven.screen());
    driven.keys("<esc>.");
    assert!(driven.screen().contains("what was passed over"), "{}", driven.screen());
}

#[test]
fn keys_held_down_move_a_line_at_once_and_are_one_change() {
    let mut driven = page();
    let id = fixture::playlist_id(1);
    driven.keys("l");
    let row = |driven: &Driven| driven.screen().lines().position(|row| row.contains("Along Came Betty"));
    assert_eq!(row(&driven), Some(3));
    driven.keys("JJJ");
    assert_eq!((driven.sent.len(), row(&driven)), (0, Some(6)), "nothing is written while keys repeat");
    driven.keys("KK");
    assert_eq!(row(&driven), Some(4));
    driven.keys("u");
    let [moved, undone] = driven.sent.as_slice() else { panic!("{:?}", driven.sent) };
    assert_eq!(moved, &Command::EditPlaylist(PlaylistEdit::Move { id, entry: 42, to: 1 }));
    assert_eq!(undone, &Command::Undo);
    driven.keys("JKj");
    assert_eq!(driven.sent.len(), 2, "back where it was: nothing is to be written");
    driven.keys("gg");
    driven.keys("K");
    assert!(driven.screen().contains("at the end already"), "{}", driven.screen());
}

#[test]
fn a_move_is_written_when_another_page_is_shown() {
    let mut driven = page();
    driven.keys("lJJ1");
    let edit = PlaylistEdit::Move { id: fixture::playlist_id(1), entry: 42, to: 2 };
    assert_eq!(driven.last(), &Command::EditPlaylist(edit));
}

#[test]
fn the_mouse_takes_lines_along_and_lists_into_folders() {
    let mut driven = page();
    let id = fixture::playlist_id(1);
    driven.drag((40, 3), &[(40, 4), (41, 5)]);
    assert_eq!(driven.last(), &Command::EditPlaylist(PlaylistEdit::Move { id, entry: 42, to: 2 }), "one change");
    driven.keys("ggvjjv");
    driven.drag((40, 6), &[(40, 3)]);
    let Command::EditPlaylist(PlaylistEdit::MoveTogether { entries, to: 0, .. }) = driven.last() else {
        panic!("{:?}", driven.last())
    };
    assert_eq!(entries.len(), 2, "all that is marked");
    driven.keys("<esc>h");
    driven.drag((5, 4), &[(5, 3)]);
    let lists = vec![Listed::ByHand(id)];
    let edit = PlaylistEdit::ToFolder { lists, folders: Vec::new(), folder: "Seasons".into() };
    assert_eq!(driven.last(), &Command::EditPlaylist(edit));
    let sent = driven.sent.len();
    driven.drag((5, 4), &[(5, 5), (5, 4)]);
    assert_eq!(driven.sent.len(), sent, "dropped where it lies");
}

#[test]
fn the_mouse_takes_what_is_marked_only_with_one_of_them() {
    let mut driven = page();
    let id = fixture::playlist_id(1);
    driven.keys("ljvv");
    driven.drag((40, 3), &[(40, 4)]);
    assert_eq!(driven.last(), &Command::EditPlaylist(PlaylistEdit::Move { id, entry: 42, to: 1 }));
    let mut driven = page();
    driven.keys("jvk");
    driven.drag((5, 4), &[(5, 3)]);
    let lists = vec![Listed::ByHand(id)];
    let edit = PlaylistEdit::ToFolder { lists, folders: Vec::new(), folder: "Seasons".into() };
    assert_eq!(driven.last(), &Command::EditPlaylist(edit));
    assert!(driven.screen().contains("1 marked"), "what was not moved stays so: {}", driven.screen());
}

#[test]
fn a_click_that_slips_on_a_marked_line_gathers_nothing() {
    let mut driven = page();
    driven.keys("lvjjv");
    let before = driven.screen();
    driven.drag((40, 3), &[(42, 3), (40, 3)]);
    assert!(driven.sent.is_empty(), "{:?} {before}", driven.sent);
}

#[test]
fn a_folder_opens_closes_and_plays_all_its_lists() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("4");
    assert!(driven.screen().contains("Enter plays 2 playlists of Seasons"), "{}", driven.screen());
    assert!(!driven.screen().contains("    First snow"), "{}", driven.screen());
    driven.keys("l");
    assert!(driven.screen().contains("   First snow"), "{}", driven.screen());
    driven.keys("ljh");
    assert!(driven.screen().contains("Enter plays 2 playlists"), "h goes to the folder and closes it");
    driven.keys("o<enter>");
    let Command::PlayNow { what: Selection::All(lists), source, .. } = driven.last() else {
        panic!("{:?}", driven.last())
    };
    assert_eq!((lists.len(), source.name.as_str()), (2, "Seasons"));
    driven.keys("/snow<enter>");
    assert!(driven.screen().contains("   First snow") && !driven.screen().contains("Kitchen"), "{}", driven.screen());
}

#[test]
fn folders_are_made_filled_renamed_and_dissolved() {
    let mut driven = page();
    let to =
        |lists: Vec<Listed>, folder: &str| PlaylistEdit::ToFolder { lists, folders: Vec::new(), folder: folder.into() };
    let kitchen = Listed::ByHand(fixture::playlist_id(1));
    driven.keys("t1");
    assert_eq!(driven.last(), &Command::EditPlaylist(to(vec![kitchen], "Seasons")));
    driven.keys("vvtnHome<enter>");
    let both = vec![kitchen, Listed::ByHand(fixture::playlist_id(2))];
    assert_eq!(driven.last(), &Command::EditPlaylist(to(both, "Home")));
    assert!(!driven.screen().contains("marked"), "{}", driven.screen());
    driven.keys("gge<c-u>Year/Times<enter>");
    let rename = PlaylistEdit::RenameFolder { folder: "Seasons".into(), to: "Year/Times".into() };
    assert_eq!(driven.last(), &Command::EditPlaylist(rename));
    driven.keys("d");
    assert_eq!(driven.last(), &Command::EditPlaylist(PlaylistEdit::DissolveFolder { folder: "Seasons".into() }));
    driven.keys("ljto");
    assert_eq!(driven.last(), &Command::EditPlaylist(to(vec![Listed::ByHand(fixture::playlist_id(4))], "")));
    driven.keys("hp");
    let Command::MakeSection { title, recipe } = driven.last() else { panic!("{:?}", driven.last()) };
    assert_eq!((title.as_str(), recipe.words.as_deref()), ("Seasons", Some("in:\"Seasons/\"")));
}

#[test]
fn marked_lists_are_deleted_in_one_step() {
    let mut driven = page();
    driven.keys("vvd");
    let lists = [1, 2].map(|number| Listed::ByHand(fixture::playlist_id(number)));
    assert_eq!(
        driven.last(),
        &Command::EditPlaylist(PlaylistEdit::DeleteAll { lists: lists.into(), folders: Vec::new() })
    );
}

#[test]
fn marked_folders_go_in_one_step_with_marked_lists() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("4");
    assert!(driven.screen().contains("2 playlists · 49 tracks"), "with those by rules: {}", driven.screen());
    driven.keys("vvd");
    let edits = driven.sent.iter().filter(|sent| matches!(sent, Command::EditPlaylist(_)));
    assert_eq!(edits.count(), 1, "{:?}", driven.sent);
}

#[test]
fn a_description_is_written_and_taken_away() {
    let mut driven = page();
    let described = |words: &str| {
        Command::EditPlaylist(PlaylistEdit::Describe { id: fixture::playlist_id(1), words: words.into() })
    };
    driven.keys(":describe<enter>On<space>Sundays<enter>");
    assert_eq!(driven.last(), &described("On Sundays"));
    driven.keys(":describe<enter><c-u><enter>");
    assert_eq!(driven.last(), &described(""));
}

#[test]
fn the_cursor_goes_to_the_list_by_rules_that_was_made() {
    let snapshot = fixture::evening();
    let view = fixture::view(&snapshot);
    let mut page = PlaylistsPage::default();
    let lists = fixture::rules_of_evening();
    let made = lists[1].id;
    page.answer(LISTS, Answer::Playlists { rows: Vec::new() }, &view);
    page.answer(RULES, Answer::SmartPlaylists { rows: lists[..1].to_vec() }, &view);
    page.prepare(&view);
    page.visit(Visit::Rules(made), &view);
    page.prepare(&view);
    assert_ne!(page.list.key(), Some(&List::Rules(made)), "it is not there yet");
    page.answer(RULES, Answer::SmartPlaylists { rows: lists }, &view);
    page.prepare(&view);
    assert_eq!(page.list.key(), Some(&List::Rules(made)));
}

#[test]
fn esc_and_letting_go_outside_give_back_what_the_mouse_drags() {
    let mut driven = page();
    driven.keys("l");
    let before = driven.screen();
    driven.press_mouse((40, 3)).drag_mouse((40, 5)).keys("<esc>");
    assert_eq!(driven.screen(), before);
    driven.drag_mouse((40, 6)).release_mouse((40, 6));
    driven.drag((40, 3), &[(40, 6), (3, 6)]);
    assert_eq!(driven.screen(), before, "over the other pane");
    driven.keys("vjjvk");
    let marked = driven.screen();
    driven.press_mouse((40, 6)).drag_mouse((40, 4)).keys("<esc>");
    assert_eq!(driven.screen(), marked, "lines that stood apart do so again");
    driven.keys("<esc>h");
    driven.press_mouse((5, 4)).drag_mouse((5, 3)).keys("<esc>").release_mouse((5, 3));
    assert!(driven.sent.is_empty(), "{:?}", driven.sent);
}

/// The names of the left pane, from the top.
fn names(driven: &Driven) -> Vec<String> {
    let screen = driven.screen();
    let cells = screen.lines().skip(3).map(|line| line.chars().skip(1).take(15).collect::<String>());
    cells.map(|name| name.trim().to_owned()).take_while(|name| !name.starts_with("a new")).collect()
}

#[test]
fn lists_stand_in_the_order_that_is_chosen() {
    let mut driven = page();
    let by_name = names(&driven);
    assert_eq!(by_name[..3], ["▸ Seasons", "Kitchen", "Late at night"]);
    driven.keys("SrG");
    assert_eq!(driven.last(), &Command::Set { key: Key::SortPlaylists, value: "heard".into() });
    assert_eq!(names(&driven)[..3], ["▸ Seasons", "Late at night", "Kitchen"], "folders stay above");
    driven.keys("Sc");
    assert_eq!(names(&driven)[1], "Kitchen", "most tracks, those by rules among them: {:?}", names(&driven));
    driven.keys("So");
    assert_eq!(names(&driven), by_name);
    driven.keys("ggjSe");
    assert!(driven.screen().contains("Enter plays Kitchen"), "the cursor stays on its list: {}", driven.screen());
}

#[test]
fn the_config_file_has_the_last_word_on_the_order() {
    let spoken = [Spoken { key: Key::SortPlaylists, value: "heard".into(), line: 7 }];
    let settings = Arc::new(Settings::merge(&spoken, &[], None));
    let mut driven = Driven::new(Snapshot { settings, ..fixture::evening() }, 80, 24);
    driven.keys("4jS");
    let screen = driven.screen();
    assert!(screen.contains("config.toml line 7 decides") && screen.contains("it stands so"), "{screen}");
    driven.keys("o");
    let chosen = driven.sent.iter().any(|command| matches!(command, Command::Set { key: Key::SortPlaylists, .. }));
    assert!(!chosen && driven.screen().contains("change it there"), "{}", driven.screen());
    assert_eq!(names(&driven)[1], "Late at night");
}
