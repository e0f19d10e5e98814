//! Tracks as the language sees them, and the library that is made of them.

use proptest::prelude::*;
use rusqlite::{Transaction, params};

use crate::domain::file::Format;
use crate::domain::fold::{search_form, sort_key};
use crate::domain::ids::TrackId;
use crate::domain::query::{Comparison, Facet, Known, Test};
use crate::domain::time::DAY_MS;
use crate::store::fixture::{Fixture, NOW};
use crate::store::search;

pub(super) const LISTS: [&str; 2] = ["Kitchen", "Blue kitchen"];

#[derive(Clone, Debug, Default)]
pub(super) struct Album {
    pub(super) title: &'static str,
    pub(super) artist: &'static str,
    pub(super) year: Option<i32>,
    pub(super) kind: Option<&'static str>,
    pub(super) compilation: bool,
}

#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) format: Format,
    pub(super) size: i64,
    pub(super) bitrate: Option<i64>,
    pub(super) rate: Option<i64>,
    pub(super) bits: Option<i64>,
    pub(super) channels: Option<i64>,
    pub(super) changed_at: i64,
    pub(super) missing: bool,
    pub(super) offline: bool,
    pub(super) problem: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Counts {
    listens: i64,
    skips: i64,
    finished: i64,
    first: Option<i64>,
    last: Option<i64>,
}

#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) title: String,
    artist: &'static str,
    featured: Option<&'static str>,
    pub(super) album: Option<Album>,
    pub(super) genres: Vec<&'static str>,
    composer: Option<&'static str>,
    conductor: Option<&'static str>,
    performer: Option<&'static str>,
    work: Option<&'static str>,
    pub(super) year: Option<i32>,
    disc: Option<i64>,
    number: Option<i64>,
    bpm: Option<f64>,
    pub(super) length_ms: Option<i64>,
    kind: &'static str,
    kind_by_hand: Option<&'static str>,
    /// guessed, cover, lyrics, gain, liked, hidden
    flags: [bool; 6],
    added_at: i64,
    pub(super) files: Vec<File>,
    counts: Option<Counts>,
    stars: Option<i64>,
    imported: Option<f64>,
    pub(super) lists: Vec<usize>,
}

const NAMES: [&str; 6] = ["Sunny", "Blue in Green", "Ágætis Byrjun", "cool jazz", "Bach", "Green"];
const KINDS: [&str; 3] = ["music", "spoken", "sound"];

fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(NAMES.to_vec())
}

fn maybe<T: std::fmt::Debug + Clone + 'static>(some: impl Strategy<Value = T> + 'static) -> BoxedStrategy<Option<T>> {
    prop::option::of(some).boxed()
}

fn kind() -> impl Strategy<Value = &'static str> {
    prop::sample::select(KINDS.to_vec())
}

fn moment() -> impl Strategy<Value = i64> {
    (0i64..900).prop_map(|days| NOW.unix_ms - days * DAY_MS)
}

fn file() -> BoxedStrategy<File> {
    // Paths are only once in a root.
    let path = (prop::sample::select(vec!["live/1999/Sunny", "Blue/b", "c"]), any::<u64>());
    let path = path.prop_map(|(path, number)| format!("{path} {number}.flac"));
    let format = prop::sample::select(vec![Format::Flac, Format::Mp3, Format::Ape, Format::Vorbis]);
    let sound =
        (maybe(64i64..400), maybe(prop::sample::select(vec![44_100i64, 96_000])), maybe(0i64..30), maybe(1i64..8));
    (path, format, 0i64..60_000_000, sound, moment(), any::<(bool, bool, bool)>())
        .prop_map(|(path, format, size, (bitrate, rate, bits, channels), changed_at, (missing, offline, problem))| {
            File { path, format, size, bitrate, rate, bits, channels, changed_at, missing, offline, problem }
        })
        .boxed()
}

