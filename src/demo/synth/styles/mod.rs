//! One composer a style, one style a file: a piece goes in, a mixed bus comes out.

mod chiptune;
mod counterpoint;
mod drone;
mod dub;
mod folk;
mod jazz;
mod lofi;
mod music_box;
mod phase;
mod techno;
mod wall;
mod waltz;

use super::Piece;
use super::bus::Bus;
use super::master::Finish;
use crate::demo::catalogue::Style;

#[must_use]
pub fn compose(style: Style, piece: Piece) -> Bus {
    match style {
        Style::Drone => drone::compose(piece),
        Style::Chiptune => chiptune::compose(piece),
        Style::Techno => techno::compose(piece),
        Style::Waltz => waltz::compose(piece),
        Style::Dub => dub::compose(piece),
        Style::Counterpoint => counterpoint::compose(piece),
        Style::LoFi => lofi::compose(piece),
        Style::Folk => folk::compose(piece),
        Style::Jazz => jazz::compose(piece),
        Style::Wall => wall::compose(piece),
        Style::MusicBox => music_box::compose(piece),
        Style::Phase => phase::compose(piece),
    }
}

#[must_use]
pub const fn finish(style: Style) -> Finish {
    let (loudness, fade_in, fade_out) = match style {
        Style::Drone => (-20.0, 2.5, 5.0),
        Style::Chiptune => (-17.0, 0.005, 1.2),
        Style::Techno => (-16.0, 0.01, 3.5),
        Style::Waltz | Style::Jazz => (-18.0, 0.005, 1.5),
        Style::Dub => (-16.5, 0.01, 3.5),
        Style::Counterpoint | Style::MusicBox => (-19.0, 0.005, 1.5),
        Style::LoFi => (-17.5, 0.4, 3.0),
        Style::Folk => (-18.5, 0.6, 3.0),
        Style::Wall => (-15.5, 0.15, 3.5),
        Style::Phase => (-18.0, 0.02, 2.0),
    };
    Finish { loudness, fade_in, fade_out }
}
