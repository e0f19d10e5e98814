//! Reads the input of the recommenders: all of it, of one moment, in well under a second for
//! 100,000 tracks and 1,000,000 plays. Tables are walked in the order they lie on the disk and
//! joined by place in flat vectors, since a join costs a descent into a tree for each row.

mod library;
mod places;
mod plays;
mod shown;
mod sound;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::Connection;

use self::library::Library;
use self::places::Places;
use super::{NAME, Reader, Result, columns, exclusions, feedback, noticed, pins, settings};
use crate::domain::facts::{EXPLORE, Facts, PlaylistFacts};
use crate::domain::feedback::{Feedback, Target};
use crate::domain::ids::{ListenerId, PlaylistId, TrackId};
use crate::domain::query::parse;
use crate::domain::section::Pin;
use crate::domain::sound_space;
use crate::domain::time::Moment;

impl Reader {
    /// Everything that home is built from, for one listener at one moment.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn facts(&self, listener: ListenerId, now: Moment) -> Result<Facts> {
        // Deferred: the first read fixes the moment that all others see.
        let moment = self.connection.unchecked_transaction()?;
        let mut facts = read(&moment, listener, now)?;
        self.find_pinned(&mut facts, listener)?;
        Ok(facts)
    }
}

impl Reader {
    /// The same where a pin is as described, to see what it would show.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn facts_with_pin(&self, listener: ListenerId, now: Moment, pin: &Pin) -> Result<Facts> {
        let moment = self.connection.unchecked_transaction()?;
        let mut facts = read(&moment, listener, now)?;
        facts.pins = vec![pin.clone()];
        self.find_pinned(&mut facts, listener)?;
        Ok(facts)
    }

    /// What the queries of pins find.
    fn find_pinned(&self, facts: &mut Facts, listener: ListenerId) -> Result<()> {
        let asked = facts.pins.iter().filter(|pin| pin.recipe.kind == "query");
        let asked = asked.filter_map(|pin| Some((pin.id, parse(pin.recipe.words.as_deref()?).ok()?)));
        let asked: Vec<_> = asked.collect();
        if asked.is_empty() {
            return Ok(());
        }
        let places: HashMap<TrackId, u32> = (0..).zip(&facts.tracks).map(|(place, track)| (track.id, place)).collect();
        for (pin, query) in asked {
            let found = self.matching(&query, listener, facts.now)?;
            facts.found.push((pin, found.iter().filter_map(|track| places.get(track).copied()).collect()));
        }
        Ok(())
    }
}

fn read(connection: &Connection, listener: ListenerId, now: Moment) -> Result<Facts> {
    let Library { artists, albums, genres, works, tracks, track_places } = library::read(connection, listener)?;
    let rules = exclusions::in_force(connection, listener)?;
    let feedback = feedback::in_force(connection, listener, now)?;
    let left_out = plays::LeftOut::new(connection, &rules, &track_places)?;
    let plays::Read { plays, from_sections, left_out } =
        plays::read(connection, listener, now, &track_places, &left_out)?;
    Ok(Facts {
        now,
        name: settings::value(connection, listener, NAME)?,
        by_hand: false,
        plays,
        left_out,
        playlists: playlists(connection, listener, &track_places)?,
        folder_words: folder_words(connection, &feedback, &track_places)?,
        feedback,
        judged: noticed::judged(connection, listener, now)?,
        pins: pins::standing(connection, listener)?,
        found: Vec::new(),
        explore: EXPLORE,
        scorers: Vec::new(),
        limits: settings::limits(connection, listener)?,
        shown: shown::read(connection, listener, now, from_sections)?,
        sound: Arc::new(sound::read(connection, &sound_space::layout(), &track_places)?),
        tracks,
        albums,
        artists,
        genres,
        works,
    })
}

/// The tracks below each folder that a word is about.
fn folder_words(connection: &Connection, said: &[Feedback], tracks: &Places) -> Result<Vec<(u32, Vec<u32>)>> {
    let mut words = Vec::new();
    for (word, said) in (0..).zip(said) {
        if let Target::Folder(path) = &said.target {
            let below = exclusions::below(connection, path)?;
            words.push((word, below.into_iter().filter_map(|track| tracks.get(track)).collect()));
        }
    }
    Ok(words)
}

fn playlists(connection: &Connection, listener: ListenerId, tracks: &Places) -> Result<Vec<PlaylistFacts>> {
    let mut lists = connection.prepare_cached(
        "SELECT id, uuid, name, changed_at FROM playlists WHERE listener_id = ?1 AND deleted_at IS NULL ORDER BY id",
    )?;
    let mut lines = connection.prepare_cached(
        "SELECT track_id FROM playlist_entries WHERE playlist_id = ?1 AND track_id IS NOT NULL ORDER BY position, id",
    )?;
    let mut lists = lists.query([listener.0])?;
    let mut facts = Vec::new();
    while let Some(list) = lists.next()? {
        let mut standing = Vec::new();
        let mut rows = lines.query([list.get::<_, i64>(0)?])?;
        while let Some(row) = rows.next()? {
            standing.extend(tracks.get(row.get(0)?));
        }
        facts.push(PlaylistFacts {
            id: PlaylistId(columns::uuid(list, 1)?),
            name: list.get(2)?,
            changed_at: list.get(3)?,
            tracks: standing,
        });
    }
    Ok(facts)
}
