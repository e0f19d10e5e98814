//! The last pane: tracks of an album, a genre, a folder.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::Arc;

use ratatui::layout::{Position, Rect};

use super::super::super::canvas::{Canvas, after};
use super::super::super::keymap::Action;
use super::super::super::page::{SortBy, Subject};
use super::super::super::theme::Role;
use super::super::super::widgets::elide::Elided;
use super::super::super::widgets::filtered::Kept;
use super::super::super::widgets::follow::Follow;
use super::super::super::widgets::line::absence;
use super::super::super::widgets::list::{ListCursor, Rows as _};
use super::super::super::widgets::order::Order;
use super::super::super::widgets::panes::{PaneLine, has_second};
use super::super::super::widgets::table::{Stand, Table};
use super::sheet::{Sheet, SheetRow, works};
use crate::domain::browse::Selection;
use crate::domain::fold::search_form;
use crate::domain::format::value;
use crate::domain::human;
use crate::domain::ids::TrackId;
use crate::domain::listen::Source;
use crate::domain::listing::Columns;
use crate::domain::query::Holder;
use crate::domain::settings::{Key, Settings};
use crate::domain::track::TrackCard;

/// Tracks of the thing `K`.
pub struct Tracks<K> {
    pub rows: Follow<K, Arc<TrackCard>>,
    /// Places of tracks over which the name of their work stands.
    works: Vec<usize>,
    cursor: ListCursor<TrackId>,
    order: Order,
}

impl<K> Default for Tracks<K> {
    fn default() -> Self {
        let text = |card: &Arc<TrackCard>| {
            format!("{} {} {}", card.title, card.artist, card.album.as_deref().unwrap_or_default())
        };
        let key = |card: &Arc<TrackCard>| Some(Holder::Id(card.id.0));
        Self {
            rows: Follow::keyed(text, key),
            works: Vec::new(),
            cursor: ListCursor::default(),
            order: Order::new(Key::SortTracks, SortBy::OF_TRACKS),
        }
    }
}

impl<K: PartialEq + Clone> Tracks<K> {
    pub fn arrive(&mut self, mut rows: Vec<Arc<TrackCard>>) {
        put_in_order(&mut rows, self.order.now());
        if self.rows.arrive(rows) {
            self.cursor.reset();
        }
        self.lay_out();
    }

    /// Names of works stand over their movements while those are in their own order.
    fn lay_out(&mut self) {
        self.works = if self.order.now() == SortBy::Own { works(self.rows.rows()) } else { Vec::new() };
        self.cursor.settle(&Sheet { tracks: self.rows.rows(), works: &self.works });
    }

