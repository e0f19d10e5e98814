//! Artists, albums, genres and tracks as flat vectors that name each other by place.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, Row};

use super::Places;
use crate::domain::facts::{AlbumFacts, ArtistFacts, TrackFacts, WorkFacts};
use crate::domain::few::Few;
use crate::domain::ids::{AlbumId, ArtistId, ListenerId, TrackId};
use crate::domain::shared::Shared;
use crate::domain::track::{Kind, Presence};
use crate::store::{Result, columns};

pub(super) struct Library {
    pub(super) artists: Shared<ArtistFacts>,
    pub(super) albums: Shared<AlbumFacts>,
    pub(super) genres: Shared<String>,
    pub(super) works: Shared<WorkFacts>,
    pub(super) tracks: Shared<TrackFacts>,
    pub(super) track_places: Places,
}

pub(super) fn read(connection: &Connection, listener: ListenerId) -> Result<Library> {
    let (artist_places, artists) = artists(connection)?;
    let (album_places, mut albums, album_kinds) = albums(connection, &artist_places)?;
    let (genre_places, genres) = genres(connection)?;
    let Tracks { places: track_places, mut tracks, have_works } =
        tracks(connection, &artist_places, &album_places, &album_kinds)?;
    credits(connection, &artist_places, &track_places, &mut tracks)?;
    pairs(connection, "SELECT track_id, genre_id FROM track_genres ORDER BY track_id, position", |track, genre| {
        if let Some(track) = track_places.get(track).and_then(|place| tracks.get_mut(place as usize)) {
            track.genres.extend(genre_places.get(genre));
        }
    })?;
    presence(connection, &track_places, &mut tracks)?;
    elsewhere(connection, listener, &track_places, &mut tracks)?;
    let works = if have_works { works(connection, &track_places, &mut tracks)? } else { Vec::new() };
    fill(&mut albums, &tracks);
    Ok(Library {
        artists: artists.into(),
        albums: albums.into(),
        genres: genres.into(),
        works: works.into(),
        tracks: tracks.into(),
        track_places,
    })
}

/// All rows of a query in order, and their ids from column 0.
fn rows<T>(
    connection: &Connection,
    sql: &str,
    mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<(Places, Vec<T>)> {
    let (mut ids, mut all) = (Vec::new(), Vec::new());
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        ids.push(row.get(0)?);
        all.push(read(row)?);
    }
    Ok((Places::new(ids), all))
}

fn pairs(connection: &Connection, sql: &str, mut each: impl FnMut(i64, i64)) -> Result<()> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        each(row.get(0)?, row.get(1)?);
    }
    Ok(())
}

fn artists(connection: &Connection) -> Result<(Places, Vec<ArtistFacts>)> {
    rows(connection, "SELECT id, name FROM artists ORDER BY id", |row| {
        Ok(ArtistFacts { id: ArtistId(row.get(0)?), name: row.get(1)? })
    })
}

fn genres(connection: &Connection) -> Result<(Places, Vec<String>)> {
    rows(connection, "SELECT id, name FROM genres ORDER BY id", |row| row.get(1))
}

/// Albums that hold tracks, and the kinds that were set by hand on whole albums.
fn albums(connection: &Connection, artists: &Places) -> Result<(Places, Vec<AlbumFacts>, Vec<Option<Kind>>)> {
    let mut kinds = Vec::new();
    let sql = "SELECT id, title, artist, artist_id, year, kind_by_hand FROM albums
               WHERE EXISTS (SELECT 1 FROM tracks WHERE album_id = albums.id) ORDER BY id";
    let (places, albums) = rows(connection, sql, |row| {
        kinds.push(kind(row, 5)?);
        Ok(AlbumFacts {
            id: AlbumId(row.get(0)?),
            title: row.get(1)?,
            artist_credit: row.get(2)?,
            artist: row.get::<_, Option<i64>>(3)?.and_then(|id| artists.get(id)),
            year: row.get(4)?,
            tracks: Vec::new(),
        })
    })?;
    Ok((places, albums, kinds))
}

