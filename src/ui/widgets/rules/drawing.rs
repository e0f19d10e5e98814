//! How the builder stands on the screen: its lines, one line that helps or warns, and what is
//! found, below them or beside them where there is room.

use ratatui::layout::Rect;

use super::super::super::canvas::{Canvas, after, below, cells, row};
use super::super::super::theme::Role;
use super::super::super::width::width;
use super::super::list::{Plain, Rows};
use super::draft::Draft;
use super::editing::{Place, order, told};
use super::{RulesPanel, said};
use crate::domain::human;
use crate::domain::query::outline::Said;
use crate::domain::query::parse;
use crate::domain::smart_playlist::RulesFound;

const ORIGIN: &str = "  + by hand · your rules";
/// Cells of the words before the lines.
const LABEL: u16 = 8;
/// Below so many cells, what helps needs the whole line.
const NARROW: u16 = 60;
/// From so many cells on, what is found stands beside the rules.
const WIDE: u16 = 120;
/// Rows of what is found that the lines leave, where there are enough.
const FOUND: u16 = 3;

/// One line of the builder.
pub(super) struct Row {
    pub(super) place: Place,
    label: &'static str,
    depth: usize,
    words: String,
    /// It says what is so unless something is written there.
    is_quiet: bool,
    /// What is counted beside it, as text.
    pub(super) counted: Option<String>,
}

impl Row {
    fn new(place: Place, label: &'static str, words: String) -> Self {
        Self { place, label, depth: 0, words, is_quiet: false, counted: None }
    }

    fn or(self, words: &str) -> Self {
        if self.words.is_empty() { Self { words: words.to_owned(), is_quiet: true, ..self } } else { self }
    }
}

/// The lines of a draft, with the one that is written below another.
pub(super) fn rows(draft: &Draft, new: Option<Place>) -> Vec<Row> {
    let mut rows = vec![Row::new(Place::Name, "name", draft.name.clone()).or("not named yet")];
    for (at, line) in draft.outline.lines().into_iter().enumerate() {
        let words = match &line.what {
            Said::Group(of) => of.words().to_owned(),
            Said::Condition(text) => text.clone(),
        };
        let counted = (!line.expression.is_everything()).then(|| line.expression.to_string());
        let is_group = matches!(line.what, Said::Group(_));
        let label = if at == 0 { "rules" } else { "" };
        rows.push(Row { depth: line.depth, counted, ..Row::new(Place::Line(line.id), label, words) });
        if let Some(place @ Place::New(behind)) = new
            && behind == line.id
        {
            let depth = line.depth + usize::from(is_group);
            rows.push(Row { depth, ..Row::new(place, "", String::new()) });
        }
    }
    if new == Some(Place::Last) {
        rows.push(Row { depth: 1, ..Row::new(Place::Last, "", String::new()) });
    }
    let limit = draft.outline.limit.map(|limit| limit.to_string()).unwrap_or_default();
    rows.push(Row::new(Place::Sort, "sort", order(&draft.outline.query())).or("as the library stands"));
    rows.push(Row::new(Place::Limit, "limit", limit).or("all of it"));
    rows.push(Row::new(Place::About, "about", draft.about.clone()));
    rows.push(Row { is_quiet: true, ..Row::new(Place::Text, "text", draft.text()) });
    rows.push(Row::new(Place::Keep, "keep", String::new()).or("the list as it stands here"));
    rows
}

pub(super) fn keyed(rows: &[Row]) -> impl Rows<Key = Place> {
    Plain(rows, |row: &Row| row.place)
}

/// The first that there is room for, or the last.
fn fitting<const N: usize>(ways: [&str; N], place: Rect) -> &str {
    let fits = |words: &&str| width(words) <= usize::from(place.width);
    ways.into_iter().find(fits).or(ways.last().copied()).unwrap_or_default()
}

/// The same in ever fewer words: without its column, and only what was meant perhaps.
fn briefer(said: &str) -> [&str; 3] {
    let behind_column = said.split_once(": ").filter(|(column, _)| column.contains("column "));
    let message = behind_column.map_or(said, |(_, message)| message);
    [said, message, message.split_once(" — ").map_or(message, |(_, hint)| hint)]
}

