//! The builder of a playlist by rules: a line for its name, one for each condition below the
//! group that it stands in, one each for order, limit and what it is about, all of it as text, and
//! what it finds now. Lines and text are two faces of one query.

mod counts;
mod draft;
mod drawing;
mod editing;
mod keeping;
#[cfg(test)]
mod tests;

use crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};

use super::super::canvas::Canvas;
use super::super::keymap::{Action, Context, Press};
use super::super::page::{Effect, Outcome, Panel, Slot, View};
use super::list::ListCursor;
use super::why_by_rules::AskByRulesPanel;
use crate::domain::human;
use crate::domain::smart_playlist::{PREVIEWED, RulesFound, SmartPlaylist};
use crate::player::protocol::{Answer, Question};

use self::counts::Counts;
use self::draft::{Draft, Steps};
use self::drawing::{Row, keyed, rows};
use self::editing::{Editing, Place, told};

const FOUND: Slot = "found";
const VALUES: Slot = "values";
const COUNTS: Slot = "counts";

pub struct RulesPanel {
    /// None for one that is yet to be made.
    list: Option<SmartPlaylist>,
    steps: Steps,
    began: Draft,
    cursor: ListCursor<Place>,
    editing: Option<Editing>,
    found: Option<RulesFound>,
    /// The text that was asked about last.
    asked: Option<String>,
    counts: Counts,
    /// What keeps a key from doing what it would.
    said: Option<String>,
    /// It was to be closed with what is not kept.
    leaving: bool,
}

impl RulesPanel {
    /// For a new list that begins with these rules.
    #[must_use]
    pub fn new(rules: &str) -> Self {
        // What was suggested is worth asking for before it is dropped.
        let mut panel = Self::of(None, Draft::of("", rules, ""), Draft::default());
        panel.write(Place::Name);
        panel
    }

    #[must_use]
    pub fn edit(list: &SmartPlaylist) -> Self {
        let draft = Draft::of(&list.name, &list.rules, &list.description);
        let mut panel = Self::of(Some(list.clone()), draft.clone(), draft);
        let lines = panel.steps.now.outline.lines();
        if let Some(line) = lines.get(1).or(lines.first()) {
            panel.cursor.expect(Place::Line(line.id));
        }
        panel
    }

    fn of(list: Option<SmartPlaylist>, draft: Draft, began: Draft) -> Self {
        Self {
            list,
            steps: Steps::begin(draft),
            began,
            cursor: ListCursor::default(),
            editing: None,
            found: None,
            asked: None,
            counts: Counts::default(),
            said: None,
            leaving: false,
        }
    }

    /// The draft as it would be if what is written were taken.
    fn live(&self) -> Draft {
        let now = &self.steps.now;
        self.editing.as_ref().map_or_else(|| now.clone(), |editing| editing.live(now))
    }

    /// The lines. While the text is written they follow it as far as it can be read.
    fn rows(&self) -> Vec<Row> {
        match &self.editing {
            Some(editing) if editing.place == Place::Text => rows(&self.live(), None),
            editing => rows(&self.steps.now, editing.as_ref().map(|editing| editing.place)),
        }
    }

    /// Asks for what is new: what the rules find, how many meet each of them, how it could go on.
    fn ask(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        let live = self.live();
        let text = live.text();
        if self.asked.as_ref() != Some(&text) && live.broken.is_none() {
            self.asked = Some(text.clone());
            effects.push(Effect::Ask { slot: FOUND, question: Question::Rules { rules: text, first: PREVIEWED } });
        }
        let counts = self.counts.ask(rows(&live, None).into_iter().filter_map(|row| row.counted));
        effects.extend(counts.map(|question| Effect::Ask { slot: COUNTS, question }));
        let values = self.editing.as_mut().and_then(|editing| editing.follow(&self.steps.now));
        effects.extend(values.map(|question| Effect::Ask { slot: VALUES, question }));
        effects
    }

    fn is_changed(&self) -> bool {
        !self.live().says_what(&self.began) || self.editing.as_ref().is_some_and(Editing::is_changed)
    }

    /// The place under the cursor.
    fn place(&mut self) -> Place {
        self.cursor.settle(&keyed(&self.rows()));
        self.cursor.key().copied().unwrap_or(Place::Name)
    }

    fn go_to(&mut self, place: Place) {
        let rows = self.rows();
        self.cursor.go_to(&keyed(&rows), &place);
    }

    /// Opens a line to write in it; whether it is one for that.
    fn write(&mut self, place: Place) -> bool {
        self.editing = Editing::of(place, &self.steps.now);
        self.go_to(place);
        self.editing.is_some()
    }

