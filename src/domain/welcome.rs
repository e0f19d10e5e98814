//! What a first run finds on the machine, and what it offers to take over.

use serde::{Deserialize, Serialize};

use super::asking::when_asked;
use super::human;
use super::listen::Source;
use super::section::Recipe;
use super::time::{DAY_MS, HOUR_MS, MINUTE_MS, Moment};

/// A folder that may be the listener's music.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MusicFolder {
    /// Absolute, raw bytes.
    pub path: Vec<u8>,
    /// The same for the screen, the home folder as `~`.
    pub shown: String,
    /// Files whose name says audio, as far as they were counted.
    pub files: u64,
    /// There are more: the counting stopped at a limit, or goes on.
    pub more: bool,
    /// On a removable or network drive.
    pub comes_and_goes: bool,
    /// The listener named it.
    pub named: bool,
}

impl MusicFolder {
    /// `21,480 audio files`, `more than 100,000 audio files`.
    #[must_use]
    pub fn holds(&self) -> String {
        let files = human::thousands(self.files);
        let files = if self.more { format!("more than {files}") } else { files };
        let noun = if self.files == 1 && !self.more { "audio file" } else { "audio files" };
        format!("{files} {noun}")
    }
}

/// What was found so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundMusic {
    pub folders: Vec<MusicFolder>,
    /// More may be found: ask again.
    pub searching: bool,
    /// The folder that everything is written to, for the screen.
    pub written_to: String,
}

/// Something that lies in the listener's files and is taken over only when they say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Offer {
    /// Ratings and play counts that other players wrote into tags.
    Tags,
    /// Playlists that lie in the roots as files.
    Playlists,
}

/// What is on offer now; what was taken or declined is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offers {
    /// Tracks with a rating, a play count, or both.
    pub tagged: u32,
    pub rated: u32,
    pub counted: u32,
    /// Lists in the roots that are no playlists yet, their lines, and how many of those are known.
    pub lists: u32,
    pub list_lines: u32,
    pub list_tracks: u32,
}

/// Something that the listener starts again and again, and could pin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// What it is of, the same from day to day: `section:because:artist:12`, `album:7`.
    pub key: String,
    pub title: String,
    /// Days on which it was started, of the last [`Proposal::WITHIN`].
    pub days: u32,
    pub becomes: Proposed,
}

/// How it becomes a pin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proposed {
    /// A section by ear, by its id, where it stands.
    Section(String),
    /// What the listener named.
    Made(Box<Recipe>),
}

impl Proposal {
    /// The last so many days are counted.
    pub const WITHIN: i64 = 14;
    /// On so many of them it is a habit.
    pub const DAYS: u32 = 5;
    /// After one proposal there is none for so many days.
    pub const REST_DAYS: i64 = 7;

    /// The local day, counted from 1970, as home has it: from four in the morning on.
    #[must_use]
    pub fn day_of(at: Moment) -> i64 {
        let local = at.unix_ms.saturating_add(i64::from(at.offset_minutes).saturating_mul(MINUTE_MS));
        local.saturating_sub(4 * HOUR_MS).div_euclid(DAY_MS)
    }

    /// What the memory of things told holds of it: proposed on this day, and not again on another.
    #[must_use]
    pub fn told_on(&self, day: i64) -> String {
        format!("{PROPOSED}{day}:{}", self.key)
    }

    /// Day and key of what was proposed, from what was told.
    #[must_use]
    pub fn was_told(what: &str) -> Option<(i64, &str)> {
        let (day, key) = what.strip_prefix(PROPOSED)?.split_once(':')?;
        Some((day.parse().ok()?, key))
    }

    /// What is put away when it is declined: a word like any other, to be found on You and undone.
    #[must_use]
    pub fn declined(&self) -> String {
        format!("{DECLINED}{}", self.key)
    }

    #[must_use]
    pub fn sentence(&self) -> String {
        format!("You started “{}” on {} of the last {} days", self.title, self.days, Self::WITHIN)
    }
}

const PROPOSED: &str = "proposed:";
/// Before the key of a proposal that was declined, as a section that is put away.
pub const DECLINED: &str = "proposal:";

/// How often something was started from, as plays tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    pub source: Source,
    /// Local days, counted from 1970.
    pub days: Vec<i64>,
}

