//! The themes that tonearm comes with.

use super::{Palette, Role, Roles};
use crate::config::Paint;
use crate::domain::colour::Colour;

const OWN: Colour = Colour::Own;

const fn rgb(hex: u32) -> Colour {
    let [_, r, g, b] = hex.to_be_bytes();
    Colour::Rgb((r, g, b))
}

/// Titles, the focus and warnings are heavy in all of them.
fn roles(colour: impl Fn(Role) -> Colour) -> Roles {
    Role::ALL.map(|role| Paint {
        fg: Some(colour(role)),
        bold: matches!(role, Role::Title | Role::Focus | Role::Warning).then_some(true),
        ..Paint::default()
    })
}

/// The terminal's own sixteen: whoever chose them can read them.
fn ansi() -> Roles {
    roles(|role| match role {
        Role::Text | Role::Title | Role::Reason | Role::Ground => OWN,
        Role::Accent | Role::Focus => Colour::Ansi(6),
        Role::Dim => Colour::Ansi(8),
        Role::Ear => Colour::Ansi(5),
        Role::Hand => Colour::Ansi(2),
        Role::Warning => Colour::Ansi(1),
    })
}

/// Few colours, low saturation. On an unknown background only the terminal's own palette is
/// sure to be readable.
pub(super) fn calm() -> Palette {
    Palette {
        dark: roles(|role| match role {
            Role::Text | Role::Title | Role::Ground => OWN,
            Role::Reason => rgb(0xb4b0a6),
            Role::Accent | Role::Focus => rgb(0x8ac4d8),
            Role::Dim => rgb(0x626262),
            Role::Ear => rgb(0xc0a8e0),
            Role::Hand => rgb(0xa6cc8c),
            Role::Warning => rgb(0xf0927c),
        }),
        light: roles(|role| match role {
            Role::Text | Role::Title | Role::Ground => OWN,
            Role::Reason => rgb(0x55534d),
            Role::Accent | Role::Focus => rgb(0x0b607c),
            Role::Dim => rgb(0xa8a8a8),
            Role::Ear => rgb(0x6a429c),
            Role::Hand => rgb(0x33661c),
            Role::Warning => rgb(0xa43018),
        }),
        unknown: ansi(),
    }
}

/// Black and white of its own, and everything that is read at 7 to 1 or more.
pub(super) fn contrast() -> Palette {
    let dark = roles(|role| match role {
        Role::Text | Role::Title => rgb(0xffffff),
        Role::Reason => rgb(0xe4e4e4),
        Role::Accent | Role::Focus => rgb(0x7fe3ff),
        Role::Dim => rgb(0x8a8a8a),
        Role::Ear => rgb(0xe0bcff),
        Role::Hand => rgb(0xb4f08c),
        Role::Warning => rgb(0xffb09c),
        Role::Ground => rgb(0x000000),
    });
    let light = roles(|role| match role {
        Role::Text | Role::Title => rgb(0x000000),
        Role::Reason => rgb(0x303030),
        Role::Accent | Role::Focus => rgb(0x00425a),
        Role::Dim => rgb(0x767676),
        Role::Ear => rgb(0x4b1f7c),
        Role::Hand => rgb(0x1f4a08),
        Role::Warning => rgb(0x7c1500),
        Role::Ground => rgb(0xffffff),
    });
    // It brings its ground along, so it can be read wherever it stands.
    Palette { dark, light, unknown: dark }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Background, ColourChoice};
    use super::*;
    use crate::domain::colour::{Rgb, contrast as ratio};

    /// What usual terminals stand on: black and a soft dark, white and a soft light.
    const GROUNDS: [[Rgb; 2]; 2] = [[(0, 0, 0), (0x28, 0x28, 0x28)], [(0xff, 0xff, 0xff), (0xee, 0xe8, 0xd5)]];

    #[test]
    fn everything_that_is_read_has_contrast() {
        for (name, palette, wanted) in [("calm", calm(), 4.5), ("contrast", contrast(), 7.0)] {
            for (background, grounds) in [Background::Dark, Background::Light].into_iter().zip(GROUNDS) {
                for ground in grounds {
                    let (lowest, role) = palette.lowest_contrast(background, Some(ground)).unwrap();
                    assert!(lowest >= wanted, "{name}: {role:?} on {background:?}: {lowest:.2}");
                }
            }
        }
    }

    #[test]
    fn sixteen_colours_are_the_terminals_own() {
        let theme = calm().paint(ColourChoice::Ansi16, Background::Dark);
        assert_eq!(theme, calm().paint(ColourChoice::Ansi16, Background::Unknown));
        assert_eq!(theme.ground, None);
    }

    proptest! {
        #[test]
        fn a_palette_is_used_only_where_it_can_be_read(ground in any::<Rgb>()) {
            let background = Background::of(ground);
            let colours = calm().on(background).to_vec();
            for (role, paint) in Role::ALL.into_iter().zip(colours).filter(|(role, _)| role.is_read()) {
                if let Some(colour) = paint.fg.and_then(Colour::rgb) {
                    prop_assert!(ratio(colour, ground) >= 4.5, "{role:?} on {ground:?}");
                }
            }
        }
    }
}
