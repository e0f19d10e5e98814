//! Values that the listener chooses in the player.

use std::sync::Arc;

use crate::domain::settings::{Key, PRESETS, Preset, Setting, Settings};
use crate::player::effect::{Edit, Effect, Occasion};
use crate::player::protocol::PlayState;
use crate::player::state::State;

pub(super) fn set(state: &mut State, key: Key, said: &str) -> Vec<Effect> {
    if is_decided_elsewhere(state, key) {
        return Vec::new();
    }
    match key.read(said) {
        Some(value) if state.settings.get(key).is_some_and(|now| now.value == value && now.who.origin().is_some()) => {
            state.say(format!("{} is {} already", key.title(), key.words_of(&value)));
            Vec::new()
        }
        Some(value) => vec![Effect::Edit(Edit::Set { key, value: Some(value) })],
        None => {
            state.warn(format!("{} takes {}", key.name(), key.takes_words()));
            Vec::new()
        }
    }
}

pub(super) fn unset(state: &mut State, key: Key) -> Vec<Effect> {
    if is_decided_elsewhere(state, key) {
        return Vec::new();
    }
    if state.settings.get(key).is_some_and(|now| now.who.origin().is_none()) {
        state.say(format!("{} is the default already", key.title()));
        return Vec::new();
    }
    vec![Effect::Edit(Edit::Set { key, value: None })]
}

/// Sets what a preset sets, but for what the config file decides.
pub(super) fn preset(state: &mut State, name: &str) -> Vec<Effect> {
    let Some(preset) = Preset::named(name) else {
        let names: Vec<_> = PRESETS.iter().map(|preset| preset.name).collect();
        state.warn(format!("There is no preset {name}; there are {}", names.join(", ")));
        return Vec::new();
    };
    let decided = |key: Key| state.settings.get(key).and_then(Setting::decided_by_line).is_some();
    let (fixed, free): (Vec<_>, Vec<_>) = preset.values.iter().copied().partition(|(key, _)| decided(*key));
    let values: Vec<_> = free.into_iter().map(|(key, value)| (key, value.to_owned())).collect();
    let fixed: Vec<&str> = fixed.into_iter().map(|(key, _)| key.name()).collect();
    let but =
        if fixed.is_empty() { String::new() } else { format!(", but for {}: config.toml decides", fixed.join(", ")) };
    vec![Effect::Edit(Edit::SetAll { summary: format!("Set home to the preset {}{but}", preset.title), values })]
}

/// The config file wins where it speaks; it is never written here.
fn is_decided_elsewhere(state: &mut State, key: Key) -> bool {
    let line = state.settings.get(key).and_then(Setting::decided_by_line);
    if let Some(line) = line {
        state.say(format!("config.toml line {line} decides {}; change it there", key.title()));
    }
    line.is_some()
}

/// What was chosen takes effect at once: home is built anew where it shows there, and what the
/// ear was asked for is asked again.
pub(super) fn on_settings(state: &mut State, settings: Settings) -> Vec<Effect> {
    let before = std::mem::replace(&mut state.settings, Arc::new(settings));
    let changed = |key: Key| before.value(key) != state.settings.value(key);
    let mut effects = Vec::new();
    if state.restoring.is_some() {
        // A choice was taken back: its page comes back with it.
        effects.push(Effect::BuildHome(Occasion::Word));
    } else if [Key::Explore].into_iter().chain(Key::SCORERS).any(changed) {
        // Asked for, so home need not wait for the morning.
        effects.push(Effect::BuildHome(Occasion::Deal));
    } else if [Key::Name, Key::Arranges, Key::Greeting].into_iter().any(changed) {
        effects.push(Effect::BuildHome(Occasion::Change));
    }
    if before.goes_on() != state.settings.goes_on() {
        state.ear_asked = None;
        if !state.settings.goes_on() && state.play_state != PlayState::Stopped {
            state.queue.clear(crate::domain::queue::Part::Ear);
        }
    }
    effects
}
