use super::*;
use crate::domain::limit::Limit;
use crate::domain::section::{Home, ItemRef, Pick, PinMode};
use crate::domain::time::{DAY_MS, HOUR_MS};
use crate::taste::chance::mix;
use crate::taste::fixture::{World, section};

const STYLES: [&str; 3] = ["Jazz", "Techno", "Folk"];

/// Fifteen artists in three styles that are heard on evenings of their own, ten tracks each of
/// which half was heard.
fn three_styles() -> World {
    let mut world = World::new();
    for artist in 0..15 {
        for track in world.tracks(&format!("{} {}", STYLES[artist % 3], artist / 3), &format!("Album {artist}"), 10) {
            world.genre(track, STYLES[artist % 3]);
        }
    }
    for evening in 0..60u64 {
        live(&mut world, evening);
    }
    world
}

/// One evening in one style, so many days ago.
fn live(world: &mut World, evening: u64) {
    let from = world.facts.now.plus_ms(-((60 - evening) as i64) * DAY_MS - 2 * HOUR_MS);
    let style = mix(5, evening) % 3;
    let tracks: Vec<u32> = (0..8)
        .map(|step| {
            let artist = style + 3 * (mix(evening, step) % 5);
            (artist * 10 + mix(evening, step + 50) % 5) as u32
        })
        .collect();
    world.evening(&from.rfc3339(), &tracks);
}

fn mixes(home: &Home) -> Vec<(&str, &str)> {
    let of_kind = home.sections.iter().filter(|section| section.kind == "mix");
    of_kind.map(|section| (section.id.as_str(), section.title.as_str())).collect()
}

#[test]
fn artists_that_are_heard_together_make_a_mix() {
    let world = three_styles();
    let home = world.home();
    assert_eq!(mixes(&home).len(), 3, "{:?}", home.mixes);
    for (id, title) in mixes(&home) {
        let style = STYLES.iter().find(|style| title.ends_with(&format!("· {style}"))).unwrap();
        let section = section(&home, id).unwrap();
        assert!(section.picks.iter().all(|pick| pick.item.artist.starts_with(style)), "{title}");
        assert!(section.picks.iter().all(|pick| !pick.evidence.is_empty()));
    }
}

#[test]
fn a_quarter_is_new_unless_the_listener_turns_the_dial() {
    let mut world = three_styles();
    let new = |world: &World| {
        let digest = Digest::of(&world.facts);
        let deal = Deal { seed: 7, groups: groups(&digest), ..Deal::default() };
        let Outcome::Drafts(drafts) = DailyMixes.build(&digest, &deal) else { panic!("no mixes") };
        let first = drafts[0].candidates.iter().take(20);
        first
            .filter(|candidate| matches!(candidate.what, Subject::Track(track) if digest.tally(track).listens == 0))
            .count()
    };
    assert_eq!(new(&world), 5);
    world.facts.explore = 0.0;
    assert_eq!(new(&world), 0);
    world.facts.explore = 0.4;
    assert_eq!(new(&world), 10);
}

#[test]
fn a_mix_keeps_its_number_and_name_from_day_to_day() {
    let mut world = three_styles();
    let first = world.home();
    let mut before = first.mixes.clone();
    for day in 0..10u64 {
        world.facts.now = world.facts.now.plus_ms(DAY_MS);
        let evening = world.facts.now.plus_ms(-2 * HOUR_MS);
        let style = mix(11, day) % 3;
        let tracks: Vec<u32> =
            (0..8).map(|step| ((style + 3 * (mix(day, step) % 5)) * 10 + mix(day, step + 9) % 7) as u32).collect();
        world.evening(&evening.rfc3339(), &tracks);
        world.facts.shown.mixes = before;
        before = world.home().mixes;
        let names = |mixes: &[crate::domain::section::Mix]| -> Vec<(u32, String)> {
            mixes.iter().map(|mix| (mix.number, mix.title.clone())).collect()
        };
        assert_eq!(names(&before), names(&first.mixes), "day {day}");
    }
}

#[test]
fn a_pinned_recipe_follows_the_mix_and_the_ear_does_not_repeat_it() {
    let mut world = three_styles();
    let home = world.home();
    world.facts.shown.mixes.clone_from(&home.mixes);
    let second = home.sections.iter().filter(|section| section.kind == "mix").nth(1).unwrap().clone();
    world.pin(0, PinMode::Recipe, "mix", second.seed, Vec::new());
    let home = world.home();
    assert_eq!(mixes(&home).len(), 3);
    assert!(home.sections[0].pin.is_some() && home.sections[0].picks.len() == 5);
    let style = second.picks[0].item.artist.split(' ').next().unwrap();
    assert!(home.sections[0].picks.iter().all(|pick| pick.item.artist.starts_with(style)));
    assert!(section(&home, &second.id).is_none());
}

#[test]
fn a_pin_keeps_to_the_limits_of_its_recipe_and_gives_the_mix_back_as_it_was() {
    let mut world = three_styles();
    let home = world.home();
    world.facts.shown.mixes.clone_from(&home.mixes);
    let first = home.sections.iter().find(|section| section.kind == "mix").unwrap().clone();
    let Some(ItemRef::Artist(loved)) = first.seed else { panic!("{:?}", first.seed) };
    let limits = vec![Limit::NotArtist { id: Some(loved), name: "them".into() }];
    world.facts.limits.push((first.id.clone(), limits.clone()));
    let limited = world.home().sections.iter().find(|section| section.id == first.id).unwrap().clone();
    assert_eq!(limited.limits, limits);
    world.pin(0, PinMode::Recipe, "mix", first.seed, Vec::new());
    world.facts.pins[0].recipe.limits.clone_from(&limits);
    let pinned = world.home().sections[0].clone();
    assert_eq!(pinned.limits, limits);
    let title = |pick: &Pick| pick.item.title.clone();
    let name = &world.facts.artists.iter().find(|artist| artist.id == loved).unwrap().name;
    assert!(pinned.picks.len() == 5 && pinned.picks.iter().all(|pick| pick.item.artist != *name));
    world.facts.pins.clear();
    let back = world.home().sections.iter().find(|section| section.id == first.id).unwrap().clone();
    assert_eq!(back.limits, limits);
    assert!(back.picks.iter().map(title).eq(limited.picks.iter().map(title)));
}

#[test]
fn a_young_history_waits() {
    let mut world = World::new();
    world.tracks("Nina Simone", "Pastel Blues", 200);
    world.evening("2026-11-20T20:00:00+01:00", &[0, 1, 2]);
    let waits = world.home().waiting.iter().find(|waiting| waiting.kind == "mix").cloned().unwrap();
    assert_eq!((waits.have, waits.need), (3, 300));
}
