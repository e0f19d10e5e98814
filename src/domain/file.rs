//! Files below roots: what a scan found, what the library knew, and how the two compare.

use serde::{Deserialize, Serialize};

use super::ids::{FileId, RootId};
use super::track::{Kind, Tags};

/// A hash over demuxed audio, never over container bytes: it survives retags, covers and moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PayloadHash(pub [u8; 16]);

/// What the file system says of a file; equal stats mean that it need not be read again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileStat {
    pub size: u64,
    pub mtime_ns: i64,
    pub ctime_ns: i64,
    pub inode: u64,
}

impl FileStat {
    /// Whether the content can be taken as unchanged. The change time is left out: renaming
    /// a folder or changing permissions moves it without touching a byte.
    #[must_use]
    pub fn same_content(&self, other: &Self) -> bool {
        self.size == other.size && self.mtime_ns == other.mtime_ns
    }
}

/// The container and codec that the content shows, by the names people use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Flac,
    Mp3,
    Aac,
    Alac,
    Vorbis,
    Opus,
    OggFlac,
    Wav,
    Aiff,
    /// Audio that this program knows by sight but cannot play.
    WavPack,
    Ape,
    Musepack,
    Dsd,
    Wma,
    /// Matroska, WebM, Speex, tracker modules and the like.
    Other,
}

impl Format {
    pub const ALL: [Self; 15] = [
        Self::Flac,
        Self::Mp3,
        Self::Aac,
        Self::Alac,
        Self::Vorbis,
        Self::Opus,
        Self::OggFlac,
        Self::Wav,
        Self::Aiff,
        Self::WavPack,
        Self::Ape,
        Self::Musepack,
        Self::Dsd,
        Self::Wma,
        Self::Other,
    ];

    /// The reverse of [`Format::name`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    #[must_use]
    pub const fn is_playable(self) -> bool {
        !matches!(self, Self::WavPack | Self::Ape | Self::Musepack | Self::Dsd | Self::Wma | Self::Other)
    }

    #[must_use]
    pub const fn is_lossless(self) -> bool {
        matches!(
            self,
            Self::Flac | Self::Alac | Self::OggFlac | Self::Wav | Self::Aiff | Self::WavPack | Self::Ape | Self::Dsd
        )
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flac => "FLAC",
            Self::Mp3 => "MP3",
            Self::Aac => "AAC",
            Self::Alac => "ALAC",
            Self::Vorbis => "Ogg Vorbis",
            Self::Opus => "Opus",
            Self::OggFlac => "Ogg FLAC",
            Self::Wav => "WAV",
            Self::Aiff => "AIFF",
            Self::WavPack => "WavPack",
            Self::Ape => "Monkey's Audio",
            Self::Musepack => "Musepack",
            Self::Dsd => "DSD",
            Self::Wma => "WMA",
            Self::Other => "unknown audio",
        }
    }
}

/// How the sound is stored; used to tell the better of two copies.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sound {
    pub format: Format,
    pub length_ms: Option<i64>,
    pub sample_rate: Option<u32>,
    pub channels: Option<u8>,
    pub bits: Option<u8>,
    /// Bits per second of the audio payload.
    pub bitrate: Option<u32>,
}

/// One file that the walk met and that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct ScannedFile {
    pub root: RootId,
    /// Relative to the root, raw bytes, `/` between parts, never normalised.
    pub path: Vec<u8>,
    pub stat: FileStat,
    /// The file's own time of origin: birth time where known, else modification time. Unix ms.
    pub origin_ms: i64,
    pub content: Content,
}

/// What reading a file gave.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Music, speech or sound that plays.
    Audio { payload: PayloadHash, sound: Sound, tags: Box<Tags>, kind: Kind },
    /// Known as audio by sight, but no decoder here plays it; its tags may still be known.
    Unplayable { format: Format, reason: String, tags: Box<Tags> },
    /// It looked like audio and could not be read.
    Unreadable { reason: String },
}

/// What the library knew about one file when the scan began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownFile {
    pub id: FileId,
    pub path: Vec<u8>,
    pub stat: FileStat,
    pub missing: bool,
    /// None for a file that could not be read or is not playable.
    pub payload: Option<PayloadHash>,
    /// It could not be read or played. Such files are read again by every scan, so that each
    /// report names them and a newer decoder gets its chance.
    pub problem: bool,
}

/// How the walk of one root compares with what was known of it; told before its first batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Known and here, but not met now: moved, when exactly one new file holds the same sound,
    /// missing when the root is finished without one. Files in folders that could not be
    /// opened are not among them.
    pub gone: Vec<FileId>,
    /// Missing until now, and met again just as they were; they are not read again.
    pub back: Vec<FileId>,
    /// Met again just as they were, those that are back among them.
    pub unchanged: u64,
}

impl Comparison {
    /// What is known of the files before any of them is read.
    #[must_use]
    pub fn counts(&self) -> ScanCounts {
        ScanCounts { back: self.back.len() as u64, unchanged: self.unchanged, ..ScanCounts::default() }
    }
}

/// What a scan did to the library, in files. Files that could not be read are not among them:
/// the report names each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanCounts {
    pub added: u64,
    /// Known path, new content or tags.
    pub changed: u64,
    /// New path, known sound whose old path is gone.
    pub moved: u64,
    pub missing: u64,
    /// Missing until now, and met again just as they were: they are among the unchanged.
    pub back: u64,
    pub unchanged: u64,
}

impl std::ops::AddAssign for ScanCounts {
    fn add_assign(&mut self, other: Self) {
        self.added += other.added;
        self.changed += other.changed;
        self.moved += other.moved;
        self.missing += other.missing;
        self.back += other.back;
        self.unchanged += other.unchanged;
    }
}

/// A better or lesser copy of the same recording took over a track's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Absolute path of the copy that played until now.
    pub old: Vec<u8>,
    /// Absolute path of the copy that plays from now on.
    pub new: Vec<u8>,
}

/// What the library made of one batch of scanned files. Every file that could be read counts once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    pub counts: ScanCounts,
    pub replaced: Vec<Replaced>,
}

/// A folder the listener gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    pub id: RootId,
    #[serde(with = "path_bytes_required")]
    pub path: Vec<u8>,
    pub added_at: i64,
    pub last_scan_at: Option<i64>,
    pub offline: bool,
    pub files: u64,
    pub tracks: u64,
}

/// A path as JSON: lossy text, since JSON has no raw bytes.
pub mod path_bytes {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// # Errors
    /// Those of the serialiser.
    pub fn serialize<S: Serializer>(path: &Option<Vec<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
        path.as_deref().map(String::from_utf8_lossy).serialize(serializer)
    }

    /// # Errors
    /// Those of the deserialiser.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<u8>>, D::Error> {
        Ok(Option::<String>::deserialize(deserializer)?.map(String::into_bytes))
    }
}

/// The same for a path that is always there.
pub mod path_bytes_required {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// # Errors
    /// Those of the serialiser.
    pub fn serialize<S: Serializer>(path: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        String::from_utf8_lossy(path).serialize(serializer)
    }

    /// # Errors
    /// Those of the deserialiser.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        Ok(String::deserialize(deserializer)?.into_bytes())
    }
}
