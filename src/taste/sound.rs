//! Which tracks sound close to some seeds, by the sound alone.
//!
//! Closeness is `C = 1 − percentile(distance)` among all analysed tracks, so that it means the
//! same in any library. It speaks for a pick only within the nearest two in a hundred, counted
//! exactly; for the rest of a large library the percentile is read off a sorted sample.

use std::cmp::Reverse;
use std::collections::HashSet;

use crate::domain::evidence::Fact;
use crate::domain::facts::Facts;
use crate::domain::sound_space::{Aspect, SoundSpace};

use super::Digest;

/// The nearest percent that are worth a word.
const WORTH_SAYING: usize = 2;
/// An aspect is named when the two are within this nearest percent by it alone.
const ASPECT_WORTH_SAYING: usize = 10;
/// Closeness of what was not analysed: the middle, so that it neither gains nor loses.
const UNKNOWN: f64 = 0.5;
/// Distances that percentiles beyond the nearest are read off.
const SAMPLE: usize = 2_000;
/// Tracks that stand for what was heard of late.
const FAVOURITES: usize = 3;
const ASPECTS: usize = Aspect::ALL.len();
/// Sums that a processor adds up side by side.
const LANES: usize = 8;

/// How far all analysed tracks lie from some seeds.
pub struct Near<'a> {
    space: &'a SoundSpace,
    seeds: Vec<From>,
}

/// All distances from one seed.
struct From {
    seed: u32,
    /// Squared, by row of the space; the seed's own is infinite.
    distances: Vec<f32>,
    by_aspect: [Vec<f32>; ASPECTS],
    /// The nearest, rising.
    nearest: Vec<f32>,
    /// Up to this distance by one aspect, it is worth a word.
    aspect_limits: [f32; ASPECTS],
    /// Every n-th of all distances, rising.
    sample: Vec<f32>,
}

impl<'a> Near<'a> {
    /// Those of the seeds that were analysed; nothing is near when none was.
    pub fn to(facts: &'a Facts, seeds: impl IntoIterator<Item = u32>) -> Self {
        let space = &*facts.sound;
        Self { space, seeds: seeds.into_iter().filter_map(|seed| From::seed(space, seed)).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.seeds.is_empty()
    }

    /// `C`: 1 for the nearest to any of the seeds, 0 for the furthest, the middle for the unknown.
    pub fn closeness(&self, track: u32) -> f64 {
        let Some(row) = self.space.row_of(track) else { return UNKNOWN };
        self.seeds.iter().map(|from| from.closeness(row)).reduce(f64::max).unwrap_or(UNKNOWN)
    }

    /// Among which nearest percent a track is, to the seed to which it is nearest; only the
    /// nearest two.
    #[cfg(test)]
    pub fn percent(&self, track: u32) -> Option<u32> {
        self.nearest_seed(track).map(|(percent, _)| percent)
    }

    fn nearest_seed(&self, track: u32) -> Option<(u32, &From)> {
        let row = self.space.row_of(track)?;
        self.seeds.iter().filter_map(|from| Some((from.percent(row)?, from))).min_by_key(|(percent, _)| *percent)
    }

    /// What can be said of a track, if it is close enough.
    pub fn fact(&self, facts: &Facts, track: u32) -> Option<Fact> {
        let (percent, from) = self.nearest_seed(track)?;
        let row = self.space.row_of(track)?;
        let close = |aspect: &Aspect| {
            let at = *aspect as usize;
            from.by_aspect[at].get(row).is_some_and(|distance| *distance <= from.aspect_limits[at])
        };
        let seed = facts.tracks.get(from.seed as usize)?.title.clone();
        Some(Fact::SoundsLike { seed, percent, by: Aspect::ALL.into_iter().filter(close).collect() })
    }

    /// The tracks of which a closeness is worth a word.
    pub fn worth_saying(&self) -> Vec<u32> {
        self.within(WORTH_SAYING as u32)
    }

    /// The tracks within the nearest `percent`, at most [`WORTH_SAYING`], of any seed.
    pub fn within(&self, percent: u32) -> Vec<u32> {
        if self.is_empty() {
            return Vec::new();
        }
        let near = |row: usize| self.seeds.iter().any(|from| from.percent(row).is_some_and(|own| own <= percent));
        self.space.each().enumerate().filter(|(row, _)| near(*row)).map(|(_, (track, _))| track).collect()
    }
}

/// How far all lies from what was heard most in thirty days: a few tracks by different artists,
/// since the middle of several tastes is none of them.
pub fn to_favourites<'a>(digest: &Digest<'a>) -> Near<'a> {
    let mut heard: Vec<u32> = if digest.facts.sound.is_empty() {
        Vec::new()
    } else {
        digest.places().filter(|place| digest.tally(*place).listens_30d > 0 && digest.is_tasteful(*place)).collect()
    };
    heard.sort_by_key(|place| (Reverse(digest.tally(*place).listens_30d), *place));
    let mut artists = HashSet::new();
    let chosen =
        heard.into_iter().filter(|place| digest.main_artist(*place).is_none_or(|artist| artists.insert(artist)));
    Near::to(digest.facts, chosen.take(FAVOURITES))
}

