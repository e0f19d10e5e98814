//! The last home, so that the next start can draw it first, and what was looked at.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::{Reader, Receipt, Result, Store};
use crate::domain::ids::ListenerId;
use crate::domain::section::{Home, Impression, ItemRef};
use crate::domain::time::Moment;

impl Store {
    /// Keeps the home that was built last; an older one never replaces a newer.
    pub fn save_home(&self, home: Home) -> Receipt<()> {
        let listener = self.listener();
        self.writer().top_up(move |tx| save(tx, listener, &home))
    }

    /// Picks that were on screen for at least a second.
    pub fn log_impressions(&self, seen: Vec<Impression>, at: Moment) -> Receipt<()> {
        let listener = self.listener();
        self.writer().top_up(move |tx| {
            let mut insert = tx.prepare_cached(
                "INSERT INTO impressions (listener_id, shown_at, home_generation, section_id, section_kind,
                                          section_place, item_type, item_id, pick_place)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?;
            for seen in &seen {
                insert.execute(params![
                    listener.0,
                    at.unix_ms,
                    i64::try_from(seen.generation).unwrap_or(i64::MAX),
                    seen.section,
                    seen.kind,
                    seen.section_place,
                    seen.item.type_name(),
                    seen.item.key(),
                    seen.pick_place,
                ])?;
            }
            Ok(())
        })
    }

    /// The listener opened the page of an item, or acted on it as the result of a search.
    pub fn log_opened(&self, item: ItemRef, search: Option<String>, at: Moment) -> Receipt<()> {
        let listener = self.listener();
        self.writer().top_up(move |tx| {
            let (type_name, key) = (item.type_name(), item.key());
            tx.execute(
                "INSERT INTO opened_pages (listener_id, at, item_type, item_id) VALUES (?1, ?2, ?3, ?4)",
                params![listener.0, at.unix_ms, type_name, key],
            )?;
            if let Some(words) = search {
                tx.execute(
                    "INSERT INTO searches (listener_id, at, words, opened_type, opened_id) VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![listener.0, at.unix_ms, words, type_name, key],
                )?;
            }
            Ok(())
        })
    }
}

impl Reader {
    /// None before the first home, and when what is stored is of another version's shape.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn home(&self, listener: ListenerId) -> Result<Option<Home>> {
        load(&self.connection, listener)
    }
}

fn save(tx: &Transaction<'_>, listener: ListenerId, home: &Home) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO home (listener_id, generation, built_at, body) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET generation = excluded.generation, built_at = excluded.built_at, body = excluded.body
         WHERE excluded.generation > generation",
    )?
    .execute(params![
        listener.0,
        i64::try_from(home.generation).unwrap_or(i64::MAX),
        home.built_at.unix_ms,
        serde_json::to_string(home)?,
    ])?;
    Ok(())
}

/// The stored page as text.
pub(super) fn body(connection: &Connection, listener: ListenerId) -> Result<Option<String>> {
    Ok(connection
        .prepare_cached("SELECT body FROM home WHERE listener_id = ?1")?
        .query_row([listener.0], |row| row.get(0))
        .optional()?)
}

/// Puts a page that stood before in the place of the stored one, as the newest. One of another
/// version's shape is left.
pub(super) fn bring_back(tx: &Transaction<'_>, listener: ListenerId, page: &str) -> Result<()> {
    let Ok(mut home) = serde_json::from_str::<Home>(page) else { return Ok(()) };
    let stands: Option<i64> = tx
        .prepare_cached("SELECT generation FROM home WHERE listener_id = ?1")?
        .query_row([listener.0], |row| row.get(0))
        .optional()?;
    home.generation = stands.unwrap_or(0).saturating_add(1).unsigned_abs();
    save(tx, listener, &home)
}

pub(super) fn load(connection: &Connection, listener: ListenerId) -> Result<Option<Home>> {
    Ok(body(connection, listener)?.and_then(|body| {
        serde_json::from_str(&body)
            .inspect_err(|error| tracing::info!(%error, "the stored home cannot be read; a new one will be built"))
            .ok()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::TrackId;
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn the_newest_home_comes_back() {
        let fixture = Fixture::new();
        let listener = fixture.store.listener();
        let home = |generation| Home { generation, ..Home::empty(NOW) };
        assert_eq!(fixture.reader().home(listener).unwrap(), None);
        fixture.store.save_home(home(2)).wait().unwrap();
        fixture.store.save_home(home(1)).wait().unwrap();
        assert_eq!(fixture.reader().home(listener).unwrap(), Some(home(2)));
        let spoil = |tx: &Transaction<'_>| Ok(tx.execute("UPDATE home SET body = '[]'", [])?);
        fixture.store.writer().urgent(spoil).wait().unwrap();
        assert_eq!(fixture.reader().home(listener).unwrap(), None);
    }

    #[test]
    fn what_was_seen_and_opened_is_kept() {
        let fixture = Fixture::new();
        let item = ItemRef::Track(TrackId(3));
        let seen = Impression {
            generation: u64::MAX,
            section: "on-repeat".into(),
            kind: "on-repeat".into(),
            section_place: 1,
            item,
            pick_place: 0,
        };
        fixture.store.log_impressions(vec![seen.clone(), seen], NOW).wait().unwrap();
        fixture.store.log_opened(item, Some("mingus \0".into()), NOW).wait().unwrap();
        fixture.store.log_opened(item, None, NOW).wait().unwrap();
        assert_eq!(fixture.number("SELECT count(*) FROM impressions WHERE item_id = '3'"), 2);
        assert_eq!(fixture.number("SELECT count(*) FROM opened_pages"), 2);
        assert_eq!(fixture.number("SELECT count(*) FROM searches WHERE opened_type = 'track'"), 1);
    }
}
