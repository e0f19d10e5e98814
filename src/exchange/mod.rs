//! Playlists in and out, one format a file.

pub mod m3u;

/// What keeps a list from being read or written.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    #[error("{0} is not a playlist: it holds binary data")]
    NotAList(String),
}

/// A list read from a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadList {
    pub entries: Vec<ListEntry>,
    /// Lines that are no entries here, such as addresses of streams, with why.
    pub passed_over: Vec<PassedOver>,
}

/// One line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListEntry {
    /// Absolute, when the list's own folder is; raw bytes.
    pub path: Vec<u8>,
    pub title: Option<String>,
    pub artist: Option<String>,
    pub length_ms: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// Counted from 1.
    pub line: u32,
    pub text: String,
    pub reason: String,
}
