//! Every value, key, theme and layout as a config file, made from the tables that they come from.
//!
//! Prose stands behind `# `, values behind `#`: a file that says the defaults aloud would keep
//! the player from changing them, and would keep them when tonearm's own get better.

use std::fmt::Write;

use crate::domain::format::FIELDS;
use crate::domain::settings::{Key, Takes};
use crate::ui;

const HEAD: &str = "\
# The config file of tonearm. It is yours: tonearm reads it and never writes it.
# `tonearm config path` prints where it belongs, `tonearm config check` reads it as the player
# would, and a running player follows each change.
#
# All lines are defaults. Take the # away from a line to decide it here: then the player shows
# that this line decides, and leaves it alone. What no line decides is chosen in the player.
";

/// The whole file.
#[must_use]
pub fn text() -> String {
    let mut text = HEAD.to_owned();
    let mut table = "";
    // TOML wants the values outside tables first.
    let table_of = |key: Key| key.path().rsplit_once('.').map_or("", |(table, _)| table);
    let mut keys: Vec<Key> = Key::all().filter(|key| table_of(*key) != "keys").collect();
    keys.sort_by_key(|key| table_of(*key));
    for key in keys {
        if table_of(key) != table {
            table = table_of(key);
            let _ = writeln!(text, "\n[{table}]");
        }
        setting(key, &mut text);
    }
    let _ = write!(text, "\n{}", ui::defaults::keys_head());
    Key::all().filter(|key| table_of(*key) == "keys").for_each(|key| setting(key, &mut text));
    text + &ui::defaults::keys() + &ui::defaults::themes() + &ui::defaults::layouts()
}

/// One value with what it changes and what it can be.
fn setting(key: Key, text: &mut String) {
    let _ = writeln!(text, "\n# {}.", sentence(key.says()));
    match key.takes() {
        Takes::OneOf(choices) | Takes::Named(choices) => {
            for (value, words) in choices {
                let _ = writeln!(text, "#   {value:<12} {words}");
            }
        }
        Takes::Format => {
            for (name, says) in FIELDS {
                let _ = writeln!(text, "#   {:<12} {says}", format!("{{{name}}}"));
            }
            let _ =
                writeln!(text, "#   [ … ]        nothing where a field in it is empty; \\ before a sign that is meant");
        }
        Takes::Columns(listing) => {
            for (name, says) in listing.fields() {
                let _ = writeln!(text, "#   {name:<12} {says}");
            }
        }
        Takes::Switch | Takes::Text => {}
    }
    let name = key.path().rsplit_once('.').map_or(key.path(), |(_, name)| name);
    let value = match key.takes() {
        Takes::Switch => key.default().to_owned(),
        Takes::Columns(_) => "[]".to_owned(),
        _ => toml::Value::String(key.default().to_owned()).to_string(),
    };
    let _ = writeln!(text, "#{name} = {value}");
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::config::Config;
    use crate::domain::settings::Settings;
    use crate::ui::Files;
    use crate::ui::setup::Setup;

    /// The file with every line decided.
    fn decided() -> String {
        let value = |line: &str| line.strip_prefix('#').filter(|rest| !rest.starts_with([' ', '#'])).map(str::to_owned);
        text().lines().map(|line| value(line).unwrap_or_else(|| line.to_owned()) + "\n").collect()
    }

    #[test]
    fn as_it_is_printed_it_decides_nothing() {
        let (config, complaints) = Config::parse(&text());
        assert_eq!((config, complaints), (Config::default(), Vec::new()));
    }

    #[test]
    fn with_every_line_decided_it_changes_nothing_and_nothing_is_wrong() {
        let (config, complaints) = Config::parse(&decided());
        assert_eq!(complaints, []);
        assert_eq!(config.spoken.len(), Key::all().count(), "every value is there");
        let settings = Settings::merge(&config.spoken, &[], None);
        for setting in &settings.rows {
            assert_eq!(setting.value, setting.key.default(), "{}", setting.key.name());
        }
        let setup = Setup::of(Arc::new(Files { config, complaints }), &settings);
        assert_eq!(setup.complaints, []);
        let plain = Setup::default();
        for line in crate::ui::keymap::TABLE {
            assert_eq!(setup.keymap.in_words(line.action), plain.keymap.in_words(line.action), "{}", line.name);
        }
    }
}
