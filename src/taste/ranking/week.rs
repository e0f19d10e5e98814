//! What of the known will be heard in the week to come: Your week, and the tracks of a mix.

use crate::taste::signals::History;

use super::{Ranking, reference};

/// The reference's formula, see [`reference::week`].
#[must_use]
pub fn week(history: &History<'_>) -> Ranking {
    reference::week(history)
}
