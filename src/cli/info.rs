//! `tonearm info`: where things are, how much there is, where sound goes.

use std::io::Write;

use clap::Args;

use super::quiet::QuietStderr;
use super::{Context, Exit};
use crate::audio::default_device;
use crate::domain::browse::LibraryCounts;
use crate::domain::human;

#[derive(Debug, Args)]
pub struct Info {
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

impl Info {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let paths = &context.paths;
        let database = paths.database();
        let counts = match database.exists() {
            true => {
                let store = context.store()?;
                store.reader()?.counts(store.listener())?
            }
            false => LibraryCounts::default(),
        };
        let device = {
            let _quiet = QuietStderr::begin(context);
            default_device().unwrap_or_else(|| "none".to_owned())
        };
        let rows = [
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
            ("config", paths.config_file().display().to_string()),
            ("library", database.display().to_string()),
            ("backups", paths.backups().display().to_string()),
            ("log", paths.log().display().to_string()),
            ("socket", paths.socket().display().to_string()),
            ("device", device),
        ];
        let numbers = [
            ("tracks", counts.tracks),
            ("albums", counts.albums),
            ("artists", counts.artists),
            ("folders", counts.roots),
            ("listens", counts.listens),
        ];
        let mut out = std::io::stdout().lock();
        if self.json {
            let mut object: serde_json::Map<_, _> =
                rows.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
            object.extend(numbers.map(|(name, number)| (name.to_owned(), number.into())));
            object.insert("schema".into(), 1.into());
            writeln!(out, "{}", serde_json::Value::Object(object))?;
        } else {
            for (name, value) in rows {
                writeln!(out, "{name:<10} {value}")?;
            }
            for (name, number) in numbers {
                writeln!(out, "{name:<10} {}", human::thousands(number))?;
            }
        }
        Ok(Exit::Done)
    }
}
