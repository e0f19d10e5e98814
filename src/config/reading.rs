//! Reading a TOML text whose every mistake is told with its line and stops nothing.

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::domain::text;

/// One thing that is wrong with a file of the listener's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// As it is called within the config folder: `config.toml`, `themes/dusk.toml`.
    pub file: String,
    /// Counted from 1; 0 where no line of it says so.
    pub line: u32,
    pub text: String,
    /// Whether the file is no TOML there, so that nobody can tell what was meant.
    pub broken: bool,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place(), self.text)
    }
}

impl Complaint {
    /// `config.toml line 3`
    #[must_use]
    pub fn place(&self) -> String {
        match self.line {
            0 => self.file.clone(),
            line => format!("{} line {line}", self.file),
        }
    }

    /// As it is said of a file that was saved: what is no TOML changes nothing, which comes first,
    /// since a line may be cut at its end. `counts` is whether anything of the file is in use.
    #[must_use]
    pub fn of_saved(&self, counts: bool) -> String {
        let rest = format!("line {}: {}", self.line, self.text);
        match self.broken {
            true if counts => format!("{} stays as it was; {rest}", self.file),
            true => format!("{} is not used; {rest}", self.file),
            false => self.to_string(),
        }
    }

    #[must_use]
    pub fn new(file: &str, line: u32, text: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, text: text.into(), broken: false }
    }
}

/// Something said on a line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said<T> {
    pub line: u32,
    pub what: T,
}

/// One file while it is read.
pub struct Reading<'t> {
    pub file: &'t str,
    text: &'t str,
    pub complaints: Vec<Complaint>,
}

/// One entry of a table.
pub struct Entry<'v, 't> {
    pub name: &'v str,
    pub line: u32,
    pub value: &'v DeValue<'t>,
}

impl<'t> Reading<'t> {
    #[must_use]
    pub fn new(file: &'t str, text: &'t str) -> Self {
        Self { file, text, complaints: Vec::new() }
    }

    /// Everything in the text that is TOML.
    pub fn table(&mut self) -> Spanned<DeTable<'t>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let at = error.span().map_or(0, |span| span.start);
            let line = self.line(at);
            let text = match self.text.get(at..) {
                Some(rest) if rest.starts_with("null") => "TOML has no null; write false for none".into(),
                _ => error.message().to_owned(),
            };
            self.complaints.push(Complaint { broken: true, ..Complaint::new(self.file, line, text) });
        }
        table
    }

    /// The entries of a table in the order of their lines.
    #[must_use]
    pub fn entries<'v>(&self, table: &'v DeTable<'t>) -> Vec<Entry<'v, 't>> {
        let entry = |(key, value): (&'v Spanned<_>, &'v Spanned<DeValue<'t>>)| {
            let name: &'v std::borrow::Cow<'t, str> = Spanned::get_ref(key);
            Entry { name: name.as_ref(), line: self.line(key.span().start), value: value.get_ref() }
        };
        let mut entries: Vec<_> = table.iter().map(entry).collect();
        entries.sort_by_key(|entry| entry.line);
        entries
    }

    /// Counted from 1.
    #[must_use]
    pub fn line(&self, at: usize) -> u32 {
        let before = self.text.as_bytes().iter().take(at).filter(|&&byte| byte == b'\n').count();
        u32::try_from(before + 1).unwrap_or(u32::MAX)
    }

    pub fn complain(&mut self, line: u32, text: impl Into<String>) {
        self.complaints.push(Complaint::new(self.file, line, text));
    }

    /// The entries of what must be a table; a complaint when it is none.
    pub fn entries_of<'v>(&mut self, entry: &Entry<'v, 't>, holds: &str) -> Vec<Entry<'v, 't>> {
        match entry.value.as_table() {
            Some(table) => self.entries(table),
            None => {
                self.complain(entry.line, format!("{} is a table: [{}] and {holds} below it", entry.name, entry.name));
                Vec::new()
            }
        }
    }
}

/// A value as a text, if it is a text, a number or a switch.
#[must_use]
pub fn word(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(said) => Some(said.as_ref().to_owned()),
        DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().to_owned()),
        DeValue::Boolean(on) => Some(on.to_string()),
        _ => None,
    }
}

/// A text, or a list of texts, as a list.
#[must_use]
pub fn words(value: &DeValue<'_>) -> Option<Vec<String>> {
    match value {
        DeValue::Array(all) => all.iter().map(|one| word(one.get_ref())).collect(),
        one => word(one).map(|one| vec![one]),
    }
}

/// "there is no replaygain; did you mean replay-gain?"
#[must_use]
pub fn unknown<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    no_such("", name, known)
}

/// "there is no genre jaz; did you mean jazz?", for the kind `"genre "`.
#[must_use]
pub fn no_such<'k>(kind: &str, name: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let nearest = known.into_iter().map(|known| (text::distance(name, known), known)).min();
    match nearest {
        // Of a short name nearly every other one is three letters away.
        Some((away, near)) if away <= 3.min(name.chars().count().div_ceil(2)) => {
            format!("there is no {kind}{name}; did you mean {near}?")
        }
        _ => format!("there is no {kind}{name}"),
    }
}

/// The text of a file; none when there is no such file.
pub(super) fn text_of(path: &Path, file: &str) -> Result<Option<String>, Complaint> {
    // A config is small: what is not was put there by mistake.
    const LIMIT: u64 = 1 << 20;
    let told = |error: String| Complaint { broken: true, ..Complaint::new(file, 1, error) };
    match std::fs::metadata(path) {
        Ok(meta) if meta.len() > LIMIT => return Err(told("is over 1 MB and was not read".into())),
        Ok(meta) if !meta.is_file() => return Err(told("is no file".into())),
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(told(format!("cannot be read: {error}"))),
    }
    let bytes = std::fs::read(path).map_err(|error| told(format!("cannot be read: {error}")))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(error) => {
            let good = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
            let line = good.filter(|&&byte| byte == b'\n').count() + 1;
            let line = u32::try_from(line).unwrap_or(u32::MAX);
            Err(Complaint { line, ..told("is not UTF-8 here".into()) })
        }
    }
}
