//! Queue: what the listener added, what is left of the list that plays, what comes by ear.

use std::time::Instant;

use ratatui::layout::{Position, Rect};

use super::super::canvas::Canvas;
use super::super::keymap::Action;
use super::super::page::{Effect, Hint, Outcome, Page, Subject, View, hint};
use super::super::widgets::bar;
use super::super::widgets::filtered::Kept;
use super::super::widgets::name::NamePanel;
use super::super::widgets::queue_lines::{QueueLines, Shape};
use super::heading;
use crate::domain::human;
use crate::domain::ids::PlaylistId;
use crate::domain::listing::Listing;
use crate::domain::query::Holders;
use crate::domain::time::Moment;
use crate::player::protocol::{Command, PlayState};

pub struct QueuePage {
    lines: QueueLines,
}

impl Default for QueuePage {
    fn default() -> Self {
        Self { lines: QueueLines::new(Shape::Whole) }
    }
}

/// "12 tracks · 58 min · ends about 21:32".
fn summary(view: &View<'_>) -> String {
    let queue = &view.snapshot.queue;
    if queue.current.is_none() && queue.is_empty() {
        return String::new();
    }
    let count = u32::try_from(queue.len()).unwrap_or(u32::MAX);
    let mut words = format!("{} · {}", human::count(count, "track", "tracks"), human::span(queue.length_ms));
    let transport = &view.snapshot.transport;
    if transport.state == PlayState::Playing {
        let position = bar::position_ms(view.snapshot, view.ticks);
        let left = transport.length_ms.map_or(0, |length| length.saturating_sub(position).max(0));
        let end = view.now.plus_ms(queue.length_ms.saturating_add(left)).civil();
        words += &format!(" · ends about {}:{:02}", end.hour(), end.minute());
    }
    words
}

fn keep_panel(now: Moment) -> NamePanel {
    let proposed = now.civil().strftime("Queue of %-d %B").to_string();
    NamePanel::new("Keep the queue as a playlist: its name", &proposed, |name: &str, now: Moment| {
        vec![Effect::Send(Command::KeepQueue { id: PlaylistId::made_at(now.unix_ms), name: name.to_owned() })]
    })
    .of_a_list()
}

impl Page for QueuePage {
    fn title(&self) -> &'static str {
        "Queue"
    }

    fn badge(&self, view: &View<'_>) -> Option<String> {
        let count = view.snapshot.queue.len();
        (count > 0).then(|| human::thousands(count as u64))
    }

    fn prepare(&mut self, view: &View<'_>) -> Vec<Effect> {
        self.lines.settle(view);
        Vec::new()
    }

    fn handle(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::ToPlaylist if self.lines.is_empty(view) => Outcome::tell("Nothing is queued that could be kept"),
            Action::ToPlaylist if self.lines.marks() == 0 => {
                Outcome::effect(Effect::Panel(Box::new(keep_panel(view.now))))
            }
            _ => self.lines.handle(action, view),
        }
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let area = heading::draw(area, "Queue", &summary(view), canvas);
        if self.lines.is_empty(view) {
            return heading::teach(
                area,
                &[
                    "Nothing is queued.",
                    "",
                    "{play} plays a line and queues the rest of its list. {add} adds a line here, {add-next} right after what plays; what you add comes first and stays until it was played.",
                ]
                .map(|words| view.words(words)),
                canvas,
            );
        }
        self.lines.draw(view, area, canvas);
    }

    fn subject(&self, view: &View<'_>) -> Option<Subject> {
        self.lines.subject(view)
    }

    fn marked(&self, view: &View<'_>) -> Vec<Subject> {
        self.lines.marked(view)
    }

    fn marks(&self) -> usize {
        self.lines.marks()
    }

    fn unmark(&mut self) -> bool {
        self.lines.unmark()
    }

    fn narrow(&mut self, words: &str, view: &View<'_>) -> Option<(usize, usize)> {
        Some(self.lines.narrow(words, view))
    }

    fn holders(&self) -> Option<Holders> {
        Some(Holders::Lines)
    }

    fn keep(&mut self, kept: Option<Kept>, view: &View<'_>) -> Option<(usize, usize)> {
        Some(self.lines.keep(kept, view))
    }

    fn listing(&self) -> Option<Listing> {
        Some(Listing::Queue)
    }

    fn promise(&self, view: &View<'_>) -> String {
        self.lines.promise(view)
    }

    fn reason(&self, view: &View<'_>) -> Option<String> {
        self.lines.reason(view)
    }

    fn hints(&self, view: &View<'_>) -> Vec<Hint> {
        if !self.lines.has_line(view) {
            return vec![hint(Action::ShowLibrary, "library")];
        }
        vec![
            hint(Action::MoveDown, "{move-up} move"),
            hint(Action::TakeOut, "take out"),
            hint(Action::Clear, "clear part"),
            hint(Action::ToPlaylist, "keep as a list"),
            hint(Action::Undo, "undo"),
            hint(Action::Sort, "sort once"),
        ]
    }

    fn click(&mut self, at: Position, view: &View<'_>) -> bool {
        self.lines.click(at, view)
    }

    fn drag(&mut self, to: Position, view: &View<'_>) -> Outcome {
        self.lines.drag(to, view)
    }

    fn give_back(&mut self, view: &View<'_>) -> bool {
        self.lines.give_back(view)
    }

    fn put_down(&mut self) -> Vec<Effect> {
        self.lines.put_down()
    }

    fn wake_at(&self) -> Option<Instant> {
        self.lines.wake_at()
    }

    fn wake(&mut self, view: &View<'_>) -> Vec<Effect> {
        self.lines.wake(view)
    }
}

#[cfg(test)]
mod tests;
