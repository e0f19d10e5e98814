//! How long home takes to build for a large library with a long history.
//!
//! `cargo bench --bench taste`; the aim for 100,000 tracks and 1,000,000 plays is 300 ms on one core.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use tonearm::domain::facts::{AlbumFacts, ArtistFacts, EXPLORE, Facts, PlayFacts, PlaylistFacts, TrackFacts};
use tonearm::domain::ids::{AlbumId, ArtistId, PlaylistId, TrackId};
use tonearm::domain::listen::{Ending, SourceKind};
use tonearm::domain::time::{DAY_MS, MINUTE_MS, Moment};
use tonearm::domain::track::{Kind, Presence};
use tonearm::taste::{Digest, build_home};

const ALBUM: usize = 10;
const BY_ARTIST: usize = 5 * ALBUM;
const GENRES: usize = 60;
/// Plays of one session.
const SESSION: usize = 12;

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
        artist_credit: format!("Artist {}", place / BY_ARTIST),
        artists: vec![(place / BY_ARTIST) as u32],
        album: Some((place / ALBUM) as u32),
        disc: 1,
        number: (place % ALBUM) as u32 + 1,
        genres: vec![(place / BY_ARTIST % GENRES) as u32],
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
    let gap = 2900 * DAY_MS / plays.div_ceil(SESSION) as i64;
    for session in 0..plays.div_ceil(SESSION) {
        let start = now.unix_ms - 2900 * DAY_MS + session as i64 * gap;
        // Each quarter of the years has its own favourites; half of a session stays on one album.
        let favourites = session * 4 / plays.div_ceil(SESSION) * 977;
        let mut track = (dice.skewed(tracks) * 13 + favourites) % tracks;
        for step in 0..SESSION.min(plays - heard.len()) {
            let skip = dice.below(6) == 0;
            heard.push(PlayFacts {
                track: track as u32,
                started_at: now.at(start + step as i64 * 2 * MINUTE_MS),
                heard_ms: Some(if skip { 10_000 } else { 100_000 }),
                position_ms: Some(if skip { 10_000 } else { 100_000 }),
                length_ms: Some(4 * MINUTE_MS),
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
        changed_at: now.unix_ms,
    });
    Facts {
        now,
        name: Some("Ana".into()),
        by_hand: false,
        playlists: playlists.collect(),
        artists: (0..tracks.div_ceil(BY_ARTIST))
            .map(|place| ArtistFacts { id: ArtistId(place as i64 + 1), name: format!("Artist {place}") })
            .collect(),
        albums: albums.collect(),
        genres: (0..GENRES).map(|genre| format!("Genre {genre}")).collect(),
        works: Vec::new(),
        tracks: shelf,
        plays: heard,
        feedback: Vec::new(),
        folder_words: Vec::new(),
        denied: Vec::new(),
        pins: Vec::new(),
        explore: EXPLORE,
        limits: Vec::new(),
        shown: tonearm::domain::shown::Shown::default(),
        sound: std::sync::Arc::default(),
    }
}

fn home(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("taste");
    group.sample_size(20);
    for (tracks, plays) in [(10_000, 50_000), (100_000, 1_000_000)] {
        let facts = history(tracks, plays);
        let size = format!("{tracks} tracks, {plays} plays");
        group.bench_function(format!("digest, {size}"), |bench| bench.iter(|| black_box(Digest::of(&facts))));
        group.bench_function(format!("home, {size}"), |bench| bench.iter(|| black_box(build_home(&facts, 7, 1))));
    }
    group.finish();
}

criterion_group!(benches, home);
criterion_main!(benches);
