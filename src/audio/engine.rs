//! Starting the engine.

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use super::backend::{Backend, Device, offline};
use super::control::{Control, Wires};
use super::decoding::DecoderThread;
use super::protocol::{AudioError, BackendChoice, EngineCommand, EngineEvent};

/// Alarms that may wait; more of them say nothing new.
const ALARMS: usize = 64;

/// The engine's threads.
pub struct Engine;

/// Sends commands; cheap to clone. The engine ends with `Shutdown` or the last handle.
#[derive(Clone, Debug)]
pub struct EngineHandle {
    commands: Sender<EngineCommand>,
}

impl EngineHandle {
    /// # Errors
    /// [`AudioError::Gone`] after shutdown.
    pub fn send(&self, command: EngineCommand) -> Result<(), AudioError> {
        self.commands.send(command).map_err(|_| AudioError::Gone)
    }
}

impl Engine {
    /// Spawns the engine's threads. The device is opened only when something shall play. The
    /// event channel closes when the engine has wound up, its last sound faded.
    #[must_use]
    pub fn start(backend: BackendChoice) -> (EngineHandle, Receiver<EngineEvent>) {
        let (commands, inbox) = unbounded();
        let (events, news) = unbounded();
        let (orders, decoder_inbox) = unbounded();
        let (decoder_reports, reports) = unbounded();
        let (alarm, alarms) = bounded(ALARMS);
        let backend: Box<dyn Backend> = match backend {
            BackendChoice::Device => Box::new(Device::new(alarm)),
            BackendChoice::Offline(puller) => Box::new(offline(&puller, alarm)),
        };
        let control = Control::new(backend, Wires { commands: inbox, reports, alarms, orders, events });
        let started = DecoderThread::spawn(decoder_inbox, decoder_reports)
            .and_then(|()| std::thread::Builder::new().name("audio".to_owned()).spawn(move || control.run()));
        if let Err(error) = started {
            tracing::error!("the sound engine cannot start: {error}");
        }
        (EngineHandle { commands }, news)
    }
}
