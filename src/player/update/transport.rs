//! Play, pause, next, previous, seek, volume, private.

use std::sync::Arc;
use std::time::Duration;

use super::super::loudness;
use super::{gain_of, radio};
use crate::domain::listen::{Ending, Source};
use crate::domain::queue::EntryId;
use crate::domain::sound::Speed;
use crate::domain::track::{Presence, TrackCard};
use crate::player::effect::{Effect, Occasion};
use crate::player::protocol::{PlayState, Stop};
use crate::player::state::{Left, Now, Sounding, State};

/// Previous restarts a track that played longer than this, and returns to a place that next
/// left not longer ago than this.
const RESTART_AFTER: Duration = Duration::from_secs(5);
/// Files in a row that may fail before playing stops.
const PATIENCE: usize = 10;

pub(super) fn play_pause(state: &mut State, now: Now) -> Vec<Effect> {
    match (state.play_state, &state.sounding) {
        (PlayState::Playing, Some(_)) => {
            state.play_state = PlayState::Paused;
            let mut effects = vec![Effect::Pause];
            effects.extend(resume_point(state));
            effects
        }
        // Restored from an earlier run: the file was not opened yet.
        (_, Some(Sounding { token: 0, position_ms, .. })) => {
            let position_ms = *position_ms;
            load_current(state, position_ms, now)
        }
        (PlayState::Paused, Some(_)) => {
            state.play_state = PlayState::Playing;
            vec![Effect::Resume]
        }
        _ => {
            if state.queue.current().is_some() || state.queue.advance().is_some() {
                load_current(state, 0, now)
            } else {
                state.say("Nothing to play yet: :play on an album, a section or a track starts it");
                Vec::new()
            }
        }
    }
}

pub(super) fn stop(state: &mut State, now: Now) -> Vec<Effect> {
    let mut effects = close_play(state, Ending::Stopped, now);
    state.play_state = PlayState::Stopped;
    state.cued = None;
    if let Some(entry) = state.queue.current() {
        // The line stays, from its start, for the next Space.
        let length_ms = entry.card.length_ms;
        state.sounding = Some(Sounding::at(0, 0, length_ms, now));
    } else {
        state.sounding = None;
    }
    effects.push(Effect::Halt);
    effects.extend(resume_point(state));
    effects
}

pub(super) fn next(state: &mut State, now: Now) -> Vec<Effect> {
    leave(state, Ending::Next, now)
}

/// What plays makes way for the line after it, which the listener chose: that is no skip.
pub(super) fn give_way(state: &mut State, now: Now) -> Vec<Effect> {
    leave(state, Ending::Replaced, now)
}

fn leave(state: &mut State, ending: Ending, now: Now) -> Vec<Effect> {
    if state.queue.current().is_none() && state.queue.remaining() == 0 {
        return Vec::new();
    }
    let left =
        state.sounding.as_ref().map(|sounding| Left { position_ms: position(state, sounding, now), at: now.instant });
    let mut effects = close_play(state, ending, now);
    state.failures = 0;
    effects.extend(go_on(state, now));
    state.left = left;
    effects
}

pub(super) fn previous(state: &mut State, now: Now) -> Vec<Effect> {
    let returns = state.left.take().filter(|left| now.instant.duration_since(left.at) <= RESTART_AFTER);
    let played = state.sounding.as_ref().map_or(0, |sounding| position(state, sounding, now));
    if returns.is_none() && played > RESTART_AFTER.as_millis() as i64 {
        return seek_to(state, 0, now);
    }
    let mut effects = close_play(state, Ending::Previous, now);
    if state.queue.back().is_some() {
        effects.extend(load_current(state, returns.map_or(0, |left| left.position_ms), now));
    } else if state.queue.current().is_some() {
        effects.extend(load_current(state, 0, now));
    }
    effects
}

