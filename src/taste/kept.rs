//! What the listener put into their lists of late: a choice by hand, which speaks for a track and
//! for its artist as a like does, more softly and for a shorter time.
//!
//! In one list a track weighs `2^(−days / 14)`, an artist of whom `n` tracks were put in
//! `2^(−days / 14) · min(n, 3) / 3`, with the days since the last of them. The list that says
//! most speaks; others add nothing, so that many small lists weigh no more than one.

use std::collections::HashMap;

use crate::domain::evidence::Fact;
use crate::domain::facts::{PUT_LATELY_DAYS, PlaylistFacts};
use crate::domain::time::DAY_MS;

use super::Digest;
use super::page::day_of;

/// Half-life of what was put in, in days.
const HALF_LIFE: f64 = 14.0;
/// Tracks of an artist from which on a list says all it can of them.
const MANY: u32 = 3;
/// Who puts so many in at once takes a list over, which says little of each.
const TAKEN_OVER: usize = 100;
/// Tracks that were put in before a list is something to grow from.
const ENOUGH_TO_GROW: usize = 3;
/// The days in which it is.
const GROWS_DAYS: i64 = 14;

/// The weight of [`Kept::lean`] in a score: half that of a like.
pub const WEIGHT: f64 = 0.5;

/// What lists say for tracks and artists.
#[derive(Debug, Default)]
pub struct Kept {
    tracks: HashMap<u32, Said>,
    artists: HashMap<u32, Said>,
    /// Lists that were filled before today, the latest first.
    growing: Vec<u32>,
}

/// What one list says for one artist or track.
#[derive(Clone, Copy, Debug)]
struct Said {
    list: u32,
    tracks: u32,
    at: i64,
    strength: f64,
}

impl Kept {
    pub fn of(digest: &Digest<'_>) -> Self {
        let mut kept = Self::default();
        let mut growing: Vec<(i64, u32)> = Vec::new();
        for (list, facts) in (0u32..).zip(&digest.facts.playlists) {
            if facts.put.is_empty() || digest.standing.playlist_away(facts.id) {
                continue;
            }
            let put = put_by_hand(digest, facts);
            growing.extend(grows(digest, &put).map(|at| (at, list)));
            kept.hear(digest, list, &put);
        }
        growing.sort_unstable_by(|a, b| b.cmp(a));
        kept.growing = growing.into_iter().map(|(_, list)| list).collect();
        kept
    }

    fn hear(&mut self, digest: &Digest<'_>, list: u32, put: &[(u32, i64)]) {
        let mut artists: HashMap<u32, (u32, i64)> = HashMap::new();
        let fresh = |at: i64| {
            let days = digest.now().unix_ms.saturating_sub(at).max(0) as f64 / DAY_MS as f64;
            (-days / HALF_LIFE).exp2()
        };
        for (track, at) in put {
            louder(&mut self.tracks, *track, Said { list, tracks: 1, at: *at, strength: fresh(*at) });
            if let Some(artist) = digest.main_artist(*track) {
                let (tracks, last) = artists.entry(artist).or_insert((0, *at));
                *tracks += 1;
                *last = (*last).max(*at);
            }
        }
        for (artist, (tracks, at)) in artists {
            let strength = fresh(at) * f64::from(tracks.min(MANY)) / f64::from(MANY);
            louder(&mut self.artists, artist, Said { list, tracks, at, strength });
        }
    }

    /// What lists add to the score of a track, from 0 to 1.
    pub fn lean(&self, digest: &Digest<'_>, track: u32) -> f64 {
        self.said(digest, track).map_or(0.0, |(said, _)| said.strength)
    }

    /// The list that says most for a track, in words.
    pub fn fact(&self, digest: &Digest<'_>, track: u32) -> Option<Fact> {
        let (said, artist) = self.said(digest, track)?;
        let artist = artist.and_then(|artist| digest.facts.artists.get(artist as usize));
        Some(Fact::PutInList {
            playlist: digest.facts.playlists.get(said.list as usize)?.name.clone(),
            artist: artist.map(|artist| artist.name.clone()).unwrap_or_default(),
            tracks: said.tracks,
            at: digest.now().at(said.at),
        })
    }

    /// The list, and whose tracks it holds when it is not this very track.
    fn said(&self, digest: &Digest<'_>, track: u32) -> Option<(Said, Option<u32>)> {
        if self.tracks.is_empty() {
            return None;
        }
        let itself = self.tracks.get(&track).map(|said| (*said, None));
        let artist = digest.main_artist(track);
        let theirs = artist.and_then(|artist| self.artists.get(&artist)).map(|said| (*said, artist));
        match (itself, theirs) {
            (Some(itself), Some(theirs)) if theirs.0.strength > itself.0.strength => Some(theirs),
            (itself, theirs) => itself.or(theirs),
        }
    }

    /// Lists that a section may grow from: filled lately, and before today, so that home changes
    /// with the next morning. The latest first; places in [`Facts::playlists`](crate::domain::facts::Facts).
    pub fn growing(&self) -> &[u32] {
        &self.growing
    }
}

/// Keeps what says more; of equals what stood first.
fn louder(all: &mut HashMap<u32, Said>, key: u32, said: Said) {
    let stands = all.entry(key).or_insert(said);
    if said.strength > stands.strength {
        *stands = said;
    }
}

