//! Which files of lists lie in the folder, and which of them are in doubt.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

use super::files::{Files, is_same};
use crate::domain::playlist::PlaylistFile;
use crate::exchange::FORMATS;
use crate::exchange::naming::{key_of, split};
use crate::exchange::reconcile::{EXTENSION, Found};
use crate::scan::walk::is_audio_name;

/// Folders in folders that are looked into.
pub(super) const DEEPEST: usize = 20;
/// Files and folders looked at, before it is no folder of lists.
const MOST: usize = 100_000;

/// What lies in the folder.
pub(super) struct Lying {
    pub(super) lists: Vec<Found>,
    /// What is called like a list and is none of this folder.
    pub(super) taken: Vec<Vec<u8>>,
    /// Nothing lies there but hidden files.
    pub(super) is_bare: bool,
}

impl Lying {
    pub(super) fn has(&self, file: &[u8]) -> bool {
        self.lists.binary_search_by(|list| list.name.as_slice().cmp(file)).is_ok()
    }
}

pub(super) fn search(files: &Files, known: &[PlaylistFile]) -> std::io::Result<Lying> {
    let known = known.iter().map(|known| (known.file.as_slice(), known.file_hash)).collect();
    let mut search = Search { files, known, found: Vec::new(), taken: Vec::new(), emptied: Vec::new(), seen: 0 };
    let is_bare = search.look_into(&[], 0)? == 0;
    search.spell_as_known();
    search.doubt_emptied();
    let Search { found: mut lists, taken, .. } = search;
    lists.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Lying { lists, taken, is_bare })
}

struct Search<'s> {
    files: &'s Files,
    known: HashMap<&'s [u8], u64>,
    found: Vec<Found>,
    taken: Vec<Vec<u8>>,
    /// Folders with nothing in them.
    emptied: Vec<Vec<u8>>,
    seen: usize,
}

impl Search<'_> {
    /// How many there are that are not hidden.
    fn look_into(&mut self, folder: &[u8], depth: usize) -> std::io::Result<usize> {
        let (mut lists, mut folders, mut has_music) = (Vec::new(), Vec::new(), false);
        let (mut hidden, mut shown) = (0, 0);
        for entry in std::fs::read_dir(self.files.at(folder))? {
            let (entry, name) = entry.map(|entry| (entry.file_type(), entry.file_name().into_vec()))?;
            self.seen += 1;
            if self.seen > MOST {
                return Err(std::io::Error::other("there is more in it than any folder of lists holds"));
            }
            if name.starts_with(b".") {
                hidden += 1;
                continue;
            }
            shown += 1;
            let kind = entry?;
            let below = if folder.is_empty() { name.clone() } else { [folder, b"/", &name].concat() };
            let is_list =
                Path::new(OsStr::from_bytes(&name)).extension().is_some_and(|end| end.eq_ignore_ascii_case(EXTENSION));
            let may_be_read = kind.is_file() || kind.is_symlink();
            if is_list && !may_be_read {
                self.taken.push(below.clone());
            }
            if kind.is_dir() {
                folders.push(below);
            } else if is_list && may_be_read {
                lists.push((below, kind.is_file()));
            } else if kind.is_symlink() {
                self.leave_below(&below);
            }
            has_music |= is_audio_name(&name);
        }
        if hidden + shown == 0 {
            self.emptied.push(folder.to_vec());
        }
        for (name, is_file) in lists {
            // A list beside the music of an album is the album's, and no list of this folder.
            if !folder.is_empty() && has_music && !self.known.contains_key(name.as_slice()) {
                self.taken.push(name);
                continue;
            }
            let hash = if is_file { self.hash(&name) } else { None };
            self.found.push(Found { name, hash });
        }
        for inner in folders {
            let looked = if depth < DEEPEST { self.look_into(&inner, depth + 1).map(Some) } else { Ok(None) };
            match looked {
                Ok(Some(_)) => {}
                // Half of a folder says nothing about the other half.
                Err(error) if self.seen > MOST => return Err(error),
                Ok(None) | Err(_) => self.leave_below(&inner),
            }
        }
        Ok(shown)
    }

    /// What is known below a folder that cannot be looked into.
    fn leave_below(&mut self, folder: &[u8]) {
        self.found.retain(|found| !is_below(&found.name, folder));
        let known = self.known.keys().filter(|file| is_below(file, folder));
        let known: Vec<Found> = known.map(|file| Found { name: file.to_vec(), hash: None }).collect();
        self.found.extend(known);
    }

    /// Some file systems give a name in another spelling than it was written in: it is still the
    /// file that is known.
    fn spell_as_known(&mut self) {
        let found: HashSet<&[u8]> = self.found.iter().map(|found| found.name.as_slice()).collect();
        let gone = self.known.keys().filter(|file| !found.contains(**file));
        let there: HashMap<Vec<u8>, &[u8]> = gone
            .filter(|file| self.files.at(file).symlink_metadata().is_ok())
            .map(|file| (key_of(file), *file))
            .collect();
        if there.is_empty() {
            return;
        }
        for found in self.found.iter_mut().filter(|found| !self.known.contains_key(found.name.as_slice())) {
            if let Some(known) = there.get(&key_of(&found.name))
                && is_same(&self.files.at(known), &self.files.at(&found.name))
            {
                found.name = known.to_vec();
                found.hash = self.files.load(known).ok().map(|bytes| xxh3_64(&bytes)).filter(|_| found.hash.is_some());
            }
        }
    }

    /// A folder that others made, had lists in it and reads wholly empty may be the place of a
    /// drive: its lists are in doubt, but for those that turned up elsewhere.
    fn doubt_emptied(&mut self) {
        let new = self.found.iter().filter(|found| !self.known.contains_key(found.name.as_slice()));
        let (hashes, names): (HashSet<_>, HashSet<_>) = new.map(|found| (found.hash, split(&found.name).1)).unzip();
        let moved = |file: &[u8], hash: u64| hashes.contains(&Some(hash)) || names.contains(split(file).1);
        let emptied: Vec<&Vec<u8>> = self.emptied.iter().filter(|folder| !self.files.has_made(folder)).collect();
        let in_doubt = |file: &[u8]| emptied.iter().any(|folder| !folder.is_empty() && is_below(file, folder));
        let doubted = self.known.iter().filter(|(file, hash)| in_doubt(file) && !moved(file, **hash));
        let doubted: Vec<Found> = doubted.map(|(file, _)| Found { name: file.to_vec(), hash: None }).collect();
        self.found.extend(doubted);
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

fn is_below(file: &[u8], folder: &[u8]) -> bool {
    file.strip_prefix(folder).is_some_and(|rest| rest.starts_with(b"/"))
}
