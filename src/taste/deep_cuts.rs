//! Deep cuts: never or once heard, by the artists that were heard most in half a year.
//!
//! Score: `f(A_180)`, half of `f(C)` to what was heard most of the artist, what the listener
//! said, and what they put into lists. Candidates are tracks of artists of whom at least five tracks, or half of those there
//! are, were heard, the top fifth by `A_180` and five at least.

use crate::domain::evidence::Fact;
use crate::domain::time::DAY_MS;

use super::draft::{Candidate, Draft, Outcome, Ranked, Refresh, Role, Scored, best_of};
use super::evidence::reasons;
use super::score::Blend;
use super::sound::to_companions;
use super::{Deal, Digest, SectionKind, kept, threshold, waiting};

const HALF_LIFE: f64 = 180.0;
const DAYS: i64 = 180;
/// Listens before one knows whom somebody loves.
const LISTENS: usize = 100;
/// Tracks of an artist that must have been heard.
const HEARD: u32 = 5;
/// Listens of the artist in half a year that are worth a word.
const WORTH_SAYING: u32 = 5;
/// Tracks of an artist that the sound of the others is compared to.
const MEASURED_BY: usize = 5;
/// One in so many artists, and so many in a small library.
const TOP: usize = 5;
const FEWEST_ARTISTS: usize = 5;
/// Candidates before the section appears, or one in twenty of the library.
const ENOUGH: usize = 10;
const LENGTH: usize = 12;
const LEAST: usize = 3;
const POOL: usize = 5 * LENGTH;

pub struct DeepCuts;

impl SectionKind for DeepCuts {
    fn name(&self) -> &'static str {
        "deep-cuts"
    }

    fn title(&self, _: Option<&str>) -> String {
        "Deep cuts".into()
    }

    fn build(&self, digest: &Digest<'_>, deal: &Deal) -> Outcome {
        let need = threshold(LISTENS, digest.tracks.len(), 1);
        if digest.listens.len() < need {
            return waiting(self, "listens", digest.listens.len(), need);
        }
        let loved = loved(digest);
        let by_loved = |place: &u32| {
            let artist = digest.main_artist(*place);
            let hardly_heard = digest.tally(*place).listens <= 1 && !digest.is_left_out(*place);
            hardly_heard && artist.is_some_and(|artist| loved[artist as usize].is_some())
        };
        let places: Vec<u32> = digest.suggestible().iter().copied().filter(by_loved).collect();
        if places.len() < threshold(ENOUGH, digest.tracks.len(), 20).max(LEAST) {
            return Outcome::Nothing;
        }
        let each = || places.iter().copied();
        let known = most_heard(digest, &loved);
        let beside: Vec<(u32, &[u32])> = each()
            .map(|place| {
                let known = digest.main_artist(place).and_then(|artist| known.get(artist as usize));
                (place, known.map(Vec::as_slice).unwrap_or_default())
            })
            .collect();
        let blend = Blend::default()
            .of("the artist", 1.0, &digest.history().artist_of_track_decayed(HALF_LIFE), each())
            .plain("your word", 1.0, each().map(|place| digest.standing.lean(place)))
            .signal("its sound", 0.5, to_companions(&digest.facts.sound, &beside).into_iter(), 1.0)
            .plain("put in a list", kept::WEIGHT, each().map(|place| digest.kept().lean(digest, place)));
        let candidate = |ranked: Ranked| {
            let (rank, place) = (ranked.at as usize, ranked.what.place());
            let artist = digest.main_artist(place);
            let lately = artist.and_then(|artist| loved[artist as usize].clone());
            let fact = lately.map(|lately| lately.beside(digest.tally(place).listens));
            let kept = digest.kept().fact(digest, place);
            ranked.says(artist, reasons([(fact, blend.share(0, rank)), (kept, blend.share(3, rank))], []))
        };
        let best = best_of(Ranked::tracks(&blend, &places).collect(), POOL, deal.seed);
        let candidates: Vec<Candidate> = best.into_iter().map(candidate).collect();
        let reason = "heard never or once, by artists you heard most in half a year";
        let draft = Draft::only(self, Role::Suggestion, Refresh::Weekly, reason);
        let scored = Some(Scored::tracks(&places, blend));
        Outcome::one(Draft { candidates, length: LENGTH, least: LEAST, scored, ..draft })
    }
}

/// An artist of the last half year.
#[derive(Clone)]
struct Lately {
    artist: String,
    times: u32,
    first: crate::domain::time::Moment,
}

