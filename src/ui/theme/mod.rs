//! Colour by role, not by widget. No role means anything that is not also said in text.
//!
//! A *palette* says how each role is drawn on dark, on light and on an unknown background, in
//! as many colours as its maker likes. A *theme* is what comes of it here: one style for each
//! role, in the colours that the terminal has.

mod builtin;
mod catalogue;
mod environment;
mod palette;

use ratatui::style::{Color, Modifier, Style};

pub use crate::domain::colour::Rgb;
pub use catalogue::{Entry, Themes};
pub use environment::{Background, ColourChoice, ColourEnvironment};
pub use palette::{Palette, Roles};

use crate::domain::colour::Colour;

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
    /// What is behind all of it. Its colour fills the screen.
    Ground,
}

impl Role {
    pub const ALL: [Self; 10] = [
        Self::Text,
        Self::Title,
        Self::Reason,
        Self::Accent,
        Self::Focus,
        Self::Dim,
        Self::Ear,
        Self::Hand,
        Self::Warning,
        Self::Ground,
    ];

    /// As theme files call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Title => "title",
            Self::Reason => "reason",
            Self::Accent => "accent",
            Self::Focus => "focus",
            Self::Dim => "dim",
            Self::Ear => "ear",
            Self::Hand => "hand",
            Self::Warning => "warning",
            Self::Ground => "ground",
        }
    }

    /// What it is, for theme files.
    #[must_use]
    pub const fn says(self) -> &'static str {
        match self {
            Self::Text => "names and most words",
            Self::Title => "titles of sections and pages",
            Self::Reason => "why something is here, and notes",
            Self::Accent => "keys, and what plays",
            Self::Focus => "the mark of the line under the cursor",
            Self::Dim => "decoration only: rules, the rest of the bar",
            Self::Ear => "~ by ear",
            Self::Hand => "+ by hand",
            Self::Warning => "what needs you",
            Self::Ground => "what is behind all of it; \"default\" leaves it to the terminal",
        }
    }

    /// Whether it is read: then it wants contrast.
    #[must_use]
    pub const fn is_read(self) -> bool {
        !matches!(self, Self::Dim | Self::Ground)
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    #[must_use]
    pub const fn strong_if(self, strong: bool) -> Ink {
        Ink { role: self, strong }
    }
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

/// One style for each role, and what is behind them.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    styles: [Style; Role::ALL.len()],
    /// None where the terminal's own stays.
    pub ground: Option<Color>,
}

impl Theme {
    /// The calm theme in so many colours.
    #[must_use]
    pub fn choose(choice: ColourChoice, environment: &ColourEnvironment) -> Self {
        builtin::calm().paint(environment.depth_of(choice), environment.background())
    }

    #[must_use]
    pub fn style(&self, ink: impl Into<Ink>) -> Style {
        let ink = ink.into();
        let style = self.styles.get(ink.role as usize).copied().unwrap_or_default();
        if ink.strong { style.add_modifier(Modifier::BOLD) } else { style }
    }

    /// What blank cells have.
    #[must_use]
    pub fn blank(&self) -> Style {
        Style::reset().bg(self.ground.unwrap_or(Color::Reset))
    }
}

/// The same colour for the terminal.
fn on_terminal(colour: Colour) -> Color {
    match colour {
        Colour::Own => Color::Reset,
        Colour::Rgb((r, g, b)) => Color::Rgb(r, g, b),
        Colour::Indexed(index) => Color::Indexed(index),
        Colour::Ansi(index) => ANSI.get(usize::from(index)).copied().unwrap_or(Color::Reset),
    }
}

const ANSI: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// The nearest colour of the 6×6×6 cube or the grey ramp, which all terminals of 256 share.
pub(super) fn nearest_of_256(rgb: Rgb) -> Color {
    on_terminal(Colour::Rgb(rgb).in_256())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_wins_over_the_environment() {
        let environment = ColourEnvironment {
            colorterm: Some("truecolor".into()),
            colorfgbg: Some("0;15".into()),
            told: Background::Dark,
            ..Default::default()
        };
        let reason = Theme::choose(ColourChoice::Auto, &environment).style(Role::Reason).fg;
        assert_eq!(reason, Some(Color::Rgb(0xb4, 0xb0, 0xa6)), "that of the dark palette");
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
