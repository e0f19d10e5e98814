//! What comes next in this session: a radio that stays.

use crate::taste::signals::History;

use super::{Going, Ranking, reference};

/// The reference's formula, see [`reference::next`].
#[must_use]
pub fn next(history: &History<'_>, going: Going<'_>) -> Ranking {
    reference::next(history, going)
}
