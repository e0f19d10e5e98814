//! The decoder thread: opens files, fills the ring, and goes on with the next file at the seam.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, TryRecvError};
use rtrb::Producer;

use super::feed::{Feed, FeedState};
use super::protocol::NextTrack;
use super::resample::Resampler;
use super::stretch::Stretch;
use crate::decode::{DecodeError, Reader};
use crate::domain::sound::{SoundFormat, Speed};

/// Sound that must wait in the ring before it is handed over: a quarter of a second.
const PRIMED_PART: u64 = 4;
/// Seconds of undecoded sound left when the next file is opened.
const OPEN_NEXT_SECONDS: u64 = 10;

/// A track that is being played or will be.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Track {
    pub token: u64,
    pub path: PathBuf,
    pub gain: f32,
    pub length_ms: Option<i64>,
    pub format: SoundFormat,
}

/// What control asks of the decoder thread.
pub(super) enum Order {
    /// Gives up the present feed and begins another.
    Open(OpenFeed),
    /// The track after `after`.
    Next {
        after: u64,
        next: Option<NextTrack>,
    },
    /// The ring has room again.
    Refill,
    Close,
}

pub(super) struct OpenFeed {
    pub feed: u64,
    pub token: u64,
    pub path: PathBuf,
    pub gain: f32,
    pub start_ms: i64,
    /// The output's rate; the file's own when free to choose.
    pub rate: Option<u32>,
    pub speed: Speed,
    pub next: Option<NextTrack>,
}

/// What the decoder thread tells control, with the feed that it is about.
pub(super) enum Report {
    /// Enough is decoded to begin.
    Primed { feed: Box<Feed>, track: Arc<Track>, start_ms: i64 },
    /// The next track begins at this frame of the feed.
    Seam { feed: u64, at: u64, track: Arc<Track> },
    /// An order for the next track came when the seam was already written.
    Crossed { feed: u64 },
    /// The feed's own track cannot be decoded further; what was decoded can be heard.
    Broken { feed: u64, token: u64, reason: String },
    /// The next track cannot be opened.
    NextFailed { token: u64, reason: String },
    /// Nothing follows: the feed knows its end.
    Finished,
}

/// An open file with its first samples, proof that there are any.
struct Opened {
    track: Arc<Track>,
    reader: Reader,
    start_ms: i64,
    first: Vec<f32>,
}

struct Job {
    state: Arc<FeedState>,
    ring: Producer<f32>,
    /// The voice's end, until it is handed over.
    feed: Option<Box<Feed>>,
    current: Opened,
    first_track: Arc<Track>,
    /// Where in the first track the feed begins.
    start_ms: i64,
    resampler: Option<Resampler>,
    /// Frames of the feed before the resampler's first.
    resampled_from: u64,
    /// At the output's rate, not yet in the ring.
    staged: Vec<f32>,
    staged_from: usize,
    /// None at the sound's own speed, which goes through bit by bit.
    stretch: Option<Stretch>,
    /// Frames made so far, before they were stretched.
    made: u64,
    next: Option<NextTrack>,
    next_open: Option<Opened>,
    /// Seams in the feed before it was handed over: a short track may end that soon.
    early_seams: Vec<Report>,
    done: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Step {
    More,
    /// The ring is full, or the feed has ended.
    Rest,
}

pub(super) struct DecoderThread {
    orders: Receiver<Order>,
    reports: Sender<Report>,
    job: Option<Job>,
}

impl DecoderThread {
    pub(super) fn spawn(orders: Receiver<Order>, reports: Sender<Report>) -> std::io::Result<()> {
        let thread = Self { orders, reports, job: None };
        std::thread::Builder::new().name("decoder".to_owned()).spawn(move || thread.run()).map(drop)
    }

    /// Ends when control is gone.
    fn run(mut self) {
        let mut busy = false;
        loop {
            let order = if busy {
                match self.orders.try_recv() {
                    Ok(order) => Some(order),
                    Err(TryRecvError::Empty) => None,
                    Err(TryRecvError::Disconnected) => return,
                }
            } else {
                match self.orders.recv() {
                    Ok(order) => Some(order),
                    Err(_) => return,
                }
            };
            if let Some(order) = order {
                self.obey(order);
                busy = true;
                continue;
            }
            busy = self.work() == Step::More;
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Open(open) => {
                // Only the newest of several jumps is worth opening.
                let superseded = |order: &Order| matches!(order, Order::Open(_) | Order::Close);
                let mut newest = Order::Open(open);
                let mut later = Vec::new();
                while let Ok(order) = self.orders.try_recv() {
                    if superseded(&order) {
                        newest = order;
                        later.clear();
                    } else {
                        later.push(order);
                    }
                }
                self.job = None;
                if let Order::Open(open) = newest {
                    self.begin(open);
                }
                for order in later {
                    self.obey(order);
                }
            }
            Order::Next { after, next } => self.set_next(after, next),
            Order::Refill => {}
            Order::Close => self.job = None,
        }
    }

