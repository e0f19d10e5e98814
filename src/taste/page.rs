//! The page: pins at their places, then the kinds in the order of the registry, and no
//! suggestion twice.

use std::collections::{HashMap, HashSet};

use crate::domain::evidence::{Evidence, Fact};
use crate::domain::ids::TrackId;
use crate::domain::listen::SESSION_GAP_MS;
use crate::domain::section::{Home, ItemRef, Origin, Pick, Pin, PinMode, Section};
use crate::domain::time::{DAY_MS, HOUR_MS, MINUTE_MS, Moment};
use crate::domain::track::Presence;

use super::draft::{Candidate, Draft, Outcome, Refresh, Role};
use super::greeting::greeting;
use super::{Deal, Digest, REGISTRY};

/// What each track of an artist that a section already has costs the next one, in the units of
/// `f`: it spreads as well as a cap of three and costs half as much accuracy.
const SPREAD: f64 = 0.1;
/// At most this share of a section is by one artist, while there are others to choose from.
const ONE_ARTIST_IN: usize = 4;
/// Lists are dealt at this hour of the local morning.
const MORNING_MS: i64 = 4 * HOUR_MS;

/// Puts a home together.
pub fn compose(digest: &Digest<'_>, seed: u64, generation: u64) -> Home {
    let pinned = digest.facts.pins.iter().map(|pin| (pin.recipe.kind.clone(), pin.recipe.seed)).collect();
    let deal = Deal { seed, pinned };
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
    let pins = pinned_sections(digest, &deal);
    let mut shown: HashSet<ItemRef> =
        pins.iter().flat_map(|(_, section)| &section.picks).map(|pick| pick.item.what).collect();
    for draft in drafts.iter().filter(|draft| draft.role == Role::Fact) {
        shown.extend(draft.candidates.iter().take(draft.length).map(|candidate| digest.item(candidate.what).what));
    }
    let ear = drafts.into_iter().filter_map(|draft| {
        let (reason, picks) = match draft.role {
            Role::Fact => choose(digest, &draft, draft.length, None),
            Role::Suggestion => choose(digest, &draft, draft.length, Some(&mut shown)),
        };
        (picks.len() >= draft.least.max(1)).then(|| ear_section(digest, draft, reason, picks))
    });
    Home {
        generation,
        built_at: digest.now(),
        greeting: greeting(digest),
        sections: in_places(pins, ear.collect()),
        waiting,
        dealt_at: Some(digest.now()),
        mixes: Vec::new(),
    }
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

/// The listener's sections, by place.
fn pinned_sections(digest: &Digest<'_>, deal: &Deal) -> Vec<(u32, Section)> {
    let mut pins: Vec<&Pin> = digest.facts.pins.iter().collect();
    pins.sort_by_key(|pin| (pin.place, pin.pinned_at.unix_ms, pin.id));
    let wanted = pins.iter().filter(|pin| pin.mode == PinMode::Picks).flat_map(|pin| &pin.picks);
    let presence = presence_now(digest, wanted);
    pins.into_iter()
        .map(|pin| {
            let section = match pin.mode {
                PinMode::Picks => kept(digest, pin, &presence),
                PinMode::Recipe => regrown(digest, deal, pin),
            };
            (pin.place, section)
        })
        .collect()
}

/// Exactly the kept items. Their old counts would be untrue by now, so the evidence is the
/// listener's own act.
fn kept(digest: &Digest<'_>, pin: &Pin, presence: &HashMap<TrackId, Presence>) -> Section {
    let by_hand = Fact::ByHand { what: "you put it here".into(), at: pin.pinned_at };
    let picks = pin.picks.iter().cloned().map(|mut pick| {
        pick.evidence = vec![Evidence { fact: by_hand.clone(), weight: 1.0 }];
        if let ItemRef::Track(id) = pick.item.what {
            pick.item.presence = presence.get(&id).copied().unwrap_or(Presence::Missing);
        }
        pick
    });
    by_hand_section(digest, pin, "kept by you, as they were".into(), picks.collect())
}

/// Fresh picks from the same kind and seed. An empty section keeps its place.
fn regrown(digest: &Digest<'_>, deal: &Deal, pin: &Pin) -> Section {
    let kind = REGISTRY.iter().find(|kind| kind.name() == pin.recipe.kind);
    let draft = kind.and_then(|kind| kind.grow(digest, deal, pin.recipe.seed));
    let length = (pin.recipe.length as usize).max(1);
    let (reason, picks) = match draft {
        Some(draft) => choose(digest, &draft, length, None),
        None => ("nothing to show here yet".into(), Vec::new()),
    };
    by_hand_section(digest, pin, reason, picks)
}

fn by_hand_section(digest: &Digest<'_>, pin: &Pin, reason: String, picks: Vec<Pick>) -> Section {
    let fresh = pin.mode == PinMode::Recipe;
    Section {
        id: format!("pin:{}", pin.id),
        kind: pin.recipe.kind.clone(),
        seed: pin.recipe.seed,
        title: pin.title.clone(),
        reason,
        origin: Origin::Hand,
        pin: Some(pin.id),
        updated_at: if fresh { digest.now() } else { pin.pinned_at },
        next_at: fresh.then(|| next_morning(digest.now())),
        limits: Vec::new(),
        picks,
    }
}

fn presence_now<'p>(digest: &Digest<'_>, picks: impl Iterator<Item = &'p Pick>) -> HashMap<TrackId, Presence> {
    let wanted: HashSet<TrackId> = picks
        .filter_map(|pick| match pick.item.what {
            ItemRef::Track(id) => Some(id),
            _ => None,
        })
        .collect();
    if wanted.is_empty() {
        return HashMap::new();
    }
    let known = digest.facts.tracks.iter().filter(|track| wanted.contains(&track.id));
    known.map(|track| (track.id, track.presence)).collect()
}

