//! What of the known, silent for a month, will come back: Rediscover.

use crate::taste::signals::History;

use super::{Ranking, reference};

/// The reference's formula, see [`reference::forgotten`].
#[must_use]
pub fn forgotten(history: &History<'_>) -> Ranking {
    reference::forgotten(history)
}
