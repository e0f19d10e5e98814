//! The filter: `/` narrows the list of the page to the lines that a line of the query language
//! finds. Words look at what the lines show, at once; facets are asked of the library, and the
//! lines stay as they are until it answers.

use ratatui::layout::Rect;

use super::super::asking::Asker;
use super::super::canvas::{Canvas, after};
use super::super::keymap::{Action, Press};
use super::super::page::{Effect, Slot, View};
use super::super::theme::Role;
use super::super::widgets::completion::{Completing, remark};
use super::super::widgets::field::Field;
use super::App;
use crate::domain::human;
use crate::domain::query::{Expression, Holders, Query, Reading, read};
use crate::player::protocol::{Answer, Question};

const HELD: Slot = "held";
const VALUES: Slot = "values";

/// A filter in force on the page that is shown.
pub(super) struct Filter {
    field: Field,
    /// Keys are letters of it.
    typing: bool,
    /// Lines that are left, and all.
    shown: (usize, usize),
    completing: Completing,
    /// What facets are asked, and of which list.
    facets: Option<(Query, Holders)>,
    /// What there is to say of the line.
    remark: Option<String>,
}

impl Filter {
    fn new(words: &str, typing: bool, shown: (usize, usize)) -> Self {
        let field = Field::new(words);
        Self { field, typing, shown, completing: Completing::default(), facets: None, remark: None }
    }
}

/// A line as a list can use it: the words that its lines must show, and the rest.
fn divided(reading: &Reading) -> (String, Expression) {
    let (words, rest) = reading.query.expression.split_words();
    (words.join(" "), rest)
}

impl App {
    /// Opens the filter, or its text again; searches everywhere where nothing can be narrowed.
    pub(super) fn begin_filter(&mut self) {
        if let Some(filter) = &mut self.filter {
            filter.typing = true;
            return;
        }
        match self.narrow("") {
            Some(shown) => self.filter = Some(Filter::new("", true, shown)),
            None => self.search(""),
        }
    }

    /// Narrows the page that is shown to these words; nothing happens where it cannot be.
    pub(super) fn filter_by(&mut self, words: &str) {
        if let Some(shown) = self.narrow(words) {
            self.filter = Some(Filter::new(words, false, shown));
        }
    }

    pub(super) fn is_filtering(&self) -> bool {
        self.filter.as_ref().is_some_and(|filter| filter.typing)
    }

    fn narrow(&mut self, words: &str) -> Option<(usize, usize)> {
        let shown = self.shown;
        self.with_view(|app, view| app.page_mut(shown)?.narrow(words, view)).flatten()
    }

    /// Takes a key while the filter is typed; whether it was for it.
    pub(super) fn filter_key(&mut self, press: Press, action: Option<Action>) -> bool {
        let Some(filter) = self.filter.as_mut().filter(|filter| filter.typing) else { return false };
        let at_end = filter.field.cursor() == filter.field.value().len();
        match action {
            Some(Action::Cancel) => drop(self.end_filter()),
            Some(Action::NextPage) if filter.completing.accept(&mut filter.field) => self.filter_changed(),
            Some(Action::Right)
                if press.letter().is_none() && at_end && filter.completing.accept(&mut filter.field) =>
            {
                self.filter_changed();
            }
            // The list has the keys again, narrowed.
            Some(Action::Enter | Action::NextPage) => {
                filter.typing = false;
                if filter.field.value().is_empty() {
                    self.filter = None;
                }
            }
            Some(Action::Down | Action::Up | Action::PageDown | Action::PageUp) if press.letter().is_none() => {
                filter.typing = false;
                return false;
            }
            _ => {
                if filter.field.press(press) {
                    self.filter_changed();
                }
            }
        }
        true
    }

    pub(super) fn filter_paste(&mut self, text: &str) -> bool {
        let Some(filter) = self.filter.as_mut().filter(|filter| filter.typing) else { return false };
        filter.field.paste(text);
        self.filter_changed();
        true
    }

