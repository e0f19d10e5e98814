//! What is said where a key or command cannot do its work, and that it is true there.

use crate::domain::playlist::PlaylistEdit;
use crate::domain::query::parse;
use crate::domain::smart_playlist::RulesEdit;
use crate::player::protocol::Command;
use crate::ui::app::tests::Driven;
use crate::ui::fixture;

const KITCHEN: &str = "4j";
const OLD_LOVES: &str = "4jjjjj";

fn after(keys: &str) -> Driven {
    let mut driven = Driven::new(fixture::evening(), 120, 24);
    driven.keys(keys);
    driven
}

fn told(keys: &str, words: &str) {
    let driven = after(keys);
    assert!(driven.screen().contains(words), "{keys}\n{}", driven.screen());
    assert!(driven.sent.is_empty(), "{keys} {:?}", driven.sent);
}

#[test]
fn the_ways_to_a_new_list_are_not_marked() {
    let mut driven = after(OLD_LOVES);
    driven.keys("v");
    assert!(driven.screen().contains("1 marked"), "{}", driven.screen());
    driven.keys("jv");
    assert!(driven.screen().contains("There is nothing to mark here"), "{}", driven.screen());
    driven.keys("GV");
    assert!(driven.screen().contains("There is nothing to mark here"), "{}", driven.screen());
    driven.keys(":merge<enter>");
    assert!(driven.screen().contains("Go to the playlist they are merged into"), "{}", driven.screen());
}

#[test]
fn a_list_by_rules_is_described_and_copied() {
    let mut driven = after(OLD_LOVES);
    let list = fixture::rules_of_evening().into_iter().find(|list| list.name == "Old loves").unwrap();
    driven.keys(":describe<enter>Once<enter>");
    let described = RulesEdit::Describe { id: list.id, description: "Once".into() };
    assert_eq!(driven.last(), &Command::EditRules(described));
    driven.keys(":duplicate<enter><enter>");
    let Command::EditRules(RulesEdit::Create { id, name, rules, .. }) = driven.last() else {
        panic!("{:?}", driven.last())
    };
    assert!(*id != list.id && name == "Old loves 2" && *rules == parse(&list.rules).unwrap());
}

#[test]
fn each_place_says_why_not() {
    for command in [":split<enter>", ":duplicates<enter>", "D"] {
        told(&format!("{OLD_LOVES}{command}"), "Its rules decide what is in it; e changes them");
    }
    for key in ["d", "J", "D", ":split<enter>"] {
        told(&format!("{OLD_LOVES}l{key}"), "Its rules decide what is in it; e changes them");
    }
    told(&format!("{KITCHEN}D"), "is not emptied with one key: V marks its lines, d takes them out");
    told(&format!("{KITCHEN}lD"), "is not emptied with one key: V marks its lines, d takes them out");
    told(&format!("{KITCHEN}J"), "Lists stand in an order of their own: S chooses it");
    told("4G:describe<enter>", "That is for one playlist: go to it first");
    told("4Gd", "makes a new one");
}

#[test]
fn rules_are_changed_from_the_tracks_they_find() {
    let mut driven = after(OLD_LOVES);
    driven.keys("le");
    assert!(driven.screen().contains("A playlist by rules"), "{}", driven.screen());
}

#[test]
fn what_was_said_of_a_line_goes_with_it() {
    let mut driven = Driven::new(fixture::evening(), 120, 24);
    driven.keys("4jD");
    assert!(driven.screen().contains("with one key"));
    driven.keys("j");
    assert!(!driven.screen().contains("with one key"), "{}", driven.screen());
    assert!(driven.screen().contains("l open"), "the keys of the line are back: {}", driven.screen());
    let edited = PlaylistEdit::Delete { id: fixture::playlist_id(1) };
    driven.keys("kd");
    assert_eq!(driven.last(), &Command::EditPlaylist(edited));
}

#[test]
fn an_empty_name_is_said_to_be_lacking() {
    for keys in ["4Gk<enter><enter>", "4jvv:merge<enter>n<enter>"] {
        told(keys, "It needs a name");
    }
    let mut driven = after("4Gk<enter><enter>x");
    assert!(!driven.screen().contains("It needs a name"), "{}", driven.screen());
    driven.keys("<enter>");
    assert!(matches!(driven.last(), Command::EditPlaylist(PlaylistEdit::Create { .. })));
}

#[test]
fn the_menu_of_a_suggestion_does_what_its_keys_do() {
    let mut driven = after("4jl}m");
    let screen = driven.screen();
    assert!(screen.contains("pass over") && screen.contains("take it") && !screen.contains("less of this"), "{screen}");
    driven.keys("x");
    assert!(matches!(driven.last(), Command::EditPlaylist(PlaylistEdit::PassOver { .. })), "{:?}", driven.last());
    driven.keys("m<enter>");
    assert!(matches!(driven.last(), Command::EditPlaylist(_)), "{:?}", driven.last());
}

#[test]
fn the_top_is_the_first_suggestion_and_then_the_first_line() {
    let mut driven = after("4jlG}jggd");
    assert!(matches!(driven.last(), Command::EditPlaylist(PlaylistEdit::PassOver { .. })));
    driven.keys("ggd");
    let Command::EditPlaylist(PlaylistEdit::Remove { entries, .. }) = driven.last() else {
        panic!("{:?}", driven.last())
    };
    assert_eq!(entries, &[42], "{}", driven.screen());
}
