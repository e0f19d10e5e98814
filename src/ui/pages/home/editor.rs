//! The section editor: what a pinned section is, what the listener changed of it, and what it
//! would show. Nothing is changed before it is kept; then it is one change.

use ratatui::layout::Rect;

use super::super::super::canvas::{Canvas, after, below, cells, row};
use super::super::super::keymap::{Action, Press};
use super::super::super::page::{Effect, Outcome, Panel, Slot, View};
use super::super::super::theme::Role;
use super::super::super::widgets::choice::{Choice, ChoicePanel};
use super::super::super::widgets::field::Field;
use super::super::super::widgets::list::{ListCursor, Plain};
use super::limit;
use crate::domain::feedback::{Target, Verb};
use crate::domain::human;
use crate::domain::ids::PinId;
use crate::domain::limit::words;
use crate::domain::query::parse;
use crate::domain::section::{Aspect, ItemRef, PickOrder, Pin, PinMode, Recipe, Section};
use crate::domain::text::clean_or_none;
use crate::domain::time::Moment;
use crate::player::protocol::{Answer, Command, Question, Weight};

const PINS: Slot = "editor-pins";
const PREVIEW: Slot = "editor-preview";
/// Cells of what a line is called.
const LABEL: u16 = 12;
/// Narrower there is no room for a preview.
const WITH_PREVIEW: u16 = 64;
/// Picks of a section that is built from nothing.
const LENGTH: u32 = 20;
const MOST: u32 = 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Line {
    Name,
    /// The query of a section that is built by rule.
    Rule,
    Length,
    Order,
    Limits,
    Changed(Aspect),
    Keep,
    Copy,
    Hide,
    GiveBack,
}

pub struct EditorPanel {
    /// As it stands on home; none while it is built from nothing.
    section: Option<Section>,
    stands: Option<Pin>,
    draft: Option<Pin>,
    preview: Option<Section>,
    cursor: ListCursor<Line>,
    /// What is typed into the line under the cursor.
    field: Option<Field>,
}

impl EditorPanel {
    /// Edits a section that is pinned.
    #[must_use]
    pub fn of(section: &Section) -> Self {
        let section = Some(section.clone());
        Self { section, stands: None, draft: None, preview: None, cursor: ListCursor::default(), field: None }
    }

    /// Builds one from nothing: a rule, an order, a size.
    #[must_use]
    pub fn blank(now: Moment) -> Self {
        let recipe = Recipe { kind: "query".into(), length: LENGTH, words: Some(String::new()), ..Recipe::default() };
        let draft = Pin {
            id: PinId::made_at(now.unix_ms),
            place: 0,
            mode: PinMode::Recipe,
            title: String::new(),
            recipe,
            picks: Vec::new(),
            pinned_at: now,
        };
        let mut cursor = ListCursor::default();
        cursor.expect(Line::Rule);
        Self { section: None, stands: None, draft: Some(draft), preview: None, cursor, field: None }
    }

    fn lines(&self) -> Vec<Line> {
        let Some(draft) = &self.draft else { return Vec::new() };
        let mut lines = vec![Line::Name];
        lines.extend(draft.recipe.words.is_some().then_some(Line::Rule));
        if draft.mode == PinMode::Recipe {
            lines.extend([Line::Length, Line::Order]);
            lines.extend(self.section.is_some().then_some(Line::Limits));
        }
        lines.extend(draft.differences().into_iter().map(|line| Line::Changed(line.of)));
        lines.extend(self.is_changed().then_some(Line::Keep));
        if self.section.is_some() {
            lines.extend([Line::Copy, Line::Hide, Line::GiveBack]);
        }
        lines
    }

    fn is_changed(&self) -> bool {
        match (&self.draft, &self.stands) {
            (Some(draft), None) => draft.recipe.words.as_deref().is_some_and(|words| !words.is_empty()),
            (draft, stands) => draft != stands,
        }
    }

