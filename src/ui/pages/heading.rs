//! The first line of a page, and words where there is nothing to list.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::super::canvas::{Canvas, after, below, row};
use super::super::theme::Role;
use super::super::width::{fit, width, wrap};

const DOT: &str = " · ";

/// Fewer cells of a part say nothing.
const PART: usize = 16;

/// Draws the page's first line and returns what is left for the rest of it. In little room
/// the blank line goes first, then the heading. Of `right`, parts between dots, the last go first.
pub fn draw(area: Rect, left: &str, right: &str, canvas: &mut Canvas<'_>) -> Rect {
    if area.height < 5 {
        return area;
    }
    if let Some(place) = row(area, 0) {
        let place = Rect { width: place.width.saturating_sub(1), ..place };
        let used = canvas.put(after(place, 1), left, Role::Title);
        let rest = after(place, used + 3);
        let right = parts_in(right, usize::from(rest.width), canvas.glyphs.ellipsis);
        canvas.put_right(rest, &right, Role::Reason);
    }
    below(area, if area.height >= 12 { 2 } else { 1 })
}

/// As many parts as there is room for; of a long one that is the next, its beginning.
fn parts_in<'t>(text: &'t str, cells: usize, ellipsis: &str) -> Cow<'t, str> {
    if width(text) <= cells {
        return Cow::Borrowed(text);
    }
    let ends = text.match_indices(DOT).map(|(at, _)| at);
    let whole = ends.filter_map(|end| text.get(..end)).take_while(|part| width(part) <= cells).last();
    let (used, next) = match whole {
        Some(whole) => (width(whole) + width(DOT), text.get(whole.len() + DOT.len()..).unwrap_or_default()),
        None => (0, text),
    };
    let long = next.split(DOT).next().is_some_and(|part| width(part) >= PART);
    if long && cells >= used + PART { fit(text, cells, ellipsis) } else { Cow::Borrowed(whole.unwrap_or_default()) }
}

/// What a list says that its filter emptied.
pub const NO_HITS: &str = "No line here has these words.";

/// Tells what would stand here, in lines from the top of `area`. The hardware cursor goes there.
pub fn teach(area: Rect, sentences: &[impl AsRef<str>], canvas: &mut Canvas<'_>) {
    canvas.point_at(area.as_position());
    let width = usize::from(area.width.saturating_sub(2)).clamp(1, 76);
    let lines = sentences.iter().map(AsRef::as_ref).flat_map(|sentence| match sentence.is_empty() {
        true => vec![String::new()],
        false => wrap(sentence, width),
    });
    for (place, line) in area.rows().zip(lines) {
        canvas.put(after(place, 1), &line, Role::Reason);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_last_parts_go_first_and_of_a_long_one_its_end() {
        let words = "6 tracks · 4 min · From “Mix 2: Jazz” on 26 November 2026: by artists that you hear";
        let at = |cells| parts_in(words, cells, "…").into_owned();
        assert_eq!(at(200), words);
        assert_eq!(at(40), "6 tracks · 4 min · From “Mix 2: Jazz” o…");
        assert_eq!(at(30), "6 tracks · 4 min", "what is left of it says nothing");
        assert_eq!((at(10).as_str(), at(3).as_str()), ("6 tracks", ""));
        assert_eq!(parts_in("15 artists · 62 tracks", 18, "…"), "15 artists", "a short one is never cut");
    }

    proptest! {
        #[test]
        fn what_stands_there_fits(text in "([a-c é小]{0,12} · ){0,4}[a-c]{0,30}", cells in 0_usize..60) {
            prop_assert!(width(&parts_in(&text, cells, "…")) <= cells);
        }
    }
}
