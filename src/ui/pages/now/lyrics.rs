//! The words of what plays. Where they have times, the line that is sung stays in sight.

use std::time::{Duration, Instant};

use ratatui::layout::Rect;

use super::super::super::canvas::{Canvas, after};
use super::super::super::keymap::Action;
use super::super::super::page::{Effect, Slot, View};
use super::super::super::theme::Role;
use super::super::super::widgets::bar;
use super::super::heading;
use crate::domain::ids::TrackId;
use crate::domain::lyrics::Lyrics;
use crate::player::protocol::{Answer, Question};

#[derive(Default)]
pub(super) struct LyricsView {
    asked: Option<TrackId>,
    /// None until an answer came.
    found: Option<Option<Lyrics>>,
    /// The first row, once the listener moved; else the page follows the music.
    top: Option<usize>,
    sung: Option<usize>,
    wake_at: Option<Instant>,
    rows: usize,
    followed_top: usize,
}

impl LyricsView {
    pub(super) fn ask(&mut self, track: Option<TrackId>, slot: Slot) -> Option<Effect> {
        if self.asked == track {
            return None;
        }
        *self = Self { asked: track, rows: self.rows, ..Self::default() };
        track.map(|track| Effect::Ask { slot, question: Question::Lyrics { track } })
    }

    pub(super) fn answer(&mut self, answer: Answer) {
        self.found = Some(if let Answer::Lyrics(lyrics) = answer { lyrics } else { None });
    }

    pub(super) fn stale(&mut self) {
        self.asked = None;
    }

    fn lyrics(&self) -> Option<&Lyrics> {
        self.found.as_ref()?.as_ref()
    }

    pub(super) fn has_times(&self) -> bool {
        self.lyrics().is_some_and(|lyrics| lyrics.timed)
    }

    /// "from its tags".
    pub(super) fn from(&self) -> String {
        self.lyrics().map(|lyrics| format!("from {}", lyrics.from)).unwrap_or_default()
    }

    /// Finds the line that is sung now, and when the next one will be.
    pub(super) fn follow(&mut self, view: &View<'_>) {
        let position = bar::position_ms(view.snapshot, view.ticks);
        let next = self.lyrics().and_then(|lyrics| lyrics.next_after(position));
        self.sung = self.lyrics().and_then(|lyrics| lyrics.line_at(position));
        let speed = i64::from(view.snapshot.transport.speed.as_percent()).max(1);
        self.wake_at = next.filter(|_| bar::runs(view.snapshot)).and_then(|at| {
            let wait = (at - position).saturating_mul(100) / speed;
            view.ticks.checked_add(Duration::from_millis(u64::try_from(wait).ok()?.saturating_add(1)))
        });
    }

    pub(super) const fn wake_at(&self) -> Option<Instant> {
        self.wake_at
    }

    /// Moves over the words; `c` goes back to where the music is.
    pub(super) fn travel(&mut self, action: Action) -> bool {
        let last = self.lyrics().map_or(0, |lyrics| lyrics.lines.len().saturating_sub(self.rows));
        let from = self.top.unwrap_or(self.followed_top);
        let page = self.rows.max(2) - 1;
        self.top = match action {
            Action::Down => Some((from + 1).min(last)),
            Action::Up => Some(from.saturating_sub(1)),
            Action::HalfDown | Action::PageDown => Some((from + page).min(last)),
            Action::HalfUp | Action::PageUp => Some(from.saturating_sub(page)),
            Action::Top => Some(0),
            Action::Bottom => Some(last),
            Action::ToPlaying => None,
            _ => return false,
        };
        true
    }

    pub(super) fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        self.rows = usize::from(area.height);
        canvas.point_at(area.as_position());
        let Some(lyrics) = self.found.as_ref().and_then(Option::as_ref) else {
            if self.found.is_some() && view.snapshot.transport.current.is_some() {
                heading::teach(area, &TEACH, canvas);
            }
            return;
        };
        let sung = self.sung.filter(|_| lyrics.timed);
        let last = lyrics.lines.len().saturating_sub(self.rows);
        self.followed_top = sung.map_or(0, |sung| sung.saturating_sub(self.rows / 3)).min(last);
        let top = self.top.unwrap_or(self.followed_top).min(last);
        for (index, (place, line)) in (top..).zip(area.rows().zip(lyrics.lines.iter().skip(top))) {
            let here = sung == Some(index);
            if here {
                canvas.focus(place);
            }
            let role = if here || sung.is_none() { Role::Text } else { Role::Reason };
            let place = Rect { width: place.width.saturating_sub(3), ..after(place, 2) };
            canvas.put(place, &line.words, role.strong_if(here));
        }
    }
}

const TEACH: [&str; 3] = [
    "No words are known of this track.",
    "",
    "They are read from its tags (USLT, LYRICS, ©lyr) and from a file of its name beside it, ending in .lrc or .txt. Where an .lrc has times, the line that is sung is shown.",
];

#[cfg(test)]
mod tests {
    use super::super::super::super::fixture;
    use super::*;

    #[test]
    fn the_sung_line_moves_with_the_music_until_the_listener_looks_elsewhere() {
        let body: String = (0..40).map(|n| format!("[00:{n:02}]line {n}\n")).collect();
        let mut lyrics = LyricsView { rows: 6, ..LyricsView::default() };
        assert!(lyrics.ask(Some(TrackId(1)), "lyrics").is_some() && lyrics.ask(Some(TrackId(1)), "lyrics").is_none());
        lyrics.answer(Answer::Lyrics(Lyrics::parse(&body, "a.lrc")));
        let mut snapshot = fixture::evening();
        snapshot.transport.position_ms = 20_400;
        snapshot.transport.read_at = Some(crate::clock::ticks());
        let view = View { ticks: snapshot.transport.read_at.unwrap(), ..fixture::view(&snapshot) };
        lyrics.follow(&view);
        assert_eq!(lyrics.sung, Some(20));
        assert_eq!(lyrics.wake_at, Some(view.ticks + Duration::from_millis(601)));
        assert!(lyrics.travel(Action::Down) && !lyrics.travel(Action::Enter));
        assert_eq!(lyrics.top, Some(1));
        assert!(lyrics.travel(Action::ToPlaying));
        assert_eq!(lyrics.top, None);
    }
}
