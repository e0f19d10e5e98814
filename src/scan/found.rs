//! Where music may lie on this machine: the folders it usually lies in, and drives. Only names
//! are looked at, links are not followed, and a look ends at a limit.

use std::collections::HashMap;
use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use walkdir::WalkDir;

use super::walk::{may_be_audio, passed_over};
use crate::clock;

/// Names of music folders where the desktop does not say.
const USUAL: [&str; 9] =
    ["Music", "music", "Musik", "Musique", "Música", "Musica", "Muziek", "Media/Music", "media/music"];
/// Below these, drives are mounted: the folder, and how many levels down.
const MEDIA: [(&str, usize); 3] = [("/media", 2), ("/run/media", 2), ("/mnt", 1)];
const NETWORK: [&str; 9] = ["nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs", "davfs"];
/// Levels that a look into a drive goes down to name the folder that holds all its music.
const NARROW: usize = 2;
/// A loop of bind mounts, or a backup of backups, ends here.
const DEEPEST: usize = 16;
/// How many entries pass between two reports.
const TELL_EVERY: u64 = 2_000;

/// A place worth a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub path: PathBuf,
    /// On a removable or network drive.
    pub comes_and_goes: bool,
    /// A drive, of which only a part may be music.
    pub is_drive: bool,
}

/// What a look at a place came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub path: PathBuf,
    /// Files whose extension says audio.
    pub files: u64,
    /// The look goes on, or ended at a limit.
    pub more: bool,
    pub comes_and_goes: bool,
}

/// Where a look ends at the latest.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Audio files of one place.
    pub files: u64,
    /// Entries of any kind in one place.
    pub entries: u64,
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { files: 200_000, entries: 2_000_000, time: Duration::from_secs(20) }
    }
}

/// What the machine says of itself, as text to be read.
#[derive(Clone, Debug, Default)]
pub struct Machine {
    pub home: PathBuf,
    /// `user-dirs.dirs` of the desktop.
    pub user_dirs: String,
    /// `/proc/self/mounts`; empty where there is none.
    pub mounts: String,
    /// Folders that stand where drives are mounted.
    pub media: Vec<PathBuf>,
}

impl Machine {
    /// Reads this machine. What cannot be read is left out.
    #[must_use]
    pub fn this(home: &Path) -> Self {
        let config = std::env::var_os("XDG_CONFIG_HOME").map_or_else(|| home.join(".config"), PathBuf::from);
        let read = |path: PathBuf| std::fs::read_to_string(path).unwrap_or_default();
        let below = |(top, levels): (&str, usize)| {
            let entries = WalkDir::new(top).min_depth(1).max_depth(levels).sort_by_file_name();
            entries.into_iter().flatten().filter(|entry| entry.file_type().is_dir()).map(walkdir::DirEntry::into_path)
        };
        Self {
            home: home.to_owned(),
            user_dirs: read(config.join("user-dirs.dirs")),
            mounts: read(PathBuf::from("/proc/self/mounts")),
            media: MEDIA.into_iter().flat_map(below).collect(),
        }
    }

    /// Places worth a look, the likeliest first, none of them inside another.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        let mounts = mounts(&self.mounts);
        let mut places: Vec<Place> = Vec::new();
        let own = music_dir(&self.user_dirs, &self.home).into_iter().chain(USUAL.map(|name| self.home.join(name)));
        let drives = self.media.iter().cloned().chain(mounts.iter().filter(|m| m.is_network()).map(|m| m.at.clone()));
        let named = own.map(|path| (path, false)).chain(drives.map(|path| (path, true)));
        for (path, is_drive) in named {
            let Ok(path) = path.canonicalize() else { continue };
            let known = |other: &Place| path.starts_with(&other.path);
            // The home folder itself holds caches and games: too much to be asked about.
            if !path.is_dir() || self.home.starts_with(&path) || places.iter().any(known) {
                continue;
            }
            let comes_and_goes = comes_and_goes(&path, &mounts);
            // A drive that is mounted below this one is a place of its own.
            places.push(Place { path, comes_and_goes, is_drive });
        }
        places
    }
}

/// A named folder as a place.
#[must_use]
pub fn named(path: &Path) -> Place {
    let mounts = std::fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    let comes_and_goes = comes_and_goes(path, &self::mounts(&mounts));
    Place { path: path.to_owned(), comes_and_goes, is_drive: false }
}

