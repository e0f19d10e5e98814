//! Scans, for the player and for the command line: the store behind scan's own trait, and a
//! scan that runs beside the music.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use std::time::Duration;

use super::{Mailbox, lock};
use crate::clock::{self, Clock};
use crate::domain::file::{Applied, Comparison, KnownFile, Root, ScanCounts, ScannedFile};
use crate::domain::human;
use crate::domain::ids::RootId;
use crate::domain::time::Moment;
use crate::paths::Paths;
use crate::player::Input;
use crate::player::protocol::{Command, ScanProgress};
use crate::scan::{self, Failure, Library, Options, Progress, ScanReport};
use crate::store::{self, Intake, Store};

/// The store, as a scan sees it.
pub struct StoredLibrary(Intake);

impl StoredLibrary {
    /// # Errors
    /// The library cannot be opened for reading.
    pub fn new(store: &Store, now: Moment) -> crate::store::Result<Self> {
        Ok(Self(store.intake(now)?))
    }
}

impl Library for StoredLibrary {
    fn known_files(&mut self, root: RootId) -> Result<Vec<KnownFile>, Failure> {
        Ok(self.0.known_files(root)?)
    }

    fn begin_root(&mut self, root: RootId, comparison: &Comparison) -> Result<(), Failure> {
        Ok(self.0.begin_root(root, comparison)?)
    }

    fn apply(&mut self, _root: RootId, batch: Vec<ScannedFile>) -> Result<Applied, Failure> {
        Ok(self.0.apply(batch)?)
    }

    fn finish_root(&mut self, _root: RootId, so_far: ScanCounts) -> Result<u64, Failure> {
        Ok(self.0.finish_root(so_far)?)
    }

    fn root_is_offline(&mut self, root: RootId) -> Result<(), Failure> {
        Ok(self.0.root_is_offline(root)?)
    }
}

/// The first news of a scan that goes on.
const FIRST_NEWS: Duration = Duration::from_millis(700);

/// Runs scans beside the player, one at a time.
pub(super) struct Scanner {
    store: Store,
    paths: Paths,
    clock: Clock,
    mailbox: Mailbox,
    stop: Arc<AtomicBool>,
    busy: Arc<AtomicBool>,
}

impl Scanner {
    pub(super) fn new(store: Store, paths: Paths, clock: Clock, mailbox: Mailbox) -> Self {
        Self { store, paths, clock, mailbox, stop: Arc::default(), busy: Arc::default() }
    }

    /// Reads these roots again, or all of them.
    pub(super) fn scan(&self, roots: Vec<RootId>) {
        if self.busy.swap(true, Ordering::AcqRel) {
            self.mailbox.put(Input::Notice("A scan is running already".into()));
            return;
        }
        let (store, paths, clock) = (self.store.clone(), self.paths.clone(), self.clock.clone());
        let (mailbox, stop, busy) = (self.mailbox.clone(), Arc::clone(&self.stop), Arc::clone(&self.busy));
        let work = move || {
            let outcome = run(&store, &paths, &clock, &roots, &mailbox, &stop);
            busy.store(false, Ordering::Release);
            mailbox.put(Input::Scanning(None));
            mailbox.put(match outcome {
                Ok((report, changed)) => Input::ScanEnded { summary: told(&report), changed },
                Err(error) => Input::Warning(format!("The scan ended: {error}")),
            });
        };
        if let Err(error) = std::thread::Builder::new().name("scan".into()).spawn(work) {
            self.busy.store(false, Ordering::Release);
            self.mailbox.put(Input::Warning(format!("No scan: {error}")));
        }
    }

    /// Ends a running scan in good order; what was read is kept.
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Release);
    }
}

