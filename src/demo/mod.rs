//! A small invented library with a simulated listener, made by code.
//!
//! What a newcomer without music sees first, and the fixture of screenshots and tests: the
//! [`mod@catalogue`] names every album and track, [`write_library`] synthesises and encodes them as
//! tagged FLAC files with covers, and [`history`] invents fifteen months of listening by someone
//! with habits. The same day gives the same library and the same history, to the byte.

pub mod catalogue;
pub mod covers;
pub mod dice;
pub mod flac;
pub mod habits;
pub mod library;
pub mod synth;

pub use catalogue::{Album, Track, albums, catalogue};
pub use habits::{History, Pinned, Play, PlayedFrom, Playlist, Thing, history};
pub use library::{Written, write_library};