struct Tracks {
    places: Places,
    tracks: Vec<TrackFacts>,
    /// Whether any is a movement.
    have_works: bool,
}

fn tracks(connection: &Connection, artists: &Places, albums: &Places, album_kinds: &[Option<Kind>]) -> Result<Tracks> {
    let sql = "SELECT id, title, artist, artist_id, album_id, disc, number, length_ms, added_at, kind, kind_by_hand,
                      work <> ''
               FROM tracks ORDER BY id";
    let (mut credit, mut have_works): (Arc<str>, bool) = (Arc::default(), false);
    let (places, tracks) = rows(connection, sql, |row| {
        // Tracks of an artist came together: their credits stand in one place.
        let named = columns::text(row, 2)?;
        if *credit != *named {
            credit = named.into();
        }
        have_works |= row.get::<_, Option<bool>>(11)? == Some(true);
        let album = row.get::<_, Option<i64>>(4)?.and_then(|id| albums.get(id));
        // The hand wins, and what it said of the track wins over what it said of the album.
        let by_hand = kind(row, 10)?.or_else(|| album_kinds.get(album? as usize).copied().flatten());
        Ok(TrackFacts {
            id: TrackId(row.get(0)?),
            title: row.get(1)?,
            artist_credit: Arc::clone(&credit),
            artists: row.get::<_, Option<i64>>(3)?.and_then(|id| artists.get(id)).into_iter().collect(),
            album,
            disc: row.get::<_, Option<u32>>(5)?.unwrap_or(0),
            number: row.get::<_, Option<u32>>(6)?.unwrap_or(0),
            genres: Few::default(),
            length_ms: row.get(7)?,
            added_at: row.get(8)?,
            kind: by_hand.or(kind(row, 9)?).unwrap_or_default(),
            // Until a file says otherwise.
            presence: Presence::Missing,
            work: None,
            counted_elsewhere: 0,
            stars: None,
        })
    })?;
    Ok(Tracks { places, tracks, have_works })
}

