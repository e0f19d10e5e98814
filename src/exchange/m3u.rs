//! M3U and M3U8: a path a line, with comments that some players understand.
//!
//! The format was never written down, so reading is forgiving: any line end, a byte order mark,
//! Windows-1252 where a line is not UTF-8, `file://` addresses, backslashes. Writing is strict:
//! UTF-8, `#EXTM3U`, `#EXTINF`, relative paths where the list and the file share a folder.

mod comments;

pub use comments::with_comments_of;

use super::address;
use super::text::{decode, first_dash, lines, plain, shown};
use super::{ExchangeError, ListEntry, ReadList};
use crate::domain::text::{clean, clean_or_none};

pub(super) fn read(bytes: &[u8], base: &[u8]) -> Result<ReadList, ExchangeError> {
    let bytes = plain(bytes)?;
    let mut list = ReadList::default();
    let mut words = Words::default();
    for (number, line) in (1u32..).zip(lines(&bytes)) {
        if line.trim_ascii_start().starts_with(b"#") {
            let directive = decode(line.trim_ascii());
            if let Some(name) = directive.strip_prefix("#PLAYLIST:") {
                list.name = clean_or_none(name);
            }
            words.hear(&directive);
            continue;
        }
        let paths = address::of_line(line, base);
        if paths.is_empty() {
            continue;
        }
        let Words { artist, title, album, length_ms } = std::mem::take(&mut words);
        list.entries.push(ListEntry { line: number, paths, title, artist, album, length_ms });
    }
    Ok(list)
}

/// Lengths are written in whole seconds; what lies nowhere is written by its words, so that it is
/// read as something that is missing.
pub(super) fn write(name: Option<&str>, entries: &[ListEntry], base: &[u8]) -> Vec<u8> {
    let mut out = b"#EXTM3U\n".to_vec();
    if let Some(name) = name.and_then(clean_or_none) {
        out.extend_from_slice(format!("#PLAYLIST:{name}\n").as_bytes());
    }
    for entry in entries {
        let title = entry.title.as_deref().map(clean).unwrap_or_default();
        let artist = entry.artist.as_deref().map(clean).unwrap_or_default();
        let seconds = entry.length_ms.map_or(-1, |ms| (ms.max(0) + 500) / 1000);
        let shown = shown(&artist, &title);
        if first_dash(&shown).is_some_and(|at| at < artist.len()) {
            out.extend_from_slice(format!("#EXTART:{artist}\n").as_bytes());
        }
        out.extend_from_slice(format!("#EXTINF:{seconds},{shown}\n").as_bytes());
        match entry.paths.first() {
            Some(path) => out.extend_from_slice(&address::line_for(path, base)),
            None => {
                out.extend_from_slice(&address::line_for(&address::resolve(stand_in(&shown).as_bytes(), base), base))
            }
        }
        out.push(b'\n');
    }
    out
}

/// A name that no file is likely to have, for what lies nowhere.
pub(super) fn stand_in(shown: &str) -> String {
    let name: String = shown.chars().map(|c| if matches!(c, '/' | '\\' | '%') { '_' } else { c }).collect();
    if name.is_empty() { "unknown".into() } else { name }
}

/// What the comments before a path said of it.
#[derive(Default)]
struct Words {
    artist: Option<String>,
    title: Option<String>,
    album: Option<String>,
    length_ms: Option<i64>,
}

impl Words {
    /// Directives that nobody here knows change nothing.
    fn hear(&mut self, directive: &str) {
        if let Some(artist) = directive.strip_prefix("#EXTART:") {
            self.artist = clean_or_none(artist);
        } else if let Some(album) = directive.strip_prefix("#EXTALB:") {
            self.album = clean_or_none(album);
        } else if let Some(info) = directive.strip_prefix("#EXTINF:") {
            let end = info.find(|c: char| !matches!(c, '0'..='9' | '.' | '-' | '+')).unwrap_or(info.len());
            let (seconds, rest) = info.split_at(end);
            self.length_ms = seconds.parse::<f64>().ok().filter(|s| *s > 0.0).map(|s| (s * 1000.0).round() as i64);
            self.name(after_attributes(rest));
        }
    }

    /// `Artist - Title`; an artist that was named before may itself hold ` - `.
    fn name(&mut self, shown: &str) {
        let known = self.artist.as_deref().and_then(|artist| shown.trim_start().strip_prefix(artist));
        if let Some(title) = known.and_then(|rest| rest.strip_prefix(" -")) {
            self.title = clean_or_none(title);
        } else if let Some(at) = first_dash(shown) {
            self.artist = clean_or_none(shown.get(..at).unwrap_or_default()).or(self.artist.take());
            self.title = clean_or_none(shown.get(at + 2..).unwrap_or_default());
        } else {
            self.title = clean_or_none(shown);
        }
    }
}

