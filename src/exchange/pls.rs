//! PLS: `File1=`, `Title1=`, `Length1=` below `[playlist]`, as Winamp wrote it.
//!
//! It has no place for the list's own name, and artist and title share a line.

use std::collections::BTreeMap;

use super::m3u::stand_in;
use super::text::{decode, halves, lines, plain, shown};
use super::{ExchangeError, ListEntry, PassedOver, ReadList, address};
use crate::domain::text::{clean, clean_or_none};

pub(super) fn read(bytes: &[u8], base: &[u8]) -> Result<ReadList, ExchangeError> {
    let bytes = plain(bytes)?;
    let mut entries: BTreeMap<u64, ListEntry> = BTreeMap::new();
    let mut list = ReadList::default();
    let mut begun = false;
    for (number, line) in (1u32..).zip(lines(&bytes)) {
        let trimmed = line.trim_ascii();
        begun |= trimmed.eq_ignore_ascii_case(b"[playlist]");
        if trimmed.is_empty() || matches!(trimmed.first(), Some(b'[' | b';' | b'#')) {
            continue;
        }
        let mut pass_over = |reason| {
            list.passed_over.push(PassedOver { line: number, text: clean(&decode(trimmed)), reason });
        };
        let Some(equals) = line.iter().position(|byte| *byte == b'=') else {
            pass_over("not of the form File1=path");
            continue;
        };
        let (key, value) = (line.get(..equals).unwrap_or_default(), line.get(equals + 1..).unwrap_or_default());
        let key = decode(key.trim_ascii()).to_ascii_lowercase();
        let digits = key.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let what = key.strip_suffix(digits).unwrap_or_default();
        let place = digits.parse::<u64>();
        match (what, place) {
            ("numberofentries" | "version" | "playlistname", _) => {}
            ("file", Ok(place)) => {
                let paths = address::of_line(value, base);
                let entry = entries.entry(place).or_default();
                (entry.line, entry.paths) = (number, paths);
            }
            ("title", Ok(place)) => {
                let value = decode(value);
                let (artist, title) = halves(&value);
                let entry = entries.entry(place).or_default();
                (entry.artist, entry.title) = (artist.and_then(clean_or_none), clean_or_none(title));
                entry.line = if entry.line == 0 { number } else { entry.line };
            }
            ("length", Ok(place)) => {
                let seconds = decode(value).trim().parse::<f64>().ok().filter(|seconds| *seconds > 0.0);
                entries.entry(place).or_default().length_ms = seconds.map(|s| (s * 1000.0).round() as i64);
            }
            ("file" | "title" | "length", Err(_)) => pass_over("its number cannot be read"),
            // Keys of one player alone.
            _ => {}
        }
    }
    if !begun && entries.is_empty() {
        return Err(ExchangeError::NotPls);
    }
    list.entries = entries.into_values().filter(|entry| !entry.says_nothing()).collect();
    Ok(list)
}

pub(super) fn write(_name: Option<&str>, entries: &[ListEntry], base: &[u8]) -> Vec<u8> {
    let mut out = b"[playlist]\n".to_vec();
    for (place, entry) in (1..).zip(entries) {
        let title = entry.title.as_deref().map(clean).unwrap_or_default();
        let artist = entry.artist.as_deref().map(clean).unwrap_or_default();
        let shown = shown(&artist, &title);
        let path = match entry.paths.first() {
            Some(path) => path.clone(),
            None => address::resolve(stand_in(&shown).as_bytes(), base),
        };
        out.extend_from_slice(format!("File{place}=").as_bytes());
        out.extend_from_slice(&address::line_for(&path, base));
        if !shown.is_empty() {
            out.extend_from_slice(format!("\nTitle{place}={shown}").as_bytes());
        }
        let seconds = entry.length_ms.map_or(-1, |ms| (ms.max(0) + 500) / 1000);
        out.extend_from_slice(format!("\nLength{place}={seconds}\n").as_bytes());
    }
    out.extend_from_slice(format!("NumberOfEntries={}\nVersion=2\n", entries.len()).as_bytes());
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{FORMATS, strategies};
    use super::*;

    #[test]
    fn a_list_as_winamp_writes_it() {
        let text = b"[playlist]\r\nFile2=..\\B\\two.mp3\r\nTitle2=Bo - Two\r\nLength2=-1\r\nNumberOfEntries=3\r\n\
            File1=C:\\Music\\caf\xe9.mp3\r\nTitle1=Caf\xe9\r\nLength1=252\r\nFile10=/m/ten.mp3\r\nVersion=2\r\n\
            nonsense\r\nFile99999999999999999999999=/x\r\n";
        let list = read(text, b"/m/lists").unwrap();
        let told: Vec<_> = list.entries.iter().map(|e| (e.line, e.artist.as_deref(), e.title.as_deref())).collect();
        assert_eq!(told, [(6, None, Some("Café")), (2, Some("Bo"), Some("Two")), (9, None, None)], "by their numbers");
        assert_eq!(list.entries[0].length_ms, Some(252_000));
        assert_eq!(list.entries[1].paths.last().unwrap(), b"/m/B/two.mp3");
        let passed_over: Vec<_> = list.passed_over.iter().map(|line| (line.line, line.reason)).collect();
        assert_eq!(passed_over, [(11, "not of the form File1=path"), (12, "its number cannot be read")]);
    }

    #[test]
    fn something_else_is_refused_and_an_empty_list_is_one() {
        assert!(matches!(read(b"hello\n", b"/m"), Err(ExchangeError::NotPls)));
        assert_eq!(read(b"[Playlist]\nNumberOfEntries=0\n", b"/m").unwrap(), ReadList::default());
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_again(entries in strategies::entries(), base in strategies::path()) {
            let again = strategies::again(&FORMATS[2], None, &entries, &base);
            let words = |entry: &ListEntry| {
                shown(entry.artist.as_deref().unwrap_or_default(), entry.title.as_deref().unwrap_or_default())
            };
            let bare = |entry: &ListEntry| (entry.paths.clone(), entry.length_ms, clean(&words(entry)));
            let held = |entries: &[ListEntry]| entries.iter().map(bare).collect::<Vec<_>>();
            prop_assert_eq!(held(&again), held(&entries));
        }

        #[test]
        fn any_bytes_are_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "(\\[playlist\\]|File|Title|Length|[0-9]|=|\n|/|x){0,40}") {
            let _ = (read(&bytes, b"/m"), read(text.as_bytes(), b"/m"));
        }
    }
}
