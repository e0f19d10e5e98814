//! Which intervals sound together and how the tones are spread, whatever the key.

use super::bands::{Frame, TONES};

/// Numbers that it gives.
pub(super) const NUMBERS: usize = INTERVALS + HARMONICS + 3;
/// From unison to the tritone: larger ones are their mirror.
const INTERVALS: usize = TONES / 2 + 1;
/// Magnitudes of the circular Fourier transform of the mean tones.
const HARMONICS: usize = TONES / 2;

/// Nothing but numbers of tones: a transposed piece gives the same.
pub(super) fn of(frames: &[&Frame]) -> [f32; NUMBERS] {
    let mut mean = [0.0f32; TONES];
    let mut intervals = [0.0f32; INTERVALS];
    let (mut change, mut surprise) = (0.0f32, 0.0f32);
    let mut before: Option<[f32; TONES]> = None;
    for frame in frames {
        let sum: f32 = frame.tones.iter().sum::<f32>() + 1e-9;
        let tones = frame.tones.map(|tone| tone / sum);
        for (mean, tone) in mean.iter_mut().zip(tones) {
            *mean += tone;
        }
        for (interval, together) in intervals.iter_mut().enumerate() {
            *together += tones.iter().zip(tones.iter().cycle().skip(interval)).map(|(a, b)| a * b).sum::<f32>();
        }
        if let Some(before) = before {
            change += tones.iter().zip(before).map(|(now, before)| (now - before).abs()).sum::<f32>();
        }
        surprise += entropy(&tones);
        before = Some(tones);
    }
    let count = frames.len().max(1) as f32;
    let mean = mean.map(|tone| tone / count);
    let mut numbers = [0.0; NUMBERS];
    let found = intervals
        .map(|together| together / count)
        .into_iter()
        .chain((1..=HARMONICS).map(|turns| spread(&mean, turns)))
        .chain([change / (count - 1.0).max(1.0), entropy(&mean), surprise / count]);
    for (number, found) in numbers.iter_mut().zip(found) {
        *number = found;
    }
    numbers
}

fn entropy(shares: &[f32; TONES]) -> f32 {
    -shares.iter().map(|share| share * (share + 1e-9).ln()).sum::<f32>()
}

/// How strongly the tones gather at `turns` evenly spaced places of the octave.
fn spread(mean: &[f32; TONES], turns: usize) -> f32 {
    let (mut re, mut im) = (0.0f32, 0.0f32);
    for (tone, share) in mean.iter().enumerate() {
        let angle = std::f32::consts::TAU * (tone * turns) as f32 / TONES as f32;
        re += share * angle.cos();
        im += share * angle.sin();
    }
    re.hypot(im)
}
