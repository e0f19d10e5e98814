//! What tags can say, whatever they call it.

use super::Read;
use super::credits::{self, Credit};
use super::numbers;
use crate::domain::text::clean_or_none;
use crate::domain::track::{Gain, Tags};

/// One thing that a tag can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Title,
    /// The credit line; several values are several artists.
    Artist,
    /// Every artist as a value of its own, beside the credit line.
    Artists,
    Album,
    AlbumArtist,
    AlbumArtists,
    Composer,
    Conductor,
    Performer,
    Genre,
    Work,
    Grouping,
    MovementName,
    MovementNumber,
    MovementTotal,
    Number,
    NumberTotal,
    Disc,
    DiscTotal,
    Date,
    OriginalDate,
    Compilation,
    Bpm,
    TrackGain,
    TrackPeak,
    AlbumGain,
    AlbumPeak,
    TrackR128,
    AlbumR128,
    RecordingMbid,
    TrackMbid,
    ReleaseMbid,
    ReleaseGroupMbid,
    ArtistMbid,
    AlbumArtistMbid,
    TitleSort,
    ArtistSort,
    AlbumSort,
    AlbumArtistSort,
    /// Stars by whatever scale the value shows.
    Rating,
    /// 0 to 1.
    RatingFraction,
    /// 0 to 255, as Windows Media Player divides it.
    RatingByte,
    PlayCount,
    Lyrics,
    /// Marks a book or a podcast.
    Spoken,
}

impl Field {
    /// By a free name, as Vorbis comments, APE items and the free parts of ID3 and MP4 use. Case,
    /// spaces and underscores do not matter: `MusicBrainz Album Id` is `MUSICBRAINZ_ALBUMID`.
    pub fn named(name: &str) -> Option<Self> {
        let mut plain = [0; 32];
        let mut length = 0;
        for byte in name.bytes().filter(|byte| !matches!(byte, b' ' | b'_' | b'-')) {
            // What is longer than every name here is none of them.
            *plain.get_mut(length)? = byte.to_ascii_uppercase();
            length += 1;
        }
        Some(match &plain[..length] {
            b"TITLE" => Self::Title,
            b"ARTIST" => Self::Artist,
            b"ARTISTS" => Self::Artists,
            b"ALBUM" => Self::Album,
            b"ALBUMARTIST" => Self::AlbumArtist,
            b"ALBUMARTISTS" => Self::AlbumArtists,
            b"COMPOSER" => Self::Composer,
            b"CONDUCTOR" => Self::Conductor,
            b"PERFORMER" => Self::Performer,
            b"GENRE" => Self::Genre,
            b"WORK" => Self::Work,
            b"GROUPING" => Self::Grouping,
            b"MOVEMENTNAME" => Self::MovementName,
            b"MOVEMENT" | b"MOVEMENTNUMBER" => Self::MovementNumber,
            b"MOVEMENTTOTAL" => Self::MovementTotal,
            b"TRACKNUMBER" | b"TRACK" => Self::Number,
            b"TRACKTOTAL" | b"TOTALTRACKS" => Self::NumberTotal,
            b"DISCNUMBER" | b"DISC" => Self::Disc,
            b"DISCTOTAL" | b"TOTALDISCS" => Self::DiscTotal,
            b"DATE" | b"YEAR" | b"RELEASEDATE" => Self::Date,
            b"ORIGINALDATE" | b"ORIGINALYEAR" | b"ORIGINALRELEASEDATE" => Self::OriginalDate,
            b"COMPILATION" | b"ITUNESCOMPILATION" => Self::Compilation,
            b"BPM" | b"TEMPO" => Self::Bpm,
            b"REPLAYGAINTRACKGAIN" => Self::TrackGain,
            b"REPLAYGAINTRACKPEAK" => Self::TrackPeak,
            b"REPLAYGAINALBUMGAIN" => Self::AlbumGain,
            b"REPLAYGAINALBUMPEAK" => Self::AlbumPeak,
            b"R128TRACKGAIN" => Self::TrackR128,
            b"R128ALBUMGAIN" => Self::AlbumR128,
            // MusicBrainz calls its recording "track" in the names of tags.
            b"MUSICBRAINZTRACKID" | b"MUSICBRAINZRECORDINGID" => Self::RecordingMbid,
            b"MUSICBRAINZRELEASETRACKID" => Self::TrackMbid,
            b"MUSICBRAINZALBUMID" | b"MUSICBRAINZRELEASEID" => Self::ReleaseMbid,
            b"MUSICBRAINZRELEASEGROUPID" => Self::ReleaseGroupMbid,
            b"MUSICBRAINZARTISTID" => Self::ArtistMbid,
            b"MUSICBRAINZALBUMARTISTID" => Self::AlbumArtistMbid,
            b"TITLESORT" => Self::TitleSort,
            b"ARTISTSORT" => Self::ArtistSort,
            b"ALBUMSORT" => Self::AlbumSort,
            b"ALBUMARTISTSORT" => Self::AlbumArtistSort,
            b"FMPSRATING" => Self::RatingFraction,
            b"RATING" => Self::Rating,
            b"RATINGWMP" => Self::RatingByte,
            b"PLAYCOUNT" | b"FMPSPLAYCOUNT" => Self::PlayCount,
            b"LYRICS" | b"UNSYNCEDLYRICS" | b"SYNCEDLYRICS" | b"UNSYNCLYRICS" => Self::Lyrics,
            // Quod Libet writes one for every address: "rating:me@here.org", 0 to 1.
            other if other.starts_with(b"RATING:") => Self::RatingFraction,
            other if other.starts_with(b"PLAYCOUNT:") => Self::PlayCount,
            _ => return None,
        })
    }
}

