use super::super::super::app::tests::Driven;
use super::super::super::fixture;
use crate::domain::feedback::{Target, Verb};
use crate::domain::ids::{ArtistId, TrackId};
use crate::domain::playlist::PlaylistEdit;
use crate::domain::section::ItemRef;
use crate::domain::settings::Key;
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
    let Command::LimitSection { section, title, limits } = driven.last() else { panic!("{:?}", driven.last()) };
    assert_eq!((section.as_str(), title.as_str(), limits.len()), ("rediscover", "Rediscover", 0));
    assert!(driven.screen().contains("Rediscover: only Jazz"), "{}", driven.screen());
    driven.keys("jd");
    assert_eq!(driven.last(), &Command::Unpin { pin: fixture::pin() });
    driven.keys("jjd");
    let Command::Judge { right: None, noticed } = driven.last() else { panic!("{:?}", driven.last()) };
    assert_eq!(noticed.sentence, "You play Coltrane by whole albums", "what was confirmed is taken back too");
    let sent = driven.sent.len();
    driven.keys("}d");
    assert_eq!(driven.sent.len(), sent, "what was noticed was not told");
    assert!(driven.screen().contains("nothing to take back"), "{}", driven.screen());
}

#[test]
fn what_was_noticed_is_right_wrong_a_section_or_left_out() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("7}f");
    let Command::Judge { right: Some(true), noticed } = driven.last() else { panic!("{:?}", driven.last()) };
    assert!(noticed.sentence.ends_with("nobody touched a key"));
    driven.keys("x");
    assert!(matches!(driven.last(), Command::Judge { right: Some(false), .. }), "{:?}", driven.last());
    let sent = driven.sent.len();
    driven.keys("p");
    assert_eq!(driven.sent.len(), sent, "a night is no section");
    driven.keys("<enter>");
    assert!(driven.screen().contains("Is that taste?"), "{}", driven.screen());
    driven.keys("l");
    assert!(matches!(driven.last(), Command::LeaveOut { .. }), "{:?}", driven.last());
    driven.keys("jjp");
    let Command::MakeSection { title, .. } = driven.last() else { panic!("{:?}", driven.last()) };
    assert_eq!(title, "Continue with Mulatu Astatke");
}

#[test]
fn the_dials_are_turned_by_h_and_l() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("7G{l");
    let set = |key, value: &str| Command::Set { key, value: value.into() };
    assert_eq!(driven.last(), &set(Key::Arranges, "ear"));
    driven.keys("jh<enter>");
    assert_eq!(driven.last(), &set(Key::Explore, "10"));
}

#[test]
fn a_line_that_is_too_wide_for_its_screen_is_cut_and_draws() {
    for (width, height) in [(20, 6), (40, 12), (59, 9), (120, 40)] {
        let mut driven = Driven::new(fixture::evening(), width, height);
        driven.keys("7Gkkkjjj");
        assert!(driven.screen().lines().all(|line| line.chars().count() <= usize::from(width)));
    }
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

#[test]
fn what_was_passed_over_for_a_list_is_shown_to_be_taken_back() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("7/pass<space>over<enter>gg");
    for key in ["<enter>", "d"] {
        driven.keys(key);
        assert!(driven.screen().contains("Not offered for Kitchen"), "{}", driven.screen());
        driven.keys("<esc>");
    }
    driven.keys("<enter>x");
    assert!(matches!(driven.last(), Command::EditPlaylist(PlaylistEdit::OfferAgain { .. })), "{:?}", driven.last());
}
