//! Artists, their albums, the tracks on them.

use std::cmp::Reverse;
use std::time::Instant;

use ratatui::layout::{Position, Rect};

use super::super::super::canvas::Canvas;
use super::super::super::keymap::Action;
use super::super::super::page::{Effect, Hint, Outcome, Page, Slot, SortBy, Stale, Subject, View, Visit, hint};
use super::super::super::widgets::cover::Cover;
use super::super::super::widgets::elide::Elided;
use super::super::super::widgets::filtered::{Filtered, Kept};
use super::super::super::widgets::follow::Follow;
use super::super::super::widgets::list::{ListCursor, Plain};
use super::super::super::widgets::order::Order;
use super::super::super::widgets::panes::{PaneLine, divide, has_second};
use super::super::super::widgets::table::{Stand, Table};
use super::beneath;
use super::goal::{ALL_ALBUMS, Goal, ITS_TRACK};
use super::tracks::Tracks;
use crate::domain::browse::{AlbumRow, ArtistRow, Selection};
use crate::domain::fold::search_form;
use crate::domain::human;
use crate::domain::ids::{AlbumId, ArtistId};
use crate::domain::listen::{Source, SourceKind};
use crate::domain::listing::Listing;
use crate::domain::query::{Holder, Holders};
use crate::domain::section::ItemRef;
use crate::domain::settings::Key;
use crate::domain::track::Presence;
use crate::player::protocol::{Answer, Command, Question};

const ARTISTS: Slot = "artists";
const ALBUMS: Slot = "artist albums";
const TRACKS: Slot = "artist tracks";
const COVER: Slot = "library cover";

/// From here on the panes are divided for width.
const WIDE: u16 = 120;

/// Which pane has the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Pane {
    #[default]
    Artists,
    Albums,
    Tracks,
}

pub struct Artists {
    asked: bool,
    rows: Filtered<ArtistRow>,
    artist: ListCursor<ArtistId>,
    albums: Follow<ArtistId, AlbumRow>,
    album: ListCursor<AlbumId>,
    tracks: Tracks<AlbumId>,
    pane: Pane,
    cover: Cover,
    /// There was room for a cover in the last frame.
    covered: bool,
    goal: Option<Goal>,
    /// The first question of a visit, sent with the next frame.
    first_step: Option<Effect>,
    order: Order,
    album_order: Order,
}

impl Default for Artists {
    fn default() -> Self {
        Self {
            asked: false,
            rows: Filtered::keyed(|artist| artist.name.clone(), |artist| Some(Holder::Id(artist.id.0))),
            artist: ListCursor::default(),
            albums: Follow::keyed(|album| album.title.clone(), |album| Some(Holder::Id(album.id.0))),
            album: ListCursor::default(),
            tracks: Tracks::default(),
            pane: Pane::default(),
            cover: Cover::new(COVER),
            covered: false,
            goal: None,
            first_step: None,
            order: Order::new(Key::SortArtists, &[SortBy::Own, SortBy::Listens, SortBy::Tracks]),
            album_order: Order::new(Key::SortAlbums, &[SortBy::Own, SortBy::Title, SortBy::Length]),
        }
    }
}

fn artists(rows: &[ArtistRow]) -> Plain<'_, ArtistRow, ArtistId> {
    Plain(rows, |row| row.id)
}

fn albums(rows: &[AlbumRow]) -> Plain<'_, AlbumRow, AlbumId> {
    Plain(rows, |row| row.id)
}

impl Artists {
    fn artist_here(&self) -> Option<&ArtistRow> {
        self.rows.get(self.artist.row()?)
    }

    fn album_here(&self) -> Option<&AlbumRow> {
        self.albums.rows().get(self.album.row().filter(|_| self.albums.is_current())?)
    }

    fn album_source(&self) -> Source {
        let (id, name) = match self.album_here() {
            Some(album) => (Some(album.id.to_string()), album.title.clone()),
            None => (None, String::new()),
        };
        Source { kind: SourceKind::Album, id, name }
    }