fn ear_section(digest: &Digest<'_>, draft: Draft, reason: String, picks: Vec<Pick>) -> Section {
    let now = digest.now();
    Section {
        id: draft.id,
        kind: draft.kind.to_owned(),
        seed: draft.seed,
        title: draft.title,
        reason,
        origin: Origin::Ear,
        pin: None,
        updated_at: now,
        next_at: Some(match draft.refresh {
            Refresh::Daily => next_morning(now),
            Refresh::Weekly => next_monday(now),
            Refresh::EachSession => next_session(digest),
            Refresh::At(moment) => moment,
        }),
        limits: Vec::new(),
        picks,
    }
}

/// Takes picks from a draft. Suggestions give way to what is on the page already and spread
/// over artists; facts are taken as they come.
pub(super) fn choose(
    digest: &Digest<'_>,
    draft: &Draft,
    length: usize,
    mut shown: Option<&mut HashSet<ItemRef>>,
) -> (String, Vec<Pick>) {
    let mut left: Vec<&Candidate> = match &shown {
        Some(shown) => {
            draft.candidates.iter().filter(|candidate| !shown.contains(&digest.item(candidate.what).what)).collect()
        }
        None => draft.candidates.iter().collect(),
    };
    let crowded = length.div_ceil(ONE_ARTIST_IN);
    let mut by_artist: HashMap<u32, usize> = HashMap::new();
    let mut picks = Vec::new();
    let mut reason = draft.tiers.first();
    let mut highest_tier = 0;
    while picks.len() < length {
        let may_stand = |candidate: &Candidate| {
            let fills_to = draft.tier(candidate).and_then(|tier| tier.fills_to);
            fills_to.is_none_or(|fills_to| picks.len() < fills_to)
        };
        let best = match draft.role {
            Role::Fact => (!left.is_empty()).then_some(0),
            Role::Suggestion => most_fitting(draft, &left, may_stand, &by_artist, crowded),
        };
        let Some(best) = best else { break };
        let candidate = left.remove(best);
        if candidate.tier >= highest_tier {
            highest_tier = candidate.tier;
            reason = draft.tier(candidate);
        }
        if let Some(artist) = candidate.artist {
            *by_artist.entry(artist).or_default() += 1;
        }
        picks.push(Pick { item: digest.item(candidate.what), evidence: candidate.evidence.clone(), heard: false });
    }
    // A section that is too short is not shown, and takes nothing from others.
    if let Some(shown) = &mut shown
        && picks.len() >= draft.least
    {
        shown.extend(picks.iter().map(|pick| pick.item.what));
    }
    (reason.map(|tier| tier.reason.clone()).unwrap_or_default(), picks)
}

/// The candidate that comes next: no last resort while there are others, not by an artist who
/// crowds the section, of the lowest tier, of the highest score after the spread. The first
/// among equals.
fn most_fitting(
    draft: &Draft,
    left: &[&Candidate],
    may_stand: impl Fn(&Candidate) -> bool,
    by_artist: &HashMap<u32, usize>,
    crowded: usize,
) -> Option<usize> {
    let key = |candidate: &Candidate| {
        let by_same = candidate.artist.and_then(|artist| by_artist.get(&artist)).copied().unwrap_or(0);
        let last_resort = draft.tier(candidate).is_some_and(|tier| tier.fills_to.is_some());
        ((last_resort, by_same >= crowded, candidate.tier), candidate.score - SPREAD * by_same as f64)
    };
    let standing = left.iter().enumerate().filter(|(_, candidate)| may_stand(candidate));
    let best = standing.map(|(place, candidate)| (place, key(candidate))).reduce(|best, next| {
        let ((order, score), (least, most)) = (next.1, best.1);
        if order.cmp(&least).then_with(|| most.total_cmp(&score)).is_lt() { next } else { best }
    });
    best.map(|(place, _)| place)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::feedback::{Target, Verb};
    use crate::domain::ids::AlbumId;
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
}
