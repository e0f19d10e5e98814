//! Tags as taggers write them, read back from real files.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use lofty::ape::ApeTag;
use lofty::config::WriteOptions;
use lofty::id3::v2::{Frame, Id3v2Tag, PopularimeterFrame, UniqueFileIdentifierFrame};
use lofty::ogg::tag::VorbisComments;
use lofty::picture::{MimeType, Picture, PictureType};
use lofty::tag::{Accessor, ItemKey, ItemValue, Tag, TagExt, TagItem, TagType};

use super::*;
use crate::decode::identity::identify;
use crate::decode::recognise::{Recognition, recognise};

fn fixture(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/noise").join(name), &path).unwrap();
    path
}

fn read(path: &Path) -> Read {
    let file = File::open(path).unwrap();
    let length = file.metadata().unwrap().len();
    let mut source = Source::new();
    source.open(file, length).unwrap();
    match recognise(&mut source, None).unwrap() {
        Recognition::Container { container, start } => {
            let identity = identify(&mut source, container, start).unwrap();
            of_container(&mut source, container, identity.comments)
        }
        Recognition::Unplayable { format, .. } => of_unplayable(&mut source, format),
        other => panic!("{other:?}"),
    }
}

const ID: &str = "b1a9c0e9-d987-4042-ae91-78d6a3267d69";

/// The same words in every format, written by lofty.
#[test]
fn every_format_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for (name, kind) in [
        ("plain.mp3", TagType::Id3v2),
        ("plain.mp3", TagType::Ape),
        ("plain.flac", TagType::VorbisComments),
        ("plain.ogg", TagType::VorbisComments),
        ("plain.opus", TagType::VorbisComments),
        ("plain.m4a", TagType::Mp4Ilst),
        ("alac.m4a", TagType::Mp4Ilst),
        ("plain.wav", TagType::Id3v2),
        ("plain.aiff", TagType::Id3v2),
        ("plain.wv", TagType::Ape),
    ] {
        let path = fixture(folder.path(), name);
        let mut tag = Tag::new(kind);
        for (key, value) in [
            (ItemKey::TrackTitle, "Söng\u{1b}[31m"),
            (ItemKey::TrackArtist, "Alpha feat. Gamma"),
            (ItemKey::AlbumTitle, "Album"),
            (ItemKey::AlbumArtist, "Alpha"),
            (ItemKey::TrackNumber, "3"),
            (ItemKey::TrackTotal, "12"),
            (ItemKey::DiscNumber, "1"),
            (ItemKey::DiscTotal, "2"),
            (ItemKey::RecordingDate, "2008-05-12"),
            (ItemKey::Composer, "Composer"),
            (ItemKey::Conductor, "Conductor"),
            (ItemKey::FlagCompilation, "1"),
            (ItemKey::ReplayGainTrackGain, "-7.30 dB"),
            (ItemKey::ReplayGainTrackPeak, "0.98"),
            (ItemKey::MusicBrainzRecordingId, ID),
            (ItemKey::MusicBrainzReleaseId, ID),
            (ItemKey::TrackArtistSortOrder, "Alpha, The"),
        ] {
            tag.insert_text(key, value.to_owned());
        }
        tag.push(TagItem::new(ItemKey::Genre, ItemValue::Text("Rock".into())));
        tag.push(TagItem::new(ItemKey::Genre, ItemValue::Text("Folk".into())));
        // A cover is passed over, and what stands behind it is still found.
        let cover = Picture::unchecked(vec![0x55; 150_000]).pic_type(PictureType::CoverFront).mime_type(MimeType::Jpeg);
        tag.push_picture(cover.build());
        tag.save_to_path(&path, WriteOptions::default()).unwrap();

        let Read { tags, says_spoken } = read(&path);
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        assert_eq!(text(&tags.title), "Söng [31m", "{name} {kind:?}");
        assert_eq!(text(&tags.artist), "Alpha feat. Gamma", "{name} {kind:?}");
        assert_eq!(
            (tags.artists, tags.featured),
            (vec!["Alpha".to_owned()], vec!["Gamma".to_owned()]),
            "{name} {kind:?}"
        );
        assert_eq!(text(&tags.album), "Album", "{name} {kind:?}");
        assert_eq!(tags.album_artists, ["Alpha"], "{name} {kind:?}");
        assert_eq!((tags.number, tags.number_total), (Some(3), Some(12)), "{name} {kind:?}");
        assert_eq!((tags.disc, tags.disc_total), (Some(1), Some(2)), "{name} {kind:?}");
        assert_eq!(text(&tags.date), "2008-05-12", "{name} {kind:?}");
        assert_eq!(tags.composers, ["Composer"], "{name} {kind:?}");
        // lofty writes only the last of several values into APE.
        let genres: &[&str] = if kind == TagType::Ape { &["Folk"] } else { &["Rock", "Folk"] };
        assert_eq!(tags.genres, genres, "{name} {kind:?}");
        assert!(tags.compilation, "{name} {kind:?}");
        assert_eq!((tags.gain.track_db, tags.gain.track_peak), (Some(-7.3), Some(0.98)), "{name} {kind:?}");
        assert_eq!(text(&tags.recording_mbid), ID, "{name} {kind:?}");
        assert_eq!(text(&tags.release_mbid), ID, "{name} {kind:?}");
        assert_eq!(text(&tags.artist_sort), "Alpha, The", "{name} {kind:?}");
        assert!(!says_spoken);
    }
}

