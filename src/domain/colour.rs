//! Colours as the listener writes them, and how far apart they look.

/// Red, green and blue in sRGB.
pub type Rgb = (u8, u8, u8);

/// A colour that a terminal can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Colour {
    /// Whatever the terminal writes or stands on by itself.
    Own,
    Rgb(Rgb),
    /// Of the 256: 0 to 15 the terminal's own, then a cube of 6×6×6, then 24 greys.
    Indexed(u8),
    /// Of the terminal's own sixteen.
    Ansi(u8),
}

/// The terminal's own sixteen by name, in their order.
pub const ANSI_NAMES: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];

/// What the sixteen usually look like: the colours of xterm. Only to find the nearest one.
const ANSI_USUAL: [Rgb; 16] = [
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
];

/// The brightness steps of each side of the cube.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

impl Colour {
    /// `"#1e90ff"`, `"#18f"`, `"208"`, `"bright-blue"`, `"default"`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(hex) = text.strip_prefix('#') {
            return of_hex(hex).map(Self::Rgb);
        }
        if let Ok(index) = text.parse::<u8>() {
            return Some(Self::Indexed(index));
        }
        let name = text.to_ascii_lowercase().replace(['_', ' '], "-");
        match name.as_str() {
            "default" | "none" => Some(Self::Own),
            "grey" | "gray" => Some(Self::Ansi(8)),
            name => {
                let place = ANSI_NAMES.iter().position(|known| *known == name)?;
                u8::try_from(place).ok().map(Self::Ansi)
            }
        }
    }

    /// What it looks like, as far as that does not depend on the terminal.
    #[must_use]
    pub fn rgb(self) -> Option<Rgb> {
        match self {
            Self::Rgb(rgb) => Some(rgb),
            Self::Indexed(index) => of_256().find(|(at, _)| *at == index).map(|(_, rgb)| rgb),
            Self::Own | Self::Ansi(_) => None,
        }
    }

    /// The nearest one that a terminal of 256 colours has.
    #[must_use]
    pub fn in_256(self) -> Self {
        match self {
            Self::Rgb(rgb) => Self::Indexed(nearest(rgb, of_256())),
            other => other,
        }
    }

    /// The nearest one of the terminal's own sixteen.
    #[must_use]
    pub fn in_16(self) -> Self {
        match self {
            Self::Indexed(own @ 0..16) => Self::Ansi(own),
            Self::Rgb(_) | Self::Indexed(_) => {
                let rgb = self.rgb().unwrap_or_default();
                Self::Ansi(nearest(rgb, (0..16).zip(ANSI_USUAL)))
            }
            other => other,
        }
    }
}

fn of_hex(hex: &str) -> Option<Rgb> {
    // A sign would be read as part of the number.
    if !hex.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let wide = match hex.len() {
        3 => hex.chars().flat_map(|digit| [digit, digit]).collect(),
        6 => hex.to_owned(),
        _ => return None,
    };
    let number = u32::from_str_radix(&wide, 16).ok()?;
    let [_, r, g, b] = number.to_be_bytes();
    Some((r, g, b))
}

/// The 240 that all terminals of 256 share; the first sixteen are each terminal's own.
fn of_256() -> impl Iterator<Item = (u8, Rgb)> {
    let cube = (0..216u8).map(|i| {
        let step = |place: u8| STEPS.get(usize::from(place)).copied().unwrap_or(255);
        (16 + i, (step(i / 36), step(i / 6 % 6), step(i % 6)))
    });
    let greys = (0..24u8).map(|i| (232 + i, (8 + 10 * i, 8 + 10 * i, 8 + 10 * i)));
    cube.chain(greys)
}

fn nearest((r, g, b): Rgb, among: impl Iterator<Item = (u8, Rgb)>) -> u8 {
    let distance = |(x, y, z): Rgb| {
        let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
        square(x, r) + square(y, g) + square(z, b)
    };
    among.min_by_key(|&(_, colour)| distance(colour)).map_or(7, |(index, _)| index)
}

/// Relative luminance by WCAG 2.2, from 0 for black to 1 for white.
#[must_use]
pub fn luminance((r, g, b): Rgb) -> f64 {
    let linear = |c: u8| {
        let c = f64::from(c) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

/// Contrast by WCAG 2.2, from 1 to 21. Text wants 4.5.
#[must_use]
pub fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    if a > b { a / b } else { b / a }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn colours_are_read_as_people_write_them() {
        for (text, colour) in [
            ("#1e90ff", Some(Colour::Rgb((0x1e, 0x90, 0xff)))),
            ("#18F", Some(Colour::Rgb((0x11, 0x88, 0xff)))),
            ("208", Some(Colour::Indexed(208))),
            ("Bright_Blue", Some(Colour::Ansi(12))),
            ("gray", Some(Colour::Ansi(8))),
            ("default", Some(Colour::Own)),
            ("#12345", None),
            ("#ÿÿ", None),
            ("256", None),
            ("mauve", None),
        ] {
            assert_eq!(Colour::parse(text), colour, "{text}");
        }
    }

    #[test]
    fn fewer_colours_are_the_nearest_ones() {
        assert_eq!(Colour::Rgb((0x5f, 0xd7, 0xff)).in_256(), Colour::Indexed(81));
        assert_eq!(Colour::Rgb((250, 10, 10)).in_16(), Colour::Ansi(9));
        assert_eq!(Colour::Indexed(12).in_16(), Colour::Ansi(12));
        assert_eq!(Colour::Indexed(231).in_16(), Colour::Ansi(15));
        assert_eq!(Colour::Own.in_16(), Colour::Own);
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((contrast((0, 0, 0), (255, 255, 255)) - 21.0).abs() < 1e-9);
        assert!((contrast((0x77, 0x77, 0x77), (255, 255, 255)) - 4.48).abs() < 0.01);
    }

    proptest! {
        #[test]
        fn a_colour_of_the_256_stays_what_it_is(index in 16..=255u8) {
            let rgb = Colour::Indexed(index).rgb().unwrap();
            let again = Colour::Rgb(rgb).in_256().rgb().unwrap();
            prop_assert_eq!(again, rgb);
        }

        #[test]
        fn any_text_is_survived(text in "\\PC{0,12}|#[0-9a-fé]{0,8}") {
            let _ = Colour::parse(&text);
        }
    }
}
