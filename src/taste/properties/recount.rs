//! The plainest way to count what the sections of the second issue say.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::naive::{count, day, held, listens, sessions, tasteful};
use super::*;

pub fn is_true(facts: &Facts, section: &Section, item: ItemRef, fact: &Fact) -> bool {
    let held_tracks = held(facts, item);
    let track = held_tracks.first().copied().unwrap_or_default();
    match fact {
        Fact::Forgotten { times, from, until, last } => forgotten(facts, track) == (*times, *from, *until, *last),
        Fact::Begun { album, heard, tracks, since } => {
            let mine = facts.tracks[track].album.unwrap() as usize;
            let firsts: Vec<Moment> = facts.albums[mine]
                .tracks
                .iter()
                .filter_map(|track| listens(facts, *track as usize).next())
                .map(|play| play.started_at)
                .collect();
            let named = album.is_empty() == matches!(item, ItemRef::Album(_));
            let first = firsts.iter().min_by_key(|at| at.unix_ms);
            named
                && (count(firsts.len()), count(facts.albums[mine].tracks.len())) == (*heard, *tracks)
                && first.map(|at| at.unix_ms) == Some(since.unix_ms)
                && firsts.iter().any(|at| at.unix_ms >= facts.now.unix_ms - 7 * DAY_MS)
        }
        Fact::FirstHeard { artist, tracks, since } => {
            let mine = by_artist(facts, artist).into_iter().filter(|track| tasteful(facts, *track));
            let firsts = mine.filter_map(|track| listens(facts, track).next()).map(|play| play.started_at.unix_ms);
            let week: Vec<i64> = firsts.filter(|at| *at >= facts.now.unix_ms - 7 * DAY_MS).collect();
            count(week.len()) == *tracks && week.iter().min() == Some(&since.unix_ms)
        }
        Fact::HardlyHeard { artist, times, since, this } => {
            let days = if section.kind == "deep-cuts" { 180 } else { 30 };
            let by = by_artist(facts, artist);
            let (lately, first) = within(facts, days, |track| by.contains(&track));
            (lately, first) == (*times, Some(*since)) && count(listens(facts, track).count()) == *this
        }
        Fact::GenreHeard { genre, times, since } => {
            let has =
                |track: usize| facts.tracks[track].genres.iter().any(|place| facts.genres[*place as usize] == *genre);
            has(track) && within(facts, 30, has) == (*times, Some(*since))
        }
        Fact::HeardWith { title, sessions: times, days, last } => {
            let named = facts.tracks.iter().filter(|other| other.title == *title);
            let others: Vec<usize> = named.map(|other| place_of(facts, other.id)).collect();
            let holds = |session: &[&PlayFacts], track: usize| session.iter().any(|play| play.track as usize == track);
            let common: Vec<_> = sessions(facts)
                .into_iter()
                .filter(|session| holds(session, track) && others.iter().any(|other| holds(session, *other)))
                .collect();
            let on: HashSet<i64> = common.iter().map(|session| day(session[0])).collect();
            let mut mine = common.iter().flatten().filter(|play| play.track as usize == track);
            (count(common.len()), count(on.len())) == (*times, *days) && mine.next_back().unwrap().started_at == *last
        }
        Fact::AtThisTime { hours, times, of } => {
            let all: Vec<_> = listens(facts, track).collect();
            let mine = all.iter().filter(|play| belongs(hours, play.started_at));
            (count(mine.count()), count(all.len())) == (*times, *of)
        }
        Fact::AroundThisDay { times, day } => {
            let (then, now) = (day.date(), facts.now.date());
            let same = (then.month(), then.day()) == (now.month(), now.day()) || (now.day(), then.day()) == (29, 28);
            let near = listens(facts, track).filter(|play| (play.started_at.date() - then).get_days().abs() <= 5);
            same && then.year() < now.year() && count(near.count()) == *times
        }
        Fact::Rising { times, usual, weeks } => {
            let mine = |play: &&PlayFacts| {
                play.listen && held_tracks.contains(&(play.track as usize)) && tasteful(facts, play.track as usize)
            };
            let week = |play: &PlayFacts| (facts.now.unix_ms - play.started_at.unix_ms - 1).div_euclid(7 * DAY_MS);
            let now = facts.plays.iter().filter(mine).filter(|play| week(play) <= 0).count();
            let before = facts.plays.iter().filter(mine).filter(|play| (1..=i64::from(*weeks)).contains(&week(play)));
            count(now) == *times && (before.count() as f64 / f64::from(*weeks)).round() as u32 == *usual
        }
        Fact::LeftToHear { left_ms, part, parts, last } => left(facts, item, (*left_ms, *part, *parts, *last)),
        Fact::WorkHeard { movements, times, since } => {
            let work = &facts.works[facts.tracks[track].work.unwrap() as usize];
            let here = work.tracks.iter().map(|place| *place as usize).filter(|place| naive::welcome(facts, *place));
            let heard: Vec<_> = here.map(|place| within(facts, 30, |other| other == place)).collect();
            let first = heard.iter().filter_map(|(_, first)| *first).min_by_key(|at| at.unix_ms);
            (count(heard.len()), heard.iter().map(|(times, _)| *times).min(), first)
                == (*movements, Some(*times), Some(*since))
        }
        Fact::Untried { added } => {
            facts.tracks[track].added_at == added.unix_ms && facts.plays.iter().all(|play| play.track as usize != track)
        }
        Fact::ByWholeAlbums { of, whole, sittings } => by_whole_albums(facts, of).contains(&(*whole, *sittings)),
        Fact::Confirmed { what, at } => facts.judged.iter().any(|noticed| {
            noticed.sentence == *what && noticed.verdict.is_some_and(|said| said.right && said.at == *at)
        }),
        Fact::CountedElsewhere { plays } => facts.tracks[track].counted_elsewhere == *plays,
        Fact::Rated { stars } => facts.tracks[track].stars == Some(*stars),
        Fact::Balance { what, times, of, since, .. } => {
            let heard: Vec<&PlayFacts> = facts
                .plays
                .iter()
                .filter(|play| play.listen && play.started_at.unix_ms >= facts.now.unix_ms - 90 * DAY_MS)
                .filter(|play| tasteful(facts, play.track as usize) && taste(facts, play.track as usize).is_some())
                .collect();
            let mine = heard.iter().filter(|play| taste(facts, play.track as usize).as_ref() == Some(what));
            (count(mine.count()), count(heard.len()), heard[0].started_at) == (*times, *of, *since)
                && taste(facts, track).as_ref() == Some(what)
        }
        other => panic!("nobody recounts {other:?}"),
    }
}

