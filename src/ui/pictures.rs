//! Pictures in terminals that show pixels, by kitty's graphics protocol
//! (<https://sw.kovidgoyal.net/kitty/graphics-protocol/>).
//!
//! A picture lies over blank cells. After each frame it is compared what stands in it with what
//! the terminal holds: what is new is sent, and what has moved, shrunk or gone is taken back, so
//! that nothing stays behind when a panel opens or another page is shown. The protocol's Unicode
//! placeholders would spare that, but kitty before 0.28 draws them as boxes, and nothing in the
//! environment tells its version. Nothing is ever asked of the terminal, whose answers the
//! thread that reads keys would take: which one it is stands in the environment.

use base64::Engine as _;
use ratatui::layout::Rect;

use super::glyphs::Glyphs;
use super::mosaic::{Depth, scaled};
use super::theme::{ColourChoice, ColourEnvironment};
use crate::domain::picture::Picture;

/// Whether and how covers are shown, as the listener chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CoverChoice {
    /// Pictures where the terminal is near and known to show them, else blocks.
    #[default]
    Auto,
    Pictures,
    Blocks,
    Off,
}

impl CoverChoice {
    /// By its name among the settings.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "pictures" => Self::Pictures,
            "blocks" => Self::Blocks,
            "off" => Self::Off,
            _ => Self::Auto,
        }
    }
}

/// How covers are drawn on this terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CoverStyle {
    /// Text takes their place.
    #[default]
    None,
    Blocks(Depth),
    /// Cells of this many pixels, wide and high.
    Pixels {
        cell: (u16, u16),
    },
}

/// What the environment says about pictures; read once, so that everything after is pure.
#[derive(Clone, Copy, Debug, Default)]
pub struct PictureEnvironment {
    /// A terminal that is known to show pictures.
    pub shows_pictures: bool,
    /// tmux, screen or zellij stand between, which pass no pictures on.
    pub multiplexed: bool,
    pub remote: bool,
    /// Pixels of a cell, where the terminal told its driver.
    pub cell: Option<(u16, u16)>,
}

impl PictureEnvironment {
    #[must_use]
    pub fn read() -> Self {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let says = |name: &str, word: &str| std::env::var(name).is_ok_and(|value| value.contains(word));
        let shows_pictures = is_set("KITTY_WINDOW_ID")
            || says("TERM", "kitty")
            || says("TERM", "ghostty")
            || says("TERM_PROGRAM", "ghostty")
            || says("TERM_PROGRAM", "WezTerm");
        let cell = crossterm::terminal::window_size().ok().and_then(|size| {
            let cell = (size.width.checked_div(size.columns)?, size.height.checked_div(size.rows)?);
            (cell.0 > 0 && cell.1 > 0).then_some(cell)
        });
        Self {
            shows_pictures,
            multiplexed: ["TMUX", "STY", "ZELLIJ"].into_iter().any(is_set),
            remote: is_set("SSH_CONNECTION"),
            cell,
        }
    }
}

impl CoverStyle {
    /// Blocks need colours of their own and a sign that is no letter.
    #[must_use]
    pub fn choose(
        choice: CoverChoice,
        colour: ColourChoice,
        colours: &ColourEnvironment,
        glyphs: &Glyphs,
        environment: PictureEnvironment,
    ) -> Self {
        let blocks = match colours.depth_of(colour) {
            _ if glyphs.is_ascii() => Self::None,
            ColourChoice::True => Self::Blocks(Depth::True),
            ColourChoice::Ansi256 => Self::Blocks(Depth::Ansi256),
            _ => Self::None,
        };
        let pixels = Self::Pixels { cell: environment.cell.unwrap_or((10, 20)) };
        let near = environment.shows_pictures && !environment.remote;
        match choice {
            CoverChoice::Off => Self::None,
            // Who wants no colour, or only sixteen, wants none in pictures either.
            _ if blocks == Self::None => Self::None,
            CoverChoice::Auto if near && !environment.multiplexed => pixels,
            CoverChoice::Pictures if !environment.multiplexed => pixels,
            _ => blocks,
        }
    }

