//! What the listener set, in TOML. The files are theirs: they are read, never written.
//!
//! A key that is unknown or has a bad value is told with its line and the nearest right name;
//! everything else still counts. What a key takes is told in [`settings`](crate::domain::settings);
//! names of actions, roles and panes are checked by the terminal, which knows them.

mod keys;
mod layouts;
mod reading;
mod themes;

use std::path::Path;

use toml::de::DeValue;

pub use keys::KeyLine;
pub use layouts::{LayoutSource, Pane, Side};
pub use reading::{Complaint, Said, no_such, unknown};
pub use themes::{Paint, RoleSource, Shade, ThemeSource};

use crate::domain::format::Format;
use crate::domain::listing::{Column, Columns, Listing};
use crate::domain::settings::{Key, Spoken, Takes};
use reading::{Entry, Reading};

/// What the main file is called in complaints, wherever it lies.
pub const CONFIG: &str = "config.toml";
/// The folder of themes beside it.
pub const THEMES: &str = "themes";

/// What the files say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Values of settings, in the order of their lines.
    pub spoken: Vec<Spoken>,
    pub keys: Vec<KeyLine>,
    /// Those in the main file and those in files of their own.
    pub themes: Vec<ThemeSource>,
    pub layouts: Vec<LayoutSource>,
}

impl Config {
    /// Reads the file and the themes beside it. A file that is not there is an empty one.
    #[must_use]
    pub fn load(path: &Path) -> (Self, Vec<Complaint>) {
        let (mut config, mut complaints) = match reading::text_of(path, CONFIG) {
            Ok(text) => Self::parse(&text.unwrap_or_default()),
            Err(complaint) => (Self::default(), vec![complaint]),
        };
        if let Some(folder) = path.parent() {
            config.load_themes(&folder.join(THEMES), &mut complaints);
        }
        (config, complaints)
    }

    fn load_themes(&mut self, folder: &Path, complaints: &mut Vec<Complaint>) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        paths.sort();
        for path in paths {
            let Some(name) = path.file_stem().and_then(|name| name.to_str()) else { continue };
            let file = format!("{THEMES}/{name}.toml");
            match reading::text_of(&path, &file) {
                Ok(text) => {
                    let text = text.unwrap_or_default();
                    let mut reading = Reading::new(&file, &text);
                    let table = reading.table();
                    self.add_theme(themes::read(name, 1, table.get_ref(), &mut reading), &mut reading);
                    complaints.append(&mut reading.complaints);
                }
                Err(complaint) => complaints.push(complaint),
            }
        }
    }

    fn add_theme(&mut self, theme: ThemeSource, reading: &mut Reading<'_>) {
        match self.themes.iter().find(|other| other.name == theme.name) {
            Some(first) => {
                let text =
                    format!("{} line {} has a theme {} already; that one counts", first.file, first.line, first.name);
                reading.complain(theme.line, text);
            }
            None => self.themes.push(theme),
        }
    }

    /// Reads what can be read and complains of the rest.
    #[must_use]
    pub fn parse(text: &str) -> (Self, Vec<Complaint>) {
        let mut config = Self::default();
        let mut reading = Reading::new(CONFIG, text);
        let table = reading.table();
        for entry in reading.entries(table.get_ref()) {
            config.read(&entry, &mut reading);
        }
        config.spoken.sort_by_key(|spoken| spoken.line);
        let mut complaints = reading.complaints;
        complaints.sort_by_key(|complaint| complaint.line);
        (config, complaints)
    }

    fn read<'t>(&mut self, entry: &Entry<'_, 't>, reading: &mut Reading<'t>) {
        match entry.name {
            "keys" => {
                let entries = reading.entries_of(entry, "its keys");
                let (settings, lines): (Vec<_>, Vec<_>) =
                    entries.into_iter().partition(|entry| Key::at(&format!("keys.{}", entry.name)).is_some());
                for entry in settings {
                    self.set(&format!("keys.{}", entry.name), &entry, reading);
                }
                self.keys = keys::read(lines, reading);
            }
            "themes" => {
                for entry in reading.entries_of(entry, "[themes.NAME]") {
                    match entry.value.as_table() {
                        Some(table) => {
                            let theme = themes::read(entry.name, entry.line, table, reading);
                            self.add_theme(theme, reading);
                        }
                        None => reading.complain(entry.line, format!("a theme is a table: [themes.{}]", entry.name)),
                    }
                }
            }
            "layouts" => {
                for entry in reading.entries_of(entry, "[layouts.NAME]") {
                    let layout = layouts::read(&entry, reading);
                    self.layouts.push(layout);
                }
            }
            name => self.read_settings(name, entry, reading),
        }
    }

    /// A value, or a table of values to any depth.
    fn read_settings<'t>(&mut self, path: &str, entry: &Entry<'_, 't>, reading: &mut Reading<'t>) {
        let below = format!("{path}.");
        let is_known = Key::all().any(|key| key.path().starts_with(&below));
        match entry.value.as_table().filter(|_| is_known) {
            Some(table) => {
                for entry in reading.entries(table) {
                    self.read_settings(&format!("{below}{}", entry.name), &entry, reading);
                }
            }
            None => self.set(path, entry, reading),
        }
    }

    fn set<'t>(&mut self, path: &str, entry: &Entry<'_, 't>, reading: &mut Reading<'t>) {
        let Some(key) = Key::at(path) else {
            return reading.complain(entry.line, unknown_setting(path));
        };
        let value = match key.takes() {
            Takes::Columns(listing) => columns_of(listing, path, entry, reading),
            _ => value_of(key, entry.value),
        };
        match value {
            Some(value) if self.spoken.iter().any(|spoken| spoken.key == key) => {
                let text = format!("{path} is said twice; the first one counts, not {value}");
                reading.complain(entry.line, text);
            }
            Some(value) => self.spoken.push(Spoken { key, value, line: entry.line }),
            None if matches!(key.takes(), Takes::Columns(_)) => {}
            None => {
                let wrong = entry.value.as_str().filter(|_| key.takes() == Takes::Format);
                match wrong.and_then(|said| Format::parse(said).err()) {
                    Some(wrong) => reading.complain(entry.line, format!("{path}: {wrong}")),
                    None => reading.complain(entry.line, format!("{path} takes {}", key.takes_words())),
                }
            }
        }
    }
}

