//! Lines of the queue on their way, within their part.

use std::sync::Arc;

use ratatui::layout::Position;

use super::rows::Row;
use super::shown::Moved;
use super::{PLAYS, QueueLines};
use crate::domain::queue::{EntryId, Part};
use crate::player::protocol::{Command, QueueLine, QueueView};
use crate::ui::page::{Effect, Outcome, View};
use crate::ui::widgets::carry::Dragged;

const fn entry(line: &QueueLine) -> EntryId {
    line.entry
}

impl QueueLines {
    /// The queue came anew: what was told is known now, what is still on its way stands there in
    /// the new one too.
    pub(super) fn carry_again(&mut self, queue: &Arc<QueueView>) {
        if self.shown.moved.take_if(|moved| !Arc::ptr_eq(&moved.of, queue)).is_none() {
            return;
        }
        if self.carry.is_told() {
            self.carry.forget();
        }
        let Some(part) = self.carry.list().copied() else { return };
        let mut anew = Moved::new(queue);
        self.carry.again(anew.lines(part), entry);
        self.shown.moved = Some(anew).filter(|_| self.carry.list().is_some());
    }

    /// One place up or down.
    pub(super) fn carry_by(&mut self, down: bool, view: &View<'_>) -> Outcome {
        if let Some(outcome) = self.pick_up(true, view) {
            return outcome;
        }
        let Some((part, moved)) = self.carry.list().copied().zip(self.shown.moved.as_mut()) else {
            return Outcome::Ignored;
        };
        if !self.carry.by(down, moved.lines(part), entry, view.ticks) {
            return Outcome::tell("It is at the end of its part");
        }
        self.follow_carried(view);
        Outcome::done()
    }

    /// The mouse takes the line under the cursor along, and if it is marked all that are.
    pub fn drag(&mut self, to: Position, view: &View<'_>) -> Outcome {
        match self.carry.drag(&self.cursor, to, view.ticks) {
            Some(Dragged::Onto(row)) => self.carry_onto(row, view),
            Some(Dragged::Away) => {
                self.show_as_it_stood(view);
                Outcome::done()
            }
            None => Outcome::Ignored,
        }
    }

    /// Gives back what the mouse holds; whether it held anything.
    pub fn give_back(&mut self, view: &View<'_>) -> bool {
        let held = self.carry.is_held();
        if held {
            self.show_as_it_stood(view);
            self.put_down();
        }
        held
    }

    fn show_as_it_stood(&mut self, view: &View<'_>) {
        if let Some((part, moved)) = self.carry.list().copied().zip(self.shown.moved.as_mut())
            && self.carry.give_back(moved.lines(part))
        {
            self.follow_carried(view);
        }
    }

    /// Tells the player where lines came to rest.
    pub fn put_down(&mut self) -> Vec<Effect> {
        let moved = self.carry.put_down();
        self.shown.moved.take_if(|_| self.carry.list().is_none());
        let to = |to| u32::try_from(to).unwrap_or(u32::MAX);
        let command = moved.map(|moved| Command::MoveInQueue { entries: moved.lines, to: to(moved.to) });
        command.map(Effect::Send).into_iter().collect()
    }

    #[must_use]
    pub fn wake_at(&self) -> Option<std::time::Instant> {
        self.carry.wake_at()
    }

    /// More rows come into sight for the mouse, or lines came to rest.
    pub fn wake(&mut self, view: &View<'_>) -> Vec<Effect> {
        if let Some(row) = self.carry.drag_on(self.cursor.row(), view.ticks) {
            self.carry_onto(row, view);
        }
        if self.carry.is_due(view.ticks) { self.put_down() } else { Vec::new() }
    }

    /// To a row of the screen; of rows beyond its part, to the nearest in it.
    fn carry_onto(&mut self, row: usize, view: &View<'_>) -> Outcome {
        if let Some(outcome) = self.pick_up(self.cursor.is_marked(self.cursor.key()), view) {
            return outcome;
        }
        let Some(part) = self.carry.list().copied() else { return Outcome::Ignored };
        let rows = self.rows(view);
        let place = row.saturating_sub(rows.first_of(part)).min(rows.lines(part).len().saturating_sub(1));
        if let (Some(here), Some(moved)) = (self.cursor.key(), self.shown.moved.as_mut())
            && self.carry.onto(here, place, moved.lines(part), entry, view.ticks)
        {
            self.follow_carried(view);
        }
        Outcome::done()
    }

    /// The cursor stays on its line.
    fn follow_carried(&mut self, view: &View<'_>) {
        let place = self.cursor.key().and_then(|here| self.carry.place_of(here));
        if let (Some(place), Some(part)) = (place, self.carry.list().copied()) {
            let rows = self.shown.rows(self.shape, view);
            self.cursor.select(&rows, rows.first_of(part) + place);
        }
    }

    /// Takes up the line under the cursor, or what is marked of its part where that is meant,
    /// unless it is on its way already. What to say where nothing can be moved.
    fn pick_up(&mut self, with_marks: bool, view: &View<'_>) -> Option<Outcome> {
        if self.shown.narrowed.is_some() {
            return Some(Outcome::teach("Lines are moved in the whole queue: {cancel} shows it"));
        }
        if self.carry.moves() {
            return None;
        }
        let (part, index, line) = match self.here(view) {
            Some(Row::Line(part, index, line)) => (part, index, line),
            Some(Row::Playing(_)) => return Some(Outcome::teach(PLAYS)),
            Some(Row::Head(_)) | None => return Some(Outcome::Ignored),
        };
        let marked = with_marks.then(|| self.marked_of(part, view)).filter(|(places, _)| !places.is_empty());
        let (places, lines) = marked.unwrap_or_else(|| (vec![index], vec![line.entry]));
        self.shown.moved.get_or_insert_with(|| Moved::new(&view.snapshot.queue));
        self.carry.take_up(part, places, lines, view.ticks);
        None
    }

    /// The marked lines of a part: their places in it, and what they are.
    fn marked_of(&self, part: Part, view: &View<'_>) -> (Vec<usize>, Vec<EntryId>) {
        if self.cursor.marks() == 0 {
            return Default::default();
        }
        let lines = self.rows(view).lines(part).iter().map(|line| line.entry).enumerate();
        lines.filter(|(_, line)| self.cursor.is_marked(Some(line))).unzip()
    }
}
