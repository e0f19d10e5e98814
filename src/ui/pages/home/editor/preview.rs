//! What a section would show, beside its lines.

use ratatui::layout::Rect;

use super::super::super::super::canvas::{Canvas, after, below, row};
use super::super::super::super::theme::Role;
use crate::domain::human;
use crate::domain::section::{ItemRef, Look, Section, Shows};

/// `stood` is what the section shows now; what it did not have is marked.
pub fn draw(preview: Option<&Section>, stood: &[ItemRef], shows: Shows, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(head) = row(area, 0) else { return };
    let Some(preview) = preview else {
        canvas.put(head, "Preview", Role::Reason);
        return;
    };
    canvas.put(head, &told(preview, stood), Role::Title);
    let mut rows = below(area, 1).rows();
    let in_sight = shows.rows.map_or(usize::MAX, |rows| rows as usize);
    for (index, pick) in preview.picks.iter().enumerate() {
        let Some(place) = rows.next() else { return };
        if index == in_sight {
            let more = u32::try_from(preview.picks.len() - index).unwrap_or(u32::MAX);
            canvas.put(after(place, 2), &format!("and {more} more when opened"), Role::Reason);
            return;
        }
        let mark = if is_new(stood, pick.item.what) { "+" } else { " " };
        canvas.put(place, mark, Role::Accent);
        if shows.look == Look::Cards {
            canvas.put(after(place, 2), pick.item.name(), Role::Text);
            if let Some(place) = rows.next() {
                canvas.put(after(place, 4), &pick.item.artist, Role::Reason);
            }
            continue;
        }
        let half = place.width / 2;
        canvas.put(Rect { width: half.saturating_sub(1), ..after(place, 2) }, pick.item.name(), Role::Text);
        canvas.put(after(place, half + 2), &pick.item.artist, Role::Reason);
    }
}

fn is_new(stood: &[ItemRef], what: ItemRef) -> bool {
    !stood.is_empty() && !stood.contains(&what)
}

/// "Preview, 8 picks, 3 new".
#[must_use]
pub fn told(preview: &Section, stood: &[ItemRef]) -> String {
    let new = preview.picks.iter().filter(|pick| is_new(stood, pick.item.what)).count();
    let count = human::count(u32::try_from(preview.picks.len()).unwrap_or(u32::MAX), "pick", "picks");
    if new > 0 { format!("Preview, {count}, {new} new") } else { format!("Preview, {count}") }
}
