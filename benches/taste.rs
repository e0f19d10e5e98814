//! How long home takes for large libraries with long histories, and the memory it takes.
//!
//! `cargo bench --bench taste`; on one core, read and scored, home aims at 50 ms for 50,000 tracks
//! and 200,000 listens (scoring alone), at 300 ms for 500,000 and a million (550 ms with the read),
//! and at 5 s for ten million. `LARGEST=1` measures the last, which takes minutes to set up;
//! `score TRACKS PLAYS` or `read TRACKS PLAYS` measures one size alone. The fingerprint of the page
//! tells whether two versions deal the same.
//!
//! SQLite alone, with nothing done with the rows, needs 0.3 s to step through half a million tracks
//! and a million plays, and 0.6 s to hand out the values too. So a first read of all cannot be much
//! faster on one core; it takes several, and the reads after it look at new plays alone.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a bench that cannot begin has nothing to say")]

#[path = "support/large_library.rs"]
mod large_library;

use std::hint::black_box;

use large_library::{NOW, files, library, scan_in};
use tonearm::clock;
use tonearm::domain::facts::{AlbumFacts, ArtistFacts, Facts, PlayFacts, PlaylistFacts, TrackFacts};
use tonearm::domain::ids::{AlbumId, ArtistId, PlayId, PlaylistId, TrackId};
use tonearm::domain::listen::{Ending, PlayOpened, PlayProgress, Source, SourceKind};
use tonearm::domain::section::Home;
use tonearm::domain::time::{DAY_MS, MINUTE_MS, Moment};
use tonearm::domain::track::{Kind, Presence};
use tonearm::store::Store;
use tonearm::taste::ranking::{Going, Scorer, Task};
use tonearm::taste::{Deal, Digest, REGISTRY, build_home};

const ALBUM: usize = 10;
const BY_ARTIST: usize = 5 * ALBUM;
const GENRES: usize = 60;
/// Plays of one session, and how many sessions there are at most: with more plays they are longer.
const SESSION: usize = 12;
const SESSIONS: usize = 84_000;

/// A small generator, so that every run measures the same history.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }

    /// Skewed as listening is: a tenth of all things gets over half of the draws.
    fn skewed(&mut self, end: usize) -> usize {
        let share = self.below(1 << 20) as f64 / (1u64 << 20) as f64;
        (share.powi(4) * end as f64) as usize
    }
}

