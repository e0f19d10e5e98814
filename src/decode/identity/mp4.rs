//! MP4 (ISO 14496-12): the samples of the first audio track, wherever its tables say they lie.

use super::{Identity, Payload, Unidentified, be16, be32, bitrate, length_ms};
use crate::decode::covers;
use crate::decode::source::Source;
use crate::domain::file::{Format, Sound};

/// Children of one atom, or of the file.
pub(in crate::decode) struct Atoms {
    at: u64,
    end: u64,
}

/// Name, start of the content, end.
pub(in crate::decode) type Atom = ([u8; 4], u64, u64);

impl Atoms {
    pub(in crate::decode) fn between(at: u64, end: u64) -> Self {
        Self { at, end }
    }

    /// The next atom; its end may lie beyond a file that was cut off.
    pub(in crate::decode) fn next(&mut self, source: &mut Source) -> std::io::Result<Option<Atom>> {
        if self.at.saturating_add(8) > self.end {
            return Ok(None);
        }
        let Some([a, b, c, d, name @ ..]) = source.array::<8>(self.at)? else { return Ok(None) };
        let (length, header) = match u32::from_be_bytes([a, b, c, d]) {
            0 => (self.end - self.at, 8),
            1 => (source.array(self.at + 8)?.map_or(0, u64::from_be_bytes), 16),
            length => (u64::from(length), 8),
        };
        let Some(end) = self.at.checked_add(length).filter(|_| length >= header) else { return Ok(None) };
        let atom = (name, self.at + header, end);
        self.at = end;
        Ok(Some(atom))
    }

    /// The next atom of a name.
    pub(in crate::decode) fn find(
        &mut self,
        source: &mut Source,
        wanted: &[u8; 4],
    ) -> std::io::Result<Option<(u64, u64)>> {
        while let Some((name, start, end)) = self.next(source)? {
            if &name == wanted {
                return Ok(Some((start, end)));
            }
        }
        Ok(None)
    }
}

/// Content of the atom at the end of a path of names.
fn descend(source: &mut Source, mut place: (u64, u64), path: &[&[u8; 4]]) -> std::io::Result<Option<(u64, u64)>> {
    for name in path {
        match Atoms::between(place.0, place.1).find(source, name)? {
            Some(found) => place = found,
            None => return Ok(None),
        }
    }
    Ok(Some(place))
}

pub(super) fn identify(source: &mut Source, start: u64) -> Result<Identity, Unidentified> {
    let mut atoms = Atoms::between(start, source.len());
    let (mut moov, mut fragments, mut cut_off, mut data) = (None, false, 0, Vec::new());
    while let Some((name, start, end)) = atoms.next(source)? {
        match &name {
            b"moov" => moov = moov.or(Some((start, end))),
            b"moof" => fragments = true,
            b"mdat" => data.push((start, end)),
            _ => {}
        }
        cut_off = end.saturating_sub(source.len());
    }
    let Some(moov) = moov else {
        return Err(Unidentified::Damaged("cut off or damaged: the table of its contents is missing"));
    };
    if moov.1 > source.len() {
        return Err(Unidentified::Damaged("cut off: the table of its contents is not whole"));
    }
    let (mut sound_track, mut film) = (None, false);
    let mut tracks = Atoms::between(moov.0, moov.1);
    while let Some(track) = tracks.find(source, b"trak")? {
        let Some(media) = descend(source, track, &[b"mdia"])? else { continue };
        let Some((handler, _)) = descend(source, media, &[b"hdlr"])? else { continue };
        match source.array::<4>(handler + 8)? {
            Some(kind) if &kind == b"soun" && sound_track.is_none() => sound_track = Some(media),
            Some(kind) if &kind == b"vide" => film |= !is_picture(source, media)?,
            _ => {}
        }
    }
    if film {
        return Err(Unidentified::NotAudio("a film"));
    }
    let Some(media) = sound_track else { return Err(Unidentified::Damaged("an MP4 file without a sound track")) };
    let has_cover = covers::in_mp4(source, moov)?;

    let mut sound = described(source, media)?;
    let mut payload = Payload::new(sound.format.name());
    let mut bytes = Tables::of(source, media)?.feed(source, &mut payload)?;
    if bytes == 0 && fragments {
        // Fragments tell their tables beside the sound, which alone fills the data atoms.
        for (start, end) in data {
            let length = end.min(source.len()) - start;
            payload.feed(source, start, length)?;
            bytes += length;
        }
    }
    if bytes == 0 {
        return Err(Unidentified::Damaged("an MP4 file without any sound"));
    }
    sound.bitrate = bitrate(bytes, sound.length_ms);
    Ok(Identity { payload: payload.finish(bytes.saturating_sub(cut_off)), sound, has_cover, comments: None })
}

