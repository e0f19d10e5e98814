//! Where cover, words and view stand: side by side in a wide room, below each other elsewhere.

use ratatui::layout::Rect;

use super::super::super::canvas::{after, below};
use super::super::super::pictures::CoverStyle;

/// From here on the view stands beside the cover.
const WIDE: u16 = 110;
const TALL: u16 = 22;
/// Without this much room there is no cover.
const COVER_WIDTH: u16 = 56;
const COVER_HEIGHT: u16 = 14;
/// Rows that the words about a track take.
const WORDS: u16 = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// At most; a cover that is not square leaves some of it.
    pub cover: Option<Rect>,
    words: Rect,
    /// Whether the words stand right of the cover or under it.
    beside: bool,
    pub view: Rect,
}

impl Layout {
    pub(super) fn of(area: Rect, has_cover: bool, style: CoverStyle) -> Self {
        if area.width >= WIDE && area.height >= TALL {
            return Self::wide(area, has_cover, style);
        }
        let roomy = area.height >= COVER_HEIGHT;
        let top = below(area, u16::from(roomy));
        let cover = (has_cover && roomy && area.width >= COVER_WIDTH).then(|| {
            // Half of the room at most, so that what comes keeps the other half.
            let rows = (area.height / 2).min(14);
            let columns = style.columns_for(rows).saturating_mul(3) / 2;
            Rect { x: top.x + 2, width: columns.min(area.width * 2 / 5), height: rows, ..top }
        });
        let words = match cover {
            Some(cover) => cover.height,
            None if roomy => WORDS.min(area.height / 2),
            None => (area.height / 2).min(4),
        };
        let gap = u16::from(roomy);
        Self { cover, words: Rect { height: words, ..top }, beside: cover.is_some(), view: below(top, words + gap) }
    }

    fn wide(area: Rect, has_cover: bool, style: CoverStyle) -> Self {
        let left = Rect { width: area.width * 2 / 5, ..below(area, 1) };
        let view = after(below(area, 1), left.width + 2);
        let rows = left.height.saturating_sub(WORDS + 2);
        let cover = (has_cover && rows > 5).then(|| {
            let fits = (1..=rows).rev().find(|rows| style.columns_for(*rows) + 4 <= left.width).unwrap_or(1);
            Rect { x: left.x + 2, y: left.y, width: left.width.saturating_sub(4), height: fits }
        });
        Self { cover, words: left, beside: false, view }
    }

    /// Under a list that leaves much of a wide room free, the story has a place.
    pub(super) fn below_list(&self, lines: usize) -> Option<Rect> {
        let wanted = u16::try_from(lines.max(3)).unwrap_or(u16::MAX).saturating_add(2);
        let list = wanted.min(self.view.height / 2);
        let wide = self.view.width >= WIDE / 2 && !self.beside && self.view.height >= TALL - 2;
        (wide && self.view.y == self.words.y).then(|| below(self.view, list))
    }

    /// Where the words go, once the cover has taken its own shape.
    pub(super) fn words_beside(&self, cover: Option<Rect>) -> Rect {
        let Some(cover) = cover.or(self.cover) else { return after(self.words, 1) };
        if self.beside {
            after(self.words, cover.right().saturating_sub(self.words.x) + 3)
        } else {
            after(below(self.words, cover.height + 1), 2)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::super::mosaic::Depth;
    use super::*;

    const BLOCKS: CoverStyle = CoverStyle::Blocks(Depth::True);

    #[test]
    fn at_eighty_the_cover_stands_left_of_the_words() {
        let layout = Layout::of(Rect::new(0, 1, 80, 19), true, BLOCKS);
        assert_eq!(layout.cover, Some(Rect::new(2, 2, 27, 9)));
        let words = layout.words_beside(Some(Rect::new(2, 2, 18, 9)));
        assert_eq!((words.x, words.y, words.height), (23, 2, 9));
        assert_eq!((layout.view.y, layout.view.height), (12, 8));
    }

    #[test]
    fn in_little_room_there_is_no_cover() {
        let layout = Layout::of(Rect::new(0, 1, 40, 8), true, BLOCKS);
        assert_eq!(layout.cover, None);
        assert_eq!((layout.words_beside(None).height, layout.view.height), (4, 4));
    }

    proptest! {
        #[test]
        fn nothing_stands_outside((width, height) in (0u16..300, 0u16..120), has_cover in any::<bool>()) {
            let area = Rect::new(0, 1, width, height);
            let layout = Layout::of(area, has_cover, BLOCKS);
            for part in [layout.cover.unwrap_or(area), layout.words_beside(None), layout.view] {
                prop_assert!(part.right() <= area.right() && part.bottom() <= area.bottom());
            }
        }
    }
}
