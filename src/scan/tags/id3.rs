//! ID3: frames of version 2 (2.2 to 2.4; lofty tells all as 2.4) and the fixed fields of version 1.

use lofty::id3::v1::Id3v1Tag;
use lofty::id3::v2::{Frame, Id3v2Tag, Id3v2Version};

use super::fields::{Field, Fields};

/// Owner of the unique file identifier that is MusicBrainz's recording id.
const MUSICBRAINZ: &str = "http://musicbrainz.org";

pub fn version2(tag: &Id3v2Tag, fields: &mut Fields) {
    let is_old = tag.original_version() != Id3v2Version::V4;
    for frame in tag {
        let id = frame.id_str();
        match frame {
            Frame::Text(frame) => text(id, &frame.value, is_old, fields),
            Frame::UserText(frame) => {
                if let Some(field) = Field::named(&frame.description) {
                    values(field, &frame.content, fields);
                }
            }
            Frame::Timestamp(frame) => {
                let field = match id {
                    "TDRC" | "TDRL" => Field::Date,
                    "TDOR" => Field::OriginalDate,
                    _ => continue,
                };
                fields.push(field, &frame.timestamp.to_string());
            }
            Frame::UniqueFileIdentifier(frame) if frame.owner == MUSICBRAINZ => {
                fields.push(Field::RecordingMbid, &String::from_utf8_lossy(&frame.identifier));
            }
            Frame::Popularimeter(frame) => {
                fields.push(Field::RatingByte, &frame.rating.to_string());
                fields.push(Field::PlayCount, &frame.counter.to_string());
            }
            Frame::KeyValue(frame) if id == "TMCL" => {
                for (_, name) in frame.key_value_pairs.iter() {
                    fields.push(Field::Performer, name);
                }
            }
            Frame::UnsynchronizedText(frame) => fields.push(Field::Lyrics, &frame.content),
            Frame::Binary(frame) => match id {
                "SYLT" => fields.push(Field::Lyrics, "timed"),
                "PCNT" => {
                    let count =
                        frame.data.iter().fold(0u64, |sum, &byte| sum.saturating_mul(256).saturating_add(byte.into()));
                    fields.push(Field::PlayCount, &count.to_string());
                }
                "PCST" => fields.push(Field::Spoken, "podcast"),
                _ => {}
            },
            _ => {}
        }
    }
    // lofty knows the numbers and brackets that genres are written with.
    for genre in tag.genres().into_iter().flatten() {
        fields.push_split(Field::Genre, genre, &[';']);
    }
}

fn text(id: &str, value: &str, is_old: bool, fields: &mut Fields) {
    let field = match id {
        "TIT2" => Field::Title,
        "TPE1" => Field::Artist,
        "TALB" => Field::Album,
        "TPE2" => Field::AlbumArtist,
        // Before 2.4 composers were parted by a stroke. So were artists, but AC/DC is one.
        "TCOM" if is_old => return fields.push_split(Field::Composer, value, &['/', '\0']),
        "TCOM" => Field::Composer,
        "TPE3" => Field::Conductor,
        "TRCK" => Field::Number,
        "TPOS" => Field::Disc,
        "TCMP" => Field::Compilation,
        "TBPM" => Field::Bpm,
        "TIT1" | "GRP1" => Field::Grouping,
        "MVNM" => Field::MovementName,
        "MVIN" => Field::MovementNumber,
        "TSOT" => Field::TitleSort,
        "TSOP" => Field::ArtistSort,
        "TSOA" => Field::AlbumSort,
        "TSO2" => Field::AlbumArtistSort,
        _ => return,
    };
    values(field, value, fields);
}

/// Several values are parted by a zero.
fn values(field: Field, value: &str, fields: &mut Fields) {
    fields.push_split(field, value, &['\0']);
}

pub fn version1(tag: &Id3v1Tag, fields: &mut Fields) {
    for (field, value) in [(Field::Title, &tag.title), (Field::Artist, &tag.artist), (Field::Album, &tag.album)] {
        if let Some(value) = value {
            fields.push(field, value);
        }
    }
    if let Some(year) = tag.year {
        fields.push(Field::Date, &year.to_string());
    }
    if let Some(number) = tag.track_number {
        fields.push(Field::Number, &number.to_string());
    }
    if let Some(genre) = tag.genre.and_then(|genre| lofty::id3::v1::GENRES.get(usize::from(genre))) {
        fields.push(Field::Genre, genre);
    }
}
