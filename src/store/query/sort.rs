//! The order of what a query finds.
//!
//! What lists are sorted by is read once for each track, not once for each comparison; of few
//! tracks alone, of more in one pass over the table where it stands. Names that many tracks share
//! are put in order first, so that tracks compare by numbers.

use std::cmp::Ordering;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, Statement};

use super::find::FEW;
use super::functions::chance;
use super::keys::Keys;
use super::orders::{Bulk, bulk, of_row, otherwise};
use crate::domain::ids::{ListenerId, TrackId};
use crate::domain::query::{Facet, SortBy, SortKey};
use crate::domain::time::{DAY_MS, Moment};
use crate::store::Result;

pub(super) struct Sorter<'a> {
    pub(super) connection: &'a Connection,
    pub(super) listener: ListenerId,
    pub(super) now: Moment,
}

/// What one track is sorted by.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
enum Place {
    Number(f64),
    /// Its first bytes, then the whole: most names differ early.
    Text(u64, Box<str>),
}

/// What all found tracks are sorted by, in the order of their keys: numbers that rise as the
/// tracks shall stand, what is not known last; and where they are the beginnings of names, these.
struct Column {
    heads: Vec<u64>,
    names: Vec<Box<str>>,
    descending: bool,
}

impl Sorter<'_> {
    /// The tracks in order; where nothing else decides, that of the library. At most so many.
    pub(super) fn in_order(&self, found: &Keys, sort: &[SortKey], most: usize) -> Result<Vec<TrackId>> {
        let keys = found.as_slice();
        if sort.is_empty() {
            return Ok(keys.iter().take(most).map(|key| TrackId(*key)).collect());
        }
        let columns = self.columns(found, sort)?;
        // With the first of what they are sorted by beside them: most comparisons need no more.
        let heads = columns.first().map(|column| column.heads.as_slice()).unwrap_or_default();
        let mut order: Vec<(u64, u32)> = heads.iter().copied().zip(0..).collect();
        let compare = |one: &(u64, u32), other: &(u64, u32)| {
            let by = |column: &Column| column.compare(one.1 as usize, other.1 as usize);
            let decided = || columns.iter().map(by).find(|order| order.is_ne());
            one.0.cmp(&other.0).then_with(|| decided().unwrap_or_else(|| one.1.cmp(&other.1)))
        };
        if most < order.len() {
            order.select_nth_unstable_by(most, compare);
            order.truncate(most);
        }
        order.sort_unstable_by(compare);
        Ok(order.into_iter().filter_map(|(_, place)| keys.get(place as usize)).map(|key| TrackId(*key)).collect())
    }

    fn columns(&self, found: &Keys, sort: &[SortKey]) -> Result<Vec<Column>> {
        let facets: Vec<Facet> = sort
            .iter()
            .filter_map(|key| match key.by {
                SortBy::Facet(facet) => Some(facet),
                SortBy::Random => None,
            })
            .collect();
        let read = if found.len() <= FEW { self.of_few(found, &facets)? } else { self.of_all(found, &facets)? };
        let mut read = read.into_iter();
        let places = |key: &SortKey| match key.by {
            SortBy::Facet(_) => read.next().unwrap_or_default(),
            SortBy::Random => self.by_chance(found),
        };
        let places: Vec<_> = sort.iter().map(places).collect();
        Ok(places.into_iter().zip(sort).map(|(places, key)| Column::of(places, key.descending)).collect())
    }

    fn by_chance(&self, found: &Keys) -> Vec<Option<Place>> {
        let day = self.now.unix_ms.saturating_add(i64::from(self.now.offset_minutes) * 60_000).div_euclid(DAY_MS);
        found.as_slice().iter().map(|key| Some(Place::Number(chance(*key, day)))).collect()
    }

    fn of_few(&self, found: &Keys, facets: &[Facet]) -> Result<Vec<Vec<Option<Place>>>> {
        let values: Vec<String> = facets.iter().map(|facet| format!(", {}", of_row(*facet))).collect();
        let sql = format!(
            "SELECT t.id{} FROM json_each(?2) few CROSS JOIN tracks t ON t.id = few.value WHERE ?1 IS NOT NULL",
            values.concat()
        );
        let mut columns = vec![vec![None; found.len()]; facets.len()];
        if facets.is_empty() {
            return Ok(columns);
        }
        let mut statement = self.connection.prepare(&sql)?;
        let mut rows = statement.query((self.listener.0, found.bound()))?;
        while let Some(row) = rows.next()? {
            let Ok(track) = found.as_slice().binary_search(&row.get(0)?) else { continue };
            for (column, values) in (1..).zip(&mut columns) {
                put(values, track, place(row, column)?);
            }
        }
        Ok(columns)
    }

    fn of_all(&self, found: &Keys, facets: &[Facet]) -> Result<Vec<Vec<Option<Place>>>> {
        let mut columns = Vec::with_capacity(facets.len());
        // What stands in the rows of tracks is read together.
        let mut in_rows: Vec<(usize, &'static str, Option<Ranks>)> = Vec::new();
        for (number, facet) in facets.iter().enumerate() {
            let nothing = otherwise(*facet).map(|number| Place::Number(number as f64));
            let mut column = vec![nothing; found.len()];
            match bulk(*facet) {
                Bulk::Row(value) => in_rows.push((number, value, None)),
                Bulk::Shared { key, all, otherwise } => {
                    in_rows.push((number, key, Some(Ranks::read(self.connection, all, key, otherwise)?)));
                }
                Bulk::Pairs { all, greatest } => self.pairs(found, &all, greatest, &mut column)?,
            }
            columns.push(column);
        }
        if in_rows.is_empty() {
            return Ok(columns);
        }
        let values: Vec<String> = in_rows.iter().map(|(_, value, _)| format!(", {value}")).collect();
        // By rowid: what is read stands in the table itself, and the found keys rise as its rows do.
        let sql = format!("SELECT t.id{} FROM tracks t NOT INDEXED ORDER BY t.id", values.concat());
        let mut statement = self.connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        let mut last = 0;
        while let Some(row) = rows.next()? {
            let Some(track) = located(found, &mut last, row.get(0)?) else { continue };
            for (place_in_row, (number, _, ranks)) in (1..).zip(&mut in_rows) {
                let value = match ranks {
                    None => place(row, place_in_row)?,
                    Some(ranks) => ranks.of(row.get(0)?, row.get(place_in_row)?),
                };
                if let Some(column) = columns.get_mut(*number) {
                    put(column, track, value);
                }
            }
        }
        Ok(columns)
    }

    fn pairs(&self, found: &Keys, sql: &str, greatest: bool, column: &mut [Option<Place>]) -> Result<()> {
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = match statement.parameter_count() {
            0 => statement.query([])?,
            _ => statement.query([self.listener.0])?,
        };
        let mut seen = vec![false; found.len()];
        let mut last = 0;
        while let Some(row) = rows.next()? {
            let Some(track) = located(found, &mut last, row.get(0)?) else { continue };
            let Some(value) = place(row, 1)? else { continue };
            let (Some(slot), Some(seen)) = (column.get_mut(track), seen.get_mut(track)) else { continue };
            let stands =
                *seen && slot.as_ref().is_some_and(|known| if greatest { *known >= value } else { *known <= value });
            if !stands {
                *slot = Some(value);
                *seen = true;
            }
        }
        Ok(())
    }
}

