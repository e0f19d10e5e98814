//! Columns are counted in display cells: a CJK letter or an emoji takes two, a combining mark
//! none. Text is only ever cut between grapheme clusters.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The longest cluster that is sent to a terminal, in bytes. Family emoji need 25 and
/// Devanagari a dozen; a letter under a tower of marks would spill over other lines.
const CLUSTER_BYTES: usize = 40;

/// Cells that `text` takes on screen.
#[must_use]
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(|byte| !byte.is_ascii_control()).count();
    }
    clusters(text).map(UnicodeWidthStr::width).sum()
}

/// `text` cut to at most `cells`, ending in `ellipsis` when something was cut off.
#[must_use]
pub fn fit<'t>(text: &'t str, cells: usize, ellipsis: &str) -> Cow<'t, str> {
    if text.is_ascii() && text.len() <= cells && !text.bytes().any(|byte| byte.is_ascii_control()) {
        return Cow::Borrowed(text);
    }
    let room = cells.saturating_sub(ellipsis.width());
    let (mut out, mut used) = (String::with_capacity(text.len().min(cells * 4)), 0);
    // Where to cut if the rest turns out not to fit.
    let mut cut = 0;
    for cluster in clusters(text) {
        used += cluster.width();
        if used > cells {
            out.truncate(cut);
            out.truncate(out.trim_end().len());
            if ellipsis.width() <= cells {
                out.push_str(ellipsis);
            }
            return Cow::Owned(out);
        }
        out.push_str(cluster);
        if used <= room {
            cut = out.len();
        }
    }
    Cow::Owned(out)
}

/// Grapheme clusters that may be shown: none with control characters, none of endless length.
fn clusters(text: &str) -> impl Iterator<Item = &str> {
    text.graphemes(true).filter(|cluster| !cluster.contains(char::is_control)).map(|cluster| {
        let mut end = cluster.len().min(CLUSTER_BYTES);
        while !cluster.is_char_boundary(end) {
            end -= 1;
        }
        cluster.get(..end).unwrap_or_default()
    })
}

/// Splits words into lines of at most `cells`; a longer word is cut.
#[must_use]
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let needed = width(&line) + usize::from(!line.is_empty()) + width(word);
        if needed > cells && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wide_letters_and_marks_are_counted_in_cells() {
        assert_eq!(width("Moanin'"), 7);
        assert_eq!(width("坂本龍一"), 8);
        assert_eq!(width("Yègellé"), 7);
        assert_eq!(width("👩\u{200d}🚀"), 2);
        assert_eq!(width("a\u{301}\u{302}"), 1);
    }

    #[test]
    fn text_is_cut_between_clusters() {
        assert_eq!(fit("Moanin'", 7, "…"), "Moanin'");
        assert_eq!(fit("Moanin'", 6, "…"), "Moani…");
        assert_eq!(fit("坂本龍一", 6, "…"), "坂本…");
        assert_eq!(fit("坂本龍一", 5, "…"), "坂本…");
        assert_eq!(fit("A Love Supreme", 8, "…"), "A Love…");
        assert_eq!(fit("Sunny", 4, "..."), "S...");
        assert_eq!(fit("Sunny", 0, "…"), "");
        assert_eq!(fit("a\x1b[31mb", 9, "…"), "a[31mb");
    }

    #[test]
    fn a_tower_of_marks_is_cut_short() {
        let tower = format!("Z{}", "\u{301}".repeat(500));
        assert!(fit(&tower, 9, "…").len() <= CLUSTER_BYTES);
    }

    proptest! {
        #[test]
        fn what_fits_is_never_wider(text in "\\PC{0,40}", cells in 0usize..50) {
            prop_assert!(width(&fit(&text, cells, "…")) <= cells);
        }

        #[test]
        fn wrapping_keeps_every_word(text in "[a-z ]{0,80}", cells in 1usize..30) {
            let joined = wrap(&text, cells).join(" ");
            prop_assert_eq!(joined, text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}
