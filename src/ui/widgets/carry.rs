//! Lines on their way: keys and the mouse move them on screen at once, and where they come to
//! rest is written down as one change.

use std::collections::HashSet;
use std::hash::Hash;
use std::time::{Duration, Instant};

use ratatui::layout::{Position, Rect};

use super::list::ListCursor;
use crate::domain::reorder::{apart, shift, together};

/// Keys that follow each other within this long move the same lines on: longer than a keyboard
/// waits before it repeats.
const REST: Duration = Duration::from_millis(600);

/// How fast rows pass the mouse that waits at an edge.
const EDGE: Duration = Duration::from_millis(60);

/// Lines `K` of a list `L` that stand elsewhere than the player knows, and the mouse that may
/// hold them. Places are those among all lines of the list.
#[derive(Clone, Debug)]
pub struct Carry<L, K> {
    carried: Option<Carried<L, K>>,
    mouse: Option<Mouse>,
}

#[derive(Clone, Debug)]
struct Carried<L, K> {
    list: L,
    /// In their order.
    lines: Vec<K>,
    /// Their places before they were taken up.
    stood: Vec<usize>,
    /// Where the first of them stands now; none while all stand where they stood.
    to: Option<usize>,
    /// When they came to rest, unless they move on.
    due: Instant,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Moving,
    /// The player was told, and has not answered.
    Told,
    /// It said that something changed: the next rows have it.
    Known,
}

#[derive(Clone, Copy, Debug)]
struct Mouse {
    /// It waits at an edge, the lower one or not, for the next row to come into sight.
    edge: Option<(bool, Instant)>,
}

/// What is to be written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move<L, K> {
    pub list: L,
    pub lines: Vec<K>,
    /// Where the first of them stands from now on.
    pub to: usize,
}

/// What the mouse asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dragged {
    /// To this row of the screen's list.
    Onto(usize),
    /// It left the list: whoever lets go there moves nothing.
    Away,
}

impl<L, K> Default for Carry<L, K> {
    fn default() -> Self {
        Self { carried: None, mouse: None }
    }
}

impl<L, K> Carried<L, K> {
    fn is_apart(&self) -> bool {
        let ends = self.stood.first().zip(self.stood.last());
        ends.is_some_and(|(first, last)| last - first + 1 != self.stood.len())
    }

    /// Where they stand together; none while they stand apart.
    fn at(&self) -> Option<usize> {
        self.to.or_else(|| self.stood.first().copied().filter(|_| !self.is_apart()))
    }
}

impl<L: PartialEq, K: Eq + Hash + Clone> Carry<L, K> {
    /// Whether lines are taken up and not yet written down.
    #[must_use]
    pub fn moves(&self) -> bool {
        self.carried.as_ref().is_some_and(|carried| carried.state == State::Moving)
    }

    /// Of which list lines stand elsewhere than the player knows.
    #[must_use]
    pub fn list(&self) -> Option<&L> {
        self.carried.as_ref().map(|carried| &carried.list)
    }

    /// Takes up lines of a list: their places from the top, and what they are.
    pub fn take_up(&mut self, list: L, stood: Vec<usize>, lines: Vec<K>, now: Instant) {
        self.carried = Some(Carried { list, lines, stood, to: None, due: now + REST, state: State::Moving });
    }

    /// One place up or down; those that stand apart come together first. Whether they moved.
    pub fn by<T>(&mut self, down: bool, rows: &mut Vec<T>, key: impl Fn(&T) -> K, now: Instant) -> bool {
        let Some(carried) = &self.carried else { return false };
        let to = match (carried.at(), down) {
            (Some(at), true) => at + 1,
            (Some(at), false) => at.saturating_sub(1),
            (None, true) => (carried.stood.last().copied().unwrap_or(0) + 2).saturating_sub(carried.lines.len()),
            (None, false) => carried.stood.first().copied().unwrap_or(0).saturating_sub(1),
        };
        self.to(to, rows, key, now)
    }

    /// The line `here` to the place `place`, the others around it. Whether they moved: lines that
    /// stand apart stay so until this one leaves its place.
    pub fn onto<T>(&mut self, here: &K, place: usize, rows: &mut Vec<T>, key: impl Fn(&T) -> K, now: Instant) -> bool {
        let Some(carried) = &self.carried else { return false };
        if carried.to.is_none() && self.place_of(here) == Some(place) {
            return false;
        }
        let before = carried.lines.iter().position(|line| line == here).unwrap_or(0);
        self.to(place.saturating_sub(before), rows, key, now)
    }

