//! Covers: the picture beside the music, decoded within bounds, brought to the size of the
//! screen, and kept for a while.
//!
//! A picture inside the music's own file is read by [`crate::decode`]; whoever asks brings its
//! bytes here. Nothing is written, and nothing is fetched from anywhere.

mod beside;
mod cache;
mod shrink;

pub use beside::beside;
pub use cache::Cache;
pub use shrink::{Unreadable, shrink};

/// A larger file is no cover; it is not read.
pub const MOST_BYTES: u64 = 32 * 1024 * 1024;
