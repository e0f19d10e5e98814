//! Lists side by side, each showing what the line in the one before it holds.

use ratatui::layout::Rect;

use super::super::canvas::{Canvas, after};
use super::super::theme::Role;

/// Blank cells between panes.
const GAP: u16 = 1;

/// Divides `area` for `count` panes; where there is little room only those around the focused
/// one are shown, the others are empty.
#[must_use]
pub fn divide<const N: usize>(area: Rect, shares: [u16; N], focused: usize) -> [Rect; N] {
    let shown = match area.width {
        0..50 => 1,
        50..74 => 2.min(N),
        _ => N,
    };
    let first = (focused + 1).saturating_sub(shown).min(N - shown);
    let visible = first..first + shown;
    let total: u32 =
        shares.iter().enumerate().filter(|(pane, _)| visible.contains(pane)).map(|(_, s)| u32::from(*s)).sum();
    let mut x = area.x;
    let mut panes = [Rect { width: 0, ..area }; N];
    for (pane, (place, share)) in panes.iter_mut().zip(shares).enumerate() {
        if !visible.contains(&pane) {
            continue;
        }
        let last = pane + 1 == visible.end;
        let width = u16::try_from(u32::from(area.width) * u32::from(share) / total.max(1)).unwrap_or(0);
        let width = if last { area.right().saturating_sub(x) } else { width };
        // The last one keeps the margin that every line has at the right end of the screen.
        let gap = if last { u16::from(width > GAP) } else { GAP };
        *place = Rect { x, width: width.saturating_sub(gap), ..area };
        x += width;
    }
    panes
}

/// Cells from which a line has a second column.
const WITH_SECOND: u16 = 46;
/// Cells kept for the note beside a second column, so that the columns stay where they are.
const NOTE: usize = 8;

/// Whether a line here has room for [`PaneLine::second`].
#[must_use]
pub const fn has_second(place: Rect) -> bool {
    place.width >= WITH_SECOND
}

/// One line of a pane: words, a second column where there is room, a short note at the right,
/// and whether the cursor is on it here or only waits while another pane has the keys.
#[derive(Clone, Copy, Debug, Default)]
pub struct PaneLine<'t> {
    pub words: &'t str,
    pub second: &'t str,
    pub note: &'t str,
    pub on_cursor: bool,
    pub active: bool,
    pub marked: bool,
}

impl PaneLine<'_> {
    pub fn draw(&self, place: Rect, canvas: &mut Canvas<'_>) {
        let focused = canvas.ground(place, self.on_cursor, self.active, self.marked);
        let mut inner = after(place, 1);
        let note_width = super::super::width::width(self.note);
        // The note goes before the words are cut to less than a dozen cells.
        if note_width > 0 && usize::from(inner.width) >= note_width + 14 {
            inner = canvas.put_right(inner, self.note, Role::Reason.strong_if(focused));
            inner.width = inner.width.saturating_sub(1);
        }
        if has_second(place) && !self.second.is_empty() {
            let kept = super::super::canvas::cells(NOTE.saturating_sub(note_width));
            let columns = inner.width.saturating_sub(kept);
            let first = (place.width - 1) * 11 / 20;
            let second = Rect { width: columns.saturating_sub(first), ..after(inner, first) };
            canvas.put(second, self.second, Role::Reason.strong_if(focused));
            inner.width = inner.width.min(first.saturating_sub(2));
        }
        canvas.put(inner, self.words, Role::Text.strong_if(self.on_cursor));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_screens_show_the_pane_that_has_the_keys() {
        for width in 0..200 {
            for focused in 0..3 {
                let area = Rect::new(3, 0, width, 5);
                let panes = divide(area, [30, 34, 36], focused);
                assert!(width == 0 || panes[focused].width > 0);
                assert!(panes.iter().all(|pane| pane.right() <= area.right()));
                assert!(panes.windows(2).all(|pair| pair[0].right() <= pair[1].x || pair[1].width == 0));
            }
        }
    }
}
