//! What comes next by others: Because you listened to, and a radio that wanders.

use crate::taste::signals::History;

use super::{Going, Ranking, reference};

/// The reference's formula, see [`reference::next_by_others`].
#[must_use]
pub fn next_by_others(history: &History<'_>, going: Going<'_>) -> Ranking {
    reference::next_by_others(history, going)
}
