//! The compact form of a history: listens in order, cut into sessions, and read by track.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::domain::listen::{SESSION_GAP_MS, SourceKind};
use crate::domain::time::{DAY_MS, MINUTE_MS};

use super::{ByTrack, Catalogue, Signal};

/// Everything younger counts as this old, so that the power law stays finite.
const YOUNGEST_MS: i64 = MINUTE_MS;
/// A play of unknown length is taken as this long when sessions are cut.
const UNKNOWN_LENGTH_MS: i64 = 4 * MINUTE_MS;
/// A session so far is remembered for so many listens.
const LONGEST_MEMORY: usize = 200;

/// One play that counts.
#[derive(Clone, Copy, Debug)]
pub struct Listen {
    pub at_ms: i64,
    /// Its row in what the history was read from.
    pub play: u32,
    pub track: u32,
    /// Place in [`Timeline::sessions`].
    pub session: u32,
    /// How much it says of taste: 1 for what the listener chose, less for what was put on
    /// for them, 0 for what is left out.
    pub weight: f32,
}

/// What a listen says of taste: what tonearm itself put on says less, so that it does not feed on
/// its own output.
#[must_use]
pub const fn weight_of(source: SourceKind) -> f32 {
    match source {
        SourceKind::Radio | SourceKind::Autoplay => 0.5,
        SourceKind::Section => 0.8,
        _ => 1.0,
    }
}

/// Listens without a long silence between them.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    /// Its listens: `listens[from..to]`.
    pub from: u32,
    pub to: u32,
    /// Different tracks among them.
    pub tracks: u32,
    /// Where these tracks stand in [`Timeline::heard`].
    heard: u32,
}

/// Listens in order, cut into sessions.
#[derive(Debug, Default)]
pub struct Timeline {
    pub listens: Vec<Listen>,
    pub sessions: Vec<Session>,
    /// The different tracks of each session, one session after the other.
    pub heard: Vec<u32>,
    /// When the last sound ended.
    pub last_sound_ms: Option<i64>,
    /// Sessions that were over before the last play's own session began.
    pub over: usize,
    previous_ended_ms: Option<i64>,
    /// By track: the last session that holds it, plus one.
    last_session: Vec<u32>,
    open: bool,
}

impl Timeline {
    /// For so many tracks, with room for so many listens.
    #[must_use]
    pub fn new(tracks: usize, listens: usize) -> Self {
        Self {
            listens: Vec::with_capacity(listens),
            heard: Vec::with_capacity(listens),
            last_session: vec![0; tracks],
            ..Self::default()
        }
    }

    /// Whether a play at this moment begins a session.
    #[must_use]
    pub fn would_begin(&self, at_ms: i64) -> bool {
        self.previous_ended_ms.is_none_or(|ended| at_ms.saturating_sub(ended) > SESSION_GAP_MS)
    }

    /// Takes the next play, oldest first; `sounded_ms` is how long it sounded, as far as that is
    /// known. Gives the place of the listen when it is one.
    pub fn play(&mut self, at_ms: i64, sounded_ms: Option<i64>, listen: Option<(u32, u32, f32)>) -> Option<u32> {
        let ended = at_ms.saturating_add(sounded_ms.unwrap_or(UNKNOWN_LENGTH_MS).max(0));
        if self.would_begin(at_ms) {
            self.open = false;
            self.over = self.sessions.len();
        }
        self.previous_ended_ms = Some(ended);
        self.last_sound_ms = Some(self.last_sound_ms.map_or(ended, |last| last.max(ended)));
        let (play, track, weight) = listen?;
        let place = self.listens.len() as u32;
        if !self.open {
            self.sessions.push(Session { from: place, to: place, tracks: 0, heard: self.heard.len() as u32 });
            self.open = true;
        }
        let count = self.sessions.len() as u32;
        let first_in_session = std::mem::replace(&mut self.last_session[track as usize], count) != count;
        if let Some(session) = self.sessions.last_mut() {
            session.to = place + 1;
            session.tracks += u32::from(first_in_session);
        }
        if first_in_session {
            self.heard.push(track);
        }
        self.listens.push(Listen { at_ms, play, track, session: count - 1, weight });
        Some(place)
    }
}

/// Vectors that were asked for before.
#[derive(Debug, Default)]
pub struct Memo {
    signals: RefCell<HashMap<Key, Rc<Signal>>>,
}