pub(super) fn jump(state: &mut State, entry: EntryId, now: Now) -> Vec<Effect> {
    if state.queue.current().is_some_and(|current| current.id == entry) {
        return if state.play_state == PlayState::Playing { Vec::new() } else { play_pause(state, now) };
    }
    let mut effects = close_play(state, Ending::Replaced, now);
    if state.queue.jump(entry).is_some() {
        state.failures = 0;
        effects.extend(load_current(state, 0, now));
    }
    effects
}

pub(super) fn play_list(
    state: &mut State,
    cards: Vec<Arc<TrackCard>>,
    start: u32,
    source: Source,
    now: Now,
) -> Vec<Effect> {
    play_list_from(state, cards, (start, 0), source, now)
}

/// The same from a place within its first line.
pub(super) fn play_list_from(
    state: &mut State,
    cards: Vec<Arc<TrackCard>>,
    (start, position_ms): (u32, i64),
    source: Source,
    now: Now,
) -> Vec<Effect> {
    let mut effects = close_play(state, Ending::Replaced, now);
    state.radio = None;
    state.queue.play_now(cards, start as usize, source);
    state.list_begun = Some(now.moment);
    // The album that was to be the last has made way.
    state.stop = state.stop.filter(|stop| !matches!(stop, Stop::Album { .. }));
    state.failures = 0;
    state.left = None;
    effects.extend(load_current(state, position_ms, now));
    effects
}

/// The next line plays, or nothing does any more.
pub(super) fn go_on(state: &mut State, now: Now) -> Vec<Effect> {
    if state.queue.advance().is_some() { load_current(state, 0, now) } else { fall_silent(state) }
}

pub(super) fn fall_silent(state: &mut State) -> Vec<Effect> {
    state.play_state = PlayState::Stopped;
    state.sounding = None;
    state.cued = None;
    vec![Effect::Halt]
}

/// Loads the queue's current line and plays it. Lines whose file is not there are passed over,
/// said once each, until patience ends.
pub(super) fn load_current(state: &mut State, start_ms: i64, now: Now) -> Vec<Effect> {
    let mut start_ms = start_ms;
    loop {
        let Some(entry) = state.queue.current().cloned() else { return fall_silent(state) };
        let Some(path) = entry.card.path.clone().filter(|_| entry.card.presence != Presence::Unplayable) else {
            let why = match entry.card.presence {
                Presence::Offline => "its folder is not mounted",
                Presence::Unplayable => "no decoder here plays it",
                Presence::Missing | Presence::Here => "its file is gone",
            };
            state.warn(format!("Passed over {}: {why}", entry.card.title));
            if !may_go_on(state) {
                return give_up(state);
            }
            state.queue.advance();
            start_ms = 0;
            continue;
        };
        let token = state.new_token();
        let gain = gain_of(state, &entry);
        let sounding = Sounding::at(token, start_ms, entry.card.length_ms, now);
        state.sounding = Some(Sounding { gain, ..sounding });
        let gain = loudness::factor(gain);
        state.cued = None;
        state.play_state = PlayState::Playing;
        return vec![Effect::Load { token, path, start_ms, gain, play: true }];
    }
}

/// Counts a failure; false when it is time to stop: after a full round of nothing but failures,
/// or too many in a row.
pub(super) fn may_go_on(state: &mut State) -> bool {
    state.failures += 1;
    state.failures < PATIENCE.min(state.queue.lines().max(1))
}

pub(super) fn give_up(state: &mut State) -> Vec<Effect> {
    let failures = std::mem::take(&mut state.failures);
    if failures > 1 {
        state.warn(format!("Stopped: {failures} files in a row could not be played"));
    }
    fall_silent(state)
}

pub(super) fn seek_by(state: &mut State, ms: i64, now: Now) -> Vec<Effect> {
    match &state.sounding {
        Some(sounding) => {
            let from = position(state, sounding, now);
            seek_to(state, from.saturating_add(ms), now)
        }
        None => Vec::new(),
    }
}

