//! What is to be done so that playlists and a folder of files say the same again.
//!
//! Pure: it is told how both sides stand and how they stood when they were last equal. One change
//! is carried over, two are both kept, and nothing that only one side has is ever given up.

use std::collections::{HashMap, HashSet};

use super::file::file_name;
use crate::domain::fold::search_form;
use crate::domain::ids::PlaylistId;
use crate::domain::playlist::PlaylistFile;

/// Extension of the files that are kept equal.
pub const EXTENSION: &str = "m3u8";

/// A playlist as it stands. The numbers are hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    pub id: PlaylistId,
    pub name: String,
    /// Of its name and lines: another one after any edit by hand, and only then.
    pub state: u64,
    /// Of the file that it would be written as.
    pub text: u64,
}

/// A file as it lies in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Raw bytes, with the extension.
    pub name: Vec<u8>,
    /// None where it cannot be read as a list.
    pub hash: Option<u64>,
}

/// One thing to do. Files are named as in [`Found`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Both are equal, or were read as equal: to be remembered.
    Adopt { list: PlaylistId, file: Vec<u8> },
    /// The list is written; `over` is what must lie there still, none for a free name. `instead`
    /// is the file that it had until it was renamed.
    Write { list: PlaylistId, file: Vec<u8>, over: Option<u64>, instead: Option<(Vec<u8>, u64)> },
    /// The file's lines become the list's.
    Read { list: PlaylistId, file: Vec<u8> },
    /// The file was given another name.
    Rename { list: PlaylistId, file: Vec<u8> },
    /// The file becomes a new list.
    Make { file: Vec<u8> },
    /// Both were changed: what the file says becomes a list of its own, then the list is written.
    KeepBoth { list: PlaylistId, file: Vec<u8>, over: u64 },
    /// The file was deleted: so is the list, which undo brings back.
    DropList { list: PlaylistId },
    /// The list was deleted: the file is put aside.
    DropFile { list: PlaylistId, file: Vec<u8>, over: u64 },
    /// Neither is there any more.
    Forget { list: PlaylistId },
    /// The file cannot be read: neither side is touched.
    Leave { file: Vec<u8> },
}

/// What became of one side since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Since {
    Same,
    Changed,
    Gone,
}

/// All steps; those that free a name come before those that take one.
#[must_use]
pub fn plan(lists: &[List], files: &[Found], known: &[PlaylistFile]) -> Vec<Step> {
    let mut plan = Plan {
        lists: lists.iter().map(|list| (list.id, list)).collect(),
        files: files.iter().map(|file| (file.name.as_slice(), file)).collect(),
        names: files.iter().map(|file| key_of(&file.name)).collect(),
        met: HashSet::new(),
        paired: HashSet::new(),
        steps: Vec::new(),
    };
    plan.met
        .extend(known.iter().filter(|known| plan.files.contains_key(known.file.as_slice())).map(|k| k.file.clone()));
    for known in known {
        plan.of_known(known, files);
    }
    for list in lists {
        if !plan.paired.contains(&list.id) {
            plan.of_new_list(list);
        }
    }
    for file in files {
        if plan.met.insert(file.name.clone()) {
            let file_name = file.name.clone();
            plan.steps.push(match file.hash {
                Some(_) => Step::Make { file: file_name },
                None => Step::Leave { file: file_name },
            });
        }
    }
    plan.steps
}

struct Plan<'p> {
    lists: HashMap<PlaylistId, &'p List>,
    files: HashMap<&'p [u8], &'p Found>,
    /// Names that are taken, so that they differ on any file system.
    names: HashSet<Vec<u8>>,
    /// Files that belong to a list.
    met: HashSet<Vec<u8>>,
    paired: HashSet<PlaylistId>,
    steps: Vec<Step>,
}

