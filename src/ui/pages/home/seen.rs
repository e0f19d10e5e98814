//! Picks that stood before the listener's eyes for a second.
//!
//! Each counts once in a visit to home for each place at which it stood: while home stays open it
//! is rebuilt after every play, and what was only rebuilt was not looked at again. Nor is the same
//! home looked at anew by leaving it for another page; a visit that finds another home counts anew.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use crate::domain::section::{Impression, ItemRef};
use crate::player::protocol::Command;

/// How long a pick is visible before it counts as seen.
const LOOK: Duration = Duration::from_secs(1);

/// What an impression is one of, whichever home it stood on: section and item, and their places.
type Stand = (String, ItemRef, u32, u32);

fn stand(impression: &Impression) -> Stand {
    (impression.section.clone(), impression.item, impression.section_place, impression.pick_place)
}

#[derive(Debug, Default)]
pub struct Seen {
    generation: u64,
    /// Another page was shown since the last look.
    left: bool,
    /// In sight since, and not yet told.
    in_sight: Vec<(Impression, Instant)>,
    told: HashSet<Stand>,
}

impl Seen {
    /// What the frame that was just drawn shows.
    pub fn look(&mut self, generation: u64, visible: Vec<Impression>, ticks: Instant) {
        if generation != self.generation && self.left {
            self.told.clear();
        }
        (self.generation, self.left) = (generation, false);
        let before = std::mem::take(&mut self.in_sight);
        let since = |impression: &Impression| {
            let stood = before.iter().find(|(other, _)| stand(other) == stand(impression));
            stood.map_or(ticks, |(_, since)| *since)
        };
        let fresh = visible.into_iter().filter(|seen| !self.told.contains(&stand(seen)));
        self.in_sight = fresh
            .map(|impression| {
                let since = since(&impression);
                (impression, since)
            })
            .collect();
    }

    /// Nothing is in sight any more.
    pub fn look_away(&mut self) {
        self.in_sight.clear();
        self.left = true;
    }

    #[must_use]
    pub fn ripe_at(&self) -> Option<Instant> {
        self.in_sight.iter().map(|(_, since)| *since + LOOK).min()
    }

    /// Tells what has been in sight long enough.
    pub fn ripe(&mut self, ticks: Instant) -> Option<Command> {
        let (ripe, young) = std::mem::take(&mut self.in_sight)
            .into_iter()
            .partition::<Vec<_>, _>(|(_, since)| ticks.saturating_duration_since(*since) >= LOOK);
        self.in_sight = young;
        let impressions: Vec<Impression> = ripe.into_iter().map(|(impression, _)| impression).collect();
        self.told.extend(impressions.iter().map(stand));
        (!impressions.is_empty()).then_some(Command::Seen(impressions))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::TrackId;

    fn impression(generation: u64, id: i64) -> Impression {
        Impression {
            generation,
            section: "on-repeat".into(),
            kind: "on-repeat".into(),
            section_place: 0,
            item: ItemRef::Track(TrackId(id)),
            pick_place: 0,
        }
    }

    #[test]
    fn a_second_in_sight_counts_once() {
        let start = crate::clock::ticks();
        let at = |ms| start + Duration::from_millis(ms);
        let mut seen = Seen::default();
        seen.look(1, vec![impression(1, 7), impression(1, 8)], at(0));
        assert_eq!(seen.ripe(at(900)), None);
        // The second one scrolls away before its time.
        seen.look(1, vec![impression(1, 7)], at(950));
        assert_eq!(seen.ripe(at(1000)), Some(Command::Seen(vec![impression(1, 7)])));
        seen.look(1, vec![impression(1, 7)], at(1100));
        assert_eq!(seen.ripe(at(9000)), None, "told once");
    }

    #[test]
    fn a_home_that_was_only_rebuilt_is_not_looked_at_again() {
        let start = crate::clock::ticks();
        let at = |ms| start + Duration::from_millis(ms);
        let mut seen = Seen::default();
        seen.look(1, vec![impression(1, 7), impression(1, 8)], at(0));
        assert!(seen.ripe(at(1000)).is_some());
        seen.look(2, vec![impression(2, 7), impression(2, 9)], at(1100));
        assert_eq!(seen.ripe(at(2100)), Some(Command::Seen(vec![impression(2, 9)])), "7 stands where it stood");
        let moved = Impression { pick_place: 3, ..impression(2, 7) };
        seen.look(2, vec![moved.clone()], at(2200));
        assert_eq!(seen.ripe(at(3200)), Some(Command::Seen(vec![moved])), "at another place it is another look");
        seen.look_away();
        seen.look(2, vec![impression(2, 9)], at(4000));
        assert_eq!(seen.ripe(at(9000)), None, "the same home, left and come back to");
        seen.look_away();
        seen.look(3, vec![impression(3, 9)], at(10_000));
        assert_eq!(seen.ripe(at(11_000)), Some(Command::Seen(vec![impression(3, 9)])), "another visit, another home");
    }

    #[test]
    fn a_rebuild_does_not_start_the_second_anew() {
        let start = crate::clock::ticks();
        let mut seen = Seen::default();
        seen.look(1, vec![impression(1, 7)], start);
        seen.look(2, vec![impression(2, 7)], start + Duration::from_millis(900));
        assert_eq!(seen.ripe(start + LOOK), Some(Command::Seen(vec![impression(2, 7)])));
    }

    #[test]
    fn a_page_that_is_hidden_is_not_seen() {
        let start = crate::clock::ticks();
        let mut seen = Seen::default();
        seen.look(1, vec![impression(1, 7)], start);
        seen.look_away();
        assert_eq!(seen.ripe(start + LOOK * 2), None);
        assert_eq!(seen.ripe_at(), None);
    }
}
