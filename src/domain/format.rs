//! Lines with fields of a track in them, as the listener writes them:
//! `{title}[ · {artist}][ · {album}[ ({year})]]`.
//!
//! `{field}` is its value. What stands in `[ ]` vanishes where a field in it is empty, and so may
//! groups in groups. `\` takes away the meaning of the sign behind it.

use super::human;
use super::text;
use super::track::TrackCard;

/// What can stand in braces, and what it is.
pub const FIELDS: [(&str, &str); 11] = [
    ("title", "the track"),
    ("artist", "its credit, as one would say it"),
    ("album", "the release it is on"),
    ("year", "of the release"),
    ("disc", "its disc"),
    ("number", "its place there"),
    ("length", "3:45"),
    ("listens", "how often you heard it"),
    ("stars", "1 to 5, if you gave any"),
    ("liked", "● where you like it"),
    ("work", "the work of which it is a movement"),
];

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Field(&'static str),
    Group(Vec<Piece>),
}

/// A line that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    pieces: Vec<Piece>,
}

/// A part of a filled line: the field it comes from, if it does, and the words.
pub type Part = (Option<&'static str>, String);

impl Format {
    /// A line with fields of a track.
    ///
    /// # Errors
    /// What is wrong, in words: a field that is not there, a bracket without its other.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::parse_of(text, &FIELDS)
    }

    /// A line with fields of something else: names, and what they are.
    ///
    /// # Errors
    /// As [`Format::parse`].
    pub fn parse_of(text: &str, fields: &[(&'static str, &'static str)]) -> Result<Self, String> {
        let pieces = Parser { signs: text.chars(), fields }.pieces(false)?;
        Ok(Self { pieces })
    }

    /// A field and nothing else.
    #[must_use]
    pub fn of_field(name: &'static str) -> Self {
        Self { pieces: vec![Piece::Field(name)] }
    }

    /// The line for a track, part by part.
    #[must_use]
    pub fn parts(&self, card: &TrackCard) -> Vec<Part> {
        self.parts_of(&|name| value(name, card))
    }

    /// The same as one text.
    #[must_use]
    pub fn line(&self, card: &TrackCard) -> String {
        self.line_of(&|name| value(name, card))
    }

    /// The line for anything, part by part; `value` is asked for each field, which it may leave empty.
    #[must_use]
    pub fn parts_of(&self, value: &dyn Fn(&str) -> String) -> Vec<Part> {
        let mut parts = Vec::new();
        fill(&self.pieces, value, &mut parts);
        parts
    }

    /// The same as one text.
    #[must_use]
    pub fn line_of(&self, value: &dyn Fn(&str) -> String) -> String {
        self.parts_of(value).into_iter().map(|(_, words)| words).collect()
    }

    /// Whether the field stands in it.
    #[must_use]
    pub fn names(&self, field: &str) -> bool {
        fn in_pieces(pieces: &[Piece], field: &str) -> bool {
            pieces.iter().any(|piece| match piece {
                Piece::Text(_) => false,
                Piece::Field(name) => *name == field,
                Piece::Group(pieces) => in_pieces(pieces, field),
            })
        }
        in_pieces(&self.pieces, field)
    }
}

struct Parser<'t> {
    signs: std::str::Chars<'t>,
    fields: &'t [(&'static str, &'static str)],
}

