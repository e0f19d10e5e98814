//! Changes by hand, and taking them back.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::browse::Selection;
use crate::domain::human;
use crate::domain::ids::{PinId, PlaylistId, TrackId};
use crate::domain::journal::taken_back;
use crate::domain::limit::Limit;
use crate::domain::listen::Source;
use crate::domain::queue::{EntryId, Part, Queue};
use crate::domain::reorder::LineOrder;
use crate::domain::section::{ItemRef, Pick, Pin, PinMode, Recipe, Section};
use crate::domain::track::TrackCard;
use crate::player::effect::{Edit, Effect, Input, Occasion, Then, Turned};
use crate::player::protocol::Command;
use crate::player::state::{Now, State, Step};

/// Private edits of the queue that can be taken back; older ones are forgotten.
const STEPS: usize = 50;

pub(super) fn add(state: &mut State, cards: Vec<Arc<TrackCard>>, next: bool, source: &Source) -> Vec<Effect> {
    let what = match cards.as_slice() {
        [one] => one.title.clone(),
        many => lines(many.len(), "track", "tracks"),
    };
    let place = if next { "plays next" } else { "added to the queue" };
    edit_queue(state, format!("{what} {place}"), |queue| {
        queue.add(cards, next, source);
        true
    })
}

pub(super) fn remove(state: &mut State, entries: &[EntryId]) -> Vec<Effect> {
    let what = match entries {
        [one] => state
            .queue
            .added()
            .chain(state.queue.upcoming())
            .chain(state.queue.ear())
            .find(|entry| entry.id == *one)
            .map(|entry| entry.card.title.clone())
            .unwrap_or_default(),
        many => lines(many.len(), "line", "lines"),
    };
    edit_queue(state, format!("Taken out of the queue: {what}"), |queue| !queue.remove(entries).is_empty())
}

pub(super) fn move_lines(state: &mut State, entries: &[EntryId], to: u32) -> Vec<Effect> {
    let message = state.message.clone();
    let effects = edit_queue(state, "Moved in the queue".into(), |queue| queue.move_lines(entries, to as usize));
    // The screen shows the move; words would only cover the last message.
    state.message = message;
    effects
}

pub(super) fn sort(state: &mut State, part: Part, by: LineOrder) -> Vec<Effect> {
    let mut stood_so = false;
    let effects = edit_queue(state, format!("Sorted the queue {}", by.words()), |queue| {
        let sorted = queue.sort(part, by);
        stood_so = !sorted;
        sorted
    });
    if stood_so {
        state.say("It stands in that order already");
    }
    effects
}

pub(super) fn clear(state: &mut State, part: Part) -> Vec<Effect> {
    let gone = match part {
        Part::Added => state.queue.added().len(),
        Part::List => state.queue.upcoming().len(),
        Part::Ear => state.queue.ear().len(),
    };
    if gone == 0 {
        return Vec::new();
    }
    edit_queue(state, format!("Cleared {} of the queue", lines(gone, "line", "lines")), |queue| {
        queue.clear(part);
        true
    })
}

pub(super) fn keep_queue(state: &mut State, id: PlaylistId, name: String) -> Vec<Effect> {
    let queue = &state.queue;
    let tracks: Vec<_> = queue
        .current()
        .into_iter()
        .chain(queue.added())
        .chain(queue.upcoming())
        .chain(queue.ear())
        .map(|entry| entry.card.id)
        .filter(|track| track.0 > 0)
        .collect();
    if tracks.is_empty() {
        state.say("The queue is empty");
        return Vec::new();
    }
    let what = Box::new(Selection::Tracks(tracks));
    vec![Effect::Edit(Edit::Keep { id, name, about: String::new(), what })]
}

/// Keeps a section where it stands: as it is, or the way its picks were found.
pub(super) fn pin(state: &mut State, id: &str, mode: PinMode, now: Now) -> Vec<Effect> {
    let Some((place, section)) = (0..).zip(&state.home.sections).find(|(_, section)| section.id == id) else {
        state.warn("That section is not on home any more");
        return Vec::new();
    };
    if section.pin.is_some() {
        state.say(format!("{} is yours already", section.title));
        return Vec::new();
    }
    let pin = Pin::of_section(section, place, mode, now.moment);
    vec![Effect::Edit(Edit::Pin(Box::new(pin)))]
}

