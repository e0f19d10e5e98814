use proptest::prelude::*;

use super::*;
use crate::domain::ids::ArtistId;
use crate::domain::radio::{Passed, Radio, RadioSeed};
use crate::taste::fixture::World;

fn on_air(from: ItemRef, title: &str, way: Way) -> OnAir {
    OnAir::new(Radio { from: RadioSeed::Item(from), title: title.into(), way })
}

fn artist_of(world: &World, track: u32) -> ItemRef {
    ItemRef::Artist(world.facts.artists[world.facts.tracks[track as usize].artists[0] as usize].id)
}

fn id(world: &World, track: u32) -> TrackId {
    world.facts.tracks[track as usize].id
}

fn artists(turn: &Turn) -> Vec<&str> {
    turn.picks.iter().map(|pick| pick.item.artist.as_str()).collect()
}

/// Three artists heard together on several evenings, two genres, and a shelf of others.
fn evenings() -> (World, Vec<u32>) {
    let mut world = World::new();
    let nina = world.tracks("Nina Simone", "Pastel Blues", 8);
    let holiday = world.tracks("Billie Holiday", "Lady in Satin", 8);
    let mulatu = world.tracks("Mulatu Astatke", "Mulatu of Ethiopia", 8);
    for track in nina.iter().chain(&holiday) {
        world.genre(*track, "vocal jazz");
    }
    for track in &mulatu {
        world.genre(*track, "Ethiopian jazz");
    }
    world.fill(200);
    for day in 1..6 {
        let evening: Vec<u32> = nina.iter().zip(&holiday).zip(&mulatu).flat_map(|((a, b), c)| [*a, *b, *c]).collect();
        world.evening(&format!("2026-11-0{day}T19:00:00+01:00"), &evening);
    }
    // What played since then lets all of it come again.
    world.evening("2026-11-20T12:00:00+01:00", &(24..80).collect::<Vec<u32>>());
    (world, nina)
}

#[test]
fn it_goes_on_with_what_was_heard_together_and_then_with_the_shelf() {
    let mut world = World::new();
    let nina = world.tracks("Nina Simone", "Pastel Blues", 4);
    let holiday = world.tracks("Billie Holiday", "Lady in Satin", 3);
    let evans = world.tracks("Bill Evans", "Explorations", 3);
    for track in nina.iter().chain(&evans) {
        world.genre(*track, "jazz");
    }
    for day in 10..14 {
        let evening: Vec<u32> = nina.iter().chain(&holiday).copied().collect();
        world.evening(&format!("2026-11-{day}T20:00:00+01:00"), &evening);
    }
    let seed = artist_of(&world, nina[0]);
    let after = id(&world, nina[0]);
    let turn = radio(&world.facts, &[seed], &on_air(seed, "Nina Simone", Way::Wander), after, 7, 10);
    assert!(artists(&turn).contains(&"Billie Holiday"), "{:?}", artists(&turn));
    assert!(artists(&turn).contains(&"Bill Evans"), "{:?}", artists(&turn));
    assert!(turn.picks.iter().all(|pick| pick.item.what != ItemRef::Track(after) && !pick.evidence.is_empty()));
    assert_eq!(turn.said, None);
}

#[test]
fn what_just_played_does_not_come_again() {
    let mut world = World::new();
    let nina = world.tracks("Nina Simone", "Pastel Blues", 4);
    let an_hour_ago = world.facts.now.plus_ms(-HOUR_MS).rfc3339();
    world.evening(&an_hour_ago, &nina[1..]);
    let seed = ItemRef::Track(id(&world, nina[0]));
    let turn = radio(&world.facts, &[seed], &on_air(seed, "it", Way::Stay), id(&world, nina[0]), 7, 10);
    assert!(turn.picks.is_empty());
}

#[test]
fn staying_keeps_to_the_seed_and_wandering_leaves_it() {
    let (world, nina) = evenings();
    let seed = artist_of(&world, nina[0]);
    let by_nina = |way| {
        // The first of each deal: later ones make room for others, whatever the way.
        // The first of each deal: later ones make room for others, whatever the way.
        let first = |deal| radio(&world.facts, &[seed], &on_air(seed, "Nina Simone", way), TrackId(0), deal, 1);
        let runs = (0..40).map(first);
        runs.flat_map(|turn| turn.picks).filter(|pick| pick.item.artist == "Nina Simone").count()
    };
    let (stays, wanders) = (by_nina(Way::Stay), by_nina(Way::Wander));
    assert!(stays > wanders, "{stays} staying, {wanders} wandering");
}

