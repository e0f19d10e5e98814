//! The counted facts behind a pick. A sentence is a template over the numbers, so a reason
//! can only say what the scorer used.

use serde::{Deserialize, Serialize};

use super::human;
use super::sound_space::Aspect;
use super::time::Moment;

/// One counted fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    /// Listens since a moment.
    Heard { times: u32, since: Moment },
    /// Listens over all time, and the last one.
    HeardEver { times: u32, last: Moment },
    /// Listens to what an album or playlist holds: in how many sessions, and the last one.
    HeardIn { sessions: u32, listens: u32, last: Moment },
    /// The last play was left in the middle. `title` names the track when the pick is what
    /// holds it. The position is what had been heard, which is exact but for seeks.
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
    /// By sound alone among the nearest `percent` of what was analysed, and in which aspects the
    /// two are close on their own.
    SoundsLike { seed: String, percent: u32, by: Vec<Aspect> },
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
            Self::Heard { times, since } => {
                format!("heard {} since {}", human::times(*times), human::short_day(*since, now))
            }
            Self::HeardEver { times: 1, last } => format!("heard once, {}", human::moment(*last, now)),
            Self::HeardEver { times, last } => format!("heard {}, {}", human::times(*times), human::last(*last, now)),
            Self::HeardIn { sessions: 0 | 1, last, .. } => format!("heard {}", human::moment(*last, now)),
            Self::HeardIn { sessions, last, .. } => {
                format!("heard in {sessions} sessions, {}", human::last(*last, now))
            }
            Self::StoppedAt { title, position_ms, at } => {
                let stopped = format!("stopped at {} {}", human::clock(*position_ms), human::moment(*at, now));
                if title.is_empty() { stopped } else { format!("{stopped}, in {title}") }
            }
            Self::SameSessions { sessions: 1, last, .. } => format!("together {}", human::moment(*last, now)),
            Self::SameSessions { sessions, last, .. } => {
                format!("{sessions} sessions together, {}", human::last(*last, now))
            }
            Self::RightAfter { seed, times, .. } => format!("{} right after {seed}", human::times(*times)),
            Self::SameArtist { artist, times: 0, .. } => format!("also by {artist}"),
            Self::SameArtist { artist, times, since } => {
                format!("{artist}: {} since {}", human::times(*times), human::short_day(*since, now))
            }
            Self::InPlaylist { playlist } => format!("in your list “{playlist}”"),
            Self::SameGenre { genre } => format!("also {genre}"),
            Self::SoundsLike { seed, percent, by } => match human::list(by.iter().map(|aspect| aspect.word())) {
                aspects if aspects.is_empty() => format!("sounds close to {seed} (nearest {percent} %)"),
                aspects => format!("sounds close to {seed} (nearest {percent} % by {aspects})"),
            },
            Self::Added { tracks, at } => {
                format!("{} added {}", human::count(*tracks, "track", "tracks"), human::moment_of_day(*at, now))
            }
            Self::ByHand { what, at } => format!("{what} {}", human::moment(*at, now)),
            Self::Shelf { artist, .. } => format!("{} by {artist}", self.short(now)),
        }
    }

    /// The same for narrow columns, as far as it can be said in two dozen cells.
    #[must_use]
    pub fn short(&self, now: Moment) -> String {
        match self {
            Self::Heard { times, since } => format!("{} since {}", human::times(*times), human::short_day(*since, now)),
            Self::HeardEver { times, last } => format!("{}, {}", human::times(*times), human::last(*last, now)),
            Self::HeardIn { sessions: sessions @ 2.., .. } => format!("in {sessions} sessions"),
            Self::StoppedAt { position_ms, .. } => format!("stopped at {}", human::clock(*position_ms)),
            Self::SameSessions { sessions: sessions @ 2.., .. } => format!("{sessions} sessions together"),
            Self::RightAfter { times, .. } => format!("{times}× right after"),
            Self::SameArtist { artist, times: times @ 1.., .. } => format!("{artist}: {times}×"),
            Self::InPlaylist { playlist } => format!("in “{playlist}”"),
            Self::SoundsLike { percent, .. } => format!("by sound, nearest {percent} %"),
            Self::Added { tracks, at } => format!("added {}, {tracks}", human::short_date(*at, now)),
            Self::ByHand { what, .. } => what.clone(),
            Self::Shelf { tracks, albums, .. } => {
                let one_of = if *albums > 1 { "1 of " } else { "" };
                let albums = human::count(*albums, "album", "albums");
                format!("{}, {one_of}{albums}", human::count(*tracks, "track", "tracks"))
            }
            Self::HeardIn { .. } | Self::SameSessions { .. } | Self::SameArtist { .. } | Self::SameGenre { .. } => {
                self.sentence(now)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_fit_the_reason_column() {
        let at = |text: &str| Moment::parse_rfc3339(text).unwrap();
        let now = at("2026-11-22T18:00:00+01:00");
        let (first, sunday) = (at("2026-11-01T09:00:00+01:00"), at("2026-11-18T09:00:00+01:00"));
        let seed = || "Nina Simone".to_owned();
        for (fact, said) in [
            (Fact::Heard { times: 14, since: first }, "heard 14 times since 1 Nov"),
            (Fact::HeardEver { times: 1, last: sunday }, "heard once, on Wednesday"),
            (Fact::HeardEver { times: 9, last: sunday }, "heard 9 times, last Wednesday"),
            (Fact::HeardIn { sessions: 6, listens: 31, last: sunday }, "heard in 6 sessions, last Wednesday"),
            (Fact::HeardIn { sessions: 1, listens: 4, last: sunday }, "heard on Wednesday"),
            (
                Fact::StoppedAt { title: String::new(), position_ms: 252_000, at: sunday },
                "stopped at 4:12 on Wednesday",
            ),
            (
                Fact::SameSessions { seed: seed(), sessions: 5, days: 4, last: sunday },
                "5 sessions together, last Wednesday",
            ),
            (Fact::SameSessions { seed: seed(), sessions: 1, days: 1, last: sunday }, "together on Wednesday"),
            (Fact::RightAfter { seed: seed(), times: 3, days: 3 }, "3 times right after Nina Simone"),
            (Fact::SameArtist { artist: seed(), times: 12, since: first }, "Nina Simone: 12 times since 1 Nov"),
            (Fact::SoundsLike { seed: "Nina".into(), percent: 1, by: Vec::new() }, "sounds close to Nina (nearest 1 %)"),
            (Fact::Added { tracks: 9, at: sunday }, "9 tracks added on Wednesday"),
        ] {
            assert_eq!(fact.sentence(now), said);
            assert!(said.len() <= 36, "{said}");
            assert!(fact.short(now).chars().count() <= 26, "{}", fact.short(now));
        }
    }
}
