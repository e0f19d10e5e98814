//! What a listener and one track have been through together.

use serde::{Deserialize, Serialize};

use super::browse::TrackInfo;
use super::time::Moment;

/// Everything known of a track, and when it was heard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrackStory {
    pub info: TrackInfo,
    pub genres: Vec<String>,
    /// How many tracks its disc has, by its tags or else by what is here.
    pub of_tracks: Option<u32>,
    /// Plays that counted.
    pub listens: u32,
    pub first: Option<Moment>,
    pub last: Option<Moment>,
    /// Since when it is liked; none when it is not.
    pub liked_at: Option<Moment>,
    /// Oldest first; months without a listen are not there.
    pub months: Vec<MonthListens>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthListens {
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    pub listens: u32,
}