pub(super) fn track() -> BoxedStrategy<Model> {
    let album = (name(), name(), maybe(1950i32..2030), maybe(kind()), any::<bool>())
        .prop_map(|(title, artist, year, kind, compilation)| Album { title, artist, year, kind, compilation });
    let names = (name(), name(), maybe(name()), maybe(album), prop::sample::subsequence(NAMES.to_vec(), 0..3));
    let credits = (maybe(name()), maybe(name()), maybe(name()), maybe(name()));
    let numbers = (maybe(1950i32..2030), maybe(0i64..30), maybe(0i64..30), maybe(60.0f64..200.0), maybe(0i64..700_000));
    let kinds = (kind(), maybe(kind()), any::<[bool; 6]>(), moment());
    let counts = (0i64..30, 0i64..30, 0i64..30, maybe(moment()), maybe(moment()))
        .prop_map(|(listens, skips, finished, first, last)| Counts { listens, skips, finished, first, last });
    let said = (maybe(counts), maybe(1i64..6), maybe(0.0f64..5.0), prop::sample::subsequence(vec![0usize, 1], 0..3));
    (names, credits, numbers, kinds, prop::collection::vec(file(), 0..3), said)
        .prop_map(|(names, credits, numbers, kinds, files, said)| Model {
            title: names.0.into(),
            artist: names.1,
            featured: names.2,
            album: names.3,
            genres: names.4,
            composer: credits.0,
            conductor: credits.1,
            performer: credits.2,
            work: credits.3,
            year: numbers.0,
            disc: numbers.1,
            number: numbers.2,
            bpm: numbers.3,
            length_ms: numbers.4,
            kind: kinds.0,
            kind_by_hand: kinds.1,
            flags: kinds.2,
            added_at: kinds.3,
            files,
            counts: said.0,
            stars: said.1,
            imported: said.2,
            lists: said.3,
        })
        .boxed()
}

impl Model {
    /// Bytes of its largest file.
    pub(super) fn bytes(&self) -> i64 {
        self.files.iter().map(|file| file.size).max().unwrap_or(0)
    }

    /// A plain track with one good file, heard so often.
    pub(super) fn named(title: &str, listens: i64) -> Self {
        let file = File {
            path: format!("{title}.flac"),
            format: Format::Flac,
            size: 1_000,
            bitrate: None,
            rate: None,
            bits: None,
            channels: None,
            changed_at: NOW.unix_ms,
            missing: false,
            offline: false,
            problem: false,
        };
        let at = (listens > 0).then_some(NOW.unix_ms - DAY_MS);
        Self {
            title: title.into(),
            artist: "Bach",
            featured: None,
            album: None,
            genres: Vec::new(),
            composer: None,
            conductor: None,
            performer: None,
            work: None,
            year: None,
            disc: None,
            number: None,
            bpm: None,
            length_ms: Some(200_000),
            kind: "music",
            kind_by_hand: None,
            flags: [false; 6],
            added_at: NOW.unix_ms,
            files: vec![file],
            counts: Some(Counts { listens, skips: 0, finished: 0, first: at, last: at }),
            stars: None,
            imported: None,
            lists: Vec::new(),
        }
    }

    pub(super) fn is_on_the_shelf(&self) -> bool {
        !self.files.is_empty()
    }

    fn credit(&self) -> String {
        self.featured.map_or_else(|| self.artist.to_owned(), |featured| format!("{} feat. {featured}", self.artist))
    }

