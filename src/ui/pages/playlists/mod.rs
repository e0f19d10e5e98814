//! Playlists: orders made by hand.

mod by_rules;
mod carrying;
mod drawing;
mod fits;
mod hints;
mod left_open;
mod lines;
mod lists;
mod ordering;
mod shaping;
mod to_folder;
mod tree;
mod turning;

use std::time::Instant;

use ratatui::layout::{Position, Rect};

use self::by_rules::{ByRules, FOUND, RULES};
use self::fits::Fits;
use self::left_open::{LEFT_OPEN, LeftOpen};
use self::lines::entries;
use self::ordering::ORDERS;
use self::tree::{At, List, Tree};
use crate::domain::human;
use crate::domain::ids::{PlaylistId, SmartPlaylistId};
use crate::domain::listen::{Source, SourceKind};
use crate::domain::listing::Listing;
use crate::domain::playlist::folder::{own_name, shown};
use crate::domain::playlist::{PlaylistCard, PlaylistLine};
use crate::domain::query::{Holder, Holders};
use crate::domain::section::ItemRef;
use crate::domain::settings::Key;
use crate::player::protocol::{Answer, Question};
use crate::ui::canvas::Canvas;
use crate::ui::keymap::Action;
use crate::ui::page::{Effect, Hint, Outcome, Page, Slot, SortBy, Stale, Subject, View, Visit};
use crate::ui::verbs;
use crate::ui::widgets::carry::Carry;
use crate::ui::widgets::filtered::{Filtered, Kept};
use crate::ui::widgets::follow::Follow;
use crate::ui::widgets::list::ListCursor;
use crate::ui::widgets::order::Order;

const LISTS: Slot = "lists";
const LINES: Slot = "lines";

pub struct PlaylistsPage {
    asked: bool,
    known: bool,
    failed: Option<String>,
    lists: Filtered<PlaylistCard>,
    by_rules: ByRules,
    tree: Tree,
    left_open: LeftOpen,
    list: ListCursor<List>,
    order: Order,
    /// The row of the left pane that something is dragged onto.
    dragged_onto: Option<usize>,
    lines: Follow<PlaylistId, PlaylistLine>,
    line: ListCursor<i64>,
    /// Lines that keys or the mouse move.
    carry: Carry<PlaylistId, i64>,
    /// Something was just taken back or made again.
    turned: bool,
    /// The right pane has the keys.
    in_lines: bool,
    fits: Fits,
    /// A playlist to go to as soon as it is known, and whether to go in.
    goal: Option<(PlaylistId, bool)>,
    /// The same of those by rules.
    rules_goal: Option<SmartPlaylistId>,
}

impl Default for PlaylistsPage {
    fn default() -> Self {
        Self {
            asked: false,
            known: false,
            failed: None,
            lists: Filtered::keyed(|card| card.name.clone(), |card| Some(Holder::Playlist(card.id))),
            by_rules: ByRules::default(),
            tree: Tree::default(),
            left_open: LeftOpen::default(),
            list: ListCursor::default(),
            order: Order::new(Key::SortPlaylists, ORDERS),
            dragged_onto: None,
            lines: Follow::keyed(
                |line| format!("{} {}", line.card.title, line.card.artist),
                |line| Some(Holder::Id(line.card.id.0)),
            ),
            line: ListCursor::default(),
            carry: Carry::default(),
            turned: false,
            in_lines: false,
            fits: Fits::default(),
            goal: None,
            rules_goal: None,
        }
    }
}

impl PlaylistsPage {
    fn card(&self) -> Option<&PlaylistCard> {
        match self.here_in_tree()?.at {
            At::ByHand(index) => self.lists.get(index),
            _ => None,
        }
    }

    fn here(&self) -> Option<(usize, &PlaylistLine)> {
        let row = self.line.row().filter(|_| self.in_lines && !self.fits.focused && self.lines.is_current())?;
        Some((row, self.lines.rows().get(row)?))
    }
}

fn source(card: &PlaylistCard) -> Source {
    Source { kind: SourceKind::Playlist, id: Some(card.id.to_string()), name: shown(&card.name).into_owned() }
}

fn of_list(card: &PlaylistCard) -> Subject {
    Subject::of_item(ItemRef::Playlist(card.id), &own_name(&card.name), "", source(card))
}

