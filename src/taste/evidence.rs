//! From the terms of a score to the facts that speak for a pick.

use crate::domain::evidence::{Evidence, Fact};

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

/// How often the artist was heard in thirty days, when that is worth a word.
pub fn devotion(digest: &Digest<'_>, artist: u32) -> Option<Fact> {
    let tally = &digest.artists[artist as usize];
    let since = digest.heard_at(tally.first_30d?);
    (tally.listens_30d >= WORTH_SAYING).then(|| Fact::SameArtist {
        artist: digest.facts.artists[artist as usize].name.clone(),
        times: tally.listens_30d,
        since,
    })
}
