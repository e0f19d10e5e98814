//! What fits a playlist: its lines as the seed, without what was passed over for it.

use std::collections::{HashMap, HashSet};

use crate::domain::facts::Facts;
use crate::domain::fold::search_form;
use crate::domain::ids::{PlaylistId, TrackId};
use crate::domain::section::{ItemRef, Pick};

use super::because::{Because, SOUNDS_LIKE, all_with, going_on_from};
use super::draft::{Candidate, Subject, sort_best_first};
use super::related::spread;
use super::works::opens;
use super::{Deal, Digest};

/// Passed over so often, an artist stands behind all others.
const SINKS_FROM: u32 = 2;

/// Up to `length` tracks that go with what the list holds, best first, each with its evidence:
/// common sessions before common lists before sound. Nothing that the list has already, under
/// whatever number; nothing of `passed`, whose artists sink once two of theirs are among it.
/// Empty for a list of which nothing is known.
#[must_use]
pub fn fitting(facts: &Facts, list: PlaylistId, passed: &[TrackId], length: usize) -> Vec<Pick> {
    let digest = Digest::of(facts);
    let Some(seed) = Because.seed(&digest, ItemRef::Playlist(list)) else { return Vec::new() };
    let deal = Deal::default();
    let mut candidates = all_with(&digest, &deal, &seed, &going_on_from(&digest, &seed));
    sort_best_first(&mut candidates, deal.seed);
    let passed: HashSet<TrackId> = passed.iter().copied().collect();
    let mut often: HashMap<u32, u32> = HashMap::new();
    let mut known: HashSet<(Option<u32>, String)> = HashSet::new();
    for place in 0..facts.tracks.len() as u32 {
        if passed.contains(&digest.track(place).id) {
            digest.main_artist(place).into_iter().for_each(|artist| *often.entry(artist).or_default() += 1);
        }
        if seed.theirs[place as usize] {
            known.insert(words(&digest, place));
        }
    }
    let fits = |candidate: Candidate| match candidate.what {
        Subject::Track(track)
            if candidate.tier <= SOUNDS_LIKE
                && !seed.theirs[track as usize]
                && !passed.contains(&digest.track(track).id)
                && opens(&digest, track) =>
        {
            known.insert(words(&digest, track)).then_some((track, candidate))
        }
        _ => None,
    };
    let mut others: Vec<(u32, Candidate)> = candidates.into_iter().filter_map(fits).collect();
    let sinks = |artist: Option<u32>| artist.and_then(|artist| often.get(&artist)).is_some_and(|n| *n >= SINKS_FROM);
    others.sort_by_key(|(_, candidate)| sinks(candidate.artist));
    spread(&digest, others.into_iter(), length)
}

/// By which the same recording is known on another album.
fn words(digest: &Digest<'_>, track: u32) -> (Option<u32>, String) {
    (digest.main_artist(track), search_form(&digest.track(track).title))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taste::fixture::World;

    struct Evening {
        world: World,
        list: PlaylistId,
    }

    /// A list of what was heard with others on three evenings.
    fn evening() -> Evening {
        let (mut world, nina) = World::of_three_evenings();
        world.playlist("Late", &nina);
        let list = world.facts.playlists[0].id;
        Evening { world, list }
    }

    impl Evening {
        fn artists(&self, passed: &[TrackId]) -> Vec<String> {
            let picks = fitting(&self.world.facts, self.list, passed, 6);
            assert!(picks.iter().all(|pick| !pick.evidence.is_empty()));
            picks.into_iter().map(|pick| pick.item.artist).collect()
        }

        fn by(&self, name: &str) -> Vec<TrackId> {
            let by = |artists: &[u32]| artists.iter().any(|a| &*self.world.facts.artists[*a as usize].name == name);
            self.world.facts.tracks.iter().filter(|track| by(&track.artists)).map(|track| track.id).collect()
        }
    }

    #[test]
    fn what_was_heard_with_the_lines_fits_and_the_lines_do_not() {
        let evening = evening();
        let mut artists = evening.artists(&[]);
        artists.sort_unstable();
        assert_eq!(artists, ["Billie Holiday", "Billie Holiday", "Mulatu Astatke"]);
        let nowhere = PlaylistId::made_at(0);
        assert!(fitting(&evening.world.facts, nowhere, &[], 6).is_empty());
    }

    #[test]
    fn what_was_passed_over_stays_away_and_its_artist_sinks() {
        let evening = evening();
        let holiday = evening.by("Billie Holiday");
        assert_eq!(evening.artists(&holiday[..2]), ["Mulatu Astatke", "Billie Holiday", "Billie Holiday"]);
        assert_eq!(evening.artists(&holiday), ["Mulatu Astatke"]);
    }

    #[test]
    fn the_same_recording_on_another_album_is_in_the_list_already() {
        let mut evening = evening();
        let title = evening.world.facts.tracks[0].title.clone();
        let again = evening.world.track("Nina Simone", "The Best Of", &title);
        for day in 10..13 {
            evening.world.evening(&format!("2026-11-{day}T22:00:00+01:00"), &[0, again]);
        }
        assert!(!evening.artists(&[]).contains(&"Nina Simone".to_owned()));
    }
}
