//! Library: everything there is, by artist, by genre, by folder.

mod artists;
mod beneath;
mod folders;
mod genres;
mod goal;
mod sheet;
pub(super) mod tracks;

use std::time::Instant;

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after, below, row};
use super::super::keymap::Action;
use super::super::page::{Effect, Hint, Outcome, Page, Slot, SortBy, Stale, Subject, View, Visit, hint};
use super::super::theme::Role;
use super::super::widgets::filtered::Kept;
use super::heading;
use crate::domain::human;
use crate::domain::listing::Listing;
use crate::domain::query::Holders;
use crate::player::protocol::Answer;

/// The ways through the library. Each is a page of its own inside this one.
/// Place of the folders among the ways.
const FOLDERS: usize = 2;

pub struct LibraryPage {
    ways: [Box<dyn Page>; 3],
    shown: usize,
    /// The line of ways has the keys.
    choosing: bool,
    /// Where each way's name was drawn.
    names: [Rect; 3],
}

impl Default for LibraryPage {
    fn default() -> Self {
        Self {
            ways: [
                Box::<artists::Artists>::default(),
                Box::<genres::Genres>::default(),
                Box::<folders::Folders>::default(),
            ],
            shown: 0,
            choosing: false,
            names: [Rect::ZERO; 3],
        }
    }
}

impl LibraryPage {
    fn way(&self) -> Option<&dyn Page> {
        self.ways.get(self.shown).map(AsRef::as_ref)
    }

    fn way_mut(&mut self) -> Option<&mut Box<dyn Page>> {
        self.ways.get_mut(self.shown)
    }

    fn draw_ways(&mut self, view: &View<'_>, place: Rect, canvas: &mut Canvas<'_>) {
        let mut rest = Rect { width: place.width.saturating_sub(1), ..place };
        for (index, (way, name)) in self.ways.iter().zip(&mut self.names).enumerate() {
            let here = index == self.shown;
            if here && self.choosing {
                canvas.focus(rest);
            } else if here {
                canvas.put(rest, canvas.glyphs.here, Role::Accent);
            }
            let role = if here { Role::Title } else { Role::Text };
            let used = canvas.put(after(rest, 1), way.title(), role);
            *name = Rect { width: (used + 2).min(rest.width), ..rest };
            rest = after(rest, used + 2);
        }
        let counts = view.snapshot.library;
        let count = |n: u64, one, many| human::count(u32::try_from(n).unwrap_or(u32::MAX), one, many);
        let words = format!(
            "{} · {} · {}",
            count(counts.artists, "artist", "artists"),
            count(counts.albums, "album", "albums"),
            count(counts.tracks, "track", "tracks"),
        );
        if super::super::width::width(&words) < usize::from(rest.width) {
            canvas.put_right(rest, &words, Role::Reason);
        }
    }

    /// Keys while the line of ways has them.
    fn choose(&mut self, action: Action) -> Outcome {
        match action {
            Action::Left => self.shown = self.shown.saturating_sub(1),
            Action::Right => self.shown = (self.shown + 1).min(self.ways.len() - 1),
            Action::Down | Action::Enter | Action::Open | Action::Cancel => self.choosing = false,
            _ => return Outcome::Ignored,
        }
        Outcome::done()
    }
}

