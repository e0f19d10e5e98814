//! What another choice would change, told before it is taken.

use std::collections::{HashMap, HashSet};

use super::build_home;
use crate::domain::facts::Facts;
use crate::domain::reach::Tried;
use crate::domain::section::{Home, ItemRef, Origin};

/// How many picks of the ear would be other ones if `change` were chosen. Both pages are dealt
/// anew: what rests until its section's next deal would hide most of what changes.
#[must_use]
pub fn tried(facts: &Facts, seed: u64, change: impl FnOnce(&mut Facts)) -> Tried {
    let mut facts = facts.clone();
    for section in &mut facts.shown.sections {
        section.next_at = None;
    }
    let before = picks(&build_home(&facts, seed, 0));
    change(&mut facts);
    let after = picks(&build_home(&facts, seed, 0));
    let nothing = HashSet::new();
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let others = after.iter().map(|(section, picks)| picks.difference(before.get(section).unwrap_or(&nothing)).count());
    Tried { others: count(others.sum()), of: count(after.values().map(HashSet::len).sum()) }
}

fn picks(home: &Home) -> HashMap<String, HashSet<ItemRef>> {
    let by_ear = home.sections.iter().filter(|section| section.origin == Origin::Ear);
    by_ear.map(|section| (section.id.clone(), section.picks.iter().map(|pick| pick.item.what).collect())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taste::fixture::World;

    fn world() -> World {
        let mut world = World::new();
        world.fill(300);
        for day in 1..20 {
            let tracks: Vec<u32> = (0..12).map(|place| (day * 2 + place) % 40).collect();
            world.evening(&format!("2026-11-{day:02}T20:00:00+01:00"), &tracks);
        }
        world
    }

    #[test]
    fn the_same_choice_changes_nothing_and_another_does() {
        let mut facts = world().facts;
        facts.explore = 0.0;
        let same = tried(&facts, 7, |_| {});
        assert_eq!(same.others, 0);
        assert!(same.of > 0);
        let newer = tried(&facts, 7, |facts| facts.explore = 0.6);
        assert!(newer.others > 0 && newer.others <= newer.of, "{newer:?}");
    }

    #[test]
    fn one_artist_fills_as_much_as_the_spread_lets_them() {
        let mut world = world();
        let nina = world.tracks("Nina Simone", "", 20);
        for day in 1..20 {
            world.evening(&format!("2026-11-{day:02}T12:00:00+01:00"), &nina);
        }
        world.facts.plays.sort_by_key(|play| play.started_at.unix_ms);
        let by_nina = |spread: f64| {
            let mut wide = World { facts: world.facts.clone() };
            wide.facts.spread = spread;
            let home = wide.home_of("your-week");
            let picks = home.sections.iter().flat_map(|section| &section.picks);
            picks.filter(|pick| pick.item.artist == "Nina Simone").count()
        };
        assert!(
            by_nina(0.0) > by_nina(1.0) && by_nina(1.0) > by_nina(4.0),
            "{} {} {}",
            by_nina(0.0),
            by_nina(1.0),
            by_nina(4.0)
        );
    }

    #[test]
    fn what_is_told_is_what_comes() {
        let mut facts = world().facts;
        let told = tried(&facts, 7, |facts| facts.explore = 0.5);
        let before = picks(&build_home(&facts, 7, 1));
        facts.explore = 0.5;
        let after = picks(&build_home(&facts, 7, 1));
        let new = after.iter().flat_map(|(section, picks)| {
            let stood = before.get(section).cloned().unwrap_or_default();
            picks.iter().filter(move |item| !stood.contains(item)).copied().collect::<Vec<_>>()
        });
        assert_eq!(told.others as usize, new.count());
    }
}
