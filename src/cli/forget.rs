//! `tonearm forget`: deletes what was heard and said, backups included. Counts first, and asks.

use std::io::{IsTerminal, Write};

use anyhow::bail;
use clap::{Args, Subcommand};
use serde_json::json;

use super::feedback::{Kind, target};
use super::{Context, Exit};
use crate::domain::feedback::Target;
use crate::domain::human;
use crate::domain::you::{Forget as What, Forgotten};
use crate::player::{Command, runtime};

#[derive(Debug, Args)]
pub struct Forget {
    #[command(subcommand)]
    what: Of,
    /// Do not ask
    #[arg(long, global = true)]
    yes: bool,
    /// Say what would go, and keep it
    #[arg(long, global = true)]
    dry_run: bool,
    /// As one JSON object
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Of {
    /// All that is known of a track
    Track { words: Vec<String> },
    /// Of an album and its tracks
    Album { words: Vec<String> },
    /// Of an artist and all that they are credited for
    Artist { words: Vec<String> },
    /// All that was heard, said and looked at between two moments: 7d, yesterday, 2026-11-01
    Time { from: String, to: Option<String> },
    /// All that was heard and said; playlists and settings stay
    All,
}

impl Forget {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let store = context.store()?;
        let reader = store.reader()?;
        let now = context.clock.now();
        let music = |kind, words: &[String]| match target(&reader, &store, kind, words, context.clock.now())? {
            Target::Item(item) => Ok(What::Music { item }),
            _ => bail!("that is no music"),
        };
        let what = match &self.what {
            Of::Track { words } => music(Kind::Track, words)?,
            Of::Album { words } => music(Kind::Album, words)?,
            Of::Artist { words } => music(Kind::Artist, words)?,
            Of::Time { from, to } => {
                let at = |text: &str| super::since::parse(text, now).map_err(anyhow::Error::msg);
                let from = at(from)?.unix_ms;
                let to = to.as_deref().map(at).transpose()?.map_or(now.unix_ms + 1, |to| to.unix_ms);
                if from >= to {
                    bail!("the first moment must be before the second");
                }
                What::Span { from, to }
            }
            Of::All => What::All,
        };
        let would = reader.forgettable(store.listener(), &what, now)?;
        let mut out = std::io::stdout().lock();
        if self.dry_run || would.is_nothing() {
            if self.json {
                writeln!(out, "{}", report(&would, false))?;
            } else if would.is_nothing() {
                writeln!(out, "Nothing is known of {}.", would.name)?;
            } else {
                writeln!(out, "{}", would_go(&would))?;
            }
            return Ok(Exit::Done);
        }
        if !self.yes && !agreed(&mut out, &would)? {
            writeln!(out, "Nothing was changed.")?;
            return Ok(Exit::Done);
        }
        // A running player holds a page with the counts that go, so it forgets by itself.
        if runtime::tell_player_of(&context.paths.socket(), store.listener(), &Command::Forget { what: what.clone() }) {
            if self.json {
                writeln!(out, "{}", report(&would, true))?;
            } else {
                writeln!(out, "Told the running player; it says what went.")?;
            }
            return Ok(Exit::Done);
        }
        let gone = store.forget(&what, &context.paths.backups(), now)?;
        if self.json {
            writeln!(out, "{}", report(&gone, true))?;
        } else {
            writeln!(out, "{}.", gone.summary())?;
        }
        Ok(Exit::Done)
    }
}

fn would_go(would: &Forgotten) -> String {
    let backups = match would.backups {
        0 => String::new(),
        n => format!(", {} would be rewritten", human::count(n, "backup", "backups")),
    };
    format!("{}: {} would go{backups}, and the undo list.", would.name, would.words())
}

fn agreed(out: &mut impl Write, would: &Forgotten) -> anyhow::Result<bool> {
    writeln!(out, "{}", would_go(would))?;
    if !std::io::stdin().is_terminal() {
        bail!("nobody is there to be asked; --yes forgets without asking");
    }
    write!(out, "Forget it for good? It cannot be taken back. [y/N] ")?;
    out.flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// The stable shape of `forget --json`.
fn report(gone: &Forgotten, done: bool) -> serde_json::Value {
    json!({ "schema": 1, "forgotten": done, "rows": gone })
}
