//! What of the queue is shown, and how it stands: as the player has it, as a filter leaves it, or
//! with lines elsewhere that are on their way.

use std::sync::Arc;

use super::rows::{QueueRows, Shape};
use crate::domain::query::Holder;
use crate::domain::queue::Part;
use crate::player::protocol::{QueueLine, QueueView};
use crate::ui::page::View;
use crate::ui::widgets::filtered::Filtered;

#[derive(Default)]
pub(super) struct Shown {
    pub(super) narrowed: Option<Narrowed>,
    pub(super) moved: Option<Moved>,
}

impl Shown {
    pub(super) fn rows<'v>(&'v self, shape: Shape, view: &View<'v>) -> QueueRows<'v> {
        match (&self.narrowed, &self.moved) {
            (Some(narrowed), _) => narrowed.rows(shape),
            (None, Some(moved)) => QueueRows::of(&moved.queue, shape),
            (None, None) => QueueRows::of(&view.snapshot.queue, shape),
        }
    }
}

/// A queue with lines elsewhere than the player has them.
pub(super) struct Moved {
    pub(super) of: Arc<QueueView>,
    queue: QueueView,
}

impl Moved {
    pub(super) fn new(of: &Arc<QueueView>) -> Self {
        Self { of: Arc::clone(of), queue: (**of).clone() }
    }

    pub(super) const fn lines(&mut self, part: Part) -> &mut Vec<QueueLine> {
        match part {
            Part::Added => &mut self.queue.added,
            Part::List => &mut self.queue.list,
            Part::Ear => &mut self.queue.ear,
        }
    }
}

type Lines = Filtered<QueueLine>;

/// The lines that a filter leaves, of one queue.
pub(super) struct Narrowed {
    of: Arc<QueueView>,
    current: Lines,
    added: Lines,
    list: Lines,
    ear: Lines,
}

fn none_yet() -> Lines {
    Filtered::keyed(
        |line| format!("{} {}", line.card.title, line.card.artist),
        |line| Some(Holder::Line(line.origin, line.card.id.0)),
    )
}

impl Narrowed {
    /// All of them yet.
    pub(super) fn new(of: &Arc<QueueView>) -> Self {
        let lines = none_yet;
        let mut whole = Self { of: Arc::clone(of), current: lines(), added: lines(), list: lines(), ear: lines() };
        whole.set();
        whole
    }

    /// The queue came anew; the filter stays in force.
    pub(super) fn follow(&mut self, queue: &Arc<QueueView>) {
        if !Arc::ptr_eq(&self.of, queue) {
            self.of = Arc::clone(queue);
            self.set();
        }
    }

    fn set(&mut self) {
        self.current.set(self.of.current.iter().cloned().collect());
        self.added.set(self.of.added.clone());
        self.list.set(self.of.list.clone());
        self.ear.set(self.of.ear.clone());
    }

    /// Filters all parts alike; whether anything is left out from now on.
    pub(super) fn filter(&mut self, mut by: impl FnMut(&mut Lines)) -> bool {
        [&mut self.current, &mut self.added, &mut self.list, &mut self.ear].into_iter().for_each(&mut by);
        self.current.is_narrowed()
    }

    fn rows(&self, shape: Shape) -> QueueRows<'_> {
        QueueRows { current: self.current.first(), added: &self.added, list: &self.list, ear: &self.ear, shape }
    }
}
