//! From the terms of a score to the facts that speak for a pick.

use crate::domain::evidence::{Evidence, Fact};

use super::Digest;

/// Listens to an artist in thirty days that are worth a word.
const WORTH_SAYING: u32 = 5;

/// Facts with their shares of the score, strongest first. A term without a fact stays silent.
pub fn strongest_first(spoken: impl IntoIterator<Item = (Option<Fact>, f64)>) -> Vec<Evidence> {
    let mut evidence: Vec<Evidence> = spoken
        .into_iter()
        .filter_map(|(fact, weight)| {
            Some(Evidence { fact: fact?, weight: if weight.is_finite() { weight } else { 0.0 } })
        })
        .collect();
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
