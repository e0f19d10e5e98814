//! All that can be undone, newest first, wherever it was made.

use std::sync::Arc;

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after};
use super::super::keymap::Action;
use super::super::page::{Effect, Hint, Outcome, Page, Slot, Stale, Subject, View, hint};
use super::super::theme::Role;
use super::super::widgets::filtered::Filtered;
use super::super::widgets::list::{ListCursor, Plain};
use super::heading;
use crate::domain::human;
use crate::domain::journal::JournalRow;
use crate::player::protocol::{Answer, Command, Question, QueueView};

const SLOT: Slot = "journal";
/// Further back than this nobody undoes one by one.
const LIMIT: u32 = 500;

pub struct JournalPage {
    rows: Filtered<JournalRow>,
    cursor: ListCursor<uuid::Uuid>,
    asked: bool,
    known: bool,
    /// The queue when it was asked last: its edits can be undone too.
    queue: Option<Arc<QueueView>>,
}

impl Default for JournalPage {
    fn default() -> Self {
        let rows = Filtered::new(|row: &JournalRow| row.what.clone());
        Self { rows, cursor: ListCursor::default(), asked: false, known: false, queue: None }
    }
}

fn key(row: &JournalRow) -> uuid::Uuid {
    row.change.0
}

impl Page for JournalPage {
    fn title(&self) -> &'static str {
        "Changes"
    }

    fn prepare(&mut self, view: &View<'_>) -> Vec<Effect> {
        self.cursor.settle(&Plain(&self.rows, key));
        let queue = &view.snapshot.queue;
        if !self.queue.as_ref().is_some_and(|known| Arc::ptr_eq(known, queue)) {
            self.queue = Some(Arc::clone(queue));
            self.asked = false;
        }
        if std::mem::replace(&mut self.asked, true) {
            return Vec::new();
        }
        vec![Effect::Ask { slot: SLOT, question: Question::Journal { limit: LIMIT } }]
    }

    fn answer(&mut self, _slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        if let Answer::Journal { rows } = answer {
            self.known = true;
            self.rows.set(rows);
        }
        Vec::new()
    }

    fn stale(&mut self, _what: Stale) {
        self.asked = false;
    }

    fn hidden(&mut self) {
        // Edits of the queue are no news to other pages: the next look asks anew.
        self.asked = false;
    }

    fn handle(&mut self, action: Action, _view: &View<'_>) -> Outcome {
        if self.cursor.travel(action, &Plain(&self.rows, key)) {
            return Outcome::done();
        }
        match action {
            Action::Enter => Outcome::send(Command::Undo),
            Action::Close => Outcome::effect(Effect::Back),
            Action::Cancel if !self.rows.is_narrowed() => Outcome::effect(Effect::Back),
            _ => Outcome::Ignored,
        }
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let area = heading::draw(area, "Changes", "newest first · they outlive a restart", canvas);
        if self.rows.is_empty() {
            let nothing = "Nothing was changed yet. What you like, hide, pin, set, queue or put in a list stands here, and {take-back} takes it back.";
            let words = match self.known {
                true if self.rows.is_narrowed() => heading::NO_HITS,
                true => nothing,
                false => "",
            };
            return heading::teach(area, &[view.words(words)], canvas);
        }
        self.cursor.settle(&Plain(&self.rows, key));
        let window = self.cursor.window(self.rows.len(), area);
        for (place, index) in area.rows().zip(window) {
            let Some(row) = self.rows.get(index) else { continue };
            let focused = self.cursor.row() == Some(index);
            if focused {
                canvas.focus(place);
            }
            let place = Rect { width: place.width.saturating_sub(1), ..after(place, 1) };
            let mut when = human::moment(row.at, view.now);
            if row.undone {
                when = format!("undone · {when}");
            }
            let left = canvas.put_right(place, &when, Role::Reason);
            let left = Rect { width: left.width.saturating_sub(2), ..left };
            canvas.put(left, &row.what, if row.undone { Role::Reason } else { Role::Text }.strong_if(focused));
        }
    }

    fn subject(&self, _view: &View<'_>) -> Option<Subject> {
        None
    }

    fn narrow(&mut self, words: &str, _view: &View<'_>) -> Option<(usize, usize)> {
        Some(self.rows.narrow(words))
    }

    fn promise(&self, view: &View<'_>) -> String {
        match self.rows.iter().find(|row| !row.undone) {
            Some(newest) => format!("{} undoes the newest: {}", view.key(Action::Enter), newest.what),
            None => String::new(),
        }
    }

    fn hints(&self, _view: &View<'_>) -> Vec<Hint> {
        vec![hint(Action::Undo, "undo"), hint(Action::Redo, "redo")]
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> bool {
        self.cursor.click(&Plain(&self.rows, key), at)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::app::tests::Driven;
    use super::super::super::fixture;
    use super::*;

    #[test]
    fn a_filter_without_hits_does_not_say_that_nothing_was_changed() {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.app.act(Action::Journal);
        driven.settle();
        driven.keys("/zzz");
        assert!(driven.screen().contains("No line here has these words."), "{}", driven.screen());
    }

    #[test]
    fn what_can_be_undone_is_listed_and_undone() {
        for (width, height) in [(80, 24), (40, 12), (200, 60)] {
            let mut driven = Driven::new(fixture::evening(), width, height);
            driven.app.act(Action::Journal);
            driven.settle();
            insta::assert_snapshot!(format!("journal_{width}x{height}"), driven.screen());
            driven.keys("<enter>");
            assert_eq!(driven.last(), &Command::Undo);
            driven.keys("<esc>");
            assert!(driven.screen().contains("›1 Home"), "back to where it was opened: {}", driven.screen());
        }
    }
}
