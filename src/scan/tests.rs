//! Whole scans against a library in memory.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::domain::file::{Applied, Comparison, KnownFile};
use crate::domain::ids::{FileId, RootId};

/// Keeps files as the store does, as far as a scan can tell.
#[derive(Default)]
struct Memory {
    files: BTreeMap<Vec<u8>, (KnownFile, Option<ScannedFile>)>,
    next: i64,
    gone: Vec<FileId>,
    offline: bool,
    batches: usize,
    /// Fails after so many batches, as a process that is killed.
    dies_after: Option<usize>,
}

impl Memory {
    fn id_of(&self, path: &str) -> FileId {
        self.files[path.as_bytes()].0.id
    }

    fn title(&self, path: &str) -> String {
        match &self.files[path.as_bytes()].1.as_ref().unwrap().content {
            Content::Audio { tags, .. } | Content::Unplayable { tags, .. } => tags.title.clone().unwrap_or_default(),
            Content::Unreadable { reason } => panic!("{reason}"),
        }
    }
}

impl Library for Memory {
    fn known_files(&mut self, _: RootId) -> Result<Vec<KnownFile>, Failure> {
        Ok(self.files.values().map(|(known, _)| known.clone()).collect())
    }

    fn begin_root(&mut self, _: RootId, comparison: &Comparison) -> Result<(), Failure> {
        self.gone.clone_from(&comparison.gone);
        for (known, _) in self.files.values_mut().filter(|(known, _)| comparison.back.contains(&known.id)) {
            known.missing = false;
        }
        Ok(())
    }

    fn apply(&mut self, _: RootId, batch: Vec<ScannedFile>) -> Result<Applied, Failure> {
        assert!(batch.len() <= BATCH);
        self.batches += 1;
        if self.dies_after.is_some_and(|batches| self.batches > batches) {
            return Err("killed".into());
        }
        let mut applied = Applied::default();
        for file in batch {
            let payload = match &file.content {
                Content::Audio { payload, .. } => Some(*payload),
                _ => None,
            };
            let mut known = KnownFile {
                id: FileId(0),
                path: file.path.clone(),
                stat: file.stat,
                missing: false,
                payload,
                problem: payload.is_none(),
            };
            let moved = self.gone.iter().copied().find(|id| {
                self.files.values().any(|(known, _)| known.id == *id && payload.is_some() && known.payload == payload)
            });
            let counted = u64::from(!matches!(file.content, Content::Unreadable { .. }));
            if let Some((before, _)) = self.files.get(&file.path) {
                known.id = before.id;
                applied.counts.changed += counted;
            } else if let Some(id) = moved {
                known.id = id;
                self.gone.retain(|gone| *gone != id);
                self.files.retain(|_, (known, _)| known.id != id);
                applied.counts.moved += 1;
            } else {
                self.next += 1;
                known.id = FileId(self.next);
                applied.counts.added += counted;
            }
            self.files.insert(file.path.clone(), (known, Some(file)));
        }
        Ok(applied)
    }

    fn finish_root(&mut self, _: RootId, _: ScanCounts) -> Result<u64, Failure> {
        let gone = std::mem::take(&mut self.gone);
        for (known, _) in self.files.values_mut().filter(|(known, _)| gone.contains(&known.id)) {
            known.missing = true;
        }
        Ok(gone.len() as u64)
    }

    fn root_is_offline(&mut self, _: RootId) -> Result<(), Failure> {
        self.offline = true;
        Ok(())
    }
}

fn root(path: &Path) -> Root {
    Root {
        id: RootId(1),
        path: path.as_os_str().as_bytes().to_vec(),
        added_at: 0,
        last_scan_at: None,
        offline: false,
        files: 0,
        tracks: 0,
    }
}

fn scan_with(path: &Path, options: Options, library: &mut Memory) -> ScanReport {
    run(&[root(path)], options, library, &mut |_| (), &AtomicBool::new(false)).unwrap()
}

fn scan(path: &Path, library: &mut Memory) -> ScanReport {
    scan_with(path, Options::default(), library)
}

fn counts(added: u64, changed: u64, moved: u64, missing: u64, unchanged: u64) -> ScanCounts {
    ScanCounts { added, changed, moved, missing, unchanged, ..ScanCounts::default() }
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/noise").join(name)
}

fn put(folder: &Path, name: &str, from: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::copy(fixture(from), path).unwrap();
}

fn small_library() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "Alpha/First (2001)/01 - One.mp3", "plain.mp3");
    put(folder.path(), "Alpha/First (2001)/02 - Two.flac", "plain.flac");
    put(folder.path(), "Beta/Second/01 - Three.m4a", "plain.m4a");
    put(folder.path(), "Beta/Second/cover.jpg", "README.md");
    folder
}

#[test]
fn a_first_scan_finds_everything_and_a_second_has_nothing_to_do() {
    let (folder, mut library) = (small_library(), Memory::default());
    let report = scan(folder.path(), &mut library);
    assert_eq!(report.counts, counts(3, 0, 0, 0, 0));
    assert_eq!((report.failed, report.unplayable), (vec![], vec![]));
    assert_eq!(library.title("Alpha/First (2001)/01 - One.mp3"), "One");
    assert_eq!(scan(folder.path(), &mut library).counts, counts(0, 0, 0, 0, 3));
    let full = Options { full: true, ..Options::default() };
    assert_eq!(scan_with(folder.path(), full, &mut library).counts, counts(0, 3, 0, 0, 0));
}

