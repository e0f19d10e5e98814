//! Marks and the filter, on every page that has a list.

use super::*;
use crate::domain::browse::Selection;
use crate::domain::ids::TrackId;
use crate::domain::playlist::PlaylistEdit;

#[test]
fn marked_lines_are_added_together_and_esc_lets_them_go() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("5jjvv");
    assert!(driven.screen().contains("2 marked"), "{}", driven.screen());
    driven.keys("a");
    let Command::Add { what, .. } = driven.last() else { panic!("{:?}", driven.last()) };
    assert_eq!(what, &Selection::Tracks(vec![TrackId(4), TrackId(1)]));
    driven.keys("<esc>");
    assert!(!driven.screen().contains("marked"), "{}", driven.screen());
}

#[test]
fn a_range_is_marked_and_taken_out() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("4jlvjV");
    assert!(driven.screen().contains("3 marked"), "{}", driven.screen());
    driven.keys("d");
    let edit = PlaylistEdit::Remove { id: fixture::playlist_id(1), entries: vec![42, 43, 44] };
    assert_eq!(driven.last(), &Command::EditPlaylist(edit));
    assert!(!driven.screen().contains("marked"), "what is gone is not marked");
}

#[test]
fn marks_of_several_sorts_go_as_they_stand() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("vvvva");
    let Command::Add { what: Selection::All(several), .. } = driven.last() else { panic!("{:?}", driven.last()) };
    assert_eq!(several.len(), 4, "two albums, a playlist, an artist");
}

#[test]
fn a_filter_narrows_with_each_letter_and_esc_shows_all() {
    for page in ["2", "4jl", "5", "6"] {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys(page);
        let before = driven.screen();
        driven.keys("/");
        assert!(driven.screen().contains("Esc all again"), "{page}: {}", driven.screen());
        driven.keys("zzzz");
        assert!(driven.screen().contains(" 0 of "), "{page}: {}", driven.screen());
        driven.keys("<esc>");
        assert_eq!(driven.screen(), before, "{page}");
    }
}

#[test]
fn enter_leaves_the_filter_and_plays_what_it_left() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("4jl/sun<enter>");
    assert!(driven.screen().contains("1 of "), "{}", driven.screen());
    driven.keys("<enter>");
    let Command::PlayNow { what: Selection::Tracks(tracks), start: 0, .. } = driven.last() else {
        panic!("{:?}", driven.last())
    };
    assert_eq!(tracks.len(), 1);
    driven.keys("/");
    assert!(driven.screen().contains("/sun"), "the words stay to be changed: {}", driven.screen());
}

#[test]
fn where_nothing_can_be_narrowed_slash_searches() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("/moan");
    assert!(driven.screen().contains("/ moan"), "{}", driven.screen());
}

#[test]
fn alt_and_a_letter_is_esc_and_the_letter() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("w");
    assert!(driven.screen().contains("Why Blue Train"), "{}", driven.screen());
    driven.app.key(KeyEvent::new(KeyCode::Char('j'), KeyModifiers::ALT));
    driven.settle();
    assert!(!driven.screen().contains("Why Blue Train"));
    driven.keys("<enter>");
    assert!(matches!(driven.last(), Command::Resume { what: Selection::Item(_), .. }));
}
