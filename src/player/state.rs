//! The player's whole state, and the snapshot that clients see of it.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use super::effect::{Effect, Input, Occasion};
use super::listening::Listening;
use super::protocol::{
    Came, Message, PlayState, PrivateUntil, QueueLine, QueueView, ScanProgress, Snapshot, SoundState, Stop, Transport,
    Weight,
};
use crate::domain::browse::LibraryCounts;
use crate::domain::ids::TrackId;
use crate::domain::journal::first_sentence;
use crate::domain::listen::Source;
use crate::domain::queue::{Entry, EntryId, Part, Parts, Queue, Repeat};
use crate::domain::radio::{OnAir, Radio};
use crate::domain::section::{Home, ItemRef, Origin};
use crate::domain::settings::Settings;
use crate::domain::sound::{AppliedGain, SoundFormat, Speed};
use crate::domain::time::Moment;

/// The present, as the runtime sees it when it hands in an input.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    pub moment: Moment,
    pub instant: Instant,
}

/// The sound that is loaded, playing or paused.
#[derive(Clone, Debug)]
pub(super) struct Sounding {
    /// The engine's name for this load; news of other loads is stale.
    pub token: u64,
    pub position_ms: i64,
    pub read_at: Instant,
    pub length_ms: Option<i64>,
    /// The play's row, from the first sound on; none while private or before sound.
    pub listening: Option<Listening>,
    /// Known from the first sound on.
    pub format: Option<SoundFormat>,
    /// What the engine was told to do to its loudness.
    pub gain: Option<AppliedGain>,
}

impl Sounding {
    /// Nothing of it was heard yet. Token 0: the engine was not told of it either.
    pub fn at(token: u64, position_ms: i64, length_ms: Option<i64>, now: Now) -> Self {
        Self { token, position_ms, read_at: now.instant, length_ms, listening: None, format: None, gain: None }
    }
}

/// A place that a next left, to which previous returns for a while.
#[derive(Clone, Copy, Debug)]
pub(super) struct Left {
    pub position_ms: i64,
    pub at: Instant,
}

/// One undoable step of this run. Stored ones live in the library's journal.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// An edit of the queue in a private session, which is not written.
    Queue {
        parts: Box<Parts>,
        summary: String,
    },
    Stored,
}

#[derive(Debug)]
pub struct State {
    pub(super) queue: Queue,
    pub(super) play_state: PlayState,
    pub(super) sounding: Option<Sounding>,
    /// What the engine was told to go on with, gaplessly.
    pub(super) cued: Option<(u64, EntryId)>,
    pub(super) left: Option<Left>,
    pub(super) last_token: u64,
    pub(super) volume: u8,
    pub(super) muted: bool,
    pub(super) speed: Speed,
    /// When the list that plays was started, if that was in this run.
    pub(super) list_begun: Option<Moment>,
    pub(super) stop: Option<Stop>,
    /// Files in a row that could not be played.
    pub(super) failures: usize,
    pub(super) settings: Arc<Settings>,
    pub(super) private: bool,
    /// When the private session ends by itself.
    pub(super) private_until: Option<Moment>,
    /// The store was told of the private session, so that a later run goes on with it.
    pub(super) private_kept: bool,
    pub(super) last_key: Instant,
    pub(super) undo: Vec<Step>,
    pub(super) redo: Vec<Step>,
    /// The stored journal is being turned; edits that came meanwhile wait for it.
    pub(super) turning: bool,
    pub(super) held: VecDeque<Input>,
    pub(super) home: Arc<Home>,
    pub(super) liked: Arc<HashSet<ItemRef>>,
    /// The page that the last change was taken back to, until the next one.
    pub(super) restoring: Option<Arc<Home>>,
    pub(super) scan: Option<ScanProgress>,
    pub(super) ahead: Option<super::protocol::Ahead>,
    pub(super) sound: SoundState,
    pub(super) library: LibraryCounts,
    /// How the screen calls a listener who never said a name.
    pub(super) listener: String,
    pub(super) demo: bool,
    pub(super) message: Option<Message>,
    pub(super) messages: u64,
    /// Whether what is said now answers what the listener did.
    pub(super) answering: bool,
    /// The track that the ear was last asked to go on from.
    pub(super) ear_asked: Option<TrackId>,
    pub(super) radio: Option<OnAir>,
    /// What comes after the line that plays was chosen before the last skip.
    pub(super) radio_turns: bool,
    /// A skip waits for what the radio says to it.
    pub(super) radio_skipped: bool,
    view: Arc<QueueView>,
    view_version: Option<u64>,
}

