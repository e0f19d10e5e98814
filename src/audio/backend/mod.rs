//! Where sound goes: a device, or a test that pulls it.

mod device;
mod offline;

use crossbeam_channel::Sender;
use rodio::{ChannelCount, SampleRate};

use super::protocol::AudioError;
use super::voice::{Pace, Renderer, VoiceHandle};

pub(super) use device::Device;
pub use device::default_device;
pub use offline::Puller;
pub(super) use offline::offline;

/// News of an output. Sent from wherever it happens; never blocks.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Alarm {
    /// The output is gone and must be rebuilt.
    Lost(String),
    /// The device ran dry.
    Glitch,
    /// Look what was consumed.
    Wake,
}

/// An output that runs. Dropping it stops the sound at once.
pub(super) struct Output {
    pub name: String,
    pub rate: u32,
    pub voice: VoiceHandle,
    /// It asks for samples by itself, all the time: when it stops asking, it is stuck.
    pub is_paced: bool,
    /// Keeps the stream alive.
    pub stream: Box<dyn Send>,
}

pub(super) trait Backend: Send {
    /// Opens an output, at `rate` if it can. It starts silent, at the given volume amplitude.
    fn open(&mut self, rate: u32, volume: f32) -> Result<Output, AudioError>;

    /// Asks for larger buffers from the next opening on, if there are any.
    fn calm_down(&mut self) {}
}

/// A renderer for this many channels, if the numbers make sense.
fn renderer(channels: u16, rate: u32, volume: f32, pace: Pace) -> Result<(Renderer, VoiceHandle), AudioError> {
    match (ChannelCount::new(channels), SampleRate::new(rate)) {
        (Some(channels), Some(rate)) => Ok(Renderer::new(channels, rate, volume, pace)),
        _ => Err(AudioError::NoDevice(format!("{channels} channels at {rate} Hz"))),
    }
}

type Alarms = Sender<Alarm>;
