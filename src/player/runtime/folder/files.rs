//! The files of the two-way folder: found, read, and written without ever leaving it.
//!
//! Folders below it are read as deep as lists go into folders. Links are neither followed nor
//! written through, so that nothing outside is touched. What cannot be looked into is told as
//! something that cannot be read, and never as something that is gone; the same goes for a folder
//! that is empty all of a sudden, which may be the place of a drive.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use xxhash_rust::xxh3::xxh3_64;

use super::search::{Lying, search};
use crate::domain::playlist::PlaylistFile;
use crate::exchange::BOUNDS;
use crate::exchange::file::{give_name, load, save};
use crate::exchange::naming::{FileNames, split};
use crate::exchange::reconcile::{EXTENSION, stem};

/// Shows that the folder is the one that was kept equal, and not the empty place of a drive.
/// Names the folders that were made in it, which go when nothing is left in them.
const MARK: &str = ".tonearm";
const MARKED: &str = "tonearm keeps the playlists in this folder equal with its own.";
const MADE: &str = "It made these folders, and takes them away when they are empty:";
/// Where files of deleted lists go.
pub(super) const ASIDE: &str = ".removed";
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

    pub(super) fn at(&self, file: &[u8]) -> PathBuf {
        self.folder.join(OsStr::from_bytes(file))
    }

    /// The folder that a file lies in, which its paths are relative to.
    pub(super) fn base(&self, file: &[u8]) -> Vec<u8> {
        let folder = split(file).0;
        let folder = if folder.is_empty() { self.folder.clone() } else { self.at(folder) };
        folder.into_os_string().into_vec()
    }

    pub(super) fn load(&self, file: &[u8]) -> anyhow::Result<Vec<u8>> {
        let path = self.at(file);
        let known = path.symlink_metadata().with_context(|| format!("looking at {}", path.display()))?;
        if known.is_symlink() {
            bail!("{LINK}");
        }
        // Whoever opens a pipe waits for somebody at its other end.
        if !known.is_file() {
            bail!("{NO_FILE}");
        }
        Ok(load(&path, BOUNDS.bytes)?)
    }

    /// All lists by their paths. An empty one that was not, is being written or was broken.
    pub(super) fn find(&self, known: &[PlaylistFile]) -> anyhow::Result<Lying> {
        search(self, known).with_context(|| format!("reading {}", self.folder.display()))
    }

    /// Whether the file still is what it was when the plan was made.
    pub(super) fn check(&self, file: &[u8], over: Option<u64>) -> anyhow::Result<()> {
        let path = self.at(file);
        let there = match path.symlink_metadata() {
            Ok(_) => Some(xxh3_64(&self.load(file)?)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(error).with_context(|| format!("looking at {}", path.display())),
        };
        if there != over {
            bail!("{BEING_CHANGED}");
        }
        Ok(())
    }

    /// Puts a file there in place of what [`check`](Self::check) finds.
    pub(super) fn write(&mut self, file: &[u8], bytes: &[u8], over: Option<u64>) -> anyhow::Result<()> {
        self.make_folders(split(file).0)?;
        self.check(file, over)?;
        Ok(save(&self.at(file), bytes, over.is_some())?)
    }

    /// Gives a file another place, where nothing lies, or another spelling of its name.
    pub(super) fn carry(&mut self, old: &[u8], new: &[u8], over: u64) -> anyhow::Result<()> {
        self.make_folders(split(new).0)?;
        self.check(old, Some(over))?;
        let (from, to) = (self.at(old), self.at(new));
        let carried = match give_name(&from, &to) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && is_same(&from, &to) => spell(&from, &to),
            carried => carried,
        };
        carried.with_context(|| format!("renaming it to {}", to.display()))?;
        self.leave(split(old).0);
        Ok(())
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
        let folder = self.base(file);
        match self.at(file).symlink_metadata() {
            Ok(known) if known.is_symlink() => LINK,
            Ok(_) => "it cannot be read as a list",
            Err(_) if std::fs::read_dir(OsStr::from_bytes(&folder)).is_ok() => {
                "its folder is empty, as if a drive were not mounted there; without the folder its lists go too"
            }
            Err(_) => "its folder cannot be looked into",
        }
    }

    /// Whether a folder was made here, and is no place of a drive.
    pub(super) fn has_made(&self, folder: &[u8]) -> bool {
        self.made.contains(folder)
    }
}

const LINK: &str = "it is a link, which is neither read nor written";
const NO_FILE: &str = "something that is no file has its name";
pub(super) const BEING_CHANGED: &str = "the file is being changed; next time";

/// Whether two paths lead to one file.
pub(super) fn is_same(one: &Path, other: &Path) -> bool {
    let id = |path: &Path| path.symlink_metadata().ok().map(|known| (known.dev(), known.ino()));
    id(one).is_some_and(|one| id(other) == Some(one))
}

/// Where both spellings are one file to the file system, a rename from one to the other does
/// nothing: it goes by way of a third name.
fn spell(from: &Path, to: &Path) -> std::io::Result<()> {
    let third = from.with_file_name(format!(".tonearm.{}.part", std::process::id()));
    std::fs::rename(from, &third)?;
    let spelled = std::fs::rename(&third, to).inspect_err(|_| drop(std::fs::rename(&third, from)));
    // Two names of one file, which `to` has still.
    if spelled.is_ok() && is_same(&third, to) {
        return std::fs::remove_file(&third);
    }
    spelled
}
