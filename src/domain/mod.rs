//! The ground: words of the house as types, without I/O, clock or globals.

pub mod browse;
pub mod evidence;
pub mod facts;
pub mod feedback;
pub mod file;
pub mod fold;
pub mod human;
pub mod ids;
pub mod journal;
pub mod listen;
pub mod lyrics;
pub mod picture;
pub mod playlist;
pub mod queue;
pub mod reach;
pub mod section;
pub mod settings;
pub mod sound;
pub mod story;
pub mod text;
pub mod time;
pub mod track;
pub mod trouble;
pub mod welcome;
pub mod you;
