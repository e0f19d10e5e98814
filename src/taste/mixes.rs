//! Daily mixes: artists that are heard together, grouped, each group a mix of what is known and
//! some that is not.
//!
//! Known tracks are ranked by [`ranking::week`] and drawn anew each day, unplayed ones by
//! [`ranking::first_plays`]. Groups are made from the last year by average
//! linkage and keep their number and name from day to day.

mod identity;
mod linkage;
#[cfg(test)]
mod tests;
mod ties;

use std::collections::HashMap;

use crate::domain::evidence::Fact;
use crate::domain::ids::ArtistId;
use crate::domain::section::{ItemRef, Mix};

pub use identity::Group;

use super::draft::{Candidate, Draft, Outcome, Refresh, Role, Scored, Subject, Tier};
use super::evidence::reasons;
use super::page::day_of;
use super::ranking::{self, Says};
use super::{Deal, Digest, SectionKind, chance, kept, waiting};
use linkage::{Tree, Weight};

/// Listens before the first mix, or four for each track of a small library.
const ENOUGH: usize = 300;
const A_TRACK: usize = 4;
/// Mixes at most, and at least: one group is no choice.
const MOST: usize = 6;
const LEAST: usize = 2;
/// Artists of a mix at least, or one in five of those that are heard.
const ARTISTS: usize = 4;
const ARTISTS_ONE_IN: usize = 5;
/// Share of the listens of ninety days that a mix has at least.
const SHARE: f64 = 0.08;
const LENGTH: usize = 20;
/// A mix leaves three in four of its artists' tracks to other days and sections.
const TRACKS_ONE_IN: usize = 4;
/// Of each ten picks so many are unplayed when the listener explores two in ten.
const UNPLAYED: f64 = 2.5;
/// Known tracks are drawn from so many of the best.
const DRAWN_FROM: usize = 60;

pub struct DailyMixes;

impl SectionKind for DailyMixes {
    fn name(&self) -> &'static str {
        "mix"
    }

    fn title(&self, seed: Option<&str>) -> String {
        match seed {
            Some(name) => format!("Mix of {name} and others"),
            None => "Daily mixes".into(),
        }
    }

    fn build(&self, digest: &Digest<'_>, deal: &Deal) -> Outcome {
        let need = enough(digest);
        if digest.listens.len() < need {
            return waiting(self, "listens", digest.listens.len(), need);
        }
        let mine = deal.groups.iter().filter(|group| !deal.has_pinned(self.name(), Some(seed_of(group))));
        let drafts: Vec<Draft> = mine.map(|group| draft(self, digest, deal, group)).collect();
        if drafts.is_empty() { Outcome::Nothing } else { Outcome::Drafts(drafts) }
    }

    fn grow(&self, digest: &Digest<'_>, deal: &Deal, seed: Option<ItemRef>) -> Option<Draft> {
        let group = deal.groups.iter().find(|group| Some(seed_of(group)) == seed)?;
        Some(draft(self, digest, deal, group))
    }
}

fn enough(digest: &Digest<'_>) -> usize {
    ENOUGH.min(A_TRACK * digest.tracks.len()).max(1)
}

fn seed_of(group: &Group) -> ItemRef {
    ItemRef::Artist(group.mix.founder)
}

/// The listener's artists in groups, each with the identity that it had before. Empty while
/// there is too little to go by, or everything is one.
#[must_use]
pub fn groups(digest: &Digest<'_>) -> Vec<Group> {
    if digest.listens.len() < enough(digest) {
        return Vec::new();
    }
    let shown = &digest.facts.shown;
    if shown.dealt_at.is_some_and(|dealt| day_of(dealt) == day_of(digest.now())) {
        return as_this_morning(digest, &shown.mixes);
    }
    let ties = ties::ties(digest);
    let all: f64 = ties.season.iter().sum();
    let artists = ARTISTS.min(ties.artists.len() / ARTISTS_ONE_IN).max(2);
    let is_enough = |weight: Weight| weight.leaves >= artists && weight.listens >= SHARE * all && weight.listens > 0.0;
    let cut = Tree::of(ties.artists.len(), ties.similarity).cut(MOST, &ties.season, is_enough);
    if cut.len() < LEAST {
        return Vec::new();
    }
    // Artists came with the most heard first, so places in order are that order.
    let mut by_listens: Vec<Vec<usize>> = cut;
    by_listens.sort_by_key(|group| std::cmp::Reverse(group.iter().map(|place| ties.listens[*place]).sum::<u32>()));
    let groups = by_listens.iter().map(|group| group.iter().map(|place| ties.artists[*place]).collect());
    identity::name(digest, groups.collect(), &digest.facts.shown.mixes)
}

/// Within a day the groups stay as they were made.
fn as_this_morning(digest: &Digest<'_>, mixes: &[Mix]) -> Vec<Group> {
    let place: HashMap<ArtistId, u32> =
        (0..).zip(&digest.facts.artists).map(|(place, artist)| (artist.id, place)).collect();
    let places = |mix: &Mix| mix.artists.iter().filter_map(|artist| place.get(artist)).copied().collect();
    mixes.iter().map(|mix| Group { mix: mix.clone(), artists: places(mix) }).collect()
}

