//! What tonearm asks of its own accord, and the answers.

use crate::domain::asking::Asking;
use crate::domain::welcome::Proposal;
use crate::player::protocol::{Command, Question};

use super::super::phrasing::sentence;
use super::super::reading::{Pending, Session};
use super::super::{Effect, Here, say};

impl Session {
    /// Finds out what is to be asked today, unless that is known. The listener of the demo is
    /// nobody to be asked.
    pub(in super::super) fn look_for_asking(&mut self, here: &Here<'_>) -> Vec<Effect> {
        if self.knows_asking || here.snapshot.demo {
            return Vec::new();
        }
        self.ask(Question::Asking, Pending::Asking)
    }

    /// Asks, and has it remembered that this was asked today.
    pub(in super::super) fn ask_of_own_accord(&mut self, asking: Option<Asking>, here: &Here<'_>) -> Vec<Effect> {
        self.knows_asking = true;
        let Some(asking) = asking else { return Vec::new() };
        let told = Command::Told { what: asking.told_on(Proposal::day_of(here.now)) };
        let asked = format!("{} {} Say accept or decline.", sentence(&asking.sentence()), begun(asking.question()));
        self.asking = Some(asking);
        vec![say(asked), Effect::Send(told)]
    }
}

/// "pin it to home?" at the start of a sentence.
fn begun(question: &str) -> String {
    let mut letters = question.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

pub(super) fn accept(session: &mut Session, _: &str, _: &Here<'_>) -> Vec<Effect> {
    answer(session, true)
}

pub(super) fn decline(session: &mut Session, _: &str, _: &Here<'_>) -> Vec<Effect> {
    answer(session, false)
}

fn answer(session: &mut Session, yes: bool) -> Vec<Effect> {
    match session.asking.take() {
        Some(asking) => vec![Effect::Send(asking.answered(yes))],
        None => vec![say("Nothing is asked now. home reads what is on home.")],
    }
}
