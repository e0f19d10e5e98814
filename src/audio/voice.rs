//! The callback's side: a rodio [`Source`] that plays feeds.
//!
//! Runs inside the sound callback: no locks, no allocation, no freeing. Orders come through a
//! ring, and feeds that are done with go back through another to be dropped elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rodio::mixer::{MixerSource, mixer};
use rodio::{ChannelCount, SampleRate, Source};
use rtrb::{Consumer, Producer, RingBuffer};

use super::feed::{Feed, Taken};
use super::ramp::Ramp;
use crate::clock;

const ORDERS: usize = 64;
const STEREO: ChannelCount = ChannelCount::MIN.saturating_add(1);

/// What control tells the voice.
pub(super) enum VoiceOrder {
    /// Fades out, then plays this instead, or nothing.
    Replace(Option<Box<Feed>>),
    /// Plays this when the present feed is over, without a gap; `None` takes it back.
    Follow(Option<Box<Feed>>),
    Play(bool),
    /// As an amplitude.
    Volume(f32),
}

/// What control can see of the voice while it plays.
#[derive(Debug)]
pub(super) struct Monitor {
    rate: u32,
    born: Instant,
    /// Sound leaves with a delay that the device tells; a test's frames are heard when pulled.
    has_latency: bool,
    /// Frames given to the device, sound or silence.
    given: AtomicU64,
    /// The value of `given` after the last frame that came from a feed.
    last_sound: AtomicU64,
    quiet: AtomicBool,
    /// At the start of the last callback: `given`, nanoseconds since `born`, delay of what it
    /// writes first.
    callback_given: AtomicU64,
    callback_at: AtomicU64,
    latency: AtomicU64,
}

impl Monitor {
    /// Frames of the last feed that were given to the device and have not been heard yet.
    pub(super) fn unheard(&self) -> u64 {
        let last_sound = self.last_sound.load(Ordering::Acquire);
        if !self.has_latency {
            return 0;
        }
        let age = self.nanos_now().saturating_sub(self.callback_at.load(Ordering::Acquire));
        let ahead = i128::from(self.latency.load(Ordering::Acquire)) - i128::from(age);
        let frames_ahead = ahead * i128::from(self.rate) / 1_000_000_000;
        let sounding = i128::from(self.callback_given.load(Ordering::Acquire)) - frames_ahead;
        u64::try_from(i128::from(last_sound) - sounding).unwrap_or(0)
    }

    /// Nothing sounds, and nothing will without a new order.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet.load(Ordering::Acquire) && self.unheard() == 0
    }

    /// Time since the device last asked for samples, or since the voice was made.
    pub(super) fn silence_of_device(&self) -> Duration {
        Duration::from_nanos(self.nanos_now().saturating_sub(self.callback_at.load(Ordering::Acquire)))
    }

    fn nanos_now(&self) -> u64 {
        u64::try_from(clock::since(self.born).as_nanos()).unwrap_or(u64::MAX)
    }
}

/// Control's end of a voice.
pub(super) struct VoiceHandle {
    orders: Producer<VoiceOrder>,
    spent: Consumer<Box<Feed>>,
    pub monitor: Arc<Monitor>,
}

impl VoiceHandle {
    /// Gives the order back when the voice has not taken up the earlier ones.
    pub(super) fn tell(&mut self, order: VoiceOrder) -> Result<(), VoiceOrder> {
        self.orders.push(order).map_err(|rtrb::PushError::Full(order)| order)
    }

    /// The voice is gone and has sent back all it held.
    pub(super) fn is_abandoned(&self) -> bool {
        self.spent.is_abandoned() && self.spent.is_empty()
    }

    /// A feed that the voice is done with.
    pub(super) fn next_spent(&mut self) -> Option<Box<Feed>> {
        self.spent.pop().ok()
    }
}

/// How an output is to be filled.
#[derive(Clone)]
pub(super) enum Pace {
    /// By a device that waits for nobody.
    Device,
    /// By a test: frames are heard when pulled, and a late decoder is called and waited for.
    Pulled(Arc<dyn Fn() + Send + Sync>),
}