/// Counts the audio files of a place, and names the part of a drive that holds them. None when
/// there are none. `tell` hears of a folder's count while it grows.
pub fn look(place: &Place, limits: Limits, stop: &AtomicBool, tell: &mut dyn FnMut(&Found)) -> Option<Found> {
    let started = clock::ticks();
    let mut found = Found { path: place.path.clone(), files: 0, more: true, comes_and_goes: place.comes_and_goes };
    // Audio files by the folders that lead to them, as deep as a drive is narrowed.
    let mut by_folder: HashMap<PathBuf, u64> = HashMap::new();
    let mut seen: u64 = 0;
    let walk = WalkDir::new(&place.path).max_depth(DEEPEST).same_file_system(true).into_iter();
    // What cannot be entered is passed over: this is only a first look.
    let entries = walk.filter_entry(|entry| {
        entry.depth() == 0 || !passed_over(entry.file_name().as_bytes(), entry.file_type().is_dir())
    });
    for entry in entries.flatten() {
        seen += 1;
        if stop.load(Ordering::Relaxed)
            || found.files >= limits.files
            || seen > limits.entries
            || clock::since(started) > limits.time
        {
            return (found.files > 0).then_some(found);
        }
        if seen.is_multiple_of(TELL_EVERY) && found.files > 0 && !place.is_drive {
            tell(&found);
        }
        if !entry.file_type().is_file() || may_be_audio(entry.file_name().as_bytes()) != Some(true) {
            continue;
        }
        found.files += 1;
        if place.is_drive
            && let Ok(below) = entry.path().strip_prefix(&place.path)
        {
            let folders = below.parent().into_iter().flat_map(Path::ancestors);
            let near = folders.filter(|folder| (1..=NARROW).contains(&folder.components().count()));
            for folder in near {
                *by_folder.entry(folder.to_owned()).or_default() += 1;
            }
        }
    }
    found.more = false;
    let whole = by_folder.iter().filter(|(_, files)| **files == found.files);
    if let Some((folder, _)) = whole.max_by_key(|(folder, _)| folder.components().count()) {
        found.path = place.path.join(folder);
    }
    (found.files > 0).then_some(found)
}

/// The desktop's music folder: `XDG_MUSIC_DIR="$HOME/Musik"`. A home folder in its place means
/// that there is none.
fn music_dir(user_dirs: &str, home: &Path) -> Option<PathBuf> {
    let line = user_dirs.lines().find_map(|line| line.trim().strip_prefix("XDG_MUSIC_DIR="))?;
    let said = line.trim().trim_matches('"');
    let path = match said.strip_prefix("$HOME") {
        Some(below) => home.join(below.trim_start_matches('/')),
        None => PathBuf::from(said),
    };
    (path.is_absolute() && path != home).then_some(path)
}

struct Mount {
    device: String,
    at: PathBuf,
    kind: String,
}

impl Mount {
    fn is_network(&self) -> bool {
        NETWORK.contains(&self.kind.as_str())
    }
}

/// The lines of `/proc/self/mounts`; blanks in paths stand there as `\040`.
fn mounts(text: &str) -> Vec<Mount> {
    let mount = |line: &str| {
        let mut words = line.split(' ');
        let (device, at, kind) = (words.next()?, words.next()?, words.next()?);
        Some(Mount { device: device.to_owned(), at: unescaped(at), kind: kind.to_owned() })
    };
    text.lines().filter_map(mount).collect()
}

fn unescaped(text: &str) -> PathBuf {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = after.get(..3).filter(|_| byte == b'\\').and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 8).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = after.get(3..).unwrap_or_default();
            }
            None => {
                out.push(byte);
                rest = after;
            }
        }
    }
    PathBuf::from(OsString::from_vec(out))
}

fn comes_and_goes(path: &Path, mounts: &[Mount]) -> bool {
    let over = mounts.iter().filter(|mount| path.starts_with(&mount.at));
    let Some(mount) = over.max_by_key(|mount| mount.at.components().count()) else { return false };
    mount.is_network()
        || ["/media", "/run/media"].iter().any(|media| mount.at.starts_with(media))
        || is_plugged(&mount.device)
}