    /// Takes what is written, or says what is wrong with it; whether it was taken.
    fn take(&mut self) -> bool {
        let Some(mut editing) = self.editing.take() else { return true };
        if !editing.is_changed() {
            self.go_to(editing.beside(&self.steps.now));
            return true;
        }
        match editing.applied(&self.steps.now) {
            Ok((draft, place)) => {
                if !draft.says_what(&self.steps.now) {
                    self.steps.take(draft);
                }
                self.go_to(place);
                true
            }
            Err(problem) => {
                self.said = Some(told(editing.field.value(), &problem));
                editing.go_to(&problem);
                self.editing = Some(editing);
                false
            }
        }
    }

    fn write_key(&mut self, press: Press, action: Option<Action>) -> Outcome {
        let place = self.editing.as_ref().map(|editing| editing.place);
        match (press.code, action) {
            (_, Some(Action::Cancel)) => {
                let untouched = self.list.is_none() && !self.is_changed();
                let left = self.editing.take();
                if untouched {
                    return Outcome::effect(Effect::ClosePanel);
                }
                if let Some(editing) = left {
                    self.go_to(editing.beside(&self.steps.now));
                }
            }
            (_, Some(Action::Enter)) => {
                // A name alone makes no list: Enter goes on to its rules.
                let root = self.steps.now.outline.root();
                if self.take() && place == Some(Place::Name) && self.steps.now.text().is_empty() {
                    self.write(Place::New(root));
                }
            }
            (_, Some(Action::NextPage)) => {
                if let Some(editing) = &mut self.editing {
                    editing.complete();
                }
            }
            (code @ (KeyCode::Up | KeyCode::Down), _) => {
                if self.take() {
                    let step = if code == KeyCode::Up { Action::Up } else { Action::Down };
                    self.cursor.travel(step, &keyed(&rows(&self.steps.now, None)));
                }
            }
            _ => {
                if let Some(editing) = &mut self.editing {
                    editing.press(press);
                }
            }
        }
        Outcome::Done(self.ask())
    }

    fn act(&mut self, action: Action, view: &View<'_>) -> Outcome {
        let place = self.place();
        match action {
            Action::Cancel | Action::Close => {
                self.leaving = self.is_changed();
                return if self.leaving { Outcome::done() } else { Outcome::effect(Effect::ClosePanel) };
            }
            Action::KeepRules => return self.keep(view),
            Action::Enter | Action::Edit if place == Place::Keep => return self.keep(view),
            Action::Enter | Action::Edit | Action::Right => _ = self.write(place),
            Action::RulesAsText => _ = self.write(Place::Text),
            Action::AddRule => {
                let new = match place {
                    Place::Line(line) => Place::New(line),
                    Place::Name => Place::New(self.steps.now.outline.root()),
                    _ => Place::Last,
                };
                self.write(new);
            }
            Action::GroupRules => match place {
                Place::Line(line) => {
                    if !self.steps.shape(|outline| outline.turn(line)) {
                        self.said = Some("Groups stand too deep in each other".into());
                    }
                }
                _ => self.said = Some("It stands on a rule or a group".into()),
            },
            Action::TakeOut => self.take_out(place),
            Action::MoveDown | Action::MoveUp => {
                if let Place::Line(line) = place {
                    self.steps.shape(|outline| outline.shift(line, action == Action::MoveDown));
                }
            }
            Action::Undo | Action::Redo => {
                if !self.steps.go(action == Action::Undo) {
                    let what = if action == Action::Undo { "undo" } else { "redo" };
                    self.said = Some(format!("Nothing more to {what} here"));
                }
            }
            Action::Copy => return Outcome::effect(Effect::Copy(self.steps.now.text())),
            Action::Why => return self.why(),
            _ => {
                let rows = self.rows();
                self.cursor.travel(action, &keyed(&rows));
            }
        }
        Outcome::Done(self.ask())
    }

    fn take_out(&mut self, place: Place) {
        let mut next = self.steps.now.clone();
        match place {
            Place::Line(line) => {
                self.steps.shape(|outline| outline.remove(line));
                return;
            }
            Place::Sort if !next.outline.sort.is_empty() => {
                next.outline.sort.clear();
                next.broken = None;
            }
            Place::Limit if next.outline.limit.is_some() => {
                next.outline.limit = None;
                next.broken = None;
            }
            Place::About => next.about.clear(),
            _ => return,
        }
        if !next.says_what(&self.steps.now) {
            self.steps.take(next);
        }
    }

