//! The order of a list that is kept in the settings.

use super::super::page::SortBy;
use crate::domain::settings::{Key, Settings};

/// Follows the settings when they change, and what is chosen on the page at once: the player's
/// answer comes some frames later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    key: Key,
    among: &'static [SortBy],
    now: SortBy,
    /// As the settings had it last.
    chosen: Option<SortBy>,
}

impl Order {
    /// `among` has every order that the settings have, which tests of the page see to.
    #[must_use]
    pub fn new(key: Key, among: &'static [SortBy]) -> Self {
        let is_among = |(word, _): &(&str, &str)| among.iter().any(|by| by.name() == *word);
        debug_assert!(key.choices().iter().all(is_among), "{} has an order that its list has not", key.name());
        Self { key, among, now: SortBy::Own, chosen: None }
    }

    #[must_use]
    pub const fn now(&self) -> SortBy {
        self.now
    }

    #[must_use]
    pub const fn among(&self) -> &'static [SortBy] {
        self.among
    }

    /// Chosen on the page.
    pub const fn set(&mut self, by: SortBy) {
        self.now = by;
    }

    /// Takes the order of the settings when it is another one than before; whether the list
    /// stands differently now.
    pub fn follow(&mut self, settings: &Settings) -> bool {
        let name = settings.value(self.key);
        let chosen = self.among.iter().find(|by| by.name() == name).copied().unwrap_or(SortBy::Own);
        let is_new = self.chosen.replace(chosen) != Some(chosen) && self.now != chosen;
        if is_new {
            self.now = chosen;
        }
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::section::Origin;
    use crate::domain::settings::Chosen;
    use crate::domain::time::Moment;

    #[test]
    fn what_is_chosen_here_stays_until_the_settings_say_another() {
        let with = |value: &str| {
            let at = Moment::utc(0);
            let chosen = Chosen { key: Key::SortTracks, value: value.into(), origin: Origin::Hand, at };
            Settings::merge(&[], &[chosen], None)
        };
        let mut order = Order::new(Key::SortTracks, SortBy::OF_TRACKS);
        assert!(order.follow(&with("year")) && order.now() == SortBy::Year);
        order.set(SortBy::Title);
        assert!(!order.follow(&with("year")) && order.now() == SortBy::Title, "the answer is on its way");
        assert!(!order.follow(&with("title")));
        assert!(order.follow(&with("year")), "it was taken back");
    }
}
