//! A page over days: it stays where it is but for one section a morning, and keeps to what it
//! promises of new and familiar.

use super::lifelike::somebody;
use super::*;
use crate::domain::shown::{SectionDay, ShownSection, kind_of};
use crate::taste::chance::mix;
use crate::taste::seed_of_day;

/// What the store would remember of a home.
fn remember(world: &mut World, home: &Home) {
    let shown = &mut world.facts.shown;
    shown.dealt_at = home.dealt_at;
    shown.mixes.clone_from(&home.mixes);
    shown.sections = by_ear(home)
        .map(|section| ShownSection {
            id: section.id.clone(),
            updated_at: section.updated_at,
            next_at: section.next_at,
            picks: section.picks.iter().map(|pick| pick.item.what).collect(),
        })
        .collect();
}

/// The first four sections are seen; some are started, by the habit of the variant.
fn look_at(world: &mut World, home: &Home, variant: u64, day: u64) {
    let today = crate::taste::digest::local_day(world.facts.now);
    for (place, section) in by_ear(home).take(4).enumerate() {
        let kind = section.kind.clone();
        let started = u32::from(mix(variant, kind.len() as u64 ^ day).is_multiple_of(3));
        let seen = SectionDay { kind, day: today, shown: 5 - place as u32, started, ..SectionDay::default() };
        world.facts.shown.days.push(seen);
    }
}

fn build(world: &World) -> Home {
    build_home(&world.facts, seed_of_day(world.facts.now, b"library", 0), 1)
}

/// Ids in order.
fn order(home: &Home) -> Vec<String> {
    by_ear(home).map(|section| section.id.clone()).collect()
}

/// The fewest sections that have to be taken out of both so that the rest stands alike. One that
/// came for another of its kind stands for that one, whichever it was; what only left or only
/// came moved nothing.
fn moved(before: &[String], after: &[String]) -> usize {
    let named = |order: &[String], other: &[String]| -> Vec<String> {
        let name = |id: &String| if other.contains(id) { id.clone() } else { format!("{}, another", kind_of(id)) };
        order.iter().map(name).collect()
    };
    let (before, after) = (named(before, after), named(after, before));
    let count = |names: &[String], name: &String| names.iter().filter(|other| *other == name).count();
    let both: HashSet<&String> = before.iter().filter(|name| after.contains(name)).collect();
    let in_both: usize = both.into_iter().map(|name| count(&before, name).min(count(&after, name))).sum();
    let mut longest = vec![vec![0usize; after.len() + 1]; before.len() + 1];
    for (i, a) in before.iter().enumerate() {
        for (j, b) in after.iter().enumerate() {
            longest[i + 1][j + 1] = if a == b { longest[i][j] + 1 } else { longest[i][j + 1].max(longest[i + 1][j]) };
        }
    }
    in_both - longest[before.len()][after.len()]
}

#[test]
fn fourteen_mornings_move_one_section_each_at_most() {
    let mut changes = 0;
    for variant in 0..4 {
        let mut world = somebody(variant);
        world.facts.now = world.facts.now.plus_ms(-11 * HOUR_MS);
        let mut before: Option<Vec<String>> = None;
        for day in 0..14 {
            let home = build(&world);
            let now = order(&home);
            if let Some(before) = &before {
                let moved = self::moved(before, &now);
                assert!(moved <= 1, "day {day} of {variant}: {before:?} {now:?}");
                changes += moved;
            }
            // Later the same day nothing moves, whatever was heard.
            remember(&mut world, &home);
            look_at(&mut world, &home, variant, day);
            let tracks: Vec<u32> = (0..6).map(|step| (mix(mix(variant, day), step) % 150) as u32).collect();
            world.evening(&world.facts.now.plus_ms(HOUR_MS).rfc3339(), &tracks);
            world.facts.now = world.facts.now.plus_ms(3 * HOUR_MS);
            let later = build(&world);
            let then = order(&later);
            assert_eq!(self::moved(&now, &then), 0, "day {day} of {variant}: {now:?} {then:?}");
            remember(&mut world, &later);
            before = Some(then);
            world.facts.now = world.facts.now.plus_ms(21 * HOUR_MS);
        }
    }
    assert!(changes > 10, "a page that never changes learns nothing: {changes} moves in 52 mornings");
}

#[test]
fn the_share_of_what_is_new_is_kept() {
    for (variant, explore) in [(0, 0.2), (1, 0.2), (2, 0.4), (3, 0.6)] {
        let mut world = somebody(variant);
        world.facts.explore = explore;
        let home = build(&world);
        let (mut new, mut all) = (0, 0);
        for pick in by_ear(&home).flat_map(|section| section.picks.iter().take(5)) {
            let tracks: Vec<usize> = naive::held(&world.facts, pick.item.what);
            let rested = |track: &&usize| naive::since(&world.facts, **track, 30).next().is_none();
            all += 1;
            new += usize::from(2 * tracks.iter().filter(rested).count() >= tracks.len());
        }
        assert!(new as f64 >= explore * f64::from(all) - 1.0, "{new} of {all}, {explore} wanted");
        let first: Vec<&Section> = by_ear(&home).take(4).collect();
        assert!(first.iter().any(|section| {
            let new = section.picks.iter().take(5).filter(|pick| {
                let tracks = naive::held(&world.facts, pick.item.what);
                let rested = tracks.iter().filter(|track| naive::since(&world.facts, **track, 30).next().is_none());
                2 * rested.count() >= tracks.len()
            });
            2 * new.count() >= section.picks.len().min(5)
        }));
    }
}

