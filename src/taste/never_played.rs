//! Never played: what lies on the shelves and was never put on, nearest to what is heard first.
//!
//! Score: `f(A_30)` of its artist and of its genres, a touch of what other players counted and of
//! how close it sounds to what was heard most of late, and each further track of a genre costs a little, so that one style does not fill the section.

use std::collections::HashMap;

use crate::domain::evidence::Fact;

use super::draft::{Candidate, Draft, Outcome, Ranked, Refresh, Role, Scored, best_of};
use super::evidence::{hardly_heard, reasons};
use super::score::Blend;
use super::sound::to_favourites;
use super::works::is_untouched;
use super::{Deal, Digest, SectionKind, threshold};

/// Unheard tracks before the section appears, or one in ten of the library.
const ENOUGH: usize = 200;
/// Listens to a genre in thirty days that are worth a word.
const WORTH_SAYING: u32 = 5;
/// What a further track of a genre costs.
const SPREAD: f64 = 0.1;
const LENGTH: usize = 12;
const LEAST: usize = 3;
const POOL: usize = 5 * LENGTH;

pub struct NeverPlayed;

impl SectionKind for NeverPlayed {
    fn name(&self) -> &'static str {
        "never-played"
    }

    fn title(&self, _: Option<&str>) -> String {
        "Never played".into()
    }

    fn build(&self, digest: &Digest<'_>, deal: &Deal) -> Outcome {
        let untouched = |place: &u32| is_untouched(digest, *place);
        let places: Vec<u32> = digest.suggestible().iter().copied().filter(untouched).collect();
        if places.len() < threshold(ENOUGH, digest.tracks.len(), 10).max(LEAST) {
            return Outcome::Nothing;
        }
        let genres = genres_lately(digest);
        let each = || places.iter().copied();
        let favourite = |place: u32| favourite_genre(digest, &genres, place);
        let of_genre = |place: u32| favourite(place).map_or(0.0, |genre| f64::from(genres[genre as usize].0));
        let elsewhere = |place: u32| f64::from(digest.track(place).counted_elsewhere);
        let most = |value: &dyn Fn(u32) -> f64| each().map(value).fold(0.0, f64::max);
        let most_of_genre = genres.iter().map(|(times, _)| f64::from(*times)).fold(0.0, f64::max);
        let near = to_favourites(digest);
        let blend = Blend::default()
            .of("the artist", 1.0, &digest.history().artist_of_track_decayed(30.0), each())
            .signal("the genre", 0.5, each().map(of_genre), most_of_genre)
            .signal("counted by other players", 0.3, each().map(elsewhere), most(&elsewhere))
            .plain("your word", 1.0, each().map(|place| digest.standing.lean(place)))
            .signal("its sound", 0.5, each().map(|place| near.closeness(place)), 1.0);
        let candidate = |ranked: Ranked| {
            let (rank, place) = (ranked.at as usize, ranked.what.place());
            let counted = digest.track(place).counted_elsewhere;
            let counted = (counted > 0).then_some(Fact::CountedElsewhere { plays: counted });
            let added = Fact::Untried { added: digest.now().at(digest.track(place).added_at) };
            let genre = favourite(place).and_then(|genre| genre_heard(digest, &genres, genre));
            let evidence = reasons(
                [
                    (hardly_heard(digest, place), blend.share(0, rank)),
                    (genre, blend.share(1, rank)),
                    (near.fact(digest.facts, place), blend.share(4, rank)),
                ],
                [(counted, blend.share(2, rank)), (Some(added), 0.0)],
            );
            ranked.says(digest.main_artist(place), evidence)
        };
        let best = spread_over_genres(digest, Ranked::tracks(&blend, &places), deal.seed);
        let candidates: Vec<Candidate> = best.into_iter().map(candidate).collect();
        let draft = Draft::only(self, Role::Suggestion, Refresh::Daily, "on your shelves, and never put on");
        let scored = Some(Scored::tracks(&places, blend));
        Outcome::one(Draft { candidates, length: LENGTH, least: LEAST, scored, ..draft })
    }
}

