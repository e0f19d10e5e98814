//! Artists and genres: one row for all spellings that fold to the same.

use std::collections::{HashMap, HashSet};

use rusqlite::{OptionalExtension, Transaction, params};

use crate::domain::fold::{search_form, sort_key};
use crate::domain::ids::TrackId;
use crate::domain::track::Tags;
use crate::store::Result;

/// Row ids by the spelling that tags use, so that a scan asks for each name once.
#[derive(Default)]
pub(super) struct Names {
    artists: HashMap<String, i64>,
    genres: HashMap<String, i64>,
    /// Artists that this scan met first.
    pub(super) new_artists: HashSet<i64>,
}

impl Names {
    pub(super) fn artist(
        &mut self,
        tx: &Transaction<'_>,
        name: &str,
        mbid: Option<&str>,
        sort: Option<&str>,
    ) -> Result<i64> {
        if let Some(&id) = self.artists.get(name) {
            return Ok(id);
        }
        let fold = search_form(name);
        let known = tx
            .prepare_cached("SELECT id, mbid IS NULL FROM artists WHERE fold = ?1")?
            .query_row([&fold], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let id = match known {
            Some((id, lacks_mbid)) => {
                if let (true, Some(mbid)) = (lacks_mbid, mbid) {
                    tx.prepare_cached("UPDATE artists SET mbid = ?2 WHERE id = ?1")?.execute(params![id, mbid])?;
                }
                id
            }
            None => {
                let key = sort_key(sort.unwrap_or(name));
                tx.prepare_cached("INSERT INTO artists (name, fold, sort_key, mbid) VALUES (?1, ?2, ?3, ?4)")?
                    .execute(params![name, fold, key, mbid])?;
                let id = tx.last_insert_rowid();
                self.new_artists.insert(id);
                id
            }
        };
        self.artists.insert(name.to_owned(), id);
        Ok(id)
    }

    fn genre(&mut self, tx: &Transaction<'_>, name: &str) -> Result<i64> {
        if let Some(&id) = self.genres.get(name) {
            return Ok(id);
        }
        let fold = search_form(name);
        let known = tx
            .prepare_cached("SELECT id FROM genres WHERE fold = ?1")?
            .query_row([&fold], |row| row.get(0))
            .optional()?;
        let id = match known {
            Some(id) => id,
            None => {
                tx.prepare_cached("INSERT INTO genres (name, fold) VALUES (?1, ?2)")?.execute(params![name, fold])?;
                tx.last_insert_rowid()
            }
        };
        self.genres.insert(name.to_owned(), id);
        Ok(id)
    }

    /// The artist under whom a track stands, first of those credited.
    pub(super) fn main_artist(&mut self, tx: &Transaction<'_>, tags: &Tags, credit: &str) -> Result<i64> {
        let name = tags.artists.first().map_or(credit, String::as_str);
        let alone = tags.artists.len() <= 1;
        let mbid = tags.artist_mbids.first().filter(|_| tags.artist_mbids.len() == tags.artists.len().max(1));
        self.artist(tx, name, mbid.map(String::as_str), tags.artist_sort.as_deref().filter(|_| alone))
    }

    /// Writes all credits of a track that has none.
    pub(super) fn credit_all(
        &mut self,
        tx: &Transaction<'_>,
        track: TrackId,
        main_artist: i64,
        tags: &Tags,
    ) -> Result<()> {
        let put = |role: &str, position: usize, artist: i64| -> Result<()> {
            tx.prepare_cached(
                "INSERT INTO track_artists (track_id, role, position, artist_id) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![track.0, role, position as i64, artist])?;
            Ok(())
        };
        put("artist", 0, main_artist)?;
        let others: [(&str, usize, &[String]); 5] = [
            ("artist", 1, tags.artists.get(1..).unwrap_or_default()),
            ("featured", 0, &tags.featured),
            ("composer", 0, &tags.composers),
            ("conductor", 0, &tags.conductors),
            ("performer", 0, &tags.performers),
        ];
        for (role, from, names) in others {
            for (position, name) in names.iter().enumerate() {
                let mbid = if role == "artist" && tags.artist_mbids.len() == tags.artists.len() {
                    tags.artist_mbids.get(position + from).map(String::as_str)
                } else {
                    None
                };
                put(role, position + from, self.artist(tx, name, mbid, None)?)?;
            }
        }
        for (position, name) in tags.genres.iter().enumerate() {
            let genre = self.genre(tx, name)?;
            tx.prepare_cached("INSERT INTO track_genres (track_id, position, genre_id) VALUES (?1, ?2, ?3)")?
                .execute(params![track.0, position as i64, genre])?;
        }
        Ok(())
    }
}
