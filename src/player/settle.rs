//! Nothing on home moves because it was played.

use std::collections::HashMap;

use crate::domain::section::{Home, Origin, Section};

/// Below this many listens every home is taken as it is built: sections are still appearing.
const YOUNG: u64 = 50;

/// The page to show after a rebuild that the listener did not ask for. Sections by ear keep
/// their picks and their order until their own time has come; what is by hand is taken as it
/// now is, and what is new joins below.
#[must_use]
pub fn settle(shown: &Home, built: Home, listens: u64) -> Home {
    if listens < YOUNG || shown.sections.is_empty() {
        return built;
    }
    let now = built.built_at;
    let place_shown: HashMap<&str, usize> =
        shown.sections.iter().enumerate().map(|(place, section)| (section.id.as_str(), place)).collect();
    let by_ear = |section: &Section| section.pin.is_none() && section.origin == Origin::Ear;

    let mut ear: Vec<Section> = Vec::new();
    let mut hand: Vec<(usize, Section)> = Vec::new();
    for (place, fresh) in built.sections.into_iter().enumerate() {
        if !by_ear(&fresh) {
            hand.push((place, fresh));
            continue;
        }
        let standing = place_shown.get(fresh.id.as_str()).and_then(|&place| shown.sections.get(place));
        let rests = |old: &Section| {
            by_ear(old)
                && old.next_at.is_some_and(|next| next.unix_ms > now.unix_ms)
                && old.picks.len() >= fresh.picks.len()
        };
        ear.push(match standing {
            Some(old) if rests(old) => old.clone(),
            _ => fresh,
        });
    }
    // Stable: sections that were shown keep their order, new ones stand below them.
    ear.sort_by_key(|section| place_shown.get(section.id.as_str()).copied().unwrap_or(usize::MAX));
    let mut sections = ear;
    for (place, section) in hand {
        sections.insert(place.min(sections.len()), section);
    }
    Home { sections, ..built }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::{HOUR_MS, Moment};

    fn section(id: &str, reason: &str, next_in_hours: i64) -> Section {
        Section {
            id: id.into(),
            kind: id.into(),
            seed: None,
            title: id.into(),
            reason: reason.into(),
            origin: Origin::Ear,
            pin: None,
            updated_at: Moment::utc(0),
            next_at: Some(Moment::utc(next_in_hours * HOUR_MS)),
            limits: Vec::new(),
            picks: Vec::new(),
        }
    }

    fn home(at_hours: i64, sections: Vec<Section>) -> Home {
        Home { generation: at_hours.unsigned_abs(), sections, ..Home::empty(Moment::utc(at_hours * HOUR_MS)) }
    }

    fn ids(home: &Home) -> Vec<&str> {
        home.sections.iter().map(|section| section.id.as_str()).collect()
    }

    #[test]
    fn sections_keep_picks_and_order_until_their_time() {
        let shown = home(1, vec![section("a", "old", 24), section("b", "old", 2), section("c", "old", 24)]);
        let built = home(
            3,
            vec![section("c", "new", 24), section("d", "new", 24), section("a", "new", 24), section("b", "new", 24)],
        );
        let settled = settle(&shown, built, 1000);
        assert_eq!(ids(&settled), ["a", "b", "c", "d"]);
        let reasons: Vec<_> = settled.sections.iter().map(|section| section.reason.as_str()).collect();
        assert_eq!(reasons, ["old", "new", "old", "new"], "only b's time has come, d is new");
    }

    #[test]
    fn what_is_gone_goes_and_what_is_by_hand_keeps_its_place() {
        let shown = home(1, vec![section("a", "old", 24), section("b", "old", 24)]);
        let mut pin = section("pin", "", 24);
        pin.origin = Origin::Hand;
        let built = home(2, vec![section("b", "new", 24), pin]);
        assert_eq!(ids(&settle(&shown, built, 1000)), ["b", "pin"]);
    }

    #[test]
    fn a_young_home_is_taken_as_built() {
        let shown = home(1, vec![section("a", "old", 24)]);
        let built = home(2, vec![section("b", "new", 24), section("a", "new", 24)]);
        assert_eq!(ids(&settle(&shown, built, 10)), ["b", "a"]);
    }
}