#[test]
fn familiar_only_has_no_section_of_unheard_tracks() {
    for variant in 0..4 {
        let mut world = somebody(variant);
        world.facts.explore = 0.0;
        let home = build(&world);
        for section in by_ear(&home).filter(|section| is_suggestion(section)) {
            let unheard = |pick: &crate::domain::section::Pick| {
                naive::held(&world.facts, pick.item.what)
                    .iter()
                    .all(|track| naive::since(&world.facts, *track, 9999).next().is_none())
            };
            assert!(!section.picks.iter().all(unheard), "{}", section.id);
        }
    }
}

#[test]
fn what_was_heard_since_the_deal_leaves_with_the_next() {
    let mut world = somebody(2);
    let home = build(&world);
    remember(&mut world, &home);
    let mix = by_ear(&home).find(|section| section.kind == "mix").unwrap().clone();
    let picks = |home: &Home| -> Vec<ItemRef> {
        let section = home.sections.iter().find(|section| section.id == mix.id).unwrap();
        section.picks.iter().map(|pick| pick.item.what).collect()
    };
    let first = picks(&home)[0];
    let track = naive::held(&world.facts, first)[0] as u32;
    world.evening(&world.facts.now.plus_ms(HOUR_MS).rfc3339(), &[track]);
    world.facts.now = world.facts.now.plus_ms(2 * HOUR_MS);
    assert!(crate::taste::heard_since_dealt(&world.facts).contains(&(mix.id.clone(), first)));
    world.facts.now = world.facts.now.plus_ms(12 * HOUR_MS);
    assert!(!picks(&build(&world)).contains(&first));
}

#[test]
fn limits_hold_and_can_be_taken_off() {
    use crate::domain::limit::Limit;
    let mut world = somebody(1);
    let home = build(&world);
    for section in by_ear(&home) {
        for limit in [Limit::Genre("Genre 1".into()), Limit::NeverHeard, Limit::Years { from: Some(1955), to: None }] {
            world.facts.limits = vec![(section.id.clone(), vec![limit.clone()])];
            let limited = build(&world);
            let now = limited.sections.iter().find(|other| other.id == section.id).unwrap();
            assert_eq!(now.limits, std::slice::from_ref(&limit));
            for pick in &now.picks {
                let tracks = naive::held(&world.facts, pick.item.what);
                let fits = |track: &&usize| match &limit {
                    Limit::Genre(genre) => {
                        let of = &world.facts.tracks[**track].genres;
                        of.iter().any(|place| world.facts.genres[*place as usize] == *genre)
                    }
                    Limit::NeverHeard => naive::since(&world.facts, **track, 9999).next().is_none(),
                    _ => false,
                };
                assert!(2 * tracks.iter().filter(fits).count() >= tracks.len(), "{} in {}", pick.item.title, now.id);
            }
        }
    }
    world.facts.limits.clear();
    assert_eq!(build(&world), home);
}

#[test]
fn a_section_ranks_as_the_listener_chose_and_tells_that_scorers_terms() {
    use crate::domain::scorer::Simple;
    let mut world = somebody(1);
    let ours = build(&world);
    let (mut told, mut weighed) = (0, 0);
    let of = |home: &Home, kind: &str| home.sections.iter().find(|section| section.kind == kind).cloned();
    for (kind, simple) in [
        ("your-week", Simple::MostRecent),
        ("rediscover", Simple::MostPlayed),
        ("because", Simple::Frecency),
        ("jump-back-in", Simple::MostRecent),
    ] {
        world.facts.scorers = vec![(kind.into(), simple)];
        let home = build(&world);
        let (Some(was), Some(is)) = (of(&ours, kind), of(&home, kind)) else { continue };
        told += 1;
        assert!(is.reason.ends_with(&format!("; {} first, as you chose", simple.words())), "{}", is.reason);
        let items = |section: &Section| section.picks.iter().map(|pick| pick.item.what).collect::<Vec<_>>();
        // Tiers and facts go before the score elsewhere.
        assert!(kind != "rediscover" || items(&was) != items(&is), "{kind} ranks as before");
        for pick in &is.picks {
            for evidence in &pick.evidence {
                assert!(naive::is_true(&world.facts, &is, pick.item.what, &evidence.fact), "{:?}", evidence.fact);
            }
        }
        // An album that stands for its tracks is not weighed itself.
        let mut scores = is.picks.iter().filter_map(|pick| crate::taste::weighed(&world.facts, &is, pick.item.what).0);
        let Some(score) = scores.next() else { continue };
        weighed += 1;
        let terms: Vec<&str> = score.terms.iter().map(|term| term.name.as_str()).collect();
        assert!(terms.contains(&simple.words()) && !terms.contains(&"listens"), "{kind}: {terms:?}");
    }
    assert!(told >= 3 && weighed >= 2, "of four kinds {told} stand on the page, {weighed} with terms");
    world.facts.scorers.clear();
    assert_eq!(build(&world), ours, "and back");
}
