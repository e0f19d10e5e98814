//! AAC as bare frames (ADTS, ISO 14496-3 annex 1.A).

use super::{Identity, Payload, Unidentified, bitrate, length_ms};
use crate::decode::covers;
use crate::decode::source::Source;
use crate::domain::file::{Format, Sound};

pub(super) const RATES: [u32; 13] =
    [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];
const SAMPLES: u64 = 1024;
/// Frames that are counted; the rest is taken to be alike.
const COUNTED: u64 = 1000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::decode) struct Header {
    rate: u32,
    channels: u8,
    pub(in crate::decode) length: u32,
}

impl Header {
    pub(in crate::decode) fn parse(bytes: [u8; 7]) -> Option<Self> {
        let [0xff, second, third, fourth, fifth, sixth, _] = bytes else { return None };
        if second & 0xf6 != 0xf0 {
            return None;
        }
        let rate = *RATES.get(usize::from(third >> 2 & 15))?;
        let length = u32::from(fourth & 3) << 11 | u32::from(fifth) << 3 | u32::from(sixth) >> 5;
        let channels = (third & 1) << 2 | fourth >> 6;
        (length > 7).then_some(Self { rate, channels, length })
    }

    pub(in crate::decode) fn family(&self) -> u32 {
        self.rate << 4 | u32::from(self.channels)
    }
}

pub(super) fn identify(source: &mut Source, start: u64) -> Result<Identity, Unidentified> {
    let Some(header) = source.array(start)?.and_then(Header::parse) else {
        return Err(Unidentified::Damaged("no AAC frame can be read"));
    };
    let end = covers::before_trailing_tags(source, start)?;
    let bytes = end.saturating_sub(start);
    let mut payload = Payload::new("adts");
    payload.feed(source, start, bytes)?;

    let (mut frames, mut at) = (0, start);
    while frames < COUNTED && at < end {
        let Some(header) = source.array(at)?.and_then(Header::parse) else { break };
        at += u64::from(header.length);
        frames += 1;
    }
    let whole = if at >= end { frames } else { frames * bytes / (at - start).max(1) };
    let length_ms = length_ms(whole * SAMPLES, header.rate);
    let has_cover = covers::in_id3v2(source, 0)? | covers::in_ape(source, end)?;
    Ok(Identity {
        payload: payload.finish(bytes),
        sound: Sound {
            format: Format::Aac,
            length_ms,
            sample_rate: Some(header.rate),
            channels: Some(header.channels).filter(|&channels| channels > 0),
            bits: None,
            bitrate: bitrate(bytes, length_ms),
        },
        has_cover,
        comments: None,
    })
}
