//! The tracks whose sound was listened to.
//!
//! Analyses are of what a file holds, files are named by numbers, tracks by others: SQLite would
//! look up each of them in two trees. Both tables are kept in the order of what a file holds, so
//! that they are read beside each other once, which takes a third of the time at 100,000 files.

use rusqlite::{Connection, Row, Rows};

use super::keys::Keys;
use crate::store::Result;

pub(super) fn tracks(connection: &Connection) -> Result<Keys> {
    let is_analysed = files(connection)?;
    let mut statement = connection.prepare_cached("SELECT track_id, file_id FROM track_files ORDER BY track_id")?;
    let mut rows = statement.query([])?;
    let mut tracks = Vec::new();
    while let Some(row) = rows.next()? {
        let file: u32 = row.get(1)?;
        if is_analysed.get(file as usize) == Some(&true) {
            tracks.push(row.get(0)?);
        }
    }
    Ok(tracks.into())
}

/// By the number of a file, whether an analysis of it was kept.
fn files(connection: &Connection) -> Result<Vec<bool>> {
    let mut analyses =
        connection.prepare_cached("SELECT payload FROM analyses WHERE body IS NOT NULL ORDER BY payload")?;
    let mut files =
        connection.prepare_cached("SELECT payload, id FROM files WHERE payload IS NOT NULL ORDER BY payload")?;
    let (mut analyses, mut files) = (analyses.query([])?, files.query([])?);
    let mut is_analysed = Vec::new();
    let mut analysis = next(&mut analyses)?;
    while let Some(file) = files.next()? {
        let held = payload(file)?;
        while analysis.is_some_and(|known| known < held) {
            analysis = next(&mut analyses)?;
        }
        match analysis {
            None => break,
            Some(known) if known == held => {
                let file = file.get::<_, u32>(1)? as usize;
                is_analysed.resize(is_analysed.len().max(file + 1), false);
                if let Some(slot) = is_analysed.get_mut(file) {
                    *slot = true;
                }
            }
            Some(_) => {}
        }
    }
    Ok(is_analysed)
}

fn next(rows: &mut Rows<'_>) -> Result<Option<[u8; 16]>> {
    Ok(rows.next()?.map(payload).transpose()?)
}

/// Compares as the blob does.
fn payload(row: &Row<'_>) -> rusqlite::Result<[u8; 16]> {
    row.get(0)
}
