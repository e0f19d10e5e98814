//! Every signal against its formula, counted in the plainest way over small random histories.

use proptest::prelude::*;

use super::*;
use crate::domain::time::{DAY_MS, MINUTE_MS};

const TRACKS: u32 = 9;
/// By track: artist and album.
const SHELF: [(u32, Option<u32>); TRACKS as usize] = [
    (0, Some(0)),
    (0, Some(0)),
    (0, None),
    (1, Some(1)),
    (1, Some(1)),
    (2, None),
    (2, Some(2)),
    (2, Some(2)),
    (3, None),
];

struct World {
    timeline: Timeline,
    by_track: ByTrack,
    catalogue: Catalogue,
    memo: Memo,
    now_ms: i64,
}

impl World {
    /// From silence before each play in minutes, track, and whether it counts.
    fn new(steps: &[(i64, u32, bool)]) -> Self {
        let mut timeline = Timeline::new(TRACKS as usize, steps.len());
        let mut at_ms = 0;
        for (play, (silence, track, counts)) in (0u32..).zip(steps) {
            at_ms += silence * MINUTE_MS;
            let weight = if play % 3 == 0 { 0.5 } else { 1.0 };
            timeline.play(at_ms, Some(4 * MINUTE_MS), counts.then_some((play, *track, weight)));
            at_ms += 4 * MINUTE_MS;
        }
        let now_ms = at_ms + 90 * MINUTE_MS;
        let credits: Vec<[u32; 1]> = SHELF.iter().map(|(artist, _)| [*artist]).collect();
        let albums = SHELF.iter().map(|(_, album)| *album);
        Self {
            by_track: ByTrack::new(&timeline.listens, TRACKS as usize, now_ms),
            catalogue: Catalogue::new(4, 3, credits.iter().map(<[u32; 1]>::as_slice).zip(albums)),
            memo: Memo::default(),
            timeline,
            now_ms,
        }
    }

    fn history(&self) -> History<'_> {
        History {
            now_ms: self.now_ms,
            listens: &self.timeline.listens,
            sessions: &self.timeline.sessions,
            heard: &self.timeline.heard,
            by_track: &self.by_track,
            catalogue: &self.catalogue,
            named_albums: &[],
            memo: &self.memo,
        }
    }

    fn days(&self, listen: &Listen) -> f64 {
        (self.now_ms - listen.at_ms) as f64 / DAY_MS as f64
    }

    /// `Σ weight · say(days)` over the listens to a track that `counts` lets through.
    fn sum(&self, track: u32, say: impl Fn(f64) -> f64, counts: impl Fn(usize) -> bool) -> f64 {
        let listens = self.timeline.listens.iter().enumerate();
        let mine = listens.filter(|(place, listen)| listen.track == track && counts(*place));
        mine.map(|(_, listen)| f64::from(listen.weight) * say(self.days(listen))).sum()
    }

    /// Places of the listens to this listen's track before it, in its session or at all.
    fn before(&self, place: usize, in_session: bool) -> usize {
        let listens = &self.timeline.listens;
        let same = |other: &&Listen| {
            other.track == listens[place].track && (!in_session || other.session == listens[place].session)
        };
        listens[..place].iter().filter(same).count()
    }

    fn sessions(&self) -> Vec<Vec<u32>> {
        let listens = &self.timeline.listens;
        let of = |session: u32| {
            let mut tracks: Vec<u32> =
                listens.iter().filter(|listen| listen.session == session).map(|listen| listen.track).collect();
            tracks.sort_unstable();
            tracks.dedup();
            tracks
        };
        (0..self.timeline.sessions.len() as u32).map(of).collect()
    }
}

fn steps() -> impl Strategy<Value = Vec<(i64, u32, bool)>> {
    let silence = prop_oneof![6 => 0i64..6, 1 => 27i64..40, 1 => 200i64..9000];
    proptest::collection::vec((silence, 0..TRACKS, proptest::bool::weighted(0.85)), 0..80)
}

