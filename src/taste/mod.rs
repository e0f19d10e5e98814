//! Facts in, sections out: no SQL, no clock, no global randomness.
//!
//! [`digest`] reads the history once into dense vectors. Each kind of section is one file that
//! turns them into [`Draft`]s, and one line in [`REGISTRY`]. [`page`] puts the drafts and the
//! listener's pins in order and takes care that no suggestion stands twice. [`why()`] answers
//! for single tracks from the finished page.
//!
//! Formulas are named as in the literature they come from: `E` sums listens with exponential
//! decay, `B` is the base level of ACT-R (a power law over age), `SQ` are sequence rules and
//! `SK` session nearest neighbours. [`score`] makes them comparable.

use crate::domain::facts::Facts;
use crate::domain::section::{Home, ItemRef, Pin, Recipe, Section, Waiting};
use crate::domain::time::{HOUR_MS, MINUTE_MS, Moment};
use crate::domain::welcome::DECLINED;

mod album_habit;
mod away;
mod because;
mod chance;
mod company;
mod continue_listening;
mod continue_with;
mod deep_cuts;
mod digest;
mod draft;
mod evidence;
mod fitting;
#[cfg(test)]
mod fixture;
mod greeting;
mod heard;
mod heard_elsewhere;
mod hours;
mod jump_back_in;
mod kept;
mod mixes;
mod neighbours;
mod never_played;
mod new_in_library;
mod notice;
mod on_repeat;
mod on_this_day;
mod page;
#[cfg(test)]
mod properties;
mod radio;
pub mod ranking;
mod rediscover;
mod related;
mod rising;
mod say;
mod score;
mod shelves;
pub mod signals;
#[cfg(test)]
mod small_library;
mod sound;
mod standing;
mod time_slot;
mod tried;
mod why;
mod works;
mod your_week;

pub use away::{SpokenAgainst, sections_away, spoken_against};
pub use digest::Digest;
pub use draft::{Candidate, Draft, Outcome, Refresh, Role, Subject};
pub use fitting::fitting;
pub use greeting::{News, Visit, news};
pub use heard::heard_since_dealt;
pub use notice::notice;
pub use radio::{Turn as RadioTurn, radio};
pub use related::related;
pub use say::rests_on_wrong;
pub use tried::tried;
pub use why::{weighed, why};

/// One kind of section.
pub trait SectionKind: Sync {
    /// Its name in ids, recipes and JSON: `on-repeat`.
    fn name(&self) -> &'static str;

    /// What the listener reads above it.
    fn title(&self, seed: Option<&str>) -> String;

    /// The sections of this kind that the history gives, or what they still wait for.
    fn build(&self, digest: &Digest<'_>, deal: &Deal) -> Outcome;

    /// The one section that grows from a seed, for a pin that keeps the recipe. Kinds without
    /// seeds give their only section.
    fn grow(&self, digest: &Digest<'_>, deal: &Deal, seed: Option<ItemRef>) -> Option<Draft> {
        let _ = seed;
        match self.build(digest, deal) {
            Outcome::Drafts(drafts) => drafts.into_iter().next(),
            Outcome::Waiting(_) | Outcome::Nothing => None,
        }
    }

    /// What a pin's recipe finds: most kinds ask for no more than a seed.
    fn follow(&self, digest: &Digest<'_>, deal: &Deal, recipe: &Recipe) -> Option<Draft> {
        self.grow(digest, deal, recipe.seed)
    }
}

/// All kinds, in the order in which they stand on home.
pub const REGISTRY: &[&dyn SectionKind] = &[
    &jump_back_in::JumpBackIn,
    &continue_listening::ContinueListening,
    &on_repeat::OnRepeat,
    &rising::Rising,
    &because::Because,
    &mixes::DailyMixes,
    &continue_with::ContinueWith,
    &time_slot::TimeSlot,
    &rediscover::Rediscover,
    &heard_elsewhere::HeardElsewhere,
    &shelves::WholeAlbums,
    &new_in_library::NewInLibrary,
    &shelves::NewestFiles,
    &your_week::YourWeek,
    &on_this_day::OnThisDay,
    &deep_cuts::DeepCuts,
    &never_played::NeverPlayed,
];

/// The kinds that a pin can have: those that stand on home by ear, and what holds what was named.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    REGISTRY.iter().map(|kind| kind.name()).chain(page::HOLDING)
}

/// What the listener reads above the sections of this kind or id.
#[must_use]
pub fn title_of(section: &str) -> String {
    if section.starts_with(DECLINED) {
        return "a pin that was proposed".into();
    }
    let kind = section.split(':').next().unwrap_or(section);
    REGISTRY.iter().find(|known| known.name() == kind).map_or_else(|| section.to_owned(), |known| known.title(None))
}

/// What one dealing of home is done with.
#[derive(Clone, Debug, Default)]
pub struct Deal {
    /// Breaks ties and draws among equals.
    pub seed: u64,
    /// Kinds and seeds that the listener has pinned; the ear does not repeat them.
    pub pinned: Vec<(String, Option<ItemRef>)>,
    /// The listener's artists in groups; empty for dealings without mixes.
    pub groups: Vec<mixes::Group>,
}

impl Deal {
    fn has_pinned(&self, kind: &str, seed: Option<ItemRef>) -> bool {
        self.pinned.iter().any(|(pinned, from)| pinned == kind && *from == seed)
    }
}

/// Builds home. The same facts and seed give the same home.
#[must_use]
pub fn build_home(facts: &Facts, seed: u64, generation: u64) -> Home {
    page::compose(&Digest::of(facts), seed, generation)
}

/// What a pin would show now, as the page would.
#[must_use]
pub fn preview(facts: &Facts, seed: u64, pin: &Pin) -> Section {
    page::preview(&Digest::of(facts), seed, pin)
}

/// The seed of a day in one library: home deals the same until the next morning at four.
/// `deals` counts how often the listener asked for another one that day.
#[must_use]
pub fn seed_of_day(now: Moment, library: &[u8], deals: u32) -> u64 {
    let morning = now.plus_ms(-4 * HOUR_MS);
    let day = (morning.unix_ms + i64::from(morning.offset_minutes) * MINUTE_MS).div_euclid(24 * HOUR_MS);
    let seed = library
        .iter()
        .fold(chance::mix(day.cast_unsigned(), u64::from(deals)), |seed, byte| chance::mix(seed, u64::from(*byte)));
    chance::mix(seed, 0)
}

/// A section that still listens.
fn waiting(kind: &dyn SectionKind, what: &str, have: usize, need: usize) -> Outcome {
    Outcome::Waiting(Waiting {
        kind: kind.name().to_owned(),
        title: kind.title(None),
        what: what.to_owned(),
        have: u32::try_from(have).unwrap_or(u32::MAX),
        need: u32::try_from(need).unwrap_or(u32::MAX),
    })
}

/// The lower of a threshold measured on large histories and a share of the library, so that
/// a small library is served too.
fn threshold(full: usize, tracks: usize, one_in: usize) -> usize {
    full.min(tracks / one_in).max(1)
}