/// How a run begins.
#[derive(Debug)]
pub struct Beginning {
    pub queue: Queue,
    pub position_ms: i64,
    pub volume: u8,
    pub muted: bool,
    pub home: Home,
    pub liked: HashSet<ItemRef>,
    pub library: LibraryCounts,
    /// How the screen calls a listener who never said a name.
    pub listener: String,
    pub private: bool,
    /// A private session that outlasted the run before.
    pub kept_private: Option<PrivateUntil>,
    pub demo: bool,
    pub settings: Settings,
}

impl State {
    /// A state that comes back paused where the last run ended, and what to do at once.
    #[must_use]
    pub fn begin(beginning: Beginning, now: Now) -> (Self, Vec<Effect>) {
        let mut state = Self {
            queue: beginning.queue,
            play_state: PlayState::Stopped,
            sounding: None,
            cued: None,
            left: None,
            last_token: 0,
            volume: beginning.volume.min(100),
            muted: beginning.muted,
            speed: Speed::NORMAL,
            list_begun: None,
            stop: None,
            failures: 0,
            settings: Arc::new(beginning.settings),
            private: beginning.private || beginning.kept_private.is_some(),
            private_until: beginning.kept_private.and_then(PrivateUntil::at),
            private_kept: beginning.kept_private.is_some(),
            last_key: now.instant,
            undo: Vec::new(),
            redo: Vec::new(),
            turning: false,
            held: VecDeque::new(),
            home: Arc::new(beginning.home),
            liked: Arc::new(beginning.liked),
            restoring: None,
            scan: None,
            ahead: None,
            sound: SoundState::Idle,
            library: beginning.library,
            listener: beginning.listener,
            demo: beginning.demo,
            message: None,
            messages: 0,
            answering: false,
            ear_asked: None,
            radio: None,
            radio_turns: false,
            radio_skipped: false,
            view: Arc::default(),
            view_version: None,
        };
        let mut effects = vec![state.volume_effect()];
        // Nothing is opened yet: the device stays free until the first key.
        if let Some(entry) = state.queue.current() {
            state.radio = Radio::of_source(&entry.source).map(OnAir::new);
            let length_ms = entry.card.length_ms;
            let last = length_ms.map_or(i64::MAX, |length| (length - 1_000).max(0));
            let position_ms = beginning.position_ms.clamp(0, last);
            state.sounding = Some(Sounding::at(0, position_ms, length_ms, now));
            state.play_state = PlayState::Paused;
        }
        effects.push(Effect::BuildHome(Occasion::Change));
        if state.demo {
            state.say("The demo: its music and its listener are invented. :demo goes to your own");
        }
        (state, effects)
    }

    /// What clients see.
    pub fn snapshot(&mut self) -> Snapshot {
        let view = self.queue_view();
        let sounding = self.sounding.as_ref();
        Snapshot {
            transport: Transport {
                state: self.play_state,
                current: view.current.clone(),
                position_ms: sounding.map_or(0, |sounding| sounding.position_ms),
                read_at: sounding.map(|sounding| sounding.read_at),
                length_ms: sounding.and_then(|sounding| sounding.length_ms),
                volume: self.volume,
                muted: self.muted,
                shuffle: self.queue.shuffle(),
                repeat: self.queue.repeat(),
                stop_after: self.stops_here(),
                stop: self.stop,
                next: self.next_line(),
                came: self.came(),
                format: sounding.and_then(|sounding| sounding.format.clone()),
                gain: sounding.and_then(|sounding| sounding.gain),
                speed: self.speed,
            },
            queue: view,
            home: Arc::clone(&self.home),
            liked: Arc::clone(&self.liked),
            scan: self.scan.clone(),
            ahead: self.ahead,
            sound: self.sound.clone(),
            library: self.library,
            listener: self.settings.name().unwrap_or(&self.listener).to_owned(),
            settings: Arc::clone(&self.settings),
            private: self.private,
            private_until: self.private_until,
            demo: self.demo,
            message: self.message.clone(),
        }
    }

    fn came(&self) -> Option<Came> {
        let part = self.queue.current_part()?;
        let source = self.queue.current()?.source.as_ref().clone();
        Some(Came { part, source, at: self.list_begun.filter(|_| part == Part::List) })
    }