/// What follows the first comma outside quotes: ` tvg-name="a, b",Title` is `Title`.
fn after_attributes(rest: &str) -> &str {
    let mut quoted = false;
    for (at, c) in rest.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => return rest.get(at + 1..).unwrap_or_default(),
            _ => {}
        }
    }
    // An odd quote may have hidden the comma.
    rest.split_once(',').map_or("", |(_, shown)| shown)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{FORMATS, is_elsewhere, strategies};
    use super::*;

    fn paths(list: &ReadList) -> Vec<String> {
        list.entries.iter().map(|entry| String::from_utf8_lossy(&entry.paths[0]).into_owned()).collect()
    }

    #[test]
    fn a_list_from_another_player() {
        let text = b"\xef\xbb\xbf#EXTM3U\r\n#PLAYLIST:Kitchen\r\n#EXTALB:Pastel Blues\r\n#EXTGENRE:Jazz\r\n\
            #EXTINF:252,Nina Simone - Sinnerman\r\nNina Simone/Pastel Blues/10 Sinnerman.flac\r\n\r\n#EXTVLCOPT:start-time=3\r\n\
            #EXTINF:-1 tvg-name=\"a, b\",Radio\r\nhttp://radio.example/stream\r\n../Other/./a.mp3\r\n\
            C:\\Music\\b.mp3\r\nfile:///media/T7/Caf%C3%A9%20del%20Mar.ogg\r\n";
        let list = read(text, b"/home/ana/Music").unwrap();
        assert_eq!(list.name.as_deref(), Some("Kitchen"));
        assert_eq!(
            paths(&list),
            [
                "/home/ana/Music/Nina Simone/Pastel Blues/10 Sinnerman.flac",
                "http://radio.example/stream",
                "/home/ana/Other/a.mp3",
                "C:\\Music\\b.mp3",
                "/media/T7/Café del Mar.ogg",
            ],
            "what cannot lie here is kept too"
        );
        let first = &list.entries[0];
        assert_eq!(first.artist.as_deref(), Some("Nina Simone"));
        assert_eq!(first.title.as_deref(), Some("Sinnerman"));
        assert_eq!(first.length_ms, Some(252_000));
        assert_eq!(first.album.as_deref(), Some("Pastel Blues"));
        assert_eq!(list.entries[2].title, None, "words of a stream do not stick to the next file");
        assert_eq!(list.entries.iter().map(|entry| entry.line).collect::<Vec<_>>(), [6, 10, 11, 12, 13]);
        assert_eq!(list.passed_over, []);
    }

    #[test]
    fn lines_in_latin_1_and_with_backslashes_keep_both_readings() {
        let list = read(b"#EXTINF:5,Bj\xf6rk - J\xf3ga\nBj\xf6rk\\J\xf3ga.mp3\n", b"/m").unwrap();
        let entry = &list.entries[0];
        assert_eq!(entry.artist.as_deref(), Some("Björk"));
        assert_eq!(entry.title.as_deref(), Some("Jóga"));
        assert_eq!(entry.paths[0], b"/m/Bj\xf6rk\\J\xf3ga.mp3");
        assert!(entry.paths.contains(&"/m/Björk/Jóga.mp3".as_bytes().to_vec()));
    }

    #[test]
    fn what_is_no_text_is_refused_and_nothing_is_an_empty_list() {
        assert!(read(b"ID3\x04\0\0\0", b"/m").is_err());
        assert_eq!(read(b"", b"/m").unwrap(), ReadList::default());
        assert_eq!(read(b"a.mp3\rb.mp3", b"/m").unwrap().entries.len(), 2, "old Mac line ends");
    }

    #[test]
    fn a_written_list_reads_as_people_expect() {
        let entry = |path: &[u8], artist: &str, title: &str| ListEntry {
            paths: vec![path.to_vec()],
            artist: Some(artist.into()),
            title: Some(title.into()),
            length_ms: Some(251_600),
            ..ListEntry::default()
        };
        let entries = [
            entry(b"/home/ana/Music/a b.flac", "Nina Simone", "Sinnerman"),
            entry(b"/home/ana/Lists/#1.flac", "X", "Y"),
            entry(b"/media/T7/caf\xe9.mp3", "X", "Y"),
        ];
        let text = String::from_utf8(write(Some("Kitchen"), &entries, b"/home/ana/Lists")).unwrap();
        assert_eq!(
            text,
            "#EXTM3U\n#PLAYLIST:Kitchen\n#EXTINF:252,Nina Simone - Sinnerman\n../Music/a b.flac\n\
             #EXTINF:252,X - Y\n./#1.flac\n#EXTINF:252,X - Y\nfile:///media/T7/caf%E9.mp3\n"
        );
    }

    #[test]
    fn what_lies_nowhere_is_written_by_its_words() {
        let entry = ListEntry { title: Some("50%/50".into()), artist: Some("X".into()), ..ListEntry::default() };
        let text = String::from_utf8(write(None, &[entry], b"/m")).unwrap();
        assert_eq!(text, "#EXTM3U\n#EXTINF:-1,X - 50%/50\nX - 50__50\n");
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_again(entries in strategies::entries(), base in strategies::path()) {
            let again = strategies::again(&FORMATS[0], Some("name"), &entries, &base);
            prop_assert_eq!(again, entries);
        }

        #[test]
        fn any_bytes_are_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(list) = read(&bytes, b"/m") {
                let fits = |path: &Vec<u8>| path.starts_with(b"/") || is_elsewhere(path).is_some() || path.get(1) == Some(&b':');
                prop_assert!(list.entries.iter().all(|entry| entry.paths.iter().all(fits)));
            }
        }
    }
}
