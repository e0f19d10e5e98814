//! `tonearm --plain`: the player in line mode.

use std::io::{self, BufRead, IsTerminal};
use std::sync::Arc;

use anyhow::Context as _;
use crossbeam_channel::{Receiver, bounded, unbounded};

use super::quiet::QuietStderr;
use super::watching::{self, Follower};
use super::{Context, Exit, open};
use crate::config::Complaint;
use crate::domain::settings::Key;
use crate::plain::{self, Conversation};
use crate::player::Command;
use crate::ui::{Files, GlyphChoice, glyphs::Glyphs};

/// A line that is longer is cut: nobody types it, and a file piped in by mistake must not fill memory.
const LONGEST_LINE: u64 = 4096;

/// Whether line mode is wanted without being asked for: on a terminal that can do nothing else.
#[must_use]
pub fn suits(term: Option<&str>) -> bool {
    term == Some("dumb")
}

/// Opens the player in line mode on the context's library.
///
/// # Errors
/// Another player runs on it, the library cannot be opened, or nobody reads what is said.
pub fn run(context: &Context, demo: bool) -> anyhow::Result<Exit> {
    let _held = open::hold_library(context)?;
    let settings = context.settings()?;
    let glyphs = Glyphs::of_environment(GlyphChoice::named(settings.value(Key::Glyphs)));
    let spoken = context.spoken();
    let running = open::start(context, spoken.clone(), demo, true)?;
    let follower = Follower { file: context.paths.config_file(), spoken, player: running.commands.clone() };
    let conversation = Conversation {
        commands: running.commands.clone(),
        saved: follow(context, follower)?,
        events: running.events.clone(),
        lines: read_lines()?,
        signals: catch_signals()?,
        clock: context.clock.clone(),
        typed: io::stdin().is_terminal(),
        unicode: glyphs == Glyphs::UNICODE,
    };
    let errors = QuietStderr::begin(context);
    let outcome = plain::converse(&conversation, &mut io::stdout().lock());
    drop(errors);
    // After a signal nobody has told the player yet; a second quit does no harm.
    let _ = running.commands.send(Command::Quit);
    running.join();
    outcome?;
    Ok(Exit::Done)
}

/// Follows the config file, and passes on what is wrong with it at each save.
fn follow(context: &Context, follower: Follower) -> anyhow::Result<Receiver<Vec<Complaint>>> {
    let first = Files { config: context.config.clone(), complaints: context.complaints.clone() };
    let files = watching::follow(follower, Arc::new(first));
    let (tell, saved) = unbounded();
    let pass_on = move || {
        for files in files {
            if tell.send(files.complaints.clone()).is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new().name("config in lines".into()).spawn(pass_on).context("following the config")?;
    Ok(saved)
}

/// Starts the thread that reads lines; it ends with the input, or with the process.
fn read_lines() -> anyhow::Result<Receiver<String>> {
    let (sender, lines) = bounded(1);
    let read = move || {
        let mut input = io::stdin().lock();
        while let Ok(Some(line)) = read_line(&mut input) {
            if sender.send(line).is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new().name("input".into()).spawn(read).context("reading lines")?;
    Ok(lines)
}

/// The next line, cut to its first [`LONGEST_LINE`] bytes; none at the end.
fn read_line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    use std::io::Read as _;
    let mut line = Vec::new();
    if input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if !line.ends_with(b"\n") && line.len() as u64 == LONGEST_LINE {
        input.skip_until(b'\n')?;
    }
    Ok(Some(String::from_utf8_lossy(&line).into_owned()))
}

fn catch_signals() -> anyhow::Result<Receiver<()>> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let (tell, signals) = bounded(1);
    let mut caught = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT]).context("watching signals")?;
    let watch = move || {
        if caught.forever().next().is_some() {
            let _ = tell.send(());
        }
    };
    std::thread::Builder::new().name("signals".into()).spawn(watch).context("watching signals")?;
    Ok(signals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_whatever_they_hold() {
        let long = "x".repeat(10_000);
        let text = [b"home\n\xff\n".as_slice(), long.as_bytes(), b"\nlast"].concat();
        let mut input = text.as_slice();
        let mut lines = Vec::new();
        while let Some(line) = read_line(&mut input).unwrap() {
            lines.push(line.trim_end().to_owned());
        }
        assert_eq!(lines.len(), 4);
        assert_eq!((lines[0].as_str(), lines[2].len(), lines[3].as_str()), ("home", 4096, "last"));
    }

    #[test]
    fn a_dumb_terminal_gets_lines() {
        assert!(suits(Some("dumb")));
        assert!(!suits(Some("xterm")) && !suits(None));
    }
}