    /// Label and value of a line.
    fn says(&self, line: Line) -> (&'static str, String) {
        let Some(draft) = &self.draft else { return ("", String::new()) };
        let recipe = &draft.recipe;
        match line {
            Line::Name => ("name", draft.title.clone()),
            Line::Rule => ("rule", recipe.words.clone().unwrap_or_default()),
            Line::Length => ("length", format!("{} at most", human::count(recipe.length, "pick", "picks"))),
            Line::Order => ("order", recipe.order.words().into()),
            Line::Limits if recipe.limits.is_empty() => ("also only", "whatever it finds".into()),
            Line::Limits => ("also only", words(&recipe.limits)),
            Line::Changed(of) => {
                let line = draft.differences().into_iter().find(|line| line.of == of);
                ("+ changed", line.map(|line| line.words).unwrap_or_default())
            }
            Line::Keep if self.stands.is_none() => ("keep", "puts it on home, below Jump back in".into()),
            Line::Keep => ("keep", "what you changed".into()),
            Line::Copy => ("copy", "the same once more, below it".into()),
            Line::Hide => ("hide", "off home; You brings it back".into()),
            Line::GiveBack => ("give back", "all of it to tonearm".into()),
        }
    }

    fn ask(&self) -> Vec<Effect> {
        let Some(draft) = &self.draft else { return Vec::new() };
        vec![Effect::Ask { slot: PREVIEW, question: Question::Preview { pin: Box::new(draft.clone()) } }]
    }

    /// Changes the draft, and asks what it would show.
    fn change(&mut self, change: impl FnOnce(&mut Pin)) -> Outcome {
        if let Some(draft) = &mut self.draft {
            change(draft);
        }
        Outcome::Done(self.ask())
    }

    fn turn(&mut self, line: Line, on: bool) -> Outcome {
        match line {
            Line::Length => self.change(|pin| {
                let length = pin.recipe.length;
                pin.recipe.length = if on { (length + 1).min(MOST) } else { length.saturating_sub(1).max(1) };
            }),
            Line::Order => self.change(|pin| {
                let all = PickOrder::ALL;
                let at = all.iter().position(|order| *order == pin.recipe.order).unwrap_or(0);
                let to = (at + if on { 1 } else { all.len() - 1 }) % all.len();
                pin.recipe.order = all.get(to).copied().unwrap_or_default();
            }),
            _ => Outcome::done(),
        }
    }

    fn give_back(&mut self, of: Aspect) -> Outcome {
        self.change(|pin| *pin = pin.clone().given_back(of))
    }

    fn enter(&mut self, line: Line) -> Outcome {
        let typed = match (&self.draft, line) {
            (Some(draft), Line::Name) => Some(draft.title.clone()),
            (Some(draft), Line::Rule) => draft.recipe.words.clone(),
            (Some(draft), Line::Length) => Some(draft.recipe.length.to_string()),
            _ => None,
        };
        if let Some(typed) = typed {
            self.field = Some(Field::new(&typed));
            return Outcome::done();
        }
        let Some(draft) = &self.draft else { return Outcome::done() };
        let then = match line {
            Line::Order => return self.turn(Line::Order, true),
            Line::Changed(of) => return self.give_back(of),
            Line::Limits => match &self.section {
                Some(section) => {
                    let mut effects = self.keep();
                    effects.push(Effect::Panel(Box::new(limit::panel(section, ""))));
                    return Outcome::Done(effects);
                }
                None => return Outcome::done(),
            },
            Line::Keep => return Outcome::Done(self.keep()),
            Line::Copy => Command::CopyPin { pin: Box::new(draft.clone()) },
            Line::Hide => Command::Say { verb: Verb::Hide, target: Target::Section(format!("pin:{}", draft.id)) },
            Line::GiveBack => Command::Unpin { pin: draft.id },
            Line::Name | Line::Rule | Line::Length => return Outcome::done(),
        };
        Outcome::Done(vec![Effect::ClosePanel, Effect::Send(then)])
    }

