//! The control thread: what should be heard, and what is.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, select};

use super::backend::{Alarm, Backend, Output};
use super::decoding::{OpenFeed, Order, Report};
use super::feed::Feed;
use super::protocol::{EngineCommand, EngineEvent, NextTrack};
use super::timeline::{HeardBook, Run};
use super::voice::VoiceOrder;
use crate::clock;
use crate::domain::sound::Speed;

/// A feed at another rate waits at most this long for the old sound to fade.
const FADE_LIMIT: Duration = Duration::from_millis(500);

pub(super) struct Wires {
    pub commands: Receiver<EngineCommand>,
    pub reports: Receiver<Report>,
    pub alarms: Receiver<Alarm>,
    pub orders: Sender<Order>,
    pub events: Sender<EngineEvent>,
}

pub(super) struct Control {
    pub(super) backend: Box<dyn Backend>,
    wires: Wires,
    pub(super) output: Option<Output>,
    /// Orders that the voice has no room for yet.
    pub(super) outbox: VecDeque<VoiceOrder>,
    pub(super) playing: bool,
    /// Amplitude.
    pub(super) volume: f32,
    speed: Speed,
    pub(super) book: HeardBook,
    /// What is heard, or will be as soon as it may.
    pub(super) active: Option<Run>,
    /// Its feed, while there is no output to play it.
    pub(super) parked: Option<Box<Feed>>,
    /// A feed that takes over where the active one was cut.
    pub(super) following: Option<Run>,
    pub(super) parked_follower: Option<Box<Feed>>,
    /// Fading out: their feeds come back from the voice.
    pub(super) leaving: Vec<Run>,
    pub(super) opening: Option<Opening>,
    /// Decoded, but the output must first be opened at its rate.
    pub(super) waiting: Option<Waiting>,
    pub(super) next: Option<NextTrack>,
    last_feed: u64,
    pub(super) device: DeviceState,
    pub(super) reported_at: Option<Instant>,
    /// The token last told to sound.
    pub(super) started: Option<u64>,
    /// Say where it stands once the fade-out is through.
    pub(super) settling: bool,
}

/// What is known of the device beside the output itself.
#[derive(Default)]
pub(super) struct DeviceState {
    /// The reason last told, while it is lost.
    pub lost: Option<String>,
    pub retry_at: Option<Instant>,
    pub backoff: Duration,
    /// Since when nothing plays.
    pub idle_since: Option<Instant>,
    /// A rate that was asked for, and the one that was given.
    pub refused: Option<(u32, u32)>,
    pub glitches: u32,
}

pub(super) struct Opening {
    pub feed: u64,
    pub purpose: Purpose,
    pub wish: NextTrack,
    pub start_ms: i64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Purpose {
    Load,
    /// The active track from another place, or at another rate.
    Again,
    /// Another next track, when the first wish was already decoded behind the seam.
    Follow,
}

pub(super) struct Waiting {
    pub feed: Box<Feed>,
    pub run: Run,
    pub deadline: Instant,
}

impl Control {
    pub(super) fn new(backend: Box<dyn Backend>, wires: Wires) -> Self {
        Self {
            backend,
            wires,
            output: None,
            outbox: VecDeque::new(),
            playing: false,
            volume: 1.0,
            speed: Speed::NORMAL,
            book: HeardBook::default(),
            active: None,
            parked: None,
            following: None,
            parked_follower: None,
            leaving: Vec::new(),
            opening: None,
            waiting: None,
            next: None,
            last_feed: 0,
            device: DeviceState::default(),
            reported_at: None,
            started: None,
            settling: false,
        }
    }

    pub(super) fn run(mut self) {
        let Wires { commands, reports, alarms, .. } = &self.wires;
        let (commands, reports, alarms) = (commands.clone(), reports.clone(), alarms.clone());
        loop {
            let wake = self.next_wake();
            select! {
                recv(commands) -> command => match command {
                    Ok(EngineCommand::Shutdown) | Err(_) => break,
                    Ok(command) => self.obey(command),
                },
                recv(reports) -> report => match report {
                    Ok(report) => self.hear(report),
                    Err(_) => break,
                },
                recv(alarms) -> alarm => if let Ok(alarm) = alarm { self.attend(alarm) },
                default(wake) => {}
            }
            self.poll();
        }
        self.wind_up();
    }

