//! On this day: what was heard within five days of this date in former years.
//!
//! Ranked by how often it was heard there against how often it is now. It states a fact, so it
//! holds everything that was heard then, as far as it can be played.

use std::collections::HashMap;

use crate::domain::evidence::Fact;
use crate::domain::time::{DAY_MS, Moment};

use super::digest::local_day;
use super::draft::{Candidate, Draft, Outcome, Ranked, Refresh, Role, Scored, best_of};
use super::evidence::reasons;
use super::score::Blend;
use super::{Deal, Digest, SectionKind, threshold, waiting};

/// Days before and after.
const AROUND: i64 = 5;
/// Tracks before the section appears, or one in fifteen of the library.
const ENOUGH: usize = 6;
const LENGTH: usize = 60;
/// Days of history that a former year takes.
const YEAR: i64 = 365 - AROUND;

pub struct OnThisDay;

impl SectionKind for OnThisDay {
    fn name(&self) -> &'static str {
        "on-this-day"
    }

    fn title(&self, _: Option<&str>) -> String {
        "On this day".into()
    }

    fn build(&self, digest: &Digest<'_>, deal: &Deal) -> Outcome {
        let passed = digest.listens.first().map_or(0, |first| digest.history().age_days(first.at_ms) as i64);
        if passed < YEAR {
            let have = usize::try_from(passed).unwrap_or(0);
            return waiting(self, "days since your first listen", have, usize::try_from(YEAR).unwrap_or(0));
        }
        let mut then: Vec<(u32, Then)> = then(digest).into_iter().collect();
        then.sort_unstable_by_key(|(place, _)| *place);
        let enough = threshold(ENOUGH, digest.tracks.len(), 15);
        if then.len() < enough {
            return Outcome::Nothing;
        }
        // What was heard twice belonged to those days; where that is enough, once is not.
        let often: Vec<(u32, Then)> = then.iter().copied().filter(|(_, then)| then.times >= 2).collect();
        let (then, times) = if often.len() >= enough { (often, "at least twice ") } else { (then, "") };
        let against_now =
            |(place, then): &(u32, Then)| f64::from(then.times) / (1.0 + f64::from(digest.tally(*place).listens_30d));
        let most = then.iter().map(against_now).fold(0.0, f64::max);
        let blend = Blend::default().signal("in those days", 1.0, then.iter().map(against_now), most);
        let places: Vec<u32> = then.iter().map(|(place, _)| *place).collect();
        let candidate = |ranked: Ranked| {
            let rank = ranked.at as usize;
            let fact = then.get(rank).map(|(_, then)| Fact::AroundThisDay { times: then.times, day: then.day });
            ranked.says(digest.main_artist(ranked.what.place()), reasons([(fact, blend.share(0, rank))], []))
        };
        let best = best_of(Ranked::tracks(&blend, &places).collect(), digest.shown_at_most(LENGTH), deal.seed);
        let candidates: Vec<Candidate> = best.into_iter().map(candidate).collect();
        let reason = format!("heard {times}within {AROUND} days of this date in a former year");
        let scored = Some(Scored::tracks(&places, blend));
        let draft = Draft::only(self, Role::Fact, Refresh::Daily, reason);
        Outcome::one(Draft { candidates, length: LENGTH, scored, ..draft })
    }
}

/// Listens around this day of one year.
#[derive(Clone, Copy)]
struct Then {
    times: u32,
    day: Moment,
}

/// For each track that was heard around this day the year in which it was heard most then, the
/// latest of several.
fn then(digest: &Digest<'_>) -> HashMap<u32, Then> {
    let mut best: HashMap<u32, Then> = HashMap::new();
    let Some(first) = digest.listens.first().map(|first| first.at_ms) else { return best };
    for day in former_years(digest.now()).take_while(|day| day.unix_ms + (AROUND + 2) * DAY_MS >= first) {
        let middle = local_day(day);
        // Offsets move a listen by a day at most.
        let reach = (AROUND + 2) * DAY_MS;
        let from = digest.listens.partition_point(|listen| listen.at_ms < day.unix_ms - reach);
        let until = digest.listens.partition_point(|listen| listen.at_ms <= day.unix_ms + reach);
        let mut times: HashMap<u32, u32> = HashMap::new();
        for (place, listen) in (from as u32..).zip(digest.listens.get(from..until).unwrap_or_default()) {
            let near = (local_day(digest.heard_at(place)) - middle).abs() <= AROUND;
            if near && digest.is_welcome(listen.track) {
                *times.entry(listen.track).or_default() += 1;
            }
        }
        for (track, times) in times {
            let known = best.entry(track).or_insert(Then { times, day });
            if times > known.times {
                *known = Then { times, day };
            }
        }
    }
    best
}

/// This day one year ago, two years ago and so on; the last of February for the 29th.
fn former_years(now: Moment) -> impl Iterator<Item = Moment> {
    let today = now.date();
    (1..).map_while(move |ago| {
        let year = today.year().checked_sub(ago)?;
        let then = jiff::civil::Date::new(year, today.month(), today.day())
            .or_else(|_| jiff::civil::Date::new(year, today.month(), 28))
            .ok()?;
        let days = (today - then).get_days();
        Some(now.plus_ms(-i64::from(days) * DAY_MS))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taste::fixture::{World, at, lines, section};

    #[test]
    fn a_former_year_speaks_around_its_day() {
        let mut world = World::new();
        world.fill(100);
        let blues = world.tracks("Nina Simone", "", 8);
        for day in ["2024-11-17T23:00:00+01:00", "2024-11-22T10:00:00+01:00", "2024-11-27T10:00:00+01:00"] {
            world.evening(day, &blues[..6]);
        }
        world.evening("2024-11-28T10:00:00+01:00", &blues);
        world.evening("2025-11-22T10:00:00+01:00", &blues[..1]);
        world.evening("2026-11-20T10:00:00+01:00", &blues[1..2]);
        let home = world.home_of("on-this-day");
        let said = lines(&home, "on-this-day");
        assert_eq!(said.len(), 6, "{said:?}");
        assert!(said.iter().all(|(_, said)| said == "3 times around 22 November 2024"), "{said:?}");
        assert_eq!(said[5].0, " 2", "it is heard now as well");
        world.facts.now = at("2026-12-20T19:00:00+01:00");
        assert!(section(&world.home_of("on-this-day"), "on-this-day").is_none());
    }

    #[test]
    fn a_young_history_waits_for_its_first_year() {
        let mut world = World::new();
        let blues = world.tracks("Nina Simone", "", 8);
        world.evening("2026-02-01T10:00:00+01:00", &blues);
        let home = world.home_of("on-this-day");
        let waits = home.waiting.iter().find(|waiting| waiting.kind == "on-this-day").unwrap();
        assert_eq!((waits.have, waits.need), (294, 360));
    }

    #[test]
    fn leap_days_have_a_former_year() {
        let days: Vec<String> =
            former_years(at("2028-02-29T12:00:00Z")).take(4).map(|day| day.date().to_string()).collect();
        assert_eq!(days, ["2027-02-28", "2026-02-28", "2025-02-28", "2024-02-29"]);
    }
}