impl Page for PlaylistsPage {
    fn title(&self) -> &'static str {
        "Playlists"
    }

    fn prepare(&mut self, view: &View<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.order.follow(&view.snapshot.settings) {
            self.grow();
        }
        if !self.asked {
            self.asked = true;
            effects.push(Effect::Ask { slot: LISTS, question: Question::Playlists });
            effects.push(Effect::Ask { slot: RULES, question: Question::SmartPlaylists });
        }
        if let Some((goal, inside)) = self.goal.filter(|_| self.known)
            && self.lists.iter().any(|card| card.id == goal)
        {
            self.goal = None;
            self.list.expect(List::Of(goal));
            self.grow();
            self.in_lines = inside;
        }
        if let Some(goal) = self.rules_goal
            && self.by_rules.lists.iter().any(|list| list.id == goal)
        {
            self.rules_goal = None;
            self.list.expect(List::Rules(goal));
            self.grow();
        }
        effects.extend(self.keep_open());
        self.list.settle(&self.tree);
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
        self.fits.focused &= self.in_lines && self.offers() > 0;
        effects
    }

    fn answer(&mut self, slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            Answer::OpenFolders { folders } if slot == LEFT_OPEN => self.open_again(folders),
            Answer::Playlists { rows } => {
                // Before the first answer there was only the line for a new one to stand on.
                if !self.known {
                    self.list.reset();
                    self.grow();
                } else if self.list.key() == Some(&List::New) {
                    // Whoever stands on that line made the one that was not there before.
                    let knew = |card: &&PlaylistCard| self.lists.iter().any(|known| known.id == card.id);
                    self.goal = self.goal.or_else(|| rows.iter().find(|card| !knew(card)).map(|card| (card.id, false)));
                }
                self.follow_folder(&rows);
                self.lists.set(rows);
                self.known = true;
                self.grow();
                self.failed = None;
            }
            Answer::Playlist { lines, .. } => {
                self.in_lines &= !lines.is_empty();
                let turned = self.turned_line(&lines);
                if self.lines.arrive(lines) {
                    self.line.reset();
                }
                self.line.keep_marks(self.lines.whole().map(|line| &line.entry));
                self.carry_again();
                if let Some(line) = turned {
                    self.line.go_to(&entries(self.lines.rows()), &line);
                }
            }
            Answer::SmartPlaylists { rows } => {
                self.by_rules.lists.set(rows);
                self.grow();
            }
            Answer::Rules(found) => {
                self.by_rules.arrive(Some(found));
                if matches!(self.order.now(), SortBy::Tracks | SortBy::Length) {
                    self.grow();
                }
            }
            Answer::Failed { .. } if slot == FOUND => self.by_rules.arrive(None),
            Answer::Fitting { list, picks, passed } => self.fits.arrive(list, picks, passed),
            Answer::Failed { reason } if slot == LISTS => self.failed = Some(reason),
            _ => {}
        }
        Vec::new()
    }

    fn stale(&mut self, what: Stale) {
        if what == Stale::Listener {
            self.carry.known();
        }
        self.asked = false;
        self.by_rules.stale();
        self.lines.stale();
        self.fits.stale();
    }

    fn visit(&mut self, visit: Visit, _view: &View<'_>) {
        match visit {
            Visit::Item(ItemRef::Playlist(id)) => self.goal = Some((id, true)),
            Visit::Rules(id) => {
                self.rules_goal = Some(id);
                self.in_lines = false;
            }
            _ => {}
        }
    }

    fn handle(&mut self, action: Action, view: &View<'_>) -> Outcome {
        self.turned = matches!(action, Action::Undo | Action::Redo);
        if action == Action::Sort && !self.in_lines {
            return self.sort_lists(view);
        }
        if let Some(outcome) = self.shape(action) {
            return outcome;
        }
        // A single track is no section: inside a list, the list is what is meant.
        if let (Action::Pin, true, Some(card)) = (action, self.in_lines, self.card()) {
            return verbs::pin(&of_list(card));
        }
        if self.in_lines && self.fits.focused {
            return self.on_suggestion(action);
        }
        if self.in_lines {
            // What fits stands beneath the last line.
            let at_the_end = self.line.row().is_some_and(|row| row + 1 == self.lines.rows().len());
            let leaves = action == Action::NextGroup || action == Action::Down && at_the_end;
            if leaves && self.offers() > 0 {
                return self.on_line(action, view.ticks);
            }
            let rows = entries(self.lines.rows());
            if self.line.travel(action, &rows) || self.line.mark(action, &rows) {
                return Outcome::done();
            }
            return self.on_line(action, view.ticks);
        }
        if self.list.travel(action, &self.tree) || self.list.mark(action, &self.tree) {
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
        if let Some(folder) = self.folder() {
            return Some(self.folder_subject(folder));
        }
        let card = self.card()?;
        if self.fits.focused {
            return self.suggested();
        }
        if self.in_lines {
            return Some(Subject::of_card(&self.here()?.1.card, source(card)));
        }
        Some(of_list(card))
    }

    fn marked(&self, _view: &View<'_>) -> Vec<Subject> {
        if self.in_lines {
            let (Some(card), lines) = (self.card(), self.lines.rows()) else { return Vec::new() };
            let rows = self.line.marked(&entries(lines)).into_iter();
            return rows.filter_map(|row| Some(Subject::of_card(&lines.get(row)?.card, source(card)))).collect();
        }
        let subject = |row: usize| {
            let row = self.tree.row(row)?;
            match (row.at, &row.list) {
                (At::ByHand(index), _) => self.lists.get(index).map(of_list),
                (At::ByRules(index), _) => self.by_rules.lists.get(index).map(by_rules::subject),
                (_, List::Folder(folder)) => Some(self.folder_subject(folder)),
                _ => None,
            }
        };
        self.list.marked(&self.tree).into_iter().filter_map(subject).collect()
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
            let by_rules = self.by_rules.lists.narrow("");
            self.grow();
            return Some(if self.in_lines { lines } else { (lists.0 + by_rules.0, lists.1 + by_rules.1) });
        }
        if self.in_lines {
            return Some(self.lines.narrow(words));
        }
        let (by_hand, by_rules) = (self.lists.narrow(words), self.by_rules.lists.narrow(words));
        self.grow();
        Some((by_hand.0 + by_rules.0, by_hand.1 + by_rules.1))
    }

    fn holders(&self) -> Option<Holders> {
        Some(if self.in_lines { Holders::Tracks } else { Holders::Playlists })
    }

    fn keep(&mut self, kept: Option<Kept>, _view: &View<'_>) -> Option<(usize, usize)> {
        if kept.is_none() {
            let (lines, lists, by_rules) =
                (self.lines.keep(None), self.lists.keep(None), self.by_rules.lists.keep(None));
            self.grow();
            return Some(if self.in_lines { lines } else { (lists.0 + by_rules.0, lists.1 + by_rules.1) });
        }
        if self.in_lines {
            return Some(self.lines.keep(kept));
        }
        let (by_hand, by_rules) = (self.lists.keep(kept.clone()), self.by_rules.lists.keep(kept));
        self.grow();
        Some((by_hand.0 + by_rules.0, by_hand.1 + by_rules.1))
    }

    fn listing(&self) -> Option<Listing> {
        Some(if self.in_lines { Listing::Playlist } else { Listing::Playlists })
    }

    fn sorts(&self) -> &'static [SortBy] {
        if self.in_lines { &[] } else { self.order.among() }
    }

    fn sort(&mut self, by: SortBy) {
        self.order.set(by);
        self.grow();
    }

    fn promise(&self, view: &View<'_>) -> String {
        if let (Some((pick, _)), Some(card)) = (self.suggestion(), self.card()) {
            return format!("{} puts {} into {}", view.key(Action::Enter), pick.item.title, shown(&card.name));
        }
        if self.on_passed() {
            return view.words("{play} shows what is not offered any more");
        }
        if let Some(folder) = self.folder().filter(|_| !self.in_lines) {
            let (by_hand, by_rules) = self.inside(folder);
            let lists = u32::try_from(by_hand.len() + by_rules.len()).unwrap_or(u32::MAX);
            let lists = human::count(lists, "playlist", "playlists");
            return format!("{} plays {lists} of {}", view.key(Action::Enter), own_name(folder));
        }
        match self.subject(view) {
            Some(subject) => format!("{} plays {}", view.key(Action::Enter), subject.title),
            None if self.list.key() == Some(&List::NewRules) => view.words("{play} makes a playlist by rules"),
            None => view.words("{play} makes a new playlist"),
        }
    }

    fn reason(&self, view: &View<'_>) -> Option<String> {
        let (pick, _) = self.suggestion()?;
        pick.evidence.first().map(|evidence| evidence.fact.sentence(view.now))
    }

    fn hints(&self, _view: &View<'_>) -> Vec<Hint> {
        self.hints_here().to_vec()
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> bool {
        self.dragged_onto = None;
        if self.list.click(&self.tree, at) {
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

    fn drag(&mut self, to: Position, view: &View<'_>) -> Outcome {
        match (self.in_lines, self.fits.focused) {
            (true, false) => self.drag_line(to, view.ticks),
            (true, true) => Outcome::Ignored,
            (false, _) => {
                self.dragged_onto = self.list.row_at(to);
                Outcome::done()
            }
        }
    }

    fn release(&mut self, _view: &View<'_>) -> Vec<Effect> {
        if let Some(row) = self.dragged_onto.take()
            && let Outcome::Done(effects) = self.drop_onto(row)
        {
            return effects;
        }
        self.put_down()
    }

    fn put_down(&mut self) -> Vec<Effect> {
        self.dragged_onto = None;
        self.put_lines_down()
    }

    fn give_back(&mut self, _view: &View<'_>) -> bool {
        let held = self.dragged_onto.take().is_some() || self.carry.is_held();
        if self.carry.is_held() {
            self.give_lines_back();
            self.carry.put_down();
        }
        held
    }

    fn wake_at(&self) -> Option<Instant> {
        self.carry.wake_at()
    }

    fn wake(&mut self, view: &View<'_>) -> Vec<Effect> {
        self.drag_on(view.ticks);
        if self.carry.is_due(view.ticks) { self.put_lines_down() } else { Vec::new() }
    }
}

#[cfg(test)]
mod looks;
#[cfg(test)]
mod sentences;
#[cfg(test)]
mod tests;
