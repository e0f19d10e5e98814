//! A picture in half blocks: two pixels a cell, the upper one as the colour of `▀`, the lower
//! one behind it. Neighbours that look alike become alike, until the picture fits its bytes.

use ratatui::style::Color;

use super::theme::{Rgb, nearest_of_256};
use crate::domain::picture::Picture;

/// What a cell may cost on the wire, on average. A cover of 18 by 9 cells then stays below 4.5 KB.
const BYTES_A_CELL: usize = 26;
/// Differences of a channel up to which two colours pass for one, tried in this order.
const TOLERANCES: [u8; 10] = [0, 3, 6, 9, 13, 18, 24, 32, 44, 64];

/// The colours of a cell; the same twice is a plain one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tile {
    pub upper: Color,
    pub lower: Color,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mosaic {
    columns: u16,
    tiles: Vec<Tile>,
}

/// How many colours a mosaic may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    Ansi256,
    True,
}

impl Mosaic {
    /// The whole picture, brought to `columns` by `rows` cells.
    #[must_use]
    pub fn of(picture: &Picture, columns: u16, rows: u16, depth: Depth) -> Self {
        let small = scaled(picture, u32::from(columns), u32::from(rows) * 2);
        let budget = small.len() / 2 * BYTES_A_CELL;
        let mut mosaic = Self { columns, tiles: Vec::new() };
        for tolerance in TOLERANCES {
            let pairs = merged(&small, usize::from(columns), tolerance);
            mosaic.tiles = pairs.into_iter().map(|(upper, lower)| tile(upper, lower, depth)).collect();
            if mosaic.bytes() <= budget {
                break;
            }
        }
        mosaic
    }

    /// The cells row by row.
    pub fn rows(&self) -> impl Iterator<Item = &[Tile]> {
        self.tiles.chunks(usize::from(self.columns).max(1))
    }

    /// What it costs to send, as crossterm writes it.
    fn bytes(&self) -> usize {
        let mut sum = 0;
        for row in self.rows() {
            sum += 10; // moving the cursor there
            let mut before = None;
            for tile in row {
                if before != Some(tile) {
                    sum += 5 + if tile.is_plain() { 2 } else { cost(tile.upper) } + cost(tile.lower);
                }
                sum += if tile.is_plain() { 1 } else { 3 };
                before = Some(tile);
            }
        }
        sum
    }
}

impl Tile {
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.upper == self.lower
    }
}

fn cost(colour: Color) -> usize {
    let digits = |n: u8| usize::from(n >= 10) + usize::from(n >= 100) + 1;
    match colour {
        Color::Rgb(r, g, b) => 7 + digits(r) + digits(g) + digits(b),
        Color::Indexed(n) => 5 + digits(n),
        _ => 2,
    }
}

fn tile(upper: Rgb, lower: Rgb, depth: Depth) -> Tile {
    let colour = |(r, g, b): Rgb| match depth {
        Depth::True => Color::Rgb(r, g, b),
        Depth::Ansi256 => nearest_of_256((r, g, b)),
    };
    Tile { upper: colour(upper), lower: colour(lower) }
}

/// The pixels in pairs, upper and lower of each cell, row by row. A cell that looks like the one
/// before it becomes the same; one whose halves look alike becomes plain.
fn merged(pixels: &[Rgb], columns: usize, tolerance: u8) -> Vec<(Rgb, Rgb)> {
    let differ = |a: Rgb, b: Rgb| a.0.abs_diff(b.0).max(a.1.abs_diff(b.1)).max(a.2.abs_diff(b.2));
    let alike = |a: Rgb, b: Rgb| differ(a, b) <= tolerance;
    // A plain cell saves a third of its bytes for half of its detail, a repeated one nearly all.
    let plain = |a: Rgb, b: Rgb| differ(a, b) <= tolerance / 3;
    let middle = |a: u8, b: u8| u8::midpoint(a, b);
    let mut pairs = Vec::with_capacity(pixels.len() / 2);
    for two_rows in pixels.chunks_exact((columns * 2).max(1)) {
        let (uppers, lowers) = two_rows.split_at(columns);
        let mut before: Option<(Rgb, Rgb)> = None;
        for (&upper, &lower) in uppers.iter().zip(lowers) {
            let pair = match before {
                Some(pair) if alike(pair.0, upper) && alike(pair.1, lower) => pair,
                _ if plain(upper, lower) => {
                    let both = (middle(upper.0, lower.0), middle(upper.1, lower.1), middle(upper.2, lower.2));
                    (both, both)
                }
                _ => (upper, lower),
            };
            before = Some(pair);
            pairs.push(pair);
        }
    }
    pairs
}

