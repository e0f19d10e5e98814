//! Who arranges home: the listener, both, or tonearm.

use crate::domain::section::{Home, Origin};
use crate::domain::settings::{Arranges, Settings};

/// A page as the listener wants it arranged. By hand, only what they put there is left; by ear,
/// suggestions come before what else is by hand; what is pinned keeps its place in any case.
#[must_use]
pub fn arrange(mut home: Home, settings: &Settings) -> Home {
    match settings.arranges() {
        Arranges::Both => {}
        Arranges::Hand => {
            home.sections.retain(|section| section.origin == Origin::Hand);
            home.waiting.clear();
        }
        Arranges::Ear => {
            let sections = home.sections.into_iter().enumerate();
            let (pinned, mut free): (Vec<_>, Vec<_>) = sections.partition(|(_, section)| section.pin.is_some());
            // Stable: each group keeps its own order.
            free.sort_by_key(|(_, section)| section.origin == Origin::Hand);
            home.sections = free.into_iter().map(|(_, section)| section).collect();
            for (place, section) in pinned {
                home.sections.insert(place.min(home.sections.len()), section);
            }
        }
    }
    if !settings.greets() {
        home.greeting.clear();
    }
    home
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::PinId;
    use crate::domain::section::{Section, Shows, Waiting};
    use crate::domain::settings::{Chosen, Key};
    use crate::domain::time::Moment;

    fn arranged(key: Key, value: &str) -> Home {
        with_pin(key, value, "")
    }

    /// The same with one section pinned.
    fn with_pin(key: Key, value: &str, pinned: &str) -> Home {
        let at = Moment::utc(0);
        let section = |id: &str, origin| Section {
            id: id.into(),
            kind: id.into(),
            seed: None,
            title: id.into(),
            reason: String::new(),
            origin,
            pin: (id == pinned).then(|| PinId(uuid::Uuid::from_u128(7))),
            updated_at: at,
            shows: Shows::default(),
            next_at: None,
            limits: Vec::new(),
            picks: Vec::new(),
        };
        let mut home = Home::empty(at);
        home.greeting = "Good evening.".into();
        home.sections = vec![section("a", Origin::Ear), section("b", Origin::Hand), section("c", Origin::Ear)];
        home.waiting = vec![Waiting { kind: "d".into(), title: "d".into(), what: "listens".into(), have: 0, need: 1 }];
        let chosen = Chosen { key, value: value.into(), origin: Origin::Hand, at };
        arrange(home, &Settings::merge(&[], &[chosen], None))
    }

    fn ids(home: &Home) -> String {
        home.sections.iter().map(|section| section.id.as_str()).collect()
    }

    #[test]
    fn the_hand_the_ear_or_both() {
        assert_eq!(ids(&arranged(Key::Arranges, "both")), "abc");
        let by_hand = arranged(Key::Arranges, "hand");
        assert_eq!(ids(&by_hand), "b");
        assert!(by_hand.waiting.is_empty(), "nothing is waited for where nothing is suggested");
        assert_eq!(ids(&arranged(Key::Arranges, "ear")), "acb");
        assert_eq!(ids(&with_pin(Key::Arranges, "ear", "b")), "abc", "a pin keeps its place number");
        assert_eq!(arranged(Key::Greeting, "never").greeting, "");
        assert_eq!(arranged(Key::Greeting, "daily").greeting, "Good evening.");
    }
}