/// All that one file's tags say, cleaned, in order. What an earlier tag of the file says, a later
/// one does not add to.
#[derive(Debug, Default)]
pub struct Fields {
    said: Vec<(Field, String)>,
    /// Where the fields of the present tag begin.
    present: usize,
}

impl Fields {
    pub fn push(&mut self, field: Field, value: &str) {
        let earlier = self.said.get(..self.present).unwrap_or_default();
        if earlier.iter().any(|(said, _)| *said == field) {
            return;
        }
        // Of a song's words it is only known that they are there.
        let value = match field {
            Field::Lyrics => (!value.trim().is_empty()).then(String::new),
            _ => clean_or_none(value),
        };
        self.said.extend(value.map(|value| (field, value)));
    }

    /// Several values in one, where the format's convention says so.
    pub fn push_split(&mut self, field: Field, value: &str, separators: &[char]) {
        for value in value.split(separators) {
            self.push(field, value);
        }
    }

    /// A further tag of the same file, if it is there.
    pub fn tag<T>(&mut self, tag: Option<&T>, tell: impl FnOnce(&T, &mut Self)) {
        if let Some(tag) = tag {
            self.present = self.said.len();
            tell(tag, self);
        }
    }

    fn all(&self, field: Field) -> impl Iterator<Item = &str> {
        self.said.iter().filter(move |(said, _)| *said == field).map(|(_, value)| value.as_str())
    }

    fn one(&self, field: Field) -> Option<&str> {
        self.all(field).next()
    }

    fn text(&self, field: Field) -> Option<String> {
        self.one(field).map(str::to_owned)
    }

    fn number<T>(&self, field: Field, read: fn(&str) -> Option<T>) -> Option<T> {
        self.all(field).find_map(read)
    }

    /// Every value once, in order.
    fn distinct(&self, field: Field) -> Vec<String> {
        let mut values: Vec<String> = Vec::new();
        for value in self.all(field) {
            if !values.iter().any(|known| known == value) {
                values.push(value.to_owned());
            }
        }
        values
    }

