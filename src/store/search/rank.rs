//! Which tracks come first.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension};

use super::hits;
use super::query::Query;
use crate::domain::ids::{ListenerId, TrackId};
use crate::store::Result;

/// Up to this many matching tracks are all looked at.
const POOL: usize = 600;
/// Of more, so many of each kind that can win: called so, by artists called so, often heard.
const SHARE: usize = 200;
/// Tracks that count as often heard.
const HEARD: i64 = 1_500;

/// A track that the listener hears often, and its folded names.
pub(super) struct Heard {
    pub(super) track: i64,
    pub(super) artist: Option<i64>,
    pub(super) album: Option<i64>,
    pub(super) listens: u32,
    words: String,
}

/// The listener's most heard tracks, the most heard first.
pub(super) fn most_heard(connection: &Connection, listener: ListenerId) -> Result<Vec<Heard>> {
    let mut statement = connection.prepare_cached(
        "SELECT s.track_id, t.artist_id, t.album_id, s.listens, t.fold || ' ' || t.artist_fold || ' ' || coalesce(a.fold, '')
         FROM track_stats s JOIN tracks t ON t.id = s.track_id LEFT JOIN albums a ON a.id = t.album_id
         WHERE s.listener_id = ?1 AND s.listens > 0 ORDER BY s.listens DESC LIMIT ?2",
    )?;
    let rows = statement.query_map([listener.0, HEARD], |row| {
        Ok(Heard {
            track: row.get(0)?,
            artist: row.get(1)?,
            album: row.get(2)?,
            listens: row.get(3)?,
            words: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The best tracks for a query, at most `limit`. `artists` are those whose names match, best first.
pub(super) fn tracks(
    connection: &Connection,
    query: &Query,
    heard: &[Heard],
    artists: &[i64],
    limit: usize,
) -> Result<Vec<TrackId>> {
    let (query, found) = hits::read(connection, query, POOL + 1)?;
    let pool = if found.len() <= POOL { found } else { likely(connection, &query, heard, artists, &found)? };
    let mut ranked = in_order(connection, &query, heard, pool)?;
    ranked.truncate(limit);
    Ok(ranked)
}

/// These tracks, best first.
pub(super) fn in_order(
    connection: &Connection,
    query: &Query,
    heard: &[Heard],
    pool: Vec<i64>,
) -> Result<Vec<TrackId>> {
    let mut row = connection.prepare_cached(
        "SELECT t.fold, t.artist_fold, coalesce(a.fold, '') FROM tracks t LEFT JOIN albums a ON a.id = t.album_id
         WHERE t.id = ?1",
    )?;
    let listens: std::collections::HashMap<i64, u32> = heard.iter().map(|heard| (heard.track, heard.listens)).collect();
    let mut ranked = Vec::with_capacity(pool.len());
    for track in pool {
        let score = row
            .query_row([track], |row| {
                let text = |column| row.get_ref(column).map(|value| value.as_str().unwrap_or_default());
                let title = closeness(query, text(0)?);
                let named = title.max(0.8 * closeness(query, text(1)?)).max(0.5 * closeness(query, text(2)?));
                Ok(named + favour(listens.get(&track)))
            })
            .optional()?;
        ranked.extend(score.map(|score| (score, track)));
    }
    ranked.sort_by(|one, two| two.0.total_cmp(&one.0).then(one.1.cmp(&two.1)));
    Ok(ranked.into_iter().map(|(_, track)| TrackId(track)).collect())
}

/// Those of very many matches that can come first.
fn likely(connection: &Connection, query: &Query, heard: &[Heard], artists: &[i64], found: &[i64]) -> Result<Vec<i64>> {
    let mut pool: HashSet<i64> = found.iter().copied().take(SHARE).collect();
    pool.extend(heard.iter().filter(|heard| query.matches(&heard.words)).map(|heard| heard.track).take(SHARE));
    let mut called = connection
        .prepare_cached("SELECT id, fold FROM tracks WHERE fold >= ?1 AND fold < ?2 ORDER BY fold LIMIT ?3")?;
    let after = format!("{}\u{10ffff}", query.folded);
    let rows = called.query_map((&query.folded, after, SHARE as i64), |row| {
        // The index knows words only; a title may begin like the query and go on in the same word.
        Ok((row.get::<_, i64>(0)?, query.matches(row.get_ref(1)?.as_str().unwrap_or_default())))
    })?;
    for row in rows {
        let (track, matches) = row?;
        pool.extend(matches.then_some(track));
    }
    let mut by_artist = connection.prepare_cached("SELECT id FROM tracks WHERE artist_id = ?1 LIMIT 40")?;
    for artist in artists.iter().take(SHARE / 40) {
        for track in by_artist.query_map([artist], |row| row.get(0))? {
            pool.insert(track?);
        }
    }
    let mut pool: Vec<i64> = pool.into_iter().collect();
    pool.sort_unstable();
    Ok(pool)
}

/// How near a folded name is to what was typed, from 0 to 10.
pub(super) fn closeness(query: &Query, folded: &str) -> f64 {
    if folded == query.folded {
        return 10.0;
    }
    // Of names that fit alike, the one that says less beside what was typed.
    let share = |most: f64| most * (query.folded.len() as f64 / folded.len().max(1) as f64).min(1.0);
    if let Some(rest) = folded.strip_prefix(&query.folded) {
        return if rest.starts_with(' ') { 7.0 + share(1.0) } else { 6.0 + share(1.0) };
    }
    if query.matches(folded) {
        return 4.0 + share(1.0);
    }
    let have = query.terms.iter().filter(|term| term.matches(folded)).count();
    2.0 * have as f64 / query.terms.len().max(1) as f64
}

/// What hearing it often adds: less with each time, never as much as being called so.
pub(super) fn favour(listens: Option<&u32>) -> f64 {
    listens.map_or(0.0, |&listens| (f64::from(listens).ln_1p() * 0.8).min(4.0))
}
