//! Home: what tonearm found by ear, what the listener pinned by hand, each with its reason.

mod draw;
mod editor;
mod focus;
mod head;
mod layout;
mod limit;
mod love;
mod mine;
mod proposed;
mod rows;
mod seen;
#[cfg(test)]
mod tests;
mod told;
mod young;

use std::time::Instant;

use ratatui::layout::{Position, Rect};

use super::super::canvas::Canvas;
use super::super::keymap::Action;
use super::super::page::{Effect, Hint, Outcome, Page, Slot, Stale, Subject, View, hint};
use super::super::widgets::list::{ListCursor, Rows};
use super::super::widgets::why::WhyPanel;
use crate::domain::browse::{Selection, WhyPlace};
use crate::domain::evidence::Fact;
use crate::domain::feedback::{Target, Verb};
use crate::domain::human;
use crate::domain::ids::TrackId;
use crate::domain::listen::{Source, SourceKind};
use crate::domain::radio::RadioSeed;
use crate::domain::section::{ItemRef, Pick, Section};
use crate::domain::time::Moment;
use crate::player::protocol::{Answer, Command};

use super::super::widgets::cover::Cover;
pub(super) use editor::EditorPanel;
use focus::{ABOUT, About};
use layout::Layout;
use proposed::Proposed;
use rows::{Hand, Here, HomeRows, Row, Spot, find};
use seen::Seen;
use told::Told;
use young::Young;

#[derive(Default)]
pub struct HomePage {
    rows: HomeRows,
    cursor: ListCursor<Spot>,
    layout: Layout,
    /// Sections shown whole.
    opened: Vec<String>,
    seen: Seen,
    told: Told,
    young: Young,
    proposed: Proposed,
    /// What is known of the item that the focus column explains.
    about: About,
    cover: Cover,
    /// Where it was last drawn.
    area: Rect,
    /// How many rows that place has when no panel takes of them: what is dealt by it stays as it
    /// is, and the cursor on it, while one does.
    whole: u16,
    /// The listener did something here.
    touched: bool,
}

impl HomePage {
    fn settle(&mut self, view: &View<'_>) {
        let two_columns = Layout::has_two_columns(self.area);
        let height = usize::from(self.whole);
        let mut hands = self.young.hands(view, &self.told);
        hands.extend(self.proposed.is_there().then_some(Hand::Propose));
        self.rows = HomeRows::fitting(&view.snapshot.home, height, two_columns, &self.opened, &hands);
        // Before the first sections came there was only what can be done by hand to stand on.
        let waits = !self.touched && self.cursor.key().is_some_and(|spot| Hand::of(spot).is_some());
        if (self.cursor.key().is_none() || waits)
            && let Some(row) = self.rows.first_pick()
        {
            self.cursor.select(&self.rows, row);
            self.layout.rewind();
        }
        self.cursor.settle(&self.rows);
    }