    fn to<T>(&mut self, to: usize, rows: &mut Vec<T>, key: impl Fn(&T) -> K, now: Instant) -> bool {
        let Some(carried) = &mut self.carried else { return false };
        let to = to.min(rows.len().saturating_sub(carried.lines.len()));
        carried.due = now + REST;
        match carried.at() {
            Some(at) if at == to => return false,
            Some(at) => shift(rows, at, carried.lines.len(), to),
            None => {
                let lines: HashSet<&K> = carried.lines.iter().collect();
                together(rows, |row| lines.contains(&key(row)), to);
            }
        }
        carried.to = Some(to);
        true
    }

    /// Where a line stands that is on its way.
    #[must_use]
    pub fn place_of(&self, line: &K) -> Option<usize> {
        let carried = self.carried.as_ref()?;
        let place = carried.lines.iter().position(|other| other == line)?;
        Some(match carried.to {
            Some(to) => to + place,
            None => *carried.stood.get(place)?,
        })
    }

    /// The mouse holds a line of a list drawn here. One row beyond an edge it waits for more
    /// rows; farther off it has left the list.
    pub fn drag(&mut self, cursor: &ListCursor<K>, to: Position, now: Instant) -> Option<Dragged> {
        let drawn = cursor.drawn();
        let begins = self.mouse.is_none();
        let beyond = Rect { y: drawn.y.saturating_sub(1), height: drawn.height.saturating_add(2), ..drawn };
        // In a terminal that shrank meanwhile there may be no rows to go to.
        if drawn.is_empty() || !beyond.contains(to) {
            self.mouse = Some(Mouse { edge: None });
            return Some(Dragged::Away);
        }
        // What it held may have been played meanwhile, or could not be taken up.
        if !begins && !self.moves() {
            self.mouse = Some(Mouse { edge: None });
            return None;
        }
        let down = to.y >= drawn.bottom();
        self.mouse = Some(Mouse { edge: (down || to.y < drawn.y).then_some((down, now + EDGE)) });
        let y = to.y.clamp(drawn.y, drawn.bottom().saturating_sub(1));
        cursor.row_at(Position { y, ..to }).map(Dragged::Onto)
    }

    /// The row that comes into sight because the mouse waits at an edge, when it is time.
    pub fn drag_on(&mut self, row: Option<usize>, now: Instant) -> Option<usize> {
        let edge = self.mouse.as_mut()?.edge.as_mut().filter(|(_, due)| *due <= now)?;
        edge.1 = now + EDGE;
        row.map(|row| if edge.0 { row + 1 } else { row.saturating_sub(1) })
    }

    /// Shows the lines where they stood; they stay taken up while the mouse holds them. Whether
    /// there were any on their way.
    pub fn give_back<T>(&mut self, rows: &mut Vec<T>) -> bool {
        let Some(carried) = self.carried.as_mut().filter(|carried| carried.state == State::Moving) else {
            return false;
        };
        if let Some(to) = carried.to.take() {
            apart(rows, to, &carried.stood);
        }
        true
    }

    /// The mouse lets go, or something else is to be done: where lines came to rest, when that is
    /// elsewhere than they stood.
    pub fn put_down(&mut self) -> Option<Move<L, K>>
    where
        L: Clone,
    {
        self.mouse = None;
        let carried = self.carried.as_mut().filter(|carried| carried.state == State::Moving)?;
        let Some(to) = carried.to.filter(|to| carried.is_apart() || carried.stood.first() != Some(to)) else {
            self.carried = None;
            return None;
        };
        carried.state = State::Told;
        Some(Move { list: carried.list.clone(), lines: carried.lines.clone(), to })
    }

    /// Whether the mouse holds lines now.
    #[must_use]
    pub const fn is_held(&self) -> bool {
        self.mouse.is_some()
    }

    /// When there is something to do: a row comes into sight at an edge, or lines came to rest.
    #[must_use]
    pub fn wake_at(&self) -> Option<Instant> {
        match self.mouse {
            Some(mouse) => mouse.edge.map(|(_, due)| due),
            None => self.carried.as_ref().filter(|_| self.moves()).map(|carried| carried.due),
        }
    }

