//! Making signals comparable, and telling how much each of them moved a candidate.

use super::signals::Signal;

/// Below every signal that is there at all.
const FLOOR: f64 = 1e-4;

/// `f(x) = ln(1e-4 + x / max)`: from −9.2 for nothing to 0 for the most.
pub fn comparable(x: f64, max: f64) -> f64 {
    let share = if max > 0.0 { (x / max).clamp(0.0, 1.0) } else { 0.0 };
    (FLOOR + share).ln()
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
}

#[derive(Debug)]
struct Term {
    weight: f64,
    values: Vec<f64>,
    median: f64,
}

impl Blend {
    /// Adds a raw signal, one value a candidate, made comparable to its maximum over everything.
    pub fn signal(self, weight: f64, raw: impl Iterator<Item = f64>, max: f64) -> Self {
        self.plain(weight, raw.map(|x| comparable(x, max)))
    }

    /// The same from a signal over everything.
    pub fn of(self, weight: f64, signal: &Signal, places: impl Iterator<Item = u32>) -> Self {
        self.plain(weight, places.map(|place| signal.comparable(place as usize)))
    }

    /// Adds values that are in the units of [`comparable`] already.
    pub fn plain(mut self, weight: f64, values: impl Iterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.collect();
        let median = median(&values);
        self.terms.push(Term { weight, values, median });
        self
    }

    /// The score of a candidate.
    pub fn score(&self, candidate: usize) -> f64 {
        self.terms.iter().map(|term| term.weight * term.values[candidate]).sum()
    }

    /// How much one term, counted in the order they were added, lifts a candidate above the
    /// middle of all: `w·(f(i) − median f)`.
    pub fn share(&self, term: usize, candidate: usize) -> f64 {
        let term = &self.terms[term];
        term.weight * (term.values[candidate] - term.median)
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
        let blend =
            Blend::default().signal(1.0, [1.0, 2.0, 4.0].into_iter(), 4.0).plain(2.0, [0.0, 1.0, 5.0].into_iter());
        let middle = comparable(2.0, 4.0) + 2.0;
        for candidate in 0..3 {
            let shares = blend.share(0, candidate) + blend.share(1, candidate);
            assert!((blend.score(candidate) - middle - shares).abs() < 1e-12);
        }
    }

    #[test]
    fn comparable_runs_from_the_floor_to_nearly_zero() {
        assert!((comparable(0.0, 5.0) - FLOOR.ln()).abs() < 1e-12);
        assert!(comparable(5.0, 5.0) > 0.0 && comparable(5.0, 5.0) < 0.001);
        assert!((comparable(1.0, 0.0) - FLOOR.ln()).abs() < 1e-12, "no maximum, no signal");
    }
}
