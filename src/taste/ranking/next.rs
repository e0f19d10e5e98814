//! What comes next in this session: a radio that stays.

use crate::taste::signals::{History, evenly_fading};

use super::reference::{of_the_same, same_artist};
use super::{Going, Ranking, Says, Term};

/// `0.5·f(SQM) + 0.5·g(SQC) + f(K_cur) + 0.5·f(B_0.5) + 8p·[the seed's artist] + 8p·[the seed's album]`,
/// with `p` how likely this session stays with an artist.
///
/// What followed the seed says more where the same tracks stood before it (as in context trees), and
/// the newer it is; the last tracks of the session have their own neighbours before and after. A
/// session that keeps to an artist goes on so, one that wanders does not: `p` learns it within
/// five tracks. Gains over [`super::reference::next`] in NDCG@20, with 95 % intervals: L01 +0.090
/// \[+0.066, +0.116\], S02 +0.035 \[+0.020, +0.049\]; on 700 further questions each +0.081
/// \[+0.065, +0.097\] and +0.029 \[+0.021, +0.037\], alike in both halves of the years.
#[must_use]
pub fn next(history: &History<'_>, going: Going<'_>) -> Ranking {
    let stays = lift_of_artist(history);
    let album = |track| history.catalogue.album(track);
    Ranking::of([
        Term::signal(Says::After, "SQM", 0.5, history.soon_after_aligned(going.seeds, going.session)),
        Term::mild(Says::After, "SQC", 0.5, history.around(going.session)),
        Term::signal(Says::Together, "K_cur", 1.0, history.neighbours_of_session(&evenly_fading(going.session))),
        Term::signal(Says::Heard, "B_0.5", 0.5, history.base_level(0.5)),
        Term::plain(Says::Artist, "same artist", stays, same_artist(history, going.seeds)),
        Term::plain(Says::Album, "same album", stays, of_the_same(history, going.seeds, album)),
    ])
}

/// `8p`: what a track of the same artist gains, more the more the session stays with one.
#[must_use]
pub fn lift_of_artist(history: &History<'_>) -> f64 {
    8.0 * history.stays()
}
