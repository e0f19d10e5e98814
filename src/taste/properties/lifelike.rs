//! Fifteen months of somebody with habits, so that every kind of section and every kind of fact
//! stands on a page whose numbers are counted again.

use super::*;
use crate::taste::REGISTRY;
use crate::taste::chance::mix;

/// A hundred and fifty tracks and five habits: a book, an album a morning, dub on Sunday evenings,
/// a love of last spring, and an artist who is new this week.
pub(super) fn somebody(variant: u64) -> World {
    let mut world = World::new();
    let mut shelf = Vec::new();
    for artist in 0..24u64 {
        for album in 0..2 {
            let tracks = world.tracks(&format!("Artist {artist}"), &format!("Album {artist} {album}"), 4);
            tracks.iter().for_each(|track| world.genre(*track, &format!("Genre {}", artist % 5)));
            shelf.push(tracks);
        }
    }
    let album = |artist: u64, album: u64| shelf[(artist * 2 + album) as usize].clone();
    // More by the artist of the Sundays than anybody hears.
    world.tracks("Artist 10", "Leftovers", 12);
    let book = world.tracks("Writer", "Book", 5);
    book.iter().for_each(|part| world.facts.tracks[*part as usize].kind = Kind::Spoken);
    let evening = |days: i64, hour: i64| world.facts.now.plus_ms(-days * DAY_MS + (hour - 19) * HOUR_MS).rfc3339();
    let mut sittings: Vec<(String, Vec<u32>)> = Vec::new();
    for day in (1..456i64).rev() {
        let dice = |purpose: u64| mix(mix(variant, purpose), day.unsigned_abs());
        if dice(1) % 3 > 0 {
            sittings.push((evening(day, 8), album(day.unsigned_abs() / 90, 0)));
        }
        if day % 7 == 0 {
            sittings.push((evening(day, 18), [album(10, 0), album(10, 1)].concat()));
        }
        if (150..250).contains(&day) && dice(2) % 2 == 0 {
            sittings.push((evening(day, 21), album(12, 0)));
        }
        if dice(3) % 2 == 0 {
            let tracks = (0..7).map(|step| shelf[(13 + dice(4 + step) % 12) as usize][(dice(20 + step) % 3) as usize]);
            sittings.push((evening(day, 21), tracks.collect()));
        }
        if day < 6 {
            sittings.push((evening(day, 13), [album(15, 1)[..2].to_vec(), album(16, 0)[..1].to_vec()].concat()));
        }
        if day == 9 {
            sittings.push((evening(day, 15), book[..2].to_vec()));
        }
    }
    for (start, tracks) in sittings {
        world.evening(&start, &tracks);
    }
    let newest = world.facts.now.unix_ms - 5 * DAY_MS;
    album(23, 1).iter().for_each(|track| world.facts.tracks[*track as usize].added_at = newest);
    world.facts.plays.sort_by_key(|play| play.started_at.unix_ms);
    world
}

/// The same person with the player before this one.
fn beginner() -> World {
    let mut world = somebody(1);
    world.facts.plays.truncate(12);
    for (place, track) in world.facts.tracks.iter_mut().enumerate() {
        track.counted_elsewhere = (place % 17) as u32;
        track.stars = (place % 5 == 0).then_some((place % 6) as f32);
    }
    world
}

/// Somebody who heard jazz until a month ago, from files that are gone, and rock since: unheard
/// rock scores higher everywhere.
fn crowded_out() -> World {
    let mut world = World::new();
    let mut shelf = |artist: u64, genre: &str, count: usize| {
        let tracks = world.tracks(&format!("{genre} {artist}"), &format!("{genre} album {artist}"), count);
        tracks.iter().for_each(|track| world.genre(*track, genre));
        tracks
    };
    let rock: Vec<Vec<u32>> = (0..12).map(|artist| shelf(artist, "Rock", 6)).collect();
    let jazz: Vec<Vec<u32>> = (0..10).map(|artist| shelf(artist, "Jazz", 5)).collect();
    for day in (1..85u64).rev() {
        let start = world.facts.now.plus_ms(-day.cast_signed() * DAY_MS).rfc3339();
        let dice = |step: u64| mix(mix(7, day), step);
        let track = |step: u64| match step {
            1.. if day > 30 => jazz[(dice(step) % 10) as usize][0],
            _ => rock[(dice(step) % 12) as usize][(dice(step + 50) % 3) as usize],
        };
        world.evening(&start, &(0..9).map(track).collect::<Vec<_>>());
    }
    jazz.iter().for_each(|tracks| world.facts.tracks[tracks[0] as usize].presence = Presence::Missing);
    // A mix would be of jazz alone.
    world.say(Verb::Hide, Target::Section("mix".into()));
    world
}

/// And on the day before the first listen.
fn newcomer() -> World {
    let mut world = somebody(1);
    world.facts.plays.clear();
    world
}

fn kinds_of_facts(home: &Home) -> BTreeSet<String> {
    let facts = home.sections.iter().flat_map(|section| &section.picks).flat_map(|pick| &pick.evidence);
    facts.map(|evidence| evidence.json(home.built_at)["kind"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_kind_stands_somewhere_and_every_number_is_true() {
    let (mut sections, mut facts) = (BTreeSet::new(), BTreeSet::new());
    for (world, seed) in
        (0..6).map(|variant| (somebody(variant), variant)).chain([(beginner(), 1), (newcomer(), 1), (crowded_out(), 1)])
    {
        let home = build_home(&world.facts, seed, 1);
        for section in &home.sections {
            for pick in &section.picks {
                for evidence in &pick.evidence {
                    let said = naive::is_true(&world.facts, section, pick.item.what, &evidence.fact);
                    assert!(said, "{} in {}: {:?}", pick.item.title, section.id, evidence.fact);
                    assert!(recount::is_true_of_page(&world.facts, &home, &evidence.fact), "{:?}", evidence.fact);
                    let short = evidence.fact.short(home.built_at);
                    assert!(short.chars().count() <= 26, "{short}");
                }
            }
        }
        sections.extend(home.sections.iter().map(|section| section.kind.clone()));
        facts.extend(kinds_of_facts(&home));
    }
    for kind in REGISTRY {
        assert!(sections.contains(kind.name()), "no {} among {sections:?}", kind.name());
    }
    for kind in [
        "forgotten",
        "begun",
        "first_heard",
        "hardly_heard",
        "genre_heard",
        "heard_with",
        "at_this_time",
        "around_this_day",
        "rising",
        "left_to_hear",
        "untried",
        "by_whole_albums",
        "counted_elsewhere",
        "rated",
        "balance",
    ] {
        assert!(facts.contains(kind), "no {kind} among {facts:?}");
    }
}
