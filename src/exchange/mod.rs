//! Playlists in and out: one format a file, all of them in [`FORMATS`].
//!
//! Reading is forgiving and bounded: what a list says is kept as it can be understood, what cannot
//! be is told with its line, and no bytes make it fail otherwise than by an [`ExchangeError`].

mod address;
pub mod file;
pub mod home;
mod m3u;
pub mod naming;
mod nested;
pub mod nsp;
mod pls;
pub mod reconcile;
mod text;
mod xspf;

use std::path::PathBuf;

pub use address::is_elsewhere;
pub use m3u::with_comments_of;
pub use nested::{BOUNDS, open, read_with_nested};

/// Name, entries, and the folder that paths are relative to.
type Write = fn(Option<&str>, &[ListEntry], &[u8]) -> Vec<u8>;

/// A format of lists.
#[derive(Debug)]
pub struct Format {
    /// As `--format` takes it; files are written with it as their extension.
    pub name: &'static str,
    /// In lower case.
    pub extensions: &'static [&'static str],
    /// Whether bytes look like it where no extension says so.
    looks_so: fn(&str) -> bool,
    read: fn(&[u8], &[u8]) -> Result<ReadList, ExchangeError>,
    write: Write,
}

/// Every format that is read and written; the first is what is meant where nothing is said.
pub const FORMATS: [Format; 3] = [
    Format {
        name: "m3u8",
        extensions: &["m3u8", "m3u"],
        looks_so: |text| text.starts_with("#ext"),
        read: m3u::read,
        write: m3u::write,
    },
    Format {
        name: "xspf",
        extensions: &["xspf"],
        looks_so: |text| text.starts_with("<?xml") || text.starts_with("<playlist"),
        read: xspf::read,
        write: xspf::write,
    },
    Format {
        name: "pls",
        extensions: &["pls"],
        looks_so: |text| text.starts_with("[playlist]"),
        read: pls::read,
        write: pls::write,
    },
];

impl Format {
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        let name = name.to_ascii_lowercase();
        FORMATS.iter().find(|format| format.name == name || format.extensions.contains(&name.as_str()))
    }

    /// By the extension of a path.
    #[must_use]
    pub fn of_path(path: &[u8]) -> Option<&'static Self> {
        let name = path.rsplit(|byte| *byte == b'/').next()?;
        let dot = name.iter().rposition(|byte| *byte == b'.').filter(|dot| *dot > 0)?;
        Self::named(std::str::from_utf8(name.get(dot + 1..)?).ok()?)
    }

    /// What a file of this name is to be written as: an extension of another kind of file is
    /// refused, none at all means the usual format.
    ///
    /// # Errors
    /// [`ExchangeError::Unknown`].
    pub fn to_write(path: &[u8]) -> Result<&'static Self, ExchangeError> {
        let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
        let [usual, ..] = &FORMATS;
        match name.iter().rposition(|byte| *byte == b'.').filter(|dot| *dot > 0) {
            Some(_) => Self::of_path(path).ok_or(ExchangeError::Unknown),
            None => Ok(usual),
        }
    }

    /// By how bytes begin.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<&'static Self> {
        let bytes = text::plain(bytes).ok()?;
        let begin = bytes.trim_ascii_start();
        let begin = text::decode(begin.get(..begin.len().min(32))?).to_ascii_lowercase();
        FORMATS.iter().find(|format| (format.looks_so)(&begin))
    }

    /// Reads a list whose file lies in the folder `base`; lists in it are not opened.
    ///
    /// # Errors
    /// The bytes are no list of this format at all.
    pub fn read(&self, bytes: &[u8], base: &[u8]) -> Result<ReadList, ExchangeError> {
        (self.read)(bytes, base)
    }

    /// Writes a list that will lie in the folder `base`, with paths relative to it; absolute ones
    /// where it is empty. Of each entry the first path is written.
    #[must_use]
    pub fn write(&self, name: Option<&str>, entries: &[ListEntry], base: &[u8]) -> Vec<u8> {
        (self.write)(name, entries, base)
    }
}

/// What keeps a list from being read or written.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    #[error("this is no text, so it cannot be a list of files")]
    NotText,
    #[error("this is no XSPF: {0}")]
    NotXspf(String),
    #[error("this is no PLS: it does not begin with [playlist]")]
    NotPls,
    #[error("these are no rules: {0}")]
    NotRules(String),
    #[error("it is none of the lists that are known here: m3u8, m3u, xspf, pls")]
    Unknown,
    #[error("it is larger than any list that a person makes ({0} MB)")]
    TooLarge(u64),
    #[error("{path}: {cause}", path = path.display())]
    Io { path: PathBuf, cause: std::io::Error },
    /// Nothing is overwritten unasked.
    #[error("{path} is there already", path = .0.display())]
    Exists(PathBuf),
}

impl ExchangeError {
    fn io(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        move |cause| Self::Io { path: path.to_owned(), cause }
    }
}

/// A list read from a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadList {
    /// As the list calls itself.
    pub name: Option<String>,
    pub entries: Vec<ListEntry>,
    /// Lines that say nothing, or nothing that can be understood.
    pub passed_over: Vec<PassedOver>,
}

/// One line of a list. Text is fit for the screen (see [`crate::domain::text::clean`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListEntry {
    /// Counted from 1; 0 for one that is yet to be written.
    pub line: u32,
    /// Where it may lie, best first; none where the list only says what it is. Raw bytes; absolute
    /// when the list's own folder is, and without `.` and `..`, or [`is_elsewhere`].
    pub paths: Vec<Vec<u8>>,
    pub title: Option<String>,
    pub artist: Option<String>,
    pub album: Option<String>,
    pub length_ms: Option<i64>,
}

impl ListEntry {
    fn says_nothing(&self) -> bool {
        self.paths.is_empty() && self.title.is_none()
    }
}

/// A line that is no entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// Counted from 1.
    pub line: u32,
    pub text: String,
    pub reason: &'static str,
}

/// What the tests of all formats share.
#[cfg(test)]
mod strategies;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_an_extension_is_written_as_usual_and_another_kind_of_file_is_not() {
        let name = |path: &[u8]| Format::to_write(path).map(|format| format.name).ok();
        assert_eq!((name(b"/a.b/Kitchen"), name(b"/a/.Kitchen")), (Some("m3u8"), Some("m3u8")));
        assert_eq!((name(b"K.M3U"), name(b"K.xspf"), name(b"K.pls")), (Some("m3u8"), Some("xspf"), Some("pls")));
        assert_eq!((name(b"K.nsp"), name(b"K.foo"), name(b"K.")), (None, None, None));
    }
}
