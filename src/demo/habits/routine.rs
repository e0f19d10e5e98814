//! What a day of the listener is like: one function a habit.

use super::diary::{Diary, Heard};
use super::{KITCHEN, PlayedFrom, SUNDAY_MORNINGS};
use crate::demo::dice::Dice;

/// The song that has not left the room for three weeks.
pub const ON_REPEAT: &str = "Two Sugars";
pub const ON_REPEAT_SINCE: i64 = 24;
/// The album that was everything for a season, and the days ago between which it was.
pub const FORGOTTEN: &str = "Everything, Overexposed";
pub const FORGOTTEN_FROM: i64 = 245;
pub const FORGOTTEN_UNTIL: i64 = 152;
/// The genre of Saturdays and Sundays.
pub const WEEKEND_GENRE: &str = "Jazz";
/// What was left in the middle last night, and where.
pub const LEFT_LAST_NIGHT: &str = "Echo Inspector";
pub const LEFT_AT_MS: i64 = 31_000;
/// The book that is half heard, and where its third chapter was left.
pub const BOOK: &str = "The Lamplighter's Almanac";
pub const BOOK_LEFT_AT_MS: i64 = 21_000;
/// The album that was begun this week.
pub const BEGUN: &str = "Okna a dveře";
/// Heard by nobody yet.
#[cfg(test)]
pub const NEVER: &[&str] = &[
    "Leerstelle",
    "Zweite Achse",
    "Umkehrpunkt",
    "Nine Gates",
    "Wintering",
    "What the Buoy Said",
    "Slack Water",
    "鍵穴",
    "Průvan",
    "Count It Twice",
    "The Drummer's Coat",
];

pub const KITCHEN_MADE: i64 = 205;
pub const KITCHEN_TRACKS: &[&str] = &[
    "Press Start to Blossom",
    "Till Receipt",
    "Stepping Stone Dub",
    "Ladder Level",
    "Třetí židle zleva",
    "Umbrella Stand",
    "Tunnel Vision, Part Two",
    "Fensterplatz",
    "Half-Day Thursday",
    "Fourth Floor, No Lift",
];
pub const SUNDAY_MADE: i64 = 148;
pub const SUNDAY_TRACKS: &[&str] = &[
    "Ask Me on Sunday",
    "Air for a Slow Clock",
    "Blue Umbrella",
    "Předehra u okna",
    "Corner Table",
    "Hedge Song",
    "雨の窓",
    "The Piano Is Locked",
];

/// Two kinds of music that belong to one evening: what is begun with, and what comes after it.
const EVENINGS: &[(&str, &[&str])] = &[
    ("Nachtbus", &["Stepping Stone Dub", "Tunnel Vision, Part Two"]),
    ("Rainy Counter", &["Corner Table", "Matchbook", "The Piano Is Locked"]),
    ("Valčíky pro prázdný sál", &["Hedge Song", "Causeway"]),
    ("Continue? 9… 8… 7…", &["雨の窓", "ぜんまいの朝食"]),
    ("Pulse Studies", &["Gitter", "Linie N9"]),
    ("Rooms Without Doors", &["Lamp Room"]),
];

/// One day, in the order of its hours.
pub fn live(diary: &mut Diary<'_>, days_ago: i64) {
    // A fortnight by the sea without a speaker.
    if (318..332).contains(&days_ago) {
        return;
    }
    let abroad = if (87..96).contains(&days_ago) { 120 } else { 0 };
    let weekend = diary.weekday(days_ago) >= 5;
    if weekend {
        weekend_morning(diary, days_ago, abroad);
    } else {
        weekday_morning(diary, days_ago, abroad);
    }
    noon(diary, days_ago);
    on_repeat(diary, days_ago, abroad);
    kitchen(diary, days_ago, abroad);
    if days_ago == 1 {
        last_night(diary);
    } else if (FORGOTTEN_UNTIL..FORGOTTEN_FROM).contains(&days_ago) {
        in_love(diary, days_ago);
    } else {
        evening(diary, days_ago, abroad);
    }
    if days_ago == 4 {
        let first = diary.shelf.track("Chairs on Tables");
        let album = PlayedFrom::Album(diary.shelf.album("Closing Time, Slowly"));
        diary.sit_down(days_ago, 22 * 60 + 40, 0).hear(first, album, Heard::Whole);
    }
}

