//! The undo journal: every hand-made change with its inverse, so that undo survives a restart.
//!
//! A change is a [`Step`]. Applying one gives the step that takes it back, so undo and redo are
//! the same act: apply what is stored, store what comes out. Steps name rows that are never
//! deleted, or carry the rows themselves; one whose row is gone all the same does nothing.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use super::{
    Reader, Receipt, Result, Store, bump_generation, columns, exclusions, feedback, home, imports, library, pins,
    playlists, ratings, settings, smart_playlists,
};
use crate::domain::ids::{ChangeId, ListenerId};
use crate::domain::queue::{KeptParts, Parts};
use crate::domain::section::Home;
use crate::domain::time::Moment;

/// A change that was made, taken back or made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub id: ChangeId,
    /// One line that says what was done: "Removed Sunny from Kitchen".
    pub summary: String,
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalLine {
    pub change: Change,
    pub at: Moment,
    /// Taken back, and waiting to be made again.
    pub undone: bool,
}

/// What can be done to what the listener made. Each feature has its own kind of step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Step {
    Playlist(playlists::Step),
    Rules(smart_playlists::Step),
    Pins(pins::Step),
    PinShape(pins::Shape),
    Feedback(feedback::Step),
    Copies(library::Step),
    Imports(imports::Step),
    Setting(settings::Step),
    LeaveOut(exclusions::Step),
    Ratings(ratings::Step),
    /// The queue is the player's: it hands in the parts that stand, and brings these back.
    Queue(KeptParts),
    /// Steps that are one act to the listener, first to last.
    Several(Vec<Step>),
    /// A step after which home looked otherwise, with the page to go back to: its body as it was
    /// stored. None once newer changes have pushed it out.
    Paged {
        page: Option<String>,
        step: Box<Step>,
    },
}

impl From<playlists::Step> for Step {
    fn from(step: playlists::Step) -> Self {
        Self::Playlist(step)
    }
}

impl Step {
    /// What it brings back to the player: parts of the queue, a page.
    fn brings(self) -> (Option<KeptParts>, Option<Box<Home>>) {
        match self {
            Self::Queue(kept) => (Some(kept), None),
            // Of another version's shape it is no loss: home is built anew.
            Self::Paged { page, step } => {
                (step.brings().0, page.and_then(|page| serde_json::from_str(&page).ok().map(Box::new)))
            }
            _ => (None, None),
        }
    }

    /// Whether home replies to it.
    fn shapes_home(&self) -> bool {
        match self {
            Self::Feedback(_) | Self::LeaveOut(_) | Self::Ratings(_) | Self::Pins(_) | Self::PinShape(_) => true,
            Self::Setting(step) => step.shapes_home(),
            Self::Several(steps) => steps.iter().any(Self::shapes_home),
            Self::Paged { step, .. } => step.shapes_home(),
            Self::Playlist(_) | Self::Rules(_) | Self::Copies(_) | Self::Imports(_) | Self::Queue(_) => false,
        }
    }

    /// Gives the step that takes this one back.
    fn apply(&self, tx: &Transaction<'_>, listener: ListenerId, now: Moment, queue: &Parts) -> Result<Self> {
        Ok(match self {
            Self::Playlist(step) => Self::Playlist(step.apply(tx, now)?),
            Self::Rules(step) => Self::Rules(step.apply(tx, now)?),
            Self::Pins(step) => Self::Pins(step.apply(tx, now)?),
            Self::PinShape(step) => Self::PinShape(step.apply(tx)?),
            Self::Feedback(step) => Self::Feedback(step.apply(tx, now)?),
            Self::Copies(step) => Self::Copies(step.apply(tx, now)?),
            Self::Imports(step) => Self::Imports(step.apply(tx, now)?),
            Self::Setting(step) => Self::Setting(step.apply(tx, listener)?),
            Self::Queue(kept) => Self::Queue(queue.like(kept)),
            Self::LeaveOut(step) => Self::LeaveOut(step.apply(tx, now)?),
            Self::Ratings(step) => Self::Ratings(step.apply(tx, listener, now)?),
            Self::Several(steps) => {
                let back = steps.iter().map(|step| step.apply(tx, listener, now, queue));
                let mut back = back.collect::<Result<Vec<_>>>()?;
                back.reverse();
                Self::Several(back)
            }
            Self::Paged { page, step } => {
                let stands = home::body(tx, listener)?;
                let step = Box::new(step.apply(tx, listener, now, queue)?);
                if let Some(page) = page {
                    home::bring_back(tx, listener, page)?;
                }
                Self::Paged { page: stands, step }
            }
        })
    }
}

