//! Radio, and what goes on by itself: starting it, asking for its lines, and turning when the
//! listener skips.

use std::sync::Arc;

use super::transport;
use crate::domain::browse::Selection;
use crate::domain::ids::TrackId;
use crate::domain::listen::{Ending, Source, SourceKind, is_skip};
use crate::domain::queue::{EntryId, Repeat};
use crate::domain::radio::{OnAir, Passed, Radio, RadioSeed, Way};
use crate::domain::settings::Key;
use crate::domain::track::{Presence, TrackCard};
use crate::player::effect::{Effect, Then};
use crate::player::protocol::PlayState;
use crate::player::state::{Now, State};

pub(super) fn start(state: &State, from: RadioSeed, title: String) -> Vec<Effect> {
    let what = match &from {
        RadioSeed::Item(item) => Selection::Item(*item),
        RadioSeed::Section(id) => super::named(state, Selection::Section(id.clone())),
    };
    let way = Way::from_name(state.settings.value(Key::Radio)).unwrap_or_default();
    vec![Effect::Resolve { what, then: Then::Radio(Radio { from, title, way }) }]
}

/// Plays the track of the seed that is heard most, a work from its first movement; the rest is
/// found by ear.
pub(super) fn begin(state: &mut State, radio: Radio, cards: Vec<Arc<TrackCard>>, now: Now) -> Vec<Effect> {
    let here: Vec<_> = cards.into_iter().filter(|card| card.presence == Presence::Here).collect();
    let Some(first) = here.iter().max_by_key(|card| card.listens) else {
        state.warn("Nothing of it can be played now");
        return Vec::new();
    };
    let whole = here.iter().filter(|card| card.id == first.id || card.shares_work_with(first)).cloned().collect();
    let effects = transport::play_list(state, whole, 0, radio.source(), now);
    state.say(format!("Radio from {}: it {}", radio.title, radio.way.words()));
    state.radio = Some(OnAir::new(radio));
    effects
}

/// From the next line on.
pub(super) fn set_way(state: &mut State, way: Way) -> Vec<Effect> {
    let Some(on_air) = &mut state.radio else {
        state.say("No radio plays: :radio on a track, album, artist, list or section starts one");
        return Vec::new();
    };
    on_air.radio.way = way;
    let title = on_air.radio.title.clone();
    state.say(match way {
        Way::Stay => format!("Radio stays close to {title}"),
        Way::Wander => format!("Radio wanders from {title}"),
    });
    turn(state);
    Vec::new()
}

/// What was chosen to come is chosen again.
fn turn(state: &mut State) {
    state.radio_turns = true;
    state.ear_asked = None;
}

/// A line of the radio has ended. An early skip turns it at once: lines by the same artist go,
/// the others are chosen anew.
pub(super) fn on_passed(state: &mut State, ending: Ending, heard_ms: i64) {
    let Some(card) = state.queue.current().filter(|entry| entry.source.kind == SourceKind::Radio) else { return };
    let card = Arc::clone(&card.card);
    let Some(on_air) = &mut state.radio else { return };
    let skipped = is_skip(ending, Some(heard_ms), card.length_ms);
    on_air.passed.push(Passed { track: card.id, skipped, finished: ending == Ending::Finished });
    state.radio_skipped = skipped;
    if !skipped {
        return;
    }
    turn(state);
    let same = |other: &TrackCard| other.artist_id.is_some() && other.artist_id == card.artist_id;
    let by_same: Vec<EntryId> = state.queue.ear().filter(|entry| same(&entry.card)).map(|entry| entry.id).collect();
    // Something must play until the answer comes.
    if by_same.len() < state.queue.ear().len() {
        state.queue.remove(&by_same);
    }
}

/// Only lines that tonearm chose are left to play.
fn only_ear_is_left(state: &State) -> bool {
    state.queue.remaining() == state.queue.ear().len()
}

/// Asks once for what to go on with when the last line plays, or when the radio has turned.
pub(super) fn ask_the_ear(state: &mut State) -> Option<Effect> {
    let runs_out = state.queue.remaining() == 0;
    let turns = state.radio_turns && state.radio.is_some() && only_ear_is_left(state);
    let wanted = (state.settings.goes_on() || state.radio.is_some())
        && state.play_state == PlayState::Playing
        && (runs_out || turns)
        && state.queue.repeat() == Repeat::Off
        && !state.stops_here();
    let after = state.queue.current().map(|entry| entry.card.id).filter(|_| wanted)?;
    if state.ear_asked == Some(after) {
        return None;
    }
    state.ear_asked = Some(after);
    Some(Effect::FindEar { after, radio: state.radio.clone() })
}

pub(super) fn on_ear(
    state: &mut State,
    after: TrackId,
    (lines, said): (Vec<(Arc<TrackCard>, String)>, Option<String>),
    now: Now,
) -> Vec<Effect> {
    let turns = std::mem::take(&mut state.radio_turns) && state.radio.is_some();
    let fits = state.queue.current().is_none_or(|entry| entry.card.id == after);
    let wanted = state.queue.remaining() == 0 || turns && only_ear_is_left(state);
    if !fits || !wanted || lines.is_empty() {
        return Vec::new();
    }
    let source = match &state.radio {
        Some(on_air) => on_air.radio.source(),
        None => Source { kind: SourceKind::Autoplay, id: None, name: "what tonearm went on with".into() },
    };
    state.queue.set_ear(lines, &source);
    // Asked for another reason, the ear says once more what it said to the last skip.
    let replies = std::mem::take(&mut state.radio_skipped);
    if let Some(said) = said.filter(|_| replies) {
        state.say(said);
    }
    // The list may have ended while the ear was looking.
    if state.queue.current().is_none() && state.play_state == PlayState::Playing {
        return transport::go_on(state, now);
    }
    Vec::new()
}
