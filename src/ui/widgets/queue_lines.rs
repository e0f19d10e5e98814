//! The lines of the queue: with their headings on the Queue page, only what comes on the page of
//! what plays. What keys do to a line is the same on both.

use std::sync::Arc;

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after};
use super::super::glyphs::Glyphs;
use super::super::keymap::Action;
use super::super::page::{Outcome, Subject, View};
use super::super::theme::Role;
use super::bar;
use super::columns::Columns;
use super::elide::Elided;
use super::filtered::Kept;
use super::line::Line;
use super::list::{ListCursor, Rows};
use super::table::{Stand, Table};
use super::voice::Voice;
use crate::domain::fold::search_form;
use crate::domain::format::value;
use crate::domain::human;
use crate::domain::listen::{Source, SourceKind};
use crate::domain::listing::Listing;
use crate::domain::query::Holder;
use crate::domain::queue::{EntryId, Part};
use crate::player::protocol::{Command, PlayState, QueueLine, QueueView};

/// Cells of a mark and the space behind it.
const MARK: u16 = 2;

/// What of the queue is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// What plays, and each part under its heading.
    Whole,
    /// Only what comes.
    UpNext,
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
    kept: Option<Kept>,
    of: Arc<QueueView>,
    queue: QueueView,
}

impl Narrowed {
    fn new(words: &str, kept: Option<Kept>, of: &Arc<QueueView>) -> Self {
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
struct QueueRows<'q> {
    queue: &'q QueueView,
    shape: Shape,
}

impl<'q> QueueRows<'q> {
    fn parts(&self) -> [(Part, &'q [QueueLine]); 3] {
        [(Part::Added, &self.queue.added), (Part::List, &self.queue.list), (Part::Ear, &self.queue.ear)]
    }

    fn current(&self) -> Option<&'q QueueLine> {
        self.queue.current.as_ref().filter(|_| self.shape == Shape::Whole)
    }

    /// Rows of headings over a part.
    fn heads(&self) -> usize {
        usize::from(self.shape == Shape::Whole)
    }

    fn row(&self, row: usize) -> Option<Row<'q>> {
        let mut row = row;
        if let Some(line) = self.current() {
            match row.checked_sub(1) {
                None => return Some(Row::Playing(line)),
                Some(rest) => row = rest,
            }
        }
        for (part, lines) in self.parts() {
            if lines.is_empty() {
                continue;
            }
            let Some(index) = row.checked_sub(self.heads()) else { return Some(Row::Head(part)) };
            if let Some(line) = lines.get(index) {
                return Some(Row::Line(part, index, line));
            }
            row -= lines.len() + self.heads();
        }
        None
    }
}

