//! A time slot: what belongs to these hours of the week, when they differ from the others.
//!
//! Score: `f(B_0.8) + 0.2·ln(lift)`, where `lift = (Σ w·k + 2·base)/(Σ w + 2)/base` over the
//! track's listens, `w = 2^(−a/60)`, `k = exp(−½(Δh/2)²)` of the hours from the middle of the
//! slot, half of it on the other kind of day, and `base` the mean of `k` over all listens.

use crate::domain::evidence::Fact;
use crate::domain::section::{Recipe, Waiting};
use crate::domain::time::DAY_MS;

use super::draft::{Candidate, Draft, Outcome, Ranked, Refresh, Role, Scored, Tier, best_of};
use super::evidence::{heard_ever, reasons};
use super::hours::{Hours, Place};
use super::neighbours::Days;
use super::say::confirmed_genres;
use super::score::Blend;
use super::{Deal, Digest, SectionKind, threshold};

/// Listens in the slot, or half as many as the library has tracks, on so many days.
const ENOUGH: usize = 40;
const DAYS: usize = 4;
/// The slot's artists must differ this much from all: Jensen–Shannon divergence in bits.
const DIFFERS: f64 = 0.15;
/// Days of the slot on which a track was heard.
const TRACK_DAYS: usize = 2;
/// A track belongs to the slot from this share above the usual, on this many days.
const BELONGS: f64 = 1.5;
const BELONGS_DAYS: usize = 3;
/// Half-life of a listen's say, in days.
const HALF_LIFE: f64 = 60.0;
/// Older listens would say less than a thousandth.
const SILENT_DAYS: i64 = 600;
const LENGTH: usize = 12;
/// Tracks that were only heard in the slot fill it up to here.
const FULL_ENOUGH: usize = 6;
const LEAST: usize = 3;
const POOL: usize = 5 * LENGTH;

pub struct TimeSlot;

/// Listens in a slot.
struct Heard {
    hours: Hours,
    listens: u32,
    /// By track: listens in the slot, and days.
    tracks: Vec<(u32, Days)>,
}

impl SectionKind for TimeSlot {
    fn name(&self) -> &'static str {
        "time-slot"
    }

    fn title(&self, _: Option<&str>) -> String {
        "At this time of the week".into()
    }

    fn build(&self, digest: &Digest<'_>, deal: &Deal) -> Outcome {
        let need = threshold(ENOUGH, digest.tracks.len(), 2);
        let places = places(digest);
        let around = Hours::around(digest.now());
        let mut enough = around.iter().filter(|hours| {
            let (mut listens, mut days) = (0, Days::default());
            for place in places.iter().filter(|place| hours.holds(**place)) {
                listens += 1;
                days.count(place.day());
            }
            listens >= need && days.count as usize >= DAYS
        });
        let Some(narrowest) = enough.next() else {
            let have = places.iter().filter(|place| around[0].holds(**place)).count();
            return Outcome::Waiting(Waiting {
                kind: self.name().to_owned(),
                title: around[0].title(),
                what: format!("listens on {}", around[0].name()),
                have: u32::try_from(have.min(need)).unwrap_or(u32::MAX),
                need: u32::try_from(need).unwrap_or(u32::MAX),
            });
        };
        let Some(hours) =
            [narrowest].into_iter().chain(enough).find(|hours| differs(digest, **hours, &places) >= DIFFERS)
        else {
            return Outcome::Nothing;
        };
        Outcome::one(self.section(digest, deal, &Heard::of(digest, *hours, &places), &places))
    }

    /// Hours that the recipe names, whatever the hour is now and however few listens they had.
    fn follow(&self, digest: &Digest<'_>, deal: &Deal, recipe: &Recipe) -> Option<Draft> {
        let Some(hours) = &recipe.hours else { return self.grow(digest, deal, recipe.seed) };
        let hours = Hours::named(hours)?;
        let places = places(digest);
        Some(self.section(digest, deal, &Heard::of(digest, hours, &places), &places))
    }
}

