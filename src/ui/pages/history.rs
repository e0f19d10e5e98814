//! History: what did play, by days, newest or oldest first.

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after};
use super::super::keymap::Action;
use super::super::page::{Effect, Hint, Outcome, Page, Slot, SortBy, Stale, Subject, View, hint};
use super::super::theme::Role;
use super::super::widgets::filtered::{Filtered, Kept};
use super::super::widgets::line::Line;
use super::super::widgets::list::{ListCursor, Rows};
use super::super::widgets::order::Order;
use super::super::widgets::table::{self, Table};
use super::heading;
use crate::domain::browse::Selection;
use crate::domain::human;
use crate::domain::ids::PlayId;
use crate::domain::listen::{Ending, HistoryLine, Source, SourceKind};
use crate::domain::listing::Listing;
use crate::domain::query::{Holder, Holders};
use crate::domain::section::ItemRef;
use crate::domain::settings::Key;
use crate::domain::time::Moment;
use crate::domain::track::Presence;
use crate::player::protocol::{Answer, Command, Question};

const FIRST: Slot = "first";
const MORE: Slot = "more";
/// Lines asked for at once.
const BATCH: u32 = 200;
/// A filter looks through this many lines; the command line looks through all.
const FILTERED: usize = 20_000;
/// More are asked for when the cursor comes this near to the end.
const AHEAD: usize = 60;
/// Cells of the time of day and the space behind it.
const TIME: u16 = 6;

pub struct HistoryPage {
    lines: Filtered<HistoryLine>,
    /// Of the lines that were loaded, when the last began and how many: what a filter leaves says neither.
    last: Option<i64>,
    loaded: usize,
    rows: Days,
    cursor: ListCursor<PlayId>,
    asked: bool,
    asking_more: bool,
    known: bool,
    complete: bool,
    failed: Option<String>,
    order: Order,
}

impl Default for HistoryPage {
    fn default() -> Self {
        Self {
            lines: Filtered::keyed(
                |line| format!("{} {}", line.title, line.artist),
                |line| line.track.map(|track| Holder::Id(track.0)),
            ),
            last: None,
            loaded: 0,
            rows: Days::default(),
            cursor: ListCursor::default(),
            asked: false,
            asking_more: false,
            known: false,
            complete: false,
            failed: None,
            order: Order::new(Key::SortHistory, &[SortBy::Own, SortBy::Oldest]),
        }
    }
}

/// Lines under the headings of their days.
#[derive(Default)]
struct Days(Vec<Row>);

#[derive(Clone, Debug)]
enum Row {
    Blank,
    Day(Moment),
    Line(usize, PlayId),
}

impl Days {
    fn of(lines: &[HistoryLine]) -> Self {
        let mut rows = Vec::with_capacity(lines.len() + 8);
        let mut day = None;
        for (index, line) in lines.iter().enumerate() {
            let date = line.started_at.date();
            if day != Some(date) {
                if day.replace(date).is_some() {
                    rows.push(Row::Blank);
                }
                rows.push(Row::Day(line.started_at));
            }
            rows.push(Row::Line(index, line.id));
        }
        Self(rows)
    }
}

impl Rows for Days {
    type Key = PlayId;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn key(&self, row: usize) -> Option<PlayId> {
        match self.0.get(row)? {
            Row::Line(_, id) => Some(*id),
            Row::Day(_) | Row::Blank => None,
        }
    }

    fn begins_group(&self, row: usize) -> bool {
        matches!(self.0.get(row), Some(Row::Day(_)))
    }
}

/// "Today", "Yesterday", "Friday, 20 November", with the year when it is another.
fn day_words(at: Moment, now: Moment) -> String {
    match human::days_between(at, now) {
        0 => "Today".into(),
        1 => "Yesterday".into(),
        _ if at.date().year() == now.date().year() => at.civil().strftime("%A, %-d %B").to_string(),
        _ => at.civil().strftime("%A, %-d %B %Y").to_string(),
    }
}

/// What was heard of it.
fn heard(line: &HistoryLine) -> String {
    let Some(ending) = line.ending else { return "playing".into() };
    let Some(ms) = line.heard_ms else { return "heard elsewhere".into() };
    let ms = human::clock(ms);
    if line.skip {
        return format!("skipped after {ms}");
    }
    let of = line.length_ms.map(|length| format!(" of {}", human::clock(length))).unwrap_or_default();
    match ending {
        Ending::Finished => "to the end".into(),
        Ending::Interrupted => format!("cut off, {ms}{of} heard"),
        _ => format!("{ms}{of} heard"),
    }
}

