//! What a file carries beside its sound: a picture of the front, the words.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use lofty::config::{ParseOptions, ParsingMode};
use lofty::file::{TaggedFile, TaggedFileExt as _};
use lofty::picture::PictureType;
use lofty::probe::Probe;
use lofty::tag::ItemKey;

use super::DecodeError;

/// The bytes of the picture in a file's tags, its front cover before any other; none without one.
///
/// # Errors
/// The file cannot be read, or its tags are beyond reading.
pub fn picture(path: &Path) -> Result<Option<Vec<u8>>, DecodeError> {
    let file = tags(path, true)?;
    let pictures = || file.tags().iter().flat_map(|tag| tag.pictures());
    let front = pictures().find(|picture| picture.pic_type() == PictureType::CoverFront).or_else(|| pictures().next());
    Ok(front.map(|picture| picture.data().to_vec()))
}

/// The words in a file's tags (USLT, LYRICS, UNSYNCEDLYRICS, ©lyr); none without any.
///
/// # Errors
/// The file cannot be read, or its tags are beyond reading.
pub fn words(path: &Path) -> Result<Option<String>, DecodeError> {
    let file = tags(path, false)?;
    let words = |key| file.tags().iter().find_map(move |tag| tag.get_string(key));
    let found = [ItemKey::Lyrics, ItemKey::UnsyncLyrics].into_iter().find_map(words);
    Ok(found.filter(|words| !words.trim().is_empty()).map(str::to_owned))
}

fn tags(path: &Path, pictures: bool) -> Result<TaggedFile, DecodeError> {
    let read = || {
        let options =
            ParseOptions::new().read_properties(false).read_cover_art(pictures).parsing_mode(ParsingMode::Relaxed);
        let probe = Probe::open(path).map_err(|_| DecodeError::Damaged)?;
        let probe = probe.options(options).guess_file_type()?;
        probe.read().map_err(|_| DecodeError::Damaged)
    };
    // Whatever a damaged tag does to its reader costs only this answer.
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(DecodeError::Damaged))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use lofty::config::WriteOptions;
    use lofty::picture::{MimeType, Picture};
    use lofty::tag::{Accessor as _, Tag, TagExt as _, TagType};

    use super::super::testsound::{sweep_i16, write_flac};
    use super::*;

    #[test]
    fn the_front_and_the_words_are_read_from_the_tags() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a.flac");
        write_flac(&path, &sweep_i16(0..4_410, 44_100), 44_100);
        assert_eq!((picture(&path).unwrap(), words(&path).unwrap()), (None, None));

        let mut tag = Tag::new(TagType::VorbisComments);
        tag.set_title("Sunny".into());
        tag.insert_text(ItemKey::Lyrics, "Sunny, yesterday".into());
        let lay =
            |kind, bytes: &[u8]| Picture::unchecked(bytes.to_vec()).pic_type(kind).mime_type(MimeType::Png).build();
        tag.push_picture(lay(PictureType::CoverBack, b"back"));
        tag.push_picture(lay(PictureType::CoverFront, b"front"));
        tag.save_to_path(&path, WriteOptions::default()).unwrap();
        assert_eq!(picture(&path).unwrap().as_deref(), Some(b"front".as_slice()));
        assert_eq!(words(&path).unwrap().as_deref(), Some("Sunny, yesterday"));

        fs::write(&path, b"fLaC and nothing good").unwrap();
        assert!(picture(&path).is_err() || picture(&path).unwrap().is_none());
        assert!(words(&home.path().join("gone.flac")).is_err());
    }
}
