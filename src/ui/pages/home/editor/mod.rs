//! The section editor: what a pinned section is, what the listener changed of it, and what it
//! would show. Nothing is changed before it is kept; then it is one change.

use ratatui::layout::Rect;

use super::super::super::canvas::{Canvas, after, below, cells, row};
use super::super::super::keymap::{Action, Context, Press};
use super::super::super::page::{Effect, Outcome, Panel, Slot, View};
use super::super::super::theme::Role;
use super::super::super::widgets::choice::{Choice, ChoicePanel};
use super::super::super::widgets::field::Field;
use super::super::super::widgets::list::{ListCursor, Plain};
use super::super::super::width::width;
use super::limit;
use crate::domain::feedback::{Target, Verb};
use crate::domain::ids::PinId;
use crate::domain::query::parse;
use crate::domain::section::{ItemRef, Pin, PinMode, Recipe, Section};
use crate::domain::text::clean_or_none;
use crate::domain::time::Moment;
use crate::player::protocol::{Answer, Command, Question, Weight};

mod lines;
mod preview;
#[cfg(test)]
mod tests;

use lines::Line;

const PINS: Slot = "editor-pins";
const PREVIEW: Slot = "editor-preview";
/// Cells of what a line is called.
const LABEL: u16 = 13;
/// Narrower there is no room for a preview beside the lines.
const WITH_PREVIEW: u16 = 64;
/// Picks of a section that is built from nothing.
const LENGTH: u32 = 20;

pub struct EditorPanel {
    /// As it stands on home; none while it is built from nothing.
    section: Option<Section>,
    stands: Option<Pin>,
    draft: Option<Pin>,
    preview: Option<Section>,
    cursor: ListCursor<Line>,
    /// What is typed into the line under the cursor.
    field: Option<Field>,
    /// What was wrong with what was typed last.
    wrong: Option<String>,
}

impl EditorPanel {
    /// Edits a section that is pinned.
    #[must_use]
    pub fn of(section: &Section) -> Self {
        let section = Some(section.clone());
        Self {
            section,
            stands: None,
            draft: None,
            preview: None,
            cursor: ListCursor::default(),
            field: None,
            wrong: None,
        }
    }

    /// Builds one from nothing: a rule, an order, a size.
    #[must_use]
    pub fn blank(now: Moment) -> Self {
        Self::by_rule(String::new(), now)
    }

    /// Builds one on a rule that is there already.
    #[must_use]
    pub fn by_rule(rule: String, now: Moment) -> Self {
        let recipe = Recipe { kind: "query".into(), length: LENGTH, words: Some(rule), ..Recipe::default() };
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
        Self { section: None, stands: None, draft: Some(draft), preview: None, cursor, field: None, wrong: None }
    }

    fn lines(&self) -> Vec<Line> {
        let lines = |draft| Line::of(draft, self.section.is_some(), self.is_changed());
        self.draft.as_ref().map(lines).unwrap_or_default()
    }

