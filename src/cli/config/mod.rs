//! `tonearm config check|defaults|path`: what the config file says, could say, and where it lies.

mod defaults;

use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use super::{Exit, put_path};
use crate::config::{Complaint, Config};
use crate::paths::Paths;
use crate::ui;

/// The config file is yours: tonearm reads it and never writes it.
#[derive(Debug, Args)]
pub struct ConfigCommand {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Reads it as the player would, and tells what is wrong, with line and nearest name
    Check {
        /// Another file than the library's own
        file: Option<PathBuf>,
        /// As one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Prints every value, key, theme and layout with its default, ready to be changed
    Defaults,
    /// Prints where it lies
    Path,
}

impl ConfigCommand {
    /// # Errors
    /// There is no home folder, a file that was named is not there, or standard output fails.
    pub fn run(self) -> anyhow::Result<Exit> {
        let paths = Paths::from_environment().context("looking for your home folder")?;
        let mut out = std::io::stdout().lock();
        match self.action {
            Action::Check { file, json } => {
                if let Some(file) = file.as_deref().filter(|file| !file.exists()) {
                    bail!("there is no {}", file.display());
                }
                return check(&file.unwrap_or_else(|| paths.config_file()), json, &mut out);
            }
            Action::Defaults => write!(out, "{}", defaults::text())?,
            Action::Path => {
                out.write_all(paths.config_file().as_os_str().as_bytes())?;
                out.write_all(b"\n")?;
            }
        }
        Ok(Exit::Done)
    }
}

fn check(file: &Path, as_json: bool, out: &mut impl Write) -> anyhow::Result<Exit> {
    let (config, complaints) = read(file);
    if as_json {
        writeln!(out, "{}", json(file, &config, &complaints))?;
    } else if complaints.is_empty() {
        match file.exists() {
            true => writeln!(out, "{}: nothing is wrong; {}.", file.display(), decided(&config))?,
            false => writeln!(out, "{} is not there, so all is as it comes.", file.display())?,
        }
    } else {
        let folder = file.parent().unwrap_or(Path::new("."));
        for complaint in &complaints {
            // The file that was asked for may have another name than the library's.
            let place = match complaint.file.as_str() {
                crate::config::CONFIG => file.to_owned(),
                other => folder.join(other),
            };
            writeln!(out, "{}:{}: {}", place.display(), complaint.line, complaint.text)?;
        }
    }
    Ok(if complaints.is_empty() { Exit::Done } else { Exit::Failed })
}

/// All that can be said of a file: by those who read it and by those who use it.
fn read(file: &Path) -> (Config, Vec<Complaint>) {
    let (config, mut complaints) = Config::load(file);
    complaints.extend(ui::complaints(&config));
    complaints.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    (config, complaints)
}

/// "it decides 3 values, 2 keys and 1 theme"
fn decided(config: &Config) -> String {
    let count = |number: usize, one: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        more => Some(format!("{more} {one}s")),
    };
    let parts: Vec<String> = [
        count(config.spoken.len(), "value"),
        count(config.keys.len(), "line of keys").map(|words| words.replace("line of keyss", "lines of keys")),
        count(config.themes.len(), "theme"),
        count(config.layouts.len(), "layout"),
    ]
    .into_iter()
    .flatten()
    .collect();
    match parts.split_last() {
        None => "it decides nothing".into(),
        Some((last, [])) => format!("it decides {last}"),
        Some((last, rest)) => format!("it decides {} and {last}", rest.join(", ")),
    }
}

/// The stable shape of `config check --json`.
fn json(file: &Path, config: &Config, complaints: &[Complaint]) -> Value {
    let mut object = Map::new();
    object.insert("schema".into(), 1.into());
    put_path(&mut object, file.as_os_str().as_bytes());
    object.insert("exists".into(), file.exists().into());
    let complaint = |c: &Complaint| json!({ "file": c.file, "line": c.line, "text": c.text });
    object.insert("complaints".into(), complaints.iter().map(complaint).collect());
    let spoken = config.spoken.iter().map(|s| json!({ "key": s.key.name(), "value": s.value, "line": s.line }));
    object.insert("decides".into(), spoken.collect());
    Value::Object(object)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(text: &str, as_json: bool) -> (Exit, String) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("mine.toml");
        std::fs::write(&file, text).unwrap();
        let mut out = Vec::new();
        let exit = check(&file, as_json, &mut out).unwrap();
        (exit, String::from_utf8(out).unwrap().replace(&format!("{}/", folder.path().display()), ""))
    }

    #[test]
    fn what_is_wrong_is_told_as_compilers_do() {
        let (exit, said) = checked("mouse = 3\n\n[voice]\ngreting = \"never\"\n", false);
        assert_eq!(exit, Exit::Failed);
        assert_eq!(
            said,
            "mine.toml:1: mouse takes true or false\n\
             mine.toml:4: there is no voice.greting; did you mean greeting?\n"
        );
    }

    #[test]
    fn a_good_file_says_what_it_decides() {
        let (exit, said) = checked("mouse = false\n[voice]\ngreeting = \"never\"\n", false);
        assert_eq!((exit, said.as_str()), (Exit::Done, "mine.toml: nothing is wrong; it decides 2 values.\n"));
        let (_, said) = checked("mouse = false\n", true);
        let said: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(said["complaints"], json!([]));
        assert_eq!(said["decides"], json!([{ "key": "mouse", "value": "false", "line": 1 }]));
    }
}
