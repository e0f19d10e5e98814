//! The first line of a page, and words where there is nothing to list.

use ratatui::layout::Rect;

use super::super::canvas::{Canvas, after, below, row};
use super::super::theme::Role;
use super::super::width::wrap;

/// Draws the page's first line and returns what is left for the rest of it. In little room
/// the blank line goes first, then the heading.
pub fn draw(area: Rect, left: &str, right: &str, canvas: &mut Canvas<'_>) -> Rect {
    if area.height < 5 {
        return area;
    }
    if let Some(place) = row(area, 0) {
        let place = Rect { width: place.width.saturating_sub(1), ..place };
        let used = canvas.put(after(place, 1), left, Role::Title);
        let rest = after(place, used + 3);
        if super::super::width::width(right) <= usize::from(rest.width) {
            canvas.put_right(rest, right, Role::Reason);
        }
    }
    below(area, if area.height >= 12 { 2 } else { 1 })
}

/// What a list says that its filter emptied.
pub const NO_HITS: &str = "No line here has these words.";

/// Tells what would stand here, in lines from the top of `area`. The hardware cursor goes there.
pub fn teach(area: Rect, sentences: &[impl AsRef<str>], canvas: &mut Canvas<'_>) {
    canvas.point_at(area.as_position());
    let width = usize::from(area.width.saturating_sub(2)).clamp(1, 76);
    let lines = sentences.iter().map(AsRef::as_ref).flat_map(|sentence| match sentence.is_empty() {
        true => vec![String::new()],
        false => wrap(sentence, width),
    });
    for (place, line) in area.rows().zip(lines) {
        canvas.put(after(place, 1), &line, Role::Reason);
    }
}
