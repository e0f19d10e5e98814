//! `tonearm home`: the page as text or JSON, and what the listener put on it.

mod asked;
mod text;

use std::io::Write;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{Context, Exit};
use crate::domain::asking::Asking;
use crate::domain::fold::search_form;
use crate::domain::limit::{Limit, words};
use crate::domain::section::{Home as Page, Origin, Pick, Section};
use crate::domain::time::Moment;
use crate::domain::track::Kind;
use crate::domain::you::Limited;
use crate::player::{Command, runtime};
use crate::store::Reader;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Home {
    #[command(subcommand)]
    action: Option<Action>,
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Limits a section, which goes on by ear within it; without a limit it is free again.
    /// Without a section, lists what is limited
    Limit(Bounds),
    /// Writes what you made of home as TOML, by names, to share it or to keep it
    Export(text::Export),
    /// Makes home as a file says, in one step that can be undone
    Import(text::Import),
    /// Says yes to what tonearm asks at the foot of home
    Accept,
    /// Says no to it; it is not asked again
    Decline,
    /// Fixes a section where it stands
    Pin(text::PinIt),
    /// Gives a pinned section back to tonearm
    Unpin(text::Unpin),
    /// What is pinned, and how it differs from tonearm's own
    Pins(text::Pins),
}

/// The limits of a section, in place of those that it has.
#[derive(Debug, Args)]
struct Bounds {
    /// Its id as in --json, or its title
    section: Option<String>,
    #[arg(long)]
    genre: Option<String>,
    /// 1969, 1955-1970, 1955- or -1970
    #[arg(long)]
    years: Option<String>,
    #[arg(long, conflicts_with = "heard")]
    never_heard: bool,
    #[arg(long)]
    heard: bool,
    #[arg(long)]
    liked: bool,
    /// No track longer than this
    #[arg(long)]
    minutes: Option<u32>,
    /// Nothing by this artist
    #[arg(long)]
    not_artist: Vec<String>,
    /// Music, spoken word or sounds
    #[arg(long, value_parser = kind)]
    kind: Option<Kind>,
}

fn kind(said: &str) -> Result<Kind, String> {
    Kind::from_name(said).ok_or_else(|| "it is music, spoken or sound".into())
}

impl Bounds {
    fn limits(&self, reader: &Reader) -> anyhow::Result<Vec<Limit>> {
        let mut limits: Vec<Limit> = self.genre.clone().map(Limit::Genre).into_iter().collect();
        if let Some(years) = &self.years {
            limits.push(Limit::years(years).with_context(|| format!("{years} are no years"))?);
        }
        let flags = [(self.never_heard, Limit::NeverHeard), (self.heard, Limit::Heard), (self.liked, Limit::Liked)];
        limits.extend(flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, limit)| limit));
        limits.extend(self.minutes.map(Limit::Minutes));
        limits.extend(self.kind.map(Limit::Kind));
        limits.extend(self.not_artist.iter().map(|name| Limit::NotArtist { id: None, name: name.clone() }));
        match reader.named_limits(limits)? {
            Ok(limits) => Ok(limits),
            Err(problem) => bail!("{problem}"),
        }
    }

    /// A running player is told, so that it replies at once; else the library is.
    fn lay(&self, context: &Context) -> anyhow::Result<Exit> {
        let store = context.store()?;
        let reader = store.reader()?;
        let page = runtime::current_home(&store, &context.paths, &context.clock, &context.config.spoken)?;
        let standing = runtime::limited(&reader, store.listener(), &page)?;
        let Some(said) = &self.section else { return list(&standing) };
        let wanted = search_form(said);
        let known = page.sections.iter().map(|section| (&section.id, &section.title));
        // What is limited and not on home today can be freed, too.
        let mut known = known.chain(standing.iter().map(|limited| (&limited.section, &limited.title)));
        let found = known.find(|(id, title)| *id == said || search_form(title) == wanted);
        let (id, title) = found.with_context(|| format!("no section of home is called {said}"))?;
        let (id, title) = (id.clone(), title.clone());
        let limits = self.limits(&reader)?;
        let told = if limits.is_empty() {
            format!("{title} is without limits.")
        } else {
            format!("{title}: {}.", words(&limits))
        };
        let command = Command::LimitSection { section: id.clone(), title: title.clone(), limits: limits.clone() };
        let said = if runtime::tell_player_of(&context.paths.socket(), store.listener(), &command) {
            told
        } else {
            let now = context.clock.now();
            let change = || Ok(store.limit(id, title, limits, now).wait()?.map(|change| change.summary));
            let said = runtime::reply_to(&store, &context.paths, &context.clock, &context.config.spoken, change)?;
            said.unwrap_or_else(|| "Nothing changed.".into())
        };
        writeln!(std::io::stdout(), "{said}")?;
        Ok(Exit::Done)
    }
}

