//! Folders of playlists. A folder is no thing of its own: it is what the names of its lists begin
//! with, so that `Jazz/Late` lies in `Jazz`. It comes with its first list and goes with its last.
//!
//! A name with its folders is one text, as it is typed, stored and told to scripts. A `/` in it
//! parts folders; one that belongs to a name is written `\/`, so that `Rock/AC\/DC` is the list
//! `AC/DC` in `Rock`. Backslashes mean nothing else, and are doubled only where a slash follows.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::domain::fold::{search_form, sort_key};
use crate::domain::text::clean;

const SEPARATOR: char = '/';
const ESCAPE: char = '\\';

/// The folders of a name from the outermost, and the list's own name at last, each as it is called.
#[must_use]
pub fn parts(name: &str) -> Vec<Cow<'_, str>> {
    let mut parts = Vec::new();
    let mut rest = name;
    loop {
        let (part, behind) = first_part(rest);
        if !part.is_empty() {
            parts.push(part);
        }
        match behind {
            Some(behind) => rest = behind,
            None => return parts,
        }
    }
}

/// The part before the first slash that parts folders, and what follows that slash.
fn first_part(text: &str) -> (Cow<'_, str>, Option<&str>) {
    let mut plain = String::new();
    let mut from = 0;
    for (at, _) in text.match_indices(SEPARATOR) {
        let before = text.get(from..at).unwrap_or_default();
        let bare = before.trim_end_matches(ESCAPE);
        let escapes = before.len() - bare.len();
        let behind = text.get(at + 1..);
        if escapes == 0 && plain.is_empty() {
            return (Cow::Borrowed(before.trim()), behind);
        }
        plain.push_str(bare);
        plain.extend(std::iter::repeat_n(ESCAPE, escapes / 2));
        if escapes % 2 == 0 {
            return (Cow::Owned(plain.trim().to_owned()), behind);
        }
        plain.push(SEPARATOR);
        from = at + 1;
    }
    let last = text.get(from..).unwrap_or_default();
    if plain.is_empty() {
        (Cow::Borrowed(last.trim()), None)
    } else {
        (Cow::Owned((plain + last).trim().to_owned()), None)
    }
}

/// The text of a name from what its folders, the outermost first, and at last the list are called.
#[must_use]
pub fn joined<S: AsRef<str>>(parts: &[S]) -> String {
    let mut name = String::new();
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            // What the part before ends with must not be taken for an escape.
            name.extend(std::iter::repeat_n(ESCAPE, trailing_escapes(&name)));
            name.push(SEPARATOR);
        }
        for piece in part.as_ref().trim().split_inclusive(SEPARATOR) {
            match piece.strip_suffix(SEPARATOR) {
                Some(before) => {
                    name.push_str(before);
                    name.extend(std::iter::repeat_n(ESCAPE, trailing_escapes(before) + 1));
                    name.push(SEPARATOR);
                }
                None => name.push_str(piece),
            }
        }
    }
    name
}

fn trailing_escapes(text: &str) -> usize {
    text.len() - text.trim_end_matches(ESCAPE).len()
}

/// The text of a name that lies in no folder: what is `called` so may hold slashes.
#[must_use]
pub fn name_of(called: &str) -> String {
    joined(&[called])
}

/// The name with nothing but what separates its folders; empty where there is nothing else.
#[must_use]
pub fn tidy(name: &str) -> String {
    joined(&parts(name))
}

/// A name that a list can have, of what was typed or read; none where nothing is left of it.
#[must_use]
pub fn usable(typed: &str) -> Option<String> {
    let name = clean(typed);
    match tidy(&name) {
        tidy if !tidy.is_empty() => Some(tidy),
        // Nothing but slashes is a name too.
        _ => Some(name_of(&name)).filter(|name| !name.is_empty()),
    }
}

/// A name for the eye: nothing in it stands for anything else.
#[must_use]
pub fn shown(name: &str) -> Cow<'_, str> {
    if name.contains(ESCAPE) { Cow::Owned(parts(name).join("/")) } else { Cow::Borrowed(name) }
}

/// The same for names that a search takes for one in each part.
#[must_use]
pub fn key(name: &str) -> Vec<String> {
    parts(name).iter().map(|part| search_form(part)).collect()
}

/// The folder of a list, or the one that a folder lies in; empty for none.
#[must_use]
pub fn folder_of(name: &str) -> String {
    parts(name).split_last().map_or_else(String::new, |(_, folder)| joined(folder))
}

/// What a list or folder is called, without what it lies in.
#[must_use]
pub fn own_name(name: &str) -> Cow<'_, str> {
    parts(name).pop().unwrap_or(Cow::Borrowed(name))
}

/// The name in another folder; in none when that is empty.
#[must_use]
pub fn in_folder(folder: &str, name: &str) -> String {
    let mut parts = parts(folder);
    parts.push(own_name(name));
    joined(&parts)
}

