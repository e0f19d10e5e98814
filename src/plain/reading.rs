//! What was read last, and what is waited for.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use crate::domain::asking::Asking;
use crate::domain::ids::PlaylistId;
use crate::domain::listen::Source;
use crate::domain::section::{Impression, ItemRef};
use crate::player::protocol::Question;

use super::news::Known;
use super::things::Thing;
use super::{Effect, say};

/// Lines that are read in one go.
const AT_A_TIME: usize = 10;

/// The state of one conversation.
#[derive(Default)]
pub struct Session {
    /// The list that numbers mean.
    pub(super) things: Vec<Thing>,
    unread: VecDeque<String>,
    tickets: u64,
    asked: Option<(u64, Pending)>,
    pub(super) known: Known,
    /// Everything that is liked, for lines that come without a card.
    pub(super) liked: Arc<HashSet<ItemRef>>,
    /// What tonearm asked of its own accord, until it is answered.
    pub(super) asking: Option<Asking>,
    /// Whether it is known what is to be asked today.
    pub(super) knows_asking: bool,
    /// Picks that were read out of one home.
    pub(super) seen: (u64, Vec<(String, ItemRef)>),
}

/// What an answer is for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Pending {
    /// A list; its heading says what it is of, and only lines with these words are read.
    Rows {
        heading: String,
        source: Option<Source>,
        words: String,
    },
    Search,
    PlayWords,
    Info,
    Why {
        numbers: bool,
    },
    /// The playlist of this name gets a thing; a new one is made when `make` is set.
    ToList {
        name: String,
        make: bool,
        thing: Box<Thing>,
    },
    ToTracks {
        list: PlaylistId,
        made: Option<String>,
    },
    HideArtist,
    Folder,
    /// What is to be asked today.
    Asking,
}

impl Session {
    /// Whether an answer is waited for.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.asked.is_some()
    }

    /// Forgets what was asked: its answer will come to nobody.
    pub(super) fn stop_waiting(&mut self) {
        self.asked = None;
    }

    pub(super) fn ask(&mut self, question: Question, pending: Pending) -> Vec<Effect> {
        self.tickets += 1;
        self.asked = Some((self.tickets, pending));
        vec![Effect::Ask { ticket: self.tickets, question }]
    }

    /// What an answer was asked for; none for one that came too late.
    pub(super) fn redeem(&mut self, ticket: u64) -> Option<Pending> {
        self.asked.take_if(|(asked, _)| *asked == ticket).map(|(_, pending)| pending)
    }

    /// Reads a list; from now on numbers mean its lines.
    pub(super) fn read_list(&mut self, heading: impl Into<String>, things: Vec<Thing>) -> Vec<Effect> {
        let lines = (1..).zip(&things).map(|(number, thing)| format!("{number}. {}", self.with_marks(thing))).collect();
        self.things = things;
        self.read(heading, lines)
    }

    /// What is read of a thing, and that it is liked where its words do not say so.
    pub(super) fn with_marks(&self, thing: &Thing) -> String {
        let liked = thing.item.is_some_and(|item| self.liked.contains(&item)) && !thing.said.contains(", liked");
        if liked { format!("{} Liked.", thing.said) } else { thing.said.clone() }
    }

    /// Reads a list that may be empty: then says so, and numbers keep their meaning.
    pub(super) fn read_if_any(&mut self, heading: String, things: Vec<Thing>, none: &str) -> Vec<Effect> {
        if things.is_empty() { vec![say(none)] } else { self.read_list(heading, things) }
    }

    /// Reads lines without numbers; numbers keep their meaning.
    pub(super) fn read(&mut self, heading: impl Into<String>, lines: Vec<String>) -> Vec<Effect> {
        self.unread = lines.into();
        let heading = heading.into();
        let mut effects: Vec<_> = (!heading.is_empty()).then(|| say(heading)).into_iter().collect();
        effects.extend(self.read_on());
        effects
    }

    /// The list from its start.
    pub(super) fn read_again(&mut self) -> Vec<Effect> {
        let things = std::mem::take(&mut self.things);
        self.read_list("", things)
    }

    pub(super) fn read_on(&mut self) -> Vec<Effect> {
        if self.unread.is_empty() {
            return vec![say("There is no more.")];
        }
        let now = self.unread.len().min(AT_A_TIME);
        let mut effects: Vec<_> = self.unread.drain(..now).map(Effect::Say).collect();
        match self.unread.len() {
            0 => {}
            1 => effects.push(say("1 more line: say more.")),
            left => {
                effects.push(say(format!("{} more lines: say more.", crate::domain::human::thousands(left as u64))))
            }
        }
        effects
    }

    /// Which of the first picks of a section were not yet read from this home.
    pub(super) fn see(&mut self, generation: u64, impressions: Vec<Impression>) -> Vec<Impression> {
        if self.seen.0 != generation {
            self.seen = (generation, Vec::new());
        }
        let mut fresh = Vec::new();
        for impression in impressions.into_iter().take(AT_A_TIME) {
            let key = (impression.section.clone(), impression.item);
            if !self.seen.1.contains(&key) {
                self.seen.1.push(key);
                fresh.push(impression);
            }
        }
        fresh
    }
}
