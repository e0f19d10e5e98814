//! What fills up a section that evidence leaves short: more by the seed, and its genres.

use std::collections::HashSet;

use crate::domain::evidence::Fact;
use crate::domain::section::ItemRef;
use crate::taste::draft::{Candidate, Subject};
use crate::taste::evidence::reasons;
use crate::taste::{Deal, Digest, chance};

use super::{BY_SEED, LENGTH, SAME_GENRE, Seed};

/// Candidates of each sort: many, since the page may have them already.
const RESERVE: usize = 3 * LENGTH;

/// Tracks by the seed's artists that were not heard lately, those heard least first.
pub fn more_by_seed(digest: &Digest<'_>, deal: &Deal, seed: &Seed) -> Vec<Candidate> {
    let Some(artist) = seed.artists.first().copied().filter(|artist| (*artist as usize) < digest.artists.len()) else {
        return Vec::new();
    };
    let tally = &digest.artists[artist as usize];
    let fact = Fact::SameArtist {
        artist: digest.facts.artists[artist as usize].name.clone(),
        times: tally.listens_30d,
        since: tally.first_30d.map_or(digest.now(), |first| digest.heard_at(first)),
    };
    let mut more: Vec<u32> = digest
        .places()
        .filter(|place| digest.may_suggest(*place) && seed.theirs[*place as usize])
        .filter(|place| !digest.was_just_heard(*place) && seed.item != ItemRef::Track(digest.track(*place).id))
        .collect();
    more.sort_by_key(|place| (digest.tally(*place).listens, chance::mix(deal.seed, u64::from(*place))));
    more.truncate(RESERVE);
    let last_resort = |(rank, place): (usize, u32)| Candidate {
        what: Subject::Track(place),
        tier: BY_SEED,
        score: -(rank as f64),
        artist: Some(artist),
        evidence: reasons([(Some(fact.clone()), 0.0)], []),
    };
    more.into_iter().enumerate().map(last_resort).collect()
}

/// Tracks by others that share the seed's genres: most shared first, then the known.
pub fn same_genre(digest: &Digest<'_>, deal: &Deal, seed: &Seed, already: &[Candidate]) -> Vec<Candidate> {
    // How much of the seed's music each genre names.
    let mut weight = vec![0u32; digest.facts.genres.len()];
    for track in seed.ground.tracks() {
        for genre in &digest.track(*track).genres {
            if let Some(weight) = weight.get_mut(*genre as usize) {
                *weight += 1;
            }
        }
    }
    let shared = |place: u32| {
        let named = digest.track(place).genres.iter().copied();
        named.filter(|genre| weight.get(*genre as usize).copied().unwrap_or(0) > 0)
    };
    let already: HashSet<Subject> = already.iter().map(|candidate| candidate.what).collect();
    let mut near: Vec<(u32, u32)> = digest
        .places()
        .filter(|place| digest.may_suggest(*place) && !seed.theirs[*place as usize])
        .filter(|place| !already.contains(&Subject::Track(*place)) && !digest.was_just_heard(*place))
        .map(|place| (shared(place).map(|genre| weight[genre as usize]).sum::<u32>(), place))
        .filter(|(sum, _)| *sum > 0)
        .collect();
    let base_level = digest.base_level(0.5);
    let closest = |(a, left): &(u32, u32), (b, right): &(u32, u32)| {
        let known = |place: &u32| base_level[*place as usize] + digest.standing.lean(*place);
        let tie = |place: &u32| chance::mix(deal.seed, u64::from(*place));
        b.cmp(a).then_with(|| known(right).total_cmp(&known(left))).then_with(|| tie(left).cmp(&tie(right)))
    };
    if near.len() > RESERVE {
        near.select_nth_unstable_by(RESERVE, closest);
        near.truncate(RESERVE);
    }
    near.sort_by(closest);
    let last_resort = |(rank, (_, place)): (usize, (u32, u32))| {
        let genre = shared(place).max_by_key(|genre| weight[*genre as usize])?;
        let fact = Fact::SameGenre { genre: digest.facts.genres[genre as usize].clone() };
        Some(Candidate {
            what: Subject::Track(place),
            tier: SAME_GENRE,
            score: -(rank as f64),
            artist: digest.main_artist(place),
            evidence: reasons([(Some(fact), 0.0)], []),
        })
    };
    near.into_iter().enumerate().filter_map(last_resort).collect()
}
