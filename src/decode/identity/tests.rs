//! Identity on real files: every edit of tags and covers keeps it, every change of sound does not.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use lofty::config::WriteOptions;
use lofty::file::{AudioFile, TaggedFileExt};
use lofty::picture::{MimeType, Picture, PictureType};
use lofty::tag::{Accessor, ItemKey, Tag, TagType};
use proptest::prelude::*;

use super::*;
use crate::decode::recognise::{Recognition, recognise};

const PLAYABLE: [(&str, Format); 13] = [
    ("plain.mp3", Format::Mp3),
    ("bare.mp3", Format::Mp3),
    ("plain.flac", Format::Flac),
    ("nomd5.flac", Format::Flac),
    ("plain.m4a", Format::Aac),
    ("faststart.m4a", Format::Aac),
    ("alac.m4a", Format::Alac),
    ("plain.ogg", Format::Vorbis),
    ("plain.opus", Format::Opus),
    ("flac.oga", Format::OggFlac),
    ("plain.wav", Format::Wav),
    ("plain.aiff", Format::Aiff),
    ("plain.aac", Format::Aac),
];

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/noise").join(name)
}

fn read(path: &Path) -> Result<Identity, Unidentified> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut source = Source::new();
    source.open(file, length)?;
    let extension = path.extension().and_then(|extension| extension.to_str());
    match recognise(&mut source, extension)? {
        Recognition::Container { container, start } => identify(&mut source, container, start),
        other => panic!("{}: {other:?}", path.display()),
    }
}

