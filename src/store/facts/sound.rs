//! The space of sound, by place of the track.

use rusqlite::{Connection, Row};

use super::Places;
use crate::domain::sound_space::{ANALYSER, Layout, SoundSpace, VERSION};
use crate::store::Result;

/// The vectors of one version of the analyser, standardised over the library.
///
/// Three tables are walked side by side in the order of what was heard: an index over the files
/// gives them so, and the analyses lie so on the disk. A file that holds several tracks says
/// nothing about any one of them.
pub(super) fn read(connection: &Connection, layout: &Layout, tracks: &Places) -> Result<SoundSpace> {
    let size = layout.dimensions() * size_of::<f32>();
    let mut analyses = connection.prepare_cached(
        "SELECT payload, body FROM analyses
         WHERE analyser = ?1 AND version = ?2 AND length(body) = ?3 ORDER BY payload",
    )?;
    let mut analyses = analyses.query((ANALYSER, VERSION, size as i64))?;
    let Some(mut analysis) = analyses.next()? else { return Ok(SoundSpace::default()) };
    let track_of = tracks_of_files(connection, tracks)?;
    let mut vectors: Vec<(u32, usize)> = Vec::new();
    let mut values: Vec<f32> = Vec::new();
    let mut files =
        connection.prepare_cached("SELECT payload, id FROM files WHERE payload IS NOT NULL ORDER BY payload")?;
    let mut files = files.query([])?;
    let mut taken: Option<[u8; 16]> = None;
    'files: while let Some(file) = files.next()? {
        let payload: [u8; 16] = file.get(0)?;
        let Some(track) = track_of.get(file.get::<_, i64>(1)?) else { continue };
        while blob(analysis, 0)? < payload.as_slice() {
            analysis = match analyses.next()? {
                Some(next) => next,
                None => break 'files,
            };
        }
        if blob(analysis, 0)? != payload.as_slice() {
            continue;
        }
        if taken != Some(payload) {
            let body = blob(analysis, 1)?;
            values.extend(body.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)));
            taken = Some(payload);
        }
        vectors.push((track, values.len() / layout.dimensions() - 1));
    }
    vectors.sort_unstable();
    vectors.dedup_by_key(|(track, _)| *track);
    let row = |vector: usize| values.get(vector * layout.dimensions()..(vector + 1) * layout.dimensions());
    let in_order = vectors.iter().filter_map(|(_, vector)| row(*vector)).flatten().copied().collect();
    Ok(SoundSpace::standardised(layout.clone(), vectors.into_iter().map(|(track, _)| track).collect(), in_order))
}

/// Bytes without a copy of them.
fn blob<'row>(row: &'row Row<'_>, column: usize) -> rusqlite::Result<&'row [u8]> {
    Ok(row.get_ref(column)?.as_blob()?)
}

/// The track of each file that holds just one, by the file's id.
struct TracksOfFiles(Vec<(i64, u32)>);

impl TracksOfFiles {
    fn get(&self, file: i64) -> Option<u32> {
        self.0
            .binary_search_by_key(&file, |(file, _)| *file)
            .ok()
            .and_then(|at| self.0.get(at))
            .map(|(_, track)| *track)
    }
}

fn tracks_of_files(connection: &Connection, tracks: &Places) -> Result<TracksOfFiles> {
    let mut whole = connection.prepare_cached(
        "SELECT file_id, track_id FROM track_files WHERE start_ms = 0 AND end_ms IS NULL ORDER BY file_id",
    )?;
    let mut rows = whole.query([])?;
    let mut found = Vec::with_capacity(tracks.len());
    while let Some(row) = rows.next()? {
        if let Some(track) = tracks.get(row.get(1)?) {
            found.push((row.get(0)?, track));
        }
    }
    Ok(TracksOfFiles(found))
}
