//! What the listener keeps out of taste. Plays stay in history; only the recommenders pass over them.

mod counting;
#[cfg(test)]
mod tests;

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::changes::{self, Change};
use super::{Reader, Receipt, Result, Store, StoreError, columns, new_uuid};
use crate::domain::exclusion::Exclusion;
use crate::domain::fold::search_form;
use crate::domain::human;
use crate::domain::ids::ListenerId;
use crate::domain::playlist::folder::shown;
use crate::domain::section::ItemRef;
use crate::domain::text::path_for_screen;
use crate::domain::time::Moment;

/// Rows of the tracks that a rule about tracks names.
pub(super) fn tracks(rule: &Exclusion, connection: &Connection) -> Result<Vec<i64>> {
    let ids = |sql: &str, key: &dyn rusqlite::ToSql| -> Result<Vec<i64>> {
        let mut statement = connection.prepare_cached(sql)?;
        Ok(statement.query_map([key], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
    };
    match rule {
        Exclusion::Genre { name } => ids(
            "SELECT track_id FROM track_genres JOIN genres ON genres.id = genre_id WHERE fold = ?1",
            &search_form(name),
        ),
        Exclusion::Folder { .. } => below(connection, &rule.folder_path().unwrap_or_default()),
        Exclusion::Music { item: ItemRef::Track(id) } => Ok(vec![id.0]),
        Exclusion::Music { item: ItemRef::Album(id) } => ids("SELECT id FROM tracks WHERE album_id = ?1", &id.0),
        Exclusion::Music { item: ItemRef::Artist(id) } => ids(
            "SELECT id FROM tracks WHERE artist_id = ?1
             UNION SELECT track_id FROM track_artists WHERE artist_id = ?1 AND role IN ('artist', 'featured')",
            &id.0,
        ),
        Exclusion::Music { item: ItemRef::Playlist(id) } => ids(
            "SELECT DISTINCT e.track_id FROM playlist_entries e JOIN playlists l ON l.id = e.playlist_id
             WHERE l.uuid = ?1 AND e.track_id IS NOT NULL",
            &id.0.as_bytes().as_slice(),
        ),
        Exclusion::Play { .. } | Exclusion::Span { .. } | Exclusion::Playlist { .. } | Exclusion::Repeats { .. } => {
            Ok(Vec::new())
        }
    }
}

/// Tracks with a file below a folder, given by its absolute path.
pub(super) fn below(connection: &Connection, folder: &[u8]) -> Result<Vec<i64>> {
    let folder = folder.strip_suffix(b"/").unwrap_or(folder);
    let mut statement = connection.prepare_cached(
        "SELECT track_id, roots.path, files.path FROM track_files
         JOIN files ON files.id = file_id JOIN roots ON roots.id = root_id",
    )?;
    let mut rows = statement.query([])?;
    let mut tracks = Vec::new();
    while let Some(row) = rows.next()? {
        let path = columns::path_below(row, 1)?;
        if path.strip_prefix(folder).is_some_and(|rest| rest.starts_with(b"/")) {
            tracks.push(row.get(0)?);
        }
    }
    Ok(tracks)
}

impl Store {
    /// Keeps plays out of taste from now on and backwards, as one undoable change. Gives the
    /// rule's name, by which it can be taken back.
    ///
    /// Refused when the very rule is in force already.
    pub fn leave_out(&self, rule: Exclusion, now: Moment) -> Receipt<(Uuid, Change)> {
        let listener = self.listener();
        self.writer().urgent(move |tx| leave_out(tx, listener, &rule, now))
    }

    /// Takes a rule back, as one undoable change.
    pub fn let_in(&self, rule: Uuid, now: Moment) -> Receipt<Change> {
        let listener = self.listener();
        self.writer().urgent(move |tx| {
            let stored: String = tx
                .query_row(
                    "SELECT rule FROM exclusion_rules WHERE uuid = ?1 AND listener_id = ?2 AND undone_at IS NULL",
                    params![rule.as_bytes(), listener.0],
                    |row| row.get(0),
                )
                .optional()?
                .ok_or_else(|| StoreError::NotFound("that rule".into()))?;
            let about: Exclusion = serde_json::from_str(&stored)?;
            let listens = u32::try_from(counting::counts_again(tx, listener, &about)?).unwrap_or(u32::MAX);
            let count = if listens == 1 { "counts" } else { "count" };
            let listens = human::count(listens, "listen", "listens");
            let summary = format!("Let in again: {}. {listens} {count} again", words(tx, &about, now)?);
            let step = changes::Step::LeaveOut(Step { rule, in_force: false });
            changes::make(tx, listener, now, summary, &step)
        })
    }
}

pub(super) fn leave_out(
    tx: &Transaction<'_>,
    listener: ListenerId,
    rule: &Exclusion,
    now: Moment,
) -> Result<(Uuid, Change)> {
    if in_force(tx, listener)?.contains(rule) {
        return Err(StoreError::Refused(format!("{} is left out already", words(tx, rule, now)?)));
    }
    let listens = u32::try_from(counting::stops_counting(tx, listener, rule)?).unwrap_or(u32::MAX);
    let id = Uuid::from_bytes(new_uuid(now));
    // Not in force yet: the step that follows puts it in force, and its inverse takes it back.
    tx.execute(
        "INSERT INTO exclusion_rules (uuid, listener_id, rule, made_at, undone_at) VALUES (?1, ?2, ?3, ?4, ?4)",
        params![id.as_bytes(), listener.0, serde_json::to_string(rule)?, now.unix_ms],
    )?;
    let stop = if listens == 1 { "stops" } else { "stop" };
    let listens = human::count(listens, "listen", "listens");
    let summary = format!("Left out: {}. {listens} {stop} counting", words(tx, rule, now)?);
    let step = changes::Step::LeaveOut(Step { rule: id, in_force: true });
    Ok((id, changes::make(tx, listener, now, summary, &step)?))
}

/// A rule, and whether it holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Step {
    rule: Uuid,
    in_force: bool,
}

impl Step {
    /// Gives the step that takes this one back.
    pub(super) fn apply(&self, tx: &Transaction<'_>, now: Moment) -> Result<Self> {
        let held = tx
            .prepare_cached("SELECT undone_at IS NULL FROM exclusion_rules WHERE uuid = ?1")?
            .query_row([self.rule.as_bytes()], |row| row.get(0))
            .optional()?;
        tx.prepare_cached("UPDATE exclusion_rules SET undone_at = ?2 WHERE uuid = ?1")?
            .execute(params![self.rule.as_bytes(), (!self.in_force).then_some(now.unix_ms)])?;
        Ok(Self { rule: self.rule, in_force: held.unwrap_or(!self.in_force) })
    }
}

impl Reader {
    /// Oldest first.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn exclusions(&self, listener: ListenerId) -> Result<Vec<Exclusion>> {
        in_force(&self.connection, listener)
    }

    /// What a rule is about, for people: `Mulatu of Ethiopia`, `Saturday, 01:10 to 07:30`.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn exclusion_words(&self, rule: &Exclusion, now: Moment) -> Result<String> {
        words(&self.connection, rule, now)
    }

    /// How many listens would stop counting under a rule: those that no other rule keeps out.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn stops_counting(&self, listener: ListenerId, rule: &Exclusion) -> Result<u64> {
        counting::stops_counting(&self.connection, listener, rule)
    }

    /// How many listens a rule is about, whatever else keeps them out.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn listens_under(&self, listener: ListenerId, rule: &Exclusion) -> Result<u64> {
        counting::listens(&self.connection, listener, rule)
    }
}

