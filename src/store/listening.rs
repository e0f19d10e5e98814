//! What a stretch of listening came to: counts, the most heard, and each month.

use std::collections::HashMap;
use std::hash::Hash;

use rusqlite::{Connection, params};
use serde::Serialize;

use super::history::Period;
use super::{Reader, Result, columns};
use crate::domain::fold::search_form;
use crate::domain::ids::{AlbumId, ArtistId, ListenerId, TrackId};
use crate::domain::listen::{Ending, counts, is_skip};

/// One listener's listening in one period. Open plays count as far as they were heard.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Listening {
    pub plays: u64,
    pub listens: u64,
    pub skips: u64,
    pub heard_ms: u64,
    /// Different tracks, albums and artists with at least one listen.
    pub tracks: u64,
    pub albums: u64,
    pub artists: u64,
    /// Most listens first; of equals, the longer heard.
    pub top_tracks: Vec<TopTrack>,
    pub top_albums: Vec<TopAlbum>,
    pub top_artists: Vec<TopArtist>,
    /// Oldest first, by the local time of each play; months without a play are not there.
    pub months: Vec<Month>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TopTrack {
    /// None for music outside the library.
    pub id: Option<TrackId>,
    pub title: String,
    pub artist: String,
    pub listens: u64,
    pub heard_ms: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TopAlbum {
    pub id: Option<AlbumId>,
    pub title: String,
    pub artist: String,
    pub listens: u64,
    pub heard_ms: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TopArtist {
    pub id: Option<ArtistId>,
    pub name: String,
    pub listens: u64,
    pub heard_ms: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Month {
    /// `2026-11`.
    pub month: String,
    pub plays: u64,
    pub listens: u64,
    pub heard_ms: u64,
}

impl Reader {
    /// `top` is how many tracks, albums and artists are named.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn listening(&self, listener: ListenerId, period: Period, top: usize) -> Result<Listening> {
        let moment = self.connection.unchecked_transaction()?;
        let mut sums = Sums::default();
        let owners = Owners::read(&moment)?;
        let totals = sum(&moment, listener, period, &owners, &mut sums)?;
        let tracks = Tally::most(sums.tracks, top);
        let albums = Tally::most(sums.albums, top);
        let artists = Tally::most(sums.artists, top);
        Ok(Listening {
            tracks: tracks.heard,
            albums: albums.heard,
            artists: artists.heard,
            top_tracks: tracks
                .top
                .into_iter()
                .map(|(key, tally)| top_track(&moment, &key, tally))
                .collect::<Result<_>>()?,
            top_albums: albums
                .top
                .into_iter()
                .map(|(key, tally)| top_album(&moment, &key, tally))
                .collect::<Result<_>>()?,
            top_artists: artists.top.into_iter().filter_map(|(place, tally)| owners.top_artist(place, tally)).collect(),
            months: months(sums.months),
            ..totals
        })
    }
}

/// Music in the library by its row, other music by the words it played under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Key {
    Row(i64),
    Snapshot(i64),
}

#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    plays: u64,
    listens: u64,
    heard_ms: u64,
}

struct Most<K> {
    heard: u64,
    top: Vec<(K, Tally)>,
}

impl Tally {
    fn add(&mut self, listen: bool, heard_ms: u64) {
        self.plays += 1;
        self.listens += u64::from(listen);
        self.heard_ms = self.heard_ms.saturating_add(heard_ms);
    }

    fn most<K: Ord>(all: HashMap<K, Self>, top: usize) -> Most<K> {
        let mut heard: Vec<_> = all.into_iter().filter(|(_, tally)| tally.listens > 0).collect();
        // Ties end at the key, so that the same history gives the same list.
        heard.sort_unstable_by(|(key, a), (other, b)| {
            (b.listens, b.heard_ms).cmp(&(a.listens, a.heard_ms)).then_with(|| key.cmp(other))
        });
        let count = heard.len() as u64;
        heard.truncate(top);
        Most { heard: count, top: heard }
    }
}

#[derive(Default)]
struct Sums {
    tracks: HashMap<Key, Tally>,
    albums: HashMap<Key, Tally>,
    /// By place in [`Owners::names`].
    artists: HashMap<usize, Tally>,
    months: HashMap<(i16, i8), Tally>,
}

fn count<K: Hash + Eq>(map: &mut HashMap<K, Tally>, key: Option<K>, listen: bool, heard_ms: u64) {
    if let Some(key) = key {
        map.entry(key).or_default().add(listen, heard_ms);
    }
}