impl HistoryPage {
    fn here(&self) -> Option<&HistoryLine> {
        match self.rows.0.get(self.cursor.row()?)? {
            Row::Line(index, _) => self.lines.get(*index),
            Row::Day(_) | Row::Blank => None,
        }
    }

    fn keep(&mut self, lines: Vec<HistoryLine>) {
        self.last = lines.last().map(|line| line.started_at.unix_ms);
        self.loaded = lines.len();
        self.lines.set(lines);
        self.group();
    }

    fn oldest_first(&self) -> bool {
        self.order.now() == SortBy::Oldest
    }

    fn ask(&self, beyond: Option<i64>, limit: u32) -> Question {
        Question::History { beyond, oldest_first: self.oldest_first(), limit }
    }

    /// Everything anew, from the other end.
    fn turn_round(&mut self) {
        self.keep(Vec::new());
        (self.asked, self.asking_more, self.known, self.complete) = (false, false, false, false);
        self.cursor.reset();
    }

    fn group(&mut self) {
        self.rows = Days::of(&self.lines);
        self.cursor.settle(&self.rows);
    }
}

impl Page for HistoryPage {
    fn title(&self) -> &'static str {
        "History"
    }

    fn prepare(&mut self, view: &View<'_>) -> Vec<Effect> {
        if self.order.follow(&view.snapshot.settings) {
            self.turn_round();
        }
        self.cursor.settle(&self.rows);
        if !self.asked {
            self.asked = true;
            // What was loaded stays loaded, so that a refresh moves nothing away.
            let limit = u32::try_from(self.loaded).unwrap_or(u32::MAX).saturating_add(1).max(BATCH);
            return vec![Effect::Ask { slot: FIRST, question: self.ask(None, limit) }];
        }
        let near_end = self.cursor.row().unwrap_or(0) + AHEAD >= self.rows.len();
        // A filter asks for more until it has found something to scroll to, within reason.
        let enough = self.lines.is_narrowed() && self.loaded >= FILTERED;
        match self.last {
            Some(last) if near_end && self.known && !self.complete && !self.asking_more && !enough => {
                self.asking_more = true;
                vec![Effect::Ask { slot: MORE, question: self.ask(Some(last), BATCH) }]
            }
            _ => Vec::new(),
        }
    }

    fn answer(&mut self, slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            Answer::History { lines } if slot == FIRST => {
                self.known = true;
                self.complete = false;
                self.failed = None;
                self.keep(lines);
            }
            // What was asked for in the other order is not wanted any more.
            Answer::History { .. } if !self.asking_more => {}
            Answer::History { lines } => {
                self.asking_more = false;
                self.complete = lines.is_empty();
                let mut all = self.lines.take();
                let (last, oldest_first) = (self.last, self.oldest_first());
                let is_beyond = |at: i64| last.is_none_or(|last| if oldest_first { at > last } else { at < last });
                all.extend(lines.into_iter().filter(|line| is_beyond(line.started_at.unix_ms)));
                self.keep(all);
            }
            Answer::Failed { reason } => self.failed = Some(reason),
            _ => {}
        }
        Vec::new()
    }

    fn stale(&mut self, _what: Stale) {
        self.asked = false;
        self.asking_more = false;
    }

    fn handle(&mut self, action: Action, view: &View<'_>) -> Outcome {
        if self.cursor.travel(action, &self.rows) || self.cursor.mark(action, &self.rows) {
            return Outcome::done();
        }
        match (action, self.here()) {
            (Action::Enter, Some(line)) => {
                let Some(track) = line.track else {
                    return Outcome::tell("That file is not in the library any more");
                };
                let what = Selection::Tracks(vec![track]);
                let source = source();
                // Now, and then the queue goes on.
                if view.snapshot.transport.current.is_some() && !view.snapshot.queue.is_empty() {
                    return Outcome::send(Command::Interject { what, source });
                }
                Outcome::send(Command::PlayNow { what, start: 0, source })
            }
            _ => Outcome::Ignored,
        }
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let listens = human::thousands(view.snapshot.library.listens);
        let summary = if view.snapshot.library.listens == 0 { String::new() } else { format!("{listens} listens") };
        let area = heading::draw(area, "History", &summary, canvas);
        if self.rows.is_empty() {
            let nothing = "Nothing was heard yet. What plays stands here, with how much of it was heard; half a minute makes a listen.";
            let words = match &self.failed {
                Some(reason) => reason,
                None if self.known && self.lines.is_narrowed() => heading::NO_HITS,
                None if self.known => nothing,
                None => "",
            };
            return heading::teach(area, &[words], canvas);
        }
        let columns = view.columns(Listing::History);
        let table = Table::of(&columns, area.width.saturating_sub(1), 0);
        let window = self.cursor.window(self.rows.len(), area);
        for (place, index) in area.rows().zip(window) {
            match self.rows.0.get(index) {
                Some(Row::Day(at)) => {
                    canvas.put(after(place, 1), &day_words(*at, view.now), Role::Title);
                }
                Some(Row::Line(line, _)) => {
                    let Some(line) = self.lines.get(*line) else { continue };
                    let marked = self.cursor.is_marked(Some(&line.id));
                    let focused = self.cursor.row() == Some(index);
                    let liked = line.track.is_some_and(|track| view.snapshot.liked.contains(&ItemRef::Track(track)));
                    if let Some(table) = &table {
                        let presence = presence(line);
                        let stand = table::Stand {
                            on_cursor: focused,
                            active: true,
                            marked,
                            liked,
                            presence,
                            ..Default::default()
                        };
                        table.draw(place, stand, &|name| field_of(name, line), canvas);
                        continue;
                    }
                    draw_line(line, Stand { focused, marked, liked }, place, canvas);
                }
                Some(Row::Blank) | None => {}
            }
        }
    }

    fn subject(&self, _view: &View<'_>) -> Option<Subject> {
        subject(self.here()?)
    }

    fn marked(&self, _view: &View<'_>) -> Vec<Subject> {
        let line = |row: usize| match self.rows.0.get(row)? {
            Row::Line(index, _) => self.lines.get(*index),
            Row::Day(_) | Row::Blank => None,
        };
        self.cursor.marked(&self.rows).into_iter().filter_map(|row| subject(line(row)?)).collect()
    }

    fn marks(&self) -> usize {
        self.cursor.marks()
    }

    fn unmark(&mut self) -> bool {
        self.cursor.unmark()
    }

    fn narrow(&mut self, words: &str, _view: &View<'_>) -> Option<(usize, usize)> {
        let counts = self.lines.narrow(words);
        self.group();
        Some(counts)
    }

    fn holders(&self) -> Option<Holders> {
        Some(Holders::Tracks)
    }

    fn keep(&mut self, kept: Option<Kept>, _view: &View<'_>) -> Option<(usize, usize)> {
        let counts = self.lines.keep(kept);
        self.group();
        Some(counts)
    }

    fn listing(&self) -> Option<Listing> {
        Some(Listing::History)
    }

    fn sorts(&self) -> &'static [SortBy] {
        self.order.among()
    }

    fn sort(&mut self, by: SortBy) {
        if self.order.now() != by {
            self.order.set(by);
            self.turn_round();
        }
    }

    fn promise(&self, view: &View<'_>) -> String {
        self.here().map(|line| format!("{} plays {} again", view.key(Action::Enter), line.title)).unwrap_or_default()
    }

    fn reason(&self, _view: &View<'_>) -> Option<String> {
        self.here().map(heard)
    }

    fn hints(&self, _view: &View<'_>) -> Vec<Hint> {
        match self.here() {
            Some(_) => vec![
                hint(Action::Open, "open"),
                hint(Action::Like, "like"),
                hint(Action::Add, "add"),
                hint(Action::ToPlaylist, "to a list"),
                hint(Action::Sort, "order"),
            ],
            None => vec![hint(Action::ShowHome, "home")],
        }
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> bool {
        self.cursor.click(&self.rows, at)
    }
}