    fn is_changed(&self) -> bool {
        match (&self.draft, &self.stands) {
            (Some(draft), None) => draft.recipe.words.as_deref().is_some_and(|words| !words.is_empty()),
            (draft, stands) => draft != stands,
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
        match self.draft.as_mut().is_some_and(|draft| line.turn(draft, on)) {
            true => Outcome::Done(self.ask()),
            false => Outcome::done(),
        }
    }

    /// `d`: tonearm's own again, and the place where it stood.
    fn give_back(&mut self, line: Line) -> Outcome {
        match (line, line.aspect(), self.stands.as_ref().map(|pin| pin.place)) {
            (_, Some(of), _) => self.change(|pin| *pin = pin.clone().given_back(of)),
            (Line::Place, _, Some(place)) => self.change(|pin| pin.place = place),
            _ => Outcome::done(),
        }
    }

    fn enter(&mut self, line: Line) -> Outcome {
        let Some(draft) = &self.draft else { return Outcome::done() };
        if let Some(typed) = line.typed(draft) {
            self.field = Some(Field::new(&typed));
            return Outcome::done();
        }
        let then = match line {
            Line::Order | Line::Look | Line::Explore => return self.turn(line, true),
            Line::Limits => match &self.section {
                Some(section) => {
                    let mut effects = self.keep();
                    // Within what is kept now, not what stood before.
                    let section = Section { limits: draft.recipe.limits.clone(), ..section.clone() };
                    effects.push(Effect::Panel(Box::new(limit::panel(&section, ""))));
                    return Outcome::Done(effects);
                }
                None => return Outcome::done(),
            },
            Line::Keep => return Outcome::Done(self.keep()),
            Line::Copy => Command::CopyPin { pin: Box::new(draft.clone()) },
            Line::Hide => Command::Say { verb: Verb::Hide, target: Target::Section(format!("pin:{}", draft.id)) },
            Line::GiveBack => Command::Unpin { pin: draft.id },
            Line::Name | Line::Rule | Line::Place | Line::Length | Line::Rows => return Outcome::done(),
        };
        // What else was changed is not lost with the panel; what goes back to tonearm goes whole.
        let mut effects = if line == Line::GiveBack { vec![Effect::ClosePanel] } else { self.keep() };
        effects.push(Effect::Send(then));
        Outcome::Done(effects)
    }

    /// Closes, with what was changed as one change.
    fn keep(&self) -> Vec<Effect> {
        let mut effects = vec![Effect::ClosePanel];
        let Some(draft) = self.draft.clone().filter(|_| self.is_changed()) else { return effects };
        effects.push(match (self.stands.is_some(), self.problem()) {
            (_, Some(problem)) => Effect::Tell(Weight::Warning, format!("{problem}; nothing was changed")),
            (true, None) => Effect::Send(Command::ShapePin {
                pin: draft.id,
                title: draft.title,
                recipe: Box::new(draft.recipe),
                place: Some(draft.place),
            }),
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
        let (Some(said), Some(draft)) = (clean_or_none(field.value()), &mut self.draft) else { return Outcome::done() };
        match line.take(&said, draft) {
            Ok(()) => Outcome::Done(self.ask()),
            // The message line is below the panel.
            Err(problem) => {
                self.wrong = Some(problem);
                Outcome::done()
            }
        }
    }

    fn close(&self) -> Outcome {
        if !self.is_changed() {
            return Outcome::effect(Effect::ClosePanel);
        }
        let mut keep = self.keep();
        keep.retain(|effect| !matches!(effect, Effect::ClosePanel));
        let choices = vec![
            Choice::new('k', "keep it", "as one change, which can be undone", keep),
            Choice::new('d', "drop it", "it stays as it was", Vec::new()),
        ];
        let asked = ChoicePanel::new("Keep what you changed?", choices);
        Outcome::Done(vec![Effect::ClosePanel, Effect::Panel(Box::new(asked))])
    }

    fn title(&self, has_preview: bool) -> String {
        let stood = self.stood();
        let told = self.preview.as_ref().filter(|_| !has_preview).map(|section| preview::told(section, &stood));
        let title = match (&self.section, &self.stands) {
            (None, _) => "A new section, by your rule".to_owned(),
            (Some(section), Some(pin)) => format!("Edit “{}”, place {}", section.title, u64::from(pin.place) + 1),
            (Some(section), None) => format!("Edit “{}”", section.title),
        };
        self.wrong.clone().or(told).unwrap_or(title)
    }

    /// What the section shows now.
    fn stood(&self) -> Vec<ItemRef> {
        self.section.iter().flat_map(|section| &section.picks).map(|pick| pick.item.what).collect()
    }

    fn draw_line(&self, line: Line, place: Rect, focused: bool, canvas: &mut Canvas<'_>) {
        let Some(draft) = &self.draft else { return };
        let own = line.own(draft);
        if own.is_some() {
            canvas.put(after(place, LABEL - 2), "+", Role::Hand);
        }
        canvas.put(Rect { width: LABEL.min(place.width), ..after(place, 1) }, line.label(), Role::Reason);
        let value_at = after(place, LABEL);
        if let Some(field) = self.field.as_ref().filter(|_| focused) {
            field.draw(value_at, true, canvas);
            return;
        }
        let value = line.value(draft, self.section.is_some());
        let used = canvas.put(value_at, &value, Role::Text.strong_if(focused));
        if let Some(own) = own {
            canvas.put(after(value_at, used + 2), &format!("tonearm: {own}"), Role::Reason);
        }
    }
}

impl Panel for EditorPanel {
    fn open(&mut self, _view: &View<'_>) -> Vec<Effect> {
        match self.draft {
            Some(_) => self.ask(),
            None => vec![Effect::Ask { slot: PINS, question: Question::Pins }],
        }
    }

    fn height(&self, _view: &View<'_>, _width: u16) -> u16 {
        cells(self.lines().len()).max(12) + 2
    }

    fn context(&self) -> Context {
        Context::Panel
    }

    fn key(&mut self, press: Press, action: Option<Action>, _view: &View<'_>) -> Outcome {
        let lines = self.lines();
        let rows = Plain(&lines, |line: &Line| *line);
        self.cursor.settle(&rows);
        let line = self.cursor.key().copied();
        self.wrong = None;
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
            (Some(Action::TakeOut), Some(line)) => self.give_back(line),
            _ if self.waits() => Outcome::Ignored,
            (Some(action), _) => {
                self.cursor.travel(action, &rows);
                Outcome::done()
            }
            (None, _) => Outcome::done(),
        }
    }

    fn takes_text(&self) -> bool {
        self.field.is_some()
    }

    fn waits(&self) -> bool {
        self.draft.is_none()
    }

    fn paste(&mut self, text: &str, _view: &View<'_>) -> Vec<Effect> {
        if let Some(field) = &mut self.field {
            field.paste(text);
        }
        Vec::new()
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
        let has_preview = area.width >= WITH_PREVIEW;
        let body = below(area, if area.height > 8 { 2 } else { 1 });
        let left = if has_preview { Rect { width: area.width / 2 + 2, ..body } } else { body };
        let lines = self.lines();
        self.cursor.settle(&Plain(&lines, |line: &Line| *line));
        let window = self.cursor.window(lines.len(), left);
        let below = lines.len().saturating_sub(window.end);
        if let Some(head) = row(area, 0) {
            let title = self.title(has_preview);
            let more = if below > 0 { format!("  {below} more below") } else { String::new() };
            // Above the lines it tells of, or behind the title where that is longer.
            let needed = cells(width(&title) + width(&more) + 2);
            let head = Rect { width: left.width.max(needed).min(area.width).saturating_sub(1), ..head };
            let head = if below > 0 { canvas.put_right(head, &more, Role::Reason) } else { area };
            canvas.put(after(Rect { height: 1, ..head }, 1), &title, Role::Title);
        }
        for (place, index) in left.rows().zip(window) {
            let Some(line) = lines.get(index) else { continue };
            let focused = self.cursor.row() == Some(index);
            if focused {
                canvas.focus(place);
            }
            self.draw_line(*line, place, focused, canvas);
        }
        if has_preview {
            let place = after(body, left.width + 2);
            match (self.problem(), row(place, 0)) {
                (Some(problem), Some(head)) => drop(canvas.put(head, &problem, Role::Reason)),
                _ => {
                    let shows = self.draft.as_ref().map(|draft| draft.recipe.shows).unwrap_or_default();
                    preview::draw(self.preview.as_ref(), &self.stood(), shows, place, canvas);
                }
            }
        }
    }

    fn keys(&self) -> &'static str {
        if self.field.is_some() {
            "{play} takes it   {cancel} leaves it"
        } else {
            "{left} {right} change   {play} type or do   {take-out} give back   {cancel} keep or drop"
        }
    }
}
