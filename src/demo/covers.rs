//! Covers drawn by code: a few flat colours and shapes in the manner of each style.

use super::catalogue::{Album, Style};
use super::dice::Dice;

/// Width and height in pixels.
pub const SIDE: u32 = 400;

type Colour = [f32; 3];
/// A place on the cover; both from 0.0 to 1.0, from the top left.
type Place = (f32, f32);

/// Background, and three colours that stand well on it.
type Palette = [Colour; 4];

const fn rgb(hex: u32) -> Colour {
    [((hex >> 16) & 0xff) as f32 / 255.0, ((hex >> 8) & 0xff) as f32 / 255.0, (hex & 0xff) as f32 / 255.0]
}

/// The cover of an album as PNG. A compilation shows a piece of every style that is on it.
///
/// # Errors
/// The encoder refused, which a picture of this size gives no reason for.
pub fn cover(album: &Album) -> Result<Vec<u8>, png::EncodingError> {
    let mut dice = Dice::from_words(&[album.artist, album.title, "cover"]);
    let picture =
        if album.compilation { Picture::rooms(album, &mut dice) } else { Picture::of(main_style(album), &mut dice) };
    picture.png()
}

fn main_style(album: &Album) -> Style {
    album.tracks.first().map_or(Style::Drone, |line| line.style)
}

struct Picture(Vec<[u8; 3]>);

impl Picture {
    fn of(style: Style, dice: &mut Dice) -> Self {
        let paint = painter(style, dice);
        Self::painted(paint)
    }

    /// Four rooms with a view of four styles, and walls between them.
    fn rooms(album: &Album, dice: &mut Dice) -> Self {
        let painters: Vec<_> = album.tracks.iter().take(4).map(|line| painter(line.style, dice)).collect();
        Self::painted(|(x, y)| {
            let (column, row) = (usize::from(x >= 0.5), usize::from(y >= 0.5));
            let (u, v) = ((x * 2.0).fract(), (y * 2.0).fract());
            let wall = (0.5 - (u - 0.5).abs()).min(0.5 - (v - 0.5).abs());
            match painters.get(row * 2 + column) {
                Some(paint) if wall > 0.05 => paint((u, v)),
                _ => rgb(0xf2ede4),
            }
        })
    }

    /// Each pixel from four places within it, so that edges are smooth.
    fn painted(paint: impl Fn(Place) -> Colour) -> Self {
        let size = SIDE as f32;
        let mut pixels = Vec::with_capacity((SIDE * SIDE) as usize);
        for y in 0..SIDE {
            for x in 0..SIDE {
                let mut sum = [0.0; 3];
                for (dx, dy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
                    let colour = paint(((x as f32 + dx) / size, (y as f32 + dy) / size));
                    sum.iter_mut().zip(colour).for_each(|(sum, level)| *sum += level / 4.0);
                }
                pixels.push(sum.map(|level| (level.clamp(0.0, 1.0) * 255.0).round() as u8));
            }
        }
        Self(pixels)
    }

    fn png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, SIDE, SIDE);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(self.0.as_flattened())?;
        writer.finish()?;
        Ok(out)
    }
}

fn mix(a: Colour, b: Colour, part: f32) -> Colour {
    let part = part.clamp(0.0, 1.0);
    [0, 1, 2].map(|n| a[n] + (b[n] - a[n]) * part)
}

fn distance((x, y): Place, (cx, cy): Place) -> f32 {
    ((x - cx).powi(2) + (y - cy).powi(2)).sqrt()
}

