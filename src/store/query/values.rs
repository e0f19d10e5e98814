//! The values that facets have: in the whole library for completion, of one track for answers.

use rusqlite::types::Value;
use rusqlite::{params, params_from_iter};

use super::columns::{KIND, places};
use crate::domain::fold::search_form;
use crate::domain::human;
use crate::domain::ids::{ListenerId, TrackId};
use crate::domain::playlist::folder::shown;
use crate::domain::query::complete::ValueCount;
use crate::domain::query::{Facet, FacetKind};
use crate::domain::time::Moment;
use crate::store::{Reader, Result};

impl Reader {
    /// Values of a facet that begin so, or else have it in them, those on most tracks first.
    /// Only of facets that a list could help with: names, genres, formats, playlists.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn values(&self, facet: Facet, begun: &str, most: u32, listener: ListenerId) -> Result<Vec<ValueCount>> {
        let credited = |role: &str| {
            format!(
                "SELECT n.name AS name, n.fold AS folded, count(*) AS tracks FROM artists n
                 JOIN track_artists c ON c.artist_id = n.id AND c.role = '{role}' WHERE ?1 AND {} GROUP BY n.id",
                begins("n.fold")
            )
        };
        let sql = match facet {
            Facet::Artist | Facet::AlbumArtist | Facet::Like => credited("artist"),
            Facet::Composer => credited("composer"),
            Facet::Conductor => credited("conductor"),
            Facet::Performer => credited("performer"),
            Facet::Album => format!(
                "SELECT a.title AS name, a.fold AS folded, count(*) AS tracks FROM albums a JOIN tracks t ON t.album_id = a.id
                 WHERE ?1 AND {} GROUP BY a.id",
                begins("a.fold")
            ),
            Facet::Genre => format!(
                "SELECT n.name AS name, n.fold AS folded, count(*) AS tracks FROM genres n
                 JOIN track_genres g ON g.genre_id = n.id WHERE ?1 AND {} GROUP BY n.id",
                begins("n.fold")
            ),
            Facet::Format => format!(
                "SELECT name, fold(name) AS folded, tracks FROM
                   (SELECT f.format AS name, count(*) AS tracks FROM files f WHERE ?1 GROUP BY f.format)
                 WHERE {}",
                begins("fold(name)")
            ),
            Facet::Work => format!(
                "SELECT name, fold(name) AS folded, tracks FROM
                   (SELECT t.work AS name, count(*) AS tracks FROM tracks t WHERE ?1 AND t.work <> '' GROUP BY t.work)
                 WHERE {}",
                begins("fold(name)")
            ),
            Facet::In => format!(
                "SELECT name, folded, tracks FROM (
                   SELECT name, fold(name) AS folded,
                     (SELECT count(*) FROM playlist_entries e WHERE e.playlist_id = p.id) AS tracks
                   FROM playlists p WHERE p.listener_id = ?1 AND p.deleted_at IS NULL
                   UNION ALL SELECT name, fold(name), NULL FROM smart_playlists
                   WHERE listener_id = ?1 AND deleted_at IS NULL)
                 WHERE {}",
                begins("folded")
            ),
            // Of all titles there are too many to count.
            Facet::Title if !begun.trim().is_empty() => format!(
                "SELECT t.title AS name, t.fold AS folded, count(*) AS tracks FROM tracks t
                 WHERE ?1 AND {} GROUP BY t.fold",
                begins("t.fold")
            ),
            Facet::Year => "SELECT CAST(year AS TEXT) AS name, CAST(year AS TEXT) AS folded, count(*) AS tracks FROM
                   (SELECT coalesce(t.year, (SELECT a.year FROM albums a WHERE a.id = t.album_id)) AS year FROM tracks t)
                 WHERE ?1 AND year IS NOT NULL AND instr(CAST(year AS TEXT), ?2) = 1 AND ?2 <> '' GROUP BY year"
                .to_owned(),
            _ => return Ok(Vec::new()),
        };
        let sql = format!("{sql} ORDER BY instr(folded, ?2) <> 1, tracks DESC, folded LIMIT ?3");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let begun = if begun.trim().is_empty() { String::new() } else { search_form(begun) };
        let rows = statement.query_map(params![listener.0, begun, most], |row| {
            Ok(ValueCount { value: row.get(0)?, tracks: row.get(2)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// What one track has under a facet, as it stands in the database.
    pub(super) fn shown_values(&self, facet: Facet, track: TrackId, listener: ListenerId) -> Result<Vec<Value>> {
        let mut values: Vec<Value> = Vec::new();
        let selects: Vec<String> = match facet {
            Facet::Kind => vec![format!("SELECT {KIND} FROM tracks t WHERE t.id = ?2")],
            Facet::In => vec![
                "SELECT DISTINCT p.name FROM playlists p JOIN playlist_entries e ON e.playlist_id = p.id
                 WHERE p.listener_id = ?1 AND p.deleted_at IS NULL AND e.track_id = ?2"
                    .into(),
            ],
            _ => {
                let select = |place: &super::columns::Place| match place.elsewhere {
                    None => format!("SELECT {} FROM tracks t WHERE t.id = ?2", place.shown),
                    Some(there) => {
                        let key = format!("(SELECT {} FROM tracks t WHERE t.id = ?2)", there.key);
                        format!("SELECT {} FROM {} AND {} = {key}", place.shown, there.from, there.id)
                    }
                };
                places(facet).iter().map(select).collect()
            }
        };
        for sql in selects {
            let mut statement = self.connection.prepare_cached(&format!("{sql} AND ?1 IS NOT NULL"))?;
            let found = statement.query_map(params_from_iter([listener.0, track.0]), |row| row.get::<_, Value>(0))?;
            for value in found {
                let value = value?;
                let is_empty = value == Value::Null || value == Value::Text(String::new());
                if !is_empty && !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        if values.is_empty() && matches!(facet, Facet::Heard | Facet::Skips | Facet::Finished) {
            values.push(Value::Integer(0));
        }
        Ok(values)
    }
}

/// Whether a folded column begins so, or a word in it does.
fn begins(column: &str) -> String {
    format!("(?2 = '' OR instr({column}, ?2) = 1 OR instr({column}, ' ' || ?2) > 0)")
}

/// A value as one would say it.
pub(super) fn said(facet: Facet, value: &Value, now: Moment) -> String {
    match (facet.kind(), value) {
        (FacetKind::Length, Value::Integer(seconds)) => human::clock(seconds.saturating_mul(1_000)),
        (FacetKind::Date, Value::Integer(at)) => human::moment_of_day(now.at(*at), now),
        (FacetKind::Size, Value::Integer(bytes)) => format!("{:.1} MB", *bytes as f64 / 1e6),
        (_, Value::Integer(number)) => number.to_string(),
        (_, Value::Real(number)) => {
            let number = (number * 10.0).round() / 10.0;
            number.to_string()
        }
        (FacetKind::Playlist, Value::Text(name)) => shown(name).into_owned(),
        (_, Value::Text(text)) => text.clone(),
        _ => String::new(),
    }
}
