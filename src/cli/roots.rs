//! `tonearm roots list|add|remove|move`: which folders belong to the library.

use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, Subcommand};
use serde_json::json;

use super::{Context, Exit, scan};
use crate::domain::file::Root;
use crate::domain::human;
use crate::domain::text::path_for_screen;
use crate::store::Store;

#[derive(Debug, Args)]
pub struct Roots {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Folders, how many tracks each holds, and whether it is there
    List {
        /// As one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Adds a folder; `scan` reads it
    Add { folder: PathBuf },
    /// Takes a folder out of the library. Its files are not touched, its history stays
    Remove { folder: PathBuf },
    /// The folder lies elsewhere now: everything known of its files goes along
    Move { old: PathBuf, new: PathBuf },
}

impl Roots {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let store = context.store()?;
        let now = context.clock.now();
        let mut out = std::io::stdout().lock();
        match self.action.unwrap_or(Action::List { json: false }) {
            Action::List { json } => list(&store, json, &mut out)?,
            Action::Add { folder } => {
                let path = scan::absolute(&folder)?;
                if !path.is_dir() {
                    bail!("{} is not a folder", folder.display());
                }
                scan::add_root(&store, &path, now)?;
                writeln!(out, "Added {}. Now: tonearm scan", path.display())?;
            }
            Action::Remove { folder } => {
                let root = known(&store, &folder)?;
                store.remove_root(root.id).wait()?;
                writeln!(out, "Removed {} with {}.", path_for_screen(&root.path), tracks(&root))?;
            }
            Action::Move { old, new } => {
                let root = known(&store, &old)?;
                let new = scan::absolute(&new)?;
                store.move_root(&root.path, new.as_os_str().as_bytes()).wait()?;
                writeln!(out, "{} now stands for {}, {}.", new.display(), path_for_screen(&root.path), tracks(&root))?;
            }
        }
        Ok(Exit::Done)
    }
}

fn list(store: &Store, as_json: bool, out: &mut impl Write) -> anyhow::Result<()> {
    let roots = store.reader()?.roots()?;
    if as_json {
        let roots: Vec<_> = roots
            .iter()
            .map(|root| {
                let mut object = serde_json::Map::new();
                super::put_path(&mut object, &root.path);
                object.extend([
                    ("tracks".to_owned(), root.tracks.into()),
                    ("files".to_owned(), root.files.into()),
                    ("offline".to_owned(), root.offline.into()),
                ]);
                serde_json::Value::Object(object)
            })
            .collect();
        writeln!(out, "{}", json!({ "schema": 1, "roots": roots }))?;
        return Ok(());
    }
    if roots.is_empty() {
        writeln!(out, "No folder is known yet: tonearm scan ~/Music")?;
    }
    for root in roots {
        let state = if root.offline { ", not there" } else { "" };
        writeln!(out, "{}  {}{state}", path_for_screen(&root.path), tracks(&root))?;
    }
    Ok(())
}

fn tracks(root: &Root) -> String {
    human::count(u32::try_from(root.tracks).unwrap_or(u32::MAX), "track", "tracks")
}

/// The root that a folder names; it need not be there any more.
fn known(store: &Store, folder: &Path) -> anyhow::Result<Root> {
    let path = scan::absolute(folder)?;
    let plain = std::path::absolute(folder)?;
    let is_it =
        |root: &Root| [&path, &plain].iter().any(|candidate| candidate.as_os_str().as_bytes() == root.path.as_slice());
    match store.reader()?.roots()?.into_iter().find(is_it) {
        Some(root) => Ok(root),
        None => bail!("{} is not one of the library's folders: tonearm roots list", folder.display()),
    }
}
