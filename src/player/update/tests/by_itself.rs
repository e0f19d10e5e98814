//! What the player does by itself when a moment comes.

use super::*;
use crate::player::protocol::{PrivateUntil, Stop};

#[test]
fn a_private_session_ends_when_it_was_said_to() {
    let mut stage = Stage::new();
    stage.play_album(2);
    stage.start();
    let at = stage.now.moment.plus(Duration::from_secs(3_600));
    let until = PrivateUntil::At { at };
    let effects = stage.press(Command::BePrivate { until });
    assert_eq!(effects.last(), Some(&Effect::KeepPrivate(Some(until))), "a later run goes on with it");
    assert_eq!(stage.state.due_in(stage.now.moment), Some(Duration::from_secs(3_600)));
    stage.pass(3_599_999);
    assert!(stage.input(Input::Due).is_empty() && stage.state.private, "not yet");
    stage.pass(1);
    assert_eq!(stage.input(Input::Due), [Effect::KeepPrivate(None)]);
    assert!(!stage.state.private && stage.message().contains("private ended"), "{}", stage.message());
    assert_eq!(stage.state.due_in(stage.now.moment), None);

    stage.press(Command::BePrivate { until: PrivateUntil::Ended });
    assert_eq!(stage.press(Command::BePrivate { until: PrivateUntil::Quit }), [Effect::KeepPrivate(None)]);
    assert!(stage.press(Command::SetPrivate { on: false }).is_empty(), "nothing was kept of it");
}

#[test]
fn a_sleep_lets_the_track_that_plays_end() {
    let mut stage = Stage::new();
    stage.play_album(3);
    stage.start();
    stage.press(Command::StopAfter { what: Some(StopAfter::Minutes { minutes: 15 }) });
    assert!(stage.state.snapshot().transport.next.is_some());
    stage.pass(15 * 60_000);
    stage.input(Input::Due);
    assert_eq!(stage.state.stop, Some(Stop::Track));
    assert!(stage.effects.contains(&Effect::Cue(None)), "nothing is joined to it");
    let token = stage.token();
    stage.news(SoundNews::Ended { token, heard_ms: 200_000 });
    assert_eq!((stage.playing(), stage.state.play_state), (Some(2), PlayState::Paused));
    assert_eq!(stage.state.stop, None, "the next start plays on");

    stage.press(Command::StopAfter { what: Some(StopAfter::Minutes { minutes: 15 }) });
    stage.pass(15 * 60_000);
    stage.input(Input::Due);
    assert_eq!(stage.state.stop, None, "it was silent already");
}

#[test]
fn it_stops_after_the_album_or_the_list() {
    let of_album = |id: i64, album: i64| {
        let mut card = (*card(id)).clone();
        card.album_id = Some(crate::domain::ids::AlbumId(album));
        Arc::new(card)
    };
    for (what, expected) in [(StopAfter::Album, vec![1, 9, 2]), (StopAfter::List, vec![1, 9, 2, 3])] {
        let mut stage = Stage::new();
        let cards = vec![of_album(1, 7), of_album(2, 7), of_album(3, 8)];
        stage.input(Input::Resolved { then: Then::Play { start: 0, source: album() }, cards });
        stage.input(Input::Resolved { then: Then::Add { next: true, source: album() }, cards: vec![of_album(9, 9)] });
        stage.press(Command::CycleRepeat);
        stage.press(Command::StopAfter { what: Some(what) });
        let mut heard = Vec::new();
        while stage.state.play_state == PlayState::Playing {
            heard.push(stage.playing().unwrap());
            let token = stage.token();
            stage.news(SoundNews::Started { token, length_ms: Some(200_000), format: Default::default() });
            stage.news(SoundNews::Ended { token, heard_ms: 200_000 });
            assert!(heard.len() < 9, "it goes round");
        }
        assert_eq!(heard, expected, "{what:?}");
    }
}

#[test]
fn a_wish_to_stop_that_came_a_moment_too_late_is_kept() {
    let mut stage = Stage::new();
    stage.play_album(3);
    stage.start();
    let (from, (to, _)) = (stage.token(), stage.state.cued.unwrap());
    stage.press(Command::ToggleStopAfter);
    stage.news(SoundNews::WentOn { from, heard_ms: 200_000, to, length_ms: None, format: Default::default() });
    assert_eq!((stage.playing(), stage.state.play_state), (Some(2), PlayState::Paused));
    assert!(stage.effects.contains(&Effect::Halt));
}
