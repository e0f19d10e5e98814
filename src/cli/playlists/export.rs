//! `tonearm playlists export NAME|--all [FILE|DIR]`.

use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;

use super::called::{self, Called};
use super::rules;
use crate::cli::{Context, Exit};
use crate::domain::ids::PlaylistId;
use crate::domain::playlist::folder::{own_name, shown};
use crate::exchange::file::{file_name, load, save};
use crate::exchange::naming::FileNames;
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
    /// Every playlist, each into a file of the folder, those in folders into folders of it; those by rules as NSP
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
    pub(super) fn run(&self, context: &Context, store: &Store) -> anyhow::Result<Exit> {
        if self.all {
            return self.all(context, store);
        }
        let Some(name) = &self.name else { bail!("name a playlist, or --all") };
        let card = match called::any(store, name)? {
            Called::ByRules(list) => {
                let file = self.place.as_deref().filter(|place| place.as_os_str() != "-");
                return rules::export(&list, file, self.force);
            }
            Called::ByHand(card) => card,
        };
        let list = (card.id, card.name.as_str());
        let written = match self.place.as_deref().filter(|place| place.as_os_str() != "-") {
            None => {
                let here = std::env::current_dir().context("looking for the current folder")?;
                let written = self.text(store, list, self.format(), &here)?;
                std::io::stdout().lock().write_all(&written.bytes)?;
                written
            }
            Some(place) if place.is_dir() => {
                let format = self.format();
                let file = format!("{}.{}", file_name(&own_name(list.1)), format.name);
                self.write_to(store, list, format, &place.join(file))?
            }
            Some(file) => {
                let named = || Format::to_write(file.as_os_str().as_bytes());
                let format = self.said().map_or_else(named, Ok).with_context(|| file.display().to_string())?;
                self.write_to(store, list, format, file)?
            }
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

    fn all(&self, context: &Context, store: &Store) -> anyhow::Result<Exit> {
        let folder = match (&self.name, &self.place) {
            (Some(folder), None) => PathBuf::from(folder),
            (None, None) => std::env::current_dir().context("looking for the current folder")?,
            (_, Some(_)) => bail!("--all takes a folder and no name"),
        };
        std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        let (mut names, mut failed, mut done, mut partly) = (FileNames::default(), 0, 0, false);
        for card in store.reader()?.playlists(store.listener())? {
            match self.write_below(store, (card.id, &card.name), &folder, &mut names) {
                Ok(_) => done += 1,
                Err(error) => {
                    failed += 1;
                    writeln!(std::io::stderr(), "{}: {error:#}", shown(&card.name))?;
                }
            }
        }
        let now = context.clock.now();
        for (list, _) in rules::all(store, now)? {
            let file = below(&folder, &names.free(&list.name, "nsp", None));
            match made_room(&folder, &file).and_then(|()| rules::export(&list, Some(&file), self.force)) {
                Ok(exit) => {
                    done += 1;
                    partly |= matches!(exit, Exit::Partly);
                }
                Err(error) => {
                    failed += 1;
                    writeln!(std::io::stderr(), "{}: {error:#}", shown(&list.name))?;
                }
            }
        }
        writeln!(std::io::stdout(), "{done} written to {}.", folder.display())?;
        Ok(match (failed, done) {
            (0, _) if !partly => Exit::Done,
            (_, 0) => Exit::Failed,
            _ => Exit::Partly,
        })
    }

    /// In folders like the list. `names` are those that were given already.
    fn write_below(
        &self,
        store: &Store,
        list: (PlaylistId, &str),
        folder: &Path,
        names: &mut FileNames,
    ) -> anyhow::Result<Written> {
        let format = self.format();
        let file = below(folder, &names.free(list.1, format.name, None));
        made_room(folder, &file)?;
        self.write_to(store, list, format, &file)
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
            let base = folder.as_os_str().as_bytes();
            written.bytes = with_comments_of((&old, base), written.bytes, base);
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

    /// Where no file names one.
    fn format(&self) -> &'static Format {
        let [usual, ..] = &FORMATS;
        self.said().unwrap_or(usual)
    }

    fn said(&self) -> Option<&'static Format> {
        self.format.as_deref().and_then(Format::named)
    }
}

fn below(folder: &Path, file: &[u8]) -> PathBuf {
    folder.join(OsStr::from_bytes(file))
}

/// Makes the folders of a file that is to lie below `folder`. A link among them must not lead out.
fn made_room(folder: &Path, file: &Path) -> anyhow::Result<()> {
    let whole = folder.canonicalize().with_context(|| format!("looking at {}", folder.display()))?;
    let mut inner = folder.to_path_buf();
    for name in file.parent().and_then(|inner| inner.strip_prefix(folder).ok()).unwrap_or(Path::new("")) {
        inner.push(name);
        match std::fs::create_dir(&inner) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                return Err(error).with_context(|| format!("making {}", inner.display()));
            }
            _ => {}
        }
        let real = inner.canonicalize().with_context(|| format!("looking at {}", inner.display()))?;
        if !real.starts_with(&whole) {
            bail!("{} leads out of {}", inner.display(), folder.display());
        }
    }
    Ok(())
}
