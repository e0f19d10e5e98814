//! Queue: what the listener added, what is left of the list that plays, what comes by ear.

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after};
use super::super::keymap::Action;
use super::super::page::{Effect, Hint, Outcome, Page, Subject, View, hint};
use super::super::theme::Role;
use super::super::widgets::bar;
use super::super::widgets::line::Line;
use super::super::widgets::list::{ListCursor, Rows};
use super::super::widgets::name::NamePanel;
use super::heading;
use crate::domain::human;
use crate::domain::ids::PlaylistId;
use crate::domain::listen::{Source, SourceKind};
use crate::domain::queue::{EntryId, Part};
use crate::domain::time::Moment;
use crate::player::protocol::{Command, PlayState, QueueLine, QueueView};

/// Cells of a mark and the space behind it.
const MARK: u16 = 2;

#[derive(Default)]
pub struct QueuePage {
    cursor: ListCursor<EntryId>,
}

/// One row on screen.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Row<'q> {
    Playing(&'q QueueLine),
    Head(Part),
    Line(Part, usize, &'q QueueLine),
}

/// The queue as rows, found by counting: a list of 100,000 tracks costs no more than a short one.
struct QueueRows<'q>(&'q QueueView);

impl<'q> QueueRows<'q> {
    fn parts(&self) -> [(Part, &'q [QueueLine]); 3] {
        [(Part::Added, &self.0.added), (Part::List, &self.0.list), (Part::Ear, &self.0.ear)]
    }

    fn row(&self, row: usize) -> Option<Row<'q>> {
        let mut row = row;
        if let Some(line) = &self.0.current {
            match row.checked_sub(1) {
                None => return Some(Row::Playing(line)),
                Some(rest) => row = rest,
            }
        }
        for (part, lines) in self.parts() {
            if lines.is_empty() {
                continue;
            }
            let Some(index) = row.checked_sub(1) else { return Some(Row::Head(part)) };
            if let Some(line) = lines.get(index) {
                return Some(Row::Line(part, index, line));
            }
            row -= lines.len() + 1;
        }
        None
    }
}

impl Rows for QueueRows<'_> {
    type Key = EntryId;

    fn len(&self) -> usize {
        let parts = self.parts().iter().map(|(_, lines)| lines.len() + usize::from(!lines.is_empty())).sum::<usize>();
        parts + usize::from(self.0.current.is_some())
    }

    fn key(&self, row: usize) -> Option<EntryId> {
        match self.row(row)? {
            Row::Playing(line) | Row::Line(_, _, line) => Some(line.entry),
            Row::Head(_) => None,
        }
    }

    fn begins_group(&self, row: usize) -> bool {
        matches!(self.row(row), Some(Row::Head(_)))
    }
}