    /// Which track is asked about: only of rules as they are kept.
    fn why(&mut self) -> Outcome {
        match &self.list {
            Some(list) if !self.is_changed() => {
                let ask = AskByRulesPanel::from_builder(list);
                Outcome::Done(vec![Effect::ClosePanel, Effect::Panel(Box::new(ask))])
            }
            _ => {
                self.said = Some("Keep it first: tracks are asked about in lists that are kept".into());
                Outcome::done()
            }
        }
    }
}

/// "31 tracks · 1 h 58 min · 912 MB".
#[must_use]
pub fn said(found: &RulesFound) -> String {
    match &found.problem {
        Some(problem) => problem.clone(),
        None if found.tracks == 0 && found.lacking.is_empty() => "nothing now".into(),
        None if found.tracks == 0 => format!("nothing: {}", found.lacking.join("; ")),
        None => {
            let tracks = human::count(found.tracks, "track", "tracks");
            let size = format!("{:.0} MB", found.bytes as f64 / 1e6);
            let lacking: String = found.lacking.iter().map(|lacking| format!(" · {lacking}")).collect();
            format!("{tracks} · {} · {size}{lacking}", human::span(found.length_ms))
        }
    }
}

impl Panel for RulesPanel {
    fn open(&mut self, _view: &View<'_>) -> Vec<Effect> {
        self.ask()
    }

    fn height(&self, _view: &View<'_>, _width: u16) -> u16 {
        // The more rows, the better the preview.
        u16::MAX / 2
    }

    fn needs_all(&self) -> bool {
        true
    }

    fn context(&self) -> Context {
        if self.editing.is_some() { Context::Global } else { Context::Rules }
    }

    fn key(&mut self, press: Press, action: Option<Action>, view: &View<'_>) -> Outcome {
        if self.leaving {
            return match (press.letter(), action) {
                (Some('k'), _) | (_, Some(Action::Enter | Action::KeepRules)) => self.keep(view),
                (Some('d'), _) => Outcome::effect(Effect::ClosePanel),
                _ => {
                    self.leaving = false;
                    Outcome::done()
                }
            };
        }
        self.said = None;
        match (&self.editing, action) {
            (Some(_), _) => self.write_key(press, action),
            (None, Some(action)) => self.act(action, view),
            (None, None) => Outcome::done(),
        }
    }

    fn takes_text(&self) -> bool {
        self.editing.is_some()
    }

    /// What is written is not taken by it: the wheel is no Enter.
    fn wheel(&mut self, action: Action, view: &View<'_>) -> Outcome {
        if self.leaving || self.editing.is_some() {
            return Outcome::done();
        }
        self.said = None;
        self.act(action, view)
    }

    fn paste(&mut self, text: &str, _view: &View<'_>) -> Vec<Effect> {
        let Some(editing) = &mut self.editing else { return Vec::new() };
        editing.field.paste(text);
        self.said = None;
        self.ask()
    }

    fn answer(&mut self, slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            Answer::Rules(found) => self.found = Some(found),
            Answer::Values { facet, begun, values } => {
                if let Some(editing) = &mut self.editing {
                    editing.arrive(facet, &begun, values);
                }
            }
            Answer::RuleCounts { counts } => {
                self.counts.arrive(counts);
                return self.ask();
            }
            Answer::Failed { .. } if slot == COUNTS => {
                self.counts.arrive(Vec::new());
                return self.ask();
            }
            _ => {}
        }
        Vec::new()
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let completes = view.setup.keymap.list_in_field("{next-page}", self.context());
        self.draw_all(&completes, area, canvas);
    }

    fn click(&mut self, at: Position, view: &View<'_>) -> Outcome {
        let rows = self.rows();
        let Some(place) = self.cursor.row_at(at).and_then(|row| rows.get(row)).map(|row| row.place) else {
            return Outcome::done();
        };
        let was = self.place();
        let is_written = self.editing.as_ref().map(|editing| editing.place) == Some(place);
        if self.leaving || is_written || !self.take() {
            return Outcome::Done(self.ask());
        }
        self.said = None;
        self.go_to(place);
        // A click goes there, another one does what Enter does.
        if was == place { self.act(Action::Enter, view) } else { Outcome::Done(self.ask()) }
    }

    fn keys(&self) -> &'static str {
        match (&self.editing, self.leaving) {
            (_, true) => "k keeps it   d drops it",
            (Some(_), _) => "{play} takes it   {next-page} completes",
            (None, _) => {
                "{play} edits   {keep-rules} keeps it   {add-rule} adds   {group-rules} any, none   {take-out} out   {rules-text} text   {why} why   {move-down} {move-up} move"
            }
        }
    }
}
