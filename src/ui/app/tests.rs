//! The application driven by keys, against a player that answers from a fixed evening.

use std::sync::Arc;

use crossbeam_channel::Receiver;
use crossterm::event::{
    Event as TerminalEvent, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

use super::super::fixture;
use super::super::glyphs::Glyphs;
use super::super::theme::{ColourChoice, ColourEnvironment, Theme};
use super::*;
use crate::player::protocol::{Answer, Question};

/// An application and the far end of its channel.
pub(in crate::ui) struct Driven {
    pub(in crate::ui) app: App,
    commands: Receiver<Command>,
    terminal: Terminal<TestBackend>,
    frame: Buffer,
    /// What was sent, but for questions and presence.
    pub(in crate::ui) sent: Vec<Command>,
    questions: Vec<Question>,
    /// What a question of this name is answered instead.
    instead: Option<(&'static str, Answer)>,
}

impl Driven {
    pub(in crate::ui) fn new(snapshot: Snapshot, width: u16, height: u16) -> Self {
        Self::with_glyphs(snapshot, width, height, Glyphs::UNICODE)
    }

    pub(in crate::ui) fn with_glyphs(snapshot: Snapshot, width: u16, height: u16, glyphs: Glyphs) -> Self {
        let (sender, commands) = crossbeam_channel::unbounded();
        let theme = Theme::choose(ColourChoice::Mono, &ColourEnvironment::default());
        let mut app = App::new(sender, Clock::fixed(fixture::now()), theme, glyphs);
        app.player_event(Event::Snapshot(Arc::new(snapshot)));
        let terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let mut driven = Self {
            app,
            commands,
            terminal,
            frame: Buffer::default(),
            sent: Vec::new(),
            questions: Vec::new(),
            instead: None,
        };
        driven.settle();
        driven
    }

    /// Draws frames and answers questions until nothing more is asked.
    pub(in crate::ui) fn settle(&mut self) {
        loop {
            self.app.prepare();
            // The frame itself, not what the backend was told: a terminal blanks the second half
            // of a wide letter by itself, the test backend does not.
            self.frame = self.terminal.draw(|frame| self.app.draw(frame)).unwrap().buffer.clone();
            let mut answered = false;
            while let Ok(command) = self.commands.try_recv() {
                match command {
                    Command::Ask { ticket, question } => {
                        let instead =
                            self.instead.as_ref().filter(|(name, _)| format!("{question:?}").starts_with(name));
                        let answer = instead.map_or_else(|| fixture::answer(&question), |(_, answer)| answer.clone());
                        let answer = Box::new(answer);
                        self.questions.push(question);
                        self.app.player_event(Event::Answer { ticket, answer });
                        answered = true;
                    }
                    Command::Present => {}
                    command => self.sent.push(command),
                }
            }
            if !answered {
                return;
            }
        }
    }

    /// Types keys: letters as they are, others as `<enter>`, `<c-r>`.
    pub(in crate::ui) fn keys(&mut self, script: &str) -> &mut Self {
        let mut rest = script;
        while let Some(c) = rest.chars().next() {
            let (event, after) = match rest.strip_prefix('<').and_then(|named| named.split_once('>')) {
                Some((name, after)) if !name.is_empty() => (named_key(name), after),
                _ => (KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE), rest.split_at(c.len_utf8()).1),
            };
            self.app.key(event);
            self.settle();
            rest = after;
        }
        self
    }

    /// Types letters faster than anything is answered.
    pub(in crate::ui) fn keys_at_once(&mut self, letters: &str) -> &mut Self {
        for letter in letters.chars() {
            self.app.key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE));
        }
        self.settle();
        self
    }

    /// What questions of this name are answered from now on; all that is known of the listener is
    /// asked again.
    pub(in crate::ui) fn answering(&mut self, name: &'static str, answer: Answer) -> &mut Self {
        self.instead = Some((name, answer));
        self.app.player_event(Event::ListenerChanged);
        self.settle();
        self
    }

    pub(in crate::ui) fn screen(&self) -> String {
        let buffer = &self.frame;
        let rows = (0..buffer.area.height).map(|y| {
            let mut row = String::new();
            let mut x = 0;
            while x < buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                row.push_str(symbol);
                x += super::super::canvas::cells(super::super::width::width(symbol)).max(1);
            }
            row.trim_end().to_owned()
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    /// Bytes that a terminal is sent to come from an earlier frame to this one.
    pub(in crate::ui) fn bytes_since(&self, earlier: &Buffer) -> usize {
        use ratatui::backend::{Backend, CrosstermBackend};
        let mut sent = Vec::new();
        let changed = earlier.diff(&self.frame);
        CrosstermBackend::new(&mut sent).draw(changed.into_iter()).unwrap();
        sent.len()
    }

    pub(in crate::ui) fn frame(&self) -> Buffer {
        self.frame.clone()
    }

    /// How often a question of this name was asked.
    pub(in crate::ui) fn asked(&self, name: &str) -> usize {
        self.questions.iter().filter(|question| format!("{question:?}").starts_with(name)).count()
    }

    /// The last question of this name, as it is debugged.
    pub(in crate::ui) fn asked_last(&self, name: &str) -> String {
        let mut questions = self.questions.iter().rev().map(|question| format!("{question:?}"));
        questions.find(|question| question.starts_with(name)).unwrap_or_default()
    }

    pub(in crate::ui) fn click(&mut self, column: u16, row: u16) {
        self.mouse(MouseEventKind::Down(MouseButton::Left), (column, row));
    }

    /// Presses at a column and row, drags over others, and lets go at the last.
    pub(in crate::ui) fn drag(&mut self, from: (u16, u16), over: &[(u16, u16)]) {
        self.press_mouse(from);
        for at in over {
            self.drag_mouse(*at);
        }
        self.release_mouse(over.last().copied().unwrap_or(from));
    }

    pub(in crate::ui) fn press_mouse(&mut self, at: (u16, u16)) -> &mut Self {
        self.mouse(MouseEventKind::Down(MouseButton::Left), at)
    }

    pub(in crate::ui) fn drag_mouse(&mut self, to: (u16, u16)) -> &mut Self {
        self.mouse(MouseEventKind::Drag(MouseButton::Left), to)
    }

    pub(in crate::ui) fn release_mouse(&mut self, at: (u16, u16)) -> &mut Self {
        self.mouse(MouseEventKind::Up(MouseButton::Left), at)
    }

    /// One notch down.
    pub(in crate::ui) fn wheel(&mut self, at: (u16, u16)) -> &mut Self {
        self.mouse(MouseEventKind::ScrollDown, at)
    }

    pub(in crate::ui) fn paste(&mut self, text: &str) -> &mut Self {
        self.app.terminal_event(TerminalEvent::Paste(text.to_owned()));
        self.settle();
        self
    }

    fn mouse(&mut self, kind: MouseEventKind, (column, row): (u16, u16)) -> &mut Self {
        let event = MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
        self.app.terminal_event(TerminalEvent::Mouse(event));
        self.settle();
        self
    }

    /// Where the hardware cursor stands.
    pub(in crate::ui) fn cursor(&mut self) -> Position {
        use ratatui::backend::Backend;
        self.terminal.backend_mut().get_cursor_position().unwrap()
    }

    pub(in crate::ui) fn last(&self) -> &Command {
        self.sent.last().expect("nothing was sent")
    }
}

fn named_key(name: &str) -> KeyEvent {
    if let Some(letter) = name.strip_prefix("c-").and_then(|rest| rest.chars().next()) {
        return KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
    }
    let code = match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "down" => KeyCode::Down,
        "up" => KeyCode::Up,
        "tab" => KeyCode::Tab,
        "backspace" => KeyCode::Backspace,
        "space" => KeyCode::Char(' '),
        "lt" => KeyCode::Char('<'),
        other => panic!("{other} is no key here"),
    };
    KeyEvent::new(code, KeyModifiers::NONE)
}

mod driven;
mod faults;
mod looks;
mod marking;
mod named_keys;
mod panels;
mod rules;
mod states;
mod storm;
mod verbs;
mod voice;
mod week_one;
