//! What will be heard for the first time: Continue with, and the unheard part of a mix.

use crate::taste::signals::History;

use super::{Ranking, Says, Term};

/// `f(NP_1,1.5) + 0.25·f(M_7) − 0.5·ln(1 + n)`, with `NP = Σ (a + 1)^(−1.5)` over first listens of
/// the artist's tracks and `n` how many of them were heard.
///
/// Exploring goes on with the artist of whom little is known yet. Gains over
/// [`super::reference::first_plays`] in NDCG@20, with 95 % intervals: L01 +0.039
/// \[+0.011, +0.078\], S02 +0.029 \[−0.009, +0.082\]; over all weeks of both logs +0.012
/// \[+0.002, +0.022\] and +0.026 \[−0.001, +0.058\]; over slices taken as listeners of their own
/// +0.015 \[+0.005, +0.026\].
#[must_use]
pub fn first_plays(history: &History<'_>) -> Ranking {
    Ranking::of([
        Term::signal(Says::Artist, "NP_1,1.5", 1.0, history.artist_of_track_exploring_hyperbolic(1.0, 1.5)),
        Term::signal(Says::Album, "M_7", 0.25, history.album_of_track_exploring(7.0)),
        Term::plain(Says::Nothing, "heard of the artist", -0.5, history.heard_of_artist()),
    ])
}
