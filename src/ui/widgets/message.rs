//! The message line: the only place where the program talks.

use ratatui::layout::Rect;

use super::super::canvas::{Canvas, Hit, after, cells};
use super::super::keymap::Action;
use super::super::theme::Role;
use super::super::width::width;
use crate::player::protocol::{Message, Weight};

/// What was said last. It stays until the next key that changes something. While the cursor only
/// moves, a warning stays as it is, what can be undone goes aside, and any other notice goes: it
/// was about the line that was left.
#[derive(Default)]
pub struct MessageLine {
    said: Option<Said>,
    /// Number of the newest message of the player that was shown.
    heard: Option<u64>,
}

struct Said {
    text: String,
    weight: Weight,
    /// Where more of it is told: it stays when the words before it are cut.
    more: String,
    undoable: bool,
    redoable: bool,
    /// Whether it tells what is wrong in the listener's files, which the next save may mend.
    of_files: bool,
    /// Whether it is about the line under the cursor no more than about any other.
    of_any_line: bool,
    /// It leaves room for the keys of the line that the cursor came to.
    aside: bool,
}

impl Said {
    const fn new(weight: Weight, text: String) -> Self {
        Self {
            text,
            weight,
            more: String::new(),
            undoable: false,
            redoable: false,
            of_files: false,
            of_any_line: false,
            aside: false,
        }
    }
}

impl MessageLine {
    /// Shows the player's message, unless it was shown before.
    /// `voice` is how much of it the listener wants: see [`Message::told`].
    pub fn heed(&mut self, message: Option<&Message>, voice: &str) {
        let Some(message) = message.filter(|message| self.heard != Some(message.number)) else { return };
        self.heard = Some(message.number);
        let Some(text) = message.told(voice) else { return };
        let (undoable, redoable) = (message.undoable, message.redoable);
        self.said = Some(Said { undoable, redoable, ..Said::new(message.weight, text.to_owned()) });
    }

    pub fn tell(&mut self, weight: Weight, text: String) {
        self.said = Some(Said::new(weight, text));
    }

    /// Says what is wrong in the listener's files. As all that is said it goes with the next key
    /// that changes something; before that only the files take it away, read again.
    pub fn tell_of_files(&mut self, text: String, more: String) {
        self.said = Some(Said { more, of_files: true, ..Said::new(Weight::Warning, text) });
    }

    /// Says something that must not hide a message that matters more.
    pub fn tell_in_passing(&mut self, text: String) {
        self.pass(Said::new(Weight::Notice, text));
    }

    fn pass(&mut self, passing: Said) {
        let gives_way = |said: &Said| said.weight == Weight::Notice && !said.undoable;
        if self.said.as_ref().is_none_or(gives_way) {
            self.said = Some(passing);
        }
    }

    /// The same of what is said once and is to be read, wherever the cursor goes meanwhile.
    pub fn tell_once(&mut self, text: String) {
        self.pass(Said { of_any_line: true, ..Said::new(Weight::Notice, text) });
    }

    /// The cursor moved.
    pub fn left_behind(&mut self) {
        match &mut self.said {
            Some(said) if said.weight == Weight::Warning || said.of_any_line => {}
            Some(said) if said.undoable => said.aside = true,
            _ => self.said = None,
        }
    }

    /// What stands beside the keys of the line under the cursor, and can be undone.
    #[must_use]
    pub fn aside(&self) -> Option<&str> {
        self.said.as_ref().filter(|said| said.aside).map(|said| said.text.as_str())
    }

    /// Says that nothing is wrong in the listener's files any more, in place of what was.
    pub fn tell_of_mended_files(&mut self, text: String) {
        if self.said.as_ref().is_some_and(|said| said.of_files) {
            self.said = None;
        }
        self.tell_in_passing(text);
    }

    #[must_use]
    pub const fn is_there(&self) -> bool {
        self.said.is_some()
    }

    pub fn clear(&mut self) {
        self.said = None;
    }

    /// Draws what was said, with the key that takes it back, or does it again; whether there was
    /// anything.
    pub fn draw(&self, place: Rect, [undo, redo]: [&str; 2], canvas: &mut Canvas<'_>) -> bool {
        let Some(said) = &self.said else { return false };
        let mut place = Rect { width: place.width.saturating_sub(1), ..place };
        let turn = match (said.undoable, said.redoable) {
            (true, _) => Some((undo, "undo", Action::Undo)),
            (false, true) => Some((redo, "redo", Action::Redo)),
            (false, false) => None,
        };
        if let Some((key, turns, action)) = turn.filter(|(key, ..)| !key.is_empty()) {
            let words = format!("  {key} {turns} ");
            let left = canvas.put_right(place, &words, Role::Reason);
            canvas.hit(Rect { x: left.right(), width: cells(words.len()), ..place }, Hit::Act(action));
            place = left;
        }
        let role = match said.weight {
            Weight::Notice => Role::Text,
            Weight::Warning => Role::Warning,
        };
        let place = after(place, 1);
        let room = place.width.saturating_sub(cells(width(&said.more)));
        let used = canvas.put(Rect { width: room, ..place }, &said.text, role);
        canvas.put(after(place, used), &said.more, role);
        true
    }
}
