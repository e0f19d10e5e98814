//! The item list of MP4 files, as iTunes and MusicBrainz Picard write it.

use lofty::mp4::{AtomData, AtomIdent, Ilst};

use super::fields::{Field, Fields};

/// What `stik` says of books and podcasts.
const AUDIOBOOK: i32 = 2;
const PODCAST: i32 = 21;

pub fn fields(list: &Ilst, fields: &mut Fields) {
    for atom in list {
        match atom.ident() {
            AtomIdent::Freeform { name, .. } => {
                if let Some(field) = Field::named(name) {
                    for value in atom.data().filter_map(text) {
                        fields.push(field, &value);
                    }
                }
            }
            AtomIdent::Fourcc(code) => known(*code, atom.data(), fields),
        }
    }
}

fn known<'a>(code: [u8; 4], mut data: impl Iterator<Item = &'a AtomData>, fields: &mut Fields) {
    let field = match &code {
        b"\xa9nam" => Field::Title,
        b"\xa9ART" => Field::Artist,
        b"\xa9alb" => Field::Album,
        b"aART" => Field::AlbumArtist,
        b"\xa9wrt" => Field::Composer,
        b"\xa9con" => Field::Conductor,
        b"\xa9gen" => Field::Genre,
        b"\xa9day" => Field::Date,
        b"\xa9wrk" => Field::Work,
        b"\xa9grp" => Field::Grouping,
        b"\xa9mvn" => Field::MovementName,
        b"\xa9mvi" => Field::MovementNumber,
        b"\xa9mvc" => Field::MovementTotal,
        b"\xa9lyr" => Field::Lyrics,
        b"cpil" => Field::Compilation,
        b"tmpo" => Field::Bpm,
        b"sonm" => Field::TitleSort,
        b"soar" => Field::ArtistSort,
        b"soal" => Field::AlbumSort,
        b"soaa" => Field::AlbumArtistSort,
        b"rate" => Field::Rating,
        b"trkn" | b"disk" => {
            if let Some(AtomData::Unknown { data, .. }) = data.next() {
                let number =
                    |at: usize| data.get(at..at + 2).map_or(0, |pair| u32::from(pair[0]) << 8 | u32::from(pair[1]));
                let (of, total) = if &code == b"trkn" {
                    (Field::Number, Field::NumberTotal)
                } else {
                    (Field::Disc, Field::DiscTotal)
                };
                fields.push(of, &number(2).to_string());
                fields.push(total, &number(4).to_string());
            }
            return;
        }
        b"stik" => {
            if matches!(data.next(), Some(AtomData::SignedInteger(AUDIOBOOK | PODCAST))) {
                fields.push(Field::Spoken, "stik");
            }
            return;
        }
        b"pcst" => {
            if matches!(data.next(), Some(AtomData::Bool(true))) {
                fields.push(Field::Spoken, "podcast");
            }
            return;
        }
        _ => return,
    };
    for value in data.filter_map(text) {
        match field {
            Field::Genre => fields.push_split(field, &value, &[';']),
            _ => fields.push(field, &value),
        }
    }
}

fn text(data: &AtomData) -> Option<String> {
    Some(match data {
        AtomData::UTF8(text) | AtomData::UTF16(text) => text.clone(),
        AtomData::SignedInteger(number) => number.to_string(),
        AtomData::UnsignedInteger(number) => number.to_string(),
        AtomData::Bool(yes) => u8::from(*yes).to_string(),
        // Free values are often marked as bytes although they are text.
        AtomData::Unknown { data, .. } => String::from_utf8(data.clone()).ok()?,
        _ => return None,
    })
}
