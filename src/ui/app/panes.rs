//! Which of the pages on screen has the keys: the one in the middle, or a pane beside it.

use ratatui::layout::Position;

use super::super::asking::Asker;
use super::super::keymap::Action;
use super::super::page::{Outcome, Page, PageId};
use super::App;

impl App {
    /// The page that the panes stand beside.
    pub(super) fn in_the_middle(&self) -> PageId {
        self.beside.unwrap_or(self.shown)
    }

    /// Gives the keys to the next pane, from the last one back to the page.
    pub(super) fn next_pane(&mut self) {
        let panes: Vec<PageId> = self.asides.iter().map(|(id, _)| *id).collect();
        let here = self.beside.and_then(|_| panes.iter().position(|id| *id == self.shown));
        let next = here.map_or(0, |here| here + 1);
        match panes.get(next) {
            Some(pane) => self.enter_pane(*pane),
            None if self.leave_pane() => {}
            None => {
                let words = "Nothing stands beside this page; :layouts puts something there";
                self.message.tell_in_passing(words.into());
            }
        }
    }

    /// Gives the keys to a pane. The page beside it stays where it is.
    pub(super) fn enter_pane(&mut self, pane: PageId) {
        let middle = self.in_the_middle();
        if pane != self.shown {
            self.turn_to(pane);
        }
        self.beside = Some(middle).filter(|middle| *middle != pane);
    }

    /// Gives the keys back to the page; whether a pane had them.
    pub(super) fn leave_pane(&mut self) -> bool {
        let Some(middle) = self.beside.take() else { return false };
        self.turn_to(middle);
        true
    }

    /// The page or pane under a place, if it is not the one that has the keys.
    fn other_at(&self, at: Position) -> Option<PageId> {
        let pane = self.asides.iter().find(|(_, place)| place.contains(at)).map(|(id, _)| *id);
        let middle = self.beside.filter(|_| self.page_area.contains(at));
        pane.or(middle).filter(|id| *id != self.shown)
    }

    /// A click gives the keys to what is under it.
    pub(super) fn focus_at(&mut self, at: Position) {
        match self.other_at(at) {
            Some(id) if self.beside == Some(id) => drop(self.leave_pane()),
            Some(id) => self.enter_pane(id),
            None => {}
        }
    }

    /// The wheel moves what is under it, whoever has the keys; whether it was another page.
    pub(super) fn wheel_elsewhere(&mut self, action: Action, at: Position) -> bool {
        let Some(id) = self.other_at(at) else { return false };
        let outcome = self.with_view(|app, view| Some(app.page_mut(id)?.handle(action, view)));
        if let Some(Some(Outcome::Done(effects))) = outcome {
            self.apply(Asker::Page(id), effects);
        }
        true
    }

    /// Where a pane has no room any more, the keys are the page's again.
    pub(super) fn settle_panes(&mut self) {
        if self.beside.is_some() && !self.asides.iter().any(|(id, _)| *id == self.shown) {
            self.leave_pane();
        }
    }

    /// Whether the page may have panes at all.
    pub(super) fn takes_panes(&self) -> bool {
        !self.page(self.in_the_middle()).is_some_and(Page::stands_alone)
    }
}