    /// Takes the steps of a visit that can be taken with what has arrived.
    fn approach(&mut self) {
        let Some(goal) = self.goal else { return };
        let Some(artist) = goal.artist.filter(|_| !self.rows.is_empty()) else { return };
        if self.artist.key() != Some(&artist) && !self.artist.go_to(&artists(&self.rows), &artist) {
            self.goal = None;
            return;
        }
        self.pane = Pane::Albums;
        if self.albums.of() != Some(&artist) || !self.albums.is_current() {
            return;
        }
        let Some(album) = goal.album.filter(|_| goal.at_album) else {
            self.goal = None;
            return;
        };
        if self.album.key() != Some(&album) && !self.album.go_to(&albums(self.albums.rows()), &album) {
            self.goal = None;
            return;
        }
        if self.tracks.rows.of() == Some(&album) && self.tracks.rows.is_current() {
            self.pane = Pane::Tracks;
            if let Some(track) = goal.track {
                self.tracks.go_to(track);
            }
            self.goal = None;
        }
    }

    fn enter(&self) -> Outcome {
        let play = |what, start, source| Outcome::send(Command::PlayNow { what, start, source });
        match self.pane {
            Pane::Artists => match self.artist_here() {
                Some(artist) => play(Selection::Item(ItemRef::Artist(artist.id)), 0, artist_source(artist)),
                None => Outcome::Ignored,
            },
            Pane::Albums => match self.album_here() {
                Some(album) => {
                    let what = Selection::Item(ItemRef::Album(album.id));
                    Outcome::send(Command::Resume { what, start: 0, source: self.album_source() })
                }
                None => Outcome::Ignored,
            },
            Pane::Tracks => {
                let album = self.tracks.rows.of().map(|album| Selection::Item(ItemRef::Album(*album)));
                match album.and_then(|album| self.tracks.played(album)) {
                    Some((what, start)) => play(what, start, self.album_source()),
                    None => Outcome::Ignored,
                }
            }
        }
    }

    fn draw_artists(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let columns = view.columns(Listing::Artists);
        let table = Table::of(&columns, area.width, 0);
        let active = self.pane == Pane::Artists;
        let window = self.artist.window(self.rows.len(), area);
        for (place, row) in area.rows().zip(window) {
            let Some(artist) = self.rows.get(row) else { continue };
            let note = human::thousands(u64::from(artist.albums));
            let on_cursor = self.artist.row() == Some(row);
            let marked = self.artist.is_marked(Some(&artist.id));
            if let Some(table) = &table {
                let stand = Stand { on_cursor, active, marked, ..Stand::default() };
                table.draw(place, stand, &|name| of_artist(name, artist), canvas);
                continue;
            }
            PaneLine { words: &artist.name, note: &note, on_cursor, active, marked, ..PaneLine::default() }
                .draw(place, canvas);
        }
    }

    fn draw_albums(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let columns = view.columns(Listing::Albums);
        let table = Table::of(&columns, area.width, 0);
        let active = self.pane == Pane::Albums;
        let rows = self.albums.rows();
        let window = self.album.window(rows.len(), area);
        let room = table.as_ref().map_or(area.width, Table::names);
        let elided = Elided::around(&window, room, |row| rows.get(row).map(|album| album.title.as_str()));
        for (place, row) in area.rows().zip(window) {
            let Some(album) = rows.get(row) else { continue };
            // In the artist pane, no album is chosen yet.
            let on_cursor = self.pane != Pane::Artists && self.album.row() == Some(row);
            let marked = self.album.is_marked(Some(&album.id));
            let title = elided.show(row, &album.title, canvas.glyphs.ellipsis);
            if let Some(table) = &table {
                let gone = album.absent >= album.tracks.max(1);
                let presence = if gone { Presence::Missing } else { Presence::Here };
                let stand = Stand { on_cursor, active, marked, presence, ..Stand::default() };
                let value = |name: &str| if name == "title" { title.to_string() } else { of_album(name, album) };
                table.draw(place, stand, &value, canvas);
                continue;
            }
            let year = album.year.map(|year| year.to_string()).unwrap_or_default();
            let roomy = has_second(area);
            let note = match album.absent {
                0 if roomy => human::span(album.length_ms),
                0 => year.clone(),
                absent if absent >= album.tracks => "not here".into(),
                absent => format!("{absent} not here"),
            };
            let tracks = human::count(album.tracks, "track", "tracks");
            let second = if year.is_empty() { tracks } else { format!("{year} · {tracks}") };
            PaneLine { words: &title, second: &second, note: &note, on_cursor, active, marked }.draw(place, canvas);
        }
    }
}

