//! Faster or slower without another pitch: WSOLA, waveform similarity overlap-add
//! (W. Verhelst and M. Roelands, "An overlap-add technique based on waveform similarity (WSOLA)
//! for high quality time-scale modification of speech", ICASSP 1993).
//!
//! Sound leaves in steps of 20 ms. Each step fades from what followed in the file to a place
//! nearer to where the file should be by then; among the places nearby, that one is taken whose
//! waveform is most like what is faded out, so that no cycle of a tone is broken.

use std::f32::consts::PI;

use crate::domain::sound::Speed;

/// Steps a second.
const STEPS: u32 = 50;
/// How far around its place a step may be looked for: 12 ms, a cycle of the lowest tones.
const REACH_MS: u32 = 12;
/// Places are compared coarsely at about this rate, then finely around the best.
const COARSE_RATE: u32 = 8_000;

/// Stretches interleaved stereo. `n` frames become `n × 100 / percent`, rounded down.
pub(super) struct Stretch {
    percent: u64,
    /// Frames of a step.
    step: usize,
    reach: usize,
    coarse: usize,
    /// Weight of what is faded in, frame by frame of a step.
    rise: Vec<f32>,
    /// Frames that may still be needed, from frame `base` of the input on.
    waiting: Vec<[f32; 2]>,
    base: u64,
    taken: u64,
    given: u64,
    /// Frame of the input that follows what was heard last.
    follows: u64,
    /// From here on in the input and the output, places are counted.
    origin: (u64, u64),
}

impl Stretch {
    /// None at the sound's own speed: it is passed on as it is.
    pub(super) fn new(speed: Speed, rate: u32) -> Option<Self> {
        if speed.is_normal() {
            return None;
        }
        let step = (rate / STEPS).max(16) as usize;
        let weight = |frame: usize| 0.5 - 0.5 * (PI * (frame as f32 + 0.5) / step as f32).cos();
        Some(Self {
            percent: u64::from(speed.as_percent()),
            step,
            reach: (rate * REACH_MS / 1000) as usize,
            coarse: (rate / COARSE_RATE).max(1) as usize,
            rise: (0..step).map(weight).collect(),
            waiting: Vec::new(),
            base: 0,
            taken: 0,
            given: 0,
            follows: 0,
            origin: (0, 0),
        })
    }

    /// Frames of output that belong to the first `frames` of input.
    pub(super) fn due(&self, frames: u64) -> u64 {
        let due = u128::from(frames) * 100 / u128::from(self.percent);
        u64::try_from(due).unwrap_or(u64::MAX)
    }

