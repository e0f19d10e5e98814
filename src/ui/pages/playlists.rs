//! Playlists: orders made by hand.

use ratatui::layout::{Position, Rect};

use super::super::canvas::Canvas;
use super::super::keymap::Action;
use super::super::page::{Effect, Hint, Outcome, Page, Slot, Stale, Subject, View, Visit, hint};
use super::super::widgets::elide::Elided;
use super::super::widgets::filtered::{Filtered, Kept};
use super::super::widgets::follow::Follow;
use super::super::widgets::line::absence;
use super::super::widgets::list::{ListCursor, Plain, Rows};
use super::super::widgets::name::NamePanel;
use super::super::widgets::panes::{PaneLine, divide, has_second};
use super::heading;
use crate::domain::browse::Selection;
use crate::domain::human;
use crate::domain::ids::PlaylistId;
use crate::domain::listen::{Source, SourceKind};
use crate::domain::playlist::{PlaylistCard, PlaylistEdit, PlaylistLine};
use crate::domain::query::{Holder, Holders};
use crate::domain::section::ItemRef;
use crate::domain::time::Moment;
use crate::player::protocol::{Answer, Command, Question};

const LISTS: Slot = "lists";
const LINES: Slot = "lines";

/// A row of the left pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum List {
    Of(PlaylistId),
    New,
}

struct Lists<'l>(&'l [PlaylistCard]);

impl Rows for Lists<'_> {
    type Key = List;

    fn len(&self) -> usize {
        self.0.len() + 1
    }

    fn key(&self, row: usize) -> Option<List> {
        match self.0.get(row) {
            Some(card) => Some(List::Of(card.id)),
            None => (row == self.0.len()).then_some(List::New),
        }
    }
}

fn entries(lines: &[PlaylistLine]) -> Plain<'_, PlaylistLine, i64> {
    Plain(lines, |line| line.entry)
}

pub struct PlaylistsPage {
    asked: bool,
    known: bool,
    failed: Option<String>,
    lists: Filtered<PlaylistCard>,
    list: ListCursor<List>,
    lines: Follow<PlaylistId, PlaylistLine>,
    line: ListCursor<i64>,
    /// The right pane has the keys.
    in_lines: bool,
    /// A playlist to go to as soon as it is known.
    goal: Option<PlaylistId>,
}

impl Default for PlaylistsPage {
    fn default() -> Self {
        Self {
            asked: false,
            known: false,
            failed: None,
            lists: Filtered::keyed(|card| card.name.clone(), |card| Some(Holder::Playlist(card.id))),
            list: ListCursor::default(),
            lines: Follow::keyed(
                |line| format!("{} {}", line.card.title, line.card.artist),
                |line| Some(Holder::Id(line.card.id.0)),
            ),
            line: ListCursor::default(),
            in_lines: false,
            goal: None,
        }
    }
}

impl PlaylistsPage {
    fn card(&self) -> Option<&PlaylistCard> {
        self.lists.get(self.list.row()?)
    }

    fn here(&self) -> Option<(usize, &PlaylistLine)> {
        let row = self.line.row().filter(|_| self.in_lines && self.lines.is_current())?;
        Some((row, self.lines.rows().get(row)?))
    }

    fn on_list(&mut self, action: Action) -> Outcome {
        let Some(card) = self.card() else {
            return match (action, self.list.key()) {
                (Action::Enter | Action::Edit | Action::Open | Action::Right, Some(List::New)) => create(),
                _ => Outcome::Ignored,
            };
        };
        let id = card.id;
        match action {
            Action::Right | Action::Open => {
                self.in_lines = !self.lines.rows().is_empty();
                if self.in_lines { Outcome::done() } else { Outcome::tell("It is empty; y on any music adds to it") }
            }
            Action::Enter if card.tracks == 0 => Outcome::tell("It is empty; y on any music adds to it"),
            Action::Edit => rename(id, &card.name),
            Action::TakeOut => {
                let marked = self.list.marked(&Lists(&self.lists));
                let mut ids: Vec<PlaylistId> =
                    marked.iter().filter_map(|row| self.lists.get(*row)).map(|card| card.id).collect();
                if ids.is_empty() {
                    ids.push(id);
                }
                self.list.unmark();
                let delete = |id| Effect::Send(Command::EditPlaylist(PlaylistEdit::Delete { id }));
                Outcome::Done(ids.into_iter().map(delete).collect())
            }
            _ => Outcome::Ignored,
        }
    }

