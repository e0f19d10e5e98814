//! What the listener pinned: exactly as it stood, or found anew in the same way.

use std::collections::{HashMap, HashSet};

use super::choice::{Chosen, choose};
use super::{exploring, holding, next_morning, within};
use crate::domain::evidence::{Evidence, Fact};
use crate::domain::fold::search_form;
use crate::domain::ids::TrackId;
use crate::domain::limit::Limit;
use crate::domain::section::{ItemRef, Origin, Pick, PickOrder, Pin, PinMode, Section};
use crate::domain::track::Presence;
use crate::taste::chance::mix;
use crate::taste::draft::Subject;
use crate::taste::{Deal, Digest, REGISTRY};

/// What a pin would show, without putting it on a page.
pub fn preview(digest: &Digest<'_>, deal: &Deal, pin: &Pin) -> Section {
    match pin.mode {
        PinMode::Picks => kept(digest, pin, &presence_now(digest, pin.picks.iter())),
        PinMode::Recipe => regrown(digest, deal, pin),
    }
}

/// The listener's sections, by place.
pub fn sections(digest: &Digest<'_>, deal: &Deal) -> Vec<(u32, Section)> {
    let mut pins: Vec<&Pin> = digest.facts.pins.iter().collect();
    pins.sort_by_key(|pin| (pin.place, pin.pinned_at.unix_ms, pin.id));
    let wanted = pins.iter().filter(|pin| pin.mode == PinMode::Picks).flat_map(|pin| &pin.picks);
    let presence = presence_now(digest, wanted);
    pins.into_iter()
        .filter(|pin| !digest.standing.section_away(&id_of(pin)))
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
    by_hand_section(digest, pin, "kept by you, as they were".into(), picks.collect(), Vec::new())
}

const NOTHING_YET: &str = "nothing to show here yet";

/// Fresh picks from the same kind and seed. An empty section keeps its place, and says why.
fn regrown(digest: &Digest<'_>, deal: &Deal, pin: &Pin) -> Section {
    let kind = REGISTRY.iter().find(|kind| kind.name() == pin.recipe.kind);
    let draft = match kind {
        Some(kind) => kind.follow(digest, deal, &pin.recipe),
        None => holding::draft(digest, pin),
    };
    let length = (pin.recipe.length as usize).max(1);
    let limits = pin.recipe.limits.as_slice();
    let (reason, picks) = match draft {
        Some(mut draft) => {
            within::keep(digest, &mut draft, limits);
            if pin.recipe.explore == Some(0) {
                draft.candidates.retain(|candidate| !exploring::is_exploring(digest, candidate.what));
            }
            let quota = f64::from(pin.recipe.explore.unwrap_or(0)) / 100.0;
            let mut chosen = choose(digest, &draft, length, None, quota);
            in_order(digest, deal, pin.recipe.order, &mut chosen);
            let reason = match (chosen.picks.is_empty(), limits, kind) {
                (true, [_, ..], _) => "nothing within its limits now".into(),
                (true, [], Some(_)) => NOTHING_YET.into(),
                _ => chosen.reason,
            };
            (reason, chosen.picks)
        }
        None => (NOTHING_YET.into(), Vec::new()),
    };
    by_hand_section(digest, pin, reason, picks, limits.to_vec())
}

fn in_order(digest: &Digest<'_>, deal: &Deal, order: PickOrder, chosen: &mut Chosen) {
    let listens = |what: &Subject| match what {
        Subject::Track(track) => digest.tally(*track).listens,
        Subject::Album(album) => digest.welcome_on(*album).map(|track| digest.tally(track).listens).sum(),
        Subject::Artist(_) | Subject::Playlist(_) => 0,
    };
    let mut picks: Vec<(Subject, Pick)> = chosen.what.drain(..).zip(chosen.picks.drain(..)).collect();
    match order {
        PickOrder::Own => {}
        PickOrder::Title => picks.sort_by_cached_key(|(_, pick)| search_form(pick.item.name())),
        PickOrder::Artist => picks.sort_by_cached_key(|(_, pick)| search_form(&pick.item.artist)),
        PickOrder::LeastHeard => picks.sort_by_cached_key(|(what, _)| listens(what)),
        PickOrder::Shuffled => picks.sort_by_cached_key(|(what, _)| mix(deal.seed, u64::from(what.place()))),
    }
    (chosen.what, chosen.picks) = picks.into_iter().unzip();
}

fn id_of(pin: &Pin) -> String {
    format!("pin:{}", pin.id)
}

fn by_hand_section(digest: &Digest<'_>, pin: &Pin, reason: String, picks: Vec<Pick>, limits: Vec<Limit>) -> Section {
    let fresh = pin.mode == PinMode::Recipe;
    Section {
        id: id_of(pin),
        kind: pin.recipe.kind.clone(),
        seed: pin.recipe.seed,
        title: pin.title.clone(),
        reason,
        origin: Origin::Hand,
        pin: Some(pin.id),
        updated_at: if fresh { digest.now() } else { pin.pinned_at },
        shows: pin.recipe.shows,
        next_at: fresh.then(|| next_morning(digest.now())),
        limits,
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
