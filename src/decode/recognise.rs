//! What a file is: by its first bytes, with the extension as a second opinion.
//!
//! The content decides, because probing decoders are too kind: symphonia opens a `.wv` file as
//! WAV, since WavPack keeps the RIFF header inside, and plays the packed bytes as noise.

use std::io;

use super::identity::{adts, mpeg};
use super::source::Source;
use crate::domain::file::Format;

/// The wrappings that can be opened here. Which codec is inside is known to [`super::identity`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// `fLaC`, also behind ID3v2.
    Flac,
    /// Bare MPEG audio frames: MP3, and its older layers.
    Mpeg,
    /// Bare AAC frames.
    Adts,
    Mp4,
    Ogg,
    Wav,
    Aiff,
}

/// What the first bytes say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recognition {
    /// To be opened as this; `start` is where the stream begins, behind any ID3v2 tags.
    Container { container: Container, start: u64 },
    /// Audio that no decoder here plays.
    Unplayable { format: Format, reason: String },
    /// Not audio at all, in words that say what it seems to be.
    NotAudio { reason: String },
}

/// Looks at the first bytes of a file, and behind its ID3v2 tags. `extension` is without the
/// dot, in any case.
///
/// # Errors
/// The file cannot be read.
pub fn recognise(source: &mut Source, extension: Option<&str>) -> io::Result<Recognition> {
    if source.is_empty() {
        return Ok(not_audio("an empty file"));
    }
    let start = behind_id3v2(source)?;
    let extension = extension.map(str::to_ascii_lowercase).unwrap_or_default();
    let from_start = source.at(start, 4096)?;
    if from_start.is_empty() {
        return Ok(not_audio("nothing but a tag, there is no sound in it"));
    }
    if let Some(found) = by_signature(from_start, start, &extension) {
        return Ok(found);
    }
    // Frames have no signature: two or more must follow each other.
    if let Some((container, start)) = frames(source, start, &extension)? {
        return Ok(Recognition::Container { container, start });
    }
    if let Some((format, reason)) = module_music(source)? {
        return Ok(Recognition::Unplayable { format, reason });
    }
    let named = if extension.is_empty() { String::new() } else { format!(" named .{extension}") };
    let looks_like = not_audio_by_sight(source.at(start, 4096)?);
    Ok(not_audio(&match looks_like {
        Some(thing) => format!("{thing}{named}"),
        None if start > 0 => "a tag without sound behind it, or a damaged file".to_owned(),
        None if named.is_empty() => "no known audio".to_owned(),
        None => format!("no known audio in a file{named}; it is damaged, or something else"),
    }))
}

fn not_audio(reason: &str) -> Recognition {
    Recognition::NotAudio { reason: reason.to_owned() }
}

fn unplayable(format: Format, what: &str) -> Recognition {
    Recognition::Unplayable { format, reason: format!("{what} cannot be played yet") }
}

/// Where the ID3v2 tags at the front end; some files carry several, some pad them with zeros.
fn behind_id3v2(source: &mut Source) -> io::Result<u64> {
    let mut start = 0;
    while let Some(header) = source.array::<10>(start)? {
        let Some(size) = id3v2_size(&header) else { break };
        start += size;
    }
    Ok(start)
}

/// Whole size of an ID3v2 tag, with header and footer. Sizes are 28 bits in four bytes
/// (ID3v2.4 section 3.1).
pub(super) fn id3v2_size(header: &[u8; 10]) -> Option<u64> {
    let [b'I', b'D', b'3', major, _, flags, size @ ..] = header else { return None };
    if *major == 0xff || size.iter().any(|&byte| byte >= 0x80) {
        return None;
    }
    let body = size.iter().fold(0, |sum, &byte| sum << 7 | u64::from(byte));
    let footer = if flags & 0x10 == 0 { 0 } else { 10 };
    Some(10 + body + footer)
}