    fn on_line(&mut self, action: Action) -> Outcome {
        if action == Action::Left {
            self.in_lines = false;
            return Outcome::done();
        }
        let (Some(card), Some((row, line))) = (self.card(), self.here()) else { return Outcome::Ignored };
        let id = card.id;
        let entry = line.entry;
        let to = match action {
            Action::Enter => {
                let known = |line: &PlaylistLine| (line.card.id.0 > 0).then_some(line.card.id);
                let shown = || self.lines.rows().iter().filter_map(known).collect();
                let what = if self.lines.is_narrowed() {
                    Selection::Tracks(shown())
                } else {
                    Selection::Item(ItemRef::Playlist(id))
                };
                if line.card.id.0 <= 0 {
                    return Outcome::tell("Its file is missing; it plays again when a scan finds it");
                }
                // What has no track is not played, and counts for no place.
                let before = self.lines.rows().iter().take(row).filter(|line| line.card.id.0 > 0).count();
                let start = u32::try_from(before).unwrap_or(0);
                return Outcome::send(Command::PlayNow { what, start, source: source(card) });
            }
            Action::Edit => return rename(id, &card.name),
            Action::TakeOut => {
                let lines = self.lines.rows();
                let marked = self.line.marked(&entries(lines));
                let mut gone: Vec<i64> =
                    marked.iter().filter_map(|row| lines.get(*row)).map(|line| line.entry).collect();
                if gone.is_empty() {
                    gone.push(entry);
                }
                self.line.unmark();
                let edit = PlaylistEdit::Remove { id, entries: gone };
                return Outcome::send(Command::EditPlaylist(edit));
            }
            Action::MoveDown | Action::MoveUp if self.lines.is_narrowed() => {
                return Outcome::tell("Lines are moved in the whole list: Esc shows it");
            }
            Action::MoveDown => Some(row + 1).filter(|to| *to < self.lines.rows().len()),
            Action::MoveUp => row.checked_sub(1),
            _ => return Outcome::Ignored,
        };
        match to.and_then(|to| u32::try_from(to).ok()) {
            Some(to) => Outcome::send(Command::EditPlaylist(PlaylistEdit::Move { id, entry, to })),
            None => Outcome::tell("It is at the end already"),
        }
    }

    /// "Kitchen · 41 tracks · 2 h 44 min · changed on Friday".
    fn summary(&self, now: Moment) -> String {
        let Some(card) = self.card() else { return String::new() };
        let mut words = human::count(card.tracks, "track", "tracks");
        words += &format!(" · {}", human::span(card.length_ms));
        if card.missing > 0 {
            words += &format!(" · {} missing", card.missing);
        }
        words + &format!(" · changed {}", human::moment(card.changed_at, now))
    }
}

fn source(card: &PlaylistCard) -> Source {
    Source { kind: SourceKind::Playlist, id: Some(card.id.to_string()), name: card.name.clone() }
}

fn create() -> Outcome {
    let panel = NamePanel::new("A new playlist: its name", "", |name: &str, now: Moment| {
        let create = PlaylistEdit::Create { id: PlaylistId::made_at(now.unix_ms), name: name.to_owned() };
        vec![Effect::Send(Command::EditPlaylist(create))]
    });
    Outcome::effect(Effect::Panel(Box::new(panel)))
}

fn rename(id: PlaylistId, name: &str) -> Outcome {
    let panel = NamePanel::new(format!("A new name for “{name}”"), name, move |name: &str, _: Moment| {
        vec![Effect::Send(Command::EditPlaylist(PlaylistEdit::Rename { id, name: name.to_owned() }))]
    });
    Outcome::effect(Effect::Panel(Box::new(panel)))
}

