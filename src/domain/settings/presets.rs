//! Ways to have home, each a handful of values set in one act that one undo takes back.

use super::key::Key;

/// A starting point; whatever it sets can be changed on its own afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    pub name: &'static str,
    pub title: &'static str,
    pub values: &'static [(Key, &'static str)],
}

pub const PRESETS: [Preset; 5] = [
    Preset { name: "hand", title: "by hand", values: &[(Key::Arranges, "hand"), (Key::AfterQueue, "stop")] },
    Preset {
        name: "both",
        title: "both",
        values: &[(Key::Arranges, "both"), (Key::Explore, "20"), (Key::AfterQueue, "stop")],
    },
    Preset {
        name: "ear",
        title: "by ear",
        values: &[(Key::Arranges, "ear"), (Key::Explore, "30"), (Key::AfterQueue, "go-on")],
    },
    Preset {
        name: "albums",
        title: "albums",
        values: &[(Key::Arranges, "both"), (Key::Explore, "10"), (Key::AfterQueue, "stop"), (Key::ReplayGain, "album")],
    },
    Preset {
        name: "radio",
        title: "radio",
        values: &[
            (Key::Arranges, "ear"),
            (Key::Explore, "40"),
            (Key::AfterQueue, "go-on"),
            (Key::Radio, "wander"),
            (Key::ReplayGain, "track"),
        ],
    },
];

impl Preset {
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        let name = name.trim();
        PRESETS.iter().find(|preset| preset.name == name || preset.title == name)
    }

    /// "who arranges home: both, gain: album"
    #[must_use]
    pub fn words(&self) -> String {
        let one = |(key, value): &(Key, &str)| format!("{}: {}", key.title(), key.words_of(value));
        self.values.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_set_only_what_their_keys_take() {
        for preset in &PRESETS {
            for (key, value) in preset.values {
                assert_eq!(key.read(value).as_deref(), Some(*value), "{} in {}", key.name(), preset.name);
            }
            assert_eq!(Preset::named(preset.title), Some(preset));
        }
    }
}
