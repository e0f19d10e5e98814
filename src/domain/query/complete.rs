//! What could be typed next: names of facets, their words, and what the library holds.

use std::ops::Range;

use super::facet::{Choice, FACETS, Facet, FacetKind};
use super::{lex, print};
use crate::domain::fold::search_form;
use crate::domain::playlist::folder::shown;

/// What is being typed at a place of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Typing {
    /// Bytes of the line that a completion replaces.
    pub at: Range<usize>,
    pub what: Typed,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Typed {
    /// The beginning of a word, which may become a facet.
    Word(String),
    /// The beginning of what a facet is asked.
    Value { facet: Facet, begun: String },
    /// One of the facets that an order is made of.
    SortKey(String),
    /// How much of it.
    Limit(String),
}

/// One way to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What replaces [`Typing::at`].
    pub text: String,
    /// What it is called in the list of completions.
    pub name: String,
    /// A sentence without its stop, or a count.
    pub says: String,
}

/// A value that the library holds.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ValueCount {
    pub value: String,
    /// How many tracks have it; none for a playlist by rules, which would have to be asked first.
    pub tracks: Option<u32>,
}

/// What is being typed at byte `cursor` of a line; none between pieces.
#[must_use]
pub fn typing(line: &str, cursor: usize) -> Option<Typing> {
    let before = line.get(..cursor)?;
    let piece = lex::lex(before).pop().filter(|piece| piece.at.end == cursor)?;
    let lex::Token::Word(word) = piece.token else { return None };
    let name = |text: &str| text.to_owned();
    let Some((sign, _)) = word.text.char_indices().find(|(at, c)| *c == ':' && !word.is_quoted_at(*at)) else {
        return word.is_bare().then(|| Typing { at: piece.at.clone(), what: Typed::Word(name(&word.text)) });
    };
    let start = piece.at.start + sign + 1;
    let (facet, value) = (word.text.get(..sign)?, word.text.get(sign + 1..)?);
    if facet.eq_ignore_ascii_case("sort") {
        let begun = value.rsplit(',').next()?;
        let begun = begun.trim_start_matches(['-', '+']);
        return Some(Typing { at: cursor - begun.len()..cursor, what: Typed::SortKey(name(begun)) });
    }
    if facet.eq_ignore_ascii_case("limit") {
        return Some(Typing { at: start..cursor, what: Typed::Limit(name(value)) });
    }
    let facet = Facet::from_name(facet)?;
    let begun = value.trim_start_matches(['=', '^']);
    let start = if word.is_bare() { start + value.len() - begun.len() } else { start };
    Some(Typing { at: start..cursor, what: Typed::Value { facet, begun: name(begun) } })
}

impl Typing {
    /// Which values of the library would help, and how they begin. A year would take the place
    /// of a comparison before it, so years are asked for by digits alone.
    #[must_use]
    pub fn wants(&self) -> Option<(Facet, &str)> {
        let Typed::Value { facet, begun } = &self.what else { return None };
        let helps = match facet.kind() {
            FacetKind::Text | FacetKind::Playlist | FacetKind::Sound => true,
            _ => *facet == Facet::Year && begun.bytes().all(|byte| byte.is_ascii_digit()),
        };
        helps.then_some((*facet, begun))
    }

    /// How to go on, the likeliest first; `values` are those of the library that begin so.
    #[must_use]
    pub fn completions(&self, values: &[ValueCount]) -> Vec<Completion> {
        match &self.what {
            Typed::Word(begun) => words(begun),
            Typed::SortKey(begun) => FACETS
                .iter()
                .filter(|line| line.facet.is_sortable() && begins(line.name, begun))
                .map(|line| completion(line.name, line.says))
                .chain(begins("random", begun).then(|| completion("random", "by chance, anew each day")))
                .collect(),
            Typed::Limit(begun) => fitting(LIMITS, begun),
            Typed::Value { facet, begun } => match facet.kind() {
                FacetKind::Choice(choices) => fitting(choices, begun),
                FacetKind::Number | FacetKind::Length | FacetKind::Size | FacetKind::Date if values.is_empty() => {
                    fitting(samples(*facet), begun)
                }
                _ => {
                    let value = |value: &ValueCount| Completion {
                        text: print::value(&value.value),
                        name: match facet.kind() {
                            FacetKind::Playlist => shown(&value.value).into_owned(),
                            _ => value.value.clone(),
                        },
                        says: value
                            .tracks
                            .map_or_else(|| "by rules".into(), |tracks| crate::domain::human::thousands(tracks.into())),
                    };
                    values.iter().map(value).collect()
                }
            },
        }
    }

