//! The panel behind `:`: every action by name, with the key that does the same.

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after, below, cells, row};
use super::super::keymap::{Action, Binding, Context, Press, TABLE};
use super::super::page::{Effect, Outcome, Panel, View};
use super::super::theme::Role;
use super::super::width::width;
use super::field::Field;
use super::list::{ListCursor, Plain};
use crate::domain::fold::search_form;
use crate::domain::settings::Key;
use crate::player::protocol::Command;

/// Rows it would like.
const HEIGHT: u16 = 14;

pub struct PalettePanel {
    field: Field,
    cursor: ListCursor<Action>,
    found: Vec<&'static Binding>,
}

/// A command with words behind its name.
enum Asked {
    Volume(u8),
    SeekTo(i64),
    Search(String),
    Help(String),
    Import(String),
    Export(String),
    Choose(Key, String),
    Preset(String),
}

impl PalettePanel {
    #[must_use]
    pub fn new() -> Self {
        let mut panel = Self { field: Field::default(), cursor: ListCursor::default(), found: Vec::new() };
        panel.look();
        panel
    }

    fn look(&mut self) {
        self.found = matching(self.field.value());
        self.cursor.reset();
        self.cursor.settle(&Plain(&self.found, action_of));
    }

    fn run(&self) -> Outcome {
        if let Some(asked) = asked(self.field.value()) {
            let effect = match asked {
                Asked::Volume(percent) => Effect::Send(Command::SetVolume { percent }),
                Asked::SeekTo(ms) => Effect::Send(Command::SeekTo { ms }),
                Asked::Search(words) => Effect::Search(words),
                Asked::Help(words) => Effect::Help(words),
                Asked::Import(file) => Effect::Send(Command::ImportList { file }),
                Asked::Export(file) => Effect::Export(file),
                Asked::Preset(name) => Effect::Send(Command::Preset { name }),
                Asked::Choose(key, value) => Effect::Send(Command::Set { key, value }),
            };
            return Outcome::Done(vec![Effect::ClosePanel, effect]);
        }
        match self.cursor.key() {
            Some(action) => Outcome::Done(vec![Effect::ClosePanel, Effect::Act(*action)]),
            None => Outcome::done(),
        }
    }
}

impl Default for PalettePanel {
    fn default() -> Self {
        Self::new()
    }
}

fn action_of(binding: &&'static Binding) -> Action {
    binding.action
}

/// Actions that `:` can carry out: what panels offer is theirs.
fn commands() -> impl Iterator<Item = &'static Binding> {
    TABLE.iter().filter(|binding| !binding.context.is_modal() && binding.action != Action::Palette)
}

/// The commands whose name or words hold all that was typed: names that begin with it first,
/// then names that hold it, then those that say it.
fn matching(typed: &str) -> Vec<&'static Binding> {
    let typed = search_form(typed);
    let words: Vec<&str> = typed.split_whitespace().collect();
    let joined = words.join("-");
    let rank = |binding: &Binding| {
        let name = binding.name;
        let says = search_form(binding.says);
        let spaced = name.replace('-', " ");
        let holds_all = words.iter().all(|word| spaced.contains(word) || says.contains(word));
        match () {
            () if name == joined => Some(0),
            () if name.starts_with(&joined) => Some(1),
            () if words.iter().all(|word| spaced.split(' ').any(|part| part.starts_with(word))) => Some(2),
            () if words.iter().all(|word| spaced.contains(word)) => Some(3),
            () if holds_all => Some(4),
            () => None,
        }
    };
    let mut found: Vec<(u8, &'static Binding)> =
        commands().filter_map(|binding| Some((rank(binding)?, binding))).collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, binding)| binding).collect()
}

/// "volume 70", "seek 2:10", "search mulatu".
fn asked(typed: &str) -> Option<Asked> {
    let (verb, rest) = typed.trim().split_once(' ')?;
    let rest = rest.trim();
    match verb {
        "volume" | "vol" => rest.parse().ok().filter(|percent| *percent <= 100).map(Asked::Volume),
        "seek" => clock(rest).map(Asked::SeekTo),
        "layout" if !rest.is_empty() => Some(Asked::Choose(Key::Layout, rest.to_owned())),
        "preset" if !rest.is_empty() => Some(Asked::Preset(rest.to_owned())),
        "theme" if !rest.is_empty() => Some(Asked::Choose(Key::Theme, rest.to_owned())),
        "help" if !rest.is_empty() => Some(Asked::Help(rest.to_owned())),
        "import" if !rest.is_empty() => Some(Asked::Import(rest.to_owned())),
        "export" if !rest.is_empty() => Some(Asked::Export(rest.to_owned())),
        "search" | "find" if !rest.is_empty() => Some(Asked::Search(rest.to_owned())),
        _ => None,
    }
}

