//! Seeded chance: the same seed throws the same numbers on every machine.

/// SplitMix64 (Steele, Lea, Flood 2014): small, fast, and good enough for tunes and habits.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Seeded by words, through FNV-1a, so that a title always gives the same tune.
    #[must_use]
    pub fn from_words(words: &[&str]) -> Self {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in words.iter().flat_map(|word| word.bytes().chain([0xff])) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Self(hash)
    }

    pub fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// In `0.0..1.0`.
    pub fn unit(&mut self) -> f32 {
        (self.throw() >> 40) as f32 / (1_u32 << 24) as f32
    }

    /// In `low..high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// In `0..n`; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        // Multiply and shift: the bias is far below what an ear or an eye could find.
        ((u128::from(self.throw()) * n as u128) >> 64) as usize
    }

    /// In `low..high`, for whole numbers.
    pub fn whole(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(usize::try_from(high - low).unwrap_or(0)) as i64
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f32) -> bool {
        self.unit() < probability
    }

    /// One of several; the default of the type when there is none.
    pub fn pick<T: Copy + Default>(&mut self, from: &[T]) -> T {
        from.get(self.below(from.len())).copied().unwrap_or_default()
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same_numbers() {
        let throw = |mut dice: Dice| (0..8).map(|_| dice.throw()).collect::<Vec<_>>();
        assert_eq!(throw(Dice::new(7)), throw(Dice::new(7)));
        assert_ne!(throw(Dice::from_words(&["ab", "c"])), throw(Dice::from_words(&["a", "bc"])));
    }

    #[test]
    fn throws_stay_in_range_and_reach_its_ends() {
        let mut dice = Dice::new(1);
        let mut seen = [false; 6];
        for _ in 0..1_000 {
            seen[dice.below(6)] = true;
            assert!((0.0..1.0).contains(&dice.unit()));
            assert!((-3..4).contains(&dice.whole(-3, 4)));
        }
        assert_eq!(seen, [true; 6]);
        assert_eq!(dice.below(0), 0);
    }

    #[test]
    fn a_shuffle_loses_nothing() {
        let mut cards: Vec<u32> = (0..40).collect();
        Dice::new(3).shuffle(&mut cards);
        assert_ne!(cards, (0..40).collect::<Vec<_>>());
        cards.sort_unstable();
        assert_eq!(cards, (0..40).collect::<Vec<_>>());
    }
}
