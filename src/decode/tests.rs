//! Every format: the music begins and ends where it should, and a jump lands on its frame.

use std::path::Path;

use super::testsound::{as_f32, fixture, sweep, sweep_i16, write_flac, write_wav};
use super::{DecodeError, Reader};

fn read_all(reader: &mut Reader) -> Vec<f32> {
    let mut out = Vec::new();
    while reader.next(&mut out).unwrap().is_some() {}
    out
}

fn read_some(reader: &mut Reader, frames: usize) -> Vec<f32> {
    let mut out = Vec::new();
    while out.len() < frames * 2 && reader.next(&mut out).unwrap().is_some() {}
    out.truncate(frames * 2);
    out
}

/// How far the left channel lies from the sweep that begins at `at`: mean square error over
/// mean square, least over lags around zero, and the lag where it is least.
fn nearest(samples: &[f32], at: i64, rate: u32) -> (f64, i64) {
    let error = |lag: i64| {
        let (mut apart, mut power) = (0.0, 0.0);
        for (n, frame) in samples.chunks_exact(2).enumerate().skip(64) {
            let Ok(place) = u64::try_from(at + n as i64 + lag) else { continue };
            let want = f64::from(sweep(place, rate));
            apart += (f64::from(frame[0]) - want).powi(2);
            power += want * want;
        }
        apart / power
    };
    (-40..=40).map(|lag| (error(lag), lag)).min_by(|a, b| a.0.total_cmp(&b.0)).unwrap()
}

/// Name, rate, exact frames.
const LOSSY: [(&str, u32, u64); 5] = [
    ("tagged.mp3", 44_100, 88_200),
    ("aac.m4a", 44_100, 88_200),
    ("vorbis.ogg", 44_100, 88_200),
    ("opus.opus", 48_000, 96_000),
    ("bare.mp3", 44_100, 0),
];

#[test]
fn lossy_files_give_exactly_the_frames_that_went_in() {
    for (name, rate, frames) in LOSSY.into_iter().filter(|it| it.2 > 0) {
        let mut reader = Reader::open(&fixture(name)).unwrap();
        assert_eq!((reader.rate(), reader.channels()), (rate, 1), "{name}");
        assert_eq!(reader.length_frames(), Some(frames), "{name} states");
        let samples = read_all(&mut reader);
        assert_eq!(samples.len() as u64, frames * 2, "{name} gives");
        let (error, lag) = nearest(&samples[..40_000], 0, rate);
        assert_eq!(lag, 0, "{name} begins at its beginning");
        assert!(error < 0.05, "{name} sounds like what went in: {error}");
    }
}

#[test]
fn an_mp3_without_a_header_plays_to_its_end() {
    let mut reader = Reader::open(&fixture("bare.mp3")).unwrap();
    let length = reader.length_frames().unwrap();
    assert_eq!(length % 1152, 0);
    assert!(length >= 88_200 + 1105, "delay and padding are in it: {length}");
    let samples = read_all(&mut reader);
    assert_eq!(samples.len() as u64, length * 2);
    assert_eq!(nearest(&samples[8_000..40_000], 4_000 - 1105, 44_100).1, 0);
}

#[test]
fn a_jump_lands_on_its_frame_and_sounds_as_if_played_there() {
    for (name, rate, _) in LOSSY {
        let mut reader = Reader::open(&fixture(name)).unwrap();
        let whole = read_all(&mut reader);
        for target in [0, 1, 700, 5_000, 20_011, 44_100, 61_234, 88_000] {
            reader.seek(target).unwrap();
            assert_eq!(reader.position(), target);
            let got = read_some(&mut reader, 4_000);
            let at = target as usize * 2;
            let want = &whole[at..(at + 8_000).min(whole.len())];
            assert_eq!(got.len(), want.len(), "{name} at {target}");
            let worst = got.iter().zip(want).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(worst < 0.01, "{name} at {target}: off by {worst} ({rate} Hz)");
        }
        reader.seek(10_000_000).unwrap();
        assert!(read_some(&mut reader, 1).is_empty(), "{name}: behind the end is nothing");
        reader.seek(0).unwrap();
        assert_eq!(read_all(&mut reader).len(), whole.len(), "{name}: and back");
    }
}

