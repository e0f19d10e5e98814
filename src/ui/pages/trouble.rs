//! Trouble: what needs a look, in groups, each with what can be done. Nothing here changes a file.

use std::sync::Arc;

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after, cells};
use super::super::keymap::Action;
use super::super::page::{Effect, Hint, Outcome, Page, Slot, Stale, Subject, View, Visit, hint};
use super::super::theme::Role;
use super::super::widgets::filtered::Filtered;
use super::super::widgets::footer;
use super::super::widgets::list::{ListCursor, Rows};
use super::super::width::{width, wrap};
use super::heading;
use crate::config::Complaint;
use crate::domain::human;
use crate::domain::listen::{Source, SourceKind};
use crate::domain::text::path_for_screen;
use crate::domain::track::Presence;
use crate::domain::trouble::{Trouble, TroubleGroup, TroubleKind, TroubleLine};
use crate::player::protocol::{Answer, Question};

const SLOT: Slot = "trouble";
/// Below this a line is its name; the foot says the rest.
const WITH_REASON: u16 = 60;
/// From here on it also says where the file lies.
const WITH_PATH: u16 = 120;

#[derive(Clone)]
struct Shown {
    kind: TroubleKind,
    line: Arc<TroubleLine>,
}

impl Shown {
    /// A file or an artist by its name, a track by its title.
    fn name(&self) -> String {
        match &self.line.card {
            Some(card) if self.line.name.is_empty() => format!("{} · {}", card.title, card.artist),
            _ => self.line.name.clone(),
        }
    }

    fn path(&self) -> String {
        self.line.paths.first().map(|path| path_for_screen(path)).unwrap_or_default()
    }

    fn plays(&self) -> bool {
        self.line.card.as_ref().is_some_and(|card| card.presence == Presence::Here)
    }
}

enum Row {
    Blank,
    Head(TroubleKind, u64),
    Says(String),
    /// By its place among the lines that are shown.
    Line(usize),
    /// What is left of the reason of the line above.
    More(String),
}

struct TroubleRows<'l> {
    rows: Vec<Row>,
    lines: &'l [Shown],
}

impl Rows for TroubleRows<'_> {
    type Key = (TroubleKind, i64);

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn key(&self, row: usize) -> Option<Self::Key> {
        match self.rows.get(row)? {
            Row::Line(line) => self.lines.get(*line).map(|shown| (shown.kind, shown.line.key)),
            _ => None,
        }
    }

    fn begins_group(&self, row: usize) -> bool {
        matches!(self.rows.get(row), Some(Row::Head(..)))
    }
}

/// What was answered, as it is shown.
struct Listed {
    /// How many there are of each kind; none before the first answer.
    counts: Option<Vec<(TroubleKind, u64)>>,
    lines: Filtered<Shown>,
    /// Cells that a sentence has, and a line, as drawn last.
    cells: usize,
    line: usize,
}

/// Whether lines of this kind tell their reason whole, over several rows: no page tells more.
const fn is_told_whole(kind: TroubleKind) -> bool {
    matches!(kind, TroubleKind::Config | TroubleKind::Pins)
}

/// Where the reason of such a line begins.
fn reason_at(name: &str, line: usize) -> usize {
    if line < usize::from(WITH_REASON) { 2 } else { width(name).min(line / 2) + 2 }
}

impl Listed {
    fn rows(&self) -> TroubleRows<'_> {
        let lines: &[Shown] = &self.lines;
        let mut rows = Vec::with_capacity(lines.len() + 32);
        let mut begin = 0;
        for group in lines.chunk_by(|one, two| one.kind == two.kind) {
            let Some(kind) = group.first().map(|shown| shown.kind) else { continue };
            if !rows.is_empty() {
                rows.push(Row::Blank);
            }
            let count = self.counts.iter().flatten().find(|(known, _)| *known == kind).map_or(0, |(_, count)| *count);
            rows.push(Row::Head(kind, count));
            rows.extend(wrap(&format!("{}.", kind.remedy()), self.cells).into_iter().map(Row::Says));
            for (index, shown) in (begin..).zip(group) {
                rows.push(Row::Line(index));
                if is_told_whole(kind) {
                    rows.extend(self.rest_of(shown));
                }
            }
            begin += group.len();
            let more = count.saturating_sub(group.len() as u64);
            if more > 0 && !self.lines.is_narrowed() {
                rows.push(Row::Says(format!("and {} more", human::thousands(more))));
            }
        }
        TroubleRows { rows, lines }
    }
}

