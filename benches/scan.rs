//! What reading one file costs, stage by stage, and a whole scan against a library that keeps nothing.
//!
//! The files are the small fixtures, so this shows the work of the processor, not of a disk. With
//! `TONEARM_BENCH_MUSIC=DIR` a folder of one's own is scanned as well, once cold in the library's
//! sense and once with nothing to do.

#![expect(clippy::unwrap_used, reason = "a bench that cannot read its fixtures has nothing to say")]

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use criterion::{Criterion, criterion_group, criterion_main};
use tonearm::decode::identity::identify;
use tonearm::decode::recognise::{Recognition, recognise};
use tonearm::decode::source::Source;
use tonearm::domain::file::{Applied, Comparison, KnownFile, PayloadHash, Root, ScanCounts, ScannedFile};
use tonearm::domain::ids::{FileId, RootId};
use tonearm::scan::{self, Failure, Library, Options, tags};

const NAMES: [&str; 8] =
    ["plain.mp3", "plain.flac", "plain.m4a", "alac.m4a", "plain.ogg", "plain.opus", "plain.wav", "plain.aiff"];

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/noise").join(name)
}

fn stages(criterion: &mut Criterion) {
    for name in NAMES {
        let path = fixture(name);
        let mut group = criterion.benchmark_group(name);
        let mut source = Source::new();
        let open = |source: &mut Source| {
            let file = File::open(&path).unwrap();
            let length = file.metadata().unwrap().len();
            source.open(file, length).unwrap();
        };
        group.bench_function("open", |bencher| bencher.iter(|| open(&mut source)));
        open(&mut source);
        let Recognition::Container { container, start } = recognise(&mut source, None).unwrap() else { return };
        group.bench_function("recognise", |bencher| bencher.iter(|| recognise(&mut source, None).unwrap()));
        group.bench_function("identify", |bencher| bencher.iter(|| identify(&mut source, container, start).unwrap()));
        let comments = identify(&mut source, container, start).unwrap().comments;
        group.bench_function("tags", |bencher| {
            bencher.iter(|| tags::of_container(&mut source, container, comments.clone()));
        });
        group.finish();
    }
}

/// Remembers what it needs to have nothing to do the next time.
#[derive(Default)]
struct Forgetful {
    known: Vec<KnownFile>,
}

impl Library for Forgetful {
    fn known_files(&mut self, _: RootId) -> Result<Vec<KnownFile>, Failure> {
        Ok(self.known.clone())
    }

    fn begin_root(&mut self, _: RootId, _: &Comparison) -> Result<(), Failure> {
        Ok(())
    }

    fn apply(&mut self, _: RootId, batch: Vec<ScannedFile>) -> Result<Applied, Failure> {
        let counts = ScanCounts { added: batch.len() as u64, ..ScanCounts::default() };
        self.known.extend(batch.into_iter().map(|file| KnownFile {
            id: FileId(0),
            path: file.path,
            stat: file.stat,
            missing: false,
            payload: Some(PayloadHash([0; 16])),
            problem: false,
        }));
        Ok(Applied { counts, ..Applied::default() })
    }

    fn finish_root(&mut self, _: RootId, _: ScanCounts) -> Result<u64, Failure> {
        Ok(0)
    }

    fn root_is_offline(&mut self, _: RootId) -> Result<(), Failure> {
        Ok(())
    }
}

fn whole(criterion: &mut Criterion) {
    let Some(folder) = std::env::var_os("TONEARM_BENCH_MUSIC") else { return };
    let path = std::os::unix::ffi::OsStringExt::into_vec(folder);
    let root = Root { id: RootId(1), path, added_at: 0, last_scan_at: None, offline: false, files: 0, tracks: 0 };
    let run = |library: &mut Forgetful, threads| {
        let options = Options { threads, ..Options::default() };
        scan::run(std::slice::from_ref(&root), options, library, &mut |_| (), &AtomicBool::new(false)).unwrap()
    };
    let mut group = criterion.benchmark_group("library");
    group.sample_size(10);
    group.bench_function("first scan", |bencher| bencher.iter(|| run(&mut Forgetful::default(), 0)));
    group.bench_function("first scan, one thread", |bencher| bencher.iter(|| run(&mut Forgetful::default(), 1)));
    let mut library = Forgetful::default();
    run(&mut library, 0);
    group.bench_function("nothing to do", |bencher| bencher.iter(|| run(&mut library, 0)));
    group.finish();
}

criterion_group!(benches, stages, whole);
criterion_main!(benches);
