//! The query language, asked of the library.
//!
//! [`columns`] holds the SQL of every facet in one table; [`compile`] puts a query together from
//! it. Conditions that few tracks meet begin at an index, so that most answers take a few
//! milliseconds at 100,000 tracks and a million listens. Counts are those of `track_stats`,
//! as everywhere.

mod columns;
mod compile;
mod functions;
mod items;
mod near;
mod suggesting;
#[cfg(test)]
mod tests;
mod things;
mod values;
mod why;

pub(super) use functions::give;

use rusqlite::params_from_iter;

use self::compile::{Compiler, SHELF};
use self::items::Items;
use super::{Reader, Result};
use crate::domain::ids::{ListenerId, TrackId};
use crate::domain::query::{Expression, Limit, Query};
use crate::domain::time::Moment;

/// How much a query finds, its limit counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub tracks: u32,
    pub length_ms: i64,
    pub bytes: i64,
}

impl Reader {
    /// The tracks that a query finds, in its order and within its limit. Ages are before `now`,
    /// dates where `now` is.
    ///
    /// # Errors
    /// Those of SQLite. No query is an error.
    pub fn matching(&self, query: &Query, listener: ListenerId, now: Moment) -> Result<Vec<TrackId>> {
        let query = normal(query);
        let items = Items::look_up(&self.connection, listener, &query.expression)?;
        let mut compiler = Compiler::new(listener, now, &items);
        let sql = match query.limit {
            Some(Limit::Time(_) | Limit::Size(_)) => compiler.select(&query, WEIGHED),
            Some(Limit::Count(count)) => format!("{} LIMIT {count}", compiler.select(&query, "t.id")),
            _ => compiler.select(&query, "t.id"),
        };
        let mut statement = self.connection.prepare(&sql)?;
        let mut rows = statement.query(params_from_iter(compiler.values))?;
        let mut found = Vec::new();
        let mut room = Room::of(query.limit);
        while let Some(row) = rows.next()? {
            if let Some(room) = &mut room
                && !room.takes(row.get::<_, Option<i64>>(1)?, row.get::<_, Option<i64>>(2)?)
            {
                break;
            }
            found.push(TrackId(row.get(0)?));
        }
        if let Some(Limit::Percent(percent)) = query.limit {
            found.truncate((found.len() * usize::from(percent)).div_ceil(100));
        }
        Ok(found)
    }

    /// How much a query finds, without its tracks.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn matching_sum(&self, query: &Query, listener: ListenerId, now: Moment) -> Result<Sum> {
        let query = normal(query);
        let items = Items::look_up(&self.connection, listener, &query.expression)?;
        let mut compiler = Compiler::new(listener, now, &items);
        let inner = match query.limit {
            // The order says which are taken.
            Some(_) => {
                let ids = self.matching(&query, listener, now)?;
                let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
                compiler.values.push(serde_json::Value::from(ids).to_string().into());
                format!(
                    "SELECT {WEIGHED} FROM tracks t WHERE t.id IN (SELECT value FROM json_each(?{}))",
                    compiler.values.len()
                )
            }
            None => {
                let condition = compiler.condition(&query.expression);
                format!("SELECT {WEIGHED} FROM tracks t WHERE {condition} AND {SHELF}")
            }
        };
        let sql = format!("SELECT count(*), coalesce(sum(length_ms), 0), coalesce(sum(bytes), 0) FROM ({inner})");
        let sum = self.connection.prepare(&sql)?.query_row(params_from_iter(compiler.values), |row| {
            Ok(Sum { tracks: row.get(0)?, length_ms: row.get(1)?, bytes: row.get(2)? })
        })?;
        Ok(sum)
    }

    /// How many tracks a query finds, its limit counted.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn count_matching(&self, query: &Query, listener: ListenerId, now: Moment) -> Result<u32> {
        let query = normal(query);
        let count = |expression: &Expression| -> Result<u32> {
            let items = Items::look_up(&self.connection, listener, expression)?;
            let mut compiler = Compiler::new(listener, now, &items);
            let sql = format!("SELECT count(*) FROM tracks t WHERE {} AND {SHELF}", compiler.condition(expression));
            Ok(self.connection.prepare(&sql)?.query_row(params_from_iter(compiler.values), |row| row.get(0))?)
        };
        Ok(match query.limit {
            None => count(&query.expression)?,
            Some(Limit::Count(most)) => count(&query.expression)?.min(most),
            Some(Limit::Percent(percent)) => count(&query.expression)?.saturating_mul(percent.into()).div_ceil(100),
            Some(_) => u32::try_from(self.matching(&query, listener, now)?.len()).unwrap_or(u32::MAX),
        })
    }
}

/// A track's key, length and the size of its largest file.
const WEIGHED: &str = "t.id, t.length_ms AS length_ms,
    (SELECT max(f.size) FROM track_files tf JOIN files f ON f.id = tf.file_id WHERE tf.track_id = t.id) AS bytes";

fn normal(query: &Query) -> Query {
    Query { expression: query.expression.clone().normal(), ..query.clone() }
}

/// What is left of a limit by time or size.
struct Room {
    ms: Option<i64>,
    bytes: Option<i64>,
}

impl Room {
    fn of(limit: Option<Limit>) -> Option<Self> {
        match limit? {
            Limit::Time(seconds) => Some(Self { ms: Some(i64::from(seconds.0) * 1_000), bytes: None }),
            Limit::Size(bytes) => Some(Self { ms: None, bytes: Some(i64::try_from(bytes.0).unwrap_or(i64::MAX)) }),
            Limit::Count(_) | Limit::Percent(_) => None,
        }
    }

    /// The first that does not fit ends the list: what is known of it comes from its order.
    fn takes(&mut self, length_ms: Option<i64>, bytes: Option<i64>) -> bool {
        for (left, weight) in [(&mut self.ms, length_ms), (&mut self.bytes, bytes)] {
            if let Some(left) = left {
                *left = left.saturating_sub(weight.unwrap_or(0));
                if *left < 0 {
                    return false;
                }
            }
        }
        true
    }
}
