use std::fs;

use super::*;
use crate::domain::feedback::{Target, Verb};
use crate::domain::ids::{ArtistId, PlayId, TrackId};
use crate::domain::listen::{PlayOpened, PlayProgress, Source, SourceKind};
use crate::domain::section::{Home, Impression};
use crate::domain::time::{DAY_MS, HOUR_MS};
use crate::store::fixture::{Fixture, NOW};
use crate::store::{BackedUp, PastPlay};

fn heard(fixture: &Fixture, track: TrackId, title: &str, artist: &str, at: Moment) {
    let opened = PlayOpened {
        id: PlayId::made_at(at.unix_ms),
        track: Some(track),
        title: title.into(),
        artist: artist.into(),
        album: None,
        started_at: at,
        length_ms: Some(200_000),
        source: Source { kind: SourceKind::Queue, id: None, name: String::new() },
    };
    let progress = PlayProgress { heard_ms: 200_000, position_ms: 0, audible: true, key_age_ms: 0 };
    fixture.store.record_past_plays(vec![PastPlay { opened, progress, ending: Ending::Finished }]).wait().unwrap();
}

/// Two artists, each heard and liked, one of them rated and seen.
fn lived_in() -> (Fixture, TrackId, TrackId) {
    let fixture = Fixture::new();
    let store = &fixture.store;
    let (fruit, sunny) = (fixture.track("Strange Fruit", "Billie Holiday"), fixture.track("Sunny", "Bobby Hebb"));
    for day in 1..=4 {
        heard(&fixture, fruit, "Strange Fruit", "Billie Holiday", NOW.plus_ms(-day * DAY_MS));
        heard(&fixture, sunny, "Sunny", "Bobby Hebb", NOW.plus_ms(HOUR_MS - day * DAY_MS));
    }
    for track in [fruit, sunny] {
        store.say(Verb::Like, Target::Item(ItemRef::Track(track)), None, NOW.plus_ms(-DAY_MS)).wait().unwrap();
    }
    store.rate(vec![fruit], 5, NOW).wait().unwrap();
    store.leave_out(Exclusion::Repeats { track: fruit }, NOW).wait().unwrap();
    let seen = Impression {
        generation: 1,
        section: "on-repeat".into(),
        kind: "on-repeat".into(),
        section_place: 0,
        item: ItemRef::Track(fruit),
        pick_place: 0,
    };
    store.log_impressions(vec![seen], NOW).wait().unwrap();
    store.log_opened(ItemRef::Track(fruit), Some("strange".into()), NOW).wait().unwrap();
    store.save_home(Home { generation: 1, ..Home::empty(NOW) }).wait().unwrap();
    (fixture, fruit, sunny)
}

/// Whether any file of the library or its backups holds these words.
fn is_written(fixture: &Fixture, words: &str) -> bool {
    let folders = [fixture.paths.data.clone(), fixture.paths.backups()];
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).into_iter().flatten());
    files
        .filter_map(|entry| fs::read(entry.unwrap().path()).ok())
        .any(|bytes| bytes.windows(words.len()).any(|window| window == words.as_bytes()))
}

#[test]
fn an_artist_is_forgotten_here_and_in_the_backups_and_nobody_else_is() {
    let (fixture, fruit, sunny) = lived_in();
    let (store, listener) = (&fixture.store, fixture.store.listener());
    let BackedUp::To { .. } = store.back_up(&fixture.paths.backups(), NOW).unwrap() else { panic!() };
    let artist = fixture.number("SELECT artist_id FROM tracks WHERE title = 'Strange Fruit'");
    let what = Forget::Music { item: ItemRef::Artist(ArtistId(artist)) };
    let would = fixture.reader().forgettable(listener, &what, NOW).unwrap();
    assert_eq!(would.words(), "4 plays, 1 rating, 1 word, 1 rule, 1 look at home, 1 search, 1 opened page");
    let plays = fixture.number("SELECT count(*) FROM plays");

    let gone = store.forget(&what, &fixture.paths.backups(), NOW).unwrap();
    assert_eq!(gone, would, "the dry run says what goes");
    assert_eq!(gone.backups, 1);
    assert_eq!(fixture.number("SELECT count(*) FROM plays"), plays - 4);
    assert_eq!(fixture.reader().wrong_track_stats().unwrap(), 0);
    let liked: Vec<_> = fixture.reader().feedback(listener, NOW).unwrap().into_iter().map(|word| word.target).collect();
    assert_eq!(liked, [Target::Item(ItemRef::Track(sunny))]);
    assert_eq!(store.undo(NOW).wait().unwrap(), None, "the undo list held what was");
    assert_eq!(fixture.reader().home(listener).unwrap(), None);
    let again = fixture.reader().forgettable(listener, &what, NOW).unwrap();
    assert!(again.is_nothing(), "{again:?}");

    let copy = backup::databases(&fixture.paths.backups()).remove(0);
    let copy = connection::open_copy(&copy).unwrap();
    let left: i64 = copy.query_row("SELECT count(*) FROM plays", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 4);
    let of_it = format!("SELECT count(*) FROM plays WHERE track_id = {fruit}");
    assert_eq!(copy.query_row(&of_it, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
}

#[test]
fn all_that_was_heard_leaves_no_byte_and_lists_stay() {
    let (fixture, _, sunny) = lived_in();
    let store = &fixture.store;
    heard(&fixture, TrackId(999), "A Secret Song", "Nobody Else", NOW.plus_ms(-HOUR_MS));
    let id = crate::domain::ids::PlaylistId::made_at(NOW.unix_ms);
    for edit in [
        crate::domain::playlist::PlaylistEdit::Create { id, name: "Kitchen".into() },
        crate::domain::playlist::PlaylistEdit::Add { id, tracks: vec![sunny] },
    ] {
        store.edit_playlist(edit, NOW).wait().unwrap();
    }
    store.back_up(&fixture.paths.backups(), NOW).unwrap();
    assert!(is_written(&fixture, "A Secret Song"));
    let gone = store.forget(&Forget::All, &fixture.paths.backups(), NOW).unwrap();
    assert_eq!((gone.plays, gone.words), (9, 2));
    for table in ["plays", "track_stats", "feedback", "impressions", "searches", "opened_pages", "changes", "home"] {
        assert_eq!(fixture.number(&format!("SELECT count(*) FROM {table}")), 0, "{table}");
    }
    assert_eq!(fixture.number("SELECT count(*) FROM playlist_entries"), 1);
    assert!(!is_written(&fixture, "A Secret Song"), "also not in a free page, nor in a log");
}

#[test]
fn a_stretch_of_time_is_forgotten_and_the_rest_counts_on() {
    let (fixture, fruit, _) = lived_in();
    let (store, listener) = (&fixture.store, fixture.store.listener());
    let what = Forget::Span { from: NOW.plus_ms(-2 * DAY_MS).unix_ms, to: NOW.plus_ms(1).unix_ms };
    let gone = store.forget(&what, &fixture.paths.backups(), NOW).unwrap();
    assert_eq!((gone.plays, gone.words, gone.stars, gone.seen), (4, 2, 1, 1));
    let listens = format!("SELECT listens FROM track_stats WHERE track_id = {fruit}");
    assert_eq!(fixture.number(&listens), 2);
    assert_eq!(fixture.reader().wrong_track_stats().unwrap(), 0);
    let unknown = Forget::Music { item: ItemRef::Track(TrackId(99)) };
    assert!(matches!(fixture.reader().forgettable(listener, &unknown, NOW), Err(StoreError::NotFound(_))));
}
