//! Panels of ready-made ways: what stands beside the page, and how home is.

use super::super::page::{Effect, View};
use super::choice::{Choice, ChoicePanel};
use crate::domain::settings::{Key, PRESETS};
use crate::player::protocol::Command;

/// The keys of choices that have no letter of their own; `j`, `k`, `G` and `q` stay what they are.
const KEYS: &str = "123456789abcdefghilmnoprstuvwxyzABCDEFHIJKLMNOPQRSTUVWXYZ";

/// Home by hand, both, by ear …; one undo takes all of it back.
#[must_use]
pub fn presets_panel() -> ChoicePanel {
    let choices = KEYS.chars().zip(&PRESETS).map(|(key, preset)| {
        let set = Effect::Send(Command::Preset { name: preset.name.into() });
        Choice::new(key, preset.title, preset.words(), vec![set])
    });
    ChoicePanel::new("Ways to have home; one undo takes all of it back", choices.collect())
}

/// Every layout, tonearm's and the listener's.
#[must_use]
pub fn layouts_panel(view: &View<'_>) -> ChoicePanel {
    let layouts = &view.setup.layouts;
    let chosen = view.snapshot.settings.value(Key::Layout);
    let choices = KEYS.chars().zip(layouts.names()).map(|(key, name)| {
        let set = Effect::Send(Command::Set { key: Key::Layout, value: name.to_owned() });
        let words = layouts.words(name);
        let words = if name == chosen { format!("{words}, as it is") } else { words };
        Choice::new(key, name, words, vec![set])
    });
    let title = match view.setup.not_there(Key::Layout, chosen) {
        None => "What stands beside the page".to_owned(),
        Some(_) => format!("What stands beside the page: {chosen}, which is chosen, is not there"),
    };
    ChoicePanel::new(title, choices.collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::super::app::tests::Driven;
    use super::super::super::fixture;
    use super::super::super::setup::Files;
    use super::*;
    use crate::config::Config;

    #[test]
    fn each_says_beforehand_what_it_sets() {
        for (width, height) in [(80, 24), (40, 12), (200, 60)] {
            for name in ["presets", "layouts"] {
                let mut driven = Driven::new(fixture::evening(), width, height);
                driven.keys(":").keys(name).keys("<enter>");
                insta::assert_snapshot!(format!("{name}_{width}x{height}"), driven.screen());
            }
        }
    }

    #[test]
    fn many_layouts_are_all_there() {
        let text: String = (1..=40)
            .map(|n| format!("[layouts.mine{n}]\npanes = [{{ show = \"now\", side = \"right\" }}]\n"))
            .collect();
        let (config, complaints) = Config::parse(&text);
        assert_eq!(complaints, []);
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.app.set_files(Arc::new(Files { config, complaints }));
        driven.keys(":layouts<enter>G<enter>");
        assert_eq!(driven.last(), &Command::Set { key: Key::Layout, value: "mine40".into() });
    }

    #[test]
    fn they_are_chosen_from_the_panel_and_by_name() {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys(":presets<enter>4");
        assert_eq!(driven.last(), &Command::Preset { name: "albums".into() });
        driven.keys(":preset by ear<enter>");
        assert_eq!(driven.last(), &Command::Preset { name: "by ear".into() });
        driven.keys(":layout queue<enter>");
        assert_eq!(driven.last(), &Command::Set { key: Key::Layout, value: "queue".into() });
        let sent = driven.sent.len();
        driven.keys(":layout quee<enter>");
        assert_eq!(driven.sent.len(), sent);
        assert!(driven.screen().contains("there is no layout quee; did you mean queue?"), "{}", driven.screen());
    }
}
