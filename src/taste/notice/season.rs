//! Music of a time of the year: heard then and at no other time.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{fact, thousands};
use crate::domain::exclusion::Exclusion;
use crate::domain::facts::{Facts, TrackFacts};
use crate::domain::fold::search_form;
use crate::domain::section::ItemRef;
use crate::domain::track::Kind;
use crate::domain::you::{Noticed, NoticedKind};

/// Listens that make a season.
const LISTENS: usize = 8;
/// Without a word that says so, a season has to come round again.
const YEARS: usize = 2;
/// Days of the year that a season spans at most.
const SPAN_DAYS: i32 = 45;
const NAMED: usize = 2;

/// Words of the winter feasts in genres, titles of albums and of tracks.
const WINTER: [&str; 14] = [
    "christmas",
    "xmas",
    "x mas",
    "holiday music",
    "weihnacht",
    "weihnachten",
    "weihnachtslieder",
    "noel",
    "navidad",
    "natale",
    "advent",
    "carols",
    "jul",
    "santa claus",
];

/// What is seasonal is found by genre first, then by album, then by artist.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    Genre(u32),
    Album(u32),
    Artist(u32),
}

/// Days of a group's listens; days of a winter are counted past the turn of the year.
#[derive(Default)]
struct Days {
    listens: usize,
    /// Days since 1 July, so that no winter is cut in two.
    earliest: i32,
    latest: i32,
    years: BTreeSet<i16>,
}

impl Days {
    fn add(&mut self, date: Date) {
        let year = if date.month() >= 7 { date.year() } else { date.year() - 1 };
        let hours = date.duration_since(jiff::civil::date(year, 7, 1)).as_hours();
        let day = i32::try_from(hours / 24).unwrap_or(0);
        (self.earliest, self.latest) =
            if self.listens == 0 { (day, day) } else { (self.earliest.min(day), self.latest.max(day)) };
        self.listens += 1;
        self.years.insert(year);
    }

    /// Between 20 November and 10 January.
    fn in_winter(&self) -> bool {
        self.earliest >= 142 && self.latest <= 194
    }
}

/// Music that is heard in one season only, the most heard first.
pub(super) fn seasons(facts: &Facts) -> Vec<Noticed> {
    let mut groups: BTreeMap<Of, Days> = BTreeMap::new();
    for play in facts.plays.iter().filter(|play| play.listen) {
        let Some(track) = facts.tracks.get(play.track as usize).filter(|track| track.kind == Kind::Music) else {
            continue;
        };
        let of = track.genres.iter().map(|genre| Of::Genre(*genre));
        let of = of.chain(track.album.map(Of::Album)).chain(track.artists.first().map(|artist| Of::Artist(*artist)));
        for group in of {
            groups.entry(group).or_default().add(play.started_at.date());
        }
    }
    let says_so = says_so(facts);
    let seasonal = |of: Of, days: &Days| {
        let again = days.years.len() >= YEARS && days.latest - days.earliest <= SPAN_DAYS;
        days.listens >= LISTENS && ((says_so(of) && days.in_winter()) || (again && !matches!(of, Of::Genre(_))))
    };
    let mut found: Vec<(Of, &Days)> =
        groups.iter().filter(|(of, days)| seasonal(**of, days)).map(|(of, days)| (*of, days)).collect();
    found.sort_by_key(|(of, days)| (std::cmp::Reverse(days.listens), *of));
    let mut covered: BTreeSet<u32> = BTreeSet::new();
    let mut noticed = Vec::new();
    for (of, days) in found {
        let tracks: Vec<u32> = (0..).zip(&facts.tracks).filter(|(_, t)| holds(of, t)).map(|(place, _)| place).collect();
        // An album is not named beside the genre that has all of it.
        if tracks.iter().all(|track| covered.contains(track)) {
            continue;
        }
        covered.extend(tracks);
        noticed.extend(season(facts, of, days));
        if noticed.len() == NAMED {
            break;
        }
    }
    noticed
}

fn holds(of: Of, track: &TrackFacts) -> bool {
    match of {
        Of::Genre(genre) => track.genres.contains(&genre),
        Of::Album(album) => track.album == Some(album),
        Of::Artist(artist) => track.artists.first() == Some(&artist),
    }
}

/// Whether a name says that it is for the winter feasts.
fn says_so(facts: &Facts) -> impl Fn(Of) -> bool {
    let has = |name: &str| {
        let name = format!(" {} ", search_form(name));
        WINTER.iter().any(|word| name.contains(&format!(" {word} ")))
    };
    let genres: Vec<bool> = facts.genres.iter().map(|genre| has(genre)).collect();
    let albums: Vec<bool> = facts.albums.iter().map(|album| has(&album.title)).collect();
    move |of| match of {
        Of::Genre(place) => genres.get(place as usize).copied().unwrap_or(false),
        Of::Album(place) => albums.get(place as usize).copied().unwrap_or(false),
        Of::Artist(_) => false,
    }
}

fn season(facts: &Facts, of: Of, days: &Days) -> Option<Noticed> {
    let (name, key, item, offer) = match of {
        Of::Genre(place) => {
            let name = facts.genres.get(place as usize)?.clone();
            (name.clone(), format!("genre:{}", search_form(&name)), None, Exclusion::Genre { name })
        }
        Of::Album(place) => {
            let album = facts.albums.get(place as usize)?;
            let item = ItemRef::Album(album.id);
            (album.title.clone(), format!("album:{}", album.id), Some(item), Exclusion::Music { item })
        }
        Of::Artist(place) => {
            let artist = facts.artists.get(place as usize).filter(|artist| !artist.is_nameless())?;
            let item = ItemRef::Artist(artist.id);
            (artist.name.clone(), format!("artist:{}", artist.id), Some(item), Exclusion::Music { item })
        }
    };
    let day = |day: i32| {
        let july = jiff::civil::date(2025, 7, 1);
        july.checked_add(jiff::Span::new().days(day))
            .map(|date| date.strftime("%-d %B").to_string())
            .unwrap_or_default()
    };
    let years = if days.years.len() > 1 { format!(" in {} years", days.years.len()) } else { String::new() };
    let counts =
        format!("{} listens{years}, all from {} to {}", thousands(days.listens), day(days.earliest), day(days.latest));
    Some(Noticed {
        item,
        offer: Some(offer),
        ..fact(NoticedKind::Season, format!("season:{key}"), format!("{name} is music of a season"), counts)
    })
}
