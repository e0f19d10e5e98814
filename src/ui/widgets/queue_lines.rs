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
use super::filtered::{Filtered, Kept};
use super::list::{ListCursor, Rows};
use crate::domain::listen::{Source, SourceKind};
use crate::domain::queue::{EntryId, Part};
use crate::player::protocol::{Command, QueueLine, QueueView};

pub use self::rows::Shape;

/// What plays is not moved or taken out.
const PLAYS: &str = "It plays already; {next} goes on";

/// The queue's lines and the cursor among them.
pub struct QueueLines {
    shape: Shape,
    cursor: ListCursor<EntryId>,
    shown: Shown,
    /// The queue that marks were last looked for in.
    known: Option<Arc<QueueView>>,
    carry: Carry<Part, EntryId>,
}

impl QueueLines {
    #[must_use]
    pub fn new(shape: Shape) -> Self {
        Self { shape, cursor: ListCursor::default(), shown: Shown::default(), known: None, carry: Carry::default() }
    }

    /// Keeps the cursor on its line, and what is shown on the queue as it is; once before each frame.
    pub fn settle(&mut self, view: &View<'_>) {
        let queue = &view.snapshot.queue;
        if self.known.as_ref().is_none_or(|known| !Arc::ptr_eq(known, queue)) {
            self.known = Some(Arc::clone(queue));
            self.cursor.keep_marks(QueueRows::of(queue, self.shape).all().map(|line| &line.entry));
            if let Some(narrowed) = &mut self.shown.narrowed {
                narrowed.follow(queue);
            }
        }
        self.carry_again(queue);
        self.cursor.settle(&self.shown.rows(self.shape, view));
    }

    fn rows<'v>(&'v self, view: &View<'v>) -> QueueRows<'v> {
        self.shown.rows(self.shape, view)
    }

    /// Whether there is nothing to show, filtered or not.
    #[must_use]
    pub fn is_empty(&self, view: &View<'_>) -> bool {
        QueueRows::of(&view.snapshot.queue, self.shape).is_empty()
    }

    /// Moves, plays from a line, or changes it.
    pub fn handle(&mut self, action: Action, view: &View<'_>) -> Outcome {
        let rows = self.shown.rows(self.shape, view);
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
                let entries = self.chosen(line, view);
                self.cursor.unmark();
                Outcome::send(Command::RemoveFromQueue { entries })
            }
            (Action::Clear, Some(Row::Line(part, ..))) => Outcome::send(Command::ClearQueue { part }),
            _ => Outcome::Ignored,
        }
    }

    /// The panel of orders that the part under the cursor can be put into; from what plays, what
    /// is left of the list that it may be of, or the next part that has lines.
    fn sort(&self, row: Row<'_>, view: &View<'_>) -> Outcome {
        let queue = &view.snapshot.queue;
        let part = match row {
            Row::Line(part, ..) | Row::Head(part) => part,
            Row::Playing(_) if !queue.list.is_empty() => Part::List,
            Row::Playing(_) if !queue.added.is_empty() => Part::Added,
            Row::Playing(_) if !queue.ear.is_empty() => Part::Ear,
            Row::Playing(_) => return Outcome::tell("Nothing comes that could be put in order"),
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
        self.filter(view, |lines| {
            lines.narrow(words);
        })
    }

    /// Shows only the lines that facets chose; tells how many of how many.
    pub fn keep(&mut self, kept: Option<Kept>, view: &View<'_>) -> (usize, usize) {
        self.filter(view, |lines| {
            lines.keep(kept.clone());
        })
    }

    fn filter(&mut self, view: &View<'_>, by: impl FnMut(&mut Filtered<QueueLine>)) -> (usize, usize) {
        let queue = &view.snapshot.queue;
        let narrowed = self.shown.narrowed.get_or_insert_with(|| Narrowed::new(queue));
        narrowed.follow(queue);
        if !narrowed.filter(by) {
            self.shown.narrowed = None;
        }
        (self.rows(view).all().count(), QueueRows::of(queue, self.shape).all().count())
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
            Row::Line(_, _, line) => Some(line.reason.as_ref().to_owned()),
            _ => None,
        }
    }

    /// Whether the cursor stands on a line.
    #[must_use]
    pub fn has_line(&self, view: &View<'_>) -> bool {
        self.here(view).is_some()
    }

    pub fn click(&mut self, at: Position, view: &View<'_>) -> bool {
        self.cursor.click(&self.shown.rows(self.shape, view), at)
    }
}

fn subject(row: Row<'_>) -> Option<Subject> {
    let (Row::Playing(line) | Row::Line(_, _, line)) = row else { return None };
    Some(Subject::of_card(&line.card, Source { kind: SourceKind::Queue, id: None, name: "Queue".into() }))
}
