//! `tonearm playlists new|rename|describe|delete|to-folder|rename-folder|dissolve-folder|duplicate|split|merge|sort|dedupe|add|remove|move`:
//! what the page does, for scripts. Each is one change, and `tonearm feedback undo` takes it back.

use std::io::Write;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::called::{self, Called, named, named_in_full};
use super::{head, rules};
use crate::cli::{Context, Exit, find};
use crate::domain::ids::{PlaylistId, SmartPlaylistId};
use crate::domain::playlist::folder::{as_folder, shown};
use crate::domain::playlist::{LineOrder, Listed, PlaylistCard, PlaylistEdit, PlaylistLine, duplicates};
use crate::domain::smart_playlist::{RulesEdit, SmartPlaylist};
use crate::player::{Command, runtime};
use crate::store::{Change, Store};

#[derive(Debug, Args)]
pub(super) struct Told {
    /// What was done, as one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Makes an empty playlist; a / in its name puts it into a folder, \/ is a slash of its own: 'AC\/DC'
    New {
        name: String,
        #[command(flatten)]
        told: Told,
    },
    /// Gives a playlist another name, with its folder: Rock/Loud
    Rename {
        name: String,
        new: String,
        #[command(flatten)]
        told: Told,
    },
    /// Says what it is about; "" takes that away
    Describe {
        name: String,
        words: String,
        #[command(flatten)]
        told: Told,
    },
    /// Deletes a playlist; tonearm feedback undo brings them back
    Delete {
        name: String,
        #[command(flatten)]
        told: Told,
    },
    /// Puts playlists into a folder, which is made when it is not there; "" takes them out of theirs
    ToFolder {
        folder: String,
        /// Playlists, or a folder written with a / at its end
        #[arg(required = true)]
        names: Vec<String>,
        #[command(flatten)]
        told: Told,
    },
    /// Gives a folder another name
    RenameFolder {
        folder: String,
        new: String,
        #[command(flatten)]
        told: Told,
    },
    /// Takes a folder away; its playlists stay
    DissolveFolder {
        folder: String,
        #[command(flatten)]
        told: Told,
    },
    /// Makes a copy
    Duplicate {
        name: String,
        /// What the copy is called; "NAME (2)" when left out
        new: Option<String>,
        #[command(flatten)]
        told: Told,
    },
    /// Puts the lines from a place on into a new playlist
    Split {
        name: String,
        /// The first line that goes, counted from 1
        #[arg(value_parser = clap::value_parser!(u32).range(2..))]
        from: u32,
        /// What the new playlist is called
        new: String,
        #[command(flatten)]
        told: Told,
    },
    /// Appends playlists to another one, and deletes them
    Merge {
        /// Those that are merged
        #[arg(required = true)]
        names: Vec<String>,
        /// What they are merged into; made, with all of them kept, when there is none of this name
        #[arg(long)]
        into: String,
        #[command(flatten)]
        told: Told,
    },
    /// Puts the lines in order, once
    Sort {
        name: String,
        #[arg(value_parser = LineOrder::ALL.map(LineOrder::name))]
        by: String,
        #[command(flatten)]
        told: Told,
    },
    /// Takes out lines that say again what one before them said
    Dedupe {
        name: String,
        /// Say which they are, and change nothing
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        told: Told,
    },
    /// Appends the tracks that a query finds
    Add {
        name: String,
        /// A query, words of a title, or a path
        #[arg(required = true)]
        query: Vec<String>,
        #[command(flatten)]
        told: Told,
    },
    /// Takes out lines by their places
    Remove {
        name: String,
        /// Counted from 1, as in tonearm playlists show
        #[arg(required = true, value_parser = clap::value_parser!(u32).range(1..))]
        places: Vec<u32>,
        #[command(flatten)]
        told: Told,
    },
    /// Moves a line
    Move {
        name: String,
        #[arg(value_parser = clap::value_parser!(u32).range(1..))]
        from: u32,
        #[arg(value_parser = clap::value_parser!(u32).range(1..))]
        to: u32,
        #[command(flatten)]
        told: Told,
    },
}

impl Action {
    const fn is_json(&self) -> bool {
        let (Self::New { told, .. }
        | Self::Rename { told, .. }
        | Self::Describe { told, .. }
        | Self::Delete { told, .. }
        | Self::ToFolder { told, .. }
        | Self::RenameFolder { told, .. }
        | Self::DissolveFolder { told, .. }
        | Self::Duplicate { told, .. }
        | Self::Split { told, .. }
        | Self::Merge { told, .. }
        | Self::Sort { told, .. }
        | Self::Dedupe { told, .. }
        | Self::Add { told, .. }
        | Self::Remove { told, .. }
        | Self::Move { told, .. }) = self;
        told.json
    }