fn close(signal: &[f64], naive: impl Fn(u32) -> f64) -> Result<(), TestCaseError> {
    for (track, value) in (0u32..).zip(signal) {
        let wanted = naive(track);
        prop_assert!((value - wanted).abs() <= 1e-5 * wanted.abs().max(1e-9), "{track}: {value} for {wanted}");
    }
    Ok(())
}

proptest! {
    #[test]
    fn sums_of_fading_listens(steps in steps()) {
        let world = World::new(&steps);
        let history = world.history();
        close(&history.decayed(14.0), |track| world.sum(track, |days| (-days / 14.0).exp2(), |_| true))?;
        close(&history.base_level(0.8), |track| world.sum(track, |days| (24.0 * days).powf(-0.8), |_| true))?;
        close(&history.base_level(0.5), |track| world.sum(track, |days| (24.0 * days).powf(-0.5), |_| true))?;
        for (offset, d) in [(0.5, 1.0), (14.0, 1.5), (2.0, 1.2)] {
            close(&history.hyperbolic(offset, d), |track| world.sum(track, |days| (days + offset).powf(-d), |_| true))?;
        }
        let first = |place| world.before(place, true) == 0;
        close(&history.sessions_decayed(7.0), |track| world.sum(track, |days| (-days / 7.0).exp2(), first))?;
        let damped = |track| {
            let listens = world.timeline.listens.iter().filter(|listen| listen.track == track);
            listens.map(|listen| {
                let same = |other: &&Listen| other.track == track && other.session == listen.session;
                let times = world.timeline.listens.iter().filter(same).count() as f64;
                f64::from(listen.weight) * (world.days(listen) + 14.0).powf(-1.5) / times.sqrt()
            }).sum()
        };
        close(&history.hyperbolic_damped(14.0, 1.5), damped)?;
    }

    #[test]
    fn sums_over_artists_and_albums(steps in steps()) {
        let world = World::new(&steps);
        let history = world.history();
        let by_artist = |artist: u32, of: &dyn Fn(u32) -> f64| -> f64 {
            (0..TRACKS).filter(|track| SHELF[*track as usize].0 == artist).map(of).sum()
        };
        let decayed = |track| world.sum(track, |days| (-days / 7.0).exp2(), |_| true);
        let first = |track| world.sum(track, |days| (-days / 7.0).exp2(), |place| world.before(place, false) == 0);
        close(&history.artists_decayed(7.0), |artist| by_artist(artist, &decayed))?;
        close(&history.exploring(7.0), |artist| by_artist(artist, &first))?;
        close(&history.artist_of_track_exploring(7.0), |track| by_artist(SHELF[track as usize].0, &first))?;
        close(&history.albums_exploring(7.0), |album| {
            (0..TRACKS).filter(|track| SHELF[*track as usize].1 == Some(album)).map(first).sum()
        })?;
        let heard = |track| f64::from(u8::from(world.timeline.listens.iter().any(|listen| listen.track == track)));
        close(&history.heard_of_artist(), |track| by_artist(SHELF[track as usize].0, &heard).ln_1p())?;
    }

    #[test]
    fn neighbours_of_tracks(steps in steps()) {
        let world = World::new(&steps);
        let history = world.history();
        let sessions = world.sessions();
        let df = |track: u32| sessions.iter().filter(|session| session.contains(&track)).count() as f64;
        let damping = |track: u32| 1.0 / (df(track) + 3.0).sqrt();
        close(&history.sessions_with(), df)?;
        let knn = |fades: f64, length: f64, profile: &dyn Fn(u32) -> f64, track: u32| {
            let holding = sessions.iter().zip(&world.timeline.sessions).filter(|(session, _)| session.contains(&track));
            damping(track) * holding.map(|(session, of)| {
                let days = world.days(&world.timeline.listens[of.from as usize]);
                let near: f64 = session.iter().map(|other| profile(*other) * damping(*other)).sum();
                (-days / fades).exp2() * near / (session.len() as f64).powf(length)
            }).sum::<f64>()
        };
        let lately = |track| world.sum(track, |days| (-days / 3.0).exp2(), |_| true);
        close(&history.item_knn(3.0), |track| knn(f64::INFINITY, 1.0, &lately, track))?;
        close(&history.item_knn_fading(3.0, 60.0), |track| knn(60.0, 1.0, &lately, track))?;
        let once = |track| world.sum(track, |days| (-days / 7.0).exp2(), |place| world.before(place, true) == 0);
        close(&history.item_knn_of_sessions(7.0, 365.0), |track| knn(365.0, 0.5, &once, track))?;
    }

    #[test]
    fn what_came_soon_after(steps in steps(), seed in 0..TRACKS) {
        let world = World::new(&steps);
        let history = world.history();
        let listens = &world.timeline.listens;
        let pair = |from: usize, to: usize| listens[from].session == listens[to].session && from.abs_diff(to) <= 5;
        let places = 0..listens.len();
        let rules = |seed: u32, both: bool, say: &dyn Fn(usize) -> f64, track: u32| -> f64 {
            let from = places.clone().filter(|from| listens[*from].track == seed);
            from.map(|from| {
                let to = places.clone().filter(|to| *to > from || (both && *to < from));
                let to = to.filter(|to| listens[*to].track == track && pair(from, *to));
                to.map(|to| say(from) / from.abs_diff(to) as f64).sum::<f64>()
            }).sum()
        };
        close(&history.soon_after(&[seed], 5), |track| rules(seed, false, &|_| 1.0, track))?;
        let session = history.session_so_far();
        let faded = |from: usize| world.days(&listens[from]).powf(-0.5);
        let before: std::collections::HashSet<u32> = session.iter().skip(1).take(5).copied().collect();
        let aligned = |from: usize| {
            let stood = &listens[from.saturating_sub(5)..from];
            let alike = before.iter().filter(|track| stood.iter().any(|listen| listen.track == **track)).count();
            faded(from) * (1.0 + 3.0 * alike as f64)
        };
        close(&history.soon_after_aligned(&[seed], &session, 5), |track| rules(seed, false, &aligned, track))?;
        close(&history.around(&session), |track| {
            let last = session.iter().take(6).enumerate();
            last.map(|(n, of)| 0.7f64.powi(n as i32) * rules(*of, true, &faded, track)).sum()
        })?;
    }

    #[test]
    fn nearest_sessions(steps in steps(), query in proptest::collection::btree_map(0..TRACKS, 0.1f64..1.0, 1..4)) {
        let world = World::new(&steps);
        let history = world.history();
        let sessions = world.sessions();
        let norm = query.values().map(|weight| weight * weight).sum::<f64>().sqrt();
        // Fewer than a hundred, so all of them are near.
        let near = |track: u32| -> f64 {
            let holding = sessions.iter().zip(&world.timeline.sessions).filter(|(session, _)| session.contains(&track));
            let sum: f64 = holding.map(|(session, of)| {
                let inner: f64 = session.iter().filter_map(|other| query.get(other)).sum();
                let days = world.days(&world.timeline.listens[of.from as usize]);
                inner / ((session.len() as f64).sqrt() * norm) * (-days / 30.0).exp2()
            }).sum();
            let df = sessions.iter().filter(|session| session.contains(&track)).count() as f64;
            sum * (((sessions.len() as f64 + 1.0) / (df + 1.0)).ln() + 1.0)
        };
        let query: Vec<(u32, f64)> = query.iter().map(|(track, weight)| (*track, *weight)).collect();
        close(&history.session_knn(&query), near)?;
    }

    #[test]
    fn sessions_break_at_silence(steps in steps()) {
        let world = World::new(&steps);
        for pair in world.timeline.listens.windows(2) {
            let silent = pair[1].at_ms - pair[0].at_ms > 34 * MINUTE_MS;
            let skips_between = pair[1].play - pair[0].play > 1;
            prop_assert!((pair[0].session != pair[1].session) == silent || skips_between);
        }
        let held: u32 = world.timeline.sessions.iter().map(|session| session.to - session.from).sum();
        prop_assert_eq!(held as usize, world.timeline.listens.len());
    }
}