/// A change that was taken back or made again, with the parts of the queue to bring back.
#[derive(Clone, Debug, PartialEq)]
pub struct Turned {
    pub change: Change,
    pub queue: Option<KeptParts>,
    /// Home as it stood on the other side of the change.
    pub page: Option<Box<Home>>,
}

/// Edits of the queue that can be taken back; older ones are forgotten.
pub const QUEUE_STEPS: u32 = 50;
/// All they hold together, in bytes; the newest is kept whatever it holds.
pub const QUEUE_BYTES: u32 = 4 << 20;
/// Changes that keep the page that stood before them.
const PAGES: u32 = 50;

impl Store {
    /// Takes the newest change back. None when there is none.
    pub fn undo(&self, now: Moment) -> Receipt<Option<Change>> {
        let listener = self.listener();
        self.writer().urgent(move |tx| undo(tx, listener, now))
    }

    /// Makes the change again that was taken back last. A new change forgets these.
    pub fn redo(&self, now: Moment) -> Receipt<Option<Change>> {
        let listener = self.listener();
        self.writer().urgent(move |tx| redo(tx, listener, now))
    }

    /// [`Store::undo`] for who holds a queue: `queue` is how it stands.
    pub fn undo_with(&self, queue: Parts, now: Moment) -> Receipt<Option<Turned>> {
        let listener = self.listener();
        self.writer().urgent(move |tx| turn_back(tx, listener, &queue, now))
    }

    /// [`Store::redo`] for who holds a queue.
    pub fn redo_with(&self, queue: Parts, now: Moment) -> Receipt<Option<Turned>> {
        let listener = self.listener();
        self.writer().urgent(move |tx| turn_on(tx, listener, &queue, now))
    }

    /// Writes down an edit of the queue that was made, by the parts that stood before it.
    pub fn record_queue(&self, summary: String, before: KeptParts, now: Moment) -> Receipt<Change> {
        let listener = self.listener();
        self.writer().urgent(move |tx| record_queue(tx, listener, summary, before, now))
    }
}

pub(super) fn record_queue(
    tx: &Transaction<'_>,
    listener: ListenerId,
    summary: String,
    before: KeptParts,
    now: Moment,
) -> Result<Change> {
    // What it changed to is known when it is taken back: the queue as it then stands.
    let (made, before) = (Step::Queue(KeptParts::default()), Step::Queue(before));
    let change = write_down(tx, listener, now, summary, &made, &before)?;
    tx.prepare_cached(
        "DELETE FROM changes WHERE id IN (
           SELECT id FROM (
             SELECT id, row_number() OVER newest AS place, sum(length(inverse)) OVER newest AS bytes FROM changes
             WHERE listener_id = ?1 AND inverse LIKE '__queue__%' WINDOW newest AS (ORDER BY id DESC)
           ) WHERE place > ?2 OR (place > 1 AND bytes > ?3)
         )",
    )?
    .execute(params![listener.0, QUEUE_STEPS, QUEUE_BYTES])?;
    Ok(change)
}

impl Reader {
    /// The newest changes first.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn journal(&self, listener: ListenerId, limit: u32) -> Result<Vec<JournalLine>> {
        recent(&self.connection, listener, limit)
    }
}

/// Makes a change and writes it down, in the caller's transaction.
pub(super) fn make(
    tx: &Transaction<'_>,
    listener: ListenerId,
    now: Moment,
    summary: String,
    step: &Step,
) -> Result<Change> {
    let inverse = step.apply(tx, listener, now, &Parts::default())?;
    write_down(tx, listener, now, summary, step, &inverse)
}

/// Makes several steps one change. Each step may build on the ones before it, so `next` is asked
/// for one when those were made; none ends it, and none at all changes nothing.
pub(super) fn make_several(
    tx: &Transaction<'_>,
    listener: ListenerId,
    now: Moment,
    summary: String,
    mut next: impl FnMut() -> Result<Option<Step>>,
) -> Result<Option<Change>> {
    let (mut steps, mut back) = (Vec::new(), Vec::new());
    while let Some(step) = next()? {
        back.push(step.apply(tx, listener, now, &Parts::default())?);
        steps.push(step);
    }
    if steps.is_empty() {
        return Ok(None);
    }
    back.reverse();
    write_down(tx, listener, now, summary, &Step::Several(steps), &Step::Several(back)).map(Some)
}

/// Stands in the journal for a change that is made: taking it back gives the step that makes it
/// again, which may be as long as a list of 50,000 lines.
const MADE: Step = Step::Several(Vec::new());

