//! The lines of the queue: with their headings on the Queue page, only what comes on the page of
//! what plays. What keys do to a line is the same on both.

mod carrying;
mod drawing;
mod rows;
mod shown;

use std::sync::Arc;

use ratatui::layout::Position;

use self::rows::{QueueRows, Row};
use self::shown::{Narrowed, Shown};
use super::super::keymap::Action;
use super::super::page::{Effect, Outcome, Subject, View};
use super::super::verbs;
use super::carry::Carry;
use super::filtered::Kept;
use super::list::{ListCursor, Rows};
use crate::domain::listen::{Source, SourceKind};
use crate::domain::queue::{EntryId, Part};
use crate::player::protocol::{Command, QueueLine};

pub use self::rows::Shape;

/// What plays is not moved or taken out.
const PLAYS: &str = "It plays already; {next} goes on";

/// The queue's lines and the cursor among them.
pub struct QueueLines {
    shape: Shape,
    cursor: ListCursor<EntryId>,
    shown: Shown,
    carry: Carry<Part, EntryId>,
}

impl QueueLines {
    #[must_use]
    pub fn new(shape: Shape) -> Self {
        Self { shape, cursor: ListCursor::default(), shown: Shown::default(), carry: Carry::default() }
    }

    /// Keeps the cursor on its line, and what is shown on the queue as it is; once before each frame.
    pub fn settle(&mut self, view: &View<'_>) {
        let queue = &view.snapshot.queue;
        if let Some(old) = self.shown.narrowed.take_if(|narrowed| !Arc::ptr_eq(&narrowed.of, queue)) {
            self.shown.narrowed = Some(Narrowed::new(&old.words, old.kept, queue));
        }
        self.carry_again(queue);
        self.cursor.settle(&QueueRows { queue: self.shown.queue(view), shape: self.shape });
    }

    fn rows<'v>(&'v self, view: &View<'v>) -> QueueRows<'v> {
        QueueRows { queue: self.shown.queue(view), shape: self.shape }
    }

    /// Whether there is nothing to show, filtered or not.
    #[must_use]
    pub fn is_empty(&self, view: &View<'_>) -> bool {
        QueueRows { queue: &view.snapshot.queue, shape: self.shape }.is_empty()
    }

    /// Moves, plays from a line, or changes it.
    pub fn handle(&mut self, action: Action, view: &View<'_>) -> Outcome {
        let rows = QueueRows { queue: self.shown.queue(view), shape: self.shape };
        let moved = self.cursor.travel(action, &rows) || self.cursor.mark(action, &rows);
        if action == Action::ToPlaying
            && let Some(line) = rows.current()
        {
            self.cursor.go_to(&rows, &line.entry);
        }
        if moved {
            return Outcome::done();
        }
        match action {
            Action::Enter => match self.here(view) {
                Some(Row::Playing(line) | Row::Line(_, _, line)) => {
                    Outcome::send(Command::JumpTo { entry: line.entry })
                }
                _ => Outcome::Ignored,
            },
            Action::ToPlaying if self.shape == Shape::Whole => Outcome::done(),
            _ => self.change(action, view),
        }
    }

    fn here<'v>(&'v self, view: &View<'v>) -> Option<Row<'v>> {
        self.rows(view).row(self.cursor.row()?)
    }

    /// Marked lines that wait, or the one under the cursor.
    fn chosen(&self, line: &QueueLine, view: &View<'_>) -> Vec<EntryId> {
        let rows = self.rows(view);
        let marked = self.cursor.marked(&rows).into_iter();
        let waiting = marked.filter_map(|row| match rows.row(row)? {
            Row::Line(_, _, line) => Some(line.entry),
            Row::Playing(_) | Row::Head(_) => None,
        });
        let waiting: Vec<_> = waiting.collect();
        if waiting.is_empty() { vec![line.entry] } else { waiting }
    }

    fn change(&mut self, action: Action, view: &View<'_>) -> Outcome {
        if let Action::MoveDown | Action::MoveUp = action {
            return self.carry_by(action == Action::MoveDown, view);
        }
        match (action, self.here(view)) {
            (Action::Sort, Some(row)) => self.sort(row, view),
            (Action::TakeOut, Some(Row::Playing(_))) => Outcome::teach(PLAYS),
            (Action::TakeOut, Some(Row::Line(_, _, line))) => {
                Outcome::send(Command::RemoveFromQueue { entries: self.chosen(line, view) })
            }
            (Action::Clear, Some(Row::Line(part, ..))) => Outcome::send(Command::ClearQueue { part }),
            _ => Outcome::Ignored,
        }
    }

