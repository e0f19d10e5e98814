//! What a yes and a no to a question of tonearm's send.

use super::Command;
use crate::domain::asking::Asking;
use crate::domain::feedback::{Target, Verb};
use crate::domain::section::PinMode;
use crate::domain::welcome::{Proposal, Proposed};

impl Proposal {
    /// It is pinned, or never proposed again; both are one step back with undo.
    #[must_use]
    pub fn answered(&self, yes: bool) -> Command {
        match (yes, &self.becomes) {
            (true, Proposed::Section(section)) => {
                Command::PinSection { section: section.clone(), mode: PinMode::Recipe }
            }
            (true, Proposed::Made(recipe)) => {
                Command::MakeSection { title: self.title.clone(), recipe: recipe.as_ref().clone() }
            }
            (false, _) => Command::Say { verb: Verb::Hide, target: Target::Section(self.declined()) },
        }
    }
}

impl Asking {
    /// The same of whatever was asked.
    #[must_use]
    pub fn answered(&self, yes: bool) -> Command {
        match self {
            Self::Pin(proposal) => proposal.answered(yes),
            Self::Fact(noticed) => Command::Judge { noticed: noticed.clone(), right: Some(yes) },
        }
    }
}
