//! Sounds for tests: made by code, so that every sample tells where it stands.

use std::path::{Path, PathBuf};

use flacenc::component::BitRepr;
use flacenc::error::Verify;

/// The sound of the fixtures: a sweep from 200 Hz, 1800 Hz higher each second.
pub(crate) fn sweep(frame: u64, rate: u32) -> f32 {
    let t = frame as f64 / f64::from(rate);
    (0.5 * (std::f64::consts::TAU * (200.0 + 900.0 * t) * t).sin()) as f32
}

/// 16 bit stereo: the sweep on the left, its negative on the right.
pub(crate) fn sweep_i16(frames: std::ops::Range<u64>, rate: u32) -> Vec<[i16; 2]> {
    frames.map(|frame| (sweep(frame, rate) * 32_767.0).round() as i16).map(|left| [left, -left]).collect()
}

/// The samples as a decoder gives them.
pub(crate) fn as_f32(frames: &[[i16; 2]]) -> Vec<f32> {
    frames.iter().flatten().map(|&sample| f32::from(sample) / 32_768.0).collect()
}

pub(crate) fn write_flac(path: &Path, frames: &[[i16; 2]], rate: u32) {
    let samples: Vec<i32> = frames.iter().flatten().map(|&sample| i32::from(sample)).collect();
    let config = flacenc::config::Encoder::default().into_verified().unwrap();
    let source = flacenc::source::MemSource::from_samples(&samples, 2, 16, rate as usize);
    let mut stream = flacenc::encode_with_fixed_block_size(&config, source, 4096).unwrap();
    // The encoder counts the shorter last block as the smallest, which names a fixed block size
    // variable; the demuxer then finds no frame at all.
    stream.stream_info_mut().set_block_sizes(4096, 4096).unwrap();
    let mut sink = flacenc::bitsink::ByteSink::new();
    stream.write(&mut sink).unwrap();
    std::fs::write(path, sink.as_slice()).unwrap();
}

pub(crate) fn write_wav(path: &Path, frames: &[[i16; 2]], rate: u32) {
    let data: Vec<u8> = frames.iter().flatten().flat_map(|sample| sample.to_le_bytes()).collect();
    let length = u32::try_from(data.len()).unwrap();
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + length).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x02\0");
    wav.extend(rate.to_le_bytes());
    wav.extend((rate * 4).to_le_bytes());
    wav.extend(b"\x04\0\x10\0data");
    wav.extend(length.to_le_bytes());
    wav.extend(data);
    std::fs::write(path, wav).unwrap();
}

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/audio").join(name)
}
