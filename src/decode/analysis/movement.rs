//! How fast the sound swells and falls, from slow waves to fast beats, in low, middle and high.
//!
//! After the fluctuation patterns of Pampalk (2001): the spectrum of each band's loudness over
//! windows of six seconds. Unlike a count of beats a minute it is never off by a factor of two.

use std::sync::Arc;

use realfft::{RealFftPlanner, RealToComplex};

use super::bands::BANDS;

/// Numbers that it gives.
pub(super) const NUMBERS: usize = REGISTERS * (SPEEDS.len() - 1);
/// Low, middle, high.
const REGISTERS: usize = 3;
/// Edges in hertz: 1 is a beat of 60 a minute, 2 of 120.
const SPEEDS: [f32; 8] = [0.4, 0.8, 1.3, 2.0, 3.0, 4.5, 7.0, 12.0];
/// Frames of a window, about six seconds; windows overlap by half.
const WINDOW: usize = 256;

/// From the loudness of each band in dB, frame by frame, one run for each part that was heard.
pub(super) fn of(parts: &[Vec<[f32; BANDS]>], frames_per_second: f32) -> [f32; NUMBERS] {
    let fft = RealFftPlanner::<f32>::new().plan_fft_forward(WINDOW);
    let mut sums = [0.0f32; NUMBERS];
    let mut windows = 0u32;
    for part in parts {
        let mut from = 0;
        while from == 0 || from + WINDOW <= part.len() {
            let Some(window) = part.get(from..part.len().min(from + WINDOW)).filter(|window| window.len() > 1) else {
                break;
            };
            for register in 0..REGISTERS {
                let found = speeds(&fft, window, register, frames_per_second);
                let place = register * found.len();
                for (sum, found) in sums.iter_mut().skip(place).zip(found) {
                    *sum += found;
                }
            }
            windows += 1;
            from += WINDOW / 2;
        }
    }
    sums.map(|sum| sum / windows.max(1) as f32)
}

/// Log power of the loudness' movement at each speed. A window that is too short counts as if
/// the sound stood still around it.
fn speeds(
    fft: &Arc<dyn RealToComplex<f32>>,
    window: &[[f32; BANDS]],
    register: usize,
    frames_per_second: f32,
) -> [f32; SPEEDS.len() - 1] {
    let size = BANDS / REGISTERS;
    let loudness = |bands: &[f32; BANDS]| bands.iter().skip(register * size).take(size).sum::<f32>() / size as f32;
    let mean = window.iter().map(loudness).sum::<f32>() / window.len() as f32;
    let last = (window.len() - 1) as f32;
    let hann = |at: usize| 0.5 - 0.5 * (std::f32::consts::TAU * at as f32 / last).cos();
    let mut wave: Vec<f32> = window.iter().enumerate().map(|(at, bands)| (loudness(bands) - mean) * hann(at)).collect();
    wave.resize(WINDOW, 0.0);
    let mut spectrum = fft.make_output_vec();
    let mut found = [0.0; SPEEDS.len() - 1];
    if fft.process(&mut wave, &mut spectrum).is_err() {
        return found;
    }
    for (found, edges) in found.iter_mut().zip(SPEEDS.windows(2)) {
        let &[slower, faster] = edges else { continue };
        let hz = |bin: usize| bin as f32 * frames_per_second / WINDOW as f32;
        let (mut power, mut bins) = (0.0f32, 0.0f32);
        for (bin, value) in spectrum.iter().enumerate() {
            if hz(bin) >= slower && hz(bin) < faster {
                power += value.norm_sqr();
                bins += 1.0;
            }
        }
        *found = (power / bins.max(1.0) + 1.0).ln();
    }
    found
}
