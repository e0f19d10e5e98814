//! SQLite, and only SQLite.