    pub(super) fn run(self, context: &Context, store: &Store) -> anyhow::Result<Exit> {
        let as_json = self.is_json();
        let now = context.clock.now();
        let made = PlaylistId::made_at(now.unix_ms);
        // A folder has no one list that could be told.
        let nothing = PlaylistId(uuid::Uuid::nil());
        let card = |name: &str| named(store, name);
        let (list, edit) = match self {
            Self::New { name, .. } => (made, PlaylistEdit::Create { id: made, name }),
            Self::Rename { name, new, .. } => match called::any(store, &name)? {
                Called::ByHand(PlaylistCard { id, .. }) => (id, PlaylistEdit::Rename { id, name: new }),
                Called::ByRules(SmartPlaylist { id, .. }) => {
                    return of_rules(context, store, id, RulesEdit::Rename { id, name: new }, as_json);
                }
            },
            Self::Describe { name, words, .. } => match called::any(store, &name)? {
                Called::ByHand(PlaylistCard { id, .. }) => (id, PlaylistEdit::Describe { id, words }),
                Called::ByRules(SmartPlaylist { id, .. }) => {
                    return of_rules(context, store, id, RulesEdit::Describe { id, description: words }, as_json);
                }
            },
            Self::Delete { name, .. } => match called::any(store, &name)? {
                Called::ByHand(PlaylistCard { id, .. }) => (id, PlaylistEdit::Delete { id }),
                Called::ByRules(SmartPlaylist { id, .. }) => {
                    return of_rules(context, store, id, RulesEdit::Delete { id }, as_json);
                }
            },
            Self::ToFolder { folder, names, .. } => {
                let (mut lists, mut folders) = (Vec::new(), Vec::new());
                for name in &names {
                    match as_folder(name) {
                        Some(moved) => folders.push(moved),
                        None => lists.push(listed(store, name)?),
                    }
                }
                (nothing, PlaylistEdit::ToFolder { lists, folders, folder })
            }
            Self::RenameFolder { folder, new, .. } => (nothing, PlaylistEdit::RenameFolder { folder, to: new }),
            Self::DissolveFolder { folder, .. } => (nothing, PlaylistEdit::DissolveFolder { folder }),
            Self::Duplicate { name, new, .. } => {
                let list = called::any(store, &name)?;
                let name = match new {
                    Some(name) => name,
                    None => free_name(store, list.name())?,
                };
                match list {
                    Called::ByHand(card) => (made, PlaylistEdit::Duplicate { id: card.id, copy: made, name }),
                    Called::ByRules(list) => {
                        let id = SmartPlaylistId::made_at(now.unix_ms);
                        let rules = list.query().with_context(|| format!("reading the rules of {}", list.name))?;
                        let copy = RulesEdit::Create { id, name, rules, description: list.description };
                        return of_rules(context, store, id, copy, as_json);
                    }
                }
            }
            Self::Split { name, from, new, .. } => {
                let (card, lines) = lines(store, &name)?;
                let entries = lines.iter().skip(from as usize - 1).map(|line| line.entry).collect();
                (made, PlaylistEdit::Split { id: card.id, entries, new: made, name: new })
            }
            Self::Merge { names, into, .. } => {
                let from = names.iter().map(|name| Ok(card(name)?.id)).collect::<anyhow::Result<_>>()?;
                match named_in_full(store, &into)? {
                    Some(card) => (card.id, PlaylistEdit::Merge { from, into: card.id, name: None }),
                    None => (made, PlaylistEdit::Merge { from, into: made, name: Some(into) }),
                }
            }
            Self::Sort { name, by, .. } => {
                let id = card(&name)?.id;
                let by = LineOrder::ALL.into_iter().find(|order| order.name() == by);
                (id, PlaylistEdit::Sort { id, by: by.context("no such order")? })
            }
            Self::Dedupe { name, dry_run, .. } => {
                let (card, lines) = lines(store, &name)?;
                let entries = duplicates(&lines);
                if dry_run || entries.is_empty() {
                    return tell_duplicates(&card, &lines, &entries, as_json);
                }
                (card.id, PlaylistEdit::Remove { id: card.id, entries })
            }
            Self::Add { name, query, .. } => {
                let id = card(&name)?.id;
                let found = find::all(&store.reader()?, store.listener(), &query, now)?;
                if found.is_empty() {
                    bail!("nothing is found by {}", find::line(&query));
                }
                (id, PlaylistEdit::Add { id, tracks: found.into_iter().map(|card| card.id).collect() })
            }
            Self::Remove { name, places, .. } => {
                let (card, lines) = lines(store, &name)?;
                let entries = places.iter().map(|place| at(&lines, *place)).collect::<anyhow::Result<_>>()?;
                (card.id, PlaylistEdit::Remove { id: card.id, entries })
            }
            Self::Move { name, from, to, .. } => {
                let (card, lines) = lines(store, &name)?;
                let entry = at(&lines, from)?;
                (card.id, PlaylistEdit::Move { id: card.id, entry, to: to - 1 })
            }
        };
        let change = store.edit_playlist(edit, now).wait()?;
        let card = || Ok(store.reader()?.playlist(store.listener(), list)?.map(|(card, _)| head(&card)));
        tell(context, change, card, as_json)
    }
}

