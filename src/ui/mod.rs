//! The terminal, a client of the player.
//!
//! *main* owns the terminal, the view state and the last snapshot. A page turns actions into
//! effects ([`page`]), the application carries them out ([`app`]): commands go to the player,
//! answers come back as events. It draws only after an event, at most at the frame cap, and
//! only when its inbox is empty. Nothing here knows the store, the sound or the files.

pub mod app;
pub mod asking;
pub mod background;
pub mod canvas;
pub mod defaults;
pub mod event_loop;
#[cfg(test)]
mod fixture;
pub mod glyphs;
pub mod keymap;
pub mod layout;
pub mod mosaic;
pub mod page;
pub mod pages;
pub mod pictures;
pub mod setup;
mod sparing;
pub mod terminal;
pub mod theme;
pub mod verbs;
pub mod widgets;
pub mod width;

use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender};

use crate::clock::Clock;
use crate::player::protocol::{Command, Event};

pub use glyphs::GlyphChoice;
pub use pictures::CoverChoice;
pub use setup::{Files, complaints, unknown_name};
pub use terminal::restore_on_panic;

/// How the listener wants the terminal used.
pub struct UiOptions {
    pub clock: Clock,
    /// The name of the theme to begin with.
    pub theme: String,
    pub glyphs: GlyphChoice,
    pub covers: CoverChoice,
    /// Whether clicks and the wheel are taken from the terminal.
    pub mouse: bool,
    /// The shortest time between two frames.
    pub frame: Duration,
    /// How far apart the clock and the progress line are drawn anew while music plays untouched.
    pub clock_rest: Duration,
    /// What the process was told from outside.
    pub signals: Receiver<Signal>,
    /// What the listener's files say.
    pub files: Arc<Files>,
    /// The same each time that they are saved.
    pub saved: Receiver<Arc<Files>>,
}

impl UiOptions {
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            theme: String::new(),
            glyphs: GlyphChoice::Auto,
            covers: CoverChoice::Auto,
            mouse: true,
            frame: Duration::from_millis(16),
            clock_rest: Duration::from_secs(1),
            signals: crossbeam_channel::never(),
            files: Arc::default(),
            saved: crossbeam_channel::never(),
        }
    }
}

/// A signal that concerns the terminal, as the thread that catches them tells it.
///
/// SIGTSTP must keep its default action: Ctrl+z restores the terminal first and then raises it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// TERM, HUP or INT: put the terminal back and return.
    Terminate,
    /// CONT: somebody stopped the process from outside, so the screen is not ours any more.
    Continue,
}

/// How the listener left the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Departure {
    Quit,
    /// They want the demo's library, or their own when this is the demo's.
    OtherLibrary,
}

#[derive(Debug, thiserror::Error)]
pub enum UiError {
    #[error("this is not a terminal; `tonearm --help` names the commands that need none")]
    NotATerminal,
    #[error("the terminal does not answer: {0}")]
    Terminal(#[from] std::io::Error),
}

/// Runs the terminal until the listener quits, the player ends or a signal asks for it.
/// The terminal is given back in every case. A quit was told to the player as
/// [`Command::Quit`]; after a signal, nothing was.
///
/// # Errors
/// Standard output is no terminal, or it fails.
pub fn run(commands: Sender<Command>, events: Receiver<Event>, options: UiOptions) -> Result<Departure, UiError> {
    event_loop::run(commands, &events, &options)
}
