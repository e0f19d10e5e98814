//! Which files below a root may be audio.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::Metadata;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::UNIX_EPOCH;

use walkdir::{DirEntry, WalkDir};

use super::ignore::Ignored;
use super::report::Trouble;
use crate::domain::file::FileStat;

/// A file that may be audio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// Relative to the root, raw bytes.
    pub path: Vec<u8>,
    pub stat: FileStat,
    /// Birth time where known, else modification time. Unix ms.
    pub origin_ms: i64,
    /// Its name promises audio; else only its content can, and nobody misses it when it is not.
    pub promised: bool,
}

/// What a walk met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walked {
    pub files: Vec<Met>,
    /// Relative paths of what could not be looked at; files below are neither here nor gone.
    pub unseen: Vec<Vec<u8>>,
    /// The same for the report, with reasons.
    pub failed: Vec<Trouble>,
    /// The root is not there, or is not a folder.
    pub absent: Option<String>,
    /// Something lies in the root, be it audio or not.
    pub has_entries: bool,
}

/// Walks a root. Symbolic links are followed, loops end, and a file that is reached twice is met
/// once. `seen` keeps what other roots met, as device and inode; `each` hears of every file.
pub fn walk(root: &Path, seen: &mut HashSet<(u64, u64)>, stop: &AtomicBool, each: &mut dyn FnMut()) -> Walked {
    let mut walked = Walked::default();
    match std::fs::metadata(root) {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => walked.absent = Some("not a folder".to_owned()),
        Err(error) => walked.absent = Some(reason(&error)),
    }
    if walked.absent.is_some() {
        return walked;
    }
    let mut ignored = Ignored::default();
    let mut entries = WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                walked.note(root, &error);
                continue;
            }
        };
        let (name, depth) = (entry.file_name().as_bytes(), entry.depth());
        let is_folder = entry.file_type().is_dir();
        if depth > 0 {
            walked.has_entries = true;
            if passed_over(name, is_folder) || ignored.covers(&entry) {
                if is_folder {
                    entries.skip_current_dir();
                }
                continue;
            }
        }
        if is_folder {
            if ignored.enter(&entry) {
                entries.skip_current_dir();
            }
        } else if entry.file_type().is_file()
            && let Some(promised) = may_be_audio(name)
        {
            each();
            walked.meet(root, &entry, promised, seen);
        }
    }
    walked
}

impl Walked {
    fn meet(&mut self, root: &Path, entry: &DirEntry, promised: bool, seen: &mut HashSet<(u64, u64)>) {
        match entry.metadata() {
            Ok(metadata) => {
                if seen.insert((metadata.dev(), metadata.ino())) {
                    let path = relative(root, entry.path());
                    let origin_ms = origin_ms(&metadata);
                    self.files.push(Met { path, stat: stat(&metadata), origin_ms, promised });
                }
            }
            Err(error) => self.note(root, &error),
        }
    }

    fn note(&mut self, root: &Path, error: &walkdir::Error) {
        // A loop is no trouble: what it leads to was met already.
        if error.loop_ancestor().is_some() {
            return;
        }
        let path = error.path().unwrap_or(root);
        let gone = error.io_error().is_some_and(|error| error.kind() == std::io::ErrorKind::NotFound);
        // A link to nowhere is as good as no link.
        if gone && path.is_symlink() {
            return;
        }
        self.unseen.push(relative(root, path));
        let reason = error.io_error().map_or_else(|| error.to_string(), reason);
        self.failed.push(Trouble { path: path.as_os_str().as_bytes().to_vec(), reason });
    }
}

/// What the file system says, in the shape that the library keeps.
pub fn stat(metadata: &Metadata) -> FileStat {
    let ns = |seconds: i64, ns: i64| seconds.saturating_mul(1_000_000_000).saturating_add(ns);
    FileStat {
        size: metadata.len(),
        mtime_ns: ns(metadata.mtime(), metadata.mtime_nsec()),
        ctime_ns: ns(metadata.ctime(), metadata.ctime_nsec()),
        inode: metadata.ino(),
    }
}

