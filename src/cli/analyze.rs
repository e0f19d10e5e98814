//! `tonearm analyze [PATH…]`: listens to the sound itself, headless.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::scan::absolute;
use super::{Context, Exit, put_path};
use crate::clock;
use crate::domain::human;
use crate::domain::text::path_for_screen;
use crate::player::protocol::{Ahead, Command};
use crate::player::runtime::{self, Halt, ListenAhead, ListenReport};

#[derive(Debug, Args)]
pub struct Analyze {
    /// Only these files of the library, or those below these folders
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// As one JSON object
    #[arg(long)]
    json: bool,
    /// Sounds at most
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Sounds at once; one for each core when not given, one beside a player
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

impl Analyze {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let store = context.store()?;
        let under = self.paths.iter().map(|path| absolute(path)).collect::<anyhow::Result<Vec<_>>>()?;
        let roots = store.reader()?.roots()?;
        if let Some(stranger) = under.iter().find(|path| {
            use std::os::unix::ffi::OsStrExt as _;
            let root = |root: &[u8]| PathBuf::from(std::ffi::OsStr::from_bytes(root));
            !roots.iter().any(|known| path.starts_with(root(&known.path)) || root(&known.path).starts_with(path))
        }) {
            bail!("{} is not in the library: tonearm scan adds folders", stranger.display());
        }
        // Music that plays meanwhile comes first.
        let nice = runtime::is_player_running(&context.paths.socket());
        let jobs = self.jobs.unwrap_or(usize::from(nice));
        let halt = Halt::default();
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            let flags = halt.flags();
            // A second signal ends the program at once.
            signal_hook::flag::register_conditional_shutdown(signal, 130, std::sync::Arc::clone(&flags[0]))
                .context("watching signals")?;
            for flag in flags {
                signal_hook::flag::register(signal, flag).context("watching signals")?;
            }
        }
        let started = clock::ticks();
        let bar = Context::shows_progress().then(progress_bar);
        let mut show = |ahead: Ahead| {
            if let Some(bar) = &bar {
                bar.set_length(ahead.total);
                bar.set_position(ahead.done);
            }
            true
        };
        let how = ListenAhead { jobs, nice, limit: self.limit, under };
        let report = runtime::listen_ahead(&store, &context.clock, &how, &halt, &mut show);
        if let Some(bar) = bar {
            bar.finish_and_clear();
        }
        let report = report.context("listening")?;
        if report.heard > 0 {
            // A player that shows this library draws it anew; without one nobody is missed.
            let _ = runtime::tell_running_player(&context.paths.socket(), &Command::LibraryChanged);
        }
        print(&report, clock::since(started).as_secs_f64(), self.json)?;
        Ok(if report.failed.is_empty() { Exit::Done } else { Exit::Partly })
    }
}

fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::no_length();
    if let Ok(style) =
        ProgressStyle::with_template("Listening {human_pos} of {human_len}  {wide_bar}  {per_sec}, {eta} left")
    {
        bar.set_style(style);
    }
    bar
}

fn print(report: &ListenReport, seconds: f64, json: bool) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if json {
        let failed = report.failed.iter().map(|(path, reason)| {
            let mut object = serde_json::Map::new();
            put_path(&mut object, path);
            object.insert("reason".into(), reason.as_str().into());
            serde_json::Value::Object(object)
        });
        let object = serde_json::json!({
            "schema": 1,
            "heard": report.heard,
            "too_little": report.too_little,
            "failed": failed.collect::<Vec<_>>(),
            "left": report.left,
            "seconds": seconds,
        });
        writeln!(out, "{object}")?;
        return Ok(());
    }
    let mut parts = vec![format!("{} heard", human::thousands(report.heard))];
    for (n, what) in [
        (report.too_little, "too short or silent"),
        (report.failed.len() as u64, "could not be read"),
        (report.left, "left for later"),
    ] {
        if n > 0 {
            parts.push(format!("{} {what}", human::thousands(n)));
        }
    }
    writeln!(out, "Sounds: {} in {seconds:.1} s.", parts.join(", "))?;
    for (path, reason) in report.failed.iter().take(SHOWN) {
        writeln!(out, "  {}: {reason}", path_for_screen(path))?;
    }
    if report.failed.len() > SHOWN {
        writeln!(out, "  and {} more; analyze --json names them all", report.failed.len() - SHOWN)?;
    }
    Ok(())
}

/// Files that are named one by one.
const SHOWN: usize = 20;
