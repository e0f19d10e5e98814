//! The formulas that were the best of the literature on 41 listeners, the reference that ours
//! are measured against: chosen on 21 of them, confirmed on the other 20.

use std::rc::Rc;

use crate::taste::signals::{History, Signal, evenly_fading};

use super::{Going, Ranking, Says, Task, Term};

/// Sequence rules look so far ahead.
const WINDOW: usize = 5;

/// The reference's ranking of all tracks.
#[must_use]
pub fn rank(task: Task, history: &History<'_>, going: Going<'_>) -> Ranking {
    match task {
        Task::Week => week(history),
        Task::Forgotten => forgotten(history),
        Task::FirstPlays => first_plays(history),
        Task::SessionStart => session_start(history),
        Task::Next => next(history, going),
        Task::NextByOthers => next_by_others(history, going),
    }
}

/// `f(E_30) + 0.6·f(K_3)`: NDCG@20 0.575, most played 0.427.
#[must_use]
pub fn week(history: &History<'_>) -> Ranking {
    Ranking::of([
        Term::signal(Says::Heard, "E_30", 1.0, history.decayed(30.0)),
        Term::signal(Says::Together, "K_3", 0.6, history.item_knn(3.0)),
    ])
}

/// `f(E_90) + 0.6·f(K_7) + 0.2·f(A_14)`: NDCG@20 0.258, most played 0.216.
#[must_use]
pub fn forgotten(history: &History<'_>) -> Ranking {
    Ranking::of([
        Term::signal(Says::Heard, "E_90", 1.0, history.decayed(90.0)),
        Term::signal(Says::Together, "K_7", 0.6, history.item_knn(7.0)),
        Term::signal(Says::Artist, "A_14", 0.2, history.artist_of_track_decayed(14.0)),
    ])
}

/// `f(N_3) + 0.25·f(M_3)`: NDCG@20 0.177, plays of the artist 0.109.
#[must_use]
pub fn first_plays(history: &History<'_>) -> Ranking {
    Ranking::of([
        Term::signal(Says::Artist, "N_3", 1.0, history.artist_of_track_exploring(3.0)),
        Term::signal(Says::Album, "M_3", 0.25, history.album_of_track_exploring(3.0)),
    ])
}

/// `f(B_0.8) + 0.1·f(A_3)`: NDCG@20 0.227, most played 0.109.
#[must_use]
pub fn session_start(history: &History<'_>) -> Ranking {
    Ranking::of([
        Term::signal(Says::Heard, "B_0.8", 1.0, history.base_level(0.8)),
        Term::signal(Says::Artist, "A_3", 0.1, history.artist_of_track_decayed(3.0)),
    ])
}

/// `f(SQ) + f(K_cur) + 0.5·f(B_0.5) + 4·[the seed's artist]`: NDCG@20 0.273.
#[must_use]
pub fn next(history: &History<'_>, going: Going<'_>) -> Ranking {
    Ranking::of([
        Term::signal(Says::After, "SQ", 1.0, history.soon_after(going.seeds, WINDOW)),
        Term::signal(Says::Together, "K_cur", 1.0, history.neighbours_of_session(&evenly_fading(going.session))),
        Term::signal(Says::Heard, "B_0.5", 0.5, history.base_level(0.5)),
        Term::plain(Says::Artist, "same artist", 4.0, same_artist(history, going.seeds)),
    ])
}

/// `f(SQ) + 2·f(SK) + 0.5·f(B_0.5)`: NDCG@20 0.189, item-kNN of the seed 0.128.
#[must_use]
pub fn next_by_others(history: &History<'_>, going: Going<'_>) -> Ranking {
    Ranking::of([
        Term::signal(Says::After, "SQ", 1.0, history.soon_after(going.seeds, WINDOW)),
        Term::signal(Says::Together, "SK", 2.0, history.session_knn(&evenly_fading(going.session))),
        Term::signal(Says::Heard, "B_0.5", 0.5, history.base_level(0.5)),
    ])
}

/// 1 for tracks whose main artist is that of a seed.
pub(super) fn same_artist(history: &History<'_>, seeds: &[u32]) -> Rc<Signal> {
    of_the_same(history, seeds, |track| history.catalogue.artist(track))
}

/// 1 for tracks that share something with a seed.
pub(super) fn of_the_same(history: &History<'_>, seeds: &[u32], what: impl Fn(u32) -> Option<u32>) -> Rc<Signal> {
    let mut theirs: Vec<u32> = seeds.iter().filter_map(|seed| what(*seed)).collect();
    theirs.sort_unstable();
    theirs.dedup();
    let same = |track| what(track).is_some_and(|of| theirs.binary_search(&of).is_ok());
    Rc::new(Signal::new((0..history.catalogue.tracks() as u32).map(|track| f64::from(u8::from(same(track)))).collect()))
}
