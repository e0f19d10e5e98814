//! Stopping by itself: after the track, the album, the list, or a while.

use std::time::Duration;

use crate::domain::human;
use crate::domain::queue::Repeat;
use crate::domain::time::{MINUTE_MS, Moment};
use crate::player::effect::Effect;
use crate::player::protocol::{PlayState, Stop, StopAfter};
use crate::player::state::{Now, State};

/// A sleep longer than a day is a slip of the keys.
const LONGEST_MINUTES: u32 = 24 * 60;

impl State {
    /// Whether what plays is the last thing to play.
    #[must_use]
    pub(in crate::player) fn stops_here(&self) -> bool {
        let repeats = self.queue.repeat() == Repeat::One;
        let mut to_come = self.queue.added().chain(self.queue.upcoming());
        match self.stop {
            None | Some(Stop::At { .. }) => false,
            Some(Stop::Track) => true,
            Some(Stop::Album { .. } | Stop::List) if repeats => true,
            Some(Stop::List) => to_come.next().is_none(),
            Some(Stop::Album { album }) => !to_come.any(|entry| entry.card.album_id == Some(album)),
        }
    }

    /// How long until something is due by itself: the end of a sleep or of a private session.
    #[must_use]
    pub fn due_in(&self, now: Moment) -> Option<Duration> {
        let sleep = match self.stop {
            Some(Stop::At { at }) => Some(at),
            _ => None,
        };
        let next = sleep.into_iter().chain(self.private_until).map(|at| at.unix_ms).min()?;
        Some(Duration::from_millis(next.saturating_sub(now.unix_ms).max(0).unsigned_abs()))
    }
}

pub(super) fn set(state: &mut State, what: Option<StopAfter>, now: Now) -> Vec<Effect> {
    let album = state.queue.current().and_then(|entry| entry.card.album_id);
    state.stop = what.map(|what| match what {
        StopAfter::Track => Stop::Track,
        // A track of no album is all there is of it.
        StopAfter::Album => album.map_or(Stop::Track, |album| Stop::Album { album }),
        StopAfter::List => Stop::List,
        StopAfter::Minutes { minutes } => {
            let minutes = minutes.clamp(1, LONGEST_MINUTES);
            Stop::At { at: now.moment.plus_ms(i64::from(minutes) * MINUTE_MS) }
        }
    });
    state.say(match state.stop {
        None => "Plays on".to_owned(),
        Some(Stop::Track) => "Stops after this track".to_owned(),
        Some(Stop::Album { .. }) => "Stops after this album".to_owned(),
        Some(Stop::List) => "Stops after this list".to_owned(),
        Some(Stop::At { at }) => {
            format!("Stops at {}, when the track that plays then is over", human::time_of_day(at))
        }
    });
    Vec::new()
}

pub(super) fn toggle(state: &mut State, now: Now) -> Vec<Effect> {
    let what = if state.stop.is_some() { None } else { Some(StopAfter::Track) };
    set(state, what, now)
}

/// The end of a sleep: what plays is the last track.
pub(super) fn on_due(state: &mut State, now: Now) {
    if !matches!(state.stop, Some(Stop::At { at }) if at.unix_ms <= now.moment.unix_ms) {
        return;
    }
    if state.play_state == PlayState::Playing {
        state.stop = Some(Stop::Track);
        state.say(format!("It is {}: stops after this track", human::time_of_day(now.moment)));
    } else {
        // Silence already.
        state.stop = None;
    }
}
