//! Fourteen mornings: the page is where it was but for one section.

use std::collections::HashSet;

use tonearm::domain::evidence::{Evidence, Fact};
use tonearm::domain::ids::{PinId, TrackId};
use tonearm::domain::listen::{Source, SourceKind};
use tonearm::domain::section::{Impression, Item, ItemRef, Pick, Pin, PinMode, Recipe};
use tonearm::domain::shown::kind_of;
use tonearm::domain::time::MINUTE_MS;
use tonearm::domain::track::Presence;

use super::household::{Household, Page};

/// At most one section changed its place, and none that is pinned.
pub fn assert_calm(before: &Page, after: &Page) {
    let moved = moved(&by_ear(before), &by_ear(after));
    assert!(moved <= 1, "{moved} sections moved:\n{:?}\n{:?}", before.ids(), after.ids());
    assert_eq!(pins(before), pins(after), "pins stand where they stood");
}

fn by_ear(page: &Page) -> Vec<String> {
    let by_ear = page.sections().iter().filter(|section| section["pinned"] == false);
    by_ear.map(|section| section["id"].as_str().unwrap().to_owned()).collect()
}

fn pins(page: &Page) -> Vec<(usize, &str)> {
    let sections = page.sections().iter().enumerate().filter(|(_, section)| section["pinned"] == true);
    sections.map(|(place, section)| (place, section["id"].as_str().unwrap())).collect()
}

/// The fewest sections that have to be taken out of both so that the rest stands alike. One that
/// came for another of its kind stands for that one; what only left or only came moved nothing.
fn moved(before: &[String], after: &[String]) -> usize {
    let named = |order: &[String], other: &[String]| -> Vec<String> {
        let name = |id: &String| if other.contains(id) { id.clone() } else { format!("another {}", kind_of(id)) };
        order.iter().map(name).collect()
    };
    let (before, after) = (named(before, after), named(after, before));
    let times = |names: &[String], name: &String| names.iter().filter(|other| *other == name).count();
    let both: HashSet<&String> = before.iter().filter(|name| after.contains(name)).collect();
    let in_both: usize = both.into_iter().map(|name| times(&before, name).min(times(&after, name))).sum();
    let mut longest = vec![vec![0_usize; after.len() + 1]; before.len() + 1];
    for (i, a) in before.iter().enumerate() {
        for (j, b) in after.iter().enumerate() {
            longest[i + 1][j + 1] = if a == b { longest[i][j] + 1 } else { longest[i][j + 1].max(longest[i + 1][j]) };
        }
    }
    in_both - longest[before.len()][after.len()]
}

/// The first sections of a page are looked at, and some are played from, by the habit of the day.
fn look_at(house: &Household, page: &Page, day: usize) {
    let store = house.store();
    for (place, section) in page.sections().iter().enumerate().take(6) {
        let (id, kind) = (section["id"].as_str().unwrap(), section["kind"].as_str().unwrap());
        let picks = section["picks"].as_array().unwrap().iter().take(4);
        let tracks = picks.filter(|pick| pick["item"]["type"] == "track");
        let impression = |(pick_place, pick): (u32, &serde_json::Value)| Impression {
            generation: day as u64,
            section: id.into(),
            kind: kind.into(),
            section_place: place as u32,
            item: ItemRef::Track(TrackId(pick["item"]["id"].as_str().unwrap().parse().unwrap())),
            pick_place,
        };
        let seen: Vec<Impression> = (0..).zip(tracks.clone()).map(impression).collect();
        store.log_impressions(seen, house.now).wait().unwrap();
        // Who stands low is tried as well, so that the page has something to learn.
        if let Some(pick) = tracks.clone().next().filter(|_| (place + day).is_multiple_of(4)) {
            let source = Source { kind: SourceKind::Section, id: Some(id.into()), name: String::new() };
            let at = house.now.plus_ms((10 + 3 * place as i64) * MINUTE_MS);
            house.remember(vec![house.play(at, pick["item"]["title"].as_str().unwrap(), source)]);
        }
    }
}

/// A section of the listener's own, at the second place.
fn pin(house: &Household) {
    let pinned_at = house.now;
    let fact = Fact::ByHand { what: "you put it here".into(), at: pinned_at };
    let what = ItemRef::Track(TrackId(
        house.json(&["search", "--json", "Orchard 1"])["tracks"][0]["id"].as_str().unwrap().parse().unwrap(),
    ));
    let item = Item {
        what,
        title: "Orchard 1".into(),
        artist: "Iris Ives".into(),
        album: None,
        path: None,
        presence: Presence::Here,
        work: None,
    };
    let pick = Pick { item, evidence: vec![Evidence { fact, weight: 1.0 }], heard: false };
    let recipe = Recipe { kind: "picks".into(), length: 1, ..Recipe::default() };
    let id = PinId::made_at(pinned_at.unix_ms);
    let pin =
        Pin { id, place: 1, mode: PinMode::Picks, title: "Breakfast".into(), recipe, picks: vec![pick], pinned_at };
    house.store().pin(pin).wait().unwrap();
}

#[test]
fn fourteen_mornings() {
    let mut house = Household::new();
    pin(&house);
    let mut changes = 0;
    let mut before = house.home();
    for day in 0..14 {
        look_at(&house, &before, day);
        // Later the same day nothing moves, whatever was heard.
        house.now = house.now.plus_ms(120 * MINUTE_MS);
        let later = house.home();
        assert_eq!(moved(&by_ear(&before), &by_ear(&later)), 0, "{:?}\n{:?}", before.ids(), later.ids());
        house.now = house.now.plus_ms(-120 * MINUTE_MS);
        house.sleep();
        let morning = house.home();
        assert_calm(&later, &morning);
        assert_eq!(pins(&morning).len(), 1);
        changes += moved(&by_ear(&later), &by_ear(&morning));
        before = morning;
    }
    assert!(changes > 2, "a page that never changes learns nothing: {changes} moves in 14 mornings");
}
