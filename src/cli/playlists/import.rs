//! `tonearm playlists import FILE…`.

use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use serde_json::{Map, Value, json};

use super::rules;
use crate::cli::{Context, Exit, put_path};
use crate::domain::text::path_for_screen;
use crate::exchange::{self, BOUNDS, ExchangeError, FORMATS, Format, ReadList};
use crate::player::Command;
use crate::player::runtime::{self, Imported, Into, Matcher};
use crate::store::Store;

#[derive(Debug, Args)]
pub(super) struct Import {
    /// Lists to read; - is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Its name here; as the list calls itself, or like its file, when left out
    #[arg(long)]
    name: Option<String>,
    /// Put its lines in place of those of the playlist of this name
    #[arg(long, conflicts_with = "append")]
    replace: bool,
    /// Put its lines behind those of the playlist of this name
    #[arg(long)]
    append: bool,
    /// What it is, where neither its name nor its first line says so
    #[arg(long, value_parser = FORMATS.map(|format| format.name))]
    format: Option<String>,
    /// Say what would be found, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Every line with how it was found, as one JSON object
    #[arg(long)]
    json: bool,
}

impl Import {
    pub(super) fn run(&self, context: &Context, store: &Store) -> anyhow::Result<Exit> {
        let into = match (self.replace, self.append) {
            (true, _) => Into::Replace,
            (_, true) => Into::Append,
            _ => Into::New,
        };
        let reader = store.reader().context("opening the library for lists")?;
        let mut matcher = Matcher::new(&reader);
        let (mut reports, mut failed, mut partly) = (Vec::new(), 0, false);
        for file in &self.files {
            if rules::is_nsp(file) {
                match rules::import(context, store, file, self.name.as_deref(), self.replace, self.dry_run) {
                    Ok(imported) => {
                        partly |= !imported.all_read();
                        if self.json {
                            reports.push(file_json(file, imported.as_json()));
                        } else {
                            imported.tell(file)?;
                        }
                    }
                    Err(error) => {
                        failed += 1;
                        let reason = format!("{error:#}");
                        writeln!(std::io::stderr(), "{}: {reason}", file.display())?;
                        reports.push(file_json(file, [("error", reason.into())]));
                    }
                }
                continue;
            }
            let stem = file.file_stem().map(|stem| path_for_screen(stem.as_bytes())).unwrap_or_default();
            let stem = if file.as_os_str() == "-" { "" } else { &stem };
            let read = self.read(file).map_err(anyhow::Error::from);
            let imported = read.and_then(|list| {
                let name = (self.name.as_deref(), stem);
                let at = (&reader, &mut matcher);
                runtime::import(store, at, list, name, (into, self.dry_run), context.clock.now(), &mut |_, _| true)
            });
            match imported {
                Ok(imported) => {
                    partly |= !imported.all_found();
                    if self.json {
                        reports.push(as_json(file, &imported));
                    } else {
                        tell(file, &imported, self.dry_run)?;
                    }
                }
                // The next list may be better.
                Err(error) => {
                    failed += 1;
                    let reason = format!("{error:#}");
                    writeln!(std::io::stderr(), "{}: {reason}", file.display())?;
                    reports.push(file_json(file, [("error", reason.into())]));
                }
            }
        }
        if self.json {
            writeln!(std::io::stdout(), "{}", json!({ "schema": 1, "lists": reports }))?;
        }
        if !self.dry_run && failed < self.files.len() {
            // A player that shows this library draws it anew; without one nobody is missed.
            let _ = runtime::tell_running_player(&context.paths.socket(), &Command::LibraryChanged);
        }
        Ok(match failed {
            0 if !partly => Exit::Done,
            all if all == self.files.len() => Exit::Failed,
            _ => Exit::Partly,
        })
    }

    fn read(&self, file: &Path) -> Result<ReadList, ExchangeError> {
        let format = self.format.as_deref().and_then(Format::named);
        let is_standard_input = file.as_os_str() == "-";
        if !is_standard_input && format.is_none() {
            return exchange::open(file);
        }
        let bytes = if is_standard_input {
            let mut bytes = Vec::new();
            let read = std::io::stdin().lock().take(BOUNDS.bytes + 1).read_to_end(&mut bytes);
            read.map_err(|cause| ExchangeError::Io { path: "standard input".into(), cause })?;
            if bytes.len() as u64 > BOUNDS.bytes {
                return Err(ExchangeError::TooLarge(BOUNDS.bytes >> 20));
            }
            bytes
        } else {
            exchange::file::load(file, BOUNDS.bytes)?
        };
        // Relative paths of standard input are seen from here.
        let path = std::path::absolute(file).map_err(|cause| ExchangeError::Io { path: file.into(), cause })?;
        let [usual, ..] = &FORMATS;
        let format = format.or_else(|| Format::of_bytes(&bytes)).unwrap_or(usual);
        exchange::read_with_nested(format, &bytes, path.as_os_str().as_bytes())
    }
}

fn tell(file: &Path, imported: &Imported, dry_run: bool) -> anyhow::Result<()> {
    const SHOWN: usize = 50;
    let mut err = std::io::stderr().lock();
    for passed in &imported.passed_over {
        writeln!(err, "{}:{}: {} ({})", file.display(), passed.line, passed.text, passed.reason)?;
    }
    let lost = || imported.lines.iter().filter_map(|line| Some((line, line.outcome.as_ref().err()?)));
    for (line, reason) in lost().take(SHOWN) {
        let what = line.line.path.as_deref().map_or_else(|| line.line.title.clone(), path_for_screen);
        writeln!(err, "{}:{}: {what} ({reason})", file.display(), line.number)?;
    }
    let more = lost().count().saturating_sub(SHOWN);
    if more > 0 {
        writeln!(err, "and {more} more; --json names them all")?;
    }
    drop(err);
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}.", imported.summary).context("telling what was found")?;
    if dry_run {
        writeln!(out, "Nothing was changed.")?;
    } else if !imported.changed {
        writeln!(out, "It said so already.")?;
    }
    Ok(())
}

fn file_json<const N: usize>(file: &Path, more: [(&str, Value); N]) -> Value {
    let mut object = Map::new();
    put_path(&mut object, file.as_os_str().as_bytes());
    object.extend(more.map(|(key, value)| (key.to_owned(), value)));
    Value::Object(object)
}

fn as_json(file: &Path, imported: &Imported) -> Value {
    let lines = imported.lines.iter().map(|matched| {
        let line = &matched.line;
        let mut object = Map::new();
        object.insert("line".into(), matched.number.into());
        object.insert("found_by".into(), json!(matched.outcome.as_ref().ok().map(|by| by.name())));
        object.insert("reason".into(), json!(matched.outcome.as_ref().err()));
        object.insert("track".into(), json!(line.track.map(|track| track.0)));
        object.insert("title".into(), line.title.as_str().into());
        object.insert("artist".into(), line.artist.as_str().into());
        line.path.iter().for_each(|path| put_path(&mut object, path));
        Value::Object(object)
    });
    let passed_over = imported
        .passed_over
        .iter()
        .map(|passed| json!({ "line": passed.line, "text": passed.text, "reason": passed.reason }));
    let found = imported.lines.iter().filter(|line| line.outcome.is_ok()).count();
    file_json(
        file,
        [
            ("id", imported.id.to_string().into()),
            ("name", imported.name.as_str().into()),
            ("changed", imported.changed.into()),
            ("found", found.into()),
            ("missing", (imported.lines.len() - found).into()),
            ("lines", lines.collect()),
            ("passed_over", passed_over.collect()),
        ],
    )
}
