//! What the terminal knows of a config file: keys, themes and layouts with their defaults, as
//! lines to be taken over. See `tonearm config defaults`.

use std::fmt::Write;

use super::keymap::{Context, Group, TABLE};

const KEYS: &str = "\
# Keys. A line names an action and all of its keys, or a key and what it does:
#   next = [\"n\", \"g n\"]      these two, and no other
#   \"g n\" = \"next\"           this one more
#   mute = false             no key; \"\" says the same
#   \"_\" = false              this key does nothing
# Keys are written n, N, C-n (Ctrl), A-n (Alt), S-Tab, Space, Enter, F5; sequences with spaces.
# What is bound here takes its key from whatever had it; `tonearm config check` tells of clashes.
# A table of its own, such as [keys.on.queue], holds on that page alone: home, library, search,
# playlists, queue, history, you, now, and the panels why and less.
[keys]
";

/// What stands before the keys.
#[must_use]
pub fn keys_head() -> String {
    KEYS.to_owned()
}

/// Every action with its keys.
#[must_use]
pub fn keys() -> String {
    let mut text = String::new();
    for group in Group::ALL {
        let _ = writeln!(text, "\n# {}", group.title());
        lines(Context::Global, Some(group), &mut text);
    }
    for (name, context) in Context::NAMED {
        if TABLE.iter().any(|binding| binding.context == context) {
            let _ = writeln!(text, "\n[keys.on.{name}]");
            lines(context, None, &mut text);
        }
    }
    text
}

fn lines(context: Context, group: Option<Group>, text: &mut String) {
    let here = TABLE.iter().filter(|line| line.context == context && group.is_none_or(|group| line.group == group));
    for line in here {
        let keys: Vec<String> = line.keys.iter().map(|keys| toml::Value::String((*keys).into()).to_string()).collect();
        let keys = match keys.as_slice() {
            [] => "false".to_owned(),
            [one] => one.clone(),
            more => format!("[{}]", more.join(", ")),
        };
        let set = format!("#{} = {keys}", line.name);
        let _ = writeln!(text, "{set:<32} # {}", line.says);
    }
}