    /// The list follows each letter.
    pub(super) fn filter_changed(&mut self) {
        let Some(line) = self.filter.as_ref().map(|filter| filter.field.value().to_owned()) else { return };
        let reading = read(&line);
        let of = self.page(self.shown).and_then(super::Page::holders);
        // Where facets mean nothing, all of it are words, as it is typed.
        let words = if reading.query.is_words() && reading.problems.is_empty() { line } else { divided(&reading).0 };
        let shown = self.narrow(&words);
        let rest = divided(&reading).1;
        let asked = Query { expression: rest, ..Query::default() };
        let facets = of.clone().filter(|_| !asked.is_empty()).map(|of| (asked.clone(), of));
        let Some(filter) = &mut self.filter else { return };
        filter.shown = shown.unwrap_or(filter.shown);
        filter.remark = remark(&reading).or_else(|| {
            let orders = !reading.query.sort.is_empty() || reading.query.limit.is_some();
            let message = match of {
                None if !asked.is_empty() => "facets choose music; this list knows words only",
                Some(_) if orders => "sort: and limit: are for Search; :sort sorts this list",
                _ => return None,
            };
            Some(message.to_owned())
        });
        let values = filter.completing.follow(&filter.field).filter(|_| of.is_some());
        if of.is_none() {
            filter.completing.clear();
        }
        let changed = filter.facets != facets;
        filter.facets = facets;
        let mut effects: Vec<Effect> =
            values.map(|question| Effect::Ask { slot: VALUES, question }).into_iter().collect();
        match (&filter.facets, changed) {
            (Some((query, of)), true) => {
                let question = Question::Held { query: query.clone(), of: of.clone() };
                effects.push(Effect::Ask { slot: HELD, question });
            }
            (None, true) => self.keep_all(),
            _ => {}
        }
        self.apply(Asker::Filter, effects);
    }

    /// What was heard or found since may change what facets choose.
    pub(super) fn filter_stale(&mut self) {
        if let Some((query, of)) = self.filter.as_ref().and_then(|filter| filter.facets.clone()) {
            self.apply(Asker::Filter, vec![Effect::Ask { slot: HELD, question: Question::Held { query, of } }]);
        }
    }

    /// Takes what the library answered the line.
    pub(super) fn filter_answer(&mut self, answer: Answer, view: &View<'_>) -> Option<Vec<Effect>> {
        let shown = self.shown;
        match answer {
            Answer::Values { facet, begun, values } => {
                self.filter.as_mut()?.completing.arrive(facet, &begun, values);
            }
            Answer::Held { of, lines } => {
                // Meanwhile the keys may have gone to another list.
                let page = self.page_mut(shown).filter(|page| page.holders() == Some(of))?;
                let counts = page.keep(Some(lines.into_iter().collect::<std::collections::HashSet<_>>().into()), view);
                let filter = self.filter.as_mut()?;
                filter.shown = counts.unwrap_or(filter.shown);
            }
            Answer::Failed { reason } => self.filter.as_mut()?.remark = Some(reason),
            _ => {}
        }
        None
    }

    fn keep_all(&mut self) {
        let shown = self.shown;
        let counts = self.with_view(|app, view| app.page_mut(shown)?.keep(None, view)).flatten();
        if let (Some(filter), Some(counts)) = (&mut self.filter, counts) {
            filter.shown = counts;
        }
    }

    /// Shows all lines again; whether some were left out.
    pub(super) fn end_filter(&mut self) -> bool {
        let ended = self.filter.take().is_some();
        if ended {
            self.narrow("");
            self.keep_all();
        }
        ended
    }

    fn filter_keys(&self, typing: bool) -> String {
        let (keymap, context) = (&self.setup.keymap, self.context());
        match typing {
            true => keymap.list_in_field("{play} to the list   {cancel} all again", context),
            false => keymap.list("{filter} change   {cancel} all again", context),
        }
    }

    /// Draws the filter in the line of the footer; whether there is one to draw.
    pub(super) fn draw_filter(&self, place: Rect, canvas: &mut Canvas<'_>) -> bool {
        let Some(filter) = &self.filter else { return false };
        let completes = self.setup.keymap.list_in_field("{next-page}", self.context());
        let (left, all) = filter.shown;
        let count = format!("{} of {}", human::thousands(left as u64), human::thousands(all as u64));
        let keys = self.filter_keys(filter.typing);
        let inner = Rect { width: place.width.saturating_sub(1), ..place };
        let helps = filter.typing && (filter.completing.is_there() || filter.remark.is_some());
        let words = if place.width >= 60 && !helps { format!("  {count}   {keys}") } else { format!("  {count}") };
        let rest = canvas.put_right(inner, &words, Role::Reason);
        let used = canvas.put(after(rest, 1), "/", Role::Accent);
        let field = after(rest, 1 + used);
        // What is typed has room for itself; what helps stands behind it.
        let typed =
            u16::try_from(super::super::width::width(filter.field.value())).unwrap_or(u16::MAX).saturating_add(3);
        let help = after(field, typed);
        if helps && help.width >= 16 {
            filter.field.draw(Rect { width: typed.min(field.width), ..field }, filter.typing, canvas);
            match &filter.remark {
                Some(remark) if !filter.completing.is_there() => drop(canvas.put(help, remark, Role::Reason)),
                _ => drop(filter.completing.draw(&completes, help, canvas)),
            }
        } else {
            filter.field.draw(field, filter.typing, canvas);
        }
        true
    }
}