fn run(
    store: &Store,
    paths: &Paths,
    clock: &Clock,
    wanted: &[RootId],
    mailbox: &Mailbox,
    stop: &AtomicBool,
) -> Result<(ScanReport, bool), Failure> {
    let _held = match lock::hold(&paths.scan_lock())? {
        Ok(held) => held,
        Err(_) => return Err("another process scans this library".into()),
    };
    let roots: Vec<Root> =
        store.reader()?.roots()?.into_iter().filter(|root| wanted.is_empty() || wanted.contains(&root.id)).collect();
    let name = match roots.as_slice() {
        [one] => String::from_utf8_lossy(&one.path).into_owned(),
        many => format!("{} folders", many.len()),
    };
    let started = clock::ticks();
    let before = store.reader()?.generation()?;
    let mut library = StoredLibrary::new(store, clock.now())?;
    let options = Options { nice: true, ..Options::default() };
    // Clients see what came in so far, at first soon, then ever more seldom: home is built anew
    // each time, and nothing shall flicker.
    let (mut seen, mut pause) = (0, FIRST_NEWS);
    let mut tell = |progress: Progress| {
        if progress.read > seen && clock::since(started) > pause {
            seen = progress.read;
            pause *= 2;
            mailbox.put(Input::Command(Command::LibraryChanged));
        }
        mailbox.put(Input::Scanning(Some(ScanProgress {
            root: name.clone(),
            files: progress.done,
            total: progress.walked.then_some(progress.found),
            failed: progress.failed,
            seconds_left: seconds_left(&progress, clock::since(started).as_secs_f64()),
        })));
    };
    let report = scan::run(&roots, options, &mut library, &mut tell, stop)?;
    let changed = take_notice(store, before)?;
    Ok((report, changed))
}

/// By the rate so far; unknown until the walk is over and something was read.
#[must_use]
pub fn seconds_left(progress: &Progress, seconds: f64) -> Option<u64> {
    if !progress.walked || progress.read == 0 || seconds <= 0.0 {
        return None;
    }
    let left = progress.to_read.saturating_sub(progress.read) as f64;
    Some((left * seconds / progress.read as f64).ceil() as u64)
}

/// After a scan: whether pages and home must notice, since the library is not what it was in the
/// generation `before`. Drives that went or came and files that are back count as well as new ones.
///
/// # Errors
/// Those of the store.
pub fn take_notice(store: &Store, before: u64) -> store::Result<bool> {
    let changed = store.reader()?.generation()? != before;
    if changed {
        // Lines of lists and plays that had lost their track may have found it.
        store.relink().wait()?;
    }
    Ok(changed)
}

/// The same with the way to what could not be read.
fn told(report: &ScanReport) -> String {
    let trouble = !report.failed.is_empty() || !report.unplayable.is_empty();
    format!("{}{}", summary(report), if trouble { " (:trouble)" } else { "" })
}

/// The scan in one line: only what happened is named.
#[must_use]
pub fn summary(report: &ScanReport) -> String {
    let counts = &report.counts;
    let mut parts = Vec::new();
    for (n, what) in [
        (counts.added, "added"),
        (counts.changed, "changed"),
        (counts.moved, "moved"),
        (counts.missing, "missing"),
        (counts.back, "back"),
        (report.replaced.len() as u64, "better copies"),
        (report.failed.len() as u64, "could not be read"),
        (report.unplayable.len() as u64, "cannot be played here"),
    ] {
        if n > 0 {
            parts.push(format!("{} {what}", human::thousands(n)));
        }
    }
    if !report.offline.is_empty() {
        parts.push(format!(
            "{} not there, left as it was",
            human::count(report.offline.len() as u32, "folder", "folders")
        ));
    }
    if parts.is_empty() {
        return format!("Scanned: nothing new, {} unchanged", human::thousands(counts.unchanged));
    }
    format!("Scanned: {}", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_names_only_what_happened() {
        let mut report = ScanReport::default();
        report.counts.unchanged = 1200;
        assert_eq!(summary(&report), "Scanned: nothing new, 1,200 unchanged");
        report.counts.added = 12;
        report.counts.missing = 1;
        report.counts.back = 3;
        assert_eq!(summary(&report), "Scanned: 12 added, 1 missing, 3 back");
    }

    #[test]
    fn time_left_is_told_only_when_it_can_be_known() {
        let mut progress = Progress { found: 100, done: 50, to_read: 100, read: 50, ..Progress::default() };
        assert_eq!(seconds_left(&progress, 2.0), None);
        progress.walked = true;
        assert_eq!(seconds_left(&progress, 2.0), Some(2));
    }
}
