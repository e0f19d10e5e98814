//! The command line, one command a file. Without a command the player opens.

mod analyze;
mod completions;
mod config;
mod context;
mod demo;
mod doctor;
mod eval;
mod feedback;
mod find;
mod forget;
mod history;
mod home;
mod info;
mod log;
mod man;
mod open;
mod plain;
mod play;
mod playlists;
mod prune;
mod quiet;
mod roots;
mod scan;
mod search;
mod settings;
mod since;
mod stats;
mod trouble;
mod watching;
mod why;

use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};

pub use context::Context;

/// How the program ends. See the man page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Done,
    Failed,
    /// Done, but some files could not be read.
    Partly,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Partly => 3,
        })
    }
}

/// A music player for the terminal that remembers what was really heard.
#[derive(Debug, Parser)]
#[command(
    name = "tonearm",
    version,
    about,
    long_about = "Plays your own music files, remembers what was really heard, and builds home from that memory.\n\
                  Without a command, the player opens. Nothing leaves this machine.",
    after_help = "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some files could not be read.\n\
                  TONEARM_HOME=DIR keeps config, data, state and cache under one folder."
)]
pub struct Cli {
    /// Listen as this person; each has a history and a home of their own
    #[arg(long = "as", value_name = "NAME", global = true)]
    listener: Option<String>,

    /// Remember nothing of what is played
    #[arg(long)]
    private: bool,

    /// Talk in plain lines instead of a screen: for screen readers, simple terminals and scripts
    #[arg(long)]
    plain: bool,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Reads folders into the library
    Scan(scan::Scan),
    /// Listens to the sound itself, so that home and radio know what sounds alike
    Analyze(analyze::Analyze),
    /// Plays files, folders or what words find, without a screen
    Play(play::Play),
    /// The home page, as text or JSON
    Home(home::Home),
    /// Finds tracks, albums and artists
    Search(search::Search),
    /// Why a track stands on home, or does not
    Why(why::Why),
    /// Says of music what you think, and lists what was said and noticed
    Feedback(feedback::Feedback),
    /// Deletes what was heard and said, after asking
    Forget(forget::Forget),
    /// What did play
    History(history::History),
    /// What was heard, added up
    Stats(stats::Stats),
    /// Playlists, in and out
    Playlists(playlists::Playlists),
    /// The folders of the library
    Roots(roots::Roots),
    /// Forgets files that are gone, after asking
    Prune(prune::Prune),
    /// Files that need a look: unreadable, missing, twice, oddly tagged
    Trouble(trouble::Trouble),
    /// A small invented library to try tonearm with
    Demo(demo::Demo),
    /// Measures home's rankings against what was heard next
    Eval(eval::Eval),
    /// Compares what is kept with what it is made from, and mends it
    Doctor(doctor::Doctor),
    /// Every value that can be chosen, and who chose it
    Settings(settings::Settings),
    /// What the config file says, could say, and where it lies
    Config(config::ConfigCommand),
    /// Paths, versions and library counts
    Info(info::Info),
    /// Prints a completion script for your shell
    Completions(completions::Completions),
    /// Prints the manual page
    #[command(hide = true)]
    Man,
}

/// What the program was called with, as it is to be parsed.
pub fn arguments() -> impl Iterator<Item = std::ffi::OsString> {
    find::without_false_options(std::env::args_os())
}

/// Runs what was asked for.
///
/// # Errors
/// Anything that keeps it from being done, with what was being tried.
pub fn run(cli: Cli) -> anyhow::Result<Exit> {
    match cli.command {
        // These need no library, and work where none can be had.
        Some(Command::Completions(command)) => command.run(),
        Some(Command::Config(command)) => command.run(),
        Some(Command::Man) => man::run(),
        command => {
            let context = Context::new(cli.listener, cli.private, cli.plain).context("starting")?;
            log::to_file(&context.paths);
            match command {
                None => open::run(&context, false),
                Some(Command::Scan(command)) => command.run(&context),
                Some(Command::Analyze(command)) => command.run(&context),
                Some(Command::Play(command)) => command.run(&context),
                Some(Command::Home(command)) => command.run(&context),
                Some(Command::Search(command)) => command.run(&context),
                Some(Command::Why(command)) => command.run(&context),
                Some(Command::Feedback(command)) => command.run(&context),
                Some(Command::Forget(command)) => command.run(&context),
                Some(Command::History(command)) => command.run(&context),
                Some(Command::Stats(command)) => command.run(&context),
                Some(Command::Playlists(command)) => command.run(&context),
                Some(Command::Roots(command)) => command.run(&context),
                Some(Command::Prune(command)) => command.run(&context),
                Some(Command::Trouble(command)) => command.run(&context),
                Some(Command::Demo(command)) => command.run(&context),
                Some(Command::Doctor(command)) => command.run(&context),
                Some(Command::Eval(command)) => command.run(&context),
                Some(Command::Settings(command)) => command.run(&context),
                Some(Command::Info(command)) => command.run(&context),
                Some(Command::Completions(_) | Command::Config(_) | Command::Man) => Ok(Exit::Done),
            }
        }
    }
}

/// A path as JSON: readable, and exact beside it where the readable form is not.
fn put_path(object: &mut serde_json::Map<String, serde_json::Value>, path: &[u8]) {
    use base64::Engine as _;
    object.insert("path".into(), String::from_utf8_lossy(path).into());
    if std::str::from_utf8(path).is_err() {
        object.insert("path_base64".into(), base64::engine::general_purpose::STANDARD.encode(path).into());
    }
}

/// Whether the reader of our output went away, which is no failure of ours.
#[must_use]
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
