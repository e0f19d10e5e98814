//! Fixed evenings for tests: snapshots, answers, and a player that gives them.

use std::sync::Arc;

use crate::domain::browse::{AlbumRow, ArtistRow, FolderRow, Found, GenreRow, LibraryCounts, Selection, Why};
use crate::domain::evidence::{Evidence, Fact};
use crate::domain::ids::{AlbumId, ArtistId, GenreId, PinId, PlayId, PlaylistId, RootId, TrackId};
use crate::domain::listen::{Ending, HistoryLine, SourceKind};
use crate::domain::playlist::{PlaylistCard, PlaylistLine};
use crate::domain::queue::{EntryId, Repeat};
use crate::domain::section::{Home, Item, ItemRef, Origin, Pick, Section, Waiting};
use crate::domain::time::{DAY_MS, HOUR_MS, MINUTE_MS, Moment};
use crate::domain::track::{Gain, Kind, Presence, TrackCard};
use crate::player::protocol::{Answer, PlayState, Question, QueueLine, QueueView, Snapshot, SoundState, Transport};

use super::page::View;

/// Sunday evening.
pub(super) fn now() -> Moment {
    Moment::parse_rfc3339("2026-11-22T20:34:00+01:00").unwrap()
}

fn ago(ms: i64) -> Moment {
    now().plus_ms(-ms)
}

pub(super) fn view(snapshot: &Snapshot) -> View<'_> {
    View { snapshot, now: now(), ticks: crate::clock::ticks() }
}

/// Title, artist, album, year.
const TRACKS: [(&str, &str, &str, i32); 12] = [
    ("Moanin'", "Art Blakey", "Moanin'", 1958),
    ("Are You Real", "Art Blakey", "Moanin'", 1958),
    ("Along Came Betty", "Art Blakey", "Moanin'", 1958),
    ("Sunny", "Bobby Hebb", "Sunny", 1966),
    ("Grandma's Hands", "Bill Withers", "Just as I Am", 1971),
    ("Compared to What", "Les McCann", "Swiss Movement", 1969),
    ("Use Me", "Bill Withers", "Still Bill", 1972),
    ("Svefn-g-englar", "Sigur Rós", "Ágætis byrjun", 1999),
    ("戦場のメリークリスマス", "坂本龍一", "戦場のメリークリスマス", 1983),
    ("👩‍🚀 Space 🚀 Song 🇮🇸", "Beach House", "Depression Cherry", 2015),
    ("Yègellé Tezeta é\u{301}\u{302}", "Mulatu Astatke", "Ethio Jazz", 1974),
    ("Symphony No. 9 in D minor, Op. 125 “Choral”: IV. Presto – Allegro assai", "Ludwig van Beethoven", "Nine", 1963),
];

pub(super) fn card(index: usize) -> Arc<TrackCard> {
    let place = index % TRACKS.len();
    let (title, artist, album, year) = TRACKS[place];
    let id = i64::try_from(index).unwrap();
    Arc::new(TrackCard {
        id: TrackId(id),
        title: title.into(),
        artist: artist.into(),
        artist_id: Some(ArtistId(i64::try_from(place).unwrap())),
        album: Some(album.into()),
        album_id: Some(AlbumId(i64::try_from(place).unwrap())),
        disc: Some(1),
        number: Some(u32::try_from(index).unwrap() + 1),
        year: Some(year),
        length_ms: if index == 0 { Some(575_000) } else { Some(180_000 + 17_000 * id) },
        kind: Kind::Music,
        presence: if place == 5 { Presence::Offline } else { Presence::Here },
        path: Some(format!("/music/{index}.flac").into_bytes()),
        listens: u32::try_from(index).unwrap() * 3,
        liked: index == 3,
        gain: Gain::default(),
    })
}

fn line(index: usize, reason: &str) -> QueueLine {
    QueueLine { entry: EntryId(index as u64), card: card(index), origin: Origin::Hand, reason: reason.into() }
}

fn pick(what: ItemRef, title: &str, artist: &str, facts: &[(Fact, f64)]) -> Pick {
    Pick {
        item: Item {
            what,
            title: title.into(),
            artist: artist.into(),
            album: None,
            path: None,
            presence: Presence::Here,
        },
        evidence: facts.iter().cloned().map(|(fact, weight)| Evidence { fact, weight }).collect(),
    }
}

fn section(id: &str, title: &str, reason: &str, picks: Vec<Pick>) -> Section {
    Section {
        id: id.into(),
        kind: id.split(':').next().unwrap().into(),
        title: title.into(),
        reason: reason.into(),
        origin: Origin::Ear,
        pin: None,
        seed: None,
        updated_at: ago(HOUR_MS),
        next_at: None,
        picks,
    }
}

