use super::*;
use crate::domain::ids::ArtistId;
use crate::domain::section::PinMode;
use crate::taste::fixture::{World, at, ids, section};

/// Nina Simone with Jay Hawkins on three days and Billie Holiday on one; Oscar Brown in a list.
fn jazz() -> World {
    let mut world = World::new();
    let nina = world.tracks("Nina Simone", "Pastel Blues", 6);
    let spell = world.track("Jay Hawkins", "At Home", "I Put a Spell on You");
    let fruit = world.track("Billie Holiday", "Commodore", "Strange Fruit");
    let work = world.track("Oscar Brown Jr.", "Sin & Soul", "Work Song");
    let afro = world.track("Abbey Lincoln", "Abbey Is Blue", "Afro Blue");
    let techno = world.track("Surgeon", "Force + Form", "Black Jackal Throwbacks");
    for track in [nina[0], nina[1], nina[2], afro] {
        world.genre(track, "Jazz");
    }
    world.genre(techno, "Techno");
    world.playlist("Kitchen", &[nina[0], work]);
    for day in ["2026-11-16", "2026-11-18", "2026-11-20"] {
        world.evening(&format!("{day}T20:00:00+01:00"), &[nina[0], spell]);
    }
    world.evening("2026-11-19T20:00:00+01:00", &[nina[1], nina[0], fruit]);
    world.evening("2026-11-19T12:00:00+01:00", &[techno]);
    world.facts.plays.sort_by_key(|play| play.started_at.unix_ms);
    world
}

/// What the kind itself says, before the page takes what other sections show.
fn grown(world: &World) -> Vec<Candidate> {
    let seed = Some(ItemRef::Artist(ArtistId(100)));
    Because.grow(&Digest::of(&world.facts), &Deal::default(), seed).unwrap().candidates
}

fn title(world: &World, candidate: &Candidate) -> String {
    Digest::of(&world.facts).item(candidate.what).title
}

fn facts_of(world: &World, wanted: &str) -> Vec<Fact> {
    let grown = grown(world);
    let candidate = grown.iter().find(|candidate| title(world, candidate) == wanted).unwrap();
    candidate.evidence.iter().map(|evidence| evidence.fact.clone()).collect()
}

#[test]
fn several_days_come_before_one_day_before_a_list_before_the_last_resort() {
    let world = jazz();
    let grown = grown(&world);
    let tiers: Vec<(u8, String)> = grown.iter().map(|found| (found.tier, title(&world, found))).collect();
    assert_eq!(tiers[0], (SEVERAL_DAYS, "I Put a Spell on You".into()));
    assert_eq!(tiers[1], (ONE_DAY, "Strange Fruit".into()));
    assert_eq!(tiers[2], (SAME_LIST, "Work Song".into()));
    let by_nina = tiers.iter().filter(|(tier, title)| *tier == BY_SEED && title.starts_with("Pastel")).count();
    assert_eq!(by_nina, 6);
    assert_eq!(tiers[9..], [(SAME_GENRE, "Afro Blue".into())], "and nothing leads to techno");

    let seed = "Nina Simone".to_owned();
    let last = at("2026-11-20T20:04:00+01:00");
    let spell = facts_of(&world, "I Put a Spell on You");
    assert!(spell.contains(&Fact::RightAfter { seed: seed.clone(), times: 3, days: 3 }), "{spell:?}");
    assert!(spell.contains(&Fact::SameSessions { seed: seed.clone(), sessions: 3, days: 3, last }), "{spell:?}");
    let fruit = facts_of(&world, "Strange Fruit");
    let last = at("2026-11-19T20:08:00+01:00");
    assert!(fruit.contains(&Fact::SameSessions { seed, sessions: 1, days: 1, last }), "{fruit:?}");
    assert!(!fruit.iter().any(|fact| matches!(fact, Fact::RightAfter { .. })), "once is no habit");
    assert_eq!(facts_of(&world, "Work Song"), [Fact::InPlaylist { playlist: "Kitchen".into() }]);
    assert_eq!(facts_of(&world, "Afro Blue"), [Fact::SameGenre { genre: "Jazz".into() }]);
}

#[test]
fn the_just_heard_gives_way() {
    let mut world = jazz();
    let spell = world.facts.tracks.iter().position(|track| &*track.artist_credit == "Jay Hawkins").unwrap() as u32;
    world.evening("2026-11-22T12:00:00+01:00", &[spell]);
    let last = grown(&world).pop().unwrap();
    assert_eq!((last.tier, title(&world, &last)), (JUST_HEARD, "I Put a Spell on You".into()));
}

#[test]
fn last_resorts_fill_a_section_up_and_no_further() {
    let home = jazz().home_of("because");
    let section = section(&home, "because:artist:100").unwrap();
    assert_eq!(section.picks.len(), FULL_ENOUGH);
    assert_eq!(section.reason, "close to Nina Simone: same sessions, lists, artist or genres");
}

#[test]
fn a_pinned_artist_is_not_grown_from_again() {
    let mut world = jazz();
    world.pin(0, PinMode::Recipe, "because", Some(ItemRef::Artist(ArtistId(100))), Vec::new());
    let home = world.home();
    assert_eq!(home.sections[0].picks[0].item.title, "I Put a Spell on You");
    assert!(home.sections[0].picks.len() <= 5, "as long as the recipe says");
    assert!(!ids(&home).contains(&"because:artist:100"));
}

#[test]
fn up_to_three_different_artists_by_what_was_heard_this_week() {
    let mut world = World::new();
    for artist in ["A", "B", "C", "D"] {
        let tracks = world.tracks(artist, &format!("{artist} album"), 6);
        world.tracks(artist, &format!("{artist} more"), 9);
        for track in &tracks {
            world.genre(*track, "Jazz");
        }
    }
    for (day, tracks) in [(16, [0, 15, 30]), (17, [1, 16, 31]), (18, [2, 17, 32]), (19, [3, 4, 5])] {
        world.evening(&format!("2026-11-{day}T20:00:00+01:00"), &tracks);
    }
    let home = world.home();
    let because: Vec<&str> = ids(&home).into_iter().filter(|id| id.starts_with("because")).collect();
    assert_eq!(because.len(), 3);
    assert_eq!(because[0], "because:artist:100", "the strongest is never drawn out");
    assert!(!because.contains(&"because:artist:103"), "D was not heard");
}

#[test]
fn a_list_in_a_folder_is_called_by_its_own_name() {
    let mut world = jazz();
    world.playlist("Loud/Work mornings", &[0, 1]);
    let list = ItemRef::Playlist(world.facts.playlists.last().unwrap().id);
    let draft = Because.grow(&Digest::of(&world.facts), &Deal::default(), Some(list)).unwrap();
    assert_eq!(draft.title, "Because of your list Work mornings");
}
