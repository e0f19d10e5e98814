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

use super::keymap::{Action, Context};
use super::page::{Page, PageId, Visit};
use crate::domain::section::ItemRef;

struct Entry {
    id: PageId,
    /// Whether it has a tab; a page without one is reached otherwise.
    in_tabs: bool,
    /// What shows it; none where there must be something to show.
    show: Option<Action>,
    make: fn() -> Box<dyn Page>,
}

const REGISTRY: &[Entry] = &[
    entry(PageId::Home, true, Action::ShowHome, || Box::<home::HomePage>::default()),
    entry(PageId::Library, true, Action::ShowLibrary, || Box::<library::LibraryPage>::default()),
    entry(PageId::Search, true, Action::ShowSearch, || Box::<search::SearchPage>::default()),
    entry(PageId::Playlists, true, Action::ShowPlaylists, || Box::<playlists::PlaylistsPage>::default()),
    entry(PageId::Queue, true, Action::ShowQueue, || Box::<queue::QueuePage>::default()),
    entry(PageId::History, true, Action::ShowHistory, || Box::<history::HistoryPage>::default()),
    entry(PageId::NowPlaying, false, Action::ShowNow, || Box::<now::NowPage>::default()),
    entry(PageId::You, true, Action::ShowYou, || Box::<you::YouPage>::default()),
    entry(PageId::FirstRun, false, Action::FirstRun, || Box::<first_run::FirstRunPage>::default()),
    entry(PageId::Settings, false, Action::ShowSettings, || Box::<settings::SettingsPage>::default()),
    entry(PageId::Journal, false, Action::Journal, || Box::<journal::JournalPage>::default()),
    entry(PageId::Trouble, false, Action::ShowTrouble, || Box::<trouble::TroublePage>::default()),
    entry(PageId::Help, false, Action::Help, || Box::<help::HelpPage>::default()),
    Entry { id: PageId::Shelf, in_tabs: false, show: None, make: || Box::<shelf::ShelfPage>::default() },
];

const fn entry(id: PageId, in_tabs: bool, show: Action, make: fn() -> Box<dyn Page>) -> Entry {
    Entry { id, in_tabs, show: Some(show), make }
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

/// Pages that stand in the tabs, with what shows them.
pub fn in_tabs() -> impl Iterator<Item = (PageId, Action)> {
    REGISTRY.iter().filter(|entry| entry.in_tabs).filter_map(|entry| Some((entry.id, entry.show?)))
}

/// Where the keys of a page stand in the config file.
#[must_use]
pub const fn context_of(id: PageId) -> Context {
    match id {
        PageId::Home => Context::Home,
        PageId::Library => Context::Library,
        PageId::Search => Context::Search,
        PageId::Playlists => Context::Playlists,
        PageId::Queue => Context::Queue,
        PageId::History => Context::History,
        PageId::You => Context::You,
        PageId::NowPlaying => Context::Now,
        _ => Context::Global,
    }
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
        Visit::Item(ItemRef::Playlist(_)) | Visit::Rules(_) => PageId::Playlists,
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
