//! Without a command: the player, in the terminal.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context as _, bail};
use crossbeam_channel::Receiver;

use super::quiet::QuietStderr;
use super::watching::{self, Follower};
use super::{Context, Exit, plain};
use crate::audio::{BackendChoice, Engine};
use crate::domain::settings::Key;
use crate::player::Command;
use crate::player::runtime::{self, Held, Parts, Running, SpokenNow};
use crate::ui::{self, CoverChoice, Departure, Files, GlyphChoice, Signal, UiOptions};

/// Opens the player on the context's library, in line mode where that is wanted or all there is.
///
/// # Errors
/// Another player runs on it, the library cannot be opened, or this is no terminal.
pub fn run(context: &Context, demo: bool) -> anyhow::Result<Exit> {
    use std::io::IsTerminal;
    if context.plain || plain::suits(std::env::var("TERM").ok().as_deref()) {
        return plain::run(context, demo);
    }
    if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
        bail!("the player needs a terminal; tonearm --plain, play, home, search and scan need none");
    }
    let _held = hold_library(context)?;
    let settings = context.settings()?;
    let spoken = context.spoken();
    let running = start(context, spoken.clone(), demo, true)?;
    let files = Arc::new(Files { config: context.config.clone(), complaints: context.complaints.clone() });
    let follower = Follower { file: context.paths.config_file(), spoken, player: running.commands.clone() };
    ui::restore_on_panic();
    let signals = catch_signals()?;
    let options = UiOptions {
        glyphs: GlyphChoice::named(settings.value(Key::Glyphs)),
        covers: CoverChoice::named(settings.value(Key::Covers)),
        theme: settings.value(Key::Theme).to_owned(),
        mouse: settings.mouse(),
        clock_rest: clock_rest(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty())),
        signals,
        saved: watching::follow(follower, Arc::clone(&files)),
        files,
        ..UiOptions::new(context.clock.clone())
    };
    let errors = QuietStderr::begin(context);
    let outcome = ui::run(running.commands.clone(), running.events.clone(), options);
    drop(errors);
    // After a signal nobody has told the player yet; a second quit does no harm.
    let _ = running.commands.send(Command::Quit);
    running.join();
    match outcome.context("drawing on the terminal")? {
        Departure::Quit => Ok(Exit::Done),
        Departure::OtherLibrary => Err(open_other(context, demo)),
    }
}

/// Starts over on the demo's library, or from there on the listener's own. The process is
/// replaced: two libraries never live in one, and the thread that reads keys ends with it.
fn open_other(context: &Context, demo: bool) -> anyhow::Error {
    use std::os::unix::process::CommandExt;
    let program = match std::env::current_exe() {
        Ok(program) => program,
        Err(error) => return anyhow::Error::new(error).context("looking for this program"),
    };
    let mut command = std::process::Command::new(program);
    if let Some(listener) = &context.listener {
        command.arg("--as").arg(listener);
    }
    if context.private {
        command.arg("--private");
    }
    if !demo {
        command.arg("demo");
    }
    anyhow::Error::new(command.exec()).context("opening the other library")
}

/// How far apart the clock is drawn: over SSH each frame is a packet, and one a second keeps a
/// slow link busy and a radio awake for nothing.
fn clock_rest(is_set: impl Fn(&str) -> bool) -> Duration {
    let over_ssh = ["SSH_CONNECTION", "SSH_TTY"].into_iter().any(is_set);
    Duration::from_secs(if over_ssh { 5 } else { 1 })
}

/// One player per library; a second one says what it can do instead.
pub fn hold_library(context: &Context) -> anyhow::Result<Held> {
    let path = context.paths.player_lock();
    context.paths.create().context("making the folders of the library")?;
    match runtime::hold(&path).with_context(|| format!("taking the lock {}", path.display()))? {
        Ok(held) => Ok(held),
        Err(other) => {
            let who = other.map_or_else(String::new, |pid| format!(" (process {pid})"));
            bail!(
                "a player is running on this library already{who}.\n\
                 Beside it work: tonearm scan, home, search, why, history, stats, info.\n\
                 A second library: TONEARM_HOME=DIR tonearm"
            )
        }
    }
}

/// Starts player and engine on the context's library.
pub fn start(context: &Context, spoken: SpokenNow, demo: bool, resumes: bool) -> anyhow::Result<Running> {
    let store = context.store()?;
    let (engine, news) = Engine::start(BackendChoice::Device);
    runtime::start(Parts {
        store,
        paths: context.paths.clone(),
        clock: context.clock.clone(),
        spoken,
        engine,
        news,
        name: context.listener.clone(),
        private: context.private,
        demo,
        resumes,
    })
}

/// Signals as events: the terminal is always put back, and plays are always closed.
fn catch_signals() -> anyhow::Result<Receiver<Signal>> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM};
    let (tell, signals) = crossbeam_channel::unbounded();
    let mut caught =
        signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGCONT]).context("watching signals")?;
    let watch = move || {
        for signal in &mut caught {
            let said = if signal == SIGCONT { Signal::Continue } else { Signal::Terminate };
            if tell.send(said).is_err() {
                break;
            }
        }
    };
    let _: JoinHandle<()> =
        std::thread::Builder::new().name("signals".into()).spawn(watch).context("watching signals")?;
    Ok(signals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_rests_over_ssh() {
        assert_eq!(clock_rest(|_| false), Duration::from_secs(1));
        for variable in ["SSH_CONNECTION", "SSH_TTY"] {
            assert_eq!(clock_rest(|name| name == variable), Duration::from_secs(5), "{variable}");
        }
    }
}
