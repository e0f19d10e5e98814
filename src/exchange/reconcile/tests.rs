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

fn name(number: u8) -> String {
    format!("L{}", number % 4)
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
                let to = with_extension(&name(to));
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
                self.files.entry(with_extension(&name(called))).or_insert_with(|| vec![line]);
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
                state: hash(list),
                text: hash(&list.1),
            })
            .collect();
        let files: Vec<Found> =
            self.files.iter().map(|(name, lines)| Found { name: name.clone(), hash: Some(hash(lines)) }).collect();
        plan(&lists, &files, &self.known)
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
            Step::Read { list, file } => {
                let lines = self.files[&file].clone();
                let was = std::mem::replace(&mut self.lists.get_mut(&list.0.as_u128()).unwrap().1, lines);
                self.journal.push(was);
                self.remember(list, &file);
            }
            Step::Rename { list, file } => {
                let stem = String::from_utf8(file.clone()).unwrap().trim_end_matches(".m3u8").to_owned();
                self.lists.get_mut(&list.0.as_u128()).unwrap().0 = stem;
                self.remember(list, &file);
            }
            Step::Make { file } => {
                let stem = String::from_utf8(file.clone()).unwrap().trim_end_matches(".m3u8").to_owned();
                let made = self.make(stem, self.files[&file].clone());
                self.remember(id(made), &file);
            }
            Step::KeepBoth { list, file, over } => {
                let called = format!("{} (from the file)", self.lists[&list.0.as_u128()].0);
                let made = self.make(called.clone(), self.files[&file].clone());
                let names: Vec<Vec<u8>> = self.files.keys().cloned().collect();
                self.write(id(made), free_name(&called, &names), None);
                self.write(list, file, Some(over));
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
    assert_eq!(one(Some(1), Some(Some(2))), [Step::Read { list, file: file.clone() }]);
    assert_eq!(one(Some(2), Some(Some(2))), [Step::Adopt { list, file: file.clone() }], "both became the same");
    assert_eq!(one(Some(2), Some(Some(3))), [Step::KeepBoth { list, file: file.clone(), over: 3 }]);
    assert_eq!(one(Some(1), None), [Step::DropList { list }]);
    assert_eq!(one(Some(2), None), [write(None)], "a change outlives a deletion");
    assert_eq!(one(None, Some(Some(1))), [Step::DropFile { list, file: file.clone(), over: 1 }]);
    assert_eq!(one(None, Some(Some(2))), [Step::Forget { list }, Step::Make { file: file.clone() }]);
    assert_eq!(one(None, None), [Step::Forget { list }]);
    for state in [None, Some(1), Some(2)] {
        assert_eq!(one(state, Some(None)), [Step::Leave { file: file.clone() }], "what is broken is left");
    }
}

#[test]
fn names_that_a_file_system_may_take_for_one_differ() {
    let taken = vec![b"kitchen.m3u8".to_vec(), b"Kitchen (2).m3u8".to_vec()];
    assert_eq!(free_name("Kitchen", &taken), b"Kitchen (3).m3u8");
    assert_eq!(free_name("Kitchen!", &taken), b"Kitchen!.m3u8");
}
