//! Which of the candidates come, and in which order: a draw without replacement from the best,
//! by the softmax of their scores, held apart by artist.

use crate::taste::because::{BY_SEED, SAME_GENRE, SAME_LIST, SOUNDS_LIKE};
use crate::taste::draft::Candidate;
use crate::taste::{Digest, chance};

use super::Way;

/// Temperature of the softmax, in the units of `f`: a little of chance, most of it among equals.
const TEMPERATURE: f64 = 0.25;
/// Drawn from so many of the best.
const BEST: usize = 60;
/// With fewer candidates that have evidence, those without are let in behind them.
const ENOUGH: usize = 12;
/// What each place among those without evidence costs.
const STEP: f64 = 0.05;

pub struct Choice<'d, 'f> {
    pub digest: &'d Digest<'f>,
    pub way: Way,
    pub seed: u64,
}

impl Choice<'_, '_> {
    /// At most `length` of the candidates; `before` played already, oldest first.
    pub fn of(&self, candidates: Vec<(u32, Candidate)>, before: &[u32], length: usize) -> Vec<(u32, Candidate)> {
        let mut left = self.drawn(self.best(candidates));
        let mut chosen: Vec<(u32, Candidate)> = Vec::new();
        while chosen.len() < length && !left.is_empty() {
            let last: Vec<u32> = before.iter().copied().chain(chosen.iter().map(|(track, _)| *track)).collect();
            let next = self.gaps().find_map(|gap| left.iter().position(|(track, _)| self.is_apart(*track, &last, gap)));
            chosen.push(left.remove(next.unwrap_or(0)));
        }
        chosen
    }

    /// Tracks between two by one artist: as many as the way asks for, fewer where there are not
    /// enough others.
    fn gaps(&self) -> impl Iterator<Item = usize> {
        let widest = if self.way == Way::Stay { 3 } else { 8 };
        (1..=widest).rev()
    }

    fn is_apart(&self, track: u32, last: &[u32], gap: usize) -> bool {
        let same_artist = |other: &u32| {
            let artist = self.digest.main_artist(track);
            artist.is_some() && self.digest.main_artist(*other) == artist
        };
        let neighbour = last.last().is_some_and(|other| {
            let album = self.digest.album_of(track);
            album.is_some() && self.digest.album_of(*other) == album
        });
        !last.iter().rev().take(gap).any(same_artist) && !neighbour
    }

    /// The best of those with evidence; where they are few, then by sound, then by genre, then by the seed's
    /// own artists, each behind all before.
    fn best(&self, candidates: Vec<(u32, Candidate)>) -> Vec<(u32, f64, Candidate)> {
        let (mut known, mut rest): (Vec<_>, Vec<_>) = candidates
            .into_iter()
            .map(|(track, candidate)| (track, candidate.score, candidate))
            .partition(|(_, _, candidate)| candidate.tier <= SAME_LIST);
        known.sort_by(|a, b| b.1.total_cmp(&a.1));
        known.truncate(BEST);
        if known.len() >= ENOUGH {
            return known;
        }
        let order = |candidate: &Candidate| match (candidate.tier, self.way) {
            (BY_SEED, Way::Stay) => 0,
            (SOUNDS_LIKE, _) => 1,
            (SAME_GENRE, _) => 2,
            (BY_SEED, Way::Wander) => 3,
            _ => 4,
        };
        rest.sort_by(|a, b| order(&a.2).cmp(&order(&b.2)).then_with(|| b.1.total_cmp(&a.1)));
        let mut floor = known.last().map_or(0.0, |(_, score, _)| *score);
        for (track, _, candidate) in rest.into_iter().take(BEST - known.len()) {
            floor -= STEP;
            known.push((track, floor, candidate));
        }
        known
    }

    /// In the order of the draw.
    fn drawn(&self, best: Vec<(u32, f64, Candidate)>) -> Vec<(u32, Candidate)> {
        let most = best.iter().map(|(_, score, _)| *score).fold(f64::MIN, f64::max);
        let mut drawn: Vec<(f64, u32, Candidate)> = best
            .into_iter()
            .map(|(track, score, candidate)| {
                let weight = ((score - most) / TEMPERATURE).exp();
                (chance::draw_key(self.seed, u64::from(track), weight), track, candidate)
            })
            .collect();
        drawn.sort_by(|a, b| a.0.total_cmp(&b.0));
        drawn.into_iter().map(|(_, track, candidate)| (track, candidate)).collect()
    }
}
