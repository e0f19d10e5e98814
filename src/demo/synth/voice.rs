//! Instruments with a pitch: each function gives one note as mono samples.

use super::wave::{Phase, Table, pulse, saw, sine, triangle};
use super::{RATE, space, theory};

/// Mono samples of one note or hit, around 1.0 at the loudest.
pub type Sound = Vec<f32>;

/// Frames between two looks at what moves slowly: envelopes, vibrato, filters.
const BLOCK: usize = 32;

/// Attack, decay, sustain level, release; times in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub attack: f32,
    pub decay: f32,
    pub sustain: f32,
    pub release: f32,
}

impl Shape {
    #[must_use]
    pub const fn new(attack: f32, decay: f32, sustain: f32, release: f32) -> Self {
        Self { attack, decay, sustain, release }
    }

    /// Level at `t` seconds of a note held for `held` seconds.
    #[inline]
    #[must_use]
    pub fn level(&self, t: f32, held: f32) -> f32 {
        if t < held {
            self.sounding(t)
        } else {
            let left = (1.0 - (t - held) / self.release.max(1e-3)).max(0.0);
            self.sounding(held) * left * left
        }
    }

    #[inline]
    fn sounding(&self, t: f32) -> f32 {
        if t < self.attack {
            let part = t / self.attack;
            part * (2.0 - part)
        } else if t < self.attack + self.decay {
            let left = 1.0 - (t - self.attack) / self.decay;
            self.sustain + (1.0 - self.sustain) * left * left
        } else {
            self.sustain
        }
    }

    /// Multiplies the shape into samples that begin with the note, in short straight lines.
    fn apply(&self, sound: &mut [f32], held: f32) {
        let mut level = self.level(0.0, held);
        for (number, block) in sound.chunks_mut(BLOCK).enumerate() {
            let next = self.level(((number + 1) * BLOCK) as f32 / RATE, held);
            let rise = (next - level) / BLOCK as f32;
            for (place, sample) in block.iter_mut().enumerate() {
                *sample *= level + rise * place as f32;
            }
            level = next;
        }
    }

    fn frames(&self, held: f32) -> usize {
        ((held + self.release) * RATE) as usize
    }
}

/// Frequency modulation of two sines (Chowning 1973), both dying away: bells, bars, electric pianos.
#[derive(Clone, Copy, Debug)]
pub struct Bell {
    /// Modulator frequency over carrier frequency.
    pub ratio: f32,
    /// Modulation in turns at the start.
    pub depth: f32,
    /// Seconds in which the tone, and its brightness, fall by 60 dB.
    pub ring: f32,
    pub bright: f32,
}

/// Factor for each sample so that a level falls by 60 dB in `seconds`.
#[must_use]
pub fn falling(seconds: f32) -> f32 {
    0.001_f32.powf(1.0 / (seconds.max(1e-3) * RATE))
}

#[must_use]
pub fn bell(hz: f32, kind: Bell) -> Sound {
    let (mut carrier, mut modulator) = (Phase::new(hz, 0.0), Phase::new(hz * kind.ratio, 0.0));
    let (fall, dull) = (falling(kind.ring), falling(kind.bright));
    let (mut level, mut depth) = (1.0_f32, kind.depth);
    // At -72 dB nobody hears it end.
    let frames = (kind.ring * 1.2 * RATE) as usize;
    let attack = 0.002 * RATE;
    (0..frames)
        .map(|place| {
            // Two turns more keep the bent phase above zero.
            let sample = sine(2.0 + carrier.advance() + depth * sine(modulator.advance())) * level;
            level *= fall;
            depth *= dull;
            sample * (place as f32 / attack).min(1.0)
        })
        .collect()
}

/// Bells of one kind, each note made once: patterns that repeat cost little more than their mixing.
#[derive(Debug)]
pub struct Bells {
    kind: Bell,
    notes: std::collections::HashMap<i32, Sound>,
}

impl Bells {
    #[must_use]
    pub fn new(kind: Bell) -> Self {
        Self { kind, notes: std::collections::HashMap::new() }
    }

    pub fn note(&mut self, note: i32) -> &Sound {
        self.notes.entry(note).or_insert_with(|| bell(theory::hz(note), self.kind))
    }
}

/// A sustained tone of harmonics with a slow vibrato: organ, harmonium, flute, bowed pads.
#[must_use]
pub fn tone(table: &Table, hz: f32, held: f32, shape: Shape, vibrato: f32) -> Sound {
    let (mut phase, mut swing) = (Phase::new(hz, (hz * 0.37) % 1.0), Phase::new(4.7 * BLOCK as f32, 0.0));
    let mut sound = vec![0.0; shape.frames(held)];
    for block in sound.chunks_mut(BLOCK) {
        let mut bent = phase.faster(1.0 + vibrato * sine(swing.advance()));
        block.iter_mut().for_each(|sample| *sample = table.at(bent.advance()));
        phase = phase.moved_to(bent);
    }
    shape.apply(&mut sound, held);
    sound
}

