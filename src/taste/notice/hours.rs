//! When somebody listens, and to what then.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;

use super::{ENOUGH, LATELY_DAYS, NIGHT, PARTS, fact, lately, part_of, seedless, thousands};
use crate::domain::facts::Facts;
use crate::domain::section::Recipe;
use crate::domain::time::HOUR_MS;
use crate::domain::you::{Noticed, NoticedKind};

/// A slot of the week needs more of the past: there is one a week.
const SLOT_DAYS: i64 = 180;
/// Dates on which a slot was a genre's.
const DATES: usize = 4;
/// Of all dates on which something was heard then.
const OF_DATES: f64 = 0.6;
/// Against the genre's share of everything.
const LIFT: f64 = 1.5;
/// As many slots are named.
const NAMED: usize = 2;

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The part of the day that has more than half of all listens.
pub(super) fn part_of_day(facts: &Facts) -> Option<Noticed> {
    let mut parts = [0usize; PARTS.len()];
    for play in lately(facts, LATELY_DAYS) {
        if let Some(part) = parts.get_mut(part_of(play.started_at)) {
            *part += 1;
        }
    }
    let all: usize = parts.iter().sum();
    let (part, count) = parts.iter().enumerate().max_by_key(|(_, count)| **count)?;
    let (name, when) = PARTS.get(part).filter(|_| all >= ENOUGH && count * 2 > all)?;
    let mut begins = name.chars();
    let name = begins.next().map(|first| first.to_uppercase().chain(begins).collect::<String>()).unwrap_or_default();
    Some(fact(
        NoticedKind::Habit,
        format!("time-of-day:{}", name.to_lowercase()),
        format!("{name}s are your time to listen"),
        format!("{} of {} listens {when}", thousands(*count), thousands(all)),
    ))
}

/// Listens of one date in one slot: all, and by genre.
#[derive(Default)]
struct Sitting {
    listens: usize,
    genres: HashMap<u32, usize>,
}

/// Parts of weekdays that belong to a genre: on most dates on which something was heard then,
/// at least half of it was of that genre, and more than elsewhere.
pub(super) fn slots(facts: &Facts) -> Vec<Noticed> {
    let mut slots: BTreeMap<(usize, usize), BTreeMap<Date, Sitting>> = BTreeMap::new();
    let mut overall: HashMap<u32, usize> = HashMap::new();
    let mut all = 0;
    for play in lately(facts, SLOT_DAYS) {
        let Some(track) = facts.tracks.get(play.track as usize) else { continue };
        let part = part_of(play.started_at);
        // The small hours belong to the evening before.
        let evening = if part == NIGHT { play.started_at.plus_ms(-5 * HOUR_MS) } else { play.started_at };
        let weekday = usize::from(evening.date().weekday().to_monday_zero_offset().unsigned_abs());
        let sitting = slots.entry((weekday, part)).or_default().entry(evening.date()).or_default();
        sitting.listens += 1;
        all += 1;
        for genre in track.genres.iter().collect::<HashSet<_>>() {
            *sitting.genres.entry(*genre).or_default() += 1;
            *overall.entry(*genre).or_default() += 1;
        }
    }
    let mut found = Vec::new();
    for ((weekday, part), dates) in &slots {
        let mut of_genre: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
        for sitting in dates.values() {
            for (genre, listens) in &sitting.genres {
                let (dates, heard) = of_genre.entry(*genre).or_default();
                *dates += usize::from(listens * 2 >= sitting.listens);
                *heard += listens;
            }
        }
        let listens: usize = dates.values().map(|sitting| sitting.listens).sum();
        let stands_out = |genre: u32, (own, heard): (usize, usize)| {
            let share = heard as f64 / listens.max(1) as f64;
            let usual =
                overall.get(&genre).copied().unwrap_or(0) as f64 / f64::from(u32::try_from(all).unwrap_or(1).max(1));
            own >= DATES && own as f64 >= OF_DATES * dates.len() as f64 && share >= LIFT * usual
        };
        let best = of_genre
            .into_iter()
            .filter(|(genre, counts)| stands_out(*genre, *counts))
            .max_by_key(|(genre, (own, heard))| (*own, *heard, std::cmp::Reverse(*genre)));
        let (Some((genre, (own, heard))), Some(day), Some((part, _))) =
            (best, WEEKDAYS.get(*weekday), PARTS.get(*part))
        else {
            continue;
        };
        let Some(genre) = facts.genres.get(genre as usize) else { continue };
        let hours = format!("{}-{part}", day.to_lowercase());
        let becomes =
            seedless("time-slot").map(|(_, recipe)| (format!("{day} {part}"), Recipe { hours: Some(hours), ..recipe }));
        let fact = Noticed {
            becomes,
            ..fact(
                NoticedKind::Habit,
                format!("slot:{}-{part}:{}", day.to_lowercase(), genre.to_lowercase()),
                format!("{day} {part}s are {genre}"),
                format!("{own} of {} {day}s", dates.len()),
            )
        };
        found.push((own, heard, fact));
    }
    // Stable: of equals the earlier in the week.
    found.sort_by_key(|(own, heard, _)| std::cmp::Reverse((*own, *heard)));
    found.into_iter().take(NAMED).map(|(.., fact)| fact).collect()
}
