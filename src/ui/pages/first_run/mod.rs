//! The first run: three questions on one page, each of which can be skipped.

mod draw;
mod form;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};

use super::super::canvas::Canvas;
use super::super::keymap::{Action, Press};
use super::super::page::{Effect, Hint, Outcome, Page, PageId, Slot, Subject, TextInput, View, hint};
use super::super::widgets::list::ListCursor;
use crate::domain::settings::Key;
use crate::domain::text;
use crate::player::protocol::{Answer, Command, Question};

use form::{Form, Spot};

const FOLDERS: Slot = "folders";
const NAMED: Slot = "named";
/// While the search goes on it is asked this often.
const ASK_EVERY: Duration = Duration::from_millis(300);

#[derive(Default)]
pub struct FirstRunPage {
    form: Form,
    cursor: ListCursor<Spot>,
    asked_at: Option<Instant>,
    asked: bool,
    /// A key was pressed here: from then on the cursor stays where it is.
    touched: bool,
    /// Why the typed folder was not taken.
    refused: Option<String>,
}

impl FirstRunPage {
    fn ask(&mut self, view: &View<'_>) -> Vec<Effect> {
        self.asked = true;
        self.asked_at = Some(view.ticks);
        vec![Effect::Ask { slot: FOLDERS, question: Question::MusicFolders }]
    }

    fn settle(&mut self) {
        if !self.touched {
            self.cursor.reset();
        }
        self.cursor.settle(&self.form);
    }

    fn spot(&self) -> Option<&Spot> {
        self.cursor.key()
    }

    /// The field that takes letters now.
    fn field(&mut self) -> Option<&mut super::super::widgets::field::Field> {
        match self.cursor.key()? {
            Spot::Other => Some(&mut self.form.other),
            Spot::Name => Some(&mut self.form.name),
            Spot::Folder(_) | Spot::Arranges(_) => None,
        }
    }

    /// Ticks a folder, chooses who arranges; a typed folder is looked for.
    fn choose(&mut self) -> Outcome {
        match self.spot().cloned() {
            Some(Spot::Folder(path)) => self.form.toggle(&path),
            Some(Spot::Arranges(who)) => self.form.arranges = who,
            Some(Spot::Other) => return self.look_for_typed(),
            Some(Spot::Name) | None => {}
        }
        Outcome::done()
    }

    fn look_for_typed(&mut self) -> Outcome {
        match text::clean_or_none(self.form.other.value()) {
            Some(typed) => Outcome::effect(Effect::Ask { slot: NAMED, question: Question::MusicFolder { typed } }),
            None => Outcome::done(),
        }
    }

    /// What was chosen becomes so, and home is shown.
    fn start(&mut self, view: &View<'_>) -> Outcome {
        // A folder that was typed and not looked for yet would be lost in silence.
        if text::clean_or_none(self.form.other.value()).is_some() {
            return self.look_for_typed();
        }
        let set = |key, value| Effect::Send(Command::Set { key, value });
        let settings = &view.snapshot.settings;
        let mut effects = Vec::new();
        // Who arranges was asked and answered, also when the answer is the default.
        if nothing_chosen(view) || settings.arranges() != self.form.arranges {
            effects.push(set(Key::Arranges, form::value(self.form.arranges).to_owned()));
        }
        let name = text::clean_or_none(self.form.name.value());
        effects.extend(name.filter(|name| settings.name() != Some(name)).map(|name| set(Key::Name, name)));
        let paths = self.form.ticked();
        let none = paths.is_empty();
        if !none {
            effects.push(Effect::Send(Command::AddRoots { paths }));
        }
        effects.push(Effect::Show(PageId::Home));
        if none {
            effects.push(Effect::tell("No folder was ticked, so there is no music yet; :first-run asks again"));
        }
        Outcome::Done(effects)
    }

    fn typed(&mut self, press: Press) -> Outcome {
        match press.code {
            // From question to question; the arrows go from answer to answer.
            KeyCode::Tab => return Outcome::moved(self.cursor.travel(Action::NextGroup, &self.form)),
            KeyCode::BackTab => return Outcome::moved(self.cursor.travel(Action::PreviousGroup, &self.form)),
            KeyCode::Enter | KeyCode::Esc | KeyCode::Up | KeyCode::Down => return Outcome::Ignored,
            _ => {}
        }
        if self.field().is_none_or(|field| !field.press(press)) {
            return Outcome::Ignored;
        }
        self.refused = None;
        Outcome::done()
    }
}

