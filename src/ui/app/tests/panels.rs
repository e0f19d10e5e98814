//! The panels that say beforehand what they do: private, and stopping by itself.

use super::super::super::fixture;
use super::Driven;
use crate::domain::time::{HOUR_MS, MINUTE_MS};
use crate::player::protocol::{Command, PrivateUntil, Snapshot, Stop, StopAfter};

fn look(name: &str, snapshot: &Snapshot, keys: &str) {
    for (width, height) in [(80, 24), (40, 12), (200, 60)] {
        let mut driven = Driven::new(snapshot.clone(), width, height);
        driven.keys(keys);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), driven.screen());
    }
}

fn private() -> Snapshot {
    let mut snapshot = fixture::evening();
    snapshot.private = true;
    snapshot.private_until = Some(fixture::now().plus_ms(HOUR_MS));
    snapshot
}

#[test]
fn they_say_what_they_do() {
    let evening = fixture::evening();
    look("panel_private", &evening, "P");
    look("panel_private_on", &private(), "P");
    look("panel_stop_after", &evening, "z");
    let mut sleeping = evening;
    sleeping.transport.stop = Some(Stop::At { at: fixture::now().plus_ms(24 * MINUTE_MS) });
    look("panel_stop_after_asleep", &sleeping, "z");
}

#[test]
fn a_letter_begins_a_private_session_and_another_ends_it() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("P<esc>");
    assert!(driven.sent.is_empty(), "the key alone costs nothing");
    driven.keys("P1");
    let until = PrivateUntil::At { at: fixture::now().plus_ms(HOUR_MS) };
    assert_eq!(driven.last(), &Command::BePrivate { until });
    let mut driven = Driven::new(private(), 80, 24);
    assert!(driven.screen().contains("PRIVATE until 21:34"), "{}", driven.screen());
    driven.keys("Pe");
    assert_eq!(driven.last(), &Command::SetPrivate { on: false });
}

#[test]
fn z_twice_stops_after_the_track() {
    let mut driven = Driven::new(fixture::evening(), 80, 24);
    driven.keys("zz");
    assert_eq!(driven.last(), &Command::StopAfter { what: Some(StopAfter::Track) });
    driven.keys("z3");
    assert_eq!(driven.last(), &Command::StopAfter { what: Some(StopAfter::Minutes { minutes: 30 }) });
    driven.keys("zn");
    assert_eq!(driven.last(), &Command::StopAfter { what: None });
    // Nothing plays: there is no track to stop after.
    let mut driven = Driven::new(fixture::bare(), 80, 24);
    driven.keys("zz");
    assert!(driven.sent.is_empty());
}
