//! `tonearm playlists`: playlists made, edited, explained, in and out.

mod called;
mod edit;
mod export;
mod import;
mod rules;
mod sync;

use std::io::{BufWriter, Write};

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use called::Called;

use super::{Context, Exit, put_path};
use crate::domain::human;
use crate::domain::orders::{ListOrder, ListPlace};
use crate::domain::playlist::PlaylistCard;
use crate::domain::playlist::folder::{folder_of, own_name};
use crate::domain::time::Moment;
use crate::domain::track::Presence;
use crate::store::Store;

#[derive(Debug, Args)]
pub struct Playlists {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Names and sizes
    List {
        /// How they stand
        #[arg(long, value_name = "ORDER", default_value = ListOrder::Name.name(), value_parser = ListOrder::ALL.map(ListOrder::name))]
        sort: String,
        /// As one JSON object
        #[arg(long)]
        json: bool,
    },
    /// The lines of one playlist
    Show {
        name: String,
        /// As one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Makes a playlist by rules
    Make(rules::Make),
    /// Says which rules of a playlist a track meets, and which keep it out
    Why(rules::Why),
    /// Rules that the tracks of a playlist have in common
    Suggest(rules::Suggest),
    /// Makes playlists from M3U, M3U8, XSPF, PLS and NSP files
    Import(import::Import),
    /// Writes playlists as M3U8, XSPF or PLS, those by rules as NSP, with paths relative to where they are written
    Export(export::Export),
    /// Makes the playlists and the folder named by playlist-folder the same
    Sync(sync::Sync),
    #[command(flatten)]
    Edit(edit::Action),
}

impl Playlists {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let store = context.store()?;
        match self.action {
            None => list(&store, ListOrder::Name, false, context.clock.now()),
            Some(action) => action.run(context, &store),
        }
    }
}

impl Action {
    fn run(self, context: &Context, store: &Store) -> anyhow::Result<Exit> {
        match self {
            Self::List { sort, json } => {
                list(store, ListOrder::named(&sort).unwrap_or_default(), json, context.clock.now())
            }
            Self::Show { name, json } => show(store, &name, json, context.clock.now()),
            Self::Make(command) => command.run(context, store),
            Self::Why(command) => command.run(context, store),
            Self::Suggest(command) => command.run(context, store),
            Self::Import(command) => command.run(context, store),
            Self::Export(command) => command.run(context, store),
            Self::Sync(command) => command.run(context, store),
            Self::Edit(edit) => edit.run(context, store),
        }
    }
}

fn list(store: &Store, order: ListOrder, as_json: bool, now: Moment) -> anyhow::Result<Exit> {
    let by_hand = store.reader()?.playlists(store.listener())?;
    let by_rules = rules::all(store, now)?;
    let mut lists: Vec<(ListPlace, String, Value)> =
        by_hand.iter().map(|list| (list.into(), line(list), head(list))).collect();
    lists.extend(by_rules.iter().map(|(list, found)| {
        let line = format!("{}  {}  [{}]", list.name, rules::sum(found), list.rules);
        (ListPlace::of_rules(list, Some(found)), line, rules::head(list, found))
    }));
    order.sort(&mut lists, |(place, ..)| *place);
    let mut out = std::io::stdout().lock();
    if as_json {
        let lists: Vec<Value> = lists.into_iter().map(|(_, _, json)| json).collect();
        writeln!(out, "{}", json!({ "schema": 1, "playlists": lists }))?;
        return Ok(Exit::Done);
    }
    for (_, line, _) in lists {
        writeln!(out, "{line}")?;
    }
    Ok(Exit::Done)
}

fn line(list: &PlaylistCard) -> String {
    let tracks = human::count(list.tracks, "track", "tracks");
    let missing = if list.missing > 0 { format!(", {} missing", list.missing) } else { String::new() };
    format!("{}  {tracks}, {}{missing}", list.name, human::span(list.length_ms))
}

fn head(list: &PlaylistCard) -> Value {
    json!({
        "id": list.id.to_string(), "kind": "by hand", "name": list.name,
        "own_name": own_name(&list.name), "folder": folder_of(&list.name), "description": list.description,
        "tracks": list.tracks, "missing": list.missing,
        "length_ms": list.length_ms, "changed_at": list.changed_at.rfc3339(),
        "heard_at": list.heard_at.map(|at| at.rfc3339()),
    })
}

fn show(store: &Store, name: &str, as_json: bool, now: Moment) -> anyhow::Result<Exit> {
    let card = match called::any(store, name)? {
        Called::ByRules(list) => return rules::show(store, &list, as_json, now),
        Called::ByHand(card) => card,
    };
    let reader = store.reader()?;
    let lines = reader.plain_lines(store.listener(), card.id)?;
    let lines = lines.into_iter().zip(reader.presence_of_lines(store.listener(), card.id)?);
    let mut out = BufWriter::new(std::io::stdout().lock());
    if as_json {
        let lines = lines.map(|(line, presence)| {
            let mut object = Map::new();
            object.insert("track".into(), json!(line.track.map(|track| track.0)));
            object.insert("presence".into(), json!(presence));
            object.insert("title".into(), line.title.into());
            object.insert("artist".into(), line.artist.into());
            object.insert("album".into(), json!(line.album));
            object.insert("length_ms".into(), json!(line.length_ms));
            line.path.into_iter().for_each(|path| put_path(&mut object, &path));
            Value::Object(object)
        });
        writeln!(out, "{}", json!({ "schema": 1, "playlist": head(&card), "lines": lines.collect::<Vec<_>>() }))?;
        out.flush()?;
        return Ok(Exit::Done);
    }
    for (place, (line, presence)) in (1..).zip(lines) {
        let length = line.length_ms.map(human::clock).unwrap_or_default();
        let lost = match (line.track, presence) {
            (None, _) => "  (not in the library)",
            (_, Some(Presence::Missing)) => "  (missing)",
            (_, Some(Presence::Offline)) => "  (offline)",
            _ => "",
        };
        let words = if line.artist.is_empty() { line.title } else { format!("{} - {}", line.artist, line.title) };
        writeln!(out, "{place:>5}  {length:>7}  {words}{lost}")?;
    }
    out.flush()?;
    Ok(Exit::Done)
}
