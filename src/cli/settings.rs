//! `tonearm settings list|set|unset`: every value that can be chosen, and who chose it.

use std::io::Write;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{Context, Exit};
use crate::config;
use crate::domain::section::Origin;
use crate::domain::settings::{Key, Setting};
use crate::domain::time::Moment;
use crate::player::{Command, runtime};
use crate::ui;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Settings {
    #[command(subcommand)]
    action: Option<Action>,
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Every value, and who set it
    List {
        /// As one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Chooses a value by hand, as the player's own page does
    Set { key: String, value: String },
    /// Back to the default
    Unset { key: String },
}

impl Settings {
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self.action.unwrap_or(Action::List { json: self.json }) {
            Action::List { json } => list(context, json)?,
            Action::Set { key, value } => {
                let key = named(&key)?;
                let Some(value) = key.read(&value) else { bail!("{} takes {}", key.name(), key.takes_words()) };
                if let Some(problem) = ui::unknown_name(&context.config, key, &value) {
                    bail!("{problem}");
                }
                choose(context, key, Some(value))?;
            }
            Action::Unset { key } => choose(context, named(&key)?, None)?,
        }
        Ok(Exit::Done)
    }
}

fn named(name: &str) -> anyhow::Result<Key> {
    Key::named(name).with_context(|| config::unknown_setting(name))
}

fn list(context: &Context, as_json: bool) -> anyhow::Result<()> {
    let settings = context.settings()?;
    let now = context.clock.now();
    let mut out = std::io::stdout().lock();
    if as_json {
        let rows: Vec<Value> = settings.rows.iter().map(|setting| json(setting, now)).collect();
        writeln!(out, "{}", json!({ "schema": 1, "settings": rows }))?;
        return Ok(());
    }
    for setting in &settings.rows {
        let mark = setting.who.origin().map_or(' ', Origin::mark);
        let (name, words) = (setting.key.name(), setting.words());
        writeln!(out, "{name:<12} {words:<32} {mark} {}", setting.who.words(now))?;
    }
    Ok(())
}

/// The stable shape of one line of `settings --json`.
fn json(setting: &Setting, now: Moment) -> Value {
    json!({
        "key": setting.key.name(),
        "title": setting.key.title(),
        "value": setting.value,
        "words": setting.words(),
        "origin": setting.who.origin_name(),
        "who": setting.who.words(now),
        "since": setting.who.since().map(Moment::rfc3339),
        "line": setting.decided_by_line(),
        "default": setting.key.default(),
        "choices": setting.key.choices().iter().map(|(value, _)| *value).collect::<Vec<_>>(),
    })
}

/// A running player is told, so that it follows at once; else the library is.
fn choose(context: &Context, key: Key, value: Option<String>) -> anyhow::Result<()> {
    let settings = context.settings()?;
    let before = settings.get(key);
    if let Some(line) = before.and_then(Setting::decided_by_line) {
        bail!("{} line {line} decides {}; change it there", context.paths.config_file().display(), key.name());
    }
    let words = match &value {
        Some(value) => key.set_words(value),
        None => format!("Set {} back to the default, {}", key.title(), key.words_of(key.default())),
    };
    let command = match value.clone() {
        Some(value) => Command::Set { key, value },
        None => Command::Unset { key },
    };
    let store = context.store()?;
    if !runtime::tell_player_of(&context.paths.socket(), store.listener(), &command) {
        store.choose(key, value, Origin::Hand, context.clock.now()).wait()?;
    }
    writeln!(std::io::stdout(), "{words}.")?;
    Ok(())
}