fn palette(style: Style, dice: &mut Dice) -> Palette {
    let choices: [[u32; 4]; 2] = match style {
        Style::Drone => [[0x162638, 0x2f5d73, 0x8fb8b5, 0xe9e1cf], [0x2a1f33, 0x5b3e63, 0xb07f8f, 0xf0d9c4]],
        Style::Chiptune => [[0x1b1b3a, 0xff5d8f, 0x4ad6a8, 0xffe066], [0x0f2b2e, 0xff8a3d, 0x6fc3ff, 0xf7f4c9]],
        Style::Techno => [[0x111113, 0x3a3a40, 0xe8e8e6, 0xff3b1f], [0xd9d9d4, 0xa8a8a2, 0x161618, 0x1f4bff]],
        Style::Waltz => [[0xf4e8d8, 0xb53a3a, 0x2d4a5a, 0xd89c4a], [0xe8ecdd, 0x3e5c3a, 0xa84a32, 0xd9b35c]],
        Style::Dub => [[0x1f2a1a, 0xd9a41e, 0xb53228, 0x3f7a3a], [0x261c16, 0xe0b03a, 0x3f7a4a, 0xc4462c]],
        Style::Counterpoint => [[0xf3eee2, 0x2a2a3a, 0x8a1f2f, 0xb89a5a], [0x202838, 0xe8dfc8, 0xb89a5a, 0x8a3a3a]],
        Style::LoFi => [[0x3a2f4a, 0xe89a8a, 0xf4d5a8, 0x6a8a9a], [0x243a44, 0xf0b890, 0xf6e3c0, 0xc06a72]],
        Style::Folk => [[0xe6dcc4, 0x5a6a3a, 0x8a5a32, 0x33423a], [0xd8d8c8, 0x746a3c, 0x3e4e48, 0xa86a3c]],
        Style::Jazz => [[0x1d4e89, 0xf2efe6, 0xf79256, 0x0b1d33], [0xf7b538, 0x2b2d42, 0xc32f27, 0xf5eedc]],
        Style::Wall => [[0xf2b5c4, 0xe85a9a, 0x8a3f9a, 0xffe8d8], [0xffd0a0, 0xf06070, 0x7040a0, 0xfff2e0]],
        Style::MusicBox => [[0xf7ecf0, 0xd48aa8, 0x8aa8c8, 0xd8b86a], [0xe9f0f2, 0x7aa0b8, 0xe09a8a, 0xc8b470]],
        Style::Phase => [[0xf5f3ee, 0x1f3f9f, 0xe04f3f, 0x1a1a1a], [0x102a3a, 0xf0e8d0, 0xf09050, 0x60b0a8]],
    };
    dice.pick(&choices).map(rgb)
}

/// What a style looks like.
fn painter(style: Style, dice: &mut Dice) -> Box<dyn Fn(Place) -> Colour> {
    let colours = palette(style, dice);
    match style {
        Style::Drone => horizon(colours, dice),
        Style::Chiptune => sprite(colours, dice),
        Style::Techno => raster(colours, dice),
        Style::Waltz => strings(colours, dice),
        Style::Dub => rings(colours, dice),
        Style::Counterpoint => voices(colours, dice),
        Style::LoFi => window(colours, dice),
        Style::Folk => hills(colours, dice),
        Style::Jazz => blocks(colours, dice),
        Style::Wall => glow(colours, dice),
        Style::MusicBox => comb(colours, dice),
        Style::Phase => moire(colours, dice),
    }
}

/// A low sun over bands of sea.
fn horizon([night, sea, light, sun]: Palette, dice: &mut Dice) -> Box<dyn Fn(Place) -> Colour> {
    let (line, centre, radius) = (dice.between(0.52, 0.64), dice.between(0.3, 0.7), dice.between(0.09, 0.16));
    Box::new(move |(x, y)| {
        if y < line {
            if distance((x, y), (centre, line - radius * 0.4)) < radius {
                sun
            } else {
                mix(night, sea, (y / line * 6.0).floor() / 6.0)
            }
        } else {
            let depth = (y - line) / (1.0 - line);
            let band = ((depth.sqrt() * 9.0).floor()) as i32 % 2;
            let path = (x - centre).abs() < radius * (0.9 - depth * 0.5) && band == 0;
            if path { mix(light, sun, 0.4) } else { mix(sea, night, depth * 0.9 + 0.12 * band as f32) }
        }
    })
}

