//! Draws from a Beta distribution that can be made again.

use crate::taste::chance::{mix, unit};

/// One draw from Beta(`a`, `b`), both at least 1, by the ratio of two Gammas. The same seed
/// gives the same draw, whatever else was drawn.
pub fn draw(seed: u64, a: f64, b: f64) -> f64 {
    let (x, y) = (gamma(mix(seed, 1), a), gamma(mix(seed, 2), b));
    if x + y > 0.0 { x / (x + y) } else { 0.5 }
}

/// Marsaglia and Tsang 2000, for shapes of at least 1. A try in twenty is rejected.
fn gamma(seed: u64, shape: f64) -> f64 {
    let d = shape.max(1.0) - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    for attempt in 0..64 {
        let normal = normal(mix(seed, 2 * attempt));
        let v = (1.0 + c * normal).powi(3);
        if v > 0.0 {
            let u = unit(seed, 2 * attempt + 1);
            if u.ln() < 0.5 * normal * normal + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }
    d
}

/// Box and Muller 1958.
fn normal(seed: u64) -> f64 {
    (-2.0 * unit(seed, 1).ln()).sqrt() * (std::f64::consts::TAU * unit(seed, 2)).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_have_the_mean_and_the_spread_of_the_distribution() {
        for (a, b) in [(1.0, 4.0), (4.0, 4.0), (12.0, 30.0)] {
            let draws: Vec<f64> = (0..20_000).map(|seed| draw(mix(9, seed), a, b)).collect();
            assert!(draws.iter().all(|draw| (0.0..=1.0).contains(draw)));
            let mean = draws.iter().sum::<f64>() / draws.len() as f64;
            let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / draws.len() as f64;
            let expected = a * b / ((a + b).powi(2) * (a + b + 1.0));
            assert!((mean - a / (a + b)).abs() < 0.01, "mean {mean} of Beta({a}, {b})");
            assert!((variance / expected - 1.0).abs() < 0.06, "variance {variance}, expected {expected}");
        }
    }
}
