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
            let known: Vec<&str> = match spoken.key {
                Key::Theme => themes.all().map(|entry| entry.name.as_str()).collect(),
                Key::Layout => layouts.names().collect(),
                _ => continue,
            };
            if !known.contains(&spoken.value.as_str()) {
                let text = unknown(&spoken.value, known);
                let text = text.replacen("there is no ", &format!("there is no {} ", spoken.key.name()), 1);
                complaints.push(Complaint::new(CONFIG, spoken.line, text));
            }
        }
        complaints.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        Self { files, preset, keymap, themes, layouts, complaints }
    }

    /// Whether these settings ask for another one.
    #[must_use]
    pub fn is_old(&self, settings: &Settings) -> bool {
        settings.value(Key::KeysPreset) != self.preset
    }

    /// The same files under other settings.
    #[must_use]
    pub fn under(&self, settings: &Settings) -> Self {
        Self::of(Arc::clone(&self.files), settings)
    }

    /// One line of what is wrong; none when nothing is.
    #[must_use]
    pub fn told(&self) -> Option<String> {
        let first = self.complaints.first()?;
        Some(match self.complaints.len() - 1 {
            0 => first.to_string(),
            more => format!("{first} · {more} more: :trouble"),
        })
    }
}

/// What the terminal finds wrong with a config beyond what reading it told.
#[must_use]
pub fn complaints(config: &Config) -> Vec<Complaint> {
    let files = Files { config: config.clone(), complaints: Vec::new() };
    let settings = Settings::merge(&config.spoken, &[], None);
    Setup::of(Arc::new(files), &settings).complaints
}
