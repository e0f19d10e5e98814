//! You: what the listener told tonearm, what it noticed, and what is stored, as one list.

mod rows;

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after};
use super::super::keymap::Action;
use super::super::page::{Effect, Hint, Outcome, Page, PageId, Slot, Stale, Subject, View, Visit, hint};
use super::super::theme::Role;
use super::super::widgets::list::ListCursor;
use super::heading;
use crate::domain::feedback::Target;
use crate::domain::fold::search_form;
use crate::domain::human;
use crate::domain::listen::{Source, SourceKind};
use crate::domain::section::{ItemRef, Origin};
use crate::domain::you::You;
use crate::player::protocol::{Answer, Command, Question};

use rows::{Line, Row, RowKey, Thing, YouRows};

const SLOT: Slot = "you";
/// Below this a line is its word and its title; the footer tells the rest.
const WITH_DETAIL: u16 = 60;

#[derive(Default)]
pub struct YouPage {
    cursor: ListCursor<RowKey>,
    asked: bool,
    you: Option<You>,
    failed: Option<String>,
    /// Whether the likes are listed one by one.
    likes: bool,
    /// Only lines that hold these words, folded.
    narrowed: String,
}

impl YouPage {
    fn rows(&self, view: &View<'_>) -> YouRows {
        match &self.you {
            Some(you) => rows::rows(you, view.snapshot, self.likes, &self.narrowed, view.now),
            None => YouRows(Vec::new()),
        }
    }

    fn here(&self, view: &View<'_>) -> Option<Line> {
        match self.rows(view).0.into_iter().nth(self.cursor.row()?)? {
            Row::Line(line) => Some(*line),
            _ => None,
        }
    }

    fn take_back(line: &Line) -> Outcome {
        match &line.thing {
            Thing::Said(said) => Outcome::send(Command::Say { verb: said.verb, target: said.target.clone() }),
            Thing::Pin(pin) => Outcome::send(Command::Unpin { pin: *pin }),
            Thing::LeftOut(rule) => Outcome::send(Command::LetIn { rule: *rule }),
            Thing::Likes { .. } => Outcome::tell("o lists them; d takes one back"),
            Thing::Noticed(_) | Thing::Told | Thing::Settings => {
                Outcome::tell("That was counted, not told; there is nothing to take back")
            }
        }
    }

    fn open(&mut self, line: &Line) -> Outcome {
        match &line.thing {
            Thing::Likes { open } => {
                self.likes = !open;
                Outcome::done()
            }
            Thing::Settings => Outcome::effect(Effect::Show(PageId::Settings)),
            Thing::Pin(_) => Outcome::effect(Effect::Show(PageId::Home)),
            Thing::Noticed(Some(item)) => Outcome::effect(Effect::Visit(Visit::Item(*item))),
            Thing::Told if matches!(line.key, RowKey::Waiting(_)) => Outcome::effect(Effect::Show(PageId::Home)),
            // Music is opened, and played, as everywhere.
            Thing::Said(_) => Outcome::Ignored,
            Thing::LeftOut(_) | Thing::Noticed(None) | Thing::Told => Outcome::tell(line.changes.clone()),
        }
    }
}

fn item(line: &Line) -> Option<ItemRef> {
    match &line.thing {
        Thing::Said(said) => match said.target {
            Target::Item(item) => Some(item),
            _ => None,
        },
        _ => None,
    }
}

/// Word, kind, title, detail, and when at the right.
fn draw_line(line: &Line, focused: bool, place: Rect, canvas: &mut Canvas<'_>) {
    if focused {
        canvas.focus(place);
    }
    let place = Rect { width: place.width.saturating_sub(2), ..after(place, 1) };
    let text = Role::Text.strong_if(focused);
    let reason = Role::Reason.strong_if(focused);
    let wide = place.width >= WITH_DETAIL;
    let mut rest = place;
    if !line.verb.is_empty() {
        canvas.put(Rect { width: rest.width.min(10), ..rest }, line.verb, text);
        rest = after(rest, 11);
        if wide && !line.kind.is_empty() {
            canvas.put(Rect { width: rest.width.min(8), ..rest }, &line.kind, reason);
            rest = after(rest, 9);
        }
    }
    if !wide {
        canvas.put(rest, &line.title, text);
        return;
    }
    let left = canvas.put_right(rest, &line.when, reason);
    let rest = if line.when.is_empty() { rest } else { Rect { width: left.width.saturating_sub(2), ..left } };
    // Details stand in one column; a sentence keeps more of the line for itself.
    let share = if line.detail.is_empty() {
        100
    } else if line.verb.is_empty() {
        55
    } else {
        58
    };
    let width = u16::try_from(u32::from(rest.width) * share / 100).unwrap_or(rest.width);
    canvas.put(Rect { width: width.saturating_sub(u16::from(share < 100)), ..rest }, &line.title, text);
    canvas.put(after(rest, width), &line.detail, reason);
}

fn draw_head(mark: Option<Origin>, words: &str, right: &str, place: Rect, canvas: &mut Canvas<'_>) {
    let place = Rect { width: place.width.saturating_sub(2), ..after(place, 1) };
    let mut rest = place;
    if let Some(mark) = mark {
        let role = if mark == Origin::Hand { Role::Hand } else { Role::Ear };
        canvas.put(rest, &mark.mark().to_string(), role);
        rest = after(rest, 2);
    }
    let used = canvas.put(rest, words, Role::Title);
    let rest = after(rest, used + 2);
    if super::super::width::width(right) <= usize::from(rest.width) {
        canvas.put_right(rest, right, Role::Reason);
    }
}

