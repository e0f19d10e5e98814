//! Month two: what life does to a history, what is noticed of it, and what is not.

use super::*;
use crate::domain::exclusion::Exclusion;
use crate::domain::listen::{Ending, SourceKind};
use crate::domain::time::{HOUR_MS, MINUTE_MS};
use crate::domain::track::Kind;
use crate::taste::fixture::{World, at};

fn said(world: &World) -> Vec<(String, String)> {
    notice(&world.facts, &[]).into_iter().map(|one| (one.sentence, one.counts)).collect()
}

fn of_kind(world: &World, kind: NoticedKind) -> Vec<Noticed> {
    notice(&world.facts, &[]).into_iter().filter(|noticed| noticed.kind == kind).collect()
}

fn pair(sentence: &str, counts: &str) -> (String, String) {
    (sentence.to_owned(), counts.to_owned())
}

#[test]
fn a_young_history_says_nothing() {
    let mut world = World::new();
    let tracks = world.tracks("Mulatu Astatke", "Ethio Jazz", 9);
    assert_eq!(said(&world), []);
    world.evening("2026-11-21T20:00:00+01:00", &tracks);
    assert_eq!(said(&world), [], "where everything is new, nothing is explored");
}

#[test]
fn what_is_said_can_be_counted() {
    let mut world = World::new();
    let known = world.tracks("Nina Simone", "Pastel Blues", 20);
    for day in ["01", "03", "05", "07", "09"] {
        world.evening(&format!("2026-11-{day}T18:30:00+01:00"), &known);
    }
    let new = world.tracks("Mulatu Astatke", "Ethio Jazz", 4);
    world.evening("2026-11-20T09:00:00+01:00", &new);
    assert_eq!(
        said(&world),
        [
            pair("You are exploring Mulatu Astatke", "4 first listens in 7 days"),
            pair("You keep coming back to Nina Simone", "heard on 5 of the last 90 days"),
            pair("You play Nina Simone by whole albums", "5 of 5 times"),
            pair("Evenings are your time to listen", "100 of 104 listens between 18:00 and 23:00"),
        ]
    );
    let exploring = notice(&world.facts, &[]).remove(0);
    let (title, recipe) = exploring.becomes.unwrap();
    assert!(title.ends_with("Mulatu Astatke"), "{title}");
    assert_eq!(exploring.section, Some(format!("{}:artist:101", recipe.kind)), "what goes by it is known");
}

#[test]
fn a_night_left_playing_is_asked_about_with_its_hours() {
    let mut world = World::new();
    world.facts.now = at("2026-11-22T19:00:00+01:00");
    let (from, to) = (at("2026-11-21T01:10:00+01:00"), at("2026-11-21T07:30:00+01:00"));
    let noticed = notice(&world.facts, &[Untouched { from, to, listens: 92 }]);
    assert_eq!(noticed[0].sentence, "21 Nov, 01:10 to 07:30 nobody touched a key");
    assert_eq!(noticed[0].counts, "92 listens played on");
    let Some(Exclusion::Span { from: begins, to: ends }) = noticed[0].offer else { panic!("{noticed:?}") };
    assert_eq!((begins, ends), (from.unix_ms + 10_000, to.unix_ms), "what the last key began was meant");
}

#[test]
fn rain_on_repeat_is_a_sound_and_a_song_on_repeat_is_asked_about_its_repeats() {
    let mut world = World::new();
    let rain = world.track("Nobody", "", "Rain on a Tent");
    let song = world.track("Prince", "Purple Rain", "Purple Rain");
    for night in 10..16 {
        let mut from = at(&format!("2026-11-{night}T23:10:00+01:00"));
        for _ in 0..7 {
            world.play(rain, from, 4 * MINUTE_MS, Ending::Finished, SourceKind::Search);
            from = from.plus_ms(4 * MINUTE_MS);
        }
    }
    world.evening("2026-11-20T19:00:00+01:00", &[song; 9]);
    assert_eq!(
        said(&world)[..2],
        [
            pair("Rain on a Tent is for sleeping", "42 times, all after 23:00"),
            pair("Purple Rain played again and again", "9 in a row, 6 past the third"),
        ]
    );
    let offers: Vec<_> = notice(&world.facts, &[]).into_iter().filter_map(|noticed| noticed.offer).collect();
    let (rain, song) = (world.facts.tracks[0].id, world.facts.tracks[1].id);
    assert_eq!(offers, [Exclusion::Music { item: ItemRef::Track(rain) }, Exclusion::Repeats { track: song }]);
}