fn identity(path: &Path) -> Identity {
    read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn picture(size: usize) -> Picture {
    let mut data = b"\xff\xd8\xff\xe0".to_vec();
    // Bytes that look like frames and pages must not lead astray.
    data.extend(b"OggS\xff\xfb\x90\x64TAGAPETAGEXmoovdata".iter().cycle().take(size));
    Picture::unchecked(data).pic_type(PictureType::CoverFront).mime_type(MimeType::Jpeg).build()
}

/// Writes a tag of the given type into the file, if the format takes it.
fn write_tag(path: &Path, kind: TagType, title: &str, cover: usize, others: usize) -> bool {
    // lofty does not know FLAC in Ogg.
    let Ok(tagged) = lofty::read_from_path(path) else { return false };
    if !tagged.file_type().tag_support(kind).is_writable() {
        return false;
    }
    let mut tag = Tag::new(kind);
    tag.set_title(title.to_owned());
    for number in 0..others {
        tag.insert_text(ItemKey::Composer, format!("Composer {number}"));
        tag.insert_text(ItemKey::Comment, "word ".repeat(number * 50));
    }
    if cover > 0 {
        tag.push_picture(picture(cover));
    }
    let mut tagged = tagged;
    tagged.insert_tag(tag);
    tagged.save_to_path(path, WriteOptions::default()).is_ok()
}

/// Whether "TAG" stands 128 bytes from the end, whatever it belongs to.
fn looks_like_id3v1(path: &Path) -> bool {
    let bytes = fs::read(path).unwrap();
    bytes.len().checked_sub(128).is_some_and(|at| bytes[at..].starts_with(b"TAG"))
}

const TAGS: [TagType; 7] = [
    TagType::Id3v2,
    TagType::Id3v1,
    TagType::Ape,
    TagType::VorbisComments,
    TagType::Mp4Ilst,
    TagType::RiffInfo,
    TagType::AiffText,
];

#[test]
fn every_format_is_named_and_measured() {
    for (name, format) in PLAYABLE {
        let identity = identity(&fixture(name));
        assert_eq!(identity.sound.format, format, "{name}");
        assert!(!identity.has_cover, "{name}");
        let (expected, rate) = match name {
            "plain.flac" | "nomd5.flac" | "alac.m4a" | "flac.oga" | "plain.wav" | "plain.aiff" => (250, 8000),
            "plain.opus" => (500, 48_000),
            _ => (500, 16_000),
        };
        assert_eq!(identity.sound.sample_rate, Some(rate), "{name}");
        assert_eq!(identity.sound.channels, Some(1), "{name}");
        // A streamed FLAC does not know its length.
        if name == "nomd5.flac" {
            assert_eq!(identity.sound.length_ms, None);
            continue;
        }
        let length = identity.sound.length_ms.unwrap_or_else(|| panic!("{name}: no length"));
        // Encoders of bare frames and old tables pad to whole frames.
        assert!((length - expected).abs() <= 140, "{name}: {length} ms");
    }
}

#[test]
fn every_tag_and_cover_keeps_the_identity() {
    let folder = tempfile::tempdir().unwrap();
    let mut edits = 0;
    for (name, _) in PLAYABLE {
        let path = folder.path().join(name);
        fs::copy(fixture(name), &path).unwrap();
        let before = identity(&path);
        for kind in TAGS {
            for (title, cover, others) in [
                ("One", 0, 0),
                ("A longer title than before", 0, 12),
                ("Covered", 900, 1),
                ("Big", 300_000, 3),
                ("x", 70, 0),
            ] {
                if !write_tag(&path, kind, title, cover, others) {
                    continue;
                }
                edits += 1;
                let after = identity(&path);
                assert_eq!(after.payload, before.payload, "{name} {kind:?} {title}");
                assert_eq!(after.sound.length_ms, before.sound.length_ms, "{name} {kind:?} {title}");
                let holds_pictures = !matches!(kind, TagType::Id3v1 | TagType::RiffInfo | TagType::AiffText);
                if cover > 0 && holds_pictures {
                    assert!(after.has_cover, "{name} {kind:?} {title}");
                }
            }
        }
    }
    assert!(edits > 60, "only {edits} edits were possible");
}

#[test]
fn recordings_differ() {
    let mut seen = std::collections::HashMap::new();
    for (name, _) in PLAYABLE {
        if let Some(other) = seen.insert(identity(&fixture(name)).payload, name) {
            let packed_alike = ["plain.m4a faststart.m4a", "plain.flac flac.oga"];
            assert!(packed_alike.contains(&format!("{other} {name}").as_str()), "{other} and {name} are one");
        }
    }
    assert_eq!(identity(&fixture("plain.m4a")).payload, identity(&fixture("faststart.m4a")).payload);
}

/// Where the sound of a fixture certainly lies: near its end, before any tables behind it.
fn a_byte_of_sound(name: &str, bytes: &[u8]) -> usize {
    match name {
        "plain.m4a" | "faststart.m4a" | "alac.m4a" => bytes.windows(4).position(|w| w == b"mdat").unwrap() + 60,
        _ => bytes.len() - 40,
    }
}

#[test]
fn other_sound_is_another_identity() {
    let folder = tempfile::tempdir().unwrap();
    for (name, _) in PLAYABLE {
        // A FLAC's checksum speaks for its samples.
        if matches!(name, "plain.flac" | "flac.oga") {
            continue;
        }
        let path = folder.path().join(name);
        let mut bytes = fs::read(fixture(name)).unwrap();
        let before = identity(&fixture(name)).payload;
        let place = a_byte_of_sound(name, &bytes);
        bytes[place] ^= 0x55;
        fs::write(&path, &bytes).unwrap();
        assert_ne!(identity(&path).payload, before, "{name}");
    }
}

#[test]
fn a_file_cut_short_is_another_or_says_so() {
    let folder = tempfile::tempdir().unwrap();
    for (name, _) in PLAYABLE {
        if matches!(name, "plain.flac" | "flac.oga") {
            continue;
        }
        let path = folder.path().join(name);
        let bytes = fs::read(fixture(name)).unwrap();
        let before = identity(&fixture(name)).payload;
        for kept in [bytes.len() - 10, bytes.len() * 2 / 3] {
            fs::write(&path, &bytes[..kept]).unwrap();
            match read(&path) {
                Ok(after) => assert_ne!(after.payload, before, "{name} cut to {kept}"),
                Err(Unidentified::Damaged(reason)) => assert!(!reason.is_empty()),
                Err(other) => panic!("{name}: {other:?}"),
            }
        }
    }
}

#[test]
fn chunks_and_tags_around_samples_do_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let wav = fs::read(fixture("plain.wav")).unwrap();
    let path = folder.path().join("more.wav");
    let mut more = wav[..12].to_vec();
    more.extend(b"junk\x05\0\0\0hello\0");
    more.extend(&wav[12..]);
    more.extend(b"cue \x04\0\0\0\0\0\0\0");
    fs::write(&path, &more).unwrap();
    assert_eq!(identity(&path).payload, identity(&fixture("plain.wav")).payload);

    // ID3v2 before FLAC and ID3v1 behind it, as careless taggers leave them.
    for name in ["plain.flac", "nomd5.flac"] {
        let path = folder.path().join(name);
        let mut around = b"ID3\x04\0\0\0\0\0\x05TIT2\0".to_vec();
        around.extend(fs::read(fixture(name)).unwrap());
        around.extend(b"TAG");
        around.extend([0; 125]);
        fs::write(&path, &around).unwrap();
        assert_eq!(identity(&path).payload, identity(&fixture(name)).payload, "{name}");
    }
}

