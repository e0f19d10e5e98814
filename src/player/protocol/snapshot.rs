//! The whole visible state of the player.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::domain::browse::LibraryCounts;
use crate::domain::ids::AlbumId;
use crate::domain::listen::Source;
use crate::domain::queue::{EntryId, Part, Repeat};
use crate::domain::section::{Home, ItemRef, Origin};
use crate::domain::settings::Settings;
use crate::domain::sound::{AppliedGain, SoundFormat, Speed};
use crate::domain::time::Moment;
use crate::domain::track::TrackCard;

/// The whole visible state of the player. Cheap to clone: large parts are shared.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Snapshot {
    pub transport: Transport,
    pub queue: Arc<QueueView>,
    pub home: Arc<Home>,
    /// Everything that is liked, for pages whose lines come without a card.
    pub liked: Arc<HashSet<ItemRef>>,
    /// The running scan, if any.
    pub scan: Option<ScanProgress>,
    /// How far the sound of the library was heard, while it is listened to.
    pub ahead: Option<Ahead>,
    pub sound: SoundState,
    pub library: LibraryCounts,
    pub listener: String,
    pub settings: Arc<Settings>,
    pub private: bool,
    /// When the private session ends by itself.
    pub private_until: Option<Moment>,
    /// This is the demo library, and says so.
    pub demo: bool,
    pub message: Option<Message>,
}

impl Snapshot {
    /// Whether the position moves: music that plays without a device stands still.
    #[must_use]
    pub fn runs(&self) -> bool {
        self.transport.state == PlayState::Playing && !matches!(self.sound, SoundState::Lost { .. })
    }

    /// Where the track is at `ticks`: the position that was read, and the time since while it sounds.
    #[must_use]
    pub fn position_ms(&self, ticks: Instant) -> i64 {
        let transport = &self.transport;
        let passed = match (self.runs(), transport.read_at) {
            (true, Some(read_at)) => ticks.saturating_duration_since(read_at).as_millis(),
            _ => 0,
        };
        let passed = transport.speed.of(i64::try_from(passed).unwrap_or(i64::MAX));
        transport.position_ms.saturating_add(passed).clamp(0, transport.length_ms.unwrap_or(i64::MAX).max(0))
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Transport {
    pub state: PlayState,
    pub current: Option<QueueLine>,
    pub position_ms: i64,
    /// When the position was read, so that a client can draw it running on.
    #[serde(skip)]
    pub read_at: Option<Instant>,
    pub length_ms: Option<i64>,
    /// 0 to 100.
    pub volume: u8,
    pub muted: bool,
    pub shuffle: bool,
    pub repeat: Repeat,
    /// Nothing plays after this track.
    pub stop_after: bool,
    pub stop: Option<Stop>,
    /// What comes after, as far as it is known.
    pub next: Option<QueueLine>,
    /// Who brought what plays, and from where.
    #[serde(default)]
    pub came: Option<Came>,
    /// The file's own sound, once it is open.
    #[serde(default)]
    pub format: Option<SoundFormat>,
    /// What is done to its loudness, if anything.
    #[serde(default)]
    pub gain: Option<AppliedGain>,
    #[serde(default)]
    pub speed: Speed,
}

/// How the track that plays came to play.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Came {
    /// The part of the queue that it stood in.
    pub part: Part,
    pub source: Source,
    /// When its list was started, if that was in this run.
    pub at: Option<Moment>,
}

/// When playing stops by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "after", rename_all = "snake_case")]
pub enum Stop {
    Track,
    /// With the last line of this album.
    Album {
        album: AlbumId,
    },
    List,
    /// With the track that plays at this moment.
    At {
        at: Moment,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlayState {
    Stopped,
    Playing,
    Paused,
}

/// One line of the queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueueLine {
    pub entry: EntryId,
    pub card: Arc<TrackCard>,
    pub origin: Origin,
    /// "you added it", "from Moanin'", "4 times right after".
    pub reason: Arc<str>,
}

/// What will play, in its three parts, from the playing line on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct QueueView {
    pub current: Option<QueueLine>,
    /// Added by the listener: comes first, survives every Enter.
    pub added: Vec<QueueLine>,
    /// What is left of the list that plays, and its name.
    pub list_name: Option<String>,
    pub list: Vec<QueueLine>,
    /// What tonearm goes on with.
    pub ear: Vec<QueueLine>,
    /// Playing time of all lines behind the playing one; unknown lengths count nothing.
    pub length_ms: i64,
}

impl QueueView {
    /// Lines behind the playing one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.added.len() + self.list.len() + self.ear.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Sounds that were listened to ahead, of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ahead {
    pub done: u64,
    pub total: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScanProgress {
    pub root: String,
    /// Files looked at so far.
    pub files: u64,
    /// Files that the walk found, once it knows.
    pub total: Option<u64>,
    pub failed: u64,
    pub seconds_left: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SoundState {
    /// Nothing was played yet, or the device rests.
    Idle,
    Open {
        device: String,
        sample_rate: u32,
    },
    /// No device; it is tried again quietly.
    Lost {
        reason: String,
    },
}

/// One line that the program says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Grows with each message, so that a client can tell an old one from the same said again.
    pub number: u64,
    pub text: String,
    /// Bytes of its first sentence, where more follow. Names hold stops, so whoever puts it
    /// together says where it ends.
    #[serde(default)]
    pub first: Option<usize>,
    pub weight: Weight,
    /// Whether `u` takes back what it tells of.
    pub undoable: bool,
    /// Whether `U` does again what it tells was taken back.
    #[serde(default)]
    pub redoable: bool,
    /// Whether it answers what the listener did, so that silence would leave a key unanswered.
    #[serde(default)]
    pub answers: bool,
}

impl Message {
    /// What is told of it where the listener wants it `full`, `short` (its first sentence) or
    /// hears `warnings` alone, where a key is still answered by a sentence. Warnings are told whole.
    #[must_use]
    pub fn told(&self, voice: &str) -> Option<&str> {
        match (voice, self.weight) {
            ("warnings", Weight::Notice) if !self.answers && !self.undoable => None,
            ("short" | "warnings", Weight::Notice) => {
                Some(self.first.and_then(|end| self.text.get(..end)).unwrap_or(&self.text))
            }
            _ => Some(&self.text),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    Notice,
    Warning,
}
