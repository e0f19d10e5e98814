//! Search over titles, artists and albums, as the listener types.

mod index;

use rusqlite::params;

pub(in crate::store) use index::{forget_track, index_track, reindex_track};

use super::cards::CardDesk;
use super::{Reader, Result};
use crate::domain::browse::Found;
use crate::domain::fold::search_form;
use crate::domain::ids::{ListenerId, TrackId};

impl Reader {
    /// Tracks that hold every word, the last one as a beginning; most heard first.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn search(&self, words: &str, limit: u32, listener: ListenerId) -> Result<Found> {
        let mut query = String::new();
        for piece in index::pieces(&search_form(words)) {
            let (index::Piece::Word(word) | index::Piece::Run(word)) = piece;
            query.push('"');
            index::push_token(&mut query, word);
            query.push_str("\"* ");
        }
        let mut found = Found { words: words.to_owned(), ..Found::default() };
        if query.is_empty() {
            return Ok(found);
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT search.rowid FROM search
             LEFT JOIN track_stats s ON s.listener_id = ?2 AND s.track_id = search.rowid
             WHERE search MATCH ?1 ORDER BY coalesce(s.listens, 0) DESC, search.rowid LIMIT ?3",
        )?;
        let mut desk = CardDesk::open(&self.connection, listener)?;
        for id in statement.query_map(params![query, listener.0, limit], |row| row.get(0))? {
            found.tracks.extend(desk.card(TrackId(id?))?.map(Into::into));
        }
        Ok(found)
    }
}
