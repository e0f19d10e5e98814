//! Artists and albums whose names have the words. There are few enough to look at all of them.

use std::collections::HashMap;

use rusqlite::Connection;

use super::query::Query;
use super::rank::{Heard, closeness, favour};
use crate::domain::browse::ArtistRow;
use crate::domain::ids::{ArtistId, ListenerId};
use crate::store::Result;

/// No list shows more.
const MOST: usize = 200;

/// Artists, best first.
pub(super) fn artists(connection: &Connection, query: &Query, heard: &[Heard]) -> Result<Vec<i64>> {
    let listens = sums(heard, |heard| heard.artist);
    let mut statement = connection.prepare_cached("SELECT fold, id FROM artists")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (fold, id) = (row.get_ref(0)?.as_str().unwrap_or_default(), row.get(1)?);
        if query.matches(fold) {
            found.push((closeness(query, fold) + favour(listens.get(&id)), id));
        }
    }
    best_first(found)
}

/// Albums that are called so, or whose title and artist together are; best first.
pub(super) fn albums(connection: &Connection, query: &Query, heard: &[Heard]) -> Result<Vec<i64>> {
    let listens = sums(heard, |heard| heard.album);
    let mut artists: HashMap<i64, String> = HashMap::new();
    let mut names = connection.prepare_cached("SELECT fold, id FROM artists")?;
    let mut rows = names.query([])?;
    while let Some(row) = rows.next()? {
        let fold = row.get_ref(0)?.as_str().unwrap_or_default();
        // Only a name that has one of the words can help an album that lacks it.
        if query.terms.iter().any(|term| term.matches(fold)) {
            artists.insert(row.get(1)?, fold.to_owned());
        }
    }
    let mut statement = connection.prepare_cached("SELECT fold, artist_id, id FROM albums")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let fold = row.get_ref(0)?.as_str().unwrap_or_default();
        let artist = row.get::<_, Option<i64>>(1)?.and_then(|id| artists.get(&id)).map_or("", String::as_str);
        let id = row.get(2)?;
        if query.terms.iter().all(|term| term.matches(fold) || term.matches(artist)) {
            // An artist's name alone brings the albums too, behind those that are called so.
            let named = closeness(query, fold).max(0.5 * closeness(query, artist));
            found.push((named + favour(listens.get(&id)), id));
        }
    }
    best_first(found)
}

/// Rows of these artists, in this order; those who hold nothing are left out.
pub(super) fn artist_rows(connection: &Connection, listener: ListenerId, artists: &[i64]) -> Result<Vec<ArtistRow>> {
    let mut statement = connection.prepare_cached(
        "SELECT a.id, a.name,
                (SELECT count(*) FROM albums al WHERE al.artist_id = a.id
                   AND EXISTS (SELECT 1 FROM tracks t JOIN track_files tf ON tf.track_id = t.id
                               WHERE t.album_id = al.id)) AS albums,
                count(*) AS tracks, coalesce(sum(s.listens), 0)
         FROM artists a
         LEFT JOIN (SELECT DISTINCT track_id FROM track_artists
                    WHERE artist_id = ?1 AND role IN ('artist', 'featured')) c
         LEFT JOIN track_stats s ON s.listener_id = ?2 AND s.track_id = c.track_id
         WHERE a.id = ?1 AND EXISTS (SELECT 1 FROM track_files tf WHERE tf.track_id = c.track_id)
         GROUP BY a.id",
    )?;
    let mut found = Vec::with_capacity(artists.len());
    for artist in artists {
        let rows = statement.query_map([*artist, listener.0], |row| {
            Ok(ArtistRow {
                id: ArtistId(row.get(0)?),
                name: row.get(1)?,
                albums: row.get(2)?,
                tracks: row.get(3)?,
                listens: row.get(4)?,
            })
        })?;
        for row in rows {
            found.push(row?);
        }
    }
    Ok(found)
}

fn sums(heard: &[Heard], key: impl Fn(&Heard) -> Option<i64>) -> HashMap<i64, u32> {
    let mut sums = HashMap::new();
    for heard in heard {
        if let Some(key) = key(heard) {
            *sums.entry(key).or_default() += heard.listens;
        }
    }
    sums
}

fn best_first(mut found: Vec<(f64, i64)>) -> Result<Vec<i64>> {
    found.sort_by(|one, two| two.0.total_cmp(&one.0).then(one.1.cmp(&two.1)));
    Ok(found.into_iter().take(MOST).map(|(_, id)| id).collect())
}