    fn sheet(&self) -> Sheet<'_> {
        Sheet { tracks: self.rows.rows(), works: &self.works }
    }

    /// Lines on screen, with the names of works.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.sheet().len()
    }

    /// The orders that tracks can have.
    pub const SORTS: &[SortBy] = SortBy::OF_TRACKS;

    /// Takes the order that the settings have, when it is another one.
    pub fn follow_settings(&mut self, settings: &Settings) {
        if self.order.follow(settings) {
            self.rows.stale();
        }
    }

    /// Sorts from the next answer on, which is asked for.
    pub fn sort(&mut self, by: SortBy) {
        self.order.set(by);
        self.rows.stale();
    }

    pub fn travel(&mut self, action: Action) -> bool {
        let rows = Sheet { tracks: self.rows.rows(), works: &self.works };
        self.cursor.travel(action, &rows) || self.cursor.mark(action, &rows)
    }

    #[must_use]
    pub fn marked(&self, source: &Source) -> Vec<Subject> {
        let sheet = self.sheet();
        let card = |row: usize| Some(Subject::of_card(sheet.card(row)?, source.clone()));
        self.cursor.marked(&sheet).into_iter().filter_map(card).collect()
    }

    #[must_use]
    pub fn marks(&self) -> usize {
        self.cursor.marks()
    }

    pub fn unmark(&mut self) -> bool {
        self.cursor.unmark()
    }

    pub fn narrow(&mut self, words: &str) -> (usize, usize) {
        let counts = self.rows.narrow(words);
        self.lay_out();
        counts
    }

    pub fn keep(&mut self, kept: Option<Kept>) -> (usize, usize) {
        let counts = self.rows.keep(kept);
        self.lay_out();
        counts
    }

    pub fn go_to(&mut self, track: TrackId) -> bool {
        self.cursor.go_to(&Sheet { tracks: self.rows.rows(), works: &self.works }, &track)
    }

    pub fn click(&mut self, at: Position) -> bool {
        self.cursor.click(&Sheet { tracks: self.rows.rows(), works: &self.works }, at)
    }

    /// The track under the cursor and its place, once the right ones are there.
    #[must_use]
    pub fn here(&self) -> Option<(u32, &TrackCard)> {
        let row = self.cursor.row().filter(|_| self.rows.is_current())?;
        let SheetRow::Track(place) = self.sheet().row(row)? else { return None };
        Some((u32::try_from(place).ok()?, self.rows.rows().get(place)?))
    }

    /// What Enter plays: the whole from the line on, or of a narrowed or sorted list what is
    /// shown, in the order in which it is.
    #[must_use]
    pub fn played(&self, whole: Selection) -> Option<(Selection, u32)> {
        let (start, _) = self.here()?;
        let shown = || self.rows.rows().iter().map(|card| card.id).collect();
        Some((
            if self.rows.is_narrowed() || self.order.now() != SortBy::Own { Selection::Tracks(shown()) } else { whole },
            start,
        ))
    }

    #[must_use]
    pub fn subject(&self, source: Source) -> Option<Subject> {
        self.here().map(|(_, card)| Subject::of_card(card, source))
    }

    /// `with_artist` names the artist too, for lists of many.
    pub fn draw(&mut self, area: Rect, active: bool, with_artist: bool, columns: &Columns, canvas: &mut Canvas<'_>) {
        let table = Table::of(columns, area.width, 0);
        let rows = self.rows.rows();
        let sheet = Sheet { tracks: rows, works: &self.works };
        self.cursor.settle(&sheet);
        let window = self.cursor.window(sheet.len(), area);
        let room = table.as_ref().map_or(area.width, Table::names);
        let elided = Elided::around(&window, room, |row| sheet.card(row).map(|card| card.title.as_str()));
        for (place, row) in area.rows().zip(window) {
            let card = match sheet.row(row) {
                Some(SheetRow::Track(track)) => rows.get(track),
                Some(SheetRow::Work(first)) => {
                    let work = rows.get(first).and_then(|card| card.work.as_deref()).unwrap_or_default();
                    canvas.put(after(place, 1), work, Role::Title);
                    None
                }
                None => None,
            };
            let Some(card) = card else { continue };
            let title = match sheet.is_beneath_its_work(row) {
                true => Cow::Borrowed(card.movement()),
                false => elided.show(row, &card.title, canvas.glyphs.ellipsis),
            };
            let on_cursor = active && self.cursor.row() == Some(row);
            let marked = self.cursor.is_marked(Some(&card.id));
            if let Some(table) = &table {
                let liked = card.liked && !columns.names("liked");
                let stand = Stand { on_cursor, active, marked, liked, presence: card.presence, ..Stand::default() };
                let value = |name: &str| if name == "title" { title.to_string() } else { value(name, card) };
                table.draw(place, stand, &value, canvas);
                continue;
            }
            let roomy = has_second(area);
            let words = match card.number.filter(|_| !with_artist) {
                Some(number) => format!("{number:>2} {title}"),
                None if with_artist && !roomy => format!("{title} · {}", card.artist),
                None => title.into_owned(),
            };
            let second = match card.listens {
                _ if with_artist => card.artist.clone(),
                0 => String::new(),
                listens => format!("heard {}", human::times(listens)),
            };
            let absent = absence(card.presence);
            let note = if absent.is_empty() { length(card) } else { absent.into() };
            PaneLine { words: &words, second: &second, note: &note, on_cursor, active, marked }.draw(place, canvas);
        }
    }
}

pub(super) fn put_in_order(rows: &mut [Arc<TrackCard>], order: SortBy) {
    match order {
        SortBy::Title => rows.sort_by_cached_key(|card| search_form(&card.title)),
        SortBy::Artist => rows.sort_by_cached_key(|card| search_form(&card.artist)),
        SortBy::Year => rows.sort_by_key(|card| (card.year.is_none(), card.year)),
        SortBy::Length => rows.sort_by_key(|card| Reverse(card.length_ms)),
        SortBy::Listens => rows.sort_by_key(|card| Reverse(card.listens)),
        SortBy::Own | SortBy::Tracks | SortBy::Changed | SortBy::Heard | SortBy::Added | SortBy::Oldest => {}
    }
}

/// "● 4:12", with the mark of a liked track.
fn length(card: &TrackCard) -> String {
    let length = card.length_ms.map(human::clock).unwrap_or_default();
    if card.liked { format!("● {length}") } else { length }
}
