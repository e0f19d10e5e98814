//! What the listener set, in TOML. The file is theirs: it is read, never written.
//!
//! A key that is unknown or has a bad value is told with its line and the nearest right name;
//! everything else still counts.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::domain::text;

/// Every choice, with its default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// What tonearm calls the listener.
    pub name: Option<String>,
    /// Whether tonearm goes on by ear when the queue ends.
    pub goes_on: bool,
    pub replay_gain: ReplayGain,
    pub glyphs: Glyphs,
    pub theme: Theme,
    pub mouse: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            name: None,
            goes_on: false,
            replay_gain: ReplayGain::Auto,
            glyphs: Glyphs::Auto,
            theme: Theme::Auto,
            mouse: true,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplayGain {
    Auto,
    Album,
    Track,
    Off,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyphs {
    Auto,
    Unicode,
    Ascii,
}

/// Which colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the terminal and its background allow.
    Auto,
    /// For a dark, or a light, background, whatever the terminal says of it.
    Dark,
    Light,
    /// Weight and text only.
    Mono,
    /// The terminal's own sixteen colours.
    Ansi,
}

/// One thing that is wrong with the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Counted from 1.
    pub line: usize,
    pub text: String,
}

/// One key: its name, what it takes, and how it is set.
struct Key {
    name: &'static str,
    takes: &'static str,
    set: fn(&mut Config, &DeValue<'_>) -> Option<()>,
}

const KEYS: [Key; 6] = [
    Key {
        name: "name",
        takes: "a text in quotes",
        set: |config, value| {
            config.name = text::clean_or_none(value.as_str()?);
            Some(())
        },
    },
    Key {
        name: "after-queue",
        takes: "\"stop\" or \"go-on\"",
        set: |config, value| one_of(value, &mut config.goes_on, &[("stop", false), ("go-on", true)]),
    },
    Key {
        name: "replay-gain",
        takes: "\"auto\", \"album\", \"track\" or \"off\"",
        set: |config, value| {
            let choices = [
                ("auto", ReplayGain::Auto),
                ("album", ReplayGain::Album),
                ("track", ReplayGain::Track),
                ("off", ReplayGain::Off),
            ];
            one_of(value, &mut config.replay_gain, &choices)
        },
    },
    Key {
        name: "glyphs",
        takes: "\"auto\", \"unicode\" or \"ascii\"",
        set: |config, value| {
            let choices = [("auto", Glyphs::Auto), ("unicode", Glyphs::Unicode), ("ascii", Glyphs::Ascii)];
            one_of(value, &mut config.glyphs, &choices)
        },
    },
    Key {
        name: "theme",
        takes: "\"auto\", \"dark\", \"light\", \"mono\" or \"ansi\"",
        set: |config, value| {
            let choices = [
                ("auto", Theme::Auto),
                ("dark", Theme::Dark),
                ("light", Theme::Light),
                ("mono", Theme::Mono),
                ("ansi", Theme::Ansi),
            ];
            one_of(value, &mut config.theme, &choices)
        },
    },
    Key {
        name: "mouse",
        takes: "true or false",
        set: |config, value| {
            config.mouse = value.as_bool()?;
            Some(())
        },
    },
];

fn one_of<T: Copy>(value: &DeValue<'_>, into: &mut T, choices: &[(&str, T)]) -> Option<()> {
    let said = value.as_str()?;
    *into = choices.iter().find(|(name, _)| *name == said)?.1;
    Some(())
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
            match KEYS.iter().find(|known| known.name == name) {
                Some(known) => {
                    if (known.set)(&mut config, value.get_ref()).is_none() {
                        complaints.push(Complaint { line, text: format!("{name} takes {}", known.takes) });
                    }
                }
                None => complaints.push(Complaint { line, text: unknown(name) }),
            }
        }
        complaints.sort_by_key(|complaint| complaint.line);
        (config, complaints)
    }
}

fn unknown(name: &str) -> String {
    let nearest = KEYS.iter().map(|known| (distance(name, known.name), known.name)).min();
    match nearest {
        Some((away, near)) if away <= 3 => format!("there is no {name}; did you mean {near}?"),
        _ => format!("there is no {name}"),
    }
}

/// Edits between two words (Levenshtein), case and `_` for `-` aside.
fn distance(a: &str, b: &str) -> usize {
    let fold = |word: &str| word.to_lowercase().replace('_', "-").chars().collect::<Vec<_>>();
    let (a, b) = (fold(a), fold(b));
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
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
        assert_eq!(config.name.as_deref(), Some("Ana"));
        assert!(config.goes_on && config.mouse);
        assert_eq!(config.glyphs, Glyphs::Ascii);
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
        assert_eq!((config.name.as_deref(), config.glyphs), (Some("Ana"), Glyphs::Ascii));
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
