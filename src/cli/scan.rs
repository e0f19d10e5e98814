//! `tonearm scan [DIR…]`: folders to tracks, headless.

use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::{Context as _, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::{Context, Exit};
use crate::clock;
use crate::domain::file::Root;
use crate::domain::human;
use crate::domain::time::Moment;
use crate::player::Command;
use crate::player::runtime::{self, StoredLibrary};
use crate::scan::{self, Options, Progress, ScanReport};
use crate::store::Store;

#[derive(Debug, Args)]
pub struct Scan {
    /// Folders to add and read; all known ones when none is given
    #[arg(value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// The report as one JSON object
    #[arg(long)]
    json: bool,
    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Also read files whose size and times did not change
    #[arg(long)]
    full: bool,
    /// Leave at once when another scan of this library runs, instead of waiting for it
    #[arg(long)]
    no_wait: bool,
}

impl Scan {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let store = context.store()?;
        let _held = self.take_turn(context)?;
        let roots = self.roots(context, &store)?;
        // Music that plays meanwhile comes first.
        let nice = runtime::is_player_running(&context.paths.socket());
        let before = store.reader()?.generation()?;
        let report = run_scan(
            context,
            &store,
            &roots,
            Options { full: self.full, dry_run: self.dry_run, nice, ..Options::default() },
        )?;
        if !self.dry_run && runtime::take_notice(&store, before)? {
            // A player that shows this library draws it anew; without one nobody is missed.
            let _ = runtime::tell_running_player(&context.paths.socket(), &Command::LibraryChanged);
        }
        print(&report, self.json)?;
        Ok(if report.has_failures() { Exit::Partly } else { Exit::Done })
    }

    fn take_turn(&self, context: &Context) -> anyhow::Result<runtime::Held> {
        let path = context.paths.scan_lock();
        let trying = || format!("taking the scan lock {}", path.display());
        match runtime::hold(&path).with_context(trying)? {
            Ok(held) => Ok(held),
            Err(_) if self.no_wait => bail!("another scan of this library is running"),
            Err(other) => {
                let who = other.map_or_else(String::new, |pid| format!(" (process {pid})"));
                let _ = writeln!(std::io::stderr(), "Another scan of this library is running{who}; waiting for it.");
                runtime::wait(&path).with_context(trying)
            }
        }
    }

    /// The roots to read: those given, added when new, or all known ones.
    fn roots(&self, context: &Context, store: &Store) -> anyhow::Result<Vec<Root>> {
        let known = store.reader()?.roots()?;
        if self.folders.is_empty() {
            if known.is_empty() {
                bail!("no folder is known yet: tonearm scan ~/Music");
            }
            return Ok(known);
        }
        let mut wanted = Vec::new();
        for folder in &self.folders {
            let path = absolute(folder)?;
            let root = match known.iter().find(|root| root.path == path.as_os_str().as_bytes()) {
                Some(root) => root.clone(),
                None if !path.is_dir() => bail!("{} is not a folder", folder.display()),
                None => add_root(store, &path, context.clock.now())?,
            };
            wanted.push(root);
        }
        Ok(wanted)
    }
}

/// A folder as it is kept: absolute, links in it resolved when it is there.
pub fn absolute(folder: &Path) -> anyhow::Result<PathBuf> {
    match folder.canonicalize() {
        Ok(path) => Ok(path),
        Err(_) => std::path::absolute(folder).with_context(|| format!("looking for {}", folder.display())),
    }
}

/// Adds a root, or finds the one that is known already.
pub fn add_root(store: &Store, path: &Path, now: Moment) -> anyhow::Result<Root> {
    let id = store
        .add_root(path.as_os_str().as_bytes(), now)
        .wait()
        .with_context(|| format!("adding {}", path.display()))?;
    match store.reader()?.roots()?.into_iter().find(|root| root.id == id) {
        Some(root) => Ok(root),
        None => bail!("{} was removed meanwhile", path.display()),
    }
}

/// Scans with a progress bar where somebody looks.
pub fn run_scan(context: &Context, store: &Store, roots: &[Root], options: Options) -> anyhow::Result<ScanReport> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // A second signal ends the program at once.
        signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&stop)).context("watching signals")?;
        signal_hook::flag::register(signal, Arc::clone(&stop)).context("watching signals")?;
    }
    let started = clock::ticks();
    let bar = Context::shows_progress().then(progress_bar);
    let mut show = |progress: Progress| {
        if let Some(bar) = &bar {
            if progress.walked {
                bar.set_length(progress.found);
            }
            bar.set_position(progress.done);
            let seconds = clock::since(started).as_secs_f64();
            let left = runtime::seconds_left(&progress, seconds).map_or_else(String::new, |s| format!(", {s} s left"));
            let rate = if seconds > 0.2 { progress.done as f64 / seconds } else { 0.0 };
            bar.set_message(format!("{} files a second{left}", human::thousands(rate as u64)));
        }
    };
    let mut library = StoredLibrary::new(store, context.clock.now())?;
    let report = scan::run(roots, options, &mut library, &mut show, &stop).map_err(|error| anyhow::anyhow!("{error}"));
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    report.context("scanning")
}

fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("Scanning {human_pos} of {human_len}  {wide_bar}  {msg}") {
        bar.set_style(style);
    }
    bar
}

fn print(report: &ScanReport, json: bool) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string(report)?)?;
        return Ok(());
    }
    writeln!(out, "{} in {:.1} s.", runtime::summary(report), report.seconds)?;
    for (title, troubles) in [
        ("Not there, left as it was", &report.offline),
        ("Could not be read", &report.failed),
        ("Audio that cannot be played here", &report.unplayable),
    ] {
        const SHOWN: usize = 20;
        if troubles.is_empty() {
            continue;
        }
        writeln!(out, "{title}:")?;
        for trouble in troubles.iter().take(SHOWN) {
            writeln!(out, "  {}: {}", crate::domain::text::path_for_screen(&trouble.path), trouble.reason)?;
        }
        if troubles.len() > SHOWN {
            writeln!(out, "  and {} more; scan --json names them all", troubles.len() - SHOWN)?;
        }
    }
    if report.dry_run {
        writeln!(out, "Nothing was changed.")?;
    }
    Ok(())
}