    /// Closes, with what was changed as one change.
    fn keep(&self) -> Vec<Effect> {
        let mut effects = vec![Effect::ClosePanel];
        let Some(draft) = self.draft.clone().filter(|_| self.is_changed()) else { return effects };
        effects.push(match (self.stands.is_some(), self.problem()) {
            (_, Some(problem)) => Effect::Tell(Weight::Warning, format!("{problem}; nothing was changed")),
            (true, None) => {
                Effect::Send(Command::ShapePin { pin: draft.id, title: draft.title, recipe: Box::new(draft.recipe) })
            }
            (false, None) => {
                let named = clean_or_none(&draft.title);
                let title = named.or_else(|| draft.recipe.words.clone()).unwrap_or_default();
                Effect::Send(Command::MakeSection { title, recipe: draft.recipe })
            }
        });
        effects
    }

    /// What is wrong with the rule.
    fn problem(&self) -> Option<String> {
        let words = self.draft.as_ref()?.recipe.words.as_deref()?;
        parse(words).err().map(|problem| problem.message)
    }

    fn take_typed(&mut self, line: Line) -> Outcome {
        let Some(field) = self.field.take() else { return Outcome::done() };
        let typed = clean_or_none(field.value());
        match (line, typed) {
            (Line::Name, Some(name)) => self.change(|pin| pin.title = name),
            (Line::Rule, Some(rule)) => self.change(|pin| pin.recipe.words = Some(rule)),
            (Line::Length, Some(said)) => match said.parse::<u32>() {
                Ok(length) => self.change(|pin| pin.recipe.length = length.clamp(1, MOST)),
                Err(_) => Outcome::tell(format!("“{said}” is no number; nothing was changed")),
            },
            _ => Outcome::done(),
        }
    }

    fn close(&self) -> Outcome {
        if !self.is_changed() {
            return Outcome::effect(Effect::ClosePanel);
        }
        let mut keep = self.keep();
        keep.retain(|effect| !matches!(effect, Effect::ClosePanel));
        let choices = vec![
            Choice::new('k', "keep it", "as one change, u takes it back", keep),
            Choice::new('d', "drop it", "it stays as it was", Vec::new()),
        ];
        let asked = ChoicePanel::new("Keep what you changed?", choices);
        Outcome::Done(vec![Effect::ClosePanel, Effect::Panel(Box::new(asked))])
    }

    fn draw_preview(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(head) = row(area, 0) else { return };
        if let Some(problem) = self.problem() {
            canvas.put(head, &problem, Role::Reason);
            return;
        }
        let Some(preview) = &self.preview else {
            canvas.put(head, "Preview", Role::Reason);
            return;
        };
        let stood: Vec<ItemRef> =
            self.section.iter().flat_map(|section| &section.picks).map(|pick| pick.item.what).collect();
        let is_new = |what: &ItemRef| !stood.is_empty() && !stood.contains(what);
        let new = preview.picks.iter().filter(|pick| is_new(&pick.item.what)).count();
        let count = human::count(u32::try_from(preview.picks.len()).unwrap_or(u32::MAX), "pick", "picks");
        let told = if new > 0 { format!("Preview, {count}, {new} new") } else { format!("Preview, {count}") };
        canvas.put(head, &told, Role::Title);
        for (place, pick) in below(area, 1).rows().zip(&preview.picks) {
            let mark = if is_new(&pick.item.what) { "+" } else { " " };
            canvas.put(place, mark, Role::Accent);
            let half = place.width / 2;
            canvas.put(Rect { width: half.saturating_sub(1), ..after(place, 2) }, pick.item.name(), Role::Text);
            canvas.put(after(place, half + 2), &pick.item.artist, Role::Reason);
        }
    }
}

