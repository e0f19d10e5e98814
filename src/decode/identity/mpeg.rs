//! MPEG audio, bare frames (ISO 11172-3): MP3 and its older layers.

use super::{Identity, Payload, Unidentified, be32, bitrate, length_ms};
use crate::decode::covers;
use crate::decode::source::Source;
use crate::domain::file::{Format, Sound};

const RATES: [u32; 3] = [44_100, 48_000, 32_000];
/// Kilobits a second: version 1 layers I, II, III; versions 2 and 2.5 layer I, layers II and III.
const BITRATES: [[u32; 15]; 5] = [
    [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];

/// One frame's header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::decode) struct Header {
    /// Version 1; else 2 or 2.5.
    first_version: bool,
    layer: u8,
    rate: u32,
    kbps: u32,
    mono: bool,
    /// Bytes to the next frame.
    pub(in crate::decode) length: u32,
    samples: u32,
}

impl Header {
    pub(in crate::decode) fn parse(bytes: [u8; 4]) -> Option<Self> {
        let bits = u32::from_be_bytes(bytes);
        let (version, layer) = (bits >> 19 & 3, bits >> 17 & 3);
        let (bitrate_index, rate_index) = ((bits >> 12 & 15) as usize, (bits >> 10 & 3) as usize);
        if bits >> 21 != 0x7ff || version == 1 || layer == 0 || bits & 3 == 2 {
            return None;
        }
        let (first_version, layer) = (version == 3, 4 - layer as u8);
        let row = match (first_version, layer) {
            (true, layer) => usize::from(layer) - 1,
            (false, 1) => 3,
            (false, _) => 4,
        };
        let kbps = *BITRATES[row].get(bitrate_index).filter(|&&kbps| kbps > 0)?;
        let rate = RATES.get(rate_index)?
            >> match version {
                3 => 0,
                2 => 1,
                _ => 2,
            };
        let padding = bits >> 9 & 1;
        let samples = match (layer, first_version) {
            (1, _) => 384,
            (3, false) => 576,
            _ => 1152,
        };
        let length =
            if layer == 1 { (12_000 * kbps / rate + padding) * 4 } else { samples / 8 * 1000 * kbps / rate + padding };
        Some(Self { first_version, layer, rate, kbps, mono: bits >> 6 & 3 == 3, length, samples })
    }

    /// What does not change from frame to frame of one stream.
    pub(in crate::decode) fn family(&self) -> u32 {
        self.rate << 4 | u32::from(self.layer) << 1 | u32::from(self.first_version)
    }

    /// Where a Xing header lies in the first frame: behind the side information.
    fn side_end(&self) -> usize {
        4 + match (self.first_version, self.mono) {
            (true, false) => 32,
            (true, true) | (false, false) => 17,
            (false, true) => 9,
        }
    }
}

pub(super) fn identify(source: &mut Source, start: u64) -> Result<Identity, Unidentified> {
    let damaged = Unidentified::Damaged("no MP3 frame can be read");
    let Some(header) = source.array(start)?.and_then(Header::parse) else { return Err(damaged) };
    let end = covers::before_trailing_tags(source, start)?;
    let summary = Summary::parse(source.at(start, header.length as usize)?, &header);
    // The first frame of most files holds no sound but a summary, which tools write anew.
    let first = start + if summary.is_some() { u64::from(header.length) } else { 0 };
    let bytes = end.saturating_sub(first);
    if bytes == 0 {
        return Err(Unidentified::Damaged("an MP3 file without any sound"));
    }
    let mut payload = Payload::new("mpeg");
    payload.feed(source, first, bytes)?;
    let length_ms = match summary.as_ref().and_then(|summary| summary.samples) {
        Some(samples) => length_ms(samples, header.rate),
        None => {
            let (samples, counted) = sample(source, first, end)?;
            length_ms((u128::from(samples) * u128::from(bytes) / u128::from(counted.max(1))) as u64, header.rate)
        }
    };
    let has_cover = covers::in_id3v2(source, 0)? | covers::in_ape(source, end)?;
    Ok(Identity {
        payload: payload.finish(bytes),
        sound: Sound {
            format: Format::Mp3,
            length_ms,
            sample_rate: Some(header.rate),
            channels: Some(if header.mono { 1 } else { 2 }),
            bits: None,
            bitrate: bitrate(bytes, length_ms),
        },
        has_cover,
        comments: None,
    })
}

/// Frames that are looked at where nothing tells the length; the rest is taken to be alike.
const LOOKED_AT: usize = 128;

/// Samples in the first frames, and the bytes of those.
fn sample(source: &mut Source, start: u64, end: u64) -> std::io::Result<(u64, u64)> {
    let (mut samples, mut at) = (0, start);
    for _ in 0..LOOKED_AT {
        let Some(header) = source.array(at)?.and_then(Header::parse).filter(|_| at < end) else { break };
        samples += u64::from(header.samples);
        at += u64::from(header.length);
    }
    Ok((samples, at - start))
}

/// What an encoder wrote into the first frame (Xing, Info with LAME's part, or VBRI).
struct Summary {
    /// Of the whole file, without the encoder's delay and padding.
    samples: Option<u64>,
}

impl Summary {
    fn parse(frame: &[u8], header: &Header) -> Option<Self> {
        let whole = |frames: u32| u64::from(frames) * u64::from(header.samples);
        let xing = frame.get(header.side_end()..)?;
        if xing.starts_with(b"Xing") || xing.starts_with(b"Info") {
            let flags = be32(xing, 4)?;
            let mut at = 8;
            let mut samples = None;
            for (flag, size) in [(1, 4), (2, 4), (4, 100), (8, 4)] {
                if flags & flag != 0 {
                    if flag == 1 {
                        samples = be32(xing, at).filter(|&frames| frames > 0).map(whole);
                    }
                    at += size;
                }
            }
            // LAME's part: nine bytes of name, then, twelve bytes on, delay and padding.
            if let (Some(total), Some(&[a, b, c])) = (samples, xing.get(at + 21..at + 24)) {
                let delay = u64::from(a) << 4 | u64::from(b) >> 4;
                let padding = u64::from(b & 15) << 8 | u64::from(c);
                if xing.get(at..at + 4).is_some_and(|name| name.iter().all(u8::is_ascii_graphic)) {
                    samples = Some(total.saturating_sub(delay + padding));
                }
            }
            return Some(Self { samples });
        }
        let vbri = frame.get(36..)?;
        vbri.starts_with(b"VBRI").then(|| Self { samples: be32(vbri, 14).map(whole) })
    }
}
