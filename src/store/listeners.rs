//! Who listens here. Each has their own history, feedback, pins, home, queue and settings.

use rusqlite::{Connection, OptionalExtension};

use super::{NAME, Reader, Result, settings};
use crate::domain::ids::ListenerId;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listener {
    pub id: ListenerId,
    /// As `--as` takes it.
    pub name: String,
    /// Unix ms.
    pub created_at: i64,
    /// Counted over all time.
    pub listens: u64,
}

impl Reader {
    /// In the order they came.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn listeners(&self) -> Result<Vec<Listener>> {
        let mut rows = self.connection.prepare_cached(
            "SELECT id, name, created_at,
                    (SELECT coalesce(sum(listens), 0) FROM track_stats WHERE listener_id = listeners.id)
             FROM listeners ORDER BY id",
        )?;
        let listeners = rows.query_map([], |row| {
            let listens: i64 = row.get(3)?;
            Ok(Listener {
                id: ListenerId(row.get(0)?),
                name: row.get(1)?,
                created_at: row.get(2)?,
                listens: listens.unsigned_abs(),
            })
        })?;
        Ok(listeners.collect::<rusqlite::Result<_>>()?)
    }

    /// What the screen calls a listener: what they chose, else the name they came under.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn name_of(&self, listener: ListenerId) -> Result<String> {
        match settings::value(&self.connection, listener, NAME)? {
            Some(chosen) => Ok(chosen),
            None => Ok(came_under(&self.connection, listener)?.unwrap_or_default()),
        }
    }
}

fn came_under(connection: &Connection, listener: ListenerId) -> Result<Option<String>> {
    Ok(connection
        .prepare_cached("SELECT name FROM listeners WHERE id = ?1")?
        .query_row([listener.0], |row| row.get(0))
        .optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::section::Origin;
    use crate::store::fixture::{Fixture, NOW};
    use crate::store::{DEFAULT_LISTENER, Store};

    #[test]
    fn each_is_listed_and_called_as_they_wish() {
        let fixture = Fixture::new();
        let ada = Store::open_as(&fixture.paths, "Ada", NOW).unwrap();
        let names: Vec<_> = fixture.reader().listeners().unwrap().into_iter().map(|one| one.name).collect();
        assert_eq!(names, [DEFAULT_LISTENER, "Ada"]);
        let name = || fixture.reader().name_of(ada.listener()).unwrap();
        assert_eq!(name(), "Ada");
        ada.set(NAME.into(), "Countess".into(), Origin::Hand, NOW).wait().unwrap();
        assert_eq!(name(), "Countess");
        assert_eq!(fixture.reader().name_of(ListenerId(4_711)).unwrap(), "");
    }
}
