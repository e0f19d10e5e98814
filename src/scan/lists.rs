//! Files below a root that list music: M3U and M3U8.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use walkdir::WalkDir;

use super::walk::{extension, passed_over};
use crate::clock;

/// A look ends here at the latest; what was found by then counts.
const MOST: usize = 200;
const ENTRIES: usize = 2_000_000;
const TIME: Duration = Duration::from_secs(20);

/// Lists below a folder, by path.
#[must_use]
pub fn list_files(root: &Path, stop: &AtomicBool) -> Vec<PathBuf> {
    let started = clock::ticks();
    let walk = WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter().filter_entry(|entry| {
        entry.depth() == 0 || !passed_over(entry.file_name().as_bytes(), entry.file_type().is_dir())
    });
    let mut lists = Vec::new();
    for entry in walk.take(ENTRIES).flatten() {
        if lists.len() == MOST || stop.load(Ordering::Relaxed) || clock::since(started) > TIME {
            break;
        }
        let is_list = extension(entry.file_name().as_bytes())
            .is_some_and(|end| end.eq_ignore_ascii_case("m3u") || end.eq_ignore_ascii_case("m3u8"));
        if is_list && entry.file_type().is_file() {
            lists.push(entry.into_path());
        }
    }
    lists
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_found_wherever_they_lie_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["Kitchen.m3u8", "a/b/Old.M3U", "a/song.flac", ".hidden/x.m3u", "notes.txt"] {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, b"").unwrap();
        }
        let found = list_files(folder.path(), &AtomicBool::new(false));
        assert_eq!(found, [folder.path().join("Kitchen.m3u8"), folder.path().join("a/b/Old.M3U")]);
    }
}