impl<'p> Plan<'p> {
    fn of_known(&mut self, known: &PlaylistFile, files: &'p [Found]) {
        self.paired.insert(known.list);
        let mut file = self.files.get(known.file.as_slice()).copied();
        let mut renamed = false;
        if file.is_none() {
            let same = |file: &&Found| file.hash == Some(known.file_hash) && !self.met.contains(&file.name);
            file = files.iter().find(same);
            renamed = file.is_some();
            self.met.extend(file.map(|file| file.name.clone()));
        }
        let list = self.lists.get(&known.list).copied();
        let list_since = match list {
            None => Since::Gone,
            Some(list) if list.state == known.state => Since::Same,
            Some(_) => Since::Changed,
        };
        let (file_since, hash) = match file {
            None => (Since::Gone, known.file_hash),
            Some(Found { hash: None, name }) => return self.steps.push(Step::Leave { file: name.clone() }),
            Some(Found { hash: Some(hash), .. }) if *hash == known.file_hash => (Since::Same, *hash),
            Some(Found { hash: Some(hash), .. }) => (Since::Changed, *hash),
        };
        let (id, file) = (known.list, file.map_or_else(|| known.file.clone(), |file| file.name.clone()));
        let step = match (list_since, file_since) {
            (Since::Same, Since::Same) if renamed => Step::Rename { list: id, file },
            (Since::Same, Since::Same) => match list {
                // Its tracks were moved or tagged anew.
                Some(list) if list.text != known.text => {
                    Step::Write { list: id, file, over: Some(hash), instead: None }
                }
                _ => return,
            },
            (Since::Changed, Since::Same) => match list {
                Some(list) if list.name != known.name && !renamed => {
                    let new = self.free_name(&list.name, Some(&file));
                    let over = (new == file).then_some(hash);
                    let instead = (new != file).then_some((file, hash));
                    Step::Write { list: id, file: new, over, instead }
                }
                _ => Step::Write { list: id, file, over: Some(hash), instead: None },
            },
            (Since::Same, Since::Changed) => Step::Read { list: id, file },
            (Since::Changed, Since::Changed) if list.is_some_and(|list| list.text == hash) => {
                Step::Adopt { list: id, file }
            }
            (Since::Changed, Since::Changed) => Step::KeepBoth { list: id, file, over: hash },
            (Since::Same, Since::Gone) => Step::DropList { list: id },
            (Since::Changed, Since::Gone) => {
                let name = list.map(|list| list.name.as_str()).unwrap_or_default();
                Step::Write { list: id, file: self.free_name(name, None), over: None, instead: None }
            }
            (Since::Gone, Since::Same) => Step::DropFile { list: id, file, over: hash },
            (Since::Gone, Since::Changed) => {
                self.steps.push(Step::Forget { list: id });
                Step::Make { file }
            }
            (Since::Gone, Since::Gone) => Step::Forget { list: id },
        };
        self.steps.push(step);
    }

    /// A list that never had a file; one of its name may lie there.
    fn of_new_list(&mut self, list: &List) {
        let wanted = key_of(&with_extension(&file_name(&list.name)));
        let namesake = self.files.values().find(|file| !self.met.contains(&file.name) && key_of(&file.name) == wanted);
        let step = match namesake.map(|file| (file.name.clone(), file.hash)) {
            Some((file, Some(hash))) => {
                self.met.insert(file.clone());
                if hash == list.text {
                    Step::Adopt { list: list.id, file }
                } else {
                    Step::KeepBoth { list: list.id, file, over: hash }
                }
            }
            // What cannot be read keeps its name.
            Some((_, None)) | None => {
                Step::Write { list: list.id, file: self.free_name(&list.name, None), over: None, instead: None }
            }
        };
        self.steps.push(step);
    }

    /// A name for the file of a list that no other has; `own` is the one that it may keep.
    fn free_name(&mut self, list: &str, own: Option<&[u8]>) -> Vec<u8> {
        let stem = file_name(list);
        let mut name = with_extension(&stem);
        let mut copy = 2;
        let own = own.map(key_of);
        while own.as_ref() != Some(&key_of(&name)) && self.names.contains(&key_of(&name)) {
            name = with_extension(&format!("{stem} ({copy})"));
            copy += 1;
        }
        self.names.insert(key_of(&name));
        name
    }
}

/// A free name beside these files, for a list that is made while the plan is carried out.
#[must_use]
pub fn free_name(list: &str, files: &[Vec<u8>]) -> Vec<u8> {
    let names = files.iter().map(|name| key_of(name)).collect();
    let (lists, files) = (HashMap::new(), HashMap::new());
    let mut plan = Plan { lists, files, names, met: HashSet::new(), paired: HashSet::new(), steps: Vec::new() };
    plan.free_name(list, None)
}

fn with_extension(stem: &str) -> Vec<u8> {
    format!("{stem}.{EXTENSION}").into_bytes()
}

/// The same for names that some file systems take for one.
fn key_of(name: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(name) {
        Ok(name) => search_form(name).into_bytes().into_iter().chain(symbols(name)).collect(),
        Err(_) => name.to_vec(),
    }
}

/// What folding leaves out: `a!` and `a?` are two names.
fn symbols(name: &str) -> Vec<u8> {
    let signs = name.chars().filter(|c| !c.is_alphanumeric() && !c.is_whitespace());
    std::iter::once('\0').chain(signs).collect::<String>().into_bytes()
}

#[cfg(test)]
mod tests;
