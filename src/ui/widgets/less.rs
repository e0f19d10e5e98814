//! The less panel: each line says beforehand what it will change.

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after, below, cells, row};
use super::super::keymap::{Action, Context, Press};
use super::super::page::{Effect, Outcome, Panel, Slot, View};
use super::super::theme::Role;
use super::choice::{Choice, ChoicePanel};
use super::leave_out::{leave_out_panel, not_me_panel};
use super::list::{ListCursor, Plain};
use crate::domain::feedback::{Target, Verb};
use crate::domain::human;
use crate::domain::ids::PlayId;
use crate::domain::reach::{LessPreview, Reach};
use crate::domain::section::ItemRef;
use crate::domain::time::{DAY_MS, Moment};
use crate::player::protocol::{Answer, Command, Question};

const PREVIEW: Slot = "less";
const CLOSING: &str = "Nothing is deleted; hidden things stay in Library, Search and lists.";

/// Cells of what is done, and of what to.
const WORDS: u16 = 18;
const WHAT: u16 = 33;

pub struct LessPanel {
    of: Target,
    name: String,
    title: String,
    /// One play that the line stands for.
    play: Option<PlayId>,
    /// It plays, and not now goes on to the next.
    playing: bool,
    preview: Option<LessPreview>,
    cursor: ListCursor<Action>,
}

/// One line of the panel.
struct Line {
    action: Action,
    words: String,
    /// How long, or what exactly.
    what: String,
    /// What changes on home.
    changes: String,
}

impl LessPanel {
    #[must_use]
    pub fn new(of: Target, name: &str, artist: &str) -> Self {
        let title = if artist.is_empty() { name.to_owned() } else { format!("{name} · {artist}") };
        let name = name.to_owned();
        Self { of, name, title, play: None, playing: false, preview: None, cursor: ListCursor::default() }
    }

    /// It plays now.
    #[must_use]
    pub fn playing(self) -> Self {
        Self { playing: true, ..self }
    }

    #[must_use]
    pub fn of_play(self, play: Option<PlayId>) -> Self {
        Self { play, ..self }
    }

    fn lines(&self, now: Moment) -> Vec<Line> {
        let preview = self.preview.as_ref();
        let own = preview.map(|preview| changes(&preview.own)).unwrap_or_default();
        let line =
            |action, words: &str, what: String, changes: String| Line { action, words: words.into(), what, changes };
        let back = |days: i64| format!("back on {}", human::day_ahead(now.plus_ms(days * DAY_MS), now));
        let mut lines = vec![line(Action::NotNow, "not now", back(Verb::NotNow.days(&self.of)), own.clone())];
        if let Target::Section(_) = self.of {
            lines.push(line(Action::HideTrack, "put it away", "until you bring it back".into(), own));
            return lines;
        }
        lines.push(line(Action::Rest, "rest", back(Verb::Rest.days(&self.of)), own.clone()));
        if let Some(like_it) = preview.and_then(|preview| preview.like_it.as_ref()) {
            let known = preview.is_some_and(|preview| preview.sound_known);
            let words = match self.of {
                Target::Item(ItemRef::Track(_)) if known => "sounds like this",
                Target::Item(ItemRef::Track(_)) => "it and its artist",
                _ => "less of it",
            };
            let sinks = if known && matches!(self.of, Target::Item(ItemRef::Track(_))) {
                "its artist and nearest 1 % sink"
            } else {
                "sinks for two months"
            };
            lines.push(line(Action::SoundsLike, words, sinks.into(), changes(like_it)));
        }
        let kind = match &self.of {
            Target::Item(item) => item.type_name(),
            Target::Genre(_) => "genre",
            Target::Folder(_) => "folder",
            Target::Section(_) => "section",
        };
        let hide = format!("hide the {kind}");
        let until = "until you bring it back".to_owned();
        match self.of {
            Target::Item(ItemRef::Artist(_)) => {
                lines.push(line(Action::HideArtist, &hide, tracks(preview.map(|preview| &preview.own)), own));
            }
            Target::Item(_) => lines.push(line(Action::HideTrack, &hide, until, own)),
            _ => lines.push(line(Action::HideTrack, &hide, tracks(preview.map(|preview| &preview.own)), own)),
        }
        if let Some(artist) = preview.and_then(|preview| preview.artist.as_ref()) {
            let what = format!("{}, {}", artist.name, tracks(Some(artist)));
            lines.push(line(Action::HideArtist, "hide the artist", what, changes(artist)));
        }
        if preview.is_some_and(|preview| !preview.more.is_empty()) {
            lines.push(line(Action::HideMore, "hide more …", "album, genre, folder".into(), String::new()));
        }
        let last = preview.and_then(|preview| preview.last_play);
        match (&self.of, last) {
            (Target::Item(ItemRef::Track(_)), None) => {}
            (Target::Item(ItemRef::Track(_)), Some((_, at))) => {
                let heard =
                    if self.play.is_some() { String::new() } else { format!("played {}", human::moment(at, now)) };
                lines.push(line(Action::NotMe, "that was not me …", "leave listens out of taste".into(), heard));
            }
            _ => lines.push(line(Action::NotMe, "leave out …", "its listens, out of taste".into(), String::new())),
        }
        lines
    }

