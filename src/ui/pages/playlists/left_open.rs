//! Folders stay open over a restart.

use super::PlaylistsPage;
use crate::player::protocol::{Command, Question};
use crate::ui::page::{Effect, Slot};

pub(super) const LEFT_OPEN: Slot = "left-open";

/// What the player keeps of the folders that are open.
#[derive(Default)]
pub(super) struct LeftOpen {
    asked: bool,
    /// By name; none until it is known.
    kept: Option<Vec<String>>,
}

impl PlaylistsPage {
    /// Asks once what was left open, and sends what is open now where that is something else.
    pub(super) fn keep_open(&mut self) -> Option<Effect> {
        if !std::mem::replace(&mut self.left_open.asked, true) {
            return Some(Effect::Ask { slot: LEFT_OPEN, question: Question::OpenFolders });
        }
        let open = self.tree.opened();
        let kept = self.left_open.kept.as_mut().filter(|kept| **kept != open)?;
        kept.clone_from(&open);
        Some(Effect::Send(Command::OpenFolders { folders: open }))
    }

    /// Opens what was left open, beside what was opened meanwhile.
    pub(super) fn open_again(&mut self, mut folders: Vec<String>) {
        folders.iter().for_each(|folder| self.tree.set_open(folder, true));
        folders.sort_unstable();
        self.left_open.kept = Some(folders);
        self.grow();
    }
}
