//! Making signals comparable, and telling how much each of them moved a candidate.

use std::cell::OnceCell;

use super::signals::Signal;
use crate::domain::browse::WhyTerm;

/// Below every signal that is there at all.
pub const FLOOR: f64 = 1e-4;

/// `f(x) = ln(1e-4 + x / max)`: from −9.2 for nothing to 0 for the most.
pub fn comparable(x: f64, max: f64) -> f64 {
    comparable_above(FLOOR, x, max)
}

/// The same with another floor: the higher it is, the less it matters whether a signal is there
/// at all.
pub fn comparable_above(floor: f64, x: f64, max: f64) -> f64 {
    let share = if max > 0.0 { (x / max).clamp(0.0, 1.0) } else { 0.0 };
    (floor + share).ln()
}

/// The middle value; the mean of the two middle ones of an even number.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    let middle = sorted.len() / 2;
    if sorted.is_empty() {
        return 0.0;
    }
    let even = sorted.len().is_multiple_of(2);
    let (below, high, _) = sorted.select_nth_unstable_by(middle, f64::total_cmp);
    let high = *high;
    if !even {
        return high;
    }
    let low = below.iter().copied().max_by(f64::total_cmp).unwrap_or(high);
    f64::midpoint(low, high)
}

/// Listens below which what is known of artists says more than what is known of tracks.
const FEW_LISTENS: usize = 200;

/// The weight of a term over artists: twice as much while there are few listens.
pub const fn of_artists(weight: f64, listens: usize) -> f64 {
    if listens < FEW_LISTENS { 2.0 * weight } else { weight }
}

/// A weighted sum of signals over all candidates.
#[derive(Debug, Default)]
pub struct Blend {
    terms: Vec<Term>,
    /// What moves scores without a word for it; empty when there is nothing.
    silent: Vec<f64>,
}

#[derive(Debug)]
struct Term {
    name: &'static str,
    weight: f64,
    values: Vec<f64>,
    /// Counted when it is first asked for.
    median: OnceCell<f64>,
}

impl Term {
    fn median(&self) -> f64 {
        *self.median.get_or_init(|| median(&self.values))
    }
}

/// Takes logarithms anew only where the value changes: whole columns are often the same, and the
/// tracks of an artist follow each other.
fn each_comparable(raw: impl Iterator<Item = f64>, max: f64) -> impl Iterator<Item = f64> {
    let mut last: Option<(f64, f64)> = None;
    raw.map(move |x| match last {
        Some((before, made)) if before == x => made,
        _ => last.insert((x, comparable(x, max))).1,
    })
}

impl Blend {
    /// Adds a raw signal, one value a candidate, made comparable to its maximum over everything.
    pub fn signal(self, name: &'static str, weight: f64, raw: impl Iterator<Item = f64>, max: f64) -> Self {
        self.plain(name, weight, each_comparable(raw, max))
    }

    /// The same from a signal over everything.
    pub fn of(self, name: &'static str, weight: f64, signal: &Signal, places: impl Iterator<Item = u32>) -> Self {
        self.signal(name, weight, places.map(|place| signal[place as usize]), signal.max())
    }

    /// Adds values that are in the units of [`comparable`] already. The name is what the listener
    /// reads of the term.
    pub fn plain(mut self, name: &'static str, weight: f64, values: impl Iterator<Item = f64>) -> Self {
        self.terms.push(Term { name, weight, values: values.collect(), median: OnceCell::new() });
        self
    }

    /// Adds values that no fact speaks for, beside the terms that are counted.
    pub fn silent(mut self, values: Vec<f64>) -> Self {
        if self.silent.is_empty() {
            self.silent = values;
        } else {
            self.silent.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        }
        self
    }

    /// The score of a candidate.
    pub fn score(&self, candidate: usize) -> f64 {
        let spoken: f64 = (0..self.terms.len()).map(|term| self.part(term, candidate)).sum();
        spoken + self.silent.get(candidate).copied().unwrap_or(0.0)
    }

    /// How many candidates would stand before it, with one term left out or, for none, with all.
    pub fn before(&self, candidate: usize, without: Option<usize>) -> usize {
        let score = |candidate| self.score(candidate) - without.map_or(0.0, |term| self.part(term, candidate));
        let mine = score(candidate);
        (0..self.candidates()).filter(|other| score(*other) > mine).count()
    }

    /// How many candidates it weighs.
    pub fn candidates(&self) -> usize {
        self.terms.first().map_or(self.silent.len(), |term| term.values.len())
    }

    /// What each term did for a candidate.
    pub fn terms(&self, candidate: usize) -> Vec<WhyTerm> {
        let term = |(place, term): (usize, &Term)| WhyTerm {
            name: term.name.to_owned(),
            weight: term.weight,
            value: term.values[candidate],
            median: term.median(),
            share: self.share(place, candidate),
            place_without: u32::try_from(self.before(candidate, Some(place)) + 1).unwrap_or(u32::MAX),
        };
        let says_something = |term: &Term| term.weight != 0.0 && term.values.iter().any(|value| *value != 0.0);
        self.terms.iter().enumerate().filter(|(_, term)| says_something(term)).map(term).collect()
    }

    fn part(&self, term: usize, candidate: usize) -> f64 {
        self.terms[term].weight * self.terms[term].values[candidate]
    }

    /// How much one term, counted in the order they were added, lifts a candidate above the
    /// middle of all: `w·(f(i) − median f)`.
    pub fn share(&self, term: usize, candidate: usize) -> f64 {
        let term = &self.terms[term];
        term.weight * (term.values[candidate] - term.median())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_of_odd_even_and_nothing() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(&[]), 0.0);
    }

    #[test]
    fn shares_add_up_to_the_distance_from_the_middle() {
        let blend = Blend::default().signal("first", 1.0, [1.0, 2.0, 4.0].into_iter(), 4.0).plain(
            "second",
            2.0,
            [0.0, 1.0, 5.0].into_iter(),
        );
        let middle = comparable(2.0, 4.0) + 2.0;
        for candidate in 0..3 {
            let shares = blend.share(0, candidate) + blend.share(1, candidate);
            assert!((blend.score(candidate) - middle - shares).abs() < 1e-12);
        }
    }

    #[test]
    fn a_place_without_each_term_is_told() {
        let blend = Blend::default()
            .plain("second", 1.0, [3.0, 2.0, 1.0].into_iter())
            .plain("second", 1.0, [0.0, 2.0, 0.0].into_iter())
            .silent(vec![0.0, 0.0, 0.5]);
        let places = |candidate| [None, Some(0), Some(1)].map(|without| blend.before(candidate, without));
        assert_eq!(places(0), [1, 2, 0]);
        assert_eq!(places(1), [0, 0, 1]);
        assert_eq!(places(2), [2, 1, 2]);
    }

    #[test]
    fn comparable_runs_from_the_floor_to_nearly_zero() {
        assert!((comparable(0.0, 5.0) - FLOOR.ln()).abs() < 1e-12);
        assert!(comparable(5.0, 5.0) > 0.0 && comparable(5.0, 5.0) < 0.001);
        assert!((comparable(1.0, 0.0) - FLOOR.ln()).abs() < 1e-12, "no maximum, no signal");
    }
}
