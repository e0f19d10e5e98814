use std::path::PathBuf;

/// What can go wrong between the program and its database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database answered: {0}")]
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
    pub(super) fn io(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}
