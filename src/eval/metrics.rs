//! How good an answer was, with binary relevance.

/// One answer's measures.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Measures {
    /// Discounted gain of the first 20, as a share of the best possible.
    pub ndcg20: f64,
    /// Share of what was wanted that stands among the first 20, and 50.
    pub recall20: f64,
    pub recall50: f64,
    /// Whether any of the first 20 was wanted.
    pub hit20: f64,
    /// One over the place of the first that was wanted, within 20.
    pub mrr20: f64,
}

impl Measures {
    /// Of an answer, best first; what is wanted names each track once.
    #[must_use]
    pub fn of(answer: &[u32], wanted: &[u32]) -> Self {
        let hits: Vec<bool> = answer.iter().map(|track| wanted.contains(track)).collect();
        let within = |cut: usize| hits.iter().take(cut).filter(|hit| **hit).count() as f64;
        let gain = |place: usize| 1.0 / (place as f64 + 2.0).log2();
        let gained: f64 = (0..).zip(hits.iter().take(20)).filter(|(_, hit)| **hit).map(|(place, _)| gain(place)).sum();
        let best: f64 = (0..wanted.len().min(20)).map(gain).sum();
        let first = hits.iter().take(20).position(|hit| *hit);
        let share = |of: f64| if wanted.is_empty() { 0.0 } else { of / wanted.len() as f64 };
        Self {
            ndcg20: if best > 0.0 { gained / best } else { 0.0 },
            recall20: share(within(20)),
            recall50: share(within(50)),
            hit20: f64::from(u8::from(first.is_some())),
            mrr20: first.map_or(0.0, |place| 1.0 / (place as f64 + 1.0)),
        }
    }

    /// The mean of several answers'; all 0 for none.
    #[must_use]
    pub fn mean(all: &[Self]) -> Self {
        let mean = |of: fn(&Self) -> f64| all.iter().map(of).sum::<f64>() / all.len().max(1) as f64;
        Self {
            ndcg20: mean(|one| one.ndcg20),
            recall20: mean(|one| one.recall20),
            recall50: mean(|one| one.recall50),
            hit20: mean(|one| one.hit20),
            mrr20: mean(|one| one.mrr20),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_hit_in_third_place() {
        let measures = Measures::of(&[7, 8, 1, 9], &[1, 2]);
        let best = 1.0 + 1.0 / 3f64.log2();
        assert!((measures.ndcg20 - 0.5 / best).abs() < 1e-12);
        assert_eq!((measures.recall20, measures.hit20, measures.mrr20), (0.5, 1.0, 1.0 / 3.0));
        assert_eq!(Measures::of(&[], &[1]), Measures::default());
    }

    proptest! {
        #[test]
        fn a_perfect_answer_measures_one(wanted in proptest::collection::hash_set(0u32..60, 1..40)) {
            let wanted: Vec<u32> = wanted.into_iter().collect();
            let measures = Measures::of(&wanted, &wanted);
            prop_assert!((measures.ndcg20 - 1.0).abs() < 1e-12 && measures.mrr20 == 1.0);
        }
    }
}
