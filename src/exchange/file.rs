//! Files of lists: read whole within bounds, written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use super::ExchangeError;

/// The bytes of a file of at most `most` bytes.
///
/// # Errors
/// It cannot be read, or is larger.
pub fn load(path: &Path, most: u64) -> Result<Vec<u8>, ExchangeError> {
    let io = ExchangeError::io(path);
    let read = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let file = File::open(path)?;
        // A folder opens, and fails only when it is read.
        file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(io)?;
    if bytes.len() as u64 > most { Err(ExchangeError::TooLarge(most >> 20)) } else { Ok(bytes) }
}

/// Puts a file there in one step: whoever reads it meets the old bytes or the new ones. Only
/// where a file system can neither link nor refuse to write over, a new name is empty at first.
///
/// # Errors
/// Those of the file system, and [`ExchangeError::Exists`] where a file is and `overwrite` is not said.
pub fn save(path: &Path, bytes: &[u8], overwrite: bool) -> Result<(), ExchangeError> {
    // A link stays one: what it leads to is written.
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let known = fs::metadata(path).ok();
    if known.as_ref().is_some_and(|known| !known.is_file() && !known.is_dir()) {
        return fs::write(path, bytes).map_err(ExchangeError::io(path));
    }
    if known.is_some() && !overwrite {
        return Err(ExchangeError::Exists(path.clone()));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let short: String = name.chars().take(40).collect();
    let beside = path.with_file_name(format!(".{short}.{}.part", std::process::id()));
    let write = || -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(&beside)?;
        file.write_all(bytes)?;
        if let Some(known) = &known {
            file.set_permissions(known.permissions())?;
        }
        file.sync_all()?;
        if overwrite { fs::rename(&beside, path) } else { give_name(&beside, path) }
    };
    write().map_err(|error| {
        let _ = fs::remove_file(&beside);
        match error.kind() {
            io::ErrorKind::AlreadyExists if !overwrite => ExchangeError::Exists(path.clone()),
            _ => ExchangeError::io(path)(error),
        }
    })
}

/// Gives a file a name that nobody has. Who came first meanwhile keeps it.
///
/// # Errors
/// Those of the file system; [`io::ErrorKind::AlreadyExists`] where something is called so.
pub fn give_name(beside: &Path, path: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    let taken = match renameat_with(CWD, beside, CWD, path, RenameFlags::NOREPLACE) {
        Ok(()) => return Ok(()),
        Err(error) => io::Error::from(error),
    };
    if matches!(taken.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::NotFound) {
        return Err(taken);
    }
    match fs::hard_link(beside, path) {
        Ok(()) => fs::remove_file(beside),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // A file system without links: the name is reserved first, and is empty for that moment.
        Err(_) => {
            OpenOptions::new().write(true).create_new(true).open(path)?;
            fs::rename(beside, path).inspect_err(|_| drop(fs::remove_file(path)))
        }
    }
}

/// A name for a file or folder of what is called so: what file systems refuse is `_`, and it is
/// neither hidden nor long, nor one that some of them keep for devices.
#[must_use]
pub fn file_name(called: &str) -> String {
    let refused = |c: char| matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') || c.is_control();
    let mut name: String = called.chars().map(|c| if refused(c) { '_' } else { c }).collect();
    while name.len() > 200 {
        name.pop();
    }
    let name = name.trim().trim_end_matches(['.', ' ']);
    let begin = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered = begin.strip_prefix("com").or_else(|| begin.strip_prefix("lpt"));
    let is_device = matches!(begin.as_str(), "con" | "prn" | "aux" | "nul")
        || numbered.is_some_and(|number| matches!(number.as_bytes(), [b'0'..=b'9']));
    if name.is_empty() || name.starts_with('.') || is_device { format!("_{name}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_overwritten_unasked_and_nothing_is_left_beside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.m3u8");
        save(&path, b"one", false).unwrap();
        assert!(matches!(save(&path, b"two", false), Err(ExchangeError::Exists(_))));
        assert_eq!(load(&path, 10).unwrap(), b"one");
        save(&path, b"two", true).unwrap();
        assert_eq!(load(&path, 10).unwrap(), b"two");
        assert!(matches!(load(&path, 2), Err(ExchangeError::TooLarge(_))));
        let link = folder.path().join("link.m3u8");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        save(&link, b"three", true).unwrap();
        assert_eq!(load(&path, 10).unwrap(), b"three");
        assert!(save(&folder.path().join("no/such/x.m3u8"), b"", false).is_err());
        assert!(load(folder.path(), 10).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn names_are_fit_for_any_file_system() {
        assert_eq!(file_name("AC/DC: live?"), "AC_DC_ live_");
        assert_eq!(file_name("..."), "_");
        assert_eq!(file_name(".hidden"), "_.hidden");
        assert_eq!((file_name("..").as_str(), file_name(". .").as_str()), ("_", "_"));
        assert_eq!((file_name("Con").as_str(), file_name("nul.x").as_str()), ("_Con", "_nul.x"));
        assert_eq!((file_name("lpt1").as_str(), file_name("Concert").as_str()), ("_lpt1", "Concert"));
        assert_eq!(file_name("a\0b\nc\u{7f}"), "a_b_c_");
        assert!(file_name(&"ü".repeat(300)).len() <= 200);
    }
}
