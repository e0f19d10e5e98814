//! Picks that stood before the listener's eyes for a second, each told once per home.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use crate::domain::section::Impression;
use crate::player::protocol::Command;

/// How long a pick is visible before it counts as seen.
const LOOK: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub struct Seen {
    generation: u64,
    /// In sight since, and not yet told.
    in_sight: Vec<(Impression, Instant)>,
    told: HashSet<(String, crate::domain::section::ItemRef)>,
}

impl Seen {
    /// What the frame that was just drawn shows.
    pub fn look(&mut self, generation: u64, visible: Vec<Impression>, ticks: Instant) {
        if generation != self.generation {
            *self = Self { generation, ..Self::default() };
        }
        let before = std::mem::take(&mut self.in_sight);
        let since = |impression: &Impression| {
            before.iter().find(|(other, _)| other == impression).map_or(ticks, |(_, since)| *since)
        };
        let fresh = visible.into_iter().filter(|seen| !self.told.contains(&(seen.section.clone(), seen.item)));
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
        self.told.extend(impressions.iter().map(|seen| (seen.section.clone(), seen.item)));
        (!impressions.is_empty()).then_some(Command::Seen(impressions))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::TrackId;
    use crate::domain::section::ItemRef;

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
        seen.look(2, vec![impression(2, 7)], at(9000));
        assert_eq!(seen.ripe(at(10_000)), Some(Command::Seen(vec![impression(2, 7)])), "again in a new home");
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
