//! Control: what the output consumed, as news for the caller.

use std::time::Duration;

use super::control::{Control, Purpose};
use super::decoding::Order;
use super::protocol::EngineEvent;
use super::timeline::{News, Run};
use super::voice::VoiceOrder;
use crate::clock;

const REPORT_EVERY: Duration = Duration::from_millis(250);
/// While something fades or waits.
const SHORT_WAIT: Duration = Duration::from_millis(10);
const LONG_WAIT: Duration = Duration::from_secs(3600);

impl Control {
    /// Feeds that the voice gave back.
    pub(super) fn collect_spent(&mut self) {
        while let Some(feed) = self.output.as_mut().and_then(|output| output.voice.next_spent()) {
            self.hear_reports();
            self.note_spent(feed.state.id);
        }
    }

    pub(super) fn note_spent(&mut self, feed: u64) {
        if let Some(at) = self.leaving.iter().position(|run| run.state.id == feed) {
            let run = self.leaving.remove(at);
            self.finish(run);
        } else if self.following.is_some()
            && let Some(run) = self.active.take_if(|run| run.state.id == feed)
        {
            self.finish(run);
            self.active = self.following.take();
        }
    }

    /// All that the voice took of this feed has been or will be heard.
    pub(super) fn finish(&mut self, mut run: Run) {
        let taken = run.state.taken();
        self.advance_run(&mut run, taken);
        if run.closing {
            let (token, position_ms) = (run.track().token, run.position_ms());
            let heard_ms = self.book.close(token);
            self.say(EngineEvent::Left { token, position_ms, heard_ms });
        }
    }

    /// Tells what has been heard since.
    pub(super) fn advance(&mut self) {
        let Some(run) = &self.active else { return };
        let unheard = self.output.as_ref().map_or(0, |output| output.voice.monitor.unheard());
        let (feed, heard) = (run.state.id, run.state.taken().saturating_sub(unheard));
        // A seam is reported before its samples can be taken: every one up to here is known now.
        self.hear_reports();
        let Some(mut run) = self.active.take_if(|run| run.state.id == feed) else { return };
        self.advance_run(&mut run, heard);
        let more_comes = self.following.is_some() || self.opening.is_some();
        match run.state.limit() {
            Some(limit) if heard >= limit && !more_comes => self.end(&run),
            _ => self.active = Some(run),
        }
    }

    fn advance_run(&mut self, run: &mut Run, heard: u64) {
        while let Some(news) = run.advance(heard, self.volume > 0.0, &mut self.book) {
            let track = run.track().clone();
            let (token, length_ms, format) = (track.token, track.length_ms, track.format.clone());
            let from = match news {
                News::Begun { follows } => follows,
                News::Crossed { from } => Some(from),
            };
            let event = match from {
                Some(from) => {
                    self.next.take_if(|next| next.token == token);
                    EngineEvent::Advanced { from, heard_ms: self.book.close(from), to: token, length_ms, format }
                }
                None if self.started != Some(token) => EngineEvent::Started { token, length_ms, format },
                // The same track, from another place.
                None => continue,
            };
            self.started = Some(token);
            self.say(event);
        }
    }

    fn end(&mut self, run: &Run) {
        let token = run.track().token;
        let heard_ms = self.book.close(token);
        self.parked = None;
        self.tell(VoiceOrder::Replace(None));
        self.order(Order::Close);
        self.say(match &run.broken {
            Some(reason) => EngineEvent::Failed { token, heard_ms, reason: reason.clone() },
            None => EngineEvent::Ended { token, heard_ms },
        });
    }

    /// Says where the active track stands.
    pub(super) fn report(&mut self) {
        let Some(run) = &self.active else { return };
        // Until the seam is heard, the track before it is the one that stands somewhere.
        if run.follows.is_some() && !run.has_begun() {
            return;
        }
        let token = run.track().token;
        let (position_ms, heard_ms) = (run.position_ms(), self.book.ms(token));
        self.reported_at = Some(clock::ticks());
        self.say(EngineEvent::Position { token, position_ms, heard_ms, playing: self.playing });
    }

    pub(super) fn report_in_time(&mut self) {
        let quiet = self.output.as_ref().is_none_or(|output| output.voice.monitor.is_quiet());
        if self.settling && quiet && self.outbox.is_empty() {
            self.settling = false;
            self.report();
        }
        let due = self.reported_at.is_none_or(|at| clock::since(at) >= REPORT_EVERY);
        if due && self.playing && self.output.is_some() && self.active.as_ref().is_some_and(Run::has_begun) {
            self.report();
        }
    }

    /// The ring is half empty: decode on.
    pub(super) fn nudge_decoder(&self) {
        let run = self.following.as_ref().or(self.active.as_ref());
        if let Some(run) = run
            && run.state.limit().is_none()
            && run.state.ahead() < u64::from(run.state.rate)
        {
            self.order(Order::Refill);
        }
    }

    /// Until when nothing needs looking at unless somebody calls.
    pub(super) fn next_wake(&self) -> Duration {
        let now = clock::ticks();
        let mut wait = LONG_WAIT;
        let opening_follower = self.opening.as_ref().is_some_and(|opening| opening.purpose == Purpose::Follow);
        if !self.leaving.is_empty() || self.waiting.is_some() || self.settling || !self.outbox.is_empty() {
            wait = SHORT_WAIT;
        }
        if let (true, Some(run), Some(_)) = (self.playing, &self.active, &self.output) {
            wait = wait.min(match self.reported_at {
                Some(at) if run.has_begun() => REPORT_EVERY.saturating_sub(clock::since(at)),
                _ => SHORT_WAIT * 2,
            });
            for frame in [run.seam().map(|(_, at)| at + 1), run.state.limit()].into_iter().flatten() {
                let left = frame.saturating_sub(run.heard());
                let until = Duration::from_micros(left.saturating_mul(1_000_000) / u64::from(run.state.rate));
                wait = wait.min(until.max(Duration::from_millis(3)));
            }
            if opening_follower || self.following.is_some() {
                wait = wait.min(SHORT_WAIT * 5);
            }
            wait = wait.max(Duration::from_millis(1));
        }
        wait.min(self.device_wake(now))
    }
}
