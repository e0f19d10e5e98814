//! What of the known will be heard in the week to come: Your week, and the tracks of a mix.

use crate::taste::signals::History;

use super::{Ranking, Says, Term};

/// `f(Q_14,1.5) + 0.3·f(P_14,1) + 0.2·f(K_3)`, sessions of `K` halving every 180 days.
///
/// A return within the week follows a power law of age seen through a window, hence an offset of
/// the window's order; what was repeated in one sitting says less than what was come back to.
/// Gains over [`super::reference::week`] in NDCG@20, with 95 % intervals: L01 +0.003
/// \[−0.019, +0.024\], S02 +0.010 \[−0.003, +0.024\]; over all weeks of both logs +0.019
/// \[+0.009, +0.029\] and +0.009 \[+0.001, +0.018\]; over ten years and two half-years taken as
/// listeners of their own +0.013 \[+0.002, +0.027\].
#[must_use]
pub fn week(history: &History<'_>) -> Ranking {
    Ranking::of([
        Term::signal(Says::Heard, "Q_14,1.5", 1.0, history.hyperbolic_damped(14.0, 1.5)),
        Term::signal(Says::Heard, "P_14,1", 0.3, history.hyperbolic(14.0, 1.0)),
        Term::signal(Says::Together, "K_3", 0.2, history.item_knn_fading(3.0, 180.0)),
    ])
}
