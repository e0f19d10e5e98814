//! The editor driven by keys: every line, at every size.

use super::super::super::super::app::tests::Driven;
use super::super::super::super::fixture;
use crate::domain::section::{Look, PickOrder, Recipe};
use crate::player::protocol::Command;

/// On the pinned section of the fixture, its editor open.
fn editor(width: u16, height: u16) -> Driven {
    let mut driven = Driven::new(fixture::evening(), width, height);
    driven.keys("}e");
    driven
}

fn shaped(driven: &Driven) -> (&str, &Recipe, Option<u32>) {
    match driven.last() {
        Command::ShapePin { title, recipe, place, .. } => (title, recipe, *place),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_line_of_a_pin_is_changed_and_kept_as_one() {
    for (width, height) in [(200, 60), (80, 24), (40, 12)] {
        let mut driven = editor(width, height);
        // Name, place, length, rows, look, order, explore: from the first line to the last.
        driven.keys("<enter>!<enter>jljlljlljljlljlll");
        driven.keys("<esc>k");
        let (title, recipe, place) = shaped(&driven);
        assert_eq!((title, place), ("Late at night!", Some(2)), "{width}×{height}");
        assert_eq!((recipe.length, recipe.shows.rows, recipe.shows.look), (7, Some(2), Look::Cards));
        assert_eq!((recipe.order, recipe.explore), (PickOrder::Artist, Some(20)));
        assert_eq!(driven.sent.iter().filter(|sent| matches!(sent, Command::ShapePin { .. })).count(), 1);
    }
}

#[test]
fn d_gives_back_each_line_and_escape_drops_all() {
    let mut driven = editor(80, 24);
    let before = driven.sent.len();
    driven.keys("jjjljl");
    let changed = driven.screen();
    assert!(changed.contains("in sight  + 1 pick"), "{changed}");
    assert!(changed.contains("look      + cards"), "{changed}");
    driven.keys("dkd");
    let given = driven.screen();
    assert!(given.contains("in sight    as many") && given.contains("look        a list"), "{given}");
    assert!(!given.contains("what you changed"), "nothing is left to keep: {given}");
    driven.keys("l<esc>");
    assert!(driven.screen().contains("Keep what you changed?"), "{}", driven.screen());
    driven.keys("d");
    assert_eq!(driven.sent.len(), before, "dropped");
}

#[test]
fn a_number_is_typed_and_what_is_none_is_told() {
    let mut driven = editor(80, 24);
    driven.keys("jj<enter><backspace>12<enter>");
    assert!(driven.screen().contains("12 picks at most"), "{}", driven.screen());
    driven.keys("<enter>x<enter>");
    assert!(driven.screen().contains("“12x” is no number"), "{}", driven.screen());
    driven.keys("<esc>k");
    assert_eq!(shaped(&driven).1.length, 12);
}

#[test]
fn a_pin_is_copied_hidden_and_given_back_from_its_editor() {
    for (keys, is_it) in [
        ("GKK<enter>", (|sent| matches!(sent, Command::CopyPin { .. })) as fn(&Command) -> bool),
        ("Gk<enter>", |sent| matches!(sent, Command::Say { .. })),
        ("G<enter>", |sent| matches!(sent, Command::Unpin { .. })),
    ] {
        let mut driven = editor(80, 24);
        driven.keys(&keys.replace('K', "k"));
        assert!(is_it(driven.last()), "{keys}: {:?}", driven.last());
    }
}

#[test]
fn what_was_changed_is_kept_when_the_section_is_hidden() {
    let mut driven = editor(80, 24);
    driven.keys("<enter>!<enter>Gk<enter>");
    assert!(matches!(driven.last(), Command::Say { .. }), "{:?}", driven.sent);
    let kept =
        driven.sent.iter().any(|sent| matches!(sent, Command::ShapePin { title, .. } if title == "Late at night!"));
    assert!(kept, "{:?}", driven.sent);
}

#[test]
fn looks_of_the_editor() {
    for (width, height) in [(80, 24), (40, 12), (200, 60)] {
        let mut driven = editor(width, height);
        insta::assert_snapshot!(format!("editor_{width}x{height}"), driven.screen());
        driven.keys("jjjlljl");
        insta::assert_snapshot!(format!("editor_changed_{width}x{height}"), driven.screen());
    }
}

#[test]
fn a_section_of_cards_stands_on_home() {
    let mut snapshot = fixture::evening();
    let home = std::sync::Arc::make_mut(&mut snapshot.home);
    home.sections[1].shows = crate::domain::section::Shows { look: Look::Cards, rows: Some(2) };
    for (width, height) in [(80, 24), (40, 12), (200, 60)] {
        let mut driven = Driven::new(snapshot.clone(), width, height);
        driven.keys("}j");
        insta::assert_snapshot!(format!("cards_{width}x{height}"), driven.screen());
    }
}
