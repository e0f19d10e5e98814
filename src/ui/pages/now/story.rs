//! Everything known of what plays, and its listens month by month.

use ratatui::layout::Rect;

use super::super::super::canvas::{Canvas, after};
use super::super::super::keymap::Action;
use super::super::super::theme::Role;
use super::super::heading;
use crate::domain::human;
use crate::domain::story::{MonthListens, TrackStory};
use crate::domain::time::Moment;

/// Cells of the labels.
const LABEL: u16 = 18;
/// Cells of the longest bar.
const BAR: u32 = 24;
/// Months that are told of, newest first.
const MONTHS: usize = 36;

#[derive(Default)]
pub(super) struct StoryView {
    top: usize,
    rows: usize,
    count: usize,
}

enum Row {
    Blank,
    Title(String),
    Pair(String, String),
    Month { name: String, listens: u32, bar: u32 },
}

impl StoryView {
    pub(super) fn travel(&mut self, action: Action) -> bool {
        let last = self.count.saturating_sub(self.rows);
        let page = self.rows.max(2) - 1;
        self.top = match action {
            Action::Down => (self.top + 1).min(last),
            Action::Up => self.top.saturating_sub(1),
            Action::HalfDown | Action::PageDown => (self.top + page).min(last),
            Action::HalfUp | Action::PageUp => self.top.saturating_sub(page),
            Action::Top => 0,
            Action::Bottom => last,
            _ => return false,
        };
        true
    }

    pub(super) fn draw(&mut self, story: Option<&TrackStory>, now: Moment, area: Rect, canvas: &mut Canvas<'_>) {
        canvas.point_at(area.as_position());
        let Some(story) = story else {
            return heading::teach(area, &["Looking …"], canvas);
        };
        let rows = rows(story, now);
        (self.rows, self.count) = (usize::from(area.height), rows.len());
        self.top = self.top.min(self.count.saturating_sub(self.rows));
        let label = LABEL.min(area.width / 3);
        for (place, row) in area.rows().zip(rows.iter().skip(self.top)) {
            let place = Rect { width: place.width.saturating_sub(1), ..place };
            let (left, right) = (Rect { width: label, ..after(place, 2) }.intersection(place), after(place, label + 3));
            match row {
                Row::Blank => {}
                Row::Title(words) => {
                    canvas.put(after(place, 1), words, Role::Title);
                }
                Row::Pair(name, value) => {
                    canvas.put(left, name, Role::Reason);
                    canvas.put(right, value, Role::Text);
                }
                Row::Month { name, listens, bar } => {
                    canvas.put(left, name, Role::Reason);
                    let used = canvas.put(right, &canvas.glyphs.passed.repeat(*bar as usize), Role::Accent);
                    canvas.put(after(right, used + 1), &human::thousands(u64::from(*listens)), Role::Text);
                }
            }
        }
    }
}

fn rows(story: &TrackStory, now: Moment) -> Vec<Row> {
    let mut rows = Vec::new();
    if story.months.is_empty() {
        rows.push(Row::Title("No listens yet; a listen is 30 s heard, or half of a short track".into()));
    } else {
        rows.push(Row::Title("Listens by month".into()));
        let most = story.months.iter().map(|month| month.listens).max().unwrap_or(1).max(1);
        let row = |month: &MonthListens| Row::Month {
            name: human::month(month.year, month.month, now),
            listens: month.listens,
            bar: (month.listens * BAR).div_ceil(most),
        };
        rows.extend(story.months.iter().rev().take(MONTHS).map(row));
    }
    for group in &story.info.groups {
        rows.push(Row::Blank);
        rows.push(Row::Title(group.title.clone()));
        rows.extend(group.rows.iter().map(|(label, value)| Row::Pair(label.clone(), value.clone())));
    }
    rows
}
