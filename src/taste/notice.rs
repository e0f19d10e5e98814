//! What a history says of a listener, in sentences that can be checked by counting.

use std::collections::{HashMap, HashSet};

use crate::domain::facts::{Facts, PlayFacts};
use crate::domain::human;
use crate::domain::section::ItemRef;
use crate::domain::time::{DAY_MS, Moment};
use crate::domain::you::Noticed;

/// What is lately so.
const LATELY_DAYS: i64 = 90;
/// A week of first listens is an exploration.
const EXPLORING_DAYS: i64 = 7;
const FIRST_LISTENS: usize = 3;
/// Fewer listens are chance.
const ENOUGH: usize = 20;
/// Days on which somebody comes back often.
const OFTEN_DAYS: usize = 5;

/// The facts that stand out, strongest kind first. Empty for a young history.
#[must_use]
pub fn notice(facts: &Facts) -> Vec<Noticed> {
    [exploring(facts), comes_back_to(facts), time_of_day(facts)].into_iter().flatten().collect()
}

/// Listens of the last so many days, and not after now.
fn lately(facts: &Facts, days: i64) -> impl Iterator<Item = &PlayFacts> {
    let window = facts.now.unix_ms - days * DAY_MS..=facts.now.unix_ms;
    facts.plays.iter().filter(move |play| play.listen && window.contains(&play.started_at.unix_ms))
}

fn main_artist(facts: &Facts, track: u32) -> Option<u32> {
    facts.tracks.get(track as usize)?.artists.first().copied()
}

/// Most tracks of one artist that were heard for the first time this week.
fn exploring(facts: &Facts) -> Option<Noticed> {
    let from = facts.now.unix_ms - EXPLORING_DAYS * DAY_MS;
    let known: HashSet<u32> = facts
        .plays
        .iter()
        .filter(|play| play.listen && play.started_at.unix_ms < from)
        .map(|play| play.track)
        .collect();
    // Where everything is new, nothing is explored.
    if known.len() < ENOUGH {
        return None;
    }
    let mut firsts: HashMap<u32, HashSet<u32>> = HashMap::new();
    for play in lately(facts, EXPLORING_DAYS).filter(|play| !known.contains(&play.track)) {
        if let Some(artist) = main_artist(facts, play.track) {
            firsts.entry(artist).or_default().insert(play.track);
        }
    }
    let (artist, tracks) = most(firsts.into_iter().map(|(artist, tracks)| (artist, tracks.len())))?;
    let artist = facts.artists.get(artist as usize).filter(|_| tracks >= FIRST_LISTENS)?;
    Some(Noticed {
        sentence: format!("You are exploring {}", artist.name),
        counts: format!("{tracks} first listens in {EXPLORING_DAYS} days"),
        item: Some(ItemRef::Artist(artist.id)),
    })
}

/// The artist who was heard on the most days.
fn comes_back_to(facts: &Facts) -> Option<Noticed> {
    let mut days: HashMap<u32, HashSet<jiff::civil::Date>> = HashMap::new();
    for play in lately(facts, LATELY_DAYS) {
        if let Some(artist) = main_artist(facts, play.track) {
            days.entry(artist).or_default().insert(play.started_at.date());
        }
    }
    let (artist, days) = most(days.into_iter().map(|(artist, days)| (artist, days.len())))?;
    let artist = facts.artists.get(artist as usize).filter(|_| days >= OFTEN_DAYS)?;
    Some(Noticed {
        sentence: format!("You keep coming back to {}", artist.name),
        counts: format!("heard on {days} of the last {LATELY_DAYS} days"),
        item: Some(ItemRef::Artist(artist.id)),
    })
}

/// The most, ties by the lower place, so that the same history says the same.
fn most(counts: impl Iterator<Item = (u32, usize)>) -> Option<(u32, usize)> {
    counts.max_by_key(|&(place, count)| (count, std::cmp::Reverse(place)))
}

const PARTS: [(&str, &str); 4] = [
    ("Mornings are your time to listen", "between 5:00 and 12:00"),
    ("Afternoons are your time to listen", "between 12:00 and 18:00"),
    ("Evenings are your time to listen", "between 18:00 and 23:00"),
    ("Nights are your time to listen", "between 23:00 and 5:00"),
];

fn part_of_day(at: Moment) -> usize {
    match at.civil().hour() {
        5..12 => 0,
        12..18 => 1,
        18..23 => 2,
        _ => 3,
    }
}

/// The part of the day that has more than half of all listens.
fn time_of_day(facts: &Facts) -> Option<Noticed> {
    let mut parts = [0usize; PARTS.len()];
    for play in lately(facts, LATELY_DAYS) {
        if let Some(part) = parts.get_mut(part_of_day(play.started_at)) {
            *part += 1;
        }
    }
    let all: usize = parts.iter().sum();
    let (part, count) = parts.iter().enumerate().max_by_key(|(_, count)| **count)?;
    let (sentence, when) = PARTS.get(part).filter(|_| all >= ENOUGH && count * 2 > all)?;
    let thousands = |n: usize| human::thousands(n as u64);
    Some(Noticed {
        sentence: (*sentence).into(),
        counts: format!("{} of {} listens {when}", thousands(*count), thousands(all)),
        item: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taste::fixture::World;

    fn said(world: &World) -> Vec<(String, String)> {
        notice(&world.facts).into_iter().map(|one| (one.sentence, one.counts)).collect()
    }

    #[test]
    fn a_young_history_says_nothing() {
        let mut world = World::new();
        let tracks = world.tracks("Mulatu Astatke", "Ethio Jazz", 9);
        assert_eq!(said(&world), []);
        world.evening("2026-11-21T20:00:00+01:00", &tracks);
        assert_eq!(said(&world), [], "where everything is new, nothing is explored");
    }

    #[test]
    fn what_is_said_can_be_counted() {
        let mut world = World::new();
        let known = world.tracks("Nina Simone", "Pastel Blues", 20);
        for day in ["01", "03", "05", "07", "09"] {
            world.evening(&format!("2026-11-{day}T18:30:00+01:00"), &known);
        }
        let new = world.tracks("Mulatu Astatke", "Ethio Jazz", 4);
        world.evening("2026-11-20T09:00:00+01:00", &new);
        let pair = |sentence: &str, counts: &str| (sentence.to_owned(), counts.to_owned());
        assert_eq!(
            said(&world),
            [
                pair("You are exploring Mulatu Astatke", "4 first listens in 7 days"),
                pair("You keep coming back to Nina Simone", "heard on 5 of the last 90 days"),
                pair("Evenings are your time to listen", "100 of 104 listens between 18:00 and 23:00"),
            ]
        );
    }
}
