//! Colour by role, not by widget. No role means anything that is not also said in text.

use ratatui::style::{Color, Modifier, Style};
use serde::{Deserialize, Serialize};

/// Red, green and blue in sRGB.
pub type Rgb = (u8, u8, u8);

/// What a piece of text is, to whoever looks at the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    Text,
    /// Titles of sections and pages.
    Title,
    /// Why something is here. Always readable: never the dim attribute.
    Reason,
    Accent,
    Focus,
    /// Decoration only: rules, the part of the bar still to come.
    Dim,
    Ear,
    Hand,
    Warning,
}

impl Role {
    const ALL: [Self; 9] = [
        Self::Text,
        Self::Title,
        Self::Reason,
        Self::Accent,
        Self::Focus,
        Self::Dim,
        Self::Ear,
        Self::Hand,
        Self::Warning,
    ];
}

/// A role, heavier when it stands on the focused line.
#[derive(Clone, Copy, Debug)]
pub struct Ink {
    pub role: Role,
    pub strong: bool,
}

impl From<Role> for Ink {
    fn from(role: Role) -> Self {
        Self { role, strong: false }
    }
}

impl Role {
    #[must_use]
    pub const fn strong_if(self, strong: bool) -> Ink {
        Ink { role: self, strong }
    }
}

/// How many colours may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColourChoice {
    /// As the environment says: NO_COLOR, COLORTERM, COLORFGBG, TERM.
    #[default]
    Auto,
    /// Weight and text only.
    Mono,
    /// The terminal's own sixteen.
    Ansi16,
    Ansi256,
    True,
}

impl ColourChoice {
    /// What a theme of the settings asks for.
    #[must_use]
    pub fn named(theme: &str) -> Self {
        match theme {
            "mono" => Self::Mono,
            "ansi" => Self::Ansi16,
            _ => Self::Auto,
        }
    }
}

/// What is behind the text, as far as the terminal told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Background {
    Dark,
    Light,
    #[default]
    Unknown,
}

/// Relative luminance up to which every colour of the dark palette that is read has a contrast
/// of 4.5 (WCAG 2.2), and from which every one of the light palette has.
const DARK_UP_TO: f64 = 0.05;
const LIGHT_FROM: f64 = 0.64;

impl Background {
    /// What a theme of the settings says of it; none when the terminal is to be asked.
    #[must_use]
    pub fn named(theme: &str) -> Option<Self> {
        match theme {
            "dark" => Some(Self::Dark),
            "light" => Some(Self::Light),
            _ => None,
        }
    }

    /// Between dark and light neither palette is sure to be readable: then it is as good as unknown.
    #[must_use]
    pub fn of(colour: Rgb) -> Self {
        match luminance(colour) {
            dark if dark <= DARK_UP_TO => Self::Dark,
            light if light >= LIGHT_FROM => Self::Light,
            _ => Self::Unknown,
        }
    }
}

