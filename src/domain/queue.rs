//! What will play: lines added by hand, then the list, then what tonearm goes on with.

mod edits;
mod kept;
mod shuffle;

use std::collections::VecDeque;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::ids::TrackId;
use super::listen::Source;
use super::track::TrackCard;

pub use kept::KeptParts;

/// One line of the queue; stays with it through moves and shuffles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryId(pub u64);

/// The three visible parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Added by the listener: comes first, survives every Enter.
    Added,
    /// The list that plays.
    List,
    /// What tonearm goes on with.
    Ear,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Repeat {
    #[default]
    Off,
    All,
    One,
}

impl Repeat {
    /// off → all → one → off.
    #[must_use]
    pub const fn cycled(self) -> Self {
        match self {
            Self::Off => Self::All,
            Self::All => Self::One,
            Self::One => Self::Off,
        }
    }
}

/// Going back further than this is history's business.
const TRAIL: usize = 500;

/// One line, wherever it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub id: EntryId,
    pub card: Arc<TrackCard>,
    pub source: Arc<Source>,
    /// Why tonearm chose it; empty for lines that the listener chose.
    pub reason: String,
    /// Its place in the list as it was given, so that shuffling can be taken back.
    natural: u64,
}

/// The three parts and what plays now. Pure: randomness comes from a seed.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    current: Option<(Entry, Part)>,
    added: VecDeque<Entry>,
    /// Lines of the list before the playing one, in the order they were or would have been played.
    played: Vec<Entry>,
    upcoming: VecDeque<Entry>,
    list_source: Option<Arc<Source>>,
    /// Which list it is: the number of its first line.
    list: u64,
    ear: VecDeque<Entry>,
    /// The way back, newest last.
    trail: Vec<(Entry, Part)>,
    repeat: Repeat,
    shuffle: bool,
    last_id: u64,
    random: u64,
    version: u64,
}

/// What undo of an edit brings back: the parts, never the playing line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parts {
    added: VecDeque<Entry>,
    played: Vec<Entry>,
    upcoming: VecDeque<Entry>,
    list_source: Option<Arc<Source>>,
    list: u64,
    ear: VecDeque<Entry>,
}

/// The queue as it is kept between runs. Cards are looked up again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    pub current: Option<(SavedLine, Part)>,
    pub added: Vec<SavedLine>,
    pub played: Vec<SavedLine>,
    pub upcoming: Vec<SavedLine>,
    pub ear: Vec<SavedLine>,
    pub list_source: Option<Source>,
    pub repeat: Repeat,
    pub shuffle: bool,
    #[serde(default)]
    pub list: u64,
    /// The highest number that a line ever had.
    #[serde(default)]
    pub last_id: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedLine {
    pub track: TrackId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    #[serde(default)]
    pub natural: u64,
    /// Its number, the same in the next run; 0 where an older program did not keep it.
    #[serde(default)]
    pub id: u64,
}

impl Saved {
    /// Every track that is named, once.
    #[must_use]
    pub fn tracks(&self) -> Vec<TrackId> {
        let lines = self.added.iter().chain(&self.played).chain(&self.upcoming).chain(&self.ear);
        each_once(lines.chain(self.current.iter().map(|(line, _)| line)).map(|line| line.track))
    }
}

/// A list of 60,000 lines may hold 600 tracks: each is looked up once.
fn each_once(tracks: impl Iterator<Item = TrackId>) -> Vec<TrackId> {
    let mut tracks: Vec<TrackId> = tracks.collect();
    tracks.sort_unstable();
    tracks.dedup();
    tracks
}