    /// Whether nothing is left to complete.
    #[must_use]
    pub fn is_whole(&self, completion: &Completion) -> bool {
        let (Typed::Word(begun) | Typed::SortKey(begun) | Typed::Limit(begun) | Typed::Value { begun, .. }) =
            &self.what;
        search_form(begun) == search_form(&completion.name)
    }

    /// The line with a completion in place, and where the cursor then stands.
    #[must_use]
    pub fn accept(&self, line: &str, completion: &Completion) -> (String, usize) {
        let before = line.get(..self.at.start).unwrap_or_default();
        let behind = line.get(self.at.end..).unwrap_or_default();
        let gap = if completion.text.ends_with(':') || matches!(self.what, Typed::SortKey(_)) || behind.starts_with(' ')
        {
            ""
        } else {
            " "
        };
        let text = format!("{before}{}{gap}", completion.text);
        let cursor = text.len();
        (text + behind, cursor)
    }
}

/// Amounts as people ask for them.
const LIMITS: &[Choice] = &[
    ("50", "so many tracks"),
    ("2h", "so much time"),
    ("1GB", "so much room"),
    ("10%", "that share of all that is found"),
];

/// Numbers, ages and dates as people ask for them, where the library has no list to offer.
const fn samples(facet: Facet) -> &'static [Choice] {
    match facet {
        Facet::Last | Facet::First => &[
            ("<30d", "within a month"),
            ("<1w", "within a week"),
            ("<1y", "within a year"),
            (">1y", "longer ago than a year"),
            ("none", "never"),
        ],
        Facet::Added | Facet::Changed => {
            &[("<30d", "within a month"), ("<1w", "within a week"), (">1y", "longer ago than a year")]
        }
        Facet::Rating => &[(">=4", "four stars or five"), ("5", "five stars"), ("none", "no stars")],
        Facet::Heard | Facet::Finished | Facet::Skips => {
            &[("0", "never"), (">0", "at least once"), (">10", "more than ten times")]
        }
        Facet::Year => &[("1990s", "ten years"), ("1985..1995", "from and to"), (">=2020", "since then")],
        Facet::Length => &[("<3m", "shorter"), (">10m", "longer"), ("3m..5m", "from and to")],
        Facet::Size => &[(">50MB", "larger"), ("<5MB", "smaller")],
        Facet::Bpm => &[("110..130", "from and to"), ("<90", "slower"), (">140", "faster")],
        Facet::Bitrate => &[("<192", "less"), (">=320", "at least so much")],
        Facet::Rate => &[(">=96k", "at least so many"), ("44100", "as on a CD")],
        Facet::Bits => &[("24", "so many"), ("16", "as on a CD")],
        Facet::Channels => &[("2", "stereo"), ("1", "mono"), (">2", "more")],
        _ => &[],
    }
}

fn fitting(choices: &[Choice], begun: &str) -> Vec<Completion> {
    let fits = choices.iter().filter(|(word, _)| begins(word, begun));
    fits.map(|(word, says)| completion(word, says)).collect()
}

/// Facets that begin so, then words of choices: "liked" becomes `is:liked`.
fn words(begun: &str) -> Vec<Completion> {
    if begun.is_empty() {
        return Vec::new();
    }
    let facet = FACETS.iter().filter(|line| begins(line.name, begun)).map(|line| {
        let name = format!("{}:", line.name);
        Completion { text: name.clone(), name, says: line.says.into() }
    });
    let others = [("sort:", "the order it comes in"), ("limit:", "how much of it")];
    let others = others.iter().filter(|(name, _)| begins(name, begun)).map(|(name, says)| completion(name, says));
    let choices = FACETS.iter().filter_map(|line| match line.kind {
        FacetKind::Choice(choices) => Some((line, choices)),
        _ => None,
    });
    let choices = choices.flat_map(|(line, choices)| {
        let fits = choices.iter().filter(|(word, _)| begun.chars().count() > 1 && begins(word, begun));
        fits.map(move |(word, says)| completion(&format!("{}:{word}", line.name), says))
    });
    facet.chain(others).chain(choices).collect()
}

fn completion(name: &str, says: &str) -> Completion {
    Completion { text: name.to_owned(), name: name.to_owned(), says: says.to_owned() }
}

