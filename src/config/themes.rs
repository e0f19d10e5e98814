//! `[themes.NAME]` and `themes/NAME.toml`: colours by role. Which roles there are is known to the
//! terminal; here they are only read.

use toml::de::DeTable;

use super::reading::{Entry, Reading, Said, word};
use crate::domain::colour::Colour;

/// What is behind the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shade {
    Dark,
    Light,
}

/// A theme as the listener wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeSource {
    pub name: String,
    /// Where it is written.
    pub file: String,
    pub line: u32,
    /// The theme that has the roles this one says nothing of.
    pub like: Option<Said<String>>,
    pub roles: Vec<RoleSource>,
}

/// One role of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleSource {
    pub line: u32,
    /// None for both.
    pub shade: Option<Shade>,
    pub role: String,
    pub paint: Paint,
}

/// How a role is drawn. What is not said stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paint {
    pub fg: Option<Colour>,
    pub bg: Option<Colour>,
    /// On terminals of 256 colours, when the nearest one will not do.
    pub of_256: Option<Colour>,
    /// On terminals of 16.
    pub of_16: Option<Colour>,
    pub bold: Option<bool>,
    pub italic: Option<bool>,
    pub underline: Option<bool>,
    pub reverse: Option<bool>,
}

const COLOUR: &str = "a colour: \"#1e90ff\", 208, \"bright-blue\" or \"default\"";

/// Reads a theme out of its table.
pub(super) fn read<'t>(name: &str, line: u32, table: &DeTable<'t>, reading: &mut Reading<'t>) -> ThemeSource {
    let file = reading.file.to_owned();
    let mut theme = ThemeSource { name: name.to_owned(), file, line, like: None, roles: Vec::new() };
    for entry in reading.entries(table) {
        let shade = match entry.name {
            "dark" => Some(Shade::Dark),
            "light" => Some(Shade::Light),
            _ => None,
        };
        if entry.name == "like" {
            match entry.value.as_str() {
                Some(other) => theme.like = Some(Said { line: entry.line, what: other.to_owned() }),
                None => reading.complain(entry.line, "like takes the name of a theme in quotes"),
            }
        } else if let Some(shade) = shade {
            for entry in reading.entries_of(&entry, "its roles") {
                theme.roles.extend(role(&entry, Some(shade), reading));
            }
        } else {
            theme.roles.extend(role(&entry, None, reading));
        }
    }
    theme
}

fn role<'t>(entry: &Entry<'_, 't>, shade: Option<Shade>, reading: &mut Reading<'t>) -> Option<RoleSource> {
    let paint = match entry.value.as_table() {
        Some(table) => styled(entry.name, table, reading),
        None => match word(entry.value).as_deref().and_then(Colour::parse) {
            Some(fg) => Paint { fg: Some(fg), ..Paint::default() },
            None => {
                reading.complain(entry.line, format!("{} takes {COLOUR}", entry.name));
                return None;
            }
        },
    };
    Some(RoleSource { line: entry.line, shade, role: entry.name.to_owned(), paint })
}

/// `{ fg = "#8ac4d8", of-256 = 110, bold = true }`
fn styled<'t>(role: &str, table: &DeTable<'t>, reading: &mut Reading<'t>) -> Paint {
    const PARTS: [&str; 8] = ["fg", "bg", "of-256", "of-16", "bold", "italic", "underline", "reverse"];
    let mut paint = Paint::default();
    for entry in reading.entries(table) {
        let colour = word(entry.value).as_deref().and_then(Colour::parse);
        let switch = entry.value.as_bool();
        let part = entry.name;
        match part {
            "fg" => paint.fg = colour,
            "bg" => paint.bg = colour,
            "of-256" => paint.of_256 = colour.map(Colour::in_256),
            "of-16" => paint.of_16 = colour.map(Colour::in_16),
            "bold" => paint.bold = switch,
            "italic" => paint.italic = switch,
            "underline" => paint.underline = switch,
            "reverse" => paint.reverse = switch,
            _ => {
                reading.complain(entry.line, super::unknown_of(&format!("{role}.{part}"), part, PARTS));
                continue;
            }
        }
        let is_colour = matches!(part, "fg" | "bg" | "of-256" | "of-16");
        if is_colour && colour.is_none() {
            reading.complain(entry.line, format!("{role}.{part} takes {COLOUR}"));
        } else if !is_colour && switch.is_none() {
            reading.complain(entry.line, format!("{role}.{part} takes true or false"));
        }
    }
    paint
}
