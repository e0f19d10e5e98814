//! A folder and a library that both change as they like.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

type Lines = Vec<u32>;

/// What a file says: what its list is called, if it was written of one, and its lines.
type Text = (String, Lines);

#[derive(Clone, Debug, Default)]
struct World {
    lists: BTreeMap<u128, (String, Lines)>,
    files: BTreeMap<Vec<u8>, Text>,
    known: Vec<PlaylistFile>,
    /// Files that were known when the plan was made.
    planned: Vec<Vec<u8>>,
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
                    self.files.get_mut(&name).unwrap().1.push(line);
                }
            }
            Edit::TakeFromFile(place) => {
                if let Some(line) = file(self, place).and_then(|name| self.files.get_mut(&name).unwrap().1.pop()) {
                    self.aside.push(vec![line]);
                }
            }
            Edit::RenameFile(place, to) => {
                let to = path(to);
                if let Some(from) = file(self, place).filter(|_| !self.files.contains_key(&to)) {
                    let text = self.files.remove(&from).unwrap();
                    self.files.insert(to, text);
                }
            }
            Edit::DeleteFile(place) => {
                if let Some(gone) = file(self, place).and_then(|name| self.files.remove(&name)) {
                    self.aside.push(gone.1);
                }
            }
            Edit::MakeFile(called, line) => {
                self.files.entry(path(called)).or_insert_with(|| (String::new(), vec![line]));
            }
        }
    }

    fn make(&mut self, name: String, lines: Lines) -> u128 {
        self.next += 1;
        self.lists.insert(self.next, (name, lines));
        self.next
    }

    fn text(&self, list: u128) -> Text {
        let (name, lines) = &self.lists[&list];
        (own_name(name).into_owned(), lines.clone())
    }

    fn plan(&self) -> Vec<Step> {
        let lists: Vec<List> = self
            .lists
            .iter()
            .map(|(number, list)| List {
                id: id(*number),
                name: list.0.clone(),
                state: hash((self.known_name(*number).unwrap_or(&list.0), &list.1)),
                text: hash(self.text(*number)),
            })
            .collect();
        let files: Vec<Found> =
            self.files.iter().map(|(name, text)| Found { name: name.clone(), hash: Some(hash(text)) }).collect();
        plan(&lists, (&files, &[]), &self.known)
    }

    fn known_name(&self, list: u128) -> Option<&str> {
        self.known.iter().find(|known| known.list == id(list)).map(|known| known.name.as_str())
    }

    /// Remembers that a list and a file are equal.
    fn remember(&mut self, list: PlaylistId, file: &[u8]) {
        let (name, lines) = &self.lists[&list.0.as_u128()];
        assert_eq!(&self.files[file].1, lines, "only equals are remembered");
        let known = PlaylistFile {
            list,
            name: name.clone(),
            file: file.to_vec(),
            file_hash: hash(&self.files[file]),
            state: hash((name, lines)),
            text: hash(self.text(list.0.as_u128())),
        };
        self.known.retain(|known| known.list != list);
        self.known.push(known);
    }

    fn write(&mut self, list: PlaylistId, file: Vec<u8>, over: Option<u64>) {
        assert_eq!(self.files.get(&file).map(hash), over, "nothing unforeseen is overwritten");
        self.files.insert(file.clone(), self.text(list.0.as_u128()));
        self.remember(list, &file);
    }

    /// The list is written where its file goes first; half of it is the file at its new place.
    fn follow(&mut self, list: PlaylistId, file: Vec<u8>, instead: Option<(Vec<u8>, u64)>, half: bool) {
        let Some((old, over)) = instead else { return };
        let text = self.files.remove(&old).unwrap();
        assert_eq!(hash(&text), over);
        assert!(self.files.insert(file.clone(), text).is_none(), "nothing lies there");
        if !half {
            self.write(list, file, Some(over));
        }
    }

    /// With `half` of a step its last act fails.
    fn carry_out(&mut self, step: Step, half: bool) {
        match step {
            Step::Adopt { list, file, over } => {
                assert_eq!(hash(&self.files[&file]), over);
                if !half {
                    self.remember(list, &file);
                }
            }
            Step::Write { list, file, over: None, instead: Some(instead) } => {
                self.follow(list, file, Some(instead), half);
            }
            Step::Write { list, file, over, instead } => {
                if half {
                    return;
                }
                self.write(list, file, over);
                // It lay in both places.
                if let Some((old, hash_then)) = instead {
                    assert_eq!(self.files.remove(&old).map(hash), Some(hash_then));
                    assert_eq!(over, Some(hash_then));
                }
            }
            Step::Read { list, file, over, .. } => {
                let (text, known) = (self.files[&file].clone(), self.known_of(list));
                assert_eq!(hash(&text), over);
                let was = std::mem::replace(&mut self.lists.get_mut(&list.0.as_u128()).unwrap().1, text.1.clone());
                self.journal.push(was);
                if !half {
                    self.known.retain(|known| known.list != list);
                    let state = hash((&known.name, &text.1));
                    let text = hash(self.text(list.0.as_u128()));
                    self.known.push(PlaylistFile { file_hash: over, state, text, ..known });
                }
            }
            Step::Rename { list, file, name, over } => {
                self.lists.get_mut(&list.0.as_u128()).unwrap().0 = name;
                if !half {
                    self.write(list, file, Some(over));
                }
            }
            Step::Make { file, name } => {
                let made = self.make(name, self.files[&file].1.clone());
                // Both are one transaction but for a moment.
                self.remember(id(made), &file);
            }
            Step::KeepBoth { list, file, over, to } => {
                let ((name, lines), said) = (self.lists[&list.0.as_u128()].clone(), self.files[&file].1.clone());
                assert_eq!(hash(&self.files[&file]), over);
                let same = to == file;
                let instead = (!same).then(|| (file.clone(), over));
                if lines == said {
                    return if same { self.remember(list, &file) } else { self.follow(list, to, instead, half) };
                }
                let called = format!("{name} (from the file)");
                let is_copy = |list: &(String, Lines)| list.0.starts_with(&called) && list.1 == said;
                if !self.lists.values().any(is_copy) {
                    let made = self.make(called.clone(), said);
                    if half {
                        return;
                    }
                    let taken = self.files.keys().chain([&to]).chain(&self.planned);
                    let mut names = FileNames::beside(taken.map(Vec::as_slice));
                    self.write(id(made), names.free(&called, EXTENSION, None), None);
                }
                match instead {
                    None if !half => self.write(list, to, Some(over)),
                    instead => self.follow(list, to, instead, half),
                }
            }
            Step::DropList { list } => {
                let gone = self.lists.remove(&list.0.as_u128()).unwrap();
                self.journal.push(gone.1);
                if !half {
                    self.known.retain(|known| known.list != list);
                }
            }
            Step::DropFile { list, file, over } => {
                let gone = self.files.remove(&file).unwrap();
                assert_eq!(hash(&gone), over);
                self.aside.push(gone.1);
                if !half {
                    self.known.retain(|known| known.list != list);
                }
            }
            Step::Forget { list } => self.known.retain(|known| known.list != list),
            Step::Leave { .. } => panic!("all files can be read"),
        }
    }

    fn known_of(&self, list: PlaylistId) -> PlaylistFile {
        self.known.iter().find(|known| known.list == list).unwrap().clone()
    }

    fn everything(&self) -> HashSet<u32> {
        let lists = self.lists.values().map(|list| &list.1);
        let files = self.files.values().map(|text| &text.1);
        lists.chain(files).chain(&self.journal).chain(&self.aside).flatten().copied().collect()
    }

    /// How many lists say the same, however they are called. One without lines is as good as none.
    fn contents(&self) -> BTreeMap<Lines, usize> {
        let mut contents = BTreeMap::new();
        for (_, lines) in self.lists.values().filter(|list| !list.1.is_empty()) {
            *contents.entry(lines.clone()).or_default() += 1;
        }
        contents
    }

    /// No list, and no file, says what another says: which belongs to which is never in doubt.
    fn is_plain(&self) -> bool {
        let (mut lists, mut files) = (HashSet::new(), HashSet::new());
        self.lists.values().all(|list| lists.insert(&list.1)) && self.files.values().all(|text| files.insert(&text.1))
    }

    /// A round in which something goes wrong, if anything does.
    fn round(&mut self, mishap: Mishap) {
        let plan = self.plan();
        self.planned = self.known.iter().map(|known| known.file.clone()).collect();
        let at = usize::from(mishap.at) % plan.len().max(1);
        let mut failed: HashSet<PlaylistId> = HashSet::new();
        let mut known = None;
        for (place, step) in plan.into_iter().enumerate() {
            let list = step.list().or_else(|| {
                let Step::Make { file, .. } = &step else { return None };
                self.known.iter().find(|known| known.file == *file).map(|known| known.list)
            });
            if list.is_some_and(|list| failed.contains(&list)) {
                continue;
            }
            match mishap.kind {
                // Where nothing can be forgotten nothing else can be remembered.
                Kind::Fails if place == at && matches!(step, Step::Forget { .. }) => return,
                Kind::Fails if place == at => failed.extend(list),
                Kind::HalfFails if place == at => {
                    self.carry_out(step, true);
                    failed.extend(list);
                }
                Kind::Stops if place == at => return,
                Kind::Forgets if place == at => {
                    known = Some(self.known.clone()).filter(|_| !matches!(step, Step::Rename { .. }));
                    self.carry_out(step, false);
                }
                _ => {
                    let is_rename = matches!(step, Step::Rename { .. });
                    self.carry_out(step, false);
                    // All that waits is remembered with it.
                    if is_rename && let Some(known) = &mut known {
                        known.clone_from(&self.known);
                    }
                }
            }
        }
        if let Some(mut known) = known {
            // What is forgotten is so at once.
            known.retain(|known| self.known.iter().any(|now| now.list == known.list));
            self.known = known;
        }
    }
}