/// A tree of square pixels, the same on both sides.
fn sprite([ground, one, two, three]: Palette, dice: &mut Dice) -> Box<dyn Fn(Place) -> Colour> {
    const CELLS: usize = 16;
    let cells: Vec<u8> = (0..CELLS * CELLS / 2)
        .map(|cell| {
            let (column, row) = (cell % (CELLS / 2), cell / (CELLS / 2));
            let from_middle = (CELLS / 2 - 1 - column) as f32;
            let crown = row > 1 && row < 11 && from_middle < 1.5 + (row as f32 - 1.0) * 0.55;
            match row {
                11..=13 if from_middle < 1.0 => 2,
                14 if column > 0 => 3,
                _ if crown && dice.chance(0.8) => {
                    if dice.chance(0.18) {
                        3
                    } else {
                        1
                    }
                }
                _ => 0,
            }
        })
        .collect();
    Box::new(move |(x, y)| {
        let (column, row) =
            (((x * CELLS as f32) as usize).min(CELLS - 1), ((y * CELLS as f32) as usize).min(CELLS - 1));
        let mirrored = column.min(CELLS - 1 - column);
        match cells.get(row * CELLS / 2 + mirrored) {
            Some(1) => two,
            Some(2) => one,
            Some(3) => three,
            _ => ground,
        }
    })
}

/// Dots that grow along a diagonal, one of them another colour.
fn raster([ground, faint, ink, accent]: Palette, dice: &mut Dice) -> Box<dyn Fn(Place) -> Colour> {
    let cells = dice.pick(&[9.0_f32, 11.0, 13.0]);
    let (odd_x, odd_y) = (dice.between(2.0, cells - 2.0).floor(), dice.between(2.0, cells - 2.0).floor());
    let turn = dice.between(-0.6, 0.6);
    Box::new(move |(x, y)| {
        let (column, row) = ((x * cells).floor(), (y * cells).floor());
        let centre = ((column + 0.5) / cells, (row + 0.5) / cells);
        let along = (centre.0 * (1.0 - turn) + centre.1 * (1.0 + turn)) / 2.0;
        let radius = (0.08 + 0.4 * along) / cells;
        if distance((x, y), centre) > radius {
            ground
        } else if (column, row) == (odd_x, odd_y) {
            accent
        } else {
            mix(faint, ink, along)
        }
    })
}

/// Six strings over a round hole.
fn strings([paper, rose, ink, wood]: Palette, dice: &mut Dice) -> Box<dyn Fn(Place) -> Colour> {
    let centre = (dice.between(0.4, 0.6), dice.between(0.4, 0.6));
    Box::new(move |(x, y)| {
        let string = ((x + y * 0.12) * 9.0 - 2.0).fract();
        let number = (x + y * 0.12) * 9.0 - 2.0;
        if (0.0..6.0).contains(&number) && (string - 0.5).abs() < 0.03 + 0.012 * number {
            return ink;
        }
        let away = distance((x, y), centre);
        match away {
            _ if away < 0.2 => mix(ink, rose, 0.25),
            _ if away < 0.225 || (0.27..0.285).contains(&away) => rose,
            _ if away < 0.38 => wood,
            _ => paper,
        }
    })
}

/// Rings of an echo, each fainter and further off.
fn rings([ground, gold, red, green]: Palette, dice: &mut Dice) -> Box<dyn Fn(Place) -> Colour> {
    let (start, step) = ((dice.between(0.2, 0.35), dice.between(0.6, 0.75)), dice.between(0.07, 0.1));
    Box::new(move |(x, y)| {
        for echo in 0..7_u8 {
            let n = f32::from(echo);
            let centre = (start.0 + n * step, start.1 - n * step * 0.75);
            let away = distance((x, y), centre);
            let radius = 0.17 - n * 0.012;
            if away < radius && away > radius * 0.45 {
                return mix([gold, red, green][usize::from(echo) % 3], ground, n * 0.13);
            }
            if away <= radius * 0.14 {
                return mix(gold, ground, n * 0.13);
            }
        }
        ground
    })
}