    /// Brings everything up to what the output has consumed by now.
    fn poll(&mut self) {
        self.collect_spent();
        self.advance();
        self.switch_rate();
        self.keep_output();
        self.pump();
        self.nudge_decoder();
        self.report_in_time();
    }

    fn obey(&mut self, command: EngineCommand) {
        // What the decoder said before the command is older than the command.
        self.hear_reports();
        self.collect_spent();
        self.advance();
        match command {
            EngineCommand::Load { token, path, start_ms, gain, play } => {
                self.abandon();
                self.next = None;
                self.playing = play;
                self.device.retry_at = None;
                self.open(NextTrack { token, path, gain }, start_ms, Purpose::Load);
            }
            EngineCommand::Next(next) => {
                self.next = next;
                self.settle_next();
            }
            EngineCommand::Play => {
                self.playing = true;
                self.settling = false;
                self.device.retry_at = None;
                self.tell(VoiceOrder::Play(true));
                self.report();
            }
            EngineCommand::Pause => {
                self.playing = false;
                self.settling = true;
                self.tell(VoiceOrder::Play(false));
                self.report();
            }
            EngineCommand::Stop => {
                self.abandon();
                self.next = None;
                self.playing = false;
            }
            EngineCommand::Seek { ms } => self.seek(ms.max(0)),
            EngineCommand::Volume(volume) => {
                // A cube: equal steps of the control sound about equally large.
                self.volume = if volume.is_finite() { volume.clamp(0.0, 1.0).powi(3) } else { 0.0 };
                self.tell(VoiceOrder::Volume(self.volume));
            }
            EngineCommand::Speed(speed) => self.change_speed(speed),
            EngineCommand::Report => self.report(),
            EngineCommand::Shutdown => {}
        }
    }

    pub(super) fn hear_reports(&mut self) {
        while let Ok(report) = self.wires.reports.try_recv() {
            self.hear(report);
        }
    }

    fn hear(&mut self, report: Report) {
        match report {
            Report::Primed { feed, track, start_ms } => {
                let Some(opening) = self.opening.take_if(|opening| opening.feed == feed.state.id) else { return };
                let mut run = Run::new(feed.state.clone(), track, start_ms);
                match opening.purpose {
                    Purpose::Load => {
                        let track = run.track();
                        let (token, length_ms, format) = (track.token, track.length_ms, track.format.clone());
                        self.say(EngineEvent::Loaded { token, length_ms, format });
                        self.place(feed, run);
                    }
                    Purpose::Again => self.place(feed, run),
                    Purpose::Follow => {
                        let Some(active) = &self.active else { return };
                        run.follows = Some(active.track().token);
                        self.following = Some(run);
                        if self.output.is_some() {
                            self.tell(VoiceOrder::Follow(Some(feed)));
                        } else {
                            self.parked_follower = Some(feed);
                        }
                    }
                }
            }
            Report::Seam { feed, at, track } => {
                let runs = self.active.iter_mut().chain(&mut self.following);
                let waiting = self.waiting.iter_mut().map(|waiting| &mut waiting.run);
                let mut runs = runs.chain(waiting);
                if let Some(run) = runs.find(|run| run.state.id == feed && !run.state.is_cut()) {
                    run.add_seam(at, track);
                }
            }
            Report::Crossed { feed } => {
                if self.active.as_ref().is_some_and(|run| run.state.id == feed) {
                    self.settle_next();
                }
            }
            Report::Broken { feed, token, reason } => self.break_off(feed, token, reason),
            Report::NextFailed { token, reason } => {
                if self.next.take_if(|next| next.token == token).is_some() {
                    self.say(EngineEvent::Failed { token, heard_ms: 0, reason });
                }
            }
            Report::Finished => {}
        }
    }

    fn attend(&mut self, alarm: Alarm) {
        match alarm {
            Alarm::Lost(reason) => self.lose_output(reason),
            Alarm::Glitch => self.note_glitch(),
            Alarm::Wake => {}
        }
    }