/// For each of some tracks its closeness to the nearest of its companions, as a percentile among
/// all of them; the middle for the unknown and the lonely.
pub fn to_companions(space: &SoundSpace, tracks: &[(u32, &[u32])]) -> Vec<f64> {
    let nearest = |(track, companions): &(u32, &[u32])| {
        let own = space.of(*track)?;
        let others = companions.iter().filter(|other| *other != track).filter_map(|other| space.of(*other));
        others.map(|other| squared_distance(own, other)).reduce(f32::min)
    };
    let distances: Vec<Option<f32>> = tracks.iter().map(nearest).collect();
    let mut rising: Vec<f32> = distances.iter().copied().flatten().collect();
    rising.sort_unstable_by(f32::total_cmp);
    let nearer = |distance: f32| rising.partition_point(|other| *other < distance) as f64 / rising.len() as f64;
    distances.into_iter().map(|distance| distance.map_or(UNKNOWN, |distance| 1.0 - nearer(distance))).collect()
}

impl From {
    fn seed(space: &SoundSpace, seed: u32) -> Option<Self> {
        let (own, own_row) = (space.of(seed)?, space.row_of(seed)?);
        let mut by_aspect = [const { Vec::new() }; ASPECTS];
        for (aspect, distances) in Aspect::ALL.into_iter().zip(&mut by_aspect) {
            let range = space.layout().range(aspect);
            let own = &own[range.clone()];
            distances.extend(space.each().map(|(_, vector)| squared_distance(own, &vector[range.clone()])));
            if let Some(distance) = distances.get_mut(own_row) {
                *distance = f32::INFINITY;
            }
        }
        let distances: Vec<f32> =
            (0..space.len()).map(|row| by_aspect.iter().filter_map(|by| by.get(row)).sum()).collect();
        let others = distances.len() - 1;
        let mut nearest = lowest(&distances, others * WORTH_SAYING / 100);
        nearest.sort_unstable_by(f32::total_cmp);
        let limit = |by: &Vec<f32>| {
            let most = lowest(by, others * ASPECT_WORTH_SAYING / 100).into_iter().reduce(f32::max);
            most.unwrap_or(f32::NEG_INFINITY)
        };
        let mut sample: Vec<f32> = distances.iter().copied().step_by(distances.len().div_ceil(SAMPLE)).collect();
        sample.sort_unstable_by(f32::total_cmp);
        let aspect_limits = [limit(&by_aspect[0]), limit(&by_aspect[1]), limit(&by_aspect[2])];
        Some(Self { seed, distances, by_aspect, nearest, aspect_limits, sample })
    }

    fn closeness(&self, row: usize) -> f64 {
        let Some(distance) = self.distances.get(row).filter(|distance| distance.is_finite()) else { return 1.0 };
        let nearer = self.sample.partition_point(|other| other < distance);
        1.0 - nearer as f64 / self.sample.len().max(1) as f64
    }

    fn percent(&self, row: usize) -> Option<u32> {
        let distance = self.distances.get(row)?;
        let last = self.nearest.last()?;
        let rank = (distance <= last).then(|| self.nearest.partition_point(|other| other < distance) + 1)?;
        u32::try_from((rank * 100).div_ceil(self.distances.len() - 1)).ok()
    }
}

/// The lowest `count`, in no order.
fn lowest(values: &[f32], count: usize) -> Vec<f32> {
    let mut values = values.to_vec();
    if count < values.len() {
        values.select_nth_unstable_by(count, f32::total_cmp);
        values.truncate(count);
    }
    values
}

fn squared_distance(a: &[f32], b: &[f32]) -> f32 {
    let (a, b) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    let mut sums = [0.0f32; LANES];
    for (a, b) in a.0.iter().zip(b.0) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += (a - b) * (a - b);
        }
    }
    let rest = a.1.iter().zip(b.1).map(|(a, b)| (a - b) * (a - b));
    sums.into_iter().chain(rest).sum()
}

#[cfg(test)]
mod tests;