    /// What is known of it for a test.
    pub(super) fn known(&self, test: &Test) -> Known {
        let some = |text: Option<&'static str>| Known::Texts(text.map(str::to_owned).into_iter().collect());
        let number = |number: Option<f64>| Known::Numbers(number.into_iter().collect());
        let files = |of: &dyn Fn(&File) -> Option<f64>| Known::Numbers(self.files.iter().filter_map(of).collect());
        let real = |number: i64| number as f64;
        let count =
            |of: &dyn Fn(&Counts) -> i64| number(Some(self.counts.as_ref().map_or(0.0, |counts| real(of(counts)))));
        let album = self.album.as_ref();
        match test.facet() {
            Facet::Title => Known::Texts(vec![self.title.clone()]),
            Facet::Artist => {
                let names = [Some(self.artist), self.featured].into_iter().flatten().map(str::to_owned);
                Known::Texts(names.chain([self.credit()]).collect())
            }
            Facet::Album => some(album.map(|album| album.title)),
            Facet::AlbumArtist => some(album.map(|album| album.artist)),
            Facet::Genre => Known::Texts(self.genres.iter().map(|genre| (*genre).to_owned()).collect()),
            Facet::Composer => some(self.composer),
            Facet::Conductor => some(self.conductor),
            Facet::Performer => some(self.performer),
            Facet::Work => some(self.work),
            Facet::Year => number(self.year.or(album.and_then(|album| album.year)).map(f64::from)),
            Facet::Heard => count(&|counts| counts.listens),
            Facet::Skips => count(&|counts| counts.skips),
            Facet::Finished => count(&|counts| counts.finished),
            Facet::Last => Known::Moments(self.counts.iter().filter_map(|counts| counts.last).collect()),
            Facet::First => Known::Moments(self.counts.iter().filter_map(|counts| counts.first).collect()),
            Facet::Added => Known::Moments(vec![self.added_at]),
            Facet::Rating => number(self.stars.map(real).or(self.imported)),
            Facet::Length => number(self.length_ms.map(|ms| real(ms / 1_000))),
            Facet::Bpm => number(self.bpm),
            Facet::Disc => number(self.disc.map(real)),
            Facet::Track => number(self.number.map(real)),
            Facet::Format => Known::Texts(self.files.iter().map(|file| file.format.name().to_owned()).collect()),
            Facet::Size => files(&|file| Some(real(file.size))),
            Facet::Bitrate => files(&|file| file.bitrate.map(real)),
            Facet::Rate => files(&|file| file.rate.map(real)),
            Facet::Bits => files(&|file| file.bits.map(real)),
            Facet::Channels => files(&|file| file.channels.map(real)),
            Facet::Changed => Known::Moments(self.files.iter().map(|file| file.changed_at).collect()),
            Facet::Path => Known::Texts(self.files.iter().map(File::whole_path).collect()),
            Facet::Folder => {
                let folder = |path: String| path.rsplit_once('/').map_or_else(String::new, |(folder, _)| folder.into());
                Known::Texts(self.files.iter().map(File::whole_path).map(folder).collect())
            }
            Facet::In => Known::Holds(match test.comparison() {
                Comparison::Text(_, name) => lists_called(name).iter().any(|list| self.lists.contains(list)),
                _ => self.lists.is_empty(),
            }),
            Facet::Like => Known::Holds(false),
            Facet::Is | Facet::Has | Facet::By | Facet::Kind => Known::Choices(self.choices()),
        }
    }

    fn choices(&self) -> Vec<&'static str> {
        let [guessed, cover, lyrics, gain, liked, hidden] = self.flags;
        let heard = self.counts.as_ref().is_some_and(|counts| counts.listens > 0);
        let by_hand = liked || self.stars.is_some() || !self.lists.is_empty();
        let lossless = self.files.iter().any(|file| file.format.is_lossless());
        let here = self.files.iter().filter(|file| !file.missing && !file.offline);
        let presence = if here.clone().any(|file| !file.problem) {
            "here"
        } else if here.clone().next().is_some() {
            "unplayable"
        } else if self.files.iter().any(|file| file.offline && !file.missing) {
            "offline"
        } else {
            "missing"
        };
        let kind = self.kind_by_hand.or(self.album.as_ref().and_then(|album| album.kind)).unwrap_or(self.kind);
        let so = [
            (guessed, "guessed"),
            (cover, "cover"),
            (lyrics, "lyrics"),
            (gain, "gain"),
            (liked, "liked"),
            (hidden, "hidden"),
            (heard, "heard"),
            (self.stars.is_some(), "rated"),
            (by_hand, "hand"),
            (heard && !by_hand, "ear"),
            (lossless, "lossless"),
            (self.album.as_ref().is_some_and(|album| album.compilation), "compilation"),
        ];
        so.into_iter().filter(|(so, _)| *so).map(|(_, word)| word).chain([presence, kind]).collect()
    }
}

impl File {
    fn whole_path(&self) -> String {
        format!("{}/{}", if self.offline { "/usb" } else { "/music" }, self.path)
    }
}

