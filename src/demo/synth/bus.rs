//! A stereo track of the mixing desk.

use super::RATE;
use super::voice::Sound;

#[derive(Clone, Debug)]
pub struct Bus {
    pub left: Vec<f32>,
    pub right: Vec<f32>,
}

impl Bus {
    #[must_use]
    pub fn new(seconds: f32) -> Self {
        let frames = (seconds * RATE).round() as usize;
        Self { left: vec![0.0; frames], right: vec![0.0; frames] }
    }

    #[must_use]
    pub fn frames(&self) -> usize {
        self.left.len()
    }

    /// Mixes in a sound from `at` seconds on; what lies beyond the end is lost. `pan` goes from
    /// -1.0, left, to 1.0, right, at equal power.
    pub fn add(&mut self, at: f32, sound: &[f32], gain: f32, pan: f32) {
        let start = (at.max(0.0) * RATE) as usize;
        let angle = (pan.clamp(-1.0, 1.0) + 1.0) * std::f32::consts::FRAC_PI_4;
        for (channel, level) in [(&mut self.left, angle.cos()), (&mut self.right, angle.sin())] {
            let level = level * gain;
            if let Some(place) = channel.get_mut(start..) {
                place.iter_mut().zip(sound).for_each(|(out, sample)| *out += sample * level);
            }
        }
    }

    /// A sound that stands twice, slightly apart in time, to both sides: wide without effort.
    pub fn add_wide(&mut self, at: f32, sound: &Sound, gain: f32, width: f32) {
        self.add(at, sound, gain * 0.7, -width);
        self.add(at + 0.011, sound, gain * 0.7, width);
    }

    pub fn mix(&mut self, other: &Self, gain: f32) {
        for (out, from) in [(&mut self.left, &other.left), (&mut self.right, &other.right)] {
            out.iter_mut().zip(from).for_each(|(out, sample)| *out += sample * gain);
        }
    }

    /// Both channels, one sample at a time, through a function that keeps its own state for each.
    pub fn each_channel<F: FnMut(f32) -> f32>(&mut self, make: impl Fn() -> F) {
        for channel in [&mut self.left, &mut self.right] {
            let mut change = make();
            channel.iter_mut().for_each(|sample| *sample = change(*sample));
        }
    }

    /// Turned down at each of `beats` (seconds) by `depth` and let up again over `seconds`: the
    /// breathing of a compressor that listens to the kick drum.
    pub fn duck(&mut self, beats: &[f32], depth: f32, seconds: f32) {
        let length = (seconds * RATE) as usize;
        for beat in beats {
            let start = (beat.max(0.0) * RATE) as usize;
            for channel in [&mut self.left, &mut self.right] {
                for (place, sample) in channel.iter_mut().skip(start).take(length).enumerate() {
                    let open = place as f32 / length as f32;
                    *sample *= 1.0 - depth * (1.0 - open) * (1.0 - open);
                }
            }
        }
    }
}
