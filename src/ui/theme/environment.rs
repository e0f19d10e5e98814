//! What the terminal can show and stands on, as far as it is known.

use serde::{Deserialize, Serialize};

use crate::domain::colour::{Rgb, luminance};

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

/// What the environment says about colour; read once, so that everything after is pure.
#[derive(Clone, Debug, Default)]
pub struct ColourEnvironment {
    pub no_color: bool,
    pub colorterm: Option<String>,
    pub colorfgbg: Option<String>,
    pub term: Option<String>,
    /// What the terminal said when it was asked; else COLORFGBG counts.
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

    pub(super) fn background(&self) -> Background {
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
