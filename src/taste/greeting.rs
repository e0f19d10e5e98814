//! The line above home: a greeting for the hour, and one piece of news that fits the moment.
//!
//! News is what no section of the page says, and is said once: the caller keeps what was said
//! and hands it in. In order: files that failed, albums that came, something noticed that waits
//! for an answer, and what a year ago today sounded like.

use std::collections::HashMap;

use crate::domain::facts::Facts;
use crate::domain::human;
use crate::domain::section::{Home, ItemRef};
use crate::domain::time::{DAY_MS, Moment};
use crate::domain::track::{Kind, Presence};
use crate::domain::you::{Noticed, NoticedKind};

use super::Digest;

/// Arrivals are worth a word for a week.
const NEWS_DAYS: i64 = 7;
/// Fewer listens a year ago are no memory of a day.
const YEAR_AGO: usize = 3;

/// What the facts do not hold of the time since the listener was here last.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// When they were.
    pub since: Option<Moment>,
    /// Files that scans found unreadable since, and when the last of these scans ended.
    pub failed: Option<(u32, Moment)>,
    /// Noticed facts that nobody answered yet.
    pub noticed: Vec<Noticed>,
    /// Names of news that was said before.
    pub said: Vec<String>,
}

/// One piece of news, and the name by which it is known to have been said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    pub name: String,
    pub sentence: String,
}

/// `Good evening, Ana.`, and what an empty library or an empty history has to say.
pub fn greeting(digest: &Digest<'_>) -> String {
    let hello = match digest.now().civil().hour() {
        5..12 => "Good morning",
        12..18 => "Good afternoon",
        _ => "Good evening",
    };
    let name = digest.facts.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let hello = name.map_or_else(|| format!("{hello}."), |name| format!("{hello}, {name}."));
    if digest.facts.tracks.is_empty() {
        return format!("{hello} There is no music here yet.");
    }
    // By hand, no shelf speaks on home.
    if digest.listens.is_empty() && !digest.facts.by_hand {
        return format!("{hello} No listens yet, so this is only what your shelves say.");
    }
    hello
}

/// What is worth a sentence now, that was not said before and that the page does not show.
#[must_use]
pub fn news(facts: &Facts, home: &Home, visit: &Visit) -> Option<News> {
    // A young home says what it waits for.
    if !facts.plays.iter().any(|play| play.listen) {
        return None;
    }
    let told = [failed(facts, visit), arrived(facts, home, visit), asked(visit), year_ago(facts, home)];
    told.into_iter().flatten().find(|news| !visit.said.contains(&news.name))
}

fn failed(facts: &Facts, visit: &Visit) -> Option<News> {
    let (files, at) = visit.failed.filter(|(files, _)| *files > 0)?;
    let files = human::count(files, "file", "files");
    let when = human::moment(at, facts.now);
    Some(News {
        name: format!("failed:{}", at.unix_ms),
        sentence: format!("{files} could not be read {when}; :trouble lists them."),
    })
}