/// What to propose today: what was proposed this morning, else the strongest habit that is no
/// pin, was not declined and not proposed on another day; nothing for a week after another
/// question. `may_be` says what it could become.
#[must_use]
pub fn propose(
    habits: &[Started],
    told: &[String],
    declined: impl Fn(&str) -> bool,
    today: i64,
    may_be: impl Fn(&Source) -> Option<(String, Proposed)>,
) -> Option<Proposal> {
    let told: Vec<(i64, &str)> = told.iter().filter_map(|what| when_asked(what)).collect();
    let mut found: Vec<Proposal> = habits
        .iter()
        .filter_map(|habit| {
            let lately = habit.days.iter().filter(|day| (today - Proposal::WITHIN..=today).contains(*day));
            let days = u32::try_from(lately.count()).unwrap_or(u32::MAX);
            let id = habit.source.id.as_deref().filter(|_| days >= Proposal::DAYS)?;
            let (title, becomes) = may_be(&habit.source)?;
            Some(Proposal { key: format!("{}:{id}", habit.source.kind.name()), title, days, becomes })
        })
        .filter(|found| !declined(&found.declined()))
        .filter(|found| told.iter().all(|(day, key)| *key != found.key || *day == today))
        .collect();
    let is_new = |found: &Proposal| told.iter().all(|(_, key)| *key != found.key);
    let order = |a: &Proposal, b: &Proposal| is_new(a).cmp(&is_new(b)).then(b.days.cmp(&a.days));
    found.sort_by(|a, b| order(a, b).then_with(|| a.key.cmp(&b.key)));
    let best = found.into_iter().next()?;
    let rests = |day: i64| (today - Proposal::REST_DAYS..=today).contains(&day);
    let waits = told.iter().any(|(day, key)| rests(*day) && *key != best.key);
    (!waits).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::listen::SourceKind;

    const TODAY: i64 = 20_000;

    fn habit(kind: SourceKind, id: &str, ago: &[i64]) -> Started {
        let source = Source { kind, id: Some(id.into()), name: id.to_uppercase() };
        Started { source, days: ago.iter().map(|ago| TODAY - ago).collect() }
    }

    fn may_be(source: &Source) -> Option<(String, Proposed)> {
        (source.kind != SourceKind::Queue).then(|| (source.name.clone(), Proposed::Section(String::new())))
    }

    fn proposed(habits: &[Started], told: &[&str], declined: &str) -> Option<String> {
        let told: Vec<String> = told.iter().map(|told| (*told).to_owned()).collect();
        propose(habits, &told, |key| key == declined, TODAY, may_be).map(|found| found.sentence())
    }

    #[test]
    fn the_strongest_habit_is_proposed_with_its_numbers() {
        let habits = [
            habit(SourceKind::Album, "a", &[0, 1, 2, 3]),
            habit(SourceKind::Album, "b", &[1, 2, 3, 5, 8, 40]),
            habit(SourceKind::Playlist, "c", &[0, 1, 2, 3, 4, 5]),
            habit(SourceKind::Queue, "d", &[0, 1, 2, 3, 4, 5, 6]),
        ];
        assert_eq!(proposed(&habits, &[], "").as_deref(), Some("You started “C” on 6 of the last 14 days"));
        assert_eq!(
            proposed(&habits, &[], "proposal:playlist:c").as_deref(),
            Some("You started “B” on 5 of the last 14 days")
        );
        assert_eq!(proposed(&habits[..1], &[], ""), None, "four days are no habit");
    }

    #[test]
    fn it_is_proposed_on_one_day_and_then_there_is_a_week_of_rest() {
        let habits =
            [habit(SourceKind::Album, "a:1", &[0, 1, 2, 3, 4]), habit(SourceKind::Album, "b", &[0, 1, 2, 3, 4])];
        let today = format!("proposed:{TODAY}:album:a:1");
        assert!(proposed(&habits, &[&today], "").is_some(), "through the day it stands");
        let yesterday = format!("proposed:{}:album:a:1", TODAY - 1);
        assert_eq!(proposed(&habits, &[&yesterday], ""), None, "once, and nothing else so soon");
        let long_ago = format!("proposed:{}:album:a:1", TODAY - 9);
        assert_eq!(proposed(&habits, &[&long_ago], "").as_deref(), Some("You started “B” on 5 of the last 14 days"));
    }

    #[test]
    fn a_day_has_one_question_whatever_is_heard_in_its_course() {
        let habits =
            [habit(SourceKind::Album, "a", &[0, 1, 2, 3, 4, 5]), habit(SourceKind::Album, "b", &[0, 1, 2, 3, 4])];
        let morning = format!("proposed:{TODAY}:album:b");
        assert_eq!(
            proposed(&habits, &[&morning], "").as_deref(),
            Some("You started “B” on 5 of the last 14 days"),
            "another habit grew past it"
        );
        let fact = |day: i64| format!("asked:{day}:slot:a");
        assert_eq!(proposed(&habits, &[&fact(TODAY)], ""), None, "a fact was asked about");
        assert_eq!(proposed(&habits, &[&fact(TODAY - 3)], ""), None);
        assert!(proposed(&habits, &[&fact(TODAY - 9)], "").is_some());
    }
}
