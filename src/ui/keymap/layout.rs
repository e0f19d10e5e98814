//! Commands on keyboards that do not type Latin letters: what the same key types on a
//! QWERTY keyboard. Text fields take the letters as they are.

/// Rows of other layouts beside what their keys type on QWERTY, unshifted and shifted.
/// Sources: the layouts of xkeyboard-config `ru`, `ua`, `by`, `gr`, `il`, `ara`, `kr`.
const ROWS: &[(&str, &str)] = &[
    // Russian, with the Ukrainian and Belarusian letters that stand elsewhere.
    ("йцукенгшщзхъ", "qwertyuiop[]"),
    ("фывапролджэ", "asdfghjkl;'"),
    ("ячсмитьбю", "zxcvbnm,."),
    ("ЙЦУКЕНГШЩЗХЪ", "QWERTYUIOP{}"),
    ("ФЫВАПРОЛДЖЭ", "ASDFGHJKL:\""),
    ("ЯЧСМИТЬБЮ", "ZXCVBNM<>"),
    ("іїєґў", "s]'\\o"),
    ("ІЇЄҐЎ", "S}\"|O"),
    // Greek.
    ("ςερτυθιοπ", "wertyuiop"),
    ("ασδφγηξκλ", "asdfghjkl"),
    ("ζχψωβνμ", "zxcvbnm"),
    ("ΕΡΤΥΘΙΟΠ", "ERTYUIOP"),
    ("ΑΣΔΦΓΗΞΚΛ", "ASDFGHJKL"),
    ("ΖΧΨΩΒΝΜ", "ZXCVBNM"),
    // Hebrew.
    ("קראטוןםפ", "ertyuiop"),
    ("שדגכעיחלך", "asdfghjkl"),
    ("זסבהנמצתץ", "zxcvbnm,."),
    // Arabic.
    ("ضصثقفغعهخحجد", "qwertyuiop[]"),
    ("شسيبلاتنمكط", "asdfghjkl;'"),
    ("ئءؤرىةوزظ", "zxcvnm,./"),
    // Korean, two-set.
    ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "qwertyuiop"),
    ("ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "asdfghjkl"),
    ("ㅋㅌㅊㅍㅠㅜㅡ", "zxcvbnm"),
    ("ㅃㅉㄸㄲㅆㅒㅖ", "QWERTOP"),
];

/// What the key that types `letter` types on QWERTY, if the letter is of a layout known here.
#[must_use]
pub fn on_qwerty(letter: char) -> Option<char> {
    if letter.is_ascii() {
        return None;
    }
    ROWS.iter().find_map(|(from, to)| from.chars().zip(to.chars()).find(|(other, _)| *other == letter).map(|(_, c)| c))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn rows_stand_letter_beside_letter_and_no_letter_twice() {
        let mut seen = HashSet::new();
        for (from, to) in ROWS {
            assert_eq!(from.chars().count(), to.chars().count(), "{from}");
            assert!(from.chars().all(|letter| !letter.is_ascii() && seen.insert(letter)), "{from}");
        }
    }

    #[test]
    fn the_same_key_gives_the_same_command() {
        assert_eq!(on_qwerty('о'), Some('j'), "Cyrillic o");
        assert_eq!(on_qwerty('О'), Some('J'));
        assert_eq!(on_qwerty('й'), Some('q'));
        assert_eq!(on_qwerty('ξ'), Some('j'));
        assert_eq!(on_qwerty('j'), None);
        assert_eq!(on_qwerty('é'), None);
    }
}