/// Albums that came whole within the week, by the artist with the newest of them.
fn arrived(facts: &Facts, home: &Home, visit: &Visit) -> Option<News> {
    let now = facts.now;
    let week = now.unix_ms.saturating_sub(NEWS_DAYS * DAY_MS);
    let from = visit.since.map_or(week, |since| since.unix_ms.clamp(week, now.unix_ms));
    let shown = |album: u32| {
        let id = facts.albums.get(album as usize).map(|album| ItemRef::Album(album.id));
        let picks = home.sections.iter().flat_map(|section| &section.picks);
        id.is_some_and(|id| picks.into_iter().any(|pick| pick.item.what == id))
    };
    let span = |album: u32| {
        let tracks = facts.albums.get(album as usize)?.tracks.iter();
        let mut added = tracks.filter_map(|track| facts.tracks.get(*track as usize));
        let first = added.next()?;
        let here = |presence: Presence, kind: Kind| presence == Presence::Here && kind == Kind::Music;
        let mut here_now = here(first.presence, first.kind);
        let (mut oldest, mut newest) = (first.added_at, first.added_at);
        for track in added {
            here_now |= here(track.presence, track.kind);
            (oldest, newest) = (oldest.min(track.added_at), newest.max(track.added_at));
        }
        ((from..=now.unix_ms).contains(&oldest) && here_now).then_some((oldest, newest))
    };
    let albums = (0..u32::try_from(facts.albums.len()).unwrap_or(0)).filter(|album| !shown(*album));
    let albums: Vec<(u32, i64, i64)> =
        albums.filter_map(|album| span(album).map(|(oldest, newest)| (album, oldest, newest))).collect();
    let (newest, ..) = *albums.iter().max_by_key(|(album, _, newest)| (*newest, std::cmp::Reverse(*album)))?;
    let artist = facts.albums.get(newest as usize)?.artist;
    let by_same = |album: u32| facts.albums.get(album as usize).is_some_and(|album| album.artist == artist);
    let same: Vec<&(u32, i64, i64)> =
        albums.iter().filter(|(album, ..)| *album == newest || (artist.is_some() && by_same(*album))).collect();
    let oldest = same.iter().map(|(_, oldest, _)| *oldest).min()?;
    let since = human::day(now.at(oldest), now);
    let newest = facts.albums.get(newest as usize)?;
    let sentence = match same.len() {
        1 => format!("{} by {} is new since {since}.", newest.title, newest.artist_credit),
        n => format!("{} albums by {} are new since {since}.", number(n), newest.artist_credit),
    };
    Some(News { name: format!("new:{}:{}", newest.id, same.len()), sentence })
}

/// A night, a sound, a season: what tonearm noticed and will not decide.
fn asked(visit: &Visit) -> Option<News> {
    let noticed = visit.noticed.iter().find(|noticed| noticed.offer.is_some() && noticed.verdict.is_none())?;
    let asks = match noticed.kind {
        NoticedKind::Night => "was that you?",
        _ => "is that taste?",
    };
    Some(News {
        name: format!("noticed:{}", noticed.key),
        sentence: format!("{}: {asks} The page You asks.", noticed.sentence),
    })
}

/// The artist of most listens on this day a year ago.
fn year_ago(facts: &Facts, home: &Home) -> Option<News> {
    if home.sections.iter().any(|section| section.kind == "on-this-day") {
        return None;
    }
    let today = facts.now.date();
    let then = today.checked_sub(jiff::Span::new().years(1)).ok()?;
    let mut artists: HashMap<u32, usize> = HashMap::new();
    for play in facts.plays.iter().filter(|play| play.listen && play.started_at.date() == then) {
        let track = facts.tracks.get(play.track as usize).filter(|track| track.kind == Kind::Music);
        let artist = track.and_then(|track| track.artists.first());
        let named = |artist: &&u32| facts.artists.get(**artist as usize).is_some_and(|artist| !artist.is_nameless());
        if let Some(artist) = artist.filter(named) {
            *artists.entry(*artist).or_default() += 1;
        }
    }
    let all: usize = artists.values().sum();
    let (artist, listens) =
        artists.into_iter().max_by_key(|(artist, listens)| (*listens, std::cmp::Reverse(*artist)))?;
    let artist = facts.artists.get(artist as usize).filter(|_| listens >= YEAR_AGO)?;
    let mostly = if listens * 2 > all { "it was mostly" } else { "it was most of all" };
    Some(News { name: format!("year-ago:{today}"), sentence: format!("A year ago today {mostly} {}.", artist.name) })
}