fn origin_ms(metadata: &Metadata) -> i64 {
    let modified = metadata.mtime().saturating_mul(1000).saturating_add(metadata.mtime_nsec() / 1_000_000);
    let born = metadata.created().ok().and_then(|born| born.duration_since(UNIX_EPOCH).ok());
    // A copy is born after its content was made; the earlier of both is when the music came to be.
    born.and_then(|born| i64::try_from(born.as_millis()).ok()).map_or(modified, |born| born.min(modified))
}

/// Raw bytes as a path.
pub fn as_path(bytes: &[u8]) -> &Path {
    Path::new(OsStr::from_bytes(bytes))
}

fn relative(root: &Path, path: &Path) -> Vec<u8> {
    path.strip_prefix(root).unwrap_or(path).as_os_str().as_bytes().to_vec()
}

/// An error of the file system in words for a person.
pub fn reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::PermissionDenied => "no permission to read it".to_owned(),
        ErrorKind::NotFound => "it is not there".to_owned(),
        _ => format!("it cannot be read: {error}"),
    }
}

/// Folders and files that no listener means: hidden ones, trash, thumbnails, side files.
pub(super) fn passed_over(name: &[u8], is_folder: bool) -> bool {
    if name.starts_with(b".") {
        return true;
    }
    is_folder
        && [
            &b"@eaDir"[..],
            b"$RECYCLE.BIN",
            b"RECYCLER",
            b"#recycle",
            b"@Recycle",
            b"lost+found",
            b"System Volume Information",
        ]
        .iter()
        .any(|trash| name.eq_ignore_ascii_case(trash))
}

/// Whether a name promises audio (true), leaves it open (false), or says that it is something else.
pub(super) fn may_be_audio(name: &[u8]) -> Option<bool> {
    let Some(extension) = extension(name) else { return Some(false) };
    let extension = extension.to_ascii_lowercase();
    if AUDIO.contains(&extension.as_str()) {
        return Some(true);
    }
    (!NOT_AUDIO.contains(&extension.as_str())).then_some(false)
}

/// Whether a file of this name is music, by its extension alone.
#[must_use]
pub fn is_audio_name(name: &[u8]) -> bool {
    may_be_audio(name) == Some(true)
}

/// What stands behind the last dot of a name, if it can be an extension.
pub fn extension(name: &[u8]) -> Option<&str> {
    let dot = name.iter().rposition(|&byte| byte == b'.')?;
    let extension = name.get(dot + 1..).filter(|_| dot > 0)?;
    std::str::from_utf8(extension).ok().filter(|text| !text.is_empty() && text.len() <= 10 && !text.contains(' '))
}

const AUDIO: [&str; 57] = [
    "flac", "mp3", "m4a", "m4b", "m4p", "mp4", "ogg", "oga", "opus", "wav", "wave", "aif", "aiff", "aifc", "aac",
    "adts", "mp2", "mp1", "mpga", "spx", "wv", "ape", "mpc", "mp+", "mpp", "dsf", "dff", "wma", "asf", "mka", "weba",
    "webm", "tta", "tak", "ofr", "ofs", "caf", "amr", "au", "snd", "ac3", "eac3", "dts", "ra", "rm", "mid", "midi",
    "mod", "xm", "it", "s3m", "kar", "rmi", "w64", "rf64", "shn", "aa",
];

