//! M3U and M3U8: a path a line, with comments that some players understand.
//!
//! The format was never written down, so reading is forgiving: any line end, a byte order mark,
//! Latin-1 where a line is not UTF-8, `file://` addresses, backslashes. Writing is strict: UTF-8,
//! `#EXTM3U`, `#EXTINF`, relative paths where the list and the file share a folder.

use crate::domain::text::{clean, clean_or_none};

use super::{ExchangeError, ListEntry, PassedOver, ReadList};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads a list whose file lies in the folder `base`.
///
/// # Errors
/// The bytes are no text at all.
pub fn read(bytes: &[u8], base: &[u8]) -> Result<ReadList, ExchangeError> {
    if bytes.contains(&0) {
        return Err(ExchangeError::NotText);
    }
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let mut list = ReadList::default();
    let mut words = Words::default();
    for (number, line) in (1u32..).zip(lines(bytes)) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        if line.trim_ascii_start().starts_with(b"#") {
            let directive = decode(line.trim_ascii());
            if let Some(name) = directive.strip_prefix("#PLAYLIST:") {
                list.name = clean_or_none(name);
            }
            words.hear(&directive);
            continue;
        }
        match readings(line, base) {
            Ok(mut paths) => {
                let path = paths.remove(0);
                let Words { artist, title, length_ms } = std::mem::take(&mut words);
                list.entries.push(ListEntry { path, other_readings: paths, title, artist, length_ms });
            }
            Err(reason) => {
                words = Words::default();
                list.passed_over.push(PassedOver { line: number, text: clean(&decode(line)), reason });
            }
        }
    }
    Ok(list)
}

/// Writes a list that will lie in the folder `base`. Lengths are written in whole seconds.
#[must_use]
pub fn write(name: Option<&str>, entries: &[ListEntry], base: &[u8]) -> Vec<u8> {
    let mut out = b"#EXTM3U\n".to_vec();
    if let Some(name) = name.and_then(clean_or_none) {
        out.extend_from_slice(format!("#PLAYLIST:{name}\n").as_bytes());
    }
    for entry in entries {
        let title = entry.title.as_deref().map(clean).unwrap_or_default();
        let artist = entry.artist.as_deref().map(clean).unwrap_or_default();
        let seconds = entry.length_ms.map_or(-1, |ms| (ms.max(0) + 500) / 1000);
        let shown = match (artist.as_str(), title.as_str()) {
            ("", title) if first_dash(title).is_none() => title.to_owned(),
            (artist, title) => format!("{artist} - {title}"),
        };
        if first_dash(&shown).is_some_and(|at| at < artist.len()) {
            out.extend_from_slice(format!("#EXTART:{artist}\n").as_bytes());
        }
        out.extend_from_slice(format!("#EXTINF:{seconds},{shown}\n").as_bytes());
        out.extend_from_slice(&line_for(&entry.path, base));
        out.push(b'\n');
    }
    out
}

/// What the comments before a path said of it.
#[derive(Default)]
struct Words {
    artist: Option<String>,
    title: Option<String>,
    length_ms: Option<i64>,
}

impl Words {
    /// Directives that nobody here knows change nothing.
    fn hear(&mut self, directive: &str) {
        if let Some(artist) = directive.strip_prefix("#EXTART:") {
            self.artist = clean_or_none(artist);
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
            self.artist = clean_or_none(&shown[..at]).or(self.artist.take());
            self.title = clean_or_none(&shown[at + 2..]);
        } else {
            self.title = clean_or_none(shown);
        }
    }
}

/// Where the artist ends. A dash may end the line: then there is no title.
fn first_dash(shown: &str) -> Option<usize> {
    shown.find(" - ").or_else(|| shown.ends_with(" -").then(|| shown.len() - 2))
}

/// What follows the first comma outside quotes: ` tvg-name="a, b",Title` is `Title`.
fn after_attributes(rest: &str) -> &str {
    let mut quoted = false;
    for (at, c) in rest.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => return &rest[at + 1..],
            _ => {}
        }
    }
    // An odd quote may have hidden the comma.
    rest.split_once(',').map_or("", |(_, shown)| shown)
}

/// Lines however they end; a lone carriage return ends one only where there are no line feeds.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let end = if bytes.contains(&b'\n') { b'\n' } else { b'\r' };
    bytes.split(move |byte| *byte == end).map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// UTF-8, or Latin-1 where it is not.
fn decode(line: &[u8]) -> String {
    match std::str::from_utf8(line) {
        Ok(text) => text.to_owned(),
        Err(_) => line.iter().copied().map(char::from).collect(),
    }
}

