use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::domain::listen::{SESSION_GAP_MS, counts, is_skip};
use routine::{BEGUN, BOOK, BOOK_LEFT_AT_MS, FORGOTTEN, LEFT_AT_MS, LEFT_LAST_NIGHT, NEVER, ON_REPEAT, WEEKEND_GENRE};

const NOWS: [&str; 4] =
    ["2026-11-22T20:15:00+01:00", "2026-03-02T07:05:00-08:00", "2027-01-01T00:03:00Z", "2025-07-16T13:40:00+05:30"];

fn each_now(check: impl Fn(Moment, &History)) {
    for now in NOWS {
        let now = Moment::parse_rfc3339(now).unwrap();
        check(now, &history(now));
    }
}

fn is_listen(play: &Play) -> bool {
    counts(Some(play.heard_ms), Some(play.length_ms))
}

/// Listens to tracks of one album between two days ago, the older first.
fn listens_of(history: &History, now: Moment, tracks: &[usize], from: i64, until: i64) -> usize {
    let age = |play: &Play| (now.unix_ms - play.started_at.unix_ms) / DAY_MS;
    history
        .plays
        .iter()
        .filter(|play| tracks.contains(&play.track) && is_listen(play) && (until..from).contains(&age(play)))
        .count()
}

fn shelf() -> Shelf {
    Shelf::new(albums(), catalogue())
}

/// Plays grouped by silence.
fn sessions(history: &History) -> Vec<Vec<Play>> {
    let mut sessions: Vec<Vec<Play>> = Vec::new();
    let mut silent_since = i64::MIN / 2;
    for play in &history.plays {
        if play.started_at.unix_ms - silent_since >= SESSION_GAP_MS {
            sessions.push(Vec::new());
        }
        sessions.last_mut().unwrap().push(*play);
        silent_since = play.started_at.unix_ms + play.heard_ms;
    }
    sessions
}

#[test]
fn the_same_moment_gives_the_same_history() {
    each_now(|now, first| assert_eq!(&history(now), first));
}

#[test]
fn a_later_hour_of_the_day_only_adds() {
    let morning = history(Moment::parse_rfc3339("2026-11-24T06:00:00+01:00").unwrap());
    let night = history(Moment::parse_rfc3339("2026-11-24T23:00:00+01:00").unwrap());
    assert!(night.plays.len() > morning.plays.len());
    assert_eq!(night.plays[..morning.plays.len()], morning.plays);
}

#[test]
fn time_runs_forward_and_ends_now() {
    each_now(|now, history| {
        assert!(history.plays.len() > 1_200, "{} plays", history.plays.len());
        let mut until = i64::MIN;
        for play in &history.plays {
            assert!(play.started_at.unix_ms >= until, "two plays at once");
            until = play.started_at.unix_ms + play.heard_ms;
            assert!((0..=play.length_ms).contains(&play.heard_ms));
        }
        assert!(until < now.unix_ms);
        let first = history.plays[0].started_at.unix_ms;
        assert!((440..=457).contains(&((now.unix_ms - first) / DAY_MS)), "fifteen months");
        let made = history.playlists.iter().map(|list| list.changed_at).chain(history.likes.iter().map(|like| like.1));
        assert!(made.chain(history.pins.iter().map(|pin| pin.pinned_at)).all(|at| at.unix_ms < now.unix_ms));
    });
}

#[test]
fn nothing_is_heard_before_it_came() {
    let tracks = catalogue();
    each_now(|now, history| {
        for play in &history.plays {
            let came = i64::from(tracks[play.track].album.added_days_ago);
            assert!((now.unix_ms - play.started_at.unix_ms) / DAY_MS <= came, "{}", tracks[play.track].title);
        }
    });
}

#[test]
fn weekdays_begin_with_an_album() {
    let album = shelf().album("Barometer");
    each_now(|now, history| {
        let mornings: BTreeSet<_> = history
            .plays
            .iter()
            .filter(|play| play.from == PlayedFrom::Album(album) && (7..=8).contains(&play.started_at.civil().hour()))
            .map(|play| play.started_at.date())
            .collect();
        assert!(mornings.len() >= 25, "{} mornings", mornings.len());
        assert!(mornings.iter().all(|day| day.weekday().to_monday_zero_offset() < 5));
        assert!(listens_of(history, now, &shelf().tracks_of("Barometer"), 30, 0) >= 30);
    });
}

#[test]
fn weekends_are_jazz() {
    let tracks = catalogue();
    each_now(|_, history| {
        let jazz = history.plays.iter().filter(|play| play.from == PlayedFrom::Genre(WEEKEND_GENRE));
        assert!(jazz.clone().count() > 150);
        for play in jazz {
            assert!(tracks[play.track].style.genres().contains(&WEEKEND_GENRE));
            assert!(play.started_at.date().weekday().to_monday_zero_offset() >= 5);
        }
    });
}

#[test]
fn one_song_is_on_repeat() {
    let song = shelf().track(ON_REPEAT);
    each_now(|now, history| {
        assert!(listens_of(history, now, &[song], 30, 0) >= 20);
        for other in 0..catalogue().len() {
            assert!(
                other == song || listens_of(history, now, &[other], 30, 0) < listens_of(history, now, &[song], 30, 0)
            );
        }
    });
}

