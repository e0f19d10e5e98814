//! The counted facts behind a pick. A sentence is a template over the numbers, so a reason
//! can only say what the scorer used.

use serde::{Deserialize, Serialize};

use super::human;
use super::time::Moment;

/// One counted fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    /// Listens since a moment.
    Heard { times: u32, since: Moment },
    /// Listens over all time, and the last one.
    HeardEver { times: u32, last: Moment },
    /// The play before was left in the middle.
    StoppedAt { title: String, position_ms: i64, at: Moment },
    /// Common sessions with the seed.
    SameSessions { seed: String, sessions: u32, days: u32, last: Moment },
    /// Started right after the seed, in the same session.
    RightAfter { seed: String, times: u32, days: u32 },
    /// By the same artist as the seed; listens to the artist since a moment.
    SameArtist { artist: String, times: u32, since: Moment },
    /// Stands beside the seed in one of the listener's lists.
    InPlaylist { playlist: String },
    /// Shares a genre with the seed.
    SameGenre { genre: String },
    /// New files.
    Added { tracks: u32, at: Moment },
    /// The listener's own act: "you put it here", "you liked it".
    ByHand { what: String, at: Moment },
    /// Says what the shelf holds, before anything was heard.
    Shelf { tracks: u32, albums: u32, artist: String },
}

/// A fact and how much it moved the pick: the term's share of the score, above the median
/// of all candidates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    pub fact: Fact,
    pub weight: f64,
}

impl Fact {
    /// The fact as one short sentence, seen from `now`.
    #[must_use]
    pub fn sentence(&self, now: Moment) -> String {
        match self {
            Self::Heard { times, since } => format!("heard {} since {}", human::times(*times), human::day(*since, now)),
            Self::HeardEver { times, last } => {
                format!("heard {}, last {}", human::times(*times), human::moment(*last, now))
            }
            Self::StoppedAt { title, position_ms, at } => {
                let position = human::clock(*position_ms);
                if title.is_empty() {
                    format!("stopped at {position} {}", human::moment(*at, now))
                } else {
                    format!("stopped in {title} at {position} {}", human::moment(*at, now))
                }
            }
            Self::SameSessions { sessions, last, .. } => {
                format!(
                    "{} together, last {}",
                    human::count(*sessions, "session", "sessions"),
                    human::moment(*last, now)
                )
            }
            Self::RightAfter { seed, times, days } if *days > 1 => {
                format!("{} right after {seed}, on {days} days", human::times(*times))
            }
            Self::RightAfter { seed, times, .. } => format!("{} right after {seed}", human::times(*times)),
            Self::SameArtist { artist, times, since } => {
                format!("{artist}: heard {} since {}", human::times(*times), human::day(*since, now))
            }
            Self::InPlaylist { playlist } => format!("in your list “{playlist}”"),
            Self::SameGenre { genre } => format!("also {genre}"),
            Self::Added { tracks, at } => {
                format!("{} added {}", human::count(*tracks, "track", "tracks"), human::moment(*at, now))
            }
            Self::ByHand { what, at } => format!("{what} {}", human::moment(*at, now)),
            Self::Shelf { tracks, albums, artist } => {
                format!(
                    "{}, {} by {artist}",
                    human::count(*tracks, "track", "tracks"),
                    human::count(*albums, "album", "albums")
                )
            }
        }
    }
}

impl Evidence {
    /// As JSON: `{kind, text, …numbers, weight}` with the sentence seen from `now`.
    #[must_use]
    pub fn json(&self, now: Moment) -> serde_json::Value {
        let mut value = serde_json::to_value(&self.fact).unwrap_or_default();
        if let Some(object) = value.as_object_mut() {
            object.insert("text".into(), self.fact.sentence(now).into());
            object.insert("weight".into(), self.weight.into());
        }
        value
    }
}
