//! What was heard together with a seed, in plain counts: what evidence is made of.

use super::Digest;
use super::digest::local_day;

/// The ground is asked for by so many of its latest listens.
const LATEST: usize = 200;

/// The tracks that a section grows from.
#[derive(Clone, Debug)]
pub struct Ground {
    /// By place of the track.
    holds: Vec<bool>,
    tracks: Vec<u32>,
}

/// How one track was heard together with the ground. All zero when it never was.
#[derive(Clone, Copy, Debug, Default)]
pub struct Together {
    /// Common sessions, the days on which they began, and the track's last listen in one.
    pub sessions: u32,
    pub days: Days,
    pub last: Option<u32>,
    /// Listens that began right after one of the ground's, and on how many days.
    pub right_after: u32,
    pub right_after_days: Days,
    last_session: Option<u32>,
}

/// Counts different days that come nearly in order: offsets move a day back by one or two.
#[derive(Clone, Copy, Debug, Default)]
pub struct Days {
    pub count: u32,
    latest: i64,
    /// Bit `n` tells whether the day `latest − n` was counted.
    seen: u16,
}

impl Days {
    pub fn count(&mut self, day: i64) {
        if self.count == 0 || day > self.latest {
            let ahead = day.saturating_sub(self.latest);
            self.seen = if self.count == 0 || ahead >= 16 { 1 } else { (self.seen << ahead) | 1 };
            self.latest = day;
            self.count += 1;
        } else if let back @ 0..16 = self.latest - day
            && self.seen & (1 << back) == 0
        {
            self.seen |= 1 << back;
            self.count += 1;
        }
    }
}

impl Ground {
    pub fn of(digest: &Digest<'_>, tracks: Vec<u32>) -> Self {
        let mut holds = vec![false; digest.tracks.len()];
        for track in &tracks {
            holds[*track as usize] = true;
        }
        Self { holds, tracks }
    }

    pub fn holds(&self, track: u32) -> bool {
        self.holds[track as usize]
    }

    pub fn tracks(&self) -> &[u32] {
        &self.tracks
    }

    /// The tracks of the latest listens to it, newest first, as often as they were heard.
    pub fn latest(&self, digest: &Digest<'_>) -> Vec<u32> {
        let history = digest.history();
        let heard = self.tracks.iter().flat_map(|track| history.by_track.heard(*track).places);
        let mut places: Vec<u32> = heard.copied().collect();
        places.sort_unstable_by(|a, b| b.cmp(a));
        places.truncate(LATEST);
        places.into_iter().map(|place| digest.listens[place as usize].track).collect()
    }

    /// Every track's share in the sessions of the ground.
    pub fn together(&self, digest: &Digest<'_>) -> Company {
        let mut company = Company::new(digest.tracks.len());
        for place in digest.history().sessions_with_any(&self.tracks) {
            let session = digest.sessions[place as usize];
            let listens = digest.session_listens(session);
            let day = local_day(digest.heard_at(session.from));
            for (offset, listen) in listens.iter().enumerate() {
                let with = company.of_mut(listen.track);
                with.last = Some(session.from + offset as u32);
                if with.last_session.replace(place) != Some(place) {
                    with.sessions += 1;
                    with.days.count(day);
                }
                if offset > 0 && self.holds(listens[offset - 1].track) {
                    with.right_after += 1;
                    with.right_after_days.count(local_day(digest.heard_at(session.from + offset as u32)));
                }
            }
        }
        company
    }
}

/// How each track was heard together with a ground: most never were.
pub struct Company {
    /// By track its slot in `shares`; 0, which stays empty, for those that never were.
    slots: Vec<u32>,
    shares: Vec<Together>,
    /// By slot, but for the empty one.
    tracks: Vec<u32>,
}

impl Company {
    fn new(tracks: usize) -> Self {
        Self { slots: vec![0; tracks], shares: vec![Together::default()], tracks: Vec::new() }
    }

    pub fn of(&self, track: u32) -> &Together {
        &self.shares[self.slots[track as usize] as usize]
    }

    /// Tracks that were, in no order.
    pub fn tracks(&self) -> &[u32] {
        &self.tracks
    }

    fn of_mut(&mut self, track: u32) -> &mut Together {
        let slot = &mut self.slots[track as usize];
        if *slot == 0 {
            *slot = self.shares.len() as u32;
            self.shares.push(Together::default());
            self.tracks.push(track);
        }
        &mut self.shares[*slot as usize]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn days_are_counted_once_though_offsets_swing(steps in proptest::collection::vec((0i64..4, 0i64..3), 0..60)) {
            let (mut days, mut naive, mut today) = (Days::default(), HashSet::new(), 20_000);
            for (ahead, back) in steps {
                today += ahead;
                days.count(today - back);
                naive.insert(today - back);
                prop_assert_eq!(days.count as usize, naive.len());
            }
        }
    }
}
