//! What in one section can give way to what.

use super::shares::{Falls, Heard, Taste};
use crate::domain::section::ItemRef;
use crate::taste::Digest;
use crate::taste::draft::{Candidate, Draft, Subject};
use crate::taste::page::choice::{Chosen, OnPage, album_of, crowded, spread_of};
use crate::taste::page::exploring::{Novelty, novelty};

/// Candidates of a section that are looked at, best first.
const POOL: usize = 200;
/// Less is not worth a change.
const LEAST_GAIN: f64 = 1e-9;

/// A candidate, and what its exchange goes by.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub what: Subject,
    item: ItemRef,
    pub taste: Taste,
    pub album: Option<u32>,
    artist: Option<u32>,
    tier: u8,
    novelty: Novelty,
    score: f64,
}

impl Standing {
    fn of(digest: &Digest<'_>, candidate: &Candidate) -> Option<Self> {
        Some(Self {
            what: candidate.what,
            item: digest.item_ref(candidate.what),
            taste: Taste::of(digest, candidate.what)?,
            album: album_of(digest, candidate.what),
            artist: candidate.artist,
            tier: candidate.tier,
            novelty: novelty(digest, candidate.what),
            score: candidate.score,
        })
    }
}

/// A section that suggests: its picks, and what else could stand there.
pub struct Room {
    /// Its place among the sections.
    pub section: usize,
    /// By place in the section. What has no taste, and what came in, gives way to nothing.
    picks: Vec<Option<Standing>>,
    artists: Vec<Option<u32>>,
    free: Vec<Standing>,
    spread: f64,
    crowded: usize,
}

/// The pick at a place of a room gives way to one that is free.
pub struct Exchange {
    /// [`Room::section`].
    pub room: usize,
    pub place: usize,
    pub free: usize,
    pub gain: f64,
}

impl Room {
    pub fn of(
        digest: &Digest<'_>,
        page: &OnPage<'_>,
        heard: &Heard,
        section: usize,
        draft: &Draft,
        chosen: &Chosen,
    ) -> Self {
        let candidate = |what: &Subject| draft.candidates.iter().find(|candidate| candidate.what == *what);
        let may_come = |candidate: &&Candidate| {
            let item = digest.item_ref(candidate.what);
            !chosen.what.contains(&candidate.what) && !page.has(item, draft) && !page.was_heard(&draft.id, item)
        };
        let free = draft.candidates.iter().filter(may_come).take(POOL);
        Self {
            section,
            picks: chosen.what.iter().map(|what| Standing::of(digest, candidate(what)?)).collect(),
            artists: chosen.what.iter().map(|what| candidate(what)?.artist).collect(),
            free: free
                .filter_map(|candidate| Standing::of(digest, candidate))
                .filter(|free| heard.times(free.taste) > 0)
                .collect(),
            spread: spread_of(digest, draft),
            crowded: crowded(digest, draft.length),
        }
    }

    /// The exchange that gains most; the first among equals. `value` is what KL weighs in scores.
    pub fn best(
        &self,
        falls: &Falls,
        value: f64,
        is_free: impl Fn(ItemRef, Option<u32>, Option<u32>) -> bool,
    ) -> Option<Exchange> {
        let mut best: Option<Exchange> = None;
        for (free, into) in self.free.iter().enumerate() {
            for (place, out) in self.picks.iter().enumerate() {
                let Some(out) = out else { continue };
                let Some(fall) = falls.by(out.taste, into.taste) else { continue };
                if (out.tier, out.novelty) != (into.tier, into.novelty) {
                    continue;
                }
                let others = self.by(into.artist) - usize::from(out.artist.is_some() && out.artist == into.artist);
                let spread = |others: usize| self.spread * others as f64;
                let stood = out.score - spread(self.by(out.artist).saturating_sub(1));
                // What scores more than the pick did not stand there for another reason.
                let cost = (stood - (into.score - spread(others))).max(0.0);
                let gain = value * fall - cost;
                let is_better = gain > best.as_ref().map_or(LEAST_GAIN, |best| best.gain);
                if is_better && others < self.crowded && is_free(into.item, into.album, out.album) {
                    best = Some(Exchange { room: self.section, place, free, gain });
                }
            }
        }
        best
    }

    /// What went, and what came for it and stays.
    pub fn exchange(&mut self, place: usize, free: usize) -> Option<(Standing, Standing)> {
        let out = self.picks.get_mut(place)?.take()?;
        let into = self.free.get(free).copied()?;
        self.artists[place] = into.artist;
        Some((out, into))
    }

    /// Picks of an artist.
    fn by(&self, artist: Option<u32>) -> usize {
        artist.map_or(0, |artist| self.artists.iter().filter(|other| **other == Some(artist)).count())
    }
}
