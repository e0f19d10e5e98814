//! Search: over everything, as you type.

use ratatui::layout::{Position, Rect};

use super::super::canvas::{Canvas, after, below, row};
use super::super::keymap::Action;
use super::super::page::{Effect, Hint, Outcome, Page, Slot, Stale, Subject, TextInput, View, hint};
use super::super::theme::Role;
use super::super::widgets::columns::Columns;
use super::super::widgets::elide::Elided;
use super::super::widgets::field::Field;
use super::super::widgets::line::Line;
use super::super::widgets::list::{ListCursor, Rows};
use super::heading;
use crate::domain::browse::{Found, Selection};
use crate::domain::human;
use crate::domain::listen::{Source, SourceKind};
use crate::domain::section::ItemRef;
use crate::domain::track::Presence;
use crate::player::protocol::{Answer, Command, Question};

const FOUND: Slot = "found";
/// Hits of each sort.
const LIMIT: u32 = 60;

pub struct SearchPage {
    field: Field,
    /// Keys are letters.
    typing: bool,
    asked: String,
    found: Found,
    failed: Option<String>,
    cursor: ListCursor<ItemRef>,
}

impl Default for SearchPage {
    fn default() -> Self {
        Self {
            field: Field::default(),
            typing: true,
            asked: String::new(),
            found: Found::default(),
            failed: None,
            cursor: ListCursor::default(),
        }
    }
}

