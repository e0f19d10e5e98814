//! What the shelves say before anything was heard: whole albums by artists of whom the listener
//! owns most, and the newest files. Both leave once there are listens to go by.

use std::collections::HashMap;

use crate::domain::evidence::Fact;
use crate::domain::time::DAY_MS;

use super::draft::{Candidate, Draft, Outcome, Refresh, Role, Subject, Tier, sort_best_first};
use super::evidence::reasons;
use super::score::{Blend, comparable};
use super::{Deal, Digest, SectionKind, chance};

/// Listens after which home has better things to say than what the shelves hold.
const UNTIL_LISTENS: usize = 20;
const LENGTH: usize = 6;
/// Fewer tracks make a single, not an album.
const WHOLE: usize = 3;

/// Albums one owns whole, by artists one owns most of.
pub struct WholeAlbums;

impl SectionKind for WholeAlbums {
    fn name(&self) -> &'static str {
        "shelves"
    }

    fn title(&self, _: Option<&str>) -> String {
        "Albums by artists you own most of".into()
    }

    fn build(&self, digest: &Digest<'_>, deal: &Deal) -> Outcome {
        if digest.listens.len() >= UNTIL_LISTENS {
            return Outcome::Nothing;
        }
        let albums: Vec<(u32, usize)> = (0u32..)
            .zip(&digest.facts.albums)
            .map(|(place, _)| (place, digest.welcome_on(place).count()))
            .filter(|(_, tracks)| *tracks >= WHOLE)
            .collect();
        let mut owned: HashMap<u32, u32> = HashMap::new();
        for (album, _) in &albums {
            if let Some(artist) = album_artist(digest, *album) {
                *owned.entry(artist).or_default() += 1;
            }
        }
        let most = owned.values().copied().max().unwrap_or(0);
        let owned_by = |album: u32| album_artist(digest, album).and_then(|artist| owned.get(&artist)).copied();
        let blend = Blend::default().signal(
            "albums by the artist",
            1.0,
            albums.iter().map(|(album, _)| f64::from(owned_by(*album).unwrap_or(0))),
            f64::from(most),
        );
        let mut candidates: Vec<Candidate> = albums
            .iter()
            .enumerate()
            .filter_map(|(place, (album, tracks))| {
                let artist = album_artist(digest, *album)?;
                let fact = Fact::Shelf {
                    tracks: u32::try_from(*tracks).unwrap_or(u32::MAX),
                    albums: owned_by(*album).unwrap_or(1),
                    artist: digest.facts.artists[artist as usize].name.clone(),
                };
                Some(Candidate {
                    what: Subject::Album(*album),
                    tier: 0,
                    score: blend.score(place),
                    artist: Some(artist),
                    evidence: reasons([(Some(fact), blend.share(0, place))], []),
                })
            })
            .collect();
        sort_best_first(&mut candidates, deal.seed);
        // One album an artist, so that a shelf of twenty by one does not fill the row.
        let mut seen = std::collections::HashSet::new();
        candidates.retain(|candidate| seen.insert(candidate.artist));
        Outcome::one(draft(self, "from your shelves: nothing was heard of them yet", candidates))
    }
}

/// Newest files first.
pub struct NewestFiles;