/// "2:10" or "1:02:09" in milliseconds; a number alone is seconds.
fn clock(words: &str) -> Option<i64> {
    let mut seconds: i64 = 0;
    for part in words.split(':') {
        let part: u32 = part.parse().ok()?;
        seconds = seconds.checked_mul(60)?.checked_add(i64::from(part))?;
    }
    seconds.checked_mul(1000)
}

impl Panel for PalettePanel {
    fn height(&self, _view: &View<'_>, _width: u16) -> u16 {
        HEIGHT
    }

    fn key(&mut self, press: Press, action: Option<Action>, _view: &View<'_>) -> Outcome {
        let typed = press.letter().is_some();
        match action {
            Some(Action::Cancel) => return Outcome::effect(Effect::ClosePanel),
            Some(Action::Enter) => return self.run(),
            Some(Action::Back) if self.field.value().is_empty() => return Outcome::effect(Effect::ClosePanel),
            Some(action) if !typed && self.cursor.travel(action, &Plain(&self.found, action_of)) => {
                return Outcome::done();
            }
            // Tab writes the name out, so that words can follow it.
            Some(Action::NextPage) => {
                if let Some(binding) = self.cursor.row().and_then(|row| self.found.get(row)) {
                    self.field = Field::new(binding.name);
                }
            }
            _ => {
                self.field.press(press);
            }
        }
        self.look();
        Outcome::done()
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn paste(&mut self, text: &str, _view: &View<'_>) -> Vec<Effect> {
        self.field.paste(text);
        self.look();
        Vec::new()
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(first) = row(area, 0) else { return };
        let used = canvas.put(after(first, 1), ":", Role::Accent);
        let typed = after(first, 1 + used);
        let list = below(area, 1);
        let window = self.cursor.window(self.found.len(), list);
        let names = cells(commands().map(|binding| width(binding.name)).max().unwrap_or(0) + 2);
        for (place, index) in list.rows().zip(window) {
            let Some(binding) = self.found.get(index) else { continue };
            let focused = self.cursor.row() == Some(index);
            if focused {
                canvas.focus(place);
            }
            let inner = after(Rect { width: place.width.saturating_sub(1), ..place }, 1);
            let keys = view.setup.keymap.in_words(binding.action);
            let here = if binding.context == Context::Now {
                format!("{keys} on page {}", view.setup.keymap.named(Action::ShowNow, Context::Global))
            } else {
                keys
            };
            let rest = canvas.put_right(inner, &format!("  {here}"), Role::Accent);
            let used = names.min(rest.width);
            canvas.put(Rect { width: used, ..rest }, binding.name, Role::Text.strong_if(focused));
            canvas.put(after(rest, used), binding.says, Role::Reason);
        }
        if self.found.is_empty()
            && let Some(place) = row(list, 0)
        {
            canvas.put(after(place, 1), "No command is called so", Role::Reason);
        }
        self.field.draw(typed, true, canvas);
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> Outcome {
        if self.cursor.click(&Plain(&self.found, action_of), at) { self.run() } else { Outcome::done() }
    }

    fn keys(&self) -> &'static str {
        "{play} does it   {next-page} writes it   volume 70, seek 2:10, help WORDS work too"
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::app::tests::Driven;
    use super::super::super::fixture;
    use super::*;

    #[test]
    fn names_come_before_words() {
        assert_eq!(matching("shuffle").first().map(|b| b.action), Some(Action::Shuffle));
        assert_eq!(matching("sett").first().map(|b| b.action), Some(Action::ShowSettings));
        assert_eq!(matching("next sec").first().map(|b| b.action), Some(Action::NextGroup));
        assert_eq!(matching("everything possible").first().map(|b| b.action), Some(Action::Menu));
        assert!(matching("zzz").is_empty());
        assert_eq!(matching("").len(), commands().count());
    }

    #[test]
    fn every_command_is_found_by_its_name() {
        for binding in commands() {
            assert_eq!(matching(binding.name).first().map(|b| b.action), Some(binding.action), "{}", binding.name);
        }
    }

    #[test]
    fn numbers_and_words_may_follow() {
        assert!(matches!(asked("volume 70"), Some(Asked::Volume(70))));
        assert!(asked("volume 170").is_none());
        assert!(matches!(asked("seek 2:10"), Some(Asked::SeekTo(130_000))));
        assert!(matches!(asked("seek 1:02:09"), Some(Asked::SeekTo(3_729_000))));
        assert!(matches!(asked("search mulatu  astatke"), Some(Asked::Search(words)) if words == "mulatu  astatke"));
        assert!(asked("shuffle").is_none());
    }

    #[test]
    fn enter_does_what_the_key_would() {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys(":shuf<enter>");
        assert_eq!(driven.last(), &Command::ToggleShuffle);
        driven.keys(":volume 35<enter>");
        assert_eq!(driven.last(), &Command::SetVolume { percent: 35 });
        driven.keys(":<esc>");
        assert!(driven.screen().contains("Jump back in"));
    }

    proptest! {
        #[test]
        fn anything_can_be_typed(typed in "\\PC{0,40}") {
            let _ = (matching(&typed), asked(&typed));
        }
    }
}
