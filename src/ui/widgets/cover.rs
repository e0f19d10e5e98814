//! The cover of a track or an album, asked for once and drawn as the terminal can.

use std::time::{Duration, Instant};

use ratatui::layout::Rect;

use super::super::canvas::Canvas;
use super::super::mosaic::Mosaic;
use super::super::page::{Effect, Slot};
use super::super::pictures::CoverStyle;
use crate::domain::picture::Picture;
use crate::domain::section::ItemRef;
use crate::player::protocol::{Answer, Question};

/// A cursor that stands for so long has stopped.
const REST: Duration = Duration::from_millis(250);
/// Pixels of a side that are asked for; every size on screen is made of these.
const SIDE: u32 = 480;

/// Where `Cover::ask` is called before each frame and [`Cover::answer`] for each answer,
/// [`Cover::draw`] shows the cover of what was asked for last. Until an answer comes, the cover
/// before it stays: two tracks of one album share theirs, and it must not flicker.
pub struct Cover {
    slot: Slot,
    asked: Option<ItemRef>,
    waits: bool,
    picture: Option<Picture>,
    drawn: Option<(u16, u16, Mosaic)>,
    /// What the cursor came to, and when.
    rests_on: Option<(ItemRef, Instant)>,
}

impl Default for Cover {
    /// For a page with a single cover.
    fn default() -> Self {
        Self::new("cover")
    }
}

impl Cover {
    /// `slot` must be the page's own for covers.
    #[must_use]
    pub const fn new(slot: Slot) -> Self {
        Self { slot, asked: None, waits: false, picture: None, drawn: None, rests_on: None }
    }

    /// Asks for the cover of something, unless it was asked for already.
    pub fn ask(&mut self, of: Option<ItemRef>) -> Option<Effect> {
        if self.asked == of {
            return None;
        }
        self.asked = of;
        self.waits = of.is_some();
        if of.is_none() {
            self.picture = None;
            self.drawn = None;
        }
        of.map(|of| Effect::Ask { slot: self.slot, question: Question::Cover { of, width: SIDE, height: SIDE } })
    }

    /// Asks for the cover of what a cursor stands on, once it has rested there: while it runs
    /// over a list, no covers are read and none are sent. The one before goes at once.
    pub fn ask_at_rest(&mut self, on: ItemRef, ticks: Instant) -> Option<Effect> {
        if self.rests_on.is_none_or(|(item, _)| item != on) {
            self.rests_on = Some((on, ticks));
            self.ask(None);
        }
        self.ask(self.ripe_at().is_some_and(|at| at <= ticks).then_some(on).or(self.asked))
    }

    /// The cursor stands on nothing that has a cover.
    pub fn rest_on_nothing(&mut self) {
        self.rests_on = None;
        self.ask(None);
    }

    fn ripe_at(&self) -> Option<Instant> {
        self.rests_on.and_then(|(_, since)| since.checked_add(REST))
    }

    /// When [`Cover::ask_at_rest`] wants to be called again.
    #[must_use]
    pub fn wake_at(&self) -> Option<Instant> {
        self.ripe_at().filter(|_| self.asked.is_none())
    }

    /// Asks again before the next frame: the files may have changed.
    pub fn stale(&mut self) {
        self.asked = None;
    }

    /// Takes an answer; whether it was one to this.
    pub fn answer(&mut self, slot: Slot, answer: &Answer) -> bool {
        if slot != self.slot {
            return false;
        }
        let picture = if let Answer::Cover(picture) = answer { picture.clone() } else { None };
        let same = matches!((&self.picture, &picture), (Some(old), Some(new)) if old == new);
        if !same {
            self.picture = picture;
            self.drawn = None;
        }
        self.waits = false;
        true
    }

    /// Whether a place should be kept for it: there is one, or one may come.
    #[must_use]
    pub fn has_place(&self, style: CoverStyle) -> bool {
        style != CoverStyle::None && (self.waits || self.picture.is_some() || self.wake_at().is_some())
    }