/// What the columns of artists show.
fn of_artist(field: &str, artist: &ArtistRow) -> String {
    match field {
        "name" => artist.name.clone(),
        "albums" => human::thousands(u64::from(artist.albums)),
        "tracks" => human::thousands(u64::from(artist.tracks)),
        "listens" if artist.listens > 0 => human::thousands(u64::from(artist.listens)),
        _ => String::new(),
    }
}

/// What the columns of albums show, but for the title.
fn of_album(field: &str, album: &AlbumRow) -> String {
    match field {
        "artist" => album.artist.clone(),
        "year" => album.year.map(|year| year.to_string()).unwrap_or_default(),
        "tracks" => human::thousands(u64::from(album.tracks)),
        "length" => human::span(album.length_ms),
        _ => String::new(),
    }
}

fn artist_source(artist: &ArtistRow) -> Source {
    Source { kind: SourceKind::Artist, id: Some(artist.id.to_string()), name: artist.name.clone() }
}

fn artist_subject(artist: &ArtistRow) -> Subject {
    Subject::of_item(ItemRef::Artist(artist.id), &artist.name, &artist.name, artist_source(artist))
}

fn album_subject(album: &AlbumRow) -> Subject {
    let source = Source { kind: SourceKind::Album, id: Some(album.id.to_string()), name: album.title.clone() };
    let subject = Subject::of_item(ItemRef::Album(album.id), &album.title, &album.artist, source);
    Subject { artist_id: album.artist_id, ..subject }
}

