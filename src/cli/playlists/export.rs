//! `tonearm playlists export NAME|--all [FILE|DIR]`.

use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;

use super::{named, rules};
use crate::cli::Exit;
use crate::domain::ids::PlaylistId;
use crate::exchange::file::{file_name, load, save};
use crate::exchange::{BOUNDS, FORMATS, Format, with_comments_of};
use crate::player::runtime::{self, Written};
use crate::store::Store;

#[derive(Debug, Args)]
pub(super) struct Export {
    /// The playlist; with --all, where all of them go
    #[arg(required_unless_present = "all")]
    name: Option<String>,
    /// A file, or a folder to put one into; standard output when left out, or -
    #[arg(value_name = "FILE|DIR")]
    place: Option<PathBuf>,
    /// Every playlist, each into a file of the folder
    #[arg(long)]
    all: bool,
    /// What to write; by the file's extension, else m3u8, when left out
    #[arg(long, value_parser = FORMATS.map(|format| format.name))]
    format: Option<String>,
    /// Write whole paths, for lists that will be moved about
    #[arg(long)]
    absolute: bool,
    /// Write over files that are there
    #[arg(long)]
    force: bool,
}

impl Export {
    pub(super) fn run(&self, store: &Store) -> anyhow::Result<Exit> {
        if self.all {
            return self.all(store);
        }
        let Some(name) = &self.name else { bail!("name a playlist, or --all") };
        let card = match (named(store, name), rules::by_rules(store, name)?) {
            (Err(_), Some(list)) => {
                let file = self.place.as_deref().filter(|place| place.as_os_str() != "-");
                return rules::export(&list, file, self.force);
            }
            (card, _) => card?,
        };
        let list = (card.id, card.name.as_str());
        let written = match self.place.as_deref().filter(|place| place.as_os_str() != "-") {
            None => {
                let here = std::env::current_dir().context("looking for the current folder")?;
                let written = self.text(store, list, self.format(None), &here)?;
                std::io::stdout().lock().write_all(&written.bytes)?;
                written
            }
            Some(place) if place.is_dir() => self.write_below(store, list, place, &mut Vec::new())?,
            Some(file) => self.write_to(store, list, self.format(Some(file)), file)?,
        };
        if written.placeless > 0 {
            let lines = written.placeless;
            writeln!(
                std::io::stderr(),
                "{lines} of {} lines have no file any more: written by their words",
                written.lines
            )?;
        }
        Ok(Exit::Done)
    }

    fn all(&self, store: &Store) -> anyhow::Result<Exit> {
        let folder = match (&self.name, &self.place) {
            (Some(folder), None) => PathBuf::from(folder),
            (None, None) => std::env::current_dir().context("looking for the current folder")?,
            (_, Some(_)) => bail!("--all takes a folder and no name"),
        };
        std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        let (mut names, mut failed, mut done) = (Vec::new(), 0, 0);
        for card in store.reader()?.playlists(store.listener())? {
            match self.write_below(store, (card.id, &card.name), &folder, &mut names) {
                Ok(_) => done += 1,
                Err(error) => {
                    failed += 1;
                    writeln!(std::io::stderr(), "{}: {error:#}", card.name)?;
                }
            }
        }
        writeln!(std::io::stdout(), "{done} written to {}.", folder.display())?;
        Ok(match (failed, done) {
            (0, _) => Exit::Done,
            (_, 0) => Exit::Failed,
            _ => Exit::Partly,
        })
    }

    /// `names` are those that were given already.
    fn write_below(
        &self,
        store: &Store,
        list: (PlaylistId, &str),
        folder: &Path,
        names: &mut Vec<String>,
    ) -> anyhow::Result<Written> {
        let format = self.format(None);
        let stem = file_name(list.1);
        let numbered = (2..).map(|number| format!("{stem} ({number})"));
        let is_free = |name: &String| !names.contains(&name.to_lowercase());
        let name = std::iter::once(stem.clone()).chain(numbered).find(is_free).unwrap_or(stem);
        names.push(name.to_lowercase());
        self.write_to(store, list, format, &folder.join(format!("{name}.{}", format.name)))
    }

    fn write_to(
        &self,
        store: &Store,
        list: (PlaylistId, &str),
        format: &Format,
        file: &Path,
    ) -> anyhow::Result<Written> {
        let folder = std::path::absolute(file)?.parent().map(Path::to_path_buf).unwrap_or_default();
        // Paths of the library have no links in them.
        let folder = folder.canonicalize().unwrap_or(folder);
        let written = self.text(store, list, format, &folder)?;
        let mut written = written;
        // What other players noted in the file that is written over stays.
        if self.force
            && format.name == "m3u8"
            && let Ok(old) = load(file, BOUNDS.bytes)
        {
            written.bytes = with_comments_of(&old, written.bytes, folder.as_os_str().as_bytes());
        }
        let saved = save(file, &written.bytes, self.force);
        if matches!(saved, Err(crate::exchange::ExchangeError::Exists(_))) {
            bail!("{} is there already: --force writes over it", file.display());
        }
        saved.with_context(|| format!("writing {}", file.display()))?;
        Ok(written)
    }

    fn text(&self, store: &Store, list: (PlaylistId, &str), format: &Format, base: &Path) -> anyhow::Result<Written> {
        let base = if self.absolute { &[][..] } else { base.as_os_str().as_bytes() };
        Ok(runtime::text_of(&store.reader()?, store.listener(), list, format, base)?)
    }

    fn format(&self, file: Option<&Path>) -> &'static Format {
        let said = self.format.as_deref().and_then(Format::named);
        let [usual, ..] = &FORMATS;
        said.or_else(|| Format::of_path(file?.as_os_str().as_bytes())).unwrap_or(usual)
    }
}
