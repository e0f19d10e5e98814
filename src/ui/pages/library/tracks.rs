//! The last pane: tracks of an album, a genre, a folder.

use std::sync::Arc;

use ratatui::layout::{Position, Rect};

use super::super::super::canvas::Canvas;
use super::super::super::keymap::Action;
use super::super::super::page::Subject;
use super::super::super::widgets::follow::Follow;
use super::super::super::widgets::line::absence;
use super::super::super::widgets::list::{ListCursor, Plain};
use super::super::super::widgets::panes::PaneLine;
use crate::domain::human;
use crate::domain::ids::TrackId;
use crate::domain::listen::Source;
use crate::domain::track::TrackCard;

/// Tracks of the thing `K`.
pub struct Tracks<K> {
    pub rows: Follow<K, Arc<TrackCard>>,
    cursor: ListCursor<TrackId>,
}

impl<K> Default for Tracks<K> {
    fn default() -> Self {
        Self { rows: Follow::default(), cursor: ListCursor::default() }
    }
}

fn keyed(rows: &[Arc<TrackCard>]) -> Plain<'_, Arc<TrackCard>, TrackId> {
    Plain(rows, |card| card.id)
}

impl<K: PartialEq + Clone> Tracks<K> {
    pub fn arrive(&mut self, rows: Vec<Arc<TrackCard>>) {
        if self.rows.arrive(rows) {
            self.cursor.reset();
        }
        self.cursor.settle(&keyed(self.rows.rows()));
    }

    pub fn travel(&mut self, action: Action) -> bool {
        self.cursor.travel(action, &keyed(self.rows.rows()))
    }

    pub fn go_to(&mut self, track: TrackId) -> bool {
        self.cursor.go_to(&keyed(self.rows.rows()), &track)
    }

    pub fn click(&mut self, at: Position) -> bool {
        self.cursor.click(&keyed(self.rows.rows()), at)
    }

    /// The track under the cursor and its place, once the right ones are there.
    #[must_use]
    pub fn here(&self) -> Option<(u32, &TrackCard)> {
        let row = self.cursor.row().filter(|_| self.rows.is_current())?;
        Some((u32::try_from(row).ok()?, self.rows.rows().get(row)?))
    }

    #[must_use]
    pub fn subject(&self, source: Source) -> Option<Subject> {
        self.here().map(|(_, card)| Subject::of_card(card, source))
    }

    /// `with_artist` names the artist too, for lists of many.
    pub fn draw(&mut self, area: Rect, active: bool, with_artist: bool, canvas: &mut Canvas<'_>) {
        let rows = self.rows.rows();
        self.cursor.settle(&keyed(rows));
        let window = self.cursor.window(rows.len(), area);
        for (place, row) in area.rows().zip(window) {
            let Some(card) = rows.get(row) else { continue };
            let words = match card.number.filter(|_| !with_artist) {
                Some(number) => format!("{number:>2} {}", card.title),
                None if with_artist => format!("{} · {}", card.title, card.artist),
                None => card.title.clone(),
            };
            let absent = absence(card.presence);
            let note = if absent.is_empty() { length(card) } else { absent.into() };
            let on_cursor = active && self.cursor.row() == Some(row);
            PaneLine { words: &words, note: &note, on_cursor, active }.draw(place, canvas);
        }
    }
}

/// "● 4:12", with the mark of a liked track.
fn length(card: &TrackCard) -> String {
    let length = card.length_ms.map(human::clock).unwrap_or_default();
    if card.liked { format!("● {length}") } else { length }
}
