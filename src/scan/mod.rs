//! Roots to tracks: walk, compare, read tags and identity, report.
//!
//! A root is walked to its end before anything is written, so that the library knows what is gone
//! when the first new path comes in. Then threads read files in the order of the walk, and the
//! calling thread gives them to the library in batches. The channel between them is short: memory
//! does not grow with the library but by the paths of the walk.

pub mod compare;
pub mod found;
pub mod guess;
mod ignore;
pub mod kind;
pub mod library;
pub mod lists;
mod loose;
mod pool;
pub mod read;
pub mod report;
pub mod tags;
#[cfg(test)]
mod tests;
pub mod walk;

use std::collections::{HashMap, HashSet};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::clock;
use crate::domain::file::{Content, PayloadHash, Root, ScanCounts, ScannedFile};
use compare::{Plan, Why};
pub use library::{Failure, Library};
pub use loose::{loose_content, loose_files};
pub use report::{ScanReport, Trouble};

/// At most so many files are applied at once, and not much longer than so long.
const BATCH: usize = 500;
const BATCH_TIME: Duration = Duration::from_millis(50);

/// How a scan goes about its work.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Read files again although size and times did not change.
    pub full: bool,
    /// Read and compare, change nothing.
    pub dry_run: bool,
    /// Threads that read; 0 for one per core.
    pub threads: usize,
    /// A player runs beside: one core is left free, and reading threads are niced.
    pub nice: bool,
}

/// How far a scan is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files met by the walk.
    pub found: u64,
    /// Files that need no reading, or were read and kept.
    pub done: u64,
    /// Files that are read; final for a root once it was walked.
    pub to_read: u64,
    /// Files read and kept so far.
    pub read: u64,
    /// Files and folders that could not be read so far.
    pub failed: u64,
    /// The last root was walked, so that all numbers but `done` and `read` are final.
    pub walked: bool,
}

/// Scans the roots. Only one scan of a library may run at a time: the caller holds the lock.
///
/// `progress` is called from the calling thread, with every batch and while a root is walked.
/// Setting `stop` ends the scan early and in good order.
///
/// # Errors
/// The library failed. Trouble with files and folders is in the report.
pub fn run(
    roots: &[Root],
    options: Options,
    library: &mut dyn Library,
    progress: &mut dyn FnMut(Progress),
    stop: &AtomicBool,
) -> Result<ScanReport, Failure> {
    let start = clock::ticks();
    let mut scan = Scan {
        options,
        library,
        progress,
        stop,
        seen: HashSet::new(),
        at: Progress::default(),
        report: ScanReport { dry_run: options.dry_run, ..ScanReport::default() },
    };
    for (place, root) in roots.iter().enumerate() {
        scan.root(root, place + 1 == roots.len())?;
        if stop.load(Ordering::Relaxed) {
            scan.report.stopped = true;
            break;
        }
    }
    let mut report = scan.report;
    report.failed.sort_by(|a, b| a.path.cmp(&b.path));
    report.unplayable.sort_by(|a, b| a.path.cmp(&b.path));
    report.seconds = clock::since(start).as_secs_f64();
    Ok(report)
}

struct Scan<'a> {
    options: Options,
    library: &'a mut dyn Library,
    progress: &'a mut dyn FnMut(Progress),
    stop: &'a AtomicBool,
    /// Devices and inodes that were met, so that overlapping roots share no file.
    seen: HashSet<(u64, u64)>,
    at: Progress,
    report: ScanReport,
}