impl Page for YouPage {
    fn title(&self) -> &'static str {
        "You"
    }

    fn prepare(&mut self, view: &View<'_>) -> Vec<Effect> {
        self.cursor.settle(&self.rows(view));
        if self.asked {
            return Vec::new();
        }
        self.asked = true;
        vec![Effect::Ask { slot: SLOT, question: Question::You }]
    }

    fn answer(&mut self, _slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            Answer::You(you) => {
                self.you = Some(*you);
                self.failed = None;
            }
            Answer::Failed { reason } => self.failed = Some(reason),
            _ => {}
        }
        Vec::new()
    }

    fn stale(&mut self, _what: Stale) {
        self.asked = false;
    }

    fn handle(&mut self, action: Action, view: &View<'_>) -> Outcome {
        let rows = self.rows(view);
        if self.cursor.travel(action, &rows) {
            return Outcome::done();
        }
        let Some(line) = self.here(view) else { return Outcome::Ignored };
        match action {
            Action::TakeOut => Self::take_back(&line),
            Action::Why => Outcome::tell(line.changes),
            Action::Open => self.open(&line),
            // Enter plays music, and opens what is none.
            Action::Enter if item(&line).is_none() => self.open(&line),
            Action::Edit => Outcome::effect(Effect::Show(PageId::Settings)),
            _ => Outcome::Ignored,
        }
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let listens = human::thousands(view.snapshot.library.listens);
        let since = self.you.as_ref().and_then(|you| you.since);
        let since = since.map(|at| at.civil().strftime(" since %-d %B %Y").to_string()).unwrap_or_default();
        let name = &view.snapshot.listener;
        let name = if name.is_empty() { String::new() } else { format!("{name} · ") };
        let long = format!("{name}{listens} listens{since} · nothing leaves this machine");
        let short = format!("{listens} listens, all here");
        let fits = super::super::width::width(&long) + 9 <= usize::from(area.width);
        let area = heading::draw(area, "You", if fits { &long } else { &short }, canvas);
        let rows = self.rows(view);
        if rows.0.is_empty() {
            let words = match (&self.failed, &self.you) {
                (Some(reason), _) => reason,
                (None, Some(_)) => "No line here has these words.",
                (None, None) => "",
            };
            return heading::teach(area, &[words], canvas);
        }
        self.cursor.settle(&rows);
        let window = self.cursor.window(rows.0.len(), area);
        for (place, index) in area.rows().zip(window) {
            match rows.0.get(index) {
                Some(Row::Head { mark, words, right }) => draw_head(*mark, words, right, place, canvas),
                Some(Row::Empty(words)) => _ = canvas.put(after(place, 1), words, Role::Reason),
                Some(Row::Line(line)) => draw_line(line, self.cursor.row() == Some(index), place, canvas),
                Some(Row::Blank) | None => {}
            }
        }
    }

    fn subject(&self, view: &View<'_>) -> Option<Subject> {
        let line = self.here(view)?;
        let source = Source { kind: SourceKind::Search, id: None, name: "You".into() };
        Some(Subject::of_item(item(&line)?, &line.title, "", source))
    }

    fn narrow(&mut self, words: &str, view: &View<'_>) -> Option<(usize, usize)> {
        let lines = |rows: YouRows| rows.0.iter().filter(|row| matches!(row, Row::Line(_))).count();
        self.narrowed.clear();
        let all = lines(self.rows(view));
        self.narrowed = search_form(words);
        Some((lines(self.rows(view)), all))
    }

    fn promise(&self, view: &View<'_>) -> String {
        let Some(line) = self.here(view) else { return String::new() };
        match &line.thing {
            Thing::Said(_) if item(&line).is_some() => format!("Enter plays {}", line.title),
            Thing::Likes { open: false } => "Enter lists them".into(),
            Thing::Likes { open: true } => "Enter folds them".into(),
            Thing::Settings => "Enter opens Settings".into(),
            Thing::Pin(_) => "Enter shows it on Home".into(),
            Thing::Told if matches!(line.key, RowKey::Waiting(_)) => "Enter shows Home".into(),
            Thing::Noticed(Some(_)) => "Enter opens it".into(),
            _ => "Enter says what it changes".into(),
        }
    }

    fn reason(&self, view: &View<'_>) -> Option<String> {
        let line = self.here(view)?;
        let parts = [line.kind, line.detail, line.when];
        let words = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        (!words.is_empty()).then_some(words)
    }

    fn hints(&self, view: &View<'_>) -> Vec<Hint> {
        let Some(line) = self.here(view) else { return vec![hint(Action::ShowSettings, "settings")] };
        let mut hints = vec![hint(Action::Why, "what it changes")];
        if matches!(line.thing, Thing::Said(_) | Thing::Pin(_) | Thing::LeftOut(_)) {
            hints.push(hint(Action::TakeOut, "take it back"));
        }
        hints.push(hint(Action::Edit, "settings"));
        hints.push(hint(Action::Undo, "undo"));
        hints
    }

    fn click(&mut self, at: Position, view: &View<'_>) -> bool {
        let rows = self.rows(view);
        self.cursor.click(&rows, at)
    }
}

#[cfg(test)]
mod tests;
