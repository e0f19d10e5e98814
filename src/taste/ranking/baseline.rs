//! What any player could do: the rankings that ours must beat to be worth their code.
//!
//! For music that was never heard they rank its artist.

use std::rc::Rc;

use crate::taste::signals::{History, Signal};

use super::{Ranking, Says, Task, Term};

/// Half-life of frecency, in days.
const FRECENCY: f64 = 14.0;
/// The term of [`most_recent`], as a formula names it.
pub const LAST: &str = "last";
/// As good as no decay at all.
const NEVER: f64 = f64::INFINITY;

/// By listens.
#[must_use]
pub fn most_played(task: Task, history: &History<'_>) -> Ranking {
    match task {
        Task::FirstPlays => alone(Says::Artist, "A_∞", history.artist_of_track_decayed(NEVER)),
        _ => alone(Says::Heard, "listens", history.decayed(NEVER)),
    }
}

/// By the last listen.
#[must_use]
pub fn most_recent(task: Task, history: &History<'_>) -> Ranking {
    match task {
        Task::FirstPlays => alone(Says::Artist, "last of the artist", history.artist_last_heard()),
        _ => alone(Says::Heard, LAST, history.last_heard()),
    }
}

/// By decayed listens.
#[must_use]
pub fn frecency(task: Task, history: &History<'_>) -> Ranking {
    match task {
        Task::FirstPlays => alone(Says::Artist, "A_14", history.artist_of_track_decayed(FRECENCY)),
        _ => alone(Says::Heard, "E_14", history.decayed(FRECENCY)),
    }
}

/// One signal, as it is: a single term needs no scale, and `f` would level what is small.
fn alone(says: Says, name: &'static str, signal: Rc<Signal>) -> Ranking {
    Ranking::of([Term::plain(says, name, 1.0, signal)])
}
