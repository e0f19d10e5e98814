//! Where the music begins and ends inside an MP4 audio track.
//!
//! AAC encoders put priming samples before the sound and padding behind it. The container
//! says how many in two ways: an edit list (`elst`, ISO/IEC 14496-12 §8.6.6), whose media time
//! is the first sample to be heard, and Apple's `iTunSMPB` comment, with delay, padding and
//! length in hexadecimal. The demuxer reads neither, so this does.

use std::io::{self, Read, Seek, SeekFrom};

/// The part of the decoded samples that is heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    /// First sample heard, counted from the first decoded one.
    pub start: u64,
    /// One past the last sample heard; unknown in fragmented files.
    pub end: Option<u64>,
}

/// What is known of one `trak`.
#[derive(Debug, Default)]
struct Trak {
    id: u32,
    is_sound: bool,
    /// In units of `timescale`.
    media_time: Option<u64>,
    duration: Option<u64>,
    timescale: Option<u32>,
}

/// The span of the track `id` (or the first sound track) for samples at `rate` Hz.
///
/// Anything malformed reads as "nothing is said": the whole track is heard.
pub(super) fn read_span(file: &mut (impl Read + Seek), id: u32, rate: u32) -> Option<Span> {
    let end = file.seek(SeekFrom::End(0)).ok()?;
    let mut traks = Vec::new();
    let mut itunes = None;
    walk(file, 0, end, 0, &mut |file, name, body| read_box(file, name, body, &mut traks, &mut itunes)).ok()?;
    let trak = traks.iter().find(|it| it.is_sound && it.id == id).or_else(|| traks.iter().find(|it| it.is_sound))?;
    if let Some(span) = itunes {
        return Some(span);
    }
    let scale = |units: u64| -> Option<u64> {
        let timescale = u128::from(trak.timescale.filter(|&it| it > 0)?);
        u64::try_from(u128::from(units) * u128::from(rate) / timescale).ok()
    };
    let start = trak.media_time.and_then(scale).unwrap_or(0);
    let end = trak.duration.filter(|&it| it > 0).and_then(scale).filter(|&end| end > start);
    Some(Span { start, end })
}

/// A box's payload: offset in the file and length.
#[derive(Clone, Copy)]
struct Body {
    at: u64,
    len: u64,
}

/// Whether to go into the box that was just seen.
type Enter = bool;
type See<'a, F> = dyn FnMut(&mut F, [u8; 4], Body) -> io::Result<Enter> + 'a;

/// Calls `see` with every box between `from` and `to`, going into those for which it asks.
fn walk<F: Read + Seek>(file: &mut F, from: u64, to: u64, depth: u32, see: &mut See<'_, F>) -> io::Result<()> {
    const DEEPEST: u32 = 10;
    let mut at = from;
    while depth < DEEPEST && to.saturating_sub(at) >= 8 {
        file.seek(SeekFrom::Start(at))?;
        let (size, name) = (u64::from(u32::from_be_bytes(read(file)?)), read::<4>(file)?);
        let (header, size) = match size {
            0 => (8, to - at),
            1 => (16, u64::from_be_bytes(read(file)?)),
            _ => (8, size),
        };
        if size < header || size > to - at {
            break;
        }
        let body = Body { at: at + header, len: size - header };
        if see(file, name, body)? {
            // `meta` has a version field before its boxes.
            let skip = if &name == b"meta" { 4.min(body.len) } else { 0 };
            walk(file, body.at + skip, body.at + body.len, depth + 1, see)?;
        }
        at += size;
    }
    Ok(())
}

fn read_box<F: Read + Seek>(
    file: &mut F,
    name: [u8; 4],
    body: Body,
    traks: &mut Vec<Trak>,
    itunes: &mut Option<Span>,
) -> io::Result<Enter> {
    match &name {
        b"moov" | b"edts" | b"mdia" | b"udta" | b"meta" | b"ilst" => return Ok(true),
        b"trak" => {
            traks.push(Trak::default());
            return Ok(true);
        }
        b"----" => *itunes = itunes.or(read_smpb(file, body)?),
        _ => {}
    }
    let Some(trak) = traks.last_mut() else { return Ok(false) };
    match &name {
        b"tkhd" => {
            let wide = read::<4>(file)?[0] == 1;
            file.seek_relative(if wide { 16 } else { 8 })?;
            trak.id = u32::from_be_bytes(read(file)?);
        }
        b"hdlr" => {
            file.seek_relative(8)?;
            trak.is_sound |= &read::<4>(file)? == b"soun";
        }
        b"mdhd" => {
            let wide = read::<4>(file)?[0] == 1;
            file.seek_relative(if wide { 16 } else { 8 })?;
            trak.timescale = Some(u32::from_be_bytes(read(file)?));
            trak.duration = Some(read_unit(file, wide)?);
        }
        b"elst" => {
            let wide = read::<4>(file)?[0] == 1;
            let count = u32::from_be_bytes(read(file)?);
            for _ in 0..count.min(8) {
                read_unit(file, wide)?;
                let time = read_unit(file, wide)?;
                file.seek_relative(4)?;
                // A media time of −1 is silence before the sound, not a place in it.
                let nowhere = if wide { u64::MAX } else { u64::from(u32::MAX) };
                if time != nowhere {
                    trak.media_time = Some(time);
                    break;
                }
            }
        }
        _ => {}
    }
    Ok(false)
}

