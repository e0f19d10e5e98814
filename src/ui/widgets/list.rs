//! A cursor over rows. It stays on its row by identity when rows come, go and change places.

use std::collections::HashSet;
use std::hash::Hash;
use std::ops::Range;

use ratatui::layout::{Position, Rect};

use super::super::keymap::Action;
use super::scroll::GaveWay;

/// Rows as a list shows them. Headings and blanks have no key and are passed over.
pub trait Rows {
    type Key: Eq + Hash + Clone;

    fn len(&self) -> usize;

    fn key(&self, row: usize) -> Option<Self::Key>;

    /// Whether a section or group begins here; the cursor goes to it, or to the first row
    /// behind it that has a key.
    fn begins_group(&self, _row: usize) -> bool {
        false
    }

    /// Whether the row is one of the things that are listed, not the way to a new one.
    fn can_be_marked(&self, row: usize) -> bool {
        row < self.len()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Plain rows that all can be selected.
pub struct Plain<'r, T, K>(pub &'r [T], pub fn(&T) -> K);

impl<T, K: Eq + Hash + Clone> Rows for Plain<'_, T, K> {
    type Key = K;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn key(&self, row: usize) -> Option<K> {
        self.0.get(row).map(self.1)
    }
}

/// Rows that stay between the cursor and the edge while there are more beyond.
const MARGIN: usize = 2;

#[derive(Clone, Debug)]
pub struct ListCursor<K> {
    key: Option<K>,
    row: usize,
    top: usize,
    drawn: Rect,
    gave_way: GaveWay,
    /// The mouse chose the row: no margin moves the rows away under it, until a key does.
    under_mouse: bool,
    marks: HashSet<K>,
    /// The mark that a range begins at.
    anchor: Option<K>,
}

impl<K> Default for ListCursor<K> {
    fn default() -> Self {
        Self {
            key: None,
            row: 0,
            top: 0,
            drawn: Rect::ZERO,
            gave_way: GaveWay::default(),
            under_mouse: false,
            marks: HashSet::new(),
            anchor: None,
        }
    }
}

impl<K: Eq + Hash + Clone> ListCursor<K> {
    /// The row under the cursor, if there is one that can be selected.
    #[must_use]
    pub fn row(&self) -> Option<usize> {
        self.key.is_some().then_some(self.row)
    }

    #[must_use]
    pub const fn key(&self) -> Option<&K> {
        self.key.as_ref()
    }

    /// Rows that were visible in the last frame.
    #[must_use]
    pub fn visible(&self) -> Range<usize> {
        self.top..self.top + usize::from(self.drawn.height)
    }

    /// For lists that are not drawn row by row in one area: how many rows a page has.
    pub fn set_page(&mut self, rows: u16) {
        self.drawn = Rect { height: rows, ..Rect::ZERO };
    }

    /// Where the list was drawn last.
    #[must_use]
    pub const fn drawn(&self) -> Rect {
        self.drawn
    }

    /// Finds its item again after the rows changed; if that is gone, the nearest row.
    pub fn settle<R: Rows<Key = K> + ?Sized>(&mut self, rows: &R) {
        if self.key.is_some() && rows.key(self.row) == self.key {
            return;
        }
        let found = self.key.as_ref().and_then(|key| (0..rows.len()).find(|&row| rows.key(row).as_ref() == Some(key)));
        match found {
            Some(row) => {
                // Keep it on the same line of the screen.
                self.top = (self.top + row).saturating_sub(self.row);
                self.row = row;
            }
            None => self.stand_near(rows, self.row),
        }
    }

    fn stand_near<R: Rows<Key = K> + ?Sized>(&mut self, rows: &R, row: usize) {
        let row = row.min(rows.len().saturating_sub(1));
        let ahead = (row..rows.len()).find(|&row| rows.key(row).is_some());
        let found = ahead.or_else(|| (0..row).rev().find(|&row| rows.key(row).is_some()));
        self.row = found.unwrap_or(0);
        self.key = found.and_then(|row| rows.key(row));
    }

