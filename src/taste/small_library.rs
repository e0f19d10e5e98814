//! A small library with a long history, as the demo has it: home must be full and alive.

use crate::domain::time::{DAY_MS, HOUR_MS};

use super::chance::mix;
use super::fixture::{World, ids, section};

/// Sixty tracks by twelve artists in four styles; a morning album, evenings that stay in one
/// style, a song on repeat, and an album of last week.
fn fifteen_months() -> World {
    let mut world = World::new();
    for artist in 0..12 {
        for track in world.tracks(&format!("Artist {artist}"), &format!("Album {artist}"), 5) {
            world.genre(track, &format!("Style {}", artist % 4));
        }
    }
    let newest = world.facts.now.unix_ms - 5 * DAY_MS;
    world.facts.tracks[55..].iter_mut().for_each(|track| track.added_at = newest);
    for day in 0..450u64 {
        let morning = world.facts.now.plus_ms(-((450 - day) as i64) * DAY_MS - 11 * HOUR_MS);
        if !mix(1, day).is_multiple_of(3) {
            let album = (day / 90 * 5 % 55) as u32;
            world.evening(&morning.rfc3339(), &(album..album + 5).collect::<Vec<u32>>());
        }
        if !mix(2, day).is_multiple_of(4) {
            let style = mix(3, day) % 4;
            let tracks = (0..8).map(|step| {
                let artist = style + 4 * (mix(day, step) % 3);
                (artist * 5 + mix(day, step + 100) % 5).min(54) as u32
            });
            let evening = morning.plus_ms(10 * HOUR_MS + HOUR_MS / 2);
            let repeat = if day > 420 { vec![17] } else { Vec::new() };
            world.evening(&evening.rfc3339(), &tracks.chain(repeat).collect::<Vec<u32>>());
        }
    }
    world
}

#[test]
fn sixty_tracks_fill_a_page() {
    let home = fifteen_months().home();
    assert_eq!(ids(&home)[..2], ["jump-back-in", "on-repeat"]);
    let because: Vec<_> = home.sections.iter().filter(|section| section.kind == "because").collect();
    assert!(because.len() >= 2, "{:?}", ids(&home));
    for section in because {
        assert!(section.picks.len() >= 3, "{}", section.title);
    }
    assert_eq!(section(&home, "new").unwrap().picks[0].item.title, "Album 11");
    assert!(home.waiting.is_empty());
    for section in &home.sections {
        for pick in &section.picks {
            let said = pick.evidence[0].fact.sentence(home.built_at);
            assert!(said.chars().count() <= 40, "{said}");
        }
    }
}
