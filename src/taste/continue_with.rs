//! Continue with X: what was never heard by artists that are being explored now.
//!
//! Score: [`super::ranking::first_plays()`], first listens to an artist and to an album. That somebody is
//! new predicts their next first listen better than how much they are loved. The two artists who
//! are explored most have sections of their own; where nobody is, those who are heard most do.

use std::collections::HashMap;

use crate::domain::evidence::Fact;
use crate::domain::section::ItemRef;
use crate::domain::time::DAY_MS;

use super::draft::{Candidate, Draft, Outcome, Ranked, Refresh, Role, Scored, Subject, best_of};
use super::evidence::{hardly_heard, is_devoted, reasons};
use super::ranking::{Going, Says, Task};
use super::{Deal, Digest, SectionKind, threshold, waiting};

/// Artists with a section of their own.
const SECTIONS: usize = 2;
/// Unheard tracks that make a section, or one in twenty of the library.
const ENOUGH: usize = 5;
/// Listens before anything is being explored.
const LISTENS: usize = 20;
const LENGTH: usize = 12;
const POOL: usize = 5 * LENGTH;
/// First listens within so many days speak, when there are two.
const WEEK: i64 = 7;
const WORTH_SAYING: u32 = 2;
/// A library of a handful of tracks is explored by three of them.
const FEWEST: usize = 3;

pub struct ContinueWith;

impl SectionKind for ContinueWith {
    fn name(&self) -> &'static str {
        "continue"
    }

    fn title(&self, seed: Option<&str>) -> String {
        match seed {
            Some(seed) => format!("Continue with {seed}"),
            None => "More by artists you hear".into(),
        }
    }

    fn build(&self, digest: &Digest<'_>, deal: &Deal) -> Outcome {
        let need = threshold(LISTENS, digest.tracks.len(), 3);
        if digest.listens.len() < need {
            return waiting(self, "listens", digest.listens.len(), need);
        }
        let unheard = Unheard::of(digest, deal);
        let enough = threshold(ENOUGH, digest.tracks.len(), 20).max(FEWEST);
        let counts = unheard.counts(digest);
        let explored = unheard.explored(digest).into_iter().filter(|artist| counts[*artist as usize] >= enough);
        let own = explored.filter(|artist| !deal.has_pinned(self.name(), Some(item(digest, *artist))));
        let drafts: Vec<Draft> = own.take(SECTIONS).map(|artist| self.by_one(digest, deal, &unheard, artist)).collect();
        if !drafts.is_empty() {
            return Outcome::Drafts(drafts);
        }
        if unheard.ranked.len() < enough {
            return Outcome::Nothing;
        }
        Outcome::one(Draft { least: enough, ..self.by_all(digest, deal, &unheard) })
    }

    fn grow(&self, digest: &Digest<'_>, deal: &Deal, seed: Option<ItemRef>) -> Option<Draft> {
        let unheard = Unheard::of(digest, deal);
        let Some(ItemRef::Artist(id)) = seed else { return Some(self.by_all(digest, deal, &unheard)) };
        let artist = digest.facts.artists.iter().position(|artist| artist.id == id)?;
        Some(self.by_one(digest, deal, &unheard, artist as u32))
    }
}

impl ContinueWith {
    fn by_all(&self, digest: &Digest<'_>, deal: &Deal, unheard: &Unheard) -> Draft {
        let draft = Draft::only(self, Role::Suggestion, Refresh::EachSession, "never heard, by artists you hear now");
        let candidates = unheard.best(digest, deal, None);
        Draft { candidates, length: LENGTH, scored: Some(unheard.scored.clone()), ..draft }
    }

    fn by_one(&self, digest: &Digest<'_>, deal: &Deal, unheard: &Unheard, artist: u32) -> Draft {
        let (item, name) = (item(digest, artist), &digest.facts.artists[artist as usize].name);
        let draft =
            Draft::only(self, Role::Suggestion, Refresh::EachSession, format!("by {name}, never heard until now"));
        Draft {
            id: format!("{}:{}:{}", self.name(), item.type_name(), item.key()),
            seed: Some(item),
            title: self.title(Some(name)),
            candidates: unheard.best(digest, deal, Some(artist)),
            length: LENGTH,
            least: FEWEST,
            scored: Some(unheard.scored.clone()),
            ..draft
        }
    }
}