/// Common company of music, and other things that are not worth opening to see what they are.
const NOT_AUDIO: [&str; 98] = [
    "jpg",
    "jpeg",
    "png",
    "gif",
    "bmp",
    "webp",
    "tif",
    "tiff",
    "svg",
    "psd",
    "heic",
    "avif",
    "ico",
    "pdf",
    "txt",
    "md",
    "nfo",
    "log",
    "cue",
    "m3u",
    "m3u8",
    "pls",
    "xspf",
    "nsp",
    "wpl",
    "sfv",
    "md5",
    "sha1",
    "sha256",
    "ffp",
    "accurip",
    "lrc",
    "srt",
    "html",
    "htm",
    "xml",
    "json",
    "toml",
    "yaml",
    "yml",
    "ini",
    "cfg",
    "conf",
    "db",
    "sqlite",
    "url",
    "lnk",
    "desktop",
    "zip",
    "rar",
    "7z",
    "gz",
    "bz2",
    "xz",
    "zst",
    "tar",
    "iso",
    "exe",
    "dll",
    "so",
    "py",
    "rs",
    "c",
    "h",
    "cpp",
    "js",
    "ts",
    "css",
    "sh",
    "doc",
    "docx",
    "odt",
    "rtf",
    "epub",
    "mobi",
    "mkv",
    "avi",
    "mov",
    "mpg",
    "mpeg",
    "wmv",
    "flv",
    "vob",
    "ogv",
    "m4v",
    "3gp",
    "tsv",
    "csv",
    "bak",
    "lock",
    "torrent",
    "part",
    "partial",
    "crdownload",
    "!qb",
    "tmp",
    "download",
    "aria2",
];

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::ffi::OsStringExt;
    use std::os::unix::fs::symlink;

    use super::*;

    fn met(root: &Path) -> (Vec<String>, Walked) {
        let walked = walk(root, &mut HashSet::new(), &AtomicBool::new(false), &mut || ());
        let names = walked.files.iter().map(|file| String::from_utf8_lossy(&file.path).into_owned()).collect();
        (names, walked)
    }

    fn put(root: &Path, path: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    }

    #[test]
    fn only_what_may_be_audio_is_met() {
        let root = tempfile::tempdir().unwrap();
        for path in [
            "a/01.flac",
            "a/cover.jpg",
            "a/._01.flac",
            "a/.hidden/x.mp3",
            "a/@eaDir/x.mp3",
            "b/x.MP3",
            "b/y.mp3.part",
            "b/z.crdownload",
            "b/x.!qB",
            "b/x.tmp",
            "lost+found/x.mp3",
            "$Recycle.Bin/x.mp3",
            ".Trash-1000/x.mp3",
            "c/noname",
            "c/what.ever",
        ] {
            put(root.path(), path);
        }
        let (names, walked) = met(root.path());
        assert_eq!(names, ["a/01.flac", "b/x.MP3", "c/noname", "c/what.ever"]);
        let promised: Vec<bool> = walked.files.iter().map(|file| file.promised).collect();
        assert_eq!(promised, [true, true, false, false]);
    }

    #[test]
    fn loops_end_and_a_file_reached_twice_is_one() {
        let root = tempfile::tempdir().unwrap();
        put(root.path(), "a/x.mp3");
        symlink(root.path(), root.path().join("a/round")).unwrap();
        symlink(root.path().join("a/x.mp3"), root.path().join("y.mp3")).unwrap();
        symlink(root.path().join("nowhere"), root.path().join("z.mp3")).unwrap();
        fs::hard_link(root.path().join("a/x.mp3"), root.path().join("again.mp3")).unwrap();
        let (names, walked) = met(root.path());
        assert_eq!(names, ["a/x.mp3"]);
        assert_eq!(walked.failed, []);
    }

    #[test]
    fn links_lead_out_of_the_root() {
        let (root, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        put(elsewhere.path(), "album/x.mp3");
        symlink(elsewhere.path(), root.path().join("more")).unwrap();
        assert_eq!(met(root.path()).0, ["more/album/x.mp3"]);
    }

    #[test]
    fn ignore_files_keep_folders_and_names_away() {
        let root = tempfile::tempdir().unwrap();
        for path in ["a/x.mp3", "a/deep/y.mp3", "b/x.mp3", "b/demo 1.mp3", "b/c/demo 2.mp3", "b/old/z.mp3", "b/c/k.mp3"]
        {
            put(root.path(), path);
        }
        fs::write(root.path().join("a/.tonearmignore"), "").unwrap();
        fs::write(root.path().join("b/.tonearmignore"), "# drafts\ndemo*\nold/\n").unwrap();
        assert_eq!(met(root.path()).0, ["b/c/k.mp3", "b/x.mp3"]);
    }

    #[test]
    fn odd_names_survive() {
        let root = tempfile::tempdir().unwrap();
        let name = std::ffi::OsString::from_vec(b"caf\xe9 \n.mp3".to_vec());
        fs::write(root.path().join(name), "x").unwrap();
        let (_, walked) = met(root.path());
        assert_eq!(walked.files[0].path, b"caf\xe9 \n.mp3");
    }

    #[test]
    fn an_absent_root_says_so() {
        let root = tempfile::tempdir().unwrap();
        let (_, walked) = met(&root.path().join("not here"));
        assert_eq!(walked.absent.as_deref(), Some("it is not there"));
        assert!(!met(root.path()).1.has_entries);
    }
}
