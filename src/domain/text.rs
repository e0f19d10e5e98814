//! Making text from files safe and even: NFC, one line, no control or escape characters.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Text as it may be stored and shown: NFC, control characters and line breaks as single
/// spaces, invisible direction overrides dropped, trimmed.
#[must_use]
pub fn clean(text: &str) -> String {
    let even = |c: char| !is_invisible(c) && (c == ' ' || !(c.is_control() || c.is_whitespace()));
    if text.chars().all(even) && !text.contains("  ") && is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return text.trim().to_owned();
    }
    let mut out = String::with_capacity(text.len());
    // What is dropped goes before normalising: a mark may compose with the letter before the gap.
    for c in text.chars().filter(|&c| !is_invisible(c)).nfc() {
        if !(c.is_control() || c.is_whitespace()) {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// [`clean`], with nothing left taken as nothing said.
#[must_use]
pub fn clean_or_none(text: &str) -> Option<String> {
    Some(clean(text)).filter(|text| !text.is_empty())
}

/// The first sentence of several.
#[must_use]
pub fn first_sentence(text: &str) -> &str {
    text.split_inclusive(". ").next().unwrap_or_default().trim_end()
}

/// Marks that reorder or hide what follows. Joiners that scripts and emoji need stay.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Bytes of a path as text for the screen.
#[must_use]
pub fn path_for_screen(path: &[u8]) -> String {
    clean(&String::from_utf8_lossy(path))
}

/// Edits between two words (Levenshtein), case and `_` for `-` aside.
#[must_use]
pub fn distance(a: &str, b: &str) -> usize {
    let fold = |word: &str| word.to_lowercase().replace('_', "-").chars().collect::<Vec<_>>();
    let (a, b) = (fold(a), fold(b));
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// Typographic punctuation as a typewriter has it; letters stay what they are.
#[must_use]
pub fn typewriter(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '·' | '–' | '—' | '−' | '─' => out.push('-'),
            '“' | '”' | '„' | '«' | '»' => out.push('"'),
            '’' | '‘' | 'ʼ' => out.push('\''),
            '…' => out.push_str(".."),
            '×' => out.push('x'),
            '›' | '→' | '▶' => out.push('>'),
            '‹' | '←' => out.push('<'),
            '↑' => out.push('^'),
            '↓' => out.push('v'),
            '●' | '•' => out.push('*'),
            '├' | '┤' => out.push('|'),
            '█' => out.push('#'),
            '\u{a0}' | '\u{202f}' => out.push(' '),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escapes_and_breaks_never_pass() {
        assert_eq!(clean("a\x1b[31mred\x07\nb\tc\u{9b}"), "a [31mred b c");
        assert_eq!(clean("  two   spaces "), "two spaces");
        assert_eq!(clean("e\u{301}"), "é");
        assert_eq!(clean("\u{202e}gnp.exe"), "gnp.exe");
        assert_eq!(clean("👩\u{200d}🚀"), "👩\u{200d}🚀", "joined emoji stay joined");
        assert_eq!(clean_or_none("\0 \n"), None);
    }

    proptest! {
        #[test]
        fn clean_text_is_clean_again(text in "\\PC*|[\\x00-\\x20a-z\u{200b}\u{301}]*") {
            let once = clean(&text);
            prop_assert!(!once.chars().any(char::is_control));
            prop_assert_eq!(&clean(&once), &once);
            prop_assert_eq!(once.trim(), &once);
        }
    }
}
