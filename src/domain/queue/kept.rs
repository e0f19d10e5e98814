//! Parts of the queue as the undo journal keeps them: ids and where they came from, so that a
//! list of a hundred thousand lines is some hundred kilobytes and outlives the run.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Entry, EntryId, Parts, Queue};
use crate::domain::ids::TrackId;
use crate::domain::listen::Source;
use crate::domain::track::TrackCard;

/// Those parts that an edit touched, as they stood before it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeptParts {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    added: Option<Vec<Run>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    list: Option<KeptList>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ear: Option<Vec<Run>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct KeptList {
    /// Which list it was: another one that plays by now is left alone.
    list: u64,
    played: Vec<Run>,
    upcoming: Vec<Run>,
}

/// Neighbours from one source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Run {
    source: Source,
    tracks: Vec<TrackId>,
    ids: Numbers,
    natural: Numbers,
    /// Why tonearm chose them; empty where the listener did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reasons: Vec<String>,
}

/// One number for each line; most often they count on from the first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Numbers {
    From(u64),
    Each(Vec<u64>),
}

impl Numbers {
    fn of(numbers: Vec<u64>) -> Self {
        let first = numbers.first().copied().unwrap_or(0);
        let counts = numbers.iter().zip(first..).all(|(number, counted)| *number == counted);
        if counts { Self::From(first) } else { Self::Each(numbers) }
    }

    fn nth(&self, place: usize) -> Option<u64> {
        match self {
            Self::From(first) => first.checked_add(place as u64),
            Self::Each(numbers) => numbers.get(place).copied(),
        }
    }
}

fn runs<'e>(lines: impl IntoIterator<Item = &'e Entry>) -> Vec<Run> {
    let lines: Vec<&Entry> = lines.into_iter().collect();
    let same = |a: &&Entry, b: &&Entry| {
        (Arc::ptr_eq(&a.source, &b.source) || a.source == b.source) && a.reason.is_empty() == b.reason.is_empty()
    };
    let run = |lines: &[&Entry]| {
        let first = lines.first()?;
        let reasons =
            if first.reason.is_empty() { Vec::new() } else { lines.iter().map(|entry| entry.reason.clone()).collect() };
        Some(Run {
            source: (*first.source).clone(),
            tracks: lines.iter().map(|entry| entry.card.id).collect(),
            ids: Numbers::of(lines.iter().map(|entry| entry.id.0).collect()),
            natural: Numbers::of(lines.iter().map(|entry| entry.natural).collect()),
            reasons,
        })
    };
    lines.chunk_by(same).filter_map(run).collect()
}

/// Lines whose track nobody knows any more are left out.
fn lines(runs: &[Run], card: &mut dyn FnMut(TrackId) -> Option<Arc<TrackCard>>) -> Vec<Entry> {
    let mut lines = Vec::new();
    for run in runs {
        let source = Arc::new(run.source.clone());
        for (place, track) in run.tracks.iter().enumerate() {
            let (Some(id), Some(natural), Some(card)) = (run.ids.nth(place), run.natural.nth(place), card(*track))
            else {
                continue;
            };
            let reason = run.reasons.get(place).cloned().unwrap_or_default();
            lines.push(Entry { id: EntryId(id), card, source: Arc::clone(&source), reason, natural });
        }
    }
    lines
}

fn differ<'a>(a: impl Iterator<Item = &'a Entry>, b: impl Iterator<Item = &'a Entry>) -> bool {
    !a.map(|entry| entry.id).eq(b.map(|entry| entry.id))
}

impl Parts {
    /// Those of these parts that stand otherwise in the queue now.
    #[must_use]
    pub fn touched(&self, now: &Queue) -> KeptParts {
        let list = differ(self.played.iter(), now.played.iter()) || differ(self.upcoming.iter(), now.upcoming.iter());
        KeptParts {
            added: differ(self.added.iter(), now.added.iter()).then(|| runs(&self.added)),
            list: list.then(|| self.kept_list()),
            ear: differ(self.ear.iter(), now.ear.iter()).then(|| runs(&self.ear)),
        }
    }

    /// The same parts as `kept` names, as they stand here.
    #[must_use]
    pub fn like(&self, kept: &KeptParts) -> KeptParts {
        KeptParts {
            added: kept.added.as_ref().map(|_| runs(&self.added)),
            list: kept.list.as_ref().filter(|list| list.list == self.list).map(|_| self.kept_list()),
            ear: kept.ear.as_ref().map(|_| runs(&self.ear)),
        }
    }

    fn kept_list(&self) -> KeptList {
        KeptList { list: self.list, played: runs(&self.played), upcoming: runs(&self.upcoming) }
    }
}

impl KeptParts {
    /// How many lines are kept.
    #[must_use]
    pub fn lines(&self) -> usize {
        let list = self.list.iter().flat_map(|list| list.played.iter().chain(&list.upcoming));
        list.chain(self.added.iter().chain(&self.ear).flatten()).map(|run| run.tracks.len()).sum()
    }

    /// Every track that is named, once.
    #[must_use]
    pub fn tracks(&self) -> Vec<TrackId> {
        let list = self.list.iter().flat_map(|list| list.played.iter().chain(&list.upcoming));
        let others = self.added.iter().chain(&self.ear).flatten();
        super::each_once(list.chain(others).flat_map(|run| run.tracks.iter().copied()))
    }
}

impl Queue {
    /// Brings kept parts back. The playing line stays, and does not stand a second time among
    /// the lines to come. False when the list that they were of does not play any more.
    pub fn bring_back(&mut self, kept: &KeptParts, mut card: impl FnMut(TrackId) -> Option<Arc<TrackCard>>) -> bool {
        let playing = self.current.as_ref().map(|(entry, _)| entry.id);
        let mut brought = |runs: &[Run]| -> VecDeque<Entry> {
            lines(runs, &mut card).into_iter().filter(|entry| Some(entry.id) != playing).collect()
        };
        if let Some(added) = &kept.added {
            self.added = brought(added);
        }
        if let Some(ear) = &kept.ear {
            self.ear = brought(ear);
        }
        let same_list = kept.list.as_ref().is_none_or(|list| list.list == self.list);
        if let Some(list) = kept.list.as_ref().filter(|_| same_list) {
            self.played = brought(&list.played).into();
            self.upcoming = brought(&list.upcoming);
        }
        self.version += 1;
        same_list
    }
}
