//! One line of text to be typed.

use crossterm::event::{KeyCode, KeyModifiers};
use ratatui::layout::{Position, Rect};
use tui_input::{Input, InputRequest};

use super::super::canvas::{Canvas, cells};
use super::super::keymap::Press;
use super::super::theme::Role;
use crate::domain::text;

/// Longer pastes are cut: nobody names or searches anything with more.
const LONGEST: usize = 300;

#[derive(Clone, Debug, Default)]
pub struct Field {
    input: Input,
}

impl Field {
    #[must_use]
    pub fn new(value: &str) -> Self {
        Self { input: Input::new(value.to_owned()) }
    }

    #[must_use]
    pub fn value(&self) -> &str {
        self.input.value()
    }

    /// The byte of the text before which the cursor stands.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.value().char_indices().nth(self.input.cursor()).map_or(self.value().len(), |(at, _)| at)
    }

    /// Another text, with the cursor before this byte.
    pub fn set(&mut self, value: &str, cursor: usize) {
        let place = value.char_indices().take_while(|(at, _)| *at < cursor).count();
        self.input = Input::new(value.to_owned()).with_cursor(place);
    }

    pub fn clear(&mut self) {
        self.input.reset();
    }

    /// Takes a key that edits a line; whether it was one.
    pub fn press(&mut self, press: Press) -> bool {
        if press.code == KeyCode::Char('u') && press.modifiers.contains(KeyModifiers::CONTROL) {
            self.input.handle(InputRequest::GoToEnd);
            self.input.handle(InputRequest::DeleteFromStart);
            return true;
        }
        let Some(request) = request(press) else { return false };
        if !matches!(request, InputRequest::InsertChar(_)) || self.has_room() {
            self.input.handle(request);
        }
        true
    }

    pub fn paste(&mut self, pasted: &str) {
        for c in text::clean(pasted).chars() {
            if self.has_room() {
                self.input.handle(InputRequest::InsertChar(c));
            }
        }
    }

    fn has_room(&self) -> bool {
        self.value().chars().count() < LONGEST
    }

    /// Draws the text, scrolled so that the cursor is seen, and puts the hardware cursor there
    /// when the field is where the keys go.
    pub fn draw(&self, place: Rect, active: bool, canvas: &mut Canvas<'_>) {
        if place.is_empty() {
            return;
        }
        let scroll = self.input.visual_scroll(usize::from(place.width.saturating_sub(1)).max(1));
        let mut skipped = 0;
        let from = self.value().char_indices().find(|&(_, c)| {
            let here = skipped >= scroll;
            skipped += super::super::width::width(c.encode_utf8(&mut [0; 4]));
            here
        });
        let shown = from.map_or("", |(byte, _)| self.value().get(byte..).unwrap_or_default());
        canvas.put(place, shown, Role::Text.strong_if(active));
        if active {
            let column = cells(self.input.visual_cursor().saturating_sub(scroll)).min(place.width - 1);
            canvas.point_at(Position { x: place.x + column, y: place.y });
        }
    }
}

/// What a key does to a line of text: the keys of the shell, as far as no terminal takes them. The
/// one that there deletes up to the cursor empties the whole line here, as the hints say.
fn request(press: Press) -> Option<InputRequest> {
    let control = press.modifiers.contains(KeyModifiers::CONTROL);
    let word = control || press.modifiers.contains(KeyModifiers::ALT);
    Some(match press.code {
        // Alt and a letter is Esc and the letter, pressed fast.
        KeyCode::Char(c) if press.modifiers.is_empty() => InputRequest::InsertChar(c),
        KeyCode::Char(_) if !control => return None,
        KeyCode::Char('w') => InputRequest::DeletePrevWord,
        KeyCode::Char('k') => InputRequest::DeleteTillEnd,
        KeyCode::Char('e') => InputRequest::GoToEnd,
        KeyCode::Char('h') => InputRequest::DeletePrevChar,
        KeyCode::Char('y') => InputRequest::Yank,
        KeyCode::Backspace if word => InputRequest::DeletePrevWord,
        KeyCode::Backspace => InputRequest::DeletePrevChar,
        KeyCode::Delete => InputRequest::DeleteNextChar,
        KeyCode::Left if word => InputRequest::GoToPrevWord,
        KeyCode::Left => InputRequest::GoToPrevChar,
        KeyCode::Right if word => InputRequest::GoToNextWord,
        KeyCode::Right => InputRequest::GoToNextChar,
        KeyCode::Home => InputRequest::GoToStart,
        KeyCode::End => InputRequest::GoToEnd,
        _ => return None,
    })
}