impl Queue {
    /// An empty queue that shuffles by `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { random: seed, ..Self::default() }
    }

    /// Grows with every change that a view of the queue must follow.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    #[must_use]
    pub fn current(&self) -> Option<&Entry> {
        self.current.as_ref().map(|(entry, _)| entry)
    }

    #[must_use]
    pub fn current_part(&self) -> Option<Part> {
        self.current.as_ref().map(|(_, part)| *part)
    }

    #[must_use]
    pub fn added(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.added.iter()
    }

    #[must_use]
    pub fn upcoming(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.upcoming.iter()
    }

    #[must_use]
    pub fn ear(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.ear.iter()
    }

    #[must_use]
    pub fn list_source(&self) -> Option<&Arc<Source>> {
        self.list_source.as_ref()
    }

    #[must_use]
    pub const fn repeat(&self) -> Repeat {
        self.repeat
    }

    #[must_use]
    pub const fn shuffle(&self) -> bool {
        self.shuffle
    }

    /// Lines that are still to come, without a repeat.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.added.len() + self.upcoming.len() + self.ear.len()
    }

    /// All lines that a full round would play.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.remaining() + self.played.len() + usize::from(self.current.is_some())
    }

    /// Every track that stands anywhere in the queue.
    pub fn tracks(&self) -> Vec<TrackId> {
        each_once(self.entries().map(|entry| entry.card.id))
    }

    fn entries(&self) -> impl Iterator<Item = &Entry> + '_ {
        let lines = self.added.iter().chain(&self.played).chain(&self.upcoming).chain(&self.ear);
        lines.chain(self.current.iter().map(|(entry, _)| entry))
    }

    // what plays

    /// Enter: `cards` become the list, the line `start` plays. Lines added by hand stay.
    pub fn play_now(&mut self, cards: Vec<Arc<TrackCard>>, start: usize, source: Source) -> Option<&Entry> {
        if cards.is_empty() {
            return None;
        }
        let source = Arc::new(source);
        self.list = self.last_id + 1;
        let mut entries: Vec<_> = cards.into_iter().map(|card| self.entry(card, &source, String::new())).collect();
        for (natural, entry) in (0..).zip(&mut entries) {
            entry.natural = natural;
        }
        let start = start.min(entries.len() - 1);
        self.remember_current();
        let mut after: VecDeque<_> = entries.split_off(start + 1).into();
        let current = entries.pop()?;
        if self.shuffle {
            after.extend(entries.drain(..));
            self.scatter(&mut after, Some(&current));
        }
        self.played = entries;
        self.upcoming = after;
        self.list_source = Some(source);
        self.ear.clear();
        self.current = Some((current, Part::List));
        self.version += 1;
        self.current()
    }

    /// What would play after the current line, if that is certain.
    #[must_use]
    pub fn peek(&self) -> Option<&Entry> {
        self.added.front().or_else(|| self.upcoming.front()).or_else(|| match self.repeat {
            // A shuffled list is dealt anew when it starts over.
            Repeat::All if !self.shuffle => self.first_of_list(),
            Repeat::All => None,
            _ => self.ear.front(),
        })
    }

    fn first_of_list(&self) -> Option<&Entry> {
        let current = self.current.iter().filter(|(_, part)| *part == Part::List).map(|(entry, _)| entry);
        self.played.iter().chain(current).min_by_key(|entry| entry.natural)
    }

    /// Goes on to the next line: added by hand, then the list, then (repeat all) the list again
    /// or what tonearm goes on with. None when nothing is left; nothing plays then.
    pub fn advance(&mut self) -> Option<&Entry> {
        self.version += 1;
        let last_of_list = matches!(self.current, Some((_, Part::List)));
        self.remember_current();
        if let Some(entry) = self.added.pop_front() {
            self.current = Some((entry, Part::Added));
            return self.current();
        }
        if self.upcoming.is_empty() && self.repeat == Repeat::All {
            self.start_list_over(last_of_list);
        }
        if let Some(entry) = self.upcoming.pop_front() {
            self.current = Some((entry, Part::List));
        } else if let Some(entry) = self.ear.pop_front() {
            self.current = Some((entry, Part::Ear));
        }
        self.current()
    }

    /// Goes back along the way that was played; before its start, back through the list.
    pub fn back(&mut self) -> Option<&Entry> {
        let from_trail = self.trail.pop();
        let from_list = || self.played.last().cloned().map(|entry| (entry, Part::List));
        let target = from_trail.or_else(from_list)?;
        if let Some((entry, part)) = self.current.take() {
            match part {
                Part::Added => self.added.push_front(entry),
                Part::List => self.upcoming.push_front(entry),
                Part::Ear => self.ear.push_front(entry),
            }
        }
        // A second round of the list, or unshuffling, may have put it among the lines to come.
        let elsewhere = |entry: &Entry| entry.id != target.0.id;
        self.played.retain(elsewhere);
        for lines in [&mut self.added, &mut self.upcoming, &mut self.ear] {
            lines.retain(elsewhere);
        }
        self.current = Some(target);
        self.version += 1;
        self.current()
    }

    /// Plays this line now. Lines of its part before it are passed over: those of the list count
    /// as played, those added by hand stay first.
    pub fn jump(&mut self, id: EntryId) -> Option<&Entry> {
        let position = |lines: &VecDeque<Entry>| lines.iter().position(|entry| entry.id == id);
        if let Some(at) = position(&self.added) {
            self.remember_current();
            self.current = self.added.remove(at).map(|entry| (entry, Part::Added));
        } else if let Some(at) = position(&self.upcoming) {
            self.remember_current();
            self.played.extend(self.upcoming.drain(..at));
            self.current = self.upcoming.pop_front().map(|entry| (entry, Part::List));
        } else if let Some(at) = position(&self.ear) {
            self.remember_current();
            self.ear.drain(..at);
            self.current = self.ear.pop_front().map(|entry| (entry, Part::Ear));
        } else {
            return None;
        }
        self.version += 1;
        self.current()
    }

    /// Nothing plays any more; the parts stay, and the line can be gone back to.
    pub fn finish(&mut self) {
        self.remember_current();
        self.version += 1;
    }

    fn remember_current(&mut self) {
        let Some((entry, part)) = self.current.take() else { return };
        if part == Part::List {
            self.played.push(entry.clone());
        }
        if self.trail.len() == TRAIL {
            self.trail.remove(0);
        }
        self.trail.push((entry, part));
    }

    fn start_list_over(&mut self, last_was_of_list: bool) {
        let last = self.played.last().filter(|_| last_was_of_list).map(|entry| entry.id);
        self.upcoming = self.played.drain(..).collect();
        if self.shuffle {
            let mut upcoming = std::mem::take(&mut self.upcoming);
            self.scatter(&mut upcoming, None);
            // The line that just ended does not begin the next round.
            if upcoming.len() > 1 && upcoming.front().map(|entry| entry.id) == last {
                upcoming.rotate_left(1);
            }
            self.upcoming = upcoming;
        } else {
            self.upcoming.make_contiguous().sort_by_key(|entry| entry.natural);
        }
    }

    // how it goes on

    /// off → all → one → off.
    pub fn cycle_repeat(&mut self) {
        self.repeat = self.repeat.cycled();
        self.version += 1;
    }

    /// Turns shuffle on, which scatters what is to come, or off, which goes on in the list's
    /// own order from the playing line.
    pub fn toggle_shuffle(&mut self) {
        self.shuffle = !self.shuffle;
        self.version += 1;
        let mut upcoming = std::mem::take(&mut self.upcoming);
        if self.shuffle {
            // What stood before the start was never heard: shuffle is of the whole list.
            let heard: Vec<_> = self.trail.iter().map(|(entry, _)| entry.id).collect();
            let (played, unheard): (Vec<_>, Vec<_>) =
                self.played.drain(..).partition(|entry| heard.contains(&entry.id));
            self.played = played;
            upcoming.extend(unheard);
            let playing = self.current.as_ref().map(|(entry, _)| entry.clone());
            self.scatter(&mut upcoming, playing.as_ref());
            self.upcoming = upcoming;
        } else {
            let from = match &self.current {
                Some((entry, Part::List)) => Some(entry.natural),
                _ => self.played.last().map(|entry| entry.natural),
            };
            let mut all: Vec<_> = self.played.drain(..).chain(upcoming).collect();
            all.sort_by_key(|entry| entry.natural);
            let split = from.map_or(0, |from| all.partition_point(|entry| entry.natural <= from));
            self.upcoming = all.split_off(split).into();
            self.played = all;
        }
    }

    /// What an undo of the next edit would bring back.
    #[must_use]
    pub fn parts(&self) -> Parts {
        Parts {
            added: self.added.clone(),
            played: self.played.clone(),
            upcoming: self.upcoming.clone(),
            list_source: self.list_source.clone(),
            list: self.list,
            ear: self.ear.clone(),
        }
    }

    /// Brings parts back and returns those that stood until now. The playing line stays, and
    /// does not stand a second time among the lines to come.
    pub fn restore(&mut self, parts: Parts) -> Parts {
        let before = self.parts();
        let playing = self.current.as_ref().map(|(entry, _)| entry.id);
        let keep = |entry: &Entry| Some(entry.id) != playing;
        self.added = parts.added.into_iter().filter(keep).collect();
        self.played = parts.played.into_iter().filter(keep).collect();
        self.upcoming = parts.upcoming.into_iter().filter(keep).collect();
        self.ear = parts.ear.into_iter().filter(keep).collect();
        self.list_source = parts.list_source;
        self.list = parts.list;
        self.version += 1;
        before
    }

    /// Newer words for tracks that stand in the queue.
    pub fn refresh(&mut self, mut newer: impl FnMut(TrackId) -> Option<Arc<TrackCard>>) {
        let lines = self.added.iter_mut().chain(&mut self.played).chain(&mut self.upcoming).chain(&mut self.ear);
        let way = self.trail.iter_mut().chain(&mut self.current).map(|(entry, _)| entry);
        for entry in lines.chain(way) {
            if let Some(card) = newer(entry.card.id) {
                entry.card = card;
            }
        }
        self.version += 1;
    }

    // between runs

    /// The form that is kept between runs.
    #[must_use]
    pub fn saved(&self) -> Saved {
        let lines = |entries: &mut dyn Iterator<Item = &Entry>| entries.map(|entry| self.saved_line(entry)).collect();
        Saved {
            current: self.current.as_ref().map(|(entry, part)| (self.saved_line(entry), *part)),
            added: lines(&mut self.added.iter()),
            played: lines(&mut self.played.iter()),
            upcoming: lines(&mut self.upcoming.iter()),
            ear: lines(&mut self.ear.iter()),
            list_source: self.list_source.as_deref().cloned(),
            repeat: self.repeat,
            shuffle: self.shuffle,
            list: self.list,
            last_id: self.last_id,
        }
    }

    fn saved_line(&self, entry: &Entry) -> SavedLine {
        let of_list = self.list_source.as_ref() == Some(&entry.source);
        SavedLine {
            track: entry.card.id,
            source: (!of_list).then(|| (*entry.source).clone()),
            reason: entry.reason.clone(),
            natural: entry.natural,
            id: entry.id.0,
        }
    }

    /// The queue of an earlier run. Lines whose track is unknown by now are dropped.
    pub fn restored(seed: u64, saved: Saved, mut card: impl FnMut(TrackId) -> Option<Arc<TrackCard>>) -> Self {
        let mut queue = Self { last_id: saved.last_id, list: saved.list, ..Self::new(seed) };
        let mut known = std::collections::HashSet::new();
        let list_source = saved.list_source.map(Arc::new);
        let mut line = |line: SavedLine| {
            let source = line.source.map(Arc::new).or_else(|| list_source.clone())?;
            // A number that was kept is the line's again, once.
            let kept = (1..=saved.last_id).contains(&line.id) && known.insert(line.id);
            let card = card(line.track)?;
            queue.last_id += u64::from(!kept);
            let id = EntryId(if kept { line.id } else { queue.last_id });
            Some(Entry { id, card, source, reason: line.reason, natural: line.natural })
        };
        let current = saved.current.and_then(|(saved, part)| Some((line(saved)?, part)));
        let added = saved.added.into_iter().filter_map(&mut line).collect();
        let played = saved.played.into_iter().filter_map(&mut line).collect();
        let upcoming = saved.upcoming.into_iter().filter_map(&mut line).collect();
        let ear = saved.ear.into_iter().filter_map(&mut line).collect();
        Self {
            current,
            added,
            played,
            upcoming,
            ear,
            list_source,
            repeat: saved.repeat,
            shuffle: saved.shuffle,
            ..queue
        }
    }

    fn entry(&mut self, card: Arc<TrackCard>, source: &Arc<Source>, reason: String) -> Entry {
        self.last_id += 1;
        Entry { id: EntryId(self.last_id), card, source: Arc::clone(source), reason, natural: 0 }
    }
}

#[cfg(test)]
mod tests;