#[test]
fn a_book_is_told_from_a_long_record() {
    let mut world = World::new();
    let book = world.tracks("Frank Herbert", "Dune", 20);
    let record = world.tracks("Max Richter", "Sleep", 20);
    for track in book.iter().chain(&record) {
        world.facts.tracks[*track as usize].length_ms = Some(30 * MINUTE_MS);
    }
    let hear = |world: &mut World, day: u32, tracks: &[u32]| {
        let mut from = at(&format!("2026-11-{day:02}T14:00:00+01:00"));
        for track in tracks {
            world.play(*track, from, 30 * MINUTE_MS, Ending::Finished, SourceKind::Album);
            from = from.plus_ms(30 * MINUTE_MS);
        }
    };
    hear(&mut world, 1, &book[..6]);
    hear(&mut world, 3, &book[6..12]);
    for day in [5, 7, 9] {
        hear(&mut world, day, &record[..8]);
    }
    let books = of_kind(&world, NoticedKind::Book);
    assert_eq!(books.len(), 1, "{books:?}");
    assert_eq!(
        (books[0].sentence.as_str(), books[0].counts.as_str()),
        ("Dune is a book", "12 listens of 10 h long, each once")
    );
    assert!(books[0].offer.is_some());
    // Known as spoken, it is outside taste already.
    book.iter().for_each(|track| world.facts.tracks[*track as usize].kind = Kind::Spoken);
    let books = of_kind(&world, NoticedKind::Book);
    assert_eq!((books[0].counts.as_str(), &books[0].offer), ("12 listens; spoken word stays outside taste", &None));
}

#[test]
fn december_is_noticed_by_its_genre_and_a_season_by_coming_round_again() {
    let mut world = World::new();
    world.facts.now = at("2027-02-01T19:00:00+01:00");
    let carols = world.tracks("A Choir", "Winter Songs", 5);
    carols.iter().for_each(|track| world.genre(*track, "Christmas"));
    let jazz = world.tracks("Nina Simone", "Pastel Blues", 5);
    for day in ["05", "12", "24"] {
        world.evening(&format!("2026-12-{day}T18:00:00+01:00"), &carols);
        world.evening(&format!("2026-12-{day}T20:00:00+01:00"), &jazz);
    }
    let seasons = of_kind(&world, NoticedKind::Season);
    assert_eq!(seasons.len(), 1, "one winter of jazz is no season: {seasons:?}");
    assert_eq!(seasons[0].sentence, "Christmas is music of a season");
    assert_eq!(seasons[0].counts, "15 listens, all from 5 December to 24 December");
    assert_eq!(seasons[0].offer, Some(Exclusion::Genre { name: "Christmas".into() }));

    world.evening("2026-03-05T20:00:00+01:00", &jazz);
    for year in [2025, 2026] {
        let summer = world.tracks("Jack Johnson", "Summer Record", 5);
        world.evening(&format!("{year}-07-10T20:00:00+02:00"), &summer);
        world.evening(&format!("{year}-07-20T20:00:00+02:00"), &summer);
    }
    world.facts.plays.sort_by_key(|play| play.started_at.unix_ms);
    let counts: Vec<_> = of_kind(&world, NoticedKind::Season).into_iter().map(|noticed| noticed.counts).collect();
    assert_eq!(
        counts,
        ["20 listens in 2 years, all from 10 July to 20 July", "15 listens, all from 5 December to 24 December"]
    );
}

#[test]
fn a_part_of_the_week_belongs_to_a_genre_by_its_dates() {
    let mut world = World::new();
    let jazz = world.tracks("John Coltrane", "Blue Train", 5);
    jazz.iter().for_each(|track| world.genre(*track, "Jazz"));
    let pop = world.tracks("ABBA", "Arrival", 5);
    pop.iter().for_each(|track| world.genre(*track, "Pop"));
    let sunday = at("2026-11-22T09:00:00+01:00");
    for week in 0..6 {
        let from = sunday.plus_ms(-week * 7 * 24 * HOUR_MS);
        let tracks = if week == 2 { &pop } else { &jazz };
        world.evening(&from.rfc3339(), tracks);
        for day in 1..4 {
            world.evening(&from.plus_ms(-day * 24 * HOUR_MS + 10 * HOUR_MS).rfc3339(), &pop);
        }
    }
    world.facts.plays.sort_by_key(|play| play.started_at.unix_ms);
    let habits = of_kind(&world, NoticedKind::Habit);
    let slot = habits.iter().find(|habit| habit.key.starts_with("slot:sunday")).expect("a slot");
    assert_eq!((slot.sentence.as_str(), slot.counts.as_str()), ("Sunday mornings are Jazz", "5 of 6 Sundays"));
}

#[test]
fn nobody_is_asked_about_an_artist_without_a_name() {
    let mut world = World::new();
    let known = world.tracks("Unknown artist", "", 20);
    for day in ["01", "03", "05", "07", "09"] {
        world.evening(&format!("2026-11-{day}T18:30:00+01:00"), &known);
    }
    let new = world.tracks("Unknown artist", "Tapes", 4);
    world.evening("2026-11-20T09:00:00+01:00", &new);
    let said = said(&world);
    assert!(!said.is_empty() && said.iter().all(|(sentence, _)| !sentence.contains("Unknown")), "{said:?}");
}
