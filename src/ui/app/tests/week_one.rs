//! The first week: hints, once each, and answers to keys of other players.

use super::*;
use crate::domain::settings::{Key, Settings, Spoken};
use crate::domain::time::DAY_MS;

fn in_week_one(hints: &str) -> Snapshot {
    let mut snapshot = fixture::evening();
    let hints = Spoken { key: Key::Hints, value: hints.into(), line: 1 };
    snapshot.settings = Arc::new(Settings::merge(&[hints], &[], Some(fixture::now().plus_ms(-DAY_MS))));
    snapshot
}

fn told(driven: &Driven) -> Vec<&str> {
    let said = driven.sent.iter().filter_map(|command| match command {
        Command::Told { what } => Some(what.as_str()),
        _ => None,
    });
    said.filter(|what| what.starts_with("hint:")).collect()
}

#[test]
fn a_hint_is_said_once_and_goes_with_the_next_key() {
    let mut driven = Driven::new(in_week_one("first-week"), 80, 24);
    assert!(driven.screen().contains("Hint: w on any line"), "{}", driven.screen());
    driven.keys("j");
    assert!(driven.screen().contains("Hint: w"), "moving the eye leaves it");
    driven.keys("21");
    assert!(!driven.screen().contains("Hint:"), "{}", driven.screen());
    assert_eq!(told(&driven), ["hint:why"], "one at a time, far apart");
}

#[test]
fn hints_can_be_switched_off_and_end_with_the_week() {
    let driven = Driven::new(in_week_one("off"), 80, 24);
    assert!(!driven.screen().contains("Hint:") && told(&driven).is_empty());
    let mut snapshot = in_week_one("first-week");
    snapshot.settings = Arc::new(Settings::merge(&[], &[], Some(fixture::now().plus_ms(-8 * DAY_MS))));
    let mut driven = Driven::new(snapshot, 80, 24);
    assert!(told(&driven).is_empty());
    driven.keys("b");
    assert!(driven.screen().contains("b does nothing here"), "{}", driven.screen());
}
