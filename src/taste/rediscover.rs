//! Rediscover: heard often once, and not for a month or two.
//!
//! Score: [`super::ranking::forgotten()`]. Of the best eighty a week's twenty are drawn with
//! weight `1/√rank`, so that the same names do not stand there for months. Where the history has
//! enough that has rested for two months, it goes that deep. What was in sight here within three
//! weeks, but for this one, has had its turn.

use std::collections::HashSet;

use jiff::civil::Date;

use crate::domain::evidence::Fact;
use crate::domain::ids::TrackId;
use crate::domain::section::ItemRef;

use super::company::heard_with;
use super::digest::local_day;
use super::draft::{Candidate, Draft, Outcome, Ranked, Refresh, Role, Scored, Subject, best_of};
use super::evidence::{devotion, heard_in, reasons};
use super::ranking::{Going, Says, Task};
use super::{Deal, Digest, SectionKind, chance, threshold, waiting};

/// Listens that made it dear.
const TIMES: u32 = 3;
const RESTED_DAYS: f64 = 30.0;
const DEEP_DAYS: f64 = 60.0;
/// Candidates before the section appears, or one in fifteen of the library.
const ENOUGH: usize = 40;
const DRAWN_FROM: usize = 80;
const LENGTH: usize = 20;
const LEAST: usize = 3;
/// What was in sight does not come again for so many days.
const TURN_DAYS: i64 = 21;
/// The time of a piece of music is at most so many months.
const SEASON: i32 = 3;

pub struct Rediscover;

impl SectionKind for Rediscover {
    fn name(&self) -> &'static str {
        "rediscover"
    }

    fn title(&self, _: Option<&str>) -> String {
        "Rediscover".into()
    }

    fn build(&self, digest: &Digest<'_>, deal: &Deal) -> Outcome {
        let need = threshold(ENOUGH, digest.tracks.len(), 15);
        let deep = rested(digest, DEEP_DAYS);
        let (places, days) =
            if deep.len() >= need { (deep, DEEP_DAYS) } else { (rested(digest, RESTED_DAYS), RESTED_DAYS) };
        if places.len() < need {
            return waiting(self, "tracks heard 3 times, then not for a month", places.len(), need);
        }
        let fresh: Vec<u32> = {
            let had_their_turn = had_their_turn(digest);
            places.iter().copied().filter(|place| !had_their_turn.contains(&digest.track(*place).id)).collect()
        };
        // A small library cannot wait until its turn comes again.
        let places = if fresh.len() < need { places } else { fresh };
        let (mut candidates, scored) = candidates(digest, deal, &places);
        by_whole_albums(digest, days, &mut candidates);
        draw(&mut candidates, deal.seed);
        let reason = format!("heard at least {TIMES} times, and not for {days} days");
        let draft = Draft::only(self, Role::Suggestion, Refresh::Weekly, reason);
        Outcome::one(Draft { candidates, length: LENGTH, least: LEAST, scored: Some(scored), ..draft })
    }
}

/// Tracks that were in sight here in the three weeks before this one.
fn had_their_turn(digest: &Digest<'_>) -> HashSet<TrackId> {
    let now = digest.now();
    let monday = local_day(now) - i64::from(now.date().weekday().to_monday_zero_offset());
    let seen = digest.facts.shown.seen.iter().filter(|seen| seen.kind == Rediscover.name());
    let seen = seen.filter(|seen| (monday - TURN_DAYS..monday).contains(&seen.day));
    seen.filter_map(|seen| match seen.item {
        ItemRef::Track(id) => Some(id),
        _ => None,
    })
    .collect()
}

/// Dear once, and not heard for so many days.
fn rested(digest: &Digest<'_>, days: f64) -> Vec<u32> {
    let dear = digest.suggestible().iter().copied().filter(|place| digest.tally(*place).listens >= TIMES);
    dear.filter(|place| has_rested(digest, *place, days)).collect()
}

fn has_rested(digest: &Digest<'_>, track: u32, days: f64) -> bool {
    digest.tally(track).last.is_none_or(|last| digest.age_days(digest.heard_at(last)) >= days)
}

