//! `tonearm home`: the page as text or JSON.

use std::io::Write;

use clap::Args;
use serde_json::{Value, json};

use super::{Context, Exit};
use crate::domain::limit::words;
use crate::domain::section::{Home as Page, Origin, Pick, Section};
use crate::domain::time::Moment;
use crate::player::runtime;

#[derive(Debug, Args)]
pub struct Home {
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

impl Home {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let store = context.store()?;
        let page = runtime::current_home(&store, &context.paths, &context.clock, &context.config.spoken)?;
        let now = context.clock.now();
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{}", json(&page, now))?;
            return Ok(Exit::Done);
        }
        if !page.greeting.is_empty() {
            writeln!(out, "{}", page.greeting)?;
        }
        for section in &page.sections {
            let pinned = if section.pin.is_some() { " · pinned" } else { "" };
            let limits =
                if section.limits.is_empty() { String::new() } else { format!(" + {}", words(&section.limits)) };
            writeln!(
                out,
                "\n{}   {} {}{pinned}{limits}",
                section.title,
                section.origin.mark(),
                section.origin.words()
            )?;
            for pick in &section.picks {
                let reason = pick.evidence.first().map(|evidence| evidence.fact.sentence(now)).unwrap_or_default();
                let heard = if pick.heard { " · heard since" } else { "" };
                writeln!(out, "  {} · {} · {reason}{heard}", pick.item.title, pick.item.artist)?;
            }
        }
        if !page.waiting.is_empty() {
            writeln!(out, "\nStill listening for")?;
            for waiting in &page.waiting {
                writeln!(out, "  {}: {} of {} {}", waiting.title, waiting.have, waiting.need, waiting.what)?;
            }
        }
        Ok(Exit::Done)
    }
}

/// The stable shape of `home --json`.
fn json(page: &Page, now: Moment) -> Value {
    json!({
        "schema": 1,
        "built_at": page.built_at.rfc3339(),
        "sections": page.sections.iter().map(|section| section_json(section, now)).collect::<Vec<_>>(),
        "waiting": page.waiting,
    })
}

fn section_json(section: &Section, now: Moment) -> Value {
    json!({
        "id": section.id,
        "kind": section.kind,
        "title": section.title,
        "reason": section.reason,
        "origin": origin(section.origin),
        "pinned": section.pin.is_some(),
        "updated_at": section.updated_at.rfc3339(),
        "next_at": section.next_at.map(Moment::rfc3339),
        "limits": section.limits,
        "picks": section.picks.iter().map(|pick| pick_json(pick, now)).collect::<Vec<_>>(),
    })
}

/// `ear` or `hand`.
pub fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Ear => "ear",
        Origin::Hand => "hand",
    }
}

fn pick_json(pick: &Pick, now: Moment) -> Value {
    let item = &pick.item;
    let mut object = json!({
        "type": item.what.type_name(),
        "id": item.what.key(),
        "title": item.title,
        "artist": item.artist,
        "album": item.album,
        "path": null,
    });
    if let (Some(object), Some(path)) = (object.as_object_mut(), &item.path) {
        super::put_path(object, path);
    }
    json!({
        "item": object,
        "heard": pick.heard,
        "evidence": pick.evidence.iter().map(|evidence| evidence.json(now)).collect::<Vec<_>>(),
    })
}
