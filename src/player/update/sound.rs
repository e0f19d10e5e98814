//! News from the engine: what started, what was heard, what ended.

use super::gain_of;
use super::transport::{close_play, fall_silent, give_up, go_on, key_age, load_current, may_go_on, resume_point};
use crate::domain::ids::PlayId;
use crate::domain::listen::{Ending, PlayOpened};
use crate::domain::queue::Repeat;
use crate::domain::sound::SoundFormat;
use crate::player::effect::{Effect, SoundNews};
use crate::player::listening::Listening;
use crate::player::protocol::{PlayState, SoundState};
use crate::player::state::{Now, Sounding, State};

/// Positions are kept for the next run this often.
const RESUME_EVERY_MS: i64 = 5_000;

pub(super) fn on_news(state: &mut State, news: SoundNews, now: Now) -> Vec<Effect> {
    match news {
        SoundNews::Started { token, length_ms, format } if is_current(state, token) => {
            started(state, length_ms, format, now)
        }
        SoundNews::Position { token, position_ms, heard_ms } if is_current(state, token) => {
            moved(state, position_ms, heard_ms, now)
        }
        SoundNews::WentOn { from, heard_ms, to, length_ms, format } if is_current(state, from) => {
            went_on(state, heard_ms, to, (length_ms, format), now)
        }
        SoundNews::Ended { token, heard_ms } if is_current(state, token) => ended(state, heard_ms, now),
        SoundNews::Failed { token, reason } if is_current(state, token) => failed(state, &reason, now),
        SoundNews::Failed { token, .. } if state.cued.is_some_and(|(cued, _)| cued == token) => {
            // It will be tried, and told, when its turn comes.
            Vec::new()
        }
        SoundNews::DeviceOpened { name, sample_rate } => {
            if matches!(state.sound, SoundState::Lost { .. }) {
                state.say(format!("Sound is back: {name}"));
            }
            state.sound = SoundState::Open { device: name, sample_rate };
            Vec::new()
        }
        SoundNews::DeviceResting => {
            state.sound = SoundState::Idle;
            Vec::new()
        }
        SoundNews::DeviceLost { reason } => {
            if !matches!(state.sound, SoundState::Lost { .. }) {
                state.warn("No sound device. It is tried again, quietly");
            }
            state.sound = SoundState::Lost { reason };
            Vec::new()
        }
        // Of a load that was replaced meanwhile.
        _ => Vec::new(),
    }
}

fn is_current(state: &State, token: u64) -> bool {
    state.sounding.as_ref().is_some_and(|sounding| sounding.token == token)
}

fn started(state: &mut State, length_ms: Option<i64>, format: SoundFormat, now: Now) -> Vec<Effect> {
    state.failures = 0;
    if let Some(sounding) = &mut state.sounding {
        sounding.length_ms = length_ms.or(sounding.length_ms);
        sounding.format = Some(format);
        sounding.read_at = now.instant;
    }
    open_play(state, now).into_iter().collect()
}

/// Opens the row of what began to sound.
fn open_play(state: &mut State, now: Now) -> Option<Effect> {
    let entry = state.queue.current()?;
    let sounding = state.sounding.as_mut()?;
    if state.private || sounding.listening.is_some() {
        return None;
    }
    let opened = PlayOpened {
        id: PlayId::made_at(now.moment.unix_ms),
        // A file from outside the library has no row to point at.
        track: Some(entry.card.id).filter(|track| track.0 > 0),
        title: entry.card.title.clone(),
        artist: entry.card.artist.clone(),
        album: entry.card.album.clone(),
        started_at: now.moment,
        length_ms: sounding.length_ms,
        source: (*entry.source).clone(),
    };
    sounding.listening = Some(Listening::begin(&opened));
    Some(Effect::OpenPlay(opened))
}