/// About eight, an album whole, the same for months; some days the tram comes too early.
fn weekday_morning(diary: &mut Diary<'_>, days_ago: i64, abroad: i32) {
    let mut dice = diary.dice(days_ago, "morning");
    if !dice.chance(0.74) {
        return;
    }
    let title = match days_ago {
        0..70 => "Barometer",
        70..180 => "引き出しの中",
        180..300 => "Pulse Studies",
        _ => "Inventions and Small Airs",
    };
    let (album, tracks) = (PlayedFrom::Album(diary.shelf.album(title)), diary.shelf.tracks_of(title));
    let early = dice.chance(0.15);
    let mut session = diary.sit_down(days_ago, dice.whole(7 * 60 + 48, 8 * 60 + 14), abroad);
    for (place, &track) in tracks.iter().enumerate() {
        if early && place == 2 {
            session.hear(track, album, Heard::Stopped(dice.whole(4_000, 16_000)));
            break;
        }
        session.hear(track, album, Heard::Whole);
    }
}

/// Jazz and coffee; since there is a list for it, on Sundays from the list.
fn weekend_morning(diary: &mut Diary<'_>, days_ago: i64, abroad: i32) {
    let mut dice = diary.dice(days_ago, "weekend");
    if !dice.chance(0.82) {
        return;
    }
    let minute = dice.whole(10 * 60, 11 * 60 + 20);
    if diary.weekday(days_ago) == 6 && days_ago < SUNDAY_MADE && dice.chance(0.7) {
        let tracks = some(&mut dice, diary.shelf.tracks(SUNDAY_TRACKS), 6);
        diary.sit_down(days_ago, minute, abroad).hear_all(
            &tracks,
            PlayedFrom::Playlist(SUNDAY_MORNINGS),
            &mut dice,
            0.04,
        );
        return;
    }
    let jazz = [diary.shelf.tracks_of("Blue Umbrella"), diary.shelf.tracks_of("Second Set")].concat();
    let tracks = some(&mut dice, jazz, 5);
    diary.sit_down(days_ago, minute, abroad).hear_all(&tracks, PlayedFrom::Genre(WEEKEND_GENRE), &mut dice, 0.05);
}

/// A book on a few free hours, and an album that is new this week.
fn noon(diary: &mut Diary<'_>, days_ago: i64) {
    let (title, stopped) = match days_ago {
        12 => (BOOK, None),
        6 => (BOOK, Some(BOOK_LEFT_AT_MS)),
        2..6 => (BEGUN, None),
        _ => return,
    };
    let album = PlayedFrom::Album(diary.shelf.album(title));
    let tracks = diary.shelf.tracks_of(title);
    let (first, count) = if days_ago == 6 { (2, 0) } else { (0, 2) };
    let mut session = diary.sit_down(days_ago, 13 * 60 + 5, 0);
    for &track in tracks.iter().skip(first).take(count) {
        session.hear(track, album, Heard::Whole);
    }
    if let (Some(ms), Some(&track)) = (stopped, tracks.get(first)) {
        session.hear(track, album, Heard::Stopped(ms));
    }
}

/// On the way home, once more, and sometimes once more than that.
fn on_repeat(diary: &mut Diary<'_>, days_ago: i64, abroad: i32) {
    let mut dice = diary.dice(days_ago, "repeat");
    let likely = if days_ago < ON_REPEAT_SINCE { 0.85 } else { 0.02 };
    if !dice.chance(likely) {
        return;
    }
    let song = diary.shelf.track(ON_REPEAT);
    let after = diary.shelf.track("Umbrella Stand");
    let from = if dice.chance(0.5) { PlayedFrom::Search } else { PlayedFrom::Section("on-repeat") };
    let times = if days_ago < ON_REPEAT_SINCE { dice.whole(1, 4) } else { 1 };
    let mut session = diary.sit_down(days_ago, dice.whole(17 * 60 + 20, 17 * 60 + 55), abroad);
    for _ in 0..times {
        session.hear(song, from, Heard::Whole);
    }
    if dice.chance(0.4) {
        session.hear(after, from, Heard::Whole);
    }
}

