//! The last stage: even loudness, safe peaks, gentle edges, whole numbers.

use super::bus::Bus;
use super::loudness::{self, Blocks};
use super::space::HighPass;
use super::{RATE, Rendered};

/// How a style wants to end up.
#[derive(Clone, Copy, Debug)]
pub struct Finish {
    /// LUFS. Quiet styles stay somewhat quieter, as on real records.
    pub loudness: f32,
    pub fade_in: f32,
    pub fade_out: f32,
}

/// Above this level peaks are bent, never reaching [`CEILING`].
const KNEE: f32 = 0.6;
/// -1 dBFS: room for the peaks between samples.
const CEILING: f32 = 0.89;

#[must_use]
pub fn master(mut bus: Bus, finish: Finish) -> Rendered {
    bus.each_channel(|| {
        let mut rumble = HighPass::new(24.0);
        move |sample| if sample.is_finite() { rumble.pass(sample) } else { 0.0 }
    });
    fade(&mut bus, finish);
    let mut loudness = loudness::measure(&bus.left, &bus.right);
    let gain = loudness.integrated().map_or(1.0, |lufs| 10.0_f32.powf((finish.loudness - lufs) / 20.0));
    bus.each_channel(|| move |sample| bend_peak(sample * gain));
    // Bending takes next to nothing from the loudness; measuring twice would cost more than it tells.
    loudness.scale(gain);
    finished(&bus, loudness)
}

fn finished(bus: &Bus, loudness: Blocks) -> Rendered {
    let whole = |sample: f32| (sample * 32_767.0).round() as i32;
    let samples: Vec<i32> = bus.left.iter().zip(&bus.right).flat_map(|(&l, &r)| [whole(l), whole(r)]).collect();
    let peak = samples.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0);
    Rendered { samples, loudness, peak: peak as f32 / 32_768.0 }
}

fn bend_peak(sample: f32) -> f32 {
    let level = sample.abs();
    if level <= KNEE {
        return sample;
    }
    let room = CEILING - KNEE;
    let above = (level - KNEE) / room;
    (KNEE + room * above / (1.0 + above)).copysign(sample)
}

fn fade(bus: &mut Bus, finish: Finish) {
    let smooth = |part: f32| part * part * (3.0 - 2.0 * part);
    for channel in [&mut bus.left, &mut bus.right] {
        let frames = channel.len();
        let (rise, fall) = ((finish.fade_in * RATE) as usize, (finish.fade_out * RATE) as usize);
        for (place, sample) in channel.iter_mut().take(rise).enumerate() {
            *sample *= smooth(place as f32 / rise as f32);
        }
        let from = frames.saturating_sub(fall);
        for (place, sample) in channel.iter_mut().skip(from).enumerate() {
            *sample *= smooth(1.0 - (place + 1) as f32 / fall as f32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peaks_are_bent_and_never_reach_the_ceiling() {
        for level in [0.0_f32, 0.3, 0.6, 0.61, 1.0, 4.0, 1e6] {
            assert!(bend_peak(level) <= CEILING && bend_peak(level) <= level.max(KNEE));
            assert_eq!(bend_peak(-level), -bend_peak(level));
        }
        assert!(bend_peak(0.8) > bend_peak(0.7), "louder stays louder");
    }
}
