//! A library of any size without a music file: what a scan would have found.

use std::path::Path;

use tonearm::domain::file::{Comparison, Content, FileStat, Format, PayloadHash, ScanCounts, ScannedFile, Sound};
use tonearm::domain::ids::RootId;
use tonearm::domain::time::Moment;
use tonearm::domain::track::{Kind, Tags};
use tonearm::paths::Paths;
use tonearm::store::Store;

pub const NOW: Moment = Moment::utc(1_772_366_400_000);
const BATCH: usize = 500;

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    /// Often low, seldom high, as words of a language are.
    fn skewed(&mut self, end: usize) -> usize {
        let share = self.below(1 << 20) as f64 / f64::from(1 << 20);
        ((end as f64).powf(share) as usize).saturating_sub(1).min(end - 1)
    }
}

fn vocabulary() -> Vec<String> {
    let mut dice = Dice(7);
    let syllables = ["ka", "lo", "mir", "tan", "se", "ru", "bel", "o", "ni", "stra", "fe", "dun", "gi", "wal", "the"];
    (0..30_000)
        .map(|_| (0..2 + dice.below(3)).map(|_| syllables[dice.below(syllables.len())]).collect::<String>())
        .collect()
}

fn phrase(dice: &mut Dice, words: &[String], most: usize) -> String {
    (0..1 + dice.below(most)).map(|_| words[dice.skewed(words.len())].as_str()).collect::<Vec<_>>().join(" ")
}

pub fn files(root: RootId, count: usize) -> Vec<ScannedFile> {
    let words = vocabulary();
    let mut dice = Dice(1);
    let artists: Vec<String> = (0..count / 17 + 1).map(|_| phrase(&mut dice, &words, 3)).collect();
    (0..count)
        .map(|n| {
            let artist = artists[n / 17].clone();
            let album = format!("{} {}", words[n / 11 % words.len()], n / 11 % 7);
            let tags = Tags {
                title: Some(phrase(&mut dice, &words, 4)),
                artist: Some(artist.clone()),
                artists: vec![artist.clone()],
                album: Some(album.clone()),
                genres: vec![format!("Genre {}", n / 170 % 40)],
                number: Some(n as u32 % 11 + 1),
                date: Some(format!("{}", 1960 + n / 11 % 60)),
                ..Tags::default()
            };
            let sound = Sound {
                format: Format::Flac,
                length_ms: Some(180_000 + n as i64),
                sample_rate: Some(44_100),
                channels: Some(2),
                bits: Some(16),
                bitrate: Some(900_000),
            };
            let payload = PayloadHash((n as u128).to_le_bytes());
            ScannedFile {
                root,
                path: format!("{artist}/{album}/{n:06}.flac").into_bytes(),
                stat: FileStat { size: 1_000, mtime_ns: n as i64, ctime_ns: 0, inode: n as u64 },
                origin_ms: NOW.unix_ms - n as i64,
                content: Content::Audio { payload, sound, tags: Box::new(tags), kind: Kind::Music },
            }
        })
        .collect()
}

pub fn scan_in(store: &Store, files: &[ScannedFile]) {
    let mut intake = store.intake(NOW).expect("a reader");
    for batch in files.chunk_by(|one, two| one.root == two.root) {
        intake.begin_root(batch[0].root, &Comparison::default()).expect("the root");
        for batch in batch.chunks(BATCH) {
            intake.apply(batch.to_vec()).expect("the batch is kept");
        }
        intake.finish_root(ScanCounts::default()).expect("the end");
    }
}

pub fn library(folder: &Path) -> (Store, RootId) {
    let store = Store::open(&Paths::under(folder), NOW).expect("a new library");
    let root = store.add_root(b"/music", NOW).wait().expect("a root");
    (store, root)
}
