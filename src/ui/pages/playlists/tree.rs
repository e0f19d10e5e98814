//! The rows of the left pane: folders with what lies in them, and a line for a new list of each
//! kind.

use std::collections::HashSet;

use super::PlaylistsPage;
use super::by_rules::ByRules;
use crate::domain::ids::{PlaylistId, SmartPlaylistId};
use crate::domain::orders::{ListOrder, ListPlace};
use crate::domain::playlist::folder::{self, folder_of, lies_in, with_folder_called};
use crate::domain::playlist::{Listed, PlaylistCard};
use crate::domain::smart_playlist::{RulesFound, SmartPlaylist};
use crate::ui::widgets::list::Rows;

/// What a row of the left pane stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum List {
    Folder(String),
    Of(PlaylistId),
    Rules(SmartPlaylistId),
    New,
    NewRules,
}

impl List {
    pub(super) const fn listed(&self) -> Option<Listed> {
        match self {
            Self::Of(id) => Some(Listed::ByHand(*id)),
            Self::Rules(id) => Some(Listed::ByRules(*id)),
            Self::Folder(_) | Self::New | Self::NewRules => None,
        }
    }
}

/// Where what a row shows is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    Folder { lists: usize, open: bool },
    ByHand(usize),
    ByRules(usize),
    New,
}

#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) list: List,
    pub(super) at: At,
    /// How many folders it lies in.
    pub(super) depth: usize,
}

/// A list before it has its row.
struct Leaf<'l> {
    name: &'l str,
    list: List,
    at: At,
    place: ListPlace,
}

impl<'l> Leaf<'l> {
    fn by_hand((index, card): (usize, &'l PlaylistCard)) -> Self {
        Self { name: &card.name, list: List::Of(card.id), at: At::ByHand(index), place: card.into() }
    }

    fn by_rules(index: usize, list: &'l SmartPlaylist, found: Option<&RulesFound>) -> Self {
        let place = ListPlace::of_rules(list, found);
        Self { name: &list.name, list: List::Rules(list.id), at: At::ByRules(index), place }
    }
}

#[derive(Default)]
pub(super) struct Tree {
    rows: Vec<Row>,
    open: HashSet<String>,
}

impl Rows for Tree {
    type Key = List;

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn key(&self, row: usize) -> Option<List> {
        self.rows.get(row).map(|row| row.list.clone())
    }

    fn can_be_marked(&self, row: usize) -> bool {
        self.rows.get(row).is_some_and(|row| !matches!(row.list, List::New | List::NewRules))
    }

    fn begins_group(&self, row: usize) -> bool {
        self.rows.get(row).is_some_and(|row| matches!(row.list, List::Folder(_) | List::New))
    }
}

impl Tree {
    pub(super) fn row(&self, row: usize) -> Option<&Row> {
        self.rows.get(row)
    }

    /// Opens every folder that a list of this name lies in.
    pub(super) fn reveal(&mut self, name: &str) {
        let mut folder = folder_of(name);
        while !folder.is_empty() {
            let above = folder_of(&folder);
            self.open.insert(folder);
            folder = above;
        }
    }

    pub(super) fn set_open(&mut self, folder: &str, open: bool) {
        if open {
            self.open.insert(folder.to_owned());
        } else {
            self.open.remove(folder);
        }
    }

    /// The folders that are open, by name.
    pub(super) fn opened(&self) -> Vec<String> {
        let mut open: Vec<String> = self.open.iter().cloned().collect();
        open.sort_unstable();
        open
    }

    /// Folders that are open stay so under their new name.
    fn rename(&mut self, folder: &str, to: &str) {
        let called = |open: String| {
            if open == folder { to.to_owned() } else { with_folder_called(&open, folder, to).unwrap_or(open) }
        };
        self.open = std::mem::take(&mut self.open).into_iter().map(called).collect();
    }

