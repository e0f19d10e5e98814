//! Beneath the tracks of a wide library: the cover of the album under the cursor, and its figures.

use ratatui::layout::Rect;

use super::super::super::canvas::{Canvas, after, row};
use super::super::super::theme::Role;
use super::super::super::widgets::cover::Cover;
use crate::domain::browse::AlbumRow;
use crate::domain::human;

/// A smaller cover is not worth its room.
const FEWEST_ROWS: u16 = 8;
const MOST_ROWS: u16 = 20;
/// A narrower pane has no room for words beside a cover.
const FEWEST_COLUMNS: u16 = 50;
/// Cells that the words beside the cover need.
const WORDS: u16 = 30;

/// The rows of the pane that it takes under so many tracks; none when too few are free. Lists of
/// usual length leave it where it is, so that it does not jump from album to album.
#[must_use]
pub fn place(pane: Rect, tracks: usize) -> Option<Rect> {
    let taken = u16::try_from(tracks).unwrap_or(u16::MAX).saturating_add(2);
    let free = pane.height.saturating_sub(taken).saturating_sub(1);
    let rows = free.min(MOST_ROWS).min(pane.width.saturating_sub(WORDS) / 2);
    let down = taken.max(pane.height / 3).min(pane.height.saturating_sub(rows + 1));
    (rows >= FEWEST_ROWS && pane.width >= FEWEST_COLUMNS).then(|| Rect { y: pane.y + down, height: rows, ..pane })
}

pub fn draw(album: &AlbumRow, place: Rect, cover: &mut Cover, canvas: &mut Canvas<'_>) {
    let place = after(place, 1);
    let reserved = canvas.covers.columns_for(place.height).min(place.width.saturating_sub(WORDS));
    let beside = if cover.has_place(canvas.covers) {
        cover.draw(Rect { width: reserved, ..place }, canvas);
        after(place, reserved + 2)
    } else {
        place
    };
    let year = album.year.map(|year| year.to_string());
    let tracks = human::count(album.tracks, "track", "tracks");
    let figures = [year, Some(tracks), Some(human::span(album.length_ms))];
    let figures = figures.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let lines = [(&album.title, Role::Title), (&album.artist, Role::Text), (&figures, Role::Reason)];
    for (n, (words, role)) in (0..).zip(lines) {
        if let Some(line) = row(beside, n) {
            canvas.put(line, words, role);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stands_under_the_tracks_or_not_at_all() {
        let pane = Rect::new(90, 3, 67, 38);
        let rows = |tracks| place(pane, tracks).map(|place| (place.y, place.height));
        assert_eq!(rows(3), Some((15, 18)));
        assert_eq!(rows(9), rows(3));
        assert_eq!(rows(26), Some((31, 9)));
        assert_eq!(rows(28), None);
        assert_eq!(place(Rect { width: 40, ..pane }, 3), None);
        assert_eq!(place(pane, usize::MAX), None);
    }
}
