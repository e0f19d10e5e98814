//! From a file's rate to the output's, without restarting at every packet.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Indexing, Resampler as _};

const CHUNK: usize = 1024;

/// Converts interleaved stereo. The delay of the filter is cut away at the start and made up
/// at the end, so that `n` frames become `n × to / from`, rounded, and keep their places.
pub(super) struct Resampler {
    fft: Fft<f32>,
    from: u32,
    to: u32,
    waiting: Vec<f32>,
    delay_left: usize,
    taken: u64,
    given: u64,
}

impl Resampler {
    /// `None` when rubato refuses the pair of rates.
    pub(super) fn new(from: u32, to: u32) -> Option<Self> {
        let fft = Fft::new(from as usize, to as usize, CHUNK, 2, FixedSync::Input).ok()?;
        let delay_left = fft.output_delay();
        Some(Self { fft, from, to, waiting: Vec::new(), delay_left, taken: 0, given: 0 })
    }

    pub(super) fn input_rate(&self) -> u32 {
        self.from
    }

    /// Frames of output that belong to all input so far.
    pub(super) fn due(&self) -> u64 {
        let due = u128::from(self.taken) * u128::from(self.to) + u128::from(self.from / 2);
        u64::try_from(due / u128::from(self.from)).unwrap_or(u64::MAX)
    }

    pub(super) fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) {
        self.waiting.extend_from_slice(samples);
        self.taken += (samples.len() / 2) as u64;
        let mut from = 0;
        while self.waiting.len() / 2 - from >= self.fft.input_frames_next() {
            let used = self.process(from, None, out);
            if used == 0 {
                break;
            }
            from += used;
        }
        self.waiting.drain(..from * 2);
    }

    /// Gives what is still inside.
    pub(super) fn finish(mut self, out: &mut Vec<f32>) {
        let due = self.due();
        let mut rest = self.waiting.len() / 2;
        while self.given < due {
            let before = self.given;
            self.process(0, Some(rest), out);
            rest = 0;
            if self.given == before && self.delay_left == 0 {
                break;
            }
        }
        let excess = usize::try_from(self.given.saturating_sub(due)).unwrap_or(0) * 2;
        out.truncate(out.len().saturating_sub(excess));
    }

    /// One chunk from frame `from` of what waits; gives the frames used.
    fn process(&mut self, from: usize, partial: Option<usize>, out: &mut Vec<f32>) -> usize {
        let mut indexing = Indexing::new();
        indexing.partial_len = partial;
        let input = self.waiting.get(from * 2..).unwrap_or_default();
        let Ok(input) = InterleavedSlice::new(input, 2, input.len() / 2) else { return 0 };
        let used = self.fft.input_frames_next();
        let Ok(output) = self.fft.process(&input, Some(&indexing)) else { return 0 };
        let samples = output.take_data();
        let skip = self.delay_left.min(samples.len() / 2);
        self.delay_left -= skip;
        self.given += (samples.len() / 2 - skip) as u64;
        out.extend_from_slice(samples.get(skip * 2..).unwrap_or_default());
        used
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 440 Hz, so many frames.
    fn tone(frames: u32, rate: u32) -> Vec<f32> {
        let at = |frame: u32| (std::f64::consts::TAU * 440.0 * f64::from(frame) / f64::from(rate)).sin() as f32 * 0.5;
        (0..frames).flat_map(|frame| [at(frame); 2]).collect()
    }

    #[test]
    fn length_and_places_are_exact_however_it_is_fed() {
        let (from, to) = (44_100, 48_000);
        let input = tone(44_100, from);
        let mut resampler = Resampler::new(from, to).unwrap();
        let mut out = Vec::new();
        for (n, part) in input.chunks(2 * 777).enumerate() {
            resampler.push(&part[..part.len() / 2 / 2 * 2], &mut out);
            resampler.push(&part[part.len() / 2 / 2 * 2..], &mut out);
            assert!(n < 1_000);
        }
        resampler.finish(&mut out);
        assert_eq!(out.len(), 2 * 48_000);
        let want = tone(48_000, to);
        let middle = 2 * 2_000..2 * 46_000;
        let worst = out[middle.clone()].iter().zip(&want[middle]).map(|(a, b)| (a - b).abs()).fold(0.0f32, f32::max);
        assert!(worst < 1e-4, "{worst}");
    }

    #[test]
    fn a_pinch_of_sound_survives() {
        let mut out = Vec::new();
        let mut resampler = Resampler::new(96_000, 44_100).unwrap();
        resampler.push(&tone(10, 96_000), &mut out);
        resampler.finish(&mut out);
        assert_eq!(out.len(), 2 * 5);
    }
}
