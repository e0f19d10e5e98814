//! Names for rows: integer keys inside one library, UUIDs for what the listener makes.

use serde::{Deserialize, Serialize};

macro_rules! integer_key {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

integer_key! {
    /// A folder the listener gave.
    RootId;
    /// One file below a root.
    FileId;
    /// One piece of music, whatever files hold it.
    TrackId;
    AlbumId;
    ArtistId;
    GenreId;
    /// One person with history, feedback, pins, home, queue and settings.
    ListenerId;
}

macro_rules! listener_made {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// A new name, ordered by the moment it was made.
            #[must_use]
            pub fn made_at(unix_ms: i64) -> Self {
                let ms = u64::try_from(unix_ms).unwrap_or(0);
                let at = uuid::Timestamp::from_unix_time(ms / 1000, (ms % 1000) as u32 * 1_000_000, 0, 0);
                Self(uuid::Uuid::new_v7(at))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

listener_made! {
    /// One play: sound that started.
    PlayId;
    PlaylistId;
    /// A playlist by rules.
    SmartPlaylistId;
    /// A section that the listener fixed on home.
    PinId;
    /// One like, hide, rest or boost.
    FeedbackId;
    /// One undoable change.
    ChangeId;
}
