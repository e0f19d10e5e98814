//! Lines in the columns that the listener chose.

use ratatui::layout::Rect;

use super::super::canvas::{Canvas, after, cells};
use super::super::theme::Role;
use super::super::width::width;
use super::line::absence;
use crate::domain::listing::{Column, Columns, Size};
use crate::domain::track::Presence;

/// Blank cells between columns.
const GAP: u16 = 2;
/// What a column without a width of its own has at least, and one of names.
const LEAST: u16 = 8;
const LEAST_NAME: u16 = 14;

/// Columns of one list at one width: where each stands, from the first cell behind the marks.
#[derive(Clone, Debug)]
pub struct Table<'c> {
    placed: Vec<Placed<'c>>,
    /// Cells before the first column: of the focus mark, and of the list's own marks.
    before: u16,
}

#[derive(Clone, Copy, Debug)]
struct Placed<'c> {
    column: &'c Column,
    from: u16,
    width: u16,
    /// Carries the signs of its line.
    is_main: bool,
}

/// How a line stands among the others.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stand<'t> {
    /// What the list puts before each line: who put it there, that it plays.
    pub mark: Option<(&'t str, Role)>,
    /// The cursor is on it.
    pub on_cursor: bool,
    /// Its list has the keys.
    pub active: bool,
    pub marked: bool,
    pub liked: bool,
    pub presence: Presence,
}

impl<'c> Table<'c> {
    /// None where the listener chose no columns. `marks` cells stand before them on each line.
    #[must_use]
    pub fn of(columns: &'c Columns, line: u16, marks: u16) -> Option<Self> {
        let before = 1 + marks;
        let all: Vec<&Column> = columns.iter().collect();
        (!all.is_empty()).then(|| Self { placed: place(&all, line.saturating_sub(before)), before })
    }

    /// Cells of the column with the names.
    #[must_use]
    pub fn names(&self) -> u16 {
        self.placed.iter().find(|placed| placed.is_main).map_or(0, |placed| placed.width)
    }

    /// Draws one line; `value` is asked for each field.
    pub fn draw(&self, place: Rect, stand: Stand<'_>, value: &dyn Fn(&str) -> String, canvas: &mut Canvas<'_>) {
        let focused = canvas.ground(place, stand.on_cursor, stand.active, stand.marked);
        if let Some((mark, role)) = stand.mark {
            let marks = after(place, 1);
            canvas.put(Rect { width: marks.width.min(self.before - 1), ..marks }, mark, role);
        }
        let line = after(place, self.before);
        for placed in &self.placed {
            let mut at = after(line, placed.from);
            at.width = at.width.min(placed.width);
            let words = placed.column.words(value);
            if placed.is_main {
                main(at, &words, stand, canvas);
                continue;
            }
            let role = if placed.column.names("artist") { Role::Text } else { Role::Reason }.strong_if(focused);
            if placed.column.is_number() && width(&words) <= usize::from(at.width) {
                canvas.put_right(at, &words, role);
            } else {
                canvas.put(at, &words, role);
            }
        }
    }
}

/// The name with what must not be missed: that it is not here, that it is liked.
fn main(mut at: Rect, words: &str, stand: Stand<'_>, canvas: &mut Canvas<'_>) {
    let absent = absence(stand.presence);
    if !absent.is_empty() {
        let used = canvas.put(at, absent, Role::Warning);
        at = after(at, used + 1);
    }
    let room = at.width.saturating_sub(if stand.liked { 2 } else { 0 });
    let strong = Role::Text.strong_if(stand.on_cursor);
    let used = canvas.put(Rect { width: room, ..at }, words, strong);
    if stand.liked {
        canvas.put(after(at, used + 1), canvas.glyphs.liked, Role::Accent);
    }
}

