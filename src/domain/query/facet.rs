//! Every facet, once: what it is called, what can be asked of it, and what it says.

use serde::{Deserialize, Serialize};

use super::value::{Comparison, Date, TextMatch};

/// What can be asked of a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Facet {
    Title,
    Artist,
    Album,
    AlbumArtist,
    Genre,
    Composer,
    Conductor,
    Performer,
    Work,
    Year,
    Heard,
    Skips,
    Finished,
    Last,
    First,
    Added,
    Rating,
    Is,
    Has,
    In,
    Like,
    By,
    Kind,
    Length,
    Bpm,
    Disc,
    Track,
    Format,
    Size,
    Bitrate,
    Rate,
    Bits,
    Channels,
    Changed,
    Path,
    Folder,
}

/// A word that a facet takes, and what it says.
pub type Choice = (&'static str, &'static str);

/// What a facet holds, and so how it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FacetKind {
    Text,
    Number,
    Length,
    Size,
    Date,
    /// One of these words.
    Choice(&'static [Choice]),
    /// A playlist by name or id.
    Playlist,
    /// A track or artist by name.
    Sound,
}

/// One line of the table of facets.
#[derive(Clone, Copy, Debug)]
pub struct FacetLine {
    pub facet: Facet,
    pub name: &'static str,
    /// Other names that are read, never printed.
    pub aliases: &'static [&'static str],
    pub kind: FacetKind,
    /// One sentence without its stop, as completion and help show it.
    pub says: &'static str,
    /// As one would type it.
    pub example: &'static str,
}

const IS: &[Choice] = &[
    ("liked", "liked by you"),
    ("hidden", "hidden by you"),
    ("rated", "rated by you"),
    ("heard", "heard at least once"),
    ("here", "can be played now"),
    ("missing", "its file is gone"),
    ("offline", "its folder is not mounted"),
    ("unplayable", "its file cannot be read"),
    ("lossless", "FLAC, ALAC, WAV or AIFF"),
    ("compilation", "on a compilation"),
    ("guessed", "tags guessed from the path"),
];
const HAS: &[Choice] = &[
    ("cover", "a picture in the file"),
    ("lyrics", "words in the file"),
    ("gain", "loudness in the tags"),
    ("analysis", "its sound was listened to"),
];
const BY: &[Choice] =
    &[("hand", "liked, rated or put in a playlist by you"), ("ear", "heard, and nothing of that done")];
const KIND: &[Choice] =
    &[("music", "what home is made of"), ("spoken", "audiobooks, podcasts, plays"), ("sound", "rain, noise, tones")];

const fn line(
    facet: Facet,
    name: &'static str,
    aliases: &'static [&'static str],
    kind: FacetKind,
    says: &'static str,
    example: &'static str,
) -> FacetLine {
    FacetLine { facet, name, aliases, kind, says, example }
}

