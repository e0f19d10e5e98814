//! What can be opened, wherever it is shown.

use super::Hint;
use crate::domain::browse::{FolderPlace, Selection};
use crate::domain::ids::{SmartPlaylistId, TrackId};
use crate::domain::section::ItemRef;
use crate::ui::keymap::Context;

/// What to open.
#[derive(Clone, Debug, PartialEq)]
pub enum Visit {
    Item(ItemRef),
    /// The artist, or the album, of a track or album whose own is not known here.
    ArtistOf(ItemRef),
    AlbumOf(ItemRef),
    /// A folder, with the cursor on a track if one is meant.
    Folder {
        place: FolderPlace,
        track: Option<TrackId>,
    },
    /// Help of a page.
    Help {
        title: String,
        hints: Vec<Hint>,
        context: Context,
    },
    /// The tracks of something that has no page of its own.
    Shelf {
        what: Selection,
        title: String,
    },
    /// A playlist by rules among the playlists.
    Rules(SmartPlaylistId),
}