impl Listed {
    /// The reason of a line that is told whole, without what stands on the line itself.
    fn rest_of(&self, shown: &Shown) -> impl Iterator<Item = Row> + use<> {
        let at = reason_at(&shown.name(), self.line);
        let beside = usize::from(self.line >= usize::from(WITH_REASON));
        let rows = wrap(&shown.line.reason, self.line.saturating_sub(at).max(1));
        let indent = " ".repeat(at);
        rows.into_iter().skip(beside).map(move |words| Row::More(format!("{indent}{words}")))
    }
}

pub struct TroublePage {
    asked: bool,
    listed: Listed,
    cursor: ListCursor<(TroubleKind, i64)>,
    failed: Option<String>,
    /// What the library has, and what the listener's files have, as listed.
    of_library: Vec<TroubleGroup>,
    of_files: Option<Vec<Complaint>>,
}

impl Default for TroublePage {
    fn default() -> Self {
        let text =
            |shown: &Shown| format!("{} {} {} {}", shown.name(), shown.line.reason, shown.path(), shown.kind.title());
        let listed = Listed { counts: None, lines: Filtered::new(text), cells: 76, line: 78 };
        Self {
            asked: false,
            listed,
            cursor: ListCursor::default(),
            failed: None,
            of_library: Vec::new(),
            of_files: None,
        }
    }
}

/// What is wrong with the listener's own files.
fn of_files(complaints: &[Complaint]) -> TroubleGroup {
    let line = |(key, complaint): (i64, &Complaint)| TroubleLine {
        key,
        name: complaint.place(),
        reason: complaint.text.clone(),
        card: None,
        paths: Vec::new(),
        place: None,
    };
    let lines: Vec<_> = (0..).zip(complaints).map(line).collect();
    TroubleGroup { kind: TroubleKind::Config, count: lines.len() as u64, lines }
}

impl TroublePage {
    fn list(&mut self, view: &View<'_>) {
        let own = Some(of_files(&view.setup.complaints)).filter(|group| group.count > 0);
        let groups: Vec<_> = own.into_iter().chain(self.of_library.iter().cloned()).collect();
        self.of_files = Some(view.setup.complaints.clone());
        self.listed.counts = Some(groups.iter().map(|group| (group.kind, group.count)).collect());
        let lines = groups.into_iter().flat_map(|group| {
            let kind = group.kind;
            group.lines.into_iter().map(move |line| Shown { kind, line: Arc::new(line) })
        });
        self.listed.lines.set(lines.collect());
    }

    fn here(&self) -> Option<&Shown> {
        match self.listed.rows().rows.get(self.cursor.row()?)? {
            Row::Line(line) => self.listed.lines.get(*line),
            _ => None,
        }
    }

    fn marked_lines(&self) -> Vec<&Shown> {
        let rows = self.listed.rows();
        let line = |row: usize| match rows.rows.get(row) {
            Some(Row::Line(line)) => self.listed.lines.get(*line),
            _ => None,
        };
        self.cursor.marked(&rows).into_iter().filter_map(line).collect()
    }

    /// The paths of what is marked, else of this line, a line each.
    fn copy(&self) -> Outcome {
        let marked = self.marked_lines();
        let lines = if marked.is_empty() { self.here().into_iter().collect() } else { marked };
        let paths: Vec<String> = lines
            .iter()
            .flat_map(|shown| &shown.line.paths)
            .map(|path| String::from_utf8_lossy(path).into_owned())
            .collect();
        let said = match paths.as_slice() {
            [] => return Outcome::tell("No file of it is known"),
            [one] => format!("Copied: {}", path_for_screen(one.as_bytes())),
            more => format!("Copied {} paths", more.len()),
        };
        Outcome::Done(vec![Effect::Copy(paths.join("\n")), Effect::tell(said)])
    }

