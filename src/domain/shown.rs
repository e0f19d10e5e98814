//! What stood on home before, and what came of it: the memory by which the page stays where it
//! is, and by which it learns what the listener starts from it.

use super::ids::ArtistId;
use super::section::{ItemRef, Mix};
use super::time::Moment;

/// The page's memory of itself, for one listener.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// When the order of the stored home was dealt; none before the first, and after the
    /// listener asked for another page.
    pub dealt_at: Option<Moment>,
    /// Sections by ear of the stored home, in its order.
    pub sections: Vec<ShownSection>,
    /// Daily mixes as they were last grouped.
    pub mixes: Vec<Mix>,
    /// What was shown and what came of it, for each kind and local day of the last 60.
    pub days: Vec<SectionDay>,
    /// Which items were seen in which kind, on which days of the same time.
    pub seen: Vec<SeenPick>,
}

/// A section of the stored home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownSection {
    pub id: String,
    pub updated_at: Moment,
    pub next_at: Option<Moment>,
    pub picks: Vec<ItemRef>,
}

/// How the sections of one kind fared on one local day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SectionDay {
    pub kind: String,
    /// Counted from 1970-01-01, where the listener was.
    pub day: i64,
    /// Different items that were in sight for a second.
    pub shown: u32,
    /// Runs of plays that began there.
    pub started: u32,
    /// Of all plays from there, those heard to the end and those skipped.
    pub finished: u32,
    pub skipped: u32,
}

/// One item that was in sight in one kind of section on one day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeenPick {
    pub kind: String,
    pub item: ItemRef,
    /// Counted from 1970-01-01, where the listener was.
    pub day: i64,
}

/// The kind of a section by its id: what stands before the first colon.
#[must_use]
pub fn kind_of(id: &str) -> &str {
    id.split(':').next().unwrap_or(id)
}

/// The order in which sections stand when `before` is kept: those that stood keep their place
/// among each other, one that follows another of its kind takes over its place, and what is
/// new comes below in the order given. Places in `now`.
#[must_use]
pub fn keep_places(before: &[&str], now: &[&str]) -> Vec<usize> {
    let mut place: Vec<Option<usize>> = now.iter().map(|id| before.iter().position(|other| other == id)).collect();
    for (index, id) in now.iter().enumerate() {
        if place.get(index).copied().flatten().is_some() {
            continue;
        }
        let follows = (0..before.len()).find(|slot| {
            let left = before.get(*slot).is_some_and(|other| kind_of(other) == kind_of(id) && !now.contains(other));
            left && !place.contains(&Some(*slot))
        });
        if let Some(slot) = place.get_mut(index) {
            *slot = follows;
        }
    }
    let mut order: Vec<usize> = (0..now.len()).collect();
    // Stable: newcomers stay in the order given.
    order.sort_by_key(|index| place.get(*index).copied().flatten().unwrap_or(usize::MAX));
    order
}

/// The group of artists behind a daily mix, as a set for comparing.
#[must_use]
pub fn overlap(a: &[ArtistId], b: &[ArtistId]) -> f64 {
    let common = a.iter().filter(|artist| b.contains(artist)).count();
    let all = a.len() + b.len() - common;
    if all == 0 { 0.0 } else { common as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(before: &[&str], now: &[&str]) -> Vec<String> {
        keep_places(before, now).into_iter().map(|place| now[place].to_owned()).collect()
    }

    #[test]
    fn what_stood_stays_and_what_is_new_comes_below() {
        assert_eq!(kept(&["a", "b", "c"], &["d", "c", "a"]), ["a", "c", "d"]);
        assert_eq!(kept(&[], &["b", "a"]), ["b", "a"]);
    }

    #[test]
    fn one_of_the_same_kind_takes_over_the_place() {
        let before = ["jump", "because:artist:1", "repeat", "because:artist:2"];
        assert_eq!(
            kept(&before, &["jump", "repeat", "because:artist:3", "because:artist:2"]),
            ["jump", "because:artist:3", "repeat", "because:artist:2"]
        );
        assert_eq!(
            kept(&before, &["because:artist:7", "because:artist:8", "because:artist:9", "jump", "repeat"]),
            ["jump", "because:artist:7", "repeat", "because:artist:8", "because:artist:9"]
        );
    }

    #[test]
    fn overlap_is_the_share_of_the_union() {
        let ids = |from: i64, to: i64| (from..to).map(ArtistId).collect::<Vec<_>>();
        assert!((overlap(&ids(0, 4), &ids(2, 6)) - 2.0 / 6.0).abs() < 1e-12);
        assert_eq!(overlap(&[], &[]), 0.0);
    }
}