enum Hit<'f> {
    Head(&'static str),
    Track(usize),
    Artist(&'f crate::domain::browse::ArtistRow),
    Album(&'f crate::domain::browse::AlbumRow),
}

impl<'f> Hit<'f> {
    /// What it is called; none for a heading.
    fn name(&self, found: &'f Found) -> Option<&'f str> {
        match self {
            Self::Head(_) => None,
            Self::Track(index) => found.tracks.get(*index).map(|card| card.title.as_str()),
            Self::Artist(artist) => Some(&artist.name),
            Self::Album(album) => Some(&album.title),
        }
    }
}

struct Hits<'f>(&'f Found);

impl<'f> Hits<'f> {
    fn groups(&self) -> [(&'static str, usize); 3] {
        [("Tracks", self.0.tracks.len()), ("Artists", self.0.artists.len()), ("Albums", self.0.albums.len())]
    }

    fn hit(&self, row: usize) -> Option<Hit<'f>> {
        let mut row = row;
        for (group, (title, count)) in self.groups().into_iter().enumerate().filter(|(_, (_, count))| *count > 0) {
            let Some(index) = row.checked_sub(1) else { return Some(Hit::Head(title)) };
            if index < count {
                return match group {
                    0 => Some(Hit::Track(index)),
                    1 => self.0.artists.get(index).map(Hit::Artist),
                    _ => self.0.albums.get(index).map(Hit::Album),
                };
            }
            row -= count + 1;
        }
        None
    }
}

impl Rows for Hits<'_> {
    type Key = ItemRef;

    fn len(&self) -> usize {
        self.groups().iter().map(|(_, count)| count + usize::from(*count > 0)).sum()
    }

    fn key(&self, row: usize) -> Option<ItemRef> {
        match self.hit(row)? {
            Hit::Head(_) => None,
            Hit::Track(index) => self.0.tracks.get(index).map(|card| ItemRef::Track(card.id)),
            Hit::Artist(artist) => Some(ItemRef::Artist(artist.id)),
            Hit::Album(album) => Some(ItemRef::Album(album.id)),
        }
    }

    fn begins_group(&self, row: usize) -> bool {
        matches!(self.hit(row), Some(Hit::Head(_)))
    }
}

impl SearchPage {
    fn words(&self) -> &str {
        self.field.value().trim()
    }

    fn source(&self) -> Source {
        Source { kind: SourceKind::Search, id: Some(self.found.words.clone()), name: self.found.words.clone() }
    }

    fn here(&self) -> Option<Hit<'_>> {
        let hits = Hits(&self.found);
        match self.cursor.row() {
            Some(row) if !self.typing => hits.hit(row),
            // While typing, the best hit is the one that keys are about.
            _ => (0..hits.len()).find(|row| hits.key(*row).is_some()).and_then(|row| hits.hit(row)),
        }
    }

    fn subject_of(&self, hit: &Hit<'_>) -> Option<Subject> {
        let source = self.source();
        Some(match hit {
            Hit::Head(_) => return None,
            Hit::Track(index) => Subject::of_card(self.found.tracks.get(*index)?, source),
            Hit::Artist(artist) => Subject::of_item(ItemRef::Artist(artist.id), &artist.name, &artist.name, source),
            Hit::Album(album) => {
                let subject = Subject::of_item(ItemRef::Album(album.id), &album.title, &album.artist, source);
                Subject { artist_id: album.artist_id, ..subject }
            }
        })
    }

    fn play(&self) -> Outcome {
        let (item, what, start) = match self.here() {
            Some(Hit::Track(index)) => {
                let tracks: Vec<_> = self.found.tracks.iter().map(|card| card.id).collect();
                let Some(&track) = tracks.get(index) else { return Outcome::Ignored };
                (ItemRef::Track(track), Selection::Tracks(tracks), u32::try_from(index).unwrap_or(0))
            }
            Some(Hit::Artist(artist)) => {
                let item = ItemRef::Artist(artist.id);
                (item, Selection::Item(item), 0)
            }
            Some(Hit::Album(album)) => {
                let item = ItemRef::Album(album.id);
                (item, Selection::Item(item), 0)
            }
            Some(Hit::Head(_)) | None => return Outcome::tell("Nothing found to play"),
        };
        let opened = Command::Opened { item, search: Some(self.found.words.clone()) };
        let play = Command::PlayNow { what, start, source: self.source() };
        Outcome::Done(vec![Effect::Send(opened), Effect::Send(play)])
    }

    /// "6 tracks · 2 artists · 2 albums".
    fn summary(&self) -> String {
        if self.words().is_empty() {
            return String::new();
        }
        if let Some(read_as) = &self.found.read_as {
            return format!("read as “{read_as}”");
        }
        let counts = Hits(&self.found).groups().into_iter().filter(|(_, count)| *count > 0);
        let said = counts.map(|(title, count)| {
            let many = title.to_lowercase();
            human::count(u32::try_from(count).unwrap_or(u32::MAX), many.trim_end_matches('s'), &many)
        });
        said.collect::<Vec<_>>().join(" · ")
    }
}

