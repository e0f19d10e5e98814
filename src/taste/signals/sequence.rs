//! Sequence rules: what came soon after a seed, in the same session.

use std::rc::Rc;

use super::{History, Signal};

/// Rules look this many listens ahead.
const WINDOW: usize = 5;

impl History<'_> {
    /// `SQ` of some seeds, one value a track.
    #[must_use]
    pub fn soon_after(&self, seeds: &[u32]) -> Rc<Signal> {
        let mut after = vec![0.0; self.catalogue.tracks()];
        for place in seeds.iter().flat_map(|seed| self.by_track.heard(*seed).places) {
            let (place, session) = (*place as usize, self.listens[*place as usize].session);
            let next = self.listens[place + 1..].iter().take(WINDOW).take_while(|listen| listen.session == session);
            for (steps, listen) in (1u32..).zip(next) {
                after[listen.track as usize] += 1.0 / f64::from(steps);
            }
        }
        Rc::new(Signal::new(after))
    }
}