impl Scan<'_> {
    fn root(&mut self, root: &Root, is_last: bool) -> Result<(), Failure> {
        let base = walk::as_path(&root.path);
        let known = self.library.known_files(root.id)?;
        let (progress, at) = (&mut *self.progress, &mut self.at);
        let mut walked = walk::walk(base, &mut self.seen, self.stop, &mut || {
            at.found += 1;
            if at.found.is_multiple_of(1000) {
                progress(*at);
            }
        });
        if self.stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        let empty = !walked.has_entries && walked.unseen.is_empty() && known.iter().any(|file| !file.missing);
        if let Some(reason) =
            walked.absent.take().or_else(|| empty.then(|| "empty, although files were here".to_owned()))
        {
            if !self.options.dry_run {
                self.library.root_is_offline(root.id)?;
            }
            let reason = format!("{reason}; is it mounted? Nothing was changed");
            self.report.offline.push(Trouble { path: root.path.clone(), reason });
            return Ok(());
        }
        self.report.failed.append(&mut walked.failed);
        self.at.failed = self.report.failed.len() as u64;
        let plan = compare::compare(&mut walked, known, self.options.full);
        self.at.done += plan.comparison.unchanged;
        self.at.to_read += plan.to_read.len() as u64;
        self.at.walked = is_last;
        (self.progress)(self.at);
        if self.options.dry_run {
            return self.rehearse(root, base, plan);
        }

        let mut counts = plan.comparison.counts();
        self.library.begin_root(root.id, &plan.comparison)?;
        let mut batch = Vec::with_capacity(BATCH.min(plan.to_read.len()));
        let mut since = clock::ticks();
        let (options, stop) = (self.options, self.stop);
        pool::read_all(root.id, base, &plan.to_read, options, stop, BATCH_TIME, &mut |done| {
            match done {
                Some((why, Some(file))) => {
                    self.note(base, &file);
                    if is_old_trouble(why, &file) {
                        counts.unchanged += u64::from(!is_unreadable(&file));
                        self.at.done += 1;
                    } else {
                        batch.push(file);
                    }
                }
                Some((_, None)) => self.at.done += 1,
                None => {}
            }
            if batch.len() >= BATCH || clock::since(since) >= BATCH_TIME {
                self.keep(root, &mut batch, &mut counts)?;
                since = clock::ticks();
            }
            Ok(())
        })?;
        self.keep(root, &mut batch, &mut counts)?;
        if !stop.load(Ordering::Relaxed) {
            counts.missing += self.library.finish_root(root.id, counts)?;
        }
        self.report.counts += counts;
        Ok(())
    }

    /// Gives a batch to the library.
    fn keep(&mut self, root: &Root, batch: &mut Vec<ScannedFile>, counts: &mut ScanCounts) -> Result<(), Failure> {
        if batch.is_empty() {
            return Ok(());
        }
        let kept = batch.len() as u64;
        let applied = self.library.apply(root.id, std::mem::take(batch))?;
        *counts += applied.counts;
        self.report.replaced.extend(applied.replaced);
        self.at.done += kept;
        self.at.read += kept;
        (self.progress)(self.at);
        Ok(())
    }

    /// Names a file that cannot be read or played.
    fn note(&mut self, base: &Path, file: &ScannedFile) {
        let (list, reason) = match &file.content {
            Content::Audio { .. } => return,
            Content::Unplayable { reason, .. } => (&mut self.report.unplayable, reason),
            Content::Unreadable { reason } => (&mut self.report.failed, reason),
        };
        let path = base.join(walk::as_path(&file.path)).as_os_str().as_bytes().to_vec();
        list.push(Trouble { path, reason: reason.clone() });
        self.at.failed = self.report.failed.len() as u64;
    }

    /// A dry run: reads what a scan would read, and tells what it would do, as far as sounds tell it.
    fn rehearse(&mut self, root: &Root, base: &Path, plan: Plan) -> Result<(), Failure> {
        let mut counts = plan.comparison.counts();
        let mut gone: HashMap<PayloadHash, u64> = HashMap::new();
        for sound in plan.gone_sounds {
            *gone.entry(sound).or_default() += 1;
        }
        let (options, stop) = (self.options, self.stop);
        pool::read_all(root.id, base, &plan.to_read, options, stop, BATCH_TIME, &mut |done| {
            let Some((why, file)) = done else { return Ok(()) };
            self.at.done += 1;
            self.at.read += 1;
            if self.at.read.is_multiple_of(BATCH as u64) {
                (self.progress)(self.at);
            }
            let Some(file) = file else { return Ok(()) };
            self.note(base, &file);
            match (why, &file.content) {
                // Named in the report; neither here nor there in the library.
                (_, Content::Unreadable { .. }) => {}
                _ if is_old_trouble(why, &file) => counts.unchanged += 1,
                (Why::New, Content::Audio { payload, .. }) if take_one(&mut gone, payload) => counts.moved += 1,
                (Why::New, _) => counts.added += 1,
                (Why::Changed | Why::Retry, _) => counts.changed += 1,
            }
            Ok(())
        })?;
        counts.missing = (plan.comparison.gone.len() as u64).saturating_sub(counts.moved);
        self.report.counts += counts;
        Ok(())
    }
}

fn is_unreadable(file: &ScannedFile) -> bool {
    matches!(file.content, Content::Unreadable { .. })
}

/// Just as it was, and the same trouble as before: nothing to write.
fn is_old_trouble(why: Why, file: &ScannedFile) -> bool {
    why == Why::Retry && !matches!(file.content, Content::Audio { .. })
}

fn take_one(gone: &mut HashMap<PayloadHash, u64>, sound: &PayloadHash) -> bool {
    match gone.get_mut(sound) {
        Some(left) if *left > 0 => {
            *left -= 1;
            true
        }
        _ => false,
    }
}
