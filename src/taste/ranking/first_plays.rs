//! What will be heard for the first time: Continue with, and the unheard part of a mix.

use crate::taste::signals::History;

use super::{Ranking, reference};

/// The reference's formula, see [`reference::first_plays`].
#[must_use]
pub fn first_plays(history: &History<'_>) -> Ranking {
    reference::first_plays(history)
}
