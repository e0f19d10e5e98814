//! The page: pins at their places, then the kinds in the order of the day, and no suggestion
//! twice.

mod balance;
mod beta;
mod choice;
mod exploring;
mod holding;
mod order;
mod pinned;
#[cfg(test)]
mod tests;
mod within;

pub use holding::KINDS as HOLDING;

use crate::domain::limit::Limit;
use crate::domain::listen::SESSION_GAP_MS;
use crate::domain::section::{Home, Origin, Pin, Section, Shows};
use crate::domain::time::{DAY_MS, HOUR_MS, MINUTE_MS, Moment};

use super::draft::{Draft, Outcome, Refresh, Role};
use super::greeting::greeting;
use super::{Deal, Digest, REGISTRY, mixes};

pub(super) use choice::choose;
use choice::{Chosen, OnPage};
use exploring::Share;
pub(super) use order::day_of;

/// Lists are dealt at this hour of the local morning.
const MORNING_MS: i64 = 4 * HOUR_MS;

/// Kinds that can be made of nearly anything: they choose last.
const BROAD: [&str; 2] = ["mix", "your-week"];

/// Puts a home together.
pub fn compose(digest: &Digest<'_>, seed: u64, generation: u64) -> Home {
    // Hours that were named leave those of now to the ear.
    let pinned = digest.facts.pins.iter().filter(|pin| pin.recipe.hours.is_none());
    let pinned = pinned.map(|pin| (pin.recipe.kind.clone(), pin.recipe.seed)).collect();
    let deal = Deal { seed, pinned, groups: mixes::groups(digest) };
    let mut drafts = Vec::new();
    let mut waiting = Vec::new();
    for kind in REGISTRY {
        if digest.standing.section_away(kind.name()) || deal.has_pinned(kind.name(), None) {
            continue;
        }
        match kind.build(digest, &deal) {
            Outcome::Drafts(built) => drafts.extend(built),
            Outcome::Waiting(section) => waiting.push(section),
            Outcome::Nothing => {}
        }
    }
    drafts.retain(|draft| !digest.standing.section_away(&draft.id));
    if digest.facts.explore <= 0.0 {
        drafts.retain(|draft| {
            let what: Vec<_> = draft.candidates.iter().map(|candidate| candidate.what).collect();
            !exploring::is_all_unplayed(digest, draft, &what)
        });
    }
    for draft in &mut drafts {
        let chosen = digest.facts.scorers.iter().find(|(kind, _)| kind == draft.kind);
        if let Some((_, simple)) = chosen {
            draft.tiers.iter_mut().for_each(|tier| tier.reason += &format!("; {} first, as you chose", simple.words()));
        }
        within::keep(digest, draft, limits_of(digest, &draft.id));
    }
    let pins = pinned::sections(digest, &deal);
    let on_page = OnPage::begin(digest, &drafts, pins.iter().flat_map(|(_, section)| &section.picks));
    let chosen = choose_all(digest, &drafts, on_page.clone());
    let mut sections: Vec<(Draft, Chosen)> = drafts.into_iter().zip(chosen).collect();
    sections.retain(|(draft, chosen)| {
        let is_enough = chosen.picks.len() >= draft.least.max(1);
        let is_familiar = digest.facts.explore > 0.0 || !exploring::is_all_unplayed(digest, draft, &chosen.what);
        // What the listener limited stays, so that the limit can be taken off.
        (is_enough && is_familiar) || !limits_of(digest, &draft.id).is_empty()
    });
    balance::calibrate(digest, &mut sections, &on_page);
    let ear = order::arrange(digest, sections, seed).into_iter().map(|(draft, chosen)| {
        let limits = limits_of(digest, &draft.id).to_vec();
        ear_section(digest, draft, chosen, limits)
    });
    Home {
        generation,
        built_at: digest.now(),
        greeting: greeting(digest),
        sections: in_places(pins, ear.collect()),
        waiting,
        dealt_at: Some(order::dealt_at(digest)),
        mixes: deal.groups.into_iter().map(|group| group.mix).collect(),
    }
}

