use rayon::prelude::*;

use super::space::{HighPass, LowPass};
use super::*;
use crate::demo::catalogue::{Style, catalogue};

/// Long enough for every style to have begun with all it has but the ending.
const SECONDS: f32 = 12.0;

fn short(style: Style, seconds: f32) -> Rendered {
    let piece = Piece { seconds, dice: Dice::new(7), place: 0, disc: 1 };
    master::master(styles::compose(style, piece), styles::finish(style))
}

/// Decibels of the band between two frequencies beside the whole.
fn band(samples: &[f32], low: f32, high: f32) -> f32 {
    let (mut floor, mut ceiling) = (HighPass::new(low), LowPass::new(high, 0.7));
    let power = |samples: &mut dyn Iterator<Item = f32>| samples.map(|sample| sample * sample).sum::<f32>().max(1e-12);
    let within = power(&mut samples.iter().map(|&sample| ceiling.pass(floor.pass(sample))));
    10.0 * (within / power(&mut samples.iter().copied())).log10()
}

/// By how many decibels twentieths of a second differ from the one before, on average.
fn restlessness(samples: &[f32]) -> f32 {
    let levels: Vec<f32> = samples
        .chunks(SAMPLE_RATE as usize / 20)
        .map(|part| {
            10.0 * (part.iter().map(|sample| sample * sample).sum::<f32>() / part.len() as f32).max(1e-6).log10()
        })
        .collect();
    levels.windows(2).map(|pair| (pair[0] - pair[1]).abs()).sum::<f32>() / levels.len() as f32
}

#[test]
fn every_style_is_alive_within_bounds_and_unlike_the_others() {
    let heard: Vec<(Style, Rendered)> = Style::ALL.par_iter().map(|&style| (style, short(style, SECONDS))).collect();
    let portraits: Vec<(Style, Vec<f32>)> = heard
        .iter()
        .map(|(style, rendered)| {
            assert_eq!(rendered.samples.len(), 2 * (SECONDS * RATE) as usize, "{style:?}");
            assert!(rendered.peak > 0.1 && rendered.peak < 0.9, "{style:?} peaks at {}", rendered.peak);
            let aim = styles::finish(*style).loudness;
            let loudness = rendered.loudness.integrated().unwrap_or(f32::MIN);
            assert!((loudness - aim).abs() < 0.1, "{style:?} at {loudness} LUFS");
            let mono: Vec<f32> =
                rendered.samples.chunks(2).map(|frame| (frame[0] + frame[1]) as f32 / 65_536.0).collect();
            let mean = mono.iter().sum::<f32>() / mono.len() as f32;
            assert!(mean.abs() < 1e-3, "{style:?} stands off the middle by {mean}");
            // Something sounds in each two seconds but the last four, which are for tails.
            for (place, part) in mono.chunks(2 * SAMPLE_RATE as usize).enumerate().take(4) {
                assert!(part.iter().any(|sample| sample.abs() > 0.01), "{style:?} is silent from {} s", place * 2);
            }
            let bands = [(30.0, 120.0), (120.0, 500.0), (500.0, 2_000.0), (2_000.0, 6_000.0), (6_000.0, 16_000.0)];
            let bands = bands.iter().map(|&(low, high)| band(&mono, low, high));
            (*style, bands.chain([restlessness(&mono)]).collect())
        })
        .collect();
    for (place, (style, portrait)) in portraits.iter().enumerate() {
        for (other, unlike) in portraits.iter().skip(place + 1) {
            let apart = portrait.iter().zip(unlike).map(|(a, b)| (a - b).abs()).sum::<f32>();
            assert!(apart > 4.0, "{style:?} and {other:?} sound alike: {portrait:.1?} {unlike:.1?}");
        }
    }
}

#[test]
fn the_same_words_give_the_same_samples() {
    for style in [Style::Waltz, Style::Phase] {
        assert_eq!(short(style, 5.0).samples, short(style, 5.0).samples);
    }
    let tracks = catalogue();
    let seeds: std::collections::BTreeSet<u64> = tracks.iter().map(|track| Piece::of(track).dice.throw()).collect();
    assert_eq!(seeds.len(), tracks.len());
}
