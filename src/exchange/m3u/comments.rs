//! Comments that other players left in a list, kept when it is written anew.

use std::collections::{HashMap, VecDeque};

use super::super::address;
use super::super::text::{decode, lines, plain};

/// What is written here, or read and written as something else.
const OURS: [&str; 4] = ["#EXTM3U", "#PLAYLIST:", "#EXTINF:", "#EXTART:"];

type Lines = Vec<Vec<u8>>;

/// Comments by where they stand.
#[derive(Default)]
struct Comments {
    /// Before the first entry.
    head: Lines,
    /// Of the entries with this path, in their order.
    by_path: HashMap<Vec<u8>, VecDeque<Lines>>,
    /// Behind the last one.
    tail: Lines,
}

/// The list as it is to be written, with the comments that stand in the old one: those of an entry
/// go with it, those of entries that are gone go too. Paths of each are seen from its own folder.
#[must_use]
pub fn with_comments_of((old, old_base): (&[u8], &[u8]), new: Vec<u8>, base: &[u8]) -> Vec<u8> {
    let Ok(old) = plain(old) else { return new };
    if !lines(&old).any(is_foreign) {
        return new;
    }
    let mut comments = read(&old, old_base);
    let mut out = Vec::with_capacity(new.len());
    let mut head = Some(std::mem::take(&mut comments.head));
    for line in new.split_inclusive(|byte| *byte == b'\n') {
        let bare = line.trim_ascii_end();
        if !bare.starts_with(b"#EXTM3U") && !bare.starts_with(b"#PLAYLIST:") {
            put(&mut out, head.take().unwrap_or_default());
        }
        if !bare.starts_with(b"#") {
            let of = comments.by_path.get_mut(&key(bare, base)).and_then(VecDeque::pop_front);
            put(&mut out, of.unwrap_or_default());
        }
        out.extend_from_slice(line);
    }
    put(&mut out, head.unwrap_or_default());
    put(&mut out, comments.tail);
    out
}

fn read(old: &[u8], base: &[u8]) -> Comments {
    let mut comments = Comments::default();
    let mut pending = Lines::new();
    let mut in_head = true;
    for line in lines(old) {
        let bare = line.trim_ascii();
        let begins_entry = bare.starts_with(b"#EXTINF:") || bare.starts_with(b"#EXTART:");
        let is_path = !bare.is_empty() && !bare.starts_with(b"#");
        if in_head && (begins_entry || is_path) {
            in_head = false;
            comments.head = std::mem::take(&mut pending);
        }
        if is_foreign(line) {
            // Written as UTF-8, whatever it was.
            pending.push(decode(bare).into_owned().into_bytes());
        } else if is_path {
            let of = comments.by_path.entry(key(line, base)).or_default();
            of.push_back(std::mem::take(&mut pending));
        }
    }
    comments.tail = pending;
    comments
}

fn is_foreign(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.starts_with(b"#") && !OURS.iter().any(|ours| line.starts_with(ours.as_bytes()))
}

/// The same for each way in which a path is written.
fn key(line: &[u8], base: &[u8]) -> Vec<u8> {
    address::of_line(line, base).into_iter().next().unwrap_or_else(|| line.to_vec())
}

fn put(out: &mut Vec<u8>, comments: Lines) {
    for comment in comments {
        out.extend_from_slice(&comment);
        out.push(b'\n');
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kept(old: &str, new: &str) -> String {
        String::from_utf8(with_comments_of((old.as_bytes(), b"/lists"), new.as_bytes().to_vec(), b"/lists")).unwrap()
    }

    #[test]
    fn comments_stay_with_their_entries() {
        let old = "#EXTM3U\n#CURSOR:2\n# made by hand\n#EXTINF:3,a\n#EXTVLCOPT:start-time=5\n/lists/a.mp3\n\
                   #EXTGRP:Quiet\nb.mp3\n#EXTGRP:Gone\nc.mp3\n# the end\n";
        let new = "#EXTM3U\n#PLAYLIST:L\n#EXTINF:4,b\nb.mp3\n#EXTINF:3,a\na.mp3\n#EXTINF:1,new\nnew.mp3\n";
        assert_eq!(
            kept(old, new),
            "#EXTM3U\n#PLAYLIST:L\n#CURSOR:2\n# made by hand\n#EXTINF:4,b\n#EXTGRP:Quiet\nb.mp3\n\
             #EXTINF:3,a\n#EXTVLCOPT:start-time=5\na.mp3\n#EXTINF:1,new\nnew.mp3\n# the end\n"
        );
    }

    #[test]
    fn where_there_are_none_nothing_changes() {
        let new = "#EXTM3U\n#EXTINF:4,b\nb.mp3\n";
        assert_eq!(kept("#EXTM3U\n#EXTINF:9,x\nx.mp3\n", new), new);
        assert_eq!(kept("# only this\n", "#EXTM3U\n"), "#EXTM3U\n# only this\n");
    }

    proptest! {
        #[test]
        fn what_is_written_again_stays_as_it_is(
            comments in prop::collection::vec("# [a-z]{0,6}", 0..5), entries in prop::collection::vec("[ab]", 0..5),
        ) {
            let mut old = String::from("#EXTM3U\n");
            for (place, entry) in entries.iter().enumerate() {
                if let Some(comment) = comments.get(place) {
                    old += &format!("{comment}\n");
                }
                old += &format!("{entry}.mp3\n");
            }
            let bare: String = old.lines().filter(|line| !line.starts_with("# ")).map(|line| format!("{line}\n")).collect();
            let once = kept(&old, &bare);
            prop_assert_eq!(kept(&once, &bare), once.clone());
            for comment in comments.iter().take(entries.len()) {
                prop_assert!(once.lines().any(|line| line == comment.trim_end()), "{:?} in {:?}", comment, once);
            }
        }
    }
}
