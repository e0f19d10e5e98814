//! What counts as heard.

use serde::{Deserialize, Serialize};

use super::ids::{PlayId, TrackId};
use super::time::{MINUTE_MS, Moment, SECOND_MS};

/// A play counts from here on.
pub const LISTEN_MS: i64 = 30 * SECOND_MS;
/// A play that ends sooner than this says nothing, not even "skipped".
pub const SKIP_FLOOR_MS: i64 = 2 * SECOND_MS;
/// A longer silence between two plays starts a new session.
pub const SESSION_GAP_MS: i64 = 30 * MINUTE_MS;

/// How a play ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ending {
    Finished,
    Next,
    Previous,
    /// Something else was started in its place.
    Replaced,
    Stopped,
    Quit,
    /// The process died or the device was lost.
    Interrupted,
}

impl Ending {
    pub const ALL: [Self; 7] =
        [Self::Finished, Self::Next, Self::Previous, Self::Replaced, Self::Stopped, Self::Quit, Self::Interrupted];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::Next => "next",
            Self::Previous => "previous",
            Self::Replaced => "replaced",
            Self::Stopped => "stopped",
            Self::Quit => "quit",
            Self::Interrupted => "interrupted",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ending| ending.name() == name)
    }
}

/// Whether a play is a listen: 30 s heard, or half of a track shorter than a minute.
///
/// A track so short that half of it passes in an instant counts when it ends; a play of
/// unknown heard length (an import) counts. Sought-over and inaudible sound is not heard.
#[must_use]
pub fn counts(heard_ms: Option<i64>, length_ms: Option<i64>) -> bool {
    let Some(heard) = heard_ms else { return true };
    heard >= listen_threshold_ms(length_ms)
}

/// Milliseconds that must be heard before a play of a track this long counts.
#[must_use]
pub fn listen_threshold_ms(length_ms: Option<i64>) -> i64 {
    match length_ms {
        Some(length) if length < MINUTE_MS => (length / 2).max(1),
        _ => LISTEN_MS,
    }
}

/// Whether a play was skipped: left for something else, after 2 s and before it counted.
#[must_use]
pub fn is_skip(ending: Ending, heard_ms: Option<i64>, length_ms: Option<i64>) -> bool {
    matches!(ending, Ending::Next | Ending::Replaced)
        && heard_ms.is_some_and(|heard| heard >= SKIP_FLOOR_MS)
        && !counts(heard_ms, length_ms)
}

/// What made a play start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    Album,
    Artist,
    Genre,
    Folder,
    Playlist,
    Search,
    Section,
    /// A line that the listener added to the queue.
    Queue,
    History,
    Radio,
    /// What tonearm went on with when the list had ended.
    Autoplay,
    File,
    Import,
}

impl SourceKind {
    pub const ALL: [Self; 13] = [
        Self::Album,
        Self::Artist,
        Self::Genre,
        Self::Folder,
        Self::Playlist,
        Self::Search,
        Self::Section,
        Self::Queue,
        Self::History,
        Self::Radio,
        Self::Autoplay,
        Self::File,
        Self::Import,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Album => "album",
            Self::Artist => "artist",
            Self::Genre => "genre",
            Self::Folder => "folder",
            Self::Playlist => "playlist",
            Self::Search => "search",
            Self::Section => "section",
            Self::Queue => "queue",
            Self::History => "history",
            Self::Radio => "radio",
            Self::Autoplay => "autoplay",
            Self::File => "file",
            Self::Import => "import",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Where the music came from, for the play's row and for "From Moanin'" in the queue.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Source {
    pub kind: SourceKind,
    /// Album id, section id, playlist UUID … as text.
    pub id: Option<String>,
    /// How the screen names it.
    pub name: String,
}

/// A play's row as it is opened. Title and artist are kept beside the track, so that history
/// still reads when the track is long gone.
#[derive(Clone, Debug, PartialEq)]
pub struct PlayOpened {
    pub id: PlayId,
    pub track: Option<TrackId>,
    pub title: String,
    pub artist: String,
    pub album: Option<String>,
    pub started_at: Moment,
    pub length_ms: Option<i64>,
    pub source: Source,
}

/// What is known of a running or ended play.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlayProgress {
    pub heard_ms: i64,
    /// Where in the track it stands, or was left.
    pub position_ms: i64,
    /// Whether any of it could be heard (not muted, volume above zero).
    pub audible: bool,
    /// Milliseconds since the listener last pressed a key or clicked.
    pub key_age_ms: i64,
}

/// One line of history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryLine {
    pub id: PlayId,
    pub track: Option<TrackId>,
    pub title: String,
    pub artist: String,
    pub album: Option<String>,
    pub started_at: Moment,
    pub heard_ms: Option<i64>,
    pub length_ms: Option<i64>,
    /// None while it still plays.
    pub ending: Option<Ending>,
    pub source: SourceKind,
    pub source_id: Option<String>,
    pub listen: bool,
    pub skip: bool,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn half_a_minute_or_half_of_a_short_track() {
        assert!(!counts(Some(29_999), Some(200_000)));
        assert!(counts(Some(30_000), Some(200_000)));
        assert!(counts(Some(20_000), Some(40_000)));
        assert!(!counts(Some(19_999), Some(40_000)));
        assert!(counts(Some(30_000), None));
        assert!(counts(None, Some(200_000)), "imports without a heard length count");
    }

    #[test]
    fn a_skip_is_left_between_two_seconds_and_the_listen() {
        assert!(!is_skip(Ending::Next, Some(1_999), Some(200_000)));
        assert!(is_skip(Ending::Next, Some(2_000), Some(200_000)));
        assert!(is_skip(Ending::Replaced, Some(10_000), Some(200_000)));
        assert!(!is_skip(Ending::Stopped, Some(10_000), Some(200_000)));
        assert!(!is_skip(Ending::Next, Some(30_000), Some(200_000)));
        assert!(!is_skip(Ending::Next, None, Some(200_000)));
    }

    proptest! {
        #[test]
        fn hearing_more_never_uncounts(heard in 0i64..10_000_000, more in 0i64..10_000_000, length in proptest::option::of(0i64..10_000_000)) {
            prop_assert!(!counts(Some(heard), length) || counts(Some(heard + more), length));
        }

        #[test]
        fn a_listen_is_never_a_skip(heard in 0i64..400_000, length in proptest::option::of(1i64..400_000)) {
            for ending in Ending::ALL {
                prop_assert!(!(counts(Some(heard), length) && is_skip(ending, Some(heard), length)));
            }
        }

        #[test]
        fn what_is_heard_whole_counts(length in 1i64..10_000_000) {
            prop_assert!(counts(Some(length), Some(length)));
        }
    }
}
