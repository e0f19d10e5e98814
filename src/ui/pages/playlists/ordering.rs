//! In which order lists stand in the left pane.

use super::PlaylistsPage;
use crate::domain::listing::Listing;
use crate::domain::orders::ListOrder;
use crate::domain::playlist::folder::shown;
use crate::ui::page::{Outcome, SortBy, View};
use crate::ui::verbs;
use crate::ui::widgets::choice::Choice;

/// By name is their own order.
pub(super) const ORDERS: &[SortBy] = &[SortBy::Own, SortBy::Changed, SortBy::Heard, SortBy::Length, SortBy::Tracks];

impl PlaylistsPage {
    pub(super) fn list_order(&self) -> ListOrder {
        ListOrder::named(self.order.now().name()).unwrap_or_default()
    }

    /// The panel of orders, and the way to that of the lines of the list under the cursor.
    pub(super) fn sort_lists(&self, view: &View<'_>) -> Outcome {
        let once = self.card().map(|card| {
            let words = format!("put {} in order, once …", shown(&card.name));
            Choice::new('s', words, "its lines, not the lists", vec![super::shaping::sort(card)])
        });
        verbs::sort(ORDERS, Some(Listing::Playlists), once.into_iter().collect(), view)
    }
}
