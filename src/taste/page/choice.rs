//! Which candidates of a draft stand on the page: nothing twice, spread over artists, albums
//! and what is new.

use std::collections::{HashMap, HashSet};

use super::exploring;
use crate::domain::evidence::Fact;
use crate::domain::section::{ItemRef, Pick};
use crate::taste::Digest;
use crate::taste::draft::{Candidate, Draft, Role, Subject};
use crate::taste::{heard_since_dealt, say, works};

/// What each track of an artist that a section already has costs the next one, in the units of
/// `f`: it spreads as well as a cap of three and costs half as much accuracy.
const SPREAD: f64 = 0.1;
/// The same where an artist goes on or is new: there it raises the chance of a hit.
const WIDE_SPREAD: f64 = 0.3;
const WIDELY: [&str; 2] = ["new", "continue"];
/// At most this share of a section is by one artist, while there are others to choose from.
const ONE_ARTIST_IN: usize = 4;
/// So often an album stands among all suggestions of a page, while there are others to choose from.
pub const ALBUM_TWICE: usize = 2;

/// Candidates that are looked at, best first, so that a long draft costs no more than a good one.
const POOL: usize = 400;

/// Kinds that are lists of their own, to be heard as a whole: they hold what a section states as
/// a fact, too. Among suggestions they give way like all.
const WHOLE: [&str; 1] = ["mix"];

/// What the suggestions of a page have taken so far.
#[derive(Clone, Debug, Default)]
pub struct OnPage<'s> {
    /// Pins, and what other suggestions took.
    items: HashSet<ItemRef>,
    /// What sections state as a fact.
    facts: HashSet<ItemRef>,
    /// What sections keep that are not dealt yet, and whose it is.
    resting: HashMap<ItemRef, &'s str>,
    albums: HashMap<u32, usize>,
    /// What was heard since its section was dealt, by section: it leaves now.
    heard: HashSet<(String, ItemRef)>,
}

/// What was taken from a draft.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// One sentence that is true of every pick.
    pub reason: String,
    pub picks: Vec<Pick>,
    /// What they are, by place in the facts.
    pub what: Vec<Subject>,
    /// Which of them are new to the listener, or rested.
    pub exploring: Vec<bool>,
}

impl<'s> OnPage<'s> {
    /// What stands whatever is suggested: pins, what states a fact, and what the page that is
    /// shown keeps until its time has come.
    pub fn begin<'p>(digest: &Digest<'s>, drafts: &[Draft], pinned: impl Iterator<Item = &'p Pick>) -> Self {
        let items: HashSet<ItemRef> = pinned.map(|pick| pick.item.what).collect();
        let mut facts = HashSet::new();
        for draft in drafts.iter().filter(|draft| draft.role == Role::Fact) {
            facts.extend(draft.candidates.iter().take(draft.length).map(|candidate| digest.item_ref(candidate.what)));
        }
        let suggests = |id: &str| drafts.iter().any(|draft| draft.role == Role::Suggestion && draft.id == id);
        let now = digest.now().unix_ms;
        let rests = digest
            .facts
            .shown
            .sections
            .iter()
            .filter(|section| section.next_at.is_some_and(|next| next.unix_ms > now) && suggests(&section.id));
        let resting = rests.flat_map(|section| section.picks.iter().map(|item| (*item, section.id.as_str())));
        let heard = heard_since_dealt(digest.facts).into_iter().collect();
        Self { items, facts, resting: resting.collect(), albums: HashMap::new(), heard }
    }

    fn heard_of(&self, section: &str) -> HashSet<ItemRef> {
        self.heard.iter().filter(|(id, _)| id == section).map(|(_, item)| *item).collect()
    }

    /// Whether a section keeps what it has on the page that is shown.
    pub fn rests(&self, section: &str) -> bool {
        self.resting.values().any(|of| *of == section)
    }

    /// What such sections keep.
    pub fn resting(&self) -> HashSet<ItemRef> {
        self.resting.keys().copied().collect()
    }

    pub fn was_heard(&self, section: &str, item: ItemRef) -> bool {
        self.heard.iter().any(|(id, heard)| id == section && *heard == item)
    }

    pub fn has(&self, item: ItemRef, draft: &Draft) -> bool {
        self.items.contains(&item)
            || self.facts.contains(&item) && !WHOLE.contains(&draft.kind)
            || self.resting.get(&item).is_some_and(|of| *of != draft.id)
    }
}