/// The best of them, best first.
fn candidates(digest: &Digest<'_>, deal: &Deal, places: &[u32]) -> (Vec<Candidate>, Scored) {
    let each = || places.iter().copied();
    let blend = digest
        .ranking(Task::Forgotten, Going::default())
        .blend(places, [Says::Heard, Says::Together, Says::Artist])
        .plain("your word", 1.0, each().map(|place| digest.standing.lean(place)));
    let best = best_of(Ranked::tracks(&blend, places).collect(), DRAWN_FROM, deal.seed);
    let shown: Vec<u32> = best.iter().map(|ranked| ranked.what.place()).collect();
    let candidate = |(ranked, with): (Ranked, Option<Fact>)| {
        let (rank, place) = (ranked.at as usize, ranked.what.place());
        let artist = digest.main_artist(place);
        let devoted = artist.and_then(|artist| devotion(digest, artist));
        let evidence = reasons(
            [(its_time(digest, place), blend.share(0, rank))],
            [(with, blend.share(1, rank)), (devoted, blend.share(2, rank))],
        );
        ranked.says(artist, evidence)
    };
    let candidates = best.into_iter().zip(heard_with(digest, &shown)).map(candidate).collect();
    (candidates, Scored::tracks(places, blend))
}

/// The months that were its time: of all runs of three the one with most listens, the latest
/// among equals, without empty months at its ends.
fn its_time(digest: &Digest<'_>, track: u32) -> Option<Fact> {
    let history = digest.history();
    let listens: Vec<_> = history.by_track.heard(track).places.iter().map(|place| digest.heard_at(*place)).collect();
    let months: Vec<i32> = listens.iter().map(|at| month(at.date())).collect();
    let within = |first: i32| move |month: &i32| (first..first + SEASON).contains(month);
    let count = |first: i32| months.iter().filter(|month| within(first)(month)).count();
    let first = months.iter().copied().max_by_key(|first| (count(*first), *first))?;
    // By month: where a journey sets the clock back, an earlier month can come later.
    let mut mine: Vec<_> = listens.iter().zip(&months).filter(|(_, month)| within(first)(month)).collect();
    mine.sort_by_key(|(_, month)| **month);
    Some(Fact::Forgotten {
        times: u32::try_from(count(first)).unwrap_or(u32::MAX),
        from: *mine.first()?.0,
        until: *mine.last()?.0,
        last: *listens.last()?,
    })
}

/// Months since the year 0.
fn month(date: Date) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

/// Tracks of albums that are heard whole stand as their album, when all of it has rested.
fn by_whole_albums(digest: &Digest<'_>, days: f64, candidates: &mut Vec<Candidate>) {
    let habit = digest.album_habit();
    let mut albums = HashSet::new();
    candidates.retain_mut(|candidate| {
        let Some(place) = candidate.track() else { return true };
        let Some((album, whole)) = habit.album_of(digest, place) else { return true };
        let tracks = || digest.known(&digest.facts.albums[album as usize].tracks);
        if !tracks().all(|track| has_rested(digest, track, days)) {
            return true;
        }
        candidate.what = Subject::Album(album);
        let weight = candidate.evidence.first().map_or(0.0, |evidence| evidence.weight);
        candidate.evidence = reasons([(heard_in(digest, album), weight)], [(Some(whole.fact()), weight.abs())]);
        albums.insert(album)
    });
}

