//! Radio: what it asks for, and how it turns when the listener skips.

use super::*;
use crate::domain::ids::ArtistId;
use crate::domain::radio::{OnAir, Radio, RadioSeed, Way};

fn by(id: i64, artist: i64) -> Arc<TrackCard> {
    let mut card = (*card(id)).clone();
    card.artist_id = Some(ArtistId(artist));
    Arc::new(card)
}

fn lines(cards: &[(i64, i64)]) -> Vec<(Arc<TrackCard>, String)> {
    cards.iter().map(|(id, artist)| (by(*id, *artist), "4 sessions together".into())).collect()
}

fn asked(stage: &Stage) -> Option<(TrackId, OnAir)> {
    stage.effects.iter().find_map(|effect| match effect {
        Effect::FindEar { after, radio } => Some((*after, radio.clone()?)),
        _ => None,
    })
}

fn ear(stage: &Stage) -> Vec<i64> {
    stage.state.queue.ear().map(|entry| entry.card.id.0).collect()
}

fn radio() -> Radio {
    Radio { from: RadioSeed::Item(ItemRef::Artist(ArtistId(1))), title: "Nina Simone".into(), way: Way::Wander }
}

/// A radio whose first line sounds, with four lines to come.
fn playing_radio() -> Stage {
    let mut stage = Stage::new();
    stage.press(Command::Radio { from: radio().from, title: radio().title });
    let resolve = Effect::Resolve { what: Selection::Item(ItemRef::Artist(ArtistId(1))), then: Then::Radio(radio()) };
    assert!(stage.effects.contains(&resolve));
    stage.input(Input::Resolved { then: Then::Radio(radio()), cards: vec![by(1, 1)] });
    stage.start();
    stage.sound(0, 500);
    stage.input(Input::Ear { after: TrackId(1), lines: lines(&[(2, 2), (3, 2), (4, 2), (5, 3)]), said: None });
    stage
}

#[test]
fn a_skip_turns_it_and_drops_the_artist_at_once() {
    let mut stage = playing_radio();
    assert_eq!(ear(&stage), [2, 3, 4, 5]);
    stage.press(Command::Next);
    assert_eq!((stage.playing(), asked(&stage)), (Some(2), None), "not two seconds were heard: no skip");
    stage.start();
    stage.sound(0, 5_000);
    stage.press(Command::Next);
    assert_eq!((stage.playing(), ear(&stage)), (Some(5), vec![]), "3 and 4 are by the artist that was skipped");
    let (after, on_air) = asked(&stage).expect("what comes is chosen anew");
    assert_eq!(after, TrackId(5));
    let skips: Vec<(i64, bool)> = on_air.passed.iter().map(|passed| (passed.track.0, passed.skipped)).collect();
    assert_eq!(skips, [(1, false), (2, true)]);

    let said = Some("You skipped 2 by Artist; radio moves to jazz".to_owned());
    stage.input(Input::Ear { after: TrackId(5), lines: lines(&[(7, 4)]), said: said.clone() });
    assert_eq!(ear(&stage), [7]);
    assert_eq!(Some(stage.message()), said.as_deref());
}

#[test]
fn the_way_can_be_changed_while_it_plays() {
    let mut stage = playing_radio();
    stage.press(Command::SetWay { way: Way::Stay });
    assert_eq!(stage.message(), "Radio stays close to Nina Simone");
    assert_eq!(asked(&stage).map(|(after, on_air)| (after, on_air.radio.way)), Some((TrackId(1), Way::Stay)));
    let of_an_old_skip = Some("You skipped 2 by Artist; radio moves to jazz".to_owned());
    stage.input(Input::Ear { after: TrackId(1), lines: lines(&[(8, 1)]), said: of_an_old_skip });
    assert_eq!((ear(&stage), stage.message()), (vec![8], "Radio stays close to Nina Simone"));

    let mut silent = Stage::new();
    silent.press(Command::SetWay { way: Way::Stay });
    assert!(silent.message().starts_with("No radio plays"), "{}", silent.message());
}

#[test]
fn what_is_heard_to_its_end_counts_for_it() {
    let mut stage = playing_radio();
    let token = stage.token();
    stage.news(SoundNews::Ended { token, heard_ms: 200_000 });
    assert_eq!(stage.playing(), Some(2));
    let passed = &stage.state.radio.as_ref().unwrap().passed;
    assert_eq!((passed[0].track, passed[0].finished, passed[0].skipped), (TrackId(1), true, false));
}

#[test]
fn it_goes_on_after_a_restart() {
    let mut stage = playing_radio();
    stage.press(Command::Quit);
    let saved = stage.state.queue.saved();
    let queue = Queue::restored(1, saved, |id| Some(by(id.0, 1)));
    let again = Stage::beginning(beginning(queue));
    assert_eq!(again.state.radio, Some(OnAir::new(radio())));
}
