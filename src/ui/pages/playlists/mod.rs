//! Playlists: orders made by hand.

mod by_rules;
mod drawing;
mod fits;
mod lines;
mod lists;
mod shaping;

use ratatui::layout::{Position, Rect};

use self::by_rules::{ByRules, FOUND, RULES};
use self::fits::Fits;
use self::lines::entries;
use self::lists::{List, Lists};
use crate::domain::ids::PlaylistId;
use crate::domain::listen::{Source, SourceKind};
use crate::domain::listing::Listing;
use crate::domain::playlist::{PlaylistCard, PlaylistLine};
use crate::domain::query::{Holder, Holders};
use crate::domain::section::ItemRef;
use crate::player::protocol::{Answer, Question};
use crate::ui::canvas::Canvas;
use crate::ui::keymap::Action;
use crate::ui::page::{Effect, Hint, Outcome, Page, Slot, Stale, Subject, View, Visit, hint};
use crate::ui::widgets::filtered::{Filtered, Kept};
use crate::ui::widgets::follow::Follow;
use crate::ui::widgets::list::ListCursor;

const LISTS: Slot = "lists";
const LINES: Slot = "lines";

pub struct PlaylistsPage {
    asked: bool,
    known: bool,
    failed: Option<String>,
    lists: Filtered<PlaylistCard>,
    by_rules: ByRules,
    list: ListCursor<List>,
    lines: Follow<PlaylistId, PlaylistLine>,
    line: ListCursor<i64>,
    /// The right pane has the keys.
    in_lines: bool,
    fits: Fits,
    /// A playlist to go to as soon as it is known.
    goal: Option<PlaylistId>,
}

impl Default for PlaylistsPage {
    fn default() -> Self {
        Self {
            asked: false,
            known: false,
            failed: None,
            lists: Filtered::keyed(|card| card.name.clone(), |card| Some(Holder::Playlist(card.id))),
            by_rules: ByRules::default(),
            list: ListCursor::default(),
            lines: Follow::keyed(
                |line| format!("{} {}", line.card.title, line.card.artist),
                |line| Some(Holder::Id(line.card.id.0)),
            ),
            line: ListCursor::default(),
            in_lines: false,
            fits: Fits::default(),
            goal: None,
        }
    }
}

impl PlaylistsPage {
    fn card(&self) -> Option<&PlaylistCard> {
        self.lists.get(self.list.row()?)
    }

    fn here(&self) -> Option<(usize, &PlaylistLine)> {
        let row = self.line.row().filter(|_| self.in_lines && !self.fits.focused && self.lines.is_current())?;
        Some((row, self.lines.rows().get(row)?))
    }
}

fn source(card: &PlaylistCard) -> Source {
    Source { kind: SourceKind::Playlist, id: Some(card.id.to_string()), name: card.name.clone() }
}