/// A "video" track that holds a still picture is a cover.
fn is_picture(source: &mut Source, media: (u64, u64)) -> std::io::Result<bool> {
    let Some((start, _)) = descend(source, media, &[b"minf", b"stbl", b"stsd"])? else { return Ok(false) };
    Ok(matches!(
        source.array::<4>(start + 12)?,
        Some([b'j', b'p', b'e', b'g'] | [b'm', b'j', b'p', _] | [b'p', b'n', b'g', b' '])
    ))
}

/// What the track says of itself.
fn described(source: &mut Source, media: (u64, u64)) -> Result<Sound, Unidentified> {
    let damaged = || Unidentified::Damaged("damaged: its sound track does not say what it holds");
    let (start, end) = descend(source, media, &[b"minf", b"stbl", b"stsd"])?.ok_or_else(damaged)?;
    let entry = source.array::<36>(start + 8)?.ok_or_else(damaged)?;
    let codec = [entry[4], entry[5], entry[6], entry[7]];
    let mut sound = Sound {
        format: Format::Aac,
        length_ms: duration(source, media)?,
        sample_rate: be32(&entry, 32).map(|fixed| fixed >> 16).filter(|&rate| rate > 0),
        channels: be16(&entry, 24).and_then(|channels| u8::try_from(channels).ok()),
        bits: None,
        bitrate: None,
    };
    // QuickTime's later sound descriptions are longer.
    let children = start
        + 8
        + match be16(&entry, 16) {
            Some(1) => 52,
            Some(2) => 72,
            _ => 36,
        };
    let plays = match &codec {
        b"alac" => {
            sound.format = Format::Alac;
            alac(source, (children, end), &mut sound)?;
            Ok(())
        }
        b"mp4a" => aac(source, (children, end), &mut sound)?,
        b"fLaC" => {
            sound.format = Format::Flac;
            Ok(())
        }
        b"Opus" => {
            sound.format = Format::Opus;
            Ok(())
        }
        b".mp3" => {
            sound.format = Format::Mp3;
            Ok(())
        }
        b"drms" | b"enca" => Err("protected against copying (DRM); it plays only where it was bought".to_owned()),
        b"ac-3" | b"ec-3" => Err("Dolby Digital cannot be played yet".to_owned()),
        other => Err(format!("an MP4 codec ({}) that cannot be played yet", other.escape_ascii())),
    };
    match plays {
        Ok(()) => Ok(sound),
        Err(reason) => Err(Unidentified::Unplayable { format: Format::Other, reason }),
    }
}

fn duration(source: &mut Source, media: (u64, u64)) -> std::io::Result<Option<i64>> {
    let Some((start, _)) = descend(source, media, &[b"mdhd"])? else { return Ok(None) };
    let header = source.at(start, 36)?;
    let (scale, duration) = if header.first() == Some(&1) {
        (
            be32(header, 20),
            be32(header, 24).zip(be32(header, 28)).map(|(high, low)| u64::from(high) << 32 | u64::from(low)),
        )
    } else {
        (be32(header, 12), be32(header, 16).map(u64::from))
    };
    let known = duration.filter(|&duration| duration > 0 && duration < u64::from(u32::MAX) << 16);
    Ok(known.zip(scale).and_then(|(duration, scale)| length_ms(duration, scale)))
}

/// Apple's magic cookie (ALACSpecificConfig).
fn alac(source: &mut Source, place: (u64, u64), sound: &mut Sound) -> std::io::Result<()> {
    if let Some((start, _)) = descend(source, place, &[b"alac"])? {
        let cookie = source.at(start + 4, 24)?;
        sound.bits = cookie.get(5).copied();
        sound.channels = cookie.get(9).copied().or(sound.channels);
        sound.sample_rate = be32(cookie, 20).filter(|&rate| rate > 0).or(sound.sample_rate);
    }
    Ok(())
}

/// The elementary stream descriptor (ISO 14496-1 section 7.2.6); an error is why it cannot be played.
fn aac(source: &mut Source, place: (u64, u64), sound: &mut Sound) -> std::io::Result<Result<(), String>> {
    let place = match descend(source, place, &[b"esds"])? {
        Some(found) => found,
        None => match descend(source, place, &[b"wave", b"esds"])? {
            Some(found) => found,
            None => return Ok(Ok(())),
        },
    };
    let descriptor = source.at(place.0 + 4, (place.1.saturating_sub(place.0 + 4)).min(128) as usize)?;
    let mut at = 0;
    let mut object = None;
    while let Some(&tag) = descriptor.get(at) {
        at += 1;
        while descriptor.get(at).is_some_and(|byte| byte & 0x80 != 0) {
            at += 1;
        }
        at += 1;
        match tag {
            3 => {
                let flags = descriptor.get(at + 2).copied().unwrap_or(0);
                at += 3 + if flags & 0x80 == 0 { 0 } else { 2 } + if flags & 0x20 == 0 { 0 } else { 2 };
            }
            4 => {
                object = descriptor.get(at).copied();
                at += 13;
            }
            5 => {
                if let (Some(&first), Some(&second)) = (descriptor.get(at), descriptor.get(at + 1)) {
                    let kind = first >> 3;
                    if kind == 31 {
                        return Ok(Err("extended AAC (xHE-AAC) cannot be played yet".to_owned()));
                    }
                    let rate = usize::from((first & 7) << 1 | second >> 7);
                    sound.sample_rate = super::adts::RATES.get(rate).copied().or(sound.sample_rate);
                    sound.channels = Some(second >> 3 & 15).filter(|c| (1..=7).contains(c)).or(sound.channels);
                }
                break;
            }
            _ => break,
        }
    }
    Ok(match object {
        Some(0x69 | 0x6b) => {
            sound.format = Format::Mp3;
            Ok(())
        }
        Some(0xa5 | 0xa6) => Err("Dolby Digital cannot be played yet".to_owned()),
        Some(0xa9..=0xac) => Err("DTS cannot be played yet".to_owned()),
        Some(0xdd) => {
            sound.format = Format::Vorbis;
            Ok(())
        }
        _ => Ok(()),
    })
}

