//! Whom the listener explores, and whom they come back to.

use std::collections::{HashMap, HashSet};

use super::{ENOUGH, LATELY_DAYS, fact, grown_from, lately, main_artist, most};
use crate::domain::facts::{ArtistFacts, Facts};
use crate::domain::section::{ItemRef, Recipe};
use crate::domain::time::DAY_MS;
use crate::domain::you::{Noticed, NoticedKind};

/// A week of first listens is an exploration.
const EXPLORING_DAYS: i64 = 7;
const FIRST_LISTENS: usize = 3;
/// Days on which somebody comes back often.
const OFTEN_DAYS: usize = 5;

/// Most tracks of one artist that were heard for the first time this week.
pub(super) fn exploring(facts: &Facts) -> Option<Noticed> {
    let from = facts.now.unix_ms - EXPLORING_DAYS * DAY_MS;
    let known: HashSet<u32> = facts
        .plays
        .iter()
        .filter(|play| play.listen && play.started_at.unix_ms < from)
        .map(|play| play.track)
        .collect();
    // Where everything is new, nothing is explored.
    if known.len() < ENOUGH {
        return None;
    }
    let mut firsts: HashMap<u32, HashSet<u32>> = HashMap::new();
    for play in lately(facts, EXPLORING_DAYS).filter(|play| !known.contains(&play.track)) {
        if let Some(artist) = main_artist(facts, play.track) {
            firsts.entry(artist).or_default().insert(play.track);
        }
    }
    let (artist, tracks) = most(firsts.into_iter().map(|(artist, tracks)| (artist, tracks.len())))?;
    let artist = facts.artists.get(artist as usize).filter(|_| tracks >= FIRST_LISTENS)?;
    let seed = ItemRef::Artist(artist.id);
    let becomes = grown_from("continue", seed, &artist.name).or_else(|| grown_from("because", seed, &artist.name));
    let counts = format!("{tracks} first listens in {EXPLORING_DAYS} days");
    Some(of_artist(artist, becomes, "exploring", format!("You are exploring {}", artist.name), counts))
}

/// The artist who was heard on the most days.
pub(super) fn comes_back_to(facts: &Facts) -> Option<Noticed> {
    let mut days: HashMap<u32, HashSet<jiff::civil::Date>> = HashMap::new();
    for play in lately(facts, LATELY_DAYS) {
        if let Some(artist) = main_artist(facts, play.track) {
            days.entry(artist).or_default().insert(play.started_at.date());
        }
    }
    let (artist, days) = most(days.into_iter().map(|(artist, days)| (artist, days.len())))?;
    let artist = facts.artists.get(artist as usize).filter(|_| days >= OFTEN_DAYS)?;
    let seed = ItemRef::Artist(artist.id);
    let becomes = grown_from("because", seed, &artist.name);
    let counts = format!("heard on {days} of the last {LATELY_DAYS} days");
    Some(of_artist(artist, becomes, "comes-back", format!("You keep coming back to {}", artist.name), counts))
}

/// A fact about an artist, and the section that it could become.
fn of_artist(
    artist: &ArtistFacts,
    becomes: Option<(String, Recipe)>,
    key: &str,
    sentence: String,
    counts: String,
) -> Noticed {
    Noticed {
        item: Some(ItemRef::Artist(artist.id)),
        section: becomes.as_ref().map(|(_, recipe)| format!("{}:artist:{}", recipe.kind, artist.id)),
        becomes,
        ..fact(NoticedKind::Artist, format!("{key}:artist:{}", artist.id), sentence, counts)
    }
}
