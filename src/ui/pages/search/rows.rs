//! What Search lists: hits by sort, what is related by ear, and before any word what was
//! searched and opened last.

use ratatui::layout::Rect;

use crate::domain::browse::{AlbumRow, ArtistRow, Found, Recent};
use crate::domain::human;
use crate::domain::section::{ItemRef, Pick};
use crate::domain::time::Moment;
use crate::domain::track::{Presence, TrackCard};
use crate::ui::canvas::{Canvas, after};
use crate::ui::theme::Role;
use crate::ui::widgets::line::Line;
use crate::ui::widgets::list::Rows;

/// What a row is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    Item(ItemRef),
    /// The same thing among what is related.
    Related(ItemRef),
    Words(String),
}

/// One row.
pub enum Row<'s> {
    Head(&'static str),
    /// A track and its place among those that were found.
    Track(usize, &'s TrackCard),
    Artist(&'s ArtistRow),
    Album(&'s AlbumRow),
    Related(&'s Pick),
    Words(&'s str),
}

impl<'s> Row<'s> {
    /// What it is called; none for a heading.
    pub fn name(&self) -> Option<&'s str> {
        Some(match self {
            Self::Head(_) => return None,
            Self::Track(_, card) => &card.title,
            Self::Artist(artist) => &artist.name,
            Self::Album(album) => &album.title,
            Self::Related(pick) => pick.item.name(),
            Self::Words(words) => words,
        })
    }
}

/// All that is listed now.
pub struct Shown<'s> {
    pub found: &'s Found,
    pub related: &'s [Pick],
    /// Listed while there are no words.
    pub recent: Option<&'s Recent>,
}

/// The groups in their order.
const GROUPS: [&str; 6] = ["Tracks", "Artists", "Albums", "Related, by ear", "Searched lately", "Albums opened lately"];

impl<'s> Shown<'s> {
    fn counts(&self) -> [usize; 6] {
        if let Some(recent) = self.recent {
            return [0, 0, 0, 0, recent.searches.len(), recent.albums.len()];
        }
        let found = self.found;
        [found.tracks.len(), found.artists.len(), found.albums.len(), self.related.len(), 0, 0]
    }

    /// The sorts of hits that there are, and how many.
    pub fn hits(&self) -> impl Iterator<Item = (&'static str, usize)> {
        GROUPS.into_iter().zip(self.counts()).take(3).filter(|(_, count)| *count > 0)
    }

    pub fn row(&self, row: usize) -> Option<Row<'s>> {
        let mut row = row;
        for (group, count) in self.counts().into_iter().enumerate().filter(|(_, count)| *count > 0) {
            let Some(index) = row.checked_sub(1) else { return GROUPS.get(group).copied().map(Row::Head) };
            if index < count {
                return self.in_group(group, index);
            }
            row -= count + 1;
        }
        None
    }

    fn in_group(&self, group: usize, index: usize) -> Option<Row<'s>> {
        match group {
            0 => self.found.tracks.get(index).map(|card| Row::Track(index, card)),
            1 => self.found.artists.get(index).map(Row::Artist),
            2 => self.found.albums.get(index).map(Row::Album),
            3 => self.related.get(index).map(Row::Related),
            4 => self.recent?.searches.get(index).map(|words| Row::Words(words)),
            _ => self.recent?.albums.get(index).map(Row::Album),
        }
    }
}

impl Rows for Shown<'_> {
    type Key = Key;

    fn len(&self) -> usize {
        self.counts().into_iter().map(|count| count + usize::from(count > 0)).sum()
    }

    fn key(&self, row: usize) -> Option<Key> {
        Some(match self.row(row)? {
            Row::Head(_) => return None,
            Row::Track(_, card) => Key::Item(ItemRef::Track(card.id)),
            Row::Artist(artist) => Key::Item(ItemRef::Artist(artist.id)),
            Row::Album(album) => Key::Item(ItemRef::Album(album.id)),
            Row::Related(pick) => Key::Related(pick.item.what),
            Row::Words(words) => Key::Words(words.to_owned()),
        })
    }

    fn begins_group(&self, row: usize) -> bool {
        matches!(self.row(row), Some(Row::Head(_)))
    }
}

/// "Kind of Blue (1959)".
pub fn release(card: &TrackCard) -> String {
    let year = card.year.map(|year| format!(" ({year})")).unwrap_or_default();
    format!("{}{year}", card.album.as_deref().unwrap_or_default())
}

/// `line` says how the row stands and what it is called; the rest is filled in.
pub fn draw<'s>(row: &Row<'s>, mut line: Line<'s>, now: Moment, place: Rect, canvas: &mut Canvas<'_>) {
    let reason;
    let mut length = String::new();
    match row {
        Row::Head(title) => {
            canvas.put(after(place, 1), title, Role::Title);
            return;
        }
        Row::Track(_, card) => {
            length = card.length_ms.map(human::clock).unwrap_or_default();
            reason = release(card);
            line = Line { artist: &card.artist, liked: card.liked, presence: card.presence, ..line };
        }
        Row::Artist(artist) => {
            let albums = human::count(artist.albums, "album", "albums");
            reason = format!("{albums}, {}", human::count(artist.tracks, "track", "tracks"));
            line.artist = "artist";
        }
        Row::Album(album) => {
            let year = album.year.map(|year| format!("{year} · ")).unwrap_or_default();
            length = human::span(album.length_ms);
            reason = format!("{year}{}", human::count(album.tracks, "track", "tracks"));
            let presence = if album.absent >= album.tracks.max(1) { Presence::Missing } else { Presence::Here };
            line = Line { artist: &album.artist, presence, ..line };
        }
        Row::Related(pick) => {
            reason = pick.evidence.first().map(|evidence| evidence.fact.sentence(now)).unwrap_or_default();
            line = Line { artist: &pick.item.artist, presence: pick.item.presence, ..line };
        }
        Row::Words(_) => reason = "search again".to_owned(),
    }
    Line { reason: &reason, note: &length, ..line }.draw(place, 0, canvas);
}
