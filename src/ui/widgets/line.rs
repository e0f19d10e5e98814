//! One line of music as lists show it.

use ratatui::layout::Rect;

use super::super::canvas::{Canvas, after, cells};
use super::super::theme::Role;
use super::columns::Columns;
use crate::domain::track::Presence;

/// Narrower lines have no note.
pub const WITH_NOTE: u16 = 100;

/// The words of a line, its mark (who put it there, or that it plays) and how it looks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Line<'t> {
    pub mark: Option<(&'t str, Role)>,
    pub name: &'t str,
    pub artist: &'t str,
    pub reason: &'t str,
    /// A length or the like, at the right end of lines that are wide enough.
    pub note: &'t str,
    pub focused: bool,
    pub marked: bool,
    pub liked: bool,
    /// Heard since it was put there.
    pub heard: bool,
    pub presence: Presence,
}

impl Line<'_> {
    /// `marks` cells before the names are kept for marks, whether this line has one or not.
    pub fn draw(&self, place: Rect, marks: u16, canvas: &mut Canvas<'_>) {
        self.draw_in(place, Columns::of(place), marks, canvas);
    }

    /// The same in columns of another division.
    pub fn draw_in(&self, place: Rect, columns: Columns, marks: u16, canvas: &mut Canvas<'_>) {
        if self.focused {
            canvas.focus(place);
        }
        if self.marked {
            canvas.marked(place, self.focused);
        }
        let mut name = columns.name;
        if let Some((mark, role)) = self.mark {
            canvas.put(Rect { width: name.width.min(marks), ..name }, mark, role);
        }
        name = after(name, marks);
        let absent = absence(self.presence);
        let reason = if absent.is_empty() { self.reason } else { absent };
        // Where there is no column for it, a missing file is said before the name.
        if !absent.is_empty() && columns.reason.width == 0 {
            let used = canvas.put(name, absent, Role::Warning);
            name = after(name, used + 1);
        }
        // Signs of a like and of having been heard stand right behind the name, which makes room for them.
        let signs = [(self.liked, canvas.glyphs.liked, Role::Accent), (self.heard, canvas.glyphs.heard, Role::Reason)];
        let signs: Vec<_> = signs.into_iter().filter(|(stands, ..)| *stands).collect();
        let room = name.width.saturating_sub(2 * cells(signs.len()));
        let mut used = canvas.put(Rect { width: room, ..name }, self.name, Role::Text.strong_if(self.focused));
        for (_, sign, role) in signs {
            canvas.put(after(name, used + 1), sign, role);
            used += 2;
        }
        canvas.put(columns.artist, self.artist, Role::Text.strong_if(self.focused));
        let mut rest = columns.reason;
        if place.width >= WITH_NOTE && !self.note.is_empty() {
            let inner = Rect { width: rest.width.saturating_sub(1), ..rest };
            rest = canvas.put_right(inner, self.note, Role::Reason.strong_if(self.focused));
            rest.width = rest.width.saturating_sub(2);
        }
        canvas.put(rest, reason, Role::Reason.strong_if(self.focused));
    }
}

/// Why a track cannot be played now, in a word.
#[must_use]
pub const fn absence(presence: Presence) -> &'static str {
    match presence {
        Presence::Here => "",
        Presence::Missing => "missing",
        Presence::Offline => "offline",
        Presence::Unplayable => "cannot be decoded",
    }
}