fn item(digest: &Digest<'_>, artist: u32) -> ItemRef {
    ItemRef::Artist(digest.facts.artists[artist as usize].id)
}

/// What was never heard, by artists that were, where a word speaks for it.
struct Unheard {
    /// In no order.
    ranked: Vec<Ranked>,
    scored: Scored,
    /// Albums that stand for their tracks, by the best of these; the others are not among the ranked.
    whole: HashMap<u32, u32>,
    /// How much was heard of the albums that were begun within the week.
    begun: HashMap<u32, Fact>,
    /// By artist: tracks first heard within the week, and the first of these listens.
    first_heard: Vec<(u32, Option<u32>)>,
}

impl Unheard {
    fn of(digest: &Digest<'_>, deal: &Deal) -> Self {
        let heard = |place: &u32| {
            let artist = digest.main_artist(*place).map(|artist| digest.artists[artist as usize].listens);
            let is_unheard = digest.tally(*place).listens == 0 && !digest.is_left_out(*place);
            is_unheard && artist.is_some_and(|listens| listens > 0)
        };
        let places: Vec<u32> = digest.suggestible().iter().copied().filter(heard).collect();
        let blend = digest
            .ranking(Task::FirstPlays, Going::default())
            .blend(&places, [Says::Artist, Says::Album])
            .plain("your word", 1.0, places.iter().map(|place| digest.standing.lean(*place)));
        let scored = Scored::tracks(&places, blend);
        let (first_heard, begun) = (first_heard(digest), begun_albums(digest));
        let speaks = |artist: u32| first_heard[artist as usize].0 >= WORTH_SAYING || is_devoted(digest, artist);
        let speaks: Vec<bool> = (0..first_heard.len() as u32).map(speaks).collect();
        let has_a_word = |ranked: &Ranked| {
            let track = ranked.what.place();
            digest.main_artist(track).is_some_and(|artist| speaks[artist as usize])
                || digest.album_of(track).is_some_and(|album| begun.contains_key(&album))
        };
        let ranked = Ranked::tracks(scored.blend(), &places).filter(has_a_word).collect();
        let (ranked, whole) = by_whole_albums(digest, deal, ranked);
        Self { ranked, scored, whole, begun, first_heard }
    }

    /// The best by an artist, or by all, with what each has to say.
    fn best(&self, digest: &Digest<'_>, deal: &Deal, by: Option<u32>) -> Vec<Candidate> {
        let theirs = |ranked: &Ranked| by.is_none() || digest.main_artist(ranked.what.place()) == by;
        let best = best_of(self.ranked.iter().copied().filter(theirs).collect(), POOL, deal.seed);
        best.into_iter().map(|ranked| self.candidate(digest, ranked)).collect()
    }

    fn candidate(&self, digest: &Digest<'_>, ranked: Ranked) -> Candidate {
        let (place, at, blend) = (ranked.what.place(), ranked.at as usize, self.scored.blend());
        let artist = digest.main_artist(place);
        let of_artist = artist.and_then(|artist| exploring(digest, &self.first_heard, artist));
        let of_album = digest.album_of(place).and_then(|album| self.begun.get(&album)).cloned();
        // The album says most exactly what was begun.
        let mut evidence = reasons([(of_album, blend.share(1, at))], []);
        let by_artist = [(of_artist.clone(), blend.share(0, at)), (hardly_heard(digest, place), 0.0)];
        evidence.extend(reasons(by_artist, []));
        let Some(album) = self.whole.get(&place).copied() else { return ranked.says(artist, evidence) };
        let weight = evidence.first().map_or(0.0, |evidence| evidence.weight);
        let whole = digest.album_habit().album_of(digest, place).map(|(_, whole)| whole.fact());
        let begun = begun(digest, album, true);
        let evidence = reasons([(begun, weight), (of_artist, weight)], [(whole, weight.abs())]);
        Ranked { what: Subject::Album(album), ..ranked }.says(artist, evidence)
    }

    /// By artist, how many there are.
    fn counts(&self, digest: &Digest<'_>) -> Vec<usize> {
        let mut counts = vec![0; digest.artists.len()];
        for artist in self.ranked.iter().filter_map(|ranked| digest.main_artist(ranked.what.place())) {
            counts[artist as usize] += 1;
        }
        counts
    }