#[test]
fn lossless_files_keep_every_bit_from_any_frame() {
    let home = tempfile::tempdir().unwrap();
    let frames = sweep_i16(0..30_000, 44_100);
    let want = as_f32(&frames);
    let (flac, wav) = (home.path().join("a.flac"), home.path().join("a.wav"));
    write_flac(&flac, &frames, 44_100);
    write_wav(&wav, &frames, 44_100);
    for path in [flac, wav] {
        let mut reader = Reader::open(&path).unwrap();
        assert_eq!(reader.length_frames(), Some(30_000));
        assert!(read_all(&mut reader) == want, "{path:?}");
        for target in [0, 1, 4_095, 4_096, 17_777, 29_999] {
            reader.seek(target).unwrap();
            assert!(read_all(&mut reader) == want[target as usize * 2..], "{path:?} from {target}");
        }
    }
    for (name, frames) in [("alac.m4a", 13_230), ("pcm.aiff", 8_820)] {
        let mut reader = Reader::open(&fixture(name)).unwrap();
        let whole = read_all(&mut reader);
        assert_eq!((whole.len() as u64 / 2, reader.length_frames()), (frames, Some(frames)), "{name}");
        assert!(nearest(&whole, 0, 44_100).0 < 1e-6, "{name}");
        for target in [0, 5_000, frames - 1] {
            reader.seek(target).unwrap();
            assert!(read_all(&mut reader) == whole[target as usize * 2..], "{name} from {target}");
        }
    }
}

#[test]
fn what_cannot_be_played_is_told_and_not_played() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.wv");
    let mut wavpack = b"wvpk\x20\0\0\0".to_vec();
    let wav = home.path().join("a.wav");
    write_wav(&wav, &sweep_i16(0..2_000, 44_100), 44_100);
    wavpack.extend(std::fs::read(&wav).unwrap());
    std::fs::write(&path, wavpack).unwrap();
    assert!(matches!(Reader::open(&path), Err(DecodeError::Unsupported(what)) if what == "WavPack"));
    for (name, bytes) in [("empty.mp3", &b""[..]), ("text.flac", b"not music at all, however long it is")] {
        let path = home.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        assert!(Reader::open(&path).is_err(), "{name}");
    }
    assert!(matches!(Reader::open(Path::new("/nowhere/at.all")), Err(DecodeError::Io(_))));
}

#[test]
fn damage_ends_in_samples_or_an_error() {
    let home = tempfile::tempdir().unwrap();
    let flac = home.path().join("a.flac");
    write_flac(&flac, &sweep_i16(0..20_000, 44_100), 44_100);
    let mut paths: Vec<_> = LOSSY.iter().map(|it| fixture(it.0)).collect();
    paths.extend([flac, fixture("alac.m4a"), fixture("pcm.aiff")]);
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        let broken = home.path().join("broken").with_extension(path.extension().unwrap());
        for round in 0..12_usize {
            let mut bytes = bytes.clone();
            if round < 4 {
                bytes.truncate(bytes.len() * (round + 1) / 5);
            } else {
                for step in 0..round * 8 {
                    let at = (step * 7_919 + round * 104_729) % bytes.len();
                    bytes[at] ^= 0x5a;
                }
            }
            std::fs::write(&broken, bytes).unwrap();
            let Ok(mut reader) = Reader::open(&broken) else { continue };
            let mut out = Vec::new();
            while matches!(reader.next(&mut out), Ok(Some(_))) && out.len() < 2_000_000 {}
            assert!(out.len() < 2_000_000, "{path:?} never ends");
            if reader.seek(9_000).is_ok() {
                let _ = reader.next(&mut out);
            }
        }
    }
}
