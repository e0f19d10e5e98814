//! Folders of playlists that were left open on their page. They lie in the table of settings and
//! are none: no key names them, so nobody chooses them, and undo and the pages leave them out.

use super::{Reader, Receipt, Result, Store};
use crate::domain::ids::ListenerId;
use crate::domain::section::Origin;
use crate::domain::time::Moment;

const KEY: &str = "open-folders";

impl Store {
    /// Keeps these in place of those that were left open before.
    pub fn keep_open_folders(&self, folders: &[String], now: Moment) -> Receipt<()> {
        let folders = serde_json::Value::from(folders).to_string();
        self.set(KEY.into(), folders, Origin::Hand, now)
    }
}

impl Reader {
    /// The folders that were left open; none where what is kept cannot be read.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn open_folders(&self, listener: ListenerId) -> Result<Vec<String>> {
        let kept = self.settings(listener)?.into_iter().find(|setting| setting.key == KEY);
        Ok(kept.and_then(|kept| serde_json::from_str(&kept.value).ok()).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn folders_are_found_as_they_were_left() {
        let fixture = Fixture::new();
        let left = || fixture.reader().open_folders(fixture.store.listener()).unwrap();
        assert_eq!(left(), [] as [String; 0]);
        let folders = ["Jazz".to_owned(), "Jazz/Late \"hours\"".to_owned()];
        fixture.store.keep_open_folders(&folders, NOW).wait().unwrap();
        assert_eq!(left(), folders);
        fixture.store.keep_open_folders(&[], NOW).wait().unwrap();
        assert_eq!(left(), [] as [String; 0]);
        assert!(fixture.reader().chosen(fixture.store.listener()).unwrap().is_empty());
    }
}
