//! Stars that the listener gave.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use super::changes::{self, Change};
use super::{Receipt, Result, Store};
use crate::domain::human;
use crate::domain::ids::{ListenerId, TrackId};
use crate::domain::time::Moment;

/// The most stars there are.
const MOST: u8 = 5;

/// Stars as they shall be; none takes them away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Step(Vec<(TrackId, Option<u8>)>);

impl Store {
    /// Gives tracks 1 to 5 stars, or none for 0. None when there is nothing to rate.
    pub fn rate(&self, tracks: Vec<TrackId>, stars: u8, now: Moment) -> Receipt<Option<Change>> {
        let listener = self.listener();
        self.writer().urgent(move |tx| {
            let Some(first) = tracks.first() else { return Ok(None) };
            let stars = stars.min(MOST);
            let what = match tracks.len() {
                1 => tx
                    .query_row("SELECT title FROM tracks WHERE id = ?1", [first.0], |row| row.get(0))
                    .optional()?
                    .unwrap_or_else(|| "something that is gone".to_owned()),
                many => human::count(u32::try_from(many).unwrap_or(u32::MAX), "track", "tracks"),
            };
            let given = (stars > 0).then_some(stars);
            let words = human::count(u32::from(stars), "star", "stars");
            let summary = if stars == 0 { format!("No stars: {what}") } else { format!("{words}: {what}") };
            let step = Step(tracks.into_iter().map(|track| (track, given)).collect());
            changes::make(tx, listener, now, summary, &changes::Step::Ratings(step)).map(Some)
        })
    }
}

/// Track rows and their stars.
pub(super) fn given(connection: &Connection, listener: ListenerId) -> Result<Vec<(i64, u8)>> {
    let mut rows = connection.prepare_cached("SELECT track_id, stars FROM ratings WHERE listener_id = ?1")?;
    let rows = rows.query_map([listener.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Step {
    /// Gives the step that takes this one back.
    pub(super) fn apply(&self, tx: &Transaction<'_>, listener: ListenerId, now: Moment) -> Result<Self> {
        let mut read = tx.prepare_cached("SELECT stars FROM ratings WHERE listener_id = ?1 AND track_id = ?2")?;
        let mut give = tx.prepare_cached(
            "INSERT OR REPLACE INTO ratings (listener_id, track_id, stars, rated_at)
             SELECT ?1, id, ?3, ?4 FROM tracks WHERE id = ?2",
        )?;
        let mut take = tx.prepare_cached("DELETE FROM ratings WHERE listener_id = ?1 AND track_id = ?2")?;
        let mut inverse = Vec::with_capacity(self.0.len());
        for (track, stars) in &self.0 {
            inverse.push((*track, read.query_row(params![listener.0, track.0], |row| row.get(0)).optional()?));
            match stars {
                Some(stars) => give.execute(params![listener.0, track.0, stars, now.unix_ms])?,
                None => take.execute(params![listener.0, track.0])?,
            };
        }
        Ok(Self(inverse))
    }
}

#[cfg(test)]
mod tests {
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn stars_are_given_changed_and_taken_back() {
        let fixture = Fixture::new();
        let song = fixture.track("Moanin’", "Art Blakey");
        let stars = || fixture.reader().cards(&[song], fixture.store.listener()).unwrap()[0].stars;
        let rate = |stars| fixture.store.rate(vec![song], stars, NOW).wait().unwrap().unwrap().summary;
        assert_eq!(stars(), None);
        assert_eq!(rate(4), "4 stars: Moanin’");
        assert_eq!(rate(1), "1 star: Moanin’");
        assert_eq!(stars(), Some(1));
        fixture.store.undo(NOW).wait().unwrap();
        assert_eq!(stars(), Some(4));
        assert_eq!(rate(0), "No stars: Moanin’");
        assert_eq!(stars(), None);
        fixture.store.undo(NOW).wait().unwrap();
        fixture.store.undo(NOW).wait().unwrap();
        assert_eq!(stars(), None, "as before the first");
    }
}