fn by_signature(bytes: &[u8], start: u64, extension: &str) -> Option<Recognition> {
    let container = |container| Some(Recognition::Container { container, start });
    let tagged = |offset: usize, tag: &[u8]| bytes.get(offset..).is_some_and(|rest| rest.starts_with(tag));
    if tagged(0, b"fLaC") {
        return container(Container::Flac);
    }
    if tagged(0, b"OggS") {
        return container(Container::Ogg);
    }
    if tagged(0, b"RIFF") && tagged(8, b"WAVE") {
        return container(Container::Wav);
    }
    if tagged(0, b"FORM") && (tagged(8, b"AIFF") || tagged(8, b"AIFC")) {
        return container(Container::Aiff);
    }
    if tagged(4, b"ftyp") {
        return container(Container::Mp4);
    }
    // Files from before `ftyp`, and some whose atoms were moved about.
    if [&b"moov"[..], b"mdat", b"free", b"skip", b"wide"].iter().any(|atom| tagged(4, atom))
        && matches!(extension, "m4a" | "m4b" | "mp4" | "m4p" | "mov" | "3gp")
    {
        return container(Container::Mp4);
    }
    if tagged(0, b"wvpk") {
        return Some(unplayable(Format::WavPack, "WavPack"));
    }
    if tagged(0, b"MAC ") {
        return Some(unplayable(Format::Ape, "Monkey's Audio"));
    }
    if tagged(0, b"MPCK") || (tagged(0, b"MP+") && bytes.get(3).is_some_and(|version| version & 0x0f == 7)) {
        return Some(unplayable(Format::Musepack, "Musepack"));
    }
    if tagged(0, b"DSD ") || (tagged(0, b"FRM8") && tagged(12, b"DSD ")) {
        return Some(unplayable(Format::Dsd, "DSD"));
    }
    if tagged(0, &[0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11]) {
        return Some(if matches!(extension, "wmv" | "asf") {
            not_audio("a Windows Media video")
        } else {
            unplayable(Format::Wma, "Windows Media audio")
        });
    }
    if tagged(0, &[0x1a, 0x45, 0xdf, 0xa3]) {
        let has_video = extension == "mkv"
            || bytes.windows(6).any(|w| w.starts_with(b"V_VP") || w == b"V_MPEG" || w == b"V_AV1\x00");
        return Some(if has_video && extension != "mka" {
            not_audio("a Matroska video")
        } else {
            unplayable(Format::Other, "Matroska audio")
        });
    }
    for (tag, what) in [
        (&b"TTA1"[..], "True Audio"),
        (b"TTA2", "True Audio"),
        (b"tBaK", "TAK"),
        (b"OFR ", "OptimFROG"),
        (b"caff", "Core Audio"),
        (b"#!AMR", "AMR speech"),
        (b".snd", "Sun audio"),
        (b"RF64", "RF64 (large WAV)"),
        (b"riff", "Wave64"),
        (b".RMF", "RealMedia"),
        (b"MThd", "MIDI"),
        (b"Extended Module: ", "a tracker module (XM)"),
        (b"IMPM", "a tracker module (IT)"),
    ] {
        if tagged(0, tag) {
            return Some(unplayable(Format::Other, what));
        }
    }
    if tagged(0, &[0x0b, 0x77]) && matches!(extension, "ac3" | "eac3") {
        return Some(unplayable(Format::Other, "Dolby Digital"));
    }
    if tagged(0, &[0x7f, 0xfe, 0x80, 0x01]) {
        return Some(unplayable(Format::Other, "DTS"));
    }
    None
}

/// Amiga and Scream Tracker modules carry their signature inside.
fn module_music(source: &mut Source) -> io::Result<Option<(Format, String)>> {
    let what = match source.array::<4>(1080)? {
        Some([b'M', b'.', b'K', b'.'] | [b'M', b'!', b'K', b'!'] | [b'4' | b'6' | b'8', b'C', b'H', b'N']) => "MOD",
        _ if source.array::<4>(44)? == Some(*b"SCRM") => "S3M",
        _ => return Ok(None),
    };
    Ok(Some((Format::Other, format!("a tracker module ({what}) cannot be played yet"))))
}

/// What a person would call a file that is not audio.
fn not_audio_by_sight(bytes: &[u8]) -> Option<&'static str> {
    for (tag, what) in [
        (&b"\xff\xd8\xff"[..], "a JPEG picture"),
        (b"\x89PNG", "a PNG picture"),
        (b"GIF8", "a GIF picture"),
        (b"%PDF", "a PDF document"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"Rar!", "a RAR archive"),
        (b"7z\xbc\xaf", "a 7z archive"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"\x7fELF", "a program"),
        (b"SQLite format 3", "a database"),
        (b"\x00\x05\x16\x07", "a macOS side file"),
    ] {
        if bytes.starts_with(tag) {
            return Some(what);
        }
    }
    if bytes.iter().all(|&byte| byte == 0) {
        return Some("a file of zeros, as a broken download leaves it,");
    }
    let start = bytes.trim_ascii_start();
    if start.get(..5).is_some_and(|five| five.eq_ignore_ascii_case(b"<html") || five.eq_ignore_ascii_case(b"<!doc")) {
        return Some("a web page");
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        // The last character may be cut where the look ended.
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or(""),
        Err(_) => return None,
    };
    (!text.is_empty() && !text.chars().any(|c| c.is_control() && !c.is_whitespace())).then_some("a text file")
}

/// How far behind the tags a first frame is looked for.
const JUNK: usize = 64 * 1024;

fn frames(source: &mut Source, start: u64, extension: &str) -> io::Result<Option<(Container, u64)>> {
    let trusted = matches!(extension, "mp3" | "mp2" | "mp1" | "mpga" | "aac" | "adts");
    // Under another name, frames must stand where they should and go on for longer.
    let (window, needed) = if trusted || start > 0 { (JUNK, 2) } else { (1, 4) };
    let window = window.min(usize::try_from(source.len() - start).unwrap_or(window));
    let mut offset = 0;
    while offset < window {
        let here = start + offset as u64;
        let bytes = source.at(here, 4096.min(window - offset))?;
        let Some(sync) = bytes.iter().position(|&byte| byte == 0xff) else {
            offset += bytes.len().max(1);
            continue;
        };
        let at = here + sync as u64;
        for container in [Container::Mpeg, Container::Adts] {
            if runs_on(source, at, container, needed)? {
                return Ok(Some((container, at)));
            }
        }
        offset += sync + 1;
    }
    Ok(None)
}

