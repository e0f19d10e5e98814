//! The first run driven by keys.

use super::super::super::app::tests::Driven;
use super::super::super::fixture;
use super::*;
use crate::player::protocol::Snapshot;

fn fresh() -> Snapshot {
    Snapshot { listener: String::new(), ..fixture::bare() }
}

fn driven() -> Driven {
    Driven::new(fresh(), 80, 24)
}

#[test]
fn it_opens_only_where_nothing_is_known() {
    assert!(driven().screen().contains("Where is your music?"));
    for snapshot in [fixture::evening(), Snapshot { demo: true, ..fresh() }] {
        assert!(!Driven::new(snapshot, 80, 24).screen().contains("Where is your music?"));
    }
}

fn set(key: Key, value: &str) -> Command {
    Command::Set { key, value: value.into() }
}

#[test]
fn enter_starts_with_what_was_found_and_goes_home() {
    let mut driven = driven();
    driven.keys("<enter>");
    assert_eq!(driven.sent, [set(Key::Arranges, "both"), Command::AddRoots { paths: vec![b"~/Music".to_vec()] }]);
    assert!(!driven.screen().contains("Where is your music?"));
}

#[test]
fn every_answer_is_kept() {
    let mut driven = driven();
    // The drive, by Tab the next question, a name of letters that are keys elsewhere,
    // the first of those who may arrange.
    driven.keys("j<space><tab>qj j<tab><space><enter>");
    let paths = vec![b"~/Music".to_vec(), b"/media/ana/T7/flac".to_vec()];
    assert_eq!(driven.sent, [set(Key::Arranges, "hand"), set(Key::Name, "qj j"), Command::AddRoots { paths }]);
}

#[test]
fn another_folder_is_looked_for_and_a_wrong_one_says_so() {
    let mut driven = driven();
    driven.keys("jj/nowhere");
    assert!(driven.screen().contains("Enter looks for this folder"));
    driven.keys("<enter>");
    assert!(driven.sent.is_empty() && driven.screen().contains("/nowhere is not there"), "{}", driven.screen());
    driven.keys("<c-u>~/Tapes<enter>");
    assert!(driven.screen().contains("[x] ~/Tapes"), "{}", driven.screen());
    driven.keys("<up><enter>");
    assert!(
        matches!(driven.last(), Command::AddRoots { paths } if paths.contains(&b"~/Tapes".to_vec())),
        "{:?}",
        driven.last()
    );
}

#[test]
fn esc_skips_and_sends_nothing() {
    let mut driven = driven();
    driven.keys("<esc>");
    assert!(driven.sent.is_empty() && !driven.screen().contains("Where is your music?"));
}

#[test]
fn looks() {
    for (width, height) in [(80, 24), (40, 12), (200, 60)] {
        let mut driven = Driven::new(fresh(), width, height);
        insta::assert_snapshot!(format!("first_run_{width}x{height}"), driven.screen());
        driven.keys("jj/nowhere<enter>");
        insta::assert_snapshot!(format!("first_run_refused_{width}x{height}"), driven.screen());
    }
}
