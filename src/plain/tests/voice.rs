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
            let message = Message { number: 9, text: "Saved. It was large".into(), weight, undoable: false };
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