fn begins(word: &str, begun: &str) -> bool {
    word.get(..begun.len()).is_some_and(|start| start.eq_ignore_ascii_case(begun))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(line: &str) -> Vec<String> {
        let typing = typing(line, line.len());
        typing.map(|typing| typing.completions(&[])).unwrap_or_default().into_iter().map(|one| one.name).collect()
    }

    #[test]
    fn names_of_facets_and_their_words_are_offered() {
        assert_eq!(names("jazz art"), ["artist:"]);
        assert_eq!(names("li"), ["like:", "limit:", "is:liked"]);
        assert_eq!(names("-(kind:s"), ["spoken", "sound"]);
        assert_eq!(names("sort:-hea"), ["heard"]);
        assert_eq!(names("last:"), ["<30d", "<1w", "<1y", ">1y", "none"]);
        assert_eq!(
            (names("rating:>"), names("limit:")),
            (vec![">=4".into()], vec!["50".into(), "2h".into(), "1GB".into(), "10%".into()])
        );
        assert!(names("jazz ").is_empty() && names("\"art").is_empty() && names("mood:x").is_empty());
    }

    #[test]
    fn every_sample_is_read_as_it_is_offered() {
        for line in &FACETS {
            for (sample, _) in samples(line.facet) {
                let text = format!("{}:{sample}", line.name);
                assert!(crate::domain::query::parse(&text).is_ok(), "{text}");
            }
        }
        for (limit, _) in LIMITS {
            assert!(crate::domain::query::parse(&format!("limit:{limit}")).is_ok(), "{limit}");
        }
    }

    #[test]
    fn accepting_goes_on_where_one_would_type() {
        let line = "jazz artist:ni x";
        let typing = typing(line, 14).unwrap();
        assert_eq!(typing.wants(), Some((Facet::Artist, "ni")));
        let found = [ValueCount { value: "Nina Simone".into(), tracks: Some(1_200) }];
        let completions = typing.completions(&found);
        assert_eq!(completions[0].says, "1,200");
        assert_eq!(typing.accept(line, &completions[0]), ("jazz artist:\"Nina Simone\" x".into(), 25));
        let facet = super::typing("gen", 3).unwrap();
        assert_eq!(facet.accept("gen", &facet.completions(&[])[0]), ("genre:".into(), 6));
        let sort = super::typing("sort:title,-add", 15).unwrap();
        assert_eq!(sort.accept("sort:title,-add", &sort.completions(&[])[0]).0, "sort:title,-added");
        let exact = super::typing("genre:=ja", 9).unwrap();
        assert_eq!(exact.at, 7..9);
        let quoted = super::typing("in:\"my ki", 9).unwrap();
        assert_eq!((quoted.at.clone(), quoted.wants()), (3..9, Some((Facet::In, "my ki"))));
    }

    #[test]
    fn a_list_is_offered_as_it_is_called_and_taken_as_it_is_written() {
        let typing = typing("in:ac", 5).unwrap();
        let completions = typing.completions(&[ValueCount { value: r"Rock/AC\/DC".into(), tracks: Some(3) }]);
        assert_eq!(completions[0].name, "Rock/AC/DC");
        let (line, _) = typing.accept("in:ac", &completions[0]);
        let again = super::typing(line.trim_end(), line.trim_end().len()).unwrap();
        assert_eq!(again.wants(), Some((Facet::In, r"Rock/AC\/DC")));
        assert!(again.is_whole(&completions[0]));
    }

    #[test]
    fn years_are_asked_for_by_digits_and_comparisons_stay() {
        let wants = |line: &str| typing(line, line.len()).unwrap().wants().map(|(_, begun)| begun.to_owned());
        assert_eq!(wants("year:19").as_deref(), Some("19"));
        assert_eq!(wants("year:=19").as_deref(), Some("19"));
        for line in ["year:>=19", "year:<19", "year:1985..19", "year:199x"] {
            assert_eq!(wants(line), None, "{line}");
        }
    }

    proptest! {
        #[test]
        fn any_place_of_any_line_can_be_typed_at(line in "(\\PC|[a-z:\"=^]|artist:|sort:){0,12}", cursor in 0usize..40) {
            if let Some(typing) = typing(&line, cursor.min(line.len())) {
                for completion in typing.completions(&[]) {
                    let (text, cursor) = typing.accept(&line, &completion);
                    prop_assert!(text.get(..cursor).is_some());
                }
            }
        }
    }
}
