//! The folder of `.m3u8` files that is kept equal with the playlists, if the listener named one.
//!
//! What is to be done is decided by [`reconcile`], and carried out by the [`desk`].

mod desk;
mod files;
mod watch;

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use crossbeam_channel::{Receiver, Sender, bounded, select};

use self::desk::Desk;
use self::files::{ASIDE, Files};
use self::watch::Watch;
pub use self::watch::is_a_change;
use super::{Mailbox, lock, reader};
use crate::clock::Clock;
use crate::domain::human;
use crate::domain::settings::{Key, Spoken};
use crate::domain::time::Moment;
use crate::exchange::reconcile;
use crate::paths::{self, Paths};
use crate::player::Input;
use crate::player::protocol::Command;
use crate::store::Store;

/// Edits come in rows; the files follow when they pause.
const PAUSE: Duration = Duration::from_millis(1500);

/// What was done to one list or file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    pub what: What,
    /// The playlist; of files that cannot be read their name.
    pub name: String,
    /// The file, below the folder.
    pub file: Vec<u8>,
    /// More about it, in words; empty where nothing needs them.
    pub detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Written,
    Read,
    Made,
    Renamed,
    /// Both sides were changed.
    KeptBoth,
    /// The list, since its file was deleted.
    Deleted,
    /// The file, since its list was deleted.
    PutAside,
    /// Neither side was touched.
    Left,
}

impl What {
    /// As JSON names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Read => "read",
            Self::Made => "made",
            Self::Renamed => "renamed",
            Self::KeptBoth => "kept_both",
            Self::Deleted => "deleted",
            Self::PutAside => "put_aside",
            Self::Left => "left",
        }
    }
}

/// What it took to make both sides equal; nothing when they were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Synced {
    pub done: Vec<Done>,
}

impl Synced {
    #[must_use]
    pub fn has_trouble(&self) -> bool {
        self.done.iter().any(|done| done.what == What::Left)
    }

    /// In one line; none where nothing was to be done. What needs a look comes first.
    #[must_use]
    pub fn told(&self) -> Option<String> {
        let mut parts = Vec::new();
        for done in &self.done {
            match done.what {
                What::KeptBoth => parts.push(format!("{} changed on both sides, {}", done.name, done.detail)),
                What::Left => parts.push(format!("{} left as it is: {}", done.name, done.detail)),
                What::Deleted => parts.push(format!("{} deleted as its file was, and undo brings it back", done.name)),
                What::PutAside => parts.push(format!("the file of {} put into {ASIDE}", done.name)),
                _ => {}
            }
        }
        for (what, words) in [
            (What::Read, "read"),
            (What::Made, "new from files"),
            (What::Written, "written"),
            (What::Renamed, "renamed"),
        ] {
            let count = self.done.iter().filter(|done| done.what == what).count();
            if count > 0 {
                parts.push(format!("{} {words}", human::thousands(count as u64)));
            }
        }
        (!parts.is_empty()).then(|| format!("Playlist folder: {}", parts.join("; ")))
    }
}

/// Brings the playlists of the store's listener and the folder to the same.
///
/// # Errors
/// The folder is not there, is empty where it was not, or another process is at it.
pub fn sync_folder(store: &Store, paths: &Paths, folder: &Path, now: Moment) -> anyhow::Result<Synced> {
    let Ok(_held) = lock::hold(&paths.state.join("lists.lock")).context("taking turns at the playlist folder")? else {
        bail!("another tonearm is at the playlist folder");
    };
    let reader = store.reader().context("reading the playlists")?;
    if !folder.exists() && reader.playlist_files(store.listener(), folder.as_os_str().as_bytes())?.is_empty() {
        std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    }
    let shown = paths::shown(folder);
    let folder = folder.canonicalize().with_context(|| format!("{shown} is not there; nothing was changed"))?;
    let known = reader.playlist_files(store.listener(), folder.as_os_str().as_bytes())?;
    let mut files = Files::open(folder.clone());
    let found = files.find(&known)?;
    if !known.is_empty()
        && !files.is_marked()
        && !known.iter().any(|known| found.iter().any(|file| file.name == known.file))
    {
        bail!("all lists are gone from {shown}, as if a drive were not mounted; nothing was changed");
    }
    files.mark()?;
    let desk = Desk::open(store, &reader, files, (&known, &found), now)?;
    let lists = desk.lists()?;
    let plan = reconcile::plan(&lists, &found, &known);
    Ok(Synced { done: desk.carry_out_all(plan, &lists)? })
}

