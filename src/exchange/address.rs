//! What the places in a list mean as paths, and how a path is written into one.

use super::text::decode;

/// All paths that a line may mean, best first; none for an empty line. Seen from the folder
/// `base`, without `.` and `..`. Addresses and paths of Windows drives stay as they are written,
/// see [`is_elsewhere`].
pub(super) fn of_line(line: &[u8], base: &[u8]) -> Vec<Vec<u8>> {
    if line.trim_ascii().is_empty() {
        return Vec::new();
    }
    if let Some(paths) = of_address(line.trim_ascii(), base) {
        return paths;
    }
    let mut readings = vec![line.to_vec(), line.trim_ascii().to_vec()];
    if std::str::from_utf8(line).is_err() {
        readings.push(decode(line).into_owned().into_bytes());
    }
    if line.contains(&b'%') {
        readings.push(percent_decode(line));
    }
    resolved(with_slashes(readings), base)
}

/// The same for a place that is percent-encoded by rule, as in XSPF; not all who write it know.
pub(super) fn of_uri(uri: &[u8], base: &[u8]) -> Vec<Vec<u8>> {
    let uri = uri.trim_ascii();
    if uri.is_empty() {
        return Vec::new();
    }
    if let Some(paths) = of_address(uri, base) {
        return paths;
    }
    let decoded = percent_decode(uri);
    if is_windows_drive(&decoded) {
        return with_slashes(vec![decoded]);
    }
    resolved(with_slashes(vec![decoded, uri.to_vec()]), base)
}

/// None for what is a path.
fn of_address(line: &[u8], base: &[u8]) -> Option<Vec<Vec<u8>>> {
    let Some(scheme) = scheme(line) else {
        return is_windows_drive(line).then(|| with_slashes(vec![line.to_vec()]));
    };
    if scheme.eq_ignore_ascii_case(b"file") {
        let path = line.get(5..).unwrap_or_default();
        let path = match path.strip_prefix(b"//") {
            Some(rest) if rest.starts_with(b"/") => rest,
            Some(rest) => match rest.strip_prefix(b"localhost") {
                Some(rest) => rest,
                None => return Some(vec![line.to_vec()]),
            },
            None => path,
        };
        // Some write the path into the address as it is.
        let mut paths = vec![percent_decode(path)];
        if path.contains(&b'%') {
            paths.push(path.to_vec());
        }
        return Some(resolved(paths, base));
    }
    line.get(scheme.len()..)?.starts_with(b"://").then(|| vec![line.to_vec()])
}

/// With what they mean where a backslash parts folders.
fn with_slashes(mut readings: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let slashed = |reading: &Vec<u8>| -> Vec<u8> {
        reading.iter().map(|byte| if *byte == b'\\' { b'/' } else { *byte }).collect()
    };
    let more: Vec<_> = readings.iter().filter(|reading| reading.contains(&b'\\')).map(slashed).collect();
    readings.extend(more);
    readings
}

fn resolved(readings: Vec<Vec<u8>>, base: &[u8]) -> Vec<Vec<u8>> {
    let mut paths: Vec<Vec<u8>> = Vec::with_capacity(readings.len());
    for path in readings.iter().map(|reading| resolve(reading, base)) {
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths
}

/// Why a path of a list cannot lie on this machine; none for one that may.
#[must_use]
pub fn is_elsewhere(path: &[u8]) -> Option<&'static str> {
    match scheme(path) {
        Some(scheme) if scheme.eq_ignore_ascii_case(b"file") => Some("it lies on another machine"),
        Some(scheme) if path.get(scheme.len()..).is_some_and(|rest| rest.starts_with(b"://")) => {
            Some("an address, not a file")
        }
        _ if is_windows_drive(path) => Some("a path on a Windows drive"),
        _ => None,
    }
}

/// The letters before a colon that could name a scheme; two at least, one is a drive.
fn scheme(line: &[u8]) -> Option<&[u8]> {
    let end = line.iter().position(|byte| *byte == b':').filter(|end| *end >= 2)?;
    let scheme = line.get(..end)?;
    let fits = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-');
    (scheme.first()?.is_ascii_alphabetic() && scheme.iter().all(fits)).then_some(scheme)
}