/// The first genre of a track, or its artist.
fn taste(facts: &Facts, track: usize) -> Option<String> {
    let track = &facts.tracks[track];
    let genre = track.genres.first().map(|genre| facts.genres[*genre as usize].clone());
    genre.or_else(|| track.artists.first().map(|artist| facts.artists[*artist as usize].name.clone()))
}

/// What a fact says of the page that it stands on.
pub fn is_true_of_page(facts: &Facts, home: &Home, fact: &Fact) -> bool {
    let Fact::Balance { what, picks, suggested, .. } = fact else { return true };
    let suggestions = by_ear(home).filter(|section| is_suggestion(section)).flat_map(|section| &section.picks);
    let tastes: Vec<String> = suggestions
        .filter(|pick| matches!(pick.item.what, ItemRef::Track(_) | ItemRef::Album(_)))
        .filter_map(|pick| {
            let mut held = held(facts, pick.item.what).into_iter();
            held.find(|track| naive::welcome(facts, *track)).and_then(|track| taste(facts, track))
        })
        .collect();
    let mine = tastes.iter().filter(|taste| *taste == what).count();
    (count(mine), count(tastes.len())) == (*picks, *suggested)
}

fn place_of(facts: &Facts, id: TrackId) -> usize {
    facts.tracks.iter().position(|track| track.id == id).unwrap()
}

fn by_artist(facts: &Facts, name: &str) -> Vec<usize> {
    let artist = facts.artists.iter().find(|artist| artist.name == name).unwrap();
    held(facts, ItemRef::Artist(artist.id))
}

/// Listens of some days to tasteful tracks that are wanted, and the first of them.
fn within(facts: &Facts, days: i64, wanted: impl Fn(usize) -> bool) -> (u32, Option<Moment>) {
    let from = facts.now.unix_ms - days * DAY_MS;
    let mine: Vec<Moment> = facts
        .plays
        .iter()
        .filter(|play| play.listen && play.started_at.unix_ms >= from)
        .filter(|play| wanted(play.track as usize) && tasteful(facts, play.track as usize))
        .map(|play| play.started_at)
        .collect();
    (count(mine.len()), mine.first().copied())
}

