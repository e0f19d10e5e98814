//! How much is told, as `[voice]` has it.

use super::*;

#[test]
fn as_much_is_told_as_the_listener_wants() {
    let told = |said: &[(Key, &str)]| {
        let mut home = home();
        home.greeting = "Good evening, Ana. Two albums are new.".into();
        let mut talk = Talk::set(home, false, said);
        let greeting = talk.said[0].clone();
        let first = talk.line("1").lines().nth(1).unwrap().to_owned();
        let messages = [Weight::Notice, Weight::Warning].map(|weight| {
            let message = Message { number: 9, first: Some(6), ..message("Saved. It was large", weight) };
            let snapshot = Snapshot { message: Some(message), ..talk.snapshot() };
            let here = Here { snapshot: &snapshot, now: now(), ticks: crate::clock::ticks() };
            let mut session = Session::default();
            session.heed(&here).into_iter().find_map(|effect| match effect {
                Effect::Say(text) if text.starts_with("Saved") => Some(text),
                _ => None,
            })
        });
        (greeting, first, messages.map(Option::unwrap_or_default).join(" | "))
    };
    let all = "1. Blue Train, album by John Coltrane. Stopped at 4:12 last night.";
    let full = (
        "Good evening, Ana. Two albums are new.".into(),
        all.into(),
        "Saved. It was large. | Saved. It was large.".into(),
    );
    assert_eq!(told(&[]), full);
    let (greeting, first, messages) =
        told(&[(Key::Greeting, "short"), (Key::Reasons, "short"), (Key::Messages, "short")]);
    assert_eq!(greeting, "Good evening, Ana.");
    assert!(first.len() < all.len() && first.contains("4:12"), "{first}");
    assert_eq!(messages, "Saved. | Saved. It was large.");
    let (_, first, messages) = told(&[(Key::Reasons, "none"), (Key::Messages, "warnings")]);
    assert_eq!(first, "1. Blue Train, album by John Coltrane.");
    assert_eq!(messages, " | Saved. It was large.");
}

fn message(text: &str, weight: Weight) -> Message {
    Message { number: 1, text: text.into(), first: None, weight, undoable: false, redoable: false, answers: false }
}

#[test]
fn what_the_listener_did_is_answered_also_where_only_warnings_are_told() {
    let notice = |text: &str| message(text, Weight::Notice);
    let answers = Message { answers: true, ..notice("Saved. But more") };
    let undoable = Message { undoable: true, first: Some(6), ..notice("Saved. But more") };
    let heard = heard("warnings", vec![notice("Saved"), Message { first: Some(6), ..answers }, undoable]);
    assert_eq!(heard, " | Saved. | Saved. Say undo to take it back.");
}

/// What is heard of messages that come one after the other.
fn heard(voice: &str, messages: Vec<Message>) -> String {
    let mut talk = Talk::set(home(), false, &[(Key::Messages, voice)]);
    let mut session = Session::default();
    let hear = |(number, message): (u64, Message)| {
        let snapshot = Snapshot { message: Some(Message { number, ..message }), ..talk.snapshot() };
        let here = Here { snapshot: &snapshot, now: now(), ticks: crate::clock::ticks() };
        let said = session.heed(&here).into_iter().find_map(|effect| match effect {
            Effect::Say(text) if text.starts_with("Saved") || text.starts_with("But") => Some(text),
            _ => None,
        });
        said.unwrap_or_default()
    };
    (1..).zip(messages).map(hear).collect::<Vec<_>>().join(" | ")
}

#[test]
fn a_message_that_goes_on_says_what_was_not_told() {
    let saved = message("Saved", Weight::Notice);
    let full = |weight| Message { first: Some(6), ..message("Saved. But the disk is full", weight) };
    let both = |weight| vec![saved.clone(), full(weight)];
    assert_eq!(heard("full", both(Weight::Notice)), "Saved. | But the disk is full.");
    assert_eq!(heard("short", both(Weight::Notice)), "Saved. | ");
    assert_eq!(heard("short", both(Weight::Warning)), "Saved. | But the disk is full.");
    assert_eq!(heard("warnings", both(Weight::Warning)), " | Saved. But the disk is full.");
    assert_eq!(heard("full", vec![saved.clone(), saved.clone()]), "Saved. | Saved.", "the same again is heard again");
}
