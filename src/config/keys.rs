//! `[keys]` and `[keys.on.CONTEXT]`: what the listener binds. Which actions and contexts there
//! are is known to the terminal; here they are only read.
//!
//! `[keys.CONTEXT]` says the same, but TOML takes no `queue = "5"` beside a table `[keys.queue]`.

use super::reading::{Entry, Reading, words};

/// One line of `[keys]`: an action and its keys, or a key and its action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLine {
    pub line: u32,
    /// None for keys that hold everywhere.
    pub context: Option<String>,
    /// An action, or a sequence of keys.
    pub left: String,
    /// Sequences of keys, or an action. Empty when `left` is to be free.
    pub right: Vec<String>,
}

/// The table, without what the settings have of it.
pub(super) fn read<'t>(entries: Vec<Entry<'_, 't>>, reading: &mut Reading<'t>) -> Vec<KeyLine> {
    let mut lines = Vec::new();
    for entry in entries {
        if entry.name == "on" {
            for entry in reading.entries_of(&entry, "[keys.on.queue]") {
                lines.extend(within(&entry, reading));
            }
        } else if entry.value.is_table() {
            lines.extend(within(&entry, reading));
        } else {
            lines.extend(line(&entry, None, reading));
        }
    }
    lines.sort_by_key(|line| line.line);
    lines
}

/// The keys of one context.
fn within<'t>(entry: &Entry<'_, 't>, reading: &mut Reading<'t>) -> Vec<KeyLine> {
    let lines = reading.entries_of(entry, "its keys");
    lines.iter().filter_map(|each| line(each, Some(entry.name.to_owned()), reading)).collect()
}

fn line<'t>(entry: &Entry<'_, 't>, context: Option<String>, reading: &mut Reading<'t>) -> Option<KeyLine> {
    let right = match entry.value.as_bool() {
        Some(false) => Some(Vec::new()),
        Some(true) => None,
        None => words(entry.value),
    };
    let Some(mut right) = right else {
        let text = format!("{} takes keys in quotes: \"n\", \"g a\", [\"n\", \">\"]; false for none", entry.name);
        reading.complain(entry.line, text);
        return None;
    };
    right.retain(|keys| !keys.trim().is_empty());
    Some(KeyLine { line: entry.line, context, left: entry.name.to_owned(), right })
}
