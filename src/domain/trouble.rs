//! What in a library needs a look, and what can be done about it. Looking changes nothing.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::browse::FolderPlace;
use super::track::TrackCard;

/// Why something needs a look; groups stand in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TroubleKind {
    /// A file that cannot be read or played.
    Unreadable,
    /// Gone, while the root that it lay in is there.
    Missing,
    /// A root that is not mounted; one line for all that lies in it.
    Offline,
    /// Several files of one track.
    Copies,
    /// Files that hold the very same sound and are tagged as different tracks.
    Twins,
    /// Tags that lack something or cannot be right.
    Tags,
    /// One artist, written in several ways.
    Spellings,
    /// Lines of playlists whose track is not in the library.
    Lines,
    /// Sections that the listener fixed and the program cannot read.
    Pins,
    /// A line of the config file or of a theme. No library holds it: the player adds it.
    Config,
}

impl TroubleKind {
    pub const ALL: [Self; 9] = [
        Self::Unreadable,
        Self::Missing,
        Self::Offline,
        Self::Copies,
        Self::Twins,
        Self::Tags,
        Self::Spellings,
        Self::Lines,
        Self::Pins,
    ];

    /// As JSON names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Missing => "missing",
            Self::Offline => "offline",
            Self::Copies => "copies",
            Self::Twins => "twins",
            Self::Tags => "tags",
            Self::Spellings => "spellings",
            Self::Lines => "lines",
            Self::Pins => "pins",
            Self::Config => "config",
        }
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Unreadable => "Could not be read or played",
            Self::Missing => "Missing",
            Self::Offline => "Not mounted",
            Self::Copies => "Several files of one recording",
            Self::Twins => "The same sound under different tags",
            Self::Tags => "Oddly tagged",
            Self::Spellings => "One artist, several spellings",
            Self::Lines => "Lines of playlists without a track",
            Self::Pins => "Sections of yours that cannot be read",
            Self::Config => "Your config",
        }
    }

    /// What can be done, in one sentence without its full stop.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Unreadable => "Mend, convert or remove the files, then :scan",
            Self::Missing => "Bring them back and :scan, or tonearm prune forgets them",
            Self::Offline => "Plug the drive in and :scan; until then nothing is forgotten",
            Self::Copies => "The best copy plays, the others may go; tonearm never deletes files",
            Self::Twins => "Tag them alike and they become one track; tonearm never writes files",
            Self::Tags => "Tag them with your tagger, then :scan; tonearm never writes files",
            Self::Spellings => "They count as one artist; your tagger can write them alike",
            Self::Lines => "They keep their places and come back when a scan finds their files",
            Self::Pins => "They are kept, off home: pin them anew, or open the library with the tonearm that made them",
            Self::Config => "Mend the line and save; the player follows at once",
        }
    }
}

/// One thing that needs a look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TroubleLine {
    /// Tells the lines of a group apart, the same in every answer.
    pub key: i64,
    /// The file's name, the root, or the artist; a track is named by its card.
    pub name: String,
    /// What is wrong, or which copy plays.
    pub reason: String,
    /// The track behind it, if there is one.
    pub card: Option<Arc<TrackCard>>,
    /// Absolute paths, raw bytes; of several copies the one that plays first.
    pub paths: Vec<Vec<u8>>,
    /// Where the first of them lies.
    pub place: Option<FolderPlace>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TroubleGroup {
    pub kind: TroubleKind,
    /// All that there are; the lines may be fewer.
    pub count: u64,
    pub lines: Vec<TroubleLine>,
}

/// All groups that have something in them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trouble {
    pub groups: Vec<TroubleGroup>,
}

impl Trouble {
    #[must_use]
    pub fn count(&self, kind: TroubleKind) -> u64 {
        self.groups.iter().find(|group| group.kind == kind).map_or(0, |group| group.count)
    }
}

/// What tags say of one track, as far as oddities show in it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tagged<'t> {
    pub title: &'t str,
    pub artist: &'t str,
    pub album: Option<&'t str>,
    pub year: Option<i32>,
    /// Words were taken from the path because tags had none.
    pub guessed: bool,
}

/// Edison's first recording of music is of 1877.
const FIRST_SOUND: i32 = 1877;

