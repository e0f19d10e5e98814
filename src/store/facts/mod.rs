//! Reads the input of the recommenders: all of it, of one moment, in well under a second for
//! 100,000 tracks and 1,000,000 plays. Tables are walked in the order they lie on the disk and
//! joined by place in flat vectors, since a join costs a descent into a tree for each row.
//!
//! What lasts is [`held`] from one read to the next; what is small or changes with the moment is
//! read each time.

mod heard;
mod held;
mod in_parts;
mod left_out;
mod library;
mod places;
mod plays;
mod shown;
mod sound;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, Transaction};

pub(in crate::store) use self::held::Held;
use self::held::Lasting;
use self::places::Places;
use self::shown::FromSection;
use super::{NAME, Reader, Result, columns, exclusions, feedback, noticed, pins, settings};
use crate::domain::facts::{Facts, PUT_LATELY_DAYS, PlaylistFacts};
use crate::domain::feedback::{Feedback, Target};
use crate::domain::ids::{ListenerId, PlaylistId, TrackId};
use crate::domain::playlist::folder::shown;
use crate::domain::query::parse;
use crate::domain::section::Pin;
use crate::domain::time::{DAY_MS, Moment};

impl Reader {
    /// Everything that home is built from, for one listener at one moment.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn facts(&self, listener: ListenerId, now: Moment) -> Result<Facts> {
        let (_moment, mut facts) = self.read_facts(listener, now)?;
        self.find_pinned(&mut facts, listener)?;
        Ok(facts)
    }

    /// The same where a pin is as described, to see what it would show.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn facts_with_pin(&self, listener: ListenerId, now: Moment, pin: &Pin) -> Result<Facts> {
        let (_moment, mut facts) = self.read_facts(listener, now)?;
        facts.pins = vec![pin.clone()];
        self.find_pinned(&mut facts, listener)?;
        Ok(facts)
    }

    /// Gives back the memory of what is held for the next read, which will take longer.
    pub fn let_go_of_facts(&self) {
        self.held.let_go();
    }

    /// With the transaction that they were read in. Deferred: its first read fixes the moment
    /// that all others see.
    fn read_facts(&self, listener: ListenerId, now: Moment) -> Result<(Transaction<'_>, Facts)> {
        let begin = || Ok(self.connection.unchecked_transaction()?);
        let take = |lasting: &Lasting| (from_lasting(lasting, now), lasting.library.track_places.clone());
        let (moment, ((facts, from_sections), places)) = self.held.at(&self.database, (listener, now), begin, take)?;
        let facts = complete(&moment, listener, facts, from_sections, &places)?;
        Ok((moment, facts))
    }

    /// What the queries of pins find.
    fn find_pinned(&self, facts: &mut Facts, listener: ListenerId) -> Result<()> {
        let mut asked = Vec::new();
        for pin in &facts.pins {
            let query = match pin.recipe.kind.as_str() {
                "query" => pin.recipe.words.as_deref().and_then(|words| parse(words).ok()),
                "smart-playlist" => match pin.recipe.rules {
                    Some(rules) => self.smart_playlist(listener, rules)?.and_then(|list| list.query().ok()),
                    None => None,
                },
                _ => None,
            };
            asked.extend(query.map(|query| (pin.id, query)));
        }
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

fn from_lasting(lasting: &Lasting, now: Moment) -> (Facts, Vec<FromSection>) {
    let Lasting { library, sound, heard, .. } = lasting;
    let facts = Facts {
        plays: heard.plays(),
        left_out: heard.left_out(),
        sound: Arc::clone(sound),
        tracks: library.tracks.clone(),
        albums: library.albums.clone(),
        artists: library.artists.clone(),
        genres: library.genres.clone(),
        works: library.works.clone(),
        ..Facts::empty(now)
    };
    (facts, heard.started_from_sections())
}

/// Adds what is read each time.
fn complete(
    connection: &Connection,
    listener: ListenerId,
    facts: Facts,
    from_sections: Vec<FromSection>,
    track_places: &Places,
) -> Result<Facts> {
    let now = facts.now;
    let feedback = feedback::in_force(connection, listener, now)?;
    Ok(Facts {
        name: settings::value(connection, listener, NAME)?,
        playlists: playlists(connection, listener, now, track_places)?,
        folder_words: folder_words(connection, &feedback, track_places)?,
        feedback,
        judged: noticed::judged(connection, listener, now)?,
        pins: pins::standing(connection, listener)?,
        limits: settings::limits(connection, listener)?,
        shown: shown::read(connection, listener, now, from_sections)?,
        ..facts
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

fn playlists(
    connection: &Connection,
    listener: ListenerId,
    now: Moment,
    tracks: &Places,
) -> Result<Vec<PlaylistFacts>> {
    let lately = now.unix_ms.saturating_sub(PUT_LATELY_DAYS * DAY_MS);
    let mut lists = connection.prepare_cached(
        "SELECT id, uuid, name, changed_at FROM playlists WHERE listener_id = ?1 AND deleted_at IS NULL ORDER BY id",
    )?;
    let mut lines = connection.prepare_cached(
        "SELECT track_id, added_at FROM playlist_entries
         WHERE playlist_id = ?1 AND track_id IS NOT NULL ORDER BY position, id",
    )?;
    let mut lists = lists.query([listener.0])?;
    let mut facts = Vec::new();
    while let Some(list) = lists.next()? {
        let (mut standing, mut put) = (Vec::new(), Vec::new());
        let mut rows = lines.query([list.get::<_, i64>(0)?])?;
        while let Some(row) = rows.next()? {
            let Some(track) = tracks.get(row.get(0)?) else { continue };
            standing.push(track);
            let at: i64 = row.get(1)?;
            put.extend((at >= lately).then_some((track, at)));
        }
        facts.push(PlaylistFacts {
            id: PlaylistId(columns::uuid(list, 1)?),
            name: shown(&list.get::<_, String>(2)?).into_owned(),
            changed_at: list.get(3)?,
            tracks: standing,
            put,
        });
    }
    Ok(facts)
}
