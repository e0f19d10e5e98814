//! Chance that can be dealt again: a hash of the seed and the thing that draws.
//!
//! There is no generator with a state, so a draw does not depend on how many others drew before.

/// The output function of splitmix64 (Steele, Lea, Flood 2014) over both values.
pub fn mix(seed: u64, value: u64) -> u64 {
    let mut z = seed.wrapping_add(value.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Evenly spread over (0, 1].
pub fn unit(seed: u64, value: u64) -> f64 {
    ((mix(seed, value) >> 11) as f64 + 1.0) / (1u64 << 53) as f64
}

/// A key for drawing without replacement by weight: the smallest keys win (Efraimidis and
/// Spirakis 2006). A small change of one weight leaves the order of the others as it was.
pub fn draw_key(seed: u64, value: u64, weight: f64) -> f64 {
    -unit(seed, value).ln() / weight.max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heavier_things_are_drawn_first_more_often() {
        let wins = (0..1000).filter(|seed| draw_key(*seed, 1, 3.0) < draw_key(*seed, 2, 1.0)).count();
        assert!((700..800).contains(&wins), "{wins} of 1000, three in four expected");
    }

    #[test]
    fn a_known_value_of_splitmix64() {
        // First output of the published generator for seed 0.
        assert_eq!(mix(0, 0), 0xe220_a839_7b1d_cdaf);
    }
}
