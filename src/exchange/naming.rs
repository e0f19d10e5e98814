//! Where the files of lists lie below one folder: a list in folders has its file in folders of the
//! same names. No two files are called so that some file system takes them for one.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::file::file_name;
use crate::domain::fold::search_form;
use crate::domain::playlist::folder::{own_name, parts};

/// Folders of a list that become folders of its file; those further in are left out.
const DEEPEST: usize = 16;
/// Bytes that these make together, at most: paths end at 4,096.
const LONGEST: usize = 1500;

/// Paths below a folder, in raw bytes with `/` between their names.
#[derive(Debug, Default)]
pub struct FileNames {
    /// How many files some file system takes for this one.
    taken: HashMap<Vec<u8>, u32>,
    /// How a folder is spelled that is there, or was given away.
    folders: HashMap<Vec<u8>, Vec<u8>>,
}

impl FileNames {
    /// What lies there already.
    pub fn beside<'f>(files: impl IntoIterator<Item = &'f [u8]>) -> Self {
        let mut names = Self::default();
        for file in files {
            names.take(file);
        }
        names
    }

    pub(super) fn take(&mut self, file: &[u8]) {
        *self.taken.entry(key_of(file)).or_default() += 1;
        for (end, _) in file.iter().enumerate().filter(|(_, byte)| **byte == b'/') {
            let folder = file.get(..end).unwrap_or_default();
            self.folders.entry(key_of(folder)).or_insert_with(|| folder.to_vec());
        }
    }

    /// The folder of the file of a list; empty for none. One that is there already in another
    /// spelling is taken as it is spelled.
    #[must_use]
    pub fn folder_for(&self, list: &str) -> Vec<u8> {
        let parts = parts(list);
        let mut folder = Vec::new();
        for part in parts.iter().take(parts.len().saturating_sub(1).min(DEEPEST)) {
            let inner = joined(&folder, file_name(part).as_bytes());
            if inner.len() > LONGEST {
                break;
            }
            folder = self.folders.get(&key_of(&inner)).cloned().unwrap_or(inner);
        }
        folder
    }

    /// The path that the file of a list has where nothing stands in its way.
    #[must_use]
    pub fn wanted(&self, list: &str, extension: &str) -> Vec<u8> {
        joined(&self.folder_for(list), format!("{}.{extension}", file_name(&own_name(list))).as_bytes())
    }

    /// A path for the file of a list that no other has, taken from now on; `own` is the one that
    /// it may keep.
    pub fn free(&mut self, list: &str, extension: &str, own: Option<&[u8]>) -> Vec<u8> {
        let own_key = own.map(key_of);
        for path in self.places(list, extension) {
            let key = key_of(&path);
            match self.taken.get(&key) {
                None => {
                    self.take(&path);
                    return path;
                }
                // In another spelling it is free as long as no other file is taken for it.
                Some(1) if own_key.as_ref() == Some(&key) => return path,
                Some(_) if own == Some(path.as_slice()) => return path,
                Some(_) => {}
            }
        }
        self.wanted(list, extension)
    }

    /// Where the file of a list would lie, the best place first, whatever lies there.
    fn places(&self, list: &str, extension: &str) -> impl Iterator<Item = Vec<u8>> + use<> {
        let (folder, stem, extension) = (self.folder_for(list), file_name(&own_name(list)), extension.to_owned());
        (1u32..).map(move |copy| {
            let number = if copy == 1 { String::new() } else { format!(" ({copy})") };
            joined(&folder, format!("{stem}{number}.{extension}").as_bytes())
        })
    }
}

fn joined(folder: &[u8], name: &[u8]) -> Vec<u8> {
    if folder.is_empty() { name.to_vec() } else { [folder, b"/", name].concat() }
}

/// The folder that a path lies in, and its name there.
#[must_use]
pub fn split(path: &[u8]) -> (&[u8], &[u8]) {
    match path.iter().rposition(|byte| *byte == b'/') {
        Some(at) => (path.get(..at).unwrap_or_default(), path.get(at + 1..).unwrap_or_default()),
        None => (b"", path),
    }
}

/// The path that a numbered one, `NAME (2).m3u8`, would have if it were free; none for another.
#[must_use]
pub fn unnumbered(path: &[u8]) -> Option<Vec<u8>> {
    let dot = path.iter().rposition(|byte| *byte == b'.')?;
    let (stem, extension) = path.split_at_checked(dot)?;
    let number = stem.strip_suffix(b")")?;
    let end = number.iter().rposition(|byte| !byte.is_ascii_digit())? + 1;
    Some([number.get(..end)?.strip_suffix(b" (")?, extension].concat())
}

/// The same for paths that some file systems take for one.
#[must_use]
pub fn key_of(path: &[u8]) -> Vec<u8> {
    let mut key = Vec::with_capacity(path.len() + 8);
    for name in path.split(|byte| *byte == b'/') {
        match std::str::from_utf8(name) {
            Ok(name) => {
                key.extend_from_slice(search_form(name).as_bytes());
                // What folding leaves out: `a!` and `a?` are two names.
                key.push(b'\0');
                let signs = name.chars().filter(|c| !c.is_alphanumeric() && !c.is_whitespace());
                key.extend(signs.collect::<String>().into_bytes());
            }
            Err(_) => key.extend_from_slice(name),
        }
        key.push(b'/');
    }
    key
}

