//! In which order the sections by ear stand.
//!
//! Each kind draws once a day from a Beta distribution over how often it was started when it
//! was seen (Thompson 1933; Chapelle and Li 2011), so that what is used rises, and what nobody
//! has tried yet is tried now and then. The drawn order is only what the page leans to: from
//! one day to the next at most one section changes its place, within a day none does.

use std::collections::HashMap;

use super::{beta, choice, exploring};
use crate::domain::shown::{SectionDay, keep_places, kind_of};
use crate::domain::time::{DAY_MS, HOUR_MS, MINUTE_MS, Moment};
use crate::taste::chance::mix;
use crate::taste::digest::local_day;
use crate::taste::draft::Draft;
use crate::taste::{Digest, REGISTRY};

/// Always first of what the ear puts there.
const HEAD: &str = "jump-back-in";
/// Rises when its hours begin, not in the morning like the others.
const BY_THE_HOUR: &str = "time-slot";
/// Below so many listens sections are still appearing: they stand as the registry has them.
const YOUNG: usize = 50;
/// A day this long ago says this share of what it said then.
const MEMORY: f64 = 0.9;
/// What the first kind of the registry is believed to be started more often than it was seen
/// without; each further one [`PRIOR_FALLS`] of the one before.
const PRIOR: f64 = 3.0;
const PRIOR_FALLS: f64 = 0.75;
const WITHOUT_START: f64 = 4.0;
/// Among so many there is one that explores.
const EXPLORING_AMONG: usize = 4;

/// When the order that stands today was dealt: now, or earlier today.
pub fn dealt_at(digest: &Digest<'_>) -> Moment {
    let now = digest.now();
    digest.facts.shown.dealt_at.filter(|dealt| day_of(*dealt) == day_of(now)).unwrap_or(now)
}

/// A section and its picks.
type Chosen = (Draft, choice::Chosen);

/// Brings the sections, given in the order of the registry, into the order of the page.
pub fn arrange(digest: &Digest<'_>, sections: Vec<Chosen>, seed: u64) -> Vec<Chosen> {
    let (head, rest): (Vec<Chosen>, Vec<Chosen>) = sections.into_iter().partition(|(draft, _)| draft.kind == HEAD);
    let order = order(digest, &rest, seed, head.len());
    let mut rest: Vec<Option<Chosen>> = rest.into_iter().map(Some).collect();
    let rest = order.into_iter().filter_map(|place| rest.get_mut(place).and_then(Option::take));
    head.into_iter().chain(rest).collect()
}

fn order(digest: &Digest<'_>, sections: &[Chosen], seed: u64, head: usize) -> Vec<usize> {
    let drafts: Vec<&Draft> = sections.iter().map(|(draft, _)| draft).collect();
    let registry: Vec<usize> = (0..drafts.len()).collect();
    if digest.listens.len() < YOUNG {
        return registry;
    }
    let shown = &digest.facts.shown;
    let drawn = drawn(&shown.days, digest.now(), seed);
    // Sections of one kind stay in the order in which they were made.
    let mut wanted = registry;
    wanted.sort_by(|a, b| drawn_of(&drawn, &drafts, *b).total_cmp(&drawn_of(&drawn, &drafts, *a)));
    let explores: Vec<bool> = sections.iter().map(|(_, chosen)| explores(chosen)).collect();
    let must_explore = digest.facts.explore > 0.0;
    let Some(dealt_at) = shown.dealt_at else {
        if shown.days.is_empty() {
            wanted = (0..drafts.len()).collect();
        }
        if must_explore {
            bring_one_up(&mut wanted, &explores, head);
        }
        return wanted;
    };
    let before: Vec<&str> = shown.sections.iter().map(|section| section.id.as_str()).collect();
    let ids: Vec<&str> = drafts.iter().map(|draft| draft.id.as_str()).collect();
    let mut order = keep_places(&before, &ids);
    let is_new = |place: usize| !before.iter().any(|id| *id == ids[place] || kind_of(id) == kind_of(ids[place]));
    if let Some(slot) = order.iter().position(|place| drafts[*place].kind == BY_THE_HOUR && is_new(*place)) {
        let to = best_place(&order, slot, &wanted);
        move_to(&mut order, slot, to);
        return order;
    }
    if day_of(dealt_at) == day_of(digest.now()) {
        return order;
    }
    // The morning's one change.
    if must_explore && bring_one_up(&mut order, &explores, head) {
        return order;
    }
    let new = wanted.iter().find(|place| is_new(**place));
    let moved = match new.and_then(|new| order.iter().position(|place| place == new)) {
        Some(new) => Some((new, best_place(&order, new, &wanted))),
        None => best_move(&order, &wanted, |place| drafts[place].kind != BY_THE_HOUR),
    };
    if let Some((from, to)) = moved {
        move_to(&mut order, from, to);
    }
    order
}

/// One draw for each kind.
fn drawn(days: &[SectionDay], now: Moment, seed: u64) -> HashMap<&'static str, f64> {
    let today = local_day(now);
    let mut prior = PRIOR;
    let mut drawn = HashMap::new();
    for kind in REGISTRY.iter().filter(|kind| kind.name() != HEAD) {
        let (mut starts, mut without) = (1.0 + prior, WITHOUT_START);
        for day in days.iter().filter(|day| day.kind == kind.name()) {
            let weight = MEMORY.powf(today.saturating_sub(day.day).max(0) as f64);
            starts += weight * f64::from(day.started);
            without += weight * f64::from(u8::from(day.shown > 0 && day.started == 0));
        }
        let own = kind.name().bytes().fold(seed, |seed, byte| mix(seed, u64::from(byte)));
        drawn.insert(kind.name(), beta::draw(own, starts, without));
        prior *= PRIOR_FALLS;
    }
    drawn
}