    /// What the cursor stands on.
    fn here<'h>(&self, view: &View<'h>) -> Option<Here<'h>> {
        find(&view.snapshot.home, self.cursor.key()?)
    }

    fn across(&mut self, right: bool) -> bool {
        let Some(row) = self.cursor.row().filter(|row| self.layout.is_right(*row) != right) else { return false };
        let target = self.layout.across(row, self.rows.len());
        // The line over there may be blank: the nearest one above, or below, that is not.
        let nearest = target.and_then(|target| {
            let up = (0..=target).rev().filter(|row| self.layout.is_right(*row) == right);
            up.chain(target..self.rows.len()).find(|row| self.rows.key(*row).is_some())
        });
        nearest.is_some_and(|row| self.cursor.select(&self.rows, row))
    }

    fn on_title(&mut self, action: Action, section: &Section) -> Option<Outcome> {
        match action {
            Action::Enter => Some(Outcome::send(Command::PlayNow {
                what: Selection::Section(section.id.clone()),
                start: 0,
                source: source(section),
            })),
            Action::Open => {
                match self.opened.iter().position(|id| *id == section.id) {
                    Some(open) => drop(self.opened.remove(open)),
                    None => self.opened.push(section.id.clone()),
                }
                Some(Outcome::done())
            }
            Action::Why => Some(Outcome::tell(reason(section))),
            Action::Radio => Some(Outcome::send(Command::Radio {
                from: RadioSeed::Section(section.id.clone()),
                title: section.title.clone(),
            })),
            // On its title a section by ear is put away; `u` and You bring it back.
            Action::TakeOut if section.pin.is_none() => {
                let target = Target::Section(section.id.clone());
                Some(Outcome::send(Command::Say { verb: Verb::Hide, target }))
            }
            _ => None,
        }
    }

    fn on_pick(&mut self, action: Action, section: &Section, place: usize, pick: &Pick) -> Option<Outcome> {
        match action {
            Action::Enter => Some(Outcome::send(play(section, pick))),
            Action::Why => {
                let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
                let place = WhyPlace {
                    section: section.id.clone(),
                    section_title: section.title.clone(),
                    origin: section.origin,
                    place: count(place + 1),
                    of: count(section.picks.len()),
                    evidence: pick.evidence.clone(),
                    score: None,
                };
                // The focus column says the sentences already.
                let panel = WhyPanel::of_pick(&pick.item, place, self.layout.focus.is_some());
                Some(Outcome::effect(Effect::Panel(Box::new(panel))))
            }
            _ => None,
        }
    }

    /// Pinning, moving and giving back: the same on the title and on the lines below it.
    fn on_section(action: Action, here: &Here<'_>, sections: usize, now: Moment) -> Option<Outcome> {
        let Here { place, section, pick } = *here;
        let place_at = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        match (action, section.pin) {
            (Action::Pin, _) => Some(Outcome::effect(Effect::Panel(Box::new(mine::panel(section, now))))),
            (Action::Edit, Some(_)) => Some(Outcome::effect(Effect::Panel(Box::new(EditorPanel::of(section))))),
            (Action::Edit, _) => {
                Some(Outcome::effect(Effect::Panel(Box::new(limit::panel(section, artist_of(section, pick))))))
            }
            (Action::TakeOut, Some(pin)) => Some(Outcome::send(Command::Unpin { pin })),
            (Action::TakeOut, None) => {
                Some(Outcome::teach("tonearm put this here: {less} says less of it, {pin} makes the section yours"))
            }
            (Action::MoveDown, Some(pin)) => Some(if place + 1 < sections {
                Outcome::send(Command::MovePin { pin, to: place_at(place + 1) })
            } else {
                Outcome::tell("It is the last one already")
            }),
            (Action::MoveUp, Some(pin)) => Some(match place.checked_sub(1) {
                Some(to) => Outcome::send(Command::MovePin { pin, to: place_at(to) }),
                None => Outcome::tell("It is the first one already"),
            }),
            (Action::MoveDown | Action::MoveUp, None) => {
                Some(Outcome::teach("tonearm placed this section; pin it with {pin} to move it"))
            }
            _ => None,
        }
    }

    fn find_playing(&mut self, view: &View<'_>) -> Outcome {
        let Some(line) = &view.snapshot.transport.current else { return Outcome::Ignored };
        let item = Some(ItemRef::Track(line.card.id));
        let row = (0..self.rows.len()).find(|&row| self.rows.key(row).is_some_and(|spot| spot.item == item));
        match row {
            Some(row) => Outcome::moved(self.cursor.select(&self.rows, row)),
            None => Outcome::Ignored,
        }
    }
}

fn subject(here: &Here<'_>) -> Subject {
    let section = here.section;
    match here.pick {
        Some((_, pick)) => {
            let what = match pick.item.what {
                ItemRef::Track(id) => Selection::Tracks(vec![id]),
                item => Selection::Item(item),
            };
            let item = &pick.item;
            Subject { what, ..Subject::of_item(item.what, &item.title, &item.artist, source(section)) }
        }
        None => Subject::of_holder(Selection::Section(section.id.clone()), &section.title, source(section)),
    }
}

