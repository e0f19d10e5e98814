//! A section before the page has its say: more candidates than places.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::domain::browse::WhyScore;
use crate::domain::evidence::Evidence;
use crate::domain::section::{ItemRef, Waiting};
use crate::domain::time::Moment;

use super::score::Blend;
use super::{SectionKind, chance};

/// What can stand at a place, by its place in the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    Track(u32),
    Album(u32),
    Artist(u32),
    Playlist(u32),
}

impl Subject {
    /// Its place among things of its sort.
    pub const fn place(self) -> u32 {
        match self {
            Self::Track(place) | Self::Album(place) | Self::Artist(place) | Self::Playlist(place) => place,
        }
    }
}

/// One thing that could stand in a section.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub what: Subject,
    /// Lower tiers come first, whatever the score.
    pub tier: u8,
    pub score: f64,
    /// Main artist, for the spread over artists.
    pub artist: Option<u32>,
    /// Strongest first.
    pub evidence: Vec<Evidence>,
}

impl Candidate {
    /// The track, when it is one.
    pub const fn track(&self) -> Option<u32> {
        match self.what {
            Subject::Track(place) => Some(place),
            Subject::Album(_) | Subject::Artist(_) | Subject::Playlist(_) => None,
        }
    }
}

/// Whether a section states a fact, and is complete, or suggests, and gives way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Fact,
    Suggestion,
}

/// When the picks may next change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refresh {
    /// At four in the local morning.
    Daily,
    /// At four in the morning of the next Monday.
    Weekly,
    /// When the next session begins.
    EachSession,
    /// When the hours that it is about are over.
    At(Moment),
}

/// What a kind gives to the page.
#[derive(Clone, Debug)]
pub struct Draft {
    pub id: String,
    pub kind: &'static str,
    pub seed: Option<ItemRef>,
    pub title: String,
    /// By tier; candidates of further tiers are as those of the last.
    pub tiers: Vec<Tier>,
    pub role: Role,
    pub refresh: Refresh,
    /// Best first.
    pub candidates: Vec<Candidate>,
    /// Places at most.
    pub length: usize,
    /// With fewer picks the section is not shown.
    pub least: usize,
    /// How its candidates were weighed, where they were.
    pub scored: Option<Scored>,
}

/// A blend, and what it weighed.
#[derive(Clone, Debug)]
pub struct Scored {
    subjects: Rc<[Subject]>,
    blend: Rc<Blend>,
}

impl Scored {
    pub fn new(subjects: impl Iterator<Item = Subject>, blend: Blend) -> Self {
        Self { subjects: subjects.collect(), blend: Rc::new(blend) }
    }

    /// The same for tracks.
    pub fn tracks(places: &[u32], blend: Blend) -> Self {
        Self::new(places.iter().map(|place| Subject::Track(*place)), blend)
    }

    pub fn blend(&self) -> &Blend {
        &self.blend
    }

    /// What each term did for a candidate, and its place by score among how many.
    pub fn of(&self, subject: Subject) -> Option<WhyScore> {
        let candidate = self.subjects.iter().position(|known| *known == subject)?;
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Some(WhyScore {
            terms: self.blend.terms(candidate),
            place: count(self.blend.before(candidate, None) + 1),
            of: count(self.subjects.len()),
        })
    }
}

/// What candidates of one tier may do.
#[derive(Clone, Debug)]
pub struct Tier {
    /// One sentence that is true of every pick up to this tier.
    pub reason: String,
    /// They only fill up a section that has fewer picks than this; none for the whole section.
    pub fills_to: Option<usize>,
}

impl Tier {
    /// A tier that may fill the whole section.
    pub fn full(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), fills_to: None }
    }

    /// A last resort.
    pub fn up_to(picks: usize, reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), fills_to: Some(picks) }
    }
}

