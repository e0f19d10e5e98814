//! Reads the rows of plays in parts, on several connections, while the library is read.
//!
//! Stepping through a row and taking its values costs SQLite 0.27 µs, as long as all that is done
//! with them after; so a second core halves the wait, and more than a few help little.

use std::ops::Range;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;

use rusqlite::Connection;

use super::held::stamp;
use super::plays::{Rows, Wanted};
use crate::domain::facts::PlayFacts;
use crate::store::{Database, Result};

/// Rows of one part; few in tests, so that they read in several.
const PART: i64 = if cfg!(test) { 4 } else { 1 << 17 };
/// Connections at most.
const CONNECTIONS: usize = 4;

/// Parts that nobody has taken yet.
struct Parts {
    next: AtomicI64,
    end: i64,
}

impl Parts {
    fn read(&self, connection: &Connection, wanted: &Wanted<'_>) -> Result<Vec<(i64, Rows)>> {
        let mut read = Vec::new();
        loop {
            let start = self.next.fetch_add(PART, Ordering::Relaxed);
            if start >= self.end {
                return Ok(read);
            }
            read.push((start, wanted.read(connection, start..self.end.min(start.saturating_add(PART)))?));
        }
    }
}

/// What `meanwhile` gives, and the rows with these ids. Other connections take part when they see
/// the stamp that `connection` sees: closed rows are then the same for all.
pub(super) fn read<T>(
    database: &Database,
    connection: &Connection,
    stamp_here: i64,
    wanted: &Wanted<'_>,
    ids: Range<i64>,
    meanwhile: impl FnOnce() -> Result<T>,
) -> Result<(T, Rows)> {
    let count = usize::try_from((ids.end - ids.start) / PART).unwrap_or(0);
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let parts = Parts { next: AtomicI64::new(ids.start), end: ids.end };
    let beside = || -> Result<Vec<(i64, Rows)>> {
        let connection = database.open_reader()?;
        let moment = connection.unchecked_transaction()?;
        if stamp(&moment)? == stamp_here { parts.read(&moment, wanted) } else { Ok(Vec::new()) }
    };
    let (other, mut read) = thread::scope(|scope| -> Result<_> {
        let others: Vec<_> = (1..cores.min(CONNECTIONS).min(count + 1)).map(|_| scope.spawn(beside)).collect();
        let other = meanwhile()?;
        let mut read = parts.read(connection, wanted)?;
        for other in others {
            read.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok((other, read))
    })?;
    read.sort_unstable_by_key(|(start, _)| *start);
    Ok((other, joined(read)))
}

/// In order. Room is made once: a list that grows holds its contents twice while it does.
fn joined(parts: Vec<(i64, Rows)>) -> Rows {
    let plays = parts.iter().map(|(_, rows)| rows.plays.len()).sum();
    let mut all = Rows { plays: Vec::<PlayFacts>::with_capacity(plays), ..Rows::default() };
    for (_, rows) in parts {
        all.plays.extend_from_slice(&rows.plays);
        all.from_sections.extend(rows.from_sections);
        all.left_out.extend(rows.left_out);
    }
    all
}
