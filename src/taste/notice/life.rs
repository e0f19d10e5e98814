//! Life is not taste: what plays while nobody listens, to fall asleep, or is read aloud.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{LATELY_DAYS, NIGHT, fact, lately, part_of, thousands};
use crate::domain::exclusion::{Exclusion, REPEATS_THAT_COUNT};
use crate::domain::facts::Facts;
use crate::domain::fold::search_form;
use crate::domain::human;
use crate::domain::section::ItemRef;
use crate::domain::time::{HOUR_MS, Moment};
use crate::domain::track::Kind;
use crate::domain::you::{Noticed, NoticedKind, Untouched};

/// As many nights are asked about at once.
const NIGHTS: usize = 3;
/// Repeats past those that count; fewer are a good song.
const REPEATS: usize = 5;
/// Listens of a track that is for sleeping, and on how many dates.
const ASLEEP: usize = 12;
const ASLEEP_DATES: usize = 4;
/// In percent of them, in the night.
const ASLEEP_SHARE: usize = 90;
/// With a word for a sound in its title, fewer say it.
const SOUNDING: usize = 8;
/// A book lasts; so does no album.
const BOOK_MS: i64 = 4 * HOUR_MS;
const BOOK_LISTENS: usize = 5;
const NAMED: usize = 3;

/// Words in titles and genres of what is heard for its sound.
const SOUND_WORDS: [&str; 20] = [
    "rain",
    "rainfall",
    "thunder",
    "thunderstorm",
    "ocean",
    "waves",
    "waterfall",
    "noise",
    "white noise",
    "brown noise",
    "pink noise",
    "fan",
    "vacuum",
    "hair dryer",
    "campfire",
    "fireplace",
    "crickets",
    "birdsong",
    "sleep",
    "binaural",
];

/// Hours in which nobody touched a key.
pub(super) fn nights(now: Moment, untouched: &[Untouched]) -> Vec<Noticed> {
    let night = |hours: &Untouched| {
        let (from, to) = (hours.from, hours.to);
        let (day, begins, ends) = (human::calendar_day(from, now), human::time_of_day(from), human::time_of_day(to));
        Noticed {
            offer: Some(hours.rule()),
            ..fact(
                NoticedKind::Night,
                format!("untouched:{}", from.unix_ms),
                format!("{day}, {begins} to {ends} nobody touched a key"),
                format!("{} played on", human::count(hours.listens, "listen", "listens")),
            )
        }
    };
    untouched.iter().take(NIGHTS).map(night).collect()
}

/// How a track was heard lately.
#[derive(Default)]
struct Use {
    listens: usize,
    at_night: usize,
    dates: HashSet<jiff::civil::Date>,
    /// Listens past those that count in a row, and the longest row.
    past: usize,
    longest: usize,
}

/// Tracks that are for sleeping, and tracks that played again and again; the most heard first.
pub(super) fn sounds(facts: &Facts) -> Vec<Noticed> {
    let mut uses: BTreeMap<u32, Use> = BTreeMap::new();
    let (mut last, mut in_a_row) = (None, 0);
    for play in lately(facts, LATELY_DAYS) {
        in_a_row = if last == Some(play.track) { in_a_row + 1 } else { 1 };
        last = Some(play.track);
        let heard = uses.entry(play.track).or_default();
        heard.listens += 1;
        heard.at_night += usize::from(part_of(play.started_at) == NIGHT);
        heard.dates.insert(play.started_at.plus_ms(-12 * HOUR_MS).date());
        heard.past += usize::from(in_a_row > REPEATS_THAT_COUNT);
        heard.longest = heard.longest.max(in_a_row);
    }
    let mut found: Vec<(usize, Noticed)> =
        uses.iter().filter_map(|(place, heard)| Some((heard.listens, sound(facts, *place, heard)?))).collect();
    found.sort_by_key(|(listens, _)| std::cmp::Reverse(*listens));
    found.into_iter().take(NAMED).map(|(_, noticed)| noticed).collect()
}