/// What is limited, on home today or not.
fn list(standing: &[Limited]) -> anyhow::Result<Exit> {
    let mut out = std::io::stdout().lock();
    if standing.is_empty() {
        writeln!(out, "No section is limited.")?;
    }
    for Limited { section, title, limits, on_home, .. } in standing {
        let away = if *on_home { "" } else { "  not on home today" };
        writeln!(out, "{title}: {}{away}  {section}", words(limits))?;
    }
    Ok(Exit::Done)
}

impl Home {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self.action {
            Some(Action::Limit(bounds)) => return bounds.lay(context),
            Some(Action::Export(export)) => return export.run(context),
            Some(Action::Import(import)) => return import.run(context),
            Some(Action::Accept) => return asked::answer(context, true),
            Some(Action::Decline) => return asked::answer(context, false),
            Some(Action::Pin(pin)) => return pin.run(context),
            Some(Action::Unpin(unpin)) => return unpin.run(context),
            Some(Action::Pins(pins)) => return pins.run(context),
            None => {}
        }
        let store = context.store()?;
        let page = runtime::current_home(&store, &context.paths, &context.clock, &context.config.spoken)?;
        let now = context.clock.now();
        let asking = asked::of_today(context, &store)?;
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{}", json(&page, asking.as_ref(), now))?;
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
            if section.picks.is_empty() {
                writeln!(out, "  {}", section.reason)?;
            }
            for pick in &section.picks {
                let reason = pick.evidence.first().map(|evidence| evidence.fact.sentence(now)).unwrap_or_default();
                let heard = if pick.heard { " · heard since" } else { "" };
                writeln!(out, "  {} · {} · {reason}{heard}", pick.item.name(), pick.item.artist)?;
            }
        }
        if !page.waiting.is_empty() {
            writeln!(out, "\nStill listening for")?;
            for waiting in &page.waiting {
                writeln!(out, "  {}: {} of {} {}", waiting.title, waiting.have, waiting.need, waiting.what)?;
            }
        }
        if let Some(asking) = &asking {
            asked::tell(context, &store, asking, &mut out)?;
        }
        Ok(Exit::Done)
    }
}

/// The stable shape of `home --json`.
fn json(page: &Page, asking: Option<&Asking>, now: Moment) -> Value {
    json!({
        "schema": 1,
        "built_at": page.built_at.rfc3339(),
        "sections": page.sections.iter().map(|section| section_json(section, now)).collect::<Vec<_>>(),
        "waiting": page.waiting,
        "asks": asking.map(asked::json),
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
    if let (Some(object), Some(work)) = (object.as_object_mut(), &item.work) {
        object.insert("work".into(), json!({ "title": work.title, "movements": work.movements }));
    }
    json!({
        "item": object,
        "heard": pick.heard,
        "evidence": pick.evidence.iter().map(|evidence| evidence.json(now)).collect::<Vec<_>>(),
    })
}
