//! How words of the house stand in columns, and how they are read back.

use rusqlite::Row;
use uuid::Uuid;

use crate::domain::ids::{AlbumId, ArtistId, PlaylistId, TrackId};
use crate::domain::section::{ItemRef, Origin};
use crate::domain::time::Moment;

/// Local time is not known where an import did not say: it is then read as UTC.
pub(super) fn moment(unix_ms: i64, offset_minutes: Option<i32>) -> Moment {
    Moment { unix_ms, offset_minutes: offset_minutes.unwrap_or(0) }
}

pub(super) fn uuid(row: &Row<'_>, column: usize) -> rusqlite::Result<Uuid> {
    row.get::<_, [u8; 16]>(column).map(Uuid::from_bytes)
}

/// Text without a copy of it.
pub(super) fn text<'row>(row: &'row Row<'_>, column: usize) -> rusqlite::Result<&'row str> {
    Ok(row.get_ref(column)?.as_str()?)
}

/// A file's absolute path, from its root in column `first` and its path below it in the next.
pub(super) fn path_below(row: &Row<'_>, first: usize) -> rusqlite::Result<Vec<u8>> {
    let root = row.get_ref(first)?.as_blob()?;
    let path = row.get_ref(first + 1)?.as_blob()?;
    Ok([root.strip_suffix(b"/").unwrap_or(root), path].join(&b'/'))
}

/// Back from [`ItemRef::type_name`] and [`ItemRef::key`].
pub(super) fn item(type_name: &str, key: &str) -> Option<ItemRef> {
    let number = || key.parse().ok();
    Some(match type_name {
        "track" => ItemRef::Track(TrackId(number()?)),
        "album" => ItemRef::Album(AlbumId(number()?)),
        "artist" => ItemRef::Artist(ArtistId(number()?)),
        "playlist" => ItemRef::Playlist(PlaylistId(key.parse().ok()?)),
        _ => return None,
    })
}

pub(super) const fn origin_name(origin: Origin) -> &'static str {
    match origin {
        Origin::Ear => "ear",
        Origin::Hand => "hand",
    }
}

pub(super) fn origin(name: &str) -> Origin {
    if name == "hand" { Origin::Hand } else { Origin::Ear }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_read_back() {
        let playlist = PlaylistId::made_at(1_700_000_000_000);
        for what in [
            ItemRef::Track(TrackId(1)),
            ItemRef::Album(AlbumId(-2)),
            ItemRef::Artist(ArtistId(i64::MAX)),
            ItemRef::Playlist(playlist),
        ] {
            assert_eq!(item(what.type_name(), &what.key()), Some(what));
        }
        for (type_name, key) in [("track", "x"), ("playlist", "1"), ("moon", "1"), ("", "")] {
            assert_eq!(item(type_name, key), None);
        }
    }
}