impl Page for PlaylistsPage {
    fn title(&self) -> &'static str {
        "Playlists"
    }

    fn prepare(&mut self, _view: &View<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        if !self.asked {
            self.asked = true;
            effects.push(Effect::Ask { slot: LISTS, question: Question::Playlists });
        }
        if let Some(goal) = self.goal.filter(|_| self.known)
            && self.list.go_to(&Lists(&self.lists), &List::Of(goal))
        {
            self.goal = None;
            self.in_lines = true;
        }
        self.list.settle(&Lists(&self.lists));
        let wanted = self.card().map(|card| card.id);
        if let Some(id) = self.lines.follow(wanted.as_ref()) {
            effects.push(Effect::Ask { slot: LINES, question: Question::Playlist { id } });
        }
        self.line.settle(&entries(self.lines.rows()));
        if self.lines.is_current() && self.lines.rows().is_empty() && self.goal.is_none() && wanted.is_none() {
            self.in_lines = false;
        }
        effects
    }

    fn answer(&mut self, slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            Answer::Playlists { rows } => {
                // Before the first answer there was only the line for a new one to stand on.
                if !self.known {
                    self.list.reset();
                } else if self.list.key() == Some(&List::New) {
                    // Whoever stands on that line made the one that was not there before.
                    let knew = |card: &&PlaylistCard| self.lists.iter().any(|known| known.id == card.id);
                    self.goal = self.goal.or_else(|| rows.iter().find(|card| !knew(card)).map(|card| card.id));
                }
                self.lists.set(rows);
                self.known = true;
                self.failed = None;
            }
            Answer::Playlist { lines, .. } => {
                self.in_lines &= !lines.is_empty();
                if self.lines.arrive(lines) {
                    self.line.reset();
                }
            }
            Answer::Failed { reason } if slot == LISTS => self.failed = Some(reason),
            _ => {}
        }
        Vec::new()
    }

    fn stale(&mut self, _what: Stale) {
        self.asked = false;
        self.lines.stale();
    }

    fn visit(&mut self, visit: Visit, _view: &View<'_>) {
        if let Visit::Item(ItemRef::Playlist(id)) = visit {
            self.goal = Some(id);
        }
    }

    fn handle(&mut self, action: Action, _view: &View<'_>) -> Outcome {
        if self.in_lines {
            let rows = entries(self.lines.rows());
            if self.line.travel(action, &rows) || self.line.mark(action, &rows) {
                return Outcome::done();
            }
            return self.on_line(action);
        }
        let rows = Lists(&self.lists);
        if self.list.travel(action, &rows) || self.list.mark(action, &rows) {
            return Outcome::done();
        }
        self.on_list(action)
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let area = heading::draw(area, "Playlists", &self.summary(view.now), canvas);
        if let Some(reason) = &self.failed {
            return heading::teach(area, &[reason], canvas);
        }
        if !self.known {
            return;
        }
        let [left, right] = divide(area, [36, 64], usize::from(self.in_lines));
        let window = self.list.window(self.lists.len() + 1, left);
        for (place, row) in left.rows().zip(window) {
            let note = self.lists.get(row).map(|card| human::thousands(u64::from(card.tracks))).unwrap_or_default();
            let words = self.lists.get(row).map_or("a new playlist …", |card| &card.name);
            let on_cursor = self.list.row() == Some(row);
            let marked = self.list.is_marked(Lists(&self.lists).key(row).as_ref());
            PaneLine { words, note: &note, on_cursor, active: !self.in_lines, marked, ..PaneLine::default() }
                .draw(place, canvas);
        }
        let lines = self.lines.rows();
        if self.lists.is_empty() {
            let none_yet = [
                "No playlists yet.",
                "",
                "Enter makes an empty one. y on any music, on any page, puts it into one, y y into the last one.",
            ];
            let words: &[&str] = if self.lists.is_narrowed() { &[heading::NO_HITS] } else { &none_yet };
            let cursor = canvas.cursor;
            heading::teach(right, words, canvas);
            canvas.cursor = cursor;
        }
        let window = self.line.window(lines.len(), right);
        let titles = |row| lines.get(row).map(|line: &PlaylistLine| line.card.title.as_str());
        let elided = Elided::around(&window, right.width, titles);
        for (place, row) in right.rows().zip(window) {
            let Some(line) = lines.get(row) else { continue };
            let on_cursor = self.line.row() == Some(row);
            let title = elided.show(row, &line.card.title, canvas.glyphs.ellipsis);
            let (words, note) = words_of(line, &title, has_second(right));
            let marked = self.line.is_marked(Some(&line.entry));
            let on_cursor = on_cursor && self.in_lines;
            let second = &line.card.artist;
            PaneLine { words: &words, second, note: &note, on_cursor, active: self.in_lines, marked }
                .draw(place, canvas);
        }
    }

    fn subject(&self, _view: &View<'_>) -> Option<Subject> {
        let card = self.card()?;
        if self.in_lines {
            return Some(Subject::of_card(&self.here()?.1.card, source(card)));
        }
        Some(Subject::of_item(ItemRef::Playlist(card.id), &card.name, "", source(card)))
    }

    fn marked(&self, _view: &View<'_>) -> Vec<Subject> {
        if self.in_lines {
            let (Some(card), lines) = (self.card(), self.lines.rows()) else { return Vec::new() };
            let rows = self.line.marked(&entries(lines)).into_iter();
            return rows.filter_map(|row| Some(Subject::of_card(&lines.get(row)?.card, source(card)))).collect();
        }
        let subject = |card: &PlaylistCard| Subject::of_item(ItemRef::Playlist(card.id), &card.name, "", source(card));
        let rows = self.list.marked(&Lists(&self.lists)).into_iter();
        rows.filter_map(|row| self.lists.get(row).map(subject)).collect()
    }

    fn marks(&self) -> usize {
        if self.in_lines { self.line.marks() } else { self.list.marks() }
    }

    fn unmark(&mut self) -> bool {
        if self.in_lines { self.line.unmark() } else { self.list.unmark() }
    }

    fn narrow(&mut self, words: &str, _view: &View<'_>) -> Option<(usize, usize)> {
        if words.is_empty() {
            let (lines, lists) = (self.lines.narrow(""), self.lists.narrow(""));
            return Some(if self.in_lines { lines } else { lists });
        }
        Some(if self.in_lines { self.lines.narrow(words) } else { self.lists.narrow(words) })
    }

    fn holders(&self) -> Option<Holders> {
        Some(if self.in_lines { Holders::Tracks } else { Holders::Playlists })
    }

    fn keep(&mut self, kept: Option<Kept>, _view: &View<'_>) -> Option<(usize, usize)> {
        if kept.is_none() {
            let (lines, lists) = (self.lines.keep(None), self.lists.keep(None));
            return Some(if self.in_lines { lines } else { lists });
        }
        Some(if self.in_lines { self.lines.keep(kept) } else { self.lists.keep(kept) })
    }

    fn promise(&self, view: &View<'_>) -> String {
        match self.subject(view) {
            Some(subject) => format!("Enter plays {}", subject.title),
            None => "Enter makes a new playlist".into(),
        }
    }

    fn hints(&self, _view: &View<'_>) -> Vec<Hint> {
        if self.in_lines {
            return vec![
                hint(Action::MoveDown, "K move"),
                hint(Action::TakeOut, "take out"),
                hint(Action::ToPlaylist, "to another"),
                hint(Action::Undo, "undo"),
            ];
        }
        match self.card() {
            Some(_) => vec![
                hint(Action::Right, "open"),
                hint(Action::Edit, "rename"),
                hint(Action::TakeOut, "delete"),
                hint(Action::Add, "add"),
                hint(Action::Undo, "undo"),
            ],
            None => vec![hint(Action::Undo, "undo")],
        }
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> bool {
        if self.list.click(&Lists(&self.lists), at) {
            self.in_lines = false;
            return true;
        }
        let found = self.line.click(&entries(self.lines.rows()), at);
        self.in_lines |= found;
        found
    }
}

