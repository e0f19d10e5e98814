//! What fits the playlist by ear, beneath its lines: taken with one key, passed over with another.

use ratatui::layout::Position;

use super::lines::entries;
use super::{PlaylistsPage, source};
use crate::domain::ids::{PlaylistId, TrackId};
use crate::domain::playlist::PlaylistEdit;
use crate::domain::playlist::folder::shown;
use crate::domain::section::{ItemRef, Pick};
use crate::domain::settings::Arranges;
use crate::player::protocol::{Command, Question};
use crate::ui::keymap::Action;
use crate::ui::page::{Effect, Outcome, Slot, Subject, View};
use crate::ui::widgets::list::{ListCursor, Rows};
use crate::ui::widgets::why::WhyPanel;

pub(super) const FITS: Slot = "fits";

/// A suggestion, or the way to those that were passed over, which stands below them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Offer {
    Pick(ItemRef),
    Passed,
}

struct Offers<'f> {
    picks: &'f [Pick],
    passed: u32,
}

impl Rows for Offers<'_> {
    type Key = Offer;

    fn len(&self) -> usize {
        self.picks.len() + usize::from(self.passed > 0)
    }

    fn key(&self, row: usize) -> Option<Offer> {
        match self.picks.get(row) {
            Some(pick) => Some(Offer::Pick(pick.item.what)),
            None => (row < self.len()).then_some(Offer::Passed),
        }
    }
}

#[derive(Default)]
pub(super) struct Fits {
    asked: Option<PlaylistId>,
    of: Option<PlaylistId>,
    picks: Vec<Pick>,
    /// How many are not suggested any more.
    pub passed: u32,
    pub cursor: ListCursor<Offer>,
    /// It has the keys.
    pub focused: bool,
}

impl Fits {
    /// What is suggested for this list, best first.
    pub fn picks(&self, list: Option<PlaylistId>) -> &[Pick] {
        if list.is_some() && self.of == list { &self.picks } else { &[] }
    }

    pub fn stale(&mut self) {
        self.asked = None;
    }

    pub fn arrive(&mut self, list: PlaylistId, picks: Vec<Pick>, passed: u32) {
        if self.of.replace(list) != Some(list) {
            self.cursor.reset();
        }
        (self.picks, self.passed) = (picks, passed);
    }

    pub fn settle(&mut self) {
        self.cursor.settle(&Offers { picks: &self.picks, passed: self.passed });
    }

    /// Whether one was clicked.
    pub fn click(&mut self, list: Option<PlaylistId>, at: Position) -> bool {
        self.of == list && self.cursor.click(&Offers { picks: &self.picks, passed: self.passed }, at)
    }

    /// Asks once for each list and each change of it, and for nothing where home is by hand.
    pub fn follow(&mut self, list: Option<PlaylistId>, view: &View<'_>) -> Option<Effect> {
        if view.snapshot.settings.arranges() == Arranges::Hand {
            (self.picks, self.passed) = (Vec::new(), 0);
            return None;
        }
        let list = list.filter(|list| self.asked != Some(*list))?;
        self.asked = Some(list);
        Some(Effect::Ask { slot: FITS, question: Question::Fitting { list } })
    }
}

impl PlaylistsPage {
    pub(super) fn fitting(&self) -> &[Pick] {
        self.fits.picks(self.card().map(|card| card.id).filter(|_| self.in_lines))
    }

    /// Rows beneath the lines.
    pub(super) fn offers(&self) -> usize {
        let known = self.fits.of.is_some() && self.fits.of == self.card().map(|card| card.id);
        let passed = if known && self.in_lines { self.fits.passed } else { 0 };
        Offers { picks: self.fitting(), passed }.len()
    }

    /// The cursor stands on the way to what was passed over.
    pub(super) fn on_passed(&self) -> bool {
        self.fits.focused && self.fits.cursor.key() == Some(&Offer::Passed)
    }

    /// The suggestion under the cursor.
    pub(super) fn suggestion(&self) -> Option<(&Pick, TrackId)> {
        let pick = self.fitting().get(self.fits.cursor.row()?).filter(|_| self.fits.focused)?;
        match pick.item.what {
            ItemRef::Track(track) => Some((pick, track)),
            _ => None,
        }
    }

    pub(super) fn suggested(&self) -> Option<Subject> {
        let (pick, _) = self.suggestion()?;
        Some(Subject::of_item(pick.item.what, &pick.item.title, &pick.item.artist, source(self.card()?)))
    }

    pub(super) fn on_suggestion(&mut self, action: Action) -> Outcome {
        let at_the_top = self.fits.cursor.row() == Some(0);
        match action {
            Action::Left | Action::PreviousGroup => self.fits.focused = false,
            Action::Up if at_the_top => self.fits.focused = false,
            // Above the first of them stand the lines: the top of all is the first line.
            Action::Top if at_the_top => {
                self.fits.focused = false;
                self.line.travel(Action::Top, &entries(self.lines.rows()));
            }
            Action::Right | Action::NextGroup => {}
            Action::Why => {
                let called = format!("fits {}", self.card().map(|card| shown(&card.name)).unwrap_or_default());
                let row = self.fits.cursor.row().unwrap_or(0);
                return match WhyPanel::of_offer(self.fitting(), row, &called) {
                    Some(panel) => Outcome::effect(Effect::Panel(Box::new(panel))),
                    None => Outcome::Ignored,
                };
            }
            Action::Enter | Action::Open if self.on_passed() => return Outcome::effect(Effect::Act(Action::Passed)),
            Action::Enter | Action::Add | Action::Less | Action::TakeOut => {
                let (Some(id), Some((_, track))) = (self.card().map(|card| card.id), self.suggestion()) else {
                    return Outcome::Ignored;
                };
                let takes = matches!(action, Action::Enter | Action::Add);
                // The next one takes its place at once.
                self.fits.picks.retain(|pick| pick.item.what != ItemRef::Track(track));
                self.fits.passed += u32::from(!takes);
                self.fits.focused = self.offers() > 0;
                let edit = match takes {
                    true => PlaylistEdit::Add { id, tracks: vec![track] },
                    false => PlaylistEdit::PassOver { id, track },
                };
                return Outcome::send(Command::EditPlaylist(edit));
            }
            action => {
                let offers = Offers { picks: &self.fits.picks, passed: self.fits.passed };
                return Outcome::moved(self.fits.cursor.travel(action, &offers));
            }
        }
        Outcome::done()
    }
}