pub(super) fn pin() -> PinId {
    PinId(uuid::Uuid::from_u128(77))
}

pub(super) fn playlist_id(number: u128) -> PlaylistId {
    PlaylistId(uuid::Uuid::from_u128(number))
}

pub(super) fn home() -> Home {
    let track = |id| ItemRef::Track(TrackId(id));
    // Facts that bring their own words: the look of a page must not change with the wording of
    // sentences, which are the domain's.
    let fact = |what: &str, days: i64| Fact::ByHand { what: what.into(), at: ago(days * DAY_MS) };
    let stopped = Fact::ByHand { what: "stopped at 4:12".into(), at: ago(21 * HOUR_MS) };
    let heard = |times: u32| fact(&format!("heard {times} times, last"), 3);
    let by_hand = || fact("you put it here", 50);
    let sessions = fact("5 sessions together, last", 7);
    let after = fact("3 times right after her, last", 4);
    let jump = vec![
        pick(ItemRef::Album(AlbumId(50)), "Blue Train", "John Coltrane", &[(stopped, 0.9), (heard(3), 0.4)]),
        pick(ItemRef::Album(AlbumId(51)), "Voodoo", "D'Angelo", &[(heard(6), 0.7)]),
        pick(ItemRef::Playlist(playlist_id(1)), "Kitchen", "", &[(heard(41), 0.6)]),
        pick(ItemRef::Artist(ArtistId(9)), "Sigur Rós", "", &[(heard(2), 0.2)]),
    ];
    let night = vec![
        pick(track(100), "Opus", "Ryuichi Sakamoto", &[(by_hand(), 0.0)]),
        pick(track(101), "Avril 14th", "Aphex Twin", &[(by_hand(), 0.0)]),
        pick(track(102), "Mad Rush", "Philip Glass", &[(by_hand(), 0.0)]),
    ];
    let because = vec![
        pick(track(103), "I Put a Spell on You", "Screamin' Jay Hawkins", &[(sessions, 0.8)]),
        pick(track(104), "Strange Fruit", "Billie Holiday", &[(after, 0.7), (heard(8), 0.3)]),
        pick(track(105), "Work Song", "Oscar Brown Jr.", &[(fact("in your list “Kitchen”", 60), 0.5)]),
        pick(track(106), "Afro Blue", "Abbey Lincoln", &[(heard(4), 0.4)]),
    ];
    let repeat = vec![
        pick(track(7), "Svefn-g-englar", "Sigur Rós", &[(heard(14), 1.0)]),
        pick(track(8), "戦場のメリークリスマス", "坂本龍一", &[(heard(11), 0.8)]),
        pick(track(9), "👩‍🚀 Space 🚀 Song 🇮🇸", "Beach House", &[(heard(9), 0.7)]),
        pick(track(10), "Yègellé Tezeta é\u{301}\u{302}", "Mulatu Astatke", &[(heard(8), 0.6)]),
        pick(track(0), "Moanin'", "Art Blakey", &[(heard(7), 0.5)]),
    ];
    let mut late = section("pin:77", "Late at night", "You put these here.", night);
    late.origin = Origin::Hand;
    late.pin = Some(pin());
    let mut on_repeat = section("on-repeat", "On repeat", "Each was heard at least 3 times in four weeks.", repeat);
    on_repeat.next_at = Some(now().plus_ms(4 * DAY_MS));
    Home {
        generation: 12,
        built_at: ago(MINUTE_MS),
        greeting: "Good evening, Ana. Two albums by Mulatu Astatke are new since Friday.".into(),
        sections: vec![
            section("jump-back-in", "Jump back in", "What you left in the middle, newest first.", jump),
            late,
            section(
                "because:artist:12",
                "Because you listened to Nina Simone",
                "Tracks you hear in the same sessions as hers.",
                because,
            ),
            on_repeat,
        ],
        waiting: vec![
            Waiting {
                kind: "mixes".into(),
                title: "Mixes".into(),
                what: "about a fortnight of listens".into(),
                have: 41,
                need: 300,
            },
            Waiting {
                kind: "rediscover".into(),
                title: "Rediscover".into(),
                what: "listens older than four months".into(),
                have: 0,
                need: 20,
            },
        ],
    }
}