/// The words and the note of a line; the artist follows the title where it has no column.
fn words_of(line: &PlaylistLine, title: &str, roomy: bool) -> (String, String) {
    let card = &line.card;
    let absent = absence(card.presence);
    let length = card.length_ms.map(human::clock).unwrap_or_default();
    let length = if card.liked { format!("● {length}") } else { length };
    let note = if absent.is_empty() { length } else { absent.into() };
    (if roomy || card.artist.is_empty() { title.to_owned() } else { format!("{title} · {}", card.artist) }, note)
}

#[cfg(test)]
mod tests {
    use super::super::super::app::tests::Driven;
    use super::super::super::fixture;
    use super::*;

    fn page() -> Driven {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys("4");
        driven
    }

    #[test]
    fn lines_are_moved_taken_out_and_played() {
        let mut driven = page();
        driven.keys("lj");
        let id = fixture::playlist_id(1);
        driven.keys("J");
        assert_eq!(driven.last(), &Command::EditPlaylist(PlaylistEdit::Move { id, entry: 43, to: 2 }));
        driven.keys("d");
        assert_eq!(driven.last(), &Command::EditPlaylist(PlaylistEdit::Remove { id, entries: vec![43] }));
        driven.keys("<enter>");
        assert!(matches!(driven.last(), Command::PlayNow { start: 1, .. }));
    }

