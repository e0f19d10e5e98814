//! Playlists by rules from the shell: `make`, `why`, `suggest`, and `.nsp` files in and out.

use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context as _, bail};
use clap::Args;
use serde_json::{Value, json};

use super::called::{named, ruled, ruled_in_full};
use crate::cli::{Context, Exit, find};
use crate::domain::browse::Selection;
use crate::domain::human;
use crate::domain::ids::SmartPlaylistId;
use crate::domain::playlist::folder::{folder_of, name_of, own_name, shown};
use crate::domain::query::{Query, parse};
use crate::domain::section::ItemRef;
use crate::domain::smart_playlist::{RulesEdit, RulesFound, SmartPlaylist};
use crate::domain::time::Moment;
use crate::exchange::{self, nsp};
use crate::player::Command;
use crate::player::runtime;
use crate::store::Store;

#[derive(Debug, Args)]
pub(super) struct Make {
    name: String,
    /// What it finds, in the language of search: 'genre:jazz heard:0 sort:-added limit:2h'
    #[arg(long, value_name = "QUERY")]
    rules: String,
    /// Give the playlist of this name these rules
    #[arg(long)]
    replace: bool,
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

impl Make {
    pub(super) fn run(self, context: &Context, store: &Store) -> anyhow::Result<Exit> {
        let query = match parse(&self.rules) {
            Ok(query) => query,
            Err(problem) => {
                let place = self.rules.get(..problem.at.start).map_or(0, |before| before.chars().count()) + 1;
                bail!("{problem} (at {place} of: {})", self.rules);
            }
        };
        let now = context.clock.now();
        let list = keep(context, store, &self.name, (query, None), self.replace)?;
        let found = store.reader()?.rules_found(&list.rules, 0, store.listener(), now)?;
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{}", json!({ "schema": 1, "playlist": head(&list, &found) }))?;
        } else {
            writeln!(out, "{}: {}", shown(&list.name), sum(&found))?;
        }
        Ok(Exit::Done)
    }
}

/// Makes a list, or gives the one of this name other rules and, where one is said, description.
fn keep(
    context: &Context,
    store: &Store,
    name: &str,
    (rules, description): (Query, Option<String>),
    replace: bool,
) -> anyhow::Result<SmartPlaylist> {
    let now = context.clock.now();
    let id = match (ruled_in_full(store, name)?, replace) {
        (Some(list), true) => {
            let id = list.id;
            let edit = match description {
                None => RulesEdit::SetRules { id, rules },
                Some(description) => RulesEdit::Revise { id, name: list.name, rules: Some(rules), description },
            };
            store.edit_rules(edit, now).wait()?;
            id
        }
        (Some(list), false) => {
            bail!("there is a playlist {} already: --replace gives it these rules", shown(&list.name))
        }
        (None, _) => {
            let id = SmartPlaylistId::made_at(now.unix_ms);
            let (name, description) = (name.to_owned(), description.unwrap_or_default());
            store.edit_rules(RulesEdit::Create { id, name, rules, description }, now).wait()?;
            id
        }
    };
    // A player that shows this library draws it anew; without one nobody is missed.
    let _ = runtime::tell_running_player(&context.paths.socket(), &Command::LibraryChanged);
    store.reader()?.smart_playlist(store.listener(), id)?.context("reading what was made")
}

/// "31 tracks, 1 h 58 min", or why it finds nothing.
pub(super) fn sum(found: &RulesFound) -> String {
    match &found.problem {
        Some(problem) => format!("its rules cannot be read: {problem}"),
        None if !found.lacking.is_empty() => {
            let tracks = human::count(found.tracks, "track", "tracks");
            format!("{tracks}, {} ({})", human::span(found.length_ms), found.lacking.join("; "))
        }
        None => format!("{}, {}", human::count(found.tracks, "track", "tracks"), human::span(found.length_ms)),
    }
}