/// Keeps the folder equal beside the player.
pub(super) struct FolderKeeper(Sender<()>);

impl FolderKeeper {
    pub(super) fn start(
        store: &Store,
        paths: &Paths,
        clock: Clock,
        spoken: super::spoken::SpokenNow,
        mailbox: Mailbox,
    ) -> anyhow::Result<Self> {
        let (wake, inbox) = bounded(1);
        let (store, paths) = (store.clone(), paths.clone());
        let (touched, touches) = bounded(1);
        let work = move || {
            let mut told = None;
            // It holds a sender, so that `touches` is never cut off.
            let mut watch = Watch::new(touched);
            loop {
                select! {
                    recv(inbox) -> woken => if woken.is_err() { break },
                    recv(touches) -> _ => {}
                }
                let goes_on = is_quiet(&inbox, &touches);
                let chosen = chosen(&store, &spoken.get());
                let news = look(&store, &paths, chosen.as_ref(), clock.now());
                watch.turn_to(chosen.ok().flatten().as_deref());
                // A file that stays broken is told once, not after every edit.
                let is_old = news == told;
                told.clone_from(&news);
                if let Some(news) = news.filter(|_| !is_old) {
                    mailbox.put(news.map_or_else(Input::Warning, Input::Notice));
                    mailbox.put(Input::Command(Command::LibraryChanged));
                }
                if !goes_on {
                    break;
                }
            }
        };
        std::thread::Builder::new().name("folder".into()).spawn(work).context("starting the keeper of the folder")?;
        Ok(Self(wake))
    }

    /// Something may have changed. One look is enough for all that happens meanwhile.
    pub(super) fn wake(&self) {
        let _ = self.0.try_send(());
    }
}

/// Waits until nothing has changed for a moment; false when the player ends.
fn is_quiet(inbox: &Receiver<()>, touches: &Receiver<()>) -> bool {
    loop {
        select! {
            recv(inbox) -> woken => if woken.is_err() { return false },
            recv(touches) -> _ => {}
            default(PAUSE) => return true,
        }
    }
}

/// The folder that the listener chose, if any.
fn chosen(store: &Store, spoken: &[Spoken]) -> anyhow::Result<Option<PathBuf>> {
    let settings = reader::merged(&store.reader()?, store.listener(), spoken)?;
    let folder = settings.value(Key::PlaylistFolder);
    Ok((!folder.is_empty()).then(|| paths::typed(folder)))
}

/// What the listener is told, if anything happened; an error is what needs a look.
fn look(
    store: &Store,
    paths: &Paths,
    chosen: Result<&Option<PathBuf>, &anyhow::Error>,
    now: Moment,
) -> Option<Result<String, String>> {
    let synced = match chosen {
        Ok(Some(folder)) => sync_folder(store, paths, folder, now),
        Ok(None) => Ok(Synced::default()),
        Err(error) => return Some(Err(format!("Playlist folder: {error:#}"))),
    };
    match synced {
        Ok(synced) if synced.has_trouble() => synced.told().map(Err),
        // That files follow what was just done here is no news, and would cover what was said of it.
        Ok(synced) if synced.done.iter().all(|done| done.what == What::Written) => None,
        Ok(synced) => synced.told().map(Ok),
        Err(error) => Some(Err(format!("Playlist folder: {error:#}"))),
    }
}

#[cfg(test)]
mod tests;