/// Two lines of music that answer each other, as steps.
fn voices([paper, ink, red, gold]: Palette, dice: &mut Dice) -> Box<dyn Fn(Place) -> Colour> {
    const STEPS: usize = 16;
    let mut height = 3_i64;
    let line: Vec<f32> = (0..STEPS)
        .map(|_| {
            height = (height + dice.pick(&[-1, 1, 1, 2, -2])).clamp(0, 7);
            height as f32 / 7.0
        })
        .collect();
    Box::new(move |(x, y)| {
        let inside = (0.1..0.9).contains(&x);
        let step = (((x - 0.1) / 0.8 * STEPS as f32) as usize).min(STEPS - 1);
        let above = line.get(step).map_or(0.5, |height| 0.42 - 0.28 * height);
        let below = line.get((step + STEPS - 4) % STEPS).map_or(0.5, |height| 0.58 + 0.28 * height);
        if inside && (y - above).abs() < 0.018 {
            ink
        } else if inside && (y - below).abs() < 0.018 {
            red
        } else if inside && (y - 0.5).abs() < 0.002 {
            gold
        } else {
            paper
        }
    })
}

/// A window at dusk with rain on it.
fn window([wall, dusk, lamp, rain]: Palette, dice: &mut Dice) -> Box<dyn Fn(Place) -> Colour> {
    let drops: Vec<(f32, f32, f32)> =
        (0..70).map(|_| (dice.between(0.2, 0.8), dice.between(0.12, 0.85), dice.between(0.01, 0.06))).collect();
    let moon = (dice.between(0.35, 0.65), dice.between(0.28, 0.42));
    Box::new(move |(x, y)| {
        if !(0.18..0.82).contains(&x) || !(0.1..0.88).contains(&y) {
            return if (0.88..0.91).contains(&y) && (0.14..0.86).contains(&x) { lamp } else { wall };
        }
        if (x - 0.5).abs() < 0.012 || (y - 0.5).abs() < 0.012 {
            return wall;
        }
        if drops.iter().any(|&(dx, dy, long)| (x - dx - (y - dy) * 0.12).abs() < 0.0022 && (dy..dy + long).contains(&y))
        {
            return lamp;
        }
        if distance((x, y), moon) < 0.085 { lamp } else { mix(rain, dusk, (y * 8.0).floor() / 8.0) }
    })
}

/// Fields behind fields.
fn hills([sky, grass, earth, wood]: Palette, dice: &mut Dice) -> Box<dyn Fn(Place) -> Colour> {
    let waves: Vec<(f32, f32)> = (0..4).map(|_| (dice.between(0.6, 1.6), dice.between(0.0, 6.0))).collect();
    let tree = dice.between(0.25, 0.75);
    Box::new(move |(x, y)| {
        let edge = |layer: usize| {
            let (rate, start) = waves.get(layer).copied().unwrap_or((1.0, 0.0));
            0.48 + 0.13 * layer as f32 + 0.05 * (x * rate * 6.0 + start).sin()
        };
        for layer in (0..4).rev() {
            if y > edge(layer) {
                return [mix(grass, sky, 0.5), grass, mix(earth, grass, 0.4), wood][layer];
            }
        }
        let trunk = (x - tree).abs() < 0.008 && (0.3..0.6).contains(&y);
        if trunk || distance((x, y), (tree, 0.27)) < 0.075 { wood } else { sky }
    })
}