    fn begin(&mut self, order: OpenFeed) {
        let (feed, token) = (order.feed, order.token);
        let wish = NextTrack { token, path: order.path, gain: order.gain };
        match guarded(|| open(&wish, order.start_ms)) {
            Ok(opened) => {
                let rate = order.rate.unwrap_or(opened.reader.rate());
                let (feed, ring) = Feed::new(feed, rate, order.speed, opened.start_ms > 0);
                let mut job = Job {
                    state: feed.state.clone(),
                    ring,
                    feed: Some(Box::new(feed)),
                    first_track: opened.track.clone(),
                    start_ms: opened.start_ms,
                    current: opened,
                    resampler: None,
                    resampled_from: 0,
                    staged: Vec::new(),
                    staged_from: 0,
                    stretch: Stretch::new(order.speed, rate),
                    made: 0,
                    next: order.next,
                    next_open: None,
                    early_seams: Vec::new(),
                    done: false,
                };
                job.take_up_rate();
                job.make_first();
                self.job = Some(job);
            }
            Err(error) => self.report(Report::Broken { feed, token, reason: error.to_string() }),
        }
    }

    fn set_next(&mut self, after: u64, next: Option<NextTrack>) {
        let Some(job) = &mut self.job else { return };
        if job.current.track.token != after {
            let feed = job.state.id;
            return self.report(Report::Crossed { feed });
        }
        if job.next != next {
            job.next_open = None;
            job.next = next;
        }
        if job.done && job.next.is_some() {
            job.state.set_ended(false);
            job.done = false;
        }
    }

    /// One packet's worth of work. Whatever a file does to its decoder costs only this job.
    fn work(&mut self) -> Step {
        let Some(mut job) = self.job.take() else { return Step::Rest };
        let (feed, token) = (job.state.id, job.current.track.token);
        match guarded(|| job.step(&self.reports)) {
            Ok(step) => {
                self.job = Some(job);
                step
            }
            Err(error) => {
                self.report(Report::Broken { feed, token, reason: error.to_string() });
                job.done = true;
                job.next = None;
                self.job = Some(job);
                Step::More
            }
        }
    }

    fn report(&self, report: Report) {
        // Control is gone only when everything ends.
        let _ = self.reports.send(report);
    }
}

impl Job {
    fn step(&mut self, reports: &Sender<Report>) -> Result<Step, DecodeError> {
        let report = |report| {
            let _ = reports.send(report);
        };
        self.flush();
        let full = self.staged_from < self.staged.len();
        let primed = full || self.done || self.made >= u64::from(self.state.rate) / PRIMED_PART;
        if primed && let Some(feed) = self.feed.take() {
            if self.done && !full {
                self.state.set_ended(true);
            }
            report(Report::Primed { feed, track: self.first_track.clone(), start_ms: self.start_ms });
            std::mem::take(&mut self.early_seams).into_iter().for_each(report);
        }
        if full {
            return Ok(Step::Rest);
        }
        if self.done {
            self.state.set_ended(true);
            report(Report::Finished);
            return Ok(Step::Rest);
        }
        self.open_next_early(reports);
        let mut packet = Vec::new();
        match self.current.reader.next(&mut packet)? {
            Some(_) => self.make(packet),
            None => self.cross(reports),
        }
        Ok(Step::More)
    }

    /// Writes what is staged, as far as there is room.
    fn flush(&mut self) {
        let waiting = self.staged.get(self.staged_from..).unwrap_or_default();
        let (_, rest) = self.ring.push_partial_slice(waiting);
        let written = waiting.len() - rest.len();
        self.staged_from += written;
        self.state.add_written(written as u64 / 2);
        if self.staged_from == self.staged.len() {
            self.staged.clear();
            self.staged_from = 0;
        }
    }

