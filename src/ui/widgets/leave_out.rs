//! Rules that keep plays out of taste, each with the listens that would stop counting.

use super::super::page::{Effect, Panel};
use super::asked::AskedPanel;
use super::choice::Choice;
use crate::domain::feedback::Target;
use crate::domain::human;
use crate::domain::ids::PlayId;
use crate::domain::reach::LeaveOutChoice;
use crate::player::protocol::{Answer, Command, Question};

/// "That was not me": the play, the hour around it, its session, its night.
#[must_use]
pub fn not_me_panel(of: Target, play: Option<PlayId>, title: &str) -> impl Panel + 'static {
    let question = Question::LeaveOut { of, play, not_me: true };
    AskedPanel::new(format!("That was not me: {title}"), question, |answer, _| choices(answer)).that_asks()
}

/// The music itself and what it belongs to.
#[must_use]
pub fn leave_out_panel(of: Target, title: &str) -> impl Panel + 'static {
    let question = Question::LeaveOut { of, play: None, not_me: false };
    AskedPanel::new(format!("Leave out of taste: {title}"), question, |answer, _| choices(answer)).that_asks()
}

fn choices(answer: Answer) -> Result<Vec<Choice>, String> {
    let Answer::LeaveOut { rules } = answer else { return Ok(Vec::new()) };
    if rules.is_empty() {
        return Err("Nothing of it was heard, so there is nothing to leave out".into());
    }
    Ok(rules.into_iter().zip('1'..='9').map(|(rule, key)| choice(key, rule)).collect())
}

fn choice(key: char, rule: LeaveOutChoice) -> Choice {
    let words = format!("{} · {}", rule.what, rule.words);
    Choice::new(key, words, stops(rule.listens), vec![Effect::Send(Command::LeaveOut { rule: rule.rule })])
}

/// `14 listens stop counting`.
#[must_use]
pub fn stops(listens: u64) -> String {
    match listens {
        0 => "changes nothing now".into(),
        1 => "1 listen stops counting".into(),
        n => format!("{} listens stop counting", human::thousands(n)),
    }
}
