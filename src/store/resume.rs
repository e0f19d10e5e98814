//! What the player comes back with: the queue, and where in which track it was.
//! A private session saves neither.

use rusqlite::{OptionalExtension, params};

use super::{Reader, Receipt, Result, Store};
use crate::domain::ids::ListenerId;
use crate::domain::time::Moment;

/// Small and often written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResumePoint {
    pub position_ms: i64,
    /// 0 to 100.
    pub volume: u8,
    pub muted: bool,
}

impl Store {
    /// The player's own saved form, as JSON. It is made when its turn comes; none writes nothing.
    pub fn save_queue(&self, body: impl FnOnce() -> Option<String> + Send + 'static, now: Moment) -> Receipt<()> {
        let listener = self.listener();
        self.writer().top_up(move |tx| {
            let Some(body) = body() else { return Ok(()) };
            tx.prepare_cached("INSERT OR REPLACE INTO queue (listener_id, saved_at, body) VALUES (?1, ?2, ?3)")?
                .execute(params![listener.0, now.unix_ms, body])?;
            Ok(())
        })
    }

    pub fn save_resume_point(&self, point: ResumePoint, now: Moment) -> Receipt<()> {
        let listener = self.listener();
        self.writer().top_up(move |tx| {
            tx.prepare_cached(
                "INSERT OR REPLACE INTO resume_points (listener_id, saved_at, position_ms, volume, muted)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![listener.0, now.unix_ms, point.position_ms, point.volume, point.muted])?;
            Ok(())
        })
    }
}

impl Reader {
    /// What [`Store::save_queue`] was given last.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn queue(&self, listener: ListenerId) -> Result<Option<String>> {
        Ok(self
            .connection
            .prepare_cached("SELECT body FROM queue WHERE listener_id = ?1")?
            .query_row([listener.0], |row| row.get(0))
            .optional()?)
    }

    /// # Errors
    /// Those of SQLite.
    pub fn resume_point(&self, listener: ListenerId) -> Result<Option<ResumePoint>> {
        Ok(self
            .connection
            .prepare_cached("SELECT position_ms, volume, muted FROM resume_points WHERE listener_id = ?1")?
            .query_row([listener.0], |row| {
                let volume: i64 = row.get(1)?;
                Ok(ResumePoint {
                    position_ms: row.get::<_, i64>(0)?.max(0),
                    volume: volume.clamp(0, 100) as u8,
                    muted: row.get(2)?,
                })
            })
            .optional()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn the_last_saved_comes_back() {
        let fixture = Fixture::new();
        let listener = fixture.store.listener();
        assert_eq!(fixture.reader().queue(listener).unwrap(), None);
        assert_eq!(fixture.reader().resume_point(listener).unwrap(), None);
        let point = |position_ms| ResumePoint { position_ms, volume: 70, muted: true };
        for position in [1, -5] {
            fixture.store.save_queue(move || Some(format!("[{position}]")), NOW).wait().unwrap();
            fixture.store.save_resume_point(point(position), NOW).wait().unwrap();
        }
        assert_eq!(fixture.reader().queue(listener).unwrap().as_deref(), Some("[-5]"));
        assert_eq!(fixture.reader().resume_point(listener).unwrap(), Some(point(0)));
    }
}