    pub(super) fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) {
        self.waiting.extend(samples.as_chunks::<2>().0);
        self.taken += (samples.len() / 2) as u64;
        while self.target() + self.span() <= self.taken && self.follows + self.step as u64 <= self.taken {
            self.make_step(out);
        }
    }

    /// Gives what is still inside. More may be pushed behind it, as after a pause in the file.
    pub(super) fn finish(&mut self, out: &mut Vec<f32>) {
        let due = self.due(self.taken);
        while self.given < due {
            self.make_step(out);
        }
        let excess = usize::try_from(self.given - due).unwrap_or(0);
        out.truncate(out.len().saturating_sub(excess * 2));
        self.given = due;
        self.waiting.clear();
        self.base = self.taken;
        self.follows = self.taken;
        self.origin = (self.taken, self.given);
    }

    /// Where in the input the next step should begin.
    fn target(&self) -> u64 {
        self.origin.0 + (self.given - self.origin.1) * self.percent / 100
    }

    /// Frames behind the target that a step may look at.
    fn span(&self) -> u64 {
        (self.reach + self.step) as u64
    }

    /// A frame of the input; silence behind its end.
    fn at(&self, frame: u64) -> [f32; 2] {
        let index = frame.checked_sub(self.base).and_then(|index| usize::try_from(index).ok());
        index.and_then(|index| self.waiting.get(index)).copied().unwrap_or_default()
    }

    fn make_step(&mut self, out: &mut Vec<f32>) {
        let begin = self.most_alike();
        for (frame, rise) in (0..).zip(&self.rise) {
            let (old, new) = (self.at(self.follows + frame), self.at(begin + frame));
            out.extend([0, 1].map(|side: usize| {
                let (old, new) = (old.get(side).unwrap_or(&0.0), new.get(side).unwrap_or(&0.0));
                old + (new - old) * rise
            }));
        }
        self.given += self.step as u64;
        self.follows = begin + self.step as u64;
        let needed = self.follows.min(self.target().saturating_sub(self.reach as u64)).min(self.taken);
        let over = usize::try_from(needed.saturating_sub(self.base)).unwrap_or(0).min(self.waiting.len());
        self.waiting.drain(..over);
        self.base += over as u64;
    }

    /// The place near the target whose waveform is most like what would follow.
    fn most_alike(&self) -> u64 {
        let target = self.target();
        if target == self.follows {
            return target;
        }
        let reach = self.reach as u64;
        let first = target.saturating_sub(reach).max(self.base);
        // At the end of the input, no place that runs over it.
        let last = (target + reach).min(self.taken.saturating_sub(self.step as u64)).max(first);
        let coarse = self.coarse as u64;
        let best = |places: &mut dyn Iterator<Item = u64>, stride: usize, start: (u64, f32)| {
            places
                .map(|place| (place, self.likeness(place, stride)))
                .fold(start, |best, next| if next.1 > best.1 { next } else { best })
        };
        let start = target.clamp(first, last);
        let places = (0..=(last - first) / coarse).map(|n| first + n * coarse);
        let (near, _) = best(&mut { places }, self.coarse, (start, self.likeness(start, self.coarse)));
        let fine = near.saturating_sub(coarse).max(first)..=(near + coarse).min(last);
        best(&mut { fine }, 2.min(self.coarse), (near, f32::MIN)).0
    }

    /// Cross-correlation of both sides added, by the loudness of the place.
    fn likeness(&self, place: u64, stride: usize) -> f32 {
        let (mut alike, mut loud) = (0.0f32, 1e-9f32);
        for frame in (0..self.step as u64).step_by(stride.max(1)) {
            let [left, right] = self.at(self.follows + frame);
            let [other_left, other_right] = self.at(place + frame);
            let (wanted, found) = (left + right, other_left + other_right);
            alike += wanted * found;
            loud += found * found;
        }
        alike / loud.sqrt()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rustfft::{FftPlanner, num_complex::Complex};

    use super::*;

    fn tone(frames: u32, rate: u32) -> Vec<f32> {
        let at = |frame: u32| (std::f64::consts::TAU * 440.0 * f64::from(frame) / f64::from(rate)).sin() as f32 * 0.5;
        (0..frames).flat_map(|frame| [at(frame); 2]).collect()
    }

    fn stretched(input: &[f32], percent: u32, rate: u32, part: usize) -> Vec<f32> {
        let mut stretch = Stretch::new(Speed::percent(percent), rate).unwrap();
        let mut out = Vec::new();
        input.chunks(part * 2).for_each(|part| stretch.push(part, &mut out));
        stretch.finish(&mut out);
        out
    }

    /// The loudest frequency of the left side, in hertz, and its share of all energy.
    fn pitch(samples: &[f32], rate: u32) -> (f64, f64) {
        let frames = samples.len() / 2;
        let window = |i: usize| 0.5 - 0.5 * (std::f32::consts::TAU * i as f32 / frames as f32).cos();
        let mut spectrum: Vec<Complex<f32>> =
            (0..frames).map(|i| Complex::new(samples[i * 2] * window(i), 0.0)).collect();
        FftPlanner::new().plan_fft_forward(frames).process(&mut spectrum);
        let power: Vec<f32> = spectrum[..frames / 2].iter().map(|bin| bin.norm_sqr()).collect();
        let top = (0..power.len()).max_by(|a, b| power[*a].total_cmp(&power[*b])).unwrap();
        let around: f32 = power[top.saturating_sub(3)..top + 4].iter().sum();
        (top as f64 * f64::from(rate) / frames as f64, f64::from(around / power.iter().sum::<f32>()))
    }

    #[test]
    fn a_tone_keeps_its_pitch_and_changes_its_length() {
        for (rate, speeds) in [(44_100, [50, 80, 110, 150, 200].as_slice()), (192_000, &[150])] {
            for &percent in speeds {
                let out = stretched(&tone(rate, rate), percent, rate, 4_096);
                let wanted = u64::from(rate) * 100 / u64::from(percent);
                assert_eq!(out.len() as u64 / 2, wanted, "{percent} % at {rate}");
                // Without the last steps, which run out of sound.
                let (hertz, share) = pitch(&out[..out.len() * 9 / 10 / 2 * 2], rate);
                assert!((hertz - 440.0).abs() < 2.0, "{percent} % at {rate}: {hertz} Hz");
                assert!(share > 0.95, "{percent} % at {rate}: only {share} of it is the tone");
            }
        }
    }

    #[test]
    fn the_sides_stay_together() {
        let mut input = tone(44_100, 44_100);
        input.as_chunks_mut::<2>().0.iter_mut().for_each(|[_, right]| *right *= -0.5);
        for [left, right] in stretched(&input, 130, 44_100, 1_000).as_chunks::<2>().0 {
            assert!((left * -0.5 - right).abs() < 1e-6);
        }
    }

    #[test]
    fn its_own_speed_needs_no_stretching() {
        assert!(Stretch::new(Speed::NORMAL, 44_100).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn every_frame_is_due_however_it_comes(
            frames in 0u32..9_000, percent in 50u32..=200, part in 1usize..3_000, pause in 0u32..9_000,
        ) {
            prop_assume!(percent != 100);
            let input = tone(frames, 8_000);
            let whole = stretched(&input, percent, 8_000, part);
            prop_assert_eq!(whole.len() as u64 / 2, u64::from(frames) * 100 / u64::from(percent));
            prop_assert_eq!(&whole, &stretched(&input, percent, 8_000, usize::MAX / 4));
            prop_assert!(whole.iter().all(|sample| sample.abs() < 0.51));

            let mut stretch = Stretch::new(Speed::percent(percent), 8_000).unwrap();
            let mut out = Vec::new();
            stretch.push(&input, &mut out);
            stretch.finish(&mut out);
            stretch.push(&tone(pause, 8_000), &mut out);
            stretch.finish(&mut out);
            let due = (u64::from(frames) + u64::from(pause)) * 100 / u64::from(percent);
            prop_assert_eq!(out.len() as u64 / 2, due);
        }
    }
}
