//! One table of actions and keys, and what the listener made of it. It feeds the keys, the help
//! and the conflict test; a key that is not in it does nothing.

mod action;
mod binding;
mod habits;
mod layout;
mod listener;
mod naming;
mod presets;
mod press;
mod table;

use std::collections::HashMap;

pub use action::Action;
pub use binding::{Binding, Context, Group, sequence_in_words};
pub use habits::{Habit, habit};
pub use naming::sentence;
pub use presets::PRESETS;
pub use press::Press;
pub use table::TABLE;

/// What the presses so far amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Act(Action),
    /// The beginning of a sequence.
    Begun,
    Nothing,
}

/// Who bound a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Default,
    Preset,
    /// The line of the config file.
    Hand {
        line: u32,
    },
}

/// One sequence of keys and what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    pub context: Context,
    pub action: Action,
    pub presses: Vec<Press>,
    pub by: By,
}

impl Bound {
    /// As the help writes it: `gg` for g and g.
    #[must_use]
    pub fn words(&self) -> String {
        sequence_in_words(&written(&self.presses))
    }

    /// Whether one of both could not be pressed because of the other.
    fn clashes(&self, context: Context, presses: &[Press]) -> bool {
        self.context == context && self.overlaps(presses)
    }

    /// Whether they are the same presses, or one begins the other.
    fn overlaps(&self, presses: &[Press]) -> bool {
        self.presses.starts_with(presses) || presses.starts_with(&self.presses)
    }
}

/// Presses as the table and the config file write them.
#[must_use]
pub fn written(presses: &[Press]) -> String {
    presses.iter().map(Press::to_string).collect::<Vec<_>>().join(" ")
}

/// All keys that do something, ready to look up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    /// In the order of the table, and within an action the preferred one first.
    all: Vec<Bound>,
    found: HashMap<(Context, Vec<Press>), Meaning>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self::of_bound(defaults(), &[])
    }
}

fn defaults() -> Vec<Bound> {
    let of_line = |binding: &'static Binding| {
        let sequences = binding.keys.iter().filter_map(|keys| Press::parse_sequence(keys));
        let (context, action) = (binding.context, binding.action);
        sequences.map(move |presses| Bound { context, action, presses, by: By::Default })
    };
    TABLE.iter().flat_map(of_line).collect()
}

/// The line of the table for an action; every one has its line.
fn line_of(action: Action) -> Option<&'static Binding> {
    TABLE.iter().find(|binding| binding.action == action)
}

/// The action that a line of the table names so.
fn named(name: &str) -> Option<Action> {
    TABLE.iter().find(|binding| binding.name == name).map(|binding| binding.action)
}

impl Keymap {
    /// `freed` are presses that do nothing in a context, whatever they do everywhere.
    fn of_bound(all: Vec<Bound>, freed: &[(Context, Vec<Press>)]) -> Self {
        let mut found: HashMap<_, _> = freed.iter().map(|freed| (freed.clone(), Meaning::Nothing)).collect();
        for bound in &all {
            for end in 1..bound.presses.len() {
                found.insert((bound.context, bound.presses.iter().take(end).copied().collect()), Meaning::Begun);
            }
            found.insert((bound.context, bound.presses.clone()), Meaning::Act(bound.action));
        }
        Self { all, found }
    }

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
        let there = |context| self.found.get(&(context, presses.to_vec())).copied();
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

    /// All keys of an action, the preferred one first.
    pub fn keys_of(&self, action: Action) -> impl Iterator<Item = &Bound> {
        self.all.iter().filter(move |bound| bound.action == action)
    }

    /// The key that footers and lines name for an action: the context's own before any other,
    /// and none that does something else there.
    #[must_use]
    pub fn key_in(&self, action: Action, context: Context) -> Option<String> {
        let works = |bound: &&Bound| self.is_in_force(bound, context);
        let here = self.keys_of(action).filter(works).find(|bound| bound.context == context);
        let home = line_of(action).map_or(Context::Global, |line| line.context);
        let there = || self.keys_of(action).filter(works).find(|bound| bound.context == home);
        here.or_else(there).map(Bound::words)
    }

    /// Whether a binding does what it says: where it stands, or in this context if it stands
    /// everywhere.
    fn is_in_force(&self, bound: &Bound, context: Context) -> bool {
        self.look_up(bound.context.or(context), &bound.presses) == Meaning::Act(bound.action)
    }

    /// The same outside all contexts.
    #[must_use]
    pub fn key_of(&self, action: Action) -> Option<String> {
        self.key_in(action, Context::Global)
    }

    /// All keys of an action in words, and those that hold only somewhere with that place.
    #[must_use]
    pub fn in_words(&self, action: Action) -> String {
        let home = line_of(action).map_or(Context::Global, |line| line.context);
        let words = |bound: &Bound| {
            let place = if bound.context == home { String::new() } else { bound.context.words() };
            format!("{}{place}", bound.words())
        };
        self.keys_of(action).map(words).collect::<Vec<_>>().join("  ")
    }

    /// Whether the listener had a hand in the keys of an action.
    #[must_use]
    pub fn is_by_hand(&self, action: Action) -> bool {
        self.keys_of(action).any(|bound| bound.by != By::Default)
    }

    /// How a begun sequence may go on, for the footer: `g top`, `a artist`.
    #[must_use]
    pub fn continuations(&self, context: Context, begun: &[Press]) -> String {
        let begun: Vec<Press> = match self.look_up(context, begun) {
            Meaning::Nothing => begun.iter().map(|press| press.on_qwerty()).collect(),
            _ => begun.to_vec(),
        };
        let is_here = |bound: &Bound| bound.context == context || bound.context == Context::Global;
        let here = |bound: &&Bound| is_here(bound) && self.is_in_force(bound, context);
        let rest = self.all.iter().filter(here).filter_map(|bound| {
            let rest = bound.presses.strip_prefix(begun.as_slice()).filter(|rest| !rest.is_empty())?;
            Some(format!("{} {}", written(rest), line_of(bound.action)?.says))
        });
        rest.collect::<Vec<_>>().join("   ")
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
            other => Context::NAMED.iter().find(|(_, named)| *named == other).map(|(name, _)| *name).unwrap(),
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
        assert!(keymap.continuations(Context::Global, &[typed('п')]).contains("a to its artist"));
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
        assert!(keymap.continuations(Context::Global, &[g]).contains("a to its artist"));
    }
}
