//! The demo's music: real synthesis by code, from a track's words to its samples.
//!
//! A style's composer writes notes of simple instruments onto [`bus::Bus`]es, the buses pass
//! through [`space`], and [`master`] brings the whole to an even loudness below full scale.
//! Everything is rendered offline, in `f32`, and depends on nothing but the track.

pub mod bus;
pub mod drums;
pub mod loudness;
pub mod master;
pub mod melody;
pub mod space;
pub mod strings;
pub mod styles;
pub mod tempo;
pub mod theory;
pub mod voice;
pub mod wave;

use super::catalogue::Track;
use super::dice::Dice;
use bus::Bus;

/// Frames per second of everything here.
pub const SAMPLE_RATE: u32 = 44_100;
/// The same, for arithmetic.
pub const RATE: f32 = SAMPLE_RATE as f32;

/// What a composer is given.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Length of the whole, tails and fades included.
    pub seconds: f32,
    /// Seeded by the track's words.
    pub dice: Dice,
    /// Place on its album, from 0: neighbours differ in tempo and key.
    pub place: usize,
    pub disc: u32,
}

impl Piece {
    #[must_use]
    pub fn of(track: &Track) -> Self {
        Self {
            seconds: track.length_ms as f32 / 1_000.0,
            dice: Dice::from_words(&[track.artist, track.album.title, track.title]),
            place: track.number.saturating_sub(1) as usize,
            disc: track.disc,
        }
    }

    /// One of a style's tempi, keys or other variants, by the place on the album.
    #[must_use]
    pub fn variant<T: Copy + Default>(&self, of: &[T]) -> T {
        if of.is_empty() { T::default() } else { of.get(self.place % of.len()).copied().unwrap_or_default() }
    }

    #[must_use]
    pub fn bus(&self) -> Bus {
        Bus::new(self.seconds)
    }
}

/// A finished track.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// Left and right in turn, 16 bits wide.
    pub samples: Vec<i32>,
    pub loudness: loudness::Blocks,
    /// Highest absolute sample, 1.0 is full scale.
    pub peak: f32,
}

/// Composes, mixes and masters a track.
#[must_use]
pub fn render(track: &Track) -> Rendered {
    master::master(styles::compose(track.style, Piece::of(track)), styles::finish(track.style))
}

#[cfg(test)]
mod tests;
