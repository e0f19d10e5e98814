//! The three columns of nearly every line: name, artist, reason.

use ratatui::layout::Rect;

/// Where the words of one line stand. A column that has no room is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns {
    pub name: Rect,
    pub artist: Rect,
    pub reason: Rect,
}

/// Below this, the reason goes: the footer tells it for the focused line.
const WITH_REASON: u16 = 50;
/// Below this, the artist goes too.
const WITH_ARTIST: u16 = 24;

impl Columns {
    /// Splits a row; its first cell belongs to the focus mark.
    #[must_use]
    pub fn of(row: Rect) -> Self {
        let inner = row.width.saturating_sub(1);
        let share = |percent: u32| u16::try_from(u32::from(inner) * percent / 100).unwrap_or(inner);
        let (name, artist) = match inner {
            0..WITH_ARTIST => (inner, 0),
            WITH_ARTIST..WITH_REASON => (share(56), inner - share(56)),
            _ => (share(32), share(25)),
        };
        let column = |from: u16, width: u16, last: bool| Rect {
            x: row.x.saturating_add(1 + from),
            width: if last { width } else { width.saturating_sub(1) },
            ..row
        };
        let reason = inner - name - artist;
        Self {
            name: column(0, name, artist == 0),
            artist: column(name, artist, reason == 0),
            reason: column(name + artist, reason, true),
        }
    }

    /// Splits a row by what the lines of a list hold: the widths of their names, artists and
    /// reasons. One line in ten may be longer than its column, so that a single long one does not
    /// cut all the others; a title only where there is no room for all of them.
    #[must_use]
    pub fn among(row: Rect, mut widths: [Vec<usize>; 3]) -> Self {
        widths.iter_mut().for_each(|widths| widths.sort_unstable());
        let longest = widths[0].last().copied().unwrap_or(0);
        let [name, artist, reason] = widths.map(|widths| widths.get(widths.len() * 9 / 10).copied().unwrap_or(0));
        // The cells are those of the focus mark and between the columns.
        let name = if longest + artist + reason + 3 <= usize::from(row.width) { longest } else { name };
        Self::sharing(row, [name, artist, reason])
    }

    /// Splits a row by what its columns hold: cells that one does not need go to those that are
    /// short of them, the name first. `needs` are the widest name, artist and reason.
    fn sharing(row: Rect, needs: [usize; 3]) -> Self {
        let usual = Self::of(row);
        if usual.reason.width == 0 {
            return usual;
        }
        let [name, artist, reason] = [usual.name, usual.artist, usual.reason].map(|column| column.width);
        let mut widths = [name, artist, reason];
        let needs = needs.map(super::super::canvas::cells);
        let mut spare = 0;
        for (width, need) in widths.iter_mut().zip(needs) {
            let over = width.saturating_sub(need);
            *width -= over;
            spare += over;
        }
        for place in [0, 2, 1] {
            if let (Some(width), Some(need)) = (widths.get_mut(place), needs.get(place)) {
                let more = need.saturating_sub(*width).min(spare);
                *width += more;
                spare -= more;
            }
        }
        // What nobody is short of goes back, so that short names do not crowd together.
        for (width, usual) in widths.iter_mut().zip([name, artist]) {
            let more = usual.saturating_sub(*width).min(spare);
            *width += more;
            spare -= more;
        }
        let [name, artist, reason] = widths;
        let at = |from: u16, width: u16| Rect { x: row.x.saturating_add(1 + from), width, ..row };
        Self { name: at(0, name), artist: at(name + 1, artist), reason: at(name + artist + 2, reason + spare) }
    }

    /// The same division on another row.
    #[must_use]
    pub fn moved_to(self, row: Rect) -> Self {
        let shift = |column: Rect| Rect { x: row.x.saturating_add(column.x), y: row.y, ..column };
        Self { name: shift(self.name), artist: shift(self.artist), reason: shift(self.reason) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_eighty_they_stand_as_sketched() {
        let columns = Columns::of(Rect::new(0, 0, 80, 1));
        assert_eq!((columns.name.x, columns.artist.x, columns.reason.x), (1, 26, 45));
        assert_eq!((columns.name.width, columns.artist.width, columns.reason.width), (24, 18, 35));
    }

    #[test]
    fn cells_go_where_they_are_needed_and_none_are_lost() {
        let row = Rect::new(0, 0, 57, 1);
        let usual = Columns::of(row);
        let shared = Columns::sharing(row, [30, 8, 20]);
        assert!(shared.name.width > usual.name.width && shared.artist.width == 8);
        for needs in [[0, 0, 0], [99, 99, 99], [30, 8, 20], [5, 40, 5]] {
            let shared = Columns::sharing(row, needs);
            assert_eq!(shared.reason.right(), usual.reason.right(), "{needs:?}");
            assert!(shared.name.right() < shared.artist.x && shared.artist.right() < shared.reason.x);
        }
    }

    #[test]
    fn the_title_is_the_last_to_go() {
        for width in 0..200 {
            let columns = Columns::of(Rect::new(0, 0, width, 1));
            assert!(columns.name.width >= columns.artist.width);
            assert!(columns.reason.right() <= width.max(1) && columns.artist.right() <= width.max(1));
        }
    }
}
