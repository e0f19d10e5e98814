//! A shelf: the tracks of something that has no page of its own, such as a composer or a work.

use ratatui::layout::{Position, Rect};

use super::super::canvas::Canvas;
use super::super::keymap::Action;
use super::super::page::{Effect, Hint, Outcome, Page, Slot, SortBy, Stale, Subject, View, Visit, hint};
use super::super::verbs;
use super::super::widgets::filtered::Kept;
use super::super::widgets::rules::RulesPanel;
use super::super::widgets::why_by_rules::WhyByRulesPanel;
use super::heading;
use super::library::tracks::Tracks;
use crate::domain::browse::Selection;
use crate::domain::human;
use crate::domain::listen::{Source, SourceKind};
use crate::domain::listing::Listing;
use crate::domain::query::Holders;
use crate::domain::section::ItemRef;
use crate::domain::smart_playlist::{self, SmartPlaylist};
use crate::player::protocol::{Answer, Command, Question};

const TRACKS: Slot = "shelf";
const RULES: Slot = "shelf-rules";

#[derive(Default)]
pub struct ShelfPage {
    title: String,
    /// What stands on it, by its place in the visits of this run.
    shown: Option<Selection>,
    visits: u64,
    tracks: Tracks<u64>,
}

impl ShelfPage {
    fn source(&self) -> Source {
        match self.shown {
            Some(Selection::SmartPlaylist(list)) => smart_playlist::source(list, &self.title),
            _ => Source { kind: SourceKind::Search, id: None, name: self.title.clone() },
        }
    }
}

impl Page for ShelfPage {
    fn title(&self) -> &'static str {
        "Shelf"
    }

    fn visit(&mut self, visit: Visit, _view: &View<'_>) {
        if let Visit::Shelf { what, title } = visit {
            self.title = title;
            self.shown = Some(what);
            self.visits += 1;
        }
    }

    fn prepare(&mut self, view: &View<'_>) -> Vec<Effect> {
        self.tracks.follow_settings(&view.snapshot.settings);
        let wanted = self.shown.as_ref().map(|_| self.visits);
        match (self.tracks.rows.follow(wanted.as_ref()), &self.shown) {
            (Some(_), Some(what)) => vec![Effect::Ask { slot: TRACKS, question: Question::Tracks(what.clone()) }],
            _ => Vec::new(),
        }
    }

    fn answer(&mut self, _slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            Answer::Tracks { rows } => self.tracks.arrive(rows),
            // They were asked for to be changed.
            Answer::SmartPlaylists { rows } => {
                let is_shown = |list: &&SmartPlaylist| self.shown == Some(Selection::SmartPlaylist(list.id));
                let panel = rows.iter().find(is_shown).map(RulesPanel::edit);
                return panel.into_iter().map(|panel| Effect::Panel(Box::new(panel))).collect();
            }
            Answer::Failed { reason } => return vec![Effect::tell(reason)],
            _ => {}
        }
        Vec::new()
    }

    fn stale(&mut self, _what: Stale) {
        self.tracks.rows.stale();
    }

    fn handle(&mut self, action: Action, _view: &View<'_>) -> Outcome {
        if self.tracks.travel(action) {
            return Outcome::done();
        }
        match (action, &self.shown) {
            (Action::Enter, Some(whole)) => match self.tracks.played(whole.clone()) {
                Some((what, start)) => Outcome::send(Command::PlayNow { what, start, source: self.source() }),
                None => Outcome::Ignored,
            },
            (Action::Why, Some(Selection::SmartPlaylist(list))) => match self.tracks.subject(self.source()) {
                Some(Subject { item: Some(ItemRef::Track(track)), title, .. }) => {
                    let why = WhyByRulesPanel::new(*list, &self.title, track, &title);
                    Outcome::effect(Effect::Panel(Box::new(why)))
                }
                _ => Outcome::Ignored,
            },
            (Action::Edit, Some(Selection::SmartPlaylist(_))) => {
                Outcome::effect(Effect::Ask { slot: RULES, question: Question::SmartPlaylists })
            }
            (
                Action::TakeOut
                | Action::Clear
                | Action::MoveDown
                | Action::MoveUp
                | Action::Split
                | Action::Duplicates
                | Action::Passed,
                Some(Selection::SmartPlaylist(_)),
            ) => Outcome::teach(verbs::THEY_DECIDE),
            (Action::Left | Action::Close, _) => Outcome::effect(Effect::Back),
            _ => Outcome::Ignored,
        }
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let count = u32::try_from(self.tracks.rows.rows().len()).unwrap_or(u32::MAX);
        let area = heading::draw(area, &self.title, &human::count(count, "track", "tracks"), canvas);
        canvas.point_at(area.as_position());
        self.tracks.draw(area, true, true, &view.columns(Listing::Tracks), canvas);
    }

    fn subject(&self, _view: &View<'_>) -> Option<Subject> {
        self.tracks.subject(self.source())
    }

    fn marked(&self, _view: &View<'_>) -> Vec<Subject> {
        self.tracks.marked(&self.source())
    }

    fn marks(&self) -> usize {
        self.tracks.marks()
    }

    fn unmark(&mut self) -> bool {
        self.tracks.unmark()
    }

    fn narrow(&mut self, words: &str, _view: &View<'_>) -> Option<(usize, usize)> {
        Some(self.tracks.narrow(words))
    }

    fn holders(&self) -> Option<Holders> {
        Some(Holders::Tracks)
    }

    fn keep(&mut self, kept: Option<Kept>, _view: &View<'_>) -> Option<(usize, usize)> {
        Some(self.tracks.keep(kept))
    }

    fn listing(&self) -> Option<Listing> {
        Some(Listing::Tracks)
    }

    fn sorts(&self) -> &'static [SortBy] {
        Tracks::<u64>::SORTS
    }

    fn sort(&mut self, by: SortBy) {
        self.tracks.sort(by);
    }

    fn promise(&self, view: &View<'_>) -> String {
        self.subject(view)
            .map(|subject| format!("{} plays {}", view.key(Action::Enter), subject.title))
            .unwrap_or_default()
    }

    fn hints(&self, _view: &View<'_>) -> Vec<Hint> {
        vec![
            hint(Action::Open, "open its album"),
            hint(Action::Add, "add"),
            hint(Action::ToPlaylist, "to a list"),
            hint(Action::Back, "back"),
        ]
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> bool {
        self.tracks.click(at)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::app::tests::Driven;
    use super::super::super::fixture;
    use super::*;
    use crate::domain::ids::ArtistId;

    #[test]
    fn a_composer_is_gone_to_and_played_and_left() {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys("5jjgc");
        assert!(driven.screen().contains("Philip Glass"), "{}", driven.screen());
        driven.keys("2");
        assert!(driven.screen().contains("Written by Philip Glass"), "{}", driven.screen());
        driven.keys("j<enter>");
        let Command::PlayNow { what, start: 1, .. } = driven.last() else { panic!("{:?}", driven.last()) };
        assert_eq!(what, &Selection::Composer(ArtistId(7)));
        driven.keys("<backspace>");
        assert!(driven.screen().contains("Added by you"), "{}", driven.screen());
    }
}
