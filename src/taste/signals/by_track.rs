//! The same listens, track by track: decays then run through memory in order, which is several
//! times as fast as touching a cold place for each listen.

use super::Listen;
use super::history::age_days;

/// Listens of each track, oldest first.
#[derive(Debug, Default)]
pub struct ByTrack {
    /// Listens of track `i` stand at `first[i]..first[i + 1]`.
    first: Vec<u32>,
    /// Places in the listens.
    places: Vec<u32>,
    age_days: Vec<f32>,
    weights: Vec<f32>,
    /// Whether it is the track's first listen of its session.
    once: Vec<bool>,
}

/// What was heard of one track.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'h> {
    /// Places in the listens, oldest first.
    pub places: &'h [u32],
    /// In days, at least a minute each.
    pub ages: &'h [f32],
    pub weights: &'h [f32],
    /// Whether each is the first of its session.
    pub once: &'h [bool],
}

impl ByTrack {
    #[must_use]
    pub fn new(listens: &[Listen], tracks: usize, now_ms: i64) -> Self {
        let mut first = vec![0u32; tracks + 1];
        for listen in listens {
            first[listen.track as usize + 1] += 1;
        }
        for track in 0..tracks {
            first[track + 1] += first[track];
        }
        /// Where a track's next listen goes, and one more than the session of its last.
        #[derive(Clone, Copy)]
        struct Next {
            slot: u32,
            session: u32,
        }
        let mut next: Vec<Next> = first.iter().map(|slot| Next { slot: *slot, session: 0 }).collect();
        let mut by_track = Self {
            first,
            places: vec![0; listens.len()],
            age_days: vec![0.0; listens.len()],
            weights: vec![0.0; listens.len()],
            once: vec![false; listens.len()],
        };
        for (place, listen) in (0u32..).zip(listens) {
            let next = &mut next[listen.track as usize];
            let slot = next.slot as usize;
            by_track.places[slot] = place;
            by_track.age_days[slot] = age_days(now_ms, listen.at_ms) as f32;
            by_track.weights[slot] = listen.weight;
            by_track.once[slot] = next.session != listen.session + 1;
            *next = Next { slot: next.slot + 1, session: listen.session + 1 };
        }
        by_track
    }

    #[must_use]
    pub fn heard(&self, track: u32) -> Heard<'_> {
        let track = track as usize;
        let range = self.first[track] as usize..self.first[track + 1] as usize;
        Heard {
            places: &self.places[range.clone()],
            ages: &self.age_days[range.clone()],
            weights: &self.weights[range.clone()],
            once: &self.once[range],
        }
    }

    /// Every track's listens, in order of the tracks.
    pub fn all(&self) -> impl Iterator<Item = Heard<'_>> {
        (0..self.first.len() as u32 - 1).map(|track| self.heard(track))
    }
}

impl Heard<'_> {
    /// Age in days and weight of each listen.
    pub(super) fn weighted(&self) -> impl Iterator<Item = (f64, f64)> {
        self.ages.iter().zip(self.weights).map(|(days, weight)| (f64::from(*days), f64::from(*weight)))
    }
}