    /// Columns that are as wide as `rows` are high, for a square picture.
    #[must_use]
    pub fn columns_for(self, rows: u16) -> u16 {
        let (wide, high) = match self {
            Self::Pixels { cell } => cell,
            _ => (1, 2),
        };
        let columns = (u32::from(rows) * u32::from(high) + u32::from(wide) / 2) / u32::from(wide.max(1));
        u16::try_from(columns).unwrap_or(u16::MAX)
    }
}

/// A picture that stands in a frame, over these cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub picture: Picture,
    pub place: Rect,
}

impl Placed {
    fn is(&self, other: &Self) -> bool {
        self.place == other.place && self.picture.is(&other.picture)
    }
}

/// The pictures that the terminal holds, by their numbers.
#[derive(Debug, Default)]
pub struct Held {
    held: Vec<(u32, Placed)>,
    sent: u32,
}

/// Numbers that other programs are unlikely to use; they are used in turn.
const FIRST: u32 = 0x74_6f_10;
const NUMBERS: u32 = 8;
/// Base64 of one part of a picture; the protocol allows 4096.
const PART: usize = 4096;

impl Held {
    /// What to write so that the terminal shows what stands in a frame and nothing else; empty
    /// when it does already. The cursor stays where it is.
    pub fn keep(&mut self, wanted: &[Placed], cell: (u16, u16)) -> Vec<u8> {
        let mut out = Vec::new();
        self.held.retain(|(number, held)| {
            let stays = wanted.iter().any(|wanted| held.is(wanted));
            if !stays {
                delete(*number, &mut out);
            }
            stays
        });
        for placed in wanted {
            if !self.held.iter().any(|(_, held)| held.is(placed)) {
                let number = FIRST + self.sent % NUMBERS;
                self.sent = self.sent.wrapping_add(1);
                send(number, placed, cell, &mut out);
                self.held.push((number, placed.clone()));
            }
        }
        out
    }

    /// The screen was cleared or given away: it shows nothing of ours any more.
    pub fn forget(&mut self) {
        self.held.clear();
    }
}

/// Takes every picture of ours out of the terminal.
#[must_use]
pub fn delete_all() -> Vec<u8> {
    let mut out = Vec::new();
    (FIRST..FIRST + NUMBERS).for_each(|number| delete(number, &mut out));
    out
}

fn delete(number: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(format!("\x1b_Ga=d,d=I,i={number},q=2\x1b\\").as_bytes());
}

