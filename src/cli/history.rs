//! `tonearm history`: what did play.

use std::io::Write;

use clap::Args;
use serde_json::json;

use super::since::Since;
use super::{Context, Exit};
use crate::domain::human;
use crate::domain::listen::HistoryLine;

#[derive(Debug, Args)]
pub struct History {
    #[command(flatten)]
    since: Since,
    /// At most so many; 50, or all with --since or --json
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    /// From the oldest on, instead of from the newest
    #[arg(long)]
    oldest_first: bool,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

impl History {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let period = self.since.period(context.clock.now())?;
        let store = context.store()?;
        let (reader, listener) = (store.reader()?, store.listener());
        let lines = match self.oldest_first {
            true => reader.history_from_its_start(listener, period, self.lines())?,
            false => reader.history(listener, period, self.lines())?,
        };
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

    /// A screenful for people; everything for programs, and for who said since when.
    fn lines(&self) -> u32 {
        let all = self.json || self.since.is_given();
        self.limit.unwrap_or(if all { u32::MAX } else { 50 })
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

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        history: History,
    }

    #[test]
    fn programs_get_everything_and_a_limit_always_holds() {
        for (arguments, lines) in [
            (&["x"][..], 50),
            (&["x", "--json"], u32::MAX),
            (&["x", "--since", "7d"], u32::MAX),
            (&["x", "--since", "7d", "--limit", "3"], 3),
            (&["x", "--json", "--limit", "3"], 3),
        ] {
            assert_eq!(Line::try_parse_from(arguments).unwrap().history.lines(), lines, "{arguments:?}");
        }
    }
}
