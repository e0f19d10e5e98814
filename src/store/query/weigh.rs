//! How much what was found is, and how much of it fits.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};

use super::find::FEW;
use super::keys::Keys;
use crate::domain::ids::TrackId;
use crate::domain::query::Limit;
use crate::store::Result;

/// How much a query finds, its limit counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub tracks: u32,
    pub length_ms: i64,
    /// Of the largest file of each.
    pub bytes: i64,
}

const FILES: &str = "track_files tf JOIN files f ON f.id = tf.file_id";

pub(super) struct Scales<'a>(&'a Connection);

impl<'a> Scales<'a> {
    pub(super) const fn new(connection: &'a Connection) -> Self {
        Self(connection)
    }

    pub(super) fn sum(&self, found: &Keys) -> Result<Sum> {
        let tracks = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let (length_ms, bytes) = match found.len() {
            0 => (0, 0),
            1..=FEW => self.0.prepare_cached(&format!(
                "SELECT coalesce(sum(t.length_ms), 0), coalesce(sum((SELECT max(f.size) FROM {FILES} WHERE tf.track_id = t.id)), 0)
                 FROM json_each(?1) few CROSS JOIN tracks t ON t.id = few.value"
            ))?
            .query_row([found.bound()], |row| Ok((row.get(0)?, row.get(1)?)))?,
            _ => (
                self.total(found, "SELECT id, length_ms FROM tracks WHERE length_ms IS NOT NULL")?,
                self.total(found, &format!("SELECT tf.track_id, max(f.size) FROM {FILES} GROUP BY tf.track_id"))?,
            ),
        };
        Ok(Sum { tracks, length_ms, bytes })
    }

    /// Of all tracks that were found, what a statement gives of each.
    fn total(&self, found: &Keys, sql: &str) -> Result<i64> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut total = 0i64;
        while let Some(row) = rows.next()? {
            if found.contains(row.get(0)?) {
                total = total.saturating_add(row.get(1)?);
            }
        }
        Ok(total)
    }

    /// As many as a limit by time or size takes. The first that does not fit ends the list: what
    /// is known of it comes from its order.
    pub(super) fn cut(&self, tracks: &mut Vec<TrackId>, limit: Option<Limit>) -> Result<()> {
        let sizes = format!("SELECT tf.track_id, max(f.size) FROM {FILES}");
        let (most, of_one, of_all) = match limit {
            Some(Limit::Time(seconds)) => {
                let lengths = "SELECT id, length_ms FROM tracks WHERE length_ms IS NOT NULL";
                (i64::from(seconds.0) * 1_000, format!("{lengths} AND id = ?1"), lengths.to_owned())
            }
            Some(Limit::Size(bytes)) => (
                i64::try_from(bytes.0).unwrap_or(i64::MAX),
                format!("{sizes} WHERE tf.track_id = ?1"),
                format!("{sizes} GROUP BY tf.track_id"),
            ),
            _ => return Ok(()),
        };
        let mut weight = self.0.prepare_cached(&of_one)?;
        let mut all: HashMap<i64, i64> = HashMap::new();
        let mut left = most;
        for place in 0..tracks.len() {
            let Some(track) = tracks.get(place) else { break };
            if place == FEW {
                // Most limits are reached before: now they are read in one go.
                let mut statement = self.0.prepare_cached(&of_all)?;
                let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
                all = rows.collect::<rusqlite::Result<_>>()?;
            }
            let weight = match place < FEW {
                true => weight.query_row([track.0], |row| row.get::<_, Option<i64>>(1)).optional()?.flatten(),
                false => all.get(&track.0).copied(),
            };
            left = left.saturating_sub(weight.unwrap_or(0));
            if left < 0 {
                tracks.truncate(place);
                break;
            }
        }
        Ok(())
    }
}