impl Page for LibraryPage {
    fn title(&self) -> &'static str {
        "Library"
    }

    fn prepare(&mut self, view: &View<'_>) -> Vec<Effect> {
        if view.snapshot.library.tracks == 0 {
            return Vec::new();
        }
        self.way_mut().map(|way| way.prepare(view)).unwrap_or_default()
    }

    fn handle(&mut self, action: Action, view: &View<'_>) -> Outcome {
        if self.choosing {
            return self.choose(action);
        }
        match action {
            Action::NextGroup | Action::PreviousGroup => {
                let step = if action == Action::NextGroup { 1 } else { self.ways.len() - 1 };
                self.shown = (self.shown + step) % self.ways.len();
                return Outcome::done();
            }
            _ => {}
        }
        let outcome = self.way_mut().map_or(Outcome::Ignored, |way| way.handle(action, view));
        if matches!(outcome, Outcome::Ignored) && action == Action::Left {
            self.choosing = true;
            return Outcome::done();
        }
        outcome
    }

    fn answer(&mut self, slot: Slot, answer: Answer, view: &View<'_>) -> Vec<Effect> {
        // Every way names its slots after itself; an answer may come after the way was left.
        let index = match slot {
            slot if slot.starts_with("genre") => 1,
            slot if slot.starts_with("folder") => FOLDERS,
            _ => 0,
        };
        self.ways.get_mut(index).map(|way| way.answer(slot, answer, view)).unwrap_or_default()
    }

    fn stale(&mut self, what: Stale) {
        for way in &mut self.ways {
            way.stale(what);
        }
    }

    fn visit(&mut self, visit: Visit, view: &View<'_>) {
        self.shown = if matches!(visit, Visit::Folder { .. }) { FOLDERS } else { 0 };
        self.choosing = false;
        if let Some(way) = self.way_mut() {
            way.visit(visit, view);
        }
    }

    fn wake_at(&self) -> Option<Instant> {
        self.way().and_then(Page::wake_at)
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let ways = row(area, 0).filter(|_| area.height >= 4);
        if let Some(place) = ways {
            self.draw_ways(view, place, canvas);
        }
        let area = below(area, if area.height >= 12 { 2 } else { u16::from(ways.is_some()) });
        if view.snapshot.library.tracks == 0 {
            let words: &[&str] = if view.snapshot.scan.is_some() {
                &["Reading your music. What is found stands here as it comes."]
            } else {
                &["Nothing here yet.", "", "In a shell:  tonearm scan ~/Music"]
            };
            return heading::teach(area, words, canvas);
        }
        let cursor = canvas.cursor;
        if let Some(way) = self.way_mut() {
            way.draw(view, area, canvas);
        }
        if self.choosing {
            canvas.cursor = cursor;
        }
    }

    fn subject(&self, view: &View<'_>) -> Option<Subject> {
        self.way().filter(|_| !self.choosing).and_then(|way| way.subject(view))
    }

    fn marked(&self, view: &View<'_>) -> Vec<Subject> {
        self.way().filter(|_| !self.choosing).map(|way| way.marked(view)).unwrap_or_default()
    }

    fn marks(&self) -> usize {
        self.way().map_or(0, |way| way.marks())
    }

    fn unmark(&mut self) -> bool {
        self.way_mut().is_some_and(|way| way.unmark())
    }

    fn narrow(&mut self, words: &str, view: &View<'_>) -> Option<(usize, usize)> {
        self.choosing = false;
        self.way_mut().and_then(|way| way.narrow(words, view))
    }

    fn holders(&self) -> Option<Holders> {
        self.way().and_then(Page::holders)
    }

    fn keep(&mut self, kept: Option<Kept>, view: &View<'_>) -> Option<(usize, usize)> {
        self.way_mut().and_then(|way| way.keep(kept, view))
    }

    fn listing(&self) -> Option<Listing> {
        self.way().and_then(Page::listing)
    }

    fn sorts(&self) -> &'static [SortBy] {
        self.way().map_or(&[], |way| way.sorts())
    }

    fn sort(&mut self, by: SortBy) {
        if let Some(way) = self.way_mut() {
            way.sort(by);
        }
    }

    fn promise(&self, view: &View<'_>) -> String {
        if self.choosing {
            return view.words("{left} {right} choose, {play} goes there");
        }
        self.way().map(|way| way.promise(view)).unwrap_or_default()
    }

    fn reason(&self, view: &View<'_>) -> Option<String> {
        self.way().filter(|_| !self.choosing).and_then(|way| way.reason(view))
    }

    fn hints(&self, view: &View<'_>) -> Vec<Hint> {
        if view.snapshot.library.tracks == 0 {
            return vec![hint(Action::Help, "help")];
        }
        let mut hints = self.way().filter(|_| !self.choosing).map(|way| way.hints(view)).unwrap_or_default();
        hints.push(hint(Action::NextGroup, "genres, folders"));
        hints
    }

    fn click(&mut self, at: Position, view: &View<'_>) -> bool {
        if let Some(index) = self.names.iter().position(|name| name.contains(at)) {
            self.shown = index;
            self.choosing = false;
            return false;
        }
        self.choosing = false;
        self.way_mut().is_some_and(|way| way.click(at, view))
    }
}
