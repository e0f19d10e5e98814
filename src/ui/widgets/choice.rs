//! A panel of choices, each of which says beforehand what it will do.

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after, below, row};
use super::super::keymap::{Action, Press};
use super::super::page::{Effect, Outcome, Panel, View};
use super::super::theme::Role;
use super::list::{ListCursor, Plain};

pub struct Choice {
    pub key: char,
    pub words: String,
    pub note: String,
    effects: Vec<Effect>,
}

impl Choice {
    pub fn new(key: char, words: impl Into<String>, note: impl Into<String>, effects: Vec<Effect>) -> Self {
        Self { key, words: words.into(), note: note.into(), effects }
    }

    /// What choosing it does.
    #[must_use]
    pub fn effects(self) -> Vec<Effect> {
        self.effects
    }
}

/// Cells of the keys that stand before lines, with the blank behind the widest; at most a third
/// of the line.
pub fn key_cells(keys: impl Iterator<Item = String>, line: u16) -> u16 {
    let widest = keys.map(|key| super::super::width::width(&key)).max().unwrap_or(0);
    super::super::canvas::cells(widest.max(2) + 1).min((line / 3).max(3))
}

pub struct ChoicePanel {
    title: String,
    choices: Vec<Choice>,
    cursor: ListCursor<char>,
    /// What opened it: its key, pressed again, chooses the first.
    opened_by: Option<Action>,
}

impl ChoicePanel {
    pub fn new(title: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self { title: title.into(), choices, cursor: ListCursor::default(), opened_by: None }
    }

    /// The key that opened it chooses the first line when it is pressed again.
    #[must_use]
    pub fn opened_by(self, action: Action) -> Self {
        Self { opened_by: Some(action), ..self }
    }

    fn choose(&mut self, index: usize) -> Outcome {
        let Some(choice) = self.choices.get_mut(index) else { return Outcome::done() };
        let mut effects = vec![Effect::ClosePanel];
        effects.append(&mut choice.effects);
        Outcome::Done(effects)
    }
}

impl Panel for ChoicePanel {
    fn height(&self, _view: &View<'_>, _width: u16) -> u16 {
        super::super::canvas::cells(self.choices.len()) + 2
    }

    fn key(&mut self, press: Press, action: Option<Action>, _view: &View<'_>) -> Outcome {
        // A choice's own letter goes before what the key means elsewhere: `q` in the quit panel.
        if let Some(index) = press.letter().and_then(|letter| self.choices.iter().position(|c| c.key == letter)) {
            return self.choose(index);
        }
        let rows = Plain(&self.choices, |choice: &Choice| choice.key);
        match action {
            Some(action) if self.opened_by == Some(action) => self.choose(0),
            Some(Action::Cancel | Action::Close) => Outcome::effect(Effect::ClosePanel),
            Some(Action::Enter) => {
                self.cursor.settle(&rows);
                match self.cursor.row() {
                    Some(index) => self.choose(index),
                    None => Outcome::done(),
                }
            }
            Some(action) => {
                self.cursor.travel(action, &rows);
                Outcome::done()
            }
            None => Outcome::done(),
        }
    }

    fn draw(&mut self, _view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        if let Some(title) = row(area, 0) {
            canvas.put(after(title, 1), &self.title, Role::Title);
        }
        let list = below(area, if area.height > 3 { 2 } else { 1 });
        self.cursor.settle(&Plain(&self.choices, |choice: &Choice| choice.key));
        let window = self.cursor.window(self.choices.len(), list);
        let words = self.choices.iter().map(|choice| super::super::width::width(&choice.words)).max().unwrap_or(0);
        let words = super::super::canvas::cells(words + 3).min(area.width / 2);
        for (place, index) in list.rows().zip(window) {
            let Some(choice) = self.choices.get(index) else { continue };
            let focused = self.cursor.row() == Some(index);
            if focused {
                canvas.focus(place);
            }
            canvas.put(after(place, 1), &choice.key.to_string(), Role::Accent);
            let place = after(place, 4);
            canvas.put(Rect { width: words.min(place.width), ..place }, &choice.words, Role::Text.strong_if(focused));
            canvas.put(after(place, words), &choice.note, Role::Reason);
        }
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> Outcome {
        if self.cursor.click(&Plain(&self.choices, |choice: &Choice| choice.key), at)
            && let Some(index) = self.cursor.row()
        {
            return self.choose(index);
        }
        Outcome::done()
    }

    fn keys(&self) -> &'static str {
        "{play} or its letter chooses"
    }
}
