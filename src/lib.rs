//! # The plan of the house
//!
//! tonearm plays a person's own music files in a terminal, remembers what was really heard,
//! and turns that memory into a home screen that explains itself. This crate is the whole
//! program; `main.rs` only starts it.
//!
//! ## Words
//!
//! What the program does unasked, from the listener's own history, is **by ear** (`~`).
//! What the listener sets is **by hand** (`+`), and the hand always wins. A **play** is sound
//! that started; a **listen** is a play that counts (see [`domain::listen`]). A **section** is
//! one row of home, a **pick** is one place in it, and **evidence** is the counted facts that
//! put the pick there.
//!
//! ## Two rules for rooms
//!
//! 1. **Hard walls are horizontal.** Only [`store`] touches SQLite, only [`audio`] the sound
//!    card, only [`ui`] the terminal, only [`clock`] the time of day.
//! 2. **Features are vertical.** A page, a section kind, an importer, a command is one file
//!    with its state, logic, drawing and tests, and one line in a registry.
//!
//! ## Who may see whom
//!
//! | floor | rooms | sees |
//! |---|---|---|
//! | ground | [`domain`], [`config`], [`paths`], [`clock`] | nothing above |
//! | workshops | [`store`], [`taste`], [`exchange`], [`decode`], [`demo`], [`art`] | the ground |
//! | | [`scan`], [`audio`] | the ground and [`decode`] |
//! | | [`eval`] | the ground and [`taste`] |
//! | the core | [`player`] (but for its `runtime`) | [`domain`] |
//! | clients | [`ui`], [`plain`] | the ground and [`player`] |
//! | wiring | `player::runtime`, [`cli`] | everything |
//!
//! `tests/whole/architecture.rs` walks the sources and fails on an arrow that looks up.
//!
//! ## How a key becomes sound, memory and home
//!
//! A key becomes an action, the action a [`player::Command`]; `player::update` edits the state
//! and returns effects; `player::runtime` carries them out on the audio engine and the store.
//! Heard samples are counted from the audio clock, the play's row is written at its start and
//! topped up, so a killed process loses seconds and not plays. When a play ends, home is stale:
//! `taste` builds the next one from [`domain::facts`], and clients draw the new snapshot.
//!
//! ## Threads
//!
//! *main* owns the terminal, the view state and the last snapshot. *player* owns the state, the
//! queue and the listening machine. *audio* decodes ahead and may block on devices; the sound
//! callback neither locks nor allocates. *writer* owns the only writing connection. *reader*
//! answers pages, newest question first; *ear* answers what needs the whole history: what goes
//! on, what is related, why. *sleeves* read covers and lyrics from the files. *dealer* rebuilds
//! home; a newer request replaces the waiting one. *scan* is a pool. There is no async runtime of our own.

pub mod art;
pub mod audio;
pub mod cli;
pub mod clock;
pub mod config;
pub mod decode;
pub mod demo;
pub mod domain;
pub mod eval;
pub mod exchange;
pub mod paths;
pub mod plain;
pub mod player;
pub mod scan;
pub mod store;
pub mod taste;
pub mod ui;
