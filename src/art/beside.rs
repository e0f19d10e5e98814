//! The picture that lies in the folder of the music.

use std::path::{Path, PathBuf};

/// Names without their ending, the best first.
const NAMES: [&str; 6] = ["cover", "folder", "front", "album", "albumart", "artwork"];
const ENDINGS: [&str; 6] = ["jpg", "jpeg", "png", "webp", "gif", "bmp"];
/// A folder with more files than this is a heap; what lies first is looked at.
const ENTRIES: usize = 20_000;

/// The best picture in `folder` by its name, whatever its case.
#[must_use]
pub fn beside(folder: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?.take(ENTRIES).flatten();
    let ranked = entries.filter_map(|entry| {
        let path = entry.path();
        Some((rank(&path)?, path))
    });
    ranked.min().map(|(_, path)| path)
}

/// Lower is better; none is no cover.
fn rank(path: &Path) -> Option<(usize, usize)> {
    let lower = |part: Option<&std::ffi::OsStr>| part.and_then(|part| part.to_str()).map(str::to_lowercase);
    let (stem, ending) = (lower(path.file_stem())?, lower(path.extension())?);
    let place = |words: &[&str], word: &str| words.iter().position(|known| *known == word);
    Some((place(&NAMES, &stem)?, place(&ENDINGS, &ending)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_front_is_found_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let found = || beside(folder.path()).map(|path| path.file_name().unwrap().to_string_lossy().into_owned());
        let lay = |name: &str| std::fs::write(folder.path().join(name), b"x").unwrap();
        for (name, best) in [
            ("back.jpg", None),
            ("cover.txt", None),
            ("Album.PNG", Some("Album.PNG")),
            ("folder.jpg", Some("folder.jpg")),
            ("COVER.webp", Some("COVER.webp")),
            ("Cover.jpeg", Some("Cover.jpeg")),
        ] {
            lay(name);
            assert_eq!(found().as_deref(), best, "after {name}");
        }
        assert_eq!(beside(&folder.path().join("nowhere")), None);
    }
}
