//! A folder and a library that both change as they like.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// A list is its name and its lines; a file the same, by its own name.
type Lines = Vec<u32>;

#[derive(Clone, Debug, Default)]
struct World {
    lists: BTreeMap<u128, (String, Lines)>,
    files: BTreeMap<Vec<u8>, Lines>,
    known: Vec<PlaylistFile>,
    /// Lists that were deleted, lines that were replaced, files that were put aside.
    journal: Vec<Lines>,
    aside: Vec<Lines>,
    next: u128,
}

#[derive(Clone, Debug)]
enum Edit {
    AddToList(u8, u32),
    TakeFromList(u8),
    RenameList(u8, u8),
    DeleteList(u8),
    MakeList(u8, u32),
    AddToFile(u8, u32),
    TakeFromFile(u8),
    RenameFile(u8, u8),
    DeleteFile(u8),
    MakeFile(u8, u32),
}

fn hash(of: impl std::hash::Hash) -> u64 {
    use std::hash::{DefaultHasher, Hasher};
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

fn id(number: u128) -> PlaylistId {
    PlaylistId(uuid::Uuid::from_u128(number))
}

/// Folders, names with slashes, and names that differ in their case alone.
fn name(number: u8) -> String {
    let names = ["L0", "L1", "l1", r"A\/C", "F/L0", "f/L1", r"F/A\/C", "F/G/L0", r"S\/T/L0", "A_C"];
    names[usize::from(number) % names.len()].to_owned()
}

/// The path that somebody gives a file.
fn path(number: u8) -> Vec<u8> {
    FileNames::default().free(&name(number), EXTENSION, None)
}

impl World {
    fn edit(&mut self, edit: &Edit) {
        let list = |world: &Self, place: u8| {
            let lists = world.lists.len().max(1);
            world.lists.keys().nth(usize::from(place) % lists).copied()
        };
        let file = |world: &Self, place: u8| {
            let files = world.files.len().max(1);
            world.files.keys().nth(usize::from(place) % files).cloned()
        };
        match *edit {
            Edit::AddToList(place, line) => {
                if let Some(id) = list(self, place) {
                    self.lists.get_mut(&id).unwrap().1.push(line);
                }
            }
            Edit::TakeFromList(place) => {
                if let Some(line) = list(self, place).and_then(|id| self.lists.get_mut(&id).unwrap().1.pop()) {
                    self.journal.push(vec![line]);
                }
            }
            Edit::RenameList(place, to) => {
                if let Some(id) = list(self, place) {
                    self.lists.get_mut(&id).unwrap().0 = name(to);
                }
            }
            Edit::DeleteList(place) => {
                if let Some(gone) = list(self, place).and_then(|id| self.lists.remove(&id)) {
                    self.journal.push(gone.1);
                }
            }
            Edit::MakeList(called, line) => drop(self.make(name(called), vec![line])),
            Edit::AddToFile(place, line) => {
                if let Some(name) = file(self, place) {
                    self.files.get_mut(&name).unwrap().push(line);
                }
            }
            Edit::TakeFromFile(place) => {
                if let Some(line) = file(self, place).and_then(|name| self.files.get_mut(&name).unwrap().pop()) {
                    self.aside.push(vec![line]);
                }
            }
            Edit::RenameFile(place, to) => {
                let to = path(to);
                if let Some(from) = file(self, place).filter(|_| !self.files.contains_key(&to)) {
                    let lines = self.files.remove(&from).unwrap();
                    self.files.insert(to, lines);
                }
            }
            Edit::DeleteFile(place) => {
                if let Some(gone) = file(self, place).and_then(|name| self.files.remove(&name)) {
                    self.aside.push(gone);
                }
            }
            Edit::MakeFile(called, line) => {
                self.files.entry(path(called)).or_insert_with(|| vec![line]);
            }
        }
    }

    fn make(&mut self, name: String, lines: Lines) -> u128 {
        self.next += 1;
        self.lists.insert(self.next, (name, lines));
        self.next
    }

    fn plan(&self) -> Vec<Step> {
        let lists: Vec<List> = self
            .lists
            .iter()
            .map(|(number, list)| List {
                id: id(*number),
                name: list.0.clone(),
                state: hash((self.known_name(*number).unwrap_or(&list.0), &list.1)),
                text: hash(&list.1),
            })
            .collect();
        let files: Vec<Found> =
            self.files.iter().map(|(name, lines)| Found { name: name.clone(), hash: Some(hash(lines)) }).collect();
        plan(&lists, &files, &self.known)
    }

    fn known_name(&self, list: u128) -> Option<&str> {
        self.known.iter().find(|known| known.list == id(list)).map(|known| known.name.as_str())
    }

    /// Remembers that a list and a file are equal.
    fn remember(&mut self, list: PlaylistId, file: &[u8]) {
        let (name, lines) = &self.lists[&list.0.as_u128()];
        assert_eq!(&self.files[file], lines, "only equals are remembered");
        self.known.retain(|known| known.list != list);
        self.known.push(PlaylistFile {
            list,
            name: name.clone(),
            file: file.to_vec(),
            file_hash: hash(lines),
            state: hash((name, lines)),
            text: hash(lines),
        });
    }

    fn write(&mut self, list: PlaylistId, file: Vec<u8>, over: Option<u64>) {
        assert_eq!(self.files.get(&file).map(hash), over, "nothing unforeseen is overwritten");
        self.files.insert(file.clone(), self.lists[&list.0.as_u128()].1.clone());
        self.remember(list, &file);
    }

    fn carry_out(&mut self, step: Step) {
        match step {
            Step::Adopt { list, file } => self.remember(list, &file),
            Step::Write { list, file, over, instead } => {
                self.write(list, file, over);
                if let Some((old, over)) = instead {
                    assert_eq!(self.files.remove(&old).map(hash), Some(over));
                }
            }
            Step::Read { list, file, .. } => {
                let lines = self.files[&file].clone();
                let was = std::mem::replace(&mut self.lists.get_mut(&list.0.as_u128()).unwrap().1, lines);
                self.journal.push(was);
                self.remember(list, &file);
            }
            Step::Rename { list, file, name, over } => {
                self.lists.get_mut(&list.0.as_u128()).unwrap().0 = name;
                self.write(list, file, Some(over));
            }
            Step::Make { file, name } => {
                let made = self.make(name, self.files[&file].clone());
                self.remember(id(made), &file);
            }
            Step::KeepBoth { list, file, over, to } => {
                let called = format!("{} (from the file)", self.lists[&list.0.as_u128()].0);
                let made = self.make(called.clone(), self.files[&file].clone());
                let mut names = FileNames::beside(self.files.keys().map(Vec::as_slice).chain([to.as_slice()]));
                self.write(id(made), names.free(&called, EXTENSION, None), None);
                let same = to == file;
                self.write(list, to, same.then_some(over));
                if !same {
                    assert_eq!(self.files.remove(&file).map(hash), Some(over));
                }
            }
            Step::DropList { list } => {
                let gone = self.lists.remove(&list.0.as_u128()).unwrap();
                self.journal.push(gone.1);
                self.known.retain(|known| known.list != list);
            }
            Step::DropFile { list, file, over } => {
                let gone = self.files.remove(&file).unwrap();
                assert_eq!(hash(&gone), over);
                self.aside.push(gone);
                self.known.retain(|known| known.list != list);
            }
            Step::Forget { list } => self.known.retain(|known| known.list != list),
            Step::Leave { .. } => panic!("all files can be read"),
        }
    }

    fn everything(&self) -> HashSet<u32> {
        let lists = self.lists.values().map(|list| &list.1);
        lists.chain(self.files.values()).chain(&self.journal).chain(&self.aside).flatten().copied().collect()
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<u8>();
    prop_oneof![
        (at, any::<u32>()).prop_map(|(at, line)| Edit::AddToList(at, line)),
        at.prop_map(Edit::TakeFromList),
        (at, any::<u8>()).prop_map(|(at, to)| Edit::RenameList(at, to)),
        at.prop_map(Edit::DeleteList),
        (at, any::<u32>()).prop_map(|(at, line)| Edit::MakeList(at, line)),
        (at, any::<u32>()).prop_map(|(at, line)| Edit::AddToFile(at, line)),
        at.prop_map(Edit::TakeFromFile),
        (at, any::<u8>()).prop_map(|(at, to)| Edit::RenameFile(at, to)),
        at.prop_map(Edit::DeleteFile),
        (at, any::<u32>()).prop_map(|(at, line)| Edit::MakeFile(at, line)),
    ]
}

proptest! {
    /// After every round: no line is lost, each list has its file with the same lines and the
    /// other way round, and nothing is left to do.
    #[test]
    fn nothing_is_ever_lost(rounds in proptest::collection::vec(proptest::collection::vec(edit(), 0..6), 1..6)) {
        let mut world = World::default();
        for edits in rounds {
            for edit in &edits {
                world.edit(edit);
            }
            let before = world.everything();
            for step in world.plan() {
                world.carry_out(step);
            }
            let after = world.everything();
            prop_assert!(before.is_subset(&after));
            prop_assert_eq!(world.lists.len(), world.files.len());
            prop_assert_eq!(world.known.len(), world.lists.len());
            for known in &world.known {
                prop_assert_eq!(&world.files[&known.file], &world.lists[&known.list.0.as_u128()].1);
            }
            prop_assert_eq!(world.plan(), vec![], "at rest");
        }
    }
}

fn one(list: Option<u64>, file: Option<Option<u64>>) -> Vec<Step> {
    let lists: Vec<List> =
        list.map(|state| List { id: id(1), name: "L".into(), state, text: state }).into_iter().collect();
    let files: Vec<Found> = file.map(|hash| Found { name: b"L.m3u8".to_vec(), hash }).into_iter().collect();
    let known =
        PlaylistFile { list: id(1), name: "L".into(), file: b"L.m3u8".to_vec(), file_hash: 1, state: 1, text: 1 };
    plan(&lists, &files, &[known])
}

#[test]
fn each_case_of_one_list_and_its_file() {
    let (list, file) = (id(1), b"L.m3u8".to_vec());
    let write = |over| Step::Write { list, file: file.clone(), over, instead: None };
    assert_eq!(one(Some(1), Some(Some(1))), []);
    assert_eq!(one(Some(2), Some(Some(1))), [write(Some(1))]);
    assert_eq!(one(Some(1), Some(Some(2))), [Step::Read { list, file: file.clone(), from: None }]);
    assert_eq!(one(Some(2), Some(Some(2))), [Step::Adopt { list, file: file.clone() }], "both became the same");
    assert_eq!(one(Some(2), Some(Some(3))), [Step::KeepBoth { list, file: file.clone(), over: 3, to: file.clone() }]);
    assert_eq!(one(Some(1), None), [Step::DropList { list }]);
    assert_eq!(one(Some(2), None), [write(None)], "a change outlives a deletion");
    assert_eq!(one(None, Some(Some(1))), [Step::DropFile { list, file: file.clone(), over: 1 }]);
    assert_eq!(one(None, Some(Some(2))), [Step::Forget { list }, Step::Make { file: file.clone(), name: "L".into() }]);
    assert_eq!(one(None, None), [Step::Forget { list }]);
    for state in [None, Some(1), Some(2)] {
        assert_eq!(one(state, Some(None)), [Step::Leave { file: file.clone() }], "what is broken is left");
    }
}

/// One list and its file, which were equal as `L` and `was`; now it is called `name` and lies at `at`.
fn elsewhere(name: &str, state: u64, was: &str, (at, hash): (&str, u64)) -> Vec<Step> {
    let list = List { id: id(1), name: name.into(), state, text: state };
    let found = Found { name: at.into(), hash: Some(hash) };
    let known =
        PlaylistFile { list: id(1), name: r"Rock/AC\/DC".into(), file: was.into(), file_hash: 1, state: 1, text: 1 };
    plan(&[list], &[found], &[known])
}

#[test]
fn list_and_file_go_along_with_each_other() {
    let (list, name, was) = (id(1), r"Rock/AC\/DC", "Rock/AC_DC.m3u8");
    let write = |file: &str, instead: &str| Step::Write {
        list,
        file: file.into(),
        over: None,
        instead: Some((instead.into(), 1)),
    };
    let rename = |file: &str, name: &str, over| Step::Rename { list, file: file.into(), name: name.into(), over };
    assert_eq!(elsewhere(name, 1, was, (was, 1)), []);
    for state in [1, 2] {
        assert_eq!(elsewhere(r"Hard/AC\/DC", state, was, (was, 1)), [write("Hard/AC_DC.m3u8", was)]);
        assert_eq!(elsewhere(r"AC\/DC", state, was, (was, 1)), [write("AC_DC.m3u8", was)]);
        let moved = "Hard/AC_DC.m3u8";
        assert_eq!(elsewhere(name, state, was, (moved, 1)), [rename(moved, r"Hard/AC\/DC", 1)], "its slash stays");
        assert_eq!(elsewhere(name, state, was, ("Rock/B.m3u8", 1)), [rename("Rock/B.m3u8", "Rock/B", 1)]);
        assert_eq!(elsewhere(r"X/AC\/DC", state, was, (moved, 1)), [write("X/AC_DC.m3u8", moved)], "the hand wins");
    }
    // Moved on one side, edited on the other, or both on the file's: nothing is lost or made twice.
    let read = |file: &str, from: Option<&str>| Step::Read { list, file: file.into(), from: from.map(Into::into) };
    let follow = Step::Write { list, file: "X/AC_DC.m3u8".into(), over: None, instead: Some((was.into(), 2)) };
    assert_eq!(elsewhere(r"X/AC\/DC", 1, was, (was, 2)), [read(was, None), follow]);
    let moved = "X/AC_DC.m3u8";
    assert_eq!(
        elsewhere(name, 1, was, (moved, 2)),
        [read(moved, Some(was)), rename(moved, r"X/AC\/DC", 2)],
        "the name of the file tells what it was"
    );
    let both = Step::KeepBoth { list, file: was.into(), over: 3, to: "X/AC_DC.m3u8".into() };
    assert_eq!(elsewhere(r"X/AC\/DC", 2, was, (was, 3)), [both]);
}

#[test]
fn files_that_lay_side_by_side_go_into_folders_once() {
    let flat = "Rock_AC_DC.m3u8";
    let steps = elsewhere(r"Rock/AC\/DC", 1, "Rock_AC__DC.m3u8", ("Rock_AC__DC.m3u8", 1));
    assert!(matches!(steps.as_slice(), [Step::Write { file, instead: Some(_), .. }] if file == b"Rock/AC_DC.m3u8"));
    assert_eq!(elsewhere(r"Rock/AC\/DC", 1, flat, (flat, 1)), [], "another name was given by hand");
}

#[test]
fn a_new_file_lies_in_the_folder_of_lists_that_its_own_became() {
    let known = PlaylistFile {
        list: id(1),
        name: r"S\/T/L".into(),
        file: b"S_T/L.m3u8".to_vec(),
        file_hash: 1,
        state: 1,
        text: 1,
    };
    let list = List { id: id(1), name: known.name.clone(), state: 1, text: 1 };
    let found = |name: &str| Found { name: name.into(), hash: Some(1) };
    let steps = plan(&[list], &[found("S_T/L.m3u8"), found("S_T/U/New.m3u8")], &[known]);
    assert_eq!(steps, [Step::Make { file: b"S_T/U/New.m3u8".to_vec(), name: r"S\/T/U/New".into() }]);
}
