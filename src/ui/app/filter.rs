//! The filter: `/` narrows the list of the page to the lines that hold some words.

use ratatui::layout::Rect;

use super::super::canvas::{Canvas, after};
use super::super::keymap::{Action, Press};
use super::super::theme::Role;
use super::super::widgets::field::Field;
use super::App;
use crate::domain::human;

/// A filter in force on the page that is shown.
pub(super) struct Filter {
    field: Field,
    /// Keys are letters of it.
    typing: bool,
    /// Lines that are left, and all.
    shown: (usize, usize),
}

impl App {
    /// Opens the filter, or its text again; searches everywhere where nothing can be narrowed.
    pub(super) fn begin_filter(&mut self) {
        if let Some(filter) = &mut self.filter {
            filter.typing = true;
            return;
        }
        match self.narrow("") {
            Some(shown) => self.filter = Some(Filter { field: Field::default(), typing: true, shown }),
            None => self.search(""),
        }
    }

    /// Narrows the page that is shown to these words; nothing happens where it cannot be.
    pub(super) fn filter_by(&mut self, words: &str) {
        if let Some(shown) = self.narrow(words) {
            self.filter = Some(Filter { field: Field::new(words), typing: false, shown });
        }
    }

    pub(super) fn is_filtering(&self) -> bool {
        self.filter.as_ref().is_some_and(|filter| filter.typing)
    }

    fn narrow(&mut self, words: &str) -> Option<(usize, usize)> {
        let shown = self.shown;
        self.with_view(|app, view| app.page_mut(shown)?.narrow(words, view)).flatten()
    }

    /// Takes a key while the filter is typed; whether it was for it.
    pub(super) fn filter_key(&mut self, press: Press, action: Option<Action>) -> bool {
        let Some(filter) = self.filter.as_mut().filter(|filter| filter.typing) else { return false };
        match action {
            Some(Action::Cancel) => drop(self.end_filter()),
            // The list has the keys again, narrowed.
            Some(Action::Enter | Action::NextPage) => {
                filter.typing = false;
                if filter.field.value().is_empty() {
                    self.filter = None;
                }
            }
            Some(Action::Down | Action::Up | Action::PageDown | Action::PageUp) if press.letter().is_none() => {
                filter.typing = false;
                return false;
            }
            _ => {
                if filter.field.press(press) {
                    self.filter_changed();
                }
            }
        }
        true
    }

    pub(super) fn filter_paste(&mut self, text: &str) -> bool {
        let Some(filter) = self.filter.as_mut().filter(|filter| filter.typing) else { return false };
        filter.field.paste(text);
        self.filter_changed();
        true
    }

    /// The list follows each letter.
    pub(super) fn filter_changed(&mut self) {
        let Some(words) = self.filter.as_ref().map(|filter| filter.field.value().to_owned()) else { return };
        let shown = self.narrow(&words);
        if let (Some(filter), Some(shown)) = (&mut self.filter, shown) {
            filter.shown = shown;
        }
    }

    /// Shows all lines again; whether some were left out.
    pub(super) fn end_filter(&mut self) -> bool {
        let ended = self.filter.take().is_some();
        if ended {
            self.narrow("");
        }
        ended
    }

    /// Draws the filter in the line of the footer; whether there is one to draw.
    pub(super) fn draw_filter(&self, place: Rect, canvas: &mut Canvas<'_>) -> bool {
        let Some(filter) = &self.filter else { return false };
        let (left, all) = filter.shown;
        let count = format!("{} of {}", human::thousands(left as u64), human::thousands(all as u64));
        let keys = if filter.typing { "Enter to the list   Esc all again" } else { "/ change   Esc all again" };
        let inner = Rect { width: place.width.saturating_sub(1), ..place };
        let words = if place.width >= 60 { format!("  {count}   {keys}") } else { format!("  {count}") };
        let rest = canvas.put_right(inner, &words, Role::Reason);
        let used = canvas.put(after(rest, 1), "/", Role::Accent);
        filter.field.draw(after(rest, 1 + used), filter.typing, canvas);
        true
    }
}