pub(super) fn in_force(connection: &Connection, listener: ListenerId) -> Result<Vec<Exclusion>> {
    let mut rows = connection
        .prepare_cached("SELECT rule FROM exclusion_rules WHERE listener_id = ?1 AND undone_at IS NULL ORDER BY id")?;
    let mut rules = Vec::new();
    for rule in rows.query_map([listener.0], |row| row.get::<_, String>(0))? {
        match serde_json::from_str(&rule?) {
            Ok(rule) => rules.push(rule),
            Err(error) => tracing::warn!(%error, "a rule about what to leave out cannot be read"),
        }
    }
    Ok(rules)
}

/// What a rule is about, for people.
pub(super) fn words(connection: &Connection, rule: &Exclusion, now: Moment) -> Result<String> {
    let named = |sql: &str, key: &dyn rusqlite::ToSql| -> Result<String> {
        let found = connection.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional()?;
        Ok(found.unwrap_or_else(|| "something that is gone".into()))
    };
    let playlist = |id: &Uuid| -> Result<String> {
        let name = named("SELECT name FROM playlists WHERE uuid = ?1", &id.as_bytes().as_slice())?;
        Ok(shown(&name).into_owned())
    };
    let track = |id: i64| named("SELECT title FROM tracks WHERE id = ?1", &id);
    Ok(match rule {
        Exclusion::Play { id } => {
            let sql = "SELECT title FROM snapshots JOIN plays ON snapshot_id = snapshots.id WHERE plays.uuid = ?1";
            format!("one listen of {}", named(sql, &id.0.as_bytes().as_slice())?)
        }
        Exclusion::Span { from, to } => {
            let (from, to) = (now.at(*from), now.at(*to));
            let (begins, ends) = (human::time_of_day(from), human::time_of_day(to));
            if human::days_between(from, to) == 0 {
                format!("{}, {begins} to {ends}", human::calendar_day(from, now))
            } else {
                format!("{}, {begins} to {}, {ends}", human::calendar_day(from, now), human::calendar_day(to, now))
            }
        }
        Exclusion::Playlist { id } => playlist(&id.0)?,
        Exclusion::Genre { name } => name.clone(),
        Exclusion::Folder { .. } => path_for_screen(&rule.folder_path().unwrap_or_default()),
        Exclusion::Music { item: ItemRef::Track(id) } => track(id.0)?,
        Exclusion::Music { item: ItemRef::Album(id) } => named("SELECT title FROM albums WHERE id = ?1", &id.0)?,
        Exclusion::Music { item: ItemRef::Artist(id) } => named("SELECT name FROM artists WHERE id = ?1", &id.0)?,
        Exclusion::Music { item: ItemRef::Playlist(id) } => playlist(&id.0)?,
        Exclusion::Repeats { track: id } => format!("{} from the fourth time in a row", track(id.0)?),
    })
}
