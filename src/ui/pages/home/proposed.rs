//! A pin that tonearm proposes: one line above home, with the numbers, once.

use ratatui::layout::Rect;

use super::super::super::canvas::{Canvas, after};
use super::super::super::keymap::Action;
use super::super::super::page::{Effect, Hint, Outcome, View, hint};
use super::super::super::theme::Role;
use super::super::super::width::width;
use super::told::Told;
use crate::domain::welcome::Proposal;
use crate::player::protocol::Question;

pub const PROPOSAL: super::Slot = "proposal";

#[derive(Default)]
pub struct Proposed {
    asked: bool,
    proposal: Option<Box<Proposal>>,
}

impl Proposed {
    pub fn stale(&mut self) {
        self.asked = false;
    }

    /// Asks once, and remembers that what came of it was proposed today.
    pub fn ask(&mut self, view: &View<'_>, told: &mut Told) -> Vec<Effect> {
        // The demo's listener is nobody to be asked.
        if view.snapshot.demo {
            return Vec::new();
        }
        let mut effects = Vec::new();
        if !std::mem::replace(&mut self.asked, true) {
            effects.push(Effect::Ask { slot: PROPOSAL, question: Question::Proposal });
        }
        if let Some(proposal) = &self.proposal {
            effects.extend(told.say(proposal.told_on(Proposal::day_of(view.now))));
        }
        effects
    }

    pub fn arrive(&mut self, proposal: Option<Box<Proposal>>) {
        self.proposal = proposal;
    }

    #[must_use]
    pub const fn is_there(&self) -> bool {
        self.proposal.is_some()
    }

    /// Enter or `p` pins it, `x` or `d` declines it for good; both are one step back with `u`.
    pub fn handle(&mut self, action: Action) -> Outcome {
        let Some(proposal) = &self.proposal else { return Outcome::Ignored };
        let command = match action {
            Action::Enter | Action::Pin => proposal.answered(true),
            Action::Less | Action::TakeOut => proposal.answered(false),
            Action::Why => {
                return Outcome::tell(format!(
                    "Started on {} days of {} or more, it is proposed once; :settings switches it off",
                    Proposal::DAYS,
                    Proposal::WITHIN
                ));
            }
            _ => return Outcome::Ignored,
        };
        self.proposal = None;
        Outcome::send(command)
    }

    #[must_use]
    pub fn promise(&self, view: &View<'_>) -> String {
        let title = self.proposal.as_ref().map(|proposal| &proposal.title);
        title.map(|title| format!("{} pins {title}", view.key(Action::Enter))).unwrap_or_default()
    }

    #[must_use]
    pub fn hints() -> Vec<Hint> {
        vec![hint(Action::Pin, "pin"), hint(Action::Less, "never"), hint(Action::Why, "why")]
    }

    pub fn draw(&self, view: &View<'_>, place: Rect, focused: bool, canvas: &mut Canvas<'_>) {
        let Some(proposal) = &self.proposal else { return };
        if focused {
            canvas.focus(place);
        }
        let place = after(Rect { width: place.width.saturating_sub(1), ..place }, 1);
        let whole = format!("{}: {}", proposal.sentence(), view.words("{pin} pins it, {less} never"));
        let short = format!("Pin “{}”? {} days of {}", proposal.title, proposal.days, Proposal::WITHIN);
        let words = if width(&whole) <= usize::from(place.width) { whole } else { short };
        canvas.put(place, &words, Role::Text.strong_if(focused));
    }
}
