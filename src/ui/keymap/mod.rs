//! One table of actions and keys. It feeds the keys, the help and the conflict test; a key
//! that is not in it does nothing.

mod action;
mod binding;
mod habits;
mod layout;
mod press;
mod table;

use std::collections::HashMap;

pub use action::Action;
pub use binding::{Binding, Context, Group, sequence_in_words};
pub use habits::{Habit, habit};
pub use press::Press;
pub use table::{TABLE, keys_of};

/// What the presses so far amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Act(Action),
    /// The beginning of a sequence.
    Begun,
    Nothing,
}

/// The table, ready to look up.
pub struct Keymap {
    bound: HashMap<(Context, Vec<Press>), Meaning>,
}

impl Default for Keymap {
    fn default() -> Self {
        let mut bound = HashMap::new();
        for binding in TABLE {
            for sequence in binding.keys.iter().filter_map(|keys| Press::parse_sequence(keys)) {
                for end in 1..sequence.len() {
                    bound.insert((binding.context, sequence.iter().take(end).copied().collect()), Meaning::Begun);
                }
                bound.insert((binding.context, sequence), Meaning::Act(binding.action));
            }
        }
        Self { bound }
    }
}

impl Keymap {
    /// What the presses mean in a context, which stands before the global one. A letter of
    /// another layout means what its key types on QWERTY.
    #[must_use]
    pub fn meaning(&self, context: Context, presses: &[Press]) -> Meaning {
        let as_typed = self.look_up(context, presses);
        if as_typed != Meaning::Nothing {
            return as_typed;
        }
        let on_qwerty: Vec<Press> = presses.iter().map(|press| press.on_qwerty()).collect();
        self.look_up(context, &on_qwerty)
    }

    fn look_up(&self, context: Context, presses: &[Press]) -> Meaning {
        let there = |context| self.bound.get(&(context, presses.to_vec())).copied();
        there(context).or_else(|| there(Context::Global)).unwrap_or(Meaning::Nothing)
    }

    /// The action of a single press.
    #[must_use]
    pub fn action(&self, context: Context, press: Press) -> Option<Action> {
        match self.meaning(context, &[press]) {
            Meaning::Act(action) => Some(action),
            _ => None,
        }
    }

    /// How a begun sequence may go on, for the footer: `g top`, `a artist`.
    #[must_use]
    pub fn continuations(begun: &[Press]) -> String {
        let all = TABLE.iter().flat_map(|binding| binding.keys.iter().map(move |keys| (*keys, binding.says)));
        let rest = all.filter_map(|(keys, says)| {
            let sequence = Press::parse_sequence(keys)?;
            let began = begun.iter().map(|press| press.on_qwerty());
            let goes_on = sequence.len() > begun.len() && began.zip(&sequence).all(|(press, bound)| press == *bound);
            goes_on.then(|| (sequence.get(begun.len()..).unwrap_or_default().to_vec(), says))
        });
        let words = |presses: Vec<Press>| presses.iter().map(Press::to_string).collect::<Vec<_>>().join(" ");
        rest.map(|(keys, says)| format!("{} {says}", words(keys))).collect::<Vec<_>>().join("   ")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

    use super::*;

    fn sequences() -> Vec<(Context, Vec<Press>, &'static str)> {
        let parse = |binding: &Binding, keys: &'static str| {
            (binding.context, Press::parse_sequence(keys).unwrap_or_else(|| panic!("{keys} is no key")), keys)
        };
        TABLE.iter().flat_map(|binding| binding.keys.iter().map(move |keys| parse(binding, keys))).collect()
    }

    #[test]
    fn no_key_twice_in_a_context() {
        let mut seen = HashSet::new();
        for (context, presses, keys) in sequences() {
            assert!(seen.insert((context, presses)), "{keys} is bound twice in {context:?}");
        }
    }

    #[test]
    fn no_page_key_over_a_global_one() {
        let global: HashSet<_> =
            sequences().into_iter().filter(|(c, ..)| *c == Context::Global).map(|(_, presses, _)| presses).collect();
        for (context, presses, keys) in sequences() {
            assert!(context == Context::Global || context.is_modal() || !global.contains(&presses), "{keys}");
        }
    }

