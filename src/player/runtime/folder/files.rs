//! The files of the two-way folder: found, read, and written without ever leaving it.
//!
//! Folders below it are read as deep as lists go into folders. Links are neither followed nor
//! written through, so that nothing outside is touched. What cannot be looked into is told as
//! something that cannot be read, and never as something that is gone.

use std::collections::{BTreeSet, HashMap};
use std::ffi::OsStr;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use xxhash_rust::xxh3::xxh3_64;

use crate::domain::playlist::PlaylistFile;
use crate::exchange::file::{load, save};
use crate::exchange::naming::{FileNames, split};
use crate::exchange::reconcile::{EXTENSION, Found, stem};
use crate::exchange::{BOUNDS, FORMATS};
use crate::scan::walk::is_audio_name;

/// Shows that the folder is the one that was kept equal, and not the empty place of a drive.
/// Names the folders that were made in it, which go when nothing is left in them.
const MARK: &str = ".tonearm";
const MARKED: &str = "tonearm keeps the playlists in this folder equal with its own.";
const MADE: &str = "It made these folders, and takes them away when they are empty:";
/// Where files of deleted lists go.
pub(super) const ASIDE: &str = ".removed";
/// Folders in folders that are looked into.
const DEEPEST: usize = 20;
/// Files and folders looked at, before it is no folder of lists.
const MOST: usize = 100_000;

pub(super) struct Files {
    /// With no links in it.
    folder: PathBuf,
    made: BTreeSet<Vec<u8>>,
    /// As the mark has them.
    marked: Option<BTreeSet<Vec<u8>>>,
    /// Names in the place of what is put aside, once something was.
    aside: Option<FileNames>,
}

impl Files {
    pub(super) fn open(folder: PathBuf) -> Self {
        let mark = load(&folder.join(MARK), BOUNDS.bytes).ok();
        let marked = mark.map(|mark| {
            let lines = mark.split(|byte| *byte == b'\n').skip_while(|line| *line != MADE.as_bytes()).skip(1);
            lines.filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect::<BTreeSet<_>>()
        });
        Self { folder, made: marked.clone().unwrap_or_default(), marked, aside: None }
    }

    pub(super) const fn is_marked(&self) -> bool {
        self.marked.is_some()
    }

    /// Writes down what changed of the folders.
    pub(super) fn mark(&mut self) -> anyhow::Result<()> {
        if self.marked.as_ref() == Some(&self.made) {
            return Ok(());
        }
        let mut mark = format!("{MARKED}\n").into_bytes();
        if !self.made.is_empty() {
            mark.extend_from_slice(format!("{MADE}\n").as_bytes());
        }
        for folder in &self.made {
            mark.extend_from_slice(folder);
            mark.push(b'\n');
        }
        save(&self.folder.join(MARK), &mark, true)?;
        self.marked = Some(self.made.clone());
        Ok(())
    }

    pub(super) fn folder(&self) -> Vec<u8> {
        self.folder.as_os_str().as_bytes().to_vec()
    }

    fn at(&self, file: &[u8]) -> PathBuf {
        self.folder.join(OsStr::from_bytes(file))
    }

    /// The folder that a file lies in, which its paths are relative to.
    pub(super) fn base(&self, file: &[u8]) -> Vec<u8> {
        let folder = split(file).0;
        let folder = if folder.is_empty() { self.folder.clone() } else { self.at(folder) };
        folder.into_os_string().into_vec()
    }

    pub(super) fn load(&self, file: &[u8]) -> anyhow::Result<Vec<u8>> {
        Ok(load(&self.at(file), BOUNDS.bytes)?)
    }

    /// All lists by their paths. An empty one that was not, is being written or was broken.
    pub(super) fn find(&self, known: &[PlaylistFile]) -> anyhow::Result<Vec<Found>> {
        let known = known.iter().map(|known| (known.file.as_slice(), known.file_hash)).collect();
        let mut search = Search { files: self, known, found: Vec::new(), seen: 0 };
        search.look_into(&[], 0).with_context(|| format!("reading {}", self.folder.display()))?;
        search.found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(search.found)
    }

