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
    fn the_title_is_the_last_to_go() {
        for width in 0..200 {
            let columns = Columns::of(Rect::new(0, 0, width, 1));
            assert!(columns.name.width >= columns.artist.width);
            assert!(columns.reason.right() <= width.max(1) && columns.artist.right() <= width.max(1));
        }
    }
}
