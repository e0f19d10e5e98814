//! The query language, asked of the library.
//!
//! [`columns`] holds the SQL of every facet in one table; [`compile`] makes conditions of it,
//! [`find`] asks for each where it stands and joins the answers, [`sort`] puts them in order and
//! [`weigh`] says how much they are. At 100,000 tracks and a million listens most answers take a
//! few milliseconds, and none that reads all of the library 50. Counts are those of `track_stats`,
//! as everywhere.

mod analysed;
mod columns;
mod compile;
mod find;
mod functions;
mod items;
mod keys;
mod near;
mod orders;
mod sort;
mod suggesting;
#[cfg(test)]
mod tests;
mod things;
mod values;
mod weigh;
mod why;

pub(super) use functions::give;
pub(super) use near::Sounds;

use rusqlite::Transaction;

use self::find::Finder;
use self::items::Items;
use self::keys::Keys;
use self::sort::Sorter;
use self::weigh::Scales;
use super::{Reader, Result};
use crate::domain::ids::{ListenerId, TrackId};
use crate::domain::query::{Limit, Query, SortKey};
use crate::domain::section::Origin;
use crate::domain::time::Moment;

pub use weigh::Sum;

/// What a query finds, and how much that is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weighed {
    pub sum: Sum,
    /// The first of it, in order.
    pub first: Vec<TrackId>,
    /// What it names that is not there, a sentence without its stop each.
    pub lacking: Vec<String>,
}

impl Reader {
    /// The tracks that a query finds, in its order and within its limit. Ages are before `now`,
    /// dates where `now` is. Where it sorts by nothing but asks for what sounds like something,
    /// the nearest come first.
    ///
    /// # Errors
    /// Those of SQLite. No query is an error.
    pub fn matching(&self, query: &Query, listener: ListenerId, now: Moment) -> Result<Vec<TrackId>> {
        self.asked(query, listener, now, |asked| asked.taken(usize::MAX))
    }

    /// How much a query finds, its limit counted, and the first so many of it.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn weighed(&self, query: &Query, first: u32, listener: ListenerId, now: Moment) -> Result<Weighed> {
        self.asked(query, listener, now, |asked| {
            let scales = Scales::new(&self.connection);
            let (sum, mut tracks) = match asked.query.limit {
                None if first == 0 => (scales.sum(&asked.found)?, Vec::new()),
                None => (scales.sum(&asked.found)?, asked.taken(first as usize)?),
                Some(_) => {
                    let taken = asked.taken(usize::MAX)?;
                    (scales.sum(&taken.iter().map(|track| track.0).collect::<Vec<_>>().into())?, taken)
                }
            };
            tracks.truncate(first as usize);
            Ok(Weighed { sum, first: tracks, lacking: asked.items.lacking.clone() })
        })
    }

    /// How many tracks a query finds, its limit counted.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn count_matching(&self, query: &Query, listener: ListenerId, now: Moment) -> Result<u32> {
        self.asked(query, listener, now, |asked| {
            let all = asked.found.len();
            let count = match asked.query.limit {
                None => all,
                Some(Limit::Count(most)) => all.min(most as usize),
                Some(Limit::Percent(percent)) => share(all, percent),
                Some(Limit::Time(_) | Limit::Size(_)) => asked.taken(usize::MAX)?.len(),
            };
            Ok(u32::try_from(count).unwrap_or(u32::MAX))
        })
    }

    /// These tracks in an order, at most so many.
    pub(super) fn in_order(
        &self,
        tracks: Vec<i64>,
        sort: &[SortKey],
        most: usize,
        listener: ListenerId,
        now: Moment,
    ) -> Result<Vec<TrackId>> {
        let _moment = self.moment()?;
        Sorter { connection: &self.connection, listener, now }.in_order(&tracks.into(), sort, most)
    }

    /// Answers from one state of the library, however many statements it takes.
    fn asked<T>(
        &self,
        query: &Query,
        listener: ListenerId,
        now: Moment,
        answer: impl FnOnce(Asked<'_>) -> Result<T>,
    ) -> Result<T> {
        self.asked_of(query, None, listener, now, answer)
    }

    /// The same where what was chosen `by` hand or ear is known already.
    fn asked_of<T>(
        &self,
        query: &Query,
        by: Option<Origin>,
        listener: ListenerId,
        now: Moment,
        answer: impl FnOnce(Asked<'_>) -> Result<T>,
    ) -> Result<T> {
        let _moment = self.moment()?;
        let query = normal(query);
        let mut items = Items::look_up(self, listener, now, &query.expression)?;
        items.by = by;
        let found = Finder::new(&self.connection, listener, now, &items).found(&query.expression)?;
        let sorter = Sorter { connection: &self.connection, listener, now };
        answer(Asked { query: &query, items: &items, found, sorter })
    }

    /// One state of the library; none where somebody further out sees to it.
    fn moment(&self) -> Result<Option<Transaction<'_>>> {
        let alone = self.connection.is_autocommit();
        Ok(alone.then(|| self.connection.unchecked_transaction()).transpose()?)
    }
}

/// A query, and all that it finds.
struct Asked<'a> {
    query: &'a Query,
    items: &'a Items,
    found: Keys,
    sorter: Sorter<'a>,
}

impl Asked<'_> {
    /// What its limit takes of all that was found, in order; at most so many.
    fn taken(&self, most: usize) -> Result<Vec<TrackId>> {
        let most = match self.query.limit {
            Some(Limit::Count(count)) => most.min(count as usize),
            Some(Limit::Percent(percent)) => most.min(share(self.found.len(), percent)),
            _ => most,
        };
        let mut tracks = self.in_order(most)?;
        Scales::new(self.sorter.connection).cut(&mut tracks, self.query.limit)?;
        Ok(tracks)
    }

    fn in_order(&self, most: usize) -> Result<Vec<TrackId>> {
        let nearest = self.query.sort.is_empty().then(|| self.items.nearest(&self.query.expression)).flatten();
        match nearest {
            Some(nearest) => {
                let near = nearest.iter().filter(|track| self.found.contains(**track));
                Ok(near.take(most).map(|track| TrackId(*track)).collect())
            }
            None => self.sorter.in_order(&self.found, &self.query.sort, most),
        }
    }
}

/// So many percent, rounded up.
fn share(all: usize, percent: u8) -> usize {
    (all * usize::from(percent)).div_ceil(100)
}

fn normal(query: &Query) -> Query {
    Query { expression: query.expression.clone().normal(), ..query.clone() }
}
