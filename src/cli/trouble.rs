//! `tonearm trouble`: what needs a look, and what can be done about it.

use std::io::Write;

use clap::Args;
use serde_json::{Map, Value, json};

use super::{Context, Exit, put_path};
use crate::domain::human;
use crate::domain::text::path_for_screen;
use crate::domain::trouble::{TroubleGroup, TroubleKind, TroubleLine};

#[derive(Debug, Args)]
pub struct Trouble {
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

impl Trouble {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let store = context.store()?;
        let trouble = store.reader()?.trouble(store.listener(), context.clock.now())?;
        let mut out = std::io::stdout().lock();
        if self.json {
            let groups: Vec<Value> = trouble.groups.iter().map(group).collect();
            writeln!(out, "{}", json!({ "schema": 1, "groups": groups }))?;
        } else if trouble.groups.is_empty() {
            writeln!(out, "All is well.")?;
        } else {
            for group in &trouble.groups {
                print(group, &mut out)?;
            }
        }
        Ok(if trouble.count(TroubleKind::Unreadable) > 0 { Exit::Partly } else { Exit::Done })
    }
}

fn print(group: &TroubleGroup, out: &mut impl Write) -> anyhow::Result<()> {
    writeln!(out, "{}: {}. {}.", group.kind.title(), human::thousands(group.count), group.kind.remedy())?;
    for line in &group.lines {
        writeln!(out, "  {}: {}", name(line), line.reason)?;
    }
    let more = group.count.saturating_sub(group.lines.len() as u64);
    if more > 0 {
        writeln!(out, "  and {} more", human::thousands(more))?;
    }
    Ok(())
}

/// A file by its path, a track by its words and where it lies.
fn name(line: &TroubleLine) -> String {
    let path = line.paths.first().map(|path| path_for_screen(path)).unwrap_or_default();
    match &line.card {
        Some(card) if line.place.is_none() && line.name.is_empty() => {
            format!("{} – {} ({path})", card.artist, card.title)
        }
        _ if line.place.is_none() => line.name.clone(),
        _ => path,
    }
}

fn group(group: &TroubleGroup) -> Value {
    json!({
        "kind": group.kind.name(), "title": group.kind.title(), "remedy": group.kind.remedy(), "count": group.count,
        "lines": group.lines.iter().map(line).collect::<Vec<_>>(),
    })
}

fn line(line: &TroubleLine) -> Value {
    let files = line.paths.iter().map(|path| {
        let mut file = Map::new();
        put_path(&mut file, path);
        Value::Object(file)
    });
    json!({
        "name": line.name, "reason": line.reason, "files": files.collect::<Vec<_>>(),
        "track": line.card.as_ref().map(|card| json!({ "id": card.id.0, "title": card.title, "artist": card.artist })),
    })
}