/// All files that a line may mean, best first and at least one; or why it means none.
fn readings(line: &[u8], base: &[u8]) -> Result<Vec<Vec<u8>>, &'static str> {
    if let Some(path) = scheme(line).filter(|scheme| scheme.eq_ignore_ascii_case(b"file")).map(|_| &line[5..]) {
        let path = match path.strip_prefix(b"//") {
            Some(rest) if rest.starts_with(b"/") => rest,
            Some(rest) => rest.strip_prefix(b"localhost").ok_or("it lies on another machine")?,
            None => path,
        };
        return Ok(vec![resolve(&percent_decode(path), base)]);
    }
    if scheme(line).is_some_and(|scheme| line[scheme.len()..].starts_with(b"://")) {
        return Err("an address, not a file");
    }
    if is_windows_drive(line) {
        return Err("a path on a Windows drive");
    }
    let mut readings = vec![line.to_vec()];
    if std::str::from_utf8(line).is_err() {
        readings.push(decode(line).into_bytes());
    }
    if line.contains(&b'%') {
        readings.push(percent_decode(line));
    }
    if line.contains(&b'\\') {
        let slashed =
            |reading: &Vec<u8>| reading.iter().map(|byte| if *byte == b'\\' { b'/' } else { *byte }).collect();
        readings.extend(readings.iter().map(slashed).collect::<Vec<Vec<u8>>>());
    }
    let mut resolved: Vec<Vec<u8>> = Vec::with_capacity(readings.len());
    for path in readings.iter().map(|reading| resolve(reading, base)) {
        if !resolved.contains(&path) {
            resolved.push(path);
        }
    }
    Ok(resolved)
}

/// The letters before a colon that could name a scheme; two at least, one is a drive.
fn scheme(line: &[u8]) -> Option<&[u8]> {
    let end = line.iter().position(|byte| *byte == b':').filter(|end| *end >= 2)?;
    let scheme = &line[..end];
    let fits = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-');
    (scheme[0].is_ascii_alphabetic() && scheme.iter().all(fits)).then_some(scheme)
}

