//! `tonearm playlists sync`.

use std::io::Write;

use anyhow::bail;
use clap::Args;
use serde_json::{Map, Value};

use crate::cli::{Context, Exit, put_path};
use crate::domain::settings::Key;
use crate::paths;
use crate::player::Command;
use crate::player::runtime::{self, What};
use crate::store::Store;

#[derive(Debug, Args)]
pub(super) struct Sync {
    /// What was done, as one JSON object
    #[arg(long)]
    json: bool,
}

impl Sync {
    pub(super) fn run(&self, context: &Context, store: &Store) -> anyhow::Result<Exit> {
        let settings = context.settings()?;
        let folder = settings.value(Key::PlaylistFolder);
        if folder.is_empty() {
            bail!(
                "no folder is named: playlist-folder = \"~/Music/Playlists\" in {}",
                context.paths.config_file().display()
            );
        }
        let folder = paths::typed(folder);
        let synced = runtime::sync_folder(store, &context.paths, &folder, context.clock.now())?;
        let mut out = std::io::stdout().lock();
        if self.json {
            let done = synced.done.iter().map(|done| {
                let mut object = Map::new();
                object.insert("what".into(), done.what.name().into());
                object.insert("playlist".into(), done.name.as_str().into());
                object.insert("detail".into(), done.detail.as_str().into());
                put_path(&mut object, &done.file);
                Value::Object(object)
            });
            let mut object = Map::new();
            object.insert("schema".into(), 1.into());
            object.insert("folder".into(), folder.to_string_lossy().into());
            object.insert("done".into(), done.collect());
            writeln!(out, "{}", Value::Object(object))?;
        } else if synced.done.is_empty() {
            writeln!(out, "{} and the playlists are the same.", paths::shown(&folder))?;
        } else {
            for done in &synced.done {
                let detail = if done.detail.is_empty() { String::new() } else { format!(": {}", done.detail) };
                let what = match done.what {
                    What::Written => "written",
                    What::Read => "read from its file",
                    What::Made => "new from its file",
                    What::Renamed => "renamed like its file",
                    What::KeptBoth => "changed on both sides, both are kept",
                    What::Deleted => "deleted as its file was; undo in the player brings it back",
                    What::PutAside => "deleted here; its file is in .removed",
                    What::Left => "left as it is",
                };
                writeln!(out, "{}: {what}{detail}.", done.name)?;
            }
        }
        if !synced.done.is_empty() {
            // A player that shows this library draws it anew; without one nobody is missed.
            let _ = runtime::tell_running_player(&context.paths.socket(), &Command::LibraryChanged);
        }
        Ok(if synced.has_trouble() { Exit::Partly } else { Exit::Done })
    }
}