/// Takes picks from a draft. Facts are taken as they come. Suggestions spread over artists;
/// those of a page give way to what stands on it, and so many of them are new or rested as
/// `quota` says, as far as there are such.
pub fn choose(
    digest: &Digest<'_>,
    draft: &Draft,
    length: usize,
    mut page: Option<&mut OnPage<'_>>,
    quota: f64,
) -> Chosen {
    let mut left: Vec<&Candidate> = draft.candidates.iter().collect();
    if let Some(page) = &page {
        left.retain(|candidate| !page.has(digest.item_ref(candidate.what), draft));
    }
    if draft.role == Role::Suggestion {
        left.retain(|candidate| candidate.track().is_none_or(|track| works::opens(digest, track)));
        left.truncate(POOL.max(10 * length));
    }
    let mut taking = Taking::new(digest, draft, length, page.as_deref(), quota);
    while taking.chosen.picks.len() < length && !left.is_empty() {
        let best = match draft.role {
            Role::Fact => Some(0),
            Role::Suggestion => taking.most_fitting(&left),
        };
        let Some(best) = best else { break };
        taking.take(left.remove(best));
    }
    let Taking { chosen, albums, .. } = taking;
    // A section that is too short is not shown, and takes nothing from others.
    if let Some(page) = &mut page
        && chosen.picks.len() >= draft.least
    {
        page.items.extend(chosen.picks.iter().map(|pick| pick.item.what));
        page.albums.extend(albums);
    }
    chosen
}

/// A draft while its picks are taken.
struct Taking<'t, 'd> {
    digest: &'t Digest<'d>,
    draft: &'t Draft,
    chosen: Chosen,
    highest_tier: u8,
    by_artist: HashMap<u32, usize>,
    /// Picks of one artist from which on the section is crowded by them.
    crowded: usize,
    spread: f64,
    /// Of this section's picks, what was heard since it was dealt.
    heard: HashSet<ItemRef>,
    albums: HashMap<u32, usize>,
    quota: f64,
    exploring: usize,
}

impl<'t, 'd> Taking<'t, 'd> {
    fn new(digest: &'t Digest<'d>, draft: &'t Draft, length: usize, page: Option<&OnPage<'_>>, quota: f64) -> Self {
        let reason = draft.tiers.first().map(|tier| tier.reason.clone()).unwrap_or_default();
        Self {
            digest,
            draft,
            chosen: Chosen { reason, ..Chosen::default() },
            highest_tier: 0,
            by_artist: HashMap::new(),
            crowded: crowded(digest, length),
            spread: spread_of(digest, draft),
            heard: page.map(|page| page.heard_of(&draft.id)).unwrap_or_default(),
            albums: page.map(|page| page.albums.clone()).unwrap_or_default(),
            quota,
            exploring: 0,
        }
    }

    fn take(&mut self, candidate: &Candidate) {
        if candidate.tier >= self.highest_tier {
            self.highest_tier = candidate.tier;
            if let Some(tier) = self.draft.tier(candidate) {
                self.chosen.reason.clone_from(&tier.reason);
            }
        }
        if let Some(artist) = candidate.artist {
            *self.by_artist.entry(artist).or_default() += 1;
        }
        if let Some(album) = album_of(self.digest, candidate.what) {
            *self.albums.entry(album).or_default() += 1;
        }
        let explores = exploring::is_exploring(self.digest, candidate.what);
        self.exploring += usize::from(explores);
        self.chosen.what.push(candidate.what);
        self.chosen.exploring.push(explores);
        let (mut item, mut evidence) = (self.digest.item(candidate.what), candidate.evidence.clone());
        evidence.extend(say::confirmed(self.digest, self.draft, candidate.what));
        // A fact is told of the movement that was heard, unless all were; what is suggested is the work.
        let of_the_work = evidence.iter().any(|evidence| matches!(evidence.fact, Fact::WorkHeard { .. }));
        if let Some(track) = candidate.track().filter(|_| of_the_work || self.draft.role == Role::Suggestion) {
            item.work = works::opened_by(self.digest, track);
        }
        self.chosen.picks.push(Pick { item, evidence, heard: false });
    }

