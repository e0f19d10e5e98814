//! A panel that asks for a name.

use ratatui::layout::Rect;

use super::super::canvas::{Canvas, after, row};
use super::super::keymap::{Action, Press};
use super::super::page::{Effect, Outcome, Panel, View};
use super::super::theme::Role;
use super::field::Field;
use crate::domain::text;
use crate::domain::time::Moment;

type Then = Box<dyn Fn(&str, Moment) -> Vec<Effect>>;

pub struct NamePanel {
    title: String,
    field: Field,
    /// No words are an answer too.
    may_be_empty: bool,
    /// A slash parts folders.
    of_a_list: bool,
    /// Enter was pressed and nothing stands there.
    is_lacking: bool,
    then: Then,
}

impl NamePanel {
    /// `then` gets the name, cleaned and never empty.
    pub fn new(title: impl Into<String>, proposed: &str, then: impl Fn(&str, Moment) -> Vec<Effect> + 'static) -> Self {
        Self {
            title: title.into(),
            field: Field::new(proposed),
            may_be_empty: false,
            of_a_list: false,
            is_lacking: false,
            then: Box::new(then),
        }
    }

    /// `then` may get no words at all, which take away what was there.
    #[must_use]
    pub fn or_nothing(self) -> Self {
        Self { may_be_empty: true, ..self }
    }

    /// Of a list or folder: a slash means something.
    #[must_use]
    pub fn of_a_list(self) -> Self {
        Self { of_a_list: true, ..self }
    }
}

impl Panel for NamePanel {
    fn height(&self, _view: &View<'_>, _width: u16) -> u16 {
        3
    }

    fn key(&mut self, press: Press, action: Option<Action>, view: &View<'_>) -> Outcome {
        match action {
            Some(Action::Cancel) => Outcome::effect(Effect::ClosePanel),
            Some(Action::Enter) => match text::clean_or_none(self.field.value()) {
                name if name.is_some() || self.may_be_empty => {
                    let name = name.unwrap_or_default();
                    let mut effects = vec![Effect::ClosePanel];
                    effects.extend((self.then)(&name, view.now));
                    Outcome::Done(effects)
                }
                _ => {
                    self.is_lacking = true;
                    Outcome::done()
                }
            },
            _ => {
                self.is_lacking = false;
                self.field.press(press);
                Outcome::done()
            }
        }
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn paste(&mut self, text: &str, _view: &View<'_>) -> Vec<Effect> {
        self.is_lacking = false;
        self.field.paste(text);
        Vec::new()
    }

    fn draw(&mut self, _view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        if let Some(title) = row(area, 0) {
            let lacking = if self.of_a_list { "It needs a name: nothing is typed yet" } else { "Nothing is typed yet" };
            canvas.put(after(title, 1), if self.is_lacking { lacking } else { &self.title }, Role::Title);
        }
        let line = row(area, area.height.min(3).saturating_sub(1)).unwrap_or(area);
        canvas.put(line, canvas.glyphs.focus, Role::Focus);
        self.field.draw(after(line, 1), true, canvas);
    }

    fn keys(&self) -> &'static str {
        if self.may_be_empty {
            "{play} keeps it, nothing takes it away   C-u empties it"
        } else if self.of_a_list {
            "{play} keeps the name   C-u empties it   / makes a folder, \\/ is a slash"
        } else {
            "{play} keeps the name   C-u empties it"
        }
    }
}
