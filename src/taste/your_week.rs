//! Your week: what is likely to be heard in the days to come, known music only.
//!
//! Score: [`super::ranking::week()`], decayed listens and the neighbours of what was heard in the last days; while
//! there are few listens, the artist's as well. A pick was heard within thirty days, or has
//! company in what was.

use crate::domain::evidence::Fact;

use super::company::heard_with;
use super::draft::{Candidate, Draft, Outcome, Ranked, Refresh, Role, Scored, best_of};
use super::evidence::{heard, reasons, spoken_for};
use super::ranking::{Going, Says, Task};
use super::score::of_artists;
use super::{Deal, Digest, SectionKind, kept, threshold, waiting};

/// Listens before the first one, or as many as the library has tracks.
const ENOUGH: usize = 50;
const LENGTH: usize = 30;
const LEAST: usize = 3;
/// Candidates that the page may choose from, since it may have some already.
const POOL: usize = 5 * LENGTH;

pub struct YourWeek;

impl SectionKind for YourWeek {
    fn name(&self) -> &'static str {
        "your-week"
    }

    fn title(&self, _: Option<&str>) -> String {
        "Your week".into()
    }

    fn build(&self, digest: &Digest<'_>, deal: &Deal) -> Outcome {
        let need = threshold(ENOUGH, digest.tracks.len(), 1);
        if digest.listens.len() < need {
            return waiting(self, "listens", digest.listens.len(), need);
        }
        let places: Vec<u32> =
            digest.suggestible().iter().copied().filter(|place| digest.tally(*place).listens > 0).collect();
        let each = || places.iter().copied();
        let history = digest.history();
        let blend = digest
            .ranking(Task::Week, Going::default())
            .blend(&places, [Says::Heard, Says::Together])
            .plain("your word", 1.0, each().map(|place| digest.standing.lean(place)))
            .of("the artist", few_listens(digest), &history.artist_of_track_decayed(14.0), each())
            .plain("put in a list", kept::WEIGHT, each().map(|place| digest.kept().lean(digest, place)));
        let best = best_of(Ranked::tracks(&blend, &places).collect(), POOL, deal.seed);
        let shown: Vec<u32> = best.iter().map(|ranked| ranked.what.place()).collect();
        let candidate = |(ranked, with): (Ranked, Option<Fact>)| {
            let (rank, place) = (ranked.at as usize, ranked.what.place());
            if digest.tally(place).listens_30d == 0 && with.is_none() {
                return None;
            }
            let evidence = reasons(
                [(heard(digest, place), blend.share(0, rank)), (with, blend.share(1, rank))],
                [
                    (spoken_for(digest, place), blend.share(2, rank)),
                    (digest.kept().fact(digest, place), blend.share(4, rank)),
                ],
            );
            Some(ranked.says(digest.main_artist(place), evidence)).filter(|says| !says.evidence.is_empty())
        };
        let candidates: Vec<Candidate> =
            best.into_iter().zip(heard_with(digest, &shown)).filter_map(candidate).collect();
        let reason = "heard in the last 30 days, or together with what was heard this week";
        let draft = Draft::only(self, Role::Suggestion, Refresh::Daily, reason);
        let scored = Some(Scored::tracks(&places, blend));
        Outcome::one(Draft { candidates, length: LENGTH, least: LEAST, scored, ..draft })
    }
}

/// Artists have a say while there are few listens.
fn few_listens(digest: &Digest<'_>) -> f64 {
    let once = 0.3;
    of_artists(once, digest.listens.len()) - once
}

#[cfg(test)]
mod tests {
    use crate::taste::fixture::{World, lines, section};

    #[test]
    fn what_is_heard_lately_and_what_goes_with_it() {
        let mut world = World::new();
        world.fill(300);
        let blues = world.tracks("Nina Simone", "Pastel Blues", 6);
        let train = world.tracks("John Coltrane", "Blue Train", 6);
        let old = world.tracks("Radiohead", "In Rainbows", 6);
        for day in 1..9 {
            world.evening(&format!("2026-05-0{day}T20:00:00+02:00"), &old);
        }
        // Coltrane was heard with Simone in May, and with nobody since.
        for day in 10..13 {
            world.evening(&format!("2026-05-{day}T20:00:00+02:00"), &[blues[0], train[0], train[1]]);
        }
        world.evening("2026-11-21T20:00:00+01:00", &blues[..2]);
        let home = world.home_of("your-week");
        let said = lines(&home, "your-week");
        let blue_train = said.iter().position(|(title, _)| title == "Blue Train 1").unwrap();
        assert_eq!(said[blue_train].1, "in 3 sessions with Pastel Blues 1, last on 12 May");
        assert!(said[..2].iter().all(|(title, _)| title.starts_with("Pastel Blues")), "{said:?}");
        assert!(blue_train >= 2 && said.iter().all(|(title, _)| !title.starts_with("In Rainbows")), "{said:?}");
    }

    #[test]
    fn fifty_listens_are_enough() {
        let mut world = World::new();
        world.fill(300);
        for day in 10..19 {
            world.evening(&format!("2026-11-{day}T20:00:00+01:00"), &[1, 2, 3, 4, 5]);
        }
        let home = world.home_of("your-week");
        assert!(section(&home, "your-week").is_none());
        let waits = home.waiting.iter().find(|waiting| waiting.kind == "your-week").unwrap();
        assert_eq!((waits.have, waits.need), (45, 50));
    }
}
