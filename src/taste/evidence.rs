//! From the terms of a score to the facts that speak for a pick.

use crate::domain::evidence::{Evidence, Fact};
use crate::domain::feedback::Verb;

use super::Digest;

/// Listens to an artist in thirty days that are worth a word.
const WORTH_SAYING: u32 = 5;

/// A fact that a term of the score has to say, if it has one, and the term's share.
pub type Spoken = (Option<Fact>, f64);

/// What the section is about first, then what else lifted the pick; each strongest first.
///
/// In "Because you listened to X" common sessions with X come before "heard 40 times", however
/// much of the score that made: the first fact must answer the section's title. What is beside
/// the point speaks only when it lifted the pick.
pub fn reasons<const A: usize, const B: usize>(about: [Spoken; A], beside: [Spoken; B]) -> Vec<Evidence> {
    let mut evidence = strongest_first(about.to_vec());
    evidence.extend(strongest_first(beside.to_vec()).into_iter().filter(|fact| fact.weight > 0.0));
    if evidence.is_empty() {
        evidence = strongest_first(beside.to_vec());
    }
    evidence
}

/// A term without a fact stays silent.
fn strongest_first(spoken: Vec<Spoken>) -> Vec<Evidence> {
    let mut evidence: Vec<Evidence> =
        spoken.into_iter().filter_map(|(fact, weight)| Some(Evidence { fact: fact?, weight })).collect();
    evidence.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    evidence
}

/// How often a track was heard: in thirty days when that was three times at least, else ever.
pub fn heard(digest: &Digest<'_>, track: u32) -> Option<Fact> {
    let tally = digest.tally(track);
    match tally.first_30d {
        Some(first) if tally.listens_30d >= 3 => {
            Some(Fact::Heard { times: tally.listens_30d, since: digest.heard_at(first) })
        }
        _ => heard_ever(digest, track),
    }
}

/// How often a track was ever heard, and when last.
pub fn heard_ever(digest: &Digest<'_>, track: u32) -> Option<Fact> {
    let tally = digest.tally(track);
    Some(Fact::HeardEver { times: tally.listens, last: digest.heard_at(tally.last?) })
}

/// In how many sessions an album was heard, and when last.
pub fn heard_in(digest: &Digest<'_>, album: u32) -> Option<Fact> {
    let history = digest.history();
    let tracks = digest.known(&digest.facts.albums[album as usize].tracks);
    let listens = tracks.filter(|track| digest.is_tasteful(*track));
    let mut listens: Vec<u32> = listens.flat_map(|track| history.by_track.heard(track).places).copied().collect();
    listens.sort_unstable();
    let mut sessions: Vec<u32> = listens.iter().map(|place| digest.listens[*place as usize].session).collect();
    sessions.dedup();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let last = digest.heard_at(*listens.last()?);
    Some(Fact::HeardIn { sessions: count(sessions.len()), listens: count(listens.len()), last })
}

/// The like or boost that speaks for a track.
pub fn spoken_for(digest: &Digest<'_>, track: u32) -> Option<Fact> {
    let word = digest.facts.feedback.get(digest.standing.spoken_for(track)? as usize)?;
    let what = match word.verb {
        Verb::Boost => "you boosted it",
        _ => "you liked it",
    };
    Some(Fact::ByHand { what: what.into(), at: word.at })
}

/// That the artist was heard in thirty days, when that is worth a word, and this track never
/// or once.
pub fn hardly_heard(digest: &Digest<'_>, track: u32) -> Option<Fact> {
    match devotion(digest, digest.main_artist(track)?)? {
        Fact::SameArtist { artist, times, since } => {
            Some(Fact::HardlyHeard { artist, times, since, this: digest.tally(track).listens })
        }
        _ => None,
    }
}

/// Whether the artist was heard so often in thirty days that it is worth a word.
pub fn is_devoted(digest: &Digest<'_>, artist: u32) -> bool {
    let tally = &digest.artists[artist as usize];
    tally.first_30d.is_some() && tally.listens_30d >= WORTH_SAYING
}

/// How often the artist was heard in thirty days, when that is worth a word.
pub fn devotion(digest: &Digest<'_>, artist: u32) -> Option<Fact> {
    let tally = &digest.artists[artist as usize];
    let since = digest.heard_at(tally.first_30d?);
    is_devoted(digest, artist).then(|| Fact::SameArtist {
        artist: digest.facts.artists[artist as usize].name.clone(),
        times: tally.listens_30d,
        since,
    })
}
