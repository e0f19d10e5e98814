//! One run of samples that plays without a break, on its way from the decoder to the voice.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rtrb::{Consumer, Producer, RingBuffer};

use crate::domain::sound::Speed;

/// Seconds of sound decoded ahead.
const RING_SECONDS: usize = 2;
const UNKNOWN: u64 = u64::MAX;

/// What decoder, voice and control all know of a feed. Frames are counted from its first one.
#[derive(Debug)]
pub(super) struct FeedState {
    pub id: u64,
    pub rate: u32,
    pub speed: Speed,
    taken: AtomicU64,
    written: AtomicU64,
    end: AtomicU64,
    cut: AtomicU64,
}

impl FeedState {
    /// Frames that the voice took.
    pub(super) fn taken(&self) -> u64 {
        self.taken.load(Ordering::Acquire)
    }

    /// Frames that wait in the ring.
    pub(super) fn ahead(&self) -> u64 {
        self.written.load(Ordering::Acquire).saturating_sub(self.taken())
    }

    pub(super) fn add_written(&self, frames: u64) {
        self.written.fetch_add(frames, Ordering::AcqRel);
    }

    /// Nothing more will be written, or (`false`) it goes on after all.
    pub(super) fn set_ended(&self, ended: bool) {
        let end = if ended { self.written.load(Ordering::Acquire) } else { UNKNOWN };
        self.end.store(end, Ordering::Release);
    }

    /// Frame at which the voice shall go over to what follows, whatever was written behind it.
    pub(super) fn cut_at(&self, frame: u64) {
        self.cut.store(frame, Ordering::Release);
    }

    pub(super) fn is_cut(&self) -> bool {
        self.cut.load(Ordering::Acquire) != UNKNOWN
    }

    /// One past the last frame to be heard, once it is known.
    pub(super) fn limit(&self) -> Option<u64> {
        let limit = self.end.load(Ordering::Acquire).min(self.cut.load(Ordering::Acquire));
        (limit != UNKNOWN).then_some(limit)
    }
}

/// The voice's end of a feed.
#[derive(Debug)]
pub(super) struct Feed {
    pub state: Arc<FeedState>,
    /// It begins in the middle of a track: a jump into full sound would click.
    pub fade_in: bool,
    samples: Consumer<f32>,
    taken: u64,
}

/// What the voice finds in a feed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Taken {
    Frame([f32; 2]),
    /// The decoder is late.
    Dry,
    Over,
}

impl Feed {
    /// A feed and the decoder's end of its ring.
    pub(super) fn new(id: u64, rate: u32, speed: Speed, fade_in: bool) -> (Self, Producer<f32>) {
        let (producer, samples) = RingBuffer::new(rate as usize * 2 * RING_SECONDS);
        let state = Arc::new(FeedState {
            id,
            rate,
            speed,
            taken: AtomicU64::new(0),
            written: AtomicU64::new(0),
            end: AtomicU64::new(UNKNOWN),
            cut: AtomicU64::new(UNKNOWN),
        });
        (Self { state, fade_in, samples, taken: 0 }, producer)
    }

    /// Takes one frame. Wait-free.
    pub(super) fn take(&mut self) -> Taken {
        let cut = self.state.cut.load(Ordering::Relaxed);
        if self.taken >= cut {
            return Taken::Over;
        }
        let Ok(left) = self.samples.pop() else {
            let over = self.taken >= self.state.end.load(Ordering::Acquire);
            return if over { Taken::Over } else { Taken::Dry };
        };
        let right = self.samples.pop().unwrap_or(left);
        self.taken += 1;
        self.state.taken.store(self.taken, Ordering::Release);
        Taken::Frame([left, right])
    }

    pub(super) fn is_untouched(&self) -> bool {
        self.taken == 0
    }
}
