//! The third column of a wide home while the cursor stands on a title: what the section is, and
//! what can be done with all of it.

use ratatui::layout::Rect;

use super::super::super::canvas::{Canvas, after, below, row};
use super::super::super::page::View;
use super::super::super::theme::Role;
use super::super::super::width::wrap;
use super::draw::manner;
use super::focus::{draw_name, draw_up_next};
use crate::domain::human;
use crate::domain::limit;
use crate::domain::section::Section;

pub struct Head<'h> {
    pub section: &'h Section,
    /// All of its picks are in sight.
    pub opened: bool,
    /// What Enter would do.
    pub enter: &'h str,
}

impl Head<'_> {
    pub fn draw(&self, view: &View<'_>, place: Rect, canvas: &mut Canvas<'_>) {
        let section = self.section;
        let place = after(Rect { width: place.width.saturating_sub(1), ..place }, 1);
        let cursor = canvas.cursor;
        draw_name(&section.title, section.origin, place, canvas);
        let mut at = 1;
        let mut say = |words: &str, role: Role, canvas: &mut Canvas<'_>| {
            for line in wrap(words, usize::from(place.width)) {
                if let Some(place) = row(place, at) {
                    canvas.put(place, &line, role);
                }
                at += 1;
            }
        };
        let count = u32::try_from(section.picks.len()).unwrap_or(u32::MAX);
        let count = human::count(count, "pick", "picks");
        let stands = [Some(count), manner(section, view.now)].into_iter().flatten().collect::<Vec<_>>();
        say(&stands.join(" · "), Role::Text, canvas);
        if !section.limits.is_empty() {
            say(&format!("+ by hand: {}", limit::words(&section.limits)), Role::Hand, canvas);
        }
        say("", Role::Text, canvas);
        if !section.reason.is_empty() {
            say("Why it is here", Role::Title, canvas);
            say(&section.reason, Role::Text, canvas);
            say("", Role::Text, canvas);
        }
        say(self.enter, Role::Text, canvas);
        for words in self.keys() {
            say(&view.words(words), Role::Reason, canvas);
        }
        draw_up_next(view, below(place, at + 1), canvas);
        canvas.cursor = cursor;
    }

    fn keys(&self) -> [&'static str; 5] {
        let open = if self.opened { "{open} shows few of them" } else { "{open} shows all of them" };
        let [first, second, third] = match self.section.pin {
            Some(_) => [
                "{edit} changes what it is called, holds and how it looks",
                "{move-down} {move-up} move it",
                "{take-out} gives it back to tonearm",
            ],
            None => [
                "{pin} keeps it here, or makes a playlist of it",
                "{edit} limits it to a genre, to years, to what was never heard",
                "{take-out} puts it away; {take-back} takes that back",
            ],
        };
        [open, first, second, third, "{radio} goes on from it as a radio"]
    }
}