/// All facets, in the order in which completion offers them.
pub const FACETS: [FacetLine; 36] = {
    use Facet as F;
    use FacetKind as K;
    [
        line(F::Artist, "artist", &[], K::Text, "who it is credited to", "artist:\"nina simone\""),
        line(F::Album, "album", &[], K::Text, "the album it is on", "album:pastel"),
        line(F::Title, "title", &["name"], K::Text, "what it is called", "title:^live"),
        line(
            F::AlbumArtist,
            "albumartist",
            &["aartist"],
            K::Text,
            "who the album is credited to",
            "albumartist:various",
        ),
        line(F::Genre, "genre", &["style"], K::Text, "one of its genres", "genre:jazz"),
        line(F::Year, "year", &["date"], K::Number, "the year it came out", "year:1990..1999"),
        line(F::Heard, "heard", &["listens", "playcount", "plays"], K::Number, "how often you heard it", "heard:>10"),
        line(F::Last, "last", &["lastheard", "lastplayed"], K::Date, "when you last heard it", "last:<30d"),
        line(F::First, "first", &["firstheard"], K::Date, "when you first heard it", "first:2024"),
        line(F::Added, "added", &["dateadded"], K::Date, "when it came to the library", "added:<2w"),
        line(F::Rating, "rating", &["stars"], K::Number, "the stars you gave it, 1 to 5", "rating:>=4"),
        line(F::Is, "is", &[], K::Choice(IS), "what is so of it", "is:liked"),
        line(F::Has, "has", &[], K::Choice(HAS), "what its file or tonearm has of it", "has:lyrics"),
        line(F::In, "in", &["playlist", "list"], K::Playlist, "the playlist it is in", "in:Kitchen"),
        line(F::Like, "like", &["soundslike"], K::Sound, "what it sounds like", "like:\"blue in green\""),
        line(F::By, "by", &[], K::Choice(BY), "chosen by hand, or only heard", "by:hand"),
        line(F::Kind, "kind", &[], K::Choice(KIND), "what it is for", "kind:spoken"),
        line(F::Length, "length", &["duration", "time"], K::Length, "how long it is", "length:>5m"),
        line(F::Format, "format", &["codec", "type"], K::Text, "the format of its file", "format:flac"),
        line(F::Skips, "skips", &["skipped", "skipcount"], K::Number, "how often you skipped it", "skips:>2"),
        line(F::Finished, "finished", &["ended"], K::Number, "how often you heard it to the end", "finished:>=3"),
        line(F::Composer, "composer", &[], K::Text, "who wrote it", "composer:bach"),
        line(F::Work, "work", &[], K::Text, "the work of which it is a movement", "work:goldberg"),
        line(F::Conductor, "conductor", &[], K::Text, "who conducts it", "conductor:abbado"),
        line(F::Performer, "performer", &[], K::Text, "who plays or sings on it", "performer:argerich"),
        line(F::Bpm, "bpm", &["tempo"], K::Number, "beats in a minute, by its tags", "bpm:110..130"),
        line(F::Disc, "disc", &["discnumber"], K::Number, "the disc of the album", "disc:2"),
        line(F::Track, "track", &["tracknumber", "number"], K::Number, "its number on the disc", "track:1"),
        line(F::Size, "size", &["filesize"], K::Size, "how large its file is", "size:>50MB"),
        line(F::Bitrate, "bitrate", &[], K::Number, "kilobits in a second", "bitrate:<192"),
        line(F::Rate, "rate", &["samplerate"], K::Number, "samples in a second", "rate:>=96k"),
        line(F::Bits, "bits", &["bitdepth"], K::Number, "bits of a sample", "bits:24"),
        line(F::Channels, "channels", &[], K::Number, "channels of sound", "channels:1"),
        line(F::Changed, "changed", &["modified"], K::Date, "when its file last changed", "changed:<1w"),
        line(F::Path, "path", &["file", "filepath"], K::Text, "where its file lies", "path:live/1999"),
        line(F::Folder, "folder", &["dir"], K::Text, "the folder its file lies in", "folder:bootlegs"),
    ]
};