/// The same section once more, below the one that stands there.
pub(super) fn copy_pin(pin: Pin, now: Now) -> Vec<Effect> {
    let id = PinId::made_at(now.moment.unix_ms);
    let copy = Pin { id, place: pin.place.saturating_add(1), pinned_at: now.moment, ..pin };
    vec![Effect::Edit(Edit::Pin(Box::new(copy)))]
}

/// Makes a playlist of what stands in a section, pick for pick.
pub(super) fn keep_section(state: &mut State, section: &str, id: PlaylistId, name: String, now: Now) -> Vec<Effect> {
    let Some(section) = state.home.sections.iter().find(|other| other.id == section) else {
        state.warn("That section is not on home any more");
        return Vec::new();
    };
    let what: Vec<Selection> = section.picks.iter().map(kept_of).collect();
    if what.is_empty() {
        state.say(format!("{} is empty", section.title));
        return Vec::new();
    }
    let from = if section.reason.is_empty() { String::new() } else { format!(": {}", section.reason) };
    let about = format!("From “{}” on {}{from}", section.title, human::full_date(now.moment));
    let what = Selection::All(what);
    vec![Effect::Edit(Edit::Keep { id, name, about, what: Box::new(what) })]
}

/// What a pick becomes in a list: a work is kept whole.
fn kept_of(pick: &Pick) -> Selection {
    match (&pick.item.work, pick.item.what) {
        (Some(_), ItemRef::Track(track)) => Selection::Movements(track),
        (_, item) => Selection::Item(item),
    }
}

/// Puts a section by recipe on home, below those that are the listener's already.
pub(super) fn make_section(state: &mut State, title: String, recipe: Recipe, now: Now) -> Vec<Effect> {
    let same = |section: &Section| section.pin.is_some() && section.kind == recipe.kind && section.seed == recipe.seed;
    // Of rules and hours there are several of one kind: their titles tell them apart.
    let same = |section: &Section| same(section) && (recipe.is_plain() || section.title == title);
    let same = |section: &Section| recipe.words.is_none() && same(section);
    if state.home.sections.iter().any(same) {
        state.say(format!("{title} is yours already"));
        return Vec::new();
    }
    let pin = Pin::of_recipe(title, recipe, &state.home, now.moment);
    vec![Effect::Edit(Edit::Pin(Box::new(pin)))]
}

/// What was heard and said is deleted: nothing of this run that holds it stays, and home is made
/// of what is left.
pub(super) fn on_forgotten(state: &mut State, summary: String) -> Vec<Effect> {
    state.undo.clear();
    state.redo.clear();
    state.restoring = None;
    state.say(summary);
    let mut effects = after_stored_change(state, false);
    effects.extend([Effect::BuildHome(Occasion::Deal), Effect::CountLibrary, Effect::TellLibraryChanged]);
    effects
}

/// Lays limits on a section, whose title names the change. What is not on home today can only
/// be freed.
pub(super) fn limit(state: &mut State, section: String, title: String, limits: Vec<Limit>) -> Vec<Effect> {
    let on_home = state.home.sections.iter().find(|other| other.id == section).map(|other| other.title.clone());
    let Some(title) = on_home.or_else(|| Some(title).filter(|title| limits.is_empty() && !title.is_empty())) else {
        state.warn("That section is not on home any more");
        return Vec::new();
    };
    vec![Effect::Edit(Edit::Limit { section, title, limits })]
}

/// Changes the queue as one undoable step of the journal. In a private session nothing is
/// written, so there the step is only remembered.
fn edit_queue(state: &mut State, summary: String, change: impl FnOnce(&mut Queue) -> bool) -> Vec<Effect> {
    let before = state.queue.parts();
    if !change(&mut state.queue) {
        return Vec::new();
    }
    state.redo.clear();
    state.say_undoable(summary.clone());
    if state.private {
        if state.undo.len() == STEPS {
            state.undo.remove(0);
        }
        state.undo.push(Step::Queue { parts: Box::new(before), summary });
        return Vec::new();
    }
    mark_stored(&mut state.undo);
    vec![Effect::RecordQueue { summary, before: Box::new(before.touched(&state.queue)) }]
}

/// Stored changes need a place among remembered ones only where there are any.
fn mark_stored(steps: &mut Vec<Step>) {
    if !steps.is_empty() {
        steps.push(Step::Stored);
    }
}

/// A stored edit was made.
pub(super) fn on_edited(state: &mut State, summary: String, word: bool) -> Vec<Effect> {
    mark_stored(&mut state.undo);
    state.redo.clear();
    state.restoring = None;
    state.say_undoable(summary);
    after_stored_change(state, word)
}