pub(super) fn head(list: &SmartPlaylist, found: &RulesFound) -> Value {
    json!({
        "id": list.id.to_string(), "kind": "rules", "name": list.name, "own_name": own_name(&list.name),
        "folder": folder_of(&list.name), "description": list.description,
        "rules": list.rules, "tracks": found.tracks, "length_ms": found.length_ms, "bytes": found.bytes,
        "heard_at": list.heard_at.map(|at| at.rfc3339()), "problem": found.problem, "lacking": found.lacking, "changed_at": list.changed_at.rfc3339(),
    })
}

/// Names, sizes and rules of all of them.
pub(super) fn all(store: &Store, now: Moment) -> anyhow::Result<Vec<(SmartPlaylist, RulesFound)>> {
    let reader = store.reader()?;
    let lists = reader.smart_playlists(store.listener())?.into_iter();
    let found = |list: SmartPlaylist| {
        let found = reader.rules_found(&list.rules, 0, store.listener(), now)?;
        Ok((list, found))
    };
    lists.map(found).collect()
}

pub(super) fn show(store: &Store, list: &SmartPlaylist, as_json: bool, now: Moment) -> anyhow::Result<Exit> {
    let found = store.reader()?.rules_found(&list.rules, u32::MAX, store.listener(), now)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    if as_json {
        let lines: Vec<Value> = found.first.iter().map(|card| crate::cli::search::track_json(card)).collect();
        writeln!(out, "{}", json!({ "schema": 1, "playlist": head(list, &found), "lines": lines }))?;
        out.flush()?;
        return Ok(Exit::Done);
    }
    writeln!(out, "{}\n{}", list.rules, sum(&found))?;
    for (place, card) in (1..).zip(&found.first) {
        let length = card.length_ms.map(human::clock).unwrap_or_default();
        writeln!(out, "{place:>5}  {length:>7}  {} - {}", card.artist, card.title)?;
    }
    out.flush()?;
    Ok(Exit::Done)
}

#[derive(Debug, Args)]
pub(super) struct Why {
    /// A playlist by rules
    name: String,
    /// A path, or words of its title and artist
    #[arg(required = true)]
    track: Vec<String>,
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

impl Why {
    pub(super) fn run(self, context: &Context, store: &Store) -> anyhow::Result<Exit> {
        let Some(list) = ruled(store, &self.name)? else {
            bail!("there is no playlist by rules named {}: tonearm playlists", self.name)
        };
        let (reader, listener, now) = (store.reader()?, store.listener(), context.clock.now());
        let Some(card) = find::tracks(&reader, listener, &self.track, now)?.into_iter().next() else {
            bail!("no track is known by {}", self.track.join(" "));
        };
        let query = list.query().with_context(|| format!("reading the rules of {}", shown(&list.name)))?;
        let conditions = reader.conditions(&query, card.id, listener, now)?;
        let meets = conditions.first().is_none_or(|whole| whole.holds);
        let is_in = reader.matching(&query, listener, now)?.contains(&card.id);
        let mut out = std::io::stdout().lock();
        if self.json {
            let object = json!({
                "schema": 1, "playlist": list.name, "rules": list.rules, "track": crate::cli::search::track_json(&card),
                "in": is_in, "meets": meets, "conditions": conditions,
            });
            writeln!(out, "{object}")?;
            return Ok(Exit::Done);
        }
        let stands = match (is_in, meets) {
            (true, _) => "is in",
            (false, true) => "meets every rule and is beyond the limit of",
            (false, false) => "is not in",
        };
        writeln!(out, "{} - {} {stands} {}", card.artist, card.title, list.name)?;
        for condition in conditions {
            let holds = if condition.holds { "yes" } else { "no" };
            let value = condition.value.map(|value| format!("  ({value})")).unwrap_or_default();
            writeln!(out, "{holds:>5}  {}{}{value}", "  ".repeat(condition.depth), condition.says)?;
        }
        Ok(Exit::Done)
    }
}

#[derive(Debug, Args)]
pub(super) struct Suggest {
    /// A playlist made by hand
    name: String,
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

impl Suggest {
    pub(super) fn run(self, context: &Context, store: &Store) -> anyhow::Result<Exit> {
        let card = named(store, &self.name)?;
        let of = Selection::Item(ItemRef::Playlist(card.id));
        let (tracks, rules) = store.reader()?.suggested_rules(&of, store.listener(), context.clock.now())?;
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{}", json!({ "schema": 1, "playlist": card.name, "tracks": tracks, "rules": rules }))?;
            return Ok(Exit::Done);
        }
        if rules.is_empty() {
            writeln!(out, "Its {} have no rule in common.", human::count(tracks, "track", "tracks"))?;
        }
        for rule in rules {
            writeln!(out, "{}  {}", rule.rule, rule.note())?;
        }
        Ok(Exit::Done)
    }
}

pub(super) fn is_nsp(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("nsp"))
}