    /// Whether lines came to rest.
    #[must_use]
    pub fn is_due(&self, now: Instant) -> bool {
        self.mouse.is_none() && self.wake_at().is_some_and(|due| due <= now)
    }

    /// The player says that something changed.
    pub fn known(&mut self) {
        if let Some(carried) = self.carried.as_mut().filter(|carried| carried.state == State::Told) {
            carried.state = State::Known;
        }
    }

    /// The player knows where the lines stand: its rows are shown again.
    pub fn forget(&mut self) {
        self.carried = None;
    }

    /// Whether the next rows have what was written down.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.carried.as_ref().is_some_and(|carried| carried.state == State::Known)
    }

    /// Whether it was written down and not answered.
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.carried.as_ref().is_some_and(|carried| carried.state == State::Told)
    }

    /// Rows came that may not know yet of the lines on their way: moves those that are still there.
    pub fn again<T>(&mut self, rows: &mut Vec<T>, key: impl Fn(&T) -> K) {
        let Some(carried) = &mut self.carried else { return };
        let lines: HashSet<&K> = carried.lines.iter().collect();
        let there = rows.iter().map(&key).enumerate().filter(|(_, line)| lines.contains(line));
        let (stood, left): (Vec<usize>, Vec<K>) = there.unzip();
        if left.is_empty() {
            self.carried = None;
            return;
        }
        (carried.stood, carried.lines) = (stood, left);
        if let Some(to) = &mut carried.to {
            let lines: HashSet<&K> = carried.lines.iter().collect();
            *to = (*to).min(rows.len() - lines.len());
            together(rows, |row| lines.contains(&key(row)), *to);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::ticks;

    type Letters = Carry<(), char>;

    fn taken(rows: &[char], lines: &str, now: Instant) -> Letters {
        let mut carry = Letters::default();
        let stood = rows.iter().enumerate().filter(|(_, row)| lines.contains(**row)).map(|(place, _)| place).collect();
        carry.take_up((), stood, lines.chars().collect(), now);
        carry
    }

    fn moved(lines: &str, to: usize) -> Option<Move<(), char>> {
        Some(Move { list: (), lines: lines.chars().collect(), to })
    }

    #[test]
    fn steps_add_up_to_one_move_and_back_is_none() {
        let (mut rows, now): (Vec<char>, _) = ("abcdef".chars().collect(), ticks());
        let mut carry = taken(&rows, "b", now);
        for _ in 0..3 {
            assert!(carry.by(true, &mut rows, |row| *row, now));
        }
        assert_eq!((rows.iter().collect::<String>().as_str(), carry.place_of(&'b')), ("acdebf", Some(4)));
        assert!(!carry.is_due(now) && carry.is_due(now + REST));
        assert_eq!((carry.put_down(), carry.put_down()), (moved("b", 4), None));
        let mut carry = taken(&rows, "c", now);
        carry.by(true, &mut rows, |row| *row, now);
        carry.by(false, &mut rows, |row| *row, now);
        assert_eq!(carry.put_down(), None);
        let mut carry = taken(&rows, "a", now);
        assert!(!carry.by(false, &mut rows, |row| *row, now), "at the end");
    }

    #[test]
    fn lines_that_stand_apart_come_together_below_the_last_or_above_the_first() {
        let now = ticks();
        let after = |down: bool| {
            let mut rows: Vec<char> = "abcdef".chars().collect();
            taken(&rows, "bd", now).by(down, &mut rows, |row| *row, now);
            rows.into_iter().collect::<String>()
        };
        assert_eq!((after(true), after(false)), ("acebdf".into(), "bdacef".into()));
    }

    #[test]
    fn the_mouse_waits_at_an_edge_and_gives_back_beyond_it() {
        let (rows, now): (Vec<char>, _) = ("abcdef".chars().collect(), ticks());
        let mut cursor = ListCursor::<char>::default();
        cursor.settle(&super::super::list::Plain(&rows, |row: &char| *row));
        cursor.window(6, Rect::new(10, 5, 20, 3));
        let mut carry = taken(&rows, "a", now);
        let mut at = |x, y| carry.drag(&cursor, Position { x, y }, now);
        assert_eq!(at(12, 6), Some(Dragged::Onto(1)));
        assert_eq!((at(12, 3), at(9, 6), at(12, 9)), (Some(Dragged::Away), Some(Dragged::Away), Some(Dragged::Away)));
        assert_eq!(carry.wake_at(), None);
        assert_eq!(carry.drag(&cursor, Position { x: 12, y: 8 }, now), Some(Dragged::Onto(2)));
        assert_eq!((carry.wake_at(), carry.drag_on(Some(2), now)), (Some(now + EDGE), None));
        assert_eq!(carry.drag_on(Some(2), now + EDGE), Some(3), "one more row came into sight");
        assert!(carry.is_held() && carry.put_down().is_none() && !carry.is_held());
    }

    #[test]
    fn the_mouse_has_left_a_list_that_has_no_rows_on_screen() {
        let (rows, now): (Vec<char>, _) = ("abc".chars().collect(), ticks());
        let mut cursor = ListCursor::<char>::default();
        cursor.settle(&super::super::list::Plain(&rows, |row: &char| *row));
        cursor.window(3, Rect::new(10, 5, 20, 0));
        for y in 3..8 {
            let mut carry = taken(&rows, "a", now);
            assert_eq!(carry.drag(&cursor, Position { x: 12, y }, now), Some(Dragged::Away));
        }
    }

    #[test]
    fn lines_that_stand_apart_stay_so_while_the_mouse_stays_on_its_row() {
        let (mut rows, now): (Vec<char>, _) = ("abcdef".chars().collect(), ticks());
        let mut carry = taken(&rows, "bde", now);
        assert!(!carry.onto(&'d', 3, &mut rows, |row| *row, now), "a click that slipped");
        assert_eq!((rows.iter().collect::<String>().as_str(), carry.put_down()), ("abcdef", None));
        let mut carry = taken(&rows, "bde", now);
        assert!(carry.onto(&'d', 4, &mut rows, |row| *row, now) && carry.onto(&'d', 3, &mut rows, |row| *row, now));
        assert_eq!((rows.iter().collect::<String>().as_str(), carry.put_down()), ("acbdef", moved("bde", 2)));
    }

    #[test]
    fn rows_that_do_not_know_yet_are_moved_again() {
        let (mut rows, now): (Vec<char>, _) = ("abcdef".chars().collect(), ticks());
        let mut carry = taken(&rows, "bc", now);
        carry.onto(&'c', 4, &mut rows, |row| *row, now);
        assert_eq!(rows.iter().collect::<String>(), "adebcf");
        assert_eq!(carry.put_down(), moved("bc", 3));
        let mut rows: Vec<char> = "bcdef".chars().collect();
        carry.again(&mut rows, |row| *row);
        assert_eq!(rows.iter().collect::<String>(), "defbc", "one was played meanwhile");
        let mut rows: Vec<char> = "cd".chars().collect();
        carry.again(&mut rows, |row| *row);
        assert_eq!((rows.iter().collect::<String>().as_str(), carry.place_of(&'c')), ("dc", Some(1)));
        carry.known();
        assert!(carry.is_known());
        carry.again(&mut vec!['d'], |row| *row);
        assert!(carry.list().is_none(), "none of them is left");
    }

    proptest! {
        #[test]
        fn what_is_given_back_stands_as_it_stood(
            taken_up in prop::collection::vec(any::<bool>(), 1..12),
            steps in prop::collection::vec((0usize..14, any::<bool>()), 0..8),
        ) {
            let (all, now): (Vec<usize>, _) = ((0..taken_up.len()).collect(), ticks());
            let lines: Vec<usize> = all.iter().copied().filter(|line| taken_up[*line]).collect();
            prop_assume!(!lines.is_empty());
            let mut rows = all.clone();
            let mut carry: Carry<(), usize> = Carry::default();
            carry.take_up((), lines.clone(), lines.clone(), now);
            for (place, drags) in steps {
                if drags { carry.onto(&lines[0], place, &mut rows, |row| *row, now); }
                else { carry.by(place % 2 == 0, &mut rows, |row| *row, now); }
                let mut sorted = rows.clone();
                sorted.sort_unstable();
                prop_assert_eq!(&sorted, &all, "none is lost or doubled");
                for line in &lines {
                    prop_assert_eq!(carry.place_of(line), rows.iter().position(|row| row == line));
                }
            }
            prop_assert!(carry.give_back(&mut rows));
            prop_assert_eq!(rows, all);
            prop_assert_eq!(carry.put_down(), None);
        }
    }
}