impl Lately {
    fn beside(self, this: u32) -> Fact {
        Fact::HardlyHeard { artist: self.artist, times: self.times, since: self.first, this }
    }
}

/// By artist: what was heard of those who are loved.
fn loved(digest: &Digest<'_>) -> Vec<Option<Lately>> {
    let decayed = digest.artists_decayed(HALF_LIFE);
    let mut strongest: Vec<u32> =
        (0..digest.artists.len() as u32).filter(|artist| decayed[*artist as usize] > 0.0).collect();
    strongest.sort_by(|a, b| decayed[*b as usize].total_cmp(&decayed[*a as usize]).then(a.cmp(b)));
    strongest.truncate(strongest.len().div_ceil(TOP).max(FEWEST_ARTISTS));
    let known = known_tracks(digest);
    let counts = counts(digest);
    let mut loved = vec![None; digest.artists.len()];
    for artist in strongest {
        let (heard, tracks) = known[artist as usize];
        let (times, first) = counts[artist as usize];
        if let Some(first) = first.filter(|_| times >= WORTH_SAYING && heard >= HEARD.min(tracks.div_ceil(2))) {
            let name = digest.facts.artists[artist as usize].name.clone();
            loved[artist as usize] = Some(Lately { artist: name, times, first: digest.heard_at(first) });
        }
    }
    loved
}

/// By loved artist: their tracks that were heard most, by which the others are measured.
fn most_heard(digest: &Digest<'_>, loved: &[Option<Lately>]) -> Vec<Vec<u32>> {
    let mut tracks = vec![Vec::new(); loved.len()];
    for place in digest.places().filter(|place| digest.tally(*place).listens > 1) {
        if let Some(artist) = digest.main_artist(place).filter(|artist| loved[*artist as usize].is_some()) {
            tracks[artist as usize].push(place);
        }
    }
    for tracks in &mut tracks {
        tracks.sort_by_key(|place| (std::cmp::Reverse(digest.tally(*place).listens), *place));
        tracks.truncate(MEASURED_BY);
    }
    tracks
}

/// By artist: tracks that were heard, and all.
fn known_tracks(digest: &Digest<'_>) -> Vec<(u32, u32)> {
    let mut known = vec![(0, 0); digest.artists.len()];
    for place in digest.places().filter(|place| digest.is_tasteful(*place)) {
        if let Some(artist) = digest.main_artist(place) {
            let (heard, tracks) = &mut known[artist as usize];
            *heard += u32::from(digest.tally(place).listens > 0);
            *tracks += 1;
        }
    }
    known
}

/// By artist: listens of half a year, and the first of them.
fn counts(digest: &Digest<'_>) -> Vec<(u32, Option<u32>)> {
    let since = digest.now().unix_ms.saturating_sub(DAYS * DAY_MS);
    let from = digest.listens.partition_point(|listen| listen.at_ms < since);
    let mut counts = vec![(0, None); digest.artists.len()];
    let history = digest.history();
    for (place, listen) in (from as u32..).zip(&digest.listens[from..]) {
        if digest.is_tasteful(listen.track) {
            for artist in history.catalogue.credits(listen.track) {
                let (times, first) = &mut counts[*artist as usize];
                *times += 1;
                first.get_or_insert(place);
            }
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taste::fixture::{World, lines, section};

    #[test]
    fn the_unheard_of_the_most_heard() {
        let mut world = World::new();
        world.fill(200);
        let known = world.tracks("John Coltrane", "", 24);
        for day in 10..19 {
            world.evening(&format!("2026-07-{day}T20:00:00+02:00"), &known[..12]);
        }
        world.evening("2026-08-01T20:00:00+02:00", &known[12..13]);
        for artist in 0..5 {
            world.evening("2026-08-02T20:00:00+02:00", &[artist]);
        }
        let home = world.home_of("deep-cuts");
        let said = lines(&home, "deep-cuts");
        assert_eq!(said.len(), LENGTH);
        assert!(
            said.iter().all(|(_, said)| said.starts_with("John Coltrane: 109 times since 10 Jul, this ")),
            "{said:?}"
        );
        world.facts.plays.truncate(60);
        let home = world.home_of("deep-cuts");
        assert!(section(&home, "deep-cuts").is_none());
        let waits = home.waiting.iter().find(|waiting| waiting.kind == "deep-cuts").unwrap();
        assert_eq!((waits.have, waits.need), (60, 100));
    }
}