/// What became of a file of rules.
pub(super) struct ImportedRules {
    name: String,
    rules: String,
    /// None when nothing was to be changed.
    list: Option<SmartPlaylist>,
    found: RulesFound,
    /// What of the file could not be said here, a sentence each.
    told: Vec<String>,
}

impl ImportedRules {
    pub(super) const fn all_read(&self) -> bool {
        self.told.is_empty()
    }

    pub(super) fn tell(&self, file: &Path) -> anyhow::Result<()> {
        for told in &self.told {
            writeln!(std::io::stderr(), "{}: {told}", file.display())?;
        }
        let mut out = std::io::stdout().lock();
        match &self.list {
            Some(list) => writeln!(out, "Imported {}: {}", shown(&list.name), list.rules)?,
            None => {
                writeln!(out, "{}: {}\n{}", shown(&self.name), self.rules, sum(&self.found))?;
                writeln!(out, "Nothing was changed.")?;
            }
        }
        Ok(())
    }

    pub(super) fn as_json(&self) -> [(&'static str, Value); 7] {
        [
            ("id", json!(self.list.as_ref().map(|list| list.id.to_string()))),
            ("kind", "rules".into()),
            ("name", self.name.as_str().into()),
            ("rules", self.rules.as_str().into()),
            ("changed", self.list.is_some().into()),
            ("tracks", self.found.tracks.into()),
            ("left_out", json!(self.told)),
        ]
    }
}

/// Makes a playlist by rules of a file, unless that is only tried.
pub(super) fn import(
    context: &Context,
    store: &Store,
    file: &Path,
    name: Option<&str>,
    replace: bool,
    dry_run: bool,
) -> anyhow::Result<ImportedRules> {
    let bytes = exchange::file::load(file, exchange::BOUNDS.bytes)?;
    let read = nsp::read(&bytes)?;
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let name = name.map_or_else(|| name_of(&read.name.unwrap_or(stem)), str::to_owned);
    let (rules, now) = (read.query.to_string(), context.clock.now());
    let list = if dry_run {
        if let (Some(list), false) = (ruled_in_full(store, &name)?, replace) {
            bail!("there is a playlist {} already: --replace gives it these rules", shown(&list.name));
        }
        None
    } else {
        Some(keep(context, store, &name, (read.query, read.comment), replace)?)
    };
    let found = store.reader()?.rules_found(&rules, 0, store.listener(), now)?;
    Ok(ImportedRules { name, rules, list, found, told: read.told })
}

/// Writes a playlist by rules as `.nsp`; to standard output without a file.
pub(super) fn export(list: &SmartPlaylist, file: Option<&Path>, force: bool) -> anyhow::Result<Exit> {
    let query = list.query().with_context(|| format!("reading the rules of {}", shown(&list.name)))?;
    let (bytes, told) = nsp::write(&own_name(&list.name), &list.description, &query);
    match file {
        None => std::io::stdout().lock().write_all(&bytes)?,
        Some(file) => {
            let inside = file.join(format!("{}.nsp", exchange::file::file_name(&own_name(&list.name))));
            let file = if file.is_dir() { inside.as_path() } else { file };
            if !is_nsp(file) {
                bail!("rules are written as .nsp, which {} is not", file.display());
            }
            exchange::file::save(file, &bytes, force).with_context(|| format!("writing {}", file.display()))?;
        }
    }
    for told in &told {
        writeln!(std::io::stderr(), "{told}")?;
    }
    Ok(if told.is_empty() { Exit::Done } else { Exit::Partly })
}
