//! `tonearm history`: what did play.

use std::io::Write;

use anyhow::anyhow;
use clap::Args;
use serde_json::json;

use super::{Context, Exit, since};
use crate::domain::human;
use crate::domain::listen::HistoryLine;
use crate::store::Period;

#[derive(Debug, Args)]
pub struct History {
    /// Only plays since then: 7d, 12h, today, yesterday, 2026-11-01
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
    /// At most so many, newest first
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: u32,
    /// One JSON object a line; all plays unless --limit or --since say otherwise
    #[arg(long)]
    json: bool,
}

impl History {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let now = context.clock.now();
        let since =
            self.since.as_deref().map(|text| since::parse(text, now)).transpose().map_err(|error| anyhow!(error))?;
        let store = context.store()?;
        let period = Period { since: since.map(|at| at.unix_ms), before: None };
        let limit = if self.since.is_some() { u32::MAX } else { self.limit };
        let lines = store.reader()?.history(store.listener(), period, limit)?;
        let mut out = std::io::stdout().lock();
        for line in lines {
            if self.json {
                writeln!(out, "{}", json_line(&line))?;
            } else {
                let outcome = outcome(&line);
                let at = line.started_at.civil().strftime("%Y-%m-%d %H:%M");
                writeln!(out, "{at}  {} · {}  {outcome}", line.title, line.artist)?;
            }
        }
        Ok(Exit::Done)
    }
}

/// How a play went, in two words.
fn outcome(line: &HistoryLine) -> String {
    let heard = human::clock(line.heard_ms.unwrap_or(0));
    match line.ending {
        None => "playing".into(),
        Some(_) if line.skip => format!("skipped at {heard}"),
        Some(crate::domain::listen::Ending::Finished) => "finished".into(),
        Some(ending) => format!("{}, {heard} heard", ending.name()),
    }
}

fn json_line(line: &HistoryLine) -> serde_json::Value {
    json!({
        "id": line.id.to_string(),
        "track": line.track.map(|track| track.to_string()),
        "title": line.title,
        "artist": line.artist,
        "album": line.album,
        "started_at": line.started_at.rfc3339(),
        "heard_ms": line.heard_ms,
        "length_ms": line.length_ms,
        "ending": line.ending.map(|ending| ending.name()),
        "source": line.source.name(),
        "source_id": line.source_id,
        "listen": line.listen,
        "skip": line.skip,
    })
}
