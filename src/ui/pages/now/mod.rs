//! What plays: its cover, where it came from, what it has been to the listener, and what comes,
//! is sung, or is known of it.

mod about;
mod layout;
mod lyrics;
mod signal;
mod story;

use std::time::Instant;

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after, row};
use super::super::keymap::{Action, Context};
use super::super::page::{Effect, Hint, Outcome, OwnFrame, Page, Slot, Stale, Subject, View, hint};
use super::super::theme::Role;
use super::super::widgets::cover::Cover;
use super::super::widgets::filtered::Kept;
use super::super::widgets::queue_lines::{QueueLines, Shape};
use super::heading;
use crate::domain::human;
use crate::domain::ids::TrackId;
use crate::domain::query::Holders;
use crate::domain::section::ItemRef;
use crate::domain::sound::Speed;
use crate::domain::story::TrackStory;
use crate::player::protocol::{Answer, Command, Question};
use layout::Layout;
use lyrics::LyricsView;
use story::StoryView;

const COVER: Slot = "cover";
const STORY: Slot = "story";
const LYRICS: Slot = "lyrics";

/// What stands below, or beside, what is said of the track.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shown {
    #[default]
    UpNext,
    Lyrics,
    Story,
}

impl Shown {
    const fn next(self) -> Self {
        match self {
            Self::UpNext => Self::Lyrics,
            Self::Lyrics => Self::Story,
            Self::Story => Self::UpNext,
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::UpNext => "Up next",
            Self::Lyrics => "Lyrics",
            Self::Story => "Story",
        }
    }
}

pub struct NowPage {
    shown: Shown,
    lines: QueueLines,
    cover: Cover,
    /// The track that was asked about, and what came of it.
    asked: Option<TrackId>,
    story: Option<TrackStory>,
    lyrics: LyricsView,
    told: StoryView,
}

impl Default for NowPage {
    fn default() -> Self {
        Self {
            shown: Shown::default(),
            lines: QueueLines::new(Shape::UpNext),
            cover: Cover::new(COVER),
            asked: None,
            story: None,
            lyrics: LyricsView::default(),
            told: StoryView::default(),
        }
    }
}

fn playing(view: &View<'_>) -> Option<TrackId> {
    view.snapshot.transport.current.as_ref().map(|line| line.card.id)
}

impl NowPage {
    /// "12 tracks · 58 min", or what the view at hand says of itself.
    fn aside(&self, view: &View<'_>) -> String {
        let queue = &view.snapshot.queue;
        match self.shown {
            Shown::UpNext if queue.is_empty() => String::new(),
            Shown::UpNext => {
                let count = u32::try_from(queue.len()).unwrap_or(u32::MAX);
                format!("{} · {}", human::count(count, "track", "tracks"), human::span(queue.length_ms))
            }
            Shown::Lyrics => self.lyrics.from(),
            Shown::Story => String::new(),
        }
    }

    fn draw_view(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(head) = row(area, 0) else { return };
        let head = Rect { width: head.width.saturating_sub(1), ..head };
        let used = canvas.put(after(head, 1), self.shown.title(), Role::Title);
        canvas.put_right(after(head, used + 3), &self.aside(view), Role::Reason);
        let area = super::super::canvas::below(area, 1);
        match self.shown {
            Shown::UpNext if self.lines.is_empty(view) => {
                let sentences = ["Nothing follows.", "", "a on any line adds it here, A right after what plays."];
                heading::teach(area, &sentences, canvas);
            }
            Shown::UpNext => self.lines.draw(view, area, canvas),
            Shown::Lyrics => self.lyrics.draw(view, area, canvas),
            Shown::Story => self.told.draw(self.story.as_ref(), view.now, area, canvas),
        }
    }

    fn change_speed(action: Action, view: &View<'_>) -> Outcome {
        let speed = view.snapshot.transport.speed;
        Outcome::send(Command::SetSpeed(match action {
            Action::Slower => speed.slower(),
            Action::Faster => speed.faster(),
            _ => Speed::NORMAL,
        }))
    }
}

