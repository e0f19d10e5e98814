//! What pages and panels look at.

use std::time::Instant;

use crate::domain::listing::{Columns, Listing};
use crate::domain::time::Moment;
use crate::player::protocol::Snapshot;
use crate::ui::keymap::{Action, Context, sentence};
use crate::ui::setup::Setup;

/// Everything that drawing and deciding may look at.
#[derive(Clone, Copy)]
pub struct View<'a> {
    pub snapshot: &'a Snapshot,
    /// Keys and what else the listener's files come to.
    pub setup: &'a Setup,
    /// Whose keys stand before the global ones now.
    pub context: Context,
    /// Keys are letters now.
    pub typing: bool,
    /// Columns that are only looked at.
    pub tried: Option<&'a Tried>,
    /// Rows that an open panel takes from the page while it is drawn.
    pub panel_rows: u16,
    pub now: Moment,
    /// Monotonic time of this step.
    pub ticks: Instant,
}

/// Columns of a list that stand in place of the chosen ones while they are arranged.
pub type Tried = (Listing, Columns);

impl View<'_> {
    /// The listener's key of an action, as words name it.
    #[must_use]
    pub fn key(&self, action: Action) -> String {
        let keymap = &self.setup.keymap;
        let in_field = if self.typing { keymap.key_in_field(action, self.context) } else { None };
        in_field.unwrap_or_else(|| keymap.named(action, self.context))
    }

    /// Words with the names of actions in braces, as the listener has their keys.
    #[must_use]
    pub fn words(&self, words: &'static str) -> String {
        sentence(words, |action| self.key(action))
    }

    /// The columns of a list as they are shown now.
    #[must_use]
    pub fn columns(&self, listing: Listing) -> Columns {
        match self.tried {
            Some((of, columns)) if *of == listing => columns.clone(),
            _ => self.snapshot.settings.columns(listing),
        }
    }
}