#[test]
fn a_love_was_forgotten() {
    let tracks = shelf().tracks_of(FORGOTTEN);
    each_now(|now, history| {
        assert!(listens_of(history, now, &tracks, 260, 150) >= 120, "it was heard night after night");
        assert_eq!(listens_of(history, now, &tracks, 140, 0), 0, "and not since");
        let artist =
            catalogue().into_iter().filter(|track| track.artist == "Glasshouse Weather").map(|track| track.index);
        assert_eq!(listens_of(history, now, &artist.collect::<Vec<_>>(), 140, 0), 0);
    });
}

#[test]
fn some_artists_are_half_explored_and_some_tracks_unheard() {
    let unheard: BTreeSet<usize> = NEVER.iter().map(|title| shelf().track(title)).collect();
    each_now(|_, history| {
        let heard: BTreeSet<usize> = history.plays.iter().map(|play| play.track).collect();
        assert!(heard.is_disjoint(&unheard));
        assert!(heard.len() > 40, "{} tracks were heard", heard.len());
        let folk = shelf().tracks_of("The Long Field");
        assert_eq!(folk.iter().filter(|track| heard.contains(track)).count(), 1, "one of three");
    });
}

#[test]
fn evenings_go_together() {
    let (bus, dub) = (shelf().track("Linie N9"), shelf().track("Stepping Stone Dub"));
    let (sugar, table) = (shelf().track("Umbrella Stand"), shelf().track("Corner Table"));
    each_now(|_, history| {
        let mut together: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for session in sessions(history) {
            let heard: BTreeSet<usize> = session.iter().filter(|play| is_listen(play)).map(|play| play.track).collect();
            for pair in [(bus, dub), (sugar, table)] {
                if heard.contains(&pair.0) && heard.contains(&pair.1) {
                    *together.entry(pair).or_default() += 1;
                }
            }
        }
        assert!(together.get(&(bus, dub)).is_some_and(|&sessions| sessions >= 8), "{together:?}");
        assert!(together.get(&(sugar, table)).is_some_and(|&sessions| sessions >= 8), "{together:?}");
    });
}

#[test]
fn last_night_ended_in_the_middle_of_an_album() {
    let left = shelf().track(LEFT_LAST_NIGHT);
    each_now(|now, history| {
        let yesterday = now.plus_ms(-DAY_MS).date();
        let last = history.plays.iter().rfind(|play| play.started_at.date() == yesterday).unwrap();
        assert_eq!((last.track, last.ending, last.heard_ms), (left, Ending::Stopped, LEFT_AT_MS));
        assert!(matches!(last.from, PlayedFrom::Album(_)));
    });
}

#[test]
fn an_album_is_new_and_hardly_heard() {
    let new = albums().iter().position(|album| album.added_days_ago <= 7).unwrap();
    let tracks = shelf().tracks_of(albums()[new].title);
    each_now(|now, history| assert_eq!(listens_of(history, now, &tracks, DAYS, 0), 1));
}

#[test]
fn a_book_is_half_heard_and_an_album_was_begun_this_week() {
    let (book, album) = (shelf().tracks_of(BOOK), shelf().tracks_of(BEGUN));
    each_now(|now, history| {
        let chapters: Vec<&Play> = history.plays.iter().filter(|play| book.contains(&play.track)).collect();
        assert_eq!(chapters.iter().map(|play| play.track).collect::<Vec<_>>(), book[..3]);
        assert_eq!((chapters[2].ending, chapters[2].heard_ms), (Ending::Stopped, BOOK_LEFT_AT_MS));
        assert_eq!(listens_of(history, now, &album, 7, 0), 8, "four days, two tracks");
        assert_eq!(listens_of(history, now, &album, DAYS, 7), 0);
    });
}

#[test]
fn there_are_skips_stops_and_a_journey() {
    each_now(|now, history| {
        let skips = history.plays.iter().filter(|play| is_skip(play.ending, Some(play.heard_ms), Some(play.length_ms)));
        let share = skips.count() as f32 / history.plays.len() as f32;
        assert!((0.01..0.12).contains(&share), "{share}");
        assert!(history.plays.iter().filter(|play| play.ending == Ending::Stopped).count() > 10);
        assert!(history.plays.iter().any(|play| play.started_at.offset_minutes == now.offset_minutes + 120));
    });
}

#[test]
fn lists_were_made_before_they_were_heard() {
    each_now(|_, history| {
        for (place, list) in history.playlists.iter().enumerate() {
            assert!(list.tracks.len() >= 8);
            let plays = history.plays.iter().filter(|play| play.from == PlayedFrom::Playlist(place));
            assert!(plays.clone().count() > 50, "{}", list.name);
            for play in plays {
                assert!(list.tracks.contains(&play.track));
                assert!(play.started_at.unix_ms > list.made_at.unix_ms);
            }
        }
        assert!(history.likes.len() >= 4 && history.pins.len() == 1);
    });
}
