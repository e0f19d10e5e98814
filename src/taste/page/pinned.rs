//! What the listener pinned: exactly as it stood, or found anew in the same way.

use std::collections::{HashMap, HashSet};

use super::choice::choose;
use super::{limits_of, next_morning, within};
use crate::domain::evidence::{Evidence, Fact};
use crate::domain::ids::TrackId;
use crate::domain::limit::Limit;
use crate::domain::section::{ItemRef, Origin, Pick, Pin, PinMode, Section};
use crate::domain::track::Presence;
use crate::taste::{Deal, Digest, REGISTRY};

/// The listener's sections, by place.
pub fn sections(digest: &Digest<'_>, deal: &Deal) -> Vec<(u32, Section)> {
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
    by_hand_section(digest, pin, "kept by you, as they were".into(), picks.collect(), Vec::new())
}

/// Fresh picks from the same kind and seed. An empty section keeps its place.
fn regrown(digest: &Digest<'_>, deal: &Deal, pin: &Pin) -> Section {
    let kind = REGISTRY.iter().find(|kind| kind.name() == pin.recipe.kind);
    let draft = kind.and_then(|kind| kind.grow(digest, deal, pin.recipe.seed));
    let length = (pin.recipe.length as usize).max(1);
    let limits = limits_of(digest, &id_of(pin));
    let (reason, picks) = match draft {
        Some(mut draft) => {
            within::keep(digest, &mut draft, limits);
            let chosen = choose(digest, &draft, length, None, 0.0);
            (chosen.reason, chosen.picks)
        }
        None => ("nothing to show here yet".into(), Vec::new()),
    };
    by_hand_section(digest, pin, reason, picks, limits.to_vec())
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
