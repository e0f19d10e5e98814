//! What greeted the listener, so that no news is told twice, and what failed while they were away.

use std::collections::{HashMap, HashSet};

use rusqlite::params;

use super::{Reader, Receipt, Result, Store, columns};
use crate::domain::ids::ListenerId;
use crate::domain::section::Origin;
use crate::domain::time::{DAY_MS, Moment};

/// Kept beside the settings, and no setting.
const PREFIX: &str = "welcome:";
/// News this old is not told again for other reasons.
const KEPT_DAYS: i64 = 60;

impl Store {
    /// Remembers that a piece of news was told, by its name.
    pub fn welcomed(&self, news: String, now: Moment) -> Receipt<()> {
        let listener = self.listener();
        self.writer().top_up(move |tx| {
            tx.execute(
                "DELETE FROM settings WHERE listener_id = ?1 AND key LIKE 'welcome:%' AND set_at < ?2",
                params![listener.0, now.unix_ms - KEPT_DAYS * DAY_MS],
            )?;
            tx.execute(
                "INSERT OR REPLACE INTO settings (listener_id, key, value, origin, set_at) VALUES (?1, ?2, '', ?3, ?4)",
                params![listener.0, format!("{PREFIX}{news}"), columns::origin_name(Origin::Ear), now.unix_ms],
            )?;
            Ok(())
        })
    }
}

impl Reader {
    /// Names of all news that was told lately.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn welcomes(&self, listener: ListenerId) -> Result<Vec<String>> {
        let said = self.settings(listener)?.into_iter();
        Ok(said.filter_map(|setting| Some(setting.key.strip_prefix(PREFIX)?.to_owned())).collect())
    }

    /// Files that scans could not read and that the scan before could, and when the last of
    /// these scans ended. None when nothing failed since then.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn failed_since(&self, since: Moment) -> Result<Option<(u32, Moment)>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT root_id, ended_at, report FROM scans WHERE ended_at IS NOT NULL AND report IS NOT NULL
             ORDER BY root_id, ended_at, id",
        )?;
        let mut rows = statement.query([])?;
        let mut before: HashMap<i64, HashSet<String>> = HashMap::new();
        let (mut failed, mut last) = (0, None);
        while let Some(row) = rows.next()? {
            let (root, ended): (i64, i64) = (row.get(0)?, row.get(1)?);
            let now = failures(columns::text(row, 2)?);
            let known = before.insert(root, now.clone());
            if ended <= since.unix_ms {
                continue;
            }
            // The first scan of a root tells of its failures itself.
            let new = known.map_or(0, |known| now.difference(&known).count());
            if new > 0 {
                failed += u32::try_from(new).unwrap_or(u32::MAX);
                last = last.max(Some(ended));
            }
        }
        Ok(last.map(|at| (failed, since.at(at))))
    }
}

/// Paths of the files that a scan's report says could not be read.
fn failures(report: &str) -> HashSet<String> {
    let report: serde_json::Value = serde_json::from_str(report).unwrap_or_default();
    let files = report["failed"].as_array().map(Vec::as_slice).unwrap_or_default();
    files.iter().filter_map(|file| Some(file["path"].as_str()?.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::HOUR_MS;
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn only_files_that_were_readable_before_failed_while_away() {
        let fixture = Fixture::new();
        let scans = format!(
            "INSERT INTO roots (id, path, added_at) VALUES (1, CAST('/m' AS BLOB), 0);
             INSERT INTO scans (root_id, started_at, ended_at, report) VALUES
               (1, 0, {}, '{{\"failed\": [{{\"path\": \"/m/old\"}}]}}'),
               (1, 0, {}, '{{\"failed\": [{{\"path\": \"/m/old\"}}, {{\"path\": \"/m/a\"}}, {{\"path\": \"/m/b\"}}]}}'),
               (1, 0, {}, 'not a report');",
            NOW.plus_ms(-9 * HOUR_MS).unix_ms,
            NOW.plus_ms(-4 * HOUR_MS).unix_ms,
            NOW.plus_ms(-HOUR_MS).unix_ms,
        );
        fixture.store.writer().urgent(move |tx| Ok(tx.execute_batch(&scans)?)).wait().unwrap();
        let failed = |hours: i64| fixture.reader().failed_since(NOW.plus_ms(-hours * HOUR_MS)).unwrap();
        assert_eq!(failed(8), Some((2, NOW.plus_ms(-4 * HOUR_MS))));
        assert_eq!(failed(3), None);
    }

    #[test]
    fn what_was_told_is_remembered_for_a_while_and_is_no_setting() {
        let fixture = Fixture::new();
        let listener = fixture.store.listener();
        fixture.store.welcomed("new:3:2".into(), NOW).wait().unwrap();
        assert_eq!(fixture.reader().welcomes(listener).unwrap(), ["new:3:2"]);
        assert!(fixture.reader().chosen(listener).unwrap().is_empty());
        fixture.store.welcomed("year-ago:2026-05-09".into(), NOW.plus_ms(61 * DAY_MS)).wait().unwrap();
        assert_eq!(fixture.reader().welcomes(listener).unwrap(), ["year-ago:2026-05-09"]);
    }
}