/// The folder that a name means which ends in the slash that parts folders.
#[must_use]
pub fn as_folder(name: &str) -> Option<String> {
    let folder = name.trim_end().strip_suffix(SEPARATOR)?;
    // Parted with its slash: a backslash before it stands twice, and once where nothing follows.
    trailing_escapes(folder).is_multiple_of(2).then(|| joined(&parts(name)))
}

/// Whether a list lies in a folder, or in one of that.
#[must_use]
pub fn lies_in(name: &str, folder: &str) -> bool {
    below(name, folder).is_some()
}

/// The name once its folder is called `to`, or nothing at all when that is empty. None for what
/// does not lie in the folder.
#[must_use]
pub fn with_folder_called(name: &str, folder: &str, to: &str) -> Option<String> {
    let below = below(name, folder)?;
    let mut renamed = parts(to);
    renamed.extend(below);
    Some(joined(&renamed))
}

/// What is left of a name below a folder.
fn below<'n>(name: &'n str, folder: &str) -> Option<Vec<Cow<'n, str>>> {
    let (name, folder) = (parts(name), parts(folder));
    let lies = !folder.is_empty() && name.len() > folder.len() && name.starts_with(&folder);
    lies.then(|| name.into_iter().skip(folder.len()).collect())
}

/// All folders that lists of these names lie in, the outer before the inner, by name.
pub fn folders<'n>(names: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    let mut folders = BTreeMap::new();
    for name in names {
        let parts = parts(name);
        for depth in 1..parts.len() {
            let path = parts.get(..depth).unwrap_or_default();
            let key: Vec<_> = path.iter().map(|part| (sort_key(part), part.clone())).collect();
            folders.entry(key).or_insert_with(|| joined(path));
        }
    }
    folders.into_values().collect()
}

/// One row of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    Folder {
        folder: String,
        /// How many folders it lies in.
        depth: usize,
        /// Lists in it, however deep.
        lists: usize,
        open: bool,
    },
    List {
        /// Among the names.
        index: usize,
        depth: usize,
    },
}

/// The names as a tree: in each folder its folders by name, then its lists in the order they
/// come in. Nothing is told of what lies in a folder that is not open.
pub fn tree(names: &[&str], is_open: impl Fn(&str) -> bool) -> Vec<Row> {
    let parted: Vec<_> = names.iter().map(|name| parts(name)).collect();
    let mut rows = Vec::new();
    grow(&parted, (0..names.len()).collect(), 0, &is_open, &mut rows);
    rows
}

