//! What a radio makes of skips: the last skip foretells the next one far better than a track's
//! own skip rate does, so it moves what comes now, and nothing that is remembered.

use std::collections::HashMap;

use crate::domain::radio::{Passed, Radio};
use crate::taste::Digest;

use super::place;

/// A skip halves the artist's chance, and takes a fifth of its genre's; a track heard to the end
/// adds a tenth. In the units of `f`, which are logarithms.
const SKIPPED_ARTIST: f64 = -std::f64::consts::LN_2;
const SKIPPED_GENRE: f64 = -0.223;
const FINISHED_GENRE: f64 = 0.095;
/// After this many skips in a row the radio leaves what they have in common.
const TURNS_AFTER: usize = 2;
/// After one more it asks what is wanted.
const ASKS_AFTER: usize = 3;
/// What leaving costs: below everything else that has evidence.
const LEFT: f64 = -6.0;

#[derive(Debug, Default)]
pub struct Reaction {
    artists: HashMap<u32, f64>,
    genres: HashMap<u32, f64>,
    /// The tracks skipped in a row until now, the last first.
    row: Vec<u32>,
}

impl Reaction {
    pub fn to(digest: &Digest<'_>, passed: &[Passed]) -> Self {
        let mut reaction = Self::default();
        for passed in passed {
            let Some(track) = place(digest, passed.track) else { continue };
            let by_genre = match passed {
                Passed { skipped: true, .. } => SKIPPED_GENRE,
                Passed { finished: true, .. } => FINISHED_GENRE,
                _ => continue,
            };
            if let Some(genre) = genre(digest, track) {
                *reaction.genres.entry(genre).or_default() += by_genre;
            }
            if passed.skipped
                && let Some(artist) = digest.main_artist(track)
            {
                *reaction.artists.entry(artist).or_default() += SKIPPED_ARTIST;
            }
        }
        let row = passed.iter().rev().take_while(|passed| passed.skipped);
        reaction.row = row.filter_map(|passed| place(digest, passed.track)).collect();
        if reaction.row.len() >= TURNS_AFTER {
            for track in reaction.row.clone() {
                reaction.leave(digest, track);
            }
        }
        reaction
    }

    fn leave(&mut self, digest: &Digest<'_>, track: u32) {
        if let Some(artist) = digest.main_artist(track) {
            self.artists.insert(artist, LEFT);
        }
        if let Some(genre) = genre(digest, track) {
            self.genres.insert(genre, LEFT);
        }
    }

    /// What it adds to the score of a track.
    pub fn on(&self, digest: &Digest<'_>, track: u32) -> f64 {
        let of = |place: Option<u32>, moved: &HashMap<u32, f64>| place.and_then(|place| moved.get(&place)).copied();
        let artist = of(digest.main_artist(track), &self.artists).unwrap_or(0.0);
        artist + of(genre(digest, track), &self.genres).unwrap_or(0.0)
    }

    /// "You skipped 2 by D'Angelo; radio moves to jazz", when it has just turned.
    pub fn said(&self, digest: &Digest<'_>, radio: &Radio, next: Option<u32>) -> Option<String> {
        match self.row.len() {
            TURNS_AFTER => Some(format!("You skipped {}; {}", self.skipped(digest), self.moves_to(digest, next))),
            ASKS_AFTER => Some(format!(
                "{} skips in a row: w says why a line is there, :stay keeps close to {}, :wander goes further",
                self.row.len(),
                radio.title
            )),
            _ => None,
        }
    }

    fn skipped(&self, digest: &Digest<'_>) -> String {
        let count = self.row.len();
        let artist = self.common(|track| digest.main_artist(track));
        let genre = self.common(|track| genre(digest, track));
        match (artist, genre) {
            (Some(artist), _) => format!("{count} by {}", digest.facts.artists[artist as usize].name),
            (None, Some(genre)) => format!("{count} of {}", digest.facts.genres[genre as usize]),
            (None, None) => format!("{count} in a row"),
        }
    }

    fn moves_to(&self, digest: &Digest<'_>, next: Option<u32>) -> String {
        let turned = next.and_then(|track| genre(digest, track)).filter(|genre| !self.genres.contains_key(genre));
        match (turned, next.and_then(|track| digest.main_artist(track))) {
            (Some(genre), _) => format!("radio moves to {}", digest.facts.genres[genre as usize]),
            (None, Some(artist)) => format!("radio goes on with {}", digest.facts.artists[artist as usize].name),
            (None, None) => "radio has nothing else that goes with it".into(),
        }
    }

    /// What all that were skipped in a row share.
    fn common(&self, of: impl Fn(u32) -> Option<u32>) -> Option<u32> {
        let mut all = self.row.iter().map(|track| of(*track));
        let first = all.next()??;
        all.all(|other| other == Some(first)).then_some(first)
    }
}

/// The genre that a track is named by first.
fn genre(digest: &Digest<'_>, track: u32) -> Option<u32> {
    let known = digest.facts.genres.len();
    digest.track(track).genres.first().copied().filter(|genre| (*genre as usize) < known)
}
