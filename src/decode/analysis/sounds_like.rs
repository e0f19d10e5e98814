//! The vector by which tracks sound alike: timbre, tempo and harmony.
//!
//! Mean and spread of the loudness in bands tell the timbre, [`super::movement`] the tempo,
//! [`super::harmony`] the chords. All is relative to the track's own loud passages, so that a
//! louder copy is the same, and what lies 60 dB below is silence, since codecs disagree there.

use std::ops::Range;

use super::bands::{BANDS, Frame, Framer};
use super::{Analyser, Hearing, harmony, movement};
use crate::domain::sound_space::{ANALYSER, VERSION};

/// Parts that are heard of a file, evenly spread, and the length of each in seconds: within
/// the error of hearing the whole on real music, at a quarter of the time.
const PARTS: u64 = 4;
const PART_SECONDS: u64 = 15;
/// Of a file that does not say how long it is, the beginning.
const UNKNOWN_SECONDS: u64 = 120;
/// Neighbouring bands that are one number.
const JOINED: usize = 3;
/// Windows at least: a second and a half.
const LEAST: usize = 64;
/// Power below the loud passages that counts as silence.
const SILENCE: f32 = 1e-6;
/// Power below the loud passages from which on a window is not heard at all.
const PAUSE: f32 = 1e-5;
/// Power of what no ear hears: such a file is silent. 100 dB below full scale.
const INAUDIBLE: f32 = 1e-10;

pub struct SoundsLike;

impl Analyser for SoundsLike {
    fn name(&self) -> &'static str {
        ANALYSER
    }

    fn version(&self) -> u32 {
        VERSION
    }

    fn spans(&self, rate: u32, length: Option<u64>) -> Vec<Range<u64>> {
        let seconds = |seconds: u64| u64::from(rate) * seconds;
        let part = seconds(PART_SECONDS);
        let whole = |length: u64| std::iter::once(0..length).collect();
        match length {
            None => whole(seconds(UNKNOWN_SECONDS)),
            // Jumps would save nothing.
            Some(length) if length <= PARTS * part + part => whole(length),
            Some(length) => {
                let middle = |number: u64| (u128::from(length) * u128::from(number) / u128::from(PARTS + 1)) as u64;
                let around = |middle: u64| middle - part / 2..middle + part / 2;
                (1..=PARTS).map(middle).map(around).collect()
            }
        }
    }

    fn begin(&self, rate: u32) -> Box<dyn Hearing> {
        Box::new(Listening { framer: Framer::new(rate), parts: Vec::new(), next: 0 })
    }
}

struct Listening {
    framer: Framer,
    parts: Vec<Vec<Frame>>,
    /// Frame that goes on where the last piece ended.
    next: u64,
}

impl Hearing for Listening {
    fn hear(&mut self, at: u64, stereo: &[f32]) {
        if at != self.next || self.parts.is_empty() {
            self.framer.break_off();
            self.parts.push(Vec::new());
        }
        self.next = at + (stereo.len() / 2) as u64;
        if let Some(part) = self.parts.last_mut() {
            self.framer.push(stereo, part);
        }
    }

    fn finish(self: Box<Self>) -> Option<Vec<u8>> {
        let vector = vector(&self.parts, self.framer.frames_per_second())?;
        Some(vector.iter().flat_map(|number| number.to_le_bytes()).collect())
    }
}

/// The numbers in the order of [`crate::domain::sound_space::layout`]; none of silence or of a moment.
fn vector(parts: &[Vec<Frame>], frames_per_second: f32) -> Option<Vec<f32>> {
    let loudest = |frame: &Frame| frame.bands.iter().copied().fold(0.0, f32::max);
    let mut levels: Vec<f32> = parts.iter().flatten().map(loudest).collect();
    if levels.len() < LEAST {
        return None;
    }
    let loud_passages = levels.len() * 95 / 100;
    let (_, loud, _) = levels.select_nth_unstable_by(loud_passages, f32::total_cmp);
    let loud = *loud;
    if !(loud.is_finite() && loud > INAUDIBLE) {
        return None;
    }
    let in_db = |power: f32| 10.0 * (power / loud + SILENCE).log10();
    let heard: Vec<&Frame> = parts.iter().flatten().filter(|frame| loudest(frame) > loud * PAUSE).collect();
    let loudness: Vec<Vec<[f32; BANDS]>> =
        parts.iter().map(|part| part.iter().map(|frame| frame.bands.map(in_db)).collect()).collect();
    let mut numbers = timbre(heard.iter().map(|frame| frame.bands.map(in_db)));
    numbers.extend(movement::of(&loudness, frames_per_second));
    numbers.extend(harmony::of(&heard));
    numbers.iter().all(|number| number.is_finite()).then_some(numbers)
}

/// Mean loudness of the bands against the mean of all, and how much each moves.
fn timbre(frames: impl Iterator<Item = [f32; BANDS]>) -> Vec<f32> {
    let (mut sums, mut squares, mut count) = ([0.0f64; BANDS], [0.0f64; BANDS], 0.0f64);
    for frame in frames {
        for ((sum, square), value) in sums.iter_mut().zip(&mut squares).zip(frame) {
            *sum += f64::from(value);
            *square += f64::from(value).powi(2);
        }
        count += 1.0;
    }
    let means = sums.map(|sum| sum / count);
    let all = means.iter().sum::<f64>() / BANDS as f64;
    let joined = |values: &[f64]| (values.iter().sum::<f64>() / values.len() as f64) as f32;
    let deviations: Vec<f64> =
        squares.iter().zip(means).map(|(square, mean)| (square / count - mean * mean).max(0.0).sqrt()).collect();
    let shape: Vec<f64> = means.iter().map(|mean| mean - all).collect();
    shape.chunks(JOINED).chain(deviations.chunks(JOINED)).map(joined).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_heard_in_parts_and_short_ones_whole() {
        let analyser = SoundsLike;
        let spans = analyser.spans(1_000, Some(200_000));
        assert_eq!(spans, [32_500..47_500, 72_500..87_500, 112_500..127_500, 152_500..167_500]);
        for (length, end) in [(Some(75_000), 75_000), (Some(0), 0), (None, 120_000)] {
            let spans = analyser.spans(1_000, length);
            assert_eq!((spans.len(), &spans[0]), (1, &(0..end)));
        }
        let longest = analyser.spans(192_000, Some(u64::MAX));
        assert!(longest.windows(2).all(|pair| pair[0].end <= pair[1].start));
    }
}
