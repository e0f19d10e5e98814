//! What the terminal knows of a config file: keys, themes and layouts with their defaults, as
//! lines to be taken over. See `tonearm config defaults`.

use std::fmt::Write;

use super::keymap::{Context, Group, TABLE};
use super::layout::{Layouts, PANES, Pane};
use super::theme::Role;
use crate::config::Side;

const KEYS: &str = "\
# Keys. A line names an action and all of its keys, or a key and what it does:
#   next = [\"n\", \"g n\"]      these two, and no other
#   \"g n\" = \"next\"           this one more
#   mute = false             no key; \"\" says the same
#   \"_\" = false              this key does nothing
# Keys are written n, N, C-n (Ctrl), A-n (Alt), S-Tab, Space, Enter, F5; sequences with spaces.
# What is bound here takes its key from whatever had it; `tonearm config check` tells of clashes.
# A table of its own, such as [keys.on.queue], holds on that page alone: home, library, search,
# playlists, queue, history, you, now, and the panels why, less and rules; panel is all others
# with lines to shape.
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

const THEMES: &str = "\
# Themes. `theme = \"dusk\"` chooses one; a file themes/dusk.toml beside this one says the same as
# [themes.dusk] here. A role takes \"#8ac4d8\", one of the 256 (110), one of the terminal's sixteen
# (\"bright-blue\"), \"default\", or a table: { fg = \"#8ac4d8\", bg = 236, of-256 = 110,
# of-16 = \"cyan\", bold = true, italic = true, underline = true, reverse = true }.
# Fewer colours are the nearest ones, unless of-256 or of-16 says otherwise.
# `like` names the theme that has what this one leaves out; [themes.dusk.dark] and
# [themes.dusk.light] are for one background alone.
";

/// How a theme is written, with every role.
#[must_use]
pub fn themes() -> String {
    let mut text = format!("\n{THEMES}#   [themes.dusk]\n#   like = \"auto\"\n");
    for role in Role::ALL {
        let set = format!("{} = \"default\"", role.name());
        let _ = writeln!(text, "#   {set:<22} # {}", role.says());
    }
    text
}

/// The layouts as they come.
#[must_use]
pub fn layouts() -> String {
    let names: Vec<&str> = PANES.iter().map(|(name, _)| *name).collect();
    let mut text = format!(
        "\n# Layouts: pages beside the one that has the keys, from the outside in. show is one of\n# {}; side left, right, top or bottom;\n# share 10 to 80, in percent of what is left. What has no room is not there.\n",
        names.join(", ")
    );
    let layouts = Layouts::default();
    for name in layouts.names() {
        let one = |pane: &Pane| {
            let page = PANES.iter().find(|(_, page)| *page == pane.page).map_or("", |(name, _)| name);
            let side = Side::NAMES.iter().find(|(_, side)| *side == pane.side).map_or("", |(name, _)| name);
            format!("{{ show = \"{page}\", side = \"{side}\", share = {} }}", pane.share)
        };
        let panes: Vec<String> = layouts.panes(name).iter().map(one).collect();
        let _ = writeln!(text, "\n#[layouts.{name}]\n#panes = [{}]", panes.join(", "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_and_panel_with_keys_of_its_own_is_named() {
        let (_, names) = KEYS.split_once("[keys.on.queue]").unwrap();
        let words: Vec<&str> = names.split(|c: char| !c.is_alphabetic()).collect();
        for (name, _) in Context::NAMED {
            assert!(words.contains(&name), "{name}");
        }
    }
}