impl RulesPanel {
    /// `completes` is the key that does.
    pub(super) fn draw_all(&mut self, completes: &str, area: Rect, canvas: &mut Canvas<'_>) {
        if let Some(place) = row(area, 0) {
            let title = if self.list.is_some() { "A playlist by rules" } else { "A new playlist by rules" };
            let place = Rect { width: place.width.saturating_sub(1), ..place };
            let found = match &self.found {
                _ if self.live().broken.is_some() => "its text cannot be read".into(),
                Some(found) => said(found),
                None => "counting".into(),
            };
            // On narrow screens what is found says more than what the panel is.
            let needed = width(title) + width(&found) + width(ORIGIN) + 4;
            let is_narrow = width(title) + width(&found) + 4 > usize::from(place.width);
            let rest =
                if needed <= usize::from(place.width) { canvas.put_right(place, ORIGIN, Role::Hand) } else { place };
            let used = if is_narrow { 0 } else { canvas.put(after(rest, 1), title, Role::Title) + 2 };
            canvas.put(after(rest, 1 + used), &found, if is_narrow { Role::Title } else { Role::Reason });
        }
        let body = below(area, 1);
        let rows = self.rows();
        let all = cells(rows.len());
        if body.width >= WIDE {
            let left = Rect { width: body.width * 11 / 20, ..body };
            let lines = Rect { height: all.min(left.height.saturating_sub(1)), ..left };
            self.draw_lines(&rows, lines, canvas);
            self.draw_help(completes, below(left, lines.height), canvas);
            self.draw_found(after(body, left.width + 2), canvas);
            return;
        }
        let kept = if body.height > 4 * FOUND { FOUND } else { 0 };
        let lines = Rect { height: all.min(body.height.saturating_sub(1 + kept)), ..body };
        self.draw_lines(&rows, lines, canvas);
        let rest = below(body, lines.height);
        self.draw_help(completes, rest, canvas);
        self.draw_found(after(below(rest, 1), LABEL), canvas);
    }

    fn draw_lines(&mut self, rows: &[Row], area: Rect, canvas: &mut Canvas<'_>) {
        self.cursor.settle(&keyed(rows));
        let window = self.cursor.window(rows.len(), area);
        for (place, (index, line)) in area.rows().zip(rows.iter().enumerate().skip(window.start)) {
            let focused = self.cursor.row() == Some(index);
            if focused {
                canvas.focus(place);
            }
            let place = Rect { width: place.width.saturating_sub(1), ..place };
            canvas.put(Rect { width: LABEL - 1, ..after(place, 1) }, line.label, Role::Reason);
            let inner = after(place, LABEL + 2 * cells(line.depth).min(place.width / 8));
            if let Some(editing) = self.editing.as_ref().filter(|editing| editing.place == line.place) {
                editing.field.draw(inner, !self.leaving, canvas);
                continue;
            }
            let count = line.counted.as_ref().and_then(|text| self.counts.of(text));
            let rest = match count {
                Some(count) => canvas.put_right(inner, &format!("  {}", human::thousands(count.into())), Role::Reason),
                None => inner,
            };
            let role = if line.is_quiet { Role::Reason } else { Role::Text };
            let strong = focused && !line.is_quiet;
            if strong {
                canvas.put(rest, &line.words, Role::Text.strong_if(true));
            } else {
                canvas.put(rest, &line.words, role);
            }
        }
    }

    /// What goes on, what is wrong, or what is asked before it closes.
    fn draw_help(&self, completes: &str, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(place) = row(area, 0) else { return };
        let indent = if place.width < NARROW { 1 } else { LABEL };
        let place = after(Rect { width: place.width.saturating_sub(1), ..place }, indent);
        if self.leaving {
            const ASKED: [&str; 2] =
                ["Not kept yet: k keeps it, d drops it, another key goes on", "Not kept yet: k keeps it, d drops it"];
            canvas.put(place, fitting(ASKED, place), Role::Title);
        } else if let Some(said) = &self.said {
            canvas.put(place, fitting(briefer(said), place), Role::Title);
        } else if let Some(editing) = &self.editing {
            match editing.problem(&self.steps.now) {
                Some(problem) => {
                    let told = told(editing.field.value(), &problem);
                    canvas.put(place, fitting(briefer(&told), place), Role::Reason);
                }
                None => _ = editing.completing.draw(completes, place, canvas),
            }
        } else if let Some(broken) = &self.steps.now.broken
            && let Err(problem) = parse(broken)
        {
            let told = format!("text, {}", told(broken, &problem));
            canvas.put(place, fitting(briefer(&told), place), Role::Reason);
        }
    }

    fn draw_found(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(RulesFound { first, .. }) = &self.found else { return };
        for (place, card) in area.rows().zip(first) {
            let length = card.length_ms.map(human::clock).unwrap_or_default();
            let place = Rect { width: place.width.saturating_sub(1), ..place };
            let rest = canvas.put_right(place, &format!("  {length}"), Role::Reason);
            let half = rest.width * 11 / 20;
            canvas.put(Rect { width: half.saturating_sub(2), ..rest }, &card.title, Role::Text);
            canvas.put(after(rest, half), &card.artist, Role::Reason);
        }
    }
}
