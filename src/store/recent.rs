//! What was searched and opened last.

use rusqlite::params;

use super::{Reader, Result};
use crate::domain::browse::{AlbumRow, Recent};
use crate::domain::ids::{AlbumId, ListenerId};

/// Words, and albums, at most.
const SEARCHES: u32 = 6;
const ALBUMS: u32 = 8;

impl Reader {
    /// The last searches that led to something, and the last albums that were opened.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn recent(&self, listener: ListenerId) -> Result<Recent> {
        let searches = self
            .connection
            .prepare_cached(
                "SELECT words FROM searches WHERE listener_id = ?1 AND words <> ''
                 GROUP BY words ORDER BY max(at) DESC, max(id) DESC LIMIT ?2",
            )?
            .query_map(params![listener.0, SEARCHES], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let opened: Vec<i64> = self
            .connection
            .prepare_cached(
                "SELECT CAST(item_id AS INTEGER) FROM opened_pages WHERE listener_id = ?1 AND item_type = 'album'
                 GROUP BY item_id ORDER BY max(at) DESC, max(id) DESC LIMIT ?2",
            )?
            .query_map(params![listener.0, ALBUMS], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let albums = opened.into_iter().map(|id| self.album(AlbumId(id)));
        let albums: Vec<Option<AlbumRow>> = albums.collect::<Result<_>>()?;
        Ok(Recent { searches, albums: albums.into_iter().flatten().collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::TrackId;
    use crate::domain::section::ItemRef;
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn each_once_and_the_newest_first() {
        let fixture = Fixture::new();
        let listener = fixture.store.listener();
        assert_eq!(fixture.reader().recent(listener).unwrap(), Recent::default());
        for (minute, words) in ["mingus", "nina", "mingus"].into_iter().enumerate() {
            let at = NOW.plus_ms(minute as i64 * 60_000);
            fixture.store.log_opened(ItemRef::Track(TrackId(3)), Some(words.into()), at).wait().unwrap();
        }
        // An album that is gone by now.
        fixture.store.log_opened(ItemRef::Album(AlbumId(99)), None, NOW).wait().unwrap();
        let recent = fixture.reader().recent(listener).unwrap();
        assert_eq!(recent.searches, ["mingus", "nina"]);
        assert!(recent.albums.is_empty());
    }
}
