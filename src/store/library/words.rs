//! What tags say a recording is, folded so that spelling does not matter.

use rusqlite::{Connection, Row};

use crate::domain::fold::search_form;
use crate::domain::ids::TrackId;
use crate::domain::track::{Tags, UNKNOWN_ARTIST};
use crate::store::Result;

/// Two copies of one recording may differ by this much in length.
const LENGTH_TOLERANCE_MS: i64 = 2_000;

/// The credit line of tags.
pub(super) fn credit(tags: &Tags) -> String {
    let said = tags.artist.clone().or_else(|| Some(tags.artists.join(", ")).filter(|line| !line.is_empty()));
    said.or_else(|| tags.album_artist.clone()).unwrap_or_else(|| UNKNOWN_ARTIST.to_owned())
}

/// The title of tags, or the file's own name.
pub(super) fn title(tags: &Tags, path: &[u8]) -> String {
    tags.title.clone().unwrap_or_else(|| {
        let name = path.rsplit(|&b| b == b'/').next().unwrap_or_default();
        let stem = name.iter().rposition(|&b| b == b'.').filter(|&dot| dot > 0).map_or(name, |dot| &name[..dot]);
        crate::domain::text::path_for_screen(stem)
    })
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Words {
    pub(super) artist: String,
    pub(super) title: String,
    pub(super) album: Option<String>,
    pub(super) disc: Option<u32>,
    pub(super) number: Option<u32>,
    pub(super) length_ms: Option<i64>,
    pub(super) recording: Option<String>,
    pub(super) release: Option<String>,
    /// Partly from the path: says little of the recording.
    pub(super) guessed: bool,
}

impl Words {
    pub(super) fn of(tags: &Tags, path: &[u8], length_ms: Option<i64>) -> Self {
        Self {
            artist: search_form(&credit(tags)),
            title: search_form(&title(tags, path)),
            album: tags.album.as_deref().map(search_form),
            disc: tags.disc,
            number: tags.number,
            length_ms,
            recording: tags.recording_mbid.clone(),
            release: tags.release_mbid.clone(),
            guessed: tags.guessed,
        }
    }

    /// The same artist, title, album and place on it.
    pub(super) fn same(&self, other: &Self) -> bool {
        self.artist == other.artist
            && self.title == other.title
            && self.album == other.album
            && self.number == other.number
            && self.disc.unwrap_or(1) == other.disc.unwrap_or(1)
    }

    /// Whether both are one recording, by what people or MusicBrainz wrote of it.
    ///
    /// While both are on the shelf, one recording on two releases stays two tracks, or one
    /// of the albums would show a gap. A copy that is gone hands on to any release.
    pub(super) fn agrees(&self, other: &Self, other_is_gone: bool) -> bool {
        let same_recording = match (&self.recording, &other.recording) {
            (Some(one), Some(two)) if one != two => return false,
            (one, two) => one.is_some() && one == two,
        };
        let releases_differ = matches!((&self.release, &other.release), (Some(one), Some(two)) if one != two);
        if releases_differ && !other_is_gone {
            return false;
        }
        if same_recording && (other_is_gone || self.album == other.album) {
            return true;
        }
        !self.guessed && !other.guessed && self.same(other) && self.is_as_long_as(other)
    }

    fn is_as_long_as(&self, other: &Self) -> bool {
        matches!((self.length_ms, other.length_ms), (Some(one), Some(two)) if (one - two).abs() <= LENGTH_TOLERANCE_MS)
    }

    /// How much both have in common, to choose among files of equal sound.
    pub(super) fn likeness(&self, other: &Self) -> u32 {
        let both = |same: bool, weight: u32| if same { weight } else { 0 };
        both(self.title == other.title, 4)
            + both(self.artist == other.artist, 2)
            + both(self.album.is_some() && self.album == other.album, 2)
            + both(self.number.is_some() && self.number == other.number, 1)
    }
}

/// A track as the library knows it.
#[derive(Clone, Debug)]
pub(super) struct KnownTrack {
    pub(super) id: TrackId,
    pub(super) words: Words,
    pub(super) album: Option<i64>,
    pub(super) artist: Option<i64>,
}

const COLUMNS: &str = "SELECT t.id, t.artist_fold, t.fold, a.fold, t.disc, t.number, t.length_ms,
    t.recording_mbid, t.release_mbid, t.guessed, t.album_id, t.artist_id
    FROM tracks t LEFT JOIN albums a ON a.id = t.album_id";

fn known(row: &Row<'_>) -> rusqlite::Result<KnownTrack> {
    Ok(KnownTrack {
        id: TrackId(row.get(0)?),
        words: Words {
            artist: row.get(1)?,
            title: row.get(2)?,
            album: row.get(3)?,
            disc: row.get(4)?,
            number: row.get(5)?,
            length_ms: row.get(6)?,
            recording: row.get(7)?,
            release: row.get(8)?,
            guessed: row.get(9)?,
        },
        album: row.get(10)?,
        artist: row.get(11)?,
    })
}

pub(super) fn track(tx: &Connection, id: TrackId) -> Result<Option<KnownTrack>> {
    use rusqlite::OptionalExtension;
    Ok(tx.prepare_cached(&format!("{COLUMNS} WHERE t.id = ?1"))?.query_row([id.0], known).optional()?)
}

/// Tracks of this artist and title, on any album.
pub(super) fn tracks_called(tx: &Connection, words: &Words) -> Result<Vec<KnownTrack>> {
    let mut statement = tx.prepare_cached(&format!("{COLUMNS} WHERE t.artist_fold = ?1 AND t.fold = ?2"))?;
    let rows = statement.query_map([&words.artist, &words.title], known)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn tracks_of_recording(tx: &Connection, recording: &str) -> Result<Vec<KnownTrack>> {
    let mut statement = tx.prepare_cached(&format!("{COLUMNS} WHERE t.recording_mbid = ?1"))?;
    let rows = statement.query_map([recording], known)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(album: &str, length_ms: i64) -> Words {
        let tags = Tags {
            title: Some("Jóga".into()),
            artist: Some("Björk".into()),
            album: Some(album.into()),
            number: Some(2),
            ..Tags::default()
        };
        Words::of(&tags, b"a/b.flac", Some(length_ms))
    }

    #[test]
    fn copies_agree_within_two_seconds_on_one_album() {
        let one = words("Homogenic", 305_000);
        assert!(one.agrees(&words("HOMOGENIC", 307_000), false));
        assert!(!one.agrees(&words("Homogenic", 307_001), false));
        assert!(!one.agrees(&words("Live Box", 305_000), false));
        let guessed = Words { guessed: true, ..one.clone() };
        assert!(!one.agrees(&guessed, false), "a guess is no agreement");
    }

    #[test]
    fn a_recording_on_two_releases_is_one_only_when_the_other_is_gone() {
        let one = Words { recording: Some("r".into()), release: Some("a".into()), ..words("Homogenic", 305_000) };
        let two = Words { recording: Some("r".into()), release: Some("b".into()), ..words("Hits", 305_000) };
        assert!(!one.agrees(&two, false));
        assert!(one.agrees(&two, true));
        let other = Words { recording: Some("q".into()), ..words("Homogenic", 305_000) };
        assert!(!one.agrees(&other, true), "two recordings are never one");
    }

    #[test]
    fn a_file_without_a_title_is_called_by_its_name() {
        assert_eq!(title(&Tags::default(), b"x/Some Song.flac"), "Some Song");
        assert_eq!(title(&Tags::default(), b".hidden"), ".hidden");
    }
}
