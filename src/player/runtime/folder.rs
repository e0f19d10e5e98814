//! The folder of `.m3u8` files that is kept equal with the playlists, if the listener named one.
//!
//! What is to be done is decided by [`reconcile`], and carried out by the [`desk`].

mod desk;
mod files;
mod keeper;
mod news;
mod search;
mod watch;

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use anyhow::{Context as _, bail};

use self::desk::Desk;
use self::files::Files;
pub(super) use self::keeper::FolderKeeper;
pub use self::news::{Done, Synced, What};
pub use self::watch::is_a_change;
use super::lock;
use crate::domain::time::Moment;
use crate::exchange::reconcile;
use crate::paths::{self, Paths};
use crate::store::Store;

/// Lists that a person may delete file by file until the folder is empty. More of them that are
/// gone at once, with all else, are missed and not deleted.
const FEW: usize = 3;

/// Another process is at it, which ends soon.
#[derive(Debug, thiserror::Error)]
#[error("another tonearm is at the playlist folder")]
struct Busy;

/// Brings the playlists of the store's listener and the folder to the same.
///
/// # Errors
/// The folder is not there, is empty where it was not, or another process is at it.
pub fn sync_folder(store: &Store, paths: &Paths, folder: &Path, now: Moment) -> anyhow::Result<Synced> {
    sync_while(store, paths, folder, now, || {})
}

/// The same; something happens once it is planned.
fn sync_while(
    store: &Store,
    paths: &Paths,
    folder: &Path,
    now: Moment,
    meanwhile: impl FnOnce(),
) -> anyhow::Result<Synced> {
    let Ok(_held) = lock::hold(&paths.state.join("lists.lock")).context("taking turns at the playlist folder")? else {
        return Err(Busy.into());
    };
    let reader = store.reader().context("reading the playlists")?;
    if !folder.exists() && reader.files_of_all_listeners(folder.as_os_str().as_bytes())?.is_empty() {
        std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    }
    let shown = paths::shown(folder);
    let folder = folder.canonicalize().with_context(|| format!("{shown} is not there; nothing was changed"))?;
    let known = reader.playlist_files(store.listener(), folder.as_os_str().as_bytes())?;
    let mut files = Files::open(folder.clone());
    let lying = files.find(&known)?;
    let are_gone = !known.is_empty() && !known.iter().any(|known| lying.has(&known.file));
    if !files.is_marked() {
        // Lists of other listeners tell as well that it is the place of a drive.
        let all = reader.files_of_all_listeners(folder.as_os_str().as_bytes())?;
        if are_gone || !all.is_empty() && !all.iter().any(|file| lying.has(file)) {
            bail!("all lists are gone from {shown}, as if a drive were not mounted; nothing was changed");
        }
    }
    // The mark may be that of another library, made while the drive was away.
    if are_gone && lying.is_bare && known.len() > FEW {
        bail!("all lists are gone from {shown} at once, which is empty; nothing was changed");
    }
    files.mark()?;
    let mut desk = Desk::open(store, &reader, files, (&known, &lying), now)?;
    let plan = reconcile::plan(&desk.lists()?, (&lying.lists, &lying.taken), &known);
    meanwhile();
    desk.carry_out_all(plan)
}

#[cfg(test)]
mod tests;