    /// Goes to the row with this key, if there is one.
    pub fn go_to<R: Rows<Key = K> + ?Sized>(&mut self, rows: &R, key: &K) -> bool {
        match (0..rows.len()).find(|&row| rows.key(row).as_ref() == Some(key)) {
            Some(row) => {
                self.row = row;
                self.key = Some(key.clone());
                true
            }
            None => false,
        }
    }

    /// Remembers an item whose row has not come yet.
    pub fn expect(&mut self, key: K) {
        self.key = Some(key);
    }

    /// Back to the first row, for rows that answer another question.
    pub fn reset(&mut self) {
        *self = Self { drawn: self.drawn, ..Self::default() };
    }

    /// Moves, if the action is one that moves; whether it is.
    pub fn travel<R: Rows<Key = K> + ?Sized>(&mut self, action: Action, rows: &R) -> bool {
        self.settle(rows);
        self.under_mouse = false;
        let page = usize::from(self.drawn.height).max(2);
        match action {
            Action::Down => self.step(rows, 1),
            Action::Up => self.step_back(rows, 1),
            Action::HalfDown => self.step(rows, page / 2),
            Action::HalfUp => self.step_back(rows, page / 2),
            Action::PageDown => self.step(rows, page - 1),
            Action::PageUp => self.step_back(rows, page - 1),
            Action::Top => {
                self.top = 0;
                self.stand_near(rows, 0);
            }
            Action::Bottom => self.stand_near(rows, rows.len().saturating_sub(1)),
            Action::NextGroup => {
                if let Some(row) = (self.row + 1..rows.len()).find(|&row| rows.begins_group(row)) {
                    self.stand_near(rows, row);
                }
            }
            Action::PreviousGroup => {
                // From inside a group to its beginning first, from there to the one before.
                let begins = |row: usize| rows.begins_group(row);
                let first = (0..self.row).rev().find(|&row| begins(row));
                let is_first_of_it = first.is_some_and(|head| (head..self.row).all(|row| rows.key(row).is_none()));
                let target = if is_first_of_it {
                    first.and_then(|head| (0..head).rev().find(|&row| begins(row)))
                } else {
                    first
                };
                self.stand_near(rows, target.unwrap_or(0));
            }
            _ => return false,
        }
        true
    }

    /// Marks, if the action is one that does and this row can be: this row, after which the
    /// cursor goes on to one that can be too, or all from the mark before to here. Whether it is.
    pub fn mark<R: Rows<Key = K> + ?Sized>(&mut self, action: Action, rows: &R) -> bool {
        self.settle(rows);
        let Some(key) = self.key.clone().filter(|_| rows.can_be_marked(self.row)) else { return false };
        match action {
            Action::Mark => {
                if !self.marks.remove(&key) {
                    self.marks.insert(key.clone());
                }
                self.anchor = Some(key);
                let next = (self.row + 1..rows.len()).find(|&row| rows.key(row).is_some());
                if next.is_some_and(|row| rows.can_be_marked(row)) {
                    self.step(rows, 1);
                }
            }
            Action::MarkRange => {
                let anchor = self.anchor.as_ref();
                let from =
                    anchor.and_then(|anchor| (0..rows.len()).find(|&row| rows.key(row).as_ref() == Some(anchor)));
                let from = from.unwrap_or(self.row);
                let range = (from.min(self.row)..=from.max(self.row)).filter(|&row| rows.can_be_marked(row));
                self.marks.extend(range.filter_map(|row| rows.key(row)));
                self.anchor = Some(key);
            }
            _ => return false,
        }
        true
    }

