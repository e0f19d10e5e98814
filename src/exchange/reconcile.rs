//! What is to be done so that playlists and a folder of files say the same again.
//!
//! Pure: it is told how both sides stand and how they stood when they were last equal. One change
//! is carried over, two are both kept, and nothing that only one side has is ever given up. A list
//! that goes into another folder, or is called otherwise, takes its file along, and a file its list.

use std::collections::{HashMap, HashSet};

use super::file::file_name;
use super::naming::{FileNames, spelling_of, split, unnumbered};
use crate::domain::ids::PlaylistId;
use crate::domain::playlist::PlaylistFile;
use crate::domain::playlist::folder::{folder_of, in_folder, joined, name_of, own_name, parts, usable};
use crate::domain::text::path_for_screen;

/// Extension of the files that are kept equal.
pub const EXTENSION: &str = "m3u8";
/// What a list is called whose file has a name of nothing that can be read.
const NAMELESS: &str = "Unnamed";

/// A playlist as it stands. The numbers are hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    pub id: PlaylistId,
    pub name: String,
    /// Of its lines and of the name that it had when it was last equal to its file: another one
    /// after any edit of the lines, and only then.
    pub state: u64,
    /// Of the file that it would be written as, where that lies or would lie by its name.
    pub text: u64,
}

/// A file as it lies in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Raw bytes below the folder, with the extension.
    pub name: Vec<u8>,
    /// None where it cannot be read as a list.
    pub hash: Option<u64>,
}

/// One thing to do. Files are named as in [`Found`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Both are equal: to be remembered. `over` is what lies there.
    Adopt { list: PlaylistId, file: Vec<u8>, over: u64 },
    /// The list is written; `over` is what must lie there still, none for a free name. `instead`
    /// is the file that it had until it was renamed, which goes there first.
    Write { list: PlaylistId, file: Vec<u8>, over: Option<u64>, instead: Option<(Vec<u8>, u64)> },
    /// The file's lines become the list's. `from` is where the file lay before, if it was moved:
    /// what it names may lie beside that place.
    Read { list: PlaylistId, file: Vec<u8>, over: u64, from: Option<Vec<u8>> },
    /// The file was given another name or folder: the list gets this name, and is written where
    /// its paths read otherwise from there, or it was changed.
    Rename { list: PlaylistId, file: Vec<u8>, name: String, over: u64 },
    /// The file becomes a new list of this name, or of the name that the file gives it, if that
    /// is what the file is called after.
    Make { file: Vec<u8>, name: String },
    /// Both were changed: what the file says becomes a list of its own, then the list is written
    /// to `to`, which is where the file lies or a free name.
    KeepBoth { list: PlaylistId, file: Vec<u8>, over: u64, to: Vec<u8> },
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
}

impl Step {
    /// The list that it is about; none for a file that has none.
    #[must_use]
    pub const fn list(&self) -> Option<PlaylistId> {
        match self {
            Self::Adopt { list, .. }
            | Self::Write { list, .. }
            | Self::Read { list, .. }
            | Self::Rename { list, .. }
            | Self::KeepBoth { list, .. }
            | Self::DropList { list }
            | Self::DropFile { list, .. }
            | Self::Forget { list } => Some(*list),
            Self::Make { .. } | Self::Leave { .. } => None,
        }
    }
}

