//! Periodic waves. Phases are in turns, `0.0..1.0`.

use super::RATE;

/// Sine of a phase that is not negative, within 0.1 % (a parabola and one step of correction):
/// as good to the ear as the library's, at a fraction of its price.
#[inline]
#[must_use]
pub fn sine(turns: f32) -> f32 {
    let centred = turns - turns as i32 as f32 - 0.5;
    let parabola = 16.0 * centred * (0.5 - centred.abs());
    -parabola * (0.775 + 0.225 * parabola.abs())
}

/// A phase that moves on by one sample at a time. Kept as a whole number that wraps around by
/// itself: a fraction would have to be cut back at every step, and each step would wait for it.
#[derive(Clone, Copy, Debug)]
pub struct Phase {
    at: u32,
    step: u32,
}

const TURN: f32 = 4_294_967_296.0;

impl Phase {
    #[must_use]
    pub fn new(hz: f32, at: f32) -> Self {
        Self { at: (at * TURN) as u32, step: (hz / RATE * TURN) as u32 }
    }

    /// The phase, then one step onward.
    #[inline]
    pub fn advance(&mut self) -> f32 {
        let now = self.at;
        self.at = now.wrapping_add(self.step);
        (now >> 8) as i32 as f32 * (1.0 / 16_777_216.0)
    }

    /// From the same place, faster by a factor: a vibrato's moment.
    #[must_use]
    pub fn faster(self, factor: f32) -> Self {
        Self { at: self.at, step: (self.step as f32 * factor) as u32 }
    }

    /// At the place that another has reached, with its own speed.
    #[must_use]
    pub const fn moved_to(self, other: Self) -> Self {
        Self { at: other.at, step: self.step }
    }

    #[must_use]
    pub fn step(&self) -> f32 {
        self.step as f32 / TURN
    }
}

/// Rounds the corner of a jump by one sample to both sides (polyBLEP; Välimäki and Huovilainen 2007).
#[inline]
fn rounded_jump(phase: f32, step: f32) -> f32 {
    if phase < step {
        let t = phase / step;
        t + t - t * t - 1.0
    } else if phase > 1.0 - step {
        let t = (phase - 1.0) / step;
        t * t + t + t + 1.0
    } else {
        0.0
    }
}

#[inline]
#[must_use]
pub fn saw(phase: f32, step: f32) -> f32 {
    2.0 * phase - 1.0 - rounded_jump(phase, step)
}

/// High for `duty` of the turn.
#[inline]
#[must_use]
pub fn pulse(phase: f32, step: f32, duty: f32) -> f32 {
    let fall = phase + 1.0 - duty;
    let fall = fall - fall as i32 as f32;
    let level = if phase < duty { 1.0 } else { -1.0 };
    level + rounded_jump(phase, step) - rounded_jump(fall, step)
}

#[inline]
#[must_use]
pub fn triangle(phase: f32) -> f32 {
    4.0 * (phase - 0.5).abs() - 1.0
}

const TABLE: usize = 2_048;

/// One turn of a wave made of harmonics, ready to be read at any pitch: each point beside the
/// way to the next one.
#[derive(Clone, Debug)]
pub struct Table(Box<[[f32; 2]; TABLE]>);

impl Table {
    /// `harmonics[0]` is the level of the fundamental. Those above the hearing at `hz` are left out.
    #[must_use]
    pub fn new(harmonics: &[f32], hz: f32) -> Self {
        let mut wave = Box::new([[0.0_f32; 2]; TABLE]);
        for (number, level) in (1_u16..).zip(harmonics) {
            if f32::from(number) * hz > RATE * 0.45 {
                break;
            }
            let step = f32::from(number) / TABLE as f32;
            for (place, [sample, _]) in wave.iter_mut().enumerate() {
                *sample += level * sine(place as f32 * step);
            }
        }
        for place in 0..TABLE {
            let [next, _] = wave[(place + 1) % TABLE];
            wave[place][1] = next - wave[place][0];
        }
        Self(wave)
    }

    /// With straight lines between the points.
    #[inline]
    #[must_use]
    pub fn at(&self, phase: f32) -> f32 {
        let place = phase * TABLE as f32;
        let before = place as i32;
        let [value, rise] = self.0[before as usize % TABLE];
        value + rise * (place - before as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_sine_is_close() {
        for place in 0..4_000 {
            let turns = place as f32 / 1_000.0;
            let exact = (f64::from(turns) * std::f64::consts::TAU).sin() as f32;
            assert!((sine(turns) - exact).abs() < 2e-3, "{turns}");
        }
    }

    #[test]
    fn waves_stay_within_one() {
        let mut phase = Phase::new(1_234.5, 0.0);
        for _ in 0..10_000 {
            let (step, at) = (phase.step(), phase.advance());
            assert!((0.0..1.0).contains(&at));
            for level in [saw(at, step), pulse(at, step, 0.25), triangle(at)] {
                assert!(level.abs() <= 1.01, "{level}");
            }
        }
    }

    #[test]
    fn a_table_leaves_out_what_cannot_be_heard() {
        let low = Table::new(&[1.0, 0.0, 0.5], 100.0);
        let high = Table::new(&[1.0, 0.0, 0.5], 9_000.0);
        assert!((low.at(0.25) - 0.5).abs() < 0.01);
        assert!((high.at(0.25) - 1.0).abs() < 0.01);
    }
}