#[test]
fn moves_changes_and_losses_are_told_apart() {
    let (folder, mut library) = (small_library(), Memory::default());
    scan(folder.path(), &mut library);
    let moved = library.id_of("Alpha/First (2001)/01 - One.mp3");
    fs::rename(folder.path().join("Alpha/First (2001)/01 - One.mp3"), folder.path().join("Beta/Uno.mp3")).unwrap();
    fs::remove_file(folder.path().join("Beta/Second/01 - Three.m4a")).unwrap();
    put(folder.path(), "Alpha/First (2001)/02 - Two.flac", "nomd5.flac");
    put(folder.path(), "new.opus", "plain.opus");

    let dry = Options { dry_run: true, ..Options::default() };
    let before = library.files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(scan_with(folder.path(), dry, &mut library).counts, counts(1, 1, 1, 1, 0));
    assert_eq!(library.files.keys().cloned().collect::<Vec<_>>(), before, "a dry run keeps nothing");

    assert_eq!(scan(folder.path(), &mut library).counts, counts(1, 1, 1, 1, 0));
    assert_eq!(library.id_of("Beta/Uno.mp3"), moved);
    // What comes back just as it was is not read again.
    assert_eq!(scan(folder.path(), &mut library).counts, counts(0, 0, 0, 0, 3));
}

#[test]
fn bad_files_are_named_with_reasons_every_time() {
    let (folder, mut library) = (small_library(), Memory::default());
    fs::write(folder.path().join("notes.mp3"), "these are only words\n").unwrap();
    fs::write(folder.path().join("empty.flac"), "").unwrap();
    fs::write(folder.path().join("half.m4a"), &fs::read(fixture("plain.m4a")).unwrap()[..900]).unwrap();
    fs::write(folder.path().join("no music.bin"), [7; 300]).unwrap();
    put(folder.path(), "film.mp4", "film.mp4");
    put(folder.path(), "packed.wv", "plain.wv");
    put(folder.path(), "no extension", "plain.ogg");
    // What cannot be read is named, and counted nowhere else.
    for counted in [counts(5, 0, 0, 0, 0), counts(0, 0, 0, 0, 5)] {
        let report = scan(folder.path(), &mut library);
        assert_eq!(report.counts, counted);
        let told = |list: &[Trouble]| {
            list.iter()
                .map(|trouble| {
                    let name = Path::new(std::str::from_utf8(&trouble.path).unwrap()).file_name().unwrap();
                    format!("{}: {}", name.to_string_lossy(), trouble.reason)
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(
            told(&report.failed),
            [
                "empty.flac: an empty file",
                "half.m4a: cut off or damaged: the table of its contents is missing",
                "notes.mp3: a text file named .mp3",
            ]
        );
        assert_eq!(told(&report.unplayable), ["packed.wv: WavPack cannot be played yet"]);
        assert!(report.has_failures());
    }
}

#[test]
fn an_unmounted_root_changes_nothing() {
    let (folder, mut library) = (small_library(), Memory::default());
    scan(folder.path(), &mut library);
    for name in ["Alpha", "Beta"] {
        fs::remove_dir_all(folder.path().join(name)).unwrap();
    }
    let report = scan(folder.path(), &mut library);
    assert_eq!(report.counts, ScanCounts::default());
    assert!(report.offline[0].reason.contains("is it mounted?"), "{:?}", report.offline);
    assert!(library.offline && library.files.values().all(|(known, _)| !known.missing));

    let path = folder.path().to_owned();
    drop(folder);
    let report = scan(&path, &mut library);
    assert!(report.offline[0].reason.contains("it is not there"), "{:?}", report.offline);
}

#[test]
fn a_scan_that_died_is_taken_up_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..1200 {
        put(folder.path(), &format!("{number:04}.opus"), "plain.opus");
    }
    let mut library = Memory { dies_after: Some(1), ..Memory::default() };
    let outcome = run(&[root(folder.path())], Options::default(), &mut library, &mut |_| (), &AtomicBool::new(false));
    assert_eq!(outcome.unwrap_err().to_string(), "killed");
    let kept = library.files.len() as u64;
    assert!(kept > 0 && kept < 1200);
    library.dies_after = None;
    assert_eq!(scan(folder.path(), &mut library).counts, counts(1200 - kept, 0, 0, 0, kept));
}

#[test]
fn a_stopped_scan_keeps_what_it_read_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..1200 {
        put(folder.path(), &format!("{number:04}.opus"), "plain.opus");
    }
    let (stop, mut library) = (AtomicBool::new(false), Memory::default());
    let seen = Cell::new(Progress::default());
    let report = run(
        &[root(folder.path())],
        Options { threads: 1, ..Options::default() },
        &mut library,
        &mut |progress| {
            seen.set(progress);
            stop.store(progress.read > 0, Ordering::Relaxed);
        },
        &stop,
    );
    assert!(report.unwrap().stopped);
    assert_eq!(seen.get().read, library.files.len() as u64);
    assert!(!library.files.is_empty());
    let report = scan(folder.path(), &mut library);
    assert_eq!(report.counts.added + report.counts.unchanged, 1200);
    assert_eq!(report.counts.missing, 0);
}

#[test]
fn overlapping_roots_share_no_file() {
    let (folder, mut library) = (small_library(), Memory::default());
    let inner = folder.path().join("Alpha");
    let report = run(
        &[root(folder.path()), root(&inner)],
        Options::default(),
        &mut library,
        &mut |_| (),
        &AtomicBool::new(false),
    );
    assert_eq!(report.unwrap().counts.added, 3);
}
