//! Who comes first: one formula for each question that home asks, one small file each.
//!
//! A formula weighs [`Signal`]s made comparable by `f(x) = ln(1e-4 + x / max x)`, the largest
//! taken over all tracks. Weights are constants: nothing is fitted to a listener, since half-lives
//! fitted in hindsight gain 3 to 8 % at most and formulas fitted on others carry over badly.
//! Sections rank by exactly these, and `tonearm eval` measures exactly these.

use std::rc::Rc;

use crate::domain::scorer::Simple;

use super::score::{Blend, FLOOR, comparable_above};
use super::signals::{History, Signal};

pub mod baseline;
mod first_plays;
mod forgotten;
mod next;
mod next_by_others;
pub mod reference;
mod session_start;
mod week;

pub use first_plays::first_plays;
pub use forgotten::forgotten;
pub use next::{lift_of_artist, next};
pub use next_by_others::next_by_others;
pub use session_start::session_start;
pub use week::week;

/// The floor of [`Term::mild`].
const MILD_FLOOR: f64 = 1e-2;

/// What goes on: the tracks to go on from, and the session so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Going<'g> {
    /// What to go on from; one track, or all of an artist, an album or a list.
    pub seeds: &'g [u32],
    /// What was heard lately, newest first, as often as it was heard: the running session, or the
    /// latest listens to the seeds.
    pub session: &'g [u32],
    /// What was skipped in the running session.
    pub skipped: &'g [u32],
}

/// The questions that are asked of a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Task {
    /// What of the known will be heard in the week to come.
    Week,
    /// What of the known, not heard for a month, will come back this week.
    Forgotten,
    /// What of the never heard will be heard this week.
    FirstPlays,
    /// What the session that begins now will hold.
    SessionStart,
    /// What comes next in this session.
    Next,
    /// The same, by others than the seed's artist.
    NextByOthers,
}

impl Task {
    pub const ALL: [Self; 6] =
        [Self::Week, Self::Forgotten, Self::FirstPlays, Self::SessionStart, Self::Next, Self::NextByOthers];

    /// Its name in output and settings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Forgotten => "forgotten",
            Self::FirstPlays => "first-plays",
            Self::SessionStart => "session-start",
            Self::Next => "next",
            Self::NextByOthers => "next-by-others",
        }
    }

    /// The kind of section that lives by it, where there is one.
    #[must_use]
    pub const fn section(self) -> Option<&'static str> {
        match self {
            Self::Week => Some("your-week"),
            Self::Forgotten => Some("rediscover"),
            Self::FirstPlays => Some("continue"),
            Self::SessionStart => Some("jump-back-in"),
            Self::Next => None,
            Self::NextByOthers => Some("because"),
        }
    }
}

/// Who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scorer {
    /// The formulas of home.
    Ours,
    /// The formulas that ours are measured against.
    Reference,
    MostPlayed,
    MostRecent,
    /// Listens that halve every 14 days.
    Frecency,
}

impl Scorer {
    pub const ALL: [Self; 5] = [Self::Ours, Self::Reference, Self::MostPlayed, Self::MostRecent, Self::Frecency];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Reference => "reference",
            Self::MostPlayed => "most-played",
            Self::MostRecent => "most-recent",
            Self::Frecency => "frecency",
        }
    }

    /// Where it is one that a listener can choose for a section.
    #[must_use]
    pub fn simple(self) -> Option<Simple> {
        Simple::from_name(self.name())
    }

    /// The ranking of all tracks for a question.
    #[must_use]
    pub fn rank(self, task: Task, history: &History<'_>, going: Going<'_>) -> Ranking {
        match (self, task) {
            (Self::Ours, Task::Week) => week(history),
            (Self::Ours, Task::Forgotten) => forgotten(history),
            (Self::Ours, Task::FirstPlays) => first_plays(history),
            (Self::Ours, Task::SessionStart) => session_start(history),
            (Self::Ours, Task::Next) => next(history, going),
            (Self::Ours, Task::NextByOthers) => next_by_others(history, going),
            (Self::Reference, task) => reference::rank(task, history, going),
            (Self::MostPlayed, task) => baseline::most_played(task, history),
            (Self::MostRecent, task) => baseline::most_recent(task, history),
            (Self::Frecency, task) => baseline::frecency(task, history),
        }
    }
}

/// A formula with its signals filled in.
#[derive(Debug)]
pub struct Ranking {
    pub terms: Vec<Term>,
    /// What the listener chose instead of ours; its one term is called so.
    simple: Option<Simple>,
}

/// What a term counts, so that a section knows which of its facts the term can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Says {
    /// Listens to the track.
    Heard,
    /// Sessions with other tracks.
    Together,
    /// That it came soon after.
    After,
    /// Listens to its artist.
    Artist,
    /// Listens to its album.
    Album,
    /// Nothing that a listener would count.
    Nothing,
}

impl Says {
    /// As the listener reads it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Heard => "listens",
            Self::Together => "heard together",
            Self::After => "right after",
            Self::Artist => "the artist",
            Self::Album => "the album",
            Self::Nothing => "the rest",
        }
    }
}