/// Whether frames of one kind follow each other from here on, to the end of a short file.
fn runs_on(source: &mut Source, start: u64, container: Container, needed: usize) -> io::Result<bool> {
    let (mut at, mut first) = (start, None);
    for count in 0..needed {
        let Some(header) = source.array::<4>(at)? else { return Ok(count > 0 && at == source.len()) };
        let length = match container {
            Container::Mpeg => mpeg::Header::parse(header).map(|header| (header.family(), header.length)),
            _ => source.array::<7>(at)?.and_then(adts::Header::parse).map(|header| (header.family(), header.length)),
        };
        // Behind the last frame of a short file stand its tags.
        let Some((family, length)) = length else { return Ok(count > 0 && is_trailing_tag(header)) };
        if *first.get_or_insert(family) != family {
            return Ok(false);
        }
        at += u64::from(length);
    }
    Ok(true)
}

fn is_trailing_tag(header: [u8; 4]) -> bool {
    matches!(header, [b'T', b'A', b'G', _] | [b'3', b'D', b'I', _]) || matches!(&header, b"APET" | b"LYRI")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn see(bytes: &[u8], extension: &str) -> Recognition {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        let mut source = Source::new();
        source.open(file, bytes.len() as u64).unwrap();
        recognise(&mut source, Some(extension)).unwrap()
    }

    fn fixture(name: &str) -> Vec<u8> {
        std::fs::read(format!("{}/tests/fixtures/noise/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    fn reason(bytes: &[u8], extension: &str) -> String {
        match see(bytes, extension) {
            Recognition::NotAudio { reason } => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn content_wins_over_the_extension() {
        for (name, container) in [
            ("plain.flac", Container::Flac),
            ("plain.mp3", Container::Mpeg),
            ("bare.mp3", Container::Mpeg),
            ("plain.aac", Container::Adts),
            ("plain.m4a", Container::Mp4),
            ("plain.ogg", Container::Ogg),
            ("plain.opus", Container::Ogg),
            ("plain.wav", Container::Wav),
            ("plain.aiff", Container::Aiff),
        ] {
            for extension in ["", "mp3", "FLAC", "wav", "bin"] {
                let seen = see(&fixture(name), extension);
                assert!(
                    matches!(seen, Recognition::Container { container: c, .. } if c == container),
                    "{name} as .{extension}: {seen:?}"
                );
            }
        }
    }

    #[test]
    fn audio_that_does_not_play_is_named() {
        for (name, format) in [
            ("plain.wv", Format::WavPack),
            ("plain.wma", Format::Wma),
            ("plain.mka", Format::Other),
            ("plain.tta", Format::Other),
        ] {
            let Recognition::Unplayable { format: seen, reason } = see(&fixture(name), "wav") else {
                panic!("{name} is not seen");
            };
            assert_eq!(seen, format, "{name}");
            assert!(reason.ends_with("cannot be played yet"), "{reason}");
        }
        assert!(matches!(see(b"MThd\0\0\0\x06", "mid"), Recognition::Unplayable { .. }));
    }

    #[test]
    fn what_is_not_audio_says_what_it_is() {
        assert_eq!(reason(b"", "mp3"), "an empty file");
        assert_eq!(reason(b"Dear diary,\n", "mp3"), "a text file named .mp3");
        assert_eq!(reason(b"<html><body>404</body></html>", "flac"), "a web page named .flac");
        assert_eq!(reason(b"\xff\xd8\xff\xe0\0\x10JFIF", "mp3"), "a JPEG picture named .mp3");
        assert_eq!(reason(&[0; 5000], "ogg"), "a file of zeros, as a broken download leaves it, named .ogg");
        assert_eq!(reason(b"ID3\x04\0\0\0\0\0\0", "mp3"), "nothing but a tag, there is no sound in it");
        let noise: Vec<u8> = (0..9000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8 & 0x7f | 0x80).collect();
        assert!(reason(&noise, "mp3").starts_with("no known audio in a file named .mp3"));
    }

    #[test]
    fn tags_padding_and_junk_before_frames_are_passed_over() {
        // Without the tag of its own.
        let sound = &fixture("plain.mp3")[45..];
        for before in
            [&b"ID3\x03\0\0\0\0\0\x04\xff\xfb\x90\x64"[..], &[0; 700], b"RIFFjunk or so", b"ID3\x04\0\0\0\0\0\0\0\0\0"]
        {
            let mut bytes = before.to_vec();
            bytes.extend(sound);
            let expected = Recognition::Container { container: Container::Mpeg, start: before.len() as u64 };
            assert_eq!(see(&bytes, "mp3"), expected);
        }
    }
}
