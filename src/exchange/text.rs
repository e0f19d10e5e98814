//! Bytes of a list as text: who wrote them seldom says how.

use std::borrow::Cow;

use super::ExchangeError;

/// What Windows-1252 has where Latin-1 has control characters, 0x80 first. Bytes that stand for
/// nothing keep Latin-1's meaning.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The bytes without a byte order mark, UTF-16 as UTF-8. What else they are in is told line by
/// line by [`decode`].
///
/// # Errors
/// [`ExchangeError::NotText`] where a zero byte stands.
pub(super) fn plain(bytes: &[u8]) -> Result<Cow<'_, [u8]>, ExchangeError> {
    let wide = |rest: &[u8], pair: fn([u8; 2]) -> u16| {
        let units = rest.chunks_exact(2).map(|unit| pair([unit[0], unit[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>().into_bytes()
    };
    let bytes = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => Cow::Borrowed(rest),
        [0xff, 0xfe, rest @ ..] => Cow::Owned(wide(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(wide(rest, u16::from_be_bytes)),
        bytes => Cow::Borrowed(bytes),
    };
    if bytes.contains(&0) { Err(ExchangeError::NotText) } else { Ok(bytes) }
}

/// UTF-8, or Windows-1252 where it is not: Latin-1 with more signs in it.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let letter = |byte: &u8| match byte.checked_sub(0x80).and_then(|high| WINDOWS.get(usize::from(high))) {
        Some(letter) => *letter,
        None => char::from(*byte),
    };
    std::str::from_utf8(bytes).map_or_else(|_| Cow::Owned(bytes.iter().map(letter).collect()), Cow::Borrowed)
}

/// Lines however they end; a lone carriage return ends one only where there are no line feeds.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let end = if bytes.contains(&b'\n') { b'\n' } else { b'\r' };
    bytes.split(move |byte| *byte == end).map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// `Artist - Title` as its two halves. A dash may end the line: then there is no title.
pub(super) fn first_dash(shown: &str) -> Option<usize> {
    shown.find(" - ").or_else(|| shown.ends_with(" -").then(|| shown.len() - 2))
}

/// How lists write what plays in one line; [`halves`] takes it apart again.
pub(super) fn shown(artist: &str, title: &str) -> String {
    match (artist, title) {
        ("", title) if first_dash(title).is_none() => title.to_owned(),
        (artist, title) => format!("{artist} - {title}"),
    }
}

/// Artist and title of one line.
pub(super) fn halves(shown: &str) -> (Option<&str>, &str) {
    match first_dash(shown) {
        Some(at) => (shown.get(..at), shown.get(at + 2..).unwrap_or_default()),
        None => (None, shown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_encodings_are_told_apart() {
        assert_eq!(&*plain(b"\xef\xbb\xbfa").unwrap(), b"a");
        assert_eq!(&*plain(b"\xff\xfea\0\xe9\0").unwrap(), "aé".as_bytes());
        assert_eq!(&*plain(b"\xfe\xff\0a\0\xe9!").unwrap(), "aé".as_bytes(), "half a letter at the end is dropped");
        assert!(plain(b"a\0b").is_err());
        assert_eq!(decode(b"caf\xe9 \x93x\x94 \x80"), "café “x” €");
        assert_eq!(decode("é".as_bytes()), "é");
    }
}
