//! Words of a track as they were when it played or was put on a list. Interned, because most
//! plays repeat; what points at one still reads when the track is long gone.

use rusqlite::{OptionalExtension, Transaction, params};

use super::Result;

/// Row of these words in `snapshots`, made if they are new.
pub(super) fn intern(tx: &Transaction<'_>, title: &str, artist: &str, album: Option<&str>) -> Result<i64> {
    // Asked first: in a UNIQUE constraint no NULL equals another.
    let known = tx
        .prepare_cached("SELECT id FROM snapshots WHERE title = ?1 AND artist = ?2 AND album IS ?3")?
        .query_row(params![title, artist, album], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    tx.prepare_cached("INSERT INTO snapshots (title, artist, album) VALUES (?1, ?2, ?3)")?
        .execute(params![title, artist, album])?;
    Ok(tx.last_insert_rowid())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::Fixture;

    #[test]
    fn the_same_words_are_kept_once_even_without_an_album() {
        let fixture = Fixture::new();
        let write = |album: Option<&'static str>| {
            fixture.store.writer().urgent(move |tx| intern(tx, "Sunny", "B", album)).wait().unwrap()
        };
        let (bare, on_album) = (write(None), write(Some("")));
        assert_ne!(bare, on_album);
        assert_eq!(write(None), bare);
        assert_eq!(write(Some("")), on_album);
    }
}