impl Page for SearchPage {
    fn title(&self) -> &'static str {
        "Search"
    }

    fn prepare(&mut self, _view: &View<'_>) -> Vec<Effect> {
        let words = self.words().to_owned();
        if words == self.asked {
            return Vec::new();
        }
        self.asked.clone_from(&words);
        if words.is_empty() {
            self.found = Found::default();
            self.cursor.reset();
            return Vec::new();
        }
        vec![Effect::Ask { slot: FOUND, question: Question::Search { words, limit: LIMIT } }]
    }

    fn answer(&mut self, _slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            // An answer to words that were taken back meanwhile would come as a surprise.
            Answer::Found(_) if self.asked.is_empty() => {}
            Answer::Found(found) => {
                if self.typing {
                    self.cursor.reset();
                }
                self.found = found;
                self.failed = None;
                self.cursor.settle(&Hits(&self.found));
            }
            Answer::Failed { reason } => self.failed = Some(reason),
            _ => {}
        }
        Vec::new()
    }

    fn stale(&mut self, what: Stale) {
        if what == Stale::Library {
            self.asked.clear();
        }
    }

    fn takes_text(&self) -> bool {
        self.typing
    }

    fn text(&mut self, input: &TextInput, _view: &View<'_>) -> Outcome {
        match input {
            TextInput::Paste(text) => self.field.paste(text),
            TextInput::Press(press) => {
                let erases = press.code == crossterm::event::KeyCode::Backspace;
                if (erases && self.field.value().is_empty()) || !self.field.press(*press) {
                    return Outcome::Ignored;
                }
            }
        }
        Outcome::done()
    }

    fn handle(&mut self, action: Action, _view: &View<'_>) -> Outcome {
        let hits = Hits(&self.found);
        match action {
            // Another search begins empty; `/` changes the words that are there.
            Action::Search | Action::Filter => {
                if action == Action::Search {
                    self.field.clear();
                }
                self.typing = true;
                return Outcome::done();
            }
            Action::Enter => return self.play(),
            Action::Cancel if self.cursor.unmark() => return Outcome::done(),
            Action::Cancel if self.field.value().is_empty() && self.typing => {
                self.typing = false;
                return Outcome::done();
            }
            Action::Cancel => {
                self.field.clear();
                self.typing = true;
                return Outcome::done();
            }
            Action::Down | Action::PageDown | Action::NextGroup if self.typing => {
                self.cursor.settle(&hits);
                self.typing = self.cursor.row().is_none();
                return Outcome::done();
            }
            Action::Up if !self.typing => {
                let before = self.cursor.row();
                self.cursor.travel(action, &hits);
                self.typing = self.cursor.row() == before;
                return Outcome::done();
            }
            _ => {}
        }
        Outcome::moved(self.cursor.travel(action, &hits) || self.cursor.mark(action, &hits))
    }

    fn draw(&mut self, _view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(line) = row(area, 0) else { return };
        let inner = Rect { width: line.width.saturating_sub(1), ..line };
        let summary = self.summary();
        let inner = if inner.width > 60 { canvas.put_right(inner, &summary, Role::Reason) } else { inner };
        if self.typing {
            canvas.put(line, canvas.glyphs.focus, Role::Focus);
        }
        canvas.put(after(inner, 1), "/ ", Role::Accent);
        self.field.draw(after(Rect { width: inner.width.saturating_sub(1), ..inner }, 3), self.typing, canvas);

        let list = below(area, if area.height >= 12 { 2 } else { 1 });
        let hits = Hits(&self.found);
        let cursor = canvas.cursor;
        if let Some(reason) = &self.failed {
            heading::teach(list, &[reason], canvas);
        } else if self.words().is_empty() {
            let words =
                ["Titles, artists and albums, as you type. Accents, case and the order of words do not matter."];
            heading::teach(list, &words, canvas);
        } else if hits.is_empty() && self.found.words == self.asked {
            heading::teach(list, &[&format!("Nothing is called “{}”.", self.words())], canvas);
        }
        if self.typing {
            canvas.cursor = cursor;
        }
        let window = self.cursor.window(hits.len(), list);
        let cells = Columns::of(list).name.width;
        let elided = Elided::around(&window, cells, |row| hits.hit(row)?.name(&self.found));
        for (place, index) in list.rows().zip(window) {
            let focused = !self.typing && self.cursor.row() == Some(index);
            let Some(hit) = hits.hit(index) else { continue };
            let marked = self.cursor.is_marked(hits.key(index).as_ref());
            let name = elided.show(index, hit.name(&self.found).unwrap_or_default(), canvas.glyphs.ellipsis);
            draw_hit(&hit, &self.found, Line { name: &name, focused, marked, ..Line::default() }, place, canvas);
        }
    }

    fn subject(&self, _view: &View<'_>) -> Option<Subject> {
        self.subject_of(&self.here()?)
    }

    fn marked(&self, _view: &View<'_>) -> Vec<Subject> {
        let hits = Hits(&self.found);
        let marked = self.cursor.marked(&hits).into_iter();
        marked.filter_map(|row| self.subject_of(&hits.hit(row)?)).collect()
    }

    fn marks(&self) -> usize {
        self.cursor.marks()
    }

    fn unmark(&mut self) -> bool {
        self.cursor.unmark()
    }

    fn promise(&self, view: &View<'_>) -> String {
        self.subject(view).map(|subject| format!("Enter plays {}", subject.title)).unwrap_or_default()
    }

    fn hints(&self, _view: &View<'_>) -> Vec<Hint> {
        if self.typing {
            return vec![hint(Action::NextPage, "next page"), hint(Action::Cancel, "empty, leave")];
        }
        vec![
            hint(Action::Open, "open"),
            hint(Action::Add, "add"),
            hint(Action::ToPlaylist, "to a list"),
            hint(Action::Search, "search again"),
        ]
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> bool {
        let found = self.cursor.click(&Hits(&self.found), at);
        self.typing = !found && at.y < self.cursor.drawn().y;
        found
    }
}