pub(super) fn seek_to(state: &mut State, ms: i64, now: Now) -> Vec<Effect> {
    let Some(sounding) = &mut state.sounding else { return Vec::new() };
    // A seek to the very end would only skip the track: stay a breath before it.
    let last = sounding.length_ms.map_or(i64::MAX, |length| (length - 500).max(0));
    let ms = ms.clamp(0, last);
    sounding.position_ms = ms;
    sounding.read_at = now.instant;
    let opened = sounding.token != 0;
    let mut effects = if opened { vec![Effect::Seek { ms }] } else { Vec::new() };
    effects.extend(resume_point(state));
    effects
}

/// The position now: the last one read, running on while it plays.
pub(super) fn position(state: &State, sounding: &Sounding, now: Now) -> i64 {
    let since = match state.play_state {
        PlayState::Playing if sounding.token != 0 => now.instant.saturating_duration_since(sounding.read_at),
        _ => Duration::ZERO,
    };
    // News comes several times a second; more than that is a stall, not playing.
    let since = i64::try_from(since.min(Duration::from_secs(1)).as_millis()).unwrap_or(0);
    let running = sounding.position_ms + state.speed.of(since);
    sounding.length_ms.map_or(running, |length| running.min(length))
}

pub(super) fn set_volume(state: &mut State, percent: i32, _now: Now) -> Vec<Effect> {
    state.volume = u8::try_from(percent.clamp(0, 100)).unwrap_or(100);
    state.muted = false;
    let mut effects = vec![state.volume_effect()];
    effects.extend(resume_point(state));
    effects
}

/// Faster or slower from here on; the pitch stays.
pub(super) fn set_speed(state: &mut State, speed: Speed, now: Now) -> Vec<Effect> {
    if state.speed == speed {
        return Vec::new();
    }
    // The position ran on at the old speed until now.
    if let Some(position_ms) = state.sounding.as_ref().map(|sounding| position(state, sounding, now))
        && let Some(sounding) = &mut state.sounding
    {
        (sounding.position_ms, sounding.read_at) = (position_ms, now.instant);
    }
    state.speed = speed;
    state.say(if speed.is_normal() { "Speed as recorded".to_owned() } else { format!("Speed {speed}, same pitch") });
    vec![Effect::Speed(speed)]
}

pub(super) fn toggle_mute(state: &mut State, _now: Now) -> Vec<Effect> {
    state.muted = !state.muted;
    let mut effects = vec![state.volume_effect()];
    effects.extend(resume_point(state));
    effects
}

pub(super) fn quit(state: &mut State, now: Now) -> Vec<Effect> {
    let mut effects = Vec::new();
    effects.extend(resume_point(state));
    effects.extend(close_play(state, Ending::Quit, now));
    if !state.private {
        effects.push(Effect::SaveQueue(Box::new(state.queue.saved())));
    }
    effects.push(Effect::End);
    effects
}

/// Closes the play's row, if one is open.
pub(super) fn close_play(state: &mut State, ending: Ending, now: Now) -> Vec<Effect> {
    let Some(sounding) = &mut state.sounding else { return Vec::new() };
    let Some(listening) = sounding.listening.take() else { return Vec::new() };
    let position_ms = match (ending, sounding.length_ms) {
        (Ending::Finished, Some(length_ms)) => length_ms,
        _ => sounding.position_ms,
    };
    let progress = listening.progress(position_ms, key_age(state, now));
    radio::on_passed(state, ending, progress.heard_ms);
    let mut effects = vec![Effect::ClosePlay { id: listening.id, progress, ending }, Effect::TellListenerChanged];
    if listening.counts() {
        state.library.listens += 1;
        effects.push(Effect::BuildHome(Occasion::Change));
    }
    effects
}

pub(super) fn key_age(state: &State, now: Now) -> i64 {
    i64::try_from(now.instant.saturating_duration_since(state.last_key).as_millis()).unwrap_or(i64::MAX)
}

pub(super) fn resume_point(state: &State) -> Option<Effect> {
    let position_ms = state.sounding.as_ref().map_or(0, |sounding| sounding.position_ms);
    (!state.private).then_some(Effect::SaveResumePoint { position_ms, volume: state.volume, muted: state.muted })
}
