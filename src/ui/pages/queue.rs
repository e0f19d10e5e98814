//! Queue: what the listener added, what is left of the list that plays, what comes by ear.

use std::sync::Arc;

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after};
use super::super::keymap::Action;
use super::super::page::{Effect, Hint, Outcome, Page, Subject, View, hint};
use super::super::theme::Role;
use super::super::widgets::bar;
use super::super::widgets::columns::Columns;
use super::super::widgets::elide::Elided;
use super::super::widgets::line::Line;
use super::super::widgets::list::{ListCursor, Rows};
use super::super::widgets::name::NamePanel;
use super::heading;
use crate::domain::fold::search_form;
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
    filter: Filter,
}

/// What a filter leaves of the queue, if there is one.
#[derive(Default)]
struct Filter(Option<Narrowed>);

impl Filter {
    /// The queue as it is shown: narrowed, or whole.
    fn queue<'v>(&'v self, view: &View<'v>) -> &'v QueueView {
        self.0.as_ref().map_or(view.snapshot.queue.as_ref(), |narrowed| &narrowed.queue)
    }
}

/// The lines that a filter leaves, of one queue.
struct Narrowed {
    words: String,
    of: Arc<QueueView>,
    queue: QueueView,
}

impl Narrowed {
    fn new(words: &str, of: &Arc<QueueView>) -> Self {
        let folded = search_form(words);
        let holds = |line: &&QueueLine| {
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
        Self { words: words.to_owned(), of: Arc::clone(of), queue }
    }
}

/// One row on screen.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Row<'q> {
    Playing(&'q QueueLine),
    Head(Part),
    Line(Part, usize, &'q QueueLine),
}

impl<'q> Row<'q> {
    fn line(self) -> Option<&'q QueueLine> {
        match self {
            Self::Playing(line) | Self::Line(_, _, line) => Some(line),
            Self::Head(_) => None,
        }
    }
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
    fn here<'v>(&'v self, view: &View<'v>) -> Option<Row<'v>> {
        QueueRows(self.filter.queue(view)).row(self.cursor.row()?)
    }

    /// Marked lines that wait, or the one under the cursor.
    fn chosen(&self, line: &QueueLine, view: &View<'_>) -> Vec<EntryId> {
        let rows = QueueRows(self.filter.queue(view));
        let marked = self.cursor.marked(&rows).into_iter();
        let waiting = marked.filter_map(|row| match rows.row(row)? {
            Row::Line(_, _, line) => Some(line.entry),
            Row::Playing(_) | Row::Head(_) => None,
        });
        let waiting: Vec<_> = waiting.collect();
        if waiting.is_empty() { vec![line.entry] } else { waiting }
    }

    fn change(&self, action: Action, view: &View<'_>) -> Outcome {
        let Some(row) = self.here(view) else { return Outcome::Ignored };
        let Row::Line(part, index, line) = row else {
            return match action {
                Action::TakeOut | Action::MoveDown | Action::MoveUp => Outcome::tell("It plays already; n goes on"),
                _ => Outcome::Ignored,
            };
        };
        let queue = self.filter.queue(view);
        let lines = QueueRows(queue).parts().into_iter().find(|(p, _)| *p == part).map_or(0, |(_, lines)| lines.len());
        let to = match action {
            Action::TakeOut => {
                return Outcome::send(Command::RemoveFromQueue { entries: self.chosen(line, view) });
            }
            Action::MoveDown | Action::MoveUp if self.filter.0.is_some() => {
                return Outcome::tell("Lines are moved in the whole queue: Esc shows it");
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
        let queue = &view.snapshot.queue;
        if let Some(old) = self.filter.0.take_if(|narrowed| !Arc::ptr_eq(&narrowed.of, queue)) {
            self.filter.0 = Some(Narrowed::new(&old.words, queue));
        }
        self.cursor.settle(&QueueRows(self.filter.queue(view)));
        Vec::new()
    }

    fn handle(&mut self, action: Action, view: &View<'_>) -> Outcome {
        let rows = QueueRows(self.filter.queue(view));
        let moved = self.cursor.travel(action, &rows) || self.cursor.mark(action, &rows);
        if action == Action::ToPlaying
            && let Some(line) = &view.snapshot.queue.current
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
            Action::ToPlaying => Outcome::done(),
            Action::ToPlaylist if self.cursor.marks() == 0 => {
                Outcome::effect(Effect::Panel(Box::new(keep_panel(view.now))))
            }
            _ => self.change(action, view),
        }
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let area = heading::draw(area, "Queue", &summary(view), canvas);
        if QueueRows(&view.snapshot.queue).is_empty() {
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
        let queue = self.filter.queue(view);
        let rows = QueueRows(queue);
        self.cursor.settle(&rows);
        let window = self.cursor.window(rows.len(), area);
        let titles = |index| Some(rows.row(index)?.line()?.card.title.as_str());
        let elided = Elided::around(&window, Columns::of(area).name.width, titles);
        let ellipsis = canvas.glyphs.ellipsis;
        for (place, index) in area.rows().zip(window) {
            let name = |line: &'_ QueueLine| elided.show(index, &line.card.title, ellipsis).into_owned();
            let stand = (self.cursor.row() == Some(index), self.cursor.is_marked(rows.key(index).as_ref()));
            match rows.row(index) {
                Some(Row::Head(part)) => {
                    canvas.put(after(place, 1), &title(part, queue), Role::Title);
                }
                Some(Row::Playing(line)) => {
                    let reason = playing(view);
                    let (mark, words) = match view.snapshot.transport.state {
                        PlayState::Playing => (canvas.glyphs.playing, "playing"),
                        PlayState::Paused => (canvas.glyphs.paused, "paused"),
                        PlayState::Stopped => (canvas.glyphs.stopped, "stopped"),
                    };
                    draw_line(
                        line,
                        &name(line),
                        (mark, Role::Accent),
                        &format!("{words}, {reason}"),
                        stand,
                        place,
                        canvas,
                    );
                }
                Some(Row::Line(part, _, line)) => {
                    let mark = match part {
                        Part::Added => ("+", Role::Hand),
                        Part::List => (" ", Role::Text),
                        Part::Ear => ("~", Role::Ear),
                    };
                    draw_line(line, &name(line), mark, &line.reason, stand, place, canvas);
                }
                None => {}
            }
        }
    }

    fn subject(&self, view: &View<'_>) -> Option<Subject> {
        self.here(view).and_then(subject)
    }

    fn marked(&self, view: &View<'_>) -> Vec<Subject> {
        let rows = QueueRows(self.filter.queue(view));
        self.cursor.marked(&rows).into_iter().filter_map(|row| subject(rows.row(row)?)).collect()
    }

    fn marks(&self) -> usize {
        self.cursor.marks()
    }

    fn unmark(&mut self) -> bool {
        self.cursor.unmark()
    }

    fn narrow(&mut self, words: &str, view: &View<'_>) -> Option<(usize, usize)> {
        let queue = &view.snapshot.queue;
        let all = queue.len() + usize::from(queue.current.is_some());
        self.filter.0 = (!words.trim().is_empty()).then(|| Narrowed::new(words, queue));
        let shown = self.filter.queue(view);
        Some((shown.len() + usize::from(shown.current.is_some()), all))
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
        self.cursor.click(&QueueRows(self.filter.queue(view)), at)
    }
}

fn subject(row: Row<'_>) -> Option<Subject> {
    let (Row::Playing(line) | Row::Line(_, _, line)) = row else { return None };
    Some(Subject::of_card(&line.card, Source { kind: SourceKind::Queue, id: None, name: "Queue".into() }))
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

fn draw_line(
    line: &QueueLine,
    name: &str,
    mark: (&str, Role),
    reason: &str,
    stand: (bool, bool),
    place: Rect,
    canvas: &mut Canvas<'_>,
) {
    let card = &line.card;
    let (focused, marked) = stand;
    let line = Line { mark: Some(mark), name, artist: &card.artist, reason, focused, marked, presence: card.presence };
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