impl Panel for EditorPanel {
    fn open(&mut self, _view: &View<'_>) -> Vec<Effect> {
        match self.draft {
            Some(_) => Vec::new(),
            None => vec![Effect::Ask { slot: PINS, question: Question::Pins }],
        }
    }

    fn height(&self, _view: &View<'_>, _width: u16) -> u16 {
        cells(self.lines().len()).max(8) + 2
    }

    fn key(&mut self, press: Press, action: Option<Action>, _view: &View<'_>) -> Outcome {
        let lines = self.lines();
        let rows = Plain(&lines, |line: &Line| *line);
        self.cursor.settle(&rows);
        let line = self.cursor.key().copied();
        if let (Some(field), Some(line)) = (&mut self.field, line) {
            match action {
                Some(Action::Cancel) => self.field = None,
                Some(Action::Enter) => return self.take_typed(line),
                _ => drop(field.press(press)),
            }
            return Outcome::done();
        }
        match (action, line) {
            (Some(Action::Cancel | Action::Close), _) => self.close(),
            (Some(Action::Enter | Action::Edit), Some(line)) => self.enter(line),
            (Some(Action::Left), Some(line)) => self.turn(line, false),
            (Some(Action::Right), Some(line)) => self.turn(line, true),
            (Some(Action::TakeOut), Some(line)) => match line {
                Line::Name => self.give_back(Aspect::Title),
                Line::Length => self.give_back(Aspect::Length),
                Line::Order => self.give_back(Aspect::Order),
                Line::Limits => self.give_back(Aspect::Limits),
                Line::Changed(of) => self.give_back(of),
                _ => Outcome::done(),
            },
            (Some(action), _) => {
                self.cursor.travel(action, &rows);
                Outcome::done()
            }
            (None, _) => Outcome::done(),
        }
    }

    fn paste(&mut self, text: &str) {
        if let Some(field) = &mut self.field {
            field.paste(text);
        }
    }

    fn answer(&mut self, slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            Answer::Pins { pins } if slot == PINS => {
                let pin = self.section.as_ref().and_then(|section| section.pin);
                self.stands = pins.into_iter().find(|other| Some(other.id) == pin);
                self.draft.clone_from(&self.stands);
                self.ask()
            }
            Answer::Preview { section } if slot == PREVIEW => {
                self.preview = Some(*section);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn draw(&mut self, _view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let title = match (&self.section, &self.draft) {
            (None, _) => "A new section, by your rule".to_owned(),
            (Some(section), Some(draft)) => format!("Edit “{}”, place {}", section.title, draft.place + 1),
            (Some(section), None) => format!("Edit “{}”", section.title),
        };
        if let Some(head) = row(area, 0) {
            canvas.put(after(head, 1), &title, Role::Title);
        }
        let has_preview = area.width >= WITH_PREVIEW;
        let body = below(area, if area.height > 8 { 2 } else { 1 });
        let left = if has_preview { Rect { width: area.width / 2 + 2, ..body } } else { body };
        let lines = self.lines();
        self.cursor.settle(&Plain(&lines, |line: &Line| *line));
        let window = self.cursor.window(lines.len(), left);
        for (place, index) in left.rows().zip(window) {
            let Some(line) = lines.get(index) else { continue };
            let focused = self.cursor.row() == Some(index);
            let (label, value) = self.says(*line);
            if focused {
                canvas.focus(place);
            }
            canvas.put(Rect { width: LABEL.min(place.width), ..after(place, 1) }, label, Role::Reason);
            let value_at = after(place, LABEL);
            match &self.field {
                Some(field) if focused => field.draw(value_at, true, canvas),
                _ => drop(canvas.put(value_at, &value, Role::Text.strong_if(focused))),
            }
        }
        if has_preview {
            self.draw_preview(after(body, left.width + 2), canvas);
        }
    }

    fn keys(&self) -> &'static str {
        if self.field.is_some() {
            "Enter takes it   Esc leaves it"
        } else {
            "h l change   Enter type or do   d give back   Esc keep or drop"
        }
    }
}