/// The picks of all drafts. Where too little of what is in sight explores, the sections that
/// suggest make up for it.
///
/// Who has least to choose from chooses first, so that what could be made of anything leaves
/// the rare finds to those that are about them, and a section that moves changes no other.
fn choose_all(digest: &Digest<'_>, drafts: &[Draft], on_page: OnPage<'_>) -> Vec<Chosen> {
    let mut turns: Vec<usize> = (0..drafts.len()).collect();
    turns.sort_by_key(|place| {
        let draft = &drafts[*place];
        (BROAD.contains(&draft.kind), draft.candidates.len(), &draft.id)
    });
    let deal = |mut on_page: OnPage<'_>, quota: f64| {
        let mut share = Share::default();
        let mut all = vec![Chosen::default(); drafts.len()];
        for place in &turns {
            let draft = &drafts[*place];
            let chosen = match draft.role {
                Role::Fact => choose(digest, draft, draft.length, None, 0.0),
                Role::Suggestion => choose(digest, draft, draft.length, Some(&mut on_page), quota),
            };
            if chosen.picks.len() >= draft.least.max(1) {
                share.add(draft.role, chosen.exploring.iter().copied());
            }
            all[*place] = chosen;
        }
        (all, share)
    };
    let (chosen, share) = deal(on_page.clone(), 0.0);
    match share.quota(digest.facts.explore) {
        Some(quota) => deal(on_page, quota).0,
        None => chosen,
    }
}

/// What a pin would show with the facts of now.
pub fn preview(digest: &Digest<'_>, seed: u64, pin: &Pin) -> Section {
    let deal = Deal { seed, pinned: Vec::new(), groups: mixes::groups(digest) };
    pinned::preview(digest, &deal, pin)
}

fn limits_of<'d>(digest: &'d Digest<'_>, section: &str) -> &'d [Limit] {
    digest.facts.limits.iter().find(|(id, _)| id == section).map_or(&[], |(_, limits)| limits)
}

/// Pins stand at their place number while the page is long enough; the ear fills the rest.
fn in_places(pins: Vec<(u32, Section)>, ear: Vec<Section>) -> Vec<Section> {
    let mut sections = Vec::with_capacity(pins.len() + ear.len());
    let (mut pins, mut ear) = (pins.into_iter().peekable(), ear.into_iter());
    loop {
        let due = pins.peek().is_some_and(|(place, _)| (*place as usize) <= sections.len());
        let next = if due { None } else { ear.next() };
        match next.or_else(|| pins.next().map(|(_, section)| section)) {
            Some(section) => sections.push(section),
            None => return sections,
        }
    }
}

fn ear_section(digest: &Digest<'_>, draft: Draft, chosen: Chosen, limits: Vec<Limit>) -> Section {
    let now = digest.now();
    let reason = if chosen.picks.is_empty() { "nothing fits what you asked of it".into() } else { chosen.reason };
    Section {
        id: draft.id,
        kind: draft.kind.to_owned(),
        seed: draft.seed,
        title: draft.title,
        reason,
        origin: Origin::Ear,
        pin: None,
        updated_at: now,
        shows: Shows::default(),
        next_at: Some(match draft.refresh {
            Refresh::Daily => next_morning(now),
            Refresh::Weekly => next_monday(now),
            Refresh::EachSession => next_session(digest),
            Refresh::At(moment) => moment,
        }),
        limits,
        picks: chosen.picks,
    }
}

/// The next local four o'clock.
pub fn next_morning(now: Moment) -> Moment {
    let offset = i64::from(now.offset_minutes) * MINUTE_MS;
    let local = now.unix_ms.saturating_add(offset).saturating_sub(MORNING_MS);
    let next = local.div_euclid(DAY_MS).saturating_add(1).saturating_mul(DAY_MS);
    now.at(next.saturating_add(MORNING_MS).saturating_sub(offset))
}

/// Four o'clock of the next local Monday.
pub fn next_monday(now: Moment) -> Moment {
    let morning = next_morning(now);
    let passed = i64::from(morning.date().weekday().to_monday_zero_offset());
    morning.plus_ms((7 - passed) % 7 * DAY_MS)
}

/// A session begins after half an hour of silence.
fn next_session(digest: &Digest<'_>) -> Moment {
    let now = digest.now();
    let quiet_since = digest.last_sound_ms.unwrap_or(now.unix_ms);
    now.at(quiet_since.max(now.unix_ms).saturating_add(SESSION_GAP_MS))
}
