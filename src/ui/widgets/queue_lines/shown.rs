//! What of the queue is shown, and how it stands: as the player has it, as a filter leaves it, or
//! with lines elsewhere that are on their way.

use std::sync::Arc;

use crate::domain::fold::search_form;
use crate::domain::query::Holder;
use crate::domain::queue::Part;
use crate::player::protocol::{QueueLine, QueueView};
use crate::ui::page::View;
use crate::ui::widgets::filtered::Kept;

#[derive(Default)]
pub(super) struct Shown {
    pub(super) narrowed: Option<Narrowed>,
    pub(super) moved: Option<Moved>,
}

impl Shown {
    pub(super) fn queue<'v>(&'v self, view: &View<'v>) -> &'v QueueView {
        match (&self.narrowed, &self.moved) {
            (Some(narrowed), _) => &narrowed.queue,
            (None, Some(moved)) => &moved.queue,
            (None, None) => &view.snapshot.queue,
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

/// The lines that a filter leaves, of one queue.
pub(super) struct Narrowed {
    pub(super) words: String,
    pub(super) kept: Option<Kept>,
    pub(super) of: Arc<QueueView>,
    queue: QueueView,
}

impl Narrowed {
    pub(super) fn new(words: &str, kept: Option<Kept>, of: &Arc<QueueView>) -> Self {
        let folded = search_form(words);
        let holds = |line: &&QueueLine| {
            if kept.as_ref().is_some_and(|kept| !kept.contains(&Holder::Line(line.origin, line.card.id.0))) {
                return false;
            }
            let text = search_form(&format!("{} {}", line.card.title, line.card.artist));
            folded.split_whitespace().all(|word| text.contains(word))
        };
        let left = |lines: &[QueueLine]| lines.iter().filter(holds).cloned().collect();
        let queue = QueueView {
            current: of.current.as_ref().filter(holds).cloned(),
            added: left(&of.added),
            list_name: of.list_name.clone(),
            list: left(&of.list),
            ear: left(&of.ear),
            length_ms: of.length_ms,
        };
        Self { words: words.to_owned(), kept, of: Arc::clone(of), queue }
    }
}
