//! What the listener set, in TOML. The file is theirs: it is read, never written.
//!
//! A key that is unknown or has a bad value is told with its line and the nearest right name;
//! everything else still counts.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::domain::settings::{Key, Spoken, Takes};
use crate::domain::text;

/// What the file says, key by key. What the keys are and take stands in [`settings`](crate::domain::settings).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    pub spoken: Vec<Spoken>,
}

/// One thing that is wrong with the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Counted from 1.
    pub line: usize,
    pub text: String,
}

impl Config {
    /// Reads the file. A file that is not there is an empty one.
    #[must_use]
    pub fn load(path: &Path) -> (Self, Vec<Complaint>) {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => (Self::default(), Vec::new()),
            Err(error) => (Self::default(), vec![Complaint { line: 1, text: format!("cannot be read: {error}") }]),
        }
    }

    /// Reads what can be read and complains of the rest.
    #[must_use]
    pub fn parse(text: &str) -> (Self, Vec<Complaint>) {
        let mut config = Self::default();
        let mut complaints = Vec::new();
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let at = error.span().map_or(0, |span| span.start);
            complaints.push(Complaint { line: line_of(text, at), text: error.message().to_owned() });
        }
        for (key, value) in table.get_ref() {
            let line = line_of(text, Spanned::span(key).start);
            let name = key.get_ref().as_ref();
            let Some(key) = Key::named(name) else {
                complaints.push(Complaint { line, text: unknown(name) });
                continue;
            };
            match value_of(key, value.get_ref()) {
                Some(value) => {
                    config.spoken.push(Spoken { key, value, line: u32::try_from(line).unwrap_or(u32::MAX) });
                }
                None => complaints.push(Complaint { line, text: format!("{name} takes {}", key.takes_words()) }),
            }
        }
        config.spoken.sort_by_key(|spoken| spoken.line);
        complaints.sort_by_key(|complaint| complaint.line);
        (config, complaints)
    }
}

/// The value as the settings keep it, if it has the type that the key takes.
fn value_of(key: Key, value: &DeValue<'_>) -> Option<String> {
    match key.takes() {
        Takes::Switch => value.as_bool().map(|on| on.to_string()),
        // An empty text says nothing, and is no mistake.
        Takes::Text => value.as_str().map(|said| key.read(said).unwrap_or_default()),
        Takes::OneOf(choices) => {
            // A number without quotes says the same.
            let number = value.as_integer().map(|number| number.as_str());
            let said = value.as_str().or(number)?;
            choices.iter().find(|(known, _)| *known == said).map(|(known, _)| (*known).to_owned())
        }
    }
}

/// "there is no replaygain; did you mean replay-gain?"
#[must_use]
pub fn unknown(name: &str) -> String {
    let nearest = Key::all().map(|known| (text::distance(name, known.name()), known.name())).min();
    match nearest {
        Some((away, near)) if away <= 3 => format!("there is no {name}; did you mean {near}?"),
        _ => format!("there is no {name}"),
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|&&byte| byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_right_counts_and_what_is_wrong_is_told_with_its_line() {
        let (config, complaints) = Config::parse(
            "name = \"Ana\"\nreplaygain = \"album\"\nafter-queue = \"go-on\"\nmouse = \"yes\"\nglyphs = \"ascii\"\nzzz = 1\n",
        );
        let spoken: Vec<_> = config.spoken.iter().map(|s| (s.key, s.value.as_str(), s.line)).collect();
        assert_eq!(
            spoken,
            [(Key::Name, "Ana", 1), (Key::AfterQueue, "go-on", 3), (Key::Glyphs, "ascii", 5)],
            "each with the line it came from"
        );
        let said: Vec<_> = complaints.iter().map(|c| (c.line, c.text.as_str())).collect();
        assert_eq!(
            said,
            [
                (2, "there is no replaygain; did you mean replay-gain?"),
                (4, "mouse takes true or false"),
                (6, "there is no zzz"),
            ]
        );
    }

    #[test]
    fn a_broken_line_does_not_lose_the_others() {
        let (config, complaints) = Config::parse("name = \"Ana\"\nmouse = = false\nglyphs = \"ascii\"\n");
        let spoken: Vec<_> = config.spoken.iter().map(|s| (s.key, s.value.as_str())).collect();
        assert_eq!(spoken, [(Key::Name, "Ana"), (Key::Glyphs, "ascii")]);
        assert_eq!(complaints.first().map(|c| c.line), Some(2));
    }

    #[test]
    fn a_missing_file_is_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Config::load(&folder.path().join("none.toml")), (Config::default(), Vec::new()));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,80}|[a-z=\"\\[\\]\n ]{0,80}") {
            let _ = Config::parse(&text);
        }
    }
}
