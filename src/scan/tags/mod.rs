//! Tags of every format, told in one language.
//!
//! Each format's own names become [`Field`]s; [`fields::Fields::into_read`] is the one place that
//! knows what they mean. FLAC and Ogg bring their comments from [`crate::decode::identity`],
//! everything else is read by lofty, with pictures left on the disk.

mod ape;
mod credits;
mod fields;
mod id3;
mod mp4;
mod numbers;

use std::io::{Seek, SeekFrom};

use lofty::config::{ParseOptions, ParsingMode};
use lofty::file::AudioFile;

use crate::decode::comment::Comments;
use crate::decode::recognise::Container;
use crate::decode::source::Source;
use crate::domain::file::Format;
use crate::domain::track::Tags;
use fields::{Field, Fields};

/// What the tags of one file say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    pub tags: Tags,
    /// Marked as audiobook or podcast.
    pub says_spoken: bool,
}

/// Reads the tags of a file in a container that plays. Damaged tags say what can be read of them.
pub fn of_container(source: &mut Source, container: Container, comments: Option<Comments>) -> Read {
    let mut fields = Fields::default();
    if let Some(comments) = comments {
        for (name, value) in &comments.items {
            if let Some(field) = Field::named(name) {
                fields.push(field, value);
            }
        }
    }
    let options = options();
    if source.seek(SeekFrom::Start(0)).is_err() {
        return fields.into_read();
    }
    match container {
        Container::Mpeg => {
            if let Ok(file) = lofty::mpeg::MpegFile::read_from(source, options) {
                fields.tag(file.id3v2(), id3::version2);
                fields.tag(file.ape(), ape::fields);
                fields.tag(file.id3v1(), id3::version1);
            }
        }
        Container::Adts => {
            if let Ok(file) = lofty::aac::AacFile::read_from(source, options) {
                fields.tag(file.id3v2(), id3::version2);
                fields.tag(file.id3v1(), id3::version1);
            }
        }
        Container::Mp4 => {
            if let Ok(file) = lofty::mp4::Mp4File::read_from(source, options) {
                fields.tag(file.ilst(), mp4::fields);
            }
        }
        Container::Wav => {
            if let Ok(file) = lofty::iff::wav::WavFile::read_from(source, options) {
                fields.tag(file.id3v2(), id3::version2);
                fields.tag(file.riff_info(), riff_info);
            }
        }
        Container::Aiff => {
            if let Ok(file) = lofty::iff::aiff::AiffFile::read_from(source, options) {
                fields.tag(file.id3v2(), id3::version2);
                fields.tag(file.text_chunks(), aiff_text);
            }
        }
        Container::Flac | Container::Ogg => {}
    }
    fields.into_read()
}

/// Reads the tags of audio that does not play here, as far as lofty knows them.
pub fn of_unplayable(source: &mut Source, format: Format) -> Read {
    let mut fields = Fields::default();
    let options = options();
    if source.seek(SeekFrom::Start(0)).is_err() {
        return fields.into_read();
    }
    match format {
        Format::WavPack => {
            if let Ok(file) = lofty::wavpack::WavPackFile::read_from(source, options) {
                fields.tag(file.ape(), ape::fields);
            }
        }
        Format::Ape => {
            if let Ok(file) = lofty::ape::ApeFile::read_from(source, options) {
                fields.tag(file.ape(), ape::fields);
                fields.tag(file.id3v2(), id3::version2);
            }
        }
        Format::Musepack => {
            if let Ok(file) = lofty::musepack::MpcFile::read_from(source, options) {
                fields.tag(file.ape(), ape::fields);
            }
        }
        _ => {}
    }
    fields.into_read()
}

fn options() -> ParseOptions {
    ParseOptions::new().read_properties(false).read_cover_art(false).parsing_mode(ParsingMode::Relaxed)
}

/// RIFF INFO (Multimedia Programming Interface 1.0, 1991, and what taggers added).
fn riff_info(tag: &lofty::iff::wav::RiffInfoList, fields: &mut Fields) {
    for (name, value) in tag {
        let field = match name.as_str() {
            "INAM" => Field::Title,
            "IART" => Field::Artist,
            "IPRD" => Field::Album,
            "IGNR" => Field::Genre,
            "ICRD" => Field::Date,
            "ITRK" | "IPRT" => Field::Number,
            "IMUS" => Field::Composer,
            _ => continue,
        };
        match field {
            Field::Genre => fields.push_split(field, value, &[';']),
            _ => fields.push(field, value),
        }
    }
}

/// The text chunks of AIFF.
fn aiff_text(tag: &lofty::iff::aiff::AiffTextChunks, fields: &mut Fields) {
    for (field, value) in [(Field::Title, &tag.name), (Field::Artist, &tag.author)] {
        if let Some(value) = value {
            fields.push(field, value);
        }
    }
}

#[cfg(test)]
mod tests;