/// The columns that can be read; each of the others is told with its own line.
fn columns_of<'t>(listing: Listing, path: &str, entry: &Entry<'_, 't>, reading: &mut Reading<'t>) -> Option<String> {
    let Some(said) = entry.value.as_array() else {
        // One text with all columns is what the player keeps.
        let all = entry.value.as_str().map(|all| Columns::parse(listing, all));
        return match all {
            Some(Ok(columns)) => Some(columns.to_string()),
            Some(Err(wrong)) => {
                reading.complain(entry.line, wrong);
                None
            }
            None => {
                reading.complain(entry.line, format!("{path} takes {}", Key::columns_of(listing).takes_words()));
                None
            }
        };
    };
    let mut columns = Vec::new();
    for each in said {
        let line = reading.line(each.span().start);
        match each.get_ref().as_str().map(|said| Column::parse(listing, said)) {
            Some(Ok(column)) => columns.push(column),
            Some(Err(wrong)) => reading.complain(line, wrong),
            None => reading.complain(line, format!("a column of {path} is a text in quotes: \"title 30%\"")),
        }
    }
    // Where none is left, the list stays as it would be without the line.
    let is_wrong = columns.is_empty() && !said.is_empty();
    (!is_wrong).then(|| Columns::new(columns).to_string())
}

/// The value as the settings keep it, if it has the type that the key takes.
fn value_of(key: Key, value: &DeValue<'_>) -> Option<String> {
    match key.takes() {
        Takes::Switch => value.as_bool().map(|on| on.to_string()),
        // An empty text says nothing, and is no mistake.
        Takes::Format => value.as_str().and_then(|said| key.read(said)),
        Takes::Columns(_) => None,
        Takes::Named(_) => value.as_str().and_then(|said| key.read(said)),
        Takes::Text => value.as_str().map(|said| key.read(said).unwrap_or_default()),
        Takes::OneOf(choices) => {
            // A number without quotes says the same.
            let said = reading::word(value).filter(|_| !value.is_bool())?;
            choices.iter().find(|(known, _)| *known == said).map(|(known, _)| (*known).to_owned())
        }
    }
}

/// Tables of the file that hold no settings, or not only.
const TABLES: [&str; 3] = ["keys", "themes", "layouts"];

/// "there is no replaygain; did you mean replay-gain?"
#[must_use]
pub fn unknown_setting(path: &str) -> String {
    let list = path.strip_prefix("columns.").and_then(|list| list.strip_suffix(".sort"));
    if let Some(list) = list.filter(|list| Listing::ALL.iter().any(|known| known.name() == *list)) {
        return format!("there is no {path}: the order of {list} is yours, line by line");
    }
    match path.rsplit_once('.') {
        Some((table, name)) => {
            let within = format!("{table}.");
            let known = Key::all().filter_map(|key| key.path().strip_prefix(within.as_str()));
            unknown_of(path, name, known.filter_map(|known| known.split('.').next()))
        }
        None => {
            let tables = Key::all().filter_map(|key| Some(key.path().split_once('.')?.0));
            unknown(path, Key::all().map(Key::name).chain(tables).chain(TABLES))
        }
    }
}

/// The same for a name within something: it is told in full, and likened to its neighbours.
fn unknown_of<'k>(full: &str, name: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let told = unknown(name, known);
    told.replacen(name, full, 1)
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
        let (_, complaints) = Config::parse("[keys]\nlike = null\n");
        let first = complaints.first().map(|c| (c.line, c.text.as_str()));
        assert_eq!(first, Some((2, "TOML has no null; write false for none")));
    }

    #[test]
    fn columns_are_read_one_by_one() {
        let (config, complaints) = Config::parse(
            "[columns.tracks]\nshow = [\n  \"number\",\n  \"titel 30%\",\n  \"{album}[ ({year})]\",\n  7,\n]\nsort = \"yeer\"\n\
             [columns.queue]\nshow = \"title | reason\"\nsort = \"title\"\n[columns.trakcs]\nshow = []\n",
        );
        let spoken: Vec<_> = config.spoken.iter().map(|s| (s.key, s.value.as_str(), s.line)).collect();
        assert_eq!(
            spoken,
            [(Key::ColumnsTracks, "number | {album}[ ({year})]", 2), (Key::ColumnsQueue, "title | reason", 10)],
            "what can be read stays"
        );
        let said: Vec<_> = complaints.iter().map(|c| (c.line, c.text.as_str())).collect();
        assert_eq!(
            said,
            [
                (4, "there is no column titel in tracks; did you mean title?"),
                (6, "a column of columns.tracks.show is a text in quotes: \"title 30%\""),
                (8, "columns.tracks.sort takes \"own\", \"title\", \"artist\", \"year\", \"length\" or \"listens\""),
                (11, "there is no columns.queue.sort: the order of queue is yours, line by line"),
                (12, "there is no columns.trakcs; did you mean tracks?"),
            ]
        );
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
