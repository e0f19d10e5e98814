//! You: what the listener told tonearm, what it noticed, and what is stored, as one list.

mod rows;

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after, cells};
use super::super::keymap::Action;
use super::super::page::{Effect, Hint, Outcome, Page, PageId, Slot, Stale, Subject, View, Visit, hint};
use super::super::theme::{Ink, Role};
use super::super::widgets::choice::{Choice, ChoicePanel};
use super::super::widgets::dial::{Dial, DialPanel};
use super::super::widgets::list::ListCursor;
use super::super::widgets::passed::PassedPanel;
use super::super::width::width;
use super::heading;
use crate::domain::exclusion::Exclusion;
use crate::domain::feedback::Target;
use crate::domain::fold::search_form;
use crate::domain::human;
use crate::domain::listen::{Source, SourceKind};
use crate::domain::section::{ItemRef, Origin};
use crate::domain::you::{Noticed, Passed, You};
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
            Some(you) => rows::rows(you, view, self.likes, &self.narrowed),
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
            Thing::Limited(limited) => Outcome::send(Command::LimitSection {
                section: limited.section.clone(),
                title: limited.title.clone(),
                limits: Vec::new(),
            }),
            Thing::Passed(passed) => show_passed(passed),
            Thing::Likes { .. } => Outcome::teach("{open} lists them; {take-out} takes one back"),
            Thing::Noticed(noticed) if noticed.verdict.is_some() => judge(noticed, None),
            Thing::Setting(key) => Outcome::send(Command::Unset { key: *key }),
            Thing::Dial(dial) => Outcome::send(Command::Unset { key: dial.key }),
            Thing::Noticed(_) | Thing::Told => {
                Outcome::tell("That was counted, not told; there is nothing to take back")
            }
        }
    }

    /// `f` and `x` on what was noticed: right and wrong. `p` makes a section of it.
    fn judged(action: Action, line: &Line) -> Outcome {
        let Thing::Noticed(noticed) = &line.thing else { return Outcome::Ignored };
        let said = noticed.verdict.map(|verdict| verdict.right);
        match (action, &noticed.becomes) {
            (Action::Like, _) => judge(noticed, Some(true).filter(|_| said != Some(true))),
            (Action::Less, _) => judge(noticed, Some(false).filter(|_| said != Some(false))),
            (Action::Pin, Some((title, recipe))) => {
                Outcome::send(Command::MakeSection { title: title.clone(), recipe: recipe.clone() })
            }
            (Action::Pin, None) => Outcome::tell("There is no kind of section that could be made of that"),
            _ => Outcome::Ignored,
        }
    }

    /// `h` and `l` turn a dial.
    fn turn(dial: &Dial, up: bool) -> Outcome {
        match (dial.line, dial.turned(up)) {
            (Some(line), _) => Outcome::tell(format!("config.toml line {line} decides; change it there")),
            (None, Some(_)) if dial.is_previewed() => {
                Outcome::effect(Effect::Panel(Box::new(DialPanel::new(dial.clone(), Some(up)))))
            }
            (None, Some(value)) => Outcome::send(Command::Set { key: dial.key, value: value.to_owned() }),
            (None, None) => Outcome::done(),
        }
    }

    fn open(&mut self, line: &Line) -> Outcome {
        match &line.thing {
            Thing::Likes { open } => {
                self.likes = !open;
                Outcome::done()
            }
            Thing::Dial(dial) if dial.is_previewed() && dial.line.is_none() => {
                Outcome::effect(Effect::Panel(Box::new(DialPanel::new(dial.as_ref().clone(), None))))
            }
            Thing::Setting(_) | Thing::Dial(_) => Outcome::effect(Effect::Show(PageId::Settings)),
            Thing::Pin(_) => Outcome::effect(Effect::Show(PageId::Home)),
            Thing::Passed(passed) => show_passed(passed),
            Thing::Limited(limited) if limited.on_home => Outcome::effect(Effect::Show(PageId::Home)),
            Thing::Noticed(noticed) => match (&noticed.offer, noticed.verdict, noticed.item) {
                (Some(rule), None, _) => Outcome::effect(Effect::Panel(Box::new(offer_panel(noticed, rule)))),
                (_, _, Some(item)) => Outcome::effect(Effect::Visit(Visit::Item(item))),
                _ => Outcome::tell(line.changes.clone()),
            },
            Thing::Told if matches!(line.key, RowKey::Waiting(_)) => Outcome::effect(Effect::Show(PageId::Home)),
            // Music is opened, and played, as everywhere.
            Thing::Said(_) => Outcome::Ignored,
            Thing::LeftOut(_) | Thing::Limited(_) | Thing::Told => Outcome::tell(line.changes.clone()),
        }
    }
}

/// Where each of them can be taken back.
fn show_passed(passed: &Passed) -> Outcome {
    Outcome::effect(Effect::Panel(Box::new(PassedPanel::of(passed.list, &passed.name))))
}

fn judge(noticed: &Noticed, right: Option<bool>) -> Outcome {
    Outcome::send(Command::Judge { noticed: Box::new(noticed.clone()), right })
}

