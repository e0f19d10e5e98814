//! Lines on their way: keys and the mouse move them on screen at once, and where they come to
//! rest is written down as one change.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use ratatui::layout::Position;

use super::PlaylistsPage;
use super::lines::entries;
use crate::domain::ids::PlaylistId;
use crate::domain::playlist::{PlaylistEdit, shift, together};
use crate::player::protocol::Command;
use crate::ui::page::{Effect, Outcome};

/// Keys that follow each other within this long move the same lines on: longer than a keyboard
/// waits before it repeats.
const REST: Duration = Duration::from_millis(600);

/// How fast rows pass the mouse that waits at an edge.
const EDGE: Duration = Duration::from_millis(60);

/// Lines that stand elsewhere than the player knows.
#[derive(Clone, Debug)]
pub(super) struct Carried {
    list: PlaylistId,
    /// In their order.
    lines: Vec<i64>,
    /// Where they stood together; none where they stood apart.
    stood: Option<usize>,
    /// They still do.
    apart: bool,
    /// Where the first of them stands.
    to: usize,
    /// When they came to rest, unless they move on.
    pub(super) due: Instant,
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

impl Carried {
    fn edit(&self) -> PlaylistEdit {
        let (id, to) = (self.list, u32::try_from(self.to).unwrap_or(u32::MAX));
        match self.lines.as_slice() {
            [entry] => PlaylistEdit::Move { id, entry: *entry, to },
            lines => PlaylistEdit::MoveTogether { id, entries: lines.to_vec(), to },
        }
    }
}

impl PlaylistsPage {
    /// When the lines on their way are to be written down.
    pub(super) fn carried_until(&self) -> Option<Instant> {
        let moving = self.carried.as_ref().filter(|carried| carried.state == State::Moving && !self.dragging);
        moving.map(|carried| carried.due)
    }

    /// Writes down where the lines came to rest.
    pub(super) fn put_lines_down(&mut self) -> Vec<Effect> {
        let Some(carried) = self.carried.as_mut().filter(|carried| carried.state == State::Moving) else {
            return Vec::new();
        };
        if carried.apart || carried.stood == Some(carried.to) {
            self.carried = None;
            return Vec::new();
        }
        carried.state = State::Told;
        vec![Effect::Send(Command::EditPlaylist(carried.edit()))]
    }

    pub(super) fn carried_is_known(&mut self) {
        if let Some(carried) = self.carried.as_mut().filter(|carried| carried.state == State::Told) {
            carried.state = State::Known;
        }
    }

    /// Rows came that may not know yet of the lines on their way.
    pub(super) fn carry_again(&mut self) {
        let of = self.lines.of().copied();
        if self.carried.as_ref().is_some_and(|carried| carried.state == State::Known || Some(carried.list) != of) {
            self.carried = None;
        }
        let (Some(carried), Some(rows)) = (&self.carried, self.lines.whole_mut()) else { return };
        let lines: HashSet<i64> = carried.lines.iter().copied().collect();
        together(rows, |line| lines.contains(&line.entry), carried.to);
    }

    /// One place up or down.
    pub(super) fn carry_by(&mut self, down: bool, now: Instant) -> Outcome {
        if let Some(outcome) = self.pick_up(now) {
            return outcome;
        }
        let Some(carried) = &self.carried else { return Outcome::Ignored };
        let to = match down {
            // Those that stand apart come together below the last of them first.
            true if carried.apart => self.last_of(carried) + 2 - carried.lines.len(),
            true => carried.to + 1,
            false => carried.to.saturating_sub(1),
        };
        self.carry_to(to, now)
    }

    /// The mouse takes the line under the cursor along, and waits at an edge for more rows.
    pub(super) fn drag_line(&mut self, to: Position, now: Instant) -> Outcome {
        let drawn = self.line.drawn();
        let down = to.y >= drawn.bottom();
        self.dragging = true;
        self.edge = (down || to.y < drawn.y).then_some((down, now + EDGE));
        let y = to.y.clamp(drawn.y, drawn.bottom().saturating_sub(1));
        match self.line.row_at(Position { x: drawn.x, y }) {
            Some(row) => self.carry_onto(row, now),
            None => Outcome::Ignored,
        }
    }

    /// The mouse waits at an edge: another row comes into sight.
    pub(super) fn drag_on(&mut self, now: Instant) {
        let (Some((down, _)), Some(row)) = (self.edge, self.line.row()) else { return };
        self.edge = Some((down, now + EDGE));
        self.carry_onto(if down { row + 1 } else { row.saturating_sub(1) }, now);
    }

    /// The line under the cursor, with those marked beside it, to the row `row`.
    fn carry_onto(&mut self, row: usize, now: Instant) -> Outcome {
        if let Some(outcome) = self.pick_up(now) {
            return outcome;
        }
        let Some((carried, here)) = self.carried.as_ref().zip(self.line.key()) else { return Outcome::Ignored };
        let before = carried.lines.iter().position(|line| line == here).unwrap_or(0);
        self.carry_to(row.saturating_sub(before), now)
    }

    fn last_of(&self, carried: &Carried) -> usize {
        let last = carried.lines.last();
        self.lines.rows().iter().rposition(|line| Some(&line.entry) == last).unwrap_or(carried.to)
    }

    /// Takes up what is marked, or the line under the cursor, unless it is on its way already.
    /// What to say where nothing can be moved.
    fn pick_up(&mut self, now: Instant) -> Option<Outcome> {
        if self.lines.is_narrowed() {
            return Some(Outcome::tell("Lines are moved in the whole list: Esc shows it"));
        }
        if self.carried.as_ref().is_some_and(|carried| carried.state == State::Moving) {
            return None;
        }
        let (Some(list), Some((row, line))) = (self.card().map(|card| card.id), self.here()) else {
            return Some(Outcome::Ignored);
        };
        let (mut places, mut lines) = (vec![row], vec![line.entry]);
        if self.line.marks() > 0 {
            places = self.line.marked(&entries(self.lines.rows()));
            lines = self.marked_entries();
        }
        let (from, last) = (*places.first()?, *places.last()?);
        let apart = last - from + 1 != places.len();
        let stood = (!apart).then_some(from);
        self.carried = Some(Carried { list, lines, stood, apart, to: from, due: now + REST, state: State::Moving });
        None
    }

    fn carry_to(&mut self, to: usize, now: Instant) -> Outcome {
        let (Some(carried), Some(rows)) = (self.carried.as_mut(), self.lines.whole_mut()) else {
            return Outcome::Ignored;
        };
        let to = to.min(rows.len().saturating_sub(carried.lines.len()));
        carried.due = now + REST;
        if !carried.apart && to == carried.to {
            return Outcome::tell("It is at the end already");
        }
        if carried.apart {
            let lines: HashSet<i64> = carried.lines.iter().copied().collect();
            together(rows, |line| lines.contains(&line.entry), to);
            carried.apart = false;
        } else {
            shift(rows, carried.to, carried.lines.len(), to);
        }
        carried.to = to;
        let here = self.line.key().copied();
        let before = here.and_then(|here| carried.lines.iter().position(|line| *line == here));
        if let Some(before) = before {
            self.line.select(&entries(self.lines.rows()), to + before);
        }
        Outcome::done()
    }
}