    /// Orders a new feed; an older one that is being opened is forgotten.
    pub(super) fn open(&mut self, wish: NextTrack, start_ms: i64, purpose: Purpose) {
        self.last_feed += 1;
        let rate = match purpose {
            // Nothing else plays: the output is opened at the file's own rate.
            Purpose::Load => None,
            Purpose::Again => self.output.as_ref().map(|output| output.rate),
            Purpose::Follow => self.active.as_ref().map(|run| run.state.rate),
        };
        let (token, path, gain) = (wish.token, wish.path.clone(), wish.gain);
        let next = if purpose == Purpose::Follow { None } else { self.next.clone() };
        self.order(Order::Open(OpenFeed {
            feed: self.last_feed,
            token,
            path,
            gain,
            start_ms,
            rate,
            speed: self.speed,
            next,
        }));
        self.opening = Some(Opening { feed: self.last_feed, purpose, wish, start_ms });
    }

    /// What plays goes on from its place in a feed of the new speed.
    fn change_speed(&mut self, speed: Speed) {
        if std::mem::replace(&mut self.speed, speed) == speed {
            return;
        }
        let opening = self.opening.as_ref().filter(|opening| opening.purpose != Purpose::Follow);
        let run = self.waiting.as_ref().map(|waiting| &waiting.run).or(self.active.as_ref());
        let place = opening.map(|opening| opening.start_ms).or(run.map(Run::position_ms));
        if let Some(ms) = place {
            self.seek(ms);
        }
    }

    fn seek(&mut self, ms: i64) {
        if let Some(opening) = self.take_opening_alone() {
            return self.open(opening.wish, ms, opening.purpose);
        }
        let waiting = self.waiting.take().map(|waiting| waiting.run);
        let Some(run) = waiting.as_ref().or(self.active.as_ref()) else { return };
        let track = run.track();
        let wish = NextTrack { token: track.token, path: track.path.clone(), gain: track.gain };
        // The old place may still sound for a moment, but not run into the next track.
        if let Some(run) = &mut self.active {
            run.cut_at_seam();
        }
        self.drop_follower();
        self.open(wish, ms, Purpose::Again);
    }

    /// Gives a decoded feed to the voice, or keeps it until there is one.
    fn place(&mut self, feed: Box<Feed>, run: Run) {
        match &self.output {
            Some(output) if output.rate == run.state.rate => {
                self.retire_active(false);
                self.tell(VoiceOrder::Play(self.playing));
                self.tell(VoiceOrder::Replace(Some(feed)));
                self.active = Some(run);
                self.report();
            }
            Some(output) if self.device.refused == Some((run.state.rate, output.rate)) => {
                let track = run.track();
                let wish = NextTrack { token: track.token, path: track.path.clone(), gain: track.gain };
                let start_ms = run.position_ms();
                self.open(wish, start_ms, Purpose::Again);
            }
            Some(_) => self.waiting = Some(Waiting { feed, run, deadline: clock::ticks() + FADE_LIMIT }),
            None => {
                self.retire_active(false);
                self.parked = Some(feed);
                self.active = Some(run);
                self.report();
            }
        }
    }

    /// Brings the wish for the next track to where it can still be had.
    fn settle_next(&mut self) {
        let next = self.next.clone();
        if let Some(opening) = self.opening.as_ref().filter(|opening| opening.purpose != Purpose::Follow) {
            return self.order(Order::Next { after: opening.wish.token, next });
        }
        let run = self.waiting.as_mut().map(|waiting| &mut waiting.run).or(self.active.as_mut());
        let Some(run) = run else { return };
        let wanted = next.as_ref().map(|next| next.token);
        if run.state.is_cut() {
            let coming = self.opening.as_ref().map(|opening| opening.wish.token);
            let coming = coming.or(self.following.as_ref().map(|run| run.track().token));
            if coming != wanted {
                self.follow(next);
            }
            return;
        }
        let Some((written, at)) = run.seam() else {
            let after = run.track().token;
            return self.order(Order::Next { after, next });
        };
        // So close to the seam the old wish plays; the caller hears of it and may load another.
        let too_late = self.output.is_some() && at.saturating_sub(run.state.taken()) < u64::from(run.state.rate) / 2;
        if wanted != Some(written) && !too_late {
            run.cut_at_seam();
            self.follow(next);
        }
    }

