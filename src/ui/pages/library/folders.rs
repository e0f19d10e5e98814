//! Folders as they lie on disk: in with `l`, out with `h`.

use std::borrow::Cow;

use ratatui::layout::{Position, Rect};

use super::super::super::canvas::{Canvas, after, below, row};
use super::super::super::keymap::Action;
use super::super::super::page::{Effect, Hint, Outcome, Page, Slot, SortBy, Stale, Subject, View, Visit, hint};
use super::super::super::theme::Role;
use super::super::super::widgets::elide::Elided;
use super::super::super::widgets::filtered::Kept;
use super::super::super::widgets::follow::Follow;
use super::super::super::widgets::line::absence;
use super::super::super::widgets::list::{ListCursor, Plain, Rows as _};
use super::super::super::widgets::order::Order;
use super::super::super::widgets::panes::PaneLine;
use super::super::super::widgets::table::{Stand, Table};
use super::super::heading;
use super::tracks::put_in_order;
use crate::domain::browse::{FolderPlace, FolderRow, Selection};
use crate::domain::format::value;
use crate::domain::human;
use crate::domain::ids::{RootId, TrackId};
use crate::domain::listen::{Source, SourceKind};
use crate::domain::listing::Listing;
use crate::domain::query::{Holder, Holders};
use crate::domain::settings;
use crate::domain::text::path_for_screen;
use crate::domain::track::Presence;
use crate::player::protocol::{Answer, Command, Question};

const FOLDER: Slot = "folder";

/// A root and the path below it.
type Place = (RootId, Vec<u8>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Folder(RootId, Vec<u8>),
    Track(TrackId),
}

/// One folder that was gone into.
struct Entered {
    place: Place,
    name: String,
}

pub struct Folders {
    /// From the root down; empty is the list of roots.
    way: Vec<Entered>,
    /// What was come out of, for the cursor.
    left: Option<Key>,
    rows: Follow<Option<Place>, FolderRow>,
    cursor: ListCursor<Key>,
    /// The track that a visit was for, until its folder is there.
    goal: Option<TrackId>,
    order: Order,
}

impl Default for Folders {
    fn default() -> Self {
        let text = |row: &FolderRow| match row {
            FolderRow::Folder { name, .. } => name.clone(),
            FolderRow::Track(card) => format!("{} {}", card.title, card.artist),
        };
        Self {
            way: Vec::new(),
            left: None,
            rows: Follow::keyed(text, held),
            cursor: ListCursor::default(),
            goal: None,
            order: Order::new(settings::Key::SortFolders, SortBy::OF_TRACKS),
        }
    }
}

fn keyed(rows: &[FolderRow]) -> Plain<'_, FolderRow, Key> {
    Plain(rows, |row| match row {
        FolderRow::Folder { root, path, .. } => Key::Folder(*root, path.clone()),
        FolderRow::Track(card) => Key::Track(card.id),
    })
}

/// What facets know a row by.
fn held(row: &FolderRow) -> Option<Holder> {
    Some(match row {
        FolderRow::Folder { root, path, .. } => Holder::Folder(root.0, path.clone()),
        FolderRow::Track(card) => Holder::Id(card.id.0),
    })
}

/// The folders that lead to a place, its root first.
fn way_to(place: &FolderPlace) -> Vec<Entered> {
    let root = Entered { place: (place.root, Vec::new()), name: path_for_screen(&place.root_path) };
    let ends = (0..=place.below.len()).filter(|end| matches!(place.below.get(*end), None | Some(b'/')));
    let mut begin = 0;
    let below = ends.filter_map(|end| {
        let name = place.below.get(begin..end).filter(|name| !name.is_empty())?;
        begin = end + 1;
        Some(Entered { place: (place.root, place.below.get(..end)?.to_vec()), name: path_for_screen(name) })
    });
    std::iter::once(root).chain(below).collect()
}

impl Folders {
    fn place(&self) -> Option<Place> {
        self.way.last().map(|entered| entered.place.clone())
    }

    fn here(&self) -> Option<&FolderRow> {
        self.rows.rows().get(self.cursor.row().filter(|_| self.rows.is_current())?)
    }

    fn go_in(&mut self) -> Outcome {
        match self.here() {
            Some(FolderRow::Folder { root, path, name, .. }) => {
                let entered = Entered { place: (*root, path.clone()), name: name.clone() };
                self.way.push(entered);
                Outcome::done()
            }
            _ => Outcome::Ignored,
        }
    }

    fn source(&self, name: &str) -> Source {
        let id = self.way.last().map(|entered| entered.name.clone());
        Source { kind: SourceKind::Folder, id, name: name.to_owned() }
    }