    /// The panel of orders that the part under the cursor can be put into; from what plays, the
    /// list that it may be of.
    fn sort(&self, row: Row<'_>, view: &View<'_>) -> Outcome {
        let queue = &view.snapshot.queue;
        let part = match row {
            Row::Line(part, ..) | Row::Head(part) => part,
            Row::Playing(_) if !queue.list.is_empty() || queue.added.is_empty() => Part::List,
            Row::Playing(_) => Part::Added,
        };
        let what = match (part, queue.list_name.as_deref()) {
            (Part::Added, _) => "what you added".to_owned(),
            (Part::List, Some(list)) => format!("what is left of {list}"),
            (Part::List, None) => "what is left of the list".to_owned(),
            (Part::Ear, _) => "what comes by ear".to_owned(),
        };
        let sort = |by| Effect::Send(Command::SortQueue { part, by });
        let panel = verbs::sort_once(format!("Put {what} in order, once"), sort, self.shape == Shape::Whole);
        Outcome::effect(panel)
    }

    #[must_use]
    pub fn subject(&self, view: &View<'_>) -> Option<Subject> {
        self.here(view).and_then(subject)
    }

    #[must_use]
    pub fn marked(&self, view: &View<'_>) -> Vec<Subject> {
        let rows = self.rows(view);
        self.cursor.marked(&rows).into_iter().filter_map(|row| subject(rows.row(row)?)).collect()
    }

    #[must_use]
    pub fn marks(&self) -> usize {
        self.cursor.marks()
    }

    pub fn unmark(&mut self) -> bool {
        self.cursor.unmark()
    }

    /// Shows only the lines that hold these words; tells how many of how many.
    pub fn narrow(&mut self, words: &str, view: &View<'_>) -> (usize, usize) {
        let kept = self.shown.narrowed.take().and_then(|narrowed| narrowed.kept);
        self.filter(words, kept, view)
    }

    /// Shows only the lines that facets chose; tells how many of how many.
    pub fn keep(&mut self, kept: Option<Kept>, view: &View<'_>) -> (usize, usize) {
        let words = self.shown.narrowed.take().map(|narrowed| narrowed.words).unwrap_or_default();
        self.filter(&words, kept, view)
    }

    fn filter(&mut self, words: &str, kept: Option<Kept>, view: &View<'_>) -> (usize, usize) {
        let is_there = !words.trim().is_empty() || kept.is_some();
        self.shown.narrowed = is_there.then(|| Narrowed::new(words, kept, &view.snapshot.queue));
        let lines = |rows: &QueueRows<'_>| rows.queue.len() + usize::from(rows.current().is_some());
        let all = QueueRows { queue: &view.snapshot.queue, shape: self.shape };
        (lines(&self.rows(view)), lines(&all))
    }

    #[must_use]
    pub fn promise(&self, view: &View<'_>) -> String {
        match self.here(view) {
            Some(Row::Line(_, _, line)) => format!("{} jumps to {}", view.key(Action::Enter), line.card.title),
            Some(Row::Playing(_)) => view.words("{play} starts it again"),
            _ => String::new(),
        }
    }

    #[must_use]
    pub fn reason(&self, view: &View<'_>) -> Option<String> {
        match self.here(view)? {
            Row::Line(_, _, line) => Some(line.reason.clone()),
            _ => None,
        }
    }

    /// Whether the cursor stands on a line.
    #[must_use]
    pub fn has_line(&self, view: &View<'_>) -> bool {
        self.here(view).is_some()
    }

    pub fn click(&mut self, at: Position, view: &View<'_>) -> bool {
        self.cursor.click(&QueueRows { queue: self.shown.queue(view), shape: self.shape }, at)
    }
}

fn subject(row: Row<'_>) -> Option<Subject> {
    let (Row::Playing(line) | Row::Line(_, _, line)) = row else { return None };
    Some(Subject::of_card(&line.card, Source { kind: SourceKind::Queue, id: None, name: "Queue".into() }))
}
