use super::*;
use crate::domain::ids::{PlayId, TrackId};
use crate::domain::listen::{Ending, PlayOpened, PlayProgress, Source, SourceKind};
use crate::domain::time::{HOUR_MS, MINUTE_MS};
use crate::store::PastPlay;
use crate::store::fixture::{Fixture, NOW};

fn heard(fixture: &Fixture, track: TrackId, at: Moment, heard_ms: i64) -> PlayId {
    let id = PlayId::made_at(at.unix_ms);
    let opened = PlayOpened {
        id,
        track: Some(track),
        title: format!("track {track}"),
        artist: "Nina Simone".into(),
        album: None,
        started_at: at,
        length_ms: Some(200_000),
        source: Source { kind: SourceKind::Queue, id: None, name: String::new() },
    };
    let progress = PlayProgress { heard_ms, position_ms: heard_ms, audible: true, key_age_ms: 0 };
    fixture.store.record_past_plays(vec![PastPlay { opened, progress, ending: Ending::Finished }]).wait().unwrap();
    id
}

#[test]
fn what_stops_counting_is_told_before_and_counted_once() {
    let fixture = Fixture::new();
    let listener = fixture.store.listener();
    let (rain, song) = (fixture.track("Rain", "Nobody"), fixture.track("Sinnerman", "Nina Simone"));
    let at = |minutes: i64| NOW.plus_ms(minutes * MINUTE_MS - 10 * HOUR_MS);
    // Five times in a row, then a song, then once more; the skipped one is no listen.
    for minute in 0..5 {
        heard(&fixture, rain, at(minute * 4), 200_000);
    }
    let one = heard(&fixture, song, at(20), 200_000);
    heard(&fixture, rain, at(24), 200_000);
    heard(&fixture, song, at(28), 5_000);
    let stops = |rule: &Exclusion| fixture.reader().stops_counting(listener, rule).unwrap();
    let hour = Exclusion::Span { from: at(0).unix_ms, to: at(20).unix_ms };
    assert_eq!(stops(&hour), 5);
    assert_eq!(stops(&Exclusion::Play { id: one }), 1);
    assert_eq!(stops(&Exclusion::Music { item: ItemRef::Track(rain) }), 6);
    assert_eq!(stops(&Exclusion::Repeats { track: rain }), 2, "the fourth and the fifth");
    let (rule, change) = fixture.store.leave_out(Exclusion::Repeats { track: rain }, NOW).wait().unwrap();
    assert_eq!(change.summary, "Left out: Rain from the fourth time in a row. 2 listens stop counting");
    assert_eq!(stops(&hour), 3, "two of the five are out already");
    assert_eq!(fixture.reader().listens_under(listener, &hour).unwrap(), 5);
    let again = fixture.store.leave_out(Exclusion::Repeats { track: rain }, NOW).wait();
    assert!(matches!(again, Err(StoreError::Refused(_))), "{again:?}");
    let (spoken, _) = fixture.store.leave_out(hour.clone(), NOW).wait().unwrap();
    let change = fixture.store.let_in(spoken, NOW).wait().unwrap();
    assert_eq!(change.summary, "Let in again: 1 Mar, 02:00 to 02:20. 3 listens count again", "two stay out");
    fixture.store.let_in(rule, NOW).wait().unwrap();
    assert_eq!(stops(&hour), 5);
    fixture.store.undo(NOW).wait().unwrap();
    assert_eq!(stops(&hour), 3, "letting in is undone");
}

#[test]
fn rules_are_named_by_what_they_are_about() {
    let fixture = Fixture::new();
    let song = fixture.track("Sinnerman", "Nina Simone");
    let words = |rule: &Exclusion| fixture.reader().exclusion_words(rule, NOW).unwrap();
    let night = Exclusion::Span { from: NOW.plus_ms(-36 * HOUR_MS).unix_ms, to: NOW.plus_ms(-30 * HOUR_MS).unix_ms };
    assert_eq!(words(&night), "28 Feb, 00:00 to 06:00");
    assert_eq!(words(&Exclusion::Music { item: ItemRef::Track(song) }), "Sinnerman");
    assert_eq!(words(&Exclusion::Music { item: ItemRef::Track(TrackId(99)) }), "something that is gone");
    assert_eq!(words(&Exclusion::folder(b"/music/Sleep")), "/music/Sleep");
}
