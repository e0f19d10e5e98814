//! Takes lists from files on a thread of its own, so that other edits go through meanwhile. Only
//! the last step, which keeps the whole list as one change, takes its turn among them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use crossbeam_channel::{Sender, unbounded};

use super::{Mailbox, importing};
use crate::clock::{Clock, since, ticks};
use crate::domain::human;
use crate::player::Input;
use crate::store::Store;

/// How far it is, is told this often.
const TOLD: Duration = Duration::from_secs(1);

pub(super) struct Importer {
    files: Sender<String>,
    /// A file is being read.
    runs: Arc<AtomicBool>,
    stop: Arc<AtomicBool>,
}

impl Importer {
    pub(super) fn start(store: &Store, clock: Clock, mailbox: Mailbox) -> anyhow::Result<Self> {
        let (files, inbox) = unbounded::<String>();
        let (runs, stop) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let (running, stopped, store) = (Arc::clone(&runs), Arc::clone(&stop), store.clone());
        let work = move || {
            for file in inbox {
                stopped.store(false, Ordering::Relaxed);
                running.store(true, Ordering::Relaxed);
                let mut told_at = ticks();
                let mut told = |done: usize, all: usize| {
                    if since(told_at) >= TOLD {
                        told_at = ticks();
                        mailbox.put(Input::Notice(progress(&file, done, all)));
                    }
                    !stopped.load(Ordering::Relaxed)
                };
                let imported = importing::import_file(&store, &file, clock.now(), &mut told);
                running.store(false, Ordering::Relaxed);
                mailbox.put(match imported {
                    Ok(imported) => {
                        let trouble = if imported.all_found() { "" } else { " (:trouble)" };
                        Input::Edited { summary: format!("{}{trouble}", imported.summary), word: false }
                    }
                    // Whoever stopped it was answered.
                    Err(_) if stopped.load(Ordering::Relaxed) => continue,
                    Err(error) => Input::Warning(format!("{file}: {error:#}")),
                });
            }
        };
        std::thread::Builder::new().name("importer".into()).spawn(work).context("starting the importer")?;
        Ok(Self { files, runs, stop })
    }

    /// Takes a list over when those before it are done.
    pub(super) fn begin(&self, file: String) {
        let _ = self.files.send(file);
    }

    /// Stops what is being read or kept; whether there was anything. Nothing of it is to be seen
    /// yet, or all of it is.
    pub(super) fn stop(&self) -> bool {
        self.runs.load(Ordering::Relaxed) && !self.stop.swap(true, Ordering::Relaxed)
    }
}

/// "lists/all.m3u8: 12,000 of 50,000 lines; undo stops it".
fn progress(file: &str, done: usize, all: usize) -> String {
    let [done, all] = [done, all].map(|count| human::thousands(count as u64));
    format!("{file}: {done} of {all} lines; undo stops it")
}
