use super::*;
use crate::domain::feedback::{Target, Verb};
use crate::domain::ids::AlbumId;
use crate::domain::section::{ItemRef, PinMode};
use crate::taste::fixture::{World, at, ids, section, titles};

fn some_evenings() -> World {
    let mut world = World::new();
    let train = world.tracks("John Coltrane", "Blue Train", 5);
    let voodoo = world.tracks("D'Angelo", "Voodoo", 5);
    world.tracks("Nina Simone", "Pastel Blues", 9);
    for day in 16..20 {
        world.evening(&format!("2026-11-{day}T20:00:00+01:00"), &train);
        world.evening(&format!("2026-11-{day}T20:20:00+01:00"), &voodoo[..2]);
    }
    world
}

#[test]
fn pins_stand_between_what_the_ear_puts_around_them() {
    let mut world = some_evenings();
    let picks = world.home().sections[0].picks.clone();
    world.pin(1, PinMode::Picks, "jump-back-in", None, picks.clone());
    let home = world.home();
    assert_eq!(ids(&home)[..2], ["on-repeat", "pin:00000000-0000-0000-0000-000000000001"]);
    let pinned = &home.sections[1];
    assert_eq!(pinned.origin, Origin::Hand);
    assert_eq!(pinned.title, "Pinned 1");
    assert_eq!(pinned.next_at, None);
    let (kept, now): (Vec<_>, Vec<_>) =
        picks.iter().zip(&pinned.picks).map(|(a, b)| (a.item.clone(), b.item.clone())).unzip();
    assert_eq!(kept, now);
    assert_eq!(pinned.picks[0].evidence[0].fact.sentence(home.built_at), "you put it here yesterday");
    assert!(section(&home, "jump-back-in").is_none(), "it is the listener's now");
}

#[test]
fn who_put_a_pick_into_a_section_that_holds_something_is_told_by_its_kind() {
    let mut world = some_evenings();
    world.playlist("Loud/Work mornings", &[0, 1]);
    let (list, artist) = (world.facts.playlists[0].id, world.facts.artists[0].id);
    let pin = |world: &mut World, kind: &str, seed: Option<ItemRef>, words: Option<&str>| {
        world.pin(0, PinMode::Recipe, kind, seed, Vec::new());
        let pin = world.facts.pins.last_mut().unwrap();
        pin.recipe.words = words.map(str::to_owned);
        world.facts.found.push((pin.id, vec![0, 1]));
    };
    pin(&mut world, "playlist", Some(ItemRef::Playlist(list)), None);
    pin(&mut world, "album", Some(ItemRef::Album(AlbumId(100))), None);
    pin(&mut world, "artist", Some(ItemRef::Artist(artist)), None);
    pin(&mut world, "query", None, Some("genre:jazz"));
    pin(&mut world, "query", None, Some("folder:\"Jazz\""));
    pin(&mut world, "query", None, Some("in:\"Loud/\""));
    pin(&mut world, "smart-playlist", None, None);
    let home = world.home();
    let said: Vec<String> = home
        .sections
        .iter()
        .filter(|section| section.pin.is_some())
        .map(|section| section.picks[0].evidence[0].fact.sentence(home.built_at))
        .collect();
    assert_eq!(
        said,
        [
            "in this list",
            "on this album",
            "by this artist",
            "your search finds it",
            "in this folder",
            "in this folder",
            "your rules find it",
        ]
    );
    assert_eq!(home.sections[0].reason, "your list “Work mornings”");
}

#[test]
fn a_list_with_nothing_in_it_says_so() {
    let mut world = some_evenings();
    world.playlist("Empty", &[]);
    world.pin(0, PinMode::Recipe, "playlist", Some(ItemRef::Playlist(world.facts.playlists[0].id)), Vec::new());
    let home = world.home();
    assert!(home.sections[0].picks.is_empty());
    assert_eq!(home.sections[0].reason, "your list “Empty” is empty");
}

#[test]
fn a_recipe_of_a_kind_that_is_gone_keeps_its_place() {
    let mut world = some_evenings();
    world.pin(0, PinMode::Recipe, "of-a-later-version", None, Vec::new());
    let home = world.home();
    assert_eq!(home.sections[0].title, "Pinned 0");
    assert!(home.sections[0].picks.is_empty());
}

#[test]
fn hidden_albums_artists_and_sections_stay_away() {
    let mut world = some_evenings();
    assert_eq!(titles(&world.home(), "jump-back-in"), ["Blue Train", "Voodoo"]);
    world.say(Verb::Hide, Target::Item(ItemRef::Album(AlbumId(100))));
    let home = world.home();
    assert_eq!(titles(&home, "jump-back-in"), ["Voodoo"]);
    assert_eq!(titles(&home, "on-repeat").len(), 2);
    world.say(Verb::NotNow, Target::Section("on-repeat".into()));
    assert!(section(&world.home(), "on-repeat").is_none());
    world.facts.feedback.iter_mut().for_each(|word| word.until = Some(world.facts.now));
    assert_eq!(titles(&world.home(), "jump-back-in"), ["Blue Train", "Voodoo"], "what has run out has run out");
}

#[test]
fn morning_comes_at_four_where_the_listener_is() {
    for (now, next) in [
        ("2026-11-22T19:00:00+01:00", "2026-11-23T04:00:00+01:00"),
        ("2026-11-22T03:59:59+01:00", "2026-11-22T04:00:00+01:00"),
        ("2026-11-22T04:00:00+01:00", "2026-11-23T04:00:00+01:00"),
        ("2026-11-22T23:30:00-08:00", "2026-11-23T04:00:00-08:00"),
    ] {
        assert_eq!(next_morning(at(now)), at(next), "{now}");
    }
}

#[test]
fn a_day_deals_one_seed_until_four() {
    let seed = |text: &str, deals| crate::taste::seed_of_day(at(text), b"library", deals);
    let evening = seed("2026-11-22T19:00:00+01:00", 0);
    assert_eq!(evening, seed("2026-11-23T03:00:00+01:00", 0));
    assert_ne!(evening, seed("2026-11-23T05:00:00+01:00", 0));
    assert_ne!(evening, seed("2026-11-22T19:00:00+01:00", 1));
}

#[test]
fn no_section_is_named_for_an_artist_without_a_name() {
    let mut world = some_evenings();
    let nobody = world.tracks("Unknown artist", "Tapes", 6);
    world.tracks("Unknown artist", "More tapes", 30);
    for day in 19..22 {
        world.evening(&format!("2026-11-{day}T21:00:00+01:00"), &nobody);
    }
    let home = world.home();
    let titles: Vec<&str> = home.sections.iter().map(|section| section.title.as_str()).collect();
    assert!(titles.iter().any(|title| title.contains("Coltrane") || title.contains("D'Angelo")), "{titles:?}");
    assert!(!titles.iter().any(|title| title.contains("Unknown")), "{titles:?}");
}
