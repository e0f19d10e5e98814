//! The clock of the screen over a slow link: it stands still for seconds at a time, so that
//! music that plays untouched costs next to nothing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::super::widgets::bar;
use crate::player::protocol::Snapshot;

/// A position that moved further than this from where it was expected was sought.
const SOUGHT_MS: i64 = 1_500;

/// Holds the position that pages see.
pub(super) struct Resting {
    every: Duration,
    /// The newest snapshot as the player sent it.
    newest: Option<Arc<Snapshot>>,
    held_at: Option<Instant>,
}

impl Resting {
    pub(super) const fn new(every: Duration) -> Self {
        Self { every, newest: None, held_at: None }
    }

    /// Whether the clock rests at all: one that is drawn each second does not.
    fn rests(&self) -> bool {
        self.every > Duration::from_secs(1)
    }

    /// What pages shall see of a new snapshot. `shown` is what they saw last.
    pub(super) fn heed(&mut self, snapshot: Arc<Snapshot>, shown: Option<&Snapshot>, now: Instant) -> Arc<Snapshot> {
        let before = self.newest.replace(Arc::clone(&snapshot));
        if !self.rests() || !bar::runs(&snapshot) {
            self.held_at = None;
            return snapshot;
        }
        let goes_on = before.is_some_and(|before| runs_on(&before, &snapshot, now));
        match (shown, self.held_at) {
            (Some(shown), Some(_)) if goes_on => with_position(&snapshot, shown.transport.position_ms),
            _ => self.look(now).unwrap_or(snapshot),
        }
    }

    /// Lets the clock be read: the time came, or a key was pressed and a frame goes out anyway.
    pub(super) fn look(&mut self, now: Instant) -> Option<Arc<Snapshot>> {
        let newest = self.newest.as_ref().filter(|newest| self.rests() && bar::runs(newest))?;
        self.held_at = Some(now);
        Some(with_position(newest, bar::position_ms(newest, now)))
    }

    /// When it is to be read again, if it rests now.
    pub(super) fn due_in(&self, now: Instant) -> Option<Duration> {
        self.held_at.map(|at| (at + self.every).saturating_duration_since(now))
    }
}

fn runs_on(before: &Snapshot, after: &Snapshot, now: Instant) -> bool {
    let entry = |snapshot: &Snapshot| snapshot.transport.current.as_ref().map(|line| line.entry);
    let moved = bar::position_ms(after, now).abs_diff(bar::position_ms(before, now));
    bar::runs(before) && entry(before) == entry(after) && moved < SOUGHT_MS.unsigned_abs()
}

/// The snapshot with a position that does not run on.
fn with_position(snapshot: &Snapshot, position_ms: i64) -> Arc<Snapshot> {
    let mut held = snapshot.clone();
    held.transport.position_ms = position_ms;
    held.transport.read_at = None;
    Arc::new(held)
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture;
    use super::*;

    fn at(seconds: i64, read_at: Instant) -> Arc<Snapshot> {
        let mut snapshot = fixture::evening();
        snapshot.transport.position_ms = seconds * 1000;
        snapshot.transport.read_at = Some(read_at);
        Arc::new(snapshot)
    }

    #[test]
    fn the_position_stands_until_the_rest_is_over() {
        let start = crate::clock::ticks();
        let mut resting = Resting::new(Duration::from_secs(5));
        let mut shown = resting.heed(at(10, start), None, start);
        for seconds in 1..5 {
            let now = start + Duration::from_secs(seconds);
            shown = resting.heed(at(10 + i64::try_from(seconds).unwrap(), now), Some(&shown), now);
            assert_eq!(bar::position_ms(&shown, now), 10_000);
        }
        let now = start + Duration::from_secs(5);
        assert_eq!(resting.due_in(now), Some(Duration::ZERO));
        let shown = resting.look(now).unwrap();
        assert_eq!(bar::position_ms(&shown, now), 15_000);
        assert_eq!(resting.due_in(now), Some(Duration::from_secs(5)));
    }

    #[test]
    fn what_the_listener_does_shows_at_once() {
        let start = crate::clock::ticks();
        let mut resting = Resting::new(Duration::from_secs(5));
        let shown = resting.heed(at(10, start), None, start);
        let shown = resting.heed(at(40, start), Some(&shown), start);
        assert_eq!(shown.transport.position_ms, 40_000, "a seek");
        let mut paused = (*at(41, start)).clone();
        paused.transport.state = crate::player::protocol::PlayState::Paused;
        let shown = resting.heed(Arc::new(paused), Some(&shown), start);
        assert_eq!((shown.transport.position_ms, resting.due_in(start)), (41_000, None));
    }

    #[test]
    fn a_clock_of_each_second_is_left_alone() {
        let start = crate::clock::ticks();
        let mut resting = Resting::new(Duration::from_secs(1));
        let shown = resting.heed(at(10, start), None, start);
        assert_eq!(shown.transport.read_at, Some(start));
        assert!(resting.look(start).is_none());
    }
}