/// When each listen was.
fn places(digest: &Digest<'_>) -> Vec<Place> {
    digest.listens.iter().map(|listen| Place::of(digest.plays[listen.play as usize].started_at)).collect()
}

impl TimeSlot {
    fn section(&self, digest: &Digest<'_>, deal: &Deal, heard: &Heard, places: &[Place]) -> Draft {
        let tracks: Vec<u32> =
            digest.suggestible().iter().copied().filter(|track| heard.days_of(*track) >= TRACK_DAYS).collect();
        let lift = lift(digest, heard.hours, places);
        let confirmed = confirmed_genres(digest, &heard.hours.title());
        let is_confirmed = |track: u32| digest.track(track).genres.iter().any(|genre| confirmed.contains(genre));
        let each = || tracks.iter().copied();
        let blend = Blend::default()
            .of("listens", 1.0, &digest.base_level(0.8), each())
            .plain("these hours", 0.2, each().map(|track| lift[track as usize].ln()))
            .plain("your word", 1.0, each().map(|track| digest.standing.lean(track)))
            .plain("you confirmed it", 1.0, each().map(|track| f64::from(u8::from(is_confirmed(track)))));
        // Of hours whose music the listener named, the others are not asked whether they belong.
        let belongs = |track: u32| confirmed.is_empty() && heard.belongs(digest, track);
        let ranked = Ranked::tracks(&blend, &tracks)
            .map(|ranked| Ranked { tier: u8::from(!belongs(ranked.what.place())), ..ranked });
        let candidate = |ranked: Ranked| {
            let (rank, track) = (ranked.at as usize, ranked.what.place());
            let (times, of) = (heard.tracks[track as usize].0, digest.tally(track).listens);
            let here = Fact::AtThisTime { hours: heard.hours.name(), times, of };
            let evidence =
                reasons([(Some(here), blend.share(1, rank))], [(heard_ever(digest, track), blend.share(0, rank))]);
            ranked.says(digest.main_artist(track), evidence)
        };
        let best = best_of(ranked.collect(), POOL, deal.seed);
        let candidates: Vec<Candidate> = best.into_iter().map(candidate).collect();
        let name = heard.hours.name();
        // What the listener confirmed is a fact of these hours: it gives way to nothing.
        let role = if confirmed.is_empty() { Role::Suggestion } else { Role::Fact };
        let draft = Draft::only(self, role, Refresh::At(heard.hours.end(digest.now())), "");
        Draft {
            title: heard.hours.title(),
            tiers: vec![
                Tier::full(format!("heard on {} more than at other times", lower(&name))),
                Tier::up_to(FULL_ENOUGH, format!("heard on {}", lower(&name))),
            ],
            candidates,
            length: LENGTH,
            least: LEAST,
            scored: Some(Scored::tracks(&tracks, blend)),
            ..draft
        }
    }
}

/// Names of days keep their capital.
fn lower(name: &str) -> String {
    if name.contains("day ") && !name.starts_with("Week") { name.to_owned() } else { name.to_lowercase() }
}

impl Heard {
    fn of(digest: &Digest<'_>, hours: Hours, places: &[Place]) -> Self {
        let mut heard = Self { hours, listens: 0, tracks: vec![(0, Days::default()); digest.tracks.len()] };
        for (listen, place) in digest.listens.iter().zip(places).filter(|(_, place)| hours.holds(**place)) {
            heard.listens += 1;
            let (times, on) = &mut heard.tracks[listen.track as usize];
            *times += 1;
            on.count(place.day());
        }
        heard
    }

    fn days_of(&self, track: u32) -> usize {
        self.tracks[track as usize].1.count as usize
    }

    fn belongs(&self, digest: &Digest<'_>, track: u32) -> bool {
        let share = |part: u32, of: u32| f64::from(part) / f64::from(of.max(1));
        let usual = share(self.listens, u32::try_from(digest.listens.len()).unwrap_or(u32::MAX));
        let mine = share(self.tracks[track as usize].0, digest.tally(track).listens);
        self.days_of(track) >= BELONGS_DAYS && mine >= BELONGS * usual
    }
}

