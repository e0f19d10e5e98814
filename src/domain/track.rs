//! Tracks as lists show them, and all that tags say of them.

use serde::{Deserialize, Serialize};

use super::ids::{AlbumId, ArtistId, TrackId};

/// Stands where no tag and no folder names an artist.
pub const UNKNOWN_ARTIST: &str = "Unknown artist";

/// What a track is for. Spoken and sound stay outside taste unless told otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    #[default]
    Music,
    Spoken,
    Sound,
}

impl Kind {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Music => "music",
            Self::Spoken => "spoken",
            Self::Sound => "sound",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Music, Self::Spoken, Self::Sound].into_iter().find(|kind| kind.name() == name)
    }
}

/// Whether a track can be played now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Presence {
    #[default]
    Here,
    /// Its root is mounted, its file is gone.
    Missing,
    /// Its root is not mounted.
    Offline,
    /// The file is there, but cannot be decoded.
    Unplayable,
}

/// What a line of a list needs to show a track, and the queue to play it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrackCard {
    pub id: TrackId,
    pub title: String,
    /// The credit as one would say it: "A feat. B".
    pub artist: String,
    pub artist_id: Option<ArtistId>,
    pub album: Option<String>,
    pub album_id: Option<AlbumId>,
    pub disc: Option<u32>,
    pub number: Option<u32>,
    pub year: Option<i32>,
    pub length_ms: Option<i64>,
    pub kind: Kind,
    pub presence: Presence,
    /// Absolute path of the copy that plays, as raw bytes; none when no copy is left.
    #[serde(with = "super::file::path_bytes")]
    pub path: Option<Vec<u8>>,
    /// Heard this often by the listener who asked.
    pub listens: u32,
    pub liked: bool,
    /// Given by hand, 1 to 5.
    #[serde(default)]
    pub stars: Option<u8>,
    /// The work of which it is a movement, on this album.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<String>,
    pub gain: Gain,
}

#[cfg(test)]
impl TrackCard {
    /// A track of which only this is known.
    pub fn plain(id: i64, title: &str, artist: &str, length_ms: i64) -> Self {
        Self {
            id: TrackId(id),
            title: title.into(),
            artist: artist.into(),
            artist_id: None,
            album: None,
            album_id: None,
            disc: None,
            number: None,
            year: None,
            length_ms: Some(length_ms),
            kind: Kind::default(),
            presence: Presence::default(),
            path: None,
            listens: 0,
            liked: false,
            stars: None,
            work: None,
            gain: Gain::default(),
        }
    }
}

impl TrackCard {
    /// Whether both are movements of one work as one album holds it.
    #[must_use]
    pub fn shares_work_with(&self, other: &Self) -> bool {
        self.work.is_some() && (self.album_id, &self.work) == (other.album_id, &other.work)
    }

    /// The title without the name of its work, where it begins with that: "I. Allegro".
    #[must_use]
    pub fn movement(&self) -> &str {
        let rest = self.work.as_deref().and_then(|work| self.title.strip_prefix(work));
        let rest = rest.map(|rest| rest.trim_start_matches([':', ',', ';', '-', '–', '—', '/', ' ']));
        rest.filter(|rest| !rest.is_empty()).unwrap_or(&self.title)
    }
}

/// Loudness from the tags, in dB and linear peak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Gain {
    pub track_db: Option<f32>,
    pub track_peak: Option<f32>,
    pub album_db: Option<f32>,
    pub album_peak: Option<f32>,
}

/// Everything that was read from one file's tags, already sanitised (see [`super::text::clean`]).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tags {
    pub title: Option<String>,
    /// The credit line as the tag has it.
    pub artist: Option<String>,
    /// Credited artists, split only at several values and "feat.".
    pub artists: Vec<String>,
    pub featured: Vec<String>,
    pub album: Option<String>,
    pub album_artist: Option<String>,
    pub album_artists: Vec<String>,
    pub composers: Vec<String>,
    pub conductors: Vec<String>,
    pub performers: Vec<String>,
    pub genres: Vec<String>,
    pub work: Option<String>,
    pub movement: Option<String>,
    pub movement_number: Option<u32>,
    pub movement_total: Option<u32>,
    pub number: Option<u32>,
    pub number_total: Option<u32>,
    pub disc: Option<u32>,
    pub disc_total: Option<u32>,
    /// As in the tag: `2008`, `2008-05`, `2008-05-12`.
    pub date: Option<String>,
    pub original_date: Option<String>,
    pub compilation: bool,
    pub bpm: Option<f32>,
    pub gain: Gain,
    pub recording_mbid: Option<String>,
    pub track_mbid: Option<String>,
    pub release_mbid: Option<String>,
    pub release_group_mbid: Option<String>,
    pub artist_mbids: Vec<String>,
    pub album_artist_mbids: Vec<String>,
    pub title_sort: Option<String>,
    pub artist_sort: Option<String>,
    pub album_sort: Option<String>,
    pub album_artist_sort: Option<String>,
    /// 0.0 to 5.0 stars.
    pub rating: Option<f32>,
    pub play_count: Option<u32>,
    pub has_lyrics: bool,
    pub has_cover: bool,
    /// Fields that were guessed from the path because the tags lack them.
    pub guessed: bool,
}

impl Tags {
    /// The year of the first release, or of this one.
    #[must_use]
    pub fn year(&self) -> Option<i32> {
        [&self.original_date, &self.date].into_iter().flatten().find_map(|date| leading_year(date))
    }
}

/// The year that a date tag begins with, when it is one.
#[must_use]
pub fn leading_year(date: &str) -> Option<i32> {
    let digits: String = date.trim().chars().take_while(char::is_ascii_digit).collect();
    if digits.len() < 4 {
        return None;
    }
    digits[..4].parse().ok().filter(|year| (1..=9999).contains(year))
}
