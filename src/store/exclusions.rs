//! What the listener keeps out of taste. Plays stay in history; only the recommenders pass over them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::changes::{self, Change};
use super::{Reader, Receipt, Result, Store, StoreError, columns, new_uuid};
use crate::domain::fold::search_form;
use crate::domain::ids::{ListenerId, PlayId, PlaylistId};
use crate::domain::text::path_for_screen;
use crate::domain::time::Moment;

/// "That was not me": one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "leave_out", rename_all = "snake_case")]
pub enum Exclusion {
    Play {
        id: PlayId,
    },
    /// Plays that began in `from..to`, Unix ms: an hour, a session, a night.
    Span {
        from: i64,
        to: i64,
    },
    /// Plays started from this playlist.
    Playlist {
        id: PlaylistId,
    },
    Genre {
        name: String,
    },
    /// Everything below a folder. The raw bytes of its absolute path, in base64.
    Folder {
        path: String,
    },
}

impl Exclusion {
    #[must_use]
    pub fn folder(path: &[u8]) -> Self {
        Self::Folder { path: STANDARD.encode(path) }
    }

    /// The raw bytes of a rule about a folder.
    #[must_use]
    pub fn folder_path(&self) -> Option<Vec<u8>> {
        match self {
            Self::Folder { path } => STANDARD.decode(path).ok(),
            _ => None,
        }
    }

    /// Rows of the tracks that a rule about tracks names.
    pub(super) fn tracks(&self, connection: &Connection) -> Result<Vec<i64>> {
        match self {
            Self::Genre { name } => Ok(connection
                .prepare_cached(
                    "SELECT track_id FROM track_genres JOIN genres ON genres.id = genre_id WHERE fold = ?1",
                )?
                .query_map([search_form(name)], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?),
            Self::Folder { path } => below(connection, &STANDARD.decode(path).unwrap_or_default()),
            Self::Play { .. } | Self::Span { .. } | Self::Playlist { .. } => Ok(Vec::new()),
        }
    }
}

fn below(connection: &Connection, folder: &[u8]) -> Result<Vec<i64>> {
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
    /// Gives the rule's name, by which it can be taken back.
    pub fn leave_out(&self, rule: Exclusion, now: Moment) -> Receipt<Uuid> {
        let listener = self.listener();
        self.writer().urgent(move |tx| {
            let id = new_uuid(now);
            tx.execute(
                "INSERT INTO exclusion_rules (uuid, listener_id, rule, made_at) VALUES (?1, ?2, ?3, ?4)",
                params![id, listener.0, serde_json::to_string(&rule)?, now.unix_ms],
            )?;
            super::bump_generation(tx)?;
            Ok(Uuid::from_bytes(id))
        })
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
            let title = match serde_json::from_str::<Exclusion>(&stored)? {
                Exclusion::Play { .. } => "a listen".into(),
                Exclusion::Span { .. } => "some hours".into(),
                Exclusion::Playlist { .. } => "a playlist".into(),
                Exclusion::Genre { name } => name,
                folder @ Exclusion::Folder { .. } => path_for_screen(&folder.folder_path().unwrap_or_default()),
            };
            let step = changes::Step::LeaveOut(Step { rule, in_force: false });
            changes::make(tx, listener, now, format!("Let in again: {title}"), &step)
        })
    }

    /// Leaves one play out of taste, as a change that can be undone.
    pub fn was_not_me(&self, play: PlayId, title: String, now: Moment) -> Receipt<Change> {
        let listener = self.listener();
        self.writer().urgent(move |tx| {
            let id = Uuid::from_bytes(new_uuid(now));
            // Not in force yet: the step that follows puts it in force, and its inverse takes it back.
            tx.execute(
                "INSERT INTO exclusion_rules (uuid, listener_id, rule, made_at, undone_at) VALUES (?1, ?2, ?3, ?4, ?4)",
                params![id.as_bytes(), listener.0, serde_json::to_string(&Exclusion::Play { id: play })?, now.unix_ms],
            )?;
            let summary = format!("Not you: one listen of {title} is left out");
            changes::make(tx, listener, now, summary, &changes::Step::LeaveOut(Step { rule: id, in_force: true }))
        })
    }

    /// False when there is no such rule in force.
    pub fn let_in_again(&self, rule: Uuid, now: Moment) -> Receipt<bool> {
        let listener = self.listener();
        self.writer().urgent(move |tx| {
            let rows = tx.execute(
                "UPDATE exclusion_rules SET undone_at = ?3 WHERE uuid = ?1 AND listener_id = ?2 AND undone_at IS NULL",
                params![rule.as_bytes(), listener.0, now.unix_ms],
            )?;
            super::bump_generation(tx)?;
            Ok(rows > 0)
        })
    }
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