fn draft(kind: &DailyMixes, digest: &Digest<'_>, deal: &Deal, group: &Group) -> Draft {
    let mut mine: Vec<u32> = group.artists.iter().flat_map(|artist| digest.tracks_of(*artist)).collect();
    mine.retain(|track| digest.may_suggest(*track));
    mine.sort_unstable();
    mine.dedup();
    let (known, new): (Vec<u32>, Vec<u32>) = mine.into_iter().partition(|track| digest.tally(*track).listens > 0);
    let seed = deal.seed ^ u64::from(group.mix.number);
    let (known_tracks, scored) = known_tracks(digest, &known, seed);
    let candidates = interleave(known_tracks, new_tracks(digest, &new, seed), share_of_new(digest));
    Draft {
        id: format!("{}:artist:{}", kind.name(), group.mix.founder),
        kind: kind.name(),
        seed: Some(seed_of(group)),
        title: group.mix.title.clone(),
        tiers: vec![Tier::full("by artists that you hear in the same sessions, some of it new")],
        role: Role::Suggestion,
        refresh: Refresh::Daily,
        candidates,
        length: (known.len() + new.len()).div_ceil(TRACKS_ONE_IN).clamp(ARTISTS, LENGTH),
        least: ARTISTS,
        scored: Some(scored),
    }
}

/// Follows the dial from familiar to new.
fn share_of_new(digest: &Digest<'_>) -> f64 {
    (UNPLAYED / 10.0 * digest.facts.explore / crate::domain::facts::EXPLORE).min(0.75)
}

/// The best, drawn by rank, so that a mix is another one each day.
fn known_tracks(digest: &Digest<'_>, tracks: &[u32], seed: u64) -> (Vec<Candidate>, Scored) {
    let each = || tracks.iter().copied();
    let blend = ranking::week(&digest.history())
        .blend(tracks, [Says::Heard, Says::Together])
        .plain("your word", 1.0, each().map(|track| digest.standing.lean(track)))
        .plain("put in a list", kept::WEIGHT, each().map(|track| digest.kept().lean(digest, track)));
    let mut ranked: Vec<(f64, usize)> = (0..tracks.len()).map(|place| (blend.score(place), place)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| tracks[a.1].cmp(&tracks[b.1])));
    ranked.truncate(DRAWN_FROM);
    let mut drawn: Vec<(f64, usize)> = ranked
        .iter()
        .enumerate()
        .map(|(rank, (_, place))| {
            let weight = 1.0 / (rank as f64 + 1.0).sqrt();
            (chance::draw_key(seed, u64::from(tracks[*place]), weight), *place)
        })
        .collect();
    drawn.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let candidate = |place: usize| {
        let track = tracks[place];
        let kept = digest.kept().fact(digest, track);
        let evidence =
            reasons([(Some(heard(digest, track)), blend.share(0, place)), (kept, blend.share(3, place))], []);
        Candidate { what: Subject::Track(track), tier: 0, score: 0.0, artist: digest.main_artist(track), evidence }
    };
    let candidates = drawn.into_iter().map(|(_, place)| candidate(place)).collect();
    (candidates, Scored::tracks(tracks, blend))
}

fn heard(digest: &Digest<'_>, track: u32) -> Fact {
    let tally = digest.tally(track);
    match (tally.first_30d, tally.last) {
        (Some(first), _) => Fact::Heard { times: tally.listens_30d, since: digest.heard_at(first) },
        (None, last) => {
            let last = last.map_or(digest.now(), |last| digest.heard_at(last));
            Fact::HeardEver { times: tally.listens, last }
        }
    }
}

/// What was never heard of the group's artists.
fn new_tracks(digest: &Digest<'_>, tracks: &[u32], seed: u64) -> Vec<Candidate> {
    let ranking = ranking::first_plays(&digest.history());
    let by = |track: &u32| digest.main_artist(*track);
    let score = |track: &u32| ranking.score(*track) + digest.standing.lean(*track);
    let mut scored: Vec<(f64, u64, u32)> =
        tracks.iter().map(|track| (score(track), chance::mix(seed, u64::from(*track)), *track)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    scored.truncate(DRAWN_FROM);
    let candidate = |(score, _, track): (f64, u64, u32)| {
        let artist = by(&track)?;
        let tally = &digest.artists[artist as usize];
        let fact = Fact::SameArtist {
            artist: digest.facts.artists[artist as usize].name.clone(),
            times: tally.listens_30d,
            since: tally.first_30d.map_or(digest.now(), |first| digest.heard_at(first)),
        };
        let evidence = reasons([(Some(fact), score)], []);
        Some(Candidate { what: Subject::Track(track), tier: 0, score: 0.0, artist: Some(artist), evidence })
    };
    scored.into_iter().filter_map(candidate).collect()
}

/// Known and new in one order, with the wanted share of new ones from the start on.
fn interleave(known: Vec<Candidate>, new: Vec<Candidate>, share: f64) -> Vec<Candidate> {
    let (mut known, mut new) = (known.into_iter().peekable(), new.into_iter().peekable());
    let mut all: Vec<Candidate> = Vec::new();
    let mut taken = 0.0;
    loop {
        let due = share > 0.0 && taken + 1.0 <= share * (all.len() + 2) as f64;
        let next = match (known.peek().is_some(), new.peek().is_some() && share > 0.0) {
            (false, false) => return all,
            (is_known, is_new) if is_new && (due || !is_known) => {
                taken += 1.0;
                new.next()
            }
            _ => known.next(),
        };
        // A step down the list weighs as much as one more track of the same artist.
        all.extend(next.map(|candidate| Candidate { score: -0.1 * all.len() as f64, ..candidate }));
    }
}