fn grow(
    names: &[Vec<Cow<'_, str>>],
    here: Vec<usize>,
    depth: usize,
    is_open: &impl Fn(&str) -> bool,
    rows: &mut Vec<Row>,
) {
    let mut folders: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    let mut lists = Vec::new();
    for index in here {
        let parts = names.get(index).map(Vec::as_slice).unwrap_or_default();
        match parts.get(depth).filter(|_| parts.len() > depth + 1) {
            Some(folder) => folders.entry((sort_key(folder), folder.clone())).or_default().push(index),
            None => lists.push(Row::List { index, depth }),
        }
    }
    for inside in folders.into_values() {
        let path = inside.first().and_then(|index| names.get(*index)?.get(..=depth)).unwrap_or_default();
        let folder = joined(path);
        let open = is_open(&folder);
        rows.push(Row::Folder { folder, depth, lists: inside.len(), open });
        if open {
            grow(names, inside, depth + 1, is_open, rows);
        }
    }
    rows.append(&mut lists);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_folder_is_what_a_name_begins_with() {
        assert_eq!((folder_of("Jazz/Late/Blue").as_str(), &*own_name("Jazz/Late/Blue")), ("Jazz/Late", "Blue"));
        assert_eq!((folder_of("Blue").as_str(), &*own_name("Blue")), ("", "Blue"));
        assert_eq!((folder_of(" / Jazz / Blue/").as_str(), &*own_name(" / Jazz / Blue/")), ("Jazz", "Blue"));
        assert_eq!((&*own_name("/"), tidy("/").as_str(), tidy(" a/ /b ").as_str()), ("/", "", "a/b"));
        assert_eq!(in_folder("Night", "Jazz/Blue"), "Night/Blue");
        assert_eq!(in_folder("", "Jazz/Blue"), "Blue");
    }

    #[test]
    fn a_name_may_hold_a_slash() {
        let name = r"Rock/AC\/DC";
        assert_eq!((folder_of(name).as_str(), &*own_name(name), &*shown(name)), ("Rock", "AC/DC", "Rock/AC/DC"));
        assert_eq!((name_of("AC/DC").as_str(), tidy(r"AC\/DC").as_str()), (r"AC\/DC", r"AC\/DC"));
        assert!(lies_in(r"AC\/DC/Live", r"AC\/DC") && !lies_in(r"AC\/DC/Live", "AC"));
        assert_eq!(in_folder("Hard", name), r"Hard/AC\/DC");
        for as_ever in [r"a\b", r"a\\b", r"\\", r"end\", "\u{5c}"] {
            assert_eq!((own_name(as_ever), tidy(as_ever)), (as_ever.into(), as_ever.to_owned()), "no slash follows");
        }
        assert_eq!(parts(r"a\\/b"), [r"a\", "b"], "a folder that ends in a backslash");
        assert_eq!(parts(r"a\\\/b"), [r"a\/b"]);
        assert_eq!((as_folder("Jazz/ "), as_folder("Jazz"), as_folder(r"AC\/")), (Some("Jazz".into()), None, None));
    }

    #[test]
    fn a_folder_is_called_otherwise_with_what_lies_in_it() {
        let called = |name: &str, to: &str| with_folder_called(name, "Jazz/Late", to);
        assert_eq!(called("Jazz/Late/Blue", "Night").as_deref(), Some("Night/Blue"));
        assert_eq!(called("Jazz/Late/Old/Blue", "").as_deref(), Some("Old/Blue"));
        assert_eq!(called("Jazz/Later/Blue", "Night"), None, "another folder");
        assert_eq!(called("Jazz/Late", "Night"), None, "a list of the folder's name does not lie in it");
        assert_eq!(with_folder_called("Blue", "", "Night"), None);
        assert!(lies_in("Jazz/Late/Blue", "Jazz") && !lies_in("Jazz", "Jazz"));
    }

    fn drawn(names: &[&str], is_open: impl Fn(&str) -> bool) -> Vec<String> {
        let row = |row| match row {
            Row::Folder { folder, depth, lists, open } => {
                format!("{}{}{} {lists}", " ".repeat(depth), if open { "-" } else { "+" }, own_name(&folder))
            }
            Row::List { index, depth } => format!("{}{}", " ".repeat(depth), own_name(names[index])),
        };
        tree(names, is_open).into_iter().map(row).collect()
    }

    #[test]
    fn lists_stand_below_their_folders() {
        let names = ["Kitchen", "Jazz/Blue", "Jazz/Late/One", "jazz", "Äther/X", "Jazz/Ahead"];
        assert_eq!(drawn(&names, |_| false), ["+Äther 1", "+Jazz 3", "Kitchen", "jazz"]);
        assert_eq!(
            drawn(&names, |folder| folder == "Jazz"),
            ["+Äther 1", "-Jazz 3", " +Late 1", " Blue", " Ahead", "Kitchen", "jazz"]
        );
        assert_eq!(folders(names), ["Äther", "Jazz", "Jazz/Late"]);
    }

    proptest! {
        #[test]
        fn every_name_comes_back_from_its_text(parts_were in prop::collection::vec(r"[ab/\\\\. é]{1,6}", 1..5)) {
            let called: Vec<&str> = parts_were.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
            let text = joined(&called);
            prop_assert_eq!(&parts(&text), &called);
            prop_assert_eq!(tidy(&text), text.clone());
            prop_assert_eq!(parts(&folder_of(&text)).len(), called.len().saturating_sub(1));
            let typed = in_folder(&text, "x");
            let folder = as_folder(typed.strip_suffix('x').unwrap_or_default());
            prop_assert_eq!(folder.unwrap_or_default(), text);
        }

        /// What no escape stands in means what it always meant.
        #[test]
        fn a_text_without_escapes_is_parted_at_its_slashes(name in r"[ab/ \\]{0,12}") {
            prop_assume!(!name.contains(r"\/"));
            let plain: Vec<&str> = name.split('/').map(str::trim).filter(|part| !part.is_empty()).collect();
            prop_assert_eq!(parts(&name), plain);
        }

        #[test]
        fn an_open_tree_has_every_list_once(names in proptest::collection::vec("[a-c/ ]{0,6}", 0..20)) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let mut seen = Vec::new();
            let mut folders_seen = Vec::new();
            for row in tree(&names, |_| true) {
                match row {
                    Row::List { index, .. } => seen.push(index),
                    Row::Folder { folder, lists, .. } => {
                        prop_assert_eq!(lists, names.iter().filter(|name| lies_in(name, &folder)).count());
                        folders_seen.push(folder);
                    }
                }
            }
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..names.len()).collect::<Vec<_>>());
            folders_seen.sort();
            let mut all = folders(names.iter().copied());
            all.sort();
            prop_assert_eq!(folders_seen, all);
        }

        #[test]
        fn there_and_back_is_as_it_was(name in "[a-c]{1,2}(/[a-c]{1,2}){1,3}", to in "[x-z]{1,2}(/[x-z]{1,2})?") {
            let folder = folder_of(&name);
            let there = with_folder_called(&name, &folder, &to).unwrap();
            prop_assert_eq!(folder_of(&there), to.clone());
            prop_assert_eq!(with_folder_called(&there, &to, &folder), Some(name));
        }
    }
}
