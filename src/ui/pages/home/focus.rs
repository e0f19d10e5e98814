//! The third column of a wide home: everything about the line under the cursor.

use ratatui::layout::Rect;

use super::super::super::canvas::{Canvas, after, below, cells, row};
use super::super::super::page::{Effect, Slot, View};
use super::super::super::theme::Role;
use super::super::super::widgets::cover::Cover;
use super::super::super::widgets::elide::Elided;
use super::super::super::widgets::why::{draw_rows, facts, wrapped};
use super::super::super::width::{width, wrap};
use crate::domain::human;
use crate::domain::section::{ItemRef, Origin, Pick, Section};
use crate::player::protocol::{Question, QueueLine};

pub const ABOUT: Slot = "about";
/// A smaller cover is not worth its room.
const COVER_ROWS: u16 = 8;

/// What the library knows of one item, asked for when the cursor comes to it.
#[derive(Debug, Default)]
pub struct About {
    of: Option<ItemRef>,
    lines: Vec<String>,
}

impl About {
    pub fn ask(&mut self, item: ItemRef) -> Option<Effect> {
        if self.of == Some(item) {
            return None;
        }
        *self = Self { of: Some(item), lines: Vec::new() };
        Some(Effect::Ask { slot: ABOUT, question: Question::About { item } })
    }

    pub fn arrive(&mut self, lines: Vec<String>) {
        self.lines = lines;
    }

    pub fn stale(&mut self) {
        self.of = None;
    }

    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }
}

/// The first line of the column: what it explains, and who made the section.
pub fn draw_name(name: &str, origin: Origin, place: Rect, canvas: &mut Canvas<'_>) {
    if let Some(first) = row(place, 0) {
        let role = if origin == Origin::Ear { Role::Ear } else { Role::Hand };
        let rest = canvas.put_right(first, &format!("  {} {}", origin.mark(), origin.words()), role);
        canvas.put(rest, name, Role::Title);
    }
}

pub struct Focus<'f> {
    pub section: &'f Section,
    pub index: usize,
    pub pick: &'f Pick,
    /// What the library knows of it, once it answered.
    pub about: &'f [String],
    /// What Enter would do.
    pub enter: &'f str,
}

impl Focus<'_> {
    pub fn draw(&self, view: &View<'_>, place: Rect, cover: &mut Cover, canvas: &mut Canvas<'_>) {
        let Self { section, pick, .. } = self;
        let place = after(Rect { width: place.width.saturating_sub(1), ..place }, 1);
        let cursor = canvas.cursor;
        draw_name(pick.item.name(), section.origin, place, canvas);
        let mut at = 1;
        let mut say = |words: &str, role: Role, canvas: &mut Canvas<'_>| {
            for line in wrap(words, usize::from(place.width)) {
                if let Some(place) = row(place, at) {
                    canvas.put(place, &line, role);
                }
                at += 1;
            }
        };
        say(&pick.item.artist, Role::Text, canvas);
        if let Some(work) = &pick.item.work {
            let movements = human::count(work.movements, "movement", "movements");
            say(&format!("{movements}, from {}", pick.item.title), Role::Reason, canvas);
        }
        self.about.iter().for_each(|line| say(line, Role::Text, canvas));
        let standing = format!("{} of {} in “{}”", self.index + 1, section.picks.len(), section.title);
        say(&standing, Role::Reason, canvas);
        if pick.heard {
            let leaves = format!("{} heard since; it leaves when the section is dealt again", canvas.glyphs.heard);
            say(&leaves, Role::Reason, canvas);
        }
        at += 1;
        // A third of the column, where that leaves the reasons and what comes next their room.
        let rows = place.height.saturating_sub(at) / 3;
        if rows >= COVER_ROWS && cover.has_place(canvas.covers) {
            cover.draw(Rect { height: rows, ..below(place, at) }, canvas);
            at += rows + 1;
        }
        if let Some(place) = row(place, at) {
            canvas.put(place, "Why it is here", Role::Title);
        }
        let rows = wrapped(facts(&pick.evidence, false, view.now), place.width.saturating_sub(1));
        draw_rows(&rows, after(below(place, at + 1), 1), canvas);
        at += 1 + cells(rows.len());
        for line in wrap(&section.reason, usize::from(place.width.saturating_sub(1))) {
            if let Some(place) = row(place, at) {
                canvas.put(after(place, 1), &line, Role::Reason);
            }
            at += 1;
        }
        at += 1;
        if let Some(place) = row(place, at) {
            canvas.put(place, self.enter, Role::Text);
        }
        if let Some(place) = row(place, at + 1) {
            canvas.put(place, &view.words("{why} the numbers"), Role::Reason);
        }
        draw_up_next(view, below(place, at + 3), canvas);
        canvas.cursor = cursor;
    }
}

pub(super) fn draw_up_next(view: &View<'_>, place: Rect, canvas: &mut Canvas<'_>) {
    let queue = &view.snapshot.queue;
    let Some(title) = row(place, 0).filter(|_| !queue.is_empty()) else { return };
    canvas.put(title, "Up next", Role::Title);
    let marked = |mark: &'static str, role| move |line: &'_ QueueLine| (mark, role, line.clone());
    let added = queue.added.iter().take(4).map(marked("+", Role::Hand));
    let list = queue.list.iter().take(4).map(marked(" ", Role::Text));
    let ear = queue.ear.iter().take(4).map(marked("~", Role::Ear));
    let lines: Vec<_> = added.chain(list).chain(ear).take(5).collect();
    let most = |words: fn(&QueueLine) -> &str| lines.iter().map(|(.., line)| width(words(line))).max().unwrap_or(0);
    let needs = [most(|line| &line.card.title), most(|line| &line.card.artist), most(|line| &line.reason)];
    // Where not everything fits, names are worth more than reasons.
    let room = usize::from(place.width.saturating_sub(2));
    let with_reason = needs.iter().sum::<usize>() + 4 <= room;
    let name_first = needs[0].min(room * 3 / 5);
    let artist = cells(needs[1].min(room.saturating_sub(name_first + 2)));
    let name = cells(needs[0]).min(cells(room).saturating_sub(artist + 2));
    let elided = Elided::of(lines.iter().map(|(.., line)| line.card.title.as_str()), usize::from(name));
    for (at, (place, (mark, role, line))) in below(place, 1).rows().zip(&lines).enumerate() {
        canvas.put(place, mark, *role);
        let place = after(place, 2);
        let title = elided.show(at, &line.card.title, canvas.glyphs.ellipsis);
        canvas.put(Rect { width: name.min(place.width), ..place }, &title, Role::Text);
        let rest = after(place, name + 2);
        canvas.put(Rect { width: artist.min(rest.width), ..rest }, &line.card.artist, Role::Reason);
        if with_reason {
            canvas.put(after(rest, artist + 2), &line.reason, Role::Reason);
        }
    }
}