impl Draft {
    /// The only section of its kind, which shows whatever it has.
    pub fn only(kind: &dyn SectionKind, role: Role, refresh: Refresh, reason: impl Into<String>) -> Self {
        Self {
            id: kind.name().to_owned(),
            kind: kind.name(),
            seed: None,
            title: kind.title(None),
            tiers: vec![Tier::full(reason)],
            role,
            refresh,
            candidates: Vec::new(),
            length: 20,
            least: 1,
            scored: None,
        }
    }

    pub fn tier(&self, candidate: &Candidate) -> Option<&Tier> {
        self.tiers.get(candidate.tier as usize).or(self.tiers.last())
    }
}

/// What asking a kind gave.
#[derive(Clone, Debug)]
pub enum Outcome {
    Drafts(Vec<Draft>),
    /// Not enough was heard yet.
    Waiting(Waiting),
    /// There is nothing to show, and waiting would not help.
    Nothing,
}

impl Outcome {
    /// One section, or nothing when it would be empty.
    pub fn one(draft: Draft) -> Self {
        if draft.candidates.is_empty() { Self::Nothing } else { Self::Drafts(vec![draft]) }
    }
}

/// Highest score first, ties by the deal.
pub fn sort_best_first(candidates: &mut [Candidate], seed: u64) {
    let key = |candidate: &Candidate| (candidate.tier, candidate.score, candidate.what);
    candidates.sort_by(|a, b| best_first(seed, key(a), key(b)));
}

/// What was weighed and nothing more: thousands are, and what one of them has to say is put into
/// words only when it may come to stand somewhere.
#[derive(Clone, Copy, Debug)]
pub struct Ranked {
    /// Its place in the blend.
    pub at: u32,
    pub tier: u8,
    pub what: Subject,
    pub score: f64,
}

impl Ranked {
    /// What a blend weighed, in its order.
    pub fn each<'b>(blend: &'b Blend, what: impl Iterator<Item = Subject> + 'b) -> impl Iterator<Item = Self> + 'b {
        (0u32..).zip(what).map(|(at, what)| Self { at, tier: 0, what, score: blend.score(at as usize) })
    }

    /// The same for tracks.
    pub fn tracks<'b>(blend: &'b Blend, places: &'b [u32]) -> impl Iterator<Item = Self> + 'b {
        Self::each(blend, places.iter().map(|place| Subject::Track(*place)))
    }

    /// In the order of [`sort_best_first`].
    pub fn cmp(&self, other: &Self, seed: u64) -> Ordering {
        best_first(seed, (self.tier, self.score, self.what), (other.tier, other.score, other.what))
    }

    /// The candidate that it is with its evidence.
    pub fn says(self, artist: Option<u32>, evidence: Vec<Evidence>) -> Candidate {
        Candidate { what: self.what, tier: self.tier, score: self.score, artist, evidence }
    }
}

/// The first `count` of those in the order of [`sort_best_first`].
pub fn best_of(mut all: Vec<Ranked>, count: usize, seed: u64) -> Vec<Ranked> {
    if count < all.len() {
        all.select_nth_unstable_by(count, |a, b| a.cmp(b, seed));
        all.truncate(count);
    }
    all.sort_by(|a, b| a.cmp(b, seed));
    all
}

/// By tier and score, ties by the deal.
fn best_first(seed: u64, a: (u8, f64, Subject), b: (u8, f64, Subject)) -> Ordering {
    let tie = |what: Subject| match what {
        Subject::Track(place) => chance::mix(seed, u64::from(place)),
        Subject::Album(place) => chance::mix(seed ^ 1, u64::from(place)),
        Subject::Playlist(place) => chance::mix(seed ^ 2, u64::from(place)),
        Subject::Artist(place) => chance::mix(seed ^ 3, u64::from(place)),
    };
    a.0.cmp(&b.0).then_with(|| b.1.total_cmp(&a.1)).then_with(|| tie(a.2).cmp(&tie(b.2)))
}