fn lists_called(name: &str) -> Vec<usize> {
    let wanted = search_form(name);
    let those = |fits: &dyn Fn(&str) -> bool| {
        let called = LISTS.iter().enumerate().filter(|(_, list)| fits(&search_form(list)));
        called.map(|(place, _)| place).collect::<Vec<_>>()
    };
    let whole = those(&|list| list == wanted);
    if whole.is_empty() { those(&|list| list.contains(&wanted)) } else { whole }
}

/// Whether a track has a word that begins so, or a name with these words beside each other.
pub(super) fn words_hold(track: &Model, words: &str) -> bool {
    let album = track.album.as_ref();
    let names = [track.title.clone(), track.credit(), album.map_or_else(String::new, |album| album.title.to_owned())];
    let wanted = search_form(words);
    if words.split_whitespace().count() > 1 {
        return names.iter().any(|name| format!(" {} ", search_form(name)).contains(&format!(" {wanted} ")));
    }
    let mut all: Vec<String> = names.iter().map(|name| search_form(name)).collect();
    all.extend(album.map(|album| search_form(album.artist)));
    all.iter().flat_map(|name| name.split(' ')).any(|word| word.starts_with(&wanted))
}

/// Its first track has the key 1.
pub(super) fn library(tracks: &[Model]) -> Fixture {
    let fixture = Fixture::new();
    let tracks = tracks.to_vec();
    fixture.store.writer().urgent(move |tx| Ok(fill(tx, &tracks)?)).wait().unwrap();
    fixture
}

fn artist(tx: &Transaction<'_>, name: &str) -> rusqlite::Result<i64> {
    let fold = search_form(name);
    tx.execute(
        "INSERT OR IGNORE INTO artists (name, fold, sort_key) VALUES (?1, ?2, ?3)",
        params![name, fold, sort_key(name)],
    )?;
    tx.query_row("SELECT id FROM artists WHERE fold = ?1", [fold], |row| row.get(0))
}

fn fill(tx: &Transaction<'_>, tracks: &[Model]) -> rusqlite::Result<()> {
    tx.execute_batch(
        "INSERT INTO roots (id, path, added_at, offline)
         VALUES (1, CAST('/music' AS BLOB), 0, 0), (2, CAST('/usb' AS BLOB), 0, 1);",
    )?;
    for (place, name) in LISTS.iter().enumerate() {
        tx.execute(
            "INSERT INTO playlists (id, uuid, listener_id, name, sort_key, made_at, changed_at, utc_offset)
             VALUES (?1, randomblob(16), 1, ?2, ?2, 0, 0, 0)",
            params![place as i64, name],
        )?;
    }
    tx.execute("INSERT INTO snapshots (id, title, artist) VALUES (1, 'x', 'x')", [])?;
    for (id, track) in (1i64..).zip(tracks) {
        insert(tx, id, track)?;
        credit(tx, id, track)?;
        for (place, file) in track.files.iter().enumerate() {
            insert_file(tx, id, place as i64, file)?;
        }
        said(tx, id, track)?;
        search::reindex_track(tx, TrackId(id)).unwrap();
    }
    Ok(())
}

fn insert(tx: &Transaction<'_>, id: i64, track: &Model) -> rusqlite::Result<()> {
    if let Some(album) = &track.album {
        let artist_id = artist(tx, album.artist)?;
        tx.execute(
            "INSERT INTO albums (id, identity, title, fold, sort_key, artist_id, artist, year, compilation, added_at, kind_by_hand)
             VALUES (?1, ?1, ?2, ?3, ?3, ?4, ?5, ?6, ?7, 0, ?8)",
            params![id, album.title, search_form(album.title), artist_id, album.artist, album.year, album.compilation, album.kind],
        )?;
    }
    let [guessed, cover, lyrics, gain, ..] = track.flags;
    let artist_id = artist(tx, track.artist)?;
    tx.execute(
        "INSERT INTO tracks (id, title, fold, sort_key, artist, artist_fold, artist_id, album_id, disc, number, year,
           length_ms, kind, kind_by_hand, bpm, work, track_gain, has_lyrics, has_cover, guessed, added_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
        params![
            id,
            track.title,
            search_form(&track.title),
            sort_key(&track.title),
            track.credit(),
            search_form(&track.credit()),
            artist_id,
            track.album.as_ref().map(|_| id),
            track.disc,
            track.number,
            track.year,
            track.length_ms,
            track.kind,
            track.kind_by_hand,
            track.bpm,
            track.work,
            gain.then_some(-6.0),
            lyrics,
            cover,
            guessed,
            track.added_at,
        ],
    )?;
    Ok(())
}