    /// Whether the file still is what it was when the plan was made.
    pub(super) fn check(&self, file: &[u8], over: Option<u64>) -> anyhow::Result<()> {
        let path = self.at(file);
        let there = match path.symlink_metadata() {
            Ok(known) if known.is_symlink() => bail!("{LINK}"),
            Ok(_) => Some(xxh3_64(&self.load(file)?)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(error).with_context(|| format!("looking at {}", path.display())),
        };
        if there != over {
            bail!("the file is being changed; next time");
        }
        Ok(())
    }

    /// Puts a file there in place of what [`check`](Self::check) finds.
    pub(super) fn write(&mut self, file: &[u8], bytes: &[u8], over: Option<u64>) -> anyhow::Result<()> {
        self.make_folders(split(file).0)?;
        self.check(file, over)?;
        Ok(save(&self.at(file), bytes, over.is_some())?)
    }

    /// Gives a file another spelling of its name.
    pub(super) fn spell(&mut self, old: &[u8], new: &[u8], over: u64) -> anyhow::Result<()> {
        self.check(old, Some(over))?;
        let (from, to) = (self.at(old), self.at(new));
        if let Ok(there) = to.symlink_metadata() {
            let same = from.symlink_metadata().is_ok_and(|from| (from.dev(), from.ino()) == (there.dev(), there.ino()));
            if !same {
                bail!("{} is there already", to.display());
            }
        }
        std::fs::rename(&from, &to).with_context(|| format!("renaming it to {}", to.display()))
    }

    /// Makes the folders of a file that are not there. None of them may lead elsewhere.
    fn make_folders(&mut self, folder: &[u8]) -> anyhow::Result<()> {
        let ends = folder.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(end, _)| end);
        for end in ends.chain((!folder.is_empty()).then_some(folder.len())) {
            let inner = folder.get(..end).unwrap_or_default();
            let path = self.at(inner);
            match path.symlink_metadata() {
                Ok(known) if known.is_dir() => continue,
                Ok(known) if known.is_symlink() => bail!("{} is a link, and is not followed", path.display()),
                Ok(_) => bail!("{} is no folder", path.display()),
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(error).with_context(|| format!("looking at {}", path.display()));
                }
                Err(_) => {}
            }
            std::fs::create_dir(&path).with_context(|| format!("making {}", path.display()))?;
            self.made.insert(inner.to_vec());
        }
        Ok(())
    }

    /// Takes a file away that was written elsewhere; one that was changed meanwhile stays.
    pub(super) fn remove(&mut self, file: &[u8], hash: u64) -> anyhow::Result<()> {
        if self.load(file).is_ok_and(|bytes| xxh3_64(&bytes) == hash) {
            std::fs::remove_file(self.at(file)).context("removing the file of the old name")?;
            self.leave(split(file).0);
        }
        Ok(())
    }

    pub(super) fn put_aside(&mut self, file: &[u8]) -> anyhow::Result<()> {
        let aside = self.folder.join(ASIDE);
        if self.aside.is_none() {
            std::fs::create_dir_all(&aside).with_context(|| format!("making {}", aside.display()))?;
            let names = std::fs::read_dir(&aside)?.flatten().map(|entry| entry.file_name().into_vec());
            let names: Vec<Vec<u8>> = names.collect();
            self.aside = Some(FileNames::beside(names.iter().map(Vec::as_slice)));
        }
        let name = crate::domain::playlist::folder::name_of(&stem(file));
        let name = self.aside.get_or_insert_default().free(&name, EXTENSION, None);
        let to = aside.join(OsStr::from_bytes(&name));
        std::fs::rename(self.at(file), &to).with_context(|| format!("moving it to {}", to.display()))?;
        self.leave(split(file).0);
        Ok(())
    }

    /// Takes folders away that were made here, from the inner to the outer, when nothing is left
    /// in them.
    pub(super) fn leave(&mut self, folder: &[u8]) {
        let mut folder = folder;
        while !folder.is_empty() && self.made.contains(folder) && std::fs::remove_dir(self.at(folder)).is_ok() {
            self.made.remove(folder);
            folder = split(folder).0;
        }
    }

    /// The same for all of them: files may have gone by other hands.
    pub(super) fn leave_empty(&mut self) {
        let made: Vec<Vec<u8>> = self.made.iter().rev().cloned().collect();
        for folder in made {
            if !self.at(&folder).exists() {
                self.made.remove(&folder);
            }
            self.leave(&folder);
        }
    }

    /// Why a file cannot be read as a list.
    pub(super) fn trouble(&self, file: &[u8]) -> &'static str {
        match self.at(file).symlink_metadata() {
            Ok(known) if known.is_symlink() => LINK,
            Ok(_) => "it cannot be read as a list",
            Err(_) => "its folder cannot be looked into",
        }
    }
}