    fn draw_line(&self, shown: &Shown, focused: bool, place: Rect, canvas: &mut Canvas<'_>) {
        if focused {
            canvas.focus(place);
        }
        if self.cursor.is_marked(Some(&(shown.kind, shown.line.key))) {
            canvas.marked(place, focused);
        }
        let place = Rect { width: place.width.saturating_sub(1), ..after(place, 1) };
        let (text, reason) = (Role::Text.strong_if(focused), Role::Reason.strong_if(focused));
        if place.width < WITH_REASON {
            canvas.put(place, &shown.name(), text);
            return;
        }
        if is_told_whole(shown.kind) {
            let at = reason_at(&shown.name(), self.listed.line);
            canvas.put(Rect { width: cells(at.saturating_sub(2)).min(place.width), ..place }, &shown.name(), text);
            let rest = after(place, cells(at));
            let first = wrap(&shown.line.reason, usize::from(rest.width).max(1));
            canvas.put(rest, first.first().map_or("", String::as_str), reason);
            return;
        }
        let share = |parts: u16| place.width / 100 * parts + place.width % 100 * parts / 100;
        let with_path = place.width >= WITH_PATH;
        let (name, why) = if with_path { (share(30), share(32)) } else { (share(44), place.width - share(44)) };
        canvas.put(Rect { width: name.saturating_sub(2), ..place }, &shown.name(), text);
        let rest = after(place, name);
        let gap = if with_path { 2 } else { 0 };
        canvas.put(Rect { width: why.saturating_sub(gap).min(rest.width), ..rest }, &shown.line.reason, reason);
        if with_path && shown.kind != TroubleKind::Offline {
            canvas.put(after(rest, why), &shown.path(), reason);
        }
    }
}

