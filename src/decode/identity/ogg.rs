//! Ogg (RFC 3533): Vorbis, Opus (RFC 7845) and FLAC. Packets without the pages around them.

use super::flac::StreamInfo;
use super::{Identity, Payload, Unidentified, bitrate, le16, le32, length_ms};
use crate::decode::comment::Comments;
use crate::decode::source::Source;
use crate::domain::file::{Format, Sound};

/// A page without its header: which stream, where its packets lie.
pub(in crate::decode) struct Page {
    serial: u32,
    /// Samples until the end of the page; all ones when no packet ends on it.
    granule: u64,
    first: bool,
    lacing: [u8; 255],
    segments: usize,
    body: u64,
    end: u64,
}

impl Page {
    pub(in crate::decode) fn read(source: &mut Source, at: u64) -> std::io::Result<Option<Self>> {
        let header = source.at(at, 27 + 255)?;
        let (Some(&[b'O', b'g', b'g', b'S', _, flags, ..]), Some(&segments)) = (header.get(..27), header.get(26))
        else {
            return Ok(None);
        };
        let Some(sizes) = header.get(27..27 + usize::from(segments)) else { return Ok(None) };
        let mut lacing = [0; 255];
        lacing[..sizes.len()].copy_from_slice(sizes);
        let granule =
            le32(header, 6).zip(le32(header, 10)).map_or(0, |(low, high)| u64::from(high) << 32 | u64::from(low));
        let body = at + 27 + u64::from(segments);
        let end = body + sizes.iter().map(|&size| u64::from(size)).sum::<u64>();
        let serial = le32(header, 14).unwrap_or(0);
        Ok(Some(Self { serial, granule, first: flags & 2 != 0, lacing, segments: segments.into(), body, end }))
    }
}

/// What the first packet of a stream says.
struct Stream {
    sound: Sound,
    headers: u32,
    /// Bytes of the second packet before the comment begins.
    before_comment: u64,
    codec: &'static str,
    /// Samples before the first that is heard.
    skipped: u64,
    /// Rate that granules count in.
    granule_rate: u32,
    flac: Option<StreamInfo>,
}

