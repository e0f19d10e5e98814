//! The line of pages.

use ratatui::layout::Rect;

use super::super::canvas::{Canvas, Hit, after, cells};
use super::super::keymap::Action;
use super::super::page::{OwnFrame, PageId};
use super::super::theme::Role;
use super::super::width::width;

pub struct Tab {
    pub id: PageId,
    /// Empty when it has none.
    pub key: String,
    pub title: &'static str,
    pub badge: Option<String>,
}

/// The first line of a page that stands outside the tabs.
pub fn draw_own(own: &OwnFrame, place: Rect, canvas: &mut Canvas<'_>) {
    let place = after(Rect { width: place.width.saturating_sub(1), ..place }, 1);
    let used = canvas.put(place, &own.title, Role::Title);
    let rest = after(place, used + 2);
    if width(&own.aside) <= usize::from(rest.width) {
        let left = canvas.put_right(rest, &own.aside, Role::Reason);
        canvas.hit(after(rest, left.width), Hit::Act(Action::CycleView));
    }
}

/// The line over a page that stands alone.
pub fn draw_alone(help: &str, place: Rect, canvas: &mut Canvas<'_>) {
    let rest = canvas.put_right(place, help, Role::Text);
    canvas.hit(after(place, rest.width), Hit::Act(Action::Help));
    canvas.put(after(rest, 1), "tonearm", Role::Title);
}

/// Draws the tabs; where they do not all fit, only the shown page keeps its name.
pub fn draw(tabs: &[Tab], shown: PageId, help: &str, place: Rect, canvas: &mut Canvas<'_>) {
    let words = |tab: &Tab, full: bool| match &tab.badge {
        _ if !full => match tab.key.is_empty() {
            true => tab.title.chars().take(1).collect(),
            false => tab.key.clone(),
        },
        Some(badge) => format!("{} {} {badge}", tab.key, tab.title).trim_start().to_owned(),
        None => format!("{} {}", tab.key, tab.title).trim_start().to_owned(),
    };
    let needed: usize = tabs.iter().map(|tab| width(&words(tab, true)) + 2).sum();
    let full = needed + width(help) <= usize::from(place.width);
    let mut rest = place;
    for tab in tabs {
        let here = tab.id == shown;
        let words = words(tab, full || here);
        if here {
            canvas.put(rest, canvas.glyphs.here, Role::Accent);
        }
        let role = if here { Role::Title } else { Role::Text };
        let used = canvas.put(after(rest, 1), &words, role);
        canvas.hit(Rect { width: used + 2, ..rest }.intersection(place), Hit::Page(tab.id));
        rest = after(rest, used + 2);
    }
    if rest.width >= cells(width(help)) {
        let left = canvas.put_right(rest, help, Role::Text);
        canvas.hit(after(rest, left.width), Hit::Act(Action::Help));
    }
}