/// Places as many columns as have room, the last ones going first and a name last of all.
fn place<'c>(all: &[&'c Column], room: u16) -> Vec<Placed<'c>> {
    let main = all.iter().position(|column| column.is_name()).unwrap_or(0);
    let mut kept: Vec<usize> = (0..all.len()).collect();
    let needs = |kept: &[usize]| {
        let gaps = GAP * cells(kept.len().saturating_sub(1));
        let each = |place: &usize| all.get(*place).map_or(0, |column| least(column, *place == main, room));
        kept.iter().map(each).fold(gaps, u16::saturating_add)
    };
    while kept.len() > 1 && needs(&kept) > room {
        let last = kept.iter().rposition(|place| *place != main);
        match last {
            Some(last) => drop(kept.remove(last)),
            None => break,
        }
    }
    let mut spare = room.saturating_sub(needs(&kept));
    let share = |column: &Column| if let Size::Share(weight) = column.size { weight } else { 0 };
    let mut weights: u16 = kept.iter().filter_map(|place| all.get(*place)).map(|column| share(column)).sum();
    let mut from = 0;
    let mut placed = Vec::with_capacity(kept.len());
    for index in kept {
        let Some(column) = all.get(index) else { continue };
        let weight = share(column);
        let more = match weights {
            0 => 0,
            weights => u16::try_from(u32::from(spare) * u32::from(weight) / u32::from(weights)).unwrap_or(0),
        };
        weights -= weight;
        spare -= more;
        let width = least(column, index == main, room).saturating_add(more).min(room.saturating_sub(from));
        placed.push(Placed { column, from, width, is_main: index == main });
        from = from.saturating_add(width + GAP).min(room);
    }
    placed
}

/// Cells below which the column is not worth showing.
fn least(column: &Column, is_main: bool, room: u16) -> u16 {
    match column.size {
        Size::Cells(cells) => cells,
        Size::Percent(percent) => u16::try_from(u32::from(room) * u32::from(percent) / 100).unwrap_or(room).max(1),
        Size::Share(_) if is_main => LEAST_NAME,
        Size::Share(_) => LEAST,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::listing::Listing;

    fn places(text: &str, line: u16) -> Vec<(String, u16, u16)> {
        let columns = Columns::parse(Listing::Tracks, text).unwrap();
        let table = Table::of(&columns, line, 0).unwrap();
        table.placed.iter().map(|at| (at.column.said().to_owned(), at.from, at.width)).collect()
    }

    #[test]
    fn what_is_left_is_shared_and_what_has_no_room_goes_from_the_end() {
        let said = "number | title | artist | album 20 | length";
        let at = |width| places(said, width).into_iter().map(|(_, from, width)| (from, width)).collect::<Vec<_>>();
        assert_eq!(at(79), [(0, 3), (5, 24), (31, 16), (49, 20), (71, 7)]);
        assert_eq!(at(40), [(0, 3), (5, 19), (26, 13)]);
        assert_eq!(at(24), [(0, 3), (5, 18)]);
        assert_eq!(at(12), [(0, 11)], "the name alone");
    }

    #[test]
    fn the_name_stays_wherever_it_stands() {
        let at = places("listens | length | year | title", 18);
        assert_eq!(at.last().map(|(said, ..)| said.as_str()), Some("title"));
        assert!(Table::of(&Columns::default(), 80, 0).is_none());
    }

    proptest! {
        #[test]
        fn columns_stand_beside_each_other_within_the_line(
            picks in prop::collection::vec((0usize..11, 0usize..4), 1..8), line in 0u16..240,
        ) {
            let fields = Listing::Tracks.fields();
            let widths = ["", " 20%", " 9", " 60%"];
            let said: Vec<String> =
                picks.iter().map(|(field, width)| format!("{}{}", fields[*field].0, widths[*width])).collect();
            let columns = Columns::parse(Listing::Tracks, &said.join("|")).unwrap();
            let table = Table::of(&columns, line, 2).unwrap();
            let room = line.saturating_sub(3);
            let mut end = 0;
            for at in &table.placed {
                prop_assert!(at.from >= end && at.from + at.width <= room, "{:?} of {}", at, room);
                end = at.from + at.width;
            }
            prop_assert_eq!(table.placed.iter().filter(|at| at.is_main).count(), 1);
        }
    }
}
