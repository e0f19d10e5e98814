//! Radio: what goes on from one seed, track after track, each with its reason.
//!
//! The candidates are those of [`super::because`] for the seed; where a section would stop for
//! want of evidence, radio goes on to the seed's own shelf and genres, and says so.

use std::collections::HashSet;

use crate::domain::facts::Facts;
use crate::domain::ids::TrackId;
use crate::domain::section::{ItemRef, Pick};
use crate::domain::time::HOUR_MS;

use super::because::Because;
use super::draft::Subject;
use super::page::choose;
use super::{Deal, Digest, SectionKind};

/// What was played within this time does not come again.
const AGAIN_AFTER_MS: i64 = 3 * HOUR_MS;

/// Up to `length` tracks that go with the seed, without `after`, which plays now. Empty when
/// the seed is gone, or nothing goes with it.
#[must_use]
pub fn radio(facts: &Facts, from: ItemRef, after: TrackId, seed: u64, length: usize) -> Vec<Pick> {
    let digest = Digest::of(facts);
    let deal = Deal { seed, ..Deal::default() };
    let Some(mut draft) = Because.grow(&digest, &deal, Some(from)) else { return Vec::new() };
    let since = facts.now.unix_ms.saturating_sub(AGAIN_AFTER_MS);
    let recent = facts.plays.iter().rev().take_while(|play| play.started_at.unix_ms >= since);
    let mut passed: HashSet<u32> = recent.map(|play| play.track).collect();
    passed.extend(digest.places().find(|place| digest.track(*place).id == after));
    draft.candidates.retain(|candidate| match candidate.what {
        Subject::Track(track) => !passed.contains(&track) && digest.is_welcome(track),
        Subject::Album(_) | Subject::Artist(_) | Subject::Playlist(_) => false,
    });
    for tier in &mut draft.tiers {
        tier.fills_to = None;
    }
    choose(&digest, &draft, length, None).1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taste::fixture::World;

    #[test]
    fn it_goes_on_with_what_was_heard_together_and_then_with_the_shelf() {
        let mut world = World::new();
        let nina = world.tracks("Nina Simone", "Pastel Blues", 4);
        let holiday = world.tracks("Billie Holiday", "Lady in Satin", 3);
        world.tracks("Bill Evans", "Explorations", 3);
        for day in 10..14 {
            let evening: Vec<u32> = nina.iter().chain(&holiday).copied().collect();
            world.evening(&format!("2026-11-{day}T20:00:00+01:00"), &evening);
        }
        let after = world.facts.tracks[nina[0] as usize].id;
        let artist = world.facts.artists[world.facts.tracks[nina[0] as usize].artists[0] as usize].id;
        let picks = radio(&world.facts, ItemRef::Artist(artist), after, 7, 10);
        let artists: Vec<&str> = picks.iter().map(|pick| pick.item.artist.as_str()).collect();
        assert_eq!(artists[..3], ["Billie Holiday"; 3], "{artists:?}");
        assert!(picks.iter().all(|pick| pick.item.what != ItemRef::Track(after) && !pick.evidence.is_empty()));
    }

    #[test]
    fn what_just_played_does_not_come_again() {
        let mut world = World::new();
        let nina = world.tracks("Nina Simone", "Pastel Blues", 4);
        let now = world.facts.now.plus_ms(-HOUR_MS).rfc3339();
        world.evening(&now, &nina[1..]);
        let after = world.facts.tracks[nina[0] as usize].id;
        assert!(radio(&world.facts, ItemRef::Track(after), after, 7, 10).is_empty());
    }
}