/// Music plays, all three parts of the queue are there, home is alive.
pub(super) fn evening() -> Snapshot {
    let added = vec![line(3, "added 20:31"), line(4, "added 20:31")];
    let list = vec![line(1, "track 2"), line(2, "track 3"), line(11, "track 4")];
    let ear = vec![line(5, "4 times right after"), line(6, "in your “Kitchen”"), line(8, "5 sessions together")];
    let current = line(0, "from Moanin'");
    Snapshot {
        transport: Transport {
            state: PlayState::Playing,
            current: Some(current.clone()),
            position_ms: 134_000,
            read_at: None,
            length_ms: Some(575_000),
            volume: 80,
            muted: false,
            shuffle: false,
            repeat: Repeat::Off,
            stop_after: false,
            next: added.first().cloned(),
        },
        queue: Arc::new(QueueView {
            current: Some(current),
            added,
            list_name: Some("Moanin'".into()),
            list,
            ear,
            length_ms: 58 * MINUTE_MS,
        }),
        home: Arc::new(home()),
        scan: None,
        sound: SoundState::Open { device: "Built-in".into(), sample_rate: 44_100 },
        library: LibraryCounts { tracks: 21_480, albums: 1_702, artists: 812, roots: 1, listens: 14_212 },
        listener: "Ana".into(),
        private: false,
        demo: false,
        message: None,
    }
}

/// Nothing was scanned, nothing plays.
pub(super) fn bare() -> Snapshot {
    let evening = evening();
    Snapshot {
        transport: Transport {
            state: PlayState::Stopped,
            current: None,
            position_ms: 0,
            length_ms: None,
            next: None,
            ..evening.transport
        },
        queue: Arc::default(),
        home: Arc::new(Home::empty(now())),
        sound: SoundState::Idle,
        library: LibraryCounts::default(),
        ..evening
    }
}

/// Titles as nobody should write them: escapes, towers of marks, overrides, endless words.
pub(super) fn hostile() -> Snapshot {
    let mut snapshot = evening();
    let words = [
        "\u{1b}[2J\u{1b}[31mred\u{7}",
        &format!("Z{}", "\u{301}".repeat(300)),
        "\u{202e}gnp.exe\u{202c} שלום",
        &"あ".repeat(300),
        "a\tb\nc\r\u{0}d",
        "",
        "👨‍👩‍👧‍👦👨‍👩‍👧‍👦\u{200d}\u{200d}",
    ];
    let mut home = home();
    home.greeting = words.concat();
    for (number, section) in home.sections.iter_mut().enumerate() {
        section.title = words[number % words.len()].into();
        for (number, pick) in section.picks.iter_mut().enumerate() {
            pick.item.title = words[number % words.len()].into();
            pick.item.artist = words[(number + 3) % words.len()].into();
        }
    }
    snapshot.home = Arc::new(home);
    let mut queue = snapshot.queue.as_ref().clone();
    let lines = queue.added.iter_mut().chain(&mut queue.list).chain(&mut queue.ear).chain(&mut queue.current);
    for (number, line) in lines.enumerate() {
        let mut card = line.card.as_ref().clone();
        card.title = words[number % words.len()].into();
        card.album = Some(words[(number + 1) % words.len()].into());
        line.card = Arc::new(card);
        line.reason = words[(number + 2) % words.len()].into();
    }
    snapshot.transport.current = queue.current.clone();
    snapshot.transport.next = queue.added.first().cloned();
    snapshot.queue = Arc::new(queue);
    snapshot.private = true;
    snapshot
}

fn artists() -> Vec<ArtistRow> {
    let row = |index: usize| {
        let card = card(index);
        let id = ArtistId(index as i64);
        ArtistRow { id, name: card.artist.clone(), albums: 2, tracks: 4 + index as u32, listens: index as u32 * 7 }
    };
    (0..TRACKS.len()).map(row).collect()
}

fn albums(artist: Option<ArtistId>) -> Vec<AlbumRow> {
    let row = |index: usize| {
        let card = card(index);
        AlbumRow {
            id: AlbumId(index as i64),
            title: card.album.clone().unwrap_or_default(),
            artist: card.artist.clone(),
            artist_id: Some(ArtistId(index as i64)),
            year: card.year,
            tracks: 6,
            length_ms: 42 * MINUTE_MS,
            absent: u32::from(index == 5) * 6,
        }
    };
    (0..TRACKS.len()).map(row).filter(|row| artist.is_none_or(|artist| row.artist_id == Some(artist))).collect()
}

pub(super) fn playlists() -> Vec<PlaylistCard> {
    let names = [("Kitchen", 41, 2), ("Late at night", 12, 30), ("雨の日", 7, 200)];
    let row = |(number, (name, tracks, days)): (usize, (&str, u32, i64))| PlaylistCard {
        id: playlist_id(number as u128 + 1),
        name: name.into(),
        tracks,
        missing: u32::from(number == 1),
        length_ms: i64::from(tracks) * 4 * MINUTE_MS,
        changed_at: ago(days * DAY_MS),
    };
    names.into_iter().enumerate().map(row).collect()
}

