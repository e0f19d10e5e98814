//! What the listener's files and choices come to in the terminal, and what is wrong with them.

use std::sync::Arc;

use super::keymap::Keymap;
use super::layout::Layouts;
use super::theme::Themes;
use crate::config::{CONFIG, Complaint, Config, unknown};
use crate::domain::settings::{Key, Settings};

/// The files as they were read last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    pub config: Config,
    /// Told while they were read.
    pub complaints: Vec<Complaint>,
}

/// Keys and names, ready to be used by pages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Setup {
    files: Arc<Files>,
    preset: String,
    /// What the listener chose in the player and the files have no more.
    gone: Vec<Complaint>,
    pub keymap: Keymap,
    pub themes: Themes,
    pub layouts: Layouts,
    /// All that is wrong, in the order of files and lines.
    pub complaints: Vec<Complaint>,
}

impl Setup {
    #[must_use]
    pub fn of(files: Arc<Files>, settings: &Settings) -> Self {
        let preset = settings.value(Key::KeysPreset).to_owned();
        let (keymap, told) = Keymap::of(&preset, &files.config.keys);
        let (themes, of_themes) = Themes::of(&files.config.themes);
        let mut complaints = files.complaints.clone();
        complaints.extend(told);
        complaints.extend(of_themes);
        let (layouts, of_layouts) = Layouts::of(&files.config.layouts);
        complaints.extend(of_layouts);
        for spoken in &files.config.spoken {
            if let Some(text) = not_there(&themes, &layouts, spoken.key, &spoken.value) {
                complaints.push(Complaint::new(CONFIG, spoken.line, text));
            }
        }
        let gone = gone(&themes, &layouts, settings);
        complaints.extend(gone.iter().cloned());
        complaints.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        Self { files, preset, gone, keymap, themes, layouts, complaints }
    }

    /// What is wrong with the name of a theme or a layout, before it is chosen.
    #[must_use]
    pub fn not_there(&self, key: Key, value: &str) -> Option<String> {
        not_there(&self.themes, &self.layouts, key, value)
    }

    /// Whether these settings ask for another one.
    #[must_use]
    pub fn is_old(&self, settings: &Settings) -> bool {
        settings.value(Key::KeysPreset) != self.preset || gone(&self.themes, &self.layouts, settings) != self.gone
    }

    /// The same files under other settings.
    #[must_use]
    pub fn under(&self, settings: &Settings) -> Self {
        Self::of(Arc::clone(&self.files), settings)
    }

    /// One line of what is wrong, and behind it where the rest is told; none when nothing is.
    #[must_use]
    pub fn told(&self) -> Option<(String, String)> {
        self.complaints.first().map(|first| (first.to_string(), self.and_more()))
    }

    /// The same when files were saved: what was not wrong `before` comes first, and of that what
    /// is no TOML.
    #[must_use]
    pub fn told_of_saved(&self, before: &Self) -> Option<(String, String)> {
        let is_new = |complaint: &&Complaint| !before.complaints.contains(complaint);
        let new = || self.complaints.iter().filter(is_new);
        let first = new().find(|complaint| complaint.broken).or_else(|| new().next());
        let first = first.or_else(|| self.complaints.iter().find(|complaint| complaint.broken));
        let first = first.or_else(|| self.complaints.first())?;
        let counts = first.file == CONFIG || self.files.config.themes.iter().any(|theme| theme.file == first.file);
        Some((first.of_saved(counts), self.and_more()))
    }

    /// What is gone now and was not `before`.
    #[must_use]
    pub fn told_of_gone(&self, before: &Self) -> Option<(String, String)> {
        let gone = self.gone.iter().find(|gone| !before.gone.contains(gone))?;
        Some((gone.text.clone(), self.and_more()))
    }

    fn and_more(&self) -> String {
        match self.complaints.len().saturating_sub(1) {
            0 => String::new(),
            more => format!(" · {more} more: :trouble"),
        }
    }
}

/// A theme and a layout that were chosen in the player, while the files had them.
fn gone(themes: &Themes, layouts: &Layouts, settings: &Settings) -> Vec<Complaint> {
    let gone = |(key, panel): (Key, &str)| {
        let chosen = settings.get(key).filter(|row| row.who.origin().is_some() && row.decided_by_line().is_none())?;
        let text = not_there(themes, layouts, key, &chosen.value)?;
        let (name, value) = (key.name(), &chosen.value);
        let text = text.replacen(
            &format!("there is no {name} {value}"),
            &format!("the {name} {value} that you chose is not there"),
            1,
        );
        let stop = if text.ends_with('?') { "" } else { ";" };
        Some(Complaint::new("settings", 0, format!("{text}{stop} {panel} has all")))
    };
    [(Key::Theme, ":themes"), (Key::Layout, ":layouts")].into_iter().filter_map(gone).collect()
}

/// What the terminal finds wrong with a config beyond what reading it told.
#[must_use]
pub fn complaints(config: &Config) -> Vec<Complaint> {
    let files = Files { config: config.clone(), complaints: Vec::new() };
    let settings = Settings::merge(&config.spoken, &[], None);
    Setup::of(Arc::new(files), &settings).complaints
}

/// "there is no theme dsuk; did you mean dusk?", for a value that names one of several.
fn not_there(themes: &Themes, layouts: &Layouts, key: Key, value: &str) -> Option<String> {
    let known: Vec<&str> = match key {
        Key::Theme => themes.all().map(|entry| entry.name.as_str()).collect(),
        Key::Layout => layouts.names().collect(),
        _ => return None,
    };
    let text = (!known.contains(&value)).then(|| unknown(value, known))?;
    Some(text.replacen("there is no ", &format!("there is no {} ", key.name()), 1))
}

/// The same before it is chosen, with the themes and layouts of the listener's files.
#[must_use]
pub fn unknown_name(config: &Config, key: Key, value: &str) -> Option<String> {
    let (themes, _) = Themes::of(&config.themes);
    let (layouts, _) = Layouts::of(&config.layouts);
    not_there(&themes, &layouts, key, value)
}