    #[test]
    fn lists_are_made_renamed_and_deleted() {
        let mut driven = page();
        driven.keys("e<c-u>Küche<enter>");
        let id = fixture::playlist_id(1);
        assert_eq!(driven.last(), &Command::EditPlaylist(PlaylistEdit::Rename { id, name: "Küche".into() }));
        driven.keys("d");
        assert_eq!(driven.last(), &Command::EditPlaylist(PlaylistEdit::Delete { id }));
        driven.keys("G<enter>New one<enter>");
        assert!(matches!(driven.last(), Command::EditPlaylist(PlaylistEdit::Create { name, .. }) if name == "New one"));
    }

    #[test]
    fn lists_come_from_files_and_go_into_files_by_name() {
        let mut driven = page();
        driven.keys(":import<space>~/a<space>b.pls<enter>");
        assert_eq!(driven.last(), &Command::ImportList { file: "~/a b.pls".into() });
        let list = fixture::playlist_id(1);
        for from in ["", "l"] {
            driven.keys(&format!("{from}:export<space>/tmp/x.xspf<enter>"));
            assert_eq!(driven.last(), &Command::ExportList { list, file: "/tmp/x.xspf".into() });
        }
        driven.keys(":export<enter><c-u>y.m3u8<enter>");
        assert_eq!(driven.last(), &Command::ExportList { list, file: "y.m3u8".into() });
    }

    #[test]
    fn the_cursor_goes_to_the_list_that_was_made() {
        let snapshot = fixture::evening();
        let view = fixture::view(&snapshot);
        let card = |number: u128, name: &str| PlaylistCard {
            id: PlaylistId(uuid::Uuid::from_u128(number)),
            name: name.into(),
            tracks: 0,
            length_ms: 0,
            missing: 0,
            changed_at: fixture::now(),
        };
        let mut page = PlaylistsPage::default();
        let arrive = |page: &mut PlaylistsPage, rows: Vec<PlaylistCard>| {
            page.answer(LISTS, Answer::Playlists { rows }, &view);
            page.prepare(&view);
        };
        arrive(&mut page, vec![card(1, "Kitchen")]);
        page.handle(Action::Bottom, &view);
        assert_eq!(page.list.key(), Some(&List::New));
        arrive(&mut page, vec![card(2, "Autumn"), card(1, "Kitchen")]);
        assert_eq!(page.list.key(), Some(&List::Of(card(2, "").id)));
        arrive(&mut page, vec![card(2, "Autumn"), card(1, "Kitchen"), card(3, "From elsewhere")]);
        assert_eq!(page.list.key(), Some(&List::Of(card(2, "").id)), "from elsewhere it moves nothing");
    }

    #[test]
    fn y_adds_to_the_list_that_changed_last() {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys("}jjyy");
        let edit = PlaylistEdit::Add { id: fixture::playlist_id(1), tracks: vec![crate::domain::ids::TrackId(101)] };
        assert_eq!(driven.last(), &Command::EditPlaylist(edit));
        driven.keys("ynMorning<enter>");
        let [.., Command::EditPlaylist(create), Command::EditPlaylist(add)] = driven.sent.as_slice() else {
            panic!("{:?}", driven.sent)
        };
        assert!(matches!(create, PlaylistEdit::Create { name, .. } if name == "Morning"));
        assert!(matches!(add, PlaylistEdit::Add { tracks, .. } if tracks.len() == 1));
    }

    #[test]
    fn an_album_is_added_track_by_track() {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys("yy");
        assert!(
            matches!(driven.last(), Command::EditPlaylist(PlaylistEdit::Add { tracks, .. }) if tracks.len() == 6),
            "{:?}",
            driven.last()
        );
    }

    #[test]
    fn opening_a_playlist_elsewhere_comes_here() {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys("jjo");
        assert!(driven.screen().contains("›4 Playlists"), "{}", driven.screen());
        driven.keys("<enter>");
        assert!(matches!(driven.last(), Command::PlayNow { source, .. } if source.name == "Kitchen"));
    }
}
