//! Percussion: swept sines and filtered noise. Each function gives one hit.

use super::RATE;
use super::space::{HighPass, LowPass};
use super::voice::{Sound, falling};
use super::wave::sine;
use crate::demo::dice::Dice;

/// A sine that falls from `high` to `low` Hz, with a click in front.
#[must_use]
pub fn kick(high: f32, low: f32, ring: f32) -> Sound {
    let (fall, sweep) = (falling(ring), falling(ring * 0.35));
    let (mut level, mut above, mut phase) = (1.0_f32, high - low, 0.0_f32);
    (0..(ring * RATE) as usize)
        .map(|place| {
            let sample = sine(phase) * level;
            phase += (low + above) / RATE;
            phase -= phase as i32 as f32;
            level *= fall;
            above *= sweep;
            sample * (place as f32 / (0.001 * RATE)).min(1.0)
        })
        .collect()
}

/// Noise between two frequencies, dying away.
#[must_use]
pub fn noise(dice: &mut Dice, low: f32, high: f32, ring: f32) -> Sound {
    let (mut floor, mut ceiling) = (HighPass::new(low), LowPass::new(high, 0.7));
    let (fall, mut level) = (falling(ring), 1.0_f32);
    (0..(ring * RATE) as usize)
        .map(|place| {
            let sample = ceiling.pass(floor.pass(dice.between(-1.0, 1.0))) * level;
            level *= fall;
            sample * (place as f32 / (0.0008 * RATE)).min(1.0)
        })
        .collect()
}

/// Two tuned skins and the rattle below them.
#[must_use]
pub fn snare(dice: &mut Dice, hz: f32, ring: f32) -> Sound {
    let mut hit = noise(dice, 900.0, 7_500.0, ring);
    let skin = kick(hz * 1.6, hz, ring * 0.6);
    hit.iter_mut()
        .zip(skin.iter().chain(std::iter::repeat(&0.0)))
        .for_each(|(out, skin)| *out = *out * 0.7 + skin * 0.6);
    hit
}

#[must_use]
pub fn hat(dice: &mut Dice, ring: f32) -> Sound {
    noise(dice, 7_000.0, 15_000.0, ring)
}

/// A short knock on the edge of the drum.
#[must_use]
pub fn rim(dice: &mut Dice) -> Sound {
    let mut hit = kick(1_900.0, 1_650.0, 0.05);
    let click = noise(dice, 2_000.0, 9_000.0, 0.02);
    hit.iter_mut().zip(&click).for_each(|(out, click)| *out = *out * 0.6 + click * 0.6);
    hit
}

/// A brush drawn over the skin: noise that swells and dies.
#[must_use]
pub fn brush(dice: &mut Dice, seconds: f32) -> Sound {
    let mut stroke = noise(dice, 1_800.0, 6_500.0, seconds * 3.0);
    stroke.truncate((seconds * RATE) as usize);
    let length = stroke.len().max(1) as f32;
    for (place, sample) in stroke.iter_mut().enumerate() {
        *sample *= sine(place as f32 / length * 0.5);
    }
    stroke
}
