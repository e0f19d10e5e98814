//! Makes long lists on a thread of its own, from files and of many tracks, so that other edits go
//! through meanwhile. Only the last step, which keeps the whole list as one change, takes its turn
//! among them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use crossbeam_channel::{Sender, unbounded};

use super::{Mailbox, importing};
use crate::clock::{Clock, since, ticks};
use crate::domain::human;
use crate::domain::ids::{PlaylistId, TrackId};
use crate::domain::playlist::folder::shown;
use crate::domain::time::Moment;
use crate::player::Input;
use crate::store::Store;

/// How far it is, is told this often.
const TOLD: Duration = Duration::from_secs(1);

/// What takes longer than an edit may.
pub(super) enum Work {
    /// A list from a file, named as one types it.
    File(String),
    /// A new list of these tracks.
    Keep { id: PlaylistId, name: String, about: String, tracks: Vec<TrackId> },
    /// Lists that lie in the roots.
    TakeOver(Vec<(String, Vec<TrackId>)>),
}

pub(super) struct Importer {
    works: Sender<Work>,
    /// What is being made, and what waits for it.
    open: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
}

impl Importer {
    pub(super) fn start(store: &Store, clock: Clock, mailbox: Mailbox) -> anyhow::Result<Self> {
        let (works, inbox) = unbounded::<Work>();
        let (open, stop) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let (left, stopped, store) = (Arc::clone(&open), Arc::clone(&stop), store.clone());
        let run = move || {
            for work in inbox {
                let name = work.name();
                let mut told_at = ticks();
                let mut told = |done: usize, all: usize| {
                    if since(told_at) >= TOLD {
                        told_at = ticks();
                        mailbox.put(Input::Notice(progress(&name, done, all)));
                    }
                    !stopped.load(Ordering::Relaxed)
                };
                let made = work.make(&store, clock.now(), &mut told);
                let was_stopped = stopped.swap(false, Ordering::Relaxed);
                left.fetch_sub(1, Ordering::Relaxed);
                mailbox.put(match made {
                    Ok(Some(summary)) => Input::Edited { summary, word: false },
                    Ok(None) => Input::Notice("Nothing changed".into()),
                    // Whoever stopped it was answered.
                    Err(_) if was_stopped => continue,
                    Err(error) => Input::Warning(format!("{name}: {error:#}")),
                });
            }
        };
        std::thread::Builder::new().name("importer".into()).spawn(run).context("starting the importer")?;
        Ok(Self { works, open, stop })
    }

    /// Begins when what came before it is done.
    pub(super) fn begin(&self, work: Work) {
        self.open.fetch_add(1, Ordering::Relaxed);
        let _ = self.works.send(work);
    }

    /// Stops what is being read or kept; whether there was anything. Nothing of it is to be seen
    /// yet, or all of it is.
    pub(super) fn stop(&self) -> bool {
        self.open.load(Ordering::Relaxed) > 0 && !self.stop.swap(true, Ordering::Relaxed)
    }
}

impl Work {
    fn name(&self) -> String {
        match self {
            Self::File(file) => file.clone(),
            Self::Keep { name, .. } => shown(name).into_owned(),
            Self::TakeOver(_) => "Lists in your folders".into(),
        }
    }

    /// Tracks that it has; unknown of a file, which is always read here.
    pub(super) fn tracks(&self) -> usize {
        match self {
            Self::File(_) => 0,
            Self::Keep { tracks, .. } => tracks.len(),
            Self::TakeOver(lists) => lists.iter().map(|(_, tracks)| tracks.len()).sum(),
        }
    }

    /// What was done, in one line.
    fn make(self, store: &Store, now: Moment, told: importing::Told<'_>) -> anyhow::Result<Option<String>> {
        let all = self.tracks();
        let mut kept = |done: usize| told(done, all);
        let change = match self {
            Self::File(file) => {
                let imported = importing::import_file(store, &file, now, told)?;
                let trouble = if imported.all_found() { "" } else { " (:trouble)" };
                return Ok(Some(format!("{}{trouble}", imported.summary)));
            }
            Self::Keep { id, name, about, tracks } => store.make_playlist(id, name, about, tracks, now, &mut kept)?,
            Self::TakeOver(lists) => store.take_playlists(lists, now, &mut kept)?,
        };
        Ok(change.map(|change| change.summary))
    }
}

/// "lists/all.m3u8: 12,000 of 50,000 lines; undo stops it".
fn progress(name: &str, done: usize, all: usize) -> String {
    let [done, all] = [done, all].map(|count| human::thousands(count as u64));
    format!("{name}: {done} of {all} lines; undo stops it")
}
