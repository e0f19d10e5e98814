//! Pictures in terminals that show pixels: kitty's graphics protocol with Unicode placeholders
//! (<https://sw.kovidgoyal.net/kitty/graphics-protocol/#unicode-placeholders>).
//!
//! A picture is sent once; where it stands is said by cells of text like any others, so that it
//! goes when a panel opens over it or another page is shown, and nothing is left behind. Only
//! kitty and ghostty know placeholders. Nothing is ever asked of the terminal: which one it is
//! is read from the environment before it is taken.

use base64::Engine as _;
use ratatui::layout::Rect;
use ratatui::style::Color;

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
    /// A terminal that is known to show pictures by placeholders.
    pub knows_placeholders: bool,
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
        let knows_placeholders = is_set("KITTY_WINDOW_ID")
            || says("TERM", "kitty")
            || says("TERM", "ghostty")
            || says("TERM_PROGRAM", "ghostty");
        let cell = crossterm::terminal::window_size().ok().and_then(|size| {
            let cell = (size.width.checked_div(size.columns)?, size.height.checked_div(size.rows)?);
            (cell.0 > 0 && cell.1 > 0).then_some(cell)
        });
        Self {
            knows_placeholders,
            multiplexed: ["TMUX", "STY", "ZELLIJ"].into_iter().any(is_set),
            remote: is_set("SSH_CONNECTION"),
            cell,
        }
    }
}

impl CoverStyle {
    /// Blocks need colours of their own and a sign that is no letter; pictures need only cells.
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
        let near = environment.knows_placeholders && !environment.remote;
        match choice {
            CoverChoice::Off => Self::None,
            // The colour of a placeholder names its picture: without colour there is none.
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

/// A picture that stands in a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub picture: Picture,
    pub columns: u16,
    pub rows: u16,
}

/// The pictures that the terminal holds, by their numbers.
#[derive(Debug, Default)]
pub struct Held {
    held: Vec<(u32, Placed)>,
    sent: u32,
}

/// Numbers are colours of 24 bits; these few are used in turn.
const FIRST: u32 = 0x74_6f_10;
const NUMBERS: u32 = 8;
/// Base64 of one part of a picture; the protocol allows 4096.
const PART: usize = 4096;

impl Held {
    /// The number under which the terminal holds a picture of this size.
    #[must_use]
    pub fn number(&self, wanted: &Placed) -> Option<u32> {
        let same = |held: &Placed| {
            held.picture.is(&wanted.picture) && (held.columns, held.rows) == (wanted.columns, wanted.rows)
        };
        self.held.iter().find(|(_, held)| same(held)).map(|(number, _)| *number)
    }

    /// What to write so that the terminal holds what a frame wants and nothing else; empty when
    /// it does already.
    pub fn keep(&mut self, wanted: &[Placed], cell: (u16, u16)) -> Vec<u8> {
        let mut out = Vec::new();
        let still = |held: &Placed| wanted.iter().any(|wanted| held.picture.is(&wanted.picture) && held == wanted);
        self.held.retain(|(number, held)| {
            let stays = still(held);
            if !stays {
                delete(*number, &mut out);
            }
            stays
        });
        for placed in wanted {
            if self.number(placed).is_none() {
                let number = FIRST + self.sent % NUMBERS;
                self.sent += 1;
                send(number, placed, cell, &mut out);
                self.held.push((number, placed.clone()));
            }
        }
        out
    }

