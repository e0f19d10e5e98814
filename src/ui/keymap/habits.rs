//! What old fingers mean: keys that are free here, and what they do in other players.
//!
//! Sources: the defaults that the players ship, `example_config.ron` of rmpc, `rc` of cmus,
//! `bindings` of ncmpcpp, and the README of kew.

use super::action::Action;
use super::{Context, Keymap, Press};

/// A key that means something elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Habit {
    key: &'static str,
    /// What it does there, with the player: "seeks in rmpc".
    pub there: &'static str,
    /// What does the same here.
    pub here: &'static [Action],
}

const fn habit_of(key: &'static str, there: &'static str, here: &'static [Action]) -> Habit {
    Habit { key, there, here }
}

const HABITS: &[Habit] = &[
    habit_of("b", "seeks back in rmpc and ncmpcpp, and is next in cmus", &[Action::SeekBack, Action::Next]),
    habit_of("t", "shows the time that is left in cmus", &[Action::ShowNow]),
    habit_of("B", "marks an album in ncmpcpp, and is the help of kew", &[Action::Mark, Action::Help]),
    habit_of("C", "goes to what plays in rmpc, and shows it in kew", &[Action::ToPlaying, Action::ShowNow]),
    habit_of("E", "plays it next in cmus", &[Action::AddNext]),
    habit_of("L", "filters in cmus, and marks an album in rmpc", &[Action::Filter, Action::Mark]),
    habit_of("Z", "shuffles in ncmpcpp, and shows the queue in kew", &[Action::Shuffle, Action::ShowQueue]),
    habit_of(
        "[",
        "turns the volume down in cmus, and goes an album up in ncmpcpp",
        &[Action::VolumeDown, Action::PreviousGroup],
    ),
    habit_of(
        "]",
        "turns the volume up in cmus, and goes an album down in ncmpcpp",
        &[Action::VolumeUp, Action::NextGroup],
    ),
    habit_of("8", "shows the visualizer in ncmpcpp", &[Action::ShowNow]),
    habit_of("~", "shows the library in ncmpcpp", &[Action::ShowLibrary]),
    habit_of("#", "shows the bit rate in ncmpcpp", &[Action::InfoPlaying]),
    habit_of("Delete", "takes a line out in cmus and ncmpcpp", &[Action::TakeOut]),
    habit_of("Insert", "marks in ncmpcpp", &[Action::Mark]),
    habit_of("F1", "is the help of ncmpcpp", &[Action::Help]),
    habit_of("F2", "shows the queue in kew", &[Action::ShowQueue]),
    habit_of("F3", "shows the library in kew", &[Action::ShowLibrary]),
    habit_of("F4", "shows what plays in kew", &[Action::ShowNow]),
    habit_of("F6", "is the help of kew", &[Action::Help]),
    habit_of("C-b", "goes a page up in rmpc and cmus", &[Action::PageUp]),
    habit_of("C-e", "scrolls down in cmus", &[Action::Down]),
    habit_of("C-h", "plays it from the start in ncmpcpp", &[Action::Previous]),
    habit_of("C-v", "marks a range in ncmpcpp", &[Action::MarkRange]),
    habit_of("C-x", "opens the menu in rmpc", &[Action::Menu]),
    habit_of("C-y", "scrolls up in cmus", &[Action::Up]),
];

/// What a press means elsewhere, when it means nothing here.
#[must_use]
pub fn habit(press: Press) -> Option<&'static Habit> {
    let key = press.on_qwerty();
    HABITS.iter().find(|habit| Press::parse(habit.key) == Some(key))
}

impl Habit {
    /// "b seeks back in rmpc …; here , and n".
    #[must_use]
    pub fn answer(&self, keymap: &Keymap) -> String {
        let keys: Vec<_> = self.here.iter().filter_map(|action| keymap.key_of(*action)).collect();
        match keys.as_slice() {
            [] => format!(
                "{} {}; here it is in the commands, {}",
                self.key,
                self.there,
                keymap.named(Action::Palette, Context::Global)
            ),
            keys => format!("{} {}; here {}", self.key, self.there, keys.join(" and ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_free_keys_answer_and_each_once() {
        let keymap = Keymap::default();
        let mut seen = std::collections::HashSet::new();
        for habit in HABITS {
            let press = Press::parse(habit.key).unwrap_or_else(|| panic!("{} is no key", habit.key));
            assert_eq!(keymap.action(Context::Global, press), None, "{} is bound", habit.key);
            assert!(seen.insert(press), "{} answers twice", habit.key);
        }
    }

    #[test]
    fn the_answer_names_the_keys_here() {
        let b = habit(Press::parse("b").unwrap()).unwrap();
        assert_eq!(b.answer(&Keymap::default()), "b seeks back in rmpc and ncmpcpp, and is next in cmus; here , and n");
        assert_eq!(habit(Press::parse("é").unwrap()), None);
    }
}