/// Each track once, with the last time it was put in; what was taken over in one go is left out.
fn put_by_hand(digest: &Digest<'_>, list: &PlaylistFacts) -> Vec<(u32, i64)> {
    let mut at_once: HashMap<i64, usize> = HashMap::new();
    for (_, at) in &list.put {
        *at_once.entry(*at).or_default() += 1;
    }
    let now = digest.now().unix_ms;
    let since = now.saturating_sub(PUT_LATELY_DAYS * DAY_MS);
    let counts = |track: u32, at: i64| {
        (track as usize) < digest.facts.tracks.len()
            && digest.is_tasteful(track)
            && (since..=now).contains(&at)
            && at_once.get(&at).is_none_or(|tracks| *tracks <= TAKEN_OVER)
    };
    let mut put: Vec<(u32, i64)> = list.put.iter().copied().filter(|(track, at)| counts(*track, *at)).collect();
    put.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    put.dedup_by_key(|(track, _)| *track);
    put
}

/// When the last track went in before today, where enough did to grow from.
fn grows(digest: &Digest<'_>, put: &[(u32, i64)]) -> Option<i64> {
    let now = digest.now();
    let since = now.unix_ms.saturating_sub(GROWS_DAYS * DAY_MS);
    let earlier = |at: i64| at >= since && day_of(now.at(at)) < day_of(now);
    let before = || put.iter().map(|(_, at)| *at).filter(|at| earlier(*at));
    before().max().filter(|_| before().count() >= ENOUGH_TO_GROW)
}

#[cfg(test)]
mod tests {
    use crate::domain::evidence::Fact;
    use crate::domain::section::ItemRef;
    use crate::domain::time::{DAY_MS, HOUR_MS};
    use crate::taste::Digest;
    use crate::taste::fixture::{World, ids, section};

    /// Nina Simone and others heard through a week, and a list of hers made yesterday.
    fn late_jazz() -> World {
        let mut world = World::new();
        let nina = world.tracks("Nina Simone", "Pastel Blues", 8);
        let others = world.tracks("Jay Hawkins", "At Home", 8);
        world.fill(100);
        for day in 8..20 {
            let evening = [nina[0], others[0], nina[1], others[1], nina[2], others[2]];
            world.evening(&format!("2026-11-{day:02}T20:00:00+01:00"), &evening);
        }
        world.playlist("Late jazz", &nina[..3]);
        let yesterday = world.facts.now.unix_ms - DAY_MS;
        world.facts.playlists[0].put = nina[..3].iter().map(|track| (*track, yesterday)).collect();
        world
    }

    #[test]
    fn the_next_day_a_section_grows_from_the_list_and_names_it() {
        let mut world = late_jazz();
        let id = format!("because:playlist:{}", world.facts.playlists[0].id);
        let home = world.home_of("because");
        let grown = section(&home, &id).unwrap_or_else(|| panic!("{:?}", ids(&home)));
        assert_eq!(grown.title, "Because of your list Late jazz");
        assert_eq!(grown.reason, "heard in the same sessions as Late jazz");
        assert!(grown.picks.iter().all(|pick| pick.item.artist == "Jay Hawkins"), "what stands in it is no news");
        assert_eq!(
            grown.picks[0].evidence[0].fact.sentence(home.built_at).split(',').next(),
            Some("12 times right after Late jazz")
        );

        world.facts.playlists[0].put.iter_mut().for_each(|put| put.1 += DAY_MS - HOUR_MS);
        assert!(section(&world.home_of("because"), &id).is_none(), "not on the day itself");
        world.facts.playlists[0].put.iter_mut().for_each(|put| put.1 -= 16 * DAY_MS);
        assert!(section(&world.home_of("because"), &id).is_none(), "nor after a fortnight");
        world.facts.playlists[0].put.clear();
        assert!(section(&world.home_of("because"), &id).is_none(), "nor when it was undone");
    }

    #[test]
    fn a_track_and_its_artist_are_spoken_for_by_the_list() {
        let world = late_jazz();
        let digest = Digest::of(&world.facts);
        let said = |track: u32| digest.kept().fact(&digest, track).map(|fact| fact.sentence(world.facts.now));
        assert_eq!(said(0).as_deref(), Some("you put it in “Late jazz” yesterday"));
        assert_eq!(said(5).as_deref(), Some("you put 3 by Nina Simone in “Late jazz” yesterday"));
        assert_eq!(said(9), None);
        let week = 2f64.powf(-1.0 / 14.0);
        assert!((digest.kept().lean(&digest, 5) - week).abs() < 1e-9);
        let home = world.home_of("your-week");
        let week = section(&home, "your-week").unwrap_or_else(|| panic!("{:?}", ids(&home)));
        let named: Vec<&str> = week
            .picks
            .iter()
            .filter(|pick| pick.evidence.iter().any(|it| matches!(it.fact, Fact::PutInList { .. })))
            .map(|pick| pick.item.artist.as_str())
            .collect();
        assert_eq!(named, ["Nina Simone"; 3], "and nobody else");
    }

    #[test]
    fn what_was_taken_over_at_once_or_is_kept_away_says_nothing() {
        let mut world = late_jazz();
        let at = world.facts.playlists[0].put[0].1;
        world.facts.playlists[0].put.extend((16..116).map(|track| (track, at)));
        let digest = Digest::of(&world.facts);
        assert_eq!(digest.kept().fact(&digest, 0), None);
        assert!(digest.kept().growing().is_empty());

        let mut world = late_jazz();
        let list = ItemRef::Playlist(world.facts.playlists[0].id);
        world.say(crate::domain::feedback::Verb::Hide, crate::domain::feedback::Target::Item(list));
        let digest = Digest::of(&world.facts);
        assert_eq!(digest.kept().fact(&digest, 0), None);
    }
}