fn is_windows_drive(line: &[u8]) -> bool {
    matches!(line, [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic())
}

/// The path seen from `base`, without `.` and `..`.
pub(super) fn resolve(path: &[u8], base: &[u8]) -> Vec<u8> {
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

/// A line that [`of_line`] takes for exactly this path.
pub(super) fn line_for(path: &[u8], base: &[u8]) -> Vec<u8> {
    let one_line_of_text =
        std::str::from_utf8(path).is_ok() && !path.iter().any(|byte| matches!(byte, b'\0' | b'\n' | b'\r'));
    let elsewhere = is_elsewhere(path).is_some();
    if !one_line_of_text {
        let keep: &[u8] = if elsewhere { b"/:\\?&=%+#@," } else { b"/" };
        let scheme: &[u8] = if path.starts_with(b"/") { b"file://" } else { b"" };
        return [scheme, &percent_encode(path, keep)].concat();
    }
    if elsewhere {
        return path.to_vec();
    }
    let line = relative(path, base).unwrap_or_else(|| path.to_vec());
    let plain = line.starts_with(b"/") || line.starts_with(b"../");
    let mistakable = line.trim_ascii().is_empty()
        || line.trim_ascii_start().starts_with(b"#")
        || scheme(line.trim_ascii()).is_some()
        || is_windows_drive(line.trim_ascii());
    if mistakable && !plain { [b"./", line.as_slice()].concat() } else { line }
}

/// The same for [`of_uri`].
pub(super) fn uri_for(path: &[u8], base: &[u8]) -> Vec<u8> {
    match relative(path, base) {
        // An address holds what it needs to; only what no XML can hold is written otherwise.
        _ if is_elsewhere(path).is_some_and(|_| scheme(path).is_some()) => {
            if std::str::from_utf8(path).is_ok() {
                path.to_vec()
            } else {
                percent_encode(path, b"/:\\?&=%+#@,")
            }
        }
        Some(below) if is_windows_drive(&below) => [b"./", percent_encode(&below, b"/").as_slice()].concat(),
        Some(below) => percent_encode(&below, b"/"),
        None if path.starts_with(b"/") => [b"file://", percent_encode(path, b"/").as_slice()].concat(),
        None => percent_encode(path, b"/"),
    }
}

/// The way from the folder `base` to the file, when both lie under a common folder.
fn relative(path: &[u8], base: &[u8]) -> Option<Vec<u8>> {
    if !path.starts_with(b"/") || !base.starts_with(b"/") {
        return None;
    }
    let parts = |path: &'_ [u8]| -> Vec<Vec<u8>> {
        path.split(|byte| *byte == b'/').filter(|part| !part.is_empty()).map(<[u8]>::to_vec).collect()
    };
    let (path, base) = (parts(path), parts(base));
    let common = path.iter().zip(&base).take_while(|(a, b)| a == b).count();
    if common == path.len() || (common == 0 && !base.is_empty()) {
        return None;
    }
    let up = std::iter::repeat_n(b"..".to_vec(), base.len() - common);
    Some(up.chain(path.into_iter().skip(common)).collect::<Vec<_>>().join(&b'/'))
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

fn percent_encode(path: &[u8], keep: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(path.len());
    for byte in path {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') || keep.contains(byte) {
            out.push(*byte);
        } else {
            out.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Vec<String> {
        of_line(text.as_bytes(), b"/m/lists").iter().map(|path| String::from_utf8_lossy(path).into_owned()).collect()
    }

    /// A list with a zero byte in it is no text, and could not be read again.
    #[test]
    fn a_zero_byte_is_written_so_that_it_can_be_read() {
        for base in [b"/m/lists".as_slice(), b""] {
            let written = line_for(b"/m/a\0b.mp3", base);
            assert!(!written.contains(&0));
            assert_eq!(of_line(&written, base)[0], b"/m/a\0b.mp3");
        }
    }

    #[test]
    fn what_cannot_lie_here_is_kept_as_it_is_written() {
        assert_eq!(line("http://radio.example/a%20b"), ["http://radio.example/a%20b"]);
        assert_eq!(line("C:\\Music\\b.mp3"), ["C:\\Music\\b.mp3", "C:/Music/b.mp3"]);
        assert_eq!(line("file://nas/x.mp3"), ["file://nas/x.mp3"]);
        for kept in ["http://radio.example/a", "C:\\Music\\b.mp3", "file://nas/x.mp3"] {
            assert!(is_elsewhere(kept.as_bytes()).is_some());
            assert_eq!(line_for(kept.as_bytes(), b"/m"), kept.as_bytes());
            assert_eq!(of_uri(&uri_for(kept.as_bytes(), b"/m"), b"/x").first().unwrap(), kept.as_bytes());
        }
        assert_eq!(is_elsewhere(b"/m/http:/x"), None);
    }

    #[test]
    fn a_place_has_all_its_readings() {
        assert_eq!(line("../a/./b.mp3"), ["/m/a/b.mp3"]);
        assert_eq!(line("file:///a%20b.mp3"), ["/a b.mp3", "/a%20b.mp3"]);
        assert_eq!(line("file://localhost/x"), ["/x"]);
        assert_eq!(line("100%25.mp3 "), ["/m/lists/100%25.mp3 ", "/m/lists/100%25.mp3", "/m/lists/100%.mp3 "]);
        assert_eq!(line("\\\\nas\\x.mp3"), ["/m/lists/\\\\nas\\x.mp3", "/nas/x.mp3"]);
        assert_eq!(line("  "), Vec::<String>::new());
        assert_eq!(of_uri(b"a%20b.mp3", b"/m"), [b"/m/a b.mp3".to_vec(), b"/m/a%20b.mp3".to_vec()]);
    }
}