    fn choose(&self, action: Action) -> Outcome {
        let say = |verb, target| Effect::Send(Command::Say { verb, target });
        let own = || self.of.clone();
        let preview = self.preview.as_ref();
        let mut effects = vec![Effect::ClosePanel];
        match action {
            Action::NotNow => {
                effects.push(say(Verb::NotNow, own()));
                effects.extend(self.playing.then_some(Effect::Send(Command::Next)));
            }
            Action::Rest => effects.push(say(Verb::Rest, own())),
            Action::SoundsLike => effects.push(say(Verb::Less, own())),
            Action::HideTrack => effects.push(say(Verb::Hide, own())),
            Action::HideArtist => match (preview.and_then(|preview| preview.artist.clone()), &self.of) {
                (Some(artist), _) => effects.push(say(Verb::Hide, artist.target)),
                (None, Target::Item(ItemRef::Artist(_))) => effects.push(say(Verb::Hide, own())),
                (None, _) => return Outcome::done(),
            },
            Action::HideMore => match preview {
                Some(preview) if !preview.more.is_empty() => effects.push(Effect::Panel(Box::new(more(preview)))),
                _ => return Outcome::done(),
            },
            Action::NotMe => effects.push(match self.of {
                Target::Item(ItemRef::Track(_)) => Effect::Panel(Box::new(not_me_panel(own(), self.play, &self.name))),
                _ => Effect::Panel(Box::new(leave_out_panel(own(), &self.name))),
            }),
            _ => return Outcome::done(),
        }
        Outcome::Done(effects)
    }
}

/// "9 places, 2 sections".
fn changes(reach: &Reach) -> String {
    match (reach.places, reach.sections) {
        (0, _) => "nothing on home now".into(),
        (places, 0 | 1) => format!("{} on home", human::count(places, "place", "places")),
        (places, sections) => {
            format!("{}, {}", human::count(places, "place", "places"), human::count(sections, "section", "sections"))
        }
    }
}

fn tracks(reach: Option<&Reach>) -> String {
    reach.map(|reach| human::count(reach.tracks, "track", "tracks")).unwrap_or_default()
}

/// The album, genres and folder of the track.
fn more(preview: &LessPreview) -> ChoicePanel {
    let choices = preview.more.iter().zip('1'..='9').map(|(reach, key)| {
        let what = match &reach.target {
            Target::Genre(_) => "the genre",
            Target::Folder(_) => "the folder",
            Target::Item(_) | Target::Section(_) => "the album",
        };
        let words = format!("hide {what} {}", reach.name);
        let note = format!("{}; {}", tracks(Some(reach)), changes(reach));
        let say = Effect::Send(Command::Say { verb: Verb::Hide, target: reach.target.clone() });
        Choice::new(key, words, note, vec![say])
    });
    ChoicePanel::new(format!("Hide more than {}", preview.own.name), choices.collect())
}

fn keyed(lines: &[Line]) -> Plain<'_, Line, Action> {
    Plain(lines, |line| line.action)
}

impl Panel for LessPanel {
    fn open(&mut self, _view: &View<'_>) -> Vec<Effect> {
        vec![Effect::Ask { slot: PREVIEW, question: Question::Less { of: self.of.clone() } }]
    }