#[test]
fn a_film_and_a_foreign_codec_say_what_they_are() {
    assert!(matches!(read(&fixture("film.mp4")), Err(Unidentified::NotAudio("a film"))));
    assert!(matches!(read(&fixture("plain.spx")), Err(Unidentified::Unplayable { format: Format::Other, .. })));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Damaged files may be refused or named otherwise; they never panic, nor take for ever.
    #[test]
    fn damage_never_panics(which in 0usize..PLAYABLE.len(), hits in prop::collection::vec((0usize..3000, any::<u8>()), 1..40), cut in any::<prop::sample::Index>()) {
        let (name, _) = PLAYABLE[which];
        let mut bytes = fs::read(fixture(name)).unwrap();
        for (at, value) in hits {
            let place = at % bytes.len();
            bytes[place] = value;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        let mut file = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut file, &bytes).unwrap();
        let mut source = Source::new();
        source.open(file, bytes.len() as u64).unwrap();
        let extension = name.rsplit('.').next();
        if let Ok(Recognition::Container { container, start }) = recognise(&mut source, extension) {
            let _ = identify(&mut source, container, start);
        }
    }

    /// Edits after edits, in any order, keep the identity.
    #[test]
    fn edits_add_up_to_nothing(which in 0usize..PLAYABLE.len(), edits in prop::collection::vec((0usize..TAGS.len(), "\\PC{0,40}", 0usize..20_000, 0usize..6), 1..5)) {
        let (name, _) = PLAYABLE[which];
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::copy(fixture(name), &path).unwrap();
        let before = identity(&path).payload;
        for (kind, title, cover, others) in edits {
            write_tag(&path, TAGS[kind], &title, cover, others);
            prop_assert_eq!(identity(&path).payload, before);
            // The writer of these tests would take what stands there for ID3v1 at the next edit,
            // and leave half of an APE tag behind: a damaged file, of which nothing can be said.
            if kind != 1 && looks_like_id3v1(&path) {
                break;
            }
        }
    }
}

/// A tag of 131 bytes has the "TAG" of "APETAGEX" where ID3v1 would begin.
#[test]
fn an_ape_tag_of_an_unlucky_size_is_no_sound() {
    let folder = tempfile::tempdir().unwrap();
    for length in 40..70 {
        let path = folder.path().join(format!("{length}.mp3"));
        fs::copy(fixture("plain.mp3"), &path).unwrap();
        assert!(write_tag(&path, TagType::Ape, &"x".repeat(length), 0, 0));
        assert_eq!(identity(&path).payload, identity(&fixture("plain.mp3")).payload, "{length}");
    }
}
