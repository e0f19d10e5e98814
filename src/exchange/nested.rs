//! Lists that name other lists: their lines stand in the place of the line that names them.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::file::load;
use super::{ExchangeError, Format, ListEntry, PassedOver, ReadList};
use crate::domain::text::path_for_screen;

/// How far reading goes.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Of one file, and of all lists in a list together.
    pub bytes: u64,
    /// Lists in lists in lists.
    pub depth: usize,
    /// Lists opened for one.
    pub files: usize,
    /// Lines of all of them.
    pub entries: usize,
}

/// What a person's lists never reach.
pub const BOUNDS: Bounds = Bounds { bytes: 64 << 20, depth: 8, files: 500, entries: 500_000 };

/// Reads a file by its extension, or by how it begins, and the lists that it names.
///
/// # Errors
/// It cannot be read, is too large, or is no list.
pub fn open(path: &Path) -> Result<ReadList, ExchangeError> {
    let bytes = load(path, BOUNDS.bytes)?;
    let path = std::path::absolute(path).map_err(ExchangeError::io(path))?;
    let format = Format::of_path(path.as_os_str().as_bytes());
    // Many an XSPF or PLS calls itself M3U.
    let format = Format::of_bytes(&bytes).or(format).ok_or(ExchangeError::Unknown)?;
    read_with_nested(format, &bytes, path.as_os_str().as_bytes())
}

/// The same of bytes that were read, as if they lay at `path`.
///
/// # Errors
/// The bytes are no list of this format.
pub fn read_with_nested(format: &Format, bytes: &[u8], path: &[u8]) -> Result<ReadList, ExchangeError> {
    let list = format.read(bytes, folder_of(path))?;
    let load = |path: &[u8]| {
        let path = Path::new(std::ffi::OsStr::from_bytes(path));
        // A pipe that a line names would never end.
        path.is_file().then(|| load(path, BOUNDS.bytes).ok()).flatten()
    };
    let mut opening = Opening {
        load: &load,
        bounds: BOUNDS,
        above: vec![path.to_vec()],
        files: 0,
        bytes: 0,
        list: ReadList::default(),
    };
    opening.list.name = list.name.clone();
    opening.take(list, None);
    Ok(opening.list)
}

pub(super) fn folder_of(path: &[u8]) -> &[u8] {
    match path.iter().rposition(|byte| *byte == b'/') {
        Some(0) => b"/",
        Some(end) => path.get(..end).unwrap_or_default(),
        None => b"",
    }
}

struct Opening<'l> {
    load: &'l dyn Fn(&[u8]) -> Option<Vec<u8>>,
    bounds: Bounds,
    /// The lists that are open, outermost first.
    above: Vec<Vec<u8>>,
    files: usize,
    bytes: u64,
    list: ReadList,
}

