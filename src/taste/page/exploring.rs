//! What is new to the listener, or rested.

use crate::domain::time::DAY_MS;
use crate::taste::Digest;
use crate::taste::draft::{Draft, Role, Subject};

/// Not heard for so long, a track has rested.
const RESTED_DAYS: i64 = 30;
/// Picks of a section that are in sight when it is not opened.
pub const IN_SIGHT: usize = 5;
/// With fewer listens nothing is familiar yet.
const YOUNG: usize = 20;

/// Unplayed or rested; of what holds tracks, at least half of them.
pub fn is_exploring(digest: &Digest<'_>, what: Subject) -> bool {
    let half = |tracks: &mut dyn Iterator<Item = u32>| {
        let (mut new, mut all) = (0, 0);
        for track in tracks {
            new += usize::from(is_new_or_rested(digest, track));
            all += 1;
        }
        all > 0 && 2 * new >= all
    };
    match what {
        Subject::Track(track) => is_new_or_rested(digest, track),
        Subject::Album(album) => half(&mut digest.welcome_on(album)),
        Subject::Artist(artist) => digest.artists.get(artist as usize).is_some_and(|tally| tally.listens_30d == 0),
        Subject::Playlist(list) => {
            let tracks = digest.facts.playlists.get(list as usize).map_or(&[][..], |list| &list.tracks);
            half(&mut digest.known(tracks))
        }
    }
}

fn is_new_or_rested(digest: &Digest<'_>, track: u32) -> bool {
    let rested_before = digest.now().unix_ms.saturating_sub(RESTED_DAYS * DAY_MS);
    digest.tally(track).last.is_none_or(|last| digest.heard_at(last).unix_ms < rested_before)
}

fn is_unplayed(digest: &Digest<'_>, what: Subject) -> bool {
    match what {
        Subject::Track(track) => digest.tally(track).listens == 0,
        Subject::Album(album) => digest.welcome_on(album).all(|track| digest.tally(track).listens == 0),
        Subject::Artist(artist) => digest.artists.get(artist as usize).is_some_and(|tally| tally.listens == 0),
        Subject::Playlist(_) => false,
    }
}

/// How new a thing is to the listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Novelty {
    Unplayed,
    Rested,
    Familiar,
}

pub fn novelty(digest: &Digest<'_>, what: Subject) -> Novelty {
    match (is_unplayed(digest, what), is_exploring(digest, what)) {
        (true, _) => Novelty::Unplayed,
        (false, true) => Novelty::Rested,
        (false, false) => Novelty::Familiar,
    }
}

/// Whether a section only suggests what was never heard: such have no place on a page that
/// shall be familiar. What states a fact stays, and so does everything while nothing is familiar.
pub fn is_all_unplayed(digest: &Digest<'_>, draft: &Draft, what: &[Subject]) -> bool {
    let all = || what.iter().all(|what| is_unplayed(digest, *what));
    digest.listens.len() >= YOUNG && draft.role == Role::Suggestion && all()
}

/// What is in sight of a page, and how much of it explores.
#[derive(Clone, Copy, Debug, Default)]
pub struct Share {
    pub exploring: usize,
    pub seen: usize,
    /// Places in sight of sections that suggest, whose picks can be others.
    pub free: usize,
    /// Exploring picks among those.
    pub free_exploring: usize,
}

impl Share {
    pub fn add(&mut self, role: Role, exploring: impl Iterator<Item = bool>) {
        for explores in exploring.take(IN_SIGHT) {
            self.seen += 1;
            self.exploring += usize::from(explores);
            if role == Role::Suggestion {
                self.free += 1;
                self.free_exploring += usize::from(explores);
            }
        }
    }

    /// The share that the suggestions have to explore so that the page does as wanted; none
    /// when it does.
    pub fn quota(&self, wanted: f64) -> Option<f64> {
        let needed = (wanted * self.seen as f64).ceil() as usize;
        let fixed = self.exploring - self.free_exploring;
        (self.exploring < needed && self.free > 0)
            .then(|| (needed.saturating_sub(fixed) as f64 / self.free as f64).min(1.0))
    }
}

/// Whether the pick at this place, counted from 0, has to explore.
pub fn is_due(quota: f64, place: usize, exploring: usize) -> bool {
    place < IN_SIGHT && (exploring as f64) < (quota * (place + 1) as f64 - 1e-9).ceil()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quota_makes_up_for_what_cannot_change() {
        let mut share = Share::default();
        share.add(Role::Fact, [false; 8].into_iter());
        share.add(Role::Suggestion, [true, false, false, false, false, false].into_iter());
        assert_eq!((share.seen, share.exploring, share.free), (10, 1, 5));
        assert_eq!(share.quota(0.1), None);
        assert_eq!(share.quota(0.2), Some(0.4));
        assert_eq!(share.quota(0.6), Some(1.0));
        let due: Vec<bool> = (0..6).map(|place| is_due(0.4, place, 0)).collect();
        assert_eq!(due, [true, true, true, true, true, false]);
        assert!(!is_due(0.4, 1, 1) && is_due(0.4, 2, 1) && !is_due(0.4, 3, 2));
    }
}