/// Adds all plays of the period up, and gives the totals.
fn sum(
    connection: &Connection,
    listener: ListenerId,
    period: Period,
    owners: &Owners,
    sums: &mut Sums,
) -> Result<Listening> {
    let (since, before) = period.bounds();
    let mut statement = connection.prepare_cached(
        "SELECT track_id, snapshot_id, started_at, utc_offset, heard_ms, length_ms, ending FROM plays
         WHERE listener_id = ?1 AND started_at >= ?2 AND started_at < ?3
           AND (batch_id IS NULL OR batch_id NOT IN (SELECT id FROM import_batches WHERE undone_at IS NOT NULL))",
    )?;
    let mut rows = statement.query(params![listener.0, since, before])?;
    let mut totals = Listening::default();
    while let Some(row) = rows.next()? {
        let (track, snapshot): (Option<i64>, i64) = (row.get(0)?, row.get(1)?);
        let (heard, length_ms): (Option<i64>, Option<i64>) = (row.get(4)?, row.get(5)?);
        let ending = row.get_ref(6)?.as_str_or_null().ok().flatten().and_then(Ending::from_name);
        let listen = counts(heard, length_ms);
        let heard_ms = u64::try_from(heard.unwrap_or(0)).unwrap_or(0);
        totals.plays += 1;
        totals.listens += u64::from(listen);
        totals.skips += u64::from(ending.is_some_and(|ending| is_skip(ending, heard, length_ms)));
        totals.heard_ms = totals.heard_ms.saturating_add(heard_ms);
        let date = columns::moment(row.get(2)?, row.get(3)?).date();
        sums.months.entry((date.year(), date.month())).or_default().add(listen, heard_ms);
        let key = track.map_or(Key::Snapshot(snapshot), Key::Row);
        let (album, artist) = owners.of(&key);
        count(&mut sums.tracks, Some(key), listen, heard_ms);
        count(&mut sums.albums, album, listen, heard_ms);
        count(&mut sums.artists, artist, listen, heard_ms);
    }
    Ok(totals)
}

/// Album and artist of each track and of each snapshot.
#[derive(Default)]
struct Owners {
    tracks: HashMap<i64, (Option<i64>, Option<i64>)>,
    /// Place in `names` by row.
    artists: HashMap<i64, usize>,
    /// The first snapshot of the same album, if it names one, and the place in `names` of its artist.
    snapshots: HashMap<i64, (Option<i64>, usize)>,
    /// One for each folded name, which music inside and outside the library share.
    names: Vec<(Option<ArtistId>, String)>,
}

impl Owners {
    fn read(connection: &Connection) -> Result<Self> {
        let mut owners = Self::default();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut statement = connection.prepare_cached("SELECT id, fold, name FROM artists")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            places.insert(row.get(1)?, owners.names.len());
            owners.artists.insert(row.get(0)?, owners.names.len());
            owners.names.push((Some(ArtistId(row.get(0)?)), row.get(2)?));
        }
        let mut albums: HashMap<(usize, String), i64> = HashMap::new();
        let mut statement = connection.prepare_cached("SELECT id, album, artist FROM snapshots ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let name = columns::text(row, 2)?;
            let place = *places.entry(search_form(name)).or_insert_with(|| {
                owners.names.push((None, name.to_owned()));
                owners.names.len() - 1
            });
            let (id, album) = (row.get(0)?, row.get::<_, Option<String>>(1)?);
            let album = album.map(|title| *albums.entry((place, search_form(&title))).or_insert(id));
            owners.snapshots.insert(id, (album, place));
        }
        owners.tracks = connection
            .prepare_cached("SELECT id, album_id, artist_id FROM tracks")?
            .query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(owners)
    }

    fn of(&self, key: &Key) -> (Option<Key>, Option<usize>) {
        match key {
            Key::Row(track) => {
                let (album, artist) = self.tracks.get(track).copied().unwrap_or_default();
                (album.map(Key::Row), artist.and_then(|artist| self.artists.get(&artist).copied()))
            }
            Key::Snapshot(snapshot) => match self.snapshots.get(snapshot) {
                Some((album, place)) => (album.map(Key::Snapshot), Some(*place)),
                None => (None, None),
            },
        }
    }

    fn top_artist(&self, place: usize, tally: Tally) -> Option<TopArtist> {
        let (id, name) = self.names.get(place)?.clone();
        Some(TopArtist { id, name, listens: tally.listens, heard_ms: tally.heard_ms })
    }
}