impl Page for TroublePage {
    fn title(&self) -> &'static str {
        "Trouble"
    }

    fn prepare(&mut self, view: &View<'_>) -> Vec<Effect> {
        if self.of_files.as_ref().is_some_and(|listed| *listed != view.setup.complaints) {
            self.list(view);
        }
        if std::mem::replace(&mut self.asked, true) {
            return Vec::new();
        }
        vec![Effect::Ask { slot: SLOT, question: Question::Trouble }]
    }

    fn answer(&mut self, _slot: Slot, answer: Answer, view: &View<'_>) -> Vec<Effect> {
        match answer {
            Answer::Trouble(Trouble { groups }) => {
                self.failed = None;
                self.of_library = groups;
                self.list(view);
            }
            Answer::Failed { reason } => self.failed = Some(reason),
            _ => {}
        }
        Vec::new()
    }

    fn stale(&mut self, what: Stale) {
        if what == Stale::Library {
            self.asked = false;
        }
    }

    fn handle(&mut self, action: Action, _view: &View<'_>) -> Outcome {
        let rows = self.listed.rows();
        if self.cursor.travel(action, &rows) || self.cursor.mark(action, &rows) {
            return Outcome::done();
        }
        let Some(here) = self.here() else { return Outcome::Ignored };
        let track = here.line.card.as_ref().map(|card| card.id);
        match action {
            Action::Enter | Action::Open | Action::Info if is_told_whole(here.kind) => {
                Outcome::tell(format!("{}: {}", here.name(), here.line.reason))
            }
            Action::Enter if !here.plays() => Outcome::tell(here.kind.remedy()),
            Action::Copy => self.copy(),
            Action::Why => Outcome::tell(format!("{}: {}", here.name(), here.line.reason)),
            Action::Info if track.is_none() => Outcome::tell(format!("{}: {}", here.path(), here.line.reason)),
            Action::GoFolder => match &here.line.place {
                Some(place) => Outcome::effect(Effect::Visit(Visit::Folder { place: place.clone(), track })),
                None => Outcome::Ignored,
            },
            Action::TakeOut | Action::Clear => {
                Outcome::tell(format!("Nothing is taken out here. {}", here.kind.remedy()))
            }
            Action::Left | Action::Close => Outcome::effect(Effect::Back),
            _ => Outcome::Ignored,
        }
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        self.listed.line = usize::from(area.width.saturating_sub(2)).max(1);
        self.listed.cells = usize::from(area.width.saturating_sub(3)).clamp(1, 100);
        let all: u64 = self.listed.counts.iter().flatten().map(|(_, count)| count).sum();
        let said = human::count(u32::try_from(all).unwrap_or(u32::MAX), "thing needs", "things need");
        let (right, short) = match all {
            0 => ("nothing needs a look".to_owned(), "nothing needs a look".to_owned()),
            _ => (format!("{said} a look · looking changes nothing"), format!("{said} a look")),
        };
        let ahead = view.snapshot.ahead.as_ref().map(footer::ahead).filter(|_| area.width >= 72);
        let right = match &self.listed.counts {
            _ if ahead.is_some() => ahead.as_deref().unwrap_or_default(),
            None => "",
            Some(_) if width(&right) + 13 <= usize::from(area.width) => &right,
            Some(_) => &short,
        };
        let area = heading::draw(area, "Trouble", right, canvas);
        if self.listed.lines.is_empty() {
            let words: &[&str] = match (&self.failed, &self.listed.counts) {
                (Some(reason), _) => &[reason],
                (None, None) => &[""],
                (None, Some(_)) if self.listed.lines.is_narrowed() => &[heading::NO_HITS],
                (None, Some(_)) => &["All is well: every file is here, can be read, lies once and is fully tagged."],
            };
            return heading::teach(area, words, canvas);
        }
        let rows = self.listed.rows();
        self.cursor.settle(&rows);
        let window = self.cursor.window(rows.len(), area);
        for (place, index) in area.rows().zip(window) {
            let inner = Rect { width: place.width.saturating_sub(1), ..after(place, 1) };
            match rows.rows.get(index) {
                Some(Row::Head(kind, count)) => {
                    let rest = canvas.put_right(inner, &human::thousands(*count), Role::Reason);
                    canvas.put(Rect { width: rest.width.saturating_sub(2), ..rest }, kind.title(), Role::Title);
                }
                Some(Row::More(words)) => _ = canvas.put(inner, words, Role::Reason),
                Some(Row::Says(words)) => _ = canvas.put(inner, words, Role::Reason),
                Some(Row::Line(line)) => {
                    if let Some(shown) = self.listed.lines.get(*line) {
                        self.draw_line(shown, self.cursor.row() == Some(index), place, canvas);
                    }
                }
                Some(Row::Blank) | None => {}
            }
        }
    }

    fn subject(&self, _view: &View<'_>) -> Option<Subject> {
        self.here()?.line.card.as_ref().map(|card| Subject::of_card(card, source()))
    }

    fn marked(&self, _view: &View<'_>) -> Vec<Subject> {
        let cards = self.marked_lines().into_iter().filter_map(|shown| shown.line.card.as_ref());
        cards.map(|card| Subject::of_card(card, source())).collect()
    }

    fn marks(&self) -> usize {
        self.cursor.marks()
    }

    fn unmark(&mut self) -> bool {
        self.cursor.unmark()
    }

    fn narrow(&mut self, words: &str, _view: &View<'_>) -> Option<(usize, usize)> {
        Some(self.listed.lines.narrow(words))
    }

    fn promise(&self, view: &View<'_>) -> String {
        match self.here() {
            Some(here) if here.plays() => {
                let title = here.line.card.as_ref().map(|card| card.title.as_str()).unwrap_or_default();
                format!("{} plays {title}", view.key(Action::Enter))
            }
            Some(_) => view.words("{play} says what can be done"),
            None => String::new(),
        }
    }

    fn reason(&self, _view: &View<'_>) -> Option<String> {
        self.here().map(|here| here.line.reason.clone())
    }

    fn hints(&self, _view: &View<'_>) -> Vec<Hint> {
        if self.listed.lines.is_empty() {
            return vec![hint(Action::Back, "back")];
        }
        vec![
            hint(Action::GoFolder, "its folder"),
            hint(Action::Copy, "copy its path"),
            hint(Action::Info, "info"),
            hint(Action::Back, "back"),
        ]
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> bool {
        self.cursor.click(&self.listed.rows(), at)
    }
}

fn source() -> Source {
    Source { kind: SourceKind::Search, id: None, name: "Trouble".into() }
}

#[cfg(test)]
mod tests;
