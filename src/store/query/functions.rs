//! What the SQL of queries cannot say by itself.

use std::hash::Hasher;

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};
use xxhash_rust::xxh3::Xxh3;

use crate::domain::fold::{path_form, search_form};
use crate::store::library::absolute;

/// Gives a connection `fold`, and the forms of paths and folders.
pub(in crate::store) fn give(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("fold", 1, flags, |call| {
        Ok(match call.get_raw(0) {
            ValueRef::Text(text) => Some(search_form(&String::from_utf8_lossy(text))),
            _ => None,
        })
    })?;
    connection.create_scalar_function("path_form", 2, flags, |call| Ok(path_form(&path(call)?)))?;
    connection.create_scalar_function("folder_form", 2, flags, |call| Ok(path_form(folder(&path(call)?))))?;
    connection.create_scalar_function("path_shown", 2, flags, |call| {
        Ok(String::from_utf8_lossy(&path(call)?).into_owned())
    })?;
    connection.create_scalar_function("folder_shown", 2, flags, |call| {
        Ok(String::from_utf8_lossy(folder(&path(call)?)).into_owned())
    })
}

/// A place by chance, the same for the same track and day on every machine.
pub(super) fn chance(track: i64, day: i64) -> f64 {
    let mut hash = Xxh3::new();
    hash.write(&track.to_le_bytes());
    hash.write(&day.to_le_bytes());
    (hash.finish() >> 1) as f64
}

fn path(call: &Context<'_>) -> Result<Vec<u8>> {
    let blob = |place: usize| call.get_raw(place).as_blob().unwrap_or_default();
    Ok(absolute(blob(0), blob(1)))
}

fn folder(path: &[u8]) -> &[u8] {
    let end = path.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
    path.get(..end).unwrap_or_default()
}