    /// The candidate that comes next: no last resort while there are others, not by an artist
    /// who crowds the section nor of an album that stands twice already, of the lowest tier, of
    /// the highest score after the spread. The first among equals.
    fn most_fitting(&self, left: &[&Candidate]) -> Option<usize> {
        let due = exploring::is_due(self.quota, self.chosen.picks.len(), self.exploring);
        let explores = |candidate: &Candidate| exploring::is_exploring(self.digest, candidate.what);
        let best = |must_explore: bool| {
            let standing = left.iter().enumerate().filter(|(_, candidate)| {
                self.may_stand(candidate) && (!must_explore || (!self.fills_up(candidate) && explores(candidate)))
            });
            let best = standing.map(|(place, candidate)| (place, self.key(candidate))).reduce(|best, next| {
                let ((order, score), (least, most)) = (next.1, best.1);
                if order.cmp(&least).then_with(|| most.total_cmp(&score)).is_lt() { next } else { best }
            });
            best.map(|(place, _)| place)
        };
        best(due).or_else(|| if due { best(false) } else { None })
    }

    fn key(&self, candidate: &Candidate) -> ((bool, bool, u8), f64) {
        let by_same = candidate.artist.and_then(|artist| self.by_artist.get(&artist)).copied().unwrap_or(0);
        let is_crowded = by_same >= self.crowded || self.stands_twice(candidate);
        ((self.fills_up(candidate), is_crowded, candidate.tier), candidate.score - self.spread * by_same as f64)
    }

    fn stands_twice(&self, candidate: &Candidate) -> bool {
        let album = album_of(self.digest, candidate.what);
        album.and_then(|album| self.albums.get(&album)).is_some_and(|times| *times >= ALBUM_TWICE)
    }

    /// Whether it only fills a section that would be too short: a last resort of its kind, or
    /// what was heard since it last stood there.
    fn fills_up(&self, candidate: &Candidate) -> bool {
        self.fills_to(candidate).is_some()
    }

    fn fills_to(&self, candidate: &Candidate) -> Option<usize> {
        let was_heard = !self.heard.is_empty() && self.heard.contains(&self.digest.item_ref(candidate.what));
        let of_tier = self.draft.tier(candidate).and_then(|tier| tier.fills_to);
        if was_heard { Some(self.draft.least.min(of_tier.unwrap_or(usize::MAX))) } else { of_tier }
    }

    fn may_stand(&self, candidate: &Candidate) -> bool {
        self.fills_to(candidate).is_none_or(|fills_to| self.chosen.picks.len() < fills_to)
    }
}

pub fn album_of(digest: &Digest<'_>, what: Subject) -> Option<u32> {
    match what {
        Subject::Track(track) => digest.album_of(track),
        Subject::Album(album) => Some(album),
        Subject::Artist(_) | Subject::Playlist(_) => None,
    }
}

/// What each further track of an artist costs in a section, as wide as the listener wants it.
pub fn spread_of(digest: &Digest<'_>, draft: &Draft) -> f64 {
    digest.facts.spread * if WIDELY.contains(&draft.kind) { WIDE_SPREAD } else { SPREAD }
}

/// Picks of one artist from which on a section is crowded by them.
pub fn crowded(digest: &Digest<'_>, length: usize) -> usize {
    let one_in = (digest.facts.spread * ONE_ARTIST_IN as f64).round() as usize;
    length.div_ceil(one_in.max(1))
}
