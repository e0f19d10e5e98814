//! What the caller and the engine say to each other.

use std::path::PathBuf;

use super::backend::Puller;
use crate::domain::sound::{SoundFormat, Speed};

/// What the engine is told.
///
/// A `token` names one intent to play; the caller never uses one twice, so that events of
/// something already replaced can be told apart.
#[derive(Clone, Debug, PartialEq)]
pub enum EngineCommand {
    /// Replaces whatever plays, from `start_ms` on. `gain` is a linear factor (ReplayGain,
    /// decided by the caller). Without `play` the track is opened and waits, silent.
    Load {
        token: u64,
        path: PathBuf,
        start_ms: i64,
        gain: f32,
        play: bool,
    },
    /// The track that follows the current one without a gap. Replaces the earlier wish; `None`
    /// clears it. It counts for the track that was loaded last, and is used up at the seam.
    Next(Option<NextTrack>),
    Play,
    Pause,
    /// Drops the current track and the next.
    Stop,
    /// Absolute position in the current track; past its end, the track ends.
    Seek {
        ms: i64,
    },
    /// 0 to 1. The amplitude is its cube: equal steps sound about equal. At 0, time goes on but
    /// is not counted as heard.
    Volume(f32),
    /// Of what plays and of all that is loaded from now on; the pitch stays.
    Speed(Speed),
    /// Asks for a [`EngineEvent::Position`] now.
    Report,
    Shutdown,
}

#[derive(Clone, Debug, PartialEq)]
pub struct NextTrack {
    pub token: u64,
    pub path: PathBuf,
    pub gain: f32,
}

/// What the engine tells. Milliseconds throughout, of the file and not of the clock: at twice the
/// speed, two of them pass in one.
///
/// Every loaded token ends with exactly one of `Advanced` (as `from`), `Ended`, `Left` or
/// `Failed`, unless the engine is shut down first, which sends `Left`.
#[derive(Clone, Debug, PartialEq)]
pub enum EngineEvent {
    /// The file is open and decoded ahead; nothing is heard yet. `format` is what the file
    /// brings, before anything is done to it.
    Loaded {
        token: u64,
        length_ms: Option<i64>,
        format: SoundFormat,
    },
    /// The first sound of a loaded track.
    Started {
        token: u64,
        length_ms: Option<i64>,
        format: SoundFormat,
    },
    /// About four times a second while playing, and at once after a seek, pause, play or
    /// [`EngineCommand::Report`]. `heard_ms` is what the device took of this token at a volume
    /// above zero, to within a buffer; what was sought over is not in it.
    Position {
        token: u64,
        position_ms: i64,
        heard_ms: i64,
        playing: bool,
    },
    /// The seam was heard: `from` is over, `to` (the wish of [`EngineCommand::Next`]) plays.
    Advanced {
        from: u64,
        heard_ms: i64,
        to: u64,
        length_ms: Option<i64>,
        format: SoundFormat,
    },
    /// The last sound was heard, not merely decoded, and nothing follows.
    Ended {
        token: u64,
        heard_ms: i64,
    },
    /// Another load or a stop took its place.
    Left {
        token: u64,
        position_ms: i64,
        heard_ms: i64,
    },
    /// It could not be opened or decoded further. For a next track, the current one plays on;
    /// for the current one, what was decoded has been heard.
    Failed {
        token: u64,
        heard_ms: i64,
        reason: String,
    },
    DeviceOpened {
        name: String,
        rate: u32,
    },
    /// No sound goes out. While something should play it is tried again, quietly.
    DeviceLost {
        reason: String,
    },
    /// Nothing played for a while: the device was given back.
    DeviceResting,
}

/// Where sound goes.
#[derive(Clone, Debug)]
pub enum BackendChoice {
    /// The system's default output.
    Device,
    /// Nowhere: tests pull it, frame by frame.
    Offline(Puller),
}

#[derive(Debug, thiserror::Error)]
pub enum AudioError {
    #[error("no sound device: {0}")]
    NoDevice(String),
    #[error("the sound engine is gone")]
    Gone,
}