    fn subject_of(&self, row: &FolderRow) -> Subject {
        match row {
            FolderRow::Track(card) => Subject::of_card(card, self.source(&card.title)),
            FolderRow::Folder { root, path, name, .. } => {
                let what = Selection::Folder { root: *root, path: path.clone() };
                Subject::of_holder(what, name, self.source(name))
            }
        }
    }

    fn enter(&self) -> Outcome {
        let play = |what, start, source| Outcome::send(Command::PlayNow { what, start, source });
        match self.here() {
            Some(FolderRow::Folder { root, path, name, .. }) => {
                play(Selection::Folder { root: *root, path: path.clone() }, 0, self.source(name))
            }
            // The tracks beside it follow; what lies in folders below does not.
            Some(FolderRow::Track(card)) => {
                let tracks: Vec<TrackId> = self
                    .rows
                    .rows()
                    .iter()
                    .filter_map(|row| match row {
                        FolderRow::Track(card) => Some(card.id),
                        FolderRow::Folder { .. } => None,
                    })
                    .collect();
                let start = tracks.iter().position(|track| *track == card.id).unwrap_or(0);
                let name = self.way.last().map(|entered| entered.name.clone()).unwrap_or_default();
                play(Selection::Tracks(tracks), u32::try_from(start).unwrap_or(0), self.source(&name))
            }
            None => Outcome::Ignored,
        }
    }
}

impl Page for Folders {
    fn title(&self) -> &'static str {
        "Folders"
    }

    fn prepare(&mut self, view: &View<'_>) -> Vec<Effect> {
        if self.order.follow(&view.snapshot.settings) {
            self.rows.stale();
        }
        let place = self.place();
        let Some(place) = self.rows.follow(Some(&place)) else { return Vec::new() };
        vec![Effect::Ask { slot: FOLDER, question: Question::Folder { place } }]
    }

    fn answer(&mut self, _slot: Slot, answer: Answer, _view: &View<'_>) -> Vec<Effect> {
        match answer {
            Answer::Folder { rows } => {
                if self.rows.arrive(in_order(rows, self.order.now())) {
                    self.cursor.reset();
                    if let Some(left) = self.left.take() {
                        self.cursor.go_to(&keyed(self.rows.rows()), &left);
                    }
                }
                if let Some(track) = self.goal.take() {
                    self.cursor.go_to(&keyed(self.rows.rows()), &Key::Track(track));
                }
                self.cursor.settle(&keyed(self.rows.rows()));
                Vec::new()
            }
            Answer::Failed { reason } => vec![Effect::tell(reason)],
            _ => Vec::new(),
        }
    }

    fn visit(&mut self, visit: Visit, _view: &View<'_>) {
        if let Visit::Folder { place, track } = visit {
            self.way = way_to(&place);
            self.goal = track;
            self.rows.stale();
        }
    }

    fn stale(&mut self, _what: Stale) {
        self.rows.stale();
    }

    fn handle(&mut self, action: Action, _view: &View<'_>) -> Outcome {
        let rows = keyed(self.rows.rows());
        if self.cursor.travel(action, &rows) || self.cursor.mark(action, &rows) {
            return Outcome::done();
        }
        match action {
            Action::Enter => self.enter(),
            Action::Right => {
                self.go_in();
                Outcome::done()
            }
            Action::Open => self.go_in(),
            Action::Left => match self.way.pop() {
                Some(Entered { place: (root, path), .. }) => {
                    self.left = Some(Key::Folder(root, path));
                    Outcome::done()
                }
                None => Outcome::Ignored,
            },
            _ => Outcome::Ignored,
        }
    }

    fn draw(&mut self, view: &View<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let trail: Vec<&str> = self.way.iter().map(|entered| entered.name.as_str()).collect();
        let mut area = area;
        if let Some(place) = row(area, 0).filter(|_| !trail.is_empty() && area.height > 2) {
            canvas.put(after(place, 1), &trail.join(" › "), Role::Reason);
            area = below(area, 1);
        }
        let rows = self.rows.rows();
        if rows.is_empty() && self.rows.is_current() {
            let words = if self.rows.is_narrowed() { heading::NO_HITS } else { "Nothing that plays lies here." };
            return heading::teach(area, &[words], canvas);
        }
        canvas.point_at(area.as_position());
        let window = self.cursor.window(rows.len(), area);
        let columns = view.columns(Listing::Folders);
        let table = Table::of(&columns, area.width.saturating_sub(1), 0);
        let room = table.as_ref().map_or(area.width, Table::names);
        let elided = Elided::around(&window, room, |row| match rows.get(row) {
            Some(FolderRow::Track(card)) => Some(card.title.as_str()),
            _ => None,
        });
        for (place, index) in area.rows().zip(window) {
            let Some(row) = rows.get(index) else { continue };
            let on_cursor = self.cursor.row() == Some(index);
            let place = Rect { width: place.width.saturating_sub(1), ..place };
            let marked = self.cursor.is_marked(keyed(rows).key(index).as_ref());
            let shown = |title| elided.show(index, title, canvas.glyphs.ellipsis);
            if let Some(table) = &table {
                let (liked, presence) = match row {
                    FolderRow::Track(card) => (card.liked && !columns.names("liked"), card.presence),
                    FolderRow::Folder { offline: true, .. } => (false, Presence::Offline),
                    FolderRow::Folder { .. } => (false, Presence::Here),
                };
                let title = match row {
                    FolderRow::Track(card) => shown(&card.title).into_owned(),
                    FolderRow::Folder { name, .. } => format!("{name}/"),
                };
                let stand = Stand { on_cursor, active: true, marked, liked, presence, ..Stand::default() };
                let value = |name: &str| if name == "title" { title.clone() } else { field_of(name, row) };
                table.draw(place, stand, &value, canvas);
                continue;
            }
            let (words, note) = words_of(row, shown);
            PaneLine { words: &words, note: &note, on_cursor, active: true, marked, ..PaneLine::default() }
                .draw(place, canvas);
        }
    }

    fn subject(&self, _view: &View<'_>) -> Option<Subject> {
        self.here().map(|row| self.subject_of(row))
    }

    fn marked(&self, _view: &View<'_>) -> Vec<Subject> {
        let all = self.rows.rows();
        let rows = self.cursor.marked(&keyed(all)).into_iter();
        rows.filter_map(|row| all.get(row).map(|row| self.subject_of(row))).collect()
    }

    fn marks(&self) -> usize {
        self.cursor.marks()
    }

    fn unmark(&mut self) -> bool {
        self.cursor.unmark()
    }

    fn narrow(&mut self, words: &str, _view: &View<'_>) -> Option<(usize, usize)> {
        let counts = self.rows.narrow(words);
        self.cursor.settle(&keyed(self.rows.rows()));
        Some(counts)
    }

    fn holders(&self) -> Option<Holders> {
        Some(Holders::Folders { below: self.place() })
    }

    fn keep(&mut self, kept: Option<Kept>, _view: &View<'_>) -> Option<(usize, usize)> {
        let counts = self.rows.keep(kept);
        self.cursor.settle(&keyed(self.rows.rows()));
        Some(counts)
    }

    fn listing(&self) -> Option<Listing> {
        Some(Listing::Folders)
    }

    fn sorts(&self) -> &'static [SortBy] {
        self.order.among()
    }

    fn sort(&mut self, by: SortBy) {
        self.order.set(by);
        self.rows.stale();
    }

    fn promise(&self, view: &View<'_>) -> String {
        self.subject(view)
            .map(|subject| format!("{} plays {}", view.key(Action::Enter), subject.title))
            .unwrap_or_default()
    }

    fn hints(&self, _view: &View<'_>) -> Vec<Hint> {
        vec![hint(Action::Right, "open"), hint(Action::Add, "add"), hint(Action::ToPlaylist, "to a list")]
    }

    fn click(&mut self, at: Position, _view: &View<'_>) -> bool {
        self.cursor.click(&keyed(self.rows.rows()), at)
    }
}