/// What goes wrong in a round, at one of its steps.
#[derive(Clone, Copy, Debug)]
struct Mishap {
    kind: Kind,
    at: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Nothing,
    /// A step does nothing.
    Fails,
    /// A step ends before its last act.
    HalfFails,
    /// The program is killed before a step.
    Stops,
    /// The program is killed before what was done from this step on is remembered.
    Forgets,
}

const NO_MISHAP: Mishap = Mishap { kind: Kind::Nothing, at: 0 };

fn mishap() -> impl Strategy<Value = Mishap> {
    let kinds = [Kind::Nothing, Kind::Fails, Kind::HalfFails, Kind::Stops, Kind::Forgets];
    (proptest::sample::select(kinds.to_vec()), any::<u8>()).prop_map(|(kind, at)| Mishap { kind, at })
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
    /// After every round, whatever went wrong in the one before: no line is lost, each list has its
    /// file with the same lines and the other way round, none stands twice that would not if all had
    /// gone well, and nothing is left to do.
    #[test]
    fn nothing_is_ever_lost(
        rounds in proptest::collection::vec((proptest::collection::vec(edit(), 0..6), mishap()), 1..6)
    ) {
        let mut world = World::default();
        for (edits, mishap) in rounds {
            for edit in &edits {
                world.edit(edit);
            }
            let before = world.everything();
            // Half of a step may leave a file whose list cannot be told for sure: it is kept twice.
            let is_plain = world.is_plain() && mishap.kind != Kind::HalfFails;
            let mut smooth = world.clone();
            smooth.round(NO_MISHAP);
            world.round(mishap);
            world.round(NO_MISHAP);
            prop_assert!(before.is_subset(&world.everything()));
            let smooth = smooth.contents();
            for (lines, count) in world.contents() {
                let usual = smooth.get(&lines).copied().unwrap_or(1);
                prop_assert!(!is_plain || count <= usual, "{:?} stands {} times", lines, count);
            }
            prop_assert_eq!(world.lists.len(), world.files.len());
            prop_assert_eq!(world.known.len(), world.lists.len());
            for known in &world.known {
                prop_assert_eq!(&world.files[&known.file].1, &world.lists[&known.list.0.as_u128()].1);
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
    plan(&lists, (&files, &[]), &[known])
}

#[test]
fn each_case_of_one_list_and_its_file() {
    let (list, file) = (id(1), b"L.m3u8".to_vec());
    let write = |over| Step::Write { list, file: file.clone(), over, instead: None };
    assert_eq!(one(Some(1), Some(Some(1))), []);
    assert_eq!(one(Some(2), Some(Some(1))), [write(Some(1))]);
    assert_eq!(one(Some(1), Some(Some(2))), [Step::Read { list, file: file.clone(), over: 2, from: None }]);
    assert_eq!(
        one(Some(2), Some(Some(2))),
        [Step::Adopt { list, file: file.clone(), over: 2 }],
        "both became the same"
    );
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
    plan(&[list], (&[found], &[]), &[known])
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
    let read =
        |file: &str, from: Option<&str>| Step::Read { list, file: file.into(), over: 2, from: from.map(Into::into) };
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
    let steps = plan(&[list], (&[found("S_T/L.m3u8"), found("S_T/U/New.m3u8")], &[]), &[known]);
    assert_eq!(steps, [Step::Make { file: b"S_T/U/New.m3u8".to_vec(), name: r"S\/T/U/New".into() }]);
}

#[test]
fn a_list_that_lost_its_file_looks_for_one_of_its_name() {
    let known =
        PlaylistFile { list: id(1), name: "L".into(), file: b"L.m3u8".to_vec(), file_hash: 1, state: 1, text: 1 };
    let list = List { id: id(1), name: "M".into(), state: 1, text: 2 };
    let found = |hash| Found { name: b"M.m3u8".to_vec(), hash: Some(hash) };
    let steps = |hash| plan(std::slice::from_ref(&list), (&[found(hash)], &[]), std::slice::from_ref(&known));
    assert_eq!(steps(2), [Step::Adopt { list: id(1), file: b"M.m3u8".to_vec(), over: 2 }], "written, not remembered");
    let file = b"M.m3u8".to_vec();
    assert_eq!(steps(3), [Step::KeepBoth { list: id(1), file: file.clone(), over: 3, to: file }]);
}

#[test]
fn names_that_fold_alike_are_no_namesakes_and_what_is_taken_stays() {
    let list = |name: &str| List { id: id(1), name: name.into(), state: 1, text: 1 };
    let found = |name: &str| Found { name: name.into(), hash: Some(2) };
    let write = |file: &str| Step::Write { list: id(1), file: file.into(), over: None, instead: None };
    let steps = plan(&[list("Résumé")], (&[found("Resume.m3u8")], &[]), &[]);
    let make = Step::Make { file: b"Resume.m3u8".to_vec(), name: "Resume".into() };
    assert_eq!(steps, [write("Résumé (2).m3u8"), make]);
    let taken = [b"Album/album.m3u8".to_vec()];
    assert_eq!(plan(&[list("Album/Album")], (&[], &taken), &[]), [write("Album/Album (2).m3u8")]);
}

#[test]
fn a_file_whose_name_says_nothing_gives_a_list_all_the_same() {
    let found = |name: &str| Found { name: name.into(), hash: Some(1) };
    let steps = plan(&[], (&[found(" .m3u8"), found("Jazz/\u{200b}.m3u8")], &[]), &[]);
    let make = |file: &str, name: &str| Step::Make { file: file.into(), name: name.into() };
    assert_eq!(steps, [make(" .m3u8", "Unnamed"), make("Jazz/\u{200b}.m3u8", "Jazz/Unnamed")]);
}