    /// Keeps of the marks only those on these, when others are gone.
    pub fn keep_marks<'k>(&mut self, there: impl Iterator<Item = &'k K>)
    where
        K: 'k,
    {
        if !self.marks.is_empty() {
            self.marks = there.filter(|key| self.marks.contains(key)).cloned().collect();
        }
    }

    /// Marks these as well.
    pub fn mark_these(&mut self, keys: impl IntoIterator<Item = K>) {
        self.marks.extend(keys);
    }

    #[must_use]
    pub fn is_marked(&self, key: Option<&K>) -> bool {
        key.is_some_and(|key| self.marks.contains(key))
    }

    /// How many are marked, on screen or not.
    #[must_use]
    pub fn marks(&self) -> usize {
        self.marks.len()
    }

    /// The marked rows, from the top.
    #[must_use]
    pub fn marked<R: Rows<Key = K> + ?Sized>(&self, rows: &R) -> Vec<usize> {
        if self.marks.is_empty() {
            return Vec::new();
        }
        (0..rows.len()).filter(|&row| self.is_marked(rows.key(row).as_ref())).collect()
    }

    /// Takes all marks away; whether there were any.
    pub fn unmark(&mut self) -> bool {
        self.anchor = None;
        !std::mem::take(&mut self.marks).is_empty()
    }

    /// Down to the `count`-th row from here, and on to one that can be selected.
    fn step<R: Rows<Key = K> + ?Sized>(&mut self, rows: &R, count: usize) {
        let from = self.row.saturating_add(count).min(rows.len().saturating_sub(1));
        let ahead = (from..rows.len()).find(|&row| rows.key(row).is_some());
        let found = ahead.or_else(|| (self.row..from).rev().find(|&row| rows.key(row).is_some()));
        if let Some(row) = found {
            self.stand_near(rows, row);
        }
    }

    fn step_back<R: Rows<Key = K> + ?Sized>(&mut self, rows: &R, count: usize) {
        let from = self.row.saturating_sub(count);
        let back = (0..=from).rev().find(|&row| rows.key(row).is_some());
        let found = back.or_else(|| (from..self.row).find(|&row| rows.key(row).is_some()));
        match found {
            Some(row) if row < self.row => self.stand_near(rows, row),
            // Already on the first one: show the headings above it too.
            _ => self.top = 0,
        }
    }

    /// Which rows to draw in `area`, with the cursor among them.
    pub fn window(&mut self, count: usize, area: Rect) -> Range<usize> {
        self.top = self.gave_way.top(self.drawn.height, area.height, self.top);
        self.drawn = area;
        let height = usize::from(area.height);
        if height == 0 {
            return 0..0;
        }
        let margin = if self.under_mouse { 0 } else { MARGIN.min((height - 1) / 2) };
        let highest = self.row.saturating_sub(margin);
        let lowest = (self.row + margin + 1).min(count).saturating_sub(height);
        self.top = self.top.clamp(lowest.min(highest), highest.max(lowest)).min(count.saturating_sub(height));
        self.top..(self.top + height).min(count)
    }

    /// The row that would be drawn at this place.
    #[must_use]
    pub fn row_at(&self, at: Position) -> Option<usize> {
        self.drawn.contains(at).then(|| self.top + usize::from(at.y - self.drawn.y))
    }

    /// Selects the row that was drawn at this place.
    pub fn click<R: Rows<Key = K> + ?Sized>(&mut self, rows: &R, at: Position) -> bool {
        let found = self.row_at(at).is_some_and(|row| self.select(rows, row));
        self.under_mouse |= found;
        found
    }

    /// Selects this very row, if that can be.
    pub fn select<R: Rows<Key = K> + ?Sized>(&mut self, rows: &R, row: usize) -> bool {
        let Some(key) = rows.key(row) else { return false };
        self.row = row;
        self.key = Some(key);
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Capital letters are headings.
    struct Letters(&'static str);

    impl Rows for Letters {
        type Key = char;

        fn len(&self) -> usize {
            self.0.len()
        }

        fn key(&self, row: usize) -> Option<char> {
            self.0.chars().nth(row).filter(|c| c.is_lowercase())
        }

        fn begins_group(&self, row: usize) -> bool {
            self.0.chars().nth(row).is_some_and(char::is_uppercase)
        }
    }

    fn on(rows: &Letters, actions: &[Action]) -> char {
        let mut cursor = ListCursor::default();
        cursor.settle(rows);
        cursor.window(rows.len(), Rect::new(0, 0, 10, 4));
        for &action in actions {
            assert!(cursor.travel(action, rows));
        }
        *cursor.key().unwrap()
    }

    #[test]
    fn headings_are_passed_over() {
        let rows = Letters("AabBcdCe");
        assert_eq!(on(&rows, &[]), 'a');
        assert_eq!(on(&rows, &[Action::Down, Action::Down]), 'c');
        assert_eq!(on(&rows, &[Action::Bottom, Action::Up]), 'd');
        assert_eq!(on(&rows, &[Action::NextGroup]), 'c');
        assert_eq!(on(&rows, &[Action::Bottom, Action::PreviousGroup]), 'c');
        assert_eq!(on(&rows, &[Action::Down, Action::PreviousGroup]), 'a');
        assert_eq!(on(&rows, &[Action::Bottom, Action::Down]), 'e');
        assert_eq!(on(&rows, &[Action::Up]), 'a');
    }

    #[test]
    fn the_cursor_stays_on_its_item() {
        let mut cursor = ListCursor::default();
        cursor.settle(&Letters("abcdef"));
        cursor.travel(Action::Down, &Letters("abcdef"));
        cursor.travel(Action::Down, &Letters("abcdef"));
        assert_eq!(cursor.key(), Some(&'c'));
        cursor.settle(&Letters("xyabcdef"));
        assert_eq!((cursor.key(), cursor.row()), (Some(&'c'), Some(4)));
        cursor.settle(&Letters("xyabdef"));
        assert_eq!(cursor.key(), Some(&'d'), "when the item goes, the one in its place");
        cursor.settle(&Letters(""));
        assert_eq!(cursor.row(), None);
    }

    #[test]
    fn marks_are_set_taken_away_and_drawn_out() {
        let rows = Letters("AabcBdefg");
        let mut cursor = ListCursor::default();
        cursor.settle(&rows);
        assert!(cursor.mark(Action::Mark, &rows) && !cursor.mark(Action::Down, &rows));
        assert_eq!((cursor.key(), cursor.marked(&rows)), (Some(&'b'), vec![1]), "the cursor goes on");
        cursor.travel(Action::Down, &rows);
        cursor.travel(Action::Down, &rows);
        cursor.mark(Action::MarkRange, &rows);
        assert_eq!(cursor.marked(&rows), [1, 2, 3, 5], "headings have nothing to mark");
        cursor.mark(Action::Mark, &rows);
        assert_eq!(cursor.marks(), 3);
        assert!(cursor.unmark() && !cursor.unmark());
    }

    #[test]
    fn rows_stay_under_the_mouse_until_a_key_moves_the_cursor() {
        let items: Vec<usize> = (0..50).collect();
        let rows = Plain(&items, |item: &usize| *item);
        let (mut cursor, area) = (ListCursor::default(), Rect::new(0, 3, 10, 8));
        cursor.settle(&rows);
        cursor.window(50, area);
        assert!(cursor.click(&rows, Position { x: 2, y: 10 }));
        assert_eq!((cursor.row(), cursor.window(50, area)), (Some(7), 0..8));
        cursor.select(&rows, 8);
        assert_eq!(cursor.window(50, area), 1..9, "it is taken along one row");
        cursor.travel(Action::Down, &rows);
        assert_eq!(cursor.window(50, area), 4..12);
    }

    #[test]
    fn marks_on_rows_that_are_gone_go_with_them() {
        let rows = Letters("abcd");
        let mut cursor = ListCursor::default();
        cursor.mark_these("bd".chars());
        cursor.settle(&rows);
        cursor.keep_marks(['a', 'b', 'c'].iter());
        assert_eq!((cursor.marks(), cursor.marked(&rows)), (1, vec![1]));
    }

    proptest! {
        #[test]
        fn the_cursor_is_always_in_sight(
            len in 0usize..300,
            height in 0u16..30,
            actions in proptest::collection::vec(0usize..10, 0..30),
        ) {
            const MOVES: [Action; 10] = [
                Action::Down, Action::Up, Action::Top, Action::Bottom, Action::HalfDown,
                Action::HalfUp, Action::PageDown, Action::PageUp, Action::NextGroup, Action::PreviousGroup,
            ];
            let items: Vec<usize> = (0..len).collect();
            let rows = Plain(&items, |item: &usize| *item);
            let mut cursor = ListCursor::default();
            let area = Rect::new(0, 0, 10, height);
            for index in actions {
                cursor.travel(MOVES[index], &rows);
                let window = cursor.window(len, area);
                prop_assert!(window.len() <= usize::from(height) && window.end <= len);
                if let Some(row) = cursor.row().filter(|_| height > 0) {
                    prop_assert!(window.contains(&row));
                }
            }
        }
    }
}
