//! Nothing on home moves because it was played.

use crate::domain::section::{Home, ItemRef, Origin, Section};
use crate::domain::shown::keep_places;

/// Below this many listens every home is taken as it is built: sections are still appearing.
const YOUNG: u64 = 50;

/// The page to show after a rebuild that the listener did not ask for. Sections by ear keep
/// their picks until their own time has come, and their order until another was dealt; what is
/// by hand is taken as it now is, and what is new joins below.
#[must_use]
pub fn settle(shown: &Home, built: Home, listens: u64) -> Home {
    if listens < YOUNG || shown.sections.is_empty() {
        return built;
    }
    let now = built.built_at;
    let by_ear = |section: &Section| section.pin.is_none() && section.origin == Origin::Ear;
    let mut ear: Vec<Section> = Vec::new();
    let mut hand: Vec<(usize, Section)> = Vec::new();
    for (place, fresh) in built.sections.into_iter().enumerate() {
        if !by_ear(&fresh) {
            hand.push((place, fresh));
            continue;
        }
        let standing = shown.sections.iter().find(|old| old.id == fresh.id);
        let rests = |old: &Section| {
            by_ear(old)
                && old.next_at.is_some_and(|next| next.unix_ms > now.unix_ms)
                && old.picks.len() >= fresh.picks.len()
                && old.limits == fresh.limits
        };
        ear.push(match standing {
            Some(old) if rests(old) => old.clone(),
            _ => fresh,
        });
    }
    let mut dealt_at = built.dealt_at;
    if dealt_at.map(|at| at.unix_ms) <= shown.dealt_at.map(|at| at.unix_ms) {
        ear = in_order_of(shown, ear, &hand);
        dealt_at = shown.dealt_at;
    }
    let mut sections = ear;
    for (place, section) in hand {
        sections.insert(place.min(sections.len()), section);
    }
    Home { sections, dealt_at, ..built }
}

/// Sections that were shown keep their order, new ones stand below them. One that was pinned and
/// is given back stays where its pin stood.
fn in_order_of(shown: &Home, ear: Vec<Section>, hand: &[(usize, Section)]) -> Vec<Section> {
    let place = |old: &Section| {
        let given_back = old.pin.is_some() && !hand.iter().any(|(_, section)| section.pin == old.pin);
        let same = |section: &&Section| section.kind == old.kind && section.seed == old.seed;
        let heir = given_back.then(|| ear.iter().find(same)).flatten();
        heir.unwrap_or(old).id.clone()
    };
    let before: Vec<String> = shown.sections.iter().map(place).collect();
    let before: Vec<&str> = before.iter().map(String::as_str).collect();
    let order = keep_places(&before, &ear.iter().map(|section| section.id.as_str()).collect::<Vec<_>>());
    let mut ear: Vec<Option<Section>> = ear.into_iter().map(Some).collect();
    order.into_iter().filter_map(|place| ear.get_mut(place).and_then(Option::take)).collect()
}

/// Marks what was heard since its section was dealt. It stays where it is; a section that was
/// dealt just now has nothing to mark.
#[must_use]
pub fn mark_heard(mut home: Home, heard: &[(String, ItemRef)]) -> Home {
    let built_at = home.built_at;
    for section in home.sections.iter_mut().filter(|section| section.updated_at != built_at) {
        for pick in &mut section.picks {
            pick.heard |= heard.iter().any(|(id, item)| *id == section.id && *item == pick.item.what);
        }
    }
    home
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::section::Shows;
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
            shows: Shows::default(),
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
    fn what_is_given_back_stays_where_it_was_pinned() {
        let seeded = |id: &str, artist: i64| Section {
            kind: "because".into(),
            seed: Some(ItemRef::Artist(crate::domain::ids::ArtistId(artist))),
            ..section(id, "", 24)
        };
        let by_hand = |id: &str, section: Section| Section {
            id: id.into(),
            origin: Origin::Hand,
            pin: Some(crate::domain::ids::PinId(uuid::Uuid::from_u128(u128::from(id.ends_with('2'))))),
            ..section
        };
        let first = || section("jump", "", 24);
        let shown = home(
            1,
            vec![
                by_hand("pin:1", first()),
                section("a", "", 24),
                by_hand("pin:2", seeded("", 7)),
                section("b", "", 24),
            ],
        );
        let built = home(
            2,
            vec![first(), section("a", "", 24), section("b", "", 24), seeded("because:8", 8), seeded("because:7", 7)],
        );
        assert_eq!(ids(&settle(&shown, built, 1000)), ["jump", "a", "because:7", "b", "because:8"]);
        let built = home(2, vec![first(), by_hand("pin:2", seeded("", 7)), section("b", "", 24), section("a", "", 24)]);
        assert_eq!(
            ids(&settle(&shown, built, 1000)),
            ["jump", "pin:2", "a", "b"],
            "of two pins the other still stands"
        );
    }

    #[test]
    fn another_order_comes_only_with_another_deal() {
        let deal = |home: Home, at_hours: i64| Home { dealt_at: Some(Moment::utc(at_hours * HOUR_MS)), ..home };
        let sections = |ids: [&str; 3]| ids.map(|id| section(id, "", 24)).to_vec();
        let shown = deal(home(1, sections(["a", "b", "c"])), 1);
        let same_day = deal(home(2, sections(["c", "a", "b"])), 1);
        assert_eq!(ids(&settle(&shown, same_day, 1000)), ["a", "b", "c"]);
        let morning = settle(&shown, deal(home(9, sections(["c", "a", "b"])), 9), 1000);
        assert_eq!((ids(&morning), morning.dealt_at), (vec!["c", "a", "b"], Some(Moment::utc(9 * HOUR_MS))));
    }

    #[test]
    fn a_section_that_was_limited_is_dealt_at_once() {
        let shown = home(1, vec![section("a", "old", 24)]);
        let mut limited = section("a", "new", 24);
        limited.limits = vec![crate::domain::limit::Limit::NeverHeard];
        assert_eq!(settle(&shown, home(2, vec![limited]), 1000).sections[0].reason, "new");
    }

    #[test]
    fn a_young_home_is_taken_as_built() {
        let shown = home(1, vec![section("a", "old", 24)]);
        let built = home(2, vec![section("b", "new", 24), section("a", "new", 24)]);
        assert_eq!(ids(&settle(&shown, built, 10)), ["b", "a"]);
    }
}