impl Opening<'_> {
    /// `line` is where the outermost list names it.
    fn take(&mut self, list: ReadList, line: Option<u32>) {
        for mut passed in list.passed_over {
            passed.line = line.unwrap_or(passed.line);
            self.list.passed_over.push(passed);
        }
        for mut entry in list.entries {
            entry.line = line.unwrap_or(entry.line);
            if self.list.entries.len() >= self.bounds.entries {
                self.pass_over(&entry, b"", "there are more lines than any list that a person makes");
                return;
            }
            self.one(entry);
        }
    }

    fn one(&mut self, entry: ListEntry) {
        let is_list = |path: &&Vec<u8>| Format::of_path(path).is_some() && super::is_elsewhere(path).is_none();
        for path in entry.paths.iter().filter(is_list) {
            if self.above.contains(path) {
                return self.pass_over(&entry, path, "it leads back to itself");
            }
            let is_full = self.files >= self.bounds.files || self.bytes >= self.bounds.bytes;
            if self.above.len() > self.bounds.depth || is_full {
                return self.pass_over(&entry, path, "too many lists in lists");
            }
            let Some(bytes) = (self.load)(path) else { continue };
            self.files += 1;
            self.bytes = self.bytes.saturating_add(bytes.len() as u64);
            let format = Format::of_bytes(&bytes).or_else(|| Format::of_path(path));
            match format.map(|format| format.read(&bytes, folder_of(path))) {
                Some(Ok(list)) => {
                    self.above.push(path.clone());
                    self.take(list, Some(entry.line));
                    self.above.pop();
                }
                _ => self.pass_over(&entry, path, "a list that cannot be read"),
            }
            return;
        }
        self.list.entries.push(entry);
    }

    fn pass_over(&mut self, entry: &ListEntry, path: &[u8], reason: &'static str) {
        self.list.passed_over.push(PassedOver { line: entry.line, text: path_for_screen(path), reason });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(files: &[(&str, &str)], bounds: Bounds) -> (Vec<String>, Vec<(u32, &'static str)>) {
        let load = |path: &[u8]| {
            let found = files.iter().find(|(name, _)| name.as_bytes() == path)?;
            Some(found.1.as_bytes().to_vec())
        };
        let (path, text) = files[0];
        let list = Format::of_path(path.as_bytes()).unwrap().read(text.as_bytes(), folder_of(path.as_bytes())).unwrap();
        let above = vec![path.as_bytes().to_vec()];
        let mut opening = Opening { load: &load, bounds, above, files: 0, bytes: 0, list: ReadList::default() };
        opening.take(list, None);
        let paths = opening.list.entries.iter().map(|entry| path_for_screen(&entry.paths[0])).collect();
        (paths, opening.list.passed_over.iter().map(|passed| (passed.line, passed.reason)).collect())
    }

    #[test]
    fn lists_in_lists_stand_where_they_are_named() {
        let files = [
            ("/m/all.m3u", "a.mp3\nsub/b.pls\nsub/gone.m3u\nc.mp3\nall.m3u\n"),
            ("/m/sub/b.pls", "[playlist]\nFile1=b1.mp3\nFile2=deep/d.xspf\nFile3=../all.m3u\n"),
            (
                "/m/sub/deep/d.xspf",
                "<playlist><trackList><track><location>d.mp3</location></track></trackList></playlist>",
            ),
        ];
        let (paths, told) = opened(&files, BOUNDS);
        assert_eq!(paths, ["/m/a.mp3", "/m/sub/b1.mp3", "/m/sub/deep/d.mp3", "/m/sub/gone.m3u", "/m/c.mp3"]);
        assert_eq!(told, [(2, "it leads back to itself"), (5, "it leads back to itself")]);
    }

    #[test]
    fn a_pipe_that_a_list_names_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let made = std::process::Command::new("mkfifo").arg(folder.path().join("b.m3u")).status().unwrap();
        assert!(made.success());
        std::fs::write(folder.path().join("a.m3u"), "b.m3u\nc.mp3\n").unwrap();
        assert_eq!(open(&folder.path().join("a.m3u")).unwrap().entries.len(), 2, "it stays a line");
    }

    #[test]
    fn depth_files_and_lines_are_bounded() {
        let ten = "b.m3u\n".repeat(10);
        let files = [("/a.m3u", ten.as_str()), ("/b.m3u", "c.m3u\nx.mp3\n"), ("/c.m3u", "y.mp3\n")];
        let (paths, told) = opened(&files, Bounds { depth: 1, ..BOUNDS });
        assert_eq!((paths.len(), told.len()), (10, 10), "{told:?}");
        let (paths, told) = opened(&files, Bounds { files: 4, ..BOUNDS });
        assert_eq!((paths.len(), told.len()), (4, 8), "{told:?}");
        let (paths, told) = opened(&files, Bounds { bytes: 30, ..BOUNDS });
        assert!(paths.len() < 20 && told.iter().any(|told| told.1 == "too many lists in lists"), "{told:?}");
        let (paths, told) = opened(&files, Bounds { entries: 5, ..BOUNDS });
        assert_eq!(paths.len(), 5);
        assert!(told.iter().all(|told| told.1.starts_with("there are more lines")));
    }
}