/// Paper cut and laid: blocks, a circle, a bar.
fn blocks([ground, light, warm, dark]: Palette, dice: &mut Dice) -> Box<dyn Fn(Place) -> Colour> {
    let split = dice.between(0.35, 0.65);
    let circle = ((dice.between(0.3, 0.7), dice.between(0.3, 0.5)), dice.between(0.16, 0.24));
    let keys = dice.between(0.68, 0.76);
    Box::new(move |(x, y)| {
        if y > keys {
            // Gaps between white keys, and the black keys that lie on five of seven gaps.
            let gap = x * 10.0 + 0.5;
            let away = (gap.fract() - 0.5).abs();
            let black = matches!(gap as i32 % 7, 1 | 2 | 4 | 5 | 6) && away < 0.28 && y < keys + 0.16;
            return if black || away < 0.015 { dark } else { light };
        }
        let inside = distance((x, y), circle.0) < circle.1;
        match (inside, x < split) {
            (true, true) => warm,
            (true, false) => light,
            (false, true) => ground,
            (false, false) => mix(ground, dark, 0.55),
        }
    })
}

/// Colour that has run into colour, in coarse steps as from cheap print.
fn glow([pale, pink, violet, light]: Palette, dice: &mut Dice) -> Box<dyn Fn(Place) -> Colour> {
    let spots: Vec<(Place, f32, Colour)> = [pink, violet, light, pink, violet]
        .into_iter()
        .map(|colour| ((dice.between(0.1, 0.9), dice.between(0.1, 0.9)), dice.between(0.22, 0.45), colour))
        .collect();
    Box::new(move |place| {
        let mut colour = pale;
        for &(centre, size, tint) in &spots {
            let near = (1.0 - distance(place, centre) / size).max(0.0);
            colour = mix(colour, tint, (near * 10.0).floor() / 10.0);
        }
        colour
    })
}

/// The drum and the comb.
fn comb([paper, pink, blue, brass]: Palette, dice: &mut Dice) -> Box<dyn Fn(Place) -> Colour> {
    let pins: Vec<Place> =
        (0..26).map(|_| ((dice.below(12) as f32 + 0.5) / 14.0 + 1.0 / 14.0, dice.between(0.16, 0.48))).collect();
    Box::new(move |(x, y)| {
        if pins.iter().any(|&pin| distance((x, y), pin) < 0.013) {
            return brass;
        }
        if (0.12..0.52).contains(&y) && (0.05..0.95).contains(&x) {
            return mix(pink, paper, ((y - 0.12) / 0.4 * 5.0).floor() * 0.12);
        }
        let tooth = ((x - 1.0 / 14.0) * 14.0).fract();
        let long = 0.6 + 0.28 * (1.0 - x);
        if (0.56..long).contains(&y) && (1.0 / 14.0..13.0 / 14.0).contains(&x) && tooth < 0.72 { blue } else { paper }
    })
}

/// Two gratings, one a little finer than the other.
fn moire([paper, one, other, ink]: Palette, dice: &mut Dice) -> Box<dyn Fn(Place) -> Colour> {
    let (lines, more) = (dice.between(15.0, 19.0), dice.between(1.0, 2.4));
    let tilt = dice.between(0.02, 0.12);
    Box::new(move |(x, y)| {
        if !(0.08..0.92).contains(&x) || !(0.08..0.92).contains(&y) {
            return paper;
        }
        let first = (x * lines).fract() < 0.42;
        let second = ((x + (y - 0.5) * tilt) * (lines + more)).fract() < 0.42;
        match (first, second) {
            (true, true) => ink,
            (true, false) => one,
            (false, true) => other,
            (false, false) => paper,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::albums;
    use super::*;

    #[test]
    fn every_cover_differs_and_is_small() {
        let drawn: Vec<Vec<u8>> = albums().iter().step_by(4).map(|album| cover(album).unwrap()).collect();
        for (place, png) in drawn.iter().enumerate() {
            assert_eq!(png.get(1..4), Some(b"PNG".as_slice()));
            assert!(png.len() < 120_000, "{} bytes", png.len());
            assert!(drawn.iter().skip(place + 1).all(|other| other != png));
        }
    }

    #[test]
    fn the_same_album_is_drawn_the_same() {
        assert_eq!(cover(&albums()[2]).unwrap(), cover(&albums()[2]).unwrap());
    }
}
