//! What a history says of a listener, in sentences that can be checked by counting. Nothing
//! here changes what is suggested: the listener is told, and says right, wrong or leave it out.

mod albums;
mod artists;
mod hours;
mod life;
mod season;

use crate::domain::facts::{Facts, PlayFacts};
use crate::domain::human;
use crate::domain::section::{ItemRef, Recipe};
use crate::domain::time::{DAY_MS, Moment};
use crate::domain::you::{Noticed, NoticedKind, Untouched};

/// What is lately so.
const LATELY_DAYS: i64 = 90;
/// Fewer listens are chance.
const ENOUGH: usize = 20;
/// Picks of a section that is made of a fact.
const PICKS: u32 = 8;

/// The facts that stand out: what may not be taste first, then who and when. Empty for a young
/// history. `untouched` are hours in which nobody touched a key, newest first.
#[must_use]
pub fn notice(facts: &Facts, untouched: &[Untouched]) -> Vec<Noticed> {
    let mut noticed = life::nights(facts.now, untouched);
    noticed.extend(life::sounds(facts));
    noticed.extend(life::books(facts));
    noticed.extend(season::seasons(facts));
    noticed.extend(artists::exploring(facts));
    noticed.extend(artists::comes_back_to(facts));
    noticed.extend(albums::by_whole_albums(&super::Digest::of(facts)));
    noticed.extend(hours::slots(facts));
    noticed.extend(hours::part_of_day(facts));
    noticed
}

/// A fact with nothing to do about it but to say right or wrong.
fn fact(kind: NoticedKind, key: String, sentence: String, counts: String) -> Noticed {
    Noticed { key, kind, sentence, counts, item: None, offer: None, becomes: None, section: None, verdict: None }
}

/// Listens of the last so many days, and not after now. Oldest first.
fn lately(facts: &Facts, days: i64) -> impl Iterator<Item = &PlayFacts> {
    let window = facts.now.unix_ms - days * DAY_MS..=facts.now.unix_ms;
    facts.plays.iter().filter(move |play| play.listen && window.contains(&play.started_at.unix_ms))
}

/// None for music that no tag gives an artist: of nobody there is nothing to say.
fn main_artist(facts: &Facts, track: u32) -> Option<u32> {
    let artist = facts.tracks.get(track as usize)?.artists.first().copied()?;
    facts.artists.get(artist as usize).is_some_and(|artist| !artist.is_nameless()).then_some(artist)
}

/// The most, ties by the lower place, so that the same history says the same.
fn most(counts: impl Iterator<Item = (u32, usize)>) -> Option<(u32, usize)> {
    counts.max_by_key(|&(place, count)| (count, std::cmp::Reverse(place)))
}

/// Morning, afternoon, evening, night: by the local hour.
const PARTS: [(&str, &str); 4] = [
    ("morning", "between 5:00 and 12:00"),
    ("afternoon", "between 12:00 and 18:00"),
    ("evening", "between 18:00 and 23:00"),
    ("night", "between 23:00 and 5:00"),
];
const NIGHT: usize = 3;

fn part_of(at: Moment) -> usize {
    match at.civil().hour() {
        5..12 => 0,
        12..18 => 1,
        18..23 => 2,
        _ => NIGHT,
    }
}

/// The section of a registered kind that grows from an artist; none while there is no such kind.
fn grown_from(kind: &str, seed: ItemRef, name: &str) -> Option<(String, Recipe)> {
    let kind = super::REGISTRY.iter().find(|known| known.name() == kind)?;
    let recipe = Recipe { kind: kind.name().to_owned(), seed: Some(seed), length: PICKS, ..Recipe::default() };
    Some((kind.title(Some(name)), recipe))
}

/// The one section of a registered kind.
fn seedless(kind: &str) -> Option<(String, Recipe)> {
    let kind = super::REGISTRY.iter().find(|known| known.name() == kind)?;
    Some((kind.title(None), Recipe { kind: kind.name().to_owned(), seed: None, length: PICKS, ..Recipe::default() }))
}

fn thousands(n: usize) -> String {
    human::thousands(n as u64)
}

#[cfg(test)]
mod tests;
