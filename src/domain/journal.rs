//! The undo journal as it is shown: what was done, and what taking it back is called.

use serde::{Deserialize, Serialize};

use super::ids::ChangeId;
use super::time::Moment;

/// One line, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalRow {
    pub change: ChangeId,
    pub at: Moment,
    pub what: String,
    /// Taken back, and waiting to be made again.
    pub undone: bool,
}

/// What is so again when a change was taken back: "Hidden: Billie Holiday" becomes
/// "Billie Holiday is back". Where nothing shorter is true, the change itself is named.
#[must_use]
pub fn taken_back(change: &str) -> String {
    let about = |beginning: &str| change.strip_prefix(beginning);
    if let Some(what) = about("Liked: ") {
        format!("the like of {what}")
    } else if let Some(what) = about("Hidden: ") {
        format!("{what} is back")
    } else if let Some(what) = about("Not now: ").or_else(|| about("Resting: ")) {
        format!("{} is back", what.rsplit_once(", until ").map_or(what, |(what, _)| what))
    } else if let Some(what) = about("Took back: Liked: ") {
        format!("{what} is liked again")
    } else if let Some(what) = about("Taken out of the queue: ") {
        format!("{what} is back in the queue")
    } else if let Some(what) = about("Deleted the playlist ") {
        format!("the playlist {what} is back")
    } else if let Some(what) = about("Left out: ") {
        // "Kitchen. 178 listens stop counting"
        match what.rsplit_once(". ") {
            Some((what, listens)) => format!(
                "{what} counts again, {}",
                listens.trim_end_matches(" stop counting").trim_end_matches(" stops counting")
            ),
            None => format!("{what} counts again"),
        }
    } else if let Some(what) = about("Let in again: ") {
        format!("{} is left out again", what.rsplit_once(". ").map_or(what, |(what, _)| what))
    } else if let Some(what) = about("More of: ") {
        format!("more of {}", what.rsplit_once(", until ").map_or(what, |(what, _)| what))
    } else if let Some(what) = about("Less of: ") {
        format!("less of {}", what.rsplit_once(", until ").map_or(what, |(what, _)| what))
    } else {
        change.to_owned()
    }
}

/// What a change says first of itself. Names hold stops too, so a second sentence is looked for
/// only where one is written.
#[must_use]
pub fn first_sentence(change: &str) -> &str {
    let says_more = ["Left out: ", "Let in again: ", "Wrong: ", "Forgotten: "];
    match change.rfind(". ") {
        Some(stop) if says_more.iter().any(|beginning| change.starts_with(beginning)) => {
            change.get(..=stop).unwrap_or(change)
        }
        _ => change,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_where_one_was_written() {
        for (change, first) in [
            ("Taken out of the queue: Mr. Blue Sky", "Taken out of the queue: Mr. Blue Sky"),
            ("Left out: St. Germain. 178 listens stop counting", "Left out: St. Germain."),
            ("Wrong: You hear Mr. Oizo on Sundays. It is not said again", "Wrong: You hear Mr. Oizo on Sundays."),
        ] {
            assert_eq!(first_sentence(change), first);
        }
    }

    #[test]
    fn what_was_taken_back_is_named() {
        for (change, said) in [
            ("Hidden: Billie Holiday", "Billie Holiday is back"),
            ("Not now: Wait, until dawn, until 29 November", "Wait, until dawn is back"),
            ("Liked: Sunny", "the like of Sunny"),
            ("Less of: Sunny, until 21 January", "less of Sunny"),
            ("Left out: St. Germain. 178 listens stop counting", "St. Germain counts again, 178 listens"),
            ("Left out: Sunny. 1 listen stops counting", "Sunny counts again, 1 listen"),
            ("Let in again: St. Germain. 178 listens count again", "St. Germain is left out again"),
            ("Took back: Liked: Sunny", "Sunny is liked again"),
            ("Set after the queue to stop", "Set after the queue to stop"),
        ] {
            assert_eq!(taken_back(change), said);
        }
    }
}