/// `line` says how the row stands and what it is called; the rest is filled in.
fn draw_hit<'h>(hit: &Hit<'h>, found: &'h Found, mut line: Line<'h>, place: Rect, canvas: &mut Canvas<'_>) {
    let reason;
    let mut length = String::new();
    match hit {
        Hit::Head(title) => {
            canvas.put(after(place, 1), title, Role::Title);
            return;
        }
        Hit::Track(index) => {
            let Some(card) = found.tracks.get(*index) else { return };
            let year = card.year.map(|year| format!(" ({year})")).unwrap_or_default();
            length = card.length_ms.map(human::clock).unwrap_or_default();
            reason = format!("{}{year}", card.album.as_deref().unwrap_or_default());
            line = Line { artist: &card.artist, liked: card.liked, presence: card.presence, ..line };
        }
        Hit::Artist(artist) => {
            let albums = human::count(artist.albums, "album", "albums");
            reason = format!("{albums}, {}", human::count(artist.tracks, "track", "tracks"));
            line.artist = "artist";
        }
        Hit::Album(album) => {
            let year = album.year.map(|year| format!("{year} · ")).unwrap_or_default();
            length = human::span(album.length_ms);
            reason = format!("{year}{}", human::count(album.tracks, "track", "tracks"));
            let presence = if album.absent >= album.tracks.max(1) { Presence::Missing } else { Presence::Here };
            line = Line { artist: &album.artist, presence, ..line };
        }
    }
    Line { reason: &reason, note: &length, ..line }.draw(place, 0, canvas);
}

#[cfg(test)]
mod tests {
    use super::super::super::app::tests::Driven;
    use super::super::super::fixture;
    use super::*;

    #[test]
    fn enter_plays_the_best_hit_while_typing() {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys("/moan<enter>");
        let played = matches!(
            driven.last(),
            Command::PlayNow { what: Selection::Tracks(ids), start: 0, source }
                if ids.len() == 6 && source.name == "moan"
        );
        assert!(played, "{:?}", driven.last());
    }

    #[test]
    fn down_leaves_the_field_and_slash_goes_back() {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys("3sun<down>jj<enter>");
        assert!(matches!(driven.last(), Command::PlayNow { start: 2, .. }), "{:?}", driven.last());
        driven.keys("/ny");
        assert!(driven.screen().contains("/ sunny"), "{}", driven.screen());
        driven.keys("<esc>");
        assert!(!driven.screen().contains("Tracks"));
    }

    #[test]
    fn another_search_begins_empty() {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys("3sun<enter>1<c-f>moan");
        assert!(driven.screen().contains("/ moan"), "{}", driven.screen());
        driven.keys("<down>/in");
        assert!(driven.screen().contains("/ moanin"), "{}", driven.screen());
    }

    #[test]
    fn nothing_found_is_said() {
        let mut driven = Driven::new(fixture::evening(), 80, 24);
        driven.keys("/zzz<enter>");
        assert!(driven.sent.is_empty());
        assert!(driven.screen().contains("Nothing"), "{}", driven.screen());
    }
}
