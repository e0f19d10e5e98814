//! Measures the rankings of home against what was heard next, strictly in time.
//!
//! [`Log`] is a whole history in flat vectors, read from a file or from the library's facts.
//! [`protocol`] asks it questions whose answers are known: what the next week, the next session
//! and the rest of a session held. [`answer()`] lets a scorer see only what came before, and
//! [`metrics`] say how good the answer was. [`frozen`] reads the same questions from files, so
//! that other programs can check ours. [`own`] asks the listener's own history, [`online`] adds up
//! what came of home.

pub mod answer;
pub mod frozen;
pub mod log;
pub mod metrics;
pub mod online;
pub mod own;
pub mod protocol;

pub use answer::answer;
pub use log::Log;
pub use protocol::{Kind, Question, Wanted};
