//! What is proposed, and answered by a word.

use super::*;

#[test]
fn what_is_proposed_is_asked_once_and_answered_by_a_word() {
    let proposal = crate::domain::welcome::Proposal {
        key: "album:1".into(),
        title: "Moanin'".into(),
        days: 6,
        becomes: crate::domain::welcome::Proposed::Made(Box::default()),
    };
    let asking = Some(Asking::Pin(Box::new(proposal)));
    let mut talk = Talk::new();
    assert!(matches!(talk.asked.last(), Some((_, Question::Asking))), "{:?}", talk.asked);
    assert_eq!(
        talk.answer(Answer::Asking(asking.clone())),
        "You started “Moanin'” on 6 of the last 14 days. Pin it to home? Say accept or decline."
    );
    assert!(matches!(talk.last(), Command::Told { what } if what.starts_with("proposed:")), "{:?}", talk.sent);
    talk.line("accept");
    assert!(matches!(talk.last(), Command::MakeSection { title, .. } if title == "Moanin'"), "{:?}", talk.sent);
    assert_eq!(talk.line("decline"), "Nothing is asked now. home reads what is on home.");

    // A line that came before the answer drops it; home asks again.
    let mut talk = Talk::new();
    talk.line("status");
    assert_eq!(talk.answer(Answer::Asking(asking.clone())), "");
    talk.line("home");
    assert!(talk.answer(Answer::Asking(asking)).ends_with("Say accept or decline."));
    talk.line("decline");
    assert!(
        matches!(talk.last(), Command::Say { verb: Verb::Hide, target: Target::Section(id) } if id == "proposal:album:1")
    );
    talk.line("home");
    assert_eq!(talk.asked.len(), 2, "not again in this run");
}

#[test]
fn the_demo_asks_nothing() {
    assert!(Talk::listening(home(), true).asked.is_empty());
}
