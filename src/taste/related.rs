//! What goes with one thing, best first: the end of a search.

use std::collections::HashMap;

use crate::domain::facts::Facts;
use crate::domain::section::{ItemRef, Pick};

use super::because::{Because, SAME_GENRE, all_with, going_on_from};
use super::draft::{Candidate, Subject, sort_best_first};
use super::works::opens;
use super::{Deal, Digest};

/// At most so many by one artist.
const BY_ONE_ARTIST: u32 = 2;

/// Up to `length` tracks by others that go with `of`, each with its evidence. Empty when
/// nothing is known to.
#[must_use]
pub fn related(facts: &Facts, of: ItemRef, length: usize) -> Vec<Pick> {
    let digest = Digest::of(facts);
    let Some(seed) = Because.seed(&digest, of) else { return Vec::new() };
    let deal = Deal::default();
    let mut candidates = all_with(&digest, &deal, &seed, &going_on_from(&digest, &seed));
    sort_best_first(&mut candidates, deal.seed);
    let others = candidates.into_iter().filter_map(|candidate| match candidate.what {
        Subject::Track(track)
            if candidate.tier <= SAME_GENRE && !seed.theirs[track as usize] && opens(&digest, track) =>
        {
            Some((track, candidate))
        }
        _ => None,
    });
    spread(&digest, others, length)
}

/// The first of these tracks as picks, at most [`BY_ONE_ARTIST`] each.
pub(super) fn spread(digest: &Digest<'_>, others: impl Iterator<Item = (u32, Candidate)>, length: usize) -> Vec<Pick> {
    let mut by_artist: HashMap<u32, u32> = HashMap::new();
    let spread = others.filter(|(track, _)| {
        let Some(artist) = digest.main_artist(*track) else { return true };
        let chosen = by_artist.entry(artist).or_default();
        *chosen += 1;
        *chosen <= BY_ONE_ARTIST
    });
    let pick = |(track, candidate): (u32, Candidate)| Pick {
        item: digest.item(Subject::Track(track)),
        evidence: candidate.evidence,
        heard: false,
    };
    spread.take(length).map(pick).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taste::fixture::World;

    #[test]
    fn others_that_go_with_it_come_with_their_reasons() {
        let (world, nina) = World::of_three_evenings();
        let artist = world.facts.artists[world.facts.tracks[nina[0] as usize].artists[0] as usize].id;
        let picks = related(&world.facts, ItemRef::Artist(artist), 6);
        let mut artists: Vec<&str> = picks.iter().map(|pick| pick.item.artist.as_str()).collect();
        artists.sort_unstable();
        assert_eq!(artists, ["Billie Holiday", "Billie Holiday", "Mulatu Astatke"], "two by one artist, none by her");
        assert!(picks.iter().all(|pick| !pick.evidence.is_empty()));
        let unheard = ItemRef::Track(world.facts.tracks[20].id);
        assert!(related(&world.facts, unheard, 6).is_empty());
    }
}
