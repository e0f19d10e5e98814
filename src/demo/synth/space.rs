//! What happens to sound on its way: filters, echo, room, tape.

use super::RATE;
use super::bus::Bus;
use super::wave::{Phase, sine};

/// Second-order low-pass that stays stable while it is tuned (Zavalishin's state variable filter).
#[derive(Clone, Copy, Debug)]
pub struct LowPass {
    g: f32,
    k: f32,
    a: f32,
    low: f32,
    band: f32,
}

impl LowPass {
    /// `resonance` is Q: 0.7 is flat.
    #[must_use]
    pub fn new(hz: f32, resonance: f32) -> Self {
        let mut filter = Self { g: 0.0, k: 1.0 / resonance, a: 0.0, low: 0.0, band: 0.0 };
        filter.tune(hz);
        filter
    }

    #[inline]
    pub fn tune(&mut self, hz: f32) {
        let x = std::f32::consts::PI * hz.clamp(20.0, RATE * 0.45) / RATE;
        self.g = x.tan();
        self.a = 1.0 / (1.0 + self.g * (self.g + self.k));
    }

    #[inline]
    pub fn pass(&mut self, input: f32) -> f32 {
        let high = (input - self.low - (self.g + self.k) * self.band) * self.a;
        let band = self.band + self.g * high;
        self.band = band + self.g * high;
        let low = self.low + self.g * band;
        self.low = low + self.g * band;
        low
    }
}

/// First-order high-pass.
#[derive(Clone, Copy, Debug)]
pub struct HighPass {
    follow: f32,
    low: f32,
}

impl HighPass {
    #[must_use]
    pub fn new(hz: f32) -> Self {
        Self { follow: 1.0 - (-std::f32::consts::TAU * hz / RATE).exp(), low: 0.0 }
    }

    #[inline]
    pub fn pass(&mut self, input: f32) -> f32 {
        self.low += self.follow * (input - self.low);
        input - self.low
    }
}

/// Bends a level softly towards 1.0: warmth when driven a little, fuzz when driven hard.
#[inline]
#[must_use]
pub fn saturate(x: f32) -> f32 {
    let x = x.clamp(-3.0, 3.0);
    x * (27.0 + x * x) / (27.0 + 9.0 * x * x)
}

/// Echoes that cross from side to side, each duller than the one before. Gives the echoes alone.
#[must_use]
pub fn echo(dry: &Bus, seconds: f32, feedback: f32, dull_hz: f32) -> Bus {
    let delay = ((seconds * RATE) as usize).max(1);
    let mut wet = Bus { left: vec![0.0; dry.frames()], right: vec![0.0; dry.frames()] };
    let mut dulls = [LowPass::new(dull_hz, 0.7), LowPass::new(dull_hz, 0.7)];
    let mut thins = [HighPass::new(140.0), HighPass::new(140.0)];
    for now in delay..dry.frames() {
        let then = now - delay;
        let from_left = dry.left.get(then).unwrap_or(&0.0) + feedback * wet.right.get(then).unwrap_or(&0.0);
        let from_right = dry.right.get(then).unwrap_or(&0.0) + feedback * wet.left.get(then).unwrap_or(&0.0);
        let [dull_left, dull_right] = &mut dulls;
        let [thin_left, thin_right] = &mut thins;
        if let (Some(left), Some(right)) = (wet.left.get_mut(now), wet.right.get_mut(now)) {
            *left = thin_left.pass(dull_left.pass(from_left));
            *right = thin_right.pass(dull_right.pass(from_right));
        }
    }
    wet
}

const LINES: usize = 8;
/// Milliseconds of the delay lines; no two share a small ratio.
const LINE_MS: [f32; LINES] = [29.7, 37.1, 41.3, 43.7, 53.9, 59.3, 67.1, 73.3];

/// A room of eight delay lines that feed each other through a mirror (feedback delay network,
/// Jot 1991, with a Householder matrix). Gives the room alone.
///
/// `seconds` is the time to fall by 60 dB, `dull` from 0.0 (tiles) to 0.9 (curtains).
#[must_use]
pub fn room(dry: &Bus, seconds: f32, dull: f32) -> Bus {
    let scale = (0.6 + seconds * 0.15).min(1.6);
    let lengths = LINE_MS.map(|ms| (ms * scale * RATE / 1_000.0) as usize);
    let gains = lengths.map(|length| 0.001_f32.powf(length as f32 / (seconds * RATE)));
    let mut lines = lengths.map(|length| vec![0.0_f32; length.max(1)]);
    let mut places = [0_usize; LINES];
    let mut dulled = [0.0_f32; LINES];
    let mut wet = Bus { left: vec![0.0; dry.frames()], right: vec![0.0; dry.frames()] };
    let output = wet.left.iter_mut().zip(wet.right.iter_mut());
    for ((left, right), (in_left, in_right)) in output.zip(dry.left.iter().zip(&dry.right)) {
        let mut heard = [0.0_f32; LINES];
        for (((heard, line), place), (dulled, gain)) in
            heard.iter_mut().zip(&lines).zip(&places).zip(dulled.iter_mut().zip(&gains))
        {
            let read = line.get(*place).copied().unwrap_or(0.0) * gain;
            *dulled += (1.0 - dull) * (read - *dulled);
            *heard = *dulled;
        }
        let [a, b, c, d, e, f, g, h] = heard;
        let mirrored = (a + b + c + d + e + f + g + h) * (2.0 / LINES as f32);
        *left = (a - c + e - g) * 0.5;
        *right = (b - d + f - h) * 0.5;
        for (number, ((line, place), heard)) in lines.iter_mut().zip(places.iter_mut()).zip(heard).enumerate() {
            let input = if number % 2 == 0 { in_left } else { in_right };
            if let Some(sample) = line.get_mut(*place) {
                *sample = heard - mirrored + input * 0.5;
            }
            *place = if *place + 1 >= line.len() { 0 } else { *place + 1 };
        }
    }
    wet
}

/// A worn tape: the pitch wavers by `cents` at `hz`.
pub fn waver(bus: &mut Bus, cents: f32, hz: f32) {
    // A delay that swings by d seconds at f Hz bends the pitch by at most 2 pi f d.
    let swing = ((cents / 1_200.0).exp2() - 1.0) / (std::f32::consts::TAU * hz) * RATE;
    for (channel, start) in [(&mut bus.left, 0.0), (&mut bus.right, 0.08)] {
        let source = channel.clone();
        let mut phase = Phase::new(hz, start);
        for (now, sample) in channel.iter_mut().enumerate() {
            let back = swing * (1.0 + sine(phase.advance())) + 1.0;
            let place = (now as f32 - back).max(0.0);
            let before = place as usize;
            let part = place - before as f32;
            if let Some(&[a, b]) = source.get(before..before + 2) {
                *sample = a + (b - a) * part;
            }
        }
    }
}
