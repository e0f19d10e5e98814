//! Plucked strings after Karplus and Strong (1983), tuned by a fractional delay (Jaffe and Smith 1983).

use super::RATE;
use super::voice::Sound;
use crate::demo::dice::Dice;

/// How a string is made and plucked.
#[derive(Clone, Copy, Debug)]
pub struct Pluck {
    /// 0.0 felt to 1.0 steel: how much treble the pluck and the string have.
    pub bright: f32,
    /// Seconds in which a note of 220 Hz falls by 60 dB; higher ones fall faster.
    pub ring: f32,
    /// 0.0 the bridge to 0.5 the middle: where it is plucked.
    pub place: f32,
}

/// One plucked note, damped softly after `held` seconds.
#[must_use]
pub fn pluck(dice: &mut Dice, hz: f32, held: f32, kind: Pluck) -> Sound {
    let hz = hz.clamp(20.0, 4_000.0);
    // The loop's low-pass, (1 - s) x[n] + s x[n - 1], holds a note back by about s samples.
    let soften = 0.5 - 0.42 * kind.bright;
    let period = RATE / hz - soften;
    let size = period as usize;
    let part = period - size as f32;
    let mut line = excitation(dice, size, kind);
    let size = line.len();
    let ring = kind.ring * (220.0 / hz).sqrt();
    let keep = 0.001_f32.powf(1.0 / (ring * hz));
    let damped = 0.001_f32.powf(1.0 / (0.18 * hz));
    let frames = ((held + 0.25).min(ring * 1.1) * RATE) as usize;
    let release = (held * RATE) as usize;

    let mut sound = Vec::with_capacity(frames);
    let (mut at, mut before, mut before_read) = (0, 0.0_f32, 0.0_f32);
    for frame in 0..frames {
        let Some(&newest) = line.get(at) else { break };
        // Between the two samples that lie one period back.
        let read = newest * (1.0 - part) + before_read * part;
        before_read = newest;
        let softened = (1.0 - soften) * read + soften * before;
        before = read;
        let kept = softened * if frame < release { keep } else { damped };
        if let Some(place) = line.get_mut(at) {
            *place = kept;
        }
        at = if at + 1 == size { 0 } else { at + 1 };
        sound.push(read);
    }
    let end = 0.01 * RATE;
    for (place, sample) in sound.iter_mut().rev().enumerate().take(end as usize) {
        *sample *= place as f32 / end;
    }
    sound
}

/// A burst of noise, as dull as the finger, with the comb of the place where it was plucked.
fn excitation(dice: &mut Dice, size: usize, kind: Pluck) -> Vec<f32> {
    let mut burst = Vec::with_capacity(size.max(2));
    let (mut dull, smoothing) = (0.0_f32, 0.15 + 0.8 * kind.bright);
    for _ in 0..size.max(2) {
        dull += smoothing * (dice.between(-1.0, 1.0) - dull);
        burst.push(dull);
    }
    let offset = ((size as f32 * kind.place) as usize).max(1);
    let combed: Vec<f32> = burst
        .iter()
        .enumerate()
        .map(|(n, sample)| sample - burst.get((n + size - offset) % size.max(1)).unwrap_or(&0.0))
        .collect();
    let mean = combed.iter().sum::<f32>() / combed.len() as f32;
    let loud =
        (combed.iter().map(|sample| (sample - mean).powi(2)).sum::<f32>() / combed.len() as f32).sqrt().max(1e-6);
    combed.into_iter().map(|sample| (sample - mean) * 0.45 / loud).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frequency by the distance of the strongest self-likeness near the expected period.
    fn measured_hz(sound: &[f32], around: f32) -> f32 {
        let middle = (RATE / around) as usize;
        let span = 20_000;
        let likeness = |lag: usize| -> f32 { (4_000..4_000 + span).map(|n| sound[n] * sound[n + lag]).sum() };
        let best =
            (middle * 9 / 10..middle * 11 / 10 + 2).max_by(|&a, &b| likeness(a).total_cmp(&likeness(b))).unwrap();
        let (l, c, r) = (likeness(best - 1), likeness(best), likeness(best + 1));
        RATE / (best as f32 + 0.5 * (l - r) / (l - 2.0 * c + r))
    }

    #[test]
    fn strings_are_in_tune() {
        for (note, bright) in [(40, 0.9), (52, 0.5), (64, 0.2), (76, 0.8)] {
            let hz = super::super::theory::hz(note);
            let kind = Pluck { bright, ring: 6.0, place: 0.2 };
            let heard = measured_hz(&pluck(&mut Dice::new(5), hz, 4.0, kind), hz);
            let cents = 1_200.0 * (heard / hz).log2();
            assert!(cents.abs() < 8.0, "{note}: {cents} cents off");
        }
    }
}