    /// Artists of whom several tracks are new, those explored most first.
    fn explored(&self, digest: &Digest<'_>) -> Vec<u32> {
        let exploring = digest.exploring(3.0);
        let new = (0u32..).zip(&self.first_heard).filter(|(_, (tracks, _))| *tracks >= WORTH_SAYING);
        let new = new.filter(|(artist, _)| !digest.facts.artists[*artist as usize].is_nameless());
        let mut artists: Vec<u32> = new.map(|(artist, _)| artist).collect();
        artists.sort_by(|a, b| exploring[*b as usize].total_cmp(&exploring[*a as usize]).then(a.cmp(b)));
        artists
    }
}

/// By artist: tracks first heard within the week, and the first of these listens.
fn first_heard(digest: &Digest<'_>) -> Vec<(u32, Option<u32>)> {
    let since = digest.now().unix_ms.saturating_sub(WEEK * DAY_MS);
    let mut by_artist = vec![(0, None); digest.artists.len()];
    let history = digest.history();
    for place in digest.places().filter(|place| digest.is_tasteful(*place)) {
        let Some(first) = digest.tally(place).first.filter(|first| digest.heard_at(*first).unix_ms >= since) else {
            continue;
        };
        for artist in history.catalogue.credits(place) {
            let (tracks, earliest) = &mut by_artist[*artist as usize];
            *tracks += 1;
            *earliest = Some(earliest.map_or(first, |earliest: u32| earliest.min(first)));
        }
    }
    by_artist
}

/// How much was heard of each album that was begun within the week.
fn begun_albums(digest: &Digest<'_>) -> HashMap<u32, Fact> {
    let since = digest.now().unix_ms.saturating_sub(WEEK * DAY_MS);
    let lately = digest.listens.partition_point(|listen| listen.at_ms < since) as u32;
    let is_new = |track: u32| digest.tally(track).first.is_some_and(|first| first >= lately);
    let albums = (0u32..).zip(&digest.facts.albums).filter(|(_, facts)| digest.known(&facts.tracks).any(is_new));
    albums.filter_map(|(album, _)| Some((album, begun(digest, album, false)?))).collect()
}

fn exploring(digest: &Digest<'_>, first_heard: &[(u32, Option<u32>)], artist: u32) -> Option<Fact> {
    let (tracks, earliest) = first_heard[artist as usize];
    let since = digest.heard_at(earliest?);
    let artist = digest.facts.artists[artist as usize].name.clone();
    (tracks >= WORTH_SAYING).then_some(Fact::FirstHeard { artist, tracks, since })
}

/// An album of which a track was heard for the first time this week, and another before or
/// since: how much of it was heard.
pub fn begun(digest: &Digest<'_>, album: u32, itself: bool) -> Option<Fact> {
    let since = digest.now().unix_ms.saturating_sub(WEEK * DAY_MS);
    let facts = &digest.facts.albums[album as usize];
    let firsts: Vec<u32> = digest.known(&facts.tracks).filter_map(|track| digest.tally(track).first).collect();
    let heard = u32::try_from(firsts.len()).unwrap_or(u32::MAX);
    let tracks = u32::try_from(digest.known(&facts.tracks).count()).unwrap_or(u32::MAX);
    let is_new = firsts.iter().any(|first| digest.heard_at(*first).unix_ms >= since);
    (is_new && heard >= WORTH_SAYING && heard < tracks).then_some(Fact::Begun {
        album: if itself { String::new() } else { facts.title.clone() },
        heard,
        tracks,
        since: digest.heard_at(firsts.iter().copied().min()?),
    })
}

