//! A panel whose choices the player must be asked for. With only one, it is taken at once.

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after, row};
use super::super::keymap::{Action, Press};
use super::super::page::{Effect, Outcome, Panel, Slot, View};
use super::super::theme::Role;
use super::choice::{Choice, ChoicePanel};
use crate::player::protocol::{Answer, Question};

const CHOICES: Slot = "choices";

/// What an answer can be chosen from; in words when there is nothing.
type Read = Box<dyn Fn(Answer, &View<'_>) -> Result<Vec<Choice>, String>>;

pub struct AskedPanel {
    title: String,
    question: Option<Question>,
    read: Read,
    choices: Option<ChoicePanel>,
    /// Also a single choice is shown before it is taken.
    asks: bool,
}

impl AskedPanel {
    pub fn new(
        title: impl Into<String>,
        question: Question,
        read: impl Fn(Answer, &View<'_>) -> Result<Vec<Choice>, String> + 'static,
    ) -> Self {
        Self { title: title.into(), question: Some(question), read: Box::new(read), choices: None, asks: false }
    }

    /// Takes nothing before the listener has seen what it does.
    #[must_use]
    pub fn that_asks(self) -> Self {
        Self { asks: true, ..self }
    }
}

impl Panel for AskedPanel {
    fn open(&mut self, _view: &View<'_>) -> Vec<Effect> {
        self.question.take().map(|question| Effect::Ask { slot: CHOICES, question }).into_iter().collect()
    }

    fn answer(&mut self, _slot: Slot, answer: Answer, view: &View<'_>) -> Vec<Effect> {
        let found = match answer {
            Answer::Failed { reason } => Err(reason),
            answer => (self.read)(answer, view),
        };
        match found {
            Ok(mut choices) if choices.len() == 1 && !self.asks => {
                let mut effects = vec![Effect::ClosePanel];
                effects.extend(choices.remove(0).effects());
                effects
            }
            Ok(choices) => {
                self.choices = Some(ChoicePanel::new(self.title.clone(), choices));
                Vec::new()
            }
            Err(words) => vec![Effect::ClosePanel, Effect::tell(words)],
        }
    }

    fn height(&self, view: &View<'_>, width: u16) -> u16 {
        self.choices.as_ref().map_or(2, |choices| choices.height(view, width))
    }

    fn key(&mut self, press: Press, action: Option<Action>, view: &View<'_>) -> Outcome {
        match (&mut self.choices, action) {
            (Some(choices), _) => choices.key(press, action, view),
            (None, Some(Action::Cancel | Action::Close)) => Outcome::effect(Effect::ClosePanel),
            (None, _) => Outcome::Ignored,
        }
    }

    fn waits(&self) -> bool {
        self.choices.is_none()
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        match &mut self.choices {
            Some(choices) => choices.draw(view, area, canvas),
            None => {
                let Some(place) = row(area, 0) else { return };
                canvas.put(after(place, 1), &format!("{} …", self.title), Role::Reason);
                canvas.point_at(place.as_position());
            }
        }
    }

    fn click(&mut self, at: Position, view: &View<'_>) -> Outcome {
        self.choices.as_mut().map_or_else(Outcome::done, |choices| choices.click(at, view))
    }

    fn keys(&self) -> &'static str {
        "{play} or its letter chooses"
    }
}