/// Sends the pixels, shown over their cells.
fn send(number: u32, placed: &Placed, (wide, high): (u16, u16), out: &mut Vec<u8>) {
    let Placed { picture, place } = placed;
    let (columns, rows) = (place.width, place.height);
    let width = (u32::from(columns) * u32::from(wide)).clamp(1, picture.width());
    let height = (u32::from(rows) * u32::from(high)).clamp(1, picture.height());
    let pixels: Vec<u8> = scaled(picture, width, height).into_iter().flat_map(|(r, g, b)| [r, g, b]).collect();
    let coded = base64::engine::general_purpose::STANDARD.encode(pixels);
    // The cursor is kept, since the frame has just put it on the focused line.
    out.extend_from_slice(format!("\x1b7\x1b[{};{}H", place.y + 1, place.x + 1).as_bytes());
    let mut first = format!("a=T,f=24,t=d,i={number},s={width},v={height},c={columns},r={rows},C=1,q=2,");
    let mut parts = coded.as_bytes().chunks(PART).peekable();
    while let Some(part) = parts.next() {
        let more = u8::from(parts.peek().is_some());
        out.extend_from_slice(format!("\x1b_G{first}m={more};").as_bytes());
        out.extend_from_slice(part);
        out.extend_from_slice(b"\x1b\\");
        first.clear();
    }
    out.extend_from_slice(b"\x1b8");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colours() -> ColourEnvironment {
        ColourEnvironment { colorterm: Some("truecolor".into()), ..ColourEnvironment::default() }
    }

    fn style(choice: CoverChoice, environment: PictureEnvironment) -> CoverStyle {
        CoverStyle::choose(choice, ColourChoice::Auto, &colours(), &Glyphs::UNICODE, environment)
    }

    #[test]
    fn pictures_are_shown_only_where_they_are_sure_to_arrive() {
        let kitty = PictureEnvironment { shows_pictures: true, ..PictureEnvironment::default() };
        let pixels = CoverStyle::Pixels { cell: (10, 20) };
        let blocks = CoverStyle::Blocks(Depth::True);
        assert_eq!(style(CoverChoice::Auto, kitty), pixels);
        assert_eq!(style(CoverChoice::Blocks, kitty), blocks);
        assert_eq!(style(CoverChoice::Off, kitty), CoverStyle::None);
        assert_eq!(style(CoverChoice::Auto, PictureEnvironment { remote: true, ..kitty }), blocks);
        assert_eq!(style(CoverChoice::Pictures, PictureEnvironment { remote: true, ..kitty }), pixels);
        assert_eq!(style(CoverChoice::Pictures, PictureEnvironment { multiplexed: true, ..kitty }), blocks);
        assert_eq!(style(CoverChoice::Auto, PictureEnvironment::default()), blocks);
    }

    #[test]
    fn without_colour_or_signs_there_is_no_cover() {
        let kitty = PictureEnvironment { shows_pictures: true, ..PictureEnvironment::default() };
        for colour in [ColourChoice::Mono, ColourChoice::Ansi16] {
            let style = CoverStyle::choose(CoverChoice::Pictures, colour, &colours(), &Glyphs::UNICODE, kitty);
            assert_eq!(style, CoverStyle::None);
        }
        let ascii = CoverStyle::choose(CoverChoice::Auto, ColourChoice::True, &colours(), &Glyphs::ASCII, kitty);
        assert_eq!(ascii, CoverStyle::None);
    }

    #[test]
    fn a_picture_is_sent_once_and_taken_back_when_it_moves_or_goes() {
        let picture = Picture::new(100, 100, vec![9; 30_000]).unwrap();
        let placed = Placed { picture, place: Rect::new(2, 2, 18, 9) };
        let mut held = Held::default();
        let text = String::from_utf8(held.keep(std::slice::from_ref(&placed), (10, 20))).unwrap();
        let head = "\x1b7\x1b[3;3H\x1b_Ga=T,f=24,t=d,i=7630608,s=100,v=100,c=18,r=9,C=1,q=2,m=1;";
        assert!(text.starts_with(head) && text.ends_with("\x1b\\\x1b8"), "{}", &text[..90]);
        let parts: Vec<&str> = text.split("\x1b_G").skip(1).collect();
        assert_eq!(parts.len(), 40_000 / PART + 1);
        assert!(parts.iter().all(|part| part.len() < PART + 100));
        assert!(parts.last().unwrap().starts_with("m=0;"));

        assert!(held.keep(std::slice::from_ref(&placed), (10, 20)).is_empty(), "it is there already");
        let moved = Placed { place: Rect::new(2, 3, 18, 9), ..placed.clone() };
        let text = String::from_utf8(held.keep(&[moved], (10, 20))).unwrap();
        assert!(text.starts_with("\x1b_Ga=d,d=I,i=7630608,q=2\x1b\\\x1b7\x1b[4;3H"), "{}", &text[..60]);
        let gone = String::from_utf8(held.keep(&[], (10, 20))).unwrap();
        assert_eq!(gone, "\x1b_Ga=d,d=I,i=7630609,q=2\x1b\\");
        held.keep(std::slice::from_ref(&placed), (10, 20));
        held.forget();
        assert!(!held.keep(&[placed], (10, 20)).is_empty(), "a cleared screen is filled again");
    }
}
