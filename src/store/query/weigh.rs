//! How much what was found is, and how much of it fits.

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

/// After so many tracks it shows how far a limit reaches. Tests make small libraries.
const ENOUGH: usize = if cfg!(test) { 1 } else { 150 };

const LENGTHS: &str = "SELECT id, length_ms FROM tracks WHERE length_ms IS NOT NULL ORDER BY id";
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
            _ => (self.total(found, LENGTHS)?, self.total(found, &sizes())?),
        };
        Ok(Sum { tracks, length_ms, bytes })
    }

    /// What a statement gives of all tracks that were found; of several of a track the greatest.
    fn total(&self, found: &Keys, sql: &str) -> Result<i64> {
        let weights = self.of_all(sql)?;
        let mut found = found.as_slice().iter().peekable();
        let mut total = 0i64;
        for (track, weight) in weights {
            while found.next_if(|key| **key < track).is_some() {}
            if found.next_if(|key| **key == track).is_some() {
                total = total.saturating_add(weight);
            }
        }
        Ok(total)
    }

    /// What a statement of tracks, rising, and weights gives, each track once with its greatest.
    fn of_all(&self, sql: &str) -> Result<Vec<(i64, i64)>> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut weights: Vec<(i64, i64)> = Vec::new();
        while let Some(row) = rows.next()? {
            let (track, weight): (i64, i64) = (row.get(0)?, row.get(1)?);
            match weights.last_mut() {
                Some((last, greatest)) if *last == track => *greatest = weight.max(*greatest),
                _ => weights.push((track, weight)),
            }
        }
        Ok(weights)
    }

    /// As many as a limit by time or size takes. The first that does not fit ends the list: what
    /// is known of it comes from its order.
    pub(super) fn cut(&self, tracks: &mut Vec<TrackId>, limit: Option<Limit>) -> Result<()> {
        let (most, of_one, of_all) = match limit {
            Some(Limit::Time(seconds)) => {
                (i64::from(seconds.0) * 1_000, "SELECT id, length_ms FROM tracks WHERE id = ?1".into(), LENGTHS.into())
            }
            Some(Limit::Size(bytes)) => (
                i64::try_from(bytes.0).unwrap_or(i64::MAX),
                format!("SELECT tf.track_id, max(f.size) FROM {FILES} WHERE tf.track_id = ?1"),
                sizes(),
            ),
            _ => return Ok(()),
        };
        let mut weight = self.0.prepare_cached(&of_one)?;
        let mut all: Option<Vec<(i64, i64)>> = None;
        let mut left = most;
        for place in 0..tracks.len() {
            let Some(track) = tracks.get(place) else { break };
            if place == FEW || place == ENOUGH && tracks.len() > FEW && is_far(left, most) {
                // Most limits are reached before: now all weights are read in one go.
                all = Some(all.map_or_else(|| self.of_all(&of_all), Ok)?);
            }
            let weight = match &all {
                None => weight.query_row([track.0], |row| row.get::<_, Option<i64>>(1)).optional()?.flatten(),
                Some(all) => all
                    .binary_search_by_key(&track.0, |(track, _)| *track)
                    .ok()
                    .and_then(|place| all.get(place))
                    .map(|(_, weight)| *weight),
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

/// Whether what [`ENOUGH`] tracks took of a limit tells that it reaches beyond [`FEW`].
const fn is_far(left: i64, most: i64) -> bool {
    left / (FEW / ENOUGH) as i64 > most.saturating_sub(left)
}

fn sizes() -> String {
    format!("SELECT tf.track_id, f.size FROM {FILES} ORDER BY tf.track_id")
}
