//! Private sessions: nothing of them is written.

use super::transport::close_play;
use crate::domain::human;
use crate::domain::listen::Ending;
use crate::player::effect::Effect;
use crate::player::protocol::PrivateUntil;
use crate::player::state::{Now, State};

/// From here on nothing is written. The running play ends in memory at this moment: of its
/// private part nothing is kept. That a session outlasts the run is written before it begins.
pub(super) fn begin(state: &mut State, until: PrivateUntil, now: Now) -> Vec<Effect> {
    let mut effects = if state.private { Vec::new() } else { close_play(state, Ending::Stopped, now) };
    let keeps = until != PrivateUntil::Quit;
    if keeps || state.private_kept {
        effects.push(Effect::KeepPrivate(Some(until).filter(|_| keeps)));
    }
    state.private = true;
    state.private_until = until.at();
    state.private_kept = keeps;
    let until = match until {
        PrivateUntil::Quit => " until you quit".to_owned(),
        PrivateUntil::Ended => " until you end it".to_owned(),
        PrivateUntil::At { at } => format!(" until {}", human::time_of_day(at)),
    };
    state.say(format!("Private{until}: nothing played now is remembered"));
    effects
}

/// What starts from here on is written again.
pub(super) fn end(state: &mut State) -> Vec<Effect> {
    if !state.private {
        return Vec::new();
    }
    state.private = false;
    state.private_until = None;
    state.say("Private ended: what starts from now on is remembered");
    match std::mem::take(&mut state.private_kept) {
        true => vec![Effect::KeepPrivate(None)],
        false => Vec::new(),
    }
}

/// The end that was set beforehand.
pub(super) fn on_due(state: &mut State, now: Now) -> Vec<Effect> {
    if state.private_until.is_none_or(|at| at.unix_ms > now.moment.unix_ms) {
        return Vec::new();
    }
    let effects = end(state);
    let time = human::time_of_day(now.moment);
    state.say(format!("It is {time}, private ended: what starts from now on is remembered"));
    effects
}