enum Sight {
    Sound(Box<Stream>),
    Unplayable(&'static str),
    Film,
    Other,
}

fn look(packet: &[u8]) -> Sight {
    let sound = |format, rate, channels, bitrate| Sound {
        format,
        length_ms: None,
        sample_rate: rate,
        channels,
        bits: None,
        bitrate,
    };
    if packet.starts_with(b"\x01vorbis") {
        let rate = le32(packet, 12).unwrap_or(0);
        let sound = sound(Format::Vorbis, Some(rate).filter(|&rate| rate > 0), packet.get(11).copied(), None);
        return Sight::Sound(Box::new(Stream {
            sound,
            headers: 3,
            before_comment: 7,
            codec: "vorbis",
            skipped: 0,
            granule_rate: rate,
            flac: None,
        }));
    }
    if packet.starts_with(b"OpusHead") {
        let sound = sound(Format::Opus, Some(48_000), packet.get(9).copied(), None);
        let skipped = le16(packet, 10).unwrap_or(0).into();
        return Sight::Sound(Box::new(Stream {
            sound,
            headers: 2,
            before_comment: 8,
            codec: "opus",
            skipped,
            granule_rate: 48_000,
            flac: None,
        }));
    }
    if packet.starts_with(b"\x7fFLAC")
        && let Some(block) = packet.get(17..51).and_then(|block| block.try_into().ok())
    {
        let info = StreamInfo::parse(block);
        let sound = info.sound(Format::OggFlac, 0);
        let headers =
            1 + u32::from(packet.get(7).copied().unwrap_or(0)) * 256 + u32::from(packet.get(8).copied().unwrap_or(0));
        let granule_rate = sound.sample_rate.unwrap_or(0);
        return Sight::Sound(Box::new(Stream {
            sound,
            headers,
            before_comment: 4,
            codec: "flac",
            skipped: 0,
            granule_rate,
            flac: Some(info),
        }));
    }
    if packet.starts_with(b"Speex   ") {
        return Sight::Unplayable("Speex cannot be played yet");
    }
    if packet.starts_with(b"\x80theora") || packet.starts_with(b"BBCD") {
        return Sight::Film;
    }
    Sight::Other
}

pub(super) fn identify(source: &mut Source, start: u64) -> Result<Identity, Unidentified> {
    let cut = || Unidentified::Damaged("an Ogg file that is cut off before its sound begins");
    let mut at = start;
    let mut found = None;
    let mut unplayable = None;
    // All streams begin before the first of them goes on.
    while let Some(page) = Page::read(source, at)? {
        if !page.first {
            break;
        }
        match look(source.at(page.body, (page.end - page.body).min(64) as usize)?) {
            Sight::Sound(stream) if found.is_none() => found = Some((stream, page.serial)),
            Sight::Unplayable(reason) => unplayable = Some(reason),
            Sight::Film => return Err(Unidentified::NotAudio("a film")),
            _ => {}
        }
        at = page.end;
    }
    let Some((mut stream, serial)) = found else {
        return Err(match unplayable {
            Some(reason) => Unidentified::Unplayable { format: Format::Other, reason: reason.to_owned() },
            None if at == start => cut(),
            None => Unidentified::Unplayable {
                format: Format::Other,
                reason: "an Ogg stream of a codec that cannot be played yet".to_owned(),
            },
        });
    };
    if stream.sound.channels == Some(0) || stream.granule_rate == 0 {
        return Err(Unidentified::Damaged("damaged: it does not say how its sound is stored"));
    }

    let mut headers = Headers { left: stream.headers - 1, comment: Vec::new(), is_comment: true };
    let mut payload = Payload::new(stream.codec);
    let mut sound_start = None;
    while let Some(page) = Page::read(source, at)? {
        at = page.end;
        if page.serial != serial {
            continue;
        }
        if let Some(from) = headers.pass(&page) {
            sound_start.get_or_insert(from);
            payload.feed(source, from, page.end - from)?;
        }
        if payload.is_full() || (headers.left == 0 && stream.flac.as_ref().is_some_and(|info| info.payload().is_some()))
        {
            break;
        }
    }
    let sound_start = sound_start.filter(|&from| from < source.len()).ok_or_else(cut)?;
    let comments = Comments::read(source, &headers.comment, stream.before_comment)?;
    let (granule, missing) = last_granule(source, serial, sound_start)?;
    let bytes = source.len() - sound_start;

    let samples = granule.saturating_sub(stream.skipped);
    if stream.sound.length_ms.is_none() && samples > 0 {
        stream.sound.length_ms = length_ms(samples, stream.granule_rate);
    }
    stream.sound.bitrate = bitrate(bytes, stream.sound.length_ms);
    let payload = match stream.flac.as_ref().and_then(StreamInfo::payload) {
        Some(payload) => payload,
        None => payload.finish(granule.wrapping_sub(missing << 48)),
    };
    Ok(Identity { payload, sound: stream.sound, has_cover: comments.has_cover, comments: Some(comments) })
}

/// The packets before the sound. The first of them is the comment, whose place is kept.
struct Headers {
    left: u32,
    comment: Vec<(u64, u64)>,
    is_comment: bool,
}

impl Headers {
    /// Where sound begins on this page, when it does.
    fn pass(&mut self, page: &Page) -> Option<u64> {
        let mut at = page.body;
        for &size in &page.lacing[..page.segments] {
            if self.left == 0 {
                break;
            }
            let end = at + u64::from(size);
            if self.is_comment {
                match self.comment.last_mut() {
                    Some(last) if last.1 == at => last.1 = end,
                    _ => self.comment.push((at, end)),
                }
            }
            if size < 255 {
                self.left -= 1;
                self.is_comment = false;
            }
            at = end;
        }
        (self.left == 0 && at < page.end).then_some(at)
    }
}

/// The last page's count of samples, and how many of its bytes were cut off.
fn last_granule(source: &mut Source, serial: u32, sound_start: u64) -> std::io::Result<(u64, u64)> {
    let length = source.len();
    // Most last pages are small, none is over 64 KiB.
    for reach in [8 * 1024, 72 * 1024] {
        let from = length.saturating_sub(reach).max(sound_start.saturating_sub(27 + 255));
        let tail = source.at(from, (length - from) as usize)?;
        let places: Vec<usize> = tail.windows(4).enumerate().filter(|(_, w)| w == b"OggS").map(|(i, _)| i).collect();
        for &place in places.iter().rev() {
            match Page::read(source, from + place as u64)? {
                Some(page) if page.serial == serial && page.granule != u64::MAX => {
                    return Ok((page.granule, page.end.saturating_sub(length)));
                }
                _ => {}
            }
        }
    }
    Ok((0, 0))
}
