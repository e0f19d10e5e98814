//! The same sound gives the same vector, whatever codec, channels or loudness it comes in, and
//! nothing that is fed can give numbers that are none.

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;
use crate::decode::testsound::{fixture, write_wav};
use crate::domain::sound_space::layout;

const RATE: u32 = 44_100;

/// Chords that change, with a beat: `pitch` in half tones, `tempo` in beats a minute.
pub(crate) fn music(seconds: f64, rate: u32, pitch: f64, tempo: f64) -> Vec<[i16; 2]> {
    let frames = (seconds * f64::from(rate)) as u64;
    let tau = std::f64::consts::TAU;
    (0..frames)
        .map(|frame| {
            let t = frame as f64 / f64::from(rate);
            let beat = t * tempo / 60.0;
            let root = 220.0 * ((pitch + [0.0, 5.0, 7.0, 0.0][beat as usize / 4 % 4]) / 12.0).exp2();
            let chord: f64 = [1.0, 1.26, 1.5, 2.0].iter().map(|ratio| (tau * root * ratio * t).sin()).sum();
            let struck = (-4.0 * beat.fract()).exp();
            let click = (tau * 3_000.0 * t).sin() * (-40.0 * beat.fract()).exp();
            let sample = ((chord * 0.15 * struck + click * 0.2) * 32_000.0) as i16;
            [sample, sample]
        })
        .collect()
}

fn heard(path: &Path) -> Option<Vec<f32>> {
    let stop = AtomicBool::new(false);
    let found = analyse(path, ANALYSERS, &stop).unwrap().unwrap();
    assert_eq!((found[0].analyser, found[0].version), ("sounds-like", 1));
    let body = found[0].body.as_ref()?;
    Some(body.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn wav(&self, name: &str, frames: &[[i16; 2]], rate: u32) -> PathBuf {
        let path = self.0.path().join(name);
        write_wav(&path, frames, rate);
        path
    }
}

fn apart(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt()
}

#[test]
fn the_vector_has_the_layout_of_the_ground() {
    let folder = Folder::new();
    let vector = heard(&folder.wav("a.wav", &music(8.0, RATE, 0.0, 120.0), RATE)).unwrap();
    assert_eq!(vector.len(), layout().dimensions());
    assert!(vector.iter().all(|number| number.is_finite()));
}

#[test]
fn one_file_gives_one_vector_and_its_quieter_copy_at_another_rate_nearly_the_same() {
    let folder = Folder::new();
    let sound = music(20.0, RATE, 0.0, 120.0);
    let path = folder.wav("a.wav", &sound, RATE);
    let first = heard(&path).unwrap();
    assert_eq!(first, heard(&path).unwrap());
    let quieter: Vec<[i16; 2]> = sound.iter().map(|frame| frame.map(|sample| sample / 4)).collect();
    let quiet = heard(&folder.wav("q.wav", &quieter, RATE)).unwrap();
    let resampled = heard(&folder.wav("r.wav", &music(20.0, 48_000, 0.0, 120.0), 48_000)).unwrap();
    let other = heard(&folder.wav("o.wav", &music(20.0, RATE, 3.0, 75.0), RATE)).unwrap();
    for twin in [&quiet, &resampled] {
        assert!(apart(&first, twin) * 3.0 < apart(&first, &other), "{} {}", apart(&first, twin), apart(&first, &other));
    }
}

#[test]
fn a_transposed_piece_has_the_same_harmony_and_a_faster_one_another_tempo() {
    let folder = Folder::new();
    let piece =
        |name: &str, pitch: f64, tempo: f64| heard(&folder.wav(name, &music(30.0, RATE, pitch, tempo), RATE)).unwrap();
    let (here, higher, faster) = (piece("h.wav", 0.0, 70.0), piece("t.wav", 2.0, 70.0), piece("f.wav", 0.0, 170.0));
    let only = |vector: &[f32], aspect| vector[layout().range(aspect)].to_vec();
    use crate::domain::sound_space::Aspect::{Harmony, Tempo};
    assert!(apart(&only(&here, Harmony), &only(&higher, Harmony)) < 0.2);
    let tempo = |other: &[f32]| apart(&only(&here, Tempo), &only(other, Tempo));
    assert!(tempo(&faster) > 3.0 * tempo(&higher), "{} {}", tempo(&faster), tempo(&higher));
}

#[test]
fn codecs_of_one_recording_are_near_each_other() {
    // All fixtures hold two seconds of one sweep.
    let vectors: Vec<Vec<f32>> = ["tagged.mp3", "aac.m4a", "vorbis.ogg", "opus.opus"]
        .iter()
        .map(|name| heard(&fixture(name)).unwrap())
        .collect();
    let folder = Folder::new();
    let other = heard(&folder.wav("o.wav", &music(2.0, RATE, 0.0, 120.0), RATE)).unwrap();
    for pair in vectors.windows(2) {
        assert!(apart(&pair[0], &pair[1]) * 2.0 < apart(&pair[0], &other));
    }
}

#[test]
fn silence_and_a_moment_have_no_vector() {
    let folder = Folder::new();
    assert_eq!(heard(&folder.wav("s.wav", &vec![[0, 0]; RATE as usize * 10], RATE)), None);
    assert_eq!(heard(&folder.wav("m.wav", &music(0.5, RATE, 0.0, 120.0), RATE)), None);
    assert_eq!(heard(&folder.wav("e.wav", &[[1, 1]], RATE)), None);
    assert!(heard(&folder.wav("low.wav", &music(9.0, 8_000, 0.0, 120.0), 8_000)).is_some());
}

#[test]
fn what_is_no_sound_is_an_error_and_a_stop_is_none() {
    let folder = Folder::new();
    let path = folder.0.path().join("x.flac");
    std::fs::write(&path, b"fLaC and nothing else").unwrap();
    assert!(analyse(&path, ANALYSERS, &AtomicBool::new(false)).is_err());
    let path = folder.wav("a.wav", &music(3.0, RATE, 0.0, 120.0), RATE);
    assert_eq!(analyse(&path, ANALYSERS, &AtomicBool::new(true)).unwrap(), None);
}

/// Notes which frames it was given.
struct Witness(Vec<Range<u64>>);

struct Notes(Vec<u8>);

impl Analyser for Witness {
    fn name(&self) -> &'static str {
        "witness"
    }

    fn version(&self) -> u32 {
        1
    }

    fn spans(&self, _: u32, _: Option<u64>) -> Vec<Range<u64>> {
        self.0.clone()
    }

    fn begin(&self, _: u32) -> Box<dyn Hearing> {
        Box::new(Notes(Vec::new()))
    }
}