/// How much more a track is heard at about these hours than music is at all.
fn lift(digest: &Digest<'_>, hours: Hours, places: &[Place]) -> Vec<f64> {
    let kernel = |place: &Place| {
        let apart = (place.hour() - hours.middle()).abs();
        let apart = apart.min(24.0 - apart);
        let days = Hours { days: hours.days, part: hours.part };
        let same_kind = match days.days {
            super::hours::Days::One(weekday) => (weekday >= 5) == (place.weekday >= 5),
            super::hours::Days::Weekdays => place.weekday < 5,
            super::hours::Days::Weekend => place.weekday >= 5,
            super::hours::Days::All => true,
        };
        (-0.5 * (apart / 2.0).powi(2)).exp() * if same_kind { 1.0 } else { 0.5 }
    };
    let mut sums = vec![(0.0, 0.0); digest.tracks.len()];
    let since = digest.now().unix_ms.saturating_sub(SILENT_DAYS * DAY_MS);
    let from = digest.listens.partition_point(|listen| listen.at_ms < since);
    for (listen, place) in digest.listens.iter().zip(places).skip(from) {
        let weight = (-digest.history().age_days(listen.at_ms) / HALF_LIFE).exp2();
        let (near, all) = &mut sums[listen.track as usize];
        *near += weight * kernel(place);
        *all += weight;
    }
    let (near, all) = sums.iter().fold((0.0, 0.0), |(near, all), (n, a)| (near + n, all + a));
    let base = (near / f64::max(all, f64::MIN_POSITIVE)).max(1e-6);
    sums.iter().map(|(near, all)| (near + 2.0 * base) / (all + 2.0) / base).collect()
}

/// Jensen–Shannon divergence between the artists of a slot and those of all listens, in bits.
fn differs(digest: &Digest<'_>, hours: Hours, places: &[Place]) -> f64 {
    let (mut here, mut all) = (vec![0.0; digest.artists.len()], vec![0.0; digest.artists.len()]);
    for (listen, place) in digest.listens.iter().zip(places) {
        if let Some(artist) = digest.main_artist(listen.track) {
            all[artist as usize] += 1.0;
            here[artist as usize] += f64::from(u8::from(hours.holds(*place)));
        }
    }
    let sum = |counts: &[f64]| counts.iter().sum::<f64>().max(1.0);
    let (of_here, of_all) = (sum(&here), sum(&all));
    let part = |share: f64, middle: f64| if share > 0.0 { share * (share / middle).log2() } else { 0.0 };
    let artists = here.iter().zip(&all).map(|(here, all)| {
        let (p, q) = (here / of_here, all / of_all);
        let middle = f64::midpoint(p, q);
        f64::midpoint(part(p, middle), part(q, middle))
    });
    artists.sum()
}

#[cfg(test)]
mod tests {
    use crate::domain::section::PinMode;
    use crate::taste::fixture::{World, lines, section};

    fn sundays(jazz_in_the_morning: bool) -> World {
        let mut world = World::new();
        world.fill(200);
        let jazz = world.tracks("Nina Simone", "Pastel Blues", 6);
        let dub = world.tracks("King Tubby", "Dub", 6);
        for week in 0..7 {
            let sunday = world.facts.now.plus_ms(-(7 * week + 7) * crate::domain::time::DAY_MS);
            world.evening(&sunday.rfc3339(), &dub);
            let morning = sunday.plus_ms(-9 * crate::domain::time::HOUR_MS).rfc3339();
            world.evening(&morning, if jazz_in_the_morning { &jazz } else { &dub });
        }
        world.facts.plays.sort_by_key(|play| play.started_at.unix_ms);
        world
    }

    #[test]
    fn these_hours_have_their_own_music() {
        let world = sundays(true);
        let home = world.home_of("time-slot");
        let section = section(&home, "time-slot").unwrap();
        assert_eq!((section.title.as_str(), section.picks.len()), ("Sunday evening", 6));
        assert_eq!(section.reason, "heard on Sunday evenings more than at other times");
        assert_eq!(section.next_at.unwrap().rfc3339(), "2026-11-22T22:00:00+01:00");
        let said = lines(&home, "time-slot");
        assert!(said.iter().all(|(title, _)| title.starts_with("Dub")), "{said:?}");
        assert_eq!(said[0].1, "Sunday evenings: 7 of its 7 listens");
    }