/// The same for paths that are spelled alike but for their case: what a list and a file of its
/// name share. Résumé and Resume are two names, though some file system may take them for one.
#[must_use]
pub fn spelling_of(path: &[u8]) -> Vec<u8> {
    let lower = |name: &[u8]| match std::str::from_utf8(name) {
        Ok(name) => name.nfc().collect::<String>().to_lowercase().into_bytes(),
        Err(_) => name.to_vec(),
    };
    path.split(|byte| *byte == b'/').map(lower).collect::<Vec<_>>().join(&b'/')
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::{Component, Path};

    use proptest::prelude::*;

    use super::*;
    use crate::domain::playlist::folder::joined as name_of_parts;

    fn free(names: &mut FileNames, list: &str) -> String {
        String::from_utf8(names.free(list, "m3u8", None)).unwrap()
    }

    #[test]
    fn folders_of_lists_are_folders_of_files() {
        let mut names = FileNames::default();
        assert_eq!(free(&mut names, "Jazz/Late/Blue"), "Jazz/Late/Blue.m3u8");
        assert_eq!(free(&mut names, r"Rock/AC\/DC"), "Rock/AC_DC.m3u8");
        assert_eq!(free(&mut names, r"Rock/AC_DC"), "Rock/AC_DC (2).m3u8");
        assert_eq!(free(&mut names, "jazz/blue"), "Jazz/blue.m3u8", "the folder is there in another spelling");
        assert_eq!(free(&mut names, "JAZZ/Blue"), "Jazz/Blue (2).m3u8");
        assert_eq!(free(&mut names, "Jazz Blue"), "Jazz Blue.m3u8");
    }

    #[test]
    fn names_that_a_file_system_may_take_for_one_differ() {
        let taken: [&[u8]; 2] = [b"kitchen.m3u8", b"Kitchen (2).m3u8"];
        assert_eq!(free(&mut FileNames::beside(taken), "Kitchen"), "Kitchen (3).m3u8");
        assert_eq!(free(&mut FileNames::beside(taken), "Kitchen!"), "Kitchen!.m3u8");
        let mut names = FileNames::beside(taken);
        assert_eq!(names.free("Kitchen", "m3u8", Some(b"kitchen.m3u8")), b"Kitchen.m3u8", "its own");
        let mut both = FileNames::beside([b"kitchen.m3u8".as_slice(), b"Kitchen.m3u8"]);
        assert_eq!(both.free("Kitchen", "m3u8", Some(b"kitchen.m3u8")), b"Kitchen (2).m3u8", "another one is there");
        assert_eq!(both.free("kitchen", "m3u8", Some(b"kitchen.m3u8")), b"kitchen.m3u8");
    }

    #[test]
    fn a_spelling_is_a_name_whatever_its_case() {
        let same = |a: &str, b: &str| spelling_of(a.as_bytes()) == spelling_of(b.as_bytes());
        assert!(same("Jazz/Ärger.m3u8", "JAZZ/A\u{308}RGER.M3U8"));
        for (a, b) in [("Résumé", "Resume"), ("Straße", "Strasse"), ("Rock & Roll", "Rock and Roll"), ("a/b", "a b")]
        {
            assert!(!same(a, b), "{a} {b}");
        }
        assert_eq!(spelling_of(b"\xfe/A"), b"\xfe/a");
        assert_eq!(unnumbered(b"a/L (12).m3u8").as_deref(), Some(b"a/L.m3u8".as_slice()));
        for plain in ["L.m3u8", "L (x).m3u8", "(2).m3u8", "L (2)", "L2).m3u8"] {
            assert_eq!(unnumbered(plain.as_bytes()), None, "{plain}");
        }
    }

    proptest! {
        /// Whatever lists are called, their files lie in the folder, are no hidden ones, have names
        /// that file systems take, and are not each other's.
        #[test]
        fn files_stay_below_their_folder(
            lists in prop::collection::vec(prop::collection::vec(r"[.aA/\\\\\x00 ]{1,4}|\\.\\.|con|[é]{1,300}", 1..24), 1..6)
        ) {
            let mut names = FileNames::default();
            let mut keys = HashSet::new();
            for parts in lists {
                let path = names.free(&name_of_parts(&parts), "m3u8", None);
                prop_assert!(path.len() < 2000 && !path.contains(&0), "{:?}", path);
                let path = String::from_utf8(path).unwrap();
                for part in Path::new(&path).components() {
                    let Component::Normal(name) = part else { return Err(TestCaseError::fail(path)) };
                    prop_assert!(name.len() <= 255 && !name.to_string_lossy().starts_with('.'));
                }
                prop_assert!(keys.insert(path.to_lowercase()), "{path}");
            }
        }
    }
}
