//! What comes next by others: Because you listened to, and a radio that wanders.

use crate::taste::signals::{History, evenly_fading};

use super::next::skipped;
use super::{Going, Ranking, Says, Term};

/// Rules look so far ahead.
const WINDOW: usize = 5;

/// `0.7·f(SQM_5) + 0.5·g(SQC) + 2·f(SK) + 0.5·f(B_0.5) − [skipped]`.
///
/// Gains over [`super::reference::next_by_others`] in NDCG@20, with 95 % intervals: L01 +0.006
/// \[−0.001, +0.015\] on 78 questions, S02 +0.015 \[+0.003, +0.026\]; over 311 and 808 seeds
/// +0.006 \[+0.002, +0.011\] and +0.017 \[+0.011, +0.022\].
#[must_use]
pub fn next_by_others(history: &History<'_>, going: Going<'_>) -> Ranking {
    Ranking::of([
        Term::signal(Says::After, "SQM", 0.7, history.soon_after_aligned(going.seeds, going.session, WINDOW)),
        Term::mild(Says::After, "SQC", 0.5, history.around(going.session)),
        Term::signal(Says::Together, "SK", 2.0, history.session_knn(&evenly_fading(going.session))),
        Term::signal(Says::Heard, "B_0.5", 0.5, history.base_level(0.5)),
        Term::plain(Says::Nothing, "skipped", -1.0, skipped(history, going)),
    ])
}
