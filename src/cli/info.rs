//! `tonearm info`: where things are.

use std::io::Write;

use clap::Args;

use super::{Context, Exit};

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
        let rows = [
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
            ("config", paths.config_file().display().to_string()),
            ("library", database.display().to_string()),
            ("backups", paths.backups().display().to_string()),
            ("log", paths.log().display().to_string()),
            ("socket", paths.socket().display().to_string()),
        ];
        let mut out = std::io::stdout().lock();
        if self.json {
            let mut object: serde_json::Map<_, _> =
                rows.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
            object.insert("schema".into(), 1.into());
            writeln!(out, "{}", serde_json::Value::Object(object))?;
        } else {
            for (name, value) in rows {
                writeln!(out, "{name:<10} {value}")?;
            }
        }
        Ok(Exit::Done)
    }
}
