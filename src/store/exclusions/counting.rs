//! How many listens a rule is about, told before it is made.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::{Result, in_force, tracks};
use crate::domain::exclusion::{Exclusion, REPEATS_THAT_COUNT};
use crate::domain::ids::{ListenerId, TrackId};
use crate::domain::listen::counts;

/// A condition on a row `p` of `plays`, with the values of its marks in order.
struct Condition {
    sql: &'static str,
    values: Vec<Value>,
}

/// Imports that were taken back count nowhere.
const COUNTED: &str = "p.listener_id = ?
    AND (p.batch_id IS NULL OR p.batch_id NOT IN (SELECT id FROM import_batches WHERE undone_at IS NOT NULL))";

pub(super) fn listens(connection: &Connection, listener: ListenerId, rule: &Exclusion) -> Result<u64> {
    count(connection, listener, rule, &[])
}

/// Those that no rule in force keeps out already.
pub(super) fn stops_counting(connection: &Connection, listener: ListenerId, rule: &Exclusion) -> Result<u64> {
    let others = in_force(connection, listener)?;
    count(connection, listener, rule, &others)
}

/// Those that no other rule in force keeps out.
pub(super) fn counts_again(connection: &Connection, listener: ListenerId, rule: &Exclusion) -> Result<u64> {
    let mut others = in_force(connection, listener)?;
    others.retain(|other| other != rule);
    count(connection, listener, rule, &others)
}

fn count(connection: &Connection, listener: ListenerId, rule: &Exclusion, others: &[Exclusion]) -> Result<u64> {
    let Condition { sql, values } = condition(connection, listener, rule)?;
    let mut query = format!("SELECT p.heard_ms, p.length_ms FROM plays p WHERE {COUNTED} AND ({sql})");
    let mut all = vec![Value::from(listener.0)];
    all.extend(values);
    for other in others {
        let Condition { sql, values } = condition(connection, listener, other)?;
        // A NULL on the way, as of a track outside the library, is no match.
        query += &format!(" AND NOT coalesce(({sql}), 0)");
        all.extend(values);
    }
    let mut statement = connection.prepare(&query)?;
    let mut rows = statement.query(params_from_iter(all))?;
    let mut listens = 0;
    while let Some(row) = rows.next()? {
        listens += u64::from(counts(row.get(0)?, row.get(1)?));
    }
    Ok(listens)
}

fn condition(connection: &Connection, listener: ListenerId, rule: &Exclusion) -> Result<Condition> {
    let of = |sql, values| Condition { sql, values };
    let among = |ids: &[i64]| -> Result<Vec<Value>> { Ok(vec![Value::from(serde_json::to_string(ids)?)]) };
    Ok(match rule {
        Exclusion::Play { id } => of("p.uuid = ?", vec![Value::from(id.0.as_bytes().to_vec())]),
        Exclusion::Span { from, to } => {
            of("p.started_at >= ? AND p.started_at < ?", vec![Value::from(*from), Value::from(*to)])
        }
        Exclusion::Playlist { id } => {
            of("p.source_kind = 'playlist' AND p.source_id = ?", vec![Value::from(id.to_string())])
        }
        Exclusion::Repeats { track } => {
            of("p.id IN (SELECT value FROM json_each(?))", among(&repeats(connection, listener, *track)?)?)
        }
        Exclusion::Genre { .. } | Exclusion::Folder { .. } | Exclusion::Music { .. } => {
            of("p.track_id IN (SELECT value FROM json_each(?))", among(&tracks(rule, connection)?)?)
        }
    })
}

/// Rows of plays of a track that come after enough others of it in a row.
fn repeats(connection: &Connection, listener: ListenerId, track: TrackId) -> Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, track_id IS ?2 FROM plays
         WHERE listener_id = ?1
           AND started_at >= (SELECT min(started_at) FROM plays WHERE track_id = ?2 AND listener_id = ?1)
           AND started_at <= (SELECT max(started_at) FROM plays WHERE track_id = ?2 AND listener_id = ?1)
         ORDER BY started_at, id",
    )?;
    let mut rows = statement.query([listener.0, track.0])?;
    let (mut in_a_row, mut found) = (0, Vec::new());
    while let Some(row) = rows.next()? {
        in_a_row = if row.get(1)? { in_a_row + 1 } else { 0 };
        if in_a_row > REPEATS_THAT_COUNT {
            found.push(row.get(0)?);
        }
    }
    Ok(found)
}
