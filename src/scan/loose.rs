//! Files outside any library: what a folder holds, and what one file says of itself.

use std::collections::HashSet;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::read;
use super::walk::{self, Met};
use crate::decode::source::Source;
use crate::domain::file::Content;
use crate::domain::ids::RootId;

/// The file itself, or the files in a folder whose names promise audio, in the order of names.
#[must_use]
pub fn loose_files(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_path_buf()];
    }
    let walked = walk::walk(path, &mut HashSet::new(), &AtomicBool::new(false), &mut || {});
    walked.files.iter().filter(|met| met.promised).map(|met| path.join(walk::as_path(&met.path))).collect()
}

/// What one file is. None when it cannot be looked at.
#[must_use]
pub fn loose_content(path: &Path) -> Option<Content> {
    let (folder, name) = (path.parent()?, path.file_name()?);
    let stat = walk::stat(&std::fs::metadata(path).ok()?);
    let met = Met { path: name.as_bytes().to_vec(), stat, origin_ms: 0, promised: true };
    read::read(&mut Source::default(), RootId(0), folder, &met, false).map(|file| file.content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_its_audio_in_order_and_a_file_speaks_for_itself() {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/audio");
        let names: Vec<_> = loose_files(&fixtures)
            .iter()
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        assert!(names.contains(&"vorbis.ogg".to_owned()) && !names.contains(&"README.md".to_owned()), "{names:?}");
        assert!(names.is_sorted());
        assert!(matches!(loose_content(&fixtures.join("vorbis.ogg")), Some(Content::Audio { .. })));
        assert!(matches!(loose_content(&fixtures.join("README.md")), Some(Content::Unreadable { .. }) | None));
        assert_eq!(loose_content(&fixtures.join("none.ogg")), None);
    }
}