fn history(tracks: usize, plays: usize) -> Facts {
    let now = Moment { unix_ms: 1_795_000_000_000, offset_minutes: 60 };
    let mut dice = Dice(7);
    let shelf = (0..tracks).map(|place| TrackFacts {
        id: TrackId(place as i64 + 1),
        title: format!("Track {place}"),
        artist_credit: format!("Artist {}", place / BY_ARTIST).into(),
        artists: vec![(place / BY_ARTIST) as u32].into(),
        album: Some((place / ALBUM) as u32),
        disc: 1,
        number: (place % ALBUM) as u32 + 1,
        genres: vec![(place / BY_ARTIST % GENRES) as u32].into(),
        length_ms: Some(4 * MINUTE_MS),
        added_at: now.unix_ms - (place % 3000) as i64 * DAY_MS,
        kind: Kind::Music,
        presence: Presence::Here,
        work: None,
        counted_elsewhere: 0,
        stars: None,
    });
    let albums = (0..tracks.div_ceil(ALBUM)).map(|place| AlbumFacts {
        id: AlbumId(place as i64 + 1),
        title: format!("Album {place}"),
        artist_credit: format!("Artist {}", place * ALBUM / BY_ARTIST),
        artist: Some((place * ALBUM / BY_ARTIST) as u32),
        year: None,
        tracks: (place * ALBUM..((place + 1) * ALBUM).min(tracks)).map(|track| track as u32).collect(),
    });
    let shelf: Vec<TrackFacts> = shelf.collect();
    let mut heard = Vec::with_capacity(plays);
    let length = SESSION.max(plays.div_ceil(SESSIONS));
    let sessions = plays.div_ceil(length);
    // A play a minute, and silence enough to tell the sessions apart.
    let gap = (length as i64 + 40) * MINUTE_MS;
    for session in 0..sessions {
        let start = now.unix_ms - (sessions - session) as i64 * gap;
        // Each quarter of the years has its own favourites; half of a session stays on one album.
        let favourites = session * 4 / sessions * 977;
        let mut track = (dice.skewed(tracks) * 13 + favourites) % tracks;
        for step in 0..length.min(plays - heard.len()) {
            let skip = dice.below(6) == 0;
            heard.push(PlayFacts {
                track: track as u32,
                started_at: now.at(start + step as i64 * MINUTE_MS),
                heard_ms: Some(if skip { 10_000 } else { 50_000 }).into(),
                position_ms: Some(if skip { 10_000 } else { 50_000 }).into(),
                length_ms: Some(4 * MINUTE_MS).into(),
                ending: Some(if skip { Ending::Next } else { Ending::Finished }),
                source: if step % 3 == 0 { SourceKind::Playlist } else { SourceKind::Album },
                listen: !skip,
                skip,
            });
            let stays = dice.below(2) == 0;
            track = if stays { (track + 1) % tracks } else { (dice.skewed(tracks) * 13 + favourites) % tracks };
        }
    }
    let playlists = (0..40u32).map(|number| PlaylistFacts {
        id: PlaylistId(uuid::Uuid::from_u128(u128::from(number) + 1)),
        name: format!("List {number}"),
        tracks: (0..80).map(|_| dice.below(tracks) as u32).collect(),
        put: Vec::new(),
        changed_at: now.unix_ms,
    });
    Facts {
        name: Some("Ana".into()),
        playlists: playlists.collect(),
        artists: (0..tracks.div_ceil(BY_ARTIST))
            .map(|place| ArtistFacts { id: ArtistId(place as i64 + 1), name: format!("Artist {place}") })
            .collect(),
        albums: albums.collect(),
        genres: (0..GENRES).map(|genre| format!("Genre {genre}")).collect(),
        tracks: shelf.into(),
        plays: heard.into(),
        ..Facts::empty(now)
    }
}

/// Runs of each measure; the best counts, since others only add what the machine did besides.
const RUNS: usize = 5;

fn best_ms<T>(run: impl FnMut() -> T) -> f64 {
    best_after_ms(|| (), run)
}

/// The same where each run needs something done before that is not measured.
fn best_after_ms<T>(mut before: impl FnMut(), mut run: impl FnMut() -> T) -> f64 {
    let one = |_| {
        before();
        let started = clock::ticks();
        black_box(run());
        clock::since(started).as_secs_f64() * 1000.0
    };
    (0..RUNS).map(one).fold(f64::INFINITY, f64::min)
}

/// The most memory held since the last call, in MB; 0 where the system does not tell.
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kb = line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok());
    // Begins to count anew.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    kb.unwrap_or(0) / 1024
}

/// Of everything that stands on a page.
fn fingerprint(home: &Home) -> u64 {
    xxhash_rust::xxh3::xxh3_64(&serde_json::to_vec(home).expect("a page is plain data"))
}

/// Every ranking of every track, asked from the running session.
fn rank_all(digest: &Digest<'_>) -> f64 {
    let history = digest.history();
    let session = history.session_so_far();
    let going = Going { seeds: &session[..session.len().min(1)], session: &session, skipped: &[] };
    let best = |task: Task| {
        let ranking = Scorer::Ours.rank(task, &history, going);
        digest.places().map(|track| ranking.score(track)).fold(f64::MIN, f64::max)
    };
    Task::ALL.into_iter().map(best).sum()
}

fn score(tracks: usize, plays: usize) {
    let facts = history(tracks, plays);
    peak_mb();
    let digest = best_ms(|| Digest::of(&facts));
    let scored = best_ms(|| rank_all(&Digest::of(&facts)));
    let home = best_ms(|| build_home(&facts, 7, 1));
    let (peak, page) = (peak_mb(), fingerprint(&build_home(&facts, 7, 1)));
    println!(
        "{tracks:>7} tracks {plays:>8} plays: digest {digest:>7.1} ms, with all scores {scored:>7.1} ms, \
         home {home:>7.1} ms, peak {peak} MB, page {page:016x}"
    );
    // What each kind adds once the vectors are there.
    let digest = Digest::of(&facts);
    for kind in REGISTRY {
        let built = best_ms(|| kind.build(&digest, &Deal { seed: 7, ..Deal::default() }));
        println!("    {:24} {built:>7.1} ms", kind.name());
    }
}

