//! Tracks that sound like one that is named, by the sound alone.

use std::cell::RefCell;
use std::sync::Arc;

use rusqlite::{Connection, params};

use crate::domain::fold::search_form;
use crate::domain::ids::ListenerId;
use crate::domain::sound_space::{ANALYSER, SoundSpace, VERSION, layout};
use crate::store::{Reader, Result};

/// Of an artist, so many tracks stand for it: the most heard.
const SEEDS: i64 = 5;
/// The nearest percent of all that was analysed counts as alike, as in the evidence of home.
const PERCENT: usize = 2;
/// In small libraries at least so many.
const FEWEST: usize = 10;

/// The space as it was read last, and of which state of the library it is.
#[derive(Default)]
pub(in crate::store) struct Sounds(RefCell<Option<(u64, Arc<Analysed>)>>);

/// Keys of the analysed tracks, rising, and the space in which they are numbered so.
struct Analysed {
    tracks: Vec<i64>,
    space: SoundSpace,
}

impl Sounds {
    /// Read anew only when files or what was heard in them changed.
    fn of(&self, reader: &Reader) -> Result<Arc<Analysed>> {
        let generation = reader.generation()?;
        let kept = self.0.borrow().as_ref().filter(|(of, _)| *of == generation).map(|(_, space)| Arc::clone(space));
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let analysed = Arc::new(analysed(&reader.connection)?);
        *self.0.borrow_mut() = Some((generation, Arc::clone(&analysed)));
        Ok(analysed)
    }
}

/// Keys of the nearest tracks to the track or artist of this name, nearest first; none when
/// nothing is called so or its sound was not listened to.
pub(super) fn to(reader: &Reader, listener: ListenerId, name: &str) -> Result<Vec<i64>> {
    let seeds = seeds(&reader.connection, listener, name)?;
    if seeds.is_empty() {
        return Ok(Vec::new());
    }
    let analysed = reader.sounds.of(reader)?;
    let Analysed { tracks, space } = &*analysed;
    let rows = seeds.iter().filter_map(|seed| tracks.binary_search(seed).ok());
    let seeds: Vec<(u32, &[f32])> =
        rows.filter_map(|row| u32::try_from(row).ok()).filter_map(|row| Some((row, space.of(row)?))).collect();
    if seeds.is_empty() {
        return Ok(Vec::new());
    }
    let mut distances: Vec<(f32, u32)> = space
        .each()
        .filter(|(row, _)| seeds.iter().all(|(seed, _)| seed != row))
        .filter_map(|(row, own)| {
            let nearest = seeds.iter().map(|(_, seed)| squared_distance(own, seed)).reduce(f32::min)?;
            Some((nearest, row))
        })
        .collect();
    distances.sort_unstable_by(|one, two| one.0.total_cmp(&two.0).then(one.1.cmp(&two.1)));
    distances.truncate((space.len() * PERCENT / 100).max(FEWEST));
    Ok(distances.into_iter().filter_map(|(_, row)| tracks.get(row as usize).copied()).collect())
}

/// The track that is called so (the most heard of several), else the most heard of an artist.
fn seeds(connection: &Connection, listener: ListenerId, name: &str) -> Result<Vec<i64>> {
    let by = |column: &str, most: i64| -> Result<Vec<i64>> {
        let sql = format!(
            "SELECT t.id FROM tracks t LEFT JOIN track_stats s ON s.listener_id = ?1 AND s.track_id = t.id
             WHERE {column} = ?2 ORDER BY coalesce(s.listens, 0) DESC, t.id LIMIT ?3"
        );
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params![listener.0, search_form(name), most], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    };
    let track = by("t.fold", 1)?;
    if track.is_empty() { by("t.artist_fold", SEEDS) } else { Ok(track) }
}

fn analysed(connection: &Connection) -> Result<Analysed> {
    let layout = layout();
    let size = layout.dimensions() * size_of::<f32>();
    let mut statement = connection.prepare_cached(
        "SELECT tf.track_id, a.body FROM analyses a JOIN files f ON f.payload = a.payload
         JOIN track_files tf ON tf.file_id = f.id AND tf.start_ms = 0 AND tf.end_ms IS NULL
         WHERE a.analyser = ?1 AND a.version = ?2 AND length(a.body) = ?3 ORDER BY tf.track_id",
    )?;
    let mut rows = statement.query(params![ANALYSER, VERSION, size as i64])?;
    let (mut tracks, mut values): (Vec<i64>, Vec<f32>) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let track = row.get(0)?;
        if tracks.last() != Some(&track) {
            tracks.push(track);
            let body = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
            values.extend(body.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)));
        }
    }
    let places = (0..tracks.len()).filter_map(|place| u32::try_from(place).ok()).collect();
    let space = SoundSpace::standardised(layout, places, values);
    Ok(Analysed { tracks, space })
}

fn squared_distance(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum()
}
