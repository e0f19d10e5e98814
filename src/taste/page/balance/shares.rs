//! In which proportions tastes are heard, and in which they are suggested.

use std::collections::HashSet;

use super::Section;
use crate::domain::section::ItemRef;
use crate::domain::time::{DAY_MS, Moment};
use crate::taste::Digest;
use crate::taste::draft::{Role, Subject};
use crate::taste::page::choice::OnPage;

/// Listens that say what the proportions are.
pub const WINDOW_DAYS: i64 = 90;
/// Fewer say nothing about proportions.
pub const ENOUGH: u32 = 50;
/// Below this part of its share a taste is short; it is not helped above the other.
const SHORT: f64 = 0.5;
const LONG: f64 = 1.5;
/// What is not suggested at all has this part of its share, so that KL is finite.
const SMOOTHING: f64 = 0.01;

/// What a thing counts for: its first genre, or its main artist where no genre is known. Genres
/// first, then artists, by place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taste(usize);

impl Taste {
    /// Of a track its own, of an album that of its first track; artists and lists have none.
    pub fn of(digest: &Digest<'_>, what: Subject) -> Option<Self> {
        let track = match what {
            Subject::Track(track) => track,
            Subject::Album(album) => digest.welcome_on(album).next()?,
            Subject::Artist(_) | Subject::Playlist(_) => return None,
        };
        let genres = digest.facts.genres.len();
        let genre = digest.track(track).genres.first().map(|genre| *genre as usize).filter(|genre| *genre < genres);
        genre.or_else(|| Some(genres + digest.main_artist(track)? as usize)).map(Self)
    }

    pub fn name(self, digest: &Digest<'_>) -> String {
        let facts = digest.facts;
        let artist = || facts.artists.get(self.0 - facts.genres.len()).map(|artist| artist.name.clone());
        facts.genres.get(self.0).cloned().or_else(artist).unwrap_or_default()
    }

    fn all(digest: &Digest<'_>) -> usize {
        digest.facts.genres.len() + digest.facts.artists.len()
    }
}

/// What was heard of each taste.
pub struct Heard {
    times: Vec<u32>,
    all: u32,
    since: Moment,
}

impl Heard {
    /// None while too little was heard.
    pub fn of(digest: &Digest<'_>) -> Option<Self> {
        let from = digest.now().unix_ms.saturating_sub(WINDOW_DAYS * DAY_MS);
        let mut heard = Self { times: vec![0; Taste::all(digest)], all: 0, since: digest.now() };
        let at = |place: usize| digest.heard_at(u32::try_from(place).unwrap_or(u32::MAX));
        let first =
            digest.listens.partition_point(|listen| digest.plays[listen.play as usize].started_at.unix_ms < from);
        for (place, listen) in digest.listens.iter().enumerate().skip(first) {
            let Some(taste) = Taste::of(digest, Subject::Track(listen.track)) else { continue };
            if digest.is_tasteful(listen.track) {
                if heard.all == 0 {
                    heard.since = at(place);
                }
                heard.times[taste.0] += 1;
                heard.all += 1;
            }
        }
        (heard.all >= ENOUGH).then_some(heard)
    }

    pub fn times(&self, taste: Taste) -> u32 {
        self.times[taste.0]
    }

    pub const fn all(&self) -> u32 {
        self.all
    }

    /// The first listen that counts.
    pub const fn since(&self) -> Moment {
        self.since
    }

    fn share(&self, taste: usize) -> f64 {
        f64::from(self.times[taste]) / f64::from(self.all)
    }
}

/// What the page suggests of each taste.
pub struct Suggested {
    picks: Vec<u32>,
    all: usize,
}

/// How much KL falls with one pick less of a taste, and with one more; for what is short.
pub struct Falls {
    less: Vec<f64>,
    more: Vec<Option<f64>>,
}

impl Falls {
    /// By letting a pick of one taste give way to another; none where the other is not short.
    pub fn by(&self, out: Taste, into: Taste) -> Option<f64> {
        (out != into).then(|| self.more[into.0].map(|more| self.less[out.0] + more)).flatten()
    }
}

impl Suggested {
    /// Sections that rest count with what they keep.
    pub fn of(digest: &Digest<'_>, sections: &[Section], page: &OnPage<'_>) -> Self {
        let suggestions = sections.iter().filter(|(draft, _)| draft.role == Role::Suggestion);
        let dealt = suggestions.filter(|(draft, _)| !page.rests(&draft.id)).flat_map(|(_, chosen)| &chosen.what);
        let mut suggested = Self { picks: vec![0; Taste::all(digest)], all: 0 };
        for what in dealt.copied().chain(subjects(digest, &page.resting())) {
            if let Some(taste) = Taste::of(digest, what) {
                suggested.picks[taste.0] += 1;
                suggested.all += 1;
            }
        }
        suggested
    }

    pub fn picks(&self, taste: Taste) -> u32 {
        self.picks[taste.0]
    }

    pub const fn all(&self) -> usize {
        self.all
    }

    pub fn exchange(&mut self, out: Taste, into: Taste) {
        self.picks[out.0] = self.picks[out.0].saturating_sub(1);
        self.picks[into.0] += 1;
    }

    /// `KL(p‖q)` in nats.
    #[cfg(test)]
    pub fn divergence(&self, heard: &Heard) -> f64 {
        (0..self.picks.len()).map(|taste| self.term(heard, taste, self.picks[taste])).sum()
    }

    pub fn falls(&self, heard: &Heard) -> Falls {
        let now = |taste| self.term(heard, taste, self.picks[taste]);
        let tastes = 0..self.picks.len();
        let with = |taste, picks| now(taste) - self.term(heard, taste, picks);
        Falls {
            less: tastes.clone().map(|taste| with(taste, self.picks[taste].saturating_sub(1))).collect(),
            more: tastes.map(|taste| self.is_short(heard, taste).then(|| with(taste, self.picks[taste] + 1))).collect(),
        }
    }

    fn term(&self, heard: &Heard, taste: usize, picks: u32) -> f64 {
        let p = heard.share(taste);
        if p <= 0.0 {
            return 0.0;
        }
        let q = f64::from(picks) / self.all.max(1) as f64;
        p * (p / ((1.0 - SMOOTHING) * q + SMOOTHING * p)).ln()
    }

    /// Whether it has less than half of its share, and one pick more is not too many.
    fn is_short(&self, heard: &Heard, taste: usize) -> bool {
        let fair = heard.share(taste) * self.all as f64;
        let picks = f64::from(self.picks[taste]);
        picks < SHORT * fair && picks + 1.0 <= LONG * fair
    }
}

/// Tracks and albums by their ids.
fn subjects(digest: &Digest<'_>, items: &HashSet<ItemRef>) -> Vec<Subject> {
    if items.is_empty() {
        return Vec::new();
    }
    let tracks = (0u32..).zip(&digest.facts.tracks).filter(|(_, track)| items.contains(&ItemRef::Track(track.id)));
    let albums = (0u32..).zip(&digest.facts.albums).filter(|(_, album)| items.contains(&ItemRef::Album(album.id)));
    tracks.map(|(place, _)| Subject::Track(place)).chain(albums.map(|(place, _)| Subject::Album(place))).collect()
}