fn number(n: usize) -> String {
    const WORDS: [&str; 8] = ["Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];
    n.checked_sub(2).and_then(|place| WORDS.get(place)).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::exclusion::Exclusion;
    use crate::domain::time::HOUR_MS;
    use crate::taste::fixture::{World, at};

    fn said(world: &World, visit: &Visit) -> Option<String> {
        let mut home = world.home();
        // What sections say is tested by itself.
        home.sections.clear();
        news(&world.facts, &home, visit).map(|news| news.sentence)
    }

    fn heard_once() -> World {
        let mut world = World::new();
        let heard = world.track("Nina Simone", "Pastel Blues", "Sinnerman");
        world.evening("2026-11-10T20:00:00+01:00", &[heard]);
        world
    }

    #[test]
    fn where_the_hand_arranges_no_shelf_is_spoken_of() {
        let mut world = World::new();
        assert_eq!(world.home().greeting, "Good evening, Ana. There is no music here yet.");
        world.tracks("Nina Simone", "Pastel Blues", 9);
        assert!(world.home().greeting.ends_with("only what your shelves say."));
        world.facts.by_hand = true;
        assert_eq!(world.home().greeting, "Good evening, Ana.");
    }

    #[test]
    fn it_knows_the_hour_and_the_name() {
        let mut world = heard_once();
        assert_eq!(world.home().greeting, "Good evening, Ana.");
        world.facts.now = world.facts.now.plus_ms(13 * HOUR_MS);
        world.facts.name = None;
        assert_eq!(world.home().greeting, "Good morning.");
    }

    #[test]
    fn what_came_is_told_once_and_not_where_a_section_shows_it() {
        let mut world = heard_once();
        assert_eq!(said(&world, &Visit::default()), None);
        let friday = at("2026-11-20T10:00:00+01:00").unix_ms;
        for album in ["Mulatu of Ethiopia", "Sketches of Ethiopia"] {
            for track in world.tracks("Mulatu Astatke", album, 3) {
                world.facts.tracks[track as usize].added_at = friday;
            }
        }
        let words = "Two albums by Mulatu Astatke are new since Friday.";
        assert_eq!(said(&world, &Visit::default()).as_deref(), Some(words));
        let name = news(&world.facts, &Home::empty(world.facts.now), &Visit::default()).unwrap().name;
        assert_eq!(said(&world, &Visit { said: vec![name], ..Visit::default() }), None, "once");
        let since = Some(at("2026-11-21T10:00:00+01:00"));
        assert_eq!(said(&world, &Visit { since, ..Visit::default() }), None, "they were here after it came");
        let home = world.home();
        let shown = home.sections.iter().flat_map(|section| &section.picks);
        let shown = shown.filter(|pick| matches!(pick.item.what, ItemRef::Album(_))).count();
        assert!(shown >= 2 && news(&world.facts, &home, &Visit::default()).is_none(), "New in your library says it");
        world.facts.now = world.facts.now.plus_ms(8 * DAY_MS);
        assert_eq!(said(&world, &Visit::default()), None, "old news");
    }

    #[test]
    fn failures_come_first_then_what_waits_for_an_answer_then_a_year_ago() {
        let mut world = heard_once();
        let tracks = world.tracks("Radiohead", "In Rainbows", 4);
        world.evening("2025-11-22T20:00:00+01:00", &tracks);
        world.facts.plays.sort_by_key(|play| play.started_at.unix_ms);
        let night = Noticed {
            key: "untouched:1".into(),
            kind: NoticedKind::Night,
            sentence: "21 Nov, 01:10 to 07:30 nobody touched a key".into(),
            counts: "92 listens played on".into(),
            item: None,
            offer: Some(Exclusion::Genre { name: String::new() }),
            becomes: None,
            section: None,
            verdict: None,
        };
        let failed = Some((3, at("2026-11-21T23:40:00+01:00")));
        let mut visit = Visit { failed, noticed: vec![night], ..Visit::default() };
        let home = Home::empty(world.facts.now);
        let mut lines = Vec::new();
        while let Some(news) = news(&world.facts, &home, &visit) {
            visit.said.push(news.name);
            lines.push(news.sentence);
        }
        assert_eq!(
            lines,
            [
                "3 files could not be read last night; :trouble lists them.",
                "21 Nov, 01:10 to 07:30 nobody touched a key: was that you? The page You asks.",
                "A year ago today it was mostly Radiohead.",
            ]
        );
    }
}
