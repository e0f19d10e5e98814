//! Paths and words as hostile as file systems and taggers allow.

use proptest::prelude::*;

use super::{Format, ListEntry};
use crate::domain::text::clean_or_none;

fn name() -> impl Strategy<Value = Vec<u8>> {
    let odd = prop_oneof![
        proptest::collection::vec(1u8..=255, 1..12),
        "[ #%:.\\\\a-c\\-]{1,8}".prop_map(String::into_bytes),
        Just(b"http:".to_vec()),
        Just(b"file:".to_vec()),
        Just("\u{feff}x".as_bytes().to_vec()),
    ];
    odd.prop_filter("a name of a file", |name| !name.contains(&b'/') && name != b"." && name != b"..")
}

pub(super) fn path() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(name(), 1..5).prop_map(|parts| [b"/".to_vec(), parts.join(&b'/')].concat())
}

fn words() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("[a-c,\"<&=\\[ \\-]{1,10}|\\PC{1,10}").prop_map(|text| text.as_deref().and_then(clean_or_none))
}

/// Entries with whole seconds, without an album.
pub(super) fn entries() -> impl Strategy<Value = Vec<ListEntry>> {
    let entry = (path(), words(), words(), proptest::option::of(1i64..10_000));
    let entry = entry.prop_map(|(path, title, artist, seconds)| ListEntry {
        paths: vec![path],
        title,
        artist,
        length_ms: seconds.map(|s| s * 1000),
        ..ListEntry::default()
    });
    proptest::collection::vec(entry, 0..6)
}

/// What was written and read again, with the first reading of each path.
pub(super) fn again(format: &Format, name: Option<&str>, entries: &[ListEntry], base: &[u8]) -> Vec<ListEntry> {
    let bytes = format.write(name, entries, base);
    assert!(std::str::from_utf8(&bytes).is_ok());
    let list = format.read(&bytes, base).unwrap();
    assert!(list.passed_over.is_empty(), "{:?}", list.passed_over);
    assert_eq!(list.name.as_deref(), name);
    let first = |mut entry: ListEntry| {
        entry.paths.truncate(1);
        ListEntry { line: 0, ..entry }
    };
    list.entries.into_iter().map(first).collect()
}
