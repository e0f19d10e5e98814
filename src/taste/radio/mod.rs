//! Radio: what goes on from a seed, track after track, each with its reason.
//!
//! The candidates are those of [`super::because`], with the seed's own artists among them. Radio
//! that stays ranks them by [`next`], which lifts these artists by what the session does, and here
//! by no less than 4, in the units of `f`, since staying was asked for; radio that wanders ranks
//! by [`next_by_others`]. Where evidence ends, it goes on to the seed's genres and then to its own shelf. Which of the best come, and in which
//! order, is drawn by [`choice`]. What was skipped or finished since the radio began moves the
//! scores for as long as it plays, as [`reaction`] tells.

use std::collections::HashSet;

use crate::domain::facts::Facts;
use crate::domain::ids::TrackId;
use crate::domain::listen::SESSION_GAP_MS;
use crate::domain::radio::{OnAir, Way};
use crate::domain::section::{ItemRef, Pick};
use crate::domain::time::HOUR_MS;

use super::because::{Because, Seed, all_with};
use super::draft::{Candidate, Subject};
use super::neighbours::Ground;
use super::ranking::{Going, Ranking, lift_of_artist, next, next_by_others};
use super::{Deal, Digest, works};

mod choice;
mod reaction;
#[cfg(test)]
mod tests;

use choice::Choice;
use reaction::Reaction;

/// What was played within this time does not come again.
const AGAIN_AFTER_MS: i64 = 3 * HOUR_MS;
/// Nor do as many of the last plays, or one in four tracks of a small library.
const AGAIN_AFTER_PLAYS: usize = 50;
/// What a track by the seed's own artists gains at least while radio stays.
const SAME_ARTIST: f64 = 4.0;
/// A radio that wanders grows from this many of the tracks that were last heard to the end, too.
const WANDERS_FROM: usize = 3;

/// What a radio goes on with.
#[derive(Clone, Debug, Default)]
pub struct Turn {
    pub picks: Vec<Pick>,
    /// What the listener is told of the turn it took.
    pub said: Option<String>,
}

/// Up to `length` tracks that go with `from`, without `after`, which plays now. Empty when the
/// seed is gone, or nothing goes with it.
#[must_use]
pub fn radio(facts: &Facts, from: &[ItemRef], on_air: &OnAir, after: TrackId, seed: u64, length: usize) -> Turn {
    let digest = Digest::of(facts);
    let way = on_air.radio.way;
    let Some(grown) = grown_from(&digest, from, on_air) else { return Turn::default() };
    let passed = passed_lately(&digest, on_air, after);
    let reaction = Reaction::to(&digest, &on_air.passed);
    let ranking = ranking(&digest, &grown, on_air, after);
    let lacking = (SAME_ARTIST - lift_of_artist(&digest.history())).max(0.0);
    let candidates = all_with(&digest, &Deal { seed, ..Deal::default() }, &grown, &ranking);
    let mut candidates: Vec<(u32, Candidate)> = candidates
        .into_iter()
        .filter_map(|candidate| match candidate.what {
            Subject::Track(track) => Some((track, candidate)),
            Subject::Album(_) | Subject::Artist(_) | Subject::Playlist(_) => None,
        })
        // A work comes whole: its first movement brings the others.
        .filter(|(track, _)| works::opens(&digest, *track) && !has_passed(&digest, &passed, *track))
        .collect();
    for (track, candidate) in &mut candidates {
        let own = way == Way::Stay && grown.theirs[*track as usize];
        candidate.score += reaction.on(&digest, *track) + if own { lacking } else { 0.0 };
    }
    let before: Vec<u32> = on_air.passed.iter().filter_map(|passed| place(&digest, passed.track)).collect();
    let chosen = Choice { digest: &digest, way, seed }.of(candidates, &before, length);
    let said = reaction.said(&digest, &on_air.radio, chosen.first().map(|(track, _)| *track));
    let pick = |(track, candidate): (u32, Candidate)| Pick {
        item: digest.item(Subject::Track(track)),
        evidence: candidate.evidence,
        heard: false,
    };
    Turn { picks: chosen.into_iter().map(pick).collect(), said }
}

/// The seeds as one; while radio wanders, what was lately heard to the end besides.
fn grown_from(digest: &Digest<'_>, from: &[ItemRef], on_air: &OnAir) -> Option<Seed> {
    let mut seeds = from.iter().filter_map(|item| Because.seed(digest, *item));
    let mut grown = seeds.next()?;
    let mut tracks = grown.ground.tracks().to_vec();
    for more in seeds {
        tracks.extend(more.ground.tracks());
        grown.artists.extend(more.artists);
        grown.theirs.iter_mut().zip(&more.theirs).for_each(|(theirs, also)| *theirs |= also);
    }
    if on_air.radio.way == Way::Wander {
        let finished = on_air.passed.iter().rev().filter(|passed| passed.finished).take(WANDERS_FROM);
        tracks.extend(finished.filter_map(|passed| place(digest, passed.track)));
    }
    tracks.sort_unstable();
    tracks.dedup();
    grown.name.clone_from(&on_air.radio.title);
    grown.ground = Ground::of(digest, tracks);
    Some(grown)
}

/// The formula of the way, asked from the running session; where none runs, from the latest
/// listens to the seed. Sessions before it teach what goes together.
fn ranking(digest: &Digest<'_>, grown: &Seed, on_air: &OnAir, after: TrackId) -> Ranking {
    let history = digest.history();
    let runs = digest.last_sound_ms.is_some_and(|end| digest.now().unix_ms.saturating_sub(end) <= SESSION_GAP_MS);
    let (history, session) = if runs {
        let mut session = history.session_so_far();
        // What plays now may not have counted yet.
        session.splice(0..0, place(digest, after).filter(|now| session.first() != Some(now)));
        (history.before_this_session(), session)
    } else {
        (history, grown.ground.latest(digest))
    };
    let skipped = on_air.passed.iter().filter(|passed| passed.skipped);
    let skipped: Vec<u32> = skipped.filter_map(|passed| place(digest, passed.track)).collect();
    let going = Going { seeds: grown.ground.tracks(), session: &session, skipped: &skipped };
    match on_air.radio.way {
        Way::Stay => next(&history, going),
        Way::Wander => next_by_others(&history, going),
    }
}

/// What does not come now: played not long ago, or in this run of the radio.
fn passed_lately(digest: &Digest<'_>, on_air: &OnAir, after: TrackId) -> HashSet<u32> {
    let since = digest.now().unix_ms.saturating_sub(AGAIN_AFTER_MS);
    let last = AGAIN_AFTER_PLAYS.min(digest.tracks.len() / 4);
    let plays = digest.plays.iter().rev().enumerate();
    let lately = plays.take_while(|(back, play)| *back < last || play.started_at.unix_ms >= since);
    let mut passed: HashSet<u32> = lately.map(|(_, play)| play.track).collect();
    let here = on_air.passed.iter().map(|passed| passed.track).chain([after]);
    passed.extend(here.filter_map(|track| place(digest, track)));
    passed
}

/// Whether the track, or a movement of the work that it opens, is among those that do not come now.
fn has_passed(digest: &Digest<'_>, passed: &HashSet<u32>, track: u32) -> bool {
    let movements = works::movements(digest, track).unwrap_or_else(|| vec![track]);
    movements.iter().any(|movement| passed.contains(movement))
}

fn place(digest: &Digest<'_>, track: TrackId) -> Option<u32> {
    digest.places().find(|place| digest.track(*place).id == track)
}