/// The place of a key; most often that behind the last one.
fn located(found: &Keys, last: &mut usize, key: i64) -> Option<usize> {
    let keys = found.as_slice();
    let next = *last + 1;
    if keys.get(next) == Some(&key) {
        *last = next;
    } else if keys.get(*last) != Some(&key) {
        *last = keys.binary_search(&key).ok()?;
    }
    Some(*last)
}

fn put(column: &mut [Option<Place>], track: usize, value: Option<Place>) {
    if let Some(slot) = column.get_mut(track) {
        *slot = value;
    }
}

fn place(row: &Row<'_>, column: usize) -> Result<Option<Place>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Integer(number) => Some(Place::Number(number as f64)),
        ValueRef::Real(number) => Some(Place::Number(number)),
        ValueRef::Text(text) => Some(Place::text(&String::from_utf8_lossy(text))),
        ValueRef::Null | ValueRef::Blob(_) => None,
    })
}

impl Place {
    fn text(text: &str) -> Self {
        let mut head = [0; 8];
        for (slot, byte) in head.iter_mut().zip(text.bytes()) {
            *slot = byte;
        }
        Self::Text(u64::from_be_bytes(head), text.into())
    }
}

/// Behind all numbers and names.
const LAST: u64 = u64::MAX;

impl Column {
    fn of(places: Vec<Option<Place>>, descending: bool) -> Self {
        let is_of_names = places.iter().flatten().next().is_some_and(|place| matches!(place, Place::Text(..)));
        let turned = |head: u64| if descending { !head } else { head };
        let mut names = Vec::with_capacity(if is_of_names { places.len() } else { 0 });
        let mut heads = Vec::with_capacity(places.len());
        for place in places {
            let (head, name) = match place {
                Some(Place::Number(number)) => (turned(rising(number)), None),
                Some(Place::Text(head, name)) => (turned(head), Some(name)),
                None => (LAST, None),
            };
            heads.push(head);
            if is_of_names {
                names.push(name.unwrap_or_default());
            }
        }
        Self { heads, names, descending }
    }

