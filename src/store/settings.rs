//! Choices made in the player. The config file is the listener's own and wins where it speaks;
//! it is never written by the program.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Reader, Receipt, Result, Store, columns};
use crate::domain::ids::ListenerId;
use crate::domain::section::Origin;
use crate::domain::time::Moment;

/// What the listener wants to be called.
pub const NAME: &str = "name";

/// One choice and who made it: the listener, or tonearm with their consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    pub key: String,
    pub value: String,
    pub origin: Origin,
    /// Unix ms.
    pub set_at: i64,
}

impl Store {
    pub fn set(&self, key: String, value: String, origin: Origin, now: Moment) -> Receipt<()> {
        let listener = self.listener();
        self.writer().urgent(move |tx| {
            tx.prepare_cached(
                "INSERT OR REPLACE INTO settings (listener_id, key, value, origin, set_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![listener.0, key, value, columns::origin_name(origin), now.unix_ms])?;
            Ok(())
        })
    }

    /// Back to the default. False when it was not set.
    pub fn unset(&self, key: String) -> Receipt<bool> {
        let listener = self.listener();
        self.writer().urgent(move |tx| {
            let rows =
                tx.execute("DELETE FROM settings WHERE listener_id = ?1 AND key = ?2", params![listener.0, key])?;
            Ok(rows > 0)
        })
    }
}

impl Reader {
    /// By key.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn settings(&self, listener: ListenerId) -> Result<Vec<Setting>> {
        let mut rows = self
            .connection
            .prepare_cached("SELECT key, value, origin, set_at FROM settings WHERE listener_id = ?1 ORDER BY key")?;
        let settings = rows.query_map([listener.0], |row| {
            Ok(Setting {
                key: row.get(0)?,
                value: row.get(1)?,
                origin: columns::origin(columns::text(row, 2)?),
                set_at: row.get(3)?,
            })
        })?;
        Ok(settings.collect::<rusqlite::Result<_>>()?)
    }
}

pub(super) fn value(connection: &Connection, listener: ListenerId, key: &str) -> Result<Option<String>> {
    Ok(connection
        .prepare_cached("SELECT value FROM settings WHERE listener_id = ?1 AND key = ?2")?
        .query_row(params![listener.0, key], |row| row.get(0))
        .optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn the_last_word_holds_until_it_is_taken_back() {
        let fixture = Fixture::new();
        let (store, listener) = (&fixture.store, fixture.store.listener());
        store.set(NAME.into(), "Ana".into(), Origin::Ear, NOW).wait().unwrap();
        store.set(NAME.into(), "Ána".into(), Origin::Hand, NOW).wait().unwrap();
        let settings = fixture.reader().settings(listener).unwrap();
        let expected = Setting { key: NAME.into(), value: "Ána".into(), origin: Origin::Hand, set_at: NOW.unix_ms };
        assert_eq!(settings, [expected]);
        assert!(store.unset(NAME.into()).wait().unwrap());
        assert!(!store.unset(NAME.into()).wait().unwrap());
        assert_eq!(value(&fixture.reader().connection, listener, NAME).unwrap(), None);
    }
}
