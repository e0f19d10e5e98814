//! Keys of other players, for fingers that will not learn: `keys.preset` in the config file or
//! on the settings page.
//!
//! Sources: the defaults that the players ship, `example_config.ron` of rmpc, `rc` of cmus,
//! `bindings` of ncmpcpp, and the README of kew. What has no counterpart here, or would cost
//! something (Esc quits kew, u rereads the library in cmus), keeps its meaning of tonearm.

use super::action::Action;
use super::binding::Context;

/// Where, which key, what it does.
pub type PresetKey = (Context, &'static str, Action);

const fn key(keys: &'static str, action: Action) -> PresetKey {
    (Context::Global, keys, action)
}

/// The presets by name.
pub const PRESETS: &[(&str, &[PresetKey])] = &[
    (
        "rmpc",
        &[
            key("p", Action::PlayPause),
            key("Space", Action::Mark),
            key("s", Action::StopAfter),
            key(",", Action::VolumeDown),
            key(".", Action::VolumeUp),
            key("f", Action::SeekForward),
            key("b", Action::SeekBack),
            key("z", Action::Repeat),
            key("x", Action::Shuffle),
            key("r", Action::Edit),
            key("C", Action::ToPlaying),
            key("B", Action::Info),
            key("~", Action::Help),
            key("C-k", Action::Left),
            key("C-j", Action::Right),
            (Context::Queue, "a", Action::ToPlaylist),
            (Context::Queue, "X", Action::Shuffle),
        ],
    ),
    (
        "cmus",
        &[
            key("c", Action::PlayPause),
            key("x", Action::PlayPause),
            key("v", Action::StopAfter),
            key("b", Action::Next),
            key("z", Action::Previous),
            key("h", Action::SeekBack),
            key("l", Action::SeekForward),
            key(",", Action::SeekFarBack),
            key(".", Action::SeekFarForward),
            key("[", Action::VolumeDown),
            key("]", Action::VolumeUp),
            // Where they would change the speed.
            (Context::Now, "[", Action::VolumeDown),
            (Context::Now, "]", Action::VolumeUp),
            key("e", Action::Add),
            key("E", Action::AddNext),
            key("i", Action::ToPlaying),
            key("Space", Action::Mark),
            key("D", Action::TakeOut),
            key("Delete", Action::TakeOut),
            key("p", Action::MoveDown),
            key("P", Action::MoveUp),
            key("F", Action::Filter),
            key("L", Action::Filter),
            key("C-b", Action::PageUp),
            key("C-f", Action::PageDown),
            key("C-e", Action::Down),
            key("C-y", Action::Up),
        ],
    ),
    (
        "ncmpcpp",
        &[
            key("p", Action::PlayPause),
            key("s", Action::StopAfter),
            key("f", Action::SeekForward),
            key("b", Action::SeekBack),
            key("Space", Action::Add),
            key("Insert", Action::Mark),
            key("C-v", Action::MarkRange),
            key("Delete", Action::TakeOut),
            key("m", Action::MoveUp),
            key("n", Action::MoveDown),
            key("z", Action::Shuffle),
            key("o", Action::ToPlaying),
            key("l", Action::ShowNow),
            key("[", Action::PreviousGroup),
            key("]", Action::NextGroup),
            (Context::Now, "[", Action::PreviousGroup),
            (Context::Now, "]", Action::NextGroup),
            key("8", Action::ShowNow),
            key("~", Action::ShowLibrary),
            key("#", Action::InfoPlaying),
            key("F1", Action::Help),
        ],
    ),
    (
        "kew",
        &[
            key("p", Action::PlayPause),
            key("h", Action::Previous),
            key("l", Action::Next),
            key("a", Action::SeekBack),
            key("d", Action::SeekForward),
            key("x", Action::ToPlaylist),
            key(".", Action::Like),
            key("Delete", Action::TakeOut),
            key("F2", Action::ShowQueue),
            key("F3", Action::ShowLibrary),
            key("F4", Action::ShowNow),
            key("F5", Action::ShowSearch),
            key("F6", Action::Help),
            key("Z", Action::ShowQueue),
            key("X", Action::ShowLibrary),
            key("C", Action::ShowNow),
            key("V", Action::ShowSearch),
            key("B", Action::Help),
        ],
    ),
];
