//! The three questions as rows, and what was answered so far.

use std::collections::HashMap;

use super::super::super::widgets::field::Field;
use super::super::super::widgets::list::Rows;
use crate::domain::settings::Arranges;
use crate::domain::welcome::{FoundMusic, MusicFolder};

/// Who may arrange home, in the order of the page.
const WHO: [Arranges; 3] = [Arranges::Hand, Arranges::Both, Arranges::Ear];

/// How a choice is stored.
pub const fn value(who: Arranges) -> &'static str {
    match who {
        Arranges::Hand => "hand",
        Arranges::Both => "both",
        Arranges::Ear => "ear",
    }
}

/// A thing on the page that can be answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Spot {
    Folder(Vec<u8>),
    /// The field for another folder.
    Other,
    Name,
    Arranges(Arranges),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    Blank,
    Welcome,
    Where,
    Answer(Spot),
    Who,
    /// What is asked later, and not taken unasked.
    Later,
    /// Where everything is written.
    Promise,
}

#[derive(Default)]
pub struct Form {
    pub found: FoundMusic,
    /// Folders whose tick was set or taken away by hand.
    ticks: HashMap<Vec<u8>, bool>,
    pub other: Field,
    pub name: Field,
    pub arranges: Arranges,
    /// Blank rows are left out where there is little room.
    pub dense: bool,
}

impl Form {
    pub fn folder(&self, path: &[u8]) -> Option<&MusicFolder> {
        self.found.folders.iter().find(|folder| folder.path == path)
    }

    /// A drive that comes and goes is for the listener to tick.
    pub fn is_ticked(&self, folder: &MusicFolder) -> bool {
        self.ticks.get(&folder.path).copied().unwrap_or(folder.named || !folder.comes_and_goes)
    }

    pub fn toggle(&mut self, path: &[u8]) {
        let ticked = self.folder(path).is_some_and(|folder| self.is_ticked(folder));
        self.ticks.insert(path.to_vec(), !ticked);
    }

    /// What was found so far. A folder that was named by hand stays, whatever is found.
    pub fn arrive(&mut self, found: FoundMusic) {
        let before = std::mem::replace(&mut self.found, found);
        for folder in before.folders.into_iter().filter(|folder| folder.named) {
            if self.folder(&folder.path).is_none() {
                self.found.folders.push(folder);
            }
        }
    }

    /// Takes a folder that was named by hand.
    pub fn take(&mut self, folder: MusicFolder) {
        self.ticks.insert(folder.path.clone(), true);
        if self.folder(&folder.path).is_none() {
            self.found.folders.push(folder);
        }
    }

    pub fn ticked(&self) -> Vec<Vec<u8>> {
        let ticked = self.found.folders.iter().filter(|folder| self.is_ticked(folder));
        ticked.map(|folder| folder.path.clone()).collect()
    }

    pub fn row(&self, row: usize) -> Option<Row> {
        self.rows().nth(row)
    }

    fn rows(&self) -> impl Iterator<Item = Row> {
        let folders = self.found.folders.iter().map(|folder| Row::Answer(Spot::Folder(folder.path.clone())));
        let who = WHO.map(|who| Row::Answer(Spot::Arranges(who)));
        let dense = self.dense;
        [Row::Blank, Row::Welcome, Row::Blank, Row::Where]
            .into_iter()
            .chain(folders)
            .chain([Row::Answer(Spot::Other), Row::Blank, Row::Answer(Spot::Name), Row::Blank, Row::Who])
            .chain(who)
            .chain([Row::Blank, Row::Later, Row::Promise])
            .filter(move |row| !dense || *row != Row::Blank)
    }
}

impl Rows for Form {
    type Key = Spot;

    fn len(&self) -> usize {
        self.rows().count()
    }

    fn key(&self, row: usize) -> Option<Spot> {
        match self.row(row)? {
            Row::Answer(spot) => Some(spot),
            _ => None,
        }
    }

    fn begins_group(&self, row: usize) -> bool {
        matches!(self.row(row), Some(Row::Where | Row::Who | Row::Answer(Spot::Name)))
    }
}
