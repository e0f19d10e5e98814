//! What must hold of every home, whatever the history: checked on random worlds, with every
//! number in an evidence counted again in the plainest way.

use std::collections::{BTreeSet, HashSet};

use proptest::prelude::*;

use crate::domain::evidence::Fact;
use crate::domain::facts::{Facts, PlayFacts, WorkFacts};
use crate::domain::feedback::{Feedback, Target, Verb};
use crate::domain::ids::{FeedbackId, TrackId};
use crate::domain::listen::{Ending, SourceKind};
use crate::domain::section::{Home, ItemRef, Origin, PinMode, Recipe, Section};
use crate::domain::time::{DAY_MS, HOUR_MS, MINUTE_MS, Moment};
use crate::domain::track::{Kind, Presence};

use super::draft::Role;
use super::fixture::World;
use super::{Deal, Digest, Outcome, REGISTRY, build_home};

mod lifelike;
mod mornings;
mod naive;
mod recount;

/// One play as the generator makes it: silence before it in minutes, track, heard seconds,
/// ending, source, offset in hours.
type Step = (i64, u32, i64, usize, usize, i32);

#[derive(Clone, Debug)]
struct Plan {
    tracks: Vec<(u8, u8, u8, u8, i64)>,
    steps: Vec<Step>,
    lists: Vec<Vec<u32>>,
    words: Vec<(usize, u8, i64, Option<i64>)>,
    pins: Vec<(u32, bool, u8, i64)>,
}

fn plan() -> impl Strategy<Value = Plan> {
    let track = (0u8..5, 0u8..7, 0u8..12, 0u8..4, 0i64..90);
    let gap = prop_oneof![12 => 0i64..6, 2 => 20i64..45, 2 => 200i64..6000, 1 => 20_000i64..100_000];
    let step = (gap, 0u32..40, 0i64..240, 0usize..7, 0usize..13, -2i32..3);
    let word = (0usize..6, 0u8..5, 0i64..40, proptest::option::of(-5i64..20));
    (
        proptest::collection::vec(track, 0..40),
        proptest::collection::vec(step, 0..160),
        proptest::collection::vec(proptest::collection::vec(0u32..40, 0..8), 0..3),
        proptest::collection::vec(word, 0..4),
        proptest::collection::vec((0u32..6, any::<bool>(), 0u8..7, 0i64..5), 0..4),
    )
        .prop_map(|(tracks, steps, lists, words, pins)| Plan { tracks, steps, lists, words, pins })
}