impl SectionKind for NewestFiles {
    fn name(&self) -> &'static str {
        "newest"
    }

    fn title(&self, _: Option<&str>) -> String {
        "Newest files".into()
    }

    fn build(&self, digest: &Digest<'_>, deal: &Deal) -> Outcome {
        if digest.listens.len() >= UNTIL_LISTENS {
            return Outcome::Nothing;
        }
        let now = digest.now();
        let mut albums: Vec<(Subject, u32, i64)> = Vec::new();
        for (album, _) in (0u32..).zip(&digest.facts.albums) {
            let added = || digest.welcome_on(album).map(|track| digest.track(track).added_at);
            if let Some(newest) = added().max() {
                // Files of one album are written one after the other.
                let tracks = added().filter(|at| newest - at < DAY_MS).count();
                albums.push((Subject::Album(album), u32::try_from(tracks).unwrap_or(u32::MAX), newest));
            }
        }
        albums.sort_by_key(|(what, _, added)| {
            let Subject::Album(place) = what else { return (std::cmp::Reverse(*added), 0) };
            (std::cmp::Reverse(*added), chance::mix(deal.seed, u64::from(*place)))
        });
        albums.truncate(4 * LENGTH);
        let candidates = albums.into_iter().map(|(what, tracks, added)| {
            let age = now.unix_ms.saturating_sub(added).max(0) as f64 / DAY_MS as f64;
            let score = comparable((-age / 14.0).exp2(), 1.0);
            Candidate {
                what,
                tier: 0,
                score,
                artist: None,
                evidence: reasons([(Some(Fact::Added { tracks, at: now.at(added) }), score)], []),
            }
        });
        Outcome::one(draft(self, "the newest files on your shelves", candidates.collect()))
    }
}

fn draft(kind: &dyn SectionKind, reason: &str, candidates: Vec<Candidate>) -> Draft {
    Draft {
        id: kind.name().to_owned(),
        kind: kind.name(),
        seed: None,
        title: kind.title(None),
        tiers: vec![Tier::full(reason)],
        role: Role::Suggestion,
        refresh: Refresh::Daily,
        candidates,
        length: LENGTH,
        least: 1,
        scored: None,
    }
}

fn album_artist(digest: &Digest<'_>, album: u32) -> Option<u32> {
    digest.facts.albums[album as usize].artist.filter(|artist| (*artist as usize) < digest.artists.len())
}

#[cfg(test)]
mod tests {
    use crate::domain::time::DAY_MS;
    use crate::taste::fixture::{World, ids, lines, section, titles};

    #[test]
    fn a_first_home_is_not_empty_and_says_what_it_waits_for() {
        let mut world = World::new();
        for album in ["A Love Supreme", "Blue Train", "Giant Steps"] {
            world.tracks("John Coltrane", album, 4);
        }
        world.tracks("Nina Simone", "Pastel Blues", 9);
        let promises = world.tracks("Floating Points", "Promises", 2);
        world.facts.tracks[promises[0] as usize].added_at = world.facts.now.unix_ms - 3 * DAY_MS;
        let home = world.home();
        assert_eq!(ids(&home), ["shelves", "new", "newest", "never-played"]);
        let shelves = lines(&home, "shelves");
        assert!(shelves[0].1.ends_with("3 albums by John Coltrane"), "{shelves:?}");
        assert_eq!(shelves[1], ("Pastel Blues".into(), "9 tracks, 1 album by Nina Simone".into()));
        assert_eq!(titles(&home, "new"), ["Promises"]);
        let newest = titles(&home, "newest");
        assert!(!newest.contains(&"Promises".to_owned()) && !newest.contains(&shelves[0].0), "{newest:?}");
        let waiting: Vec<&str> = home.waiting.iter().map(|waiting| waiting.kind.as_str()).collect();
        let kinds = ["jump-back-in", "on-repeat", "rising", "because", "mix", "continue", "time-slot"];
        assert_eq!(waiting[..7], kinds);
        assert!(home.waiting.iter().all(|waiting| waiting.have == 0 && waiting.need > 0));
        assert_eq!(home.greeting, "Good evening, Ana. No listens yet, so this is only what your shelves say.");
    }

    #[test]
    fn shelves_leave_when_there_are_listens_to_go_by() {
        let mut world = World::new();
        let train = world.tracks("John Coltrane", "Blue Train", 5);
        for day in 10..14 {
            world.evening(&format!("2026-11-{day}T20:00:00+01:00"), &train);
        }
        let home = world.home();
        assert!(section(&home, "shelves").is_none() && section(&home, "newest").is_none());
    }
}