/// All steps; those that free a name come before those that take one. Beside the files lies what
/// is no list of the folder, whose names are `taken`.
#[must_use]
pub fn plan(lists: &[List], (files, taken): (&[Found], &[Vec<u8>]), known: &[PlaylistFile]) -> Vec<Step> {
    let by_path: HashMap<&[u8], &Found> = files.iter().map(|file| (file.name.as_slice(), file)).collect();
    let all = files.iter().map(|file| &file.name).chain(taken);
    let mut plan = Plan {
        lists: lists.iter().map(|list| (list.id, list)).collect(),
        names: FileNames::beside(all.map(Vec::as_slice)),
        namesakes: HashMap::new(),
        by_text: HashMap::new(),
        folders: folders_of(known),
        met: known.iter().filter_map(|known| Some(by_path.get(known.file.as_slice())?.name.clone())).collect(),
        steps: Vec::new(),
    };
    for file in files.iter().filter(|file| !plan.met.contains(&file.name)) {
        plan.namesakes.entry(spelling_of(&file.name)).or_default().push(file);
        if let Some(hash) = file.hash {
            plan.by_text.entry(hash).or_default().push(file);
        }
    }
    let there: HashSet<PlaylistId> =
        known.iter().filter(|known| by_path.contains_key(known.file.as_slice())).map(|known| known.list).collect();
    let alone = lists.iter().filter(|list| !there.contains(&list.id));
    let written: HashSet<PlaylistId> = alone.filter(|list| plan.written_before(list)).map(|list| list.id).collect();
    let (adopted, known): (Vec<&PlaylistFile>, Vec<_>) = known.iter().partition(|known| written.contains(&known.list));
    let moved = plan.moved(files, &known, &by_path);
    // The place of a file that is gone or lies elsewhere is no other list's until that is
    // remembered: no two lists are ever known by one file. Where list and file are both gone there
    // is nothing to remember.
    for alone in known.iter().chain(&adopted).filter(|known| !there.contains(&known.list)) {
        if plan.lists.contains_key(&alone.list) || moved.contains_key(&alone.list) {
            plan.names.take(&alone.file);
        }
    }
    for known in &known {
        let file = by_path.get(known.file.as_slice()).or_else(|| moved.get(&known.list)).copied();
        plan.of_known(known, file);
    }
    let paired: HashSet<PlaylistId> = known.iter().map(|known| known.list).chain(written).collect();
    for list in lists.iter().filter(|list| !paired.contains(&list.id)) {
        plan.of_new_list(list, None);
    }
    for file in files {
        if plan.met.insert(file.name.clone()) {
            let (path, name) = (file.name.clone(), plan.name_of(&file.name));
            plan.steps.push(match file.hash {
                Some(_) => Step::Make { file: path, name },
                None => Step::Leave { file: path },
            });
        }
    }
    // Whose list and file are gone must not be known any more when others take its place.
    plan.steps.sort_by_key(|step| !matches!(step, Step::Forget { .. }));
    plan.steps
}

struct Plan<'p> {
    lists: HashMap<PlaylistId, &'p List>,
    /// Names that are taken, so that they differ on any file system.
    names: FileNames,
    /// Files that belong to no list as yet, by how they are spelled.
    namesakes: HashMap<Vec<u8>, Vec<&'p Found>>,
    /// The same by what they say.
    by_text: HashMap<u64, Vec<&'p Found>>,
    /// Which folder of lists a folder of files is.
    folders: HashMap<Vec<u8>, String>,
    /// Files that belong to a list.
    met: HashSet<Vec<u8>>,
    steps: Vec<Step>,
}