impl Parser<'_> {
    fn pieces(&mut self, in_group: bool) -> Result<Vec<Piece>, String> {
        let mut pieces = Vec::new();
        let mut words = String::new();
        let put = |words: &mut String, pieces: &mut Vec<Piece>| {
            if !words.is_empty() {
                pieces.push(Piece::Text(std::mem::take(words)));
            }
        };
        loop {
            match self.signs.next() {
                None if in_group => return Err("a [ without its ]".into()),
                None => break,
                Some(']') if in_group => break,
                Some(']') => return Err("a ] without its [; \\] means the sign".into()),
                Some('}') => return Err("a } without its {; \\} means the sign".into()),
                Some('\\') => words.extend(self.signs.next()),
                Some('[') => {
                    put(&mut words, &mut pieces);
                    pieces.push(Piece::Group(self.pieces(true)?));
                }
                Some('{') => {
                    put(&mut words, &mut pieces);
                    pieces.push(Piece::Field(self.field()?));
                }
                // A control character would be obeyed by the terminal.
                Some(sign) => words.extend(Some(sign).filter(|sign| !sign.is_control())),
            }
        }
        put(&mut words, &mut pieces);
        Ok(pieces)
    }

    /// What stands in braces, of which the first is gone.
    fn field(&mut self) -> Result<&'static str, String> {
        let mut name = String::new();
        loop {
            match self.signs.next() {
                Some('}') => break,
                Some(sign) => name.push(sign),
                None => return Err("a { without its }".into()),
            }
        }
        let known = self.fields.iter().find(|(known, _)| *known == name.trim());
        known.map(|(known, _)| *known).ok_or_else(|| self.unknown(&name))
    }

    fn unknown(&self, name: &str) -> String {
        let nearest = self.fields.iter().map(|(known, _)| (text::distance(name, known), *known)).min();
        match nearest {
            Some((away, near)) if away <= 3 => format!("there is no {{{name}}}; did you mean {{{near}}}?"),
            _ => format!("there is no {{{name}}}"),
        }
    }
}

/// Whether every field of these, groups aside, had a value.
fn fill(pieces: &[Piece], value: &dyn Fn(&str) -> String, parts: &mut Vec<Part>) -> bool {
    let mut whole = true;
    for piece in pieces {
        match piece {
            Piece::Text(words) => parts.push((None, words.clone())),
            Piece::Field(name) => {
                let value = value(name);
                whole &= !value.is_empty();
                if !value.is_empty() {
                    parts.push((Some(name), value));
                }
            }
            Piece::Group(pieces) => {
                let before = parts.len();
                if !fill(pieces, value, parts) {
                    parts.truncate(before);
                }
            }
        }
    }
    whole
}

/// What a field of a track holds, as a line says it; empty where nothing is known.
#[must_use]
pub fn value(name: &str, card: &TrackCard) -> String {
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    match name {
        "title" => card.title.clone(),
        "artist" => card.artist.clone(),
        "album" => card.album.clone().unwrap_or_default(),
        "year" => number(card.year.map(i64::from)),
        "disc" => number(card.disc.map(i64::from)),
        "number" => number(card.number.map(i64::from)),
        "length" => card.length_ms.map(human::clock).unwrap_or_default(),
        "listens" => number(Some(i64::from(card.listens)).filter(|listens| *listens > 0)),
        "stars" => number(card.stars.map(i64::from)),
        "liked" if card.liked => " ●".into(),
        "work" => card.work.clone().unwrap_or_default(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn card() -> TrackCard {
        TrackCard::plain(1, "Sunny", "Bobby Hebb", 165_000)
    }

    #[test]
    fn groups_vanish_where_a_field_is_empty() {
        let line = |format: &str, card: &TrackCard| Format::parse(format).unwrap().line(card);
        let format = "{title}{liked}[ · {artist}][ · {album}[ ({year})]]";
        assert_eq!(line(format, &card()), "Sunny · Bobby Hebb");
        let on_album = TrackCard { album: Some("Sunny".into()), liked: true, ..card() };
        assert_eq!(line(format, &on_album), "Sunny ● · Bobby Hebb · Sunny");
        assert_eq!(line(format, &TrackCard { year: Some(1966), ..on_album }), "Sunny ● · Bobby Hebb · Sunny (1966)");
        assert_eq!(line("\\[{title}\\] \\{\\\\", &card()), "[Sunny] {\\");
        assert_eq!(line("", &card()), "");
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (format, wrong) in [
            ("{titel}", "there is no {titel}; did you mean {title}?"),
            ("{title", "a { without its }"),
            ("[{title}", "a [ without its ]"),
            ("{title}]", "a ] without its [; \\] means the sign"),
        ] {
            assert_eq!(Format::parse(format), Err(wrong.to_owned()), "{format}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,40}|[\\[\\]{}\\\\a-z ]{0,40}") {
            if let Ok(format) = Format::parse(&text) {
                let _ = format.line(&card());
            }
        }
    }
}