/// `iTunSMPB`: " 00000000 delay padding length …", lengths in samples of the decoded sound.
fn read_smpb<F: Read + Seek>(file: &mut F, body: Body) -> io::Result<Option<Span>> {
    const LONGEST: u64 = 512;
    if body.len > LONGEST {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    file.take(body.len).read_to_end(&mut bytes)?;
    if !bytes.windows(8).any(|window| window == b"iTunSMPB") {
        return Ok(None);
    }
    let Some(data) = bytes.windows(4).position(|window| window == b"data") else { return Ok(None) };
    let text = String::from_utf8_lossy(bytes.get(data + 12..).unwrap_or_default()).into_owned();
    let mut fields = text.split_whitespace().skip(1).map(|field| u64::from_str_radix(field, 16).ok());
    let (Some(Some(start)), Some(Some(_padding)), Some(Some(length))) = (fields.next(), fields.next(), fields.next())
    else {
        return Ok(None);
    };
    let end = start.checked_add(length).filter(|_| length > 0);
    Ok(end.map(|end| Span { start, end: Some(end) }))
}

fn read<const N: usize>(file: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn read_unit(file: &mut impl Read, wide: bool) -> io::Result<u64> {
    Ok(if wide { u64::from_be_bytes(read(file)?) } else { u64::from(u32::from_be_bytes(read(file)?)) })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    fn atom(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let mut out = u32::try_from(body.len() + 8).unwrap().to_be_bytes().to_vec();
        out.extend(name);
        out.extend(body);
        out
    }

    fn words(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    fn movie(extra: &[u8]) -> Vec<u8> {
        let mut handler = words(&[0, 0]);
        handler.extend(b"soun");
        let mdia = [atom(b"mdhd", &words(&[0, 0, 0, 44_100, 133_325])), atom(b"hdlr", &handler)].concat();
        let edits = atom(b"edts", &atom(b"elst", &words(&[0, 2, 10, u32::MAX, 1 << 16, 3000, 1024, 1 << 16])));
        let trak = [atom(b"tkhd", &words(&[0, 0, 0, 7])), edits, atom(b"mdia", &mdia)].concat();
        [atom(b"ftyp", b"M4A "), atom(b"moov", &[atom(b"trak", &trak), extra.to_vec()].concat())].concat()
    }

    #[test]
    fn the_edit_list_and_the_media_length_bound_the_sound() {
        let span = read_span(&mut Cursor::new(movie(&[])), 7, 44_100);
        assert_eq!(span, Some(Span { start: 1024, end: Some(133_325) }));
    }

    #[test]
    fn apples_comment_goes_first() {
        let mut text = b"\0\0\0\x01\0\0\0\0 00000000 00000840 000001CA 00000000003F31F6 00000000".to_vec();
        text = [atom(b"mean", b"\0\0\0\0com.apple.iTunes"), atom(b"name", b"\0\0\0\0iTunSMPB"), atom(b"data", &text)]
            .concat();
        let tags = atom(b"udta", &atom(b"meta", &[vec![0; 4], atom(b"ilst", &atom(b"----", &text))].concat()));
        let span = read_span(&mut Cursor::new(movie(&tags)), 7, 44_100);
        assert_eq!(span, Some(Span { start: 0x840, end: Some(0x840 + 0x3F_31F6) }));
    }

    proptest! {
        #[test]
        fn damage_is_no_worse_than_silence(cut in 0usize..300, at in 0usize..300, with: u8) {
            let mut bytes = movie(&[]);
            let at = at % bytes.len();
            bytes[at] = with;
            bytes.truncate(cut.max(1));
            let _ = read_span(&mut Cursor::new(bytes), 7, 44_100);
        }
    }
}