/// Artists that are heard by whole albums go on with an album: one that was begun, or one of
/// which nothing was heard. Of its tracks the best stays and stands for it.
fn by_whole_albums(digest: &Digest<'_>, deal: &Deal, ranked: Vec<Ranked>) -> (Vec<Ranked>, HashMap<u32, u32>) {
    let habit = digest.album_habit();
    if !habit.is_there() {
        return (ranked, HashMap::new());
    }
    let mut goes_on: HashMap<u32, bool> = HashMap::new();
    let mut goes_on_with = |album: u32| {
        *goes_on.entry(album).or_insert_with(|| {
            let mut tracks = digest.known(&digest.facts.albums[album as usize].tracks);
            begun(digest, album, true).is_some() || tracks.all(|track| digest.tally(track).listens == 0)
        })
    };
    let mut best: HashMap<u32, Ranked> = HashMap::new();
    let mut others = Vec::with_capacity(ranked.len());
    for ranked in ranked {
        match habit.album_of(digest, ranked.what.place()).filter(|(album, _)| goes_on_with(*album)) {
            Some((album, _)) => {
                let known = best.entry(album).or_insert(ranked);
                if ranked.cmp(known, deal.seed).is_lt() {
                    *known = ranked;
                }
            }
            None => others.push(ranked),
        }
    }
    let whole = best.iter().map(|(album, ranked)| (ranked.what.place(), *album)).collect();
    others.extend(best.into_values());
    (others, whole)
}

#[cfg(test)]
mod tests {
    use crate::taste::fixture::{World, ids, lines, section};

    #[test]
    fn the_artist_of_the_week_goes_on() {
        let mut world = World::new();
        let ethiopia = world.tracks("Mulatu Astatke", "Mulatu of Ethiopia", 7);
        let sketches = world.tracks("Mulatu Astatke", "Sketches", 4);
        let train = world.tracks("John Coltrane", "Blue Train", 5);
        for day in 2..6 {
            world.evening(
                &format!("2026-11-0{day}T20:00:00+01:00"),
                &[train[0], train[1], train[2], train[0], train[1]],
            );
        }
        world.evening("2026-11-16T20:00:00+01:00", &[ethiopia[0], ethiopia[3]]);
        world.evening("2026-11-20T20:00:00+01:00", &[ethiopia[1]]);
        let home = world.home_of("continue");
        let id = ids(&home).into_iter().find(|id| id.starts_with("continue:")).unwrap().to_owned();
        assert_eq!(section(&home, &id).unwrap().title, "Continue with Mulatu Astatke");
        let said = lines(&home, &id);
        let new = "Mulatu Astatke: 3 tracks first heard since Monday".to_owned();
        assert_eq!(said.len(), ethiopia.len() - 3 + sketches.len());
        assert!(said[0].0.starts_with("Mulatu of Ethiopia"), "the album that was begun goes first: {said:?}");
        assert!(said.contains(&("Sketches 1".into(), new)), "{said:?}");
        assert_eq!(said[0].1, "Mulatu of Ethiopia: 3 of 7 heard");
    }

    #[test]
    fn more_by_artists_of_the_month() {
        let mut world = World::new();
        let train = world.tracks("John Coltrane", "Blue Train", 6);
        for day in ["2026-10-30", "2026-11-01", "2026-11-03", "2026-11-05", "2026-11-07", "2026-11-09"] {
            world.evening(&format!("{day}T20:00:00+01:00"), &[train[2], train[0]]);
        }
        let home = world.home_of("continue");
        let said = "John Coltrane: 12 times since 30 Oct, this never".to_owned();
        assert!(lines(&home, "continue").contains(&("Blue Train 2".into(), said)));
    }

    #[test]
    fn who_hears_whole_albums_goes_on_with_albums() {
        let mut world = World::new();
        let partitas = world.tracks("Bach", "Partitas", 3);
        let suites = world.tracks("Bach", "Suites", 5);
        for (day, album) in [(3, &partitas), (5, &partitas), (7, &partitas), (9, &partitas)] {
            world.evening(&format!("2026-11-0{day}T20:00:00+01:00"), album);
        }
        world.evening("2026-11-18T20:00:00+01:00", &suites[..3]);
        for (album, count) in [("Art of Fugue", 4), ("Inventions", 4), ("Toccatas", 4)] {
            world.tracks("Bach", album, count);
        }
        let home = world.home_of("continue");
        let id = ids(&home).into_iter().find(|id| id.starts_with("continue:")).unwrap().to_owned();
        let said = lines(&home, &id);
        assert_eq!(said[0], ("Suites".into(), "begun on Wednesday: 3 of 5 heard".into()));
        assert_eq!(said.len(), 4, "{said:?}");
    }
}