fn drawn_of(drawn: &HashMap<&'static str, f64>, drafts: &[&Draft], place: usize) -> f64 {
    drafts.get(place).and_then(|draft| drawn.get(draft.kind)).copied().unwrap_or(0.0)
}

/// Whether at least half of what one sees of the section is unplayed or rested.
fn explores(chosen: &choice::Chosen) -> bool {
    let seen: Vec<bool> = chosen.exploring.iter().copied().take(exploring::IN_SIGHT).collect();
    !seen.is_empty() && 2 * seen.iter().filter(|explores| **explores).count() >= seen.len()
}

/// Lets one section that explores stand among the first. False when one does, or none can.
fn bring_one_up(order: &mut Vec<usize>, explores: &[bool], head: usize) -> bool {
    let first = EXPLORING_AMONG.saturating_sub(head);
    let found = order.iter().position(|place| explores.get(*place).copied().unwrap_or(false));
    match found {
        Some(from) if from >= first && first > 0 => {
            move_to(order, from, first - 1);
            true
        }
        _ => false,
    }
}

fn move_to(order: &mut Vec<usize>, from: usize, to: usize) {
    if from < order.len() && to < order.len() {
        let place = order.remove(from);
        order.insert(to, place);
    }
}

/// Where the section at `from` disagrees least with the wanted order.
fn best_place(order: &[usize], from: usize, wanted: &[usize]) -> usize {
    let rank = ranks(wanted);
    let mut best = (usize::MAX, from);
    for to in 0..order.len() {
        let mut moved = order.to_vec();
        move_to(&mut moved, from, to);
        best = best.min((inversions(&moved, &rank), to));
    }
    best.1
}

/// The one move that brings the order nearest to the wanted one; none when it is there.
fn best_move(order: &[usize], wanted: &[usize], may_move: impl Fn(usize) -> bool) -> Option<(usize, usize)> {
    let rank = ranks(wanted);
    let mut best = (inversions(order, &rank), None);
    for (from, place) in order.iter().enumerate() {
        if !may_move(*place) {
            continue;
        }
        for to in 0..order.len() {
            let mut moved = order.to_vec();
            move_to(&mut moved, from, to);
            let inversions = inversions(&moved, &rank);
            if inversions < best.0 {
                best = (inversions, Some((from, to)));
            }
        }
    }
    best.1
}

fn ranks(wanted: &[usize]) -> HashMap<usize, usize> {
    wanted.iter().enumerate().map(|(rank, place)| (*place, rank)).collect()
}

/// Pairs that stand the other way round than wanted (Kendall's tau distance).
fn inversions(order: &[usize], rank: &HashMap<usize, usize>) -> usize {
    let ranked: Vec<usize> = order.iter().filter_map(|place| rank.get(place)).copied().collect();
    let after = |place: usize| ranked.iter().skip(place + 1);
    ranked.iter().enumerate().map(|(place, rank)| after(place).filter(|later| *later < rank).count()).sum()
}

/// The day of home: it begins at four in the local morning.
pub fn day_of(at: Moment) -> i64 {
    let local = at.unix_ms.saturating_add(i64::from(at.offset_minutes) * MINUTE_MS);
    local.saturating_sub(4 * HOUR_MS).div_euclid(DAY_MS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_best_move_never_leads_away(order in Just((0..9usize).collect::<Vec<_>>()).prop_shuffle(), wanted in Just((0..9usize).collect::<Vec<_>>()).prop_shuffle()) {
            let rank = ranks(&wanted);
            let mut order = order;
            // A page of nine is as wanted after at most eight mornings.
            for _ in 0..8 {
                let before = inversions(&order, &rank);
                let Some((from, to)) = best_move(&order, &wanted, |_| true) else { break };
                move_to(&mut order, from, to);
                prop_assert!(inversions(&order, &rank) < before);
            }
        }
    }

    /// Draws are chance: what is started more often comes first on nearly all days, not on every one.
    #[test]
    fn what_is_started_rises() {
        let today = local_day(Moment::utc(1_700_000_000_000));
        let day = |kind: &str, back: i64, started: u32| SectionDay {
            kind: kind.into(),
            day: today - back,
            shown: 5,
            started,
            ..SectionDay::default()
        };
        let days: Vec<SectionDay> = (0..40).flat_map(|back| [day("new", back, 2), day("on-repeat", back, 0)]).collect();
        let rises = |seed: &u64| {
            let drawn = drawn(&days, Moment::utc(1_700_000_000_000), *seed);
            drawn["new"] > drawn["on-repeat"]
        };
        let risen = (0..1_000).filter(rises).count();
        assert!(risen > 950, "on {risen} of 1000 days");
    }

    #[test]
    fn exploring_is_brought_among_the_first_four() {
        let explores = [false, false, false, false, true, true];
        let mut order = vec![0, 1, 2, 3, 4, 5];
        assert!(bring_one_up(&mut order, &explores, 1));
        assert_eq!(order, [0, 1, 4, 2, 3, 5]);
        assert!(!bring_one_up(&mut order, &explores, 1), "one is enough");
    }

    #[test]
    fn the_day_begins_at_four() {
        let at = |text: &str| day_of(Moment::parse_rfc3339(text).unwrap());
        assert_eq!(at("2026-11-22T23:00:00+01:00"), at("2026-11-23T03:59:00+01:00"));
        assert_ne!(at("2026-11-23T03:59:00+01:00"), at("2026-11-23T04:00:00+01:00"));
    }
}
