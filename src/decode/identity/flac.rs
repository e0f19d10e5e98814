//! FLAC: metadata blocks, then frames (RFC 9639).

use super::{Identity, Payload, Unidentified, bitrate, length_ms};
use crate::decode::comment::Comments;
use crate::decode::covers;
use crate::decode::source::Source;
use crate::domain::file::{Format, PayloadHash, Sound};

const STREAMINFO: u8 = 0;
const COMMENT: u8 = 4;
const PICTURE: u8 = 6;

pub(super) fn identify(source: &mut Source, start: u64) -> Result<Identity, Unidentified> {
    let cut = || Unidentified::Damaged("a FLAC file that is cut off before its sound begins");
    let mut has_cover = start > 0 && covers::in_id3v2(source, 0)?;
    let mut info = None;
    let mut comments = Comments::default();
    let mut at = start + 4;
    loop {
        let [kind, length @ ..] = source.array::<4>(at)?.ok_or_else(cut)?;
        let length = length.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte));
        match kind & 0x7f {
            STREAMINFO => info = source.array::<34>(at + 4)?.map(StreamInfo::parse),
            COMMENT => comments = Comments::read(source, &[(at + 4, at + 4 + length)], 0)?,
            PICTURE => has_cover = true,
            _ => {}
        }
        at += 4 + length;
        if kind & 0x80 != 0 {
            break;
        }
    }
    let info = info.ok_or(Unidentified::Damaged("a FLAC file without its stream description"))?;
    let frames = covers::before_trailing_tags(source, at)?.saturating_sub(at);
    if frames == 0 {
        return Err(cut());
    }
    let payload = match info.payload() {
        Some(payload) => payload,
        None => {
            let mut payload = Payload::new("flac");
            payload.feed(source, at, frames)?;
            payload.finish(frames)
        }
    };
    Ok(Identity {
        payload,
        sound: info.sound(Format::Flac, frames),
        has_cover: has_cover | comments.has_cover,
        comments: Some(comments),
    })
}

/// The block that describes the stream (RFC 9639 section 8.2).
pub(super) struct StreamInfo {
    rate: u32,
    channels: u8,
    bits: u8,
    samples: u64,
    md5: [u8; 16],
}

impl StreamInfo {
    pub(super) fn parse(block: [u8; 34]) -> Self {
        let packed = block[10..18].iter().fold(0u64, |sum, &byte| sum << 8 | u64::from(byte));
        let mut md5 = [0; 16];
        md5.copy_from_slice(&block[18..]);
        Self {
            rate: (packed >> 44) as u32,
            channels: (packed >> 41 & 7) as u8 + 1,
            bits: (packed >> 36 & 31) as u8 + 1,
            samples: packed & 0xf_ffff_ffff,
            md5,
        }
    }

    /// From what the encoder says of the decoded samples, when it says it.
    pub(super) fn payload(&self) -> Option<PayloadHash> {
        (self.md5 != [0; 16]).then(|| {
            let mut payload = Payload::new("flac md5");
            payload.hash.update(&self.md5);
            payload.finish(self.samples)
        })
    }

    pub(super) fn sound(&self, format: Format, bytes: u64) -> Sound {
        let length_ms = (self.samples > 0).then(|| length_ms(self.samples, self.rate)).flatten();
        Sound {
            format,
            length_ms,
            sample_rate: Some(self.rate).filter(|&rate| rate > 0),
            channels: Some(self.channels),
            bits: Some(self.bits),
            bitrate: bitrate(bytes, length_ms),
        }
    }
}