impl Page for NowPage {
    fn title(&self) -> &'static str {
        "Now playing"
    }

    fn context(&self) -> Context {
        Context::Now
    }

    fn frame(&self, view: &View<'_>) -> Option<OwnFrame> {
        Some(OwnFrame {
            title: view.words("{now} Now playing"),
            aside: view.words("{view}: up next › lyrics › story"),
            above_keys: signal::path(view),
        })
    }

    fn prepare(&mut self, view: &View<'_>) -> Vec<Effect> {
        self.lines.settle(view);
        let track = playing(view);
        let mut effects: Vec<Effect> = self.cover.ask(track.map(ItemRef::Track)).into_iter().collect();
        if self.asked != track {
            self.asked = track;
            self.story = self.story.take().filter(|story| Some(story.info.card.id) == track);
            effects.extend(track.map(|track| Effect::Ask { slot: STORY, question: Question::Story { track } }));
        }
        if self.shown == Shown::Lyrics {
            effects.extend(self.lyrics.ask(track, LYRICS));
        }
        self.lyrics.follow(view);
        effects
    }

    fn handle(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::CycleView => {
                self.shown = self.shown.next();
                Outcome::done()
            }
            Action::Slower | Action::Faster | Action::NormalSpeed => Self::change_speed(action, view),
            _ => match self.shown {
                Shown::UpNext => self.lines.handle(action, view),
                Shown::Lyrics => Outcome::moved(self.lyrics.travel(action)),
                Shown::Story => Outcome::moved(self.told.travel(action)),
            },
        }
    }

    fn answer(&mut self, slot: Slot, answer: Answer, view: &View<'_>) -> Vec<Effect> {
        if self.cover.answer(slot, &answer) {
            return Vec::new();
        }
        match (slot, answer) {
            (STORY, Answer::Story(story)) => self.story = Some(story),
            (LYRICS, answer) => {
                self.lyrics.answer(answer);
                self.lyrics.follow(view);
            }
            _ => {}
        }
        Vec::new()
    }

    fn stale(&mut self, what: Stale) {
        self.asked = None;
        if what == Stale::Library {
            self.cover.stale();
            self.lyrics.stale();
        }
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(line) = &view.snapshot.transport.current else {
            if self.lines.is_empty(view) {
                let sentences = [
                    "Nothing plays.",
                    "",
                    "{play} on any line of music plays it. Then its cover stands here, where it came from and what comes next.",
                ];
                return heading::teach(
                    super::super::canvas::below(area, 1),
                    &sentences.map(|words| view.words(words)),
                    canvas,
                );
            }
            return self.draw_view(view, super::super::canvas::below(area, 1), canvas);
        };
        let parts = Layout::of(area, self.cover.has_place(canvas.covers), canvas.covers);
        let beside = parts.cover.and_then(|place| self.cover.draw(place, canvas));
        let words = parts.words_beside(beside);
        about::draw(view, line, self.story.as_ref(), words, canvas);
        let below_list = parts.below_list(view.snapshot.queue.len()).filter(|_| self.shown == Shown::UpNext);
        let shown = parts.view.height - below_list.map_or(0, |place| place.height);
        self.draw_view(view, Rect { height: shown, ..parts.view }, canvas);
        if let Some(place) = below_list {
            // The cursor stands in the list.
            let cursor = canvas.cursor;
            self.told.draw(self.story.as_ref(), view.now, place, canvas);
            canvas.cursor = cursor;
        }
    }

    fn subject(&self, view: &View<'_>) -> Option<Subject> {
        match self.shown {
            Shown::UpNext => self.lines.subject(view),
            // The words and the story are of what plays.
            Shown::Lyrics | Shown::Story => about::subject(view),
        }
    }

    fn marked(&self, view: &View<'_>) -> Vec<Subject> {
        if self.shown == Shown::UpNext { self.lines.marked(view) } else { Vec::new() }
    }

    fn marks(&self) -> usize {
        self.lines.marks()
    }

    fn unmark(&mut self) -> bool {
        self.lines.unmark()
    }

    fn narrow(&mut self, words: &str, view: &View<'_>) -> Option<(usize, usize)> {
        (self.shown == Shown::UpNext).then(|| self.lines.narrow(words, view))
    }

    fn holders(&self) -> Option<Holders> {
        (self.shown == Shown::UpNext).then_some(Holders::Lines)
    }

    fn keep(&mut self, kept: Option<Kept>, view: &View<'_>) -> Option<(usize, usize)> {
        (self.shown == Shown::UpNext).then(|| self.lines.keep(kept, view))
    }

    fn promise(&self, view: &View<'_>) -> String {
        match self.shown {
            Shown::UpNext => self.lines.promise(view),
            Shown::Lyrics if self.lyrics.has_times() => {
                view.words("The words follow the music; {playing} goes back to them")
            }
            Shown::Lyrics | Shown::Story => String::new(),
        }
    }

    fn reason(&self, view: &View<'_>) -> Option<String> {
        (self.shown == Shown::UpNext).then(|| self.lines.reason(view)).flatten()
    }

    fn hints(&self, view: &View<'_>) -> Vec<Hint> {
        if playing(view).is_none() {
            return vec![hint(Action::ShowHome, "home"), hint(Action::ShowLibrary, "library")];
        }
        vec![
            hint(Action::LikePlaying, "like"),
            hint(Action::WhyPlaying, "why"),
            hint(Action::LessPlaying, "less"),
            hint(Action::CycleView, self.shown.next().title_in_keys()),
            hint(Action::StopAfter, "stop after"),
        ]
    }

    fn click(&mut self, at: Position, view: &View<'_>) -> bool {
        self.shown == Shown::UpNext && self.lines.click(at, view)
    }

    fn drag(&mut self, to: Position, view: &View<'_>) -> Outcome {
        if self.shown == Shown::UpNext { self.lines.drag(to, view) } else { Outcome::Ignored }
    }

    fn give_back(&mut self, view: &View<'_>) -> bool {
        self.lines.give_back(view)
    }

    fn put_down(&mut self) -> Vec<Effect> {
        self.lines.put_down()
    }

    fn wake_at(&self) -> Option<Instant> {
        match self.shown {
            Shown::UpNext => self.lines.wake_at(),
            Shown::Lyrics => self.lyrics.wake_at(),
            Shown::Story => None,
        }
    }

    fn wake(&mut self, view: &View<'_>) -> Vec<Effect> {
        self.lines.wake(view)
    }
}

impl Shown {
    const fn title_in_keys(self) -> &'static str {
        match self {
            Self::UpNext => "up next",
            Self::Lyrics => "lyrics",
            Self::Story => "story",
        }
    }
}

#[cfg(test)]
mod tests;