/// Everything an output pulls: the voice, in rodio's mixer, at the output's channels and rate.
pub(super) struct Renderer {
    mixed: MixerSource,
    channels: usize,
    monitor: Arc<Monitor>,
}

impl Renderer {
    pub(super) fn new(channels: ChannelCount, rate: SampleRate, volume: f32, pace: Pace) -> (Self, VoiceHandle) {
        let (orders, inbox) = RingBuffer::new(ORDERS);
        // Every order can send back at most the feed that it brought and one that it ends.
        let (outbox, spent) = RingBuffer::new(2 * ORDERS + 8);
        let monitor = Arc::new(Monitor {
            rate: rate.get(),
            born: clock::ticks(),
            has_latency: matches!(pace, Pace::Device),
            given: AtomicU64::new(0),
            last_sound: AtomicU64::new(0),
            quiet: AtomicBool::new(true),
            callback_given: AtomicU64::new(0),
            callback_at: AtomicU64::new(0),
            latency: AtomicU64::new(0),
        });
        let voice = Voice {
            rate,
            orders: inbox,
            spent: outbox,
            feed: None,
            replacement: None,
            follower: None,
            playing: false,
            transport: Ramp::new(0.0, rate.get()),
            volume: Ramp::new(volume, rate.get()),
            right: None,
            given: 0,
            pace,
            monitor: monitor.clone(),
        };
        let (input, mixed) = mixer(channels, rate);
        input.add(voice);
        let renderer = Self { mixed, channels: channels.get().into(), monitor: monitor.clone() };
        (renderer, VoiceHandle { orders, spent, monitor })
    }

    /// Fills an interleaved buffer whose first sample will be heard after `latency`.
    pub(super) fn fill(&mut self, buffer: &mut [f32], latency: Duration) {
        let monitor = &self.monitor;
        monitor.callback_given.store(monitor.given.load(Ordering::Relaxed), Ordering::Release);
        monitor.latency.store(u64::try_from(latency.as_nanos()).unwrap_or(u64::MAX), Ordering::Release);
        monitor.callback_at.store(monitor.nanos_now(), Ordering::Release);
        for sample in buffer {
            *sample = self.mixed.next().unwrap_or(0.0);
        }
    }

    pub(super) fn channels(&self) -> usize {
        self.channels
    }
}

struct Voice {
    rate: SampleRate,
    orders: Consumer<VoiceOrder>,
    spent: Producer<Box<Feed>>,
    feed: Option<Box<Feed>>,
    /// Waits for the fade-out.
    replacement: Option<Option<Box<Feed>>>,
    /// Waits for the end of the present feed.
    follower: Option<Box<Feed>>,
    playing: bool,
    transport: Ramp,
    volume: Ramp,
    /// The second sample of the frame that was begun.
    right: Option<f32>,
    given: u64,
    pace: Pace,
    monitor: Arc<Monitor>,
}

impl Voice {
    fn obey(&mut self) {
        // One order may end two feeds: it waits while there is no room to send them back.
        while self.spent.slots() >= 4 {
            let Ok(order) = self.orders.pop() else { break };
            match order {
                VoiceOrder::Replace(feed) => {
                    if let Some(Some(unplayed)) = self.replacement.replace(feed) {
                        self.retire(unplayed);
                    }
                }
                VoiceOrder::Follow(feed) => {
                    if let Some(unplayed) = std::mem::replace(&mut self.follower, feed) {
                        self.retire(unplayed);
                    }
                }
                VoiceOrder::Play(playing) => {
                    self.playing = playing;
                    let fresh = self.feed.as_ref().is_some_and(|feed| feed.is_untouched() && !feed.fade_in);
                    if playing && fresh && self.transport.is_silent() {
                        self.transport.jump_to(1.0);
                    }
                }
                VoiceOrder::Volume(amplitude) if self.transport.is_silent() => self.volume.jump_to(amplitude),
                VoiceOrder::Volume(amplitude) => self.volume.set_target(amplitude),
            }
        }
    }