impl Tagged<'_> {
    /// Everything odd in it, in words; nothing for most tracks. `this_year` bounds its year.
    #[must_use]
    pub fn oddities(&self, this_year: i32) -> Vec<String> {
        let mut odd = Vec::new();
        if self.guessed {
            odd.push("names taken from its path".to_owned());
        }
        if self.title.is_empty() {
            odd.push("no title".to_owned());
        }
        if self.artist.is_empty() {
            odd.push("no artist".to_owned());
        }
        match self.album {
            None | Some("") => odd.push("no album".to_owned()),
            Some(_) => {}
        }
        if [self.title, self.artist, self.album.unwrap_or_default()].into_iter().any(is_garbled) {
            odd.push("letters in a wrong encoding".to_owned());
        }
        if let Some(year) = self.year.filter(|year| !(FIRST_SOUND..=this_year + 1).contains(year)) {
            odd.push(format!("the year {year}"));
        }
        odd
    }
}

/// Whether text was read in a wrong encoding: the sign for what could not be read, or UTF-8 that
/// was taken for Latin-1 or Windows-1252 ("BjÃ¶rk", "donâ€™t").
#[must_use]
pub fn is_garbled(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        let follows = match letter {
            '\u{fffd}' => return true,
            // The first byte of two, as a letter; the second is one of 0x80 to 0xBF.
            'Â'..='ß' => next.is_some_and(is_second_byte),
            // The first two of the three bytes of quotes, dashes and ellipses.
            'â' => next == Some('€'),
            _ => false,
        };
        if follows {
            return true;
        }
    }
    false
}

/// What the bytes 0x80 to 0xBF are in Latin-1 and Windows-1252, but for letters and signs that
/// may well stand behind a capital: "Ç ", "À«".
const fn is_second_byte(letter: char) -> bool {
    matches!(
        letter,
        '\u{80}'..='\u{9f}'
            | '¡'..='©' | '¬'..='º' | '¼'..='¿'
            | '€' | '‚' | 'ƒ' | '„' | '†' | '‡' | 'ˆ' | '‰' | 'Š' | 'Œ' | 'Ž' | '˜' | '™' | 'š' | 'œ' | 'ž' | 'Ÿ'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_was_read_wrongly_is_told_from_what_is_merely_foreign() {
        for garbled in ["BjÃ¶rk", "Sigur RÃ³s", "donâ€™t", "caf\u{fffd}", "ÃžÃ³rsson", "Ð¡Ð»Ð°Ð²Ð°", "Â¡Viva!"]
        {
            assert!(is_garbled(garbled), "{garbled}");
        }
        for right in ["Björk", "Þórsson", "São Paulo", "À la carte", "Ágætis", "don’t", "戦場", "ÀÉÎÕÜ", "Mötley Crüe"]
        {
            assert!(!is_garbled(right), "{right}");
        }
    }

    #[test]
    fn odd_tags_are_named_and_good_ones_are_not() {
        let good =
            Tagged { title: "Sunny", artist: "Bobby Hebb", album: Some("Sunny"), year: Some(1966), guessed: false };
        assert!(good.oddities(2026).is_empty());
        assert_eq!(Tagged { year: Some(2027), ..good }.oddities(2026), Vec::<String>::new(), "announced for next year");
        assert_eq!(Tagged { year: Some(66), album: None, ..good }.oddities(2026), ["no album", "the year 66"]);
        assert_eq!(
            Tagged { artist: "", guessed: true, ..good }.oddities(2026),
            ["names taken from its path", "no artist"]
        );
        assert_eq!(Tagged { artist: "BjÃ¶rk", ..good }.oddities(2026), ["letters in a wrong encoding"]);
    }

    proptest! {
        /// Whatever Latin letters are taken for Latin-1 are found out.
        #[test]
        fn letters_of_two_bytes_read_as_one_byte_each_are_garbled(before in "[a-z]{0,5}", letter in prop::char::range('à', 'ö')) {
            let wrong: String = format!("{before}{letter}").bytes().map(char::from).collect();
            prop_assert!(is_garbled(&wrong) || "\u{ab}\u{bb}\u{aa}\u{a0}".contains(wrong.chars().last().unwrap()), "{wrong}");
        }

        #[test]
        fn plain_text_never_is(text in "[ -~]{0,40}") {
            prop_assert!(!is_garbled(&text));
        }
    }
}
