mod holding;

use rusqlite::Transaction;

use super::*;
use crate::domain::exclusion::Exclusion;
use crate::domain::ids::{PlayId, TrackId};
use crate::domain::listen::{Ending, PlayOpened, PlayProgress, Source, SourceKind};
use crate::domain::playlist::PlaylistEdit;
use crate::domain::section::ItemRef;
use crate::domain::sound_space::{ANALYSER, VERSION, layout};
use crate::domain::time::DAY_MS;
use crate::domain::track::{Kind, Presence};
use crate::store::Store;
use crate::store::fixture::{Fixture, NOW};
use crate::store::plays::PastPlay;

fn run(fixture: &Fixture, sql: &'static str) {
    fixture.store.writer().urgent(move |tx: &Transaction<'_>| Ok(tx.execute_batch(sql)?)).wait().unwrap();
}

fn played(fixture: &Fixture, track: Option<TrackId>, at: i64, source: SourceKind, source_id: &str) -> PlayId {
    let id = PlayId::made_at(at);
    let opened = PlayOpened {
        id,
        track,
        title: "t".into(),
        artist: "a".into(),
        album: None,
        started_at: Moment { unix_ms: at, offset_minutes: 60 },
        length_ms: Some(200_000),
        source: Source { kind: source, id: Some(source_id.into()), name: String::new() },
    };
    let progress = PlayProgress { heard_ms: 31_000, position_ms: 31_000, audible: true, key_age_ms: 0 };
    let past = PastPlay { opened, progress, ending: Ending::Next };
    fixture.store.record_past_plays(vec![past]).wait().unwrap();
    id
}

fn facts(fixture: &Fixture) -> Facts {
    fixture.reader().facts(fixture.store.listener(), NOW).unwrap()
}

fn starts(fixture: &Fixture) -> Vec<i64> {
    facts(fixture).plays.iter().map(|play| play.started_at.unix_ms).collect()
}

#[test]
fn an_empty_library_gives_empty_facts() {
    let facts = facts(&Fixture::new());
    assert!(facts.tracks.is_empty() && facts.plays.is_empty() && facts.name.is_none());
}

#[test]
fn plays_are_in_order_and_only_those_that_can_be_scored() {
    let fixture = Fixture::new();
    let track = fixture.track("Sunny", "Bobby Hebb");
    let now = NOW.unix_ms;
    // Out of order, of unknown music, before 2000, a day and more ahead.
    for at in [now - 5, now - 9, now + DAY_MS, now + DAY_MS + 1, 946_684_799_999] {
        played(&fixture, Some(track), at, SourceKind::Album, "1");
    }
    played(&fixture, None, now - 7, SourceKind::File, "");
    let other = Store::open_as(&fixture.paths, "Ada", NOW).unwrap();
    assert!(other.reader().unwrap().facts(other.listener(), NOW).unwrap().plays.is_empty());
    let facts = facts(&fixture);
    let seen: Vec<_> = facts.plays.iter().map(|play| play.started_at).collect();
    let at = |unix_ms| Moment { unix_ms, offset_minutes: 60 };
    assert_eq!(seen, [at(now - 9), at(now - 5), at(now + DAY_MS)]);
    let play = facts.plays[0];
    assert!(play.listen && !play.skip && play.ending == Some(Ending::Next) && play.source == SourceKind::Album);
    assert_eq!(facts.tracks[play.track as usize].id, track);
}

#[test]
fn what_is_left_out_is_not_there_and_comes_back() {
    let fixture = Fixture::new();
    let (a, b) = (fixture.track("a", "x"), fixture.track("b", "x"));
    let now = NOW.unix_ms;
    run(
        &fixture,
        "INSERT INTO genres (id, name, fold) VALUES (1, 'Sleep Sounds', 'sleep sounds');
         INSERT INTO track_genres (track_id, position, genre_id) VALUES (1, 0, 1);
         INSERT INTO roots (id, path, added_at) VALUES (1, CAST('/music/' AS BLOB), 0);
         INSERT INTO files (id, root_id, path, size, mtime_ns, ctime_ns, inode, format, added_at)
         VALUES (1, 1, CAST('Rain/1.mp3' AS BLOB), 0, 0, 0, 0, 'MP3', 0),
                (2, 1, CAST('Rainbow/1.mp3' AS BLOB), 0, 0, 0, 0, 'MP3', 0);
         INSERT INTO track_files (file_id, track_id) VALUES (1, 1), (2, 2);",
    );
    let list = PlaylistId::made_at(0);
    let single = played(&fixture, Some(a), now - 40, SourceKind::Album, "");
    played(&fixture, Some(b), now - 30, SourceKind::Album, "");
    played(&fixture, Some(b), now - 20, SourceKind::Playlist, &list.to_string());
    played(&fixture, Some(b), now - 10, SourceKind::Album, &list.to_string());
    let all = [now - 40, now - 30, now - 20, now - 10];
    for (rule, left) in [
        (Exclusion::Play { id: single }, &all[1..]),
        (Exclusion::Span { from: now - 30, to: now - 10 }, &[now - 40, now - 10]),
        (Exclusion::Playlist { id: list }, &[now - 40, now - 30, now - 10]),
        (Exclusion::Genre { name: "sleep  SOUNDS".into() }, &all[1..]),
        (Exclusion::folder(b"/music/Rain"), &all[1..]),
        (Exclusion::folder(b"/music/Rain/"), &all[1..]),
        (Exclusion::folder(b"/"), &[]),
        (Exclusion::Music { item: ItemRef::Track(a) }, &all[1..]),
        (Exclusion::Repeats { track: b }, &all),
    ] {
        let told = fixture.reader().stops_counting(fixture.store.listener(), &rule).unwrap();
        assert_eq!(told as usize, all.len() - left.len(), "{rule:?}");
        let (id, _) = fixture.store.leave_out(rule.clone(), NOW).wait().unwrap();
        assert_eq!(starts(&fixture), left, "{rule:?}");
        fixture.store.let_in(id, NOW).wait().unwrap();
        assert!(fixture.store.let_in(id, NOW).wait().is_err());
        assert_eq!(starts(&fixture), all);
    }
    run(
        &fixture,
        "INSERT INTO import_batches (id, uuid, listener_id, source, imported_at, undone_at) VALUES (1, x'00', 1, 's', 0, 0);
         UPDATE plays SET batch_id = 1 WHERE track_id = 2;",
    );
    assert_eq!(starts(&fixture), [now - 40]);
}

#[test]
fn the_library_stands_in_flat_vectors() {
    let fixture = Fixture::new();
    let tracks = ["c", "a", "b", "d"].map(|title| fixture.track(title, "Main"));
    run(
        &fixture,
        "INSERT INTO artists (id, name, fold, sort_key) VALUES (90, 'Guest', 'guest', 'guest');
         INSERT INTO albums (id, identity, title, fold, sort_key, artist, artist_id, year, added_at, kind_by_hand)
         VALUES (50, 'i', 'Album', 'album', 'album', 'Main', 1, 1971, 0, 'spoken'), (51, 'e', 'Empty', '', '', '', 1, 0, 0, NULL);
         UPDATE tracks SET album_id = 50, disc = 1, number = CASE title WHEN 'a' THEN 1 WHEN 'b' THEN 2 ELSE 3 END
         WHERE title <> 'd';
         UPDATE tracks SET kind_by_hand = 'music' WHERE title = 'a';
         UPDATE tracks SET kind = 'sound' WHERE title = 'd';
         INSERT INTO track_artists (track_id, role, position, artist_id)
         VALUES (1, 'featured', 0, 90), (1, 'artist', 0, 1), (1, 'composer', 0, 90), (2, 'composer', 0, 90);
         INSERT INTO roots (id, path, added_at, offline) VALUES (1, x'61', 0, 0), (2, x'62', 0, 1);
         INSERT INTO files (id, root_id, path, size, mtime_ns, ctime_ns, inode, format, added_at, missing_since, problem)
         VALUES (1, 1, x'01', 0, 0, 0, 0, 'MP3', 0, NULL, NULL), (2, 1, x'02', 0, 0, 0, 0, 'MP3', 0, 7, NULL),
                (3, 2, x'03', 0, 0, 0, 0, 'MP3', 0, NULL, NULL), (4, 1, x'04', 0, 0, 0, 0, 'APE', 0, NULL, 'no decoder');
         INSERT INTO track_files (file_id, track_id) VALUES (1, 1), (2, 1), (3, 2), (4, 3);",
    );
    let id = PlaylistId::made_at(NOW.unix_ms);
    fixture.store.edit_playlist(PlaylistEdit::Create { id, name: "L".into() }, NOW).wait().unwrap();
    let add = PlaylistEdit::Add { id, tracks: vec![tracks[2], tracks[0], tracks[2]] };
    fixture.store.edit_playlist(add, NOW).wait().unwrap();
    fixture.store.set(NAME.into(), "Ana".into(), crate::domain::section::Origin::Hand, NOW).wait().unwrap();

    let facts = facts(&fixture);
    assert_eq!(facts.name.as_deref(), Some("Ana"));
    let album = &facts.albums[0];
    assert_eq!((facts.albums.len(), album.tracks.as_slice(), album.year), (1, [1, 2, 0].as_slice(), Some(1971)));
    let names: Vec<_> = facts.tracks[0].artists.iter().map(|artist| &facts.artists[*artist as usize].name).collect();
    assert_eq!(names, ["Main", "Guest"]);
    assert_eq!(facts.tracks[1].artists.len(), 1, "a composer is no credited artist");
    let presence: Vec<_> = facts.tracks.iter().map(|track| track.presence).collect();
    assert_eq!(presence, [Presence::Here, Presence::Offline, Presence::Unplayable, Presence::Missing]);
    let kinds: Vec<_> = facts.tracks.iter().map(|track| track.kind).collect();
    assert_eq!(kinds, [Kind::Spoken, Kind::Music, Kind::Spoken, Kind::Sound]);
    assert_eq!(facts.playlists[0].tracks, [2, 0, 2]);
    let put = |now: Moment| fixture.reader().facts(fixture.store.listener(), now).unwrap().playlists.remove(0).put;
    assert_eq!(put(NOW.plus_ms(DAY_MS)), [2, 0, 2].map(|track| (track, NOW.unix_ms)), "as they were put in");
    assert_eq!(put(NOW.plus_ms(31 * DAY_MS)), [], "that is long ago");
}

#[test]
fn movements_stand_in_their_work_and_counts_of_other_players_beside_the_plays() {
    let fixture = Fixture::new();
    let [second, first, alone, other] = ["II", "I", "alone", "other"].map(|title| fixture.track(title, "Main"));
    run(
        &fixture,
        "INSERT INTO albums (id, identity, title, fold, sort_key, artist, artist_id, added_at)
         VALUES (50, 'i', 'Album', 'album', 'album', 'Main', 1, 0);
         UPDATE tracks SET album_id = 50, work = 'Sonata', movement_number = length(title) WHERE title IN ('I', 'II');
         UPDATE tracks SET album_id = 50, work = 'Prelude', tag_rating = 4.5 WHERE title = 'alone';
         UPDATE tracks SET tag_play_count = 12, tag_rating = 2.0 WHERE title = 'I';",
    );
    let read = |track: TrackId| {
        let facts = facts(&fixture);
        let track = facts.tracks.iter().find(|known| known.id == track).unwrap();
        (track.work.map(|work| facts.works[work as usize].tracks.clone()), track.counted_elsewhere, track.stars)
    };
    assert_eq!(read(first), (Some(vec![1, 0]), 0, None), "what tags say is not taken over unasked");
    assert!(fixture.store.take_tag_counts(NOW).wait().unwrap().is_some());
    fixture.store.rate(vec![first], 5, NOW).wait().unwrap();
    assert_eq!(read(first), (Some(vec![1, 0]), 12, Some(5.0)));
    assert_eq!(read(second), (Some(vec![1, 0]), 0, None));
    assert_eq!(read(alone), (None, 0, Some(4.5)), "one movement is no work of several");
    assert_eq!(read(other), (None, 0, None));
    let movements = |track| fixture.reader().movements(track, fixture.store.listener()).unwrap();
    let titles: Vec<String> = movements(second).into_iter().map(|card| card.title).collect();
    assert!(titles.is_empty(), "what has no file is on no shelf: {titles:?}");
    run(
        &fixture,
        "INSERT INTO roots (id, path, added_at) VALUES (1, x'61', 0);
         INSERT INTO files (id, root_id, path, size, mtime_ns, ctime_ns, inode, format, added_at)
         VALUES (1, 1, x'01', 0, 0, 0, 0, 'MP3', 0);
         INSERT INTO track_files (file_id, track_id, start_ms) SELECT 1, id, id FROM tracks;",
    );
    let movements: Vec<(String, Option<String>)> =
        movements(second).into_iter().map(|card| (card.title, card.work)).collect();
    assert_eq!(movements, ["I", "II"].map(|title| (title.to_owned(), Some("Sonata".to_owned()))));
    fixture.store.undo(NOW).wait().unwrap();
    fixture.store.undo(NOW).wait().unwrap();
    assert_eq!(read(first), (Some(vec![1, 0]), 0, None));
}

#[test]
fn the_space_of_sound_holds_whole_files_of_this_version_by_place() {
    use crate::domain::file::PayloadHash;
    use crate::store::KeptAnalysis;

    let fixture = Fixture::new();
    for title in ["a", "b", "c", "d", "e"] {
        fixture.track(title, "x");
    }
    assert!(facts(&fixture).sound.is_empty());
    run(
        &fixture,
        "INSERT INTO roots (id, path, added_at) VALUES (1, x'61', 0);
         INSERT INTO files (id, root_id, path, size, mtime_ns, ctime_ns, inode, payload, format, added_at)
         SELECT value, 1, CAST(value AS BLOB), 0, 0, 0, 0, CAST('000000000000000' || (9 - value) AS BLOB), 'MP3', 0
         FROM json_each('[1,2,3,4,5,6]');
         UPDATE files SET payload = (SELECT payload FROM files WHERE id = 1) WHERE id = 2;
         INSERT INTO track_files (file_id, track_id, start_ms, end_ms)
         VALUES (1, 1, 0, NULL), (2, 2, 0, NULL), (3, 3, 0, 5), (4, 4, 0, NULL), (5, 5, 0, NULL), (6, 5, 0, NULL);",
    );
    let kept = |file: u8, version: u32, outcome: std::result::Result<f32, &str>| KeptAnalysis {
        payload: PayloadHash({
            let mut payload = [b'0'; 16];
            payload[15] += 9 - file;
            payload
        }),
        analyser: (ANALYSER, version),
        outcome: outcome.map(|n| n.to_le_bytes().repeat(layout().dimensions())).map_err(Into::into),
    };
    let all = vec![
        kept(1, VERSION, Ok(2.0)),
        kept(3, VERSION, Ok(5.0)),
        kept(4, VERSION + 1, Ok(7.0)),
        kept(5, VERSION, Err("damaged")),
        kept(6, VERSION, Ok(4.0)),
        kept(8, VERSION, Ok(1.0)),
    ];
    fixture.store.keep_analyses(all, NOW).wait().unwrap();
    let sound = facts(&fixture).sound;
    assert_eq!(sound.each().map(|(track, _)| track).collect::<Vec<_>>(), [0, 1, 4]);
    assert_eq!(sound.of(0), sound.of(1), "two files with one sound");
    assert!(sound.of(0).unwrap()[0] < 0.0 && sound.of(4).unwrap()[0] > 0.0);
}