impl Facet {
    /// Its line of the table.
    #[must_use]
    pub fn line(self) -> &'static FacetLine {
        // A test walks all of them; a facet without its line would be the first one.
        FACETS.iter().find(|line| line.facet == self).unwrap_or(&FACETS[0])
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        self.line().name
    }

    #[must_use]
    pub fn kind(self) -> FacetKind {
        self.line().kind
    }

    /// By its name or another that is read for it, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let is = |known: &str| known.eq_ignore_ascii_case(name);
        FACETS.iter().find(|line| is(line.name) || line.aliases.iter().any(|alias| is(alias))).map(|line| line.facet)
    }

    /// The facet that was meant by a name with a slip in it.
    #[must_use]
    pub fn nearest(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        let allowed = if name.chars().count() <= 4 { 1 } else { 2 };
        let near = |line: &FacetLine| {
            let names = std::iter::once(&line.name).chain(line.aliases);
            names.map(|known| distance(&name, known)).min().map(|slips| (slips, line.facet))
        };
        // Two letters with one wrong could be anything.
        let found = FACETS.iter().filter_map(near).min_by_key(|(slips, _)| *slips);
        found.filter(|(slips, _)| *slips <= allowed && name.chars().count() > 2).map(|(_, facet)| facet)
    }

    /// Whether it can be asked so.
    #[must_use]
    pub fn takes(self, comparison: &Comparison) -> bool {
        match (self.kind(), comparison) {
            (FacetKind::Choice(words), Comparison::Choice(word)) => words.iter().any(|(known, _)| known == word),
            (FacetKind::Choice(_) | FacetKind::Sound, _) if *comparison == Comparison::Unknown => false,
            (_, Comparison::Unknown) => true,
            (FacetKind::Text, Comparison::Text(_, text)) => !text.trim().is_empty(),
            (FacetKind::Playlist | FacetKind::Sound, Comparison::Text(how, text)) => {
                *how == TextMatch::Has && !text.trim().is_empty()
            }
            (FacetKind::Number, Comparison::Number(range)) => range.ends().all(|number| number.is_finite()),
            (FacetKind::Date, Comparison::Date(range)) => range.ends().all(Date::is_a_date),
            (FacetKind::Length, Comparison::Length(_))
            | (FacetKind::Size, Comparison::Size(_))
            | (FacetKind::Date, Comparison::Age(_)) => true,
            _ => false,
        }
    }

    /// The word of a choice, as the table holds it.
    #[must_use]
    pub fn choice(self, word: &str) -> Option<&'static str> {
        match self.kind() {
            FacetKind::Choice(words) => {
                words.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(known, _)| *known)
            }
            _ => None,
        }
    }

    /// Whether a list can be put in its order.
    #[must_use]
    pub fn is_sortable(self) -> bool {
        !matches!(self.kind(), FacetKind::Choice(_) | FacetKind::Playlist | FacetKind::Sound)
    }
}

/// Letters to insert, leave out or change, and neighbours to swap, between two words.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let width = other.len() + 1;
    let mut table = vec![0usize; (one.len() + 1) * width];
    let at =
        |table: &[usize], row: usize, column: usize| table.get(row * width + column).copied().unwrap_or(usize::MAX / 2);
    for row in 0..=one.len() {
        for column in 0..width {
            let best = if row == 0 || column == 0 {
                row + column
            } else {
                let (a, b) = (one.get(row - 1), other.get(column - 1));
                let changed = at(&table, row - 1, column - 1) + usize::from(a != b);
                let mut best = changed.min(at(&table, row - 1, column) + 1).min(at(&table, row, column - 1) + 1);
                if row > 1 && column > 1 && a == other.get(column - 2) && one.get(row - 2) == b {
                    best = best.min(at(&table, row - 2, column - 2) + 1);
                }
                best
            };
            if let Some(slot) = table.get_mut(row * width + column) {
                *slot = best;
            }
        }
    }
    at(&table, one.len(), other.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_facet_stands_once_and_no_name_is_given_twice() {
        let mut names: Vec<&str> =
            FACETS.iter().flat_map(|line| std::iter::once(line.name).chain(line.aliases.iter().copied())).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
        for line in &FACETS {
            assert_eq!(line.facet.line().name, line.name);
            let query = crate::domain::query::parse(line.example).unwrap();
            assert_eq!(query.expression.tests()[0].facet(), line.facet, "{}", line.example);
        }
    }

    #[test]
    fn slips_are_understood_and_other_words_are_not() {
        for (typed, meant) in
            [("gerne", Facet::Genre), ("artits", Facet::Artist), ("yer", Facet::Year), ("Ratign", Facet::Rating)]
        {
            assert_eq!(Facet::nearest(typed), Some(meant), "{typed}");
        }
        for typed in ["re", "mission", "mood", "http", "4"] {
            assert_eq!(Facet::nearest(typed), None, "{typed}");
        }
    }
}