impl Page for PlaylistsPage {
    fn title(&self) -> &'static str {
        "Playlists"
    }

    fn prepare(&mut self, view: &View<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        if !self.asked {
            self.asked = true;
            effects.push(Effect::Ask { slot: LISTS, question: Question::Playlists });
            effects.push(Effect::Ask { slot: RULES, question: Question::SmartPlaylists });
        }
        if let Some(goal) = self.goal.filter(|_| self.known)
            && self.list.go_to(&Lists(&self.lists, &self.by_rules.lists), &List::Of(goal))
        {
            self.goal = None;
            self.in_lines = true;
        }
        self.list.settle(&Lists(&self.lists, &self.by_rules.lists));
        let here = self.rules().map(|list| list.id);
        effects.extend(self.by_rules.ask(here));
        let wanted = self.card().map(|card| card.id);
        if let Some(id) = self.lines.follow(wanted.as_ref()) {
            effects.push(Effect::Ask { slot: LINES, question: Question::Playlist { id } });
        }
        self.line.settle(&entries(self.lines.rows()));
        if self.lines.is_current() && self.lines.rows().is_empty() && self.goal.is_none() && wanted.is_none() {
            self.in_lines = false;
        }
        let open = wanted.filter(|_| self.in_lines && self.lines.is_current());
        effects.extend(self.fits.follow(open, view));
        self.fits.settle();
        self.fits.focused &= self.in_lines && !self.fitting().is_empty();
        effects
    }

    fn answer(&mut self, slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            Answer::Playlists { rows } => {
                // Before the first answer there was only the line for a new one to stand on.
                if !self.known {
                    self.list.reset();
                } else if self.list.key() == Some(&List::New) {
                    // Whoever stands on that line made the one that was not there before.
                    let knew = |card: &&PlaylistCard| self.lists.iter().any(|known| known.id == card.id);
                    self.goal = self.goal.or_else(|| rows.iter().find(|card| !knew(card)).map(|card| card.id));
                }
                self.lists.set(rows);
                self.known = true;
                self.failed = None;
            }
            Answer::Playlist { lines, .. } => {
                self.in_lines &= !lines.is_empty();
                if self.lines.arrive(lines) {
                    self.line.reset();
                }
            }
            Answer::SmartPlaylists { rows } => self.by_rules.lists.set(rows),
            Answer::Rules(found) => self.by_rules.arrive(Some(found)),
            Answer::Failed { .. } if slot == FOUND => self.by_rules.arrive(None),
            Answer::Fitting { list, picks } => self.fits.arrive(list, picks),
            Answer::Failed { reason } if slot == LISTS => self.failed = Some(reason),
            _ => {}
        }
        Vec::new()
    }

    fn stale(&mut self, _what: Stale) {
        self.asked = false;
        self.by_rules.stale();
        self.lines.stale();
        self.fits.stale();
    }

    fn visit(&mut self, visit: Visit, _view: &View<'_>) {
        if let Visit::Item(ItemRef::Playlist(id)) = visit {
            self.goal = Some(id);
        }
    }

    fn handle(&mut self, action: Action, _view: &View<'_>) -> Outcome {
        if let Some(outcome) = self.shape(action) {
            return outcome;
        }
        if self.in_lines && self.fits.focused {
            return self.on_suggestion(action);
        }
        if self.in_lines {
            // What fits stands beneath the last line.
            let at_the_end = self.line.row().is_some_and(|row| row + 1 == self.lines.rows().len());
            let leaves = action == Action::NextGroup || action == Action::Down && at_the_end;
            if leaves && !self.fitting().is_empty() {
                return self.on_line(action);
            }
            let rows = entries(self.lines.rows());
            if self.line.travel(action, &rows) || self.line.mark(action, &rows) {
                return Outcome::done();
            }
            return self.on_line(action);
        }
        let rows = Lists(&self.lists, &self.by_rules.lists);
        if self.list.travel(action, &rows) || self.list.mark(action, &rows) {
            return Outcome::done();
        }
        self.on_list(action)
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        self.show(view, area, canvas);
    }

    fn subject(&self, _view: &View<'_>) -> Option<Subject> {
        if let Some(list) = self.rules() {
            return Some(by_rules::subject(list));
        }
        let card = self.card()?;
        if self.fits.focused {
            return self.suggested();
        }
        if self.in_lines {
            return Some(Subject::of_card(&self.here()?.1.card, source(card)));
        }
        Some(Subject::of_item(ItemRef::Playlist(card.id), &card.name, "", source(card)))
    }

    fn marked(&self, _view: &View<'_>) -> Vec<Subject> {
        if self.in_lines {
            let (Some(card), lines) = (self.card(), self.lines.rows()) else { return Vec::new() };
            let rows = self.line.marked(&entries(lines)).into_iter();
            return rows.filter_map(|row| Some(Subject::of_card(&lines.get(row)?.card, source(card)))).collect();
        }
        let by_hand = |card: &PlaylistCard| Subject::of_item(ItemRef::Playlist(card.id), &card.name, "", source(card));
        let subject = |row: usize| match self.lists.get(row) {
            Some(card) => Some(by_hand(card)),
            None => self.by_rules.lists.get(row - self.lists.len()).map(by_rules::subject),
        };
        let rows = self.list.marked(&Lists(&self.lists, &self.by_rules.lists)).into_iter();
        rows.filter_map(subject).collect()
    }

    fn marks(&self) -> usize {
        if self.in_lines { self.line.marks() } else { self.list.marks() }
    }

    fn unmark(&mut self) -> bool {
        if self.in_lines { self.line.unmark() } else { self.list.unmark() }
    }

    fn narrow(&mut self, words: &str, _view: &View<'_>) -> Option<(usize, usize)> {
        if words.is_empty() {
            let (lines, lists) = (self.lines.narrow(""), self.lists.narrow(""));
            self.by_rules.lists.narrow("");
            return Some(if self.in_lines { lines } else { lists });
        }
        if self.in_lines {
            return Some(self.lines.narrow(words));
        }
        let (by_hand, by_rules) = (self.lists.narrow(words), self.by_rules.lists.narrow(words));
        Some((by_hand.0 + by_rules.0, by_hand.1 + by_rules.1))
    }

    fn holders(&self) -> Option<Holders> {
        Some(if self.in_lines { Holders::Tracks } else { Holders::Playlists })
    }

    fn keep(&mut self, kept: Option<Kept>, _view: &View<'_>) -> Option<(usize, usize)> {
        if kept.is_none() {
            let (lines, lists) = (self.lines.keep(None), self.lists.keep(None));
            return Some(if self.in_lines { lines } else { lists });
        }
        Some(if self.in_lines { self.lines.keep(kept) } else { self.lists.keep(kept) })
    }

    fn listing(&self) -> Option<Listing> {
        Some(if self.in_lines { Listing::Playlist } else { Listing::Playlists })
    }

    fn promise(&self, view: &View<'_>) -> String {
        if let (Some((pick, _)), Some(card)) = (self.suggestion(), self.card()) {
            return format!("Enter puts {} into {}", pick.item.title, card.name);
        }
        match self.subject(view) {
            Some(subject) => format!("Enter plays {}", subject.title),
            None if self.list.key() == Some(&List::NewRules) => "Enter makes a playlist by rules".into(),
            None => "Enter makes a new playlist".into(),
        }
    }

    fn reason(&self, view: &View<'_>) -> Option<String> {
        let (pick, _) = self.suggestion()?;
        pick.evidence.first().map(|evidence| evidence.fact.sentence(view.now))
    }

    fn hints(&self, _view: &View<'_>) -> Vec<Hint> {
        if self.fits.focused {
            return vec![
                hint(Action::Add, "take it"),
                hint(Action::Less, "pass over"),
                hint(Action::Why, "why"),
                hint(Action::Undo, "undo"),
            ];
        }
        if self.in_lines {
            return vec![
                hint(Action::MoveDown, "K move"),
                hint(Action::TakeOut, "take out"),
                hint(Action::ToPlaylist, "to another"),
                hint(Action::Undo, "undo"),
                hint(Action::Sort, "sort once"),
                hint(Action::Split, "split: from here on, or what is marked"),
                hint(Action::Duplicates, "mark what stands twice"),
            ];
        }
        match self.card() {
            Some(_) => vec![
                hint(Action::Right, "open"),
                hint(Action::Edit, "rename"),
                hint(Action::TakeOut, "delete"),
                hint(Action::Add, "add"),
                hint(Action::Undo, "undo"),
                hint(Action::Sort, "sort once"),
                hint(Action::Describe, "say what it is about"),
                hint(Action::Duplicate, "make a copy"),
                hint(Action::Merge, "merge what is marked"),
                hint(Action::Duplicates, "mark what stands twice"),
            ],
            None if self.rules().is_some() => vec![
                hint(Action::Right, "open"),
                hint(Action::Edit, "change the rules"),
                hint(Action::TakeOut, "delete"),
                hint(Action::Add, "add"),
                hint(Action::Undo, "undo"),
            ],
            None => vec![hint(Action::Undo, "undo")],
        }
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> bool {
        if self.list.click(&Lists(&self.lists, &self.by_rules.lists), at) {
            self.in_lines = false;
            self.fits.focused = false;
            return true;
        }
        let inside = self.card().map(|card| card.id).filter(|_| self.in_lines);
        if inside.is_some() && self.fits.click(inside, at) {
            self.fits.focused = self.in_lines;
            return true;
        }
        self.fits.focused = false;
        let found = self.line.click(&entries(self.lines.rows()), at);
        self.in_lines |= found;
        found
    }
}

#[cfg(test)]
mod tests;
