//! Lines of a playlist on their way.

use std::time::Instant;

use ratatui::layout::Position;

use super::PlaylistsPage;
use super::lines::entries;
use crate::domain::playlist::{PlaylistEdit, PlaylistLine};
use crate::player::protocol::Command;
use crate::ui::page::{Effect, Outcome};
use crate::ui::widgets::carry::Dragged;

const fn entry(line: &PlaylistLine) -> i64 {
    line.entry
}

impl PlaylistsPage {
    /// Writes down where the lines came to rest.
    pub(super) fn put_lines_down(&mut self) -> Vec<Effect> {
        let Some(moved) = self.carry.put_down() else { return Vec::new() };
        let (id, to) = (moved.list, u32::try_from(moved.to).unwrap_or(u32::MAX));
        let edit = match moved.lines.as_slice() {
            [entry] => PlaylistEdit::Move { id, entry: *entry, to },
            _ => PlaylistEdit::MoveTogether { id, entries: moved.lines, to },
        };
        vec![Effect::Send(Command::EditPlaylist(edit))]
    }

    /// Rows came that may not know yet of the lines on their way.
    pub(super) fn carry_again(&mut self) {
        if self.carry.is_known() || self.carry.list() != self.lines.of() {
            self.carry.forget();
        }
        if let Some(rows) = self.lines.whole_mut() {
            self.carry.again(rows, entry);
        }
    }

    /// One place up or down.
    pub(super) fn carry_by(&mut self, down: bool, now: Instant) -> Outcome {
        if let Some(outcome) = self.pick_up(true, now) {
            return outcome;
        }
        if !self.lines.whole_mut().is_some_and(|rows| self.carry.by(down, rows, entry, now)) {
            return Outcome::tell("It is at the end already");
        }
        self.follow_carried();
        Outcome::done()
    }

    /// The mouse takes the line under the cursor along, and if it is marked all that are.
    pub(super) fn drag_line(&mut self, to: Position, now: Instant) -> Outcome {
        match self.carry.drag(&self.line, to, now) {
            Some(Dragged::Onto(row)) => self.carry_onto(row, now),
            Some(Dragged::Away) => {
                self.give_lines_back();
                Outcome::done()
            }
            None => Outcome::Ignored,
        }
    }

    /// The mouse waits at an edge: another row comes into sight.
    pub(super) fn drag_on(&mut self, now: Instant) {
        if let Some(row) = self.carry.drag_on(self.line.row(), now) {
            self.carry_onto(row, now);
        }
    }

    /// Shows lines that were not written down where they stood.
    pub(super) fn give_lines_back(&mut self) {
        if self.lines.whole_mut().is_some_and(|rows| self.carry.give_back(rows)) {
            self.follow_carried();
        }
    }

    fn carry_onto(&mut self, row: usize, now: Instant) -> Outcome {
        if let Some(outcome) = self.pick_up(self.line.is_marked(self.line.key()), now) {
            return outcome;
        }
        let Some((here, rows)) = self.line.key().zip(self.lines.whole_mut()) else { return Outcome::Ignored };
        if self.carry.onto(here, row, rows, entry, now) {
            self.follow_carried();
        }
        Outcome::done()
    }

    /// The cursor stays on its line.
    fn follow_carried(&mut self) {
        if let Some(place) = self.line.key().and_then(|here| self.carry.place_of(here)) {
            self.line.select(&entries(self.lines.rows()), place);
        }
    }

    /// Takes up the line under the cursor, or what is marked where that is meant, unless it is on
    /// its way already. What to say where nothing can be moved.
    fn pick_up(&mut self, with_marks: bool, now: Instant) -> Option<Outcome> {
        if self.lines.is_narrowed() {
            return Some(Outcome::teach("Lines are moved in the whole list: {cancel} shows it"));
        }
        if self.carry.moves() {
            return None;
        }
        let (Some(list), Some((row, line))) = (self.card().map(|card| card.id), self.here()) else {
            return Some(Outcome::Ignored);
        };
        let (mut places, mut lines) = (vec![row], vec![line.entry]);
        if with_marks && self.line.marks() > 0 {
            places = self.line.marked(&entries(self.lines.rows()));
            lines = self.marked_entries();
        }
        self.carry.take_up(list, places, lines, now);
        None
    }
}
