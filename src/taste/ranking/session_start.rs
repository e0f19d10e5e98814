//! What the session that begins now will hold: Jump back in.

use crate::taste::signals::History;

use super::{Ranking, reference};

/// The reference's formula, see [`reference::session_start`].
#[must_use]
pub fn session_start(history: &History<'_>) -> Ranking {
    reference::session_start(history)
}
