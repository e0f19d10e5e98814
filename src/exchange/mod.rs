//! Playlists in and out, one format a file.

pub mod m3u;

/// What keeps a list from being read.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    #[error("this is no text, so it cannot be a list of files")]
    NotText,
}

/// A list read from a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadList {
    /// As the list calls itself.
    pub name: Option<String>,
    pub entries: Vec<ListEntry>,
    /// Lines that are no files here, such as addresses of streams.
    pub passed_over: Vec<PassedOver>,
}

/// One line of a list. Text is fit for the screen (see [`crate::domain::text::clean`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListEntry {
    /// Raw bytes; absolute when the list's own folder is, and without `.` and `..`.
    pub path: Vec<u8>,
    /// What else the line may mean, best first, where nothing lies at `path`.
    pub other_readings: Vec<Vec<u8>>,
    pub title: Option<String>,
    pub artist: Option<String>,
    pub length_ms: Option<i64>,
}

/// A line that is no entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// Counted from 1.
    pub line: u32,
    pub text: String,
    pub reason: &'static str,
}