/// The tables that say where samples lie: sizes, chunks, and how many samples a chunk has.
struct Tables {
    sizes: (u64, u64),
    /// Every sample has this size; 0 when they differ.
    one_size: u32,
    count: u32,
    to_chunks: (u64, u64),
    offsets: (u64, u64),
    wide: bool,
}

impl Tables {
    fn of(source: &mut Source, media: (u64, u64)) -> Result<Self, Unidentified> {
        let damaged = || Unidentified::Damaged("damaged: the tables of its sound are missing");
        let table = descend(source, media, &[b"minf", b"stbl"])?.ok_or_else(damaged)?;
        let sizes = descend(source, table, &[b"stsz"])?.ok_or_else(damaged)?;
        let to_chunks = descend(source, table, &[b"stsc"])?.ok_or_else(damaged)?;
        let (offsets, wide) = match descend(source, table, &[b"stco"])? {
            Some(offsets) => (offsets, false),
            None => (descend(source, table, &[b"co64"])?.ok_or_else(damaged)?, true),
        };
        let header = source.array::<12>(sizes.0)?.ok_or_else(damaged)?;
        let one_size = be32(&header, 4).unwrap_or(0);
        let count = be32(&header, 8).unwrap_or(0);
        Ok(Self { sizes, one_size, count, to_chunks, offsets, wide })
    }

    /// Feeds the first samples and gives the bytes of all.
    fn feed(&self, source: &mut Source, payload: &mut Payload) -> std::io::Result<u64> {
        let mut sizes = Sizes { table: self, index: 0, buffer: Vec::new(), at: 0 };
        let mut total = 0;
        let chunks = source.array(self.offsets.0 + 4)?.map_or(0, u32::from_be_bytes);
        let runs = source.array(self.to_chunks.0 + 4)?.map_or(0, u32::from_be_bytes);
        let mut run = 0;
        let (mut per_chunk, mut next_run) = (0, 1);
        for chunk in 1..=chunks {
            if payload.is_full() {
                break;
            }
            while chunk >= next_run && run < runs {
                let at = self.to_chunks.0 + 8 + u64::from(run) * 12;
                per_chunk = source.array(at + 4)?.map_or(0, u32::from_be_bytes);
                run += 1;
                next_run = match source.array(at + 12)? {
                    Some(first) if run < runs => u32::from_be_bytes(first),
                    _ => u32::MAX,
                };
            }
            let place = u64::from(chunk - 1);
            let offset = if self.wide {
                source.array(self.offsets.0 + 8 + place * 8)?.map(u64::from_be_bytes)
            } else {
                source.array(self.offsets.0 + 8 + place * 4)?.map(|bytes| u64::from(u32::from_be_bytes(bytes)))
            };
            let Some(offset) = offset else { break };
            let length = sizes.sum(source, per_chunk)?;
            payload.feed(source, offset, length)?;
            total += length;
        }
        Ok(total + sizes.sum(source, u32::MAX)?)
    }
}

/// Sizes of the samples, read a few thousand at a time.
struct Sizes<'a> {
    table: &'a Tables,
    index: u32,
    buffer: Vec<u8>,
    at: usize,
}

impl Sizes<'_> {
    /// Bytes of the next samples, of as many as are left.
    fn sum(&mut self, source: &mut Source, samples: u32) -> std::io::Result<u64> {
        let samples = samples.min(self.table.count - self.index);
        if self.table.one_size > 0 {
            self.index += samples;
            return Ok(u64::from(samples) * u64::from(self.table.one_size));
        }
        let mut sum = 0;
        for _ in 0..samples {
            if self.at >= self.buffer.len() {
                let start = self.table.sizes.0 + 12 + u64::from(self.index) * 4;
                let wanted = self.table.sizes.1.saturating_sub(start).min(16 * 1024) as usize;
                self.buffer.clear();
                self.buffer.extend_from_slice(source.at(start, wanted)?);
                self.at = 0;
            }
            let Some(size) = be32(&self.buffer, self.at) else { break };
            sum += u64::from(size);
            self.at += 4;
            self.index += 1;
        }
        Ok(sum)
    }
}