fn sound(facts: &Facts, place: u32, heard: &Use) -> Option<Noticed> {
    let track = facts.tracks.get(place as usize)?;
    let item = ItemRef::Track(track.id);
    let times = human::times(u32::try_from(heard.listens).unwrap_or(u32::MAX));
    // What is known as a sound or as speech is outside taste already.
    if track.kind != Kind::Music {
        return None;
    }
    let asleep = heard.listens >= ASLEEP
        && heard.dates.len() >= ASLEEP_DATES
        && heard.at_night * 100 >= heard.listens * ASLEEP_SHARE;
    let words = search_form(&track.title);
    let sounds = heard.listens >= SOUNDING && names_a_sound(&words, &track.genres, facts);
    if asleep || sounds {
        let sentence = if asleep { "is for sleeping" } else { "is a sound, not a song" };
        let counts = match (heard.at_night == heard.listens, heard.at_night) {
            (true, _) => format!("{times}, all after 23:00"),
            (false, 0) => times,
            (false, night) => format!("{times}, {} of them after 23:00", thousands(night)),
        };
        return Some(Noticed {
            item: Some(item),
            offer: Some(Exclusion::Music { item }),
            ..fact(
                NoticedKind::Sound,
                format!("sound:track:{}", track.id),
                format!("{} {sentence}", track.title),
                counts,
            )
        });
    }
    (heard.past >= REPEATS).then(|| Noticed {
        item: Some(item),
        offer: Some(Exclusion::Repeats { track: track.id }),
        ..fact(
            NoticedKind::Repeat,
            format!("repeats:track:{}", track.id),
            format!("{} played again and again", track.title),
            format!("{} in a row, {} past the third", thousands(heard.longest), thousands(heard.past)),
        )
    })
}

/// Whole words only: "Purple Rain" is a song, so one word alone must be the title's head.
fn names_a_sound(title: &str, genres: &[u32], facts: &Facts) -> bool {
    let begins = |word: &str| title.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let of_genre = |genre: &u32| {
        let name = facts.genres.get(*genre as usize).map(|name| search_form(name)).unwrap_or_default();
        ["sleep", "white noise", "nature sounds", "noise for sleep", "field recording", "ambient sounds"]
            .contains(&name.as_str())
    };
    SOUND_WORDS.iter().any(|word| begins(word) && title.split(' ').count() > 1) || genres.iter().any(of_genre)
}

/// Albums that are read aloud: known as spoken, or as long as a book and heard once through.
pub(super) fn books(facts: &Facts) -> Vec<Noticed> {
    let mut listens: HashMap<u32, (usize, HashSet<u32>)> = HashMap::new();
    for play in lately(facts, LATELY_DAYS) {
        if let Some(album) = facts.tracks.get(play.track as usize).and_then(|track| track.album) {
            let (count, tracks) = listens.entry(album).or_default();
            *count += 1;
            tracks.insert(play.track);
        }
    }
    let mut books: Vec<(usize, u32, Noticed)> = Vec::new();
    for (place, (count, tracks)) in listens {
        let Some(album) = facts.albums.get(place as usize).filter(|_| count >= BOOK_LISTENS) else { continue };
        let of_it = || album.tracks.iter().filter_map(|track| facts.tracks.get(*track as usize));
        let spoken = of_it().all(|track| track.kind == Kind::Spoken);
        let length: i64 = of_it().filter_map(|track| track.length_ms).sum();
        // Heard once and in pieces: music that long is put on again.
        let read = length >= BOOK_MS && count * 4 <= tracks.len() * 5;
        let music = of_it().all(|track| track.kind == Kind::Music);
        if !(spoken || read && music) {
            continue;
        }
        let heard = human::count(u32::try_from(count).unwrap_or(u32::MAX), "listen", "listens");
        let counts = if spoken {
            format!("{heard}; spoken word stays outside taste")
        } else {
            format!("{heard} of {} long, each once", human::span(length))
        };
        let item = ItemRef::Album(album.id);
        let noticed = Noticed {
            item: Some(item),
            offer: (!spoken).then_some(Exclusion::Music { item }),
            ..fact(NoticedKind::Book, format!("book:album:{}", album.id), format!("{} is a book", album.title), counts)
        };
        books.push((count, place, noticed));
    }
    books.sort_by_key(|(count, place, _)| (std::cmp::Reverse(*count), *place));
    books.into_iter().take(NAMED).map(|(.., noticed)| noticed).collect()
}
