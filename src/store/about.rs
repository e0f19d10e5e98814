//! The main facts of an item, for the column that explains the line under the cursor.

use rusqlite::{OptionalExtension, params};

use super::{Reader, Result};
use crate::domain::human;
use crate::domain::ids::ListenerId;
use crate::domain::section::ItemRef;
use crate::domain::time::Moment;

/// What a track, or all tracks of a thing, come to.
struct Sum {
    tracks: u32,
    albums: u32,
    length_ms: i64,
    year: Option<i32>,
    album: Option<String>,
    listens: u32,
    since: Option<i64>,
}

impl Reader {
    /// `Blue Train · 1958 · 5 tracks · 42 min`, `heard 22 times since March 2020`. Empty for
    /// what is gone.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn about(&self, item: ItemRef, listener: ListenerId, now: Moment) -> Result<Vec<String>> {
        let (of, key): (&str, Box<dyn rusqlite::ToSql>) = match item {
            ItemRef::Track(id) => ("t.id = ?2", Box::new(id.0)),
            ItemRef::Album(id) => ("t.album_id = ?2", Box::new(id.0)),
            ItemRef::Artist(id) => ("t.artist_id = ?2", Box::new(id.0)),
            ItemRef::Playlist(id) => (
                "t.id IN (SELECT e.track_id FROM playlist_entries e JOIN playlists p ON p.id = e.playlist_id
                          WHERE p.uuid = ?2)",
                Box::new(id.0.as_bytes().to_vec()),
            ),
        };
        let sum = self
            .connection
            .prepare_cached(&format!(
                "SELECT count(*), count(DISTINCT t.album_id), coalesce(sum(t.length_ms), 0),
                        max(coalesce(t.year, a.year)), max(a.title), coalesce(sum(s.listens), 0), min(s.first_listen_at)
                 FROM tracks t LEFT JOIN albums a ON a.id = t.album_id
                 LEFT JOIN track_stats s ON s.track_id = t.id AND s.listener_id = ?1
                 WHERE {of}"
            ))?
            .query_row(params![listener.0, key], |row| {
                Ok(Sum {
                    tracks: row.get(0)?,
                    albums: row.get(1)?,
                    length_ms: row.get(2)?,
                    year: row.get(3)?,
                    album: row.get(4)?,
                    listens: row.get(5)?,
                    since: row.get(6)?,
                })
            })
            .optional()?;
        Ok(sum.filter(|sum| sum.tracks > 0).map(|sum| lines(item, &sum, now)).unwrap_or_default())
    }
}

fn lines(item: ItemRef, sum: &Sum, now: Moment) -> Vec<String> {
    let tracks = || human::count(sum.tracks, "track", "tracks");
    let year = || sum.year.filter(|year| *year > 0).map(|year| year.to_string());
    let parts: Vec<Option<String>> = match item {
        ItemRef::Track(_) => {
            vec![sum.album.clone(), year(), (sum.length_ms > 0).then(|| human::clock(sum.length_ms))]
        }
        ItemRef::Album(_) => vec![year(), Some(tracks()), Some(human::span(sum.length_ms))],
        ItemRef::Artist(_) => vec![Some(human::count(sum.albums, "album", "albums")), Some(tracks())],
        ItemRef::Playlist(_) => vec![Some(tracks()), Some(human::span(sum.length_ms))],
    };
    let what = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let heard = match (sum.listens, sum.since) {
        (0, _) => "Never heard here.".to_owned(),
        (1, Some(at)) => format!("Heard once, {}.", human::moment(Moment::utc(at), now)),
        (times, Some(at)) => format!("Heard {} since {}.", human::times(times), human::day(Moment::utc(at), now)),
        (times, None) => format!("Heard {}.", human::times(times)),
    };
    vec![what, heard].into_iter().filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn a_track_is_told_in_two_lines_and_what_is_gone_in_none() {
        let fixture = Fixture::new();
        let track = fixture.track("Sinnerman", "Nina Simone");
        let about = |item| fixture.reader().about(item, fixture.store.listener(), NOW).unwrap();
        assert_eq!(about(ItemRef::Track(track)), ["3:20", "Never heard here."]);
        assert!(about(ItemRef::Track(crate::domain::ids::TrackId(999))).is_empty());
    }
}
