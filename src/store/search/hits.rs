//! What the full-text index answers.

use rusqlite::Connection;

use super::query::Query;
use crate::store::Result;

/// Keys of tracks with all the words, lowest first, at most `limit`.
pub(super) fn tracks(connection: &Connection, query: &Query, limit: usize) -> Result<Vec<i64>> {
    let mut statement = connection.prepare_cached("SELECT rowid FROM search WHERE search MATCH ?1 LIMIT ?2")?;
    let rows = statement.query_map((query.expression(), limit as i64), |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether any track has all the words.
pub(super) fn any(connection: &Connection, query: &Query) -> Result<bool> {
    Ok(!query.is_empty() && !tracks(connection, query, 1)?.is_empty())
}
