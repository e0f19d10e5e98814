//! Sound for tests: pulled frame by frame, with no device and no waiting.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Alarm, Alarms, Backend, Output, Pace, Renderer, renderer};
use crate::audio::protocol::AudioError;

/// What the test's end and the engine's end share.
#[derive(Default)]
struct Shared {
    running: Mutex<Option<Renderer>>,
    refusing: AtomicBool,
    alarms: Mutex<Option<Alarms>>,
}

impl Shared {
    fn running(&self) -> MutexGuard<'_, Option<Renderer>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn alarm(&self, alarm: Alarm) {
        if let Some(alarms) = &*self.alarms.lock().unwrap_or_else(PoisonError::into_inner) {
            let _ = alarms.try_send(alarm);
        }
    }
}

/// Pulls frames out of an engine that was started offline. Cheap to clone.
#[derive(Clone, Default)]
pub struct Puller(Arc<Shared>);

impl std::fmt::Debug for Puller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Puller").finish_non_exhaustive()
    }
}

impl Puller {
    /// The next frames as the device would get them: interleaved stereo. Nothing while the
    /// engine has no output open. Waits for the decoder rather than give silence in its place.
    #[must_use]
    pub fn pull(&self, frames: usize) -> Vec<f32> {
        let mut out = Vec::new();
        if let Some(renderer) = &mut *self.0.running() {
            out.resize(frames * renderer.channels(), 0.0);
            renderer.fill(&mut out, Duration::ZERO);
        }
        self.0.alarm(Alarm::Wake);
        out
    }

    /// The device is pulled out, and another one cannot be opened until `plug_in`.
    pub fn pull_out(&self, reason: &str) {
        self.0.refusing.store(true, Ordering::Release);
        self.0.alarm(Alarm::Lost(reason.to_owned()));
    }

    pub fn plug_in(&self) {
        self.0.refusing.store(false, Ordering::Release);
        self.0.alarm(Alarm::Wake);
    }
}

pub(in crate::audio) struct Offline {
    shared: Arc<Shared>,
}

/// The engine's end of a puller.
pub(in crate::audio) fn offline(puller: &Puller, alarms: Alarms) -> Offline {
    *puller.0.alarms.lock().unwrap_or_else(PoisonError::into_inner) = Some(alarms);
    Offline { shared: puller.0.clone() }
}

impl Backend for Offline {
    fn open(&mut self, rate: u32, volume: f32) -> Result<Output, AudioError> {
        if self.shared.refusing.load(Ordering::Acquire) {
            return Err(AudioError::NoDevice("it is pulled out".to_owned()));
        }
        let weak = Arc::downgrade(&self.shared);
        let call = move || {
            if let Some(shared) = weak.upgrade() {
                shared.alarm(Alarm::Wake);
            }
        };
        let (renderer, voice) = renderer(2, rate, volume, Pace::Pulled(Arc::new(call)))?;
        *self.shared.running() = Some(renderer);
        let stream = Box::new(Running(self.shared.clone()));
        Ok(Output { name: "offline".to_owned(), rate, voice, is_paced: false, stream })
    }
}

/// The stream: dropping it ends the pulling.
struct Running(Arc<Shared>);

impl Drop for Running {
    fn drop(&mut self) {
        let ended = self.0.running().take();
        drop(ended);
    }
}
