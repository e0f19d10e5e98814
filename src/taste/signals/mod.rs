//! What a history says of every track, as named in the literature: pure functions over one
//! compact form of a history, for home and for its measurement alike.
//!
//! With age `a` in days, `a_h` in hours (at least a minute), summed over listens with the weight
//! of what started them:
//!
//! | name | formula | says |
//! |---|---|---|
//! | `E_h(i)` | `Σ 2^(−a/h)` | decayed listens of track `i`, half-life `h` days |
//! | `B_d(i)` | `Σ a_h^(−d)` | base level of ACT-R, before its logarithm |
//! | `P_c,d(i)` | `Σ (a + c)^(−d)` | the same without the pole at 0, `c` days |
//! | `Q_c,d(i)` | `Σ (a + c)^(−d) / √n` , `n` the track's listens in that session | the same, repeats damped |
//! | `S_h(i)` | `Σ 2^(−a/h)` over sessions with the track | decayed sessions |
//! | `A_h(r)` | `Σ` of `E_h` over tracks that credit artist `r` | decayed listens of an artist |
//! | `N_h(r)` | `Σ 2^(−a/h)` over first listens of the artist's tracks | what is explored now |
//! | `M_h(b)` | the same over an album's tracks | |
//! | `K_h(i)` | `d_i·Σ_{s∋i} 1/|s|·Σ_{j∈s} E_h(j)·d_j`, `d_i = 1/√(df_i+3)` | neighbours of what is heard now |
//! | `SQ(i)` | `Σ 1/δ` over listens `δ = 1…5` places after a seed's, in one session | sequence rules |
//! | `SQM(i)` | the same, an occurrence weighing `a^(−1/2)·(1 + 3m)`, `m` tracks standing before it as now | aligned rules |
//! | `SQC(i)` | `Σ_n 0.7^n Σ a^(−1/2)/δ` over both sides of the session's last six tracks | context |
//! | `SK(i)` | `idf_i·Σ_{s∋i} sim(s)·2^(−a_s/30)` over the 100 nearest sessions | session neighbours |
//!
//! Sources: E and frecency as browsers rank places; B: Anderson & Schooler 1991, Kowald et al. 2016;
//! K: item-kNN with sessions damped by their length; SQ: Ludewig & Jannach 2018; SK: V-SKNN and
//! STAN, Garg et al. 2019. Nothing is stored: every vector is made whole from the history, since
//! that takes milliseconds, and an increment could go wrong.

mod by_track;
mod catalogue;
mod decay;
mod history;
mod intent;
mod item_neighbours;
mod sequence;
mod session_neighbours;
mod signal;
#[cfg(test)]
mod tests;

pub use by_track::{ByTrack, Heard};
pub use catalogue::Catalogue;
pub use history::{History, Listen, Memo, Session, Timeline, weight_of};
pub use intent::evenly_fading;
pub use signal::Signal;
