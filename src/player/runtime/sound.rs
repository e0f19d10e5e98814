//! Between the core's words for sound and the engine's.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use crate::audio::{EngineCommand, EngineEvent, EngineHandle, NextTrack};
use crate::player::{Effect, SoundNews};

/// Sends an effect about sound to the engine; other effects do nothing.
pub(super) fn carry_out(engine: &EngineHandle, effect: Effect) {
    let command = match effect {
        Effect::Load { token, path, start_ms, gain, play } => {
            EngineCommand::Load { token, path: path_of(path), start_ms, gain, play }
        }
        Effect::Cue(cue) => {
            EngineCommand::Next(cue.map(|cue| NextTrack { token: cue.token, path: path_of(cue.path), gain: cue.gain }))
        }
        Effect::Resume => EngineCommand::Play,
        Effect::Pause => EngineCommand::Pause,
        Effect::Halt => EngineCommand::Stop,
        Effect::Seek { ms } => EngineCommand::Seek { ms },
        Effect::Volume { percent } => EngineCommand::Volume(f32::from(percent) / 100.0),
        Effect::Speed(speed) => EngineCommand::Speed(speed),
        _ => return,
    };
    if engine.send(command).is_err() {
        tracing::error!("the sound engine is gone");
    }
}

/// What the core needs to know of an engine event.
pub(super) fn news(event: EngineEvent) -> Option<SoundNews> {
    Some(match event {
        EngineEvent::Started { token, length_ms, format } => SoundNews::Started { token, length_ms, format },
        EngineEvent::Position { token, position_ms, heard_ms, .. } => {
            SoundNews::Position { token, position_ms, heard_ms }
        }
        EngineEvent::Advanced { from, heard_ms, to, length_ms, format } => {
            SoundNews::WentOn { from, heard_ms, to, length_ms, format }
        }
        EngineEvent::Ended { token, heard_ms } => SoundNews::Ended { token, heard_ms },
        EngineEvent::Failed { token, reason, .. } => SoundNews::Failed { token, reason },
        EngineEvent::DeviceOpened { name, rate } => SoundNews::DeviceOpened { name, sample_rate: rate },
        EngineEvent::DeviceResting => SoundNews::DeviceResting,
        EngineEvent::DeviceLost { reason } => {
            tracing::warn!("no sound: {reason}");
            SoundNews::DeviceLost { reason }
        }
        // The core closed the play already when it asked for the change.
        EngineEvent::Loaded { .. } | EngineEvent::Left { .. } => return None,
    })
}

fn path_of(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(OsString::from_vec(bytes))
}
