//! `tonearm playlists list|show|import|export`: lists in and out as M3U8.

use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use serde_json::json;

use super::{Context, Exit};
use crate::domain::fold::search_form;
use crate::domain::human;
use crate::domain::ids::PlaylistId;
use crate::domain::playlist::{PlaylistCard, PlaylistEdit, PlaylistLine};
use crate::domain::text::{clean_or_none, path_for_screen};
use crate::exchange::{ListEntry, m3u};
use crate::player::runtime;
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
        /// As one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Makes a playlist from an M3U or M3U8 file
    Import {
        file: PathBuf,
        /// Its name here; the file's name when left out
        #[arg(long)]
        name: Option<String>,
    },
    /// Writes a playlist as M3U8, with paths relative to where it is written
    Export {
        name: String,
        /// Standard output when left out
        file: Option<PathBuf>,
    },
}

impl Playlists {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let store = context.store()?;
        match self.action.unwrap_or(Action::List { json: false }) {
            Action::List { json } => list(&store, json),
            Action::Import { file, name } => import(context, &store, &file, name),
            Action::Export { name, file } => export(&store, &name, file.as_deref()),
        }
    }
}

fn list(store: &Store, as_json: bool) -> anyhow::Result<Exit> {
    let lists = store.reader()?.playlists(store.listener())?;
    let mut out = std::io::stdout().lock();
    if as_json {
        let lists: Vec<_> = lists
            .iter()
            .map(|list| {
                json!({
                    "id": list.id.to_string(), "name": list.name, "tracks": list.tracks, "missing": list.missing,
                    "length_ms": list.length_ms, "changed_at": list.changed_at.rfc3339(),
                })
            })
            .collect();
        writeln!(out, "{}", json!({ "schema": 1, "playlists": lists }))?;
        return Ok(Exit::Done);
    }
    for list in lists {
        let tracks = human::count(list.tracks, "track", "tracks");
        writeln!(out, "{}  {tracks}, {}", list.name, human::span(list.length_ms))?;
    }
    Ok(Exit::Done)
}

fn import(context: &Context, store: &Store, file: &Path, name: Option<String>) -> anyhow::Result<Exit> {
    let bytes = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let folder = std::path::absolute(file)?.parent().map(Path::to_path_buf).unwrap_or_default();
    let list =
        m3u::read(&bytes, folder.as_os_str().as_bytes()).with_context(|| format!("reading {}", file.display()))?;
    let stem = file.file_stem().map(|stem| path_for_screen(stem.as_bytes()));
    let Some(name) = name.or(stem).and_then(|name| clean_or_none(&name)) else { bail!("give it a --name") };
    let reader = store.reader()?;
    let mut tracks = Vec::new();
    let mut lost = Vec::new();
    for entry in &list.entries {
        match runtime::card_of(&reader, store.listener(), entry)? {
            Some(card) => tracks.push(card.id),
            None => lost.push(entry),
        }
    }
    let mut err = std::io::stderr().lock();
    for passed in &list.passed_over {
        writeln!(err, "line {}: {} ({})", passed.line, passed.text, passed.reason)?;
    }
    for entry in &lost {
        writeln!(err, "not in the library: {}", path_for_screen(&entry.path))?;
    }
    if tracks.is_empty() {
        bail!("nothing in {} is in the library", file.display());
    }
    let now = context.clock.now();
    let (id, added) = (PlaylistId::made_at(now.unix_ms), tracks.len());
    store.edit_playlist(PlaylistEdit::Create { id, name: name.clone() }, now).wait()?;
    store.edit_playlist(PlaylistEdit::Add { id, tracks }, now).wait()?;
    let count = |n: usize| human::count(u32::try_from(n).unwrap_or(u32::MAX), "track", "tracks");
    writeln!(std::io::stdout(), "{name}: {} of {} found.", added, count(list.entries.len()))?;
    Ok(if lost.is_empty() { Exit::Done } else { Exit::Partly })
}

fn export(store: &Store, name: &str, file: Option<&Path>) -> anyhow::Result<Exit> {
    let (card, lines) = named(store, name)?;
    let folder = match file {
        Some(file) => std::path::absolute(file)?.parent().map(Path::to_path_buf).unwrap_or_default(),
        None => std::env::current_dir().context("looking for the current folder")?,
    };
    let entries: Vec<_> = lines.iter().filter_map(entry).collect();
    let left_out = lines.len() - entries.len();
    let text = m3u::write(Some(&card.name), &entries, folder.as_os_str().as_bytes());
    match file {
        Some(file) => std::fs::write(file, text).with_context(|| format!("writing {}", file.display()))?,
        None => std::io::stdout().lock().write_all(&text)?,
    }
    if left_out > 0 {
        writeln!(std::io::stderr(), "{left_out} lines have no file any more and were left out")?;
    }
    Ok(Exit::Done)
}

fn named(store: &Store, name: &str) -> anyhow::Result<(PlaylistCard, Vec<PlaylistLine>)> {
    let reader = store.reader()?;
    let wanted = search_form(name);
    let card = reader.playlists(store.listener())?.into_iter().find(|list| search_form(&list.name) == wanted);
    match card.map(|card| reader.playlist(store.listener(), card.id)).transpose()?.flatten() {
        Some(list) => Ok(list),
        None => bail!("there is no playlist named {name}: tonearm playlists"),
    }
}

fn entry(line: &PlaylistLine) -> Option<ListEntry> {
    Some(ListEntry {
        path: line.card.path.clone()?,
        title: Some(line.card.title.clone()),
        artist: Some(line.card.artist.clone()),
        length_ms: line.card.length_ms,
        ..ListEntry::default()
    })
}