/// A change and its inverse, in place of what could have been made again.
fn write_down(
    tx: &Transaction<'_>,
    listener: ListenerId,
    now: Moment,
    summary: String,
    step: &Step,
    inverse: &Step,
) -> Result<Change> {
    tx.execute("DELETE FROM changes WHERE listener_id = ?1 AND undone_at IS NOT NULL", [listener.0])?;
    // The step is made, home has not replied yet: what is stored is the page before.
    let page = if step.shapes_home() { home::body(tx, listener)? } else { None };
    let paged = page.map(|page| Step::Paged { page: Some(page), step: Box::new(inverse.clone()) });
    let inverse = paged.as_ref().unwrap_or(inverse);
    let id = ChangeId::made_at(now.unix_ms);
    tx.prepare_cached(
        "INSERT INTO changes (uuid, listener_id, at, summary, change, inverse) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        id.0.as_bytes(),
        listener.0,
        now.unix_ms,
        summary,
        serde_json::to_string(&MADE)?,
        serde_json::to_string(inverse)?,
    ])?;
    if paged.is_some() {
        tx.prepare_cached(
            "UPDATE changes SET inverse = json_set(inverse, '$.paged.page', NULL) WHERE id IN (
               SELECT id FROM changes WHERE listener_id = ?1 AND inverse LIKE '__paged__%'
               ORDER BY id DESC LIMIT -1 OFFSET ?2)
             AND json_extract(inverse, '$.paged.page') IS NOT NULL",
        )?
        .execute(params![listener.0, PAGES])?;
    }
    bump_generation(tx)?;
    Ok(Change { id, summary })
}

pub(super) fn undo(tx: &Transaction<'_>, listener: ListenerId, now: Moment) -> Result<Option<Change>> {
    Ok(turn_back(tx, listener, &Parts::default(), now)?.map(|turned| turned.change))
}

pub(super) fn redo(tx: &Transaction<'_>, listener: ListenerId, now: Moment) -> Result<Option<Change>> {
    Ok(turn_on(tx, listener, &Parts::default(), now)?.map(|turned| turned.change))
}

pub(super) fn turn_back(
    tx: &Transaction<'_>,
    listener: ListenerId,
    queue: &Parts,
    now: Moment,
) -> Result<Option<Turned>> {
    let newest = "SELECT id, uuid, summary, inverse FROM changes
                  WHERE listener_id = ?1 AND undone_at IS NULL ORDER BY id DESC LIMIT 1";
    let Some((row, change, step)) = stored(tx, newest, listener)? else { return Ok(None) };
    let again = step.apply(tx, listener, now, queue)?;
    tx.execute(
        "UPDATE changes SET change = ?2, undone_at = ?3 WHERE id = ?1",
        params![row, serde_json::to_string(&again)?, now.unix_ms],
    )?;
    bump_generation(tx)?;
    let (queue, page) = step.brings();
    Ok(Some(Turned { change, queue, page }))
}

pub(super) fn turn_on(
    tx: &Transaction<'_>,
    listener: ListenerId,
    queue: &Parts,
    now: Moment,
) -> Result<Option<Turned>> {
    let undone_last = "SELECT id, uuid, summary, change FROM changes
                       WHERE listener_id = ?1 AND undone_at IS NOT NULL ORDER BY id LIMIT 1";
    let Some((row, change, step)) = stored(tx, undone_last, listener)? else { return Ok(None) };
    let inverse = step.apply(tx, listener, now, queue)?;
    tx.execute(
        "UPDATE changes SET inverse = ?2, change = ?3, undone_at = NULL WHERE id = ?1",
        params![row, serde_json::to_string(&inverse)?, serde_json::to_string(&MADE)?],
    )?;
    bump_generation(tx)?;
    let (queue, page) = step.brings();
    Ok(Some(Turned { change, queue, page }))
}

fn stored(tx: &Transaction<'_>, sql: &str, listener: ListenerId) -> Result<Option<(i64, Change, Step)>> {
    let found = tx
        .prepare_cached(sql)?
        .query_row([listener.0], |row| {
            let change = Change { id: ChangeId(columns::uuid(row, 1)?), summary: row.get(2)? };
            Ok((row.get(0)?, change, row.get::<_, String>(3)?))
        })
        .optional()?;
    found.map(|(row, change, json)| Ok((row, change, serde_json::from_str(&json)?))).transpose()
}

fn recent(connection: &Connection, listener: ListenerId, limit: u32) -> Result<Vec<JournalLine>> {
    let mut rows = connection.prepare_cached(
        "SELECT uuid, summary, at, undone_at IS NOT NULL FROM changes WHERE listener_id = ?1 ORDER BY id DESC LIMIT ?2",
    )?;
    let lines = rows.query_map(params![listener.0, limit], |row| {
        Ok(JournalLine {
            change: Change { id: ChangeId(columns::uuid(row, 0)?), summary: row.get(1)? },
            at: Moment::utc(row.get(2)?),
            undone: row.get(3)?,
        })
    })?;
    Ok(lines.collect::<rusqlite::Result<_>>()?)
}

#[cfg(test)]
mod tests;
