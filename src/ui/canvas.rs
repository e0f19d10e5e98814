//! The sheet that pages draw on: text in cells, clipped, by role; where the cursor stands;
//! what a click there would do.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Style};

use super::glyphs::Glyphs;
use super::keymap::Action;
use super::mosaic::Mosaic;
use super::page::PageId;
use super::pictures::{CoverStyle, Placed};
use super::theme::{Ink, Role, Theme};
use super::width;
use crate::domain::picture::Picture;

/// What a click on a part of the frame does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    Page(PageId),
    Act(Action),
    /// The progress bar: its place says how far into the track.
    Seek,
}

pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    theme: &'a Theme,
    pub glyphs: &'a Glyphs,
    /// Where the hardware cursor goes: the focused line or the text field.
    pub cursor: Option<Position>,
    pub hits: Vec<(Rect, Hit)>,
    /// Whether what is drawn stands beside the page that has the keys.
    pub aside: bool,
    /// How covers are drawn here.
    pub covers: CoverStyle,
    /// The pictures that stand in this frame.
    pub placed: Vec<Placed>,
}

impl<'a> Canvas<'a> {
    pub fn new(buffer: &'a mut Buffer, theme: &'a Theme, glyphs: &'a Glyphs) -> Self {
        Self {
            buffer,
            theme,
            glyphs,
            cursor: None,
            hits: Vec::new(),
            aside: false,
            covers: CoverStyle::None,
            placed: Vec::new(),
        }
    }

    /// Lays the theme's ground under everything.
    pub fn lay_ground(&mut self) {
        if self.theme.ground.is_some() {
            self.buffer.set_style(self.buffer.area, self.theme.blank());
        }
    }

    /// Writes on the first row of `place`, cut to its width. Returns the cells used.
    pub fn put(&mut self, place: Rect, text: &str, ink: impl Into<Ink>) -> u16 {
        let place = place.intersection(self.buffer.area);
        if place.is_empty() {
            return 0;
        }
        let text = self.glyphs.plain(text);
        let text = width::fit(&text, usize::from(place.width), self.glyphs.ellipsis);
        let (end, _) =
            self.buffer.set_stringn(place.x, place.y, &text, usize::from(place.width), self.theme.style(ink));
        end.saturating_sub(place.x)
    }

    /// The same, flush right. Returns what is left of `place` before the text.
    pub fn put_right(&mut self, place: Rect, text: &str, ink: impl Into<Ink>) -> Rect {
        let needed = cells(width::width(&self.glyphs.plain(text))).min(place.width);
        let left = place.width - needed;
        self.put(Rect { x: place.x.saturating_add(left), width: needed, ..place }, text, ink);
        Rect { width: left, ..place }
    }

    /// A horizontal rule over the whole width of `place`.
    pub fn rule(&mut self, place: Rect) {
        let line = self.glyphs.rule.repeat(usize::from(place.width));
        self.put(place, &line, Role::Dim);
    }

    /// Marks the focused line and puts the hardware cursor there.
    pub fn focus(&mut self, place: Rect) {
        if self.aside {
            return;
        }
        self.put(Rect { width: place.width.min(1), ..place }, self.glyphs.focus, Role::Focus);
        self.point_at(place.as_position());
    }

    /// The sign of a marked line, in the place of the focus mark.
    pub fn marked(&mut self, place: Rect, focused: bool) {
        let sign = if focused { self.glyphs.marked_here } else { self.glyphs.marked };
        self.put(Rect { width: place.width.min(1), ..place }, sign, Role::Focus);
    }

    /// What a line stands on before its words: focus, the cursor of a list without the keys, the
    /// mark. Tells whether it has the focus.
    pub fn ground(&mut self, place: Rect, on_cursor: bool, active: bool, marked: bool) -> bool {
        let focused = on_cursor && active;
        if focused {
            self.focus(place);
        } else if on_cursor {
            self.put(Rect { width: place.width.min(1), ..place }, self.glyphs.here, Role::Accent);
        }
        if marked {
            self.marked(place, focused);
        }
        focused
    }

    pub fn point_at(&mut self, position: Position) {
        if self.buffer.area.contains(position) && !self.aside {
            self.cursor = Some(position);
        }
    }

    pub fn clear(&mut self, place: Rect) {
        for row in place.intersection(self.buffer.area).rows() {
            let blank = " ".repeat(usize::from(row.width));
            self.buffer.set_stringn(row.x, row.y, blank, usize::from(row.width), self.theme.blank());
        }
    }

    /// Draws a picture of cells, from the top left of `place`.
    pub fn mosaic(&mut self, place: Rect, mosaic: &Mosaic) {
        for (row, tiles) in place.rows().zip(mosaic.rows()) {
            for (at, tile) in row.columns().zip(tiles) {
                let Some(cell) = self.buffer.cell_mut(at.as_position()) else { continue };
                // Of a plain cell only what is behind it shows; the shorter it is to say, the better.
                let (sign, upper) = if tile.is_plain() { (" ", Color::Reset) } else { ("▀", tile.upper) };
                cell.set_symbol(sign).set_style(Style::reset().fg(upper).bg(tile.lower));
            }
        }
    }

    /// Keeps the cells of `place` blank for a picture that the terminal draws itself.
    pub fn picture(&mut self, place: Rect, picture: Picture) {
        let place = place.intersection(self.buffer.area);
        self.clear(place);
        self.placed.push(Placed { picture, place });
    }

    pub fn hit(&mut self, place: Rect, hit: Hit) {
        self.hits.push((place, hit));
    }
}

/// A count as cells, without wrapping.
#[must_use]
pub fn cells(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// Row `n` of `area`, if it has that many.
#[must_use]
pub fn row(area: Rect, n: u16) -> Option<Rect> {
    (n < area.height).then(|| Rect { y: area.y + n, height: 1, ..area })
}

/// Cuts `cells` off the left of `place`.
#[must_use]
pub fn after(place: Rect, cells: u16) -> Rect {
    let cut = cells.min(place.width);
    Rect { x: place.x + cut, width: place.width - cut, ..place }
}

/// `place` without its first `rows` rows.
#[must_use]
pub fn below(place: Rect, rows: u16) -> Rect {
    let cut = rows.min(place.height);
    Rect { y: place.y + cut, height: place.height - cut, ..place }
}
