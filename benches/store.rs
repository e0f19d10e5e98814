//! A library of 100,000 tracks (`TRACKS=…` for another size): scanned in, searched, browsed.

#![expect(clippy::expect_used, reason = "a bench that cannot begin has nothing to say")]

#[path = "support/large_library.rs"]
mod large_library;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use large_library::{NOW, files, library, scan_in};
use tonearm::domain::browse::Selection;
use tonearm::domain::ids::{RootId, SmartPlaylistId};
use tonearm::domain::query::{Facet, Holders, parse};
use tonearm::domain::section::ItemRef;
use tonearm::domain::smart_playlist::RulesEdit;
use tonearm::domain::sound_space::{ANALYSER, VERSION, layout};
use tonearm::store::{Store, StoreError};

fn apply(c: &mut Criterion) {
    let files = files(RootId(1), 10_000);
    let mut group = c.benchmark_group("store");
    group.sample_size(10);
    group.bench_function("scan in 10,000 new files", |b| {
        b.iter_batched(
            || {
                let folder = tempfile::tempdir().expect("a folder");
                let library = library(folder.path());
                (folder, library)
            },
            |(folder, (store, _))| {
                scan_in(&store, &files);
                (folder, store)
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

/// Rules and filters as people make them, and the widest that there are.
const QUERIES: [&str; 38] = [
    "genre:12",
    "artist:kalo",
    "album:mir year:1990..1999",
    "genre:12 | genre:13 | genre:14 sort:-heard limit:50",
    "heard:>10 last:>30d sort:-heard limit:50",
    "heard:0 sort:random limit:50",
    "last:<30d",
    "added:<1y -is:liked year:>=1990 sort:-added limit:2h",
    "length:>5m",
    "format:flac",
    "size:>1MB limit:1GB",
    "path:music/1",
    "is:missing",
    "is:here",
    "rating:>=4",
    "by:ear",
    "kind:music",
    "title:tanlo sort:title",
    "kal (year:1960s | year:1970s) -genre:3",
    "sort:artist,album,disc,track",
    "sort:title",
    "sort:random limit:50",
    "-is:liked -is:hidden -is:missing sort:-heard,title limit:100",
    "(genre:12 | heard:>60 | (year:1990s -genre:3)) -last:<2w -(artist:ka album:mir)",
    "-((heard:0 | skips:>3) (length:>4m | year:<1980)) is:here sort:-last limit:3h",
    "(last:<30d | added:<1w) -(heard:>80 | is:hidden) sort:-added limit:5GB",
    "heard:<5 first:2024 sort:first",
    "last:>1y heard:>=10 sort:-heard limit:10%",
    "in:Kitchen",
    "-in:Kitchen heard:>20 sort:title",
    "in:Often -in:Kitchen",
    "like:\"sounds 7\"",
    "like:\"sounds 7\" -heard:>50 limit:2h",
    "is:lossless has:analysis",
    "bitrate:>800 sort:-size,title limit:200",
    "artist:ka sort:albumartist,album",
    "genre:12 is:heard has:analysis is:lossless",
    "genre:12 -by:ear sort:-heard",
];

fn read(c: &mut Criterion) {
    let count = std::env::var("TRACKS").ok().and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let folder = tempfile::tempdir().expect("a folder");
    let (store, root) = library(folder.path());
    scan_in(&store, &files(root, count));
    store
        .writer()
        .urgent(|tx| {
            tx.execute(
                "INSERT INTO track_stats (listener_id, track_id, plays, listens, skips, first_listen_at, last_listen_at)
                 SELECT 1, id, id % 97, id % 97, id % 7, ?1 - id % 2000 * 86400000, ?1 - id % 700 * 86400000
                 FROM tracks WHERE id % 5 <> 0",
                [NOW.unix_ms],
            )?;
            Ok(())
        })
        .wait()
        .expect("some listening");
    store.writer().urgent(remember_a_million_plays).wait().expect("a long memory");
    store.writer().urgent(listen_to_all).wait().expect("the sound of all");
    make_lists(&store);
    let (reader, listener) = (store.reader().expect("a reader"), store.listener());
    let mut group = c.benchmark_group("store");
    group.sample_size(20);
    for words in ["k", "ka", "kal", "the", "tanlo se", "lo ka mir", "kalomri", "xqzvvv wwkkq", "ni stra fe dun"] {
        group.bench_function(format!("search {words:?}"), |b| {
            b.iter(|| reader.search(words, 50, listener).expect("an answer"));
        });
    }
    for line in QUERIES {
        let query = parse(line).expect("a query");
        group.bench_function(format!("query {line:?}"), |b| {
            b.iter(|| reader.matching(&query, listener, NOW).expect("an answer"));
        });
    }
    let query = parse("genre:12 heard:>10").expect("a query");
    group.bench_function("count of a query", |b| {
        b.iter(|| reader.count_matching(&query, listener, NOW).expect("a count"));
    });
    group.bench_function("query sum", |b| b.iter(|| reader.weighed(&query, 40, listener, NOW).expect("a sum")));
    let all = parse("sort:artist").expect("a query");
    group.bench_function("query sum of all", |b| b.iter(|| reader.weighed(&all, 40, listener, NOW).expect("a sum")));
    for of in [Holders::Albums, Holders::Artists, Holders::Genres, Holders::Folders { below: Some((root, Vec::new())) }]
    {
        group.bench_function(format!("query {of:?} of all"), |b| {
            b.iter(|| reader.holding(&all, &of, listener, NOW).expect("holders"));
        });
    }
    group.bench_function("artists of a query", |b| {
        b.iter(|| reader.holding(&query, &Holders::Artists, listener, NOW).expect("artists"));
    });
    group.bench_function("find \"kal genre:12\"", |b| {
        b.iter(|| reader.find("kal genre:12", 50, listener, NOW).expect("an answer"));
    });
    group.bench_function("values of artist:ka", |b| {
        b.iter(|| reader.values(Facet::Artist, "ka", 12, listener).expect("values"));
    });
    group.bench_function("artists", |b| b.iter(|| reader.artists(listener).expect("rows")));
    group.bench_function("albums", |b| b.iter(|| reader.albums(None).expect("rows")));
    group.bench_function("genres", |b| b.iter(|| reader.genres().expect("rows")));
    group.bench_function("counts", |b| b.iter(|| reader.counts(listener).expect("counts")));
    group.bench_function("roots", |b| b.iter(|| reader.roots().expect("rows")));
    group.bench_function("known files", |b| {
        let intake = store.intake(NOW).expect("a reader");
        b.iter(|| intake.known_files(root).expect("rows"));
    });
    group.bench_function("root folder", |b| {
        b.iter(|| reader.folder(Some((root, Vec::new())), listener).expect("rows"));
    });
    let album = reader.albums(None).expect("rows")[0].id;
    group.bench_function("one album", |b| {
        b.iter(|| reader.tracks(&Selection::Item(ItemRef::Album(album)), listener).expect("cards"));
    });
    group.sample_size(10);
    group.bench_function("facts of a million plays", |b| b.iter(|| reader.facts(listener, NOW).expect("facts")));
    group.finish();
}

/// A list by hand of 5,000 tracks, and one by rules.
fn make_lists(store: &Store) {
    store
        .writer()
        .urgent(|tx| {
            tx.execute_batch(
                "INSERT INTO playlists (id, uuid, listener_id, name, sort_key, made_at, changed_at, utc_offset)
                 VALUES (1, randomblob(16), 1, 'Kitchen', 'kitchen', 0, 0, 0);
                 INSERT INTO playlist_entries (playlist_id, position, track_id, snapshot_id, added_at)
                 SELECT 1, id, id, 1, 0 FROM tracks WHERE id % 20 = 3;",
            )?;
            Ok(())
        })
        .wait()
        .expect("a list");
    let (id, rules) = (SmartPlaylistId::made_at(NOW.unix_ms), parse("heard:>50 -genre:3").expect("rules"));
    store
        .edit_rules(RulesEdit::Create { id, name: "Often".into(), rules, description: String::new() }, NOW)
        .wait()
        .expect("rules");
}

/// As an analysis of every file would have left it.
fn listen_to_all(tx: &rusqlite::Transaction<'_>) -> Result<(), StoreError> {
    let numbers = layout().dimensions();
    let files: Vec<(i64, Vec<u8>)> = tx
        .prepare("SELECT id, payload FROM files")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut insert =
        tx.prepare("INSERT INTO analyses (payload, analyser, version, body, made_at) VALUES (?1, ?2, ?3, ?4, 0)")?;
    for (id, payload) in files {
        let number = |place: usize| (((id as usize * 7919 + place * 104_729) % 1_000) as f32 / 1_000.0).to_le_bytes();
        let body: Vec<u8> = (0..numbers).flat_map(number).collect();
        insert.execute((payload, ANALYSER, VERSION, body))?;
    }
    tx.execute("UPDATE tracks SET title = 'Sounds 7', fold = 'sounds 7' WHERE id = 7", [])?;
    Ok(())
}

/// Spread over all tracks, a play every 200 s up to now.
fn remember_a_million_plays(tx: &rusqlite::Transaction<'_>) -> Result<(), StoreError> {
    tx.execute("INSERT INTO snapshots (title, artist) VALUES ('a title', 'an artist')", [])?;
    tx.execute(
        "INSERT INTO plays (uuid, device_id, listener_id, track_id, snapshot_id, started_at, utc_offset, heard_ms,
                            length_ms, ending, key_age_ms, source_kind, source_id)
           WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
           SELECT randomblob(16), 1, 1, 1 + (i * 7919) % (SELECT max(id) FROM tracks), 1, ?1 - (1000000 - i) * 200000, 60,
                  150000, 200000, 'finished', 5, 'album', '17' FROM n",
        [NOW.unix_ms],
    )?;
    Ok(())
}

criterion_group!(benches, apply, read);
criterion_main!(benches);