    fn compare(&self, one: usize, other: usize) -> Ordering {
        self.heads.get(one).cmp(&self.heads.get(other)).then_with(|| {
            let order = self.names.get(one).cmp(&self.names.get(other));
            if self.descending { order.reverse() } else { order }
        })
    }
}

/// Bits that rise as the numbers do.
const fn rising(number: f64) -> u64 {
    // Adding zero makes -0 and 0 the same.
    let bits = (number + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | (1 << 63) }
}

/// The places of names that many tracks share among each other.
struct Ranks {
    /// By the key of the row that shares one, rising.
    of_shared: Vec<(i64, f64)>,
    /// Of tracks that share none, by their keys.
    of_own: Vec<(i64, f64)>,
    /// That of the row that was named last: tracks of an album mostly stand beside each other.
    last: (i64, Option<f64>),
}

impl Ranks {
    fn read(connection: &Connection, all: &str, key: &str, otherwise: Option<&str>) -> Result<Self> {
        let pairs = |mut statement: Statement<'_>| -> Result<Vec<(i64, Option<String>)>> {
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        let shared = pairs(connection.prepare(all)?)?;
        let own = match otherwise {
            Some(value) => {
                pairs(connection.prepare(&format!("SELECT t.id, {value} FROM tracks t WHERE {key} IS NULL"))?)?
            }
            None => Vec::new(),
        };
        let mut names: Vec<&str> = shared.iter().chain(&own).filter_map(|(_, name)| name.as_deref()).collect();
        names.sort_unstable();
        names.dedup();
        let rank =
            |(id, name): &(i64, Option<String>)| Some((*id, names.binary_search(&name.as_deref()?).ok()? as f64));
        let ranks = |named: &[(i64, Option<String>)]| {
            let mut ranks: Vec<(i64, f64)> = named.iter().filter_map(rank).collect();
            ranks.sort_unstable_by_key(|(key, _)| *key);
            ranks
        };
        let (of_shared, of_own) = (ranks(&shared), ranks(&own));
        // No row has the number 0.
        Ok(Self { of_shared, of_own, last: (0, None) })
    }

    fn of(&mut self, track: i64, shared: Option<i64>) -> Option<Place> {
        let found = |ranks: &[(i64, f64)], key: i64| {
            let place = ranks.binary_search_by_key(&key, |(of, _)| *of).ok()?;
            ranks.get(place).map(|(_, rank)| *rank)
        };
        let rank = match shared {
            Some(shared) => {
                if self.last.0 != shared {
                    self.last = (shared, found(&self.of_shared, shared));
                }
                self.last.1
            }
            None => found(&self.of_own, track),
        };
        rank.map(Place::Number)
    }
}
