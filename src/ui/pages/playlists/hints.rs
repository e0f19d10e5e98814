//! The keys that matter where the cursor stands.

use super::PlaylistsPage;
use super::tree::List;
use crate::ui::keymap::Action;
use crate::ui::page::{Hint, hint, own_hint};

const UNDO: Hint = hint(Action::Undo, "undo");
const OPEN: Hint = hint(Action::Right, "open");
const ADD: Hint = hint(Action::Add, "add");
const DELETE: Hint = hint(Action::TakeOut, "delete");
const TO_FOLDER: Hint = hint(Action::ToFolder, "into a folder");
const SORT: Hint = hint(Action::Sort, "sort once");
const PIN: Hint = hint(Action::Pin, "pin to home");
const TWICE: Hint = hint(Action::Duplicates, "mark what stands twice");

const PASSED: Hint = hint(Action::Passed, "what was passed over");

const ON_A_SUGGESTION: &[Hint] = &[
    own_hint(Action::Add, "take it"),
    own_hint(Action::Less, "pass over"),
    own_hint(Action::Why, "why"),
    UNDO,
    PASSED,
    own_hint(Action::Enter, "take it"),
];

const ON_A_LINE: &[Hint] = &[
    hint(Action::MoveDown, "{move-up} move"),
    hint(Action::TakeOut, "take out"),
    hint(Action::ToPlaylist, "to another"),
    UNDO,
    SORT,
    hint(Action::Split, "split: from here on, or what is marked"),
    TWICE,
    PASSED,
    PIN,
];

const ON_A_LIST: &[Hint] = &[
    OPEN,
    hint(Action::Edit, "rename"),
    DELETE,
    ADD,
    TO_FOLDER,
    UNDO,
    PIN,
    hint(Action::Sort, "order of lists"),
    hint(Action::Describe, "say what it is about"),
    hint(Action::Duplicate, "make a copy"),
    hint(Action::Merge, "merge what is marked"),
    TWICE,
    PASSED,
];

const ON_RULES: &[Hint] = &[
    OPEN,
    hint(Action::Edit, "change it"),
    DELETE,
    ADD,
    hint(Action::Why, "why in or not"),
    TO_FOLDER,
    UNDO,
    PIN,
    hint(Action::Describe, "say what it is about"),
    hint(Action::Duplicate, "make a copy"),
];

const ON_A_FOLDER: &[Hint] = &[
    hint(Action::Open, "open, close"),
    hint(Action::Edit, "rename"),
    hint(Action::TakeOut, "dissolve"),
    ADD,
    TO_FOLDER,
    UNDO,
    PIN,
];

impl PlaylistsPage {
    pub(super) fn hints_here(&self) -> &'static [Hint] {
        if self.fits.focused {
            return ON_A_SUGGESTION;
        }
        if self.in_lines {
            return ON_A_LINE;
        }
        match self.list.key() {
            Some(List::Of(_)) => ON_A_LIST,
            Some(List::Rules(_)) => ON_RULES,
            Some(List::Folder(_)) => ON_A_FOLDER,
            Some(List::New | List::NewRules) | None => &[UNDO],
        }
    }
}