    fn retire(&mut self, feed: Box<Feed>) {
        if let Err(rtrb::PushError::Full(feed)) = self.spent.push(feed) {
            // Cannot happen while `obey` keeps room. Freeing here would be a lesser evil than losing it.
            drop(feed);
        }
    }

    fn begin(&mut self, feed: Option<Box<Feed>>) {
        for old in [self.feed.take(), self.follower.take()].into_iter().flatten() {
            self.retire(old);
        }
        let at_once = self.playing && feed.as_ref().is_some_and(|feed| !feed.fade_in);
        self.transport.jump_to(if at_once { 1.0 } else { 0.0 });
        self.feed = feed;
    }

    fn frame(&mut self) -> [f32; 2] {
        if !self.orders.is_empty() {
            self.obey();
        }
        if self.replacement.is_some()
            && (self.feed.is_none() || self.transport.value() == 0.0)
            && let Some(feed) = self.replacement.take()
        {
            self.begin(feed);
        }
        let wanted = self.playing && self.replacement.is_none() && self.feed.is_some();
        self.transport.set_target(if wanted { 1.0 } else { 0.0 });
        let sound = if self.transport.is_silent() { None } else { self.take() };
        // Where nothing sounds there is nothing to fade.
        let gain = match sound {
            Some(_) => self.transport.advance() * self.volume.advance(),
            None if self.replacement.is_some() || self.feed.is_none() => {
                self.transport.jump_to(0.0);
                0.0
            }
            None => 0.0,
        };
        self.given += 1;
        self.monitor.given.store(self.given, Ordering::Release);
        if sound.is_some() {
            self.monitor.last_sound.store(self.given, Ordering::Release);
        }
        self.monitor.quiet.store(self.transport.is_silent() && self.replacement.is_none(), Ordering::Release);
        sound.map_or([0.0; 2], |frame| frame.map(|sample| sample * gain))
    }

    /// The next frame of the feed, or of the one that follows it.
    fn take(&mut self) -> Option<[f32; 2]> {
        loop {
            match self.feed.as_mut()?.take() {
                Taken::Frame(frame) => return Some(frame),
                Taken::Over => {
                    let follower = self.follower.take()?;
                    if let Some(over) = self.feed.replace(follower) {
                        self.retire(over);
                    }
                }
                Taken::Dry => {
                    if !self.wait_for_decoder() {
                        return None;
                    }
                }
            }
        }
    }

    /// Only where no device waits: calls the decoder until there is something to take.
    fn wait_for_decoder(&mut self) -> bool {
        const PATIENCE: Duration = Duration::from_secs(5);
        let Pace::Pulled(call) = &self.pace else { return false };
        let Some(feed) = &self.feed else { return false };
        let since = clock::ticks();
        while feed.state.ahead() == 0 && feed.state.limit().is_none() {
            if clock::since(since) > PATIENCE {
                return false;
            }
            call();
            std::thread::sleep(Duration::from_micros(200));
        }
        true
    }
}

impl Drop for Voice {
    /// What it held goes back, so that an output can be rebuilt without losing a frame.
    fn drop(&mut self) {
        let held = [self.feed.take(), self.follower.take(), self.replacement.take().flatten()];
        for feed in held.into_iter().flatten() {
            self.retire(feed);
        }
        while let Ok(order) = self.orders.pop() {
            if let VoiceOrder::Replace(Some(feed)) | VoiceOrder::Follow(Some(feed)) = order {
                self.retire(feed);
            }
        }
    }
}

impl Iterator for Voice {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        if let Some(right) = self.right.take() {
            return Some(right);
        }
        let [left, right] = self.frame();
        self.right = Some(right);
        Some(left)
    }
}

impl Source for Voice {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> ChannelCount {
        STEREO
    }

    fn sample_rate(&self) -> SampleRate {
        self.rate
    }

    fn total_duration(&self) -> Option<Duration> {
        None
    }
}
