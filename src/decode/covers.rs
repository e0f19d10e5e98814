//! Where pictures lie in a file, found without reading them.
//!
//! Each function says whether there is a picture, and hides its bytes from later readers of the
//! source, who then pass over it without touching the disk.

use std::io;

use super::identity::mp4::Atoms;
use super::recognise::id3v2_size;
use super::source::Source;

/// Names of frames and items are small; a picture is not.
const WORTH_HIDING: u64 = 4096;

/// Pictures in the ID3v2 tag at `start`, if there is one (ID3v2.2, 2.3 and 2.4).
pub(super) fn in_id3v2(source: &mut Source, start: u64) -> io::Result<bool> {
    let Some(header) = source.array::<10>(start)? else { return Ok(false) };
    let Some(size) = id3v2_size(&header) else { return Ok(false) };
    let [_, _, _, major, _, flags, ..] = header;
    let end = (start + size).min(source.len());
    let old = major < 3;
    if flags & 0x80 != 0 && major < 4 {
        // The whole tag is escaped, so that places cannot be counted.
        let bytes = source.at(start, (end - start).min(64 * 1024) as usize)?;
        return Ok(bytes.windows(4).any(|w| if old { w.starts_with(b"PIC") } else { w == b"APIC" }));
    }
    let mut at = start + 10;
    if flags & 0x40 != 0 && !old {
        let Some(bytes) = source.array::<4>(at)? else { return Ok(false) };
        at += if major == 4 { synchsafe(bytes) } else { 4 + u64::from(u32::from_be_bytes(bytes)) };
    }
    let mut found = false;
    while at < end {
        let (name_is_picture, header, length) = if old {
            let Some([a, b, c, x, y, z]) = source.array::<6>(at)? else { break };
            if a == 0 {
                break;
            }
            ([a, b, c] == *b"PIC", 6, u64::from(u32::from_be_bytes([0, x, y, z])))
        } else {
            let Some([a, b, c, d, w, x, y, z, ..]) = source.array::<10>(at)? else { break };
            if a == 0 {
                break;
            }
            let size = [w, x, y, z];
            ([a, b, c, d] == *b"APIC", 10, if major == 4 { synchsafe(size) } else { u32::from_be_bytes(size).into() })
        };
        let next = at + header + length;
        if name_is_picture && next <= end {
            found = true;
            if length > WORTH_HIDING {
                source.hide(at + header..next);
            }
        }
        at = next;
    }
    Ok(found)
}

fn synchsafe(bytes: [u8; 4]) -> u64 {
    bytes.iter().fold(0, |sum, &byte| sum << 7 | u64::from(byte & 0x7f))
}

/// Pictures in the APEv2 tag that begins at `start`, if there is one.
pub(super) fn in_ape(source: &mut Source, start: u64) -> io::Result<bool> {
    let Some(header) = source.array::<32>(start)? else { return Ok(false) };
    let Some(items) = header.strip_prefix(b"APETAGEX").and_then(|rest| rest.get(8..12)) else { return Ok(false) };
    let count = items.iter().rev().fold(0u32, |sum, &byte| sum << 8 | u32::from(byte)).min(1024);
    let mut at = start + 32;
    let mut found = false;
    for _ in 0..count {
        let item = source.at(at, 8 + 64)?;
        let Some((head, rest)) = item.split_at_checked(8) else { break };
        let length = u64::from(u32::from_le_bytes([head[0], head[1], head[2], head[3]]));
        let Some(name) = rest.iter().position(|&byte| byte == 0).map(|end| &rest[..end]) else { break };
        let value = at + 8 + name.len() as u64 + 1;
        if name.get(..9).is_some_and(|start| start.eq_ignore_ascii_case(b"cover art")) {
            found = true;
            if length > WORTH_HIDING {
                source.hide(value..value + length);
            }
        }
        at = value + length;
    }
    Ok(found)
}

/// Pictures among the items of an MP4 file whose `moov` atom has this content.
pub(super) fn in_mp4(source: &mut Source, moov: (u64, u64)) -> io::Result<bool> {
    let Some(user) = Atoms::between(moov.0, moov.1).find(source, b"udta")? else { return Ok(false) };
    let Some((start, end)) = Atoms::between(user.0, user.1).find(source, b"meta")? else { return Ok(false) };
    // Some writers leave out the version and flags.
    let plain = matches!(source.array::<8>(start)?, Some([_, _, _, _, b'h', b'd', b'l', b'r']));
    let Some(items) = Atoms::between(if plain { start } else { start + 4 }, end).find(source, b"ilst")? else {
        return Ok(false);
    };
    let Some((start, end)) = Atoms::between(items.0, items.1).find(source, b"covr")? else { return Ok(false) };
    if end - start > WORTH_HIDING {
        source.hide(start..end);
    }
    Ok(end > start)
}

/// Where the sound ends that starts at `start`: before the tags that may stand behind it (ID3v1,
/// Lyrics3, APEv2, ID3v2.4 with a footer), in any order.
pub(super) fn before_trailing_tags(source: &mut Source, start: u64) -> io::Result<u64> {
    let mut end = source.len();
    loop {
        let room = end.saturating_sub(start);
        let tail_start = end - room.min(256);
        let tail = source.at(tail_start, (end - tail_start) as usize)?;
        let from_end = |back: usize| tail.len().checked_sub(back).and_then(|at| tail.get(at..)).unwrap_or_default();
        // First APEv2: in a tag of 131 bytes, the "TAG" of its own header stands where ID3v1's would.
        let size = if from_end(32).starts_with(b"APETAGEX") {
            let footer = from_end(32);
            let size = u64::from(u32::from_le_bytes([footer[12], footer[13], footer[14], footer[15]]));
            size + if footer[23] & 0x80 == 0 { 0 } else { 32 }
        } else if from_end(128).starts_with(b"TAG") {
            128
        } else if from_end(9) == b"LYRICS200" {
            let digits = from_end(15).get(..6).and_then(|digits| std::str::from_utf8(digits).ok());
            digits.and_then(|digits| digits.parse::<u64>().ok()).map_or(0, |size| size + 15)
        } else if from_end(10).starts_with(b"3DI") {
            let footer = from_end(10);
            synchsafe([footer[6], footer[7], footer[8], footer[9]]) + 20
        } else {
            0
        };
        if size == 0 || size > room {
            return Ok(end);
        }
        end -= size;
    }
}
