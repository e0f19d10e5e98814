//! Rising: artists who are heard this week more than usual.
//!
//! "More" is two standard deviations of a Poisson count above the mean of up to eight weeks
//! before, and four listens at least.

use crate::domain::evidence::Fact;
use crate::domain::time::DAY_MS;

use super::draft::{Candidate, Draft, Outcome, Refresh, Role, Scored, Subject, sort_best_first};
use super::evidence::reasons;
use super::score::Blend;
use super::{Deal, Digest, SectionKind, waiting};

const WEEK_MS: i64 = 7 * DAY_MS;
/// Weeks before this one that tell what is usual.
const WEEKS: u32 = 8;
const FEWEST_WEEKS: u32 = 3;
/// Listens of the week.
const TIMES: u32 = 4;
/// Standard deviations.
const ABOVE: f64 = 2.0;
const LENGTH: usize = 20;

pub struct Rising;

/// An artist's listens of this week, and of all the weeks before.
#[derive(Clone, Copy, Default)]
struct Counts {
    now: u32,
    before: u32,
}

impl Counts {
    fn mean(self, weeks: u32) -> f64 {
        f64::from(self.before) / f64::from(weeks)
    }

    /// Standard deviations above the mean, of which one more is taken for safety with zero.
    fn above(self, weeks: u32) -> f64 {
        (f64::from(self.now) - self.mean(weeks)) / (self.mean(weeks) + 1.0).sqrt()
    }
}

impl SectionKind for Rising {
    fn name(&self) -> &'static str {
        "rising"
    }

    fn title(&self, _: Option<&str>) -> String {
        "Rising".into()
    }

    fn build(&self, digest: &Digest<'_>, deal: &Deal) -> Outcome {
        let weeks = weeks_before(digest);
        if weeks < FEWEST_WEEKS {
            return waiting(self, "weeks of listening before this one", weeks as usize, FEWEST_WEEKS as usize);
        }
        let counts = counts(digest, weeks);
        let welcome = welcome(digest);
        let rising: Vec<(u32, Counts)> = (0u32..)
            .zip(counts)
            .filter(|(artist, _)| welcome[*artist as usize])
            .filter(|(_, counts)| counts.now >= TIMES && counts.above(weeks) >= ABOVE)
            .collect();
        let blend =
            Blend::default().plain("above the usual", 1.0, rising.iter().map(|(_, counts)| counts.above(weeks)));
        let candidate = |(rank, (artist, counts)): (usize, &(u32, Counts))| {
            let usual = counts.mean(weeks).round() as u32;
            let fact = Fact::Rising { times: counts.now, usual, weeks };
            Candidate {
                what: Subject::Artist(*artist),
                tier: 0,
                score: blend.score(rank),
                artist: Some(*artist),
                evidence: reasons([(Some(fact), blend.share(0, rank))], []),
            }
        };
        let mut candidates: Vec<Candidate> = rising.iter().enumerate().map(candidate).collect();
        sort_best_first(&mut candidates, deal.seed);
        let reason = format!("heard this week well above the mean of the {weeks} weeks before");
        let subjects = rising.iter().map(|(artist, _)| Subject::Artist(*artist));
        let scored = Some(Scored::new(subjects, blend));
        let draft = Draft::only(self, Role::Fact, Refresh::Daily, reason);
        Outcome::one(Draft { candidates, length: LENGTH, scored, ..draft })
    }
}

/// Whole weeks of history before this one, eight at most.
fn weeks_before(digest: &Digest<'_>) -> u32 {
    let age = digest.listens.first().map_or(0, |first| digest.now().unix_ms.saturating_sub(first.at_ms));
    u32::try_from((age / WEEK_MS - 1).max(0)).unwrap_or(u32::MAX).min(WEEKS)
}

fn counts(digest: &Digest<'_>, weeks: u32) -> Vec<Counts> {
    let now = digest.now().unix_ms;
    let since = now.saturating_sub(WEEK_MS * i64::from(weeks + 1));
    let from = digest.listens.partition_point(|listen| listen.at_ms < since);
    let mut counts = vec![Counts::default(); digest.artists.len()];
    let history = digest.history();
    for listen in digest.listens[from..].iter().filter(|listen| digest.is_tasteful(listen.track)) {
        for artist in history.catalogue.credits(listen.track) {
            let counts = &mut counts[*artist as usize];
            if listen.at_ms >= now.saturating_sub(WEEK_MS) {
                counts.now += 1;
            } else {
                counts.before += 1;
            }
        }
    }
    counts
}

/// Artists of whom something can be played.
fn welcome(digest: &Digest<'_>) -> Vec<bool> {
    let mut welcome = vec![false; digest.artists.len()];
    for place in digest.places().filter(|place| digest.is_welcome(*place)) {
        for artist in digest.history().catalogue.credits(place) {
            welcome[*artist as usize] = true;
        }
    }
    for (welcome, artist) in welcome.iter_mut().zip(&digest.facts.artists) {
        *welcome &= !digest.standing.artist_away(artist.id);
    }
    welcome
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taste::fixture::{World, lines, section};

    #[test]
    fn this_week_against_the_usual() {
        let mut world = World::new();
        let mulatu = world.tracks("Mulatu Astatke", "", 3);
        let nina = world.tracks("Nina Simone", "", 3);
        let bobby = world.tracks("Bobby Hebb", "", 3);
        for week in 1..10 {
            let monday = world.facts.now.plus_ms(-(7 * week + 1) * DAY_MS).rfc3339();
            world.evening(&monday, &[mulatu[0], mulatu[1], nina[0], nina[1], nina[2], nina[0], nina[1]]);
        }
        for day in 17..20 {
            world.evening(
                &format!("2026-11-{day}T20:00:00+01:00"),
                &[mulatu[0], mulatu[1], mulatu[2], nina[0], bobby[0]],
            );
        }
        world.facts.plays.sort_by_key(|play| play.started_at.unix_ms);
        let home = world.home_of("rising");
        let rising = [("Mulatu Astatke".to_owned(), "9 times this week, usually 2".to_owned())];
        assert_eq!(lines(&home, "rising"), rising);
        world.evening("2026-11-20T20:00:00+01:00", &[bobby[0]]);
        assert_eq!(lines(&world.home_of("rising"), "rising")[1].1, "4 times this week, hardly ever in 8 weeks before");
        world.facts.plays.retain(|play| play.started_at.unix_ms > world.facts.now.unix_ms - 20 * DAY_MS);
        let home = world.home_of("rising");
        assert!(section(&home, "rising").is_none());
        let waits = home.waiting.iter().find(|waiting| waiting.kind == "rising").unwrap();
        assert_eq!((waits.have, waits.need), (1, 3));
    }
}