fn is_windows_drive(line: &[u8]) -> bool {
    matches!(line, [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic())
}

/// The path seen from `base`, without `.` and `..`.
fn resolve(path: &[u8], base: &[u8]) -> Vec<u8> {
    let absolute = path.starts_with(b"/") || base.starts_with(b"/");
    let from: &[u8] = if path.starts_with(b"/") { b"" } else { base };
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in from.split(|byte| *byte == b'/').chain(path.split(|byte| *byte == b'/')) {
        match part {
            b"" | b"." => {}
            b".." if parts.last().is_some_and(|last| *last != b"..") => drop(parts.pop()),
            b".." if absolute => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join(&b'/');
    if absolute { [b"/", joined.as_slice()].concat() } else { joined }
}

/// A line that [`read`] takes for exactly this path.
fn line_for(path: &[u8], base: &[u8]) -> Vec<u8> {
    let one_line_of_text = std::str::from_utf8(path).is_ok() && !path.iter().any(|byte| matches!(byte, b'\n' | b'\r'));
    if !one_line_of_text {
        let scheme: &[u8] = if path.starts_with(b"/") { b"file://" } else { b"" };
        return [scheme, &percent_encode(path)].concat();
    }
    let line = relative(path, base).unwrap_or_else(|| path.to_vec());
    let plain = line.starts_with(b"/") || line.starts_with(b"../");
    let mistakable = line.trim_ascii().is_empty()
        || line.trim_ascii_start().starts_with(b"#")
        || scheme(&line).is_some()
        || is_windows_drive(&line);
    if mistakable && !plain { [b"./", line.as_slice()].concat() } else { line }
}

/// The way from the folder `base` to the file, when both lie under a common folder.
fn relative(path: &[u8], base: &[u8]) -> Option<Vec<u8>> {
    if !path.starts_with(b"/") || !base.starts_with(b"/") {
        return None;
    }
    let parts =
        |path: &[u8]| path.split(|byte| *byte == b'/').filter(|part| !part.is_empty()).map(<[u8]>::to_vec).collect();
    let (path, base): (Vec<Vec<u8>>, Vec<Vec<u8>>) = (parts(path), parts(base));
    let common = path.iter().zip(&base).take_while(|(a, b)| a == b).count();
    if common == path.len() || (common == 0 && !base.is_empty()) {
        return None;
    }
    let up = std::iter::repeat_n(b"..".to_vec(), base.len() - common);
    Some(up.chain(path[common..].iter().cloned()).collect::<Vec<_>>().join(&b'/'))
}

fn percent_decode(text: &[u8]) -> Vec<u8> {
    let digit =
        |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16)).and_then(|d| u8::try_from(d).ok());
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        match (byte, digit(text.get(at + 1)), digit(text.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                out.push(high * 16 + low);
                at += 3;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    out
}

fn percent_encode(path: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(path.len());
    for byte in path {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~') {
            out.push(*byte);
        } else {
            out.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn paths(list: &ReadList) -> Vec<String> {
        list.entries.iter().map(|entry| String::from_utf8_lossy(&entry.path).into_owned()).collect()
    }

    #[test]
    fn a_list_from_another_player() {
        let text = b"\xef\xbb\xbf#EXTM3U\r\n#PLAYLIST:Kitchen\r\n#EXTINF:252,Nina Simone - Sinnerman\r\n\
            Nina Simone/Pastel Blues/10 Sinnerman.flac\r\n\r\n#EXTVLCOPT:start-time=3\r\n\
            #EXTINF:-1 tvg-name=\"a, b\",Radio\r\nhttp://radio.example/stream\r\n../Other/./a.mp3\r\n\
            C:\\Music\\b.mp3\r\nfile:///media/T7/Caf%C3%A9%20del%20Mar.ogg\r\n";
        let list = read(text, b"/home/ana/Music").unwrap();
        assert_eq!(list.name.as_deref(), Some("Kitchen"));
        assert_eq!(
            paths(&list),
            [
                "/home/ana/Music/Nina Simone/Pastel Blues/10 Sinnerman.flac",
                "/home/ana/Other/a.mp3",
                "/media/T7/Café del Mar.ogg",
            ]
        );
        let first = &list.entries[0];
        assert_eq!(first.artist.as_deref(), Some("Nina Simone"));
        assert_eq!(first.title.as_deref(), Some("Sinnerman"));
        assert_eq!(first.length_ms, Some(252_000));
        assert_eq!(list.entries[1].title, None, "words of a stream do not stick to the next file");
        let passed_over: Vec<(u32, &str)> = list.passed_over.iter().map(|line| (line.line, line.reason)).collect();
        assert_eq!(passed_over, [(8, "an address, not a file"), (10, "a path on a Windows drive")]);
    }

    #[test]
    fn lines_in_latin_1_and_with_backslashes_keep_both_readings() {
        let list = read(b"#EXTINF:5,Bj\xf6rk - J\xf3ga\nBj\xf6rk\\J\xf3ga.mp3\n", b"/m").unwrap();
        let entry = &list.entries[0];
        assert_eq!(entry.artist.as_deref(), Some("Björk"));
        assert_eq!(entry.title.as_deref(), Some("Jóga"));
        assert_eq!(entry.path, b"/m/Bj\xf6rk\\J\xf3ga.mp3");
        assert!(entry.other_readings.contains(&"/m/Björk/Jóga.mp3".as_bytes().to_vec()));
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
            path: path.to_vec(),
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

    fn path() -> impl Strategy<Value = Vec<u8>> {
        proptest::collection::vec(name(), 1..5).prop_map(|parts| [b"/".to_vec(), parts.join(&b'/')].concat())
    }

    fn words() -> impl Strategy<Value = Option<String>> {
        proptest::option::of("[a-c,\" \\-]{1,10}|\\PC{1,10}").prop_map(|text| text.as_deref().and_then(clean_or_none))
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_again(
            lines in proptest::collection::vec((path(), words(), words(), proptest::option::of(1i64..10_000)), 0..6),
            base in path(),
        ) {
            let entries: Vec<ListEntry> = lines
                .into_iter()
                .map(|(path, title, artist, seconds)| ListEntry {
                    path, title, artist, length_ms: seconds.map(|s| s * 1000), ..ListEntry::default()
                })
                .collect();
            let bytes = write(Some("name"), &entries, &base);
            prop_assert!(std::str::from_utf8(&bytes).is_ok());
            let list = read(&bytes, &base).unwrap();
            prop_assert!(list.passed_over.is_empty(), "{:?}", list.passed_over);
            let read: Vec<ListEntry> =
                list.entries.into_iter().map(|entry| ListEntry { other_readings: Vec::new(), ..entry }).collect();
            prop_assert_eq!(read, entries);
        }

        #[test]
        fn any_bytes_are_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(list) = read(&bytes, b"/m") {
                prop_assert!(list.entries.iter().all(|entry| entry.path.starts_with(b"/")));
            }
        }
    }
}
