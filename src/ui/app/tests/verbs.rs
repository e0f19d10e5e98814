//! The verbs of a line: menus, ways, stars, radio, the clipboard, orders.

use super::*;
use crate::domain::feedback::{Target, Verb};
use crate::domain::ids::TrackId;
use crate::domain::radio::RadioSeed;
use crate::domain::section::ItemRef;

fn on_grandmas_hands() -> Driven {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("5jj");
    driven
}

#[test]
fn the_menu_shows_keys_and_takes_them() {
    let mut driven = on_grandmas_hands();
    driven.keys("m");
    let screen = driven.screen();
    for words in ["With Grandma's Hands · Bill Withers", "radio from this", "gf", "to its folder", "take out"] {
        assert!(screen.contains(words), "{words} is missing:\n{screen}");
    }
    driven.keys("f");
    assert_eq!(driven.last(), &Command::Say { verb: Verb::Like, target: Target::Item(ItemRef::Track(TrackId(4))) });
    driven.keys("md");
    assert!(matches!(driven.last(), Command::RemoveFromQueue { .. }), "{:?}", driven.last());
    driven.keys("Mf");
    assert_eq!(driven.last(), &Command::Say { verb: Verb::Like, target: Target::Item(ItemRef::Track(TrackId(0))) });
}

#[test]
fn stars_radio_and_text() {
    let mut driven = on_grandmas_hands();
    driven.keys("*4");
    assert_eq!(driven.last(), &Command::Rate { tracks: vec![TrackId(4)], stars: 4 });
    driven.keys("R");
    let title = "Grandma's Hands".to_owned();
    assert_eq!(driven.last(), &Command::Radio { from: RadioSeed::Item(ItemRef::Track(TrackId(4))), title });
    driven.keys("Y");
    assert_eq!(driven.app.take_request(), Some(Request::Copy("Bill Withers – Grandma's Hands".into())));
    driven.keys("kvvY");
    let both = "Bobby Hebb – Sunny\nBill Withers – Grandma's Hands".to_owned();
    assert_eq!(driven.app.take_request(), Some(Request::Copy(both)));
    driven.keys("f");
    let Command::SayOfAll { targets, .. } = driven.last() else { panic!("{:?}", driven.last()) };
    assert_eq!(targets.len(), 2);
}

#[test]
fn a_track_leads_to_its_folder_and_lists() {
    let mut driven = on_grandmas_hands();
    driven.keys("gf");
    assert!(driven.screen().contains("/music › jazz"), "{}", driven.screen());
    driven.keys("5jjgl");
    assert!(driven.screen().contains("Lists that hold"), "{}", driven.screen());
    driven.keys("1");
    assert!(driven.screen().contains("›4 Playlists"), "{}", driven.screen());
}

#[test]
fn lists_are_sorted_and_play_as_they_stand() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("2llSt<enter>");
    let Command::PlayNow { what: crate::domain::browse::Selection::Tracks(tracks), .. } = driven.last() else {
        panic!("{:?}", driven.last())
    };
    assert_eq!(tracks, &[TrackId(2), TrackId(1), TrackId(0)], "Along, Are, Moanin'");
    driven.keys("7S");
    assert!(driven.screen().contains("one order"), "{}", driven.screen());
}

#[test]
fn a_section_can_be_put_away_too() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("kx");
    assert!(driven.screen().contains("put it away"), "{}", driven.screen());
    driven.keys("h");
    let target = Target::Section("jump-back-in".into());
    assert_eq!(driven.last(), &Command::Say { verb: Verb::Hide, target });
}