pub(super) fn undo(state: &mut State) -> Vec<Effect> {
    match state.undo.pop() {
        Some(Step::Queue { parts, summary }) => {
            let parts = Box::new(state.queue.restore(*parts));
            state.say_undone(format!("Undone: {}", taken_back(&summary)));
            state.redo.push(Step::Queue { parts, summary });
            Vec::new()
        }
        Some(Step::Stored) | None => {
            state.turning = true;
            vec![Effect::Undo { queue: Box::new(state.queue.parts()) }]
        }
    }
}

pub(super) fn redo(state: &mut State) -> Vec<Effect> {
    match state.redo.pop() {
        Some(Step::Queue { parts, summary }) => {
            let parts = Box::new(state.queue.restore(*parts));
            state.say_undoable(format!("Done again: {summary}"));
            state.undo.push(Step::Queue { parts, summary });
            Vec::new()
        }
        Some(Step::Stored) | None => {
            state.turning = true;
            vec![Effect::Redo { queue: Box::new(state.queue.parts()) }]
        }
    }
}

/// The stored journal was turned back by one.
pub(super) fn on_undone(state: &mut State, turned: Option<Turned>) -> Vec<Effect> {
    state.turning = false;
    let Some(turned) = turned else {
        state.say("Nothing to undo");
        return Vec::new();
    };
    mark_stored(&mut state.redo);
    let word = bring_page_back(state, &turned);
    let said = format!("Undone: {}", taken_back(&turned.summary));
    if bring_back(state, &turned) {
        state.say_undone(said);
    } else {
        state.say_undone(format!("{said}; its list does not play any more"));
    }
    after_stored_change(state, word)
}

pub(super) fn on_redone(state: &mut State, turned: Option<Turned>) -> Vec<Effect> {
    state.turning = false;
    let Some(turned) = turned else {
        state.say("Nothing to redo");
        return Vec::new();
    };
    mark_stored(&mut state.undo);
    let word = bring_page_back(state, &turned);
    bring_back(state, &turned);
    state.say_undoable(format!("Done again: {}", turned.summary));
    after_stored_change(state, word)
}

pub(super) fn on_not_turned(state: &mut State, reason: String) {
    state.turning = false;
    state.warn(reason);
}

/// Whether an input has to wait until the journal has been turned: it would be laid over by
/// what is brought back.
pub(super) const fn waits(input: &Input) -> bool {
    matches!(
        input,
        Input::Command(
            Command::Undo
                | Command::Redo
                | Command::RemoveFromQueue { .. }
                | Command::MoveInQueue { .. }
                | Command::SortQueue { .. }
                | Command::ClearQueue { .. }
        ) | Input::Resolved { then: Then::Add { .. }, .. }
    )
}

/// False when the list that it was of does not play any more.
fn bring_back(state: &mut State, turned: &Turned) -> bool {
    let Some(kept) = &turned.queue else { return true };
    let mut cards: HashMap<TrackId, Arc<TrackCard>> =
        turned.cards.iter().map(|card| (card.id, Arc::clone(card))).collect();
    // Files from outside the library are known to nobody else.
    let parts = state.queue.added().chain(state.queue.upcoming()).chain(state.queue.ear()).chain(state.queue.current());
    for entry in parts {
        cards.entry(entry.card.id).or_insert_with(|| Arc::clone(&entry.card));
    }
    state.queue.bring_back(kept, |track| cards.get(&track).cloned())
}

/// Takes the page from the other side of a change, if it kept one. It is shown when home has
/// been built once more, which gives it its number.
fn bring_page_back(state: &mut State, turned: &Turned) -> bool {
    state.restoring = turned.page.as_deref().map(|page| Arc::new(page.clone()));
    state.restoring.is_some()
}

/// Likes show on cards, pins and feedback on home, and undo may have changed a setting.
fn after_stored_change(state: &State, word: bool) -> Vec<Effect> {
    vec![
        Effect::RefreshCards(state.queue.tracks()),
        Effect::ReadSettings,
        Effect::BuildHome(if word { Occasion::Word } else { Occasion::Change }),
        Effect::TellListenerChanged,
    ]
}

fn lines(n: usize, one: &str, many: &str) -> String {
    human::count(u32::try_from(n).unwrap_or(u32::MAX), one, many)
}
