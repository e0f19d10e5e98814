//! What a session is like so far: where its weight lies, and whether it stays with an artist.

use super::History;

/// Whether pairs of the last so many listens stay tells what is usual.
const USUAL: usize = 501;
/// The session's own pairs count against so many usual ones.
const PRIOR: f64 = 5.0;

/// Weights of a session's tracks, given newest first: falling evenly from 1 to nearly 0. Each
/// track once, with its largest weight.
#[must_use]
pub fn evenly_fading(session: &[u32]) -> Vec<(u32, f64)> {
    let length = session.len() as f64;
    let mut weights: Vec<(u32, f64)> = Vec::new();
    for (place, track) in session.iter().enumerate() {
        if weights.iter().all(|(known, _)| known != track) {
            weights.push((*track, (length - place as f64) / length));
        }
    }
    weights
}

impl History<'_> {
    /// How likely the next listen is by the same main artist: the share of pairs in the running
    /// session that stayed, drawn towards what is usual of late.
    #[must_use]
    pub fn stays(&self) -> f64 {
        let recent = &self.listens[self.listens.len().saturating_sub(USUAL)..];
        let session = recent.last().map_or(0, |last| last.session);
        let (mut pairs, mut stayed) = ([0.0f64; 2], [0.0f64; 2]);
        for pair in recent.windows(2).filter(|pair| pair[0].session == pair[1].session) {
            let [one, other] = [pair[0].track, pair[1].track].map(|track| self.catalogue.artist(track));
            let same = f64::from(u8::from(one.is_some() && one == other));
            let now = usize::from(pair[0].session == session);
            pairs[now] += 1.0;
            stayed[now] += same;
        }
        let usual = (stayed[0] + stayed[1] + 1.0) / (pairs[0] + pairs[1] + 4.0);
        (stayed[1] + PRIOR * usual) / (pairs[1] + PRIOR)
    }
}
