//! Tells the keeper of the playlist folder that others wrote there. The kernel tells of changes, so
//! that nothing wakes while nobody saves.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crossbeam_channel::Sender;
use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind, RemoveKind};
use notify::{Config, Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::exchange::reconcile::EXTENSION;
use crate::scan::walk::is_audio_name;

/// A watch over one folder and all below it, or over none.
pub(super) struct Watch {
    touched: Sender<()>,
    over: Option<(Place, RecommendedWatcher)>,
    /// That no watch can be had is told once.
    complained: bool,
}

/// A folder by its path, and which one lies there: another may take its place.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    folder: PathBuf,
    /// Device and number; none while nothing is there.
    id: Option<(u64, u64)>,
}

impl Place {
    fn of(folder: &Path) -> Self {
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let id = folder.metadata().ok().map(|known| (known.dev(), known.ino()));
        Self { folder, id }
    }
}

impl Watch {
    pub(super) const fn new(touched: Sender<()>) -> Self {
        Self { touched, over: None, complained: false }
    }

    /// Watches this folder from now on, and no other. Where watching cannot be had, what others
    /// write is seen at the next edit or start.
    pub(super) fn turn_to(&mut self, folder: Option<&Path>) {
        let place = folder.map(Place::of);
        if self.over.as_ref().map(|(place, _)| place) == place.as_ref() {
            return;
        }
        // The watch over the one before ends with its watcher.
        self.over = None;
        let Some(place) = place else { return };
        match over(&place, self.touched.clone()) {
            Ok(watcher) => {
                self.over = Some((place, watcher));
                self.complained = false;
            }
            Err(error) => {
                if !std::mem::replace(&mut self.complained, true) {
                    tracing::warn!("{} is not watched: {error}", place.folder.display());
                }
            }
        }
    }
}

/// Links are not followed, as they are not when lists are looked for.
fn over(place: &Place, touched: Sender<()>) -> notify::Result<RecommendedWatcher> {
    let folder = place.folder.clone();
    let heed = move |event: notify::Result<Event>| {
        let is_ours = |path: &PathBuf, kind| match path.strip_prefix(&folder) {
            Ok(below) if below.as_os_str().is_empty() => true,
            Ok(_) => may_be_ours(path, kind),
            Err(_) => false,
        };
        let is_heeded = |event: Event| {
            event.need_rescan() || is_a_change(event.kind) && event.paths.iter().any(|path| is_ours(path, event.kind))
        };
        if event.is_ok_and(is_heeded) {
            // One look is enough for all that happens meanwhile.
            let _ = touched.try_send(());
        }
    };
    let mut watcher = RecommendedWatcher::new(heed, Config::default().with_follow_symlinks(false))?;
    // Where it lies tells that another folder takes its place.
    let beside = place.folder.parent().map(|above| watcher.watch(above, RecursiveMode::NonRecursive));
    match (place.id, beside) {
        (Some(_), _) => watcher.watch(&place.folder, RecursiveMode::Recursive)?,
        (None, Some(beside)) => beside?,
        (None, None) => {}
    }
    Ok(watcher)
}

/// Reading is no change; it would wake us for what we do ourselves.
#[must_use]
pub const fn is_a_change(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Create(_)
            | EventKind::Modify(_)
            | EventKind::Remove(_)
            | EventKind::Access(AccessKind::Close(AccessMode::Write))
    )
}

/// A list, or a folder that came or went. Music may lie in the same folder, and changes more often.
fn may_be_ours(path: &Path, kind: EventKind) -> bool {
    let Some(name) = path.file_name().map(std::ffi::OsStr::as_encoded_bytes) else { return false };
    if name.starts_with(b".") {
        return false;
    }
    match path.extension() {
        None => true,
        Some(end) if end.eq_ignore_ascii_case(EXTENSION) => true,
        // What is gone does not tell whether it was a folder with a dot in its name.
        Some(_) => path.is_dir() || is_gone(kind) && !is_audio_name(name) && path.symlink_metadata().is_err(),
    }
}

const fn is_gone(kind: EventKind) -> bool {
    matches!(kind, EventKind::Remove(RemoveKind::Folder) | EventKind::Modify(ModifyKind::Name(_)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crossbeam_channel::bounded;
    use notify::event::RenameMode;

    use super::*;

    const WAIT: Duration = Duration::from_secs(20);

    #[test]
    fn what_others_write_is_told_in_folders_that_came_later_too() {
        let home = tempfile::tempdir().unwrap();
        let (touched, touches) = bounded(1);
        let mut watch = Watch::new(touched);
        watch.turn_to(Some(home.path()));
        let told = |what: &dyn Fn()| {
            what();
            touches.recv_timeout(WAIT).unwrap();
            // What belongs to the same change.
            while touches.recv_timeout(Duration::from_millis(200)).is_ok() {}
        };
        let inner = home.path().join("Slow");
        told(&|| std::fs::write(home.path().join("A.m3u8"), "#EXTM3U\n").unwrap());
        told(&|| std::fs::create_dir(&inner).unwrap());
        told(&|| std::fs::rename(home.path().join("A.m3u8"), inner.join("A.m3u8")).unwrap());
        told(&|| std::fs::remove_file(inner.join("A.m3u8")).unwrap());
        let other = tempfile::tempdir().unwrap();
        watch.turn_to(Some(other.path()));
        told(&|| std::fs::write(other.path().join("B.m3u8"), "#EXTM3U\n").unwrap());
    }

    #[test]
    fn another_folder_in_the_same_place_is_watched() {
        let home = tempfile::tempdir().unwrap();
        let lists = home.path().join("lists");
        let (touched, touches) = bounded(1);
        let mut watch = Watch::new(touched);
        watch.turn_to(Some(&lists));
        let mut told = |what: &dyn Fn()| {
            what();
            touches.recv_timeout(WAIT).unwrap();
            // What belongs to the same change.
            while touches.recv_timeout(Duration::from_millis(200)).is_ok() {}
            watch.turn_to(Some(&lists));
        };
        told(&|| std::fs::create_dir(&lists).unwrap());
        told(&|| std::fs::write(lists.join("A.m3u8"), "#EXTM3U\n").unwrap());
        told(&|| std::fs::rename(&lists, home.path().join("old")).unwrap());
        told(&|| std::fs::create_dir(&lists).unwrap());
        told(&|| std::fs::write(lists.join("B.m3u8"), "#EXTM3U\n").unwrap());
    }

    #[test]
    fn music_and_our_own_marks_are_no_lists() {
        let home = tempfile::tempdir().unwrap();
        let came = EventKind::Modify(ModifyKind::Name(RenameMode::To));
        let went = EventKind::Modify(ModifyKind::Name(RenameMode::From));
        for name in ["song.flac", ".tonearm", ".List.m3u8.7.part", ".m3u8"] {
            assert!(!may_be_ours(&home.path().join(name), came), "{name}");
            assert!(!may_be_ours(&home.path().join(name), went), "{name}");
        }
        for name in ["List.m3u8", "LIST.M3U8", "Folder"] {
            assert!(may_be_ours(&home.path().join(name), came), "{name}");
        }
        let folder = home.path().join("Vol. 2");
        assert!(may_be_ours(&folder, went), "a folder, for all that is known");
        assert!(!may_be_ours(&folder, EventKind::Access(AccessKind::Close(AccessMode::Write))));
        std::fs::create_dir(&folder).unwrap();
        assert!(may_be_ours(&folder, came));
    }
}