fn top_track(connection: &Connection, key: &Key, tally: Tally) -> Result<TopTrack> {
    let (sql, row, id) = match key {
        Key::Row(row) => ("SELECT title, artist FROM tracks WHERE id = ?1", row, Some(TrackId(*row))),
        Key::Snapshot(row) => ("SELECT title, artist FROM snapshots WHERE id = ?1", row, None),
    };
    let (title, artist) = connection.query_row(sql, [row], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(TopTrack { id, title, artist, listens: tally.listens, heard_ms: tally.heard_ms })
}

fn top_album(connection: &Connection, key: &Key, tally: Tally) -> Result<TopAlbum> {
    let (sql, row, id) = match key {
        Key::Row(row) => ("SELECT title, artist FROM albums WHERE id = ?1", row, Some(AlbumId(*row))),
        Key::Snapshot(row) => ("SELECT album, artist FROM snapshots WHERE id = ?1", row, None),
    };
    let (title, artist) = connection.query_row(sql, [row], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(TopAlbum { id, title, artist, listens: tally.listens, heard_ms: tally.heard_ms })
}

fn months(sums: HashMap<(i16, i8), Tally>) -> Vec<Month> {
    let mut months: Vec<_> = sums.into_iter().collect();
    months.sort_unstable_by_key(|(month, _)| *month);
    months
        .into_iter()
        .map(|((year, month), tally)| Month {
            month: format!("{year:04}-{month:02}"),
            plays: tally.plays,
            listens: tally.listens,
            heard_ms: tally.heard_ms,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::PlayId;
    use crate::domain::listen::{PlayOpened, PlayProgress, Source, SourceKind};
    use crate::domain::time::Moment;
    use crate::store::fixture::Fixture;
    use crate::store::plays::PastPlay;

    fn play(fixture: &Fixture, track: Option<TrackId>, artist: &str, at: &str, heard_ms: i64) {
        let started_at = Moment::parse_rfc3339(at).unwrap();
        let opened = PlayOpened {
            id: PlayId::made_at(started_at.unix_ms),
            track,
            title: "Sunny".into(),
            artist: artist.into(),
            album: Some("Album".into()),
            started_at,
            length_ms: Some(200_000),
            source: Source { kind: SourceKind::Queue, id: None, name: String::new() },
        };
        let progress = PlayProgress { heard_ms, position_ms: heard_ms, audible: true, key_age_ms: 0 };
        fixture.store.record_past_plays(vec![PastPlay { opened, progress, ending: Ending::Next }]).wait().unwrap();
    }

    #[test]
    fn a_year_adds_up() {
        let fixture = Fixture::new();
        let (a, b) = (fixture.track("Sunny", "Björk"), fixture.track("Rainy", "Other"));
        play(&fixture, Some(b), "Other", "2026-01-31T22:00:00Z", 100_000);
        play(&fixture, Some(a), "Björk", "2026-02-01T00:30:00+02:00", 40_000);
        play(&fixture, Some(a), "Björk", "2026-02-02T00:00:00Z", 3_000);
        play(&fixture, None, "BJORK", "2026-02-03T00:00:00Z", 50_000);
        let listening = |period| fixture.reader().listening(fixture.store.listener(), period, 2).unwrap();
        let all = listening(Period::default());
        assert_eq!((all.plays, all.listens, all.skips, all.heard_ms), (4, 3, 1, 193_000));
        assert_eq!((all.tracks, all.albums, all.artists), (3, 1, 2), "the fixture's tracks are on no album");
        let artist = &all.top_artists[0];
        assert_eq!((artist.listens, artist.heard_ms, artist.id.is_some()), (2, 93_000, true));
        let titles: Vec<_> = all.top_tracks.iter().map(|track| (track.id, track.listens)).collect();
        assert_eq!(titles, [(Some(b), 1), (None, 1)]);
        // Half past midnight there, though still January in Greenwich.
        let months: Vec<_> = all.months.iter().map(|month| (month.month.as_str(), month.plays)).collect();
        assert_eq!(months, [("2026-01", 1), ("2026-02", 3)]);
        let since = Moment::parse_rfc3339("2026-02-03T00:00:00Z").unwrap().unix_ms;
        assert_eq!(listening(Period { since: Some(since), before: None }).plays, 1);
        assert_eq!(listening(Period { since: None, before: Some(since) }).plays, 3);
        assert_eq!(listening(Period { since: Some(i64::MAX), before: Some(i64::MIN) }), Listening::default());
    }
}
