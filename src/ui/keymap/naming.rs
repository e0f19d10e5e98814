//! Keys as words name them. What is said on screen never spells a key: it names the action in
//! braces, `{why} tells why`, and the listener's own key stands there.

use crossterm::event::{KeyCode, KeyModifiers};

use super::{Action, Bound, Context, Keymap, Meaning, Press, line_of, named};

/// Keys of every field of every terminal, also where the listener gave them something else to do.
const IN_FIELDS: [(KeyCode, Action, &str); 2] =
    [(KeyCode::Enter, Action::Enter, "Enter"), (KeyCode::Esc, Action::Cancel, "Esc")];

impl Keymap {
    /// The key of an action here, or its name behind the colon where it has none.
    #[must_use]
    pub fn named(&self, action: Action, context: Context) -> String {
        let name = || line_of(action).map(|line| format!(":{}", line.name)).unwrap_or_default();
        self.key_in(action, context).unwrap_or_else(name)
    }

    /// A sentence with the names of actions in braces, as the listener has their keys.
    #[must_use]
    pub fn sentence(&self, words: &str, context: Context) -> String {
        sentence(words, |action| self.named(action, context))
    }

    /// Keys with what they do, three blanks between them: what has no key is left out.
    #[must_use]
    pub fn list(&self, words: &str, context: Context) -> String {
        listed(words, |action| self.key_in(action, context))
    }

    /// The same while letters are typed into a field.
    #[must_use]
    pub fn list_in_field(&self, words: &str, context: Context) -> String {
        listed(words, |action| self.key_in_field(action, context))
    }

    /// What a press does while letters are typed: those are only themselves, and the way out and
    /// through stays.
    #[must_use]
    pub fn action_in_field(&self, context: Context, press: Press) -> Option<Action> {
        if press.letter().is_some() {
            return None;
        }
        let own = IN_FIELDS.iter().find(|(code, ..)| *code == press.code && press.modifiers == KeyModifiers::NONE);
        own.map(|(_, action, _)| *action).or_else(|| self.action(context, press))
    }

    /// The key of an action while letters are typed; none where it has only letters.
    #[must_use]
    pub fn key_in_field(&self, action: Action, context: Context) -> Option<String> {
        let own = IN_FIELDS.iter().find(|(_, known, _)| *known == action).map(|(.., name)| (*name).to_owned());
        let works = |bound: &&Bound| match bound.presses.as_slice() {
            [press] => press.letter().is_none() && self.meaning(context, &[*press]) == Meaning::Act(action),
            _ => false,
        };
        own.or_else(|| self.keys_of(action).find(works).map(Bound::words))
    }
}

/// A sentence with the names of actions in braces, each as `key` says.
#[must_use]
pub fn sentence(words: &str, key: impl Fn(Action) -> String) -> String {
    fill(words, |action| Some(key(action))).unwrap_or_default()
}

/// Words with their braces filled; none where one of them has nothing to stand there. A brace
/// that names no action stays as it is.
fn fill(words: &str, key: impl Fn(Action) -> Option<String>) -> Option<String> {
    let mut said = String::new();
    let mut rest = words;
    while let Some((before, behind)) = rest.split_once('{') {
        said += before;
        match behind.split_once('}').and_then(|(name, after)| Some((named(name)?, after))) {
            Some((action, after)) => {
                said += &key(action)?;
                rest = after;
            }
            None => {
                said.push('{');
                rest = behind;
            }
        }
    }
    Some(said + rest)
}

fn listed(words: &str, key: impl Fn(Action) -> Option<String>) -> String {
    words.split("   ").filter_map(|part| fill(part, &key)).collect::<Vec<_>>().join("   ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn keymap(text: &str) -> Keymap {
        Keymap::of("tonearm", &Config::parse(text).0.keys).0
    }

    #[test]
    fn words_name_the_keys_that_the_listener_has() {
        let mine = keymap("[keys]\nedit = \"E\"\ndown = false\n");
        let words = "{edit} writes   {down} goes down   n a {new one} { x";
        assert_eq!(Keymap::default().list(words, Context::Global), "e writes   j goes down   n a {new one} { x");
        assert_eq!(mine.list(words, Context::Global), "E writes   n a {new one} { x", "what has no key is not told");
        assert_eq!(mine.sentence("{edit} or {down}: {why} {", Context::Global), "E or :down: w {");
    }

    #[test]
    fn in_a_field_letters_are_letters_and_the_ways_out_stay() {
        let mine = keymap("[keys]\nplay = [\"x\"]\ncancel = \"C-g\"\nnext-page = [\"t\", \"F2\"]\n");
        let at = |keys: &str| mine.action_in_field(Context::Global, Press::parse(keys).unwrap());
        assert_eq!([at("x"), at("t"), at("Space"), at("q")], [None; 4]);
        assert_eq!(
            [at("Enter"), at("Esc"), at("C-g")],
            [Some(Action::Enter), Some(Action::Cancel), Some(Action::Cancel)]
        );
        assert_eq!(
            mine.list_in_field(
                "{play} takes it   {cancel} leaves it   {next-page} completes   {why} no",
                Context::Global
            ),
            "Enter takes it   Esc leaves it   F2 completes"
        );
    }
}
