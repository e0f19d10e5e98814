//! The counted facts behind a pick. A sentence is a template over the numbers, so a reason
//! can only say what the scorer used.

use serde::{Deserialize, Serialize};

use super::human;
use super::sound_space::Aspect;
use super::time::Moment;

/// A count that begins this near is said to be one of late.
const LATELY_MS: i64 = 31 * 86_400_000;

/// One counted fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    /// Listens since a moment.
    Heard { times: u32, since: Moment },
    /// Every movement of a work that is here was heard at least so often since a moment.
    WorkHeard { movements: u32, times: u32, since: Moment },
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
    /// Tracks by an artist that the listener put into a list lately, each once, and the last time;
    /// the artist is empty when it is this very track.
    PutInList { playlist: String, artist: String, tracks: u32, at: Moment },
    /// Shares a genre with the seed.
    SameGenre { genre: String },
    /// By sound alone among the nearest `percent` of what was analysed, and in which aspects the
    /// two are close on their own.
    SoundsLike { seed: String, percent: u32, by: Vec<Aspect> },
    /// New files.
    Added { tracks: u32, at: Moment },
    /// The listener's own act: "you put it here", "you liked it".
    ByHand { what: String, at: Moment },
    /// What the listener pinned holds it, be it a list, an album or rules: "on this album".
    Held { what: String },
    /// Says what the shelf holds, before anything was heard.
    Shelf { tracks: u32, albums: u32, artist: String },
    /// Listens of the months that were its time, first and last of these, and the last of all.
    Forgotten { times: u32, from: Moment, until: Moment, last: Moment },
    /// How much of an album was heard, since the first listen to any of it. `album` names it
    /// when the pick is one of its tracks.
    Begun { album: String, heard: u32, tracks: u32, since: Moment },
    /// Tracks of an artist that were heard for the first time since a moment.
    FirstHeard { artist: String, tracks: u32, since: Moment },
    /// Listens to the artist since a moment; those to this track, ever.
    HardlyHeard { artist: String, times: u32, since: Moment, this: u32 },
    /// Listens to a genre since a moment.
    GenreHeard { genre: String, times: u32, since: Moment },
    /// Common sessions with a track that was heard this week, and the last listen in one.
    HeardWith { title: String, sessions: u32, days: u32, last: Moment },
    /// Listens in these hours of the week, among all. `hours` reads as "Sunday evenings".
    AtThisTime { hours: String, times: u32, of: u32 },
    /// Listens within five days of this day of a former year.
    AroundThisDay { times: u32, day: Moment },
    /// Listens of the last seven days, and the mean of so many weeks before.
    Rising { times: u32, usual: u32, weeks: u32 },
    /// Spoken word that was begun: what is left of it, and in which of its parts it goes on.
    LeftToHear { left_ms: i64, part: u32, parts: u32, last: Moment },
    /// Nothing is known of it but when it came.
    Untried { added: Moment },
    /// Sittings with an artist or a genre, and those of them that heard an album in its order.
    ByWholeAlbums { of: String, whole: u32, sittings: u32 },
    /// A sentence of what tonearm noticed that the listener called right.
    Confirmed { what: String, at: Moment },
    /// What other players wrote into the tags.
    CountedElsewhere { plays: u32 },
    /// Stars, by hand or from the tags.
    Rated { stars: f32 },
    /// Came in so that a genre, or an artist without one, is suggested as it is heard: its listens
    /// among all since a moment, and its picks among all that the page suggests, this one too.
    Balance { what: String, times: u32, of: u32, since: Moment, picks: u32, suggested: u32 },
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
            Self::WorkHeard { movements, times, since } => {
                let movements = human::count(*movements, "movement", "movements");
                format!("all {movements} heard {} since {}", human::times(*times), human::short_day(*since, now))
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
            Self::PutInList { playlist, artist, at, .. } if artist.is_empty() => {
                format!("you put it in “{playlist}” {}", human::moment(*at, now))
            }
            Self::PutInList { playlist, artist, tracks, at } => {
                let tracks = if *tracks == 1 { "one".to_owned() } else { tracks.to_string() };
                format!("you put {tracks} by {artist} in “{playlist}” {}", human::moment(*at, now))
            }
            Self::SameGenre { genre } => format!("also {genre}"),
            Self::SoundsLike { seed, percent, by } => match human::list(by.iter().map(|aspect| aspect.word())) {
                aspects if aspects.is_empty() => format!("sounds close to {seed} (nearest {percent} %)"),
                aspects => format!("sounds close to {seed} (nearest {percent} % by {aspects})"),
            },
            Self::Added { tracks, at } => {
                format!("{} added {}", human::count(*tracks, "track", "tracks"), human::moment_of_day(*at, now))
            }
            Self::ByHand { what, at } => format!("{what} {}", human::moment(*at, now)),
            Self::Held { what } => what.clone(),
            Self::Shelf { artist, .. } => format!("{} by {artist}", self.short(now)),
            Self::Forgotten { times, from, until, last } => {
                let (times, months) = (human::times(*times), human::months(*from, *until, now));
                format!("{times} {months}, none since {}", human::short_day(*last, now))
            }
            Self::Begun { album, since, .. } if album.is_empty() => {
                format!("begun {}: {}", human::moment(*since, now), self.short(now))
            }
            Self::Begun { album, .. } => format!("{album}: {}", self.short(now)),
            Self::FirstHeard { artist, tracks, since } => {
                let tracks = human::count(*tracks, "track", "tracks");
                format!("{artist}: {tracks} first heard since {}", human::short_day(*since, now))
            }
            Self::HardlyHeard { artist, times, since, this } => {
                let this = if *this == 0 { "never".to_owned() } else { human::times(*this) };
                format!("{artist}: {} since {}, this {this}", human::times(*times), human::short_day(*since, now))
            }
            Self::GenreHeard { genre, times, since } => {
                format!("{genre}: {} since {}", human::times(*times), human::short_day(*since, now))
            }
            Self::HeardWith { title, sessions, last, .. } => {
                format!("in {sessions} sessions with {title}, {}", human::last(*last, now))
            }
            Self::AtThisTime { hours, times, of } => {
                format!("{hours}: {times} of its {}", human::count(*of, "listen", "listens"))
            }
            Self::AroundThisDay { times, day } => {
                format!("{} around {}", human::times(*times), human::full_date(*day))
            }
            Self::Rising { times, usual: 0, weeks } => {
                format!("{} this week, hardly ever in {weeks} weeks before", human::times(*times))
            }
            Self::Rising { times, usual, .. } => format!("{} this week, usually {usual}", human::times(*times)),
            Self::LeftToHear { .. } => self.short(now),
            Self::Untried { added } => format!("a try: never heard, added {}", human::moment_of_day(*added, now)),
            Self::ByWholeAlbums { of, whole, sittings } => {
                format!("{of} by whole albums {whole} of {sittings} times")
            }
            Self::Confirmed { what, at } => format!("you confirmed {}: {what}", human::moment(*at, now)),
            Self::CountedElsewhere { plays } => {
                format!("{} in its tags", human::count(*plays, "play", "plays"))
            }
            Self::Rated { stars } => {
                format!("rated {stars} {}", if *stars == 1.0 { "star" } else { "stars" })
            }
            Self::Balance { what, times, of, since, picks, suggested } => {
                let (listens, since) = (human::count(*of, "listen", "listens"), human::short_day(*since, now));
                format!("for balance: {what}, {times} of {listens} since {since}, {picks} of {suggested} picks")
            }
        }
    }

    /// The same for narrow columns, as far as it can be said in two dozen cells.
    #[must_use]
    pub fn short(&self, now: Moment) -> String {
        match self {
            Self::Heard { times, since } => format!("{} since {}", human::times(*times), human::short_day(*since, now)),
            Self::WorkHeard { times, .. } => format!("heard whole {}", human::times(*times)),
            Self::HeardEver { times, last } => format!("{}, {}", human::times(*times), human::last(*last, now)),
            Self::HeardIn { sessions: sessions @ 2.., .. } => format!("in {sessions} sessions"),
            Self::StoppedAt { position_ms, .. } => format!("stopped at {}", human::clock(*position_ms)),
            Self::SameSessions { sessions: sessions @ 2.., .. } => format!("{sessions} sessions together"),
            Self::RightAfter { times, .. } => format!("{times}× right after"),
            Self::SameArtist { artist, times: times @ 1.., .. } => format!("{artist}: {times}×"),
            Self::InPlaylist { playlist } => format!("in “{playlist}”"),
            Self::PutInList { playlist, artist, .. } if artist.is_empty() => format!("put in “{playlist}”"),
            Self::PutInList { playlist, tracks, .. } => format!("{tracks} by them in “{playlist}”"),
            Self::SoundsLike { percent, .. } => format!("by sound, nearest {percent} %"),
            Self::Added { tracks, at } => format!("added {}, {tracks}", human::short_date(*at, now)),
            Self::ByHand { what, .. } | Self::Held { what } => what.clone(),
            Self::Shelf { tracks, albums, .. } => {
                let one_of = if *albums > 1 { "1 of " } else { "" };
                let albums = human::count(*albums, "album", "albums");
                format!("{}, {one_of}{albums}", human::count(*tracks, "track", "tracks"))
            }
            Self::Forgotten { times, last, .. } => format!("{times}×, none since {}", human::short_day(*last, now)),
            Self::Begun { heard, tracks, .. } => format!("{heard} of {tracks} heard"),
            Self::FirstHeard { tracks, .. } => format!("{tracks} others first heard"),
            Self::HardlyHeard { times, this, since, .. } => {
                let this = if *this == 0 { "never".to_owned() } else { human::times(*this) };
                // Another section may count the same artist over all time.
                match now.unix_ms.saturating_sub(since.unix_ms) <= LATELY_MS {
                    true => format!("{this}, artist {times}× lately"),
                    false => format!("{this}, its artist {times}×"),
                }
            }
            Self::GenreHeard { genre, times, .. } => format!("{genre}: {times}×"),
            Self::HeardWith { sessions, .. } => format!("{sessions} sessions together"),
            Self::AtThisTime { times, of, .. } => format!("{times} of {of} at this time"),
            Self::AroundThisDay { times, day } => format!("{times}× around {}", human::short_full_date(*day)),
            Self::Rising { times, usual, .. } => format!("{times}× this week, usually {usual}"),
            Self::LeftToHear { left_ms, part, parts, .. } => {
                let left = format!("{} left", human::span(*left_ms));
                if *parts > 1 { format!("{left}, part {part}") } else { left }
            }
            Self::Untried { added } => format!("never, added {}", human::short_date(*added, now)),
            Self::ByWholeAlbums { whole, sittings, .. } => format!("whole {whole} of {sittings} times"),
            Self::Confirmed { .. } => "you confirmed it".into(),
            Self::Balance { times, of, .. } => {
                format!(
                    "balance: {} % of listens",
                    (100 * u64::from(*times) + u64::from(*of) / 2) / u64::from(*of).max(1)
                )
            }
            Self::HeardIn { .. }
            | Self::SameSessions { .. }
            | Self::SameArtist { .. }
            | Self::SameGenre { .. }
            | Self::CountedElsewhere { .. }
            | Self::Rated { .. } => self.sentence(now),
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
            (
                Fact::SoundsLike { seed: "Nina".into(), percent: 1, by: Vec::new() },
                "sounds close to Nina (nearest 1 %)",
            ),
            (Fact::Added { tracks: 9, at: sunday }, "9 tracks added on Wednesday"),
        ] {
            assert_eq!(fact.sentence(now), said);
            assert!(said.len() <= 36, "{said}");
            assert!(fact.short(now).chars().count() <= 26, "{}", fact.short(now));
        }
    }

    #[test]
    fn sentences_of_the_sections_say_their_numbers() {
        let at = |text: &str| Moment::parse_rfc3339(text).unwrap();
        let now = at("2026-11-22T18:00:00+01:00");
        let (march, may, monday) =
            (at("2026-03-02T09:00:00+01:00"), at("2026-05-04T09:00:00+02:00"), at("2026-11-16T09:00:00+01:00"));
        let (first, then) = (at("2026-11-01T09:00:00+01:00"), at("2024-11-22T18:00:00+01:00"));
        let artist = || "Mulatu Astatke".to_owned();
        let begun = |album: &str| Fact::Begun { album: album.into(), heard: 4, tracks: 11, since: monday };
        let hardly = |this| Fact::HardlyHeard { artist: artist(), times: 31, since: first, this };
        let left = |left_ms, parts| Fact::LeftToHear { left_ms, part: 7, parts, last: monday };
        for (fact, said, short) in [
            (
                Fact::Forgotten { times: 12, from: march, until: may, last: may },
                "12 times Mar to May, none since 4 May",
                "12×, none since 4 May",
            ),
            (
                Fact::Forgotten { times: 3, from: may, until: may, last: monday.plus_ms(-900 * 86_400_000) },
                "3 times in May, none since May 2024",
                "3×, none since May 2024",
            ),
            (begun(""), "begun on Monday: 4 of 11 heard", "4 of 11 heard"),
            (begun("Ethiopiques"), "Ethiopiques: 4 of 11 heard", "4 of 11 heard"),
            (
                Fact::FirstHeard { artist: artist(), tracks: 6, since: monday },
                "Mulatu Astatke: 6 tracks first heard since Monday",
                "6 others first heard",
            ),
            (hardly(0), "Mulatu Astatke: 31 times since 1 Nov, this never", "never, artist 31× lately"),
            (hardly(1), "Mulatu Astatke: 31 times since 1 Nov, this once", "once, artist 31× lately"),
            (
                Fact::GenreHeard { genre: "Jazz".into(), times: 23, since: first },
                "Jazz: 23 times since 1 Nov",
                "Jazz: 23×",
            ),
            (
                Fact::HeardWith { title: "Teardrop".into(), sessions: 5, days: 4, last: monday },
                "in 5 sessions with Teardrop, last Monday",
                "5 sessions together",
            ),
            (
                Fact::AtThisTime { hours: "Tuesday mornings".into(), times: 6, of: 9 },
                "Tuesday mornings: 6 of its 9 listens",
                "6 of 9 at this time",
            ),
            (Fact::AroundThisDay { times: 5, day: then }, "5 times around 22 November 2024", "5× around 22 Nov 2024"),
            (Fact::Rising { times: 9, usual: 2, weeks: 8 }, "9 times this week, usually 2", "9× this week, usually 2"),
            (
                Fact::Rising { times: 9, usual: 0, weeks: 8 },
                "9 times this week, hardly ever in 8 weeks before",
                "9× this week, usually 0",
            ),
            (left(7_800_000, 12), "2 h 10 min left, part 7", "2 h 10 min left, part 7"),
            (left(1_800_000, 1), "30 min left", "30 min left"),
            (Fact::Untried { added: monday }, "a try: never heard, added on Monday", "never, added Monday"),
            (
                Fact::ByWholeAlbums { of: "Bach".into(), whole: 9, sittings: 11 },
                "Bach by whole albums 9 of 11 times",
                "whole 9 of 11 times",
            ),
            (Fact::CountedElsewhere { plays: 12 }, "12 plays in its tags", "12 plays in its tags"),
            (Fact::CountedElsewhere { plays: 1 }, "1 play in its tags", "1 play in its tags"),
            (Fact::Rated { stars: 4.5 }, "rated 4.5 stars", "rated 4.5 stars"),
            (Fact::Rated { stars: 1.0 }, "rated 1 star", "rated 1 star"),
            (
                Fact::Balance { what: "Jazz".into(), times: 31, of: 140, since: monday, picks: 5, suggested: 62 },
                "for balance: Jazz, 31 of 140 listens since Monday, 5 of 62 picks",
                "balance: 22 % of listens",
            ),
        ] {
            assert_eq!((fact.sentence(now).as_str(), fact.short(now).as_str()), (said, short));
            assert!(short.chars().count() <= 26, "{short}");
        }
    }
}
