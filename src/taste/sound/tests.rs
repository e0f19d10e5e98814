use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::domain::sound_space::Layout;
use crate::taste::fixture::World;

fn layout() -> Layout {
    Layout(vec![(Aspect::Timbre, 2), (Aspect::Tempo, 1), (Aspect::Harmony, 1)])
}

/// Tracks on a line, the n-th at n; those at `silent` were not analysed.
fn world(tracks: u32, silent: &[u32]) -> World {
    let mut world = World::new();
    world.fill(tracks as usize);
    let heard: Vec<u32> = (0..tracks).filter(|track| !silent.contains(track)).collect();
    let values = heard.iter().flat_map(|track| [*track as f32; 4]).collect();
    world.facts.sound = Arc::new(SoundSpace::standardised(layout(), heard, values));
    world
}

#[test]
fn the_nearest_two_in_a_hundred_speak_with_their_aspects() {
    let world = world(201, &[]);
    let near = Near::to(&world.facts, [100]);
    let percent = |track: u32| near.percent(track);
    assert_eq!(
        [percent(99), percent(101), percent(98), percent(102), percent(97)],
        [Some(1), Some(1), Some(2), Some(2), None]
    );
    assert_eq!(percent(100), None, "the seed is not close to itself");
    let fact = near.fact(&world.facts, 99).unwrap();
    assert_eq!(
        fact.sentence(world.facts.now),
        "sounds close to Filling 100 (nearest 1 % by timbre, tempo and harmony)"
    );
    let mut within = near.within(2);
    within.sort_unstable();
    assert_eq!(within, [98, 99, 101, 102]);
}

#[test]
fn closeness_falls_with_distance_and_is_the_middle_for_the_unknown() {
    let world = world(5_000, &[7]);
    let near = Near::to(&world.facts, [0, 7]);
    assert!(near.closeness(1) > 0.999 && near.closeness(4_999) < 0.002);
    assert!((near.closeness(2_500) - 0.5).abs() < 0.01);
    assert_eq!(near.closeness(7), UNKNOWN);
    let nothing = Near::to(&world.facts, [7]);
    assert!(nothing.is_empty() && nothing.within(2).is_empty() && nothing.percent(1).is_none());
}

#[test]
fn in_a_small_library_nothing_is_said() {
    let world = world(40, &[]);
    let near = Near::to(&world.facts, [3]);
    assert!((0..40).all(|track| near.fact(&world.facts, track).is_none()));
}

proptest! {
    #[test]
    fn percent_and_aspects_are_those_of_a_plain_count(
        places in prop::collection::vec(prop::array::uniform4(0i16..400), 60..160),
        seed in 0usize..60,
    ) {
        let mut world = World::new();
        world.fill(places.len());
        let values = places.iter().flatten().map(|value| f32::from(*value)).collect();
        world.facts.sound = Arc::new(SoundSpace::standardised(layout(), (0..places.len() as u32).collect(), values));
        let space = &world.facts.sound;
        let near = Near::to(&world.facts, [seed as u32]);
        let apart = |range: std::ops::Range<usize>, track: usize| -> f64 {
            let (a, b) = (space.of(seed as u32).unwrap(), space.of(track as u32).unwrap());
            range.map(|at| f64::from(a[at] - b[at]).powi(2)).sum()
        };
        // Equal distances may fall to either side of a rounding.
        let rank = |range: std::ops::Range<usize>, track: usize| {
            let others = (0..places.len()).filter(|other| *other != seed);
            let own = apart(range.clone(), track);
            let nearer = |most: f64| others.clone().filter(|other| apart(range.clone(), *other) < most).count() + 1;
            (nearer(own * (1.0 - 1e-5)), nearer(own * (1.0 + 1e-5) + 1e-12))
        };
        let others = places.len() - 1;
        for track in (0..places.len()).filter(|track| *track != seed) {
            let (low, high) = rank(0..4, track);
            let percent = |rank: usize| (rank * 100).div_ceil(others) as u32;
            match near.fact(&world.facts, track as u32) {
                Some(Fact::SoundsLike { percent: said, by, .. }) => {
                    prop_assert!(percent(low) <= said && said <= percent(high) && said <= 2, "{said} {low} {high}");
                    for aspect in Aspect::ALL {
                        let (low, high) = rank(layout().range(aspect), track);
                        let limit = others * ASPECT_WORTH_SAYING / 100;
                        let is_close = if by.contains(&aspect) { low <= limit } else { high > limit };
                        prop_assert!(is_close, "{aspect:?}");
                    }
                }
                _ => prop_assert!(percent(high) > 2 || others < 50),
            }
        }
    }
}