const LINK: &str = "it is a link, which is neither read nor written";

struct Search<'s> {
    files: &'s Files,
    known: HashMap<&'s [u8], u64>,
    found: Vec<Found>,
    seen: usize,
}

impl Search<'_> {
    fn look_into(&mut self, folder: &[u8], depth: usize) -> std::io::Result<()> {
        let path = if folder.is_empty() { self.files.folder.clone() } else { self.files.at(folder) };
        let (mut lists, mut folders, mut has_music) = (Vec::new(), Vec::new(), false);
        for entry in std::fs::read_dir(path)? {
            let (entry, name) = entry.map(|entry| (entry.file_type(), entry.file_name().into_vec()))?;
            self.seen += 1;
            if self.seen > MOST {
                return Err(std::io::Error::other("there is more in it than any folder of lists holds"));
            }
            if name.starts_with(b".") {
                continue;
            }
            let kind = entry?;
            let below = if folder.is_empty() { name.clone() } else { [folder, b"/", &name].concat() };
            let is_list =
                Path::new(OsStr::from_bytes(&name)).extension().is_some_and(|end| end.eq_ignore_ascii_case(EXTENSION));
            if kind.is_dir() {
                folders.push(below);
            } else if is_list && (kind.is_file() || kind.is_symlink()) {
                lists.push((below, kind.is_file()));
            } else if kind.is_symlink() {
                self.leave_below(&below);
            }
            has_music |= is_audio_name(&name);
        }
        for (name, is_file) in lists {
            // A list beside the music of an album is the album's, and no list of this folder.
            if !folder.is_empty() && has_music && !self.known.contains_key(name.as_slice()) {
                continue;
            }
            let hash = if is_file { self.hash(&name) } else { None };
            self.found.push(Found { name, hash });
        }
        for inner in folders {
            if depth >= DEEPEST
                || self.look_into(&inner, depth + 1).is_err_and(|error| error.kind() != std::io::ErrorKind::NotFound)
            {
                self.leave_below(&inner);
            }
        }
        Ok(())
    }

    /// What is known below a folder that cannot be looked into.
    fn leave_below(&mut self, folder: &[u8]) {
        let is_below = |file: &[u8]| file.strip_prefix(folder).is_some_and(|rest| rest.starts_with(b"/"));
        self.found.retain(|found| !is_below(&found.name));
        let known = self.known.keys().filter(|file| is_below(file));
        let known: Vec<Found> = known.map(|file| Found { name: file.to_vec(), hash: None }).collect();
        self.found.extend(known);
    }

    fn hash(&self, name: &[u8]) -> Option<u64> {
        let bytes = self.files.load(name).ok()?;
        let (hash, known) = (xxh3_64(&bytes), self.known.get(name).copied());
        if known == Some(hash) {
            return Some(hash);
        }
        let emptied = bytes.is_empty() && known.is_some();
        let [format, ..] = &FORMATS;
        (!emptied && format.read(&bytes, b"").is_ok()).then_some(hash)
    }
}