/// Puts candidates in the order in which they are drawn with weight `1/√rank`. The first drawn
/// gets the highest score, so that scores still say how far apart the places are.
fn draw(candidates: &mut [Candidate], seed: u64) {
    let scores: Vec<f64> = candidates.iter().map(|candidate| candidate.score).collect();
    let mut keys: Vec<(f64, usize)> = (0..candidates.len())
        .map(|rank| {
            let thing = candidates[rank].what.place();
            (chance::draw_key(seed, u64::from(thing), 1.0 / (rank as f64 + 1.0).sqrt()), rank)
        })
        .collect();
    keys.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let drawn: Vec<Candidate> = keys.iter().map(|(_, rank)| candidates[*rank].clone()).collect();
    for ((place, candidate), score) in candidates.iter_mut().zip(drawn).zip(scores) {
        *place = Candidate { score, ..candidate };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::shown::SeenPick;
    use crate::taste::fixture::{World, lines, section, titles};

    fn a_spring() -> World {
        let mut world = World::new();
        let nude = world.track("Radiohead", "", "Nude");
        let roads = world.track("Portishead", "", "Roads");
        let angel = world.track("Massive Attack", "", "Angel");
        let sunny = world.track("Bobby Hebb", "", "Sunny");
        world.fill(16);
        for day in ["2026-01-20", "2026-03-02", "2026-03-09", "2026-04-11", "2026-05-04"] {
            world.evening(&format!("{day}T20:00:00+01:00"), &[nude, roads]);
        }
        for day in ["2026-05-01", "2026-05-02", "2026-11-20"] {
            world.evening(&format!("{day}T20:00:00+02:00"), &[angel]);
            world.evening(&format!("{day}T22:00:00+02:00"), &[sunny]);
        }
        world.evening("2026-05-03T22:00:00+02:00", &[sunny]);
        world
    }

    #[test]
    fn what_was_dear_in_spring_and_not_since() {
        let mut world = a_spring();
        assert!(section(&world.home_of("rediscover"), "rediscover").is_none(), "two are too few for a section");
        let third = world.track("Björk", "", "Hyperballad");
        for day in 12..15 {
            world.evening(&format!("2024-05-{day}T20:00:00+02:00"), &[third]);
        }
        world.facts.plays.sort_by_key(|play| play.started_at.unix_ms);
        let home = world.home_of("rediscover");
        let said = lines(&home, "rediscover");
        assert_eq!(said.len(), 3);
        assert!(said.contains(&("Nude".into(), "4 times Mar to May, none since 4 May".into())), "{said:?}");
        assert!(said.contains(&("Hyperballad".into(), "3 times in May 2024, none since May 2024".into())), "{said:?}");
        let section = section(&home, "rediscover").unwrap();
        assert_eq!(section.reason, "heard at least 3 times, and not for 60 days");
        assert_eq!(section.next_at.unwrap().rfc3339(), "2026-11-23T04:00:00+01:00", "a Monday");
    }

    #[test]
    fn seeds_draw_different_weeks_from_the_best() {
        let mut world = World::new();
        let many: Vec<u32> =
            (0..60).map(|number| world.track(&format!("Artist {number}"), "", &format!("Song {number}"))).collect();
        for day in 1..4 {
            world.evening(&format!("2026-05-0{day}T08:00:00+02:00"), &many);
        }
        let week = |seed| titles(&crate::taste::build_home(&world.facts, seed, 1), "rediscover");
        assert_eq!(week(1).len(), LENGTH);
        assert_ne!(week(1), week(2));
        assert_eq!(week(1), week(1));
    }

    #[test]
    fn what_was_in_sight_last_week_has_had_its_turn() {
        let mut world = World::new();
        let many: Vec<u32> = (0..30).map(|number| world.track("Somebody", "", &format!("Song {number}"))).collect();
        for day in 1..4 {
            world.evening(&format!("2026-05-0{day}T08:00:00+02:00"), &many);
        }
        let id = |place: u32| ItemRef::Track(TrackId(100 + i64::from(place)));
        // The 22nd is a Sunday: the 15th was last week, the 17th is this one.
        for (place, ago) in [(0, 7), (1, 5), (2, 40)] {
            let day = local_day(world.facts.now) - ago;
            world.facts.shown.seen.push(SeenPick { kind: "rediscover".into(), item: id(place), day });
        }
        let digest = Digest::of(&world.facts);
        assert_eq!(had_their_turn(&digest), HashSet::from([TrackId(100)]));
        assert!((0..9).all(|seed| {
            let home = crate::taste::build_home(&world.facts, seed, 1);
            let section = section(&home, "rediscover").unwrap();
            section.picks.iter().all(|pick| pick.item.what != id(0))
        }));
    }

    #[test]
    fn albums_that_are_heard_whole_come_back_whole() {
        let mut world = World::new();
        let bach = world.tracks("Bach", "Partitas", 4);
        world.fill(20);
        for day in 1..5 {
            world.evening(&format!("2026-05-0{day}T20:00:00+02:00"), &bach);
        }
        let home = world.home_of("rediscover");
        assert!(section(&home, "rediscover").is_none(), "one album is no section");
        for (artist, album) in [("Haydn", "Sonatas"), ("Ravel", "Miroirs")] {
            let tracks = world.tracks(artist, album, 3);
            for day in 1..4 {
                world.evening(&format!("2026-06-0{day}T20:00:00+02:00"), &tracks);
            }
        }
        let home = world.home_of("rediscover");
        let said = lines(&home, "rediscover");
        assert!(said.contains(&("Partitas".into(), "heard in 4 sessions, last on 4 May".into())), "{said:?}");
        let picks = &section(&home, "rediscover").unwrap().picks;
        let bach = picks.iter().find(|pick| pick.item.title == "Partitas").unwrap();
        assert_eq!(bach.evidence[1].fact.sentence(home.built_at), "Bach by whole albums 4 of 4 times");
    }
}