    fn follow(&mut self, next: Option<NextTrack>) {
        self.drop_follower();
        match next {
            Some(next) => self.open(next, 0, Purpose::Follow),
            None => self.order(Order::Close),
        }
    }

    fn drop_follower(&mut self) {
        self.opening.take_if(|opening| opening.purpose == Purpose::Follow);
        self.parked_follower = None;
        if self.following.take().is_some() {
            self.tell(VoiceOrder::Follow(None));
        }
    }

    /// What is being opened, when it is all there is of its track.
    fn take_opening_alone(&mut self) -> Option<Opening> {
        let alone = self.active.is_none();
        self.opening.take_if(|opening| match opening.purpose {
            Purpose::Load => true,
            Purpose::Again => alone,
            Purpose::Follow => false,
        })
    }

    /// Leaves whatever is loaded, fading out.
    fn abandon(&mut self) {
        if let Some(Opening { wish, start_ms, .. }) = self.take_opening_alone() {
            self.say(EngineEvent::Left {
                token: wish.token,
                position_ms: start_ms,
                heard_ms: self.book.ms(wish.token),
            });
            self.book.close(wish.token);
        }
        self.opening = None;
        if let Some(mut waiting) = self.waiting.take() {
            waiting.run.closing = true;
            self.finish(waiting.run);
        }
        self.drop_follower();
        self.retire_active(true);
        self.tell(VoiceOrder::Replace(None));
        self.order(Order::Close);
    }

    /// The active feed gives way. `closing`: its track is over with it.
    pub(super) fn retire_active(&mut self, closing: bool) {
        let Some(mut run) = self.active.take() else { return };
        run.closing = closing;
        // Fading out, it may not run into its next track.
        run.cut_at_seam();
        if self.output.is_some() {
            self.leaving.push(run);
        } else {
            self.parked = None;
            self.finish(run);
        }
    }

    /// The decoder gave up on a feed.
    fn break_off(&mut self, feed: u64, token: u64, reason: String) {
        if let Some(opening) = self.opening.take_if(|opening| opening.feed == feed) {
            if opening.purpose == Purpose::Again
                && let Some(run) = self.active.take()
            {
                self.tell(VoiceOrder::Replace(None));
                self.parked = None;
                drop(run);
            }
            let heard_ms = self.book.close(token);
            self.say(EngineEvent::Failed { token, heard_ms, reason });
        } else {
            let runs = self.active.iter_mut().chain(&mut self.following);
            let mut runs = runs.chain(self.waiting.iter_mut().map(|waiting| &mut waiting.run));
            if let Some(run) = runs.find(|run| run.state.id == feed) {
                run.broken = Some(reason);
            }
        }
    }

    pub(super) fn tell(&mut self, order: VoiceOrder) {
        if self.output.is_some() {
            self.outbox.push_back(order);
            self.pump();
        }
    }

    /// Passes orders on to the voice as far as it has room.
    pub(super) fn pump(&mut self) {
        let Some(output) = &mut self.output else { return self.outbox.clear() };
        while let Some(order) = self.outbox.pop_front() {
            if let Err(order) = output.voice.tell(order) {
                self.outbox.push_front(order);
                break;
            }
        }
    }

    pub(super) fn order(&self, order: Order) {
        // The decoder thread ends only after this one.
        let _ = self.wires.orders.send(order);
    }

    pub(super) fn say(&self, event: EngineEvent) {
        // A caller that no longer listens still has its sound.
        let _ = self.wires.events.send(event);
    }

    /// Fades out, lets it be heard, and closes.
    fn wind_up(&mut self) {
        self.abandon();
        let since = clock::ticks();
        let sounding = |control: &Self| {
            let output = control.output.as_ref();
            output.is_some_and(|output| output.is_paced && !output.voice.monitor.is_quiet())
        };
        while clock::since(since) < FADE_LIMIT && (sounding(self) || !self.outbox.is_empty()) && self.output.is_some() {
            self.pump();
            std::thread::sleep(Duration::from_millis(5));
            if self.output.as_ref().is_some_and(|output| !output.is_paced) {
                break;
            }
        }
        self.close_output();
    }
}