/// Asks whether what was noticed is taste, with its number.
fn offer_panel(noticed: &Noticed, rule: &Exclusion) -> ChoicePanel {
    let leave_out = vec![Effect::Send(Command::LeaveOut { rule: rule.clone() })];
    let keep = vec![Effect::Send(Command::Judge { noticed: Box::new(noticed.clone()), right: Some(false) })];
    let counts = format!("out of taste, kept in History: {}", noticed.counts);
    ChoicePanel::new(
        format!("{}. Is that taste?", noticed.sentence),
        vec![
            Choice::new('l', "leave it out", counts, leave_out),
            Choice::new('k', "it counts", "it stays as it is, and is not asked again", keep),
        ],
    )
}

fn item(line: &Line) -> Option<ItemRef> {
    match &line.thing {
        Thing::Said(said) => match said.target {
            Target::Item(item) => Some(item),
            _ => None,
        },
        Thing::Noticed(noticed) => noticed.item,
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
    if let Thing::Dial(dial) = &line.thing {
        return draw_dial(line, dial, text, reason, rest, canvas);
    }
    let left = canvas.put_right(rest, &line.when, reason);
    let rest = if line.when.is_empty() { rest } else { Rect { width: left.width.saturating_sub(2), ..left } };
    // Details stand in one column; a sentence keeps more of the line for itself.
    let of_rest = |share: u32| u16::try_from(u32::from(rest.width) * share / 100).unwrap_or(rest.width);
    let width = if line.detail.is_empty() {
        rest.width + 1
    } else if line.verb.is_empty() {
        (cells(width(&line.title)) + 2).clamp(of_rest(50), of_rest(64))
    } else {
        of_rest(58)
    };
    canvas.put(Rect { width: width.saturating_sub(1), ..rest }, &line.title, text);
    canvas.put(after(rest, width), &line.detail, reason);
}

/// What it sets, the dial, and where it stands in words.
fn draw_dial(line: &Line, dial: &Dial, text: Ink, reason: Ink, rest: Rect, canvas: &mut Canvas<'_>) {
    const TITLE: u16 = 20;
    let drawn = dial.drawn(if rest.width >= 90 { 25 } else { 13 });
    canvas.put(Rect { width: TITLE.min(rest.width), ..rest }, &line.title, text);
    let rest = after(rest, TITLE);
    let used = canvas.put(rest, &drawn, text);
    canvas.put(after(rest, used + 3), &line.detail, reason);
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
    if width(right) <= usize::from(rest.width) {
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
        if let (Thing::Dial(dial), Action::Left | Action::Right) = (&line.thing, action) {
            return Self::turn(dial, action == Action::Right);
        }
        match action {
            Action::TakeOut => Self::take_back(&line),
            Action::Like | Action::Less | Action::Pin if matches!(line.thing, Thing::Noticed(_)) => {
                Self::judged(action, &line)
            }
            Action::Why => Outcome::tell(line.changes),
            Action::Open => self.open(&line),
            // Enter plays music, and opens what is none.
            Action::Enter if !matches!(line.thing, Thing::Said(_)) || item(&line).is_none() => self.open(&line),
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
        let fits = width(&long) + 9 <= usize::from(area.width);
        let area = heading::draw(area, "You", if fits { &long } else { &short }, canvas);
        let rows = self.rows(view);
        if rows.0.is_empty() {
            let words = match (&self.failed, &self.you) {
                (Some(reason), _) => reason,
                (None, Some(_)) => heading::NO_HITS,
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
        view.words(match &line.thing {
            Thing::Said(_) if item(&line).is_some() => {
                return format!("{} plays {}", view.key(Action::Enter), line.title);
            }
            Thing::Likes { open: false } => "{play} lists them",
            Thing::Likes { open: true } => "{play} folds them",
            Thing::Dial(dial) if dial.is_previewed() => "{play} turns it, and says first what changes",
            Thing::Setting(_) | Thing::Dial(_) => "{play} opens Settings",
            Thing::Pin(_) => "{play} shows it on Home",
            Thing::Limited(limited) if limited.on_home => "{play} shows Home",
            Thing::Told if matches!(line.key, RowKey::Waiting(_)) => "{play} shows Home",
            Thing::Noticed(noticed) if noticed.offer.is_some() && noticed.verdict.is_none() => {
                "{play} asks whether it is taste"
            }
            Thing::Noticed(noticed) if noticed.item.is_some() => "{play} opens it",
            _ => "{play} says what it changes",
        })
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
        match &line.thing {
            Thing::Noticed(noticed) if noticed.verdict.is_none() => {
                hints.extend([hint(Action::Like, "right"), hint(Action::Less, "wrong")]);
                if noticed.becomes.is_some() {
                    hints.push(hint(Action::Pin, "section"));
                }
            }
            Thing::Dial(_) => hints.extend([hint(Action::Left, "less"), hint(Action::Right, "more")]),
            Thing::Told | Thing::Likes { .. } => {}
            _ => hints.push(hint(Action::TakeOut, "take it back")),
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