/// Cooking, since there is a list for it.
fn kitchen(diary: &mut Diary<'_>, days_ago: i64, abroad: i32) {
    let mut dice = diary.dice(days_ago, "kitchen");
    if days_ago >= KITCHEN_MADE || abroad != 0 || !dice.chance(0.3) {
        return;
    }
    let count = dice.below(3) + 3;
    let tracks = some(&mut dice, diary.shelf.tracks(KITCHEN_TRACKS), count);
    let from = PlayedFrom::Playlist(KITCHEN);
    diary.sit_down(days_ago, dice.whole(18 * 60 + 35, 19 * 60 + 10), 0).hear_all(&tracks, from, &mut dice, 0.1);
}

/// Every other evening or so: an album, and what goes with it.
fn evening(diary: &mut Diary<'_>, days_ago: i64, abroad: i32) {
    let mut dice = diary.dice(days_ago, "evening");
    if !dice.chance(0.5) {
        return;
    }
    // The first pairs are the dearest.
    let which = dice.below(EVENINGS.len()).min(dice.below(EVENINGS.len()));
    let Some(&(title, after)) = EVENINGS.get(which) else { return };
    let album = diary.shelf.album(title);
    let unheard = |track: &usize| *track != diary.shelf.track("鍵穴") && *track != diary.shelf.track("Conservatory");
    let mut tracks: Vec<usize> = diary.shelf.tracks_of(title).into_iter().filter(unheard).collect();
    tracks.truncate(2 + dice.below(3));
    let after = diary.shelf.tracks(after);
    let minute = dice.whole(20 * 60 + 5, 21 * 60 + 50);
    let mut session = diary.sit_down(days_ago, minute, abroad);
    session.hear_all(&tracks, PlayedFrom::Album(album), &mut dice, 0.06);
    session.hear_all(&after, PlayedFrom::Queue, &mut dice, 0.03);
    // A piece that is begun now and then, and never liked enough.
    if dice.chance(0.12) {
        let track = diary.shelf.track(if dice.chance(0.5) { "The Shopkeeper's Theme" } else { "Last Bus Version" });
        diary.sit_down(days_ago, minute + 70, abroad).hear(
            track,
            PlayedFrom::Search,
            Heard::Skipped(dice.whole(4_000, 14_000)),
        );
    }
}

/// The season of one album: night after night.
fn in_love(diary: &mut Diary<'_>, days_ago: i64) {
    let mut dice = diary.dice(days_ago, "love");
    if !dice.chance(0.62) {
        return;
    }
    let (album, tracks) = (PlayedFrom::Album(diary.shelf.album(FORGOTTEN)), diary.shelf.tracks_of(FORGOTTEN));
    let mut session = diary.sit_down(days_ago, dice.whole(21 * 60, 22 * 60 + 30), 0);
    session.hear_all(&tracks, album, &mut dice, 0.03);
    if let Some(&favourite) = tracks.get(2).filter(|_| dice.chance(0.4)) {
        session.hear(favourite, album, Heard::Whole);
    }
}

/// Yesterday: sleep came in the third track.
fn last_night(diary: &mut Diary<'_>) {
    let album = PlayedFrom::Album(diary.shelf.album("Underpass Versions"));
    let before = diary.shelf.tracks(&["Stepping Stone Dub", "Tunnel Vision, Part Two"]);
    let left = diary.shelf.track(LEFT_LAST_NIGHT);
    let mut session = diary.sit_down(1, 22 * 60 + 12, 0);
    for track in before {
        session.hear(track, album, Heard::Whole);
    }
    session.hear(left, album, Heard::Stopped(LEFT_AT_MS));
}

/// So many of them, in an order of the day.
fn some(dice: &mut Dice, mut tracks: Vec<usize>, count: usize) -> Vec<usize> {
    dice.shuffle(&mut tracks);
    tracks.truncate(count);
    tracks
}
