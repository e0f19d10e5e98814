//! One value for each track, artist or album.

use std::ops::Deref;

use crate::taste::score::{FLOOR, comparable_above};

/// Values by place, none below zero, and the largest of them.
#[derive(Debug, Default)]
pub struct Signal {
    values: Vec<f64>,
    max: f64,
}

impl Signal {
    #[must_use]
    pub fn new(values: Vec<f64>) -> Self {
        let max = values.iter().copied().fold(0.0, f64::max);
        Self { values, max }
    }

    /// The largest value, 0 where there is none.
    #[must_use]
    pub const fn max(&self) -> f64 {
        self.max
    }

    /// `f(x_i)`: the value against the largest, in the units that all signals share.
    #[must_use]
    pub fn comparable(&self, place: usize) -> f64 {
        self.comparable_above(FLOOR, place)
    }

    /// The same above another floor than `1e-4`.
    #[must_use]
    pub fn comparable_above(&self, floor: f64, place: usize) -> f64 {
        comparable_above(floor, self.values[place], self.max)
    }
}

impl Deref for Signal {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        &self.values
    }
}
