//! What was met against what was known: what to read, what is gone.

use std::collections::HashMap;

use super::walk::{Met, Walked};
use crate::domain::file::{Comparison, KnownFile, PayloadHash};

/// What is left to do for one root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Files to read, in the order they were met.
    pub to_read: Vec<ToRead>,
    pub comparison: Comparison,
    /// Sounds of the files that are gone, for a dry run to tell moves by.
    pub gone_sounds: Vec<PayloadHash>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToRead {
    pub file: Met,
    pub why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    New,
    /// Known, and its size or time differs, or everything is to be read.
    Changed,
    /// Known as not readable or not playable, and just as it was.
    Retry,
}

/// Compares a walk with the files known below the root. With `full`, all that was met is read.
#[must_use]
pub fn compare(walked: &mut Walked, known: Vec<KnownFile>, full: bool) -> Plan {
    let mut plan = Plan::default();
    let by_path: HashMap<&[u8], usize> = known.iter().enumerate().map(|(i, file)| (file.path.as_slice(), i)).collect();
    let mut met = vec![false; known.len()];
    for file in std::mem::take(&mut walked.files) {
        let Some(&index) = by_path.get(file.path.as_slice()) else {
            plan.to_read.push(ToRead { file, why: Why::New });
            continue;
        };
        met[index] = true;
        let before = &known[index];
        if full || !before.stat.same_content(&file.stat) {
            plan.to_read.push(ToRead { file, why: Why::Changed });
        } else if before.problem {
            plan.to_read.push(ToRead { file, why: Why::Retry });
        } else {
            plan.comparison.unchanged += 1;
            if before.missing {
                plan.comparison.back.push(before.id);
            }
        }
    }
    for (file, met) in known.iter().zip(met) {
        if !met && !file.missing && !walked.unseen.iter().any(|unseen| lies_below(&file.path, unseen)) {
            plan.comparison.gone.push(file.id);
            plan.gone_sounds.extend(file.payload);
        }
    }
    plan
}

/// Whether a path is another or lies below it. Everything lies below the empty path.
fn lies_below(path: &[u8], folder: &[u8]) -> bool {
    match path.strip_prefix(folder) {
        Some(rest) => folder.is_empty() || rest.is_empty() || rest.starts_with(b"/"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::file::FileStat;
    use crate::domain::ids::FileId;

    fn stat(size: u64, mtime_ns: i64) -> FileStat {
        FileStat { size, mtime_ns, ctime_ns: 0, inode: 0 }
    }

    fn met(path: &str, size: u64, mtime_ns: i64) -> Met {
        Met { path: path.into(), stat: stat(size, mtime_ns), origin_ms: 0, promised: true }
    }

    fn known(id: i64, path: &str, size: u64, mtime_ns: i64) -> KnownFile {
        let payload = Some(PayloadHash([id as u8; 16]));
        KnownFile {
            id: FileId(id),
            path: path.into(),
            stat: stat(size, mtime_ns),
            missing: false,
            payload,
            problem: false,
        }
    }

    fn walked(files: Vec<Met>) -> Walked {
        Walked { files, has_entries: true, ..Walked::default() }
    }

    #[test]
    fn each_file_goes_one_way() {
        let mut walk = walked(vec![
            met("a", 1, 1),
            met("b", 2, 1),
            met("c", 1, 2),
            met("new", 1, 1),
            met("back", 1, 1),
            met("bad", 1, 1),
        ]);
        let before = vec![
            known(1, "a", 1, 1),
            known(2, "b", 1, 1),
            known(3, "c", 1, 1),
            known(4, "gone", 1, 1),
            KnownFile { missing: true, ..known(5, "back", 1, 1) },
            KnownFile { missing: true, ..known(6, "long gone", 1, 1) },
            KnownFile { problem: true, ..known(7, "bad", 1, 1) },
        ];
        let plan = compare(&mut walk.clone(), before.clone(), false);
        let read: Vec<_> = plan.to_read.iter().map(|read| (read.file.path.as_slice(), read.why)).collect();
        assert_eq!(read, [(&b"b"[..], Why::Changed), (b"c", Why::Changed), (b"new", Why::New), (b"bad", Why::Retry)]);
        assert_eq!(plan.comparison, Comparison { gone: vec![FileId(4)], back: vec![FileId(5)], unchanged: 2 });
        assert_eq!(plan.gone_sounds, [PayloadHash([4; 16])]);

        let full = compare(&mut walk, before, true);
        assert_eq!(full.to_read.len(), 6);
        assert_eq!(full.comparison.unchanged, 0);
    }

    #[test]
    fn what_could_not_be_seen_is_not_gone() {
        let before = vec![known(1, "locked/a", 1, 1), known(2, "locked too/a", 1, 1), known(3, "x", 1, 1)];
        let mut walk = Walked { unseen: vec![b"locked".to_vec()], ..walked(vec![]) };
        assert_eq!(compare(&mut walk, before.clone(), false).comparison.gone, [FileId(2), FileId(3)]);
        let mut walk = Walked { unseen: vec![Vec::new()], ..walked(vec![]) };
        assert_eq!(compare(&mut walk, before, false).comparison.gone, []);
    }
}
