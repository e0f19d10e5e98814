//! Changes by hand, and taking them back.

use std::sync::Arc;

use crate::domain::human;
use crate::domain::ids::{PinId, PlaylistId};
use crate::domain::listen::Source;
use crate::domain::queue::{EntryId, Part, Queue};
use crate::domain::section::{Pin, PinMode, Recipe};
use crate::domain::track::TrackCard;
use crate::player::effect::{Edit, Effect};
use crate::player::state::{Now, State, Step};

/// Queue edits that can be taken back; older ones are forgotten.
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
    });
    Vec::new()
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
    edit_queue(state, format!("Taken out of the queue: {what}"), |queue| !queue.remove(entries).is_empty());
    Vec::new()
}

pub(super) fn move_line(state: &mut State, entry: EntryId, to: u32) -> Vec<Effect> {
    let message = state.message.clone();
    edit_queue(state, "Moved in the queue".into(), |queue| queue.move_line(entry, to as usize));
    // The screen shows the move; words would only cover the last message.
    state.message = message;
    Vec::new()
}

pub(super) fn clear(state: &mut State, part: Part) -> Vec<Effect> {
    let gone = match part {
        Part::Added => state.queue.added().len(),
        Part::List => state.queue.upcoming().len(),
        Part::Ear => state.queue.ear().len(),
    };
    if gone > 0 {
        edit_queue(state, format!("Cleared {} of the queue", lines(gone, "line", "lines")), |queue| {
            queue.clear(part);
            true
        });
    }
    Vec::new()
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
    vec![Effect::Edit(Edit::Keep { id, name, tracks })]
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
    let pin = Pin {
        id: PinId::made_at(now.moment.unix_ms),
        place,
        mode,
        title: section.title.clone(),
        recipe: Recipe {
            kind: section.kind.clone(),
            seed: section.seed,
            length: u32::try_from(section.picks.len()).unwrap_or(u32::MAX),
        },
        picks: if mode == PinMode::Picks { section.picks.clone() } else { Vec::new() },
        pinned_at: now.moment,
    };
    vec![Effect::Edit(Edit::Pin(Box::new(pin)))]
}

/// Changes the queue as one undoable step.
fn edit_queue(state: &mut State, summary: String, change: impl FnOnce(&mut Queue) -> bool) {
    let parts = Box::new(state.queue.parts());
    if !change(&mut state.queue) {
        return;
    }
    if state.undo.len() == STEPS {
        state.undo.remove(0);
    }
    state.undo.push(Step::Queue { parts, summary: summary.clone() });
    state.redo.clear();
    state.say_undoable(summary);
}

/// A stored edit was made.
pub(super) fn on_edited(state: &mut State, summary: String) -> Vec<Effect> {
    state.undo.push(Step::Stored);
    state.redo.clear();
    state.say_undoable(summary);
    after_stored_change(state)
}

pub(super) fn undo(state: &mut State) -> Vec<Effect> {
    match state.undo.pop() {
        Some(Step::Queue { parts, summary }) => {
            let parts = Box::new(state.queue.restore(*parts));
            state.say(format!("Undone: {summary}"));
            state.redo.push(Step::Queue { parts, summary });
            Vec::new()
        }
        // Edits of earlier runs lie in the library's journal.
        Some(Step::Stored) | None => vec![Effect::UndoStored],
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
        Some(Step::Stored) | None => vec![Effect::RedoStored],
    }
}

pub(super) fn on_undone(state: &mut State, summary: &str) -> Vec<Effect> {
    state.redo.push(Step::Stored);
    state.say(format!("Undone: {summary}"));
    after_stored_change(state)
}

pub(super) fn on_redone(state: &mut State, summary: &str) -> Vec<Effect> {
    state.undo.push(Step::Stored);
    state.say_undoable(format!("Done again: {summary}"));
    after_stored_change(state)
}

/// Likes show on cards, pins and feedback on home, and undo may have changed a setting.
fn after_stored_change(state: &State) -> Vec<Effect> {
    vec![
        Effect::RefreshCards(state.queue.tracks().collect()),
        Effect::ReadSettings,
        Effect::BuildHome { deal: false },
        Effect::TellListenerChanged,
    ]
}

fn lines(n: usize, one: &str, many: &str) -> String {
    human::count(u32::try_from(n).unwrap_or(u32::MAX), one, many)
}