    /// The terminal was given away and holds nothing of ours any more.
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

/// Sends the pixels, and makes them a placement that stands wherever its placeholders do.
fn send(number: u32, placed: &Placed, (wide, high): (u16, u16), out: &mut Vec<u8>) {
    let Placed { picture, columns, rows } = placed;
    let width = (u32::from(*columns) * u32::from(wide)).clamp(1, picture.width());
    let height = (u32::from(*rows) * u32::from(high)).clamp(1, picture.height());
    let pixels: Vec<u8> = scaled(picture, width, height).into_iter().flat_map(|(r, g, b)| [r, g, b]).collect();
    let coded = base64::engine::general_purpose::STANDARD.encode(pixels);
    let mut first = format!("a=T,U=1,f=24,t=d,i={number},s={width},v={height},c={columns},r={rows},q=2,");
    let mut parts = coded.as_bytes().chunks(PART).peekable();
    while let Some(part) = parts.next() {
        let more = u8::from(parts.peek().is_some());
        out.extend_from_slice(format!("\x1b_G{first}m={more};").as_bytes());
        out.extend_from_slice(part);
        out.extend_from_slice(b"\x1b\\");
        first = "q=2,".to_owned();
    }
}

/// The colour that names a picture.
#[must_use]
pub fn colour_of(number: u32) -> Color {
    let [_, r, g, b] = number.to_be_bytes();
    Color::Rgb(r, g, b)
}

/// The cell at a place of a picture; none beyond what the protocol can name.
#[must_use]
pub fn placeholder(row: u16, column: u16) -> Option<String> {
    let mark = |n: u16| MARKS.get(usize::from(n)).copied();
    Some(['\u{10eeee}', mark(row)?, mark(column)?].into_iter().collect())
}

/// The largest part of `place` that placeholders can fill.
#[must_use]
pub fn within_marks(place: Rect) -> Rect {
    let most = u16::try_from(MARKS.len()).unwrap_or(u16::MAX);
    Rect { width: place.width.min(most), height: place.height.min(most), ..place }
}

/// The first of the combining marks that the protocol counts rows and columns with.
const MARKS: [char; 80] = [
    '\u{305}', '\u{30d}', '\u{30e}', '\u{310}', '\u{312}', '\u{33d}', '\u{33e}', '\u{33f}', '\u{346}', '\u{34a}',
    '\u{34b}', '\u{34c}', '\u{350}', '\u{351}', '\u{352}', '\u{357}', '\u{35b}', '\u{363}', '\u{364}', '\u{365}',
    '\u{366}', '\u{367}', '\u{368}', '\u{369}', '\u{36a}', '\u{36b}', '\u{36c}', '\u{36d}', '\u{36e}', '\u{36f}',
    '\u{483}', '\u{484}', '\u{485}', '\u{486}', '\u{487}', '\u{592}', '\u{593}', '\u{594}', '\u{595}', '\u{597}',
    '\u{598}', '\u{599}', '\u{59c}', '\u{59d}', '\u{59e}', '\u{59f}', '\u{5a0}', '\u{5a1}', '\u{5a8}', '\u{5a9}',
    '\u{5ab}', '\u{5ac}', '\u{5af}', '\u{5c4}', '\u{610}', '\u{611}', '\u{612}', '\u{613}', '\u{614}', '\u{615}',
    '\u{616}', '\u{617}', '\u{657}', '\u{658}', '\u{659}', '\u{65a}', '\u{65b}', '\u{65d}', '\u{65e}', '\u{6d6}',
    '\u{6d7}', '\u{6d8}', '\u{6d9}', '\u{6da}', '\u{6db}', '\u{6dc}', '\u{6df}', '\u{6e0}', '\u{6e1}', '\u{6e2}',
];

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

    use super::*;

    fn colours() -> ColourEnvironment {
        ColourEnvironment { colorterm: Some("truecolor".into()), ..ColourEnvironment::default() }
    }

    fn style(choice: CoverChoice, environment: PictureEnvironment) -> CoverStyle {
        CoverStyle::choose(choice, ColourChoice::Auto, &colours(), &Glyphs::UNICODE, environment)
    }

    #[test]
    fn pictures_are_shown_only_where_they_are_sure_to_arrive() {
        let kitty = PictureEnvironment { knows_placeholders: true, ..PictureEnvironment::default() };
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
        let kitty = PictureEnvironment { knows_placeholders: true, ..PictureEnvironment::default() };
        for colour in [ColourChoice::Mono, ColourChoice::Ansi16] {
            let style = CoverStyle::choose(CoverChoice::Pictures, colour, &colours(), &Glyphs::UNICODE, kitty);
            assert_eq!(style, CoverStyle::None);
        }
        let ascii = CoverStyle::choose(CoverChoice::Auto, ColourChoice::True, &colours(), &Glyphs::ASCII, kitty);
        assert_eq!(ascii, CoverStyle::None);
    }

    #[test]
    fn a_picture_is_sent_once_and_taken_back_when_nobody_shows_it() {
        let picture = Picture::new(100, 100, vec![9; 30_000]).unwrap();
        let placed = Placed { picture: picture.clone(), columns: 18, rows: 9 };
        let mut held = Held::default();
        let sent = held.keep(std::slice::from_ref(&placed), (10, 20));
        let text = String::from_utf8(sent).unwrap();
        assert!(text.starts_with("\x1b_Ga=T,U=1,f=24,t=d,i=7630608,s=100,v=100,c=18,r=9,q=2,m=1;"), "{}", &text[..90]);
        let parts: Vec<&str> = text.split("\x1b\\").filter(|part| !part.is_empty()).collect();
        assert_eq!(parts.len(), 40_000 / PART + 1);
        assert!(parts.iter().all(|part| part.starts_with("\x1b_G") && part.len() < PART + 100));
        assert!(parts.last().unwrap().starts_with("\x1b_Gq=2,m=0;"));

        assert!(held.keep(std::slice::from_ref(&placed), (10, 20)).is_empty(), "it is there already");
        assert_eq!(held.number(&placed), Some(FIRST));
        let gone = held.keep(&[], (10, 20));
        assert_eq!(String::from_utf8(gone).unwrap(), "\x1b_Ga=d,d=I,i=7630608,q=2\x1b\\");
        assert_eq!(held.number(&placed), None);
    }

    #[test]
    fn a_placeholder_is_one_cell_wide() {
        for (row, column) in [(0, 0), (79, 79), (12, 40)] {
            assert_eq!(placeholder(row, column).unwrap().width(), 1, "{row} {column}");
        }
        assert_eq!(placeholder(80, 0), None);
    }
}
