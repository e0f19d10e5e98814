//! How much is told of a reason, as `[voice]` has it.

use super::{Key, Settings};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    Full,
    Short,
    Silent,
}

impl Voice {
    /// `focused`: whether it is told on the line under the cursor. Lines that are read aloud have
    /// no cursor; there it is told by `why`.
    #[must_use]
    pub fn of(settings: &Settings, focused: bool) -> Self {
        match (settings.value(Key::Reasons), settings.value(Key::ReasonsAt)) {
            ("none", _) => Self::Silent,
            (_, "focus") if !focused => Self::Silent,
            ("short", _) => Self::Short,
            _ => Self::Full,
        }
    }
}