    /// Stages samples of the current track.
    fn make(&mut self, mut samples: Vec<f32>) {
        let gain = self.current.track.gain;
        if gain != 1.0 {
            samples.iter_mut().for_each(|sample| *sample *= gain);
        }
        let before = self.staged.len();
        match &mut self.resampler {
            Some(resampler) => resampler.push(&samples, &mut self.staged),
            None => self.staged.extend_from_slice(&samples),
        }
        self.take_in(before);
    }

    /// Counts what was staged from `before` on, and stretches it.
    fn take_in(&mut self, before: usize) {
        self.made += ((self.staged.len() - before) / 2) as u64;
        if let Some(stretch) = &mut self.stretch {
            let straight = self.staged.split_off(before);
            stretch.push(&straight, &mut self.staged);
        }
    }

    fn make_first(&mut self) {
        let first = std::mem::take(&mut self.current.first);
        self.make(first);
    }

    /// Keeps the resampler while the rate stays, so that the seam passes through it unbroken.
    fn take_up_rate(&mut self) {
        let from = self.current.reader.rate();
        let fits = match &self.resampler {
            Some(resampler) => resampler.input_rate() == from,
            None => from == self.state.rate,
        };
        if fits {
            return;
        }
        self.drain_resampler();
        self.resampled_from = self.made;
        self.resampler = if from == self.state.rate { None } else { Resampler::new(from, self.state.rate) };
    }

    fn drain_resampler(&mut self) {
        if let Some(resampler) = self.resampler.take() {
            let before = self.staged.len();
            resampler.finish(&mut self.staged);
            self.take_in(before);
        }
    }

    /// The current track is decoded: go on with the next one, or end.
    fn cross(&mut self, reports: &Sender<Report>) {
        self.open_next(reports);
        let Some(next) = self.next_open.take() else {
            self.drain_resampler();
            if let Some(stretch) = &mut self.stretch {
                stretch.finish(&mut self.staged);
            }
            self.done = true;
            return;
        };
        self.next = None;
        self.current = next;
        let carried = self.resampler.as_ref().map(|it| (it.input_rate(), self.resampled_from + it.due()));
        self.take_up_rate();
        let at = match carried {
            Some((from, at)) if from == self.current.reader.rate() => at,
            _ => self.made,
        };
        let at = self.stretch.as_ref().map_or(at, |stretch| stretch.due(at));
        let seam = Report::Seam { feed: self.state.id, at, track: self.current.track.clone() };
        if self.feed.is_some() {
            self.early_seams.push(seam);
        } else {
            let _ = reports.send(seam);
        }
        self.make_first();
    }

    fn open_next_early(&mut self, reports: &Sender<Report>) {
        let reader = &self.current.reader;
        let left = reader.length_frames().map(|length| length.saturating_sub(reader.position()));
        if left.is_some_and(|left| left < OPEN_NEXT_SECONDS * u64::from(reader.rate())) {
            self.open_next(reports);
        }
    }

    fn open_next(&mut self, reports: &Sender<Report>) {
        if self.next_open.is_some() {
            return;
        }
        let Some(next) = self.next.clone() else { return };
        match guarded(|| open(&next, 0)) {
            Ok(opened) => self.next_open = Some(opened),
            Err(error) => {
                self.next = None;
                let _ = reports.send(Report::NextFailed { token: next.token, reason: error.to_string() });
            }
        }
    }
}

fn open(wish: &NextTrack, start_ms: i64) -> Result<Opened, DecodeError> {
    let mut reader = Reader::open(&wish.path)?;
    let rate = i64::from(reader.rate());
    let start_ms = start_ms.max(0);
    if start_ms > 0 {
        reader.seek(u64::try_from(start_ms.saturating_mul(rate) / 1000).unwrap_or(0))?;
    }
    let mut first = Vec::new();
    if reader.next(&mut first)?.is_none() && start_ms == 0 {
        return Err(DecodeError::NoSound);
    }
    let to_ms = |frames: u64| i64::try_from(frames).unwrap_or(i64::MAX).saturating_mul(1000) / rate;
    let length_ms = reader.length_frames().map(to_ms);
    let track =
        Track { token: wish.token, path: wish.path.clone(), gain: wish.gain, length_ms, format: reader.format() };
    Ok(Opened { track: Arc::new(track), reader, start_ms: length_ms.map_or(start_ms, |it| start_ms.min(it)), first })
}

/// A panic in a decoder is a damaged file.
fn guarded<T>(work: impl FnOnce() -> Result<T, DecodeError>) -> Result<T, DecodeError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(DecodeError::Damaged))
}