impl Rows for QueueRows<'_> {
    type Key = EntryId;

    fn len(&self) -> usize {
        let shown = |lines: &[QueueLine]| if lines.is_empty() { 0 } else { lines.len() + self.heads() };
        self.parts().iter().map(|(_, lines)| shown(lines)).sum::<usize>() + usize::from(self.current().is_some())
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

/// The queue's lines and the cursor among them.
pub struct QueueLines {
    shape: Shape,
    cursor: ListCursor<EntryId>,
    filter: Filter,
}

impl QueueLines {
    #[must_use]
    pub fn new(shape: Shape) -> Self {
        Self { shape, cursor: ListCursor::default(), filter: Filter::default() }
    }

    /// Keeps the cursor on its line and the filter on the queue as it is; once before each frame.
    pub fn settle(&mut self, view: &View<'_>) {
        let queue = &view.snapshot.queue;
        if let Some(old) = self.filter.0.take_if(|narrowed| !Arc::ptr_eq(&narrowed.of, queue)) {
            self.filter.0 = Some(Narrowed::new(&old.words, old.kept, queue));
        }
        self.cursor.settle(&QueueRows { queue: self.filter.queue(view), shape: self.shape });
    }

    fn rows<'v>(&'v self, view: &View<'v>) -> QueueRows<'v> {
        QueueRows { queue: self.filter.queue(view), shape: self.shape }
    }

    /// Whether there is nothing to show, filtered or not.
    #[must_use]
    pub fn is_empty(&self, view: &View<'_>) -> bool {
        QueueRows { queue: &view.snapshot.queue, shape: self.shape }.is_empty()
    }

    /// Moves, plays from a line, or changes it.
    pub fn handle(&mut self, action: Action, view: &View<'_>) -> Outcome {
        let rows = QueueRows { queue: self.filter.queue(view), shape: self.shape };
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

    fn change(&self, action: Action, view: &View<'_>) -> Outcome {
        let Some(row) = self.here(view) else { return Outcome::Ignored };
        let Row::Line(part, index, line) = row else {
            return match action {
                Action::TakeOut | Action::MoveDown | Action::MoveUp => Outcome::tell("It plays already; n goes on"),
                _ => Outcome::Ignored,
            };
        };
        let lines = self.rows(view).parts().into_iter().find(|(p, _)| *p == part).map_or(0, |(_, lines)| lines.len());
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

    pub fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let queue = self.filter.queue(view);
        let rows = QueueRows { queue, shape: self.shape };
        self.cursor.settle(&rows);
        let window = self.cursor.window(rows.len(), area);
        let titles = |index| Some(rows.row(index)?.line()?.card.title.as_str());
        let columns = view.columns(Listing::Queue);
        let table = Table::of(&columns, area.width.saturating_sub(1), MARK);
        let room = table.as_ref().map_or(Columns::of(area).name.width, Table::names);
        let elided = Elided::around(&window, room, titles);
        let show = |line: &QueueLine, title: &str, mark, reason: &str, stand, place, canvas: &mut Canvas<'_>| {
            let Some(table) = &table else { return draw_line(line, title, mark, reason, stand, place, canvas) };
            let (on_cursor, marked) = stand;
            let card = &line.card;
            let liked = card.liked && !columns.names("liked");
            let stand = Stand { mark: Some(mark), on_cursor, active: true, marked, liked, presence: card.presence };
            let value = |name: &str| match name {
                "title" => title.to_owned(),
                "reason" => reason.to_owned(),
                name => value(name, card),
            };
            table.draw(place, stand, &value, canvas);
        };
        let ellipsis = canvas.glyphs.ellipsis;
        for (place, index) in area.rows().zip(window) {
            let name = |line: &'_ QueueLine| elided.show(index, &line.card.title, ellipsis).into_owned();
            let stand = (self.cursor.row() == Some(index), self.cursor.is_marked(rows.key(index).as_ref()));
            match rows.row(index) {
                Some(Row::Head(part)) => {
                    canvas.put(after(place, 1), &title(part, queue), Role::Title);
                }
                Some(Row::Playing(line)) => {
                    let (mark, reason) = playing_words(view, canvas.glyphs);
                    show(line, &name(line), (mark, Role::Accent), &reason, stand, place, canvas);
                }
                Some(Row::Line(part, _, line)) => {
                    let mark = match part {
                        Part::Added => ("+", Role::Hand),
                        Part::List => (" ", Role::Text),
                        Part::Ear => ("~", Role::Ear),
                    };
                    // What the heading says already need not stand on each line.
                    let said = title(part, queue).eq_ignore_ascii_case(&line.reason);
                    // Two works of one album are told apart by their names.
                    let of = line.card.work.as_deref().or(line.card.album.as_deref()).unwrap_or_default();
                    let reason = match Voice::of(&view.snapshot.settings, stand.0) {
                        _ if said => of,
                        Voice::Silent => "",
                        Voice::Full | Voice::Short => line.reason.as_str(),
                    };
                    show(line, &name(line), mark, reason, stand, place, canvas);
                }
                None => {}
            }
        }
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
        let kept = self.filter.0.take().and_then(|narrowed| narrowed.kept);
        self.filter(words, kept, view)
    }

    /// Shows only the lines that facets chose; tells how many of how many.
    pub fn keep(&mut self, kept: Option<Kept>, view: &View<'_>) -> (usize, usize) {
        let words = self.filter.0.take().map(|narrowed| narrowed.words).unwrap_or_default();
        self.filter(&words, kept, view)
    }

    fn filter(&mut self, words: &str, kept: Option<Kept>, view: &View<'_>) -> (usize, usize) {
        let is_there = !words.trim().is_empty() || kept.is_some();
        self.filter.0 = is_there.then(|| Narrowed::new(words, kept, &view.snapshot.queue));
        let lines = |rows: &QueueRows<'_>| rows.queue.len() + usize::from(rows.current().is_some());
        let all = QueueRows { queue: &view.snapshot.queue, shape: self.shape };
        (lines(&self.rows(view)), lines(&all))
    }

    #[must_use]
    pub fn promise(&self, view: &View<'_>) -> String {
        match self.here(view) {
            Some(Row::Line(_, _, line)) => format!("Enter jumps to {}", line.card.title),
            Some(Row::Playing(_)) => "Enter starts it again".into(),
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
        self.cursor.click(&QueueRows { queue: self.filter.queue(view), shape: self.shape }, at)
    }
}

/// The mark of what plays, and "playing, 2:14 of 9:35".
fn playing_words(view: &View<'_>, glyphs: &Glyphs) -> (&'static str, String) {
    let (mark, words) = match view.snapshot.transport.state {
        PlayState::Playing => (glyphs.playing, "playing"),
        PlayState::Paused => (glyphs.paused, "paused"),
        PlayState::Stopped => (glyphs.stopped, "stopped"),
    };
    (mark, format!("{words}, {}", playing(view)))
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
    let length = card.length_ms.map(human::clock).unwrap_or_default();
    let line = Line {
        mark: Some(mark),
        name,
        artist: &card.artist,
        reason,
        note: &length,
        focused,
        marked,
        liked: card.liked,
        heard: false,
        presence: card.presence,
    };
    line.draw(place, MARK, canvas);
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture;
    use super::*;

    #[test]
    fn rows_are_counted_as_they_are_shown() {
        let snapshot = fixture::evening();
        let rows = QueueRows { queue: &snapshot.queue, shape: Shape::Whole };
        let shown: Vec<_> = (0..rows.len() + 2).map_while(|row| rows.row(row)).collect();
        assert_eq!(shown.len(), rows.len());
        assert!(matches!(shown[0], Row::Playing(_)));
        assert_eq!(shown[1], Row::Head(Part::Added));
        let lines = shown.iter().filter(|row| matches!(row, Row::Line(..))).count();
        assert_eq!(lines, snapshot.queue.len());
    }

    #[test]
    fn up_next_has_no_headings() {
        let snapshot = fixture::evening();
        let rows = QueueRows { queue: &snapshot.queue, shape: Shape::UpNext };
        assert_eq!(rows.len(), snapshot.queue.len());
        assert!((0..rows.len()).all(|row| matches!(rows.row(row), Some(Row::Line(..)))));
        assert_eq!(rows.row(rows.len()), None);
    }
}