/// A consistent world, as the store would read it.
fn facts(plan: &Plan) -> Facts {
    let mut world = World::new();
    let now = world.facts.now;
    for (artist, album, state, genre, added) in &plan.tracks {
        let album = if *album == 0 { String::new() } else { format!("Album {artist} {album}") };
        let place = world.track(&format!("Artist {artist}"), &album, &format!("Title {}", world.facts.tracks.len()));
        world.genre(place, &format!("Genre {genre}"));
        let track = &mut world.facts.tracks[place as usize];
        track.added_at = now.unix_ms - added * DAY_MS;
        track.presence = if *state == 0 { Presence::Missing } else { Presence::Here };
        track.kind = if *state == 1 { Kind::Spoken } else { Kind::Music };
        if *state == 2 && *artist > 0 {
            track.artists.push(0);
        }
        if *state == 3 {
            track.counted_elsewhere = (*added % 9) as u32;
            track.stars = (*added % 2 == 0).then_some((*added % 6) as f32);
        }
    }
    one_work(&mut world.facts);
    let count = world.facts.tracks.len() as u32;
    if count > 0 {
        let span: i64 = plan.steps.iter().map(|step| step.0 * MINUTE_MS + step.2 * 1000).sum();
        let mut clock = now.unix_ms - span;
        for (silence, track, heard, ending, source, offset) in &plan.steps {
            clock += silence * MINUTE_MS;
            let started_at = Moment { unix_ms: clock, offset_minutes: offset * 60 };
            world.play(track % count, started_at, heard * 1000, Ending::ALL[*ending], SourceKind::ALL[*source]);
            clock += heard * 1000;
        }
        for (number, list) in plan.lists.iter().enumerate() {
            let tracks: Vec<u32> = list.iter().map(|track| track % count).collect();
            world.playlist(&format!("List {number}"), &tracks);
            // Some were put in lately, some today, some twice.
            let put =
                tracks.iter().zip(list).map(|(track, age)| (*track, now.unix_ms - i64::from(*age) * 20 * HOUR_MS));
            world.facts.playlists[number].put = put.collect();
        }
        for (verb, what, ago, until) in &plan.words {
            let track = &world.facts.tracks[*what as usize % count as usize];
            let target = match what {
                0 => Target::Item(ItemRef::Artist(world.facts.artists[0].id)),
                1 => Target::Genre("genre 1".into()),
                2 if track.album.is_some() => Target::Item(ItemRef::Album(world.facts.albums[0].id)),
                _ => Target::Item(ItemRef::Track(track.id)),
            };
            world.say(Verb::ALL[*verb], target);
            let word = world.facts.feedback.last_mut().unwrap();
            word.at = now.plus_ms(-ago * DAY_MS);
            word.until = until.map(|days| now.plus_ms(days * DAY_MS + 1));
        }
    }
    let built = world.home();
    let mut places = HashSet::new();
    for (place, keeps_picks, kind, seed) in plan.pins.iter().filter(|pin| places.insert(pin.0)) {
        let kinds = ["on-repeat", "because", "jump-back-in", "new", "rediscover", "continue", "gone"];
        let seed = [1, 5].contains(kind).then_some(ItemRef::Artist(crate::domain::ids::ArtistId(100 + seed)));
        let picks = built.sections.first().map(|section| section.picks.clone()).unwrap_or_default();
        let (mode, picks) = if *keeps_picks { (PinMode::Picks, picks) } else { (PinMode::Recipe, Vec::new()) };
        world.pin(*place, mode, kinds[*kind as usize], seed, picks);
    }
    world.facts
}

/// The first album of three tracks is a work.
fn one_work(facts: &mut Facts) {
    let Some(album) = facts.albums.iter().find(|album| album.tracks.len() > 2) else { return };
    let tracks = album.tracks.clone();
    tracks.iter().for_each(|track| facts.tracks[*track as usize].work = Some(0));
    facts.works.push(WorkFacts { title: album.title.clone(), tracks });
}

fn by_ear(home: &Home) -> impl Iterator<Item = &Section> {
    home.sections.iter().filter(|section| section.origin == Origin::Ear)
}

fn is_suggestion(section: &Section) -> bool {
    const FACTS: [&str; 6] = ["jump-back-in", "continue-listening", "on-repeat", "rising", "new", "on-this-day"];
    !FACTS.contains(&section.kind.as_str())
}

