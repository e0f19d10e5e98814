//! Forgetting asks first: what would be deleted is counted, and it is said that it is for good.

use super::super::page::{Effect, Panel, Subject};
use super::asked::AskedPanel;
use super::choice::{Choice, ChoicePanel};
use crate::domain::section::ItemRef;
use crate::domain::time::{DAY_MS, HOUR_MS};
use crate::domain::you::{Forget, Forgotten};
use crate::player::protocol::{Answer, Command, Question};

/// What of a line could be forgotten.
#[must_use]
pub fn forget_panel(subject: &Subject) -> ChoicePanel {
    let mut choices = Vec::new();
    if let Some(item) = subject.item.filter(|item| !matches!(item, ItemRef::Playlist(_))) {
        let words = format!("{} · {}", item.type_name(), subject.title);
        choices.push(ask('1', words, "what was heard and said of it", Forget::Music { item }));
    }
    if let Some(artist) = subject.artist_id {
        let words = format!("artist · {}", subject.artist);
        let what = Forget::Music { item: ItemRef::Artist(artist) };
        choices.push(ask('2', words, "what was heard and said of all by them", what));
    }
    choices.push(Choice::new('t', "a time …", "hours, a day, a week, a month", vec![open(times())]));
    choices.push(ask('a', "all".into(), "all that was heard and said", Forget::All));
    ChoicePanel::new("Forget what? The next line counts it, and asks once more", choices)
}

/// Where no line names music.
#[must_use]
pub fn forget_everything() -> ChoicePanel {
    ChoicePanel::new(
        "Forget what? The next line counts it, and asks once more",
        vec![
            Choice::new('t', "a time …", "hours, a day, a week, a month", vec![open(times())]),
            ask('a', "all".into(), "all that was heard and said", Forget::All),
        ],
    )
}

fn open(panel: impl Panel + 'static) -> Effect {
    Effect::Panel(Box::new(panel))
}

fn ask(key: char, words: String, note: &str, what: Forget) -> Choice {
    let panel = sure_panel(what);
    Choice::new(key, words, note, vec![open(panel)])
}

/// The last so long; the moment is known when the panel is asked.
fn times() -> impl Panel + 'static {
    AskedPanel::new("Forget the last …", Question::Told, |_, view| {
        let last = |key, words: &str, ms: i64| {
            let what = Forget::Span { from: view.now.unix_ms - ms, to: view.now.unix_ms + 1 };
            ask(key, words.into(), "", what)
        };
        Ok(vec![
            last('1', "hour", HOUR_MS),
            last('2', "day", DAY_MS),
            last('3', "week", 7 * DAY_MS),
            last('4', "30 days", 30 * DAY_MS),
        ])
    })
}

/// Counts what would go, and asks. There is no way back from it.
#[must_use]
pub fn sure_panel(what: Forget) -> impl Panel + 'static {
    let question = Question::Forgettable { what: what.clone() };
    AskedPanel::new("Forget for good? It cannot be taken back", question, move |answer, _| match answer {
        Answer::Forgettable(gone) if gone.is_nothing() => Err(format!("Nothing is known of {}", gone.name)),
        Answer::Forgettable(gone) => Ok(vec![
            Choice::new('n', "keep it", "nothing changes", Vec::new()),
            Choice::new(
                'F',
                format!("forget {}", gone.name),
                would_go(&gone),
                vec![Effect::Send(Command::Forget { what: what.clone() })],
            ),
        ]),
        _ => Ok(Vec::new()),
    })
    .that_asks()
}

fn would_go(gone: &Forgotten) -> String {
    let backups = if gone.backups > 0 { ", in the backups too" } else { "" };
    format!("{}{backups}; the undo list goes", gone.words())
}

#[cfg(test)]
mod tests {
    use super::super::super::app::tests::Driven;
    use super::super::super::fixture;
    use super::*;

    #[test]
    fn it_counts_and_asks_twice_and_the_first_line_keeps() {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys("5jj:forget<enter>");
        assert!(driven.screen().contains("what was heard and said of it"), "{}", driven.screen());
        driven.keys("1");
        assert!(driven.screen().contains("cannot be taken back"), "{}", driven.screen());
        assert!(driven.screen().contains("14 plays"), "{}", driven.screen());
        driven.keys("<enter>");
        assert!(driven.sent.is_empty(), "{:?}", driven.sent);
        driven.keys(":forget<enter>t3F");
        assert!(matches!(driven.last(), Command::Forget { what: Forget::Span { .. } }), "{:?}", driven.last());
    }
}
