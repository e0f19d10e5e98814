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

/// Tracks with all the words, at most so many, and how the words were read: where none has them
/// as typed, each may have been cut short.
pub(super) fn read(connection: &Connection, query: &Query, limit: usize) -> Result<(Query, Vec<i64>)> {
    let found = tracks(connection, query, limit)?;
    if !found.is_empty() || query.terms.len() < 2 {
        return Ok((query.clone(), found));
    }
    let opened = query.opened();
    let found = tracks(connection, &opened, limit)?;
    Ok((opened, found))
}

/// Whether any track has all the words.
pub(super) fn any(connection: &Connection, query: &Query) -> Result<bool> {
    Ok(!query.is_empty() && !tracks(connection, query, 1)?.is_empty())
}
