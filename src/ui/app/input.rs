//! Keys, clicks and pastes, and what they become.

use crossterm::event::{Event as TerminalEvent, KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use crate::clock::{since, ticks};
use crate::player::protocol::Command;

use super::super::asking::Asker;
use super::super::canvas::Hit;
use super::super::keymap::{Action, Context, Meaning, Press, habit};
use super::super::page::{Outcome, Page, Panel, TextInput, View};
use super::super::pages;
use super::{App, DOUBLE_CLICK, PRESENCE, Request};

/// Lines that one notch of the wheel moves.
const WHEEL: usize = 3;

impl App {
    pub fn terminal_event(&mut self, event: TerminalEvent) {
        self.look_at_clock();
        match event {
            TerminalEvent::Key(key) if key.kind != KeyEventKind::Release => self.key(key),
            TerminalEvent::Mouse(mouse) => self.mouse(mouse),
            TerminalEvent::Paste(text) => self.paste(&text),
            // The next frame asks for the size itself. It starts from nothing: a terminal that
            // shrank and grew again in one go has lost what it showed.
            TerminalEvent::Resize(..) => {
                self.request.get_or_insert(Request::Redraw);
            }
            _ => {}
        }
    }

    fn present(&mut self) {
        if self.present_at.is_none_or(|at| since(at) >= PRESENCE) {
            self.present_at = Some(ticks());
            self.send(Command::Present);
        }
    }

    pub fn key(&mut self, key: KeyEvent) {
        self.present();
        self.press(Press::of(key));
    }

    pub(super) fn press(&mut self, press: Press) {
        let in_field = self.takes_text() && self.begun.is_empty();
        let action = match in_field {
            true => self.setup.keymap.action_in_field(self.context(), press),
            false => self.setup.keymap.action(self.context(), press),
        };
        if let Some(action @ (Action::QuitNow | Action::Suspend | Action::Redraw)) = action {
            return self.act(action);
        }
        // A terminal sends Esc and a key pressed soon after it as Alt and the key.
        if action.is_none()
            && let Some(key) = press.without_alt()
            && press.letter_with_alt()
        {
            self.press(Press::ESC);
            return self.press(key);
        }
        if self.panel.is_some() {
            return self.panel_press(press, action);
        }
        if !self.begun.is_empty() && action == Some(Action::Cancel) {
            return self.begun.clear();
        }
        if self.begun.is_empty() && (self.filter_key(press, action) || self.text(&TextInput::Press(press))) {
            return;
        }
        self.begun.push(press);
        let meaning = match action {
            Some(action) if in_field => Meaning::Act(action),
            _ => self.setup.keymap.meaning(self.context(), &self.begun),
        };
        match meaning {
            Meaning::Act(action) => {
                self.begun.clear();
                self.act(action);
            }
            Meaning::Begun => {}
            Meaning::Nothing => {
                let keys = std::mem::take(&mut self.begun);
                self.unbound(&keys);
            }
        }
    }

    /// Whether keys are letters now.
    pub(super) fn takes_text(&self) -> bool {
        match &self.panel {
            Some(open) => open.panel.takes_text(),
            None => self.is_filtering() || self.page(self.shown).is_some_and(Page::has_field),
        }
    }

    /// Whose keys stand before the global ones now.
    pub(super) fn context(&self) -> Context {
        match &self.panel {
            Some(open) => open.panel.context(),
            None => self.page_context(),
        }
    }

    /// Whose keys stand before the global ones when no panel is open.
    pub(super) fn page_context(&self) -> Context {
        self.page(self.shown).map_or(Context::Global, Page::context).or(pages::context_of(self.shown))
    }

    /// A key that does nothing here may mean something to old fingers.
    fn unbound(&mut self, keys: &[Press]) {
        let answers = self.settings().is_none_or(|settings| settings.habits(self.clock.now()));
        let elsewhere = match keys {
            [key] if answers => habit(*key),
            _ => None,
        };
        let words = match elsewhere {
            Some(habit) => habit.answer(&self.setup.keymap),
            None => {
                let keys: Vec<String> = keys.iter().map(Press::to_string).collect();
                match self.setup.keymap.key_in(Action::Help, self.context()) {
                    Some(help) => format!("{} does nothing here; {help} lists the keys", keys.join(" ")),
                    None => format!("{} does nothing here", keys.join(" ")),
                }
            }
        };
        self.message.tell_in_passing(words);
    }

    /// What a begun sequence may go on with.
    pub(super) fn continuations(&self) -> Option<String> {
        (!self.begun.is_empty()).then(|| self.setup.keymap.continuations(self.context(), &self.begun))
    }

    /// Gives the page a key as text, when it wants text; whether it took it.
    pub(super) fn text(&mut self, input: &TextInput) -> bool {
        let shown = self.shown;
        let outcome = self.with_view(|app, view| {
            let page = app.page_mut(shown).filter(|page| page.takes_text())?;
            Some(page.text(input, view))
        });
        match outcome.flatten() {
            Some(Outcome::Done(effects)) => {
                self.message.clear();
                self.apply(Asker::Page(shown), effects);
                true
            }
            Some(Outcome::Ignored) | None => false,
        }
    }

    fn paste(&mut self, text: &str) {
        self.present();
        if self.panel.is_some() {
            self.with_panel(|panel, view| Outcome::Done(panel.paste(text, view)));
        } else if !self.filter_paste(text) {
            self.text(&TextInput::Paste(text.to_owned()));
        }
    }

    /// A panel with keys of its own knows sequences; any other takes each letter for itself.
    fn panel_press(&mut self, press: Press, action: Option<Action>) {
        let context = self.context();
        if !context.is_modal() || self.takes_text() || !self.ahead.is_empty() {
            return self.panel_key(press, action);
        }
        if !self.begun.is_empty() && action == Some(Action::Cancel) {
            return self.begun.clear();
        }
        self.begun.push(press);
        match self.setup.keymap.meaning(context, &self.begun) {
            Meaning::Begun => {}
            Meaning::Act(action) => {
                self.begun.clear();
                self.panel_key(press, Some(action));
            }
            Meaning::Nothing => {
                let alone = self.begun.len() == 1;
                self.begun.clear();
                if alone {
                    self.panel_key(press, action);
                }
            }
        }
    }

    fn panel_key(&mut self, press: Press, action: Option<Action>) {
        if action == Some(Action::Cancel) {
            self.ahead.clear();
        }
        // What was typed first comes first.
        if self.panel_waits() && !self.ahead.is_empty() {
            return self.ahead.push(press);
        }
        let was_taken = self.with_panel(|panel, view| panel.key(press, action, view));
        if !was_taken && self.panel_waits() {
            self.ahead.push(press);
        }
    }

    fn panel_waits(&self) -> bool {
        self.panel.as_ref().is_some_and(|open| open.panel.waits())
    }

    /// Presses again what was typed before the panel knew its lines.
    pub(super) fn catch_up(&mut self) {
        if self.ahead.is_empty() || self.panel_waits() {
            return;
        }
        let ahead = std::mem::take(&mut self.ahead);
        // A panel that closed for want of lines takes with it what was meant for it.
        if self.panel.is_some() {
            ahead.into_iter().for_each(|press| self.press(press));
        }
    }

    /// Lets the panel handle something; whether it did.
    fn with_panel(&mut self, step: impl FnOnce(&mut dyn Panel, &View<'_>) -> Outcome) -> bool {
        let Some(number) = self.panel.as_ref().map(|open| open.number) else { return false };
        let outcome = self.with_view(|app, view| app.panel.as_mut().map(|open| step(open.panel.as_mut(), view)));
        let Some(Outcome::Done(effects)) = outcome.flatten() else { return false };
        self.apply(Asker::Panel(number), effects);
        true
    }

    fn mouse(&mut self, mouse: MouseEvent) {
        let at = Position { x: mouse.column, y: mouse.row };
        match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => {
                self.present();
                self.click(at);
            }
            MouseEventKind::Drag(MouseButton::Left) => {
                if self.holds_line {
                    self.drag(at);
                } else if let Some((place, Hit::Seek)) = self.hit_at(at) {
                    self.seek(place, at);
                }
            }
            MouseEventKind::Up(MouseButton::Left) if std::mem::take(&mut self.holds_line) => {
                let shown = self.shown;
                let effects = self.with_view(|app, view| app.page_mut(shown).map(|page| page.release(view)));
                self.apply(Asker::Page(shown), effects.flatten().unwrap_or_default());
            }
            MouseEventKind::ScrollDown => self.wheel(Action::Down, at),
            MouseEventKind::ScrollUp => self.wheel(Action::Up, at),
            _ => {}
        }
    }

    fn wheel(&mut self, action: Action, at: Position) {
        if self.panel.is_some() {
            self.with_panel(|panel, view| panel.wheel(action, view));
            return;
        }
        for _ in 0..WHEEL {
            if !self.wheel_elsewhere(action, at) {
                self.act(action);
            }
        }
    }

    fn drag(&mut self, to: Position) {
        // It is no double click that comes to rest elsewhere.
        self.clicked = None;
        let shown = self.shown;
        let outcome = self.with_view(|app, view| app.page_mut(shown).map(|page| page.drag(to, view)));
        if let Some(Outcome::Done(effects)) = outcome.flatten() {
            self.apply(Asker::Page(shown), effects);
        }
    }

    /// Gives back what the mouse holds; whether it held anything.
    pub(super) fn let_go(&mut self) -> bool {
        let shown = self.shown;
        let held = std::mem::take(&mut self.holds_line);
        held && self.with_view(|app, view| app.page_mut(shown).is_some_and(|page| page.give_back(view))) == Some(true)
    }

    fn hit_at(&self, at: Position) -> Option<(Rect, Hit)> {
        self.hits.iter().rev().find(|(place, _)| place.contains(at)).copied()
    }

    fn click(&mut self, at: Position) {
        self.begun.clear();
        self.holds_line = false;
        self.put_down();
        let twice = self.clicked.is_some_and(|(before, when)| before.y == at.y && since(when) < DOUBLE_CLICK);
        self.clicked = if twice { None } else { Some((at, ticks())) };
        if self.panel.is_some() && self.panel_area.contains(at) {
            self.with_panel(|panel, view| panel.click(at, view));
            return;
        }
        match self.hit_at(at) {
            Some((_, Hit::Page(id))) => self.show(id),
            Some((_, Hit::Act(action))) => {
                self.panel = None;
                self.act(action);
            }
            Some((place, Hit::Seek)) => self.seek(place, at),
            None if self.panel.is_some() => self.panel = None,
            None => {
                self.focus_at(at);
                let shown = self.shown;
                let found = self.with_view(|app, view| app.page_mut(shown).is_some_and(|page| page.click(at, view)));
                self.holds_line = found == Some(true);
                if self.holds_line && twice {
                    self.act(Action::Enter);
                }
            }
        }
    }

    fn seek(&mut self, place: Rect, at: Position) {
        let length = self.snapshot.as_ref().and_then(|snapshot| snapshot.transport.length_ms);
        if let Some(length) = length.filter(|_| place.width > 0) {
            let ms = length.saturating_mul(i64::from(at.x.saturating_sub(place.x))) / i64::from(place.width);
            self.send(Command::SeekTo { ms });
        }
    }
}
