//! `tonearm prune`: forgets what is gone. Never done by a scan; asks first.

use std::io::{IsTerminal, Write};

use anyhow::bail;
use clap::Args;

use super::{Context, Exit};
use crate::domain::human;
use crate::domain::text::path_for_screen;
use crate::player::{Command, runtime};

#[derive(Debug, Args)]
pub struct Prune {
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Say what would go, and keep it
    #[arg(long)]
    dry_run: bool,
}

impl Prune {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let store = context.store()?;
        let prunable = store.reader()?.prunable()?;
        let mut out = std::io::stdout().lock();
        if prunable.files.is_empty() && prunable.tracks.is_empty() {
            writeln!(out, "Nothing is missing.")?;
            return Ok(Exit::Done);
        }
        for file in &prunable.files {
            writeln!(out, "missing  {}", path_for_screen(file))?;
        }
        let plays: u64 = prunable.tracks.iter().map(|track| track.plays).sum();
        let count = |n: usize, one, many| human::count(u32::try_from(n).unwrap_or(u32::MAX), one, many);
        writeln!(
            out,
            "{} and {} would be forgotten; {} of theirs stay in history as words.",
            count(prunable.files.len(), "file", "files"),
            count(prunable.tracks.len(), "track", "tracks"),
            count(usize::try_from(plays).unwrap_or(usize::MAX), "play", "plays"),
        )?;
        if self.dry_run {
            return Ok(Exit::Done);
        }
        if !self.yes && !agreed(&mut out)? {
            writeln!(out, "Nothing was changed.")?;
            return Ok(Exit::Done);
        }
        let pruned = store.prune().wait()?;
        let _ = runtime::tell_running_player(&context.paths.socket(), &Command::LibraryChanged);
        writeln!(out, "Forgotten: {}.", count(pruned.tracks.len(), "track", "tracks"))?;
        Ok(Exit::Done)
    }
}

fn agreed(out: &mut impl Write) -> anyhow::Result<bool> {
    if !std::io::stdin().is_terminal() {
        bail!("nobody is there to be asked; tonearm prune --yes forgets without asking");
    }
    write!(out, "Forget them? [y/N] ")?;
    out.flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