/// One signal of a formula.
#[derive(Debug)]
pub struct Term {
    pub says: Says,
    /// As in the formula: `E_30`.
    pub name: &'static str,
    pub weight: f64,
    values: Values,
}

#[derive(Debug)]
enum Values {
    /// Made comparable above a floor.
    Signal(Rc<Signal>, f64),
    /// Taken as they are.
    Plain(Rc<Signal>),
}

impl Term {
    /// `weight · f(signal)`.
    #[must_use]
    pub const fn signal(says: Says, name: &'static str, weight: f64, signal: Rc<Signal>) -> Self {
        Self { says, name, weight, values: Values::Signal(signal, FLOOR) }
    }

    /// `weight · g(signal)`, with `g(x) = ln(1e-2 + x / max x)`: where a signal is missing for most
    /// of the good answers, the low floor of `f` would sink them.
    #[must_use]
    pub const fn mild(says: Says, name: &'static str, weight: f64, signal: Rc<Signal>) -> Self {
        Self { says, name, weight, values: Values::Signal(signal, MILD_FLOOR) }
    }

    /// `weight · value`, for values that are in the units of `f` already.
    #[must_use]
    pub const fn plain(says: Says, name: &'static str, weight: f64, signal: Rc<Signal>) -> Self {
        Self { says, name, weight, values: Values::Plain(signal) }
    }

    /// The term's part of a track's score, before its weight.
    #[must_use]
    pub fn value(&self, track: u32) -> f64 {
        match &self.values {
            Values::Signal(signal, floor) => signal.comparable_above(*floor, track as usize),
            Values::Plain(signal) => signal[track as usize],
        }
    }

    /// The same signal in the units of `f`, which leaves the order as it is.
    fn comparable(self) -> Self {
        let (Values::Signal(signal, _) | Values::Plain(signal)) = self.values;
        Self { values: Values::Signal(signal, FLOOR), ..self }
    }

    fn made_comparable(&self, raw: Vec<f64>) -> Vec<f64> {
        match &self.values {
            Values::Signal(_, floor) => {
                let most = raw.iter().copied().fold(0.0, f64::max);
                raw.into_iter().map(|value| comparable_above(*floor, value, most)).collect()
            }
            Values::Plain(_) => raw,
        }
    }

    /// The signal itself.
    #[must_use]
    pub fn raw(&self, track: u32) -> f64 {
        match &self.values {
            Values::Signal(signal, _) | Values::Plain(signal) => signal[track as usize],
        }
    }
}

impl Ranking {
    #[must_use]
    pub fn of<const N: usize>(terms: [Term; N]) -> Self {
        Self { terms: terms.into(), simple: None }
    }

    /// What the listener chose for a section, in the units of all that is added to a score there.
    #[must_use]
    pub fn chosen(simple: Simple, task: Task, history: &History<'_>) -> Self {
        let baseline = match simple {
            Simple::MostPlayed => baseline::most_played(task, history),
            Simple::MostRecent => baseline::most_recent(task, history),
            Simple::Frecency => baseline::frecency(task, history),
        };
        let terms = baseline.terms.into_iter().map(Term::comparable).collect();
        Self { terms, simple: Some(simple) }
    }

    /// The score of a track.
    #[must_use]
    pub fn score(&self, track: u32) -> f64 {
        self.terms.iter().map(|term| term.weight * term.value(track)).sum()
    }

    /// The same over some candidates, with what the terms did for each of them: one term of the
    /// blend for each of `told`, in this order, of all that says so; the rest stays silent.
    pub fn blend<const N: usize>(&self, candidates: &[u32], told: [Says; N]) -> Blend {
        self.blended(told, candidates.len(), |term| candidates.iter().map(|track| term.value(*track)).collect())
    }

    /// The same for things that are no tracks, from the raw signal of each; the largest among them
    /// takes the place of the largest over all tracks.
    pub fn blend_of<const N: usize>(&self, count: usize, told: [Says; N], raw: impl Fn(&Term, usize) -> f64) -> Blend {
        self.blended(told, count, |term| term.made_comparable((0..count).map(|place| raw(term, place)).collect()))
    }

    fn blended<const N: usize>(&self, told: [Says; N], count: usize, values: impl Fn(&Term) -> Vec<f64>) -> Blend {
        let sum = |wanted: &dyn Fn(Says) -> bool| {
            let mut sum = vec![0.0; count];
            for term in self.terms.iter().filter(|term| wanted(term.says)) {
                sum.iter_mut().zip(values(term)).for_each(|(sum, value)| *sum += term.weight * value);
            }
            sum
        };
        let name = |says: &Says| self.simple.map_or(says.words(), Simple::words);
        let blend = told
            .iter()
            .fold(Blend::default(), |blend, says| blend.plain(name(says), 1.0, sum(&|of| of == *says).into_iter()));
        if self.terms.iter().all(|term| told.contains(&term.says)) {
            return blend;
        }
        blend.silent(sum(&|of| !told.contains(&of)))
    }
}