fn nothing_chosen(view: &View<'_>) -> bool {
    let setting = view.snapshot.settings.get(Key::Arranges);
    setting.is_none_or(|setting| setting.who.origin().is_none())
}

impl Page for FirstRunPage {
    fn title(&self) -> &'static str {
        "First run"
    }

    fn stands_alone(&self) -> bool {
        true
    }

    fn prepare(&mut self, view: &View<'_>) -> Vec<Effect> {
        if !self.asked {
            self.form.name.clear();
            self.form.name.paste(view.snapshot.settings.name().unwrap_or(&view.snapshot.listener));
            self.form.arranges = view.snapshot.settings.arranges();
        }
        self.settle();
        if self.asked { Vec::new() } else { self.ask(view) }
    }

    fn handle(&mut self, action: Action, view: &View<'_>) -> Outcome {
        self.settle();
        self.touched = true;
        if self.cursor.travel(action, &self.form) {
            return Outcome::done();
        }
        match action {
            Action::PlayPause => self.choose(),
            Action::Enter if self.spot() == Some(&Spot::Other) => match self.form.other.value().trim().is_empty() {
                true => self.start(view),
                false => self.look_for_typed(),
            },
            Action::Enter => self.start(view),
            Action::Cancel | Action::Close => Outcome::effect(Effect::Show(PageId::Home)),
            _ => Outcome::Ignored,
        }
    }

    fn answer(&mut self, slot: Slot, answer: Answer, view: &View<'_>) -> Vec<Effect> {
        match answer {
            Answer::MusicFolders(found) => self.form.arrive(found),
            Answer::MusicFolder(folder) => {
                self.form.take(folder);
                self.form.other.clear();
                self.refused = None;
                return self.ask(view);
            }
            Answer::Failed { reason } if slot == NAMED => self.refused = Some(reason),
            _ => {}
        }
        self.settle();
        Vec::new()
    }

    fn draw(&mut self, _view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        self.settle();
        self.draw_page(area, canvas);
    }

    fn subject(&self, _view: &View<'_>) -> Option<Subject> {
        None
    }

    fn promise(&self, view: &View<'_>) -> String {
        view.words(match self.spot() {
            Some(Spot::Other) if !self.form.other.value().trim().is_empty() => "{play} looks for this folder",
            _ if self.form.ticked().is_empty() => "{play} starts without music",
            _ => "{play} starts; it scans while you listen",
        })
    }

    fn hints(&self, _view: &View<'_>) -> Vec<Hint> {
        let space = match self.spot() {
            Some(Spot::Folder(_)) => Some(hint(Action::PlayPause, "tick")),
            Some(Spot::Arranges(_)) => Some(hint(Action::PlayPause, "choose")),
            _ => None,
        };
        space.into_iter().chain([hint(Action::NextPage, "next"), hint(Action::Cancel, "skip")]).collect()
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> bool {
        let hit = self.cursor.click(&self.form, at);
        if hit && !matches!(self.spot(), Some(Spot::Other | Spot::Name)) {
            self.choose();
        }
        // A second click must not start.
        false
    }

    fn hidden(&mut self) {
        // When it is shown again it begins with what holds then.
        self.asked = false;
        self.touched = false;
    }

    /// From question to question by the keys of a form, also where there is no field.
    fn takes_text(&self) -> bool {
        true
    }

    fn has_field(&self) -> bool {
        matches!(self.spot(), Some(Spot::Other | Spot::Name))
    }

    fn text(&mut self, input: &TextInput, _view: &View<'_>) -> Outcome {
        self.settle();
        self.touched = true;
        match input {
            TextInput::Press(press) => self.typed(*press),
            TextInput::Paste(pasted) => match self.field() {
                Some(field) => {
                    field.paste(pasted);
                    Outcome::done()
                }
                None => Outcome::Ignored,
            },
        }
    }

    fn wake_at(&self) -> Option<Instant> {
        self.asked_at.filter(|_| self.form.found.searching).map(|at| at + ASK_EVERY)
    }

    fn wake(&mut self, view: &View<'_>) -> Vec<Effect> {
        match self.wake_at() {
            Some(at) if at <= view.ticks => self.ask(view),
            _ => Vec::new(),
        }
    }
}
