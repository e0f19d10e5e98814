//! What was heard together with a seed: sequence rules, nearest sessions, and plain counts.

use super::Digest;
use super::digest::local_day;

/// Sequence rules look this many listens ahead.
const WINDOW: usize = 5;
/// Sessions most like the seed's.
const NEAREST: usize = 100;
/// Half-life of a session's say, in days.
const SESSION_HALF_LIFE: f64 = 30.0;

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
    /// `SQ = Σ 1/δ` over listens δ = 1…5 places after one of the ground's, in one session.
    pub sq: f64,
    /// `SK = idf · Σ sim(s)·2^(−a_s/30)` over the nearest sessions that hold the track.
    pub sk: f64,
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

    /// Every track's share in the sessions of the ground.
    pub fn together(&self, digest: &Digest<'_>) -> Vec<Together> {
        let mut together = vec![Together::default(); digest.tracks.len()];
        let mut near = Vec::new();
        let norm = self.tracks.iter().map(|track| digest.tally(*track).e14.powi(2)).sum::<f64>().sqrt();
        let mut seen: Vec<u32> = Vec::new();
        for (place, session) in (0u32..).zip(&digest.sessions) {
            let listens = digest.session_listens(*session);
            if !listens.iter().any(|listen| self.holds(listen.track)) {
                continue;
            }
            let day = local_day(digest.heard_at(session.from));
            seen.clear();
            for (offset, listen) in listens.iter().enumerate() {
                let with = &mut together[listen.track as usize];
                with.last = Some(session.from + offset as u32);
                if with.last_session.replace(place) != Some(place) {
                    with.sessions += 1;
                    with.days.count(day);
                    seen.push(listen.track);
                }
                for step in 1..=WINDOW.min(offset) {
                    if self.holds(listens[offset - step].track) {
                        with.sq += 1.0 / step as f64;
                        if step == 1 {
                            with.right_after += 1;
                            with.right_after_days.count(local_day(digest.heard_at(session.from + offset as u32)));
                        }
                    }
                }
            }
            // q_j is the decayed count of the ground's track j, so recent favourites weigh most.
            let inner: f64 =
                seen.iter().filter(|track| self.holds(**track)).map(|track| digest.tally(*track).e14).sum();
            if norm > 0.0 {
                near.push((inner / (f64::from(session.tracks.max(1)).sqrt() * norm), place));
            }
        }
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| b.1.cmp(&a.1)));
        near.truncate(NEAREST);
        self.add_nearest(digest, &near, &mut together);
        together
    }

    fn add_nearest(&self, digest: &Digest<'_>, near: &[(f64, u32)], together: &mut [Together]) {
        let mut seen: Vec<u32> = Vec::new();
        for (similarity, place) in near {
            let session = digest.sessions[*place as usize];
            let say = similarity * (-digest.age_days(digest.heard_at(session.from)) / SESSION_HALF_LIFE).exp2();
            seen.clear();
            seen.extend(digest.session_listens(session).iter().map(|listen| listen.track));
            seen.sort_unstable();
            seen.dedup();
            for track in &seen {
                together[*track as usize].sk += say;
            }
        }
        let all = digest.sessions.len() as f64 + 1.0;
        for (with, tally) in together.iter_mut().zip(&digest.tracks) {
            if with.sk > 0.0 {
                with.sk *= (all / (f64::from(tally.sessions) + 1.0)).ln() + 1.0;
            }
        }
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