    /// Draws it as large as fits at the top left of `place`, in its own shape. Returns the cells
    /// used; none when there is nothing to draw.
    pub fn draw(&mut self, place: Rect, canvas: &mut Canvas<'_>) -> Option<Rect> {
        let picture = self.picture.as_ref()?;
        let place = cells_of(picture, canvas.covers, place)?;
        match canvas.covers {
            CoverStyle::None => return None,
            CoverStyle::Blocks(depth) => {
                let (columns, rows) = (place.width, place.height);
                if !matches!(&self.drawn, Some((c, r, _)) if (*c, *r) == (columns, rows)) {
                    self.drawn = Some((columns, rows, Mosaic::of(picture, columns, rows, depth)));
                }
                if let Some((_, _, mosaic)) = &self.drawn {
                    canvas.mosaic(place, mosaic);
                }
            }
            CoverStyle::Pixels { .. } => {
                let picture = picture.clone();
                canvas.picture(place, picture);
            }
        }
        Some(place)
    }
}

/// The cells that a picture takes within `place`.
fn cells_of(picture: &Picture, style: CoverStyle, place: Rect) -> Option<Rect> {
    // Width in rows of text, for one row of height: a cell is not square.
    let share = |a: u32, b: u32, of: u16| {
        u16::try_from((u64::from(a) * u64::from(of) + u64::from(b) / 2) / u64::from(b.max(1))).unwrap_or(u16::MAX)
    };
    let columns_of = |rows: u16| share(picture.width(), picture.height(), style.columns_for(rows)).max(1);
    let mut rows = place.height;
    if columns_of(rows) > place.width {
        rows = (1..=place.height).rev().find(|rows| columns_of(*rows) <= place.width)?;
    }
    (rows > 0).then(|| Rect { width: columns_of(rows), height: rows, ..place })
}

#[cfg(test)]
mod tests {
    use super::super::super::mosaic::Depth;
    use super::*;
    use crate::domain::ids::TrackId;

    #[test]
    fn a_cover_keeps_its_shape_within_its_place() {
        let blocks = CoverStyle::Blocks(Depth::True);
        let size = |width, height, place| {
            let picture = Picture::new(width, height, vec![0; (width * height * 3) as usize]).unwrap();
            cells_of(&picture, blocks, place).map(|place| (place.width, place.height))
        };
        assert_eq!(size(10, 10, Rect::new(0, 0, 40, 9)), Some((18, 9)));
        assert_eq!(size(10, 10, Rect::new(0, 0, 10, 9)), Some((10, 5)));
        assert_eq!(size(20, 10, Rect::new(0, 0, 40, 9)), Some((36, 9)));
        assert_eq!(size(10, 10, Rect::new(0, 0, 0, 9)), None);
        assert_eq!(size(10, 10, Rect::new(0, 0, 9, 0)), None);
    }

    #[test]
    fn a_running_cursor_asks_for_nothing() {
        let mut cover = Cover::new("cover");
        let (begin, item) = (crate::clock::ticks(), |id| ItemRef::Track(TrackId(id)));
        for id in 0..9 {
            assert!(
                cover.ask_at_rest(item(id), begin + Duration::from_millis(100) * u32::try_from(id).unwrap()).is_none()
            );
        }
        let stopped = begin + Duration::from_millis(800);
        assert_eq!(cover.wake_at(), Some(stopped + REST));
        assert!(cover.ask_at_rest(item(8), stopped + REST).is_some());
        assert!(cover.ask_at_rest(item(8), stopped + REST * 2).is_none() && cover.wake_at().is_none());
        cover.answer("cover", &Answer::Cover(Picture::new(1, 1, vec![1, 2, 3])));
        assert!(cover.ask_at_rest(item(9), stopped + REST * 3).is_none() && cover.picture.is_none());
    }

    #[test]
    fn it_is_asked_for_once_and_stays_until_the_next_one_is_there() {
        let mut cover = Cover::new("cover");
        let track = |id| Some(ItemRef::Track(TrackId(id)));
        assert!(cover.ask(track(1)).is_some() && cover.ask(track(1)).is_none());
        assert!(cover.has_place(CoverStyle::Blocks(Depth::True)), "one may come");
        let picture = Picture::new(1, 1, vec![1, 2, 3]).unwrap();
        assert!(cover.answer("cover", &Answer::Cover(Some(picture.clone()))));
        assert!(cover.ask(track(2)).is_some());
        assert_eq!(cover.picture, Some(picture));
        assert!(!cover.answer("other", &Answer::Cover(None)));
        assert!(cover.answer("cover", &Answer::Cover(None)));
        assert!(!cover.has_place(CoverStyle::Blocks(Depth::True)) && cover.picture.is_none());
    }
}