impl Hearing for Notes {
    fn hear(&mut self, at: u64, stereo: &[f32]) {
        for (frame, pair) in (at..).zip(stereo.chunks(2)) {
            // The sample tells where it stands.
            assert_eq!((pair[0] * 32_768.0).round() as u64, frame % 30_000, "frame {frame}");
            self.0.extend(frame.to_le_bytes());
        }
    }

    fn finish(self: Box<Self>) -> Option<Vec<u8>> {
        Some(self.0)
    }
}

#[test]
fn one_decode_gives_each_analyser_exactly_its_spans() {
    let folder = Folder::new();
    let ramp: Vec<[i16; 2]> = (0..100_000u64).map(|frame| [(frame % 30_000) as i16; 2]).collect();
    let path = folder.wav("ramp.wav", &ramp, RATE);
    let (early, late) = (vec![10..20, 40_000..40_003], vec![15..5_000, 99_990..120_000]);
    let (a, b, whole) = (Witness(early.clone()), Witness(late), Witness(std::iter::once(0..u64::MAX).collect()));
    let stop = AtomicBool::new(false);
    let frames = |analysis: &Analysis| -> Vec<u64> {
        analysis.body.as_ref().unwrap().as_chunks::<8>().0.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect()
    };
    let found = analyse(&path, &[&a, &b], &stop).unwrap().unwrap();
    assert_eq!(frames(&found[0]), early.into_iter().flatten().collect::<Vec<_>>());
    assert_eq!(frames(&found[1]), (15..5_000).chain(99_990..100_000).collect::<Vec<_>>());
    let found = analyse(&path, &[&whole, &a], &stop).unwrap().unwrap();
    assert_eq!(frames(&found[0]), (0..100_000).collect::<Vec<_>>());
    assert_eq!(frames(&found[1]).len(), 13);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_fed_the_numbers_are_finite(
        rate in prop_oneof![Just(8_000u32), Just(44_100), Just(192_000), 1u32..4_000],
        samples in prop::collection::vec(prop_oneof![any::<f32>(), -1.0f32..1.0, Just(f32::NAN), Just(0.0)], 1..400),
        pieces in prop::collection::vec((0u64..3, 1usize..40), 1..12),
    ) {
        let mut hearing = sounds_like::SoundsLike.begin(rate);
        let mut at = 0;
        for (gap, times) in pieces {
            at += gap * 1_000;
            let stereo: Vec<f32> = samples.iter().cycle().take(samples.len() * times * 2).copied().collect();
            hearing.hear(at, &stereo);
            at += (stereo.len() / 2) as u64;
        }
        if let Some(body) = hearing.finish() {
            prop_assert_eq!(body.len(), layout().dimensions() * 4);
            for bytes in body.as_chunks::<4>().0 {
                prop_assert!(f32::from_le_bytes(*bytes).is_finite());
            }
        }
    }
}