impl<'p> Plan<'p> {
    /// Files that lie elsewhere now: first those that say what they said, whatever they are called,
    /// then those that are called as they were, where there is but one.
    fn moved(
        &mut self,
        files: &'p [Found],
        known: &[&PlaylistFile],
        by_path: &HashMap<&[u8], &'p Found>,
    ) -> HashMap<PlaylistId, &'p Found> {
        let gone = known.iter().copied().filter(|known| !by_path.contains_key(known.file.as_slice()));
        let gone: Vec<&PlaylistFile> = gone.collect();
        let mut moved = HashMap::new();
        if gone.is_empty() {
            return moved;
        }
        let (mut by_hash, mut by_name): (HashMap<_, Vec<&Found>>, HashMap<_, Vec<&Found>>) = Default::default();
        for file in files.iter().rev().filter(|file| file.hash.is_some() && !self.met.contains(&file.name)) {
            by_hash.entry(file.hash).or_default().push(file);
            by_name.entry(split(&file.name).1).or_default().push(file);
        }
        for known in &gone {
            let Some(same) = by_hash.get_mut(&Some(known.file_hash)) else { continue };
            let called_so = same.iter().position(|file| split(&file.name).1 == split(&known.file).1);
            let Some(file) = called_so.map(|place| same.remove(place)).or_else(|| same.pop()) else { continue };
            self.met.insert(file.name.clone());
            moved.insert(known.list, file);
        }
        for known in gone {
            let name = split(&known.file).1;
            if moved.contains_key(&known.list) || !self.lists.contains_key(&known.list) {
                continue;
            }
            let mut called_so = by_name.get(name).into_iter().flatten().filter(|file| !self.met.contains(&file.name));
            if let (Some(file), None) = (called_so.next(), called_so.next()) {
                self.met.insert(file.name.clone());
                moved.insert(known.list, file);
            }
        }
        moved
    }

    fn of_known(&mut self, known: &PlaylistFile, file: Option<&Found>) {
        let id = known.list;
        let list = self.lists.get(&id).copied();
        let Some(found) = file else {
            return match list {
                None => self.steps.push(Step::Forget { list: id }),
                Some(list) if list.state == known.state && list.name == known.name => {
                    self.steps.push(Step::DropList { list: id });
                }
                // A change outlives a deletion. It may have its file already: who was killed right
                // after it was written did not remember it.
                Some(list) => self.of_new_list(list, Some(&known.file)),
            };
        };
        let file = found.name.clone();
        let Some(hash) = found.hash else { return self.steps.push(Step::Leave { file }) };
        let file_since = if hash == known.file_hash { Since::Same } else { Since::Changed };
        let Some(list) = list else {
            return match file_since {
                Since::Same => self.steps.push(Step::DropFile { list: id, file, over: hash }),
                Since::Changed => {
                    self.steps.push(Step::Forget { list: id });
                    let name = self.name_of(&file);
                    self.steps.push(Step::Make { file, name });
                }
            };
        };
        let list_since = if list.state == known.state { Since::Same } else { Since::Changed };
        let (renamed, moved) = (list.name != known.name, file != known.file);
        let from = moved.then(|| known.file.clone());
        match (list_since, file_since) {
            // The list was written there, and nobody remembered.
            (_, Since::Changed) if renamed && list.text == hash && self.is_place_of(list, &file) => {
                self.steps.push(Step::Adopt { list: id, file, over: hash });
            }
            // Where both went elsewhere the hand in the player has the last word.
            (_, Since::Same) if renamed => self.carry_along(list, file, hash),
            (_, Since::Same) if moved => {
                let name = self.renamed_like(known, &file);
                self.steps.push(Step::Rename { list: id, file, name, over: hash });
            }
            (Since::Same, Since::Same) if self.lies_flat(list, &file) => self.carry_along(list, file, hash),
            // Its tracks were moved or tagged anew.
            (Since::Same, Since::Same) if list.text == known.text => {}
            (_, Since::Same) => self.steps.push(Step::Write { list: id, file, over: Some(hash), instead: None }),
            (Since::Same, Since::Changed) => {
                self.steps.push(Step::Read { list: id, file: file.clone(), over: hash, from });
                if renamed {
                    self.carry_along(list, file, hash);
                } else if moved {
                    let name = self.renamed_like(known, &file);
                    self.steps.push(Step::Rename { list: id, file, name, over: hash });
                }
            }
            (Since::Changed, Since::Changed) if list.text == hash && !renamed && !moved => {
                self.steps.push(Step::Adopt { list: id, file, over: hash });
            }
            (Since::Changed, Since::Changed) => {
                let to = if renamed { self.free(&list.name, Some(&file)) } else { file.clone() };
                self.steps.push(Step::KeepBoth { list: id, file, over: hash, to });
            }
        }
    }

    /// The list is written where it belongs by its name, and its file goes.
    fn carry_along(&mut self, list: &List, file: Vec<u8>, hash: u64) {
        // Who was killed between the two left the file in both places.
        if let Some(twin) = self.namesake(list).filter(|twin| twin.hash == Some(hash)) {
            let (twin, instead) = (twin.name.clone(), Some((file, hash)));
            self.met.insert(twin.clone());
            return self.steps.push(Step::Write { list: list.id, file: twin, over: Some(hash), instead });
        }
        let new = self.free(&list.name, Some(&file));
        let over = (new == file).then_some(hash);
        let instead = (new != file).then_some((file, hash));
        self.steps.push(Step::Write { list: list.id, file: new, over, instead });
    }

    fn is_place_of(&self, list: &List, file: &[u8]) -> bool {
        spelling_of(&self.names.wanted(&list.name, EXTENSION)) == spelling_of(file)
    }

    /// Until folders of lists were folders of files, all files lay side by side.
    fn lies_flat(&self, list: &List, file: &[u8]) -> bool {
        split(file).0.is_empty()
            && !self.names.folder_for(&list.name).is_empty()
            && spelling_of(file) == spelling_of(format!("{}.{EXTENSION}", file_name(&list.name)).as_bytes())
    }

    /// A list that never had a file, or lost it; one of its name may lie there.
    fn of_new_list(&mut self, list: &List, lost: Option<&[u8]>) {
        let step = match self.namesake(list).map(|file| (file.name.clone(), file.hash)) {
            Some((file, Some(hash))) => {
                self.met.insert(file.clone());
                Step::KeepBoth { list: list.id, to: file.clone(), file, over: hash }
            }
            // What cannot be read keeps its name.
            Some((_, None)) | None => {
                Step::Write { list: list.id, file: self.free(&list.name, lost), over: None, instead: None }
            }
        };
        self.steps.push(step);
    }

    /// Whether there is the file that this very list was written as, which nobody remembers who was
    /// killed right after. Of several lists of one name each has its own.
    fn written_before(&mut self, list: &List) -> bool {
        let Some(says_so) = self.by_text.get(&list.text) else { return false };
        let wanted = spelling_of(&self.names.wanted(&list.name, EXTENSION));
        let is_its_place = |file: &[u8]| {
            spelling_of(file) == wanted || unnumbered(file).is_some_and(|file| spelling_of(&file) == wanted)
        };
        let mut says_so = says_so.iter().filter(|file| !self.met.contains(&file.name));
        let Some(file) = says_so.find(|file| is_its_place(&file.name)).map(|file| file.name.clone()) else {
            return false;
        };
        self.met.insert(file.clone());
        self.steps.push(Step::Adopt { list: list.id, file, over: list.text });
        true
    }

    /// A file that belongs to no list and is called like this one.
    fn namesake(&self, list: &List) -> Option<&'p Found> {
        let wanted = self.names.wanted(&list.name, EXTENSION);
        let called_so = self.namesakes.get(&spelling_of(&wanted)).into_iter().flatten();
        let mut called_so = called_so.copied().filter(|file| !self.met.contains(&file.name)).peekable();
        let first = called_so.peek().copied();
        called_so.find(|file| file.name == wanted).or(first)
    }

    fn free(&mut self, list: &str, own: Option<&[u8]>) -> Vec<u8> {
        self.names.free(list, EXTENSION, own)
    }

    /// What a list is called whose file was moved: what did not change of the path stays as it is
    /// in the name, which may hold what no path can.
    fn renamed_like(&self, known: &PlaylistFile, file: &[u8]) -> String {
        let (was, now) = (split(&known.file), split(file));
        let own = if was.1 == now.1 { name_of(&own_name(&known.name)) } else { called(file) };
        let folder = if was.0 == now.0 { folder_of(&known.name) } else { self.folder_named(now.0) };
        in_folder(&folder, &own)
    }

    /// What the list of a new file is called.
    fn name_of(&self, file: &[u8]) -> String {
        in_folder(&self.folder_named(split(file).0), &called(file))
    }

    fn folder_named(&self, path: &[u8]) -> String {
        if path.is_empty() {
            return String::new();
        }
        if let Some(folder) = self.folders.get(path) {
            return folder.clone();
        }
        let (above, name) = split(path);
        in_folder(&self.folder_named(above), &name_of(&path_for_screen(name)))
    }
}

/// Which folders of lists became which folders of files.
fn folders_of(known: &[PlaylistFile]) -> HashMap<Vec<u8>, String> {
    let mut folders = HashMap::new();
    for known in known {
        let parts = parts(&known.name);
        let ends = known.file.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(end, _)| end);
        let ends: Vec<usize> = ends.collect();
        if ends.len() + 1 != parts.len() {
            continue;
        }
        for (depth, end) in (1..).zip(ends) {
            let path = known.file.get(..end).unwrap_or_default();
            folders.entry(path.to_vec()).or_insert_with(|| joined(parts.get(..depth).unwrap_or_default()));
        }
    }
    folders
}

/// What the list of a file is called, without its folders.
fn called(file: &[u8]) -> String {
    usable(&name_of(&stem(file))).unwrap_or_else(|| NAMELESS.to_owned())
}

/// What a file is called, without its extension, fit for the screen.
#[must_use]
pub fn stem(file: &[u8]) -> String {
    let name = split(file).1;
    let end = name.iter().rposition(|byte| *byte == b'.').filter(|end| *end > 0).unwrap_or(name.len());
    path_for_screen(name.get(..end).unwrap_or_default())
}

#[cfg(test)]
mod tests;
