//! Tells the keeper of the playlist folder that others wrote there. The kernel tells of changes, so
//! that nothing wakes while nobody saves.

use std::path::{Path, PathBuf};

use crossbeam_channel::Sender;
use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::exchange::reconcile::EXTENSION;

/// A watch over one folder and all below it, or over none.
pub(super) struct Watch {
    touched: Sender<()>,
    watcher: Option<RecommendedWatcher>,
    folder: Option<PathBuf>,
}

impl Watch {
    pub(super) const fn new(touched: Sender<()>) -> Self {
        Self { touched, watcher: None, folder: None }
    }

    /// Watches this folder from now on, and no other. Where watching cannot be had, what others
    /// write is seen at the next edit or start.
    pub(super) fn turn_to(&mut self, folder: Option<&Path>) {
        let folder = folder.and_then(|folder| folder.canonicalize().ok());
        if folder == self.folder {
            return;
        }
        // The watch over the one before ends with its watcher.
        self.watcher = folder.as_deref().and_then(|folder| match over(folder, self.touched.clone()) {
            Ok(watcher) => Some(watcher),
            Err(error) => {
                tracing::warn!("{} is not watched: {error}", folder.display());
                None
            }
        });
        self.folder = folder;
    }
}

fn over(folder: &Path, touched: Sender<()>) -> notify::Result<RecommendedWatcher> {
    let heed = move |event: notify::Result<Event>| {
        if event.is_ok_and(|event| is_a_change(event.kind) && event.paths.iter().any(|path| may_be_ours(path))) {
            // One look is enough for all that happens meanwhile.
            let _ = touched.try_send(());
        }
    };
    let mut watcher = notify::recommended_watcher(heed)?;
    watcher.watch(folder, RecursiveMode::Recursive)?;
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
fn may_be_ours(path: &Path) -> bool {
    match path.extension() {
        Some(end) if end.eq_ignore_ascii_case(EXTENSION) => true,
        Some(_) => path.is_dir(),
        None => !path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".")),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crossbeam_channel::bounded;

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
    fn music_and_our_own_marks_are_no_lists() {
        let home = tempfile::tempdir().unwrap();
        for name in ["song.flac", ".tonearm", "List.m3u8.part"] {
            assert!(!may_be_ours(&home.path().join(name)), "{name}");
        }
        for name in ["List.m3u8", "LIST.M3U8", "Folder"] {
            assert!(may_be_ours(&home.path().join(name)), "{name}");
        }
        std::fs::create_dir(home.path().join("Vol. 2")).unwrap();
        assert!(may_be_ours(&home.path().join("Vol. 2")));
    }
}
