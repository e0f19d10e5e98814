//! Where the tracks of a library stand to each other by their sound alone.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The analyser whose vectors span the space, and the version that is compared.
pub const ANALYSER: &str = "sounds-like";
pub const VERSION: u32 = 1;

/// What the numbers of its vectors are about.
#[must_use]
pub fn layout() -> Layout {
    Layout(vec![(Aspect::Timbre, 24), (Aspect::Tempo, 21), (Aspect::Harmony, 16)])
}

/// What of the sound two tracks can have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// Which instruments and voices, how bright, how dense.
    Timbre,
    /// How fast the beat is, and how regular.
    Tempo,
    /// Which chords and intervals, whatever the key.
    Harmony,
}

impl Aspect {
    pub const ALL: [Self; 3] = [Self::Timbre, Self::Tempo, Self::Harmony];

    /// As it stands in a sentence.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Timbre => "timbre",
            Self::Tempo => "tempo",
            Self::Harmony => "harmony",
        }
    }
}

/// What the numbers of a vector are about: each aspect has a run of them, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout(pub Vec<(Aspect, usize)>);

impl Layout {
    /// Numbers of a whole vector.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.0.iter().map(|(_, numbers)| numbers).sum()
    }

    /// Where an aspect's numbers stand in a vector; empty when it has none.
    #[must_use]
    pub fn range(&self, aspect: Aspect) -> Range<usize> {
        let mut from = 0;
        for (known, numbers) in &self.0 {
            if *known == aspect {
                return from..from + numbers;
            }
            from += numbers;
        }
        0..0
    }
}

const NOWHERE: u32 = u32::MAX;

/// The analysed tracks of a library as rows of one flat matrix, standardised over them: each
/// number has mean 0, and each aspect the same mean square, so that none drowns another.
#[derive(Clone, Debug, Default)]
pub struct SoundSpace {
    layout: Layout,
    /// Row of each track by its place in the facts.
    rows: Vec<u32>,
    /// Track of each row; rising.
    tracks: Vec<u32>,
    values: Vec<f32>,
}

impl SoundSpace {
    /// From raw vectors, one after the other, of these tracks (rising places in the facts). A
    /// number that is the same everywhere, or not finite, becomes 0.
    #[must_use]
    pub fn standardised(layout: Layout, tracks: Vec<u32>, mut values: Vec<f32>) -> Self {
        let dimensions = layout.dimensions();
        if dimensions == 0 || tracks.is_empty() || values.len() != tracks.len() * dimensions {
            return Self::default();
        }
        let (means, scales) = moments(&layout, &values, tracks.len());
        for row in values.chunks_exact_mut(dimensions) {
            for ((value, mean), scale) in row.iter_mut().zip(&means).zip(&scales) {
                let standard = (*value - mean) * scale;
                *value = if standard.is_finite() { standard.clamp(-FAR, FAR) } else { 0.0 };
            }
        }
        let mut rows = vec![NOWHERE; tracks.last().map_or(0, |last| *last as usize + 1)];
        for (row, track) in (0u32..).zip(&tracks) {
            if let Some(slot) = rows.get_mut(*track as usize) {
                *slot = row;
            }
        }
        Self { layout, rows, tracks, values }
    }

    /// Tracks that were analysed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tracks.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tracks.is_empty()
    }

    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The standardised vector of a track, by its place in the facts.
    #[must_use]
    pub fn of(&self, track: u32) -> Option<&[f32]> {
        let row = self.row_of(track)?;
        let dimensions = self.layout.dimensions();
        self.values.get(row * dimensions..(row + 1) * dimensions)
    }

    /// The row of a track in [`Self::each`].
    #[must_use]
    pub fn row_of(&self, track: u32) -> Option<usize> {
        self.rows.get(track as usize).filter(|row| **row != NOWHERE).map(|row| *row as usize)
    }

    /// Every analysed track's place in the facts and its vector, by rising place.
    pub fn each(&self) -> impl Iterator<Item = (u32, &[f32])> {
        self.tracks.iter().copied().zip(self.values.chunks_exact(self.layout.dimensions().max(1)))
    }
}

/// Standard deviations beyond which a number says no more.
const FAR: f32 = 6.0;

/// Means, and factors that make the numbers of each aspect sum to a mean square of one.
fn moments(layout: &Layout, values: &[f32], rows: usize) -> (Vec<f32>, Vec<f32>) {
    let dimensions = layout.dimensions();
    let (mut sums, mut squares) = (vec![0.0f64; dimensions], vec![0.0f64; dimensions]);
    for row in values.chunks_exact(dimensions) {
        for ((sum, square), value) in sums.iter_mut().zip(&mut squares).zip(row) {
            let value = if value.is_finite() { f64::from(*value) } else { 0.0 };
            *sum += value;
            *square += value * value;
        }
    }
    let rows = rows as f64;
    let means: Vec<f32> = sums.iter().map(|sum| (sum / rows) as f32).collect();
    let share = |aspect: Aspect| (layout.range(aspect).len().max(1) as f64).sqrt().recip();
    let shares = layout.0.iter().flat_map(|(aspect, numbers)| std::iter::repeat_n(share(*aspect), *numbers));
    let scales = sums.iter().zip(&squares).zip(shares).map(|((sum, square), share)| {
        let deviation = (square / rows - (sum / rows).powi(2)).max(0.0).sqrt();
        if deviation > 1e-9 { (share / deviation) as f32 } else { 0.0 }
    });
    (means, scales.collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn layout() -> Layout {
        Layout(vec![(Aspect::Timbre, 3), (Aspect::Tempo, 1)])
    }

    #[test]
    fn aspects_weigh_the_same_however_many_numbers_they_have() {
        let values = vec![1.0, 10.0, 5.0, 120.0, 2.0, 30.0, 7.0, 90.0, 3.0, 20.0, 9.0, 100.0];
        let space = SoundSpace::standardised(layout(), vec![0, 2, 5], values);
        for aspect in [Aspect::Timbre, Aspect::Tempo] {
            let range = space.layout().range(aspect);
            let square: f32 = space.each().flat_map(|(_, row)| row[range.clone()].iter().map(|x| x * x)).sum();
            assert!((square / 3.0 - 1.0).abs() < 1e-5, "{aspect:?}: {square}");
        }
        assert!(space.layout().range(Aspect::Harmony).is_empty());
        assert_eq!(space.len(), 3);
        assert!(space.of(2).is_some() && space.of(1).is_none() && space.of(6).is_none());
        assert_eq!(space.each().map(|(track, _)| track).collect::<Vec<_>>(), [0, 2, 5]);
    }

    #[test]
    fn what_does_not_fit_the_layout_is_no_space() {
        assert!(SoundSpace::standardised(layout(), vec![0, 1], vec![0.0; 7]).is_empty());
        assert!(SoundSpace::default().of(0).is_none());
    }

    proptest! {
        #[test]
        fn every_number_is_finite(values in prop::collection::vec(any::<f32>(), 4 * 5)) {
            let space = SoundSpace::standardised(layout(), (0..5).collect(), values);
            for (_, row) in space.each() {
                prop_assert!(row.iter().all(|value| value.is_finite()));
            }
        }
    }
}
