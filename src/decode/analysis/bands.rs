//! From samples to frames: the power in bands of pitch, and the weight of the twelve tones.

use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

/// Bands, evenly spaced on the mel scale.
pub(super) const BANDS: usize = 36;
pub(super) const TONES: usize = 12;
const LOWEST_HZ: f32 = 40.0;
const HIGHEST_HZ: f32 = 11_000.0;
/// Tones are looked for where most instruments have their fundamentals.
const TONE_HZ: std::ops::Range<f32> = 110.0..2_100.0;
/// A window in seconds, 2,048 frames at 44.1 kHz; windows overlap by half.
const WINDOW: f32 = 0.046_44;
/// No real sound is louder; broken float files are.
const LOUDEST: f32 = 4.0;

/// One window of sound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    /// Mean power of each band.
    pub(super) bands: [f32; BANDS],
    /// Summed magnitude of the spectral peaks near each tone, A first.
    pub(super) tones: [f32; TONES],
}

/// Cuts a stream of samples into windows and measures each.
pub(super) struct Framer {
    fft: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    /// For each band its bins and their weights, which sum to one.
    filters: Vec<Vec<(usize, f32)>>,
    /// For each bin the tone below it and how far it lies towards the next.
    tones: Vec<Option<(usize, f32)>>,
    rate: u32,
    waiting: Vec<f32>,
    work: Vec<f32>,
    spectrum: Vec<Complex<f32>>,
    power: Vec<f32>,
}

impl Framer {
    pub(super) fn new(rate: u32) -> Self {
        let length = (((rate as f32 * WINDOW / 32.0).round() as usize) * 32).max(64);
        let fft = RealFftPlanner::<f32>::new().plan_fft_forward(length);
        let turn = |at: usize| std::f32::consts::TAU * at as f32 / length as f32;
        let hz = |bin: usize| bin as f32 * rate as f32 / length as f32;
        let bins = length / 2 + 1;
        Self {
            window: (0..length).map(|at| 0.5 - 0.5 * turn(at).cos()).collect(),
            filters: filters(bins, &hz),
            tones: (0..bins).map(|bin| tone(hz(bin))).collect(),
            rate,
            waiting: Vec::new(),
            work: vec![0.0; length],
            spectrum: fft.make_output_vec(),
            power: vec![0.0; bins],
            fft,
        }
    }

    /// Windows a second.
    pub(super) fn frames_per_second(&self) -> f32 {
        self.rate as f32 / (self.window.len() / 2) as f32
    }

    /// What waits for a whole window is dropped: the next samples come from elsewhere.
    pub(super) fn break_off(&mut self) {
        self.waiting.clear();
    }

    /// Takes interleaved stereo and appends a frame for each window that is full.
    pub(super) fn push(&mut self, stereo: &[f32], out: &mut Vec<Frame>) {
        let sound = |sample: f32| if sample.is_finite() { sample.clamp(-LOUDEST, LOUDEST) } else { 0.0 };
        let middle = stereo.chunks_exact(2).map(|pair| pair.iter().copied().map(sound).sum::<f32>() * 0.5);
        self.waiting.extend(middle);
        let (length, hop) = (self.window.len(), self.window.len() / 2);
        let mut from = 0;
        while let Some(part) = self.waiting.get(from..from + length) {
            for ((work, sample), window) in self.work.iter_mut().zip(part).zip(&self.window) {
                *work = sample * window;
            }
            from += hop;
            // Fails only for lengths that do not fit, which are made above.
            if self.fft.process(&mut self.work, &mut self.spectrum).is_ok() {
                out.push(measure(&self.spectrum, &mut self.power, &self.filters, &self.tones));
            }
        }
        self.waiting.drain(..from.min(self.waiting.len()));
    }
}

fn measure(
    spectrum: &[Complex<f32>],
    power: &mut [f32],
    filters: &[Vec<(usize, f32)>],
    tones: &[Option<(usize, f32)>],
) -> Frame {
    let length = (spectrum.len() - 1) as f32 * 2.0;
    // A full-scale sine has a power near one, whatever the window's length.
    let scale = (4.0 / length).powi(2);
    for (power, value) in power.iter_mut().zip(spectrum) {
        *power = value.norm_sqr() * scale;
    }
    let mut frame = Frame { bands: [0.0; BANDS], tones: [0.0; TONES] };
    for (band, filter) in frame.bands.iter_mut().zip(filters) {
        *band = filter.iter().filter_map(|(bin, weight)| Some(power.get(*bin)? * weight)).sum();
    }
    for (around, tone) in power.windows(3).zip(tones.iter().skip(1)) {
        let (&[before, here, after], Some((below, towards))) = (around, tone) else { continue };
        if here > before && here >= after {
            let weight = here.sqrt();
            frame.tones[*below] += weight * (1.0 - towards);
            frame.tones[(below + 1) % TONES] += weight * towards;
        }
    }
    frame
}

/// Triangles on the mel scale of O'Shaughnessy, each at least one bin wide.
fn filters(bins: usize, hz: &dyn Fn(usize) -> f32) -> Vec<Vec<(usize, f32)>> {
    let mel = |hz: f32| 2595.0 * (1.0 + hz / 700.0).log10();
    let back = |mel: f32| 700.0 * (10f32.powf(mel / 2595.0) - 1.0);
    let (low, high) = (mel(LOWEST_HZ), mel(HIGHEST_HZ));
    let edge = |number: usize| back(low + (high - low) * number as f32 / (BANDS + 1) as f32);
    let band = |number: usize| {
        let (left, middle, right) = (edge(number), edge(number + 1), edge(number + 2));
        let weight = |hz: f32| ((hz - left) / (middle - left)).min((right - hz) / (right - middle));
        let mut filter: Vec<(usize, f32)> =
            (1..bins).map(|bin| (bin, weight(hz(bin)))).filter(|(_, weight)| *weight > 0.0).collect();
        if filter.is_empty() {
            let nearest = (1..bins).find(|bin| hz(*bin) >= middle);
            filter.extend(nearest.map(|bin| (bin, 1.0)));
        }
        let sum: f32 = filter.iter().map(|(_, weight)| weight).sum();
        filter.iter().map(|(bin, weight)| (*bin, weight / sum)).collect()
    };
    (0..BANDS).map(band).collect()
}

fn tone(hz: f32) -> Option<(usize, f32)> {
    let above_a = TONE_HZ.contains(&hz).then(|| 12.0 * (hz / 440.0).log2())?;
    let below = above_a.floor();
    Some(((below as i32).rem_euclid(TONES as i32) as usize, above_a - below))
}
