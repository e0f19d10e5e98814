//! The pages, one line each.

pub mod heading;
pub mod help;
pub mod history;
pub mod home;
pub mod library;
pub mod playlists;
pub mod queue;
pub mod search;

use super::page::{Page, PageId, Visit};
use crate::domain::section::ItemRef;

struct Entry {
    id: PageId,
    /// The key of its tab; a page without one is reached otherwise.
    key: Option<char>,
    make: fn() -> Box<dyn Page>,
}

const REGISTRY: [Entry; 7] = [
    Entry { id: PageId::Home, key: Some('1'), make: || Box::<home::HomePage>::default() },
    Entry { id: PageId::Library, key: Some('2'), make: || Box::<library::LibraryPage>::default() },
    Entry { id: PageId::Search, key: Some('3'), make: || Box::<search::SearchPage>::default() },
    Entry { id: PageId::Playlists, key: Some('4'), make: || Box::<playlists::PlaylistsPage>::default() },
    Entry { id: PageId::Queue, key: Some('5'), make: || Box::<queue::QueuePage>::default() },
    Entry { id: PageId::History, key: Some('6'), make: || Box::<history::HistoryPage>::default() },
    Entry { id: PageId::Help, key: None, make: || Box::<help::HelpPage>::default() },
];

#[must_use]
pub fn all() -> Vec<(PageId, Box<dyn Page>)> {
    REGISTRY.iter().map(|entry| (entry.id, (entry.make)())).collect()
}

/// Pages that stand in the tabs, with their keys.
pub fn in_tabs() -> impl Iterator<Item = (PageId, char)> {
    REGISTRY.iter().filter_map(|entry| Some((entry.id, entry.key?)))
}

/// The tab `step` places further, around the end.
#[must_use]
pub fn beside(shown: PageId, step: isize) -> PageId {
    let tabs: Vec<PageId> = in_tabs().map(|(id, _)| id).collect();
    let place = tabs.iter().position(|id| *id == shown).unwrap_or(0);
    let count = isize::try_from(tabs.len()).unwrap_or(1).max(1);
    let next = (isize::try_from(place).unwrap_or(0) + step).rem_euclid(count);
    usize::try_from(next).ok().and_then(|next| tabs.get(next)).copied().unwrap_or(PageId::Home)
}

/// Where something is opened.
#[must_use]
pub const fn that_shows(visit: Visit) -> PageId {
    match visit {
        Visit::Item(ItemRef::Playlist(_)) => PageId::Playlists,
        _ => PageId::Library,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_go_round() {
        assert_eq!(beside(PageId::Home, 1), PageId::Library);
        assert_eq!(beside(PageId::Home, -1), PageId::History);
        assert_eq!(beside(PageId::History, 1), PageId::Home);
    }
}
