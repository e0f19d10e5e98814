//! Where the rows of home stand: one column, two, or two and the focus explained.

use ratatui::layout::{Position, Rect};

use super::super::super::widgets::scroll::GaveWay;

const TWO_COLUMNS: u16 = 120;
const WITH_FOCUS: u16 = 150;
/// Blank cells between columns.
const GAP: u16 = 2;
const MARGIN: usize = 2;

#[derive(Clone, Copy, Debug, Default)]
pub struct Layout {
    left: Rect,
    right: Option<Rect>,
    pub focus: Option<Rect>,
    /// First row of the right column.
    middle: usize,
    /// Lines scrolled away, in both columns.
    top: usize,
    gave_way: GaveWay,
}

impl Layout {
    /// Divides the area anew; what was scrolled away stays so.
    pub fn divide(&mut self, area: Rect, middle: usize) {
        let mut gave_way = self.gave_way;
        let top = gave_way.top(self.left.height, area.height, self.top);
        let part = |x: u16, width: u16| Rect { x: area.x + x, width, ..area };
        let focus = if area.width >= WITH_FOCUS { (area.width * 29 / 100).min(64) } else { 0 };
        let lists = area.width - focus;
        *self = if Self::has_two_columns(area) {
            let half = lists / 2;
            Self {
                left: part(0, half.saturating_sub(GAP)),
                right: Some(part(half, half.saturating_sub(GAP))),
                focus: (focus > 0).then(|| part(lists, focus)),
                middle,
                top,
                gave_way,
            }
        } else {
            Self { left: area, right: None, focus: None, middle: usize::MAX, top, gave_way }
        };
    }

    #[must_use]
    pub const fn height(&self) -> u16 {
        self.left.height
    }

    #[must_use]
    pub const fn has_two_columns(area: Rect) -> bool {
        area.width >= TWO_COLUMNS
    }

    #[must_use]
    pub const fn first_column(&self) -> Rect {
        self.left
    }

    #[must_use]
    pub const fn second_column(&self) -> Option<Rect> {
        self.right
    }

    const fn line(&self, row: usize) -> usize {
        if row < self.middle { row } else { row - self.middle }
    }

    /// Scrolls as little as keeps the row in sight, with a margin.
    pub fn keep_in_sight(&mut self, row: usize, rows: usize) {
        let height = usize::from(self.left.height);
        if height == 0 {
            return;
        }
        let lines = self.middle.min(rows).max(rows.saturating_sub(self.middle));
        let line = self.line(row);
        let margin = MARGIN.min((height - 1) / 2);
        if line < self.top + margin {
            self.top = line.saturating_sub(margin);
        }
        if line + margin >= self.top + height {
            self.top = line + margin + 1 - height;
        }
        self.top = self.top.min(lines.saturating_sub(height));
    }

    pub fn rewind(&mut self) {
        self.top = 0;
    }

    /// Where a row stands on screen, if it is in sight.
    #[must_use]
    pub fn place(&self, row: usize) -> Option<Rect> {
        let column = if row < self.middle { self.left } else { self.right? };
        let line = u16::try_from(self.line(row).checked_sub(self.top)?).ok()?;
        super::super::super::canvas::row(column, line)
    }

    #[must_use]
    pub fn row_at(&self, at: Position, rows: usize) -> Option<usize> {
        let (first, column) = match self.right {
            Some(right) if right.contains(at) => (self.middle, right),
            _ => (0, self.left),
        };
        let row = first + self.top + usize::from(at.y.checked_sub(column.y)?);
        let end = if first == 0 { self.middle.min(rows) } else { rows };
        (column.contains(at) && row < end).then_some(row)
    }

    /// The row on the same line of the other column.
    #[must_use]
    pub fn across(&self, row: usize, rows: usize) -> Option<usize> {
        self.right?;
        if row < self.middle {
            Some((self.middle + row).min(rows.checked_sub(1)?)).filter(|row| *row >= self.middle)
        } else {
            Some((row - self.middle).min(self.middle.checked_sub(1)?))
        }
    }

    #[must_use]
    pub const fn is_right(&self, row: usize) -> bool {
        row >= self.middle
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_screens_get_more_columns_not_longer_lines() {
        let mut layout = Layout::default();
        layout.divide(Rect::new(0, 3, 80, 17), 9);
        assert!(layout.right.is_none() && layout.focus.is_none());
        layout.divide(Rect::new(0, 3, 130, 17), 9);
        assert!(layout.right.is_some() && layout.focus.is_none());
        layout.divide(Rect::new(0, 3, 160, 17), 9);
        assert_eq!(layout.right.map(|right| right.x), Some(57));
        assert_eq!(layout.focus.map(|focus| focus.x), Some(114));
    }

    #[test]
    fn across_and_back() {
        let mut layout = Layout::default();
        layout.divide(Rect::new(0, 0, 130, 17), 10);
        assert_eq!(layout.across(3, 18), Some(13));
        assert_eq!(layout.across(13, 18), Some(3));
        assert_eq!(layout.across(9, 12), Some(11), "the last row when the column is shorter");
        assert_eq!(layout.row_at(Position::new(70, 2), 18), Some(12));
    }
}