fn history() -> Vec<HistoryLine> {
    let ago_ms = [8, 14, 19, 25, 60 * 23, 60 * 24, 60 * 24 + 9, 60 * 49];
    let endings = [
        None,
        Some(Ending::Next),
        Some(Ending::Finished),
        Some(Ending::Stopped),
        Some(Ending::Finished),
        Some(Ending::Finished),
        Some(Ending::Interrupted),
        Some(Ending::Finished),
    ];
    let row = |(index, (minutes, ending)): (usize, (i64, Option<Ending>))| {
        let card = card(index);
        HistoryLine {
            id: PlayId(uuid::Uuid::from_u128(index as u128 + 900)),
            track: (index != 4).then_some(card.id),
            title: card.title.clone(),
            artist: card.artist.clone(),
            album: card.album.clone(),
            started_at: ago(minutes * MINUTE_MS),
            heard_ms: Some(if ending == Some(Ending::Next) { 12_000 } else { 72_000 }),
            length_ms: card.length_ms,
            ending,
            source: SourceKind::Album,
            source_id: None,
            listen: ending != Some(Ending::Next),
            skip: ending == Some(Ending::Next),
        }
    };
    ago_ms.into_iter().zip(endings).enumerate().map(row).collect()
}

/// What the player of the fixed evening answers.
pub(super) fn answer(question: &Question) -> Answer {
    let cards = |range: std::ops::Range<usize>| range.map(card).collect::<Vec<_>>();
    match question {
        Question::Artists => Answer::Artists { rows: artists() },
        Question::Albums { artist } => Answer::Albums { rows: albums(*artist) },
        Question::Genres => Answer::Genres {
            rows: vec![
                GenreRow { id: GenreId(1), name: "Jazz".into(), tracks: 4_100 },
                GenreRow { id: GenreId(2), name: "Soul".into(), tracks: 1_204 },
            ],
        },
        Question::Folder { place: None } => {
            Answer::Folder { rows: vec![folder(b"", "/music", 21_480, false), folder(b"", "/media/ana/T7", 812, true)] }
        }
        Question::Folder { place: Some((_, path)) } if path.is_empty() => {
            let mut rows = vec![folder(b"jazz", "jazz", 900, false), folder(b"soul", "soul", 120, false)];
            rows.push(FolderRow::Track(card(6)));
            Answer::Folder { rows }
        }
        Question::Folder { .. } => Answer::Folder { rows: cards(0..4).into_iter().map(FolderRow::Track).collect() },
        Question::Tracks(Selection::Tracks(ids)) => {
            Answer::Tracks { rows: ids.iter().map(|id| card(usize::try_from(id.0).unwrap())).collect() }
        }
        Question::Tracks(Selection::Item(ItemRef::Album(AlbumId(0)))) => Answer::Tracks { rows: cards(0..3) },
        Question::Tracks(_) => Answer::Tracks { rows: cards(3..9) },
        Question::Search { words, .. } if words.contains("zzz") => {
            Answer::Found(Found { words: words.clone(), ..Found::default() })
        }
        Question::Search { words, .. } => Answer::Found(Found {
            words: words.clone(),
            tracks: cards(0..6),
            albums: albums(None).into_iter().take(2).collect(),
            artists: artists().into_iter().take(2).collect(),
            read_as: None,
        }),
        Question::History { before: None, .. } => Answer::History { lines: history() },
        Question::History { .. } => Answer::History { lines: Vec::new() },
        Question::Playlists => Answer::Playlists { rows: playlists() },
        Question::Playlist { id } => {
            let card_of = playlists().into_iter().find(|card| card.id == *id);
            let Some(list) = card_of else { return Answer::Failed { reason: "That playlist is gone".into() } };
            let line = |index: usize| PlaylistLine {
                entry: index as i64 + 40,
                card: card(index).as_ref().clone(),
                added_at: ago(index as i64 * DAY_MS),
            };
            Answer::Playlist { card: list, lines: (2..9).map(line).collect() }
        }
        Question::Info { .. } => Answer::Failed { reason: "no info in this evening".into() },
        Question::Why { track } => Answer::Why(Why {
            card: card(usize::try_from(track.0).unwrap_or(0)),
            places: Vec::new(),
            held_back_by: None,
            listens: 8,
            skips: 0,
        }),
    }
}

fn folder(path: &[u8], name: &str, tracks: u32, offline: bool) -> FolderRow {
    FolderRow::Folder { root: RootId(1), path: path.to_vec(), name: name.into(), tracks, offline }
}
