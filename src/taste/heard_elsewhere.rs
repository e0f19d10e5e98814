//! Heard elsewhere: what other players counted and rated, until there are listens to go by.

use crate::domain::evidence::Fact;

use super::draft::{Candidate, Draft, Outcome, Ranked, Refresh, Role, Scored, best_of};
use super::evidence::reasons;
use super::score::Blend;
use super::{Deal, Digest, SectionKind, threshold};

/// Listens after which what was heard here says more.
const UNTIL_LISTENS: usize = 200;
/// Counted so often, or given so many stars.
const PLAYS: u32 = 3;
const STARS: f32 = 4.0;
/// Tracks before the section appears, or one in twenty of the library.
const ENOUGH: usize = 6;
const LENGTH: usize = 12;
const POOL: usize = 5 * LENGTH;

pub struct HeardElsewhere;

impl SectionKind for HeardElsewhere {
    fn name(&self) -> &'static str {
        "elsewhere"
    }

    fn title(&self, _: Option<&str>) -> String {
        "Heard elsewhere".into()
    }

    fn build(&self, digest: &Digest<'_>, deal: &Deal) -> Outcome {
        if digest.listens.len() >= UNTIL_LISTENS {
            return Outcome::Nothing;
        }
        let plays = |place: u32| digest.track(place).counted_elsewhere;
        let stars = |place: u32| digest.track(place).stars.unwrap_or(0.0);
        let places: Vec<u32> = digest
            .suggestible()
            .iter()
            .copied()
            .filter(|place| plays(*place) >= PLAYS || stars(*place) >= STARS)
            .collect();
        let enough = threshold(ENOUGH, digest.tracks.len(), 20);
        if places.len() < enough {
            return Outcome::Nothing;
        }
        let each = || places.iter().copied();
        let most = each().map(plays).max().unwrap_or(0);
        let blend = Blend::default()
            .signal("counted by other players", 1.0, each().map(|place| f64::from(plays(place))), f64::from(most))
            .signal("stars", 0.5, each().map(|place| f64::from(stars(place))), 5.0)
            .plain("your word", 1.0, each().map(|place| digest.standing.lean(place)));
        let candidate = |ranked: Ranked| {
            let (rank, place) = (ranked.at as usize, ranked.what.place());
            let counted = (plays(place) > 0).then(|| Fact::CountedElsewhere { plays: plays(place) });
            let rated = (stars(place) >= STARS).then(|| Fact::Rated { stars: stars(place) });
            let evidence = reasons([(counted, blend.share(0, rank)), (rated, blend.share(1, rank))], []);
            ranked.says(digest.main_artist(place), evidence)
        };
        let best = best_of(Ranked::tracks(&blend, &places).collect(), POOL, deal.seed);
        let candidates: Vec<Candidate> = best.into_iter().map(candidate).collect();
        let reason = "what other players counted, and stars";
        let draft = Draft::only(self, Role::Suggestion, Refresh::Daily, reason);
        let scored = Some(Scored::tracks(&places, blend));
        Outcome::one(Draft { candidates, length: LENGTH, least: enough, scored, ..draft })
    }
}

#[cfg(test)]
mod tests {
    use crate::taste::fixture::{World, lines, section};

    #[test]
    fn counts_of_other_players_speak_until_there_are_listens() {
        let mut world = World::new();
        let blues = world.tracks("Nina Simone", "Pastel Blues", 5);
        for (track, (plays, stars)) in blues.iter().zip([(12, None), (2, None), (3, Some(5.0)), (0, Some(4.5))]) {
            world.facts.tracks[*track as usize].counted_elsewhere = plays;
            world.facts.tracks[*track as usize].stars = stars;
        }
        let mut said = lines(&world.home_of("elsewhere"), "elsewhere");
        said.sort();
        let known = [("1", "12 plays in its tags"), ("3", "rated 5 stars"), ("4", "rated 4.5 stars")];
        assert_eq!(said, known.map(|(number, said)| (format!("Pastel Blues {number}"), said.to_owned())));
        let long_ago = world.facts.now.plus_ms(-9_000 * 240_000).rfc3339();
        world.evening(&long_ago, &blues[..1].repeat(200));
        assert!(section(&world.home_of("elsewhere"), "elsewhere").is_none());
    }
}
