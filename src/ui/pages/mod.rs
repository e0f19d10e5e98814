//! The pages, one line each.

pub mod first_run;
pub mod heading;
pub mod help;
pub mod history;
pub mod home;
pub mod journal;
pub mod library;
pub mod now;
pub mod playlists;
pub mod queue;
pub mod search;
pub mod settings;
pub mod shelf;
pub mod trouble;
pub mod you;

use super::keymap::Action;
use super::page::{Page, PageId, Visit};
use crate::domain::section::ItemRef;

struct Entry {
    id: PageId,
    /// The key of its tab; a page without one is reached otherwise.
    key: Option<char>,
    /// What shows it; none where there must be something to show.
    show: Option<Action>,
    make: fn() -> Box<dyn Page>,
}

const REGISTRY: &[Entry] = &[
    entry(PageId::Home, Some('1'), Action::ShowHome, || Box::<home::HomePage>::default()),
    entry(PageId::Library, Some('2'), Action::ShowLibrary, || Box::<library::LibraryPage>::default()),
    entry(PageId::Search, Some('3'), Action::ShowSearch, || Box::<search::SearchPage>::default()),
    entry(PageId::Playlists, Some('4'), Action::ShowPlaylists, || Box::<playlists::PlaylistsPage>::default()),
    entry(PageId::Queue, Some('5'), Action::ShowQueue, || Box::<queue::QueuePage>::default()),
    entry(PageId::History, Some('6'), Action::ShowHistory, || Box::<history::HistoryPage>::default()),
    entry(PageId::NowPlaying, None, Action::ShowNow, || Box::<now::NowPage>::default()),
    entry(PageId::You, Some('7'), Action::ShowYou, || Box::<you::YouPage>::default()),
    entry(PageId::FirstRun, None, Action::FirstRun, || Box::<first_run::FirstRunPage>::default()),
    entry(PageId::Settings, None, Action::ShowSettings, || Box::<settings::SettingsPage>::default()),
    entry(PageId::Journal, None, Action::Journal, || Box::<journal::JournalPage>::default()),
    entry(PageId::Trouble, None, Action::ShowTrouble, || Box::<trouble::TroublePage>::default()),
    entry(PageId::Help, None, Action::Help, || Box::<help::HelpPage>::default()),
    Entry { id: PageId::Shelf, key: None, show: None, make: || Box::<shelf::ShelfPage>::default() },
];

const fn entry(id: PageId, key: Option<char>, show: Action, make: fn() -> Box<dyn Page>) -> Entry {
    Entry { id, key, show: Some(show), make }
}

/// The page that an action shows.
#[must_use]
pub fn shown_by(action: Action) -> Option<PageId> {
    REGISTRY.iter().find(|entry| entry.show == Some(action)).map(|entry| entry.id)
}

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
pub const fn that_shows(visit: &Visit) -> PageId {
    match visit {
        Visit::Item(ItemRef::Playlist(_)) => PageId::Playlists,
        Visit::Shelf { .. } => PageId::Shelf,
        Visit::Help { .. } => PageId::Help,
        _ => PageId::Library,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_go_round() {
        assert_eq!(beside(PageId::Home, 1), PageId::Library);
        assert_eq!(beside(PageId::Home, -1), PageId::You);
        assert_eq!(beside(PageId::You, 1), PageId::Home);
    }
}