/// From the database to home.
fn read_and_score(tracks: usize, plays: i64) {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, root) = library(folder.path());
    scan_in(&store, &files(root, tracks));
    store.writer().urgent(move |tx| Ok(remember(tx, plays)?)).wait().expect("a long memory");
    let (reader, listener) = (store.reader().expect("a reader"), store.listener());
    let facts = || reader.facts(listener, NOW).expect("facts");
    // With the next commit the log goes over into the database.
    hear_one(&store);
    peak_mb();
    let read = best_after_ms(|| reader.let_go_of_facts(), facts);
    let both = best_after_ms(|| reader.let_go_of_facts(), || build_home(&facts(), 7, 1));
    let peak = peak_mb();
    let page = fingerprint(&build_home(&facts(), 7, 1));
    println!(
        "{tracks:>7} tracks {plays:>8} plays: read {read:>9.1} ms, read and home {both:>7.1} ms, peak {peak} MB, \
         page {page:016x}"
    );
    let play = || hear_one(&store);
    let again = best_after_ms(play, facts);
    let scored = best_after_ms(play, || rank_all(&Digest::of(&facts())));
    let home = best_after_ms(play, || build_home(&facts(), 7, 1));
    let peak = peak_mb();
    println!(
        "    after one more play: read {again:>9.1} ms, with all scores {scored:>7.1} ms, with home {home:>7.1} ms, \
         peak {peak} MB"
    );
}

/// A play that begins and ends now.
fn hear_one(store: &Store) {
    let id = PlayId::made_at(NOW.unix_ms);
    let play = PlayOpened {
        id,
        track: Some(TrackId(1)),
        title: "a title".into(),
        artist: "an artist".into(),
        album: None,
        started_at: NOW,
        length_ms: Some(200_000),
        source: Source { kind: SourceKind::Album, id: Some("17".into()), name: String::new() },
    };
    let heard = PlayProgress { heard_ms: 150_000, position_ms: 150_000, audible: true, key_age_ms: 5 };
    store.open_play(play).wait().expect("a play");
    store.close_play(id, heard, Ending::Finished).wait().expect("its end");
}

/// Skewed as listening is, a play every 200 s up to now, in sessions of a dozen.
fn remember(tx: &rusqlite::Transaction<'_>, plays: i64) -> rusqlite::Result<()> {
    tx.execute("INSERT INTO snapshots (title, artist) VALUES ('a title', 'an artist')", [])?;
    tx.execute(
        "INSERT INTO plays (uuid, device_id, listener_id, track_id, snapshot_id, started_at, utc_offset, heard_ms,
                            length_ms, ending, key_age_ms, source_kind, source_id)
           WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2),
                          m(most) AS (SELECT max(id) FROM tracks),
                          d(i, share) AS (SELECT i, (i / 2 * 2654435761 % 1048576) / 1048576.0 FROM n)
           SELECT randomblob(16), 1, 1,
                  1 + CAST(most * share * share * share * share AS INTEGER) % most, 1,
                  ?1 - (?2 - i) * 200000 - i / 12 * 10000, 60, 150000, 200000, 'finished', 5, 'album', '17'
           FROM d, m",
        rusqlite::params![NOW.unix_ms, plays],
    )?;
    Ok(())
}

fn main() {
    // Cargo adds `--bench`.
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if let [what, tracks, plays] = asked.as_slice() {
        let (tracks, plays) = (tracks.parse().expect("how many tracks"), plays.parse().expect("how many plays"));
        return if what == "read" { read_and_score(tracks, plays as i64) } else { score(tracks, plays) };
    }
    score(50_000, 200_000);
    score(500_000, 1_000_000);
    read_and_score(50_000, 200_000);
    read_and_score(500_000, 1_000_000);
    if std::env::var_os("LARGEST").is_some() {
        score(500_000, 10_000_000);
        read_and_score(500_000, 10_000_000);
    }
}