/// Relative luminance by WCAG 2.2, from 0 for black to 1 for white.
fn luminance((r, g, b): Rgb) -> f64 {
    let linear = |c: u8| {
        let c = f64::from(c) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

/// What the environment says about colour; read once, so that everything after is pure.
#[derive(Clone, Debug, Default)]
pub struct ColourEnvironment {
    pub no_color: bool,
    pub colorterm: Option<String>,
    pub colorfgbg: Option<String>,
    pub term: Option<String>,
    /// What the listener said, or the terminal when it was asked; else COLORFGBG counts.
    pub told: Background,
}

impl ColourEnvironment {
    #[must_use]
    pub fn read() -> Self {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        Self {
            no_color: variable("NO_COLOR").is_some(),
            colorterm: variable("COLORTERM"),
            colorfgbg: variable("COLORFGBG"),
            term: variable("TERM"),
            told: Background::Unknown,
        }
    }

    /// Whether another background would give another theme.
    #[must_use]
    pub fn background_matters(&self, choice: ColourChoice) -> bool {
        matches!(self.depth_of(choice), ColourChoice::Ansi256 | ColourChoice::True)
    }

    /// How many colours a choice comes to here.
    #[must_use]
    pub fn depth_of(&self, choice: ColourChoice) -> ColourChoice {
        if choice == ColourChoice::Auto { self.depth() } else { choice }
    }

    fn background(&self) -> Background {
        if self.told != Background::Unknown {
            return self.told;
        }
        match self.colorfgbg.as_deref().and_then(|value| value.rsplit(';').next()?.parse::<u8>().ok()) {
            Some(7 | 9..=15) => Background::Light,
            Some(0..=6 | 8) => Background::Dark,
            _ => Background::Unknown,
        }
    }

    fn depth(&self) -> ColourChoice {
        let term = self.term.as_deref().unwrap_or_default();
        if self.no_color || matches!(term, "dumb" | "vt100" | "vt220") || term.ends_with("-mono") {
            ColourChoice::Mono
        } else if matches!(self.colorterm.as_deref(), Some("truecolor" | "24bit")) || term.ends_with("-direct") {
            ColourChoice::True
        } else if term.contains("256") {
            ColourChoice::Ansi256
        } else {
            ColourChoice::Ansi16
        }
    }
}

/// One style for each role.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    styles: [Style; Role::ALL.len()],
}

impl Theme {
    #[must_use]
    pub fn choose(choice: ColourChoice, environment: &ColourEnvironment) -> Self {
        let depth = environment.depth_of(choice);
        let background = environment.background();
        Self::from_roles(|role| match (depth, background) {
            (ColourChoice::Mono, _) => None,
            // On an unknown background only the terminal's own palette is sure to be readable.
            (ColourChoice::Auto | ColourChoice::Ansi16, _) | (_, Background::Unknown) => ansi(role),
            (ColourChoice::Ansi256, Background::Dark) => dark(role).map(nearest_of_256),
            (ColourChoice::Ansi256, Background::Light) => light(role).map(nearest_of_256),
            (ColourChoice::True, Background::Dark) => dark(role).map(|(r, g, b)| Color::Rgb(r, g, b)),
            (ColourChoice::True, Background::Light) => light(role).map(|(r, g, b)| Color::Rgb(r, g, b)),
        })
    }

    fn from_roles(colour: impl Fn(Role) -> Option<Color>) -> Self {
        let style = |role| {
            let style = colour(role).map_or_else(Style::new, |colour| Style::new().fg(colour));
            match role {
                Role::Title | Role::Focus | Role::Warning => style.add_modifier(Modifier::BOLD),
                _ => style,
            }
        };
        Self { styles: Role::ALL.map(style) }
    }

    #[must_use]
    pub fn style(&self, ink: impl Into<Ink>) -> Style {
        let ink = ink.into();
        let style = self.styles.get(ink.role as usize).copied().unwrap_or_default();
        if ink.strong { style.add_modifier(Modifier::BOLD) } else { style }
    }
}

fn ansi(role: Role) -> Option<Color> {
    match role {
        Role::Text | Role::Title | Role::Reason => None,
        Role::Accent | Role::Focus => Some(Color::Cyan),
        Role::Dim => Some(Color::DarkGray),
        Role::Ear => Some(Color::Magenta),
        Role::Hand => Some(Color::Green),
        Role::Warning => Some(Color::Red),
    }
}

fn dark(role: Role) -> Option<Rgb> {
    match role {
        Role::Text | Role::Title => None,
        Role::Reason => Some((0xb4, 0xb0, 0xa6)),
        Role::Accent | Role::Focus => Some((0x8a, 0xc4, 0xd8)),
        Role::Dim => Some((0x62, 0x62, 0x62)),
        Role::Ear => Some((0xc0, 0xa8, 0xe0)),
        Role::Hand => Some((0xa6, 0xcc, 0x8c)),
        Role::Warning => Some((0xf0, 0x92, 0x7c)),
    }
}

fn light(role: Role) -> Option<Rgb> {
    match role {
        Role::Text | Role::Title => None,
        Role::Reason => Some((0x55, 0x53, 0x4d)),
        Role::Accent | Role::Focus => Some((0x0b, 0x60, 0x7c)),
        Role::Dim => Some((0xa8, 0xa8, 0xa8)),
        Role::Ear => Some((0x6a, 0x42, 0x9c)),
        Role::Hand => Some((0x33, 0x66, 0x1c)),
        Role::Warning => Some((0xa4, 0x30, 0x18)),
    }
}

/// The nearest colour of the 6×6×6 cube or the grey ramp, which all terminals of 256 share.
pub(super) fn nearest_of_256((r, g, b): Rgb) -> Color {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let distance = |(x, y, z): Rgb| {
        let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
        square(x, r) + square(y, g) + square(z, b)
    };
    let cube = (0..216u8).map(|i| {
        let step = |place: u8| STEPS.get(usize::from(place)).copied().unwrap_or(255);
        (16 + i, (step(i / 36), step(i / 6 % 6), step(i % 6)))
    });
    let greys = (0..24u8).map(|i| (232 + i, (8 + 10 * i, 8 + 10 * i, 8 + 10 * i)));
    let nearest = cube.chain(greys).min_by_key(|&(_, colour)| distance(colour));
    Color::Indexed(nearest.map_or(7, |(index, _)| index))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Contrast by WCAG 2.2, 1 to 21.
    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        if a > b { a / b } else { b / a }
    }

    #[test]
    fn everything_that_is_read_has_contrast() {
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Dim) {
            for (palette, grounds) in [
                (dark as fn(Role) -> Option<Rgb>, [(0, 0, 0), (0x28, 0x28, 0x28)]),
                (light, [(0xff, 0xff, 0xff), (0xee, 0xe8, 0xd5)]),
            ] {
                let Some(colour) = palette(role) else { continue };
                for ground in grounds {
                    assert!(contrast(colour, ground) >= 4.5, "{role:?} on {ground:?}: {}", contrast(colour, ground));
                }
            }
        }
    }

    proptest! {
        #[test]
        fn a_palette_is_used_only_where_it_can_be_read(ground in any::<Rgb>()) {
            let palette = match Background::of(ground) {
                Background::Dark => dark,
                Background::Light => light,
                Background::Unknown => return Ok(()),
            };
            for colour in Role::ALL.into_iter().filter(|role| *role != Role::Dim).filter_map(palette) {
                prop_assert!(contrast(colour, ground) >= 4.5, "{colour:?} on {ground:?}");
            }
        }
    }

    #[test]
    fn usual_grounds_are_told_apart() {
        for (ground, said) in [
            ((0, 0, 0), Background::Dark),
            ((0x28, 0x2a, 0x36), Background::Dark),
            ((0x00, 0x2b, 0x36), Background::Dark),
            ((0xfd, 0xf6, 0xe3), Background::Light),
            ((0xff, 0xff, 0xff), Background::Light),
            ((0x80, 0x80, 0x80), Background::Unknown),
        ] {
            assert_eq!(Background::of(ground), said, "{ground:?}");
        }
    }

    #[test]
    fn what_was_told_wins_over_the_environment() {
        let environment = ColourEnvironment {
            colorterm: Some("truecolor".into()),
            colorfgbg: Some("0;15".into()),
            told: Background::Dark,
            ..Default::default()
        };
        let reason = Theme::choose(ColourChoice::Auto, &environment).style(Role::Reason).fg;
        assert_eq!(reason, dark(Role::Reason).map(|(r, g, b)| Color::Rgb(r, g, b)));
        assert!(!environment.background_matters(ColourChoice::Ansi16));
        assert!(environment.background_matters(ColourChoice::Auto));
    }

    #[test]
    fn no_color_means_none() {
        let environment = ColourEnvironment {
            no_color: true,
            colorterm: Some("truecolor".into()),
            term: Some("xterm-256color".into()),
            ..Default::default()
        };
        let theme = Theme::choose(ColourChoice::Auto, &environment);
        assert!(Role::ALL.iter().all(|&role| theme.style(role).fg.is_none()));
    }

    #[test]
    fn an_unknown_background_keeps_the_palette_of_the_terminal() {
        let environment = ColourEnvironment { colorterm: Some("truecolor".into()), ..Default::default() };
        let theme = Theme::choose(ColourChoice::Auto, &environment);
        assert_eq!(theme.style(Role::Reason).fg, None);
        assert_eq!(theme.style(Role::Accent).fg, Some(Color::Cyan));
        let dark = ColourEnvironment { colorfgbg: Some("15;0".into()), ..environment };
        assert!(matches!(Theme::choose(ColourChoice::Auto, &dark).style(Role::Reason).fg, Some(Color::Rgb(..))));
    }
}