fn title(part: Part, queue: &QueueView) -> String {
    match part {
        Part::Added => "Added by you: comes first, Enter elsewhere never throws it away".into(),
        Part::List => format!("From {}", queue.list_name.as_deref().unwrap_or("the list that plays")),
        Part::Ear => "Then by ear, until you stop it".into(),
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
}

impl QueuePage {
    fn here<'v>(&self, view: &View<'v>) -> Option<Row<'v>> {
        QueueRows(&view.snapshot.queue).row(self.cursor.row()?)
    }

    fn change(&self, action: Action, view: &View<'_>) -> Outcome {
        let Some(row) = self.here(view) else { return Outcome::Ignored };
        let Row::Line(part, index, line) = row else {
            return match action {
                Action::TakeOut | Action::MoveDown | Action::MoveUp => Outcome::tell("It plays already; n goes on"),
                _ => Outcome::Ignored,
            };
        };
        let queue = &view.snapshot.queue;
        let lines = QueueRows(queue).parts().into_iter().find(|(p, _)| *p == part).map_or(0, |(_, lines)| lines.len());
        let to = match action {
            Action::TakeOut => {
                return Outcome::send(Command::RemoveFromQueue { entries: vec![line.entry] });
            }
            Action::Clear => return Outcome::send(Command::ClearQueue { part }),
            Action::MoveDown => Some(index + 1).filter(|to| *to < lines),
            Action::MoveUp => index.checked_sub(1),
            _ => return Outcome::Ignored,
        };
        match to.and_then(|to| u32::try_from(to).ok()) {
            Some(to) => Outcome::send(Command::MoveInQueue { entry: line.entry, to }),
            None => Outcome::tell("It is at the end of its part"),
        }
    }
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
        self.cursor.settle(&QueueRows(&view.snapshot.queue));
        Vec::new()
    }

    fn handle(&mut self, action: Action, view: &View<'_>) -> Outcome {
        let rows = QueueRows(&view.snapshot.queue);
        if self.cursor.travel(action, &rows) {
            return Outcome::done();
        }
        match action {
            Action::Enter => match self.here(view) {
                Some(Row::Playing(line) | Row::Line(_, _, line)) => {
                    Outcome::send(Command::JumpTo { entry: line.entry })
                }
                _ => Outcome::Ignored,
            },
            Action::ToPlaying => {
                let current = view.snapshot.queue.current.as_ref().map(|line| line.entry);
                if let Some(entry) = current {
                    self.cursor.go_to(&rows, &entry);
                }
                Outcome::done()
            }
            Action::ToPlaylist => Outcome::effect(Effect::Panel(Box::new(keep_panel(view.now)))),
            _ => self.change(action, view),
        }
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let area = heading::draw(area, "Queue", &summary(view), canvas);
        let rows = QueueRows(&view.snapshot.queue);
        if rows.is_empty() {
            return heading::teach(
                area,
                &[
                    "Nothing is queued.",
                    "",
                    "Enter plays a line and queues the rest of its list. a adds a line here, A right after what plays; what you add comes first and stays until it was played.",
                ],
                canvas,
            );
        }
        self.cursor.settle(&rows);
        let window = self.cursor.window(rows.len(), area);
        for (place, index) in area.rows().zip(window) {
            let focused = self.cursor.row() == Some(index);
            match rows.row(index) {
                Some(Row::Head(part)) => {
                    canvas.put(after(place, 1), &title(part, &view.snapshot.queue), Role::Title);
                }
                Some(Row::Playing(line)) => {
                    let reason = playing(view);
                    let (mark, words) = match view.snapshot.transport.state {
                        PlayState::Playing => (canvas.glyphs.playing, "playing"),
                        PlayState::Paused => (canvas.glyphs.paused, "paused"),
                        PlayState::Stopped => (canvas.glyphs.stopped, "stopped"),
                    };
                    draw_line(line, (mark, Role::Accent), &format!("{words}, {reason}"), focused, place, canvas);
                }
                Some(Row::Line(part, _, line)) => {
                    let mark = match part {
                        Part::Added => ("+", Role::Hand),
                        Part::List => (" ", Role::Text),
                        Part::Ear => ("~", Role::Ear),
                    };
                    draw_line(line, mark, &line.reason, focused, place, canvas);
                }
                None => {}
            }
        }
    }

    fn subject(&self, view: &View<'_>) -> Option<Subject> {
        let (Row::Playing(line) | Row::Line(_, _, line)) = self.here(view)? else { return None };
        let source = Source { kind: SourceKind::Queue, id: None, name: "Queue".into() };
        Some(Subject::of_card(&line.card, source))
    }

    fn promise(&self, view: &View<'_>) -> String {
        match self.here(view) {
            Some(Row::Line(_, _, line)) => format!("Enter jumps to {}", line.card.title),
            Some(Row::Playing(_)) => "Enter starts it again".into(),
            _ => String::new(),
        }
    }

    fn reason(&self, view: &View<'_>) -> Option<String> {
        match self.here(view)? {
            Row::Line(_, _, line) => Some(line.reason.clone()),
            _ => None,
        }
    }

    fn hints(&self, view: &View<'_>) -> Vec<Hint> {
        match self.here(view) {
            Some(_) => vec![
                hint(Action::MoveDown, "K move"),
                hint(Action::TakeOut, "take out"),
                hint(Action::Clear, "clear part"),
                hint(Action::ToPlaylist, "keep as a list"),
                hint(Action::Undo, "undo"),
            ],
            None => vec![hint(Action::ShowLibrary, "library")],
        }
    }

    fn click(&mut self, at: Position, view: &View<'_>) -> bool {
        self.cursor.click(&QueueRows(&view.snapshot.queue), at)
    }
}

/// "2:14 of 9:35".
fn playing(view: &View<'_>) -> String {
    let transport = &view.snapshot.transport;
    let position = human::clock(bar::position_ms(view.snapshot, view.ticks));
    match transport.length_ms {
        Some(length) => format!("{position} of {}", human::clock(length)),
        None => position,
    }
}

fn draw_line(line: &QueueLine, mark: (&str, Role), reason: &str, focused: bool, place: Rect, canvas: &mut Canvas<'_>) {
    let card = &line.card;
    let line =
        Line { mark: Some(mark), name: &card.title, artist: &card.artist, reason, focused, presence: card.presence };
    line.draw(place, MARK, canvas);
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture;
    use super::*;

    #[test]
    fn rows_are_counted_as_they_are_shown() {
        let snapshot = fixture::evening();
        let rows = QueueRows(&snapshot.queue);
        let shown: Vec<_> = (0..rows.len() + 2).map_while(|row| rows.row(row)).collect();
        assert_eq!(shown.len(), rows.len());
        assert!(matches!(shown[0], Row::Playing(_)));
        assert_eq!(shown[1], Row::Head(Part::Added));
        let lines = shown.iter().filter(|row| matches!(row, Row::Line(..))).count();
        assert_eq!(lines, snapshot.queue.len());
    }
}
