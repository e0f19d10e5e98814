//! The line above home.

use crate::domain::human;
use crate::domain::time::DAY_MS;

use super::Digest;

/// Arrivals are worth a word for a week.
const NEWS_DAYS: i64 = 7;

/// `Good evening, Ana. Two albums by Mulatu Astatke are new since Friday.`
pub fn greeting(digest: &Digest<'_>) -> String {
    let hello = match digest.now().civil().hour() {
        5..12 => "Good morning",
        12..18 => "Good afternoon",
        _ => "Good evening",
    };
    let name = digest.facts.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let hello = name.map_or_else(|| format!("{hello}."), |name| format!("{hello}, {name}."));
    match news(digest) {
        Some(news) => format!("{hello} {news}"),
        None => hello,
    }
}

fn news(digest: &Digest<'_>) -> Option<String> {
    if digest.facts.tracks.is_empty() {
        return Some("There is no music here yet.".into());
    }
    if digest.listens.is_empty() {
        // By hand, no shelf speaks on home.
        return (!digest.facts.by_hand).then(|| "No listens yet, so this is only what your shelves say.".into());
    }
    // Albums that came whole within the week, by the artist with the newest of them.
    let now = digest.now();
    let arrived = |album: u32| {
        let mut added =
            digest.known(&digest.facts.albums[album as usize].tracks).map(|track| digest.track(track).added_at);
        let first = added.next()?;
        let (oldest, newest) = added.fold((first, first), |(low, high), at| (low.min(at), high.max(at)));
        let week = now.unix_ms.saturating_sub(NEWS_DAYS * DAY_MS)..=now.unix_ms;
        (week.contains(&oldest) && digest.welcome_on(album).next().is_some()).then_some((oldest, newest))
    };
    let albums: Vec<(u32, i64, i64)> = (0..digest.facts.albums.len() as u32)
        .filter_map(|album| arrived(album).map(|(oldest, newest)| (album, oldest, newest)))
        .collect();
    let (newest, ..) = *albums.iter().max_by_key(|(album, _, newest)| (*newest, std::cmp::Reverse(*album)))?;
    let newest = &digest.facts.albums[newest as usize];
    let by_same = |album: u32| digest.facts.albums[album as usize].artist == newest.artist;
    let same: Vec<i64> = albums
        .iter()
        .filter(|(album, ..)| newest.artist.is_some() && by_same(*album))
        .map(|(_, oldest, _)| *oldest)
        .collect();
    let since = |oldest: i64| human::day(now.at(oldest), now);
    Some(match same.as_slice() {
        [] => return None,
        [oldest] => format!("{} by {} is new since {}.", newest.title, newest.artist_credit, since(*oldest)),
        several => {
            let oldest = several.iter().copied().min().unwrap_or(now.unix_ms);
            let count = number(several.len());
            format!("{count} albums by {} are new since {}.", newest.artist_credit, since(oldest))
        }
    })
}

fn number(n: usize) -> String {
    const WORDS: [&str; 8] = ["Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];
    n.checked_sub(2).and_then(|place| WORDS.get(place)).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use crate::domain::time::{DAY_MS, HOUR_MS};
    use crate::taste::fixture::{World, at};

    #[test]
    fn where_the_hand_arranges_no_shelf_is_spoken_of() {
        let mut world = World::new();
        world.tracks("Nina Simone", "Pastel Blues", 9);
        assert!(world.home().greeting.ends_with("only what your shelves say."));
        world.facts.by_hand = true;
        assert_eq!(world.home().greeting, "Good evening, Ana.");
    }

    #[test]
    fn it_knows_the_hour_the_name_and_the_news() {
        let mut world = World::new();
        let heard = world.track("Nina Simone", "Pastel Blues", "Sinnerman");
        world.evening("2026-11-10T20:00:00+01:00", &[heard]);
        assert_eq!(world.home().greeting, "Good evening, Ana.");
        let friday = at("2026-11-20T10:00:00+01:00").unix_ms;
        for album in ["Mulatu of Ethiopia", "Sketches of Ethiopia"] {
            for track in world.tracks("Mulatu Astatke", album, 3) {
                world.facts.tracks[track as usize].added_at = friday;
            }
        }
        assert_eq!(world.home().greeting, "Good evening, Ana. Two albums by Mulatu Astatke are new since Friday.");
        world.facts.now = world.facts.now.plus_ms(13 * HOUR_MS);
        world.facts.name = None;
        assert_eq!(world.home().greeting, "Good morning. Two albums by Mulatu Astatke are new since Friday.");
        world.facts.now = world.facts.now.plus_ms(7 * DAY_MS);
        assert_eq!(world.home().greeting, "Good morning.");
    }
}