    /// Makes the rows anew. While lists are narrowed all folders show what is left in them.
    fn grow(&mut self, by_hand: &[PlaylistCard], by_rules: &ByRules, order: ListOrder, narrowed: bool) {
        let mut lists: Vec<Leaf<'_>> = by_hand.iter().enumerate().map(Leaf::by_hand).collect();
        let rules = by_rules.lists.iter().enumerate();
        lists.extend(rules.map(|(index, list)| Leaf::by_rules(index, list, by_rules.found(list))));
        order.sort(&mut lists, |leaf| leaf.place);
        let names: Vec<&str> = lists.iter().map(|leaf| leaf.name).collect();
        let open = &self.open;
        let rows = folder::tree(&names, |folder| narrowed || open.contains(folder)).into_iter();
        let row = |row| match row {
            folder::Row::Folder { folder, depth, lists, open } => {
                Some(Row { list: List::Folder(folder), at: At::Folder { lists, open }, depth })
            }
            folder::Row::List { index, depth } => {
                lists.get(index).map(|leaf| Row { list: leaf.list.clone(), at: leaf.at, depth })
            }
        };
        self.rows = rows.filter_map(row).collect();
        self.rows.extend([List::New, List::NewRules].map(|list| Row { list, at: At::New, depth: 0 }));
    }
}

impl PlaylistsPage {
    /// To be called whenever lists came or went. The list under the cursor is in sight
    /// afterwards, wherever it lies.
    pub(super) fn grow(&mut self) {
        let name = match self.list.key() {
            Some(List::Of(id)) => self.lists.iter().find(|card| card.id == *id).map(|card| &card.name),
            Some(List::Rules(id)) => self.by_rules.lists.iter().find(|list| list.id == *id).map(|list| &list.name),
            _ => None,
        };
        if let Some(name) = name {
            self.tree.reveal(name);
        }
        self.tree.grow(&self.lists, &self.by_rules, self.list_order(), self.lists.is_narrowed());
    }

    pub(super) fn here_in_tree(&self) -> Option<&Row> {
        self.tree.row(self.list.row()?)
    }

    pub(super) fn folder(&self) -> Option<&str> {
        match &self.here_in_tree()?.list {
            List::Folder(folder) => Some(folder),
            _ => None,
        }
    }

    /// What lies in a folder, of each kind in the order of the tree.
    pub(super) fn inside(&self, folder: &str) -> (Vec<&PlaylistCard>, Vec<&SmartPlaylist>) {
        let order = self.list_order();
        let mut by_hand: Vec<_> = self.lists.iter().filter(|card| lies_in(&card.name, folder)).collect();
        order.sort(&mut by_hand, |card| (*card).into());
        let mut by_rules: Vec<_> = self.by_rules.lists.iter().filter(|list| lies_in(&list.name, folder)).collect();
        order.sort(&mut by_rules, |list| ListPlace::of_rules(list, self.by_rules.found(list)));
        (by_hand, by_rules)
    }

    /// The cursor stays on its folder when that is called otherwise: its lists tell how.
    pub(super) fn follow_folder(&mut self, rows: &[PlaylistCard]) {
        let Some(folder) = self.folder().map(str::to_owned) else { return };
        let (by_hand, _) = self.inside(&folder);
        let renamed = by_hand.iter().find_map(|card| {
            let now = rows.iter().find(|now| now.id == card.id && !lies_in(&now.name, &folder))?;
            let own = with_folder_called(&card.name, &folder, "")?;
            let to = now.name.strip_suffix(own.as_str())?.strip_suffix('/')?;
            Some(to.to_owned())
        });
        if let Some(to) = renamed.filter(|_| by_hand.iter().all(|card| still_elsewhere(card, rows, &folder))) {
            self.tree.rename(&folder, &to);
            self.list.expect(List::Folder(to));
        }
    }
}

/// Whether a list does not lie in the folder any more, or is gone.
fn still_elsewhere(card: &PlaylistCard, rows: &[PlaylistCard], folder: &str) -> bool {
    rows.iter().find(|now| now.id == card.id).is_none_or(|now| !lies_in(&now.name, folder))
}