proptest! {
    #[test]
    fn the_same_facts_and_seed_give_the_same_home(plan in plan(), seed in any::<u64>()) {
        let facts = facts(&plan);
        prop_assert_eq!(build_home(&facts, seed, 3), build_home(&facts.clone(), seed, 3));
    }

    #[test]
    fn no_suggestion_stands_twice_and_no_section_repeats_itself(plan in plan(), seed in any::<u64>()) {
        let home = build_home(&facts(&plan), seed, 1);
        let mut elsewhere: Vec<ItemRef> = Vec::new();
        for section in &home.sections {
            let mine: Vec<ItemRef> = section.picks.iter().map(|pick| pick.item.what).collect();
            prop_assert_eq!(mine.iter().collect::<HashSet<_>>().len(), mine.len(), "{} repeats itself", section.id);
            if is_suggestion(section) && section.origin == Origin::Ear {
                // A mix is a list of its own: it gives way to other suggestions and to pins.
                let counts = |other: &&Section| {
                    section.kind != "mix" || is_suggestion(other) || other.origin == Origin::Hand
                };
                let others = home.sections.iter().filter(|other| other.id != section.id).filter(counts);
                elsewhere.extend(others.flat_map(|other| &other.picks).map(|pick| pick.item.what));
                prop_assert!(!mine.iter().any(|item| elsewhere.contains(item)), "{} repeats others", section.id);
            }
            elsewhere.clear();
        }
        let ids: HashSet<&str> = home.sections.iter().map(|section| section.id.as_str()).collect();
        prop_assert_eq!(ids.len(), home.sections.len(), "ids are unique");
    }

    #[test]
    fn hidden_missing_and_spoken_tracks_are_never_picked_by_ear(plan in plan(), seed in any::<u64>()) {
        let facts = facts(&plan);
        let home = build_home(&facts, seed, 1);
        let spoken = |section: &Section| section.kind == "continue-listening";
        for pick in by_ear(&home).filter(|section| spoken(section)).flat_map(|section| &section.picks) {
            let held = naive::held(&facts, pick.item.what);
            prop_assert!(held.iter().any(|track| facts.tracks[*track].presence == Presence::Here));
            prop_assert!(held.iter().any(|track| facts.tracks[*track].kind == Kind::Spoken));
        }
        for pick in by_ear(&home).filter(|section| !spoken(section)).flat_map(|section| &section.picks) {
            match pick.item.what {
                ItemRef::Track(id) => {
                    let track = facts.tracks.iter().position(|track| track.id == id).unwrap();
                    prop_assert!(naive::welcome(&facts, track), "{id}");
                }
                ItemRef::Album(id) => {
                    let away = Target::Item(ItemRef::Album(id));
                    prop_assert!(!naive::in_force(&facts).any(|word| word.verb.keeps_away() && word.target == away));
                    let album = facts.albums.iter().find(|album| album.id == id).unwrap();
                    prop_assert!(album.tracks.iter().any(|track| naive::welcome(&facts, *track as usize)));
                }
                ItemRef::Artist(_) | ItemRef::Playlist(_) => {}
            }
        }
    }

    #[test]
    fn a_section_by_ear_is_named_by_its_recipe(plan in plan(), seed in any::<u64>()) {
        for section in build_home(&facts(&plan), seed, 1).sections {
            if section.pin.is_none() {
                prop_assert_eq!(section.recipe().section(), Some(section.id));
            }
        }
    }

    #[test]
    fn every_pick_has_evidence_and_every_number_is_true(plan in plan(), seed in any::<u64>()) {
        let facts = facts(&plan);
        let home = build_home(&facts, seed, 1);
        for section in &home.sections {
            for pick in &section.picks {
                prop_assert!(!pick.evidence.is_empty(), "{} in {}", pick.item.title, section.id);
                let answers_the_title = section.kind != "because" || !matches!(pick.evidence[0].fact, Fact::HeardEver { .. });
                prop_assert!(answers_the_title, "{} in {}", pick.item.title, section.id);
                for evidence in &pick.evidence {
                    let said = naive::is_true(&facts, section, pick.item.what, &evidence.fact);
                    prop_assert!(said, "{} in {}: {:?}", pick.item.title, section.id, evidence.fact);
                    prop_assert!(recount::is_true_of_page(&facts, &home, &evidence.fact), "{:?}", evidence.fact);
                }
            }
        }
    }

    #[test]
    fn pins_stand_at_their_places_whatever_happens(plan in plan(), seed in any::<u64>()) {
        let facts = facts(&plan);
        let home = build_home(&facts, seed, 1);
        for pin in &facts.pins {
            let stands = home.sections.iter().position(|section| section.pin == Some(pin.id)).unwrap();
            // A page that is too short for the place number ends with its pins.
            let page_is_short = home.sections[stands..].iter().all(|section| section.pin.is_some());
            prop_assert!(stands == pin.place as usize || (stands < pin.place as usize && page_is_short));
            if pin.mode == PinMode::Picks {
                let items = |picks: &[crate::domain::section::Pick]| -> Vec<ItemRef> {
                    picks.iter().map(|pick| pick.item.what).collect()
                };
                prop_assert_eq!(items(&home.sections[stands].picks), items(&pin.picks));
            }
        }
        prop_assert_eq!(home.sections.iter().filter(|section| section.pin.is_some()).count(), facts.pins.len());
    }

    #[test]
    fn a_recipe_knows_whether_its_kind_suggests(plan in plan()) {
        let facts = facts(&plan);
        let digest = Digest::of(&facts);
        for kind in REGISTRY {
            let Outcome::Drafts(drafts) = kind.build(&digest, &Deal::default()) else { continue };
            for draft in drafts {
                let recipe = Recipe { kind: draft.kind.into(), ..Recipe::default() };
                prop_assert_eq!(recipe.suggests(), draft.role == Role::Suggestion, "{}", draft.kind);
            }
        }
    }

    #[test]
    fn on_repeat_is_complete(plan in plan()) {
        let facts = facts(&Plan { pins: Vec::new(), ..plan });
        let home = build_home(&facts, 1, 1);
        if let Some(section) = home.sections.iter().find(|section| section.kind == "on-repeat") {
            let shown: BTreeSet<ItemRef> = section.picks.iter().map(|pick| pick.item.what).collect();
            let repeats = |track: usize| naive::since(&facts, track, 30).count() >= 3;
            // A work stands once where all of its movements repeat.
            let opening = |track: usize| {
                let work = &facts.works[facts.tracks[track].work? as usize];
                let here = || work.tracks.iter().map(|movement| *movement as usize).filter(|m| naive::welcome(&facts, *m));
                here().all(repeats).then(|| here().next()).flatten()
            };
            let all: BTreeSet<ItemRef> = (0..facts.tracks.len())
                .filter(|track| naive::welcome(&facts, *track) && repeats(*track))
                .map(|track| ItemRef::Track(facts.tracks[opening(track).unwrap_or(track)].id))
                .collect();
            prop_assert_eq!(shown, all);
        }
    }

    #[test]
    fn no_facts_break_it(
        plan in plan(),
        wild in proptest::collection::vec((any::<u32>(), any::<i64>(), any::<i32>(), proptest::option::of(any::<i64>()), any::<bool>()), 0..40),
        places in proptest::collection::vec(any::<u32>(), 0..20),
        now in prop_oneof![any::<i64>(), Just(0), Just(i64::MAX), Just(i64::MIN)],
    ) {
        let mut facts = facts(&plan);
        facts.now.unix_ms = now;
        for (track, unix_ms, offset_minutes, heard_ms, listen) in wild {
            facts.plays.push(PlayFacts {
                track: if listen { track } else { track % 50 },
                started_at: Moment { unix_ms, offset_minutes },
                heard_ms: heard_ms.into(),
                position_ms: heard_ms.filter(|_| listen).into(),
                length_ms: heard_ms.map(|ms| ms / 2).into(),
                ending: None,
                source: SourceKind::Playlist,
                listen,
                skip: !listen,
            });
        }
        for (number, place) in places.iter().enumerate() {
            if let Some(track) = facts.tracks.get_mut(number) {
                track.artists = vec![*place].into();
                track.album = Some(place / 2);
                track.genres.push(*place);
                track.work = Some(place % 3);
                track.stars = Some(f32::from_bits(*place));
                track.counted_elsewhere = *place;
                track.added_at = i64::from(*place) << 31;
            }
            if let Some(album) = facts.albums.get_mut(number) {
                album.tracks.push(*place);
                album.artist = Some(*place);
            }
            if let Some(list) = facts.playlists.get_mut(number) {
                list.tracks.push(*place);
                list.put.push((*place, i64::from(*place) << 40));
            }
        }
        facts.feedback.push(Feedback {
            id: FeedbackId(uuid::Uuid::nil()),
            verb: Verb::Less,
            target: Target::Item(ItemRef::Track(TrackId(100))),
            at: Moment { unix_ms: i64::MIN, offset_minutes: i32::MAX },
            until: None,
        });
        let home = build_home(&facts, 0, 0);
        for section in &home.sections {
            for pick in &section.picks {
                prop_assert!(pick.evidence.iter().all(|evidence| evidence.weight.is_finite()));
            }
        }
    }
}