/// The best, where each further track of a genre costs a little. A genre's later tracks stand
/// behind its earlier ones, so that none gives more than there is room for.
fn spread_over_genres(digest: &Digest<'_>, ranked: impl Iterator<Item = Ranked>, seed: u64) -> Vec<Ranked> {
    let mut by_genre: HashMap<Option<u32>, Vec<Ranked>> = HashMap::new();
    for ranked in ranked {
        by_genre.entry(digest.main_genre(ranked.what.place())).or_default().push(ranked);
    }
    let spread = by_genre.into_values().flat_map(|of_genre| {
        let best = (0u32..).zip(best_of(of_genre, POOL, seed));
        best.map(|(before, ranked)| Ranked { score: ranked.score - SPREAD * f64::from(before), ..ranked })
    });
    best_of(spread.collect(), POOL, seed)
}

/// By genre: listens of thirty days, and the first of them.
fn genres_lately(digest: &Digest<'_>) -> Vec<(u32, Option<u32>)> {
    let mut genres = vec![(0, None); digest.facts.genres.len()];
    for place in digest.places().filter(|place| digest.is_tasteful(*place)) {
        let tally = digest.tally(place);
        let Some(first_of_track) = tally.first_30d else { continue };
        let named = &digest.track(place).genres;
        for (rank, genre) in named.iter().enumerate() {
            if named[..rank].contains(genre) {
                continue;
            }
            if let Some((times, first)) = genres.get_mut(*genre as usize) {
                *times += tally.listens_30d;
                *first = Some(first.map_or(first_of_track, |first: u32| first.min(first_of_track)));
            }
        }
    }
    genres
}

/// Of a track's genres the one that was heard most.
fn favourite_genre(digest: &Digest<'_>, genres: &[(u32, Option<u32>)], place: u32) -> Option<u32> {
    let known = digest.track(place).genres.iter().copied().filter(|genre| (*genre as usize) < genres.len());
    known.max_by_key(|genre| (genres[*genre as usize].0, std::cmp::Reverse(*genre)))
}

fn genre_heard(digest: &Digest<'_>, genres: &[(u32, Option<u32>)], genre: u32) -> Option<Fact> {
    let (times, first) = genres[genre as usize];
    let since = digest.heard_at(first?);
    let genre = digest.facts.genres[genre as usize].clone();
    (times >= WORTH_SAYING).then_some(Fact::GenreHeard { genre, times, since })
}

#[cfg(test)]
mod tests {
    use crate::domain::time::DAY_MS;
    use crate::taste::fixture::{World, lines, section};

    #[test]
    fn the_nearest_to_what_is_heard_come_first() {
        let mut world = World::new();
        let train = world.tracks("John Coltrane", "", 4);
        let blues = world.tracks("Nina Simone", "", 3);
        let far = world.tracks("Burial", "", 3);
        train.iter().chain(&blues).for_each(|track| world.genre(*track, "Jazz"));
        world.facts.tracks[far[0] as usize].added_at = world.facts.now.unix_ms - 4 * DAY_MS;
        for day in 16..19 {
            world.evening(&format!("2026-11-{day}T20:00:00+01:00"), &train[..2]);
        }
        let home = world.home_of("never-played");
        let said = lines(&home, "never-played");
        let reason = |place: usize| said[place].1.as_str();
        assert_eq!(said.len(), 8, "{said:?}");
        assert!(reason(0).starts_with("John Coltrane: 6 times since Monday, this never"), "{said:?}");
        assert!(said[2..5].iter().all(|(_, said)| said == "Jazz: 6 times since Monday"), "{said:?}");
        assert!(said[5..].iter().any(|(_, said)| said == "a try: never heard, added on Wednesday"), "{said:?}");
        world.evening("2026-11-19T20:00:00+01:00", &[train[2], train[3], far[0], far[1], far[2], blues[0], blues[1]]);
        assert!(section(&world.home_of("never-played"), "never-played").is_none());
    }
}
