//! What the listener was told once: kinds of sections that introduced themselves, offers that
//! were declined. Kept beside the settings, and no setting.

use super::{Reader, Receipt, Result, Store};
use crate::domain::ids::ListenerId;
use crate::domain::section::Origin;
use crate::domain::time::Moment;

const PREFIX: &str = "told:";

impl Store {
    pub fn told(&self, what: String, now: Moment) -> Receipt<()> {
        self.set(format!("{PREFIX}{what}"), String::new(), Origin::Ear, now)
    }
}

impl Reader {
    /// # Errors
    /// Those of SQLite.
    pub fn what_was_told(&self, listener: ListenerId) -> Result<Vec<String>> {
        let told = self.settings(listener)?.into_iter();
        Ok(told.filter_map(|setting| Some(setting.key.strip_prefix(PREFIX)?.to_owned())).collect())
    }
}

#[cfg(test)]
mod tests {
    use crate::store::fixture::{Fixture, NOW};

    #[test]
    fn what_was_told_is_no_setting() {
        let fixture = Fixture::new();
        let listener = fixture.store.listener();
        fixture.store.told("section:on-repeat".into(), NOW).wait().unwrap();
        assert_eq!(fixture.reader().what_was_told(listener).unwrap(), ["section:on-repeat"]);
        assert!(fixture.reader().chosen(listener).unwrap().is_empty());
    }
}
