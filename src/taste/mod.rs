//! Facts in, sections out: no SQL, no clock, no global randomness.

use crate::domain::facts::Facts;
use crate::domain::section::Home;

/// Builds home. The same facts and seed give the same home.
#[must_use]
pub fn build_home(facts: &Facts, seed: u64, generation: u64) -> Home {
    let _ = seed;
    Home { generation, ..Home::empty(facts.now) }
}
