//! Search over titles, artists and albums, as the listener types.

mod index;

pub(in crate::store) use index::{forget_track, index_track, reindex_track};
