//! Control: the output, opened when something shall play, given back when nothing does, and
//! rebuilt when it is lost.

use std::time::{Duration, Instant};

use super::control::{Control, Purpose};
use super::feed::Feed;
use super::protocol::{EngineEvent, NextTrack};
use super::voice::VoiceOrder;
use crate::clock;

const FIRST_RETRY: Duration = Duration::from_millis(100);
const LONGEST_RETRY: Duration = Duration::from_secs(2);
/// Nothing plays for so long: the device is given back.
const REST_AFTER: Duration = Duration::from_secs(5);
/// A device that asks for nothing for so long while it should play is stuck. Sound servers
/// stall for about a second when they move a stream to another sink.
const STUCK_AFTER: Duration = Duration::from_millis(1500);
/// A dropped stream gives its feeds back within this time, or never.
const RETURN_LIMIT: Duration = Duration::from_millis(300);
/// Glitches before larger buffers are asked for.
const GLITCH_LIMIT: u32 = 2;

impl Control {
    pub(super) fn keep_output(&mut self) {
        let now = clock::ticks();
        let wanted = self.playing && (self.active.is_some() || self.waiting.is_some());
        match &self.output {
            None if wanted && self.device.retry_at.is_none_or(|at| now >= at) => self.open_output(),
            Some(output) if wanted => {
                self.device.idle_since = None;
                if output.is_paced && output.voice.monitor.silence_of_device() > STUCK_AFTER {
                    self.lose_output("the device stopped asking for sound".to_owned());
                }
            }
            Some(output) if self.opening.is_none() => {
                let since = *self.device.idle_since.get_or_insert(now);
                if now.duration_since(since) >= REST_AFTER && output.voice.monitor.is_quiet() {
                    self.close_output();
                    self.say(EngineEvent::DeviceResting);
                }
            }
            _ => {}
        }
    }

    /// When [`Self::keep_output`] should look again.
    pub(super) fn device_wake(&self, now: Instant) -> Duration {
        const FAR: Duration = Duration::from_secs(3600);
        let wanted = self.playing && (self.active.is_some() || self.waiting.is_some());
        match &self.output {
            None if wanted => self.device.retry_at.map_or(Duration::ZERO, |at| at.saturating_duration_since(now)),
            Some(_) if !wanted => {
                let idle = self.device.idle_since.map_or(Duration::ZERO, |since| now.duration_since(since));
                REST_AFTER.saturating_sub(idle).max(Duration::from_millis(100))
            }
            _ => FAR,
        }
    }

    fn open_output(&mut self) {
        let waiting = self.waiting.as_ref().map(|waiting| waiting.run.state.rate);
        let Some(rate) = waiting.or(self.active.as_ref().map(|run| run.state.rate)) else { return };
        match self.backend.open(rate, self.volume) {
            Ok(output) => {
                self.device.lost = None;
                self.device.retry_at = None;
                self.device.backoff = FIRST_RETRY;
                self.device.idle_since = None;
                self.device.refused = (output.rate != rate).then_some((rate, output.rate));
                self.say(EngineEvent::DeviceOpened { name: output.name.clone(), rate: output.rate });
                let fits = output.rate == rate;
                self.output = Some(output);
                self.tell(VoiceOrder::Play(self.playing));
                if let Some(waiting) = self.waiting.take() {
                    self.parked = Some(waiting.feed);
                    self.active = Some(waiting.run);
                }
                match self.parked.take() {
                    Some(feed) if fits => {
                        self.tell(VoiceOrder::Replace(Some(feed)));
                        if let Some(follower) = self.parked_follower.take() {
                            self.tell(VoiceOrder::Follow(Some(follower)));
                        }
                    }
                    // The samples are lost, or at the wrong rate: decode them again.
                    _ => self.decode_again(),
                }
            }
            Err(error) => self.note_lost(error.to_string()),
        }
    }

