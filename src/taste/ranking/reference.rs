//! The formulas that were the best of the literature on 41 listeners, the reference that ours
//! are measured against: chosen on 21 of them, confirmed on the other 20.

use std::rc::Rc;

use crate::taste::signals::{History, Signal};

use super::{Going, Ranking, Task, Term};

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
    Ranking::of([Term::signal("E_30", 1.0, history.decayed(30.0)), Term::signal("K_3", 0.6, history.item_knn(3.0))])
}

/// `f(E_90) + 0.6·f(K_7) + 0.2·f(A_14)`: NDCG@20 0.258, most played 0.216.
#[must_use]
pub fn forgotten(history: &History<'_>) -> Ranking {
    Ranking::of([
        Term::signal("E_90", 1.0, history.decayed(90.0)),
        Term::signal("K_7", 0.6, history.item_knn(7.0)),
        Term::signal("A_14", 0.2, history.artist_of_track_decayed(14.0)),
    ])
}

/// `f(N_3) + 0.25·f(M_3)`: NDCG@20 0.177, plays of the artist 0.109.
#[must_use]
pub fn first_plays(history: &History<'_>) -> Ranking {
    Ranking::of([
        Term::signal("N_3", 1.0, history.artist_of_track_exploring(3.0)),
        Term::signal("M_3", 0.25, history.album_of_track_exploring(3.0)),
    ])
}

/// `f(B_0.8) + 0.1·f(A_3)`: NDCG@20 0.227, most played 0.109.
#[must_use]
pub fn session_start(history: &History<'_>) -> Ranking {
    Ranking::of([
        Term::signal("B_0.8", 1.0, history.base_level(0.8)),
        Term::signal("A_3", 0.1, history.artist_of_track_decayed(3.0)),
    ])
}

/// `f(SQ) + f(K_cur) + 0.5·f(B_0.5) + 4·[the seed's artist]`: NDCG@20 0.273.
#[must_use]
pub fn next(history: &History<'_>, going: Going<'_>) -> Ranking {
    Ranking::of([
        Term::signal("SQ", 1.0, history.soon_after(going.seeds)),
        Term::signal("K_cur", 1.0, history.neighbours_of_session(going.session)),
        Term::signal("B_0.5", 0.5, history.base_level(0.5)),
        Term::plain("same artist", 4.0, same_artist(history, going.seeds)),
    ])
}

/// `f(SQ) + 2·f(SK) + 0.5·f(B_0.5)`: NDCG@20 0.189, item-kNN of the seed 0.128.
#[must_use]
pub fn next_by_others(history: &History<'_>, going: Going<'_>) -> Ranking {
    Ranking::of([
        Term::signal("SQ", 1.0, history.soon_after(going.seeds)),
        Term::signal("SK", 2.0, history.session_knn(going.session)),
        Term::signal("B_0.5", 0.5, history.base_level(0.5)),
    ])
}

/// 1 for tracks whose main artist is that of a seed.
pub(super) fn same_artist(history: &History<'_>, seeds: &[u32]) -> Rc<Signal> {
    let catalogue = history.catalogue;
    let mut artists: Vec<u32> = seeds.iter().filter_map(|seed| catalogue.artist(*seed)).collect();
    artists.sort_unstable();
    artists.dedup();
    let same = |track| catalogue.artist(track).is_some_and(|artist| artists.binary_search(&artist).is_ok());
    Rc::new(Signal::new((0..catalogue.tracks() as u32).map(|track| f64::from(u8::from(same(track)))).collect()))
}
