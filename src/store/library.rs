//! The library: roots, files, and the tracks they hold.
//!
//! A track is a piece of music that survives its files: a file that moves, is retagged or gets
//! a cover keeps its track, and with it history, likes and places in lists. What a scan finds
//! comes in through [`Intake`].

mod albums;
mod copies;
mod heirs;
mod intake;
mod lost;
mod names;
mod prune;
mod resolve;
mod roots;
mod rows;
mod session;
mod words;

pub(super) use copies::Step;
pub(in crate::store) use copies::{CopyColumns, Quality, absolute};
pub use intake::Intake;
pub use prune::{Pruned, PrunedTrack};
#[cfg(test)]
pub(in crate::store) mod tests;
