//! The queue shaped by hand: lines come, go, and change places. What plays stays.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use super::{Entry, EntryId, Part, Queue};
use crate::domain::listen::Source;
use crate::domain::reorder::{LineOrder, together};
use crate::domain::track::TrackCard;

impl Queue {
    /// Adds lines by hand: right after what plays, or behind what was added before.
    pub fn add(&mut self, cards: Vec<Arc<TrackCard>>, next: bool, source: &Source) {
        let source = Arc::new(source.clone());
        let entries: Vec<_> = cards.into_iter().map(|card| self.entry(card, &source, String::new())).collect();
        if next {
            for entry in entries.into_iter().rev() {
                self.added.push_front(entry);
            }
        } else {
            self.added.extend(entries);
        }
        self.version += 1;
    }

    /// What tonearm goes on with, each with its reason. Replaces what stood there.
    pub fn set_ear(&mut self, cards: Vec<(Arc<TrackCard>, String)>, source: &Source) {
        let source = Arc::new(source.clone());
        self.ear = cards.into_iter().map(|(card, reason)| self.entry(card, &source, reason)).collect();
        self.version += 1;
    }

    /// Takes lines out; the playing line stays. Returns what was removed.
    pub fn remove(&mut self, ids: &[EntryId]) -> Vec<Entry> {
        let goes: HashSet<EntryId> = ids.iter().copied().collect();
        let mut removed = Vec::new();
        for lines in [&mut self.added, &mut self.upcoming, &mut self.ear] {
            if lines.iter().any(|entry| goes.contains(&entry.id)) {
                let (gone, kept): (VecDeque<_>, VecDeque<_>) =
                    lines.drain(..).partition(|entry| goes.contains(&entry.id));
                *lines = kept;
                removed.extend(gone);
            }
        }
        if !removed.is_empty() {
            self.version += 1;
        }
        removed
    }

    /// Moves lines of one part, which then stand together in their order, the first at `to`. The
    /// part is that of the first of them which waits; those elsewhere stay. False when nothing
    /// stands otherwise than before.
    pub fn move_lines(&mut self, ids: &[EntryId], to: usize) -> bool {
        let holds = |lines: &VecDeque<Entry>, id: &EntryId| lines.iter().any(|entry| entry.id == *id);
        let part =
            |id: &EntryId| [Part::Added, Part::List, Part::Ear].into_iter().find(|part| holds(self.waiting(*part), id));
        let Some(part) = ids.iter().find_map(part) else { return false };
        let moved: HashSet<EntryId> = ids.iter().copied().collect();
        self.reorder(part, |lines| {
            let count = lines.iter().filter(|entry| moved.contains(&entry.id)).count();
            let to = to.min(lines.len() - count);
            together(lines, |entry| moved.contains(&entry.id), to);
        })
    }

    /// Puts a part in order, once; equal lines stay as they stand. "As they were added" is for
    /// the list its own order. False when it stood so.
    pub fn sort(&mut self, part: Part, by: LineOrder) -> bool {
        self.reorder(part, |lines| by.sort(lines, |entry| &entry.card, |entry| (entry.natural, entry.id)))
    }

    fn waiting(&self, part: Part) -> &VecDeque<Entry> {
        match part {
            Part::Added => &self.added,
            Part::List => &self.upcoming,
            Part::Ear => &self.ear,
        }
    }

    fn reorder(&mut self, part: Part, change: impl FnOnce(&mut Vec<Entry>)) -> bool {
        let lines = match part {
            Part::Added => &mut self.added,
            Part::List => &mut self.upcoming,
            Part::Ear => &mut self.ear,
        };
        let before: Vec<EntryId> = lines.iter().map(|entry| entry.id).collect();
        let mut changed = Vec::from(std::mem::take(lines));
        change(&mut changed);
        *lines = changed.into();
        if lines.iter().map(|entry| &entry.id).eq(&before) {
            return false;
        }
        if part == Part::List && !self.shuffle {
            self.renumber();
        }
        self.version += 1;
        true
    }

    /// The order by hand is now the list's own order.
    fn renumber(&mut self) {
        let current = self.current.iter_mut().filter(|(_, part)| *part == Part::List).map(|(entry, _)| entry);
        let lines = self.played.iter_mut().chain(current).chain(&mut self.upcoming);
        for (natural, entry) in (0..).zip(lines) {
            entry.natural = natural;
        }
    }

    /// Empties one part. The playing line stays.
    pub fn clear(&mut self, part: Part) {
        match part {
            Part::Added => self.added.clear(),
            Part::List => {
                self.upcoming.clear();
                self.played.clear();
            }
            Part::Ear => self.ear.clear(),
        }
        self.version += 1;
    }
}
