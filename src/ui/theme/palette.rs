//! How each role is drawn, before the terminal's number of colours is known.

use ratatui::style::{Modifier, Style};

use super::{Background, ColourChoice, Role, Theme, on_terminal};
use crate::config::Paint;
use crate::domain::colour::{Colour, Rgb, contrast};

/// One paint for each role, in the order of [`Role::ALL`].
pub type Roles = [Paint; Role::ALL.len()];

/// How a theme looks on each background.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    pub dark: Roles,
    pub light: Roles,
    /// Where nobody knows what is behind the text.
    pub unknown: Roles,
}

impl Palette {
    /// The roles for a background. A ground of its own is what is behind the text.
    #[must_use]
    pub fn on(&self, background: Background) -> &Roles {
        match background {
            Background::Dark => &self.dark,
            Background::Light => &self.light,
            Background::Unknown => &self.unknown,
        }
    }

    /// The theme in as many colours as there are. `depth` is no longer `Auto`.
    #[must_use]
    pub fn paint(&self, depth: ColourChoice, background: Background) -> Theme {
        // Sixteen colours are the terminal's own, made for what is behind them.
        let background = match depth {
            ColourChoice::Ansi256 | ColourChoice::True => background,
            _ => Background::Unknown,
        };
        let roles = self.on(background);
        let ground = roles.get(Role::Ground as usize).and_then(|paint| paint.fg.or(paint.bg));
        let styles = std::array::from_fn(|role| style(roles.get(role).copied().unwrap_or_default(), depth));
        Theme { styles, ground: ground.and_then(|ground| shown(ground, None, None, depth)) }
    }

    /// The lowest contrast of anything that is read, and where; none where the colours or what
    /// is behind them are the terminal's.
    #[must_use]
    pub fn lowest_contrast(&self, background: Background, behind: Option<Rgb>) -> Option<(f64, Role)> {
        let roles = self.on(background);
        let of = |role: Role| roles.get(role as usize).and_then(|paint| paint.fg)?.rgb();
        let ground = of(Role::Ground).or(behind)?;
        let read = Role::ALL.into_iter().filter(|role| role.is_read());
        read.filter_map(|role| Some((contrast(of(role)?, ground), role))).min_by(|a, b| a.0.total_cmp(&b.0))
    }
}

fn style(paint: Paint, depth: ColourChoice) -> Style {
    let mut style = Style::new();
    if let Some(fg) = paint.fg.and_then(|fg| shown(fg, paint.of_256, paint.of_16, depth)) {
        style = style.fg(fg);
    }
    if let Some(bg) = paint.bg.and_then(|bg| shown(bg, None, None, depth)) {
        style = style.bg(bg);
    }
    for (said, modifier) in [
        (paint.bold, Modifier::BOLD),
        (paint.italic, Modifier::ITALIC),
        (paint.underline, Modifier::UNDERLINED),
        (paint.reverse, Modifier::REVERSED),
    ] {
        if said == Some(true) {
            style = style.add_modifier(modifier);
        }
    }
    style
}

/// What a colour comes to in so many colours; none for what the terminal would use anyway.
fn shown(
    colour: Colour,
    of_256: Option<Colour>,
    of_16: Option<Colour>,
    depth: ColourChoice,
) -> Option<ratatui::style::Color> {
    let colour = match depth {
        ColourChoice::Mono => Colour::Own,
        ColourChoice::Auto | ColourChoice::Ansi16 => of_16.unwrap_or_else(|| colour.in_16()),
        ColourChoice::Ansi256 => of_256.unwrap_or_else(|| colour.in_256()),
        ColourChoice::True => colour,
    };
    (colour != Colour::Own).then(|| on_terminal(colour))
}