fn subject(line: &HistoryLine) -> Option<Subject> {
    let track = line.track?;
    let what = Selection::Tracks(vec![track]);
    Some(Subject {
        what,
        play: Some(line.id),
        ..Subject::of_item(ItemRef::Track(track), &line.title, &line.artist, source())
    })
}

fn source() -> Source {
    Source { kind: SourceKind::History, id: None, name: "History".into() }
}

/// How a line stands among the others.
#[derive(Clone, Copy)]
struct Stand {
    focused: bool,
    marked: bool,
    liked: bool,
}

fn presence(line: &HistoryLine) -> Presence {
    if line.track.is_some() { Presence::Here } else { Presence::Missing }
}

/// "20:15".
fn time_of(line: &HistoryLine) -> String {
    let at = line.started_at.civil();
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// What the columns of history show.
fn field_of(field: &str, line: &HistoryLine) -> String {
    match field {
        "time" => time_of(line),
        "title" => line.title.clone(),
        "artist" => line.artist.clone(),
        "heard" => heard(line),
        "length" => line.length_ms.map(human::clock).unwrap_or_default(),
        _ => String::new(),
    }
}

fn draw_line(line: &HistoryLine, Stand { focused, marked, liked }: Stand, place: Rect, canvas: &mut Canvas<'_>) {
    let time = time_of(line);
    let reason = heard(line);
    Line {
        mark: Some((&time, Role::Reason)),
        name: &line.title,
        artist: &line.artist,
        reason: &reason,
        note: "",
        focused,
        marked,
        liked,
        heard: false,
        presence: presence(line),
    }
    .draw(place, TIME, canvas);
}

#[cfg(test)]
mod tests {
    use super::super::super::app::tests::Driven;
    use super::super::super::fixture;
    use super::*;
    use crate::domain::ids::TrackId;

    #[test]
    fn enter_plays_now_and_lets_the_queue_go_on() {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys("6j<enter>");
        let Command::Interject { what, .. } = driven.last() else { panic!("{:?}", driven.sent) };
        assert_eq!(what, &Selection::Tracks(vec![TrackId(1)]));
    }

    #[test]
    fn the_oldest_come_first_when_that_is_chosen() {
        for (width, height) in [(80, 24), (40, 12), (200, 60)] {
            let mut driven = Driven::new(fixture::evening(), width, height);
            driven.keys("6S");
            insta::assert_snapshot!(format!("history_sort_{width}x{height}"), driven.screen());
            driven.keys("b");
            insta::assert_snapshot!(format!("history_oldest_{width}x{height}"), driven.screen());
            assert_eq!(driven.last(), &Command::Set { key: Key::SortHistory, value: "oldest".into() });
            assert!(driven.asked_last("History").contains("oldest_first: true"));
        }
    }

    #[test]
    fn an_answer_in_the_other_order_comes_too_late() {
        let snapshot = fixture::evening();
        let view = fixture::view(&snapshot);
        let mut page = HistoryPage::default();
        page.prepare(&view);
        let lines = || match fixture::answer(&Question::History { beyond: None, oldest_first: false, limit: 9 }) {
            Answer::History { lines } => lines,
            other => panic!("{other:?}"),
        };
        page.answer(FIRST, Answer::History { lines: lines() }, &view);
        assert!(!page.prepare(&view).is_empty() && page.asking_more, "more is asked for");
        page.sort(SortBy::Oldest);
        page.answer(MORE, Answer::History { lines: lines() }, &view);
        assert!(page.lines.is_empty());
        page.prepare(&view);
        let oldest: Vec<_> = lines().into_iter().rev().collect();
        let last = oldest.last().map(|line| line.started_at.unix_ms);
        page.answer(FIRST, Answer::History { lines: oldest }, &view);
        let more = page.prepare(&view);
        let [Effect::Ask { question: Question::History { beyond, oldest_first: true, .. }, .. }] = more.as_slice()
        else {
            panic!("nothing more was asked for")
        };
        assert_eq!(*beyond, last);
    }

    #[test]
    fn days_have_names() {
        let now = fixture::now();
        let at = |text: &str| day_words(Moment::parse_rfc3339(text).unwrap(), now);
        assert_eq!(at("2026-11-22T01:00:00+01:00"), "Today");
        assert_eq!(at("2026-11-21T23:59:00+01:00"), "Yesterday");
        assert_eq!(at("2026-11-08T10:00:00+01:00"), "Sunday, 8 November");
        assert_eq!(at("2025-11-08T10:00:00+01:00"), "Saturday, 8 November 2025");
    }

    #[test]
    fn a_track_that_is_gone_says_so() {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys("6jjjj<enter>");
        assert!(driven.sent.is_empty());
        assert!(driven.screen().contains("not in the library"), "{}", driven.screen());
    }
}
