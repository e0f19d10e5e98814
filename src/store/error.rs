use std::path::PathBuf;

use rusqlite::ErrorCode;

/// What can go wrong between the program and its database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    // No cause is a `source`: who tells the whole chain would tell it twice.
    #[error("{}", in_words(.0))]
    Sqlite(rusqlite::Error),
    #[error("{}: {cause}", path.display())]
    Io { path: PathBuf, cause: std::io::Error },
    #[error(
        "this library was last used by a newer tonearm (its version is {found}, this program knows {known}); \
         please update the program, nothing was changed"
    )]
    Newer { found: i64, known: i64 },
    #[error("migration {version} leaves {rows} rows that point at nothing; nothing was changed")]
    Dangling { version: i64, rows: usize },
    #[error("stored text cannot be read: {0}")]
    Json(serde_json::Error),
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
            Self::Io { cause, .. } => cause.kind() == std::io::ErrorKind::StorageFull,
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
        move |cause| Self::Io { path: path.to_owned(), cause }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_told_once_and_says_what_to_do() {
        let io = StoreError::io(std::path::Path::new("/a/b.db"))(std::io::Error::other("no such luck"));
        assert_eq!(format!("{:#}", anyhow::Error::from(io)), "/a/b.db: no such luck");
        let full = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL), None);
        let full = StoreError::from(full);
        assert!(full.is_full() && full.may_pass());
        let told = format!("{:#}", anyhow::Error::from(full));
        assert_eq!(told, "the disk is full and nothing was changed; make room, then do it again");
    }
}
