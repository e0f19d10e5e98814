use super::super::super::app::tests::Driven;
use super::super::super::fixture;
use crate::domain::feedback::{Target, Verb};
use crate::domain::ids::{ArtistId, TrackId};
use crate::domain::section::ItemRef;
use crate::player::protocol::Command;

#[test]
fn both_halves_stand_as_one_list() {
    for (width, height) in [(80, 24), (40, 12), (200, 60)] {
        let mut driven = Driven::new(fixture::evening(), width, height);
        driven.keys("7");
        insta::assert_snapshot!(format!("you_{width}x{height}"), driven.screen());
        driven.keys("G");
        insta::assert_snapshot!(format!("you_end_{width}x{height}"), driven.screen());
    }
}

#[test]
fn every_word_is_taken_back_by_d() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("7d");
    let target = Target::Item(ItemRef::Artist(ArtistId(40)));
    assert_eq!(driven.last(), &Command::Say { verb: Verb::Hide, target });
    driven.keys("jjjjd");
    assert!(matches!(driven.last(), Command::LetIn { .. }), "{:?}", driven.last());
    driven.keys("jd");
    assert_eq!(driven.last(), &Command::Unpin { pin: fixture::pin() });
    let sent = driven.sent.len();
    driven.keys("jd");
    assert_eq!(driven.sent.len(), sent, "what was noticed was not told");
    assert!(driven.screen().contains("nothing to take back"), "{}", driven.screen());
}

#[test]
fn likes_are_one_line_until_they_are_opened() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("7");
    assert!(driven.screen().contains("2 tracks, 1 album") && !driven.screen().contains("Bobby Hebb"));
    driven.keys("jjjo");
    assert!(driven.screen().contains("Bobby Hebb"), "{}", driven.screen());
    driven.keys("jd");
    let target = Target::Item(ItemRef::Track(TrackId(3)));
    assert_eq!(driven.last(), &Command::Say { verb: Verb::Like, target });
}

#[test]
fn w_says_what_a_line_changes_and_settings_are_one_key_away() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("7w");
    assert!(driven.screen().contains("Hidden: it stands nowhere on home"), "{}", driven.screen());
    driven.keys("e");
    assert!(driven.screen().contains("who arranges home"), "{}", driven.screen());
}

#[test]
fn nothing_yet_is_said() {
    let driven = {
        let mut driven = Driven::new(fixture::bare(), 80, 24);
        driven.keys("7");
        driven
    };
    assert!(driven.screen().contains("You"), "{}", driven.screen());
}