fn kind(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Kind>> {
    match row.get_ref(column)? {
        rusqlite::types::ValueRef::Null => Ok(None),
        _ => columns::text(row, column).map(Kind::from_name),
    }
}

/// Who plays on a track besides its main artist.
fn credits(connection: &Connection, artists: &Places, places: &Places, tracks: &mut [TrackFacts]) -> Result<()> {
    // The first artist of a track is its main one, and stands with the track.
    let sql = "SELECT track_id, artist_id FROM track_artists
               WHERE (role = 'artist' AND position > 0) OR role = 'featured' ORDER BY track_id, role, position";
    pairs(connection, sql, |track, artist| {
        let track = places.get(track).and_then(|place| tracks.get_mut(place as usize));
        if let (Some(track), Some(artist)) = (track, artists.get(artist))
            && !track.artists.contains(&artist)
        {
            track.artists.push(artist);
        }
    })
}

/// What other players counted and rated, and the stars given by hand, which win.
fn elsewhere(connection: &Connection, listener: ListenerId, places: &Places, tracks: &mut [TrackFacts]) -> Result<()> {
    let sql = "SELECT i.track_id, max(i.plays), max(i.rating) FROM imported_counts i
               LEFT JOIN import_batches b ON b.id = i.batch_id
               WHERE i.listener_id = ?1 AND b.undone_at IS NULL GROUP BY i.track_id";
    each_track(connection, sql, listener, places, tracks, |track, row| {
        track.counted_elsewhere = row.get::<_, Option<u32>>(1)?.unwrap_or(0);
        track.stars = row.get(2)?;
        Ok(())
    })?;
    let sql = "SELECT track_id, stars FROM ratings WHERE listener_id = ?1";
    each_track(connection, sql, listener, places, tracks, |track, row| {
        track.stars = Some(row.get(1)?);
        Ok(())
    })
}

fn each_track(
    connection: &Connection,
    sql: &str,
    listener: ListenerId,
    places: &Places,
    tracks: &mut [TrackFacts],
    mut each: impl FnMut(&mut TrackFacts, &Row<'_>) -> rusqlite::Result<()>,
) -> Result<()> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([listener.0])?;
    while let Some(row) = rows.next()? {
        if let Some(track) = places.get(row.get(0)?).and_then(|place| tracks.get_mut(place as usize)) {
            each(track, row)?;
        }
    }
    Ok(())
}

/// Works of at least two movements. A work is what one album calls by one name.
fn works(connection: &Connection, places: &Places, tracks: &mut [TrackFacts]) -> Result<Vec<WorkFacts>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, album_id, work FROM tracks WHERE work <> '' AND album_id IS NOT NULL
         ORDER BY album_id, work, movement_number, disc, number, id",
    )?;
    let mut rows = statement.query([])?;
    let mut works: Vec<WorkFacts> = Vec::new();
    let mut of_album = None;
    while let Some(row) = rows.next()? {
        let Some(place) = places.get(row.get(0)?) else { continue };
        let (album, title): (i64, String) = (row.get(1)?, row.get(2)?);
        match works.last_mut().filter(|work| of_album == Some(album) && work.title == title) {
            Some(work) => work.tracks.push(place),
            None => works.push(WorkFacts { title, tracks: vec![place] }),
        }
        of_album = Some(album);
    }
    works.retain(|work| work.tracks.len() > 1);
    for (place, work) in (0..).zip(&works) {
        for track in &work.tracks {
            if let Some(track) = tracks.get_mut(*track as usize) {
                track.work = Some(place);
            }
        }
    }
    Ok(works)
}

/// A track is as near as the nearest of its files.
fn presence(connection: &Connection, places: &Places, tracks: &mut [TrackFacts]) -> Result<()> {
    let absent = absent(connection)?;
    pairs(connection, "SELECT track_id, file_id FROM track_files", |track, file| {
        let presence = if absent.is_empty() { None } else { absent.get(&file).copied() }.unwrap_or(Presence::Here);
        if let Some(track) = places.get(track).and_then(|place| tracks.get_mut(place as usize))
            && distance(presence) < distance(track.presence)
        {
            track.presence = presence;
        }
    })
}

/// Files that cannot be played now; an index holds hardly more than these.
fn absent(connection: &Connection) -> Result<HashMap<i64, Presence>> {
    let mut absent = HashMap::new();
    let sql = "SELECT id, 0 FROM files WHERE root_id IN (SELECT id FROM roots WHERE offline)";
    pairs(connection, sql, |file, _| _ = absent.insert(file, Presence::Offline))?;
    let sql = "SELECT id, missing_since IS NOT NULL FROM files WHERE missing_since IS NOT NULL OR problem IS NOT NULL";
    pairs(connection, sql, |file, is_missing| {
        if is_missing != 0 {
            absent.insert(file, Presence::Missing);
        } else {
            absent.entry(file).or_insert(Presence::Unplayable);
        }
    })?;
    Ok(absent)
}

const fn distance(presence: Presence) -> u8 {
    match presence {
        Presence::Here => 0,
        Presence::Offline => 1,
        Presence::Unplayable => 2,
        Presence::Missing => 3,
    }
}

fn fill(albums: &mut [AlbumFacts], tracks: &[TrackFacts]) {
    for (place, track) in (0..).zip(tracks) {
        if let Some(album) = track.album.and_then(|album| albums.get_mut(album as usize)) {
            album.tracks.push(place);
        }
    }
    for album in albums {
        album.tracks.sort_by_key(|place| tracks.get(*place as usize).map(|track| (track.disc, track.number)));
    }
}