#[test]
fn two_skips_leave_what_they_share_and_three_ask() {
    let (world, nina) = evenings();
    let seed = artist_of(&world, nina[0]);
    let mut on_air = on_air(seed, "Nina Simone", Way::Wander);
    let skip = |track: u32| Passed { track: id(&world, track), skipped: true, finished: false };
    on_air.passed = vec![skip(8)];
    let ask = |on_air: &OnAir| radio(&world.facts, &[seed], on_air, TrackId(0), 3, 6);
    assert_eq!(ask(&on_air).said, None);
    on_air.passed.push(skip(9));
    let turn = ask(&on_air);
    assert_eq!(turn.said.as_deref(), Some("You skipped 2 by Billie Holiday; radio moves to Ethiopian jazz"));
    assert_eq!(artists(&turn)[0], "Mulatu Astatke");
    on_air.passed.push(skip(16));
    let said = ask(&on_air).said.unwrap();
    assert!(said.starts_with("3 skips in a row: w says why"), "{said}");
    // One track heard to its end, and it is forgotten.
    on_air.passed.push(Passed { track: id(&world, 17), skipped: false, finished: true });
    assert_eq!(ask(&on_air).said, None);
}

#[test]
fn several_seeds_grow_as_one() {
    let (world, nina) = evenings();
    let seeds = [ItemRef::Track(id(&world, nina[0])), ItemRef::Track(id(&world, 8))];
    let on_air = on_air(seeds[0], "Sunday evening", Way::Wander);
    let turn = radio(&world.facts, &seeds, &on_air, TrackId(0), 3, 6);
    assert!(artists(&turn).contains(&"Mulatu Astatke"), "{:?}", artists(&turn));
    let nothing = radio(&world.facts, &[ItemRef::Artist(ArtistId(-1))], &on_air, TrackId(0), 3, 6);
    assert!(nothing.picks.is_empty());
}

proptest! {
    #[test]
    fn the_same_moment_and_seed_give_the_same_radio_without_repeats(deal in any::<u64>(), stay in any::<bool>()) {
        let (world, nina) = evenings();
        let seed = artist_of(&world, nina[0]);
        let on_air = on_air(seed, "Nina Simone", if stay { Way::Stay } else { Way::Wander });
        let ask = || radio(&world.facts, &[seed], &on_air, TrackId(0), deal, 12).picks;
        let picks = ask();
        prop_assert_eq!(&picks, &ask());
        let mut items: Vec<_> = picks.iter().map(|pick| pick.item.what).collect();
        items.sort_unstable();
        items.dedup();
        prop_assert_eq!(items.len(), picks.len());
        // Three artists cannot be eight apart, but never stand side by side.
        prop_assert!(picks.windows(2).all(|two| two[0].item.artist != two[1].item.artist));
    }
}

#[test]
fn a_work_of_which_a_movement_played_does_not_come_again() {
    let (mut world, nina) = evenings();
    let suite = world.tracks("Fournier", "Cello Suites", 3);
    world.facts.works.push(crate::domain::facts::WorkFacts { title: "Suite".into(), tracks: suite.clone() });
    suite.iter().for_each(|track| world.facts.tracks[*track as usize].work = Some(0));
    for day in 6..9 {
        world.evening(&format!("2026-11-0{day}T19:00:00+01:00"), &[nina[0], suite[0], suite[1], suite[2]]);
    }
    let seed = ItemRef::Track(id(&world, nina[0]));
    let comes = |after: u32| {
        let turn = radio(&world.facts, &[seed], &on_air(seed, "Nina", Way::Wander), id(&world, after), 1, 30);
        turn.picks
            .iter()
            .map(|pick| pick.item.what)
            .filter(|item| suite.iter().any(|track| ItemRef::Track(id(&world, *track)) == *item))
            .collect::<Vec<_>>()
    };
    assert_eq!(comes(nina[0]), [ItemRef::Track(id(&world, suite[0]))], "by its first movement only");
    assert!(comes(suite[1]).is_empty());
}
