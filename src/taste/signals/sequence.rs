//! Sequence rules: what came soon after a seed, in the same session.

use std::rc::Rc;

use super::{History, Listen, Signal};

/// The context looks so many listens ahead, and back.
const WINDOW: usize = 5;
/// Tracks before a seed that are compared.
const BEFORE: usize = 5;
/// How much more an occurrence says for each track before the seed that stood before it then, too.
const ALIKE: f64 = 3.0;
/// The context: the last so many listens of the session, each older one saying less.
const CONTEXT: usize = 6;
const CONTEXT_FADES: f64 = 0.7;

impl History<'_> {
    /// `SQ` of some seeds with so wide a window.
    #[must_use]
    pub fn soon_after(&self, seeds: &[u32], window: usize) -> Rc<Signal> {
        self.rules(|after| {
            for place in self.occurrences(seeds) {
                add(after, self.following(place, window), 1.0);
            }
        })
    }

    /// `SQM_w`: as `SQ`, where an occurrence of age `a` says `a^(−1/2)·(1 + 3·m)`, with `m` the tracks
    /// that were heard shortly before the seed now and then. `session` is newest first; the seed is
    /// its first.
    #[must_use]
    pub fn soon_after_aligned(&self, seeds: &[u32], session: &[u32], window: usize) -> Rc<Signal> {
        let mut before: Vec<u32> = session.iter().skip(1).take(BEFORE).copied().collect();
        before.sort_unstable();
        before.dedup();
        self.rules(|after| {
            for place in self.occurrences(seeds) {
                let stood_before = &self.listens[place.saturating_sub(BEFORE)..place];
                let stands = |track: &&u32| stood_before.iter().any(|listen| listen.track == **track);
                let alike = before.iter().filter(stands).count() as f64;
                add(after, self.following(place, window), self.faded(place) * (1.0 + ALIKE * alike));
            }
        })
    }

    /// `SQC`: what stood soon after and soon before the last tracks of the session, newest first.
    #[must_use]
    pub fn around(&self, session: &[u32]) -> Rc<Signal> {
        self.rules(|around| {
            let mut say = 1.0;
            for track in session.iter().take(CONTEXT) {
                for place in self.occurrences(&[*track]) {
                    let faded = say * self.faded(place);
                    add(around, self.following(place, WINDOW), faded);
                    add(around, self.preceding(place, WINDOW), faded);
                }
                say *= CONTEXT_FADES;
            }
        })
    }

    fn rules(&self, fill: impl FnOnce(&mut [f64])) -> Rc<Signal> {
        let mut values = vec![0.0; self.catalogue.tracks()];
        fill(&mut values);
        Rc::new(Signal::new(values))
    }

    /// Places of all listens to the seeds.
    fn occurrences(&self, seeds: &[u32]) -> impl Iterator<Item = usize> {
        seeds.iter().flat_map(|seed| self.by_track.heard(*seed).places).map(|place| *place as usize)
    }

    /// The next listens of the same session, nearest first.
    fn following(&self, place: usize, window: usize) -> impl Iterator<Item = &Listen> {
        let session = self.listens[place].session;
        self.listens[place + 1..].iter().take(window).take_while(move |listen| listen.session == session)
    }

    /// The listens before it in the same session, nearest first.
    fn preceding(&self, place: usize, window: usize) -> impl Iterator<Item = &Listen> {
        let session = self.listens[place].session;
        self.listens[..place].iter().rev().take(window).take_while(move |listen| listen.session == session)
    }

    fn faded(&self, place: usize) -> f64 {
        1.0 / self.age_days(self.listens[place].at_ms).sqrt()
    }
}

/// Gives each listen its share, less with each step.
fn add<'l>(to: &mut [f64], listens: impl Iterator<Item = &'l Listen>, say: f64) {
    for (step, listen) in (1u32..).zip(listens) {
        to[listen.track as usize] += say / f64::from(step);
    }
}