fn forgotten(facts: &Facts, track: usize) -> (u32, Moment, Moment, Moment) {
    let mut months: BTreeMap<i32, Vec<Moment>> = BTreeMap::new();
    let month = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
    let all: Vec<Moment> = listens(facts, track).map(|play| play.started_at).collect();
    all.iter().for_each(|at| months.entry(month(at.date())).or_default().push(*at));
    let runs = months.keys().map(|first| months.range(first..&(first + 3)).flat_map(|(_, at)| at.clone()).collect());
    let best: Vec<Moment> = runs.max_by_key(|run: &Vec<Moment>| run.len()).unwrap();
    (count(best.len()), best[0], best[best.len() - 1], all[all.len() - 1])
}

fn belongs(hours: &str, at: Moment) -> bool {
    // After midnight it is still the night before.
    let shifted = at.plus_ms(-5 * HOUR_MS).civil();
    let part = ["morning", "afternoon", "evening", "night"]
        [[7, 12, 17, 24].iter().position(|end| i64::from(shifted.hour()) < *end).unwrap()];
    let weekday = shifted.weekday().to_monday_zero_offset();
    let days = match hours.split_once(' ').map(|(days, _)| days) {
        None => true,
        Some("Weekday") => weekday < 5,
        Some("Weekend") => weekday >= 5,
        Some(name) => {
            let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
            names.iter().position(|known| *known == name) == usize::try_from(weekday).ok()
        }
    };
    days && hours.to_lowercase().ends_with(&format!("{part}s"))
}

fn left(facts: &Facts, item: ItemRef, said: (i64, u32, u32, Moment)) -> bool {
    let parts: Vec<usize> = match item {
        ItemRef::Album(id) => {
            let album = facts.albums.iter().find(|album| album.id == id).unwrap();
            album.tracks.iter().map(|track| *track as usize).collect()
        }
        item => held(facts, item),
    };
    let parts: Vec<usize> = parts.into_iter().filter(|track| naive::is_spoken(facts, *track)).collect();
    let last = facts.plays.iter().rfind(|play| parts.contains(&(play.track as usize))).unwrap();
    let at = parts.iter().position(|part| *part == last.track as usize).unwrap();
    let position = last.position_ms.get().unwrap();
    let length = |part: usize| facts.tracks[part].length_ms.unwrap();
    let out = last.ending == Some(Ending::Finished) || position >= length(parts[at]) - length(parts[at]) / 20;
    let rest: i64 = parts[at + 1..].iter().map(|part| length(*part)).sum();
    let (part, left_ms) = if out { (at + 2, rest) } else { (at + 1, rest + length(parts[at]) - position) };
    said == (left_ms.max(0), count(part), count(parts.len()), last.started_at)
}

/// Whole sittings and all: of the artist of this name, and of the genre.
fn by_whole_albums(facts: &Facts, of: &str) -> Vec<(u32, u32)> {
    let (mut artist, mut genre) = ((0, 0), (0, 0));
    for session in sessions(facts) {
        for album in facts.albums.iter().filter(|album| album.tracks.len() >= 3) {
            let on = |play: &&PlayFacts| album.tracks.contains(&play.track) && tasteful(facts, play.track as usize);
            let Some(first) = session.iter().copied().find(|play| on(play)) else { continue };
            let steps = session.windows(2).filter(|pair| {
                let place = |play: &PlayFacts| album.tracks.iter().position(|track| *track == play.track);
                on(&pair[1]) && place(pair[0]).is_some_and(|place| album.tracks.get(place + 1) == Some(&pair[1].track))
            });
            let whole = u32::from(steps.count() + 1 >= 3.max(album.tracks.len().div_ceil(2)));
            let first = facts.tracks[first.track as usize].genres.first();
            for (counts, is_of) in [
                (&mut artist, album.artist.is_some_and(|artist| facts.artists[artist as usize].name == of)),
                (&mut genre, first.is_some_and(|genre| facts.genres[*genre as usize] == of)),
            ] {
                if is_of {
                    *counts = (counts.0 + whole, counts.1 + 1);
                }
            }
        }
    }
    vec![artist, genre]
}
