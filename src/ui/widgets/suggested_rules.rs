//! Rules that tracks have in common, to pick from.

use ratatui::layout::Rect;

use super::super::canvas::{Canvas, after, below, cells, row};
use super::super::keymap::{Action, Context, Press};
use super::super::page::{Effect, Outcome, Panel, Slot, View};
use super::super::theme::Role;
use super::list::{ListCursor, Plain};
use super::rules::RulesPanel;
use crate::domain::browse::Selection;
use crate::domain::query::suggest::SuggestedRule;
use crate::domain::query::{Expression, parse};
use crate::player::protocol::{Answer, Question};

const SUGGESTED: Slot = "suggested";

pub struct SuggestedRulesPanel {
    of: Selection,
    title: String,
    /// The title names several lines, not one thing.
    several: bool,
    rules: Option<Vec<(SuggestedRule, bool)>>,
    cursor: ListCursor<String>,
}

impl SuggestedRulesPanel {
    #[must_use]
    pub fn new(of: Selection, title: &str, several: bool) -> Self {
        Self { of, title: title.to_owned(), several, rules: None, cursor: ListCursor::default() }
    }

    fn rows(&self) -> &[(SuggestedRule, bool)] {
        self.rules.as_deref().unwrap_or_default()
    }

    /// The text of all that is picked; of the line under the cursor when nothing is.
    fn picked(&self) -> String {
        let mut picked: Vec<&str> =
            self.rows().iter().filter(|(_, on)| *on).map(|(rule, _)| rule.rule.as_str()).collect();
        if picked.is_empty() {
            picked.extend(self.cursor.row().and_then(|row| self.rows().get(row)).map(|(rule, _)| rule.rule.as_str()));
        }
        let parts = picked.into_iter().filter_map(|rule| parse(rule).ok()).map(|query| query.expression);
        let whole = Expression::All(parts.collect()).normal();
        if whole.is_everything() { String::new() } else { whole.to_string() }
    }
}

fn keyed(rows: &[(SuggestedRule, bool)]) -> Plain<'_, (SuggestedRule, bool), String> {
    Plain(rows, |(rule, _)| rule.rule.clone())
}

impl Panel for SuggestedRulesPanel {
    fn open(&mut self, _view: &View<'_>) -> Vec<Effect> {
        vec![Effect::Ask { slot: SUGGESTED, question: Question::SuggestRules { of: self.of.clone() } }]
    }

    fn answer(&mut self, _slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            Answer::SuggestedRules { rules, .. } => {
                // Most lists are of one kind and time: what holds for nearly all is picked at once.
                let nearly_all = |rule: &SuggestedRule| u64::from(rule.covers) * 5 >= u64::from(rule.of) * 4;
                self.rules = Some(rules.into_iter().map(|rule| (rule.clone(), nearly_all(&rule))).collect());
            }
            Answer::Failed { reason } => return vec![Effect::ClosePanel, Effect::tell(reason)],
            _ => {}
        }
        Vec::new()
    }

    fn height(&self, _view: &View<'_>, _width: u16) -> u16 {
        cells(self.rows().len().max(1)) + 2
    }

    fn context(&self) -> Context {
        Context::Panel
    }

    fn key(&mut self, _press: Press, action: Option<Action>, _view: &View<'_>) -> Outcome {
        match action {
            Some(Action::Cancel | Action::Close) => return Outcome::effect(Effect::ClosePanel),
            Some(Action::Enter) => {
                let text = self.picked();
                if text.is_empty() {
                    return Outcome::effect(Effect::ClosePanel);
                }
                return Outcome::Done(vec![Effect::ClosePanel, Effect::Panel(Box::new(RulesPanel::new(&text)))]);
            }
            Some(Action::Toggle) => {
                let here = self.cursor.row();
                if let Some((_, on)) = here.and_then(|row| self.rules.as_mut()?.get_mut(row)) {
                    *on = !*on;
                }
            }
            Some(action) => {
                let rows = self.rules.take().unwrap_or_default();
                self.cursor.travel(action, &keyed(&rows));
                self.rules = Some(rows);
            }
            None => {}
        }
        Outcome::done()
    }

    fn draw(&mut self, _view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        if let Some(place) = row(area, 0) {
            let have = if self.several { "have" } else { "has" };
            canvas.put(after(place, 1), &format!("Rules that {} {have} in common", self.title), Role::Title);
        }
        let list = below(area, if area.height > 3 { 2 } else { 1 });
        let rows = self.rules.clone().unwrap_or_default();
        if rows.is_empty() {
            let words = if self.rules.is_some() { "Nothing that most of it shares" } else { "" };
            canvas.put(after(list, 1), words, Role::Reason);
            canvas.point_at(list.as_position());
            return;
        }
        self.cursor.settle(&keyed(&rows));
        for (place, index) in list.rows().zip(self.cursor.window(rows.len(), list)) {
            let Some((rule, on)) = rows.get(index) else { continue };
            let focused = self.cursor.row() == Some(index);
            if focused {
                canvas.focus(place);
            }
            canvas.put(after(place, 1), if *on { "[x]" } else { "[ ]" }, Role::Accent);
            let place = after(Rect { width: place.width.saturating_sub(1), ..place }, 5);
            let rest = canvas.put_right(place, &format!("  {}", rule.note()), Role::Reason);
            canvas.put(rest, &rule.rule, Role::Text.strong_if(focused));
        }
    }

    fn keys(&self) -> &'static str {
        "{play} makes a list   {toggle} picks"
    }
}
