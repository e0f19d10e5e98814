//! Which track a frame of a feed belongs to, and how much of each was heard.

use std::collections::VecDeque;
use std::sync::Arc;

use super::decoding::Track;
use super::feed::FeedState;

/// Control's knowledge of one feed: the tracks in it, and how far it has been heard.
#[derive(Debug)]
pub(super) struct Run {
    pub state: Arc<FeedState>,
    /// Never empty; the first is the one being heard.
    spans: VecDeque<Span>,
    first: Span,
    heard: u64,
    begun: bool,
    /// It goes on without a gap from this token, which was in another feed.
    pub follows: Option<u64>,
    /// The decoder gave up on this token.
    pub broken: Option<String>,
    /// Its track is over with it, and not continued in a feed of its own.
    pub closing: bool,
}

#[derive(Clone, Debug)]
struct Span {
    /// Frame of the feed where the track begins.
    at: u64,
    start_ms: i64,
    track: Arc<Track>,
}

/// What was heard to happen.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum News {
    Begun { follows: Option<u64> },
    Crossed { from: u64 },
}

impl Run {
    pub(super) fn new(state: Arc<FeedState>, track: Arc<Track>, start_ms: i64) -> Self {
        let first = Span { at: 0, start_ms, track };
        let spans = VecDeque::from([first.clone()]);
        Self { state, spans, first, heard: 0, begun: false, follows: None, broken: None, closing: false }
    }

    /// The track being heard.
    pub(super) fn track(&self) -> &Arc<Track> {
        &self.span().track
    }

    pub(super) fn has_begun(&self) -> bool {
        self.begun
    }

    pub(super) fn heard(&self) -> u64 {
        self.heard
    }

    /// Position of the last heard frame in its track.
    pub(super) fn position_ms(&self) -> i64 {
        let span = self.span();
        let frames = self.heard.saturating_sub(span.at);
        let ms = i64::try_from(frames.saturating_mul(1000) / u64::from(self.state.rate)).unwrap_or(0);
        span.start_ms + self.state.speed.of(ms)
    }

    pub(super) fn add_seam(&mut self, at: u64, track: Arc<Track>) {
        self.spans.push_back(Span { at, start_ms: 0, track });
    }

    /// The next track, when its seam is already written: its token and first frame.
    pub(super) fn seam(&self) -> Option<(u64, u64)> {
        self.spans.get(1).map(|span| (span.track.token, span.at))
    }

    /// Ends the feed where the present track ends, whatever was written behind it.
    pub(super) fn cut_at_seam(&mut self) {
        if let Some((_, at)) = self.seam() {
            self.state.cut_at(at);
            self.spans.truncate(1);
        }
    }

    /// Frames that were taken but never sounded are not heard.
    pub(super) fn lose_unheard(&mut self) {
        self.heard = self.state.taken();
    }

    /// Moves on to frame `heard`, noting what was heard in `book`; gives one piece of news at a
    /// time. Never goes back.
    pub(super) fn advance(&mut self, heard: u64, audible: bool, book: &mut HeardBook) -> Option<News> {
        if !self.begun && heard > 0 {
            self.begun = true;
            return Some(News::Begun { follows: self.follows });
        }
        let seam = self.spans.get(1).map_or(u64::MAX, |span| span.at);
        let upto = heard.min(seam);
        if upto > self.heard {
            if audible {
                // In hundredths of a frame of the file, so that no speed is rounded.
                let heard = (upto - self.heard).saturating_mul(u64::from(self.state.speed.as_percent()));
                book.add(self.track().token, heard, self.state.rate.saturating_mul(100));
            }
            self.heard = upto;
        }
        if heard > seam {
            let from = self.track().token;
            self.spans.pop_front();
            return Some(News::Crossed { from });
        }
        None
    }

    fn span(&self) -> &Span {
        self.spans.front().unwrap_or(&self.first)
    }
}

/// Sound heard of each token, in the time of its file, exact to the frame.
#[derive(Debug, Default)]
pub(super) struct HeardBook(Vec<Heard>);

#[derive(Debug)]
struct Heard {
    token: u64,
    /// From feeds at other rates.
    settled_ms: i64,
    frames: u64,
    rate: u32,
}

impl Heard {
    fn ms(&self) -> i64 {
        self.settled_ms + i64::try_from(self.frames.saturating_mul(1000) / u64::from(self.rate.max(1))).unwrap_or(0)
    }
}

impl HeardBook {
    fn add(&mut self, token: u64, frames: u64, rate: u32) {
        match self.0.iter_mut().find(|heard| heard.token == token) {
            Some(heard) => {
                if heard.rate != rate {
                    *heard = Heard { token, settled_ms: heard.ms(), frames: 0, rate };
                }
                heard.frames += frames;
            }
            None => self.0.push(Heard { token, settled_ms: 0, frames, rate }),
        }
    }

    pub(super) fn ms(&self, token: u64) -> i64 {
        self.0.iter().find(|heard| heard.token == token).map_or(0, Heard::ms)
    }

    /// The final count; forgets the token.
    pub(super) fn close(&mut self, token: u64) -> i64 {
        let ms = self.ms(token);
        self.0.retain(|heard| heard.token != token);
        ms
    }
}

#[cfg(test)]
mod tests {
    use super::super::feed::Feed;
    use super::*;
    use crate::domain::sound::{SoundFormat, Speed};

    fn track(token: u64) -> Arc<Track> {
        Arc::new(Track { token, path: "a".into(), gain: 1.0, length_ms: None, format: SoundFormat::default() })
    }

    #[test]
    fn frames_are_counted_for_the_track_they_belong_to() {
        let (feed, _ring) = Feed::new(1, 1000, Speed::NORMAL, false);
        let mut run = Run::new(feed.state.clone(), track(1), 500);
        let mut book = HeardBook::default();
        run.add_seam(100, track(2));
        assert_eq!(run.advance(0, true, &mut book), None);
        assert_eq!(run.advance(150, true, &mut book), Some(News::Begun { follows: None }));
        assert_eq!(run.advance(150, true, &mut book), Some(News::Crossed { from: 1 }));
        assert_eq!(run.advance(150, true, &mut book), None);
        assert_eq!((book.close(1), book.ms(2), run.position_ms()), (100, 50, 50));
        assert_eq!(run.advance(90, true, &mut book), None, "a clock that steps back changes nothing");
        assert_eq!(run.advance(250, false, &mut book), None);
        assert_eq!((book.ms(2), run.position_ms()), (50, 150), "what is inaudible is not heard");
    }

    #[test]
    fn at_another_speed_the_time_of_the_file_is_counted() {
        let (feed, _ring) = Feed::new(1, 1000, Speed::percent(150), true);
        let mut run = Run::new(feed.state.clone(), track(1), 500);
        let mut book = HeardBook::default();
        assert_eq!(run.advance(100, true, &mut book), Some(News::Begun { follows: None }));
        assert_eq!(run.advance(100, true, &mut book), None);
        assert_eq!((book.ms(1), run.position_ms()), (150, 650));
    }

    #[test]
    fn rates_add_up() {
        let mut book = HeardBook::default();
        book.add(1, 44_100, 44_100);
        book.add(1, 24_000, 48_000);
        book.add(1, 24_000, 48_000);
        assert_eq!(book.ms(1), 2_000);
    }
}