/// Each pixel is the mean of those that fall on it; a smaller picture is repeated.
#[must_use]
pub fn scaled(picture: &Picture, width: u32, height: u32) -> Vec<Rgb> {
    let span = |at: u32, of: u32, all: u32| {
        let from = u64::from(at) * u64::from(all) / u64::from(of.max(1));
        let to = (u64::from(at) + 1) * u64::from(all) / u64::from(of.max(1));
        let from = u32::try_from(from).unwrap_or(0);
        from..u32::try_from(to).unwrap_or(0).max(from + 1)
    };
    let mut out = Vec::with_capacity(width as usize * height as usize);
    for y in 0..height {
        let rows = span(y, height, picture.height());
        for x in 0..width {
            let columns = span(x, width, picture.width());
            let mut sum = [0u32; 3];
            for row in rows.clone() {
                for column in columns.clone() {
                    let pixel = picture.at(column, row);
                    sum.iter_mut().zip(pixel).for_each(|(sum, channel)| *sum += u32::from(channel));
                }
            }
            let count = u32::try_from(rows.len() * columns.len()).unwrap_or(1).max(1);
            let [r, g, b] = sum.map(|sum| u8::try_from(sum / count).unwrap_or(255));
            out.push((r, g, b));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A picture without two equal neighbours: the dearest there is.
    fn noise(side: u32) -> Picture {
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        Picture::new(side, side, (0..side * side * 3).map(|_| next()).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn flat_colours_are_kept_exactly() {
        let flag = Picture::new(1, 2, vec![200, 10, 20, 0, 0, 255]).unwrap();
        let mosaic = Mosaic::of(&flag, 4, 1, Depth::True);
        let tile = Tile { upper: Color::Rgb(200, 10, 20), lower: Color::Rgb(0, 0, 255) };
        assert_eq!(mosaic.tiles, [tile; 4]);
        let grey = Picture::new(2, 2, vec![128; 12]).unwrap();
        assert!(Mosaic::of(&grey, 3, 2, Depth::Ansi256).tiles.iter().all(Tile::is_plain));
    }

    #[test]
    fn a_smooth_picture_keeps_to_its_bytes() {
        let shade = |i: u32| [(i % 96 * 2) as u8, (i / 96 * 2) as u8, 90];
        let picture = Picture::new(96, 96, (0..96 * 96).flat_map(shade).collect::<Vec<_>>()).unwrap();
        for depth in [Depth::True, Depth::Ansi256] {
            let bytes = Mosaic::of(&picture, 18, 9, depth).bytes();
            assert!(bytes <= 18 * 9 * BYTES_A_CELL, "{depth:?}: {bytes}");
        }
    }

    #[test]
    fn even_noise_stays_below_what_a_page_may_send() {
        for depth in [Depth::True, Depth::Ansi256] {
            let bytes = Mosaic::of(&noise(400), 18, 9, depth).bytes();
            assert!(bytes < 5_000, "{depth:?}: {bytes}");
        }
    }

    proptest! {
        #[test]
        fn any_size_is_filled(
            (width, height) in (1u32..40, 1u32..40), (columns, rows) in (0u16..50, 0u16..30),
        ) {
            let picture = Picture::new(width, height, vec![7; (width * height * 3) as usize]).unwrap();
            let mosaic = Mosaic::of(&picture, columns, rows, Depth::True);
            prop_assert_eq!(mosaic.tiles.len(), usize::from(columns) * usize::from(rows));
        }
    }
}