    fn decode_again(&mut self) {
        self.parked_follower = None;
        self.following = None;
        let busy = self.opening.as_ref().is_some_and(|opening| opening.purpose != Purpose::Follow);
        if busy {
            return;
        }
        if let Some(run) = self.active.take() {
            let track = run.track();
            let wish = NextTrack { token: track.token, path: track.path.clone(), gain: track.gain };
            let start_ms = run.position_ms();
            self.finish(run);
            self.open(wish, start_ms, Purpose::Again);
        }
    }

    /// A load at another rate: once the old sound is gone, the output is opened anew.
    pub(super) fn switch_rate(&mut self) {
        let (Some(waiting), Some(output)) = (&self.waiting, &self.output) else { return };
        let faded = self.outbox.is_empty() && self.leaving.is_empty() && output.voice.monitor.is_quiet();
        if faded || clock::ticks() >= waiting.deadline {
            self.close_output();
            if let Some(waiting) = self.waiting.take() {
                self.retire_active(false);
                self.parked = Some(waiting.feed);
                self.active = Some(waiting.run);
            }
        }
    }

    /// Gives the device back. What was decoded stays.
    pub(super) fn close_output(&mut self) {
        let Some(output) = self.output.take() else { return };
        drop(output.stream);
        self.take_back(output.voice);
        self.device.idle_since = None;
    }

    /// The device is gone; sound goes on from here when there is one again.
    pub(super) fn lose_output(&mut self, reason: String) {
        let Some(output) = self.output.take() else { return };
        // Dropping a dead stream may wait for a server that never answers.
        let stream = output.stream;
        let dropper = std::thread::Builder::new().name("lost output".to_owned()).spawn(move || drop(stream));
        drop(dropper);
        self.take_back(output.voice);
        if let Some(run) = &mut self.active {
            run.lose_unheard();
        }
        self.device.backoff = FIRST_RETRY;
        self.note_lost(reason);
    }

    fn note_lost(&mut self, reason: String) {
        let backoff = self.device.backoff.clamp(FIRST_RETRY, LONGEST_RETRY);
        self.device.retry_at = Some(clock::ticks() + backoff);
        self.device.backoff = (backoff * 2).min(LONGEST_RETRY);
        if self.device.lost.is_none() {
            self.say(EngineEvent::DeviceLost { reason: reason.clone() });
        }
        self.device.lost = Some(reason);
    }

    pub(super) fn note_glitch(&mut self) {
        self.device.glitches += 1;
        if self.device.glitches == GLITCH_LIMIT {
            self.backend.calm_down();
        }
    }

    /// Takes the feeds back that a closed output held, told or untold.
    fn take_back(&mut self, mut voice: super::voice::VoiceHandle) {
        for order in std::mem::take(&mut self.outbox) {
            if let VoiceOrder::Replace(Some(feed)) | VoiceOrder::Follow(Some(feed)) = order {
                self.park(feed);
            }
        }
        let since = clock::ticks();
        loop {
            while let Some(feed) = voice.next_spent() {
                self.park(feed);
            }
            let complete = self.active.is_none() || self.parked.is_some();
            if complete || voice.is_abandoned() || clock::since(since) > RETURN_LIMIT {
                break;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        while let Some(feed) = voice.next_spent() {
            self.park(feed);
        }
        for run in std::mem::take(&mut self.leaving) {
            self.finish(run);
        }
    }

    fn park(&mut self, mut feed: Box<Feed>) {
        feed.fade_in |= !feed.is_untouched();
        let id = feed.state.id;
        let is = |run: &Option<super::timeline::Run>| run.as_ref().is_some_and(|run| run.state.id == id);
        // An active feed that is over has handed on to its follower.
        let over = self.following.is_some() && feed.state.limit().is_some_and(|limit| feed.state.taken() >= limit);
        if is(&self.active) && !over {
            self.parked = Some(feed);
        } else if is(&self.following) {
            self.parked_follower = Some(feed);
        } else {
            self.note_spent(id);
            if is(&self.active) {
                self.parked = self.parked_follower.take();
            }
        }
    }
}