    fn answer(&mut self, _slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            Answer::Less(preview) => self.preview = Some(preview),
            Answer::Failed { reason } => return vec![Effect::ClosePanel, Effect::tell(reason)],
            _ => {}
        }
        Vec::new()
    }

    fn height(&self, view: &View<'_>, _width: u16) -> u16 {
        cells(self.lines(view.now).len()) + 2
    }

    fn context(&self) -> Context {
        Context::Less
    }

    fn key(&mut self, _press: Press, action: Option<Action>, view: &View<'_>) -> Outcome {
        let lines = self.lines(view.now);
        let rows = keyed(&lines);
        match action {
            Some(Action::Cancel | Action::Close) => Outcome::effect(Effect::ClosePanel),
            Some(Action::Enter) => {
                self.cursor.settle(&rows);
                self.cursor.key().copied().map_or_else(Outcome::done, |action| self.choose(action))
            }
            // The key that opened it, pressed again.
            Some(Action::Less | Action::LessPlaying) => self.choose(Action::NotNow),
            Some(action) if self.cursor.travel(action, &rows) => Outcome::done(),
            Some(action) if lines.iter().any(|line| line.action == action) => self.choose(action),
            _ if self.waits() => Outcome::Ignored,
            _ => Outcome::done(),
        }
    }

    fn waits(&self) -> bool {
        self.preview.is_none()
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        if let Some(place) = row(area, 0) {
            let place = Rect { width: place.width.saturating_sub(1), ..place };
            let rest = if place.width >= 60 { canvas.put_right(place, "  + by hand", Role::Hand) } else { place };
            canvas.put(after(rest, 1), &format!("Less of this: {}", self.title), Role::Title);
        }
        let lines = self.lines(view.now);
        let list = below(area, if area.height > 3 { 2 } else { 1 });
        self.cursor.settle(&keyed(&lines));
        let window = self.cursor.window(lines.len(), list);
        for (place, index) in list.rows().zip(window) {
            let Some(line) = lines.get(index) else { continue };
            let focused = self.cursor.row() == Some(index);
            if focused {
                canvas.focus(place);
            }
            let key = view.setup.keymap.key_in(line.action, Context::Less).unwrap_or_default();
            canvas.put(after(place, 1), &key, Role::Accent);
            let inner = after(Rect { width: place.width.saturating_sub(1), ..place }, 4);
            let (words, what) = (WORDS.min(inner.width), WHAT.min(inner.width.saturating_sub(WORDS)));
            canvas.put(Rect { width: words, ..inner }, &line.words, Role::Text.strong_if(focused));
            let rest = after(inner, words);
            canvas.put(Rect { width: what.saturating_sub(1), ..rest }, &line.what, Role::Reason);
            canvas.put(after(rest, what), &line.changes, Role::Reason);
        }
    }

    fn click(&mut self, at: Position, view: &View<'_>) -> Outcome {
        let lines = self.lines(view.now);
        let found = self.cursor.click(&keyed(&lines), at);
        match self.cursor.key().copied().filter(|_| found) {
            Some(action) => self.choose(action),
            None => Outcome::done(),
        }
    }

    fn keys(&self) -> &'static str {
        CLOSING
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::app::tests::Driven;
    use super::super::super::fixture;
    use super::*;
    use crate::domain::exclusion::Exclusion;
    use crate::domain::ids::TrackId;

    #[test]
    fn each_line_says_what_it_changes() {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys("5jjx");
        let screen = driven.screen();
        for words in [
            "Less of this: Grandma's Hands",
            "x  not now",
            "1 place on home",
            "hide the artist",
            "4 places, 2 sections",
        ] {
            assert!(screen.contains(words), "{words} is missing:\n{screen}");
        }
        driven.keys("<esc>");
        assert!(driven.sent.is_empty());
    }

    #[test]
    fn twice_is_not_now_and_capitals_go_on() {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys("5jjxx");
        let say = |id| Command::Say { verb: Verb::NotNow, target: Target::Item(ItemRef::Track(TrackId(id))) };
        assert_eq!(driven.last(), &say(4));
        driven.keys("Xx");
        let [.., said, Command::Next] = driven.sent.as_slice() else { panic!("{:?}", driven.sent) };
        assert_eq!(said, &say(0));
    }

    #[test]
    fn what_is_typed_before_the_lines_are_there_waits_for_them() {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys("5jj").keys_at_once("xn2");
        let Command::LeaveOut { rule: Exclusion::Span { .. } } = driven.last() else { panic!("{:?}", driven.last()) };
        driven.keys_at_once("xa");
        let Command::Say { verb: Verb::Hide, target: Target::Item(ItemRef::Artist(_)) } = driven.last() else {
            panic!("{:?}", driven.last())
        };
    }

    #[test]
    fn the_artist_the_genre_and_one_play_can_be_meant() {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys("5jjxa");
        let Command::Say { verb: Verb::Hide, target: Target::Item(ItemRef::Artist(_)) } = driven.last() else {
            panic!("{:?}", driven.last())
        };
        driven.keys("xo2");
        assert_eq!(driven.last(), &Command::Say { verb: Verb::Hide, target: Target::Genre("Soul".into()) });
        driven.keys("xn");
        assert!(driven.screen().contains("14 listens stop counting"), "{}", driven.screen());
        driven.keys("2");
        let Command::LeaveOut { rule: Exclusion::Span { .. } } = driven.last() else { panic!("{:?}", driven.last()) };
    }
}