/// Changes a list by rules.
fn of_rules(
    context: &Context,
    store: &Store,
    id: SmartPlaylistId,
    edit: RulesEdit,
    as_json: bool,
) -> anyhow::Result<Exit> {
    let (reader, now) = (store.reader()?, context.clock.now());
    let change = store.edit_rules(edit, now).wait()?;
    let card = || {
        let list = reader.smart_playlist(store.listener(), id)?;
        let found = |list: &SmartPlaylist| reader.rules_found(&list.rules, 0, store.listener(), now);
        list.map(|list| Ok(rules::head(&list, &found(&list)?))).transpose()
    };
    tell(context, change, card, as_json)
}

/// Says what was done, and how the list stands now.
fn tell(
    context: &Context,
    change: Option<Change>,
    list: impl FnOnce() -> anyhow::Result<Option<Value>>,
    as_json: bool,
) -> anyhow::Result<Exit> {
    if change.is_some() {
        // A player that shows this library draws it anew; without one nobody is missed.
        let _ = runtime::tell_running_player(&context.paths.socket(), &Command::LibraryChanged);
    }
    let summary = change.map_or_else(|| "Nothing changed".to_owned(), |change| change.summary);
    let mut out = std::io::stdout().lock();
    if as_json {
        writeln!(out, "{}", json!({ "schema": 1, "done": summary, "playlist": list()? }))?;
    } else {
        writeln!(out, "{summary}.")?;
    }
    Ok(Exit::Done)
}

/// "NAME (2)", or the first number that no list of either kind has.
fn free_name(store: &Store, name: &str) -> anyhow::Result<String> {
    let (reader, listener) = (store.reader()?, store.listener());
    let by_hand = reader.playlists_called(listener)?.into_iter().map(|(_, name)| name);
    let by_rules = reader.smart_playlists(listener)?.into_iter().map(|list| list.name);
    let taken: Vec<String> = by_hand.chain(by_rules).collect();
    Ok(runtime::TakenNames::of(taken.iter()).free(name))
}

/// The list of either kind that is called so.
fn listed(store: &Store, name: &str) -> anyhow::Result<Listed> {
    Ok(match called::any(store, name)? {
        Called::ByHand(card) => Listed::ByHand(card.id),
        Called::ByRules(list) => Listed::ByRules(list.id),
    })
}

fn lines(store: &Store, name: &str) -> anyhow::Result<(PlaylistCard, Vec<PlaylistLine>)> {
    let card = named(store, name)?;
    store.reader()?.playlist(store.listener(), card.id)?.context("that playlist is gone")
}

fn at(lines: &[PlaylistLine], place: u32) -> anyhow::Result<i64> {
    let line = (place as usize).checked_sub(1).and_then(|place| lines.get(place));
    line.map(|line| line.entry).with_context(|| format!("it has {} lines, and none at {place}", lines.len()))
}

fn tell_duplicates(
    card: &PlaylistCard,
    lines: &[PlaylistLine],
    entries: &[i64],
    as_json: bool,
) -> anyhow::Result<Exit> {
    let mut out = std::io::stdout().lock();
    let found = (1u32..).zip(lines).filter(|(_, line)| entries.contains(&line.entry));
    if as_json {
        let found: Vec<_> = found
            .map(|(place, line)| json!({ "place": place, "title": line.card.title, "artist": line.card.artist }))
            .collect();
        writeln!(out, "{}", json!({ "schema": 1, "playlist": head(card), "duplicates": found }))?;
        return Ok(Exit::Done);
    }
    for (place, line) in found {
        writeln!(out, "{place:>5}  {} - {}", line.card.artist, line.card.title)?;
    }
    if entries.is_empty() {
        writeln!(out, "Nothing stands twice in {}.", shown(&card.name))?;
    }
    Ok(Exit::Done)
}
