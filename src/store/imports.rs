//! Counts and ratings that came from elsewhere, taken over when the listener says so. They are
//! kept beside what was heard and never faked as plays. A batch is taken back as a whole.

use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::changes::{self, Change};
use super::{Reader, Receipt, Result, Store};
use crate::domain::human;
use crate::domain::ids::{ChangeId, ListenerId};
use crate::domain::time::Moment;
use crate::domain::welcome::Offers;

/// The source of counts that other players wrote into the files.
const TAGS: &str = "tags";

/// Whether a batch holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Step {
    batch: Uuid,
    holds: bool,
}

impl Step {
    pub(super) fn apply(&self, tx: &Transaction<'_>, now: Moment) -> Result<Self> {
        let undone_at = (!self.holds).then_some(now.unix_ms);
        tx.execute(
            "UPDATE import_batches SET undone_at = ?2 WHERE uuid = ?1",
            params![self.batch.as_bytes(), undone_at],
        )?;
        Ok(Self { holds: !self.holds, ..self.clone() })
    }
}

impl Store {
    /// Takes over the ratings and play counts in tags. None when nothing is new in them.
    pub fn take_tag_counts(&self, now: Moment) -> Receipt<Option<Change>> {
        let listener = self.listener();
        self.writer().urgent(move |tx| take_tag_counts(tx, listener, now))
    }
}

impl Reader {
    /// What tags hold that was not taken over.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn tag_offers(&self, listener: ListenerId) -> Result<Offers> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT count(*), count(tag_rating), count(tag_play_count) FROM tracks t WHERE {OFFERED}"
        ))?;
        Ok(statement.query_row(params![listener.0, TAGS], |row| {
            Ok(Offers { tagged: row.get(0)?, rated: row.get(1)?, counted: row.get(2)?, ..Offers::default() })
        })?)
    }
}

/// Tracks whose tags say something that this listener (?1) did not take over from this source (?2).
const OFFERED: &str = "(t.tag_rating IS NOT NULL OR coalesce(t.tag_play_count, 0) > 0)
    AND NOT EXISTS (
      SELECT 1 FROM imported_counts i JOIN import_batches b ON b.id = i.batch_id
      WHERE i.listener_id = ?1 AND i.track_id = t.id AND i.source = ?2 AND b.undone_at IS NULL
        AND i.plays IS t.tag_play_count AND i.rating IS t.tag_rating)";

fn take_tag_counts(tx: &Transaction<'_>, listener: ListenerId, now: Moment) -> Result<Option<Change>> {
    let batch = ChangeId::made_at(now.unix_ms).0;
    // Not in force yet: the step that follows makes it so, and its inverse takes it back.
    tx.execute(
        "INSERT INTO import_batches (uuid, listener_id, source, imported_at, undone_at) VALUES (?1, ?2, ?3, ?4, ?4)",
        params![batch.as_bytes(), listener.0, TAGS, now.unix_ms],
    )?;
    let row = tx.last_insert_rowid();
    let tracks = tx.execute(
        &format!(
            "INSERT OR REPLACE INTO imported_counts (listener_id, track_id, source, plays, rating, batch_id)
             SELECT ?1, t.id, ?2, t.tag_play_count, t.tag_rating, ?3 FROM tracks t WHERE {OFFERED}"
        ),
        params![listener.0, TAGS, row],
    )?;
    if tracks == 0 {
        tx.execute("DELETE FROM import_batches WHERE id = ?1", [row])?;
        return Ok(None);
    }
    let tracks = human::count(u32::try_from(tracks).unwrap_or(u32::MAX), "track", "tracks");
    let summary = format!("Took over the ratings and play counts of {tracks}");
    changes::make(tx, listener, now, summary, &changes::Step::Imports(Step { batch, holds: true })).map(Some)
}

#[cfg(test)]
mod tests {
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn what_tags_say_is_taken_once_and_given_back_whole() {
        let fixture = Fixture::new();
        let (store, listener) = (&fixture.store, fixture.store.listener());
        for title in ["a", "b", "c"] {
            fixture.track(title, "x");
        }
        let tags = "UPDATE tracks SET tag_rating = 4.5, tag_play_count = 12 WHERE title = 'a';
                    UPDATE tracks SET tag_play_count = 3 WHERE title = 'b'";
        store.writer().urgent(move |tx| Ok(tx.execute_batch(tags)?)).wait().unwrap();
        let offers = || fixture.reader().tag_offers(listener).unwrap();
        assert_eq!((offers().tagged, offers().rated, offers().counted), (2, 1, 2));
        let change = store.take_tag_counts(NOW).wait().unwrap().unwrap();
        assert_eq!(change.summary, "Took over the ratings and play counts of 2 tracks");
        assert!(offers().tagged == 0);
        assert_eq!(store.take_tag_counts(NOW).wait().unwrap(), None);
        assert_eq!(fixture.number("SELECT count(*) FROM plays"), 0, "counts are not plays");
        store.undo(NOW).wait().unwrap().unwrap();
        assert_eq!(offers().tagged, 2);
        store.redo(NOW).wait().unwrap().unwrap();
        assert!(offers().tagged == 0);
    }
}