    #[test]
    fn no_key_is_both_action_and_prefix() {
        let all = sequences();
        for (context, presses, keys) in &all {
            for (other, longer, long_keys) in &all {
                let begins = longer.len() > presses.len() && longer.starts_with(presses);
                assert!(context != other || !begins, "{keys} begins {long_keys}");
            }
        }
    }

    #[test]
    fn every_action_is_bound_once_and_has_a_name_of_its_own() {
        let (mut seen, mut names) = (HashSet::new(), HashSet::new());
        for binding in TABLE {
            assert!(seen.insert(binding.action), "{:?} has two lines", binding.action);
            assert!(names.insert(binding.name), "{} is the name of two", binding.name);
            let name = serde_json::to_string(&binding.action).unwrap();
            assert_eq!(serde_json::from_str::<Action>(&name).unwrap(), binding.action);
        }
    }

    /// The keys as the design has them, one a line: context, keys, what they do.
    const DESIGNED: &str = include_str!("designed.tsv");

    #[test]
    fn the_table_binds_what_was_designed_and_nothing_else() {
        let context = |context| match context {
            Context::Global => "global",
            Context::Now => "now",
            Context::Why => "why",
            Context::Less => "less",
        };
        let bound: HashSet<(&str, &str)> =
            TABLE.iter().flat_map(|b| b.keys.iter().map(move |keys| (context(b.context), *keys))).collect();
        let designed: HashSet<(&str, &str)> = DESIGNED
            .lines()
            .map(|line| {
                let mut fields = line.split('\t');
                (fields.next().unwrap(), fields.next().unwrap())
            })
            .collect();
        let missing: Vec<_> = designed.difference(&bound).collect();
        // The stars between none and five go without saying.
        let stars = ["* 1", "* 2", "* 3", "* 4"];
        let more: Vec<_> = bound.difference(&designed).filter(|(_, keys)| !stars.contains(keys)).collect();
        assert!(missing.is_empty() && more.is_empty(), "missing {missing:?}, more {more:?}");
    }

    #[test]
    fn commands_are_found_on_keyboards_without_latin_letters() {
        let keymap = Keymap::default();
        let typed = |letter| Press::of(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE));
        assert_eq!(keymap.action(Context::Global, typed('о')), Some(Action::Down), "Cyrillic");
        assert_eq!(keymap.meaning(Context::Global, &[typed('п'), typed('п')]), Meaning::Act(Action::Top));
        assert!(Keymap::continuations(&[typed('п')]).contains("a to its artist"));
        assert_eq!(keymap.action(Context::Global, typed('ш')), Some(Action::Info));
    }

    #[test]
    fn a_page_has_keys_of_its_own_beside_the_global_ones() {
        let keymap = Keymap::default();
        let slower = Press::parse("[").unwrap();
        assert_eq!(keymap.action(Context::Now, slower), Some(Action::Slower));
        assert_eq!(keymap.action(Context::Global, slower), None);
        assert_eq!(keymap.action(Context::Now, Press::parse("n").unwrap()), Some(Action::Next));
    }

    #[test]
    fn what_a_key_does_fits_a_column_of_the_help() {
        for binding in TABLE {
            assert!(binding.says.len() <= 31, "{}", binding.says);
        }
    }

    #[test]
    fn terminals_and_shells_keep_their_keys() {
        for (_, presses, keys) in sequences() {
            for taken in ["C-a", "C-b", "C-s", "C-q", "C-h", "C-i", "C-j", "C-m"] {
                assert!(!presses.contains(&Press::parse(taken).unwrap()), "{keys}");
            }
        }
    }

    #[test]
    fn shift_is_part_of_the_letter() {
        let event = KeyEvent::new(KeyCode::Char('G'), KeyModifiers::SHIFT);
        assert_eq!(Press::of(event), Press::parse("G").unwrap());
        assert_eq!(Press::of(KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT)), Press::parse("S-Tab").unwrap());
        assert_eq!(Press::parse("-").unwrap().to_string(), "-");
    }

    #[test]
    fn sequences_are_read_press_by_press() {
        let keymap = Keymap::default();
        let g = Press::parse("g").unwrap();
        assert_eq!(keymap.meaning(Context::Global, &[g]), Meaning::Begun);
        assert_eq!(keymap.meaning(Context::Global, &[g, g]), Meaning::Act(Action::Top));
        assert!(Keymap::continuations(&[g]).contains("a to its artist"));
    }
}
