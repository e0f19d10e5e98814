use std::path::PathBuf;

use rusqlite::ErrorCode;

/// What can go wrong between the program and its database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{}", in_words(.0))]
    Sqlite(#[from] rusqlite::Error),
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: std::io::Error },
    #[error(
        "this library was last used by a newer tonearm (its version is {found}, this program knows {known}); \
         please update the program, nothing was changed"
    )]
    Newer { found: i64, known: i64 },
    #[error("migration {version} leaves {rows} rows that point at nothing; nothing was changed")]
    Dangling { version: i64, rows: usize },
    #[error("stored text cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// An edit named something that is not there (any more).
    #[error("{0} is not in the library")]
    NotFound(String),
    /// An edit that would break a rule of the library.
    #[error("{0}")]
    Refused(String),
    #[error("the writing thread has ended")]
    WriterGone,
    #[error("a write went wrong inside the program: {0}")]
    Panicked(String),
}

impl StoreError {
    /// Whether the disk has no room left.
    #[must_use]
    pub fn is_full(&self) -> bool {
        match self {
            Self::Sqlite(error) => error.sqlite_error_code() == Some(ErrorCode::DiskFull),
            Self::Io { source, .. } => source.kind() == std::io::ErrorKind::StorageFull,
            _ => false,
        }
    }

    /// Whether the same write may succeed later, when the disk, or another program, allows it.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        use ErrorCode::{CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, ReadOnly, SystemIoFailure};
        let passing = [DiskFull, SystemIoFailure, ReadOnly, CannotOpen, DatabaseBusy, DatabaseLocked];
        match self {
            Self::Sqlite(error) => error.sqlite_error_code().is_some_and(|code| passing.contains(&code)),
            Self::Io { .. } => true,
            _ => false,
        }
    }

    pub(super) fn io(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}

/// What the listener can do about it, where there is something; else SQLite's own words.
fn in_words(error: &rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "the disk is full and nothing was changed; make room, then do it again".into(),
        Some(ErrorCode::ReadOnly) => {
            "the library may not be written and nothing was changed; look at the rights of its folder (tonearm info \
             tells where it lies)"
                .into()
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program holds the library and nothing was changed; do it again in a moment".into()
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            format!("the library's file is damaged ({error}); its backups lie beside it, tonearm info tells where")
        }
        _ => format!("the database answered: {error}"),
    }
}