/// Whether a block device hangs on USB, as its place in sysfs tells.
fn is_plugged(device: &str) -> bool {
    let Some(name) = device.strip_prefix("/dev/").filter(|name| !name.contains('/')) else { return false };
    let place = Path::new("/sys/class/block").join(name).canonicalize();
    place.is_ok_and(|place| place.components().any(|part| part.as_os_str().as_bytes().starts_with(b"usb")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(folder: &Path, names: &[&str]) {
        for name in names {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, b"").unwrap();
        }
    }

    fn look_at(path: &Path, is_drive: bool, limits: Limits) -> Option<Found> {
        let place = Place { path: path.to_owned(), comes_and_goes: false, is_drive };
        look(&place, limits, &AtomicBool::new(false), &mut |_| {})
    }

    #[test]
    fn audio_is_counted_by_name_and_links_lead_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), &["a/1.flac", "a/2.MP3", "a/cover.jpg", ".hidden/3.flac", "notes.txt"]);
        std::os::unix::fs::symlink(folder.path(), folder.path().join("a/loop")).unwrap();
        let found = look_at(folder.path(), false, Limits::default()).unwrap();
        assert_eq!((found.files, found.more), (2, false));
        assert_eq!(found.path, folder.path());
    }

    #[test]
    fn a_folder_that_may_not_be_entered_is_passed_over() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), &["open/1.flac", "shut/2.flac"]);
        let shut = folder.path().join("shut");
        std::fs::set_permissions(&shut, std::fs::Permissions::from_mode(0o000)).unwrap();
        let entered = std::fs::read_dir(&shut).is_ok();
        let files = look_at(folder.path(), false, Limits::default()).unwrap().files;
        std::fs::set_permissions(&shut, std::fs::Permissions::from_mode(0o700)).unwrap();
        // Root may enter everything.
        assert_eq!(files, if entered { 2 } else { 1 });
    }

    #[test]
    fn counting_ends_at_a_limit_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), &["1.flac", "2.flac", "3.flac"]);
        let found = look_at(folder.path(), false, Limits { files: 2, ..Limits::default() }).unwrap();
        assert_eq!((found.files, found.more), (2, true));
        assert_eq!(look_at(folder.path(), false, Limits { entries: 0, ..Limits::default() }), None);
    }

    #[test]
    fn a_drive_is_named_by_the_part_that_holds_its_music() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), &["backup/flac/Ana/1.flac", "backup/flac/Bo/2.flac", "photos/x.jpg"]);
        let found = look_at(folder.path(), true, Limits::default()).unwrap();
        assert_eq!(found.path, folder.path().join("backup/flac"));
        put(folder.path(), &["other/3.ogg"]);
        let found = look_at(folder.path(), true, Limits::default()).unwrap();
        assert_eq!((found.path.as_path(), found.files), (folder.path(), 3));
        assert_eq!(look_at(&folder.path().join("photos"), true, Limits::default()), None);
    }

    #[test]
    fn the_desktops_folder_comes_first_and_nothing_twice() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().canonicalize().unwrap().join("ana");
        put(&home, &["Klänge/1.flac", "Music/2.flac", "Music/usb/3.flac"]);
        let machine = Machine {
            home: home.clone(),
            user_dirs: "# made by xdg-user-dirs-update\nXDG_MUSIC_DIR=\"$HOME/Klänge\"\n".into(),
            mounts: String::new(),
            media: vec![home.join("Music/usb"), folder.path().join("gone")],
        };
        let places: Vec<_> = machine.places().into_iter().map(|place| place.path).collect();
        assert_eq!(places, [home.join("Klänge"), home.join("Music")]);
        assert_eq!(music_dir("XDG_MUSIC_DIR=\"$HOME/\"", &home), None);
    }

    #[test]
    fn drives_that_come_and_go_are_told_by_their_mounts() {
        let mounts = mounts(
            "/dev/none0 / ext4 rw 0 0\n/dev/none1 /media/ana/My\\040Disk vfat rw 0 0\nnas:/music /srv/music nfs4 rw 0 0\n",
        );
        for (path, passing) in
            [("/home/ana/Music", false), ("/media/ana/My Disk/flac", true), ("/srv/music", true), ("/srv", false)]
        {
            assert_eq!(comes_and_goes(Path::new(path), &mounts), passing, "{path}");
        }
        assert_eq!(unescaped("a\\"), Path::new("a\\"));
    }
}