/// What the columns show of a row, but for its title.
fn field_of(field: &str, row: &FolderRow) -> String {
    match row {
        FolderRow::Folder { tracks, .. } if field == "tracks" => human::thousands(u64::from(*tracks)),
        FolderRow::Folder { .. } => String::new(),
        FolderRow::Track(card) => value(field, card),
    }
}

/// Folders stay before the tracks, which stand in this order.
fn in_order(rows: Vec<FolderRow>, order: SortBy) -> Vec<FolderRow> {
    if order == SortBy::Own {
        return rows;
    }
    let (mut folders, mut tracks) = (Vec::new(), Vec::new());
    for row in rows {
        match row {
            FolderRow::Track(card) => tracks.push(card),
            folder @ FolderRow::Folder { .. } => folders.push(folder),
        }
    }
    put_in_order(&mut tracks, order);
    folders.extend(tracks.into_iter().map(FolderRow::Track));
    folders
}

/// `shown` leaves out what a title shares with its neighbours.
fn words_of<'r>(row: &'r FolderRow, shown: impl Fn(&'r str) -> Cow<'r, str>) -> (String, String) {
    match row {
        FolderRow::Folder { name, tracks, offline, .. } => {
            let note = if *offline { "offline".into() } else { human::count(*tracks, "track", "tracks") };
            (format!("{name}/"), note)
        }
        FolderRow::Track(card) => {
            let absent = absence(card.presence);
            let length = card.length_ms.map(human::clock).unwrap_or_default();
            (
                format!("{} · {}", shown(&card.title), card.artist),
                if absent.is_empty() { length } else { absent.into() },
            )
        }
    }
}