fn credit(tx: &Transaction<'_>, id: i64, track: &Model) -> rusqlite::Result<()> {
    let credits = [
        ("artist", Some(track.artist)),
        ("featured", track.featured),
        ("composer", track.composer),
        ("conductor", track.conductor),
        ("performer", track.performer),
    ];
    for (role, name) in credits.into_iter().filter_map(|(role, name)| Some((role, name?))) {
        let artist = artist(tx, name)?;
        tx.execute(
            "INSERT INTO track_artists (track_id, role, position, artist_id) VALUES (?1, ?2, 0, ?3)",
            params![id, role, artist],
        )?;
    }
    for (place, genre) in track.genres.iter().enumerate() {
        let fold = search_form(genre);
        tx.execute("INSERT OR IGNORE INTO genres (name, fold) VALUES (?1, ?2)", params![genre, fold])?;
        tx.execute(
            "INSERT INTO track_genres (track_id, position, genre_id) SELECT ?1, ?2, id FROM genres WHERE fold = ?3",
            params![id, place as i64, fold],
        )?;
    }
    Ok(())
}

fn insert_file(tx: &Transaction<'_>, track: i64, place: i64, file: &File) -> rusqlite::Result<()> {
    let id = track * 10 + place;
    let root = if file.offline { 2 } else { 1 };
    tx.execute(
        "INSERT INTO files (id, root_id, path, size, mtime_ns, ctime_ns, inode, format, sample_rate, channels, bits,
           bitrate, problem, missing_since, added_at)
         VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0)",
        params![
            id,
            root,
            file.path.clone().into_bytes(),
            file.size,
            file.changed_at * 1_000_000,
            file.format.name(),
            file.rate,
            file.channels,
            file.bits,
            file.bitrate.map(|kilobits| kilobits * 1_000),
            file.problem.then_some("broken"),
            file.missing.then_some(5),
        ],
    )?;
    tx.execute("INSERT INTO track_files (file_id, track_id) VALUES (?1, ?2)", [id, track])?;
    Ok(())
}

fn said(tx: &Transaction<'_>, id: i64, track: &Model) -> rusqlite::Result<()> {
    if let Some(counts) = &track.counts {
        tx.execute(
            "INSERT INTO track_stats (listener_id, track_id, listens, skips, finished, first_listen_at, last_listen_at)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)",
            params![id, counts.listens, counts.skips, counts.finished, counts.first, counts.last],
        )?;
    }
    for (is_said, verb) in [(track.flags[4], "like"), (track.flags[5], "hide")] {
        if is_said {
            tx.execute(
                "INSERT INTO feedback (uuid, listener_id, verb, target_type, target_id, at, utc_offset)
                 VALUES (randomblob(16), 1, ?1, 'track', ?2, 0, 0)",
                params![verb, id.to_string()],
            )?;
        }
    }
    if let Some(stars) = track.stars {
        tx.execute("INSERT INTO ratings VALUES (1, ?1, ?2, 0)", params![id, stars])?;
    }
    if let Some(rating) = track.imported {
        tx.execute(
            "INSERT INTO imported_counts (listener_id, track_id, source, rating) VALUES (1, ?1, 'tags', ?2)",
            params![id, rating],
        )?;
    }
    for list in &track.lists {
        tx.execute(
            "INSERT INTO playlist_entries (playlist_id, position, track_id, snapshot_id, added_at) VALUES (?1, ?2, ?2, 1, 0)",
            params![*list as i64, id],
        )?;
    }
    Ok(())
}