impl Page for Artists {
    fn title(&self) -> &'static str {
        "Artists"
    }

    fn prepare(&mut self, view: &View<'_>) -> Vec<Effect> {
        self.tracks.follow_settings(&view.snapshot.settings);
        self.asked &= !self.order.follow(&view.snapshot.settings);
        if self.album_order.follow(&view.snapshot.settings) {
            self.albums.stale();
        }
        let mut effects: Vec<Effect> = self.first_step.take().into_iter().collect();
        if !self.asked {
            self.asked = true;
            effects.push(Effect::Ask { slot: ARTISTS, question: Question::Artists });
        }
        self.approach();
        self.artist.settle(&artists(&self.rows));
        if let Some(artist) = self.albums.follow(self.artist.key()) {
            effects.push(Effect::Ask { slot: ALBUMS, question: Question::Albums { artist: Some(artist) } });
        }
        self.album.settle(&albums(self.albums.rows()));
        let album = self.album_here().map(|album| album.id);
        // While the albums are on their way, the tracks of the old one may stay.
        if (album.is_some() || self.albums.is_current())
            && let Some(album) = self.tracks.rows.follow(album.as_ref())
        {
            let question = Question::Tracks(Selection::Item(ItemRef::Album(album)));
            effects.push(Effect::Ask { slot: TRACKS, question });
        }
        match album.filter(|_| self.covered) {
            Some(album) => effects.extend(self.cover.ask_at_rest(ItemRef::Album(album), view.ticks)),
            None => self.cover.rest_on_nothing(),
        }
        effects
    }

    fn answer(&mut self, slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        if slot == ITS_TRACK || slot == ALL_ALBUMS {
            return self.goal.as_mut().and_then(|goal| goal.learn(&answer)).into_iter().collect();
        }
        if self.cover.answer(slot, &answer) {
            return Vec::new();
        }
        match answer {
            Answer::Artists { mut rows } => {
                match self.order.now() {
                    SortBy::Listens => rows.sort_by_key(|artist| Reverse(artist.listens)),
                    SortBy::Tracks => rows.sort_by_key(|artist| Reverse(artist.tracks)),
                    _ => {}
                }
                self.rows.set(rows);
            }
            Answer::Albums { mut rows } => {
                match self.album_order.now() {
                    SortBy::Title => rows.sort_by_cached_key(|album| search_form(&album.title)),
                    SortBy::Length => rows.sort_by_key(|album| Reverse(album.length_ms)),
                    _ => {}
                }
                let others = self.albums.arrive(rows);
                if others {
                    self.album.reset();
                }
            }
            Answer::Tracks { rows } => self.tracks.arrive(rows),
            Answer::Failed { reason } => return vec![Effect::tell(reason)],
            _ => {}
        }
        Vec::new()
    }

    fn stale(&mut self, what: Stale) {
        self.tracks.rows.stale();
        if what == Stale::Library {
            self.asked = false;
            self.albums.stale();
            self.cover.stale();
        }
    }

    fn wake_at(&self) -> Option<Instant> {
        self.cover.wake_at()
    }

    fn visit(&mut self, visit: Visit, _view: &View<'_>) {
        let (goal, first_step) = Goal::begin(visit);
        self.goal = Some(goal);
        self.first_step = first_step;
    }

    fn handle(&mut self, action: Action, _view: &View<'_>) -> Outcome {
        let moved = match self.pane {
            Pane::Artists => {
                let rows = artists(&self.rows);
                self.artist.travel(action, &rows) || self.artist.mark(action, &rows)
            }
            Pane::Albums => {
                let rows = albums(self.albums.rows());
                self.album.travel(action, &rows) || self.album.mark(action, &rows)
            }
            Pane::Tracks => self.tracks.travel(action),
        };
        if moved {
            self.goal = None;
            return Outcome::done();
        }
        self.pane = match (action, self.pane) {
            (Action::Enter, _) => return self.enter(),
            (Action::Right | Action::Open, Pane::Artists) if !self.albums.rows().is_empty() => Pane::Albums,
            (Action::Right | Action::Open, Pane::Albums) if !self.tracks.rows.rows().is_empty() => Pane::Tracks,
            (Action::Right, _) | (Action::Open, Pane::Tracks) => return Outcome::done(),
            (Action::Left, Pane::Tracks) => Pane::Albums,
            (Action::Left, Pane::Albums) => Pane::Artists,
            _ => return Outcome::Ignored,
        };
        Outcome::done()
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        // Names of artists stay short however wide the screen is.
        let shares = if area.width >= WIDE { [23, 36, 41] } else { [30, 34, 36] };
        let [left, middle, right] = divide(area, shares, self.pane as usize);
        canvas.point_at(area.as_position());
        self.draw_artists(view, left, canvas);
        self.draw_albums(view, middle, canvas);
        self.tracks.draw(right, self.pane == Pane::Tracks, false, &view.columns(Listing::Tracks), canvas);
        let beneath = beneath::place(right, self.tracks.lines());
        self.covered = beneath.is_some();
        if let (Some(place), Some(row)) = (beneath, self.album.row())
            && let Some(album) = self.albums.rows().get(row)
        {
            beneath::draw(album, place, &mut self.cover, canvas);
        }
    }

    fn subject(&self, _view: &View<'_>) -> Option<Subject> {
        match self.pane {
            Pane::Artists => self.artist_here().map(artist_subject),
            Pane::Albums => self.album_here().map(album_subject),
            Pane::Tracks => self.tracks.subject(self.album_source()),
        }
    }

    fn marked(&self, _view: &View<'_>) -> Vec<Subject> {
        match self.pane {
            Pane::Artists => {
                let rows = self.artist.marked(&artists(&self.rows)).into_iter();
                rows.filter_map(|row| self.rows.get(row).map(artist_subject)).collect()
            }
            Pane::Albums => {
                let all = self.albums.rows();
                let rows = self.album.marked(&albums(all)).into_iter();
                rows.filter_map(|row| all.get(row).map(album_subject)).collect()
            }
            Pane::Tracks => self.tracks.marked(&self.album_source()),
        }
    }

    fn marks(&self) -> usize {
        match self.pane {
            Pane::Artists => self.artist.marks(),
            Pane::Albums => self.album.marks(),
            Pane::Tracks => self.tracks.marks(),
        }
    }

    fn unmark(&mut self) -> bool {
        match self.pane {
            Pane::Artists => self.artist.unmark(),
            Pane::Albums => self.album.unmark(),
            Pane::Tracks => self.tracks.unmark(),
        }
    }

    fn narrow(&mut self, words: &str, _view: &View<'_>) -> Option<(usize, usize)> {
        if words.is_empty() {
            // The pane may have been left since: all of them show everything again.
            self.albums.narrow("");
            self.tracks.narrow("");
            let shown = self.rows.narrow("");
            return Some(match self.pane {
                Pane::Artists => shown,
                Pane::Albums => (self.albums.rows().len(), self.albums.rows().len()),
                Pane::Tracks => (self.tracks.rows.rows().len(), self.tracks.rows.rows().len()),
            });
        }
        Some(match self.pane {
            Pane::Artists => self.rows.narrow(words),
            Pane::Albums => self.albums.narrow(words),
            Pane::Tracks => self.tracks.narrow(words),
        })
    }

    fn holders(&self) -> Option<Holders> {
        Some(match self.pane {
            Pane::Artists => Holders::Artists,
            Pane::Albums => Holders::Albums,
            Pane::Tracks => Holders::Tracks,
        })
    }

    fn keep(&mut self, kept: Option<Kept>, _view: &View<'_>) -> Option<(usize, usize)> {
        if kept.is_none() {
            let counts = (self.rows.keep(None), self.albums.keep(None), self.tracks.keep(None));
            return Some(match self.pane {
                Pane::Artists => counts.0,
                Pane::Albums => counts.1,
                Pane::Tracks => counts.2,
            });
        }
        Some(match self.pane {
            Pane::Artists => self.rows.keep(kept),
            Pane::Albums => self.albums.keep(kept),
            Pane::Tracks => self.tracks.keep(kept),
        })
    }

    fn listing(&self) -> Option<Listing> {
        Some(match self.pane {
            Pane::Artists => Listing::Artists,
            Pane::Albums => Listing::Albums,
            Pane::Tracks => Listing::Tracks,
        })
    }

    fn sorts(&self) -> &'static [SortBy] {
        match self.pane {
            Pane::Artists => self.order.among(),
            Pane::Albums => self.album_order.among(),
            Pane::Tracks => Tracks::<AlbumId>::SORTS,
        }
    }

    fn sort(&mut self, by: SortBy) {
        match self.pane {
            Pane::Artists => {
                self.order.set(by);
                self.asked = false;
            }
            Pane::Albums => {
                self.album_order.set(by);
                self.albums.stale();
            }
            Pane::Tracks => self.tracks.sort(by),
        }
    }

    fn promise(&self, view: &View<'_>) -> String {
        match (self.pane, self.subject(view)) {
            (_, None) => String::new(),
            (Pane::Artists, Some(subject)) => {
                format!("{} plays {}, oldest album first", view.key(Action::Enter), subject.title)
            }
            (_, Some(subject)) => format!("{} plays {}", view.key(Action::Enter), subject.title),
        }
    }

    fn reason(&self, _view: &View<'_>) -> Option<String> {
        let artist = self.artist_here()?.name.as_str();
        match self.pane {
            Pane::Artists => None,
            Pane::Albums => Some(artist.to_owned()),
            Pane::Tracks => Some(format!("{artist} › {}", self.album_here()?.title)),
        }
    }

    fn hints(&self, _view: &View<'_>) -> Vec<Hint> {
        let mut hints =
            vec![hint(Action::Add, "add"), hint(Action::ToPlaylist, "to a list"), hint(Action::Like, "like")];
        if self.pane != Pane::Tracks {
            hints.insert(0, hint(Action::Right, "open"));
        }
        hints
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> bool {
        if self.artist.click(&artists(&self.rows), at) {
            self.pane = Pane::Artists;
        } else if self.album.click(&albums(self.albums.rows()), at) {
            self.pane = Pane::Albums;
        } else if self.tracks.click(at) {
            self.pane = Pane::Tracks;
        } else {
            return false;
        }
        true
    }
}

#[cfg(test)]
mod tests;