    /// A number and a total, from "3/12" or from two fields.
    fn place(&self, number: Field, total: Field) -> (Option<u32>, Option<u32>) {
        let (first, second) = self.one(number).map_or((None, None), numbers::number_and_total);
        (first, self.number(total, numbers::count).or(second))
    }

    /// What it all means.
    pub fn into_read(self) -> Read {
        let says_spoken = self.one(Field::Spoken).is_some();
        let title = self.text(Field::Title);
        let Credit { line, artists, featured } =
            credits::read(self.distinct(Field::Artist), self.distinct(Field::Artists), title.as_deref());
        let album_credit = credits::read(self.distinct(Field::AlbumArtist), self.distinct(Field::AlbumArtists), None);
        let (number, number_total) = self.place(Field::Number, Field::NumberTotal);
        let (disc, disc_total) = self.place(Field::Disc, Field::DiscTotal);
        let (movement_number, movement_total) = self.place(Field::MovementNumber, Field::MovementTotal);
        let movement = self.text(Field::MovementName);
        // Before there was a tag for works, iTunes and others kept them in the grouping.
        let grouping_is_work = movement.is_some() || movement_number.is_some();
        let work = self.text(Field::Work).or_else(|| self.text(Field::Grouping).filter(|_| grouping_is_work));
        let rating = self
            .number(Field::RatingFraction, numbers::rating_of_fraction)
            .or_else(|| self.number(Field::RatingByte, numbers::rating_of_byte))
            .or_else(|| self.number(Field::Rating, numbers::rating));
        let tags = Tags {
            title,
            artist: line,
            artists,
            featured,
            album: self.text(Field::Album),
            album_artist: album_credit.line,
            album_artists: album_credit.artists,
            composers: self.distinct(Field::Composer),
            conductors: self.distinct(Field::Conductor),
            performers: self.distinct(Field::Performer).iter().map(|name| credits::without_instrument(name)).collect(),
            genres: self.distinct(Field::Genre),
            work,
            movement,
            movement_number,
            movement_total,
            number,
            number_total,
            disc,
            disc_total,
            date: self.number(Field::Date, numbers::date),
            original_date: self.number(Field::OriginalDate, numbers::date),
            compilation: self.one(Field::Compilation).is_some_and(numbers::is_yes),
            bpm: self.number(Field::Bpm, numbers::bpm),
            gain: self.gain(),
            recording_mbid: self.number(Field::RecordingMbid, numbers::mbid),
            track_mbid: self.number(Field::TrackMbid, numbers::mbid),
            release_mbid: self.number(Field::ReleaseMbid, numbers::mbid),
            release_group_mbid: self.number(Field::ReleaseGroupMbid, numbers::mbid),
            artist_mbids: self.all(Field::ArtistMbid).flat_map(numbers::mbids).collect(),
            album_artist_mbids: self.all(Field::AlbumArtistMbid).flat_map(numbers::mbids).collect(),
            title_sort: self.text(Field::TitleSort),
            artist_sort: self.text(Field::ArtistSort),
            album_sort: self.text(Field::AlbumSort),
            album_artist_sort: self.text(Field::AlbumArtistSort),
            rating,
            play_count: self.number(Field::PlayCount, numbers::count),
            has_lyrics: self.one(Field::Lyrics).is_some(),
            has_cover: false,
            guessed: false,
        };
        Read { tags, says_spoken }
    }

    /// R128 wins over ReplayGain: where both stand (Opus), RFC 7845 allows only the former.
    fn gain(&self) -> Gain {
        let db = |r128, replay| self.number(r128, numbers::r128).or_else(|| self.number(replay, numbers::decibels));
        Gain {
            track_db: db(Field::TrackR128, Field::TrackGain),
            track_peak: self.number(Field::TrackPeak, numbers::peak),
            album_db: db(Field::AlbumR128, Field::AlbumGain),
            album_peak: self.number(Field::AlbumPeak, numbers::peak),
        }
    }
}