    #[test]
    fn hours_that_a_pin_names_are_those_whatever_the_hour() {
        let mut world = sundays(true);
        world.pin(0, PinMode::Recipe, "time-slot", None, Vec::new());
        world.facts.pins[0].recipe.hours = Some("sunday-morning".into());
        let home = world.home_of("time-slot");
        let pinned = &home.sections[0];
        assert_eq!(pinned.reason, "heard on Sunday mornings more than at other times");
        assert!(pinned.picks.iter().all(|pick| pick.item.artist == "Nina Simone"), "{:?}", pinned.picks);
        assert_eq!(pinned.picks.len(), 5);
        assert!(section(&home, "time-slot").is_some(), "those of now stand by ear all the same");
    }

    #[test]
    fn a_confirmed_genre_leads_its_hours() {
        let mut world = sundays(true);
        let nina: Vec<u32> = (200..206).collect();
        for track in &nina {
            world.genre(*track, "jazz");
        }
        // On two of the evenings: not more than at other times.
        for week in 1..3 {
            let sunday = world.facts.now.plus_ms(-(7 * week + 7) * crate::domain::time::DAY_MS);
            world.evening(&sunday.plus_ms(crate::domain::time::HOUR_MS).rfc3339(), &nina[..1]);
        }
        world.facts.plays.sort_by_key(|play| play.started_at.unix_ms);
        let first = |world: &World| lines(&world.home_of("time-slot"), "time-slot")[0].0.clone();
        assert!(first(&world).starts_with("Dub"));
        let at = world.facts.now;
        world.facts.judged.push(crate::domain::you::Noticed {
            key: "slot:sunday-evening:jazz".into(),
            kind: crate::domain::you::NoticedKind::Habit,
            sentence: "Sunday evenings are jazz".into(),
            counts: String::new(),
            item: None,
            offer: None,
            becomes: None,
            section: None,
            verdict: Some(crate::domain::you::Verdict { right: true, at }),
        });
        assert!(first(&world).starts_with("Pastel Blues"));
        let home = world.home_of("time-slot");
        let section = section(&home, "time-slot").unwrap();
        assert_eq!(section.reason, "heard on Sunday evenings");
        let last = section.picks[0].evidence.last().unwrap().fact.sentence(at);
        assert_eq!(last, "you confirmed just now: Sunday evenings are jazz");

        // What stands elsewhere as a fact takes nothing from it.
        for day in 1..5 {
            let morning = at.plus_ms(-day * crate::domain::time::DAY_MS - 11 * crate::domain::time::HOUR_MS);
            world.evening(&morning.rfc3339(), &nina[..1]);
        }
        world.facts.plays.sort_by_key(|play| play.started_at.unix_ms);
        assert!(lines(&world.home_of("on-repeat"), "on-repeat").iter().any(|(line, _)| line.starts_with("Pastel")));
        assert!(first(&world).starts_with("Pastel Blues"));
        let whole = lines(&world.home(), "time-slot");
        assert!(whole[0].0.starts_with("Pastel Blues"), "{whole:?}");
    }

    #[test]
    fn hours_like_all_others_are_no_section_and_new_ones_wait() {
        assert!(section(&sundays(false).home_of("time-slot"), "time-slot").is_none());
        let mut world = sundays(true);
        world.facts.plays.retain(|play| play.started_at.unix_ms > world.facts.now.unix_ms - 30 * 86_400_000);
        let home = world.home_of("time-slot");
        let waits = home.waiting.iter().find(|waiting| waiting.kind == "time-slot").unwrap();
        assert_eq!((waits.title.as_str(), waits.what.as_str()), ("Sunday evening", "listens on Sunday evenings"));
        assert_eq!((waits.have, waits.need), (24, 40));
    }
}