fn moved(state: &mut State, position_ms: i64, heard_ms: i64, now: Now) -> Vec<Effect> {
    let audible = state.is_audible();
    let key_age_ms = key_age(state, now);
    let Some(sounding) = &mut state.sounding else { return Vec::new() };
    let keep = sounding.position_ms / RESUME_EVERY_MS != position_ms / RESUME_EVERY_MS;
    sounding.position_ms = position_ms;
    sounding.read_at = now.instant;
    let mut effects = hear(sounding, heard_ms, audible, key_age_ms);
    if keep {
        effects.extend(resume_point(state));
    }
    effects
}

fn hear(sounding: &mut Sounding, heard_ms: i64, audible: bool, key_age_ms: i64) -> Vec<Effect> {
    let Some(play) = &mut sounding.listening else { return Vec::new() };
    if play.hear(heard_ms, audible) {
        vec![Effect::TopUp { id: play.id, progress: play.progress(sounding.position_ms, key_age_ms) }]
    } else {
        Vec::new()
    }
}

/// Counts the last stretch and closes the play as finished.
fn finish(state: &mut State, heard_ms: i64, now: Now) -> Vec<Effect> {
    let audible = state.is_audible();
    if let Some(play) = state.sounding.as_mut().and_then(|sounding| sounding.listening.as_mut()) {
        play.hear(heard_ms, audible);
    }
    close_play(state, Ending::Finished, now)
}

/// The engine joined the cued file without a gap.
fn went_on(
    state: &mut State,
    heard_ms: i64,
    to: u64,
    (length_ms, format): (Option<i64>, SoundFormat),
    now: Now,
) -> Vec<Effect> {
    let mut effects = finish(state, heard_ms, now);
    let Some((_, cued)) = state.cued.take().filter(|(token, _)| *token == to) else {
        // The wish was changed a moment too late: what plays is not what should.
        if state.stops_here() {
            state.stop = None;
            effects.extend(rest_before_next(state, now));
        } else {
            effects.extend(go_on(state, now));
        }
        return effects;
    };
    if state.queue.repeat() != Repeat::One || state.queue.current().is_some_and(|current| current.id != cued) {
        state.queue.advance();
    }
    let Some(entry) = state.queue.current().filter(|entry| entry.id == cued) else {
        effects.extend(load_current(state, 0, now));
        return effects;
    };
    state.left = None;
    state.failures = 0;
    let gain = gain_of(state, entry);
    let sounding = Sounding::at(to, 0, length_ms.or(entry.card.length_ms), now);
    state.sounding = Some(Sounding { format: Some(format), gain, ..sounding });
    effects.extend(open_play(state, now));
    effects
}

fn ended(state: &mut State, heard_ms: i64, now: Now) -> Vec<Effect> {
    let mut effects = finish(state, heard_ms, now);
    if state.stops_here() {
        state.stop = None;
        effects.extend(rest_before_next(state, now));
    } else if state.queue.repeat() == Repeat::One {
        effects.extend(load_current(state, 0, now));
    } else {
        effects.extend(go_on(state, now));
    }
    effects
}

/// Stops, with the next line ready for Space.
fn rest_before_next(state: &mut State, now: Now) -> Vec<Effect> {
    let next = state.queue.advance().map(|entry| entry.card.length_ms);
    let effects = fall_silent(state);
    if let Some(length_ms) = next {
        state.sounding = Some(Sounding::at(0, 0, length_ms, now));
        state.play_state = PlayState::Paused;
    }
    effects
}

fn failed(state: &mut State, reason: &str, now: Now) -> Vec<Effect> {
    let title = state.queue.current().map(|entry| entry.card.title.clone()).unwrap_or_default();
    state.warn(format!("Could not play {title}: {reason}"));
    // Sound that broke off in the middle was heard so far.
    let mut effects = close_play(state, Ending::Interrupted, now);
    if !may_go_on(state) {
        effects.extend(give_up(state));
        return effects;
    }
    effects.extend(go_on(state, now));
    effects
}
