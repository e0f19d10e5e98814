//! WAV and AIFF: chunks, one of them with the samples.

use super::{Identity, Payload, Unidentified, be16, be32, bitrate, le16, le32, length_ms};
use crate::decode::covers;
use crate::decode::source::Source;
use crate::domain::file::{Format, Sound};

/// What the chunks say of the samples, and where those lie.
#[derive(Default)]
struct Samples {
    rate: u32,
    channels: u16,
    bits: u16,
    /// Bytes of one sample of all channels; 0 where packed.
    frame: u64,
    /// Frames, where the header counts them.
    frames: Option<u64>,
    data: Option<(u64, u64)>,
    has_cover: bool,
}

impl Samples {
    fn identity(self, source: &mut Source, codec: &str, format: Format) -> Result<Identity, Unidentified> {
        let Some((start, bytes)) = self.data else {
            return Err(Unidentified::Damaged("cut off or damaged: it has no samples"));
        };
        if self.rate == 0 || self.channels == 0 {
            return Err(Unidentified::Damaged("damaged: it does not say how its samples are stored"));
        }
        if bytes == 0 {
            return Err(Unidentified::Damaged("a file without any sound"));
        }
        let mut payload = Payload::new(codec);
        // Equal bytes at another rate or width are other sound.
        payload.hash.update(&self.rate.to_le_bytes());
        payload.hash.update(&self.channels.to_le_bytes());
        payload.hash.update(&self.bits.to_le_bytes());
        payload.feed(source, start, bytes)?;
        let frames = self.frames.or_else(|| bytes.checked_div(self.frame));
        let length_ms = frames.and_then(|frames| length_ms(frames, self.rate));
        Ok(Identity {
            payload: payload.finish(bytes),
            sound: Sound {
                format,
                length_ms,
                sample_rate: Some(self.rate),
                channels: u8::try_from(self.channels).ok(),
                bits: u8::try_from(self.bits).ok().filter(|&bits| bits > 0),
                bitrate: bitrate(bytes, length_ms),
            },
            has_cover: self.has_cover,
            comments: None,
        })
    }
}

/// Calls `each` with name, start and length of every chunk that begins within the file. A length
/// that reaches over the end, as in a cut-off or streamed file, is shortened.
fn chunks(
    source: &mut Source,
    start: u64,
    size: fn(&[u8], usize) -> Option<u32>,
    mut each: impl FnMut(&mut Source, [u8; 4], u64, u64) -> Result<(), Unidentified>,
) -> Result<(), Unidentified> {
    let mut at = start + 12;
    while let Some(header) = source.array::<8>(at)? {
        let [a, b, c, d, ..] = header;
        let body = at + 8;
        let stated = u64::from(size(&header, 4).unwrap_or(0));
        let length = stated.min(source.len() - body);
        each(source, [a, b, c, d], body, length)?;
        at = body + stated + (stated & 1);
    }
    Ok(())
}

const PCM: u16 = 1;
const FLOAT: u16 = 3;
const A_LAW: u16 = 6;
const MU_LAW: u16 = 7;
const EXTENSIBLE: u16 = 0xfffe;

pub(super) fn identify_wav(source: &mut Source, start: u64) -> Result<Identity, Unidentified> {
    let mut samples = Samples::default();
    let mut codec = 0;
    chunks(source, start, le32, |source, name, at, length| {
        match &name {
            b"fmt " => {
                let format = source.at(at, length.min(40) as usize)?;
                codec = le16(format, 0).unwrap_or(0);
                if codec == EXTENSIBLE {
                    codec = le16(format, 24).unwrap_or(codec);
                }
                samples.channels = le16(format, 2).unwrap_or(0);
                samples.rate = le32(format, 4).unwrap_or(0);
                samples.frame = u64::from(le16(format, 12).unwrap_or(0));
                samples.bits = le16(format, 14).unwrap_or(0);
            }
            b"data" if samples.data.is_none() => samples.data = Some((at, length)),
            b"id3 " | b"ID3 " => samples.has_cover |= covers::in_id3v2(source, at)?,
            _ => {}
        }
        Ok(())
    })?;
    if samples.data.is_some() && !matches!(codec, PCM | FLOAT | A_LAW | MU_LAW) {
        let reason = format!("a WAV file with a codec inside (number {codec:#06x}) that cannot be played yet");
        return Err(Unidentified::Unplayable { format: Format::Wav, reason });
    }
    samples.identity(source, &format!("wav {codec}"), Format::Wav)
}

pub(super) fn identify_aiff(source: &mut Source, start: u64) -> Result<Identity, Unidentified> {
    let mut samples = Samples::default();
    let mut codec = *b"NONE";
    let packed_kind = source.array::<4>(start + 8)? == Some(*b"AIFC");
    chunks(source, start, be32, |source, name, at, length| {
        match &name {
            b"COMM" => {
                let common = source.at(at, length.min(22) as usize)?;
                samples.channels = be16(common, 0).unwrap_or(0);
                samples.frames = be32(common, 2).map(u64::from).filter(|&frames| frames > 0);
                samples.bits = be16(common, 6).unwrap_or(0);
                samples.rate = common.get(8..18).and_then(extended).unwrap_or(0);
                if let (true, Some(kind)) = (packed_kind, common.get(18..22)) {
                    codec.copy_from_slice(kind);
                }
            }
            // Offset and block size stand before the samples.
            b"SSND" if samples.data.is_none() => samples.data = Some((at + 8, length.saturating_sub(8))),
            b"id3 " | b"ID3 " => samples.has_cover |= covers::in_id3v2(source, at)?,
            _ => {}
        }
        Ok(())
    })?;
    if !matches!(
        &codec,
        b"NONE"
            | b"none"
            | b"twos"
            | b"sowt"
            | b"fl32"
            | b"FL32"
            | b"fl64"
            | b"FL64"
            | b"alaw"
            | b"ALAW"
            | b"ulaw"
            | b"ULAW"
            | b"in24"
            | b"in32"
            | b"raw "
    ) {
        let reason = format!("an AIFF file packed as {} cannot be played yet", codec.escape_ascii());
        return Err(Unidentified::Unplayable { format: Format::Aiff, reason });
    }
    // A cut-off file counts more frames than it has.
    if let Some((_, bytes)) = samples.data {
        let law = codec.eq_ignore_ascii_case(b"alaw") || codec.eq_ignore_ascii_case(b"ulaw");
        let frame = u64::from(samples.channels) * if law { 1 } else { u64::from(samples.bits.div_ceil(8)) };
        if let (Some(there), Some(stated)) = (bytes.checked_div(frame), samples.frames) {
            samples.frames = Some(stated.min(there));
        }
    }
    samples.identity(source, &format!("aiff {}", codec.escape_ascii()), Format::Aiff)
}

/// A sampling rate as an 80-bit float (Audio Interchange File Format, 1989), in whole hertz.
fn extended(bytes: &[u8]) -> Option<u32> {
    let exponent = i32::from(be16(bytes, 0)? & 0x7fff) - 16383;
    let mantissa = be32(bytes, 2)?;
    (0..32).contains(&exponent).then(|| mantissa >> (31 - exponent))
}
