//! Integrated loudness after ITU-R BS.1770-4, for mastering and for the ReplayGain tags.

use super::RATE;

/// ReplayGain 2.0's reference, in LUFS.
pub const REFERENCE: f32 = -18.0;

/// Mean square of each 400 ms block, K-weighted, both channels together; blocks begin every 100 ms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Blocks(pub Vec<f32>);

impl Blocks {
    /// The blocks of several tracks as if they were one.
    #[must_use]
    pub fn together<'a>(tracks: impl IntoIterator<Item = &'a Self>) -> Self {
        Self(tracks.into_iter().flat_map(|blocks| blocks.0.iter().copied()).collect())
    }

    /// In LUFS; none when all is below the gate, as silence is.
    #[must_use]
    pub fn integrated(&self) -> Option<f32> {
        let heard = mean(self.0.iter().copied().filter(|&power| lufs(power) > -70.0))?;
        let gate = lufs(heard) - 10.0;
        mean(self.0.iter().copied().filter(|&power| lufs(power) > gate)).map(lufs)
    }

    /// The same sound, louder by a linear factor.
    pub fn scale(&mut self, factor: f32) {
        self.0.iter_mut().for_each(|power| *power *= factor * factor);
    }
}

fn mean(powers: impl Iterator<Item = f32>) -> Option<f32> {
    let (sum, count) = powers.fold((0.0_f64, 0_u32), |(sum, count), power| (sum + f64::from(power), count + 1));
    (count > 0).then(|| (sum / f64::from(count)) as f32)
}

fn lufs(power: f32) -> f32 {
    -0.691 + 10.0 * power.max(1e-12).log10()
}

/// Measures two channels of equal length.
#[must_use]
pub fn measure(left: &[f32], right: &[f32]) -> Blocks {
    let step = (RATE * 0.1) as usize;
    let powers = |channel: &[f32]| -> Vec<f32> {
        let mut filter = KWeighting::new();
        let mut square = |&sample: &f32| filter.pass(sample).powi(2);
        channel.chunks_exact(step).map(|chunk| chunk.iter().map(&mut square).sum()).collect()
    };
    let steps: Vec<f32> = powers(left).iter().zip(powers(right)).map(|(l, r)| l + r).collect();
    Blocks(steps.windows(4).map(|four| four.iter().sum::<f32>() / (4 * step) as f32).collect())
}

/// The shelf of the head and the high-pass of BS.1770, for any rate (the analogue prototypes as
/// libebur128 gives them).
struct KWeighting {
    shelf: Biquad,
    floor: Biquad,
}

impl KWeighting {
    fn new() -> Self {
        let k = (std::f64::consts::PI * 1_681.974_450_955_533 / f64::from(RATE)).tan();
        let q = 0.707_175_236_955_419_6;
        let vh = 10.0_f64.powf(3.999_843_853_973_347 / 20.0);
        let vb = vh.powf(0.499_666_774_154_541_6);
        let a0 = 1.0 + k / q + k * k;
        let shelf = Biquad::new(
            [(vh + vb * k / q + k * k) / a0, 2.0 * (k * k - vh) / a0, (vh - vb * k / q + k * k) / a0],
            [2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0],
        );
        let k = (std::f64::consts::PI * 38.135_470_876_024_44 / f64::from(RATE)).tan();
        let q = 0.500_327_037_323_877_3;
        let a0 = 1.0 + k / q + k * k;
        let floor = Biquad::new([1.0, -2.0, 1.0], [2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0]);
        Self { shelf, floor }
    }

    #[inline]
    fn pass(&mut self, sample: f32) -> f32 {
        self.floor.pass(self.shelf.pass(f64::from(sample))) as f32
    }
}

/// In doubles: the high-pass lies so low that singles would add noise of their own.
struct Biquad {
    b: [f64; 3],
    a: [f64; 2],
    held: [f64; 2],
}

impl Biquad {
    const fn new(b: [f64; 3], a: [f64; 2]) -> Self {
        Self { b, a, held: [0.0; 2] }
    }

    #[inline]
    fn pass(&mut self, input: f64) -> f64 {
        let [b0, b1, b2] = self.b;
        let [a1, a2] = self.a;
        let [first, second] = self.held;
        let output = b0 * input + first;
        self.held = [b1 * input - a1 * output + second, b2 * input - a2 * output];
        output
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::synth::wave::{Phase, sine};

    #[test]
    fn a_full_scale_sine_in_one_channel_is_three_below() {
        let mut phase = Phase::new(997.0, 0.0);
        let left: Vec<f32> = (0..5 * 44_100).map(|_| sine(phase.advance())).collect();
        let silence = vec![0.0; left.len()];
        let heard = measure(&left, &silence).integrated().unwrap();
        assert!((heard + 3.01).abs() < 0.1, "{heard} LUFS");
        let mut quieter = measure(&left, &silence);
        quieter.scale(0.1);
        assert!((quieter.integrated().unwrap() - heard + 20.0).abs() < 0.01);
        assert_eq!(measure(&silence, &silence).integrated(), None);
    }
}
