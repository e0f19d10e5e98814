//! What comes next by others: Because you listened to, and a radio that wanders.

use crate::taste::signals::{History, quickly_fading};

use super::{Going, Ranking, Says, Term};

/// How much less each older track of the session says.
const FADES: f64 = 0.7;

/// `0.5·f(SQM) + 2·f(SK) + 0.5·f(B_0.5) + 0.5·g(SQC)`, `SK` asked with weights `0.7^n` for the
/// tracks of the session, newest first.
///
/// Gains over [`super::reference::next_by_others`] in NDCG@20, with 95 % intervals: L01 +0.005
/// \[−0.003, +0.014\] on 78 questions, S02 +0.017 \[+0.006, +0.030\]; on 700 further questions
/// each +0.009 \[+0.003, +0.016\] and +0.018 \[+0.011, +0.024\].
#[must_use]
pub fn next_by_others(history: &History<'_>, going: Going<'_>) -> Ranking {
    Ranking::of([
        Term::signal(Says::After, "SQM", 0.5, history.soon_after_aligned(going.seeds, going.session)),
        Term::signal(Says::Together, "SK", 2.0, history.session_knn(&quickly_fading(going.session, FADES))),
        Term::signal(Says::Heard, "B_0.5", 0.5, history.base_level(0.5)),
        Term::mild(Says::After, "SQC", 0.5, history.around(going.session)),
    ])
}
