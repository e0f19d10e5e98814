//! Search over titles, artists and albums, as the listener types.
//!
//! The full-text index only says which tracks have all the words; what is best is decided here,
//! on the rows themselves: names that are what was typed, names that begin so, and what is often
//! heard. When more match than anyone would look at, only those that can win are looked at: the
//! index's own ranking takes half a second on a large library, this takes milliseconds.

mod faceted;
mod hits;
mod index;
mod names;
mod query;
mod rank;
mod spelling;
#[cfg(test)]
mod tests;

pub(in crate::store) use index::{forget_track, index_track, reindex_track};

use self::query::Query;
use super::cards;
use super::{Reader, Result};
use crate::domain::browse::Found;
use crate::domain::ids::{AlbumId, ListenerId};
use crate::domain::query::SortKey;
use crate::domain::time::Moment;

/// What the full-text index is asked for these words; `open` when each may be the beginning of
/// a longer one. None when there are none.
pub(in crate::store) fn expression(words: &str, open: bool) -> Option<String> {
    let query = Query::whole(words);
    let query = if open { query.opened() } else { query };
    (!query.is_empty()).then(|| query.expression())
}

/// However many there are.
const ALL: usize = i32::MAX as usize;

/// What tracks are sorted by at a moment; none for the best first.
type Ordered<'o> = Option<(&'o [SortKey], Moment)>;

impl Reader {
    /// Tracks, albums and artists with all the words, in any order; the last word may be
    /// unfinished. When nothing matches, the words are read as the nearest that the library knows.
    /// At most `limit` of each.
    ///
    /// # Errors
    /// Those of SQLite. No text is an error.
    pub fn search(&self, words: &str, limit: u32, listener: ListenerId) -> Result<Found> {
        self.search_in(None, words, limit, listener)
    }

    /// The same tracks in an order, else the best ones first.
    fn search_in(&self, order: Ordered<'_>, words: &str, limit: u32, listener: ListenerId) -> Result<Found> {
        let found = Found { words: words.to_owned(), ..Found::default() };
        let (query, limit) = (Query::read(words), limit as usize);
        if query.is_empty() {
            return Ok(found);
        }
        let heard = rank::most_heard(&self.connection, listener)?;
        let answer = self.answer(listener, (&query, order), &heard, limit)?;
        if !answer.tracks.is_empty() || !answer.albums.is_empty() || !answer.artists.is_empty() {
            return Ok(Found { words: found.words, ..answer });
        }
        match spelling::nearest(&self.connection, &query)? {
            Some(read_as) => {
                let answer = self.answer(listener, (&Query::whole(&read_as), order), &heard, limit)?;
                Ok(Found { words: found.words, read_as: Some(read_as), ..answer })
            }
            None => Ok(found),
        }
    }

    fn answer(
        &self,
        listener: ListenerId,
        (query, order): (&Query, Ordered<'_>),
        heard: &[rank::Heard],
        limit: usize,
    ) -> Result<Found> {
        let artists = names::artists(&self.connection, query, heard)?;
        let albums = names::albums(&self.connection, query, heard)?;
        let tracks = match order {
            None => rank::tracks(&self.connection, query, heard, &artists, limit)?,
            Some((keys, now)) => {
                let (_, found) = hits::read(&self.connection, query, ALL)?;
                self.in_order(found, keys, limit, listener, now)?
            }
        };
        let mut rows = Vec::new();
        for &album in albums.iter().take(limit) {
            rows.extend(self.album(AlbumId(album))?);
        }
        Ok(Found {
            tracks: cards::cards(&self.connection, listener, &tracks)?,
            albums: rows,
            artists: names::artist_rows(&self.connection, listener, artists.get(..limit).unwrap_or(&artists))?,
            ..Found::default()
        })
    }
}