/// Saws a few cents apart through a low-pass that closes from `open` to `closed` (Hz).
#[must_use]
pub fn saws(hz: f32, held: f32, shape: Shape, cents: &[f32], open: f32, closed: f32) -> Sound {
    let mut sound = vec![0.0; shape.frames(held)];
    for (number, cent) in cents.iter().enumerate() {
        let mut phase = Phase::new(hz * (cent / 1_200.0).exp2(), (number as f32 * 0.31) % 1.0);
        let step = phase.step();
        sound.iter_mut().for_each(|sample| *sample += saw(phase.advance(), step));
    }
    let gain = 1.0 / (cents.len().max(1) as f32).sqrt();
    let mut filter = space::LowPass::new(open, 0.9);
    let length = sound.len().max(1) as f32;
    for (place, sample) in sound.iter_mut().enumerate() {
        if place % 64 == 0 {
            let left = 1.0 - place as f32 / length;
            filter.tune(closed + (open - closed) * left * left);
        }
        *sample = filter.pass(*sample * gain);
    }
    shape.apply(&mut sound, held);
    sound
}

/// The pulse voice of an old game console.
#[must_use]
pub fn chip_pulse(hz: f32, held: f32, shape: Shape, duty: f32, vibrato: f32) -> Sound {
    let (mut phase, mut swing) = (Phase::new(hz, 0.0), Phase::new(6.2 * BLOCK as f32, 0.0));
    let step = phase.step();
    let mut sound = vec![0.0; shape.frames(held)];
    for (number, block) in sound.chunks_mut(BLOCK).enumerate() {
        // Vibrato sets in late, as players of such machines wrote it.
        let late = ((number * BLOCK) as f32 / RATE * 4.0 - 0.6).clamp(0.0, 1.0);
        let mut bent = phase.faster(1.0 + vibrato * late * sine(swing.advance()));
        block.iter_mut().for_each(|sample| *sample = pulse(bent.advance(), step, duty));
        phase = phase.moved_to(bent);
    }
    shape.apply(&mut sound, held);
    sound
}

/// Triangle in sixteen steps, the bass of the same console.
#[must_use]
pub fn chip_triangle(hz: f32, held: f32, shape: Shape) -> Sound {
    let mut phase = Phase::new(hz, 0.25);
    let mut sound: Sound = (0..shape.frames(held))
        .map(|_| ((triangle(phase.advance()) + 1.0) * 7.5 + 0.5) as i32 as f32 / 7.5 - 1.0)
        .collect();
    shape.apply(&mut sound, held);
    sound
}

/// Round bass: a sine with a little of its octave and a soft knock at the start.
#[must_use]
pub fn sub_bass(hz: f32, held: f32, shape: Shape) -> Sound {
    let table = Table::new(&[1.0, 0.28, 0.1, 0.04], hz);
    let mut phase = Phase::new(hz, 0.0);
    let mut sound: Sound = (0..shape.frames(held)).map(|_| table.at(phase.advance()) * 0.85).collect();
    shape.apply(&mut sound, held);
    sound
}

/// A struck string, as a small piano has it: harmonics that die the sooner the higher they are.
#[must_use]
pub fn struck(hz: f32, held: f32, force: f32) -> Sound {
    let levels: Vec<f32> = (0..14_u8)
        .map(|number| (0.55 + 0.2 * force).powi(i32::from(number)) * if number == 6 { 0.3 } else { 1.0 })
        .collect();
    let table = Table::new(&levels, hz);
    let soft = Table::new(&[1.0, 0.35, 0.08], hz);
    let (mut one, mut other) = (Phase::new(hz * 0.9996, 0.0), Phase::new(hz * 1.0004, 0.0));
    let ring = 7.0 * (110.0 / hz).sqrt();
    let (fall, dull) = (falling(ring), falling(ring * 0.3));
    let (mut level, mut bright) = (0.55_f32, 0.35 + 0.5 * force);
    let shape = Shape::new(0.003, 0.0, 1.0, 0.22);
    let mut sound: Sound = (0..shape.frames(held.min(ring)))
        .map(|_| {
            let (a, b) = (one.advance(), other.advance());
            let sample = (soft.at(a) * (1.0 - bright) + table.at(b) * bright) * level;
            level *= fall;
            bright *= dull;
            sample
        })
        .collect();
    shape.apply(&mut sound, held.min(ring));
    sound
}