/// What a vector is of: its name, its parameters, and how many sessions it learned from.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    name: &'static str,
    of: [u64; 2],
    sessions: usize,
}

/// A listener's history up to a moment, from which all signals are made.
#[derive(Clone, Copy, Debug)]
pub struct History<'h> {
    pub now_ms: i64,
    pub listens: &'h [Listen],
    /// Those from which neighbours are learned.
    pub sessions: &'h [Session],
    /// [`Timeline::heard`].
    pub heard: &'h [u32],
    pub by_track: &'h ByTrack,
    pub catalogue: &'h Catalogue,
    /// The album that each play named, by [`Listen::play`], where the plays know; empty elsewhere,
    /// and then it is the track's.
    pub named_albums: &'h [Option<u32>],
    pub memo: &'h Memo,
}

impl History<'_> {
    /// The different tracks of a session.
    #[must_use]
    pub fn tracks_of(&self, session: &Session) -> &[u32] {
        &self.heard[session.heard as usize..(session.heard + session.tracks) as usize]
    }

    /// Places of the sessions that hold any of these tracks, rising.
    #[must_use]
    pub fn sessions_with_any(&self, tracks: &[u32]) -> Vec<u32> {
        // Marked, not sorted: what is heard often stands in nearly every session.
        let mut holds = vec![false; self.sessions.len()];
        for place in tracks.iter().flat_map(|track| self.by_track.heard(*track).places) {
            let session = self.listens[*place as usize].session;
            if let Some(holds) = holds.get_mut(session as usize) {
                *holds = true;
            }
        }
        (0..).zip(holds).filter(|(_, holds)| *holds).map(|(session, _)| session).collect()
    }

    /// Age in days, at least a minute.
    #[must_use]
    pub fn age_days(&self, at_ms: i64) -> f64 {
        age_days(self.now_ms, at_ms)
    }

    /// The same history, where the session of the last listen teaches nothing yet.
    #[must_use]
    pub fn before_this_session(mut self) -> Self {
        let this = self.listens.last().map_or(0, |listen| listen.session as usize);
        self.sessions = &self.sessions[..this.min(self.sessions.len())];
        self
    }

    /// The tracks of the running session, newest first, as often as they were heard; empty when
    /// nothing was heard yet.
    #[must_use]
    pub fn session_so_far(&self) -> Vec<u32> {
        let Some(last) = self.listens.last() else { return Vec::new() };
        let this = self.listens.iter().rev().take(LONGEST_MEMORY).take_while(|listen| listen.session == last.session);
        this.map(|listen| listen.track).collect()
    }

    /// Makes a signal of the listens once.
    pub(super) fn remember(&self, name: &'static str, of: f64, make: impl FnOnce() -> Vec<f64>) -> Rc<Signal> {
        self.remember_by(Key { name, of: [of.to_bits(), 0], sessions: 0 }, make)
    }

    /// Makes a signal with two parameters once.
    pub(super) fn remember_two(
        &self,
        name: &'static str,
        of: (f64, f64),
        make: impl FnOnce() -> Vec<f64>,
    ) -> Rc<Signal> {
        self.remember_by(Key { name, of: [of.0.to_bits(), of.1.to_bits()], sessions: 0 }, make)
    }

    /// Makes a signal of the sessions once; other sessions give another.
    pub(super) fn remember_of_sessions(
        &self,
        name: &'static str,
        of: (f64, f64),
        make: impl FnOnce() -> Vec<f64>,
    ) -> Rc<Signal> {
        self.remember_by(Key { name, of: [of.0.to_bits(), of.1.to_bits()], sessions: self.sessions.len() }, make)
    }

    fn remember_by(&self, key: Key, make: impl FnOnce() -> Vec<f64>) -> Rc<Signal> {
        if let Some(known) = self.memo.signals.borrow().get(&key) {
            return Rc::clone(known);
        }
        let made = Rc::new(Signal::new(make()));
        self.memo.signals.borrow_mut().insert(key, Rc::clone(&made));
        made
    }
}

/// Age in days, at least a minute.
pub(super) fn age_days(now_ms: i64, at_ms: i64) -> f64 {
    now_ms.saturating_sub(at_ms).max(YOUNGEST_MS) as f64 / DAY_MS as f64
}