    fn next_line(&self) -> Option<QueueLine> {
        if self.stops_here() {
            return None;
        }
        match (self.queue.repeat(), self.queue.current()) {
            (Repeat::One, Some(current)) => Some(line(current, Part::List)),
            _ => self.queue.peek().map(|entry| {
                let part = match () {
                    () if self.queue.added().any(|added| added.id == entry.id) => Part::Added,
                    () if self.queue.ear().any(|ear| ear.id == entry.id) => Part::Ear,
                    () => Part::List,
                };
                line(entry, part)
            }),
        }
    }

    /// Rebuilt only when the queue changed: a list may hold a hundred thousand lines.
    fn queue_view(&mut self) -> Arc<QueueView> {
        if self.view_version != Some(self.queue.version()) {
            let part = self.queue.current_part().unwrap_or(Part::List);
            let view = QueueView {
                current: self.queue.current().map(|entry| line(entry, part)),
                added: lines(self.queue.added(), Part::Added),
                list_name: self.queue.list_source().map(|source| source.name.clone()),
                list: lines(self.queue.upcoming(), Part::List),
                ear: lines(self.queue.ear(), Part::Ear),
                length_ms: self
                    .queue
                    .added()
                    .chain(self.queue.upcoming())
                    .chain(self.queue.ear())
                    .filter_map(|entry| entry.card.length_ms)
                    .sum(),
            };
            self.view = Arc::new(view);
            self.view_version = Some(self.queue.version());
        }
        Arc::clone(&self.view)
    }

    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.put_message(text.into(), Weight::Notice, false);
    }

    /// Says what was taken back.
    pub(super) fn say_undone(&mut self, text: impl Into<String>) {
        self.say(text);
        if let Some(message) = &mut self.message {
            message.redoable = true;
        }
    }

    pub(super) fn say_undoable(&mut self, text: impl Into<String>) {
        self.put_message(text.into(), Weight::Notice, true);
    }

    pub(super) fn warn(&mut self, text: impl Into<String>) {
        self.put_message(text.into(), Weight::Warning, false);
    }

    /// Adds to what was said of the listener's last change, if that still stands.
    pub(super) fn say_more(&mut self, more: &str) {
        if let Some(Message { text, first, weight: Weight::Notice, undoable: true, .. }) = &self.message {
            let said = format!("{}.", text.trim_end_matches('.'));
            let first = first.unwrap_or(said.len());
            self.put_message(format!("{said} {more}"), Weight::Notice, true);
            if let Some(message) = &mut self.message {
                message.first = Some(first);
            }
        }
    }

    fn put_message(&mut self, text: String, weight: Weight, undoable: bool) {
        self.messages += 1;
        let first = Some(first_sentence(&text).len()).filter(|end| *end < text.len());
        let answers = self.answering;
        self.message = Some(Message { number: self.messages, text, first, weight, undoable, redoable: false, answers });
    }

    pub(super) fn volume_effect(&self) -> Effect {
        Effect::Volume { percent: if self.muted { 0 } else { self.volume } }
    }

    /// Whether sound that plays now can be heard.
    pub(super) fn is_audible(&self) -> bool {
        !self.muted && self.volume > 0
    }

    pub(super) fn new_token(&mut self) -> u64 {
        self.last_token += 1;
        self.last_token
    }
}

fn line(entry: &Entry, part: Part) -> QueueLine {
    saying(reason(entry, part), entry, part)
}

/// What comes from one place says so in the same words, which are kept once.
fn lines<'e>(entries: impl Iterator<Item = &'e Entry>, part: Part) -> Vec<QueueLine> {
    let mut before: Option<(&Arc<Source>, Arc<str>)> = None;
    let line = |entry: &'e Entry| {
        let same = before.take_if(|(source, _)| part != Part::Ear && Arc::ptr_eq(source, &entry.source));
        let reason = same.map_or_else(|| reason(entry, part), |(_, reason)| reason);
        before = Some((&entry.source, Arc::clone(&reason)));
        saying(reason, entry, part)
    };
    entries.map(line).collect()
}

fn saying(reason: Arc<str>, entry: &Entry, part: Part) -> QueueLine {
    let origin = if part == Part::Ear { Origin::Ear } else { Origin::Hand };
    QueueLine { entry: entry.id, card: Arc::clone(&entry.card), origin, reason }
}

fn reason(entry: &Entry, part: Part) -> Arc<str> {
    match part {
        Part::Added => "you added it".into(),
        Part::List => format!("from {}", entry.source.name).into(),
        Part::Ear => entry.reason.as_str().into(),
    }
}