/// The artist of a line; on a title, of its first one.
fn artist_of<'s>(section: &'s Section, pick: Option<(usize, &'s Pick)>) -> &'s str {
    let pick = pick.map(|(_, pick)| pick).or(section.picks.first());
    pick.map_or("", |pick| match pick.item.what {
        ItemRef::Artist(_) => &pick.item.title,
        _ => &pick.item.artist,
    })
}

fn source(section: &Section) -> Source {
    Source { kind: SourceKind::Section, id: Some(section.id.clone()), name: section.title.clone() }
}

/// Where it was left in the middle, if its evidence says so.
fn stopped_at(pick: &Pick) -> Option<i64> {
    pick.evidence.iter().find_map(|evidence| match evidence.fact {
        Fact::StoppedAt { position_ms, .. } => Some(position_ms),
        _ => None,
    })
}

/// What Enter on a pick does, in words.
fn enter(pick: &Pick, view: &View<'_>) -> String {
    let key = view.key(Action::Enter);
    let title = pick.item.name();
    match stopped_at(pick) {
        Some(position_ms) => format!("{key} resumes {title} at {}", human::clock(position_ms)),
        None if is_spoken(pick) => format!("{key} goes on with {title}"),
        None => format!("{key} plays {title}"),
    }
}

/// Whether it is spoken word that was begun.
fn is_spoken(pick: &Pick) -> bool {
    pick.evidence.iter().any(|evidence| matches!(evidence.fact, Fact::LeftToHear { .. }))
}

/// Enter on a pick: a track is followed by the other tracks of its section, the rest is whole.
fn play(section: &Section, pick: &Pick) -> Command {
    let (what, start) = match pick.item.what {
        ItemRef::Track(id) => {
            let tracks: Vec<TrackId> = section
                .picks
                .iter()
                .filter_map(|pick| match pick.item.what {
                    ItemRef::Track(id) => Some(id),
                    _ => None,
                })
                .collect();
            let start = tracks.iter().position(|track| *track == id).unwrap_or(0);
            (Selection::Tracks(tracks), u32::try_from(start).unwrap_or(0))
        }
        item => (Selection::Item(item), 0),
    };
    let source = source(section);
    match stopped_at(pick).is_some()
        || is_spoken(pick)
        || matches!(pick.item.what, ItemRef::Album(_) | ItemRef::Playlist(_))
    {
        true => Command::Resume { what, start, source },
        false => Command::PlayNow { what, start, source },
    }
}

/// What a title says when asked why.
fn reason(section: &Section) -> String {
    let mut made = format!("{} {}", section.origin.mark(), section.origin.words());
    if !section.limits.is_empty() {
        made = format!("{made}, + by hand {}", crate::domain::limit::words(&section.limits));
    }
    if section.reason.is_empty() { made } else { format!("{}: {}", made, section.reason) }
}

impl Page for HomePage {
    fn title(&self) -> &'static str {
        "Home"
    }

    fn prepare(&mut self, view: &View<'_>) -> Vec<Effect> {
        self.settle(view);
        let mut effects = self.wake(view);
        effects.extend(self.told.ask());
        let on = self.here(view).map(|here| here.section);
        // The demo's listener has lived there for long.
        if !view.snapshot.demo {
            effects.extend(self.told.look(&view.snapshot.home, on));
        }
        effects.extend(self.young.ask(view));
        effects.extend(self.proposed.ask(view, &mut self.told));
        let item = self.here(view).and_then(|here| here.pick).map(|(_, pick)| pick.item.what);
        if let Some(item) = item.filter(|_| self.layout.focus.is_some()) {
            effects.extend(self.about.ask(item));
            effects.extend(self.cover.ask_at_rest(item, view.ticks));
        } else {
            self.cover.rest_on_nothing();
        }
        effects
    }

    fn answer(&mut self, slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        if self.cover.answer(slot, &answer) {
            return Vec::new();
        }
        match answer {
            Answer::Told { what } => self.told.arrive(what),
            Answer::About { lines } if slot == ABOUT => self.about.arrive(lines),
            Answer::Proposal(proposal) => self.proposed.arrive(proposal),
            answer => self.young.arrive(answer),
        }
        Vec::new()
    }

    fn stale(&mut self, what: Stale) {
        self.young.stale();
        self.proposed.stale();
        if what == Stale::Listener {
            self.about.stale();
        }
    }

    fn handle(&mut self, action: Action, view: &View<'_>) -> Outcome {
        self.settle(view);
        self.touched = true;
        match action {
            Action::Left => return Outcome::moved(self.across(false)),
            Action::Right => return Outcome::moved(self.across(true)),
            Action::Top => self.layout.rewind(),
            Action::Deal => self.told.hush(),
            Action::ToPlaying => return self.find_playing(view),
            _ => {}
        }
        if self.cursor.travel(action, &self.rows) || self.cursor.mark(action, &self.rows) {
            return Outcome::done();
        }
        if let Some(hand) = self.cursor.key().and_then(Hand::of) {
            return match hand {
                Hand::Propose => self.proposed.handle(action),
                hand => self.young.handle(action, hand),
            };
        }
        let Some(Here { place, section, pick }) = self.here(view) else { return Outcome::Ignored };
        let own = match pick {
            Some((index, pick)) => self.on_pick(action, section, index, pick),
            None => self.on_title(action, section),
        };
        let sections = view.snapshot.home.sections.len();
        own.or_else(|| Self::on_section(action, &Here { place, section, pick }, sections, view.now))
            .unwrap_or(Outcome::Ignored)
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        self.draw_page(view, area, canvas);
    }

    fn subject(&self, view: &View<'_>) -> Option<Subject> {
        self.here(view).map(|here| subject(&here))
    }

    fn marked(&self, view: &View<'_>) -> Vec<Subject> {
        let home = &view.snapshot.home;
        let marked = self.cursor.marked(&self.rows).into_iter();
        marked.filter_map(|row| Some(subject(&find(home, &self.rows.key(row)?)?))).collect()
    }

    fn marks(&self) -> usize {
        self.cursor.marks()
    }

    fn unmark(&mut self) -> bool {
        self.cursor.unmark()
    }

    fn promise(&self, view: &View<'_>) -> String {
        match self.here(view) {
            Some(Here { section, pick: None, .. }) => {
                let count = u32::try_from(section.picks.len()).unwrap_or(u32::MAX);
                format!("{} plays all {}", view.key(Action::Enter), human::thousands(u64::from(count)))
            }
            Some(Here { pick: Some((_, pick)), .. }) => enter(pick, view),
            None => match self.cursor.key().and_then(Hand::of) {
                Some(Hand::Propose) => self.proposed.promise(view),
                hand => view.words(hand.map(young::promise).unwrap_or_default()),
            },
        }
    }

    fn reason(&self, view: &View<'_>) -> Option<String> {
        let (_, pick) = self.here(view)?.pick?;
        pick.evidence.first().map(|fact| fact.fact.sentence(view.now))
    }

    fn hints(&self, view: &View<'_>) -> Vec<Hint> {
        match self.here(view) {
            Some(Here { section, pick, .. }) => {
                let open = match pick {
                    Some(_) => "open",
                    None if self.opened.contains(&section.id) => "show few",
                    None => "show all",
                };
                let mut hints = vec![hint(Action::Open, open), hint(Action::Why, "why")];
                if pick.is_some() {
                    hints.push(hint(Action::Like, "like"));
                }
                if section.pin.is_some() {
                    hints.push(hint(Action::Edit, "edit"));
                    hints.push(hint(Action::MoveDown, "move"));
                    hints.push(hint(Action::TakeOut, "give back"));
                } else {
                    hints.push(hint(Action::Pin, "pin"));
                    if pick.is_none() {
                        hints.push(hint(Action::Edit, "limit"));
                        hints.push(hint(Action::TakeOut, "put away"));
                    }
                }
                hints.push(hint(Action::Add, "add"));
                // A menu has room for it.
                if pick.is_some() && section.pin.is_none() {
                    hints.push(hint(Action::Edit, "limit the section"));
                }
                hints
            }
            None if self.cursor.key().and_then(Hand::of) == Some(Hand::Propose) => Proposed::hints(),
            None => vec![hint(Action::ShowLibrary, "library")],
        }
    }

    fn click(&mut self, at: Position, view: &View<'_>) -> bool {
        self.settle(view);
        self.touched = true;
        let row = self.layout.row_at(at, self.rows.len());
        row.is_some_and(|row| self.cursor.select(&self.rows, row))
    }

    fn hidden(&mut self) {
        self.seen.look_away();
    }

    fn wake_at(&self) -> Option<Instant> {
        self.seen.ripe_at().into_iter().chain(self.cover.wake_at()).min()
    }

    fn wake(&mut self, view: &View<'_>) -> Vec<Effect> {
        self.seen.ripe(view.ticks).map(Effect::Send).into_iter().collect()
    }
}

/// Whether a row holds a pick, and which.
const fn pick_of(row: Row) -> Option<(usize, usize)> {
    match row {
        Row::Pick { section, pick } => Some((section, pick)),
        _ => None,
    }
}
