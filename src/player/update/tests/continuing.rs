//! Going on with what was left, and what is put in between.

use super::*;

#[test]
fn what_was_left_in_the_middle_goes_on_from_there() {
    let mut stage = Stage::new();
    let cards = vec![card(1), card(2)];
    let then = Then::PlayFrom { start: 1, position_ms: 60_000, source: album() };
    let effects = stage.input(Input::Resolved { then, cards });
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Load { start_ms: 60_000, play: true, .. })));
    assert!(stage.state.message.as_ref().is_some_and(|message| message.text.contains("at 1:00")));
}

#[test]
fn a_line_that_waits_keeps_what_was_to_follow_it() {
    let mut stage = Stage::new();
    stage.play_album(3);
    stage.start();
    stage.sound(0, 20_000);
    stage.press(Command::Pause);
    let then = Then::PlayFrom { start: 0, position_ms: 20_000, source: album() };
    let effects = stage.input(Input::Resolved { then: then.clone(), cards: vec![card(1)] }).to_vec();
    assert!(effects.contains(&Effect::Resume) && stage.closed().is_none(), "{effects:?}");
    assert_eq!(stage.state.queue.remaining(), 2);
    stage.press(Command::Pause);
    stage.input(Input::Resolved { then, cards: vec![card(2)] });
    assert_eq!(stage.state.queue.remaining(), 0, "another track is a list of its own");
}

#[test]
fn what_is_put_in_between_replaces_what_plays_and_the_queue_goes_on() {
    let mut stage = Stage::new();
    stage.play_album(3);
    stage.start();
    stage.sound(0, 10_000);
    stage.input(Input::Resolved { then: Then::Interject { source: album() }, cards: vec![card(9)] });
    assert_eq!(stage.closed(), Some((10_000, Ending::Replaced)), "another choice is no skip");
    assert_eq!(stage.playing(), Some(9));
    assert_eq!(stage.state.queue.remaining(), 2);
    stage.press(Command::Next);
    assert_eq!(stage.playing(), Some(2));
}