#[test]
fn vorbis_comments_say_all_that_people_put_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = fixture(folder.path(), "plain.ogg");
    let mut comments = VorbisComments::default();
    for (name, value) in [
        ("TITLE", "Movement"),
        ("ARTIST", "One"),
        ("artist", "Two"),
        ("TRACKNUMBER", "3/9"),
        ("WORK", "Symphony"),
        ("MOVEMENTNAME", "Allegro"),
        ("MOVEMENT", "2"),
        ("MOVEMENTTOTAL", "4"),
        ("PERFORMER", "Martha (piano)"),
        ("FMPS_RATING", "0.8"),
        ("FMPS_PLAYCOUNT", "17"),
        ("R128_TRACK_GAIN", "-512"),
        ("REPLAYGAIN_ALBUM_GAIN", "-3 dB"),
        ("GENRE", "Drum; Bass"),
        ("LYRICS", "la la la"),
        ("BPM", "120,5"),
        ("ORIGINALDATE", "1971"),
    ] {
        comments.push(name.to_owned(), value.to_owned());
    }
    comments.save_to_path(&path, WriteOptions::default()).unwrap();
    let tags = read(&path).tags;
    assert_eq!(tags.artists, ["One", "Two"]);
    assert_eq!(tags.artist.as_deref(), Some("One, Two"));
    assert_eq!((tags.number, tags.number_total), (Some(3), Some(9)));
    assert_eq!((tags.work.as_deref(), tags.movement.as_deref()), (Some("Symphony"), Some("Allegro")));
    assert_eq!((tags.movement_number, tags.movement_total), (Some(2), Some(4)));
    assert_eq!(tags.performers, ["Martha"]);
    assert_eq!((tags.rating, tags.play_count), (Some(4.0), Some(17)));
    assert_eq!((tags.gain.track_db, tags.gain.album_db), (Some(3.0), Some(-3.0)));
    assert_eq!(tags.genres, ["Drum; Bass"], "Vorbis comments have a line for each genre");
    assert!(tags.has_lyrics);
    assert_eq!(tags.bpm, Some(120.5));
    assert_eq!(tags.year(), Some(1971));
}

#[test]
fn id3_frames_with_a_meaning_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = fixture(folder.path(), "plain.mp3");
    let mut tag = Id3v2Tag::new();
    tag.insert(Frame::Popularimeter(PopularimeterFrame::new("me@here.org", 196, 5)));
    tag.insert(Frame::UniqueFileIdentifier(UniqueFileIdentifierFrame::new(
        "http://musicbrainz.org",
        ID.as_bytes().to_vec(),
    )));
    tag.set_genre("Rock; Folk".to_owned());
    tag.save_to_path(&path, WriteOptions::default()).unwrap();
    let tags = read(&path).tags;
    assert_eq!((tags.rating, tags.play_count), (Some(4.0), Some(5)));
    assert_eq!(tags.recording_mbid.as_deref(), Some(ID));
    assert_eq!(tags.genres, ["Rock", "Folk"]);
}

#[test]
fn of_several_tags_the_first_that_speaks_is_heard() {
    let folder = tempfile::tempdir().unwrap();
    let path = fixture(folder.path(), "plain.mp3");
    let mut old = ApeTag::new();
    old.set_title("From APE".to_owned());
    old.set_album("Album from APE".to_owned());
    old.save_to_path(&path, WriteOptions::default()).unwrap();
    let mut new = Id3v2Tag::new();
    new.set_title("From ID3".to_owned());
    new.save_to_path(&path, WriteOptions::default()).unwrap();
    let tags = read(&path).tags;
    assert_eq!((tags.title.as_deref(), tags.album.as_deref()), (Some("From ID3"), Some("Album from APE")));
}

#[test]
fn damaged_tags_are_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let path = fixture(folder.path(), "plain.mp3");
    let sound = fs::read(&path).unwrap();
    for tag in [
        &b"ID3\x03\0\0\0\0\0\x20TIT2\xff\xff\xff\xff\0\0\0hello"[..],
        b"ID3\x04\0\x40\0\0\0\x10\0\0\0\x7fxxxxyyyyzzzz",
        b"ID3\x02\0\x80\0\0\0\x08TT2\0\0\x03\x03a",
    ] {
        let mut bytes = tag.to_vec();
        bytes.extend(&sound[45..]);
        fs::write(&path, bytes).unwrap();
        let _ = read(&path);
    }
}
