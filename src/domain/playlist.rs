//! An order made by hand.

pub mod folder;

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::fold::search_form;
use super::ids::{PlaylistId, SmartPlaylistId, TrackId};
pub use super::reorder::LineOrder;
use super::time::Moment;
use super::track::TrackCard;

/// A playlist as a list of playlists shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlaylistCard {
    pub id: PlaylistId,
    pub name: String,
    /// Empty for none.
    #[serde(default)]
    pub description: String,
    pub tracks: u32,
    pub missing: u32,
    pub length_ms: i64,
    pub changed_at: Moment,
    /// When a line came to it last.
    #[serde(default)]
    pub added_at: Option<Moment>,
    /// When something of it was heard from it last: began to be, and counts as a listen.
    #[serde(default)]
    pub heard_at: Option<Moment>,
}

/// One place in a playlist. It keeps its words and path, so that it still reads, and comes
/// back, when the track is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlaylistLine {
    /// Stays with the line through reorders.
    pub entry: i64,
    pub card: TrackCard,
    pub added_at: Moment,
}

/// A track that is not suggested for a list, and since when: it was passed over, or taken out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PassedLine {
    pub card: TrackCard,
    pub passed_at: Moment,
}

/// A line by what it says, as files of lists hold it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainLine {
    /// None for what is not in the library, or not yet.
    pub track: Option<TrackId>,
    pub title: String,
    pub artist: String,
    pub album: Option<String>,
    /// Raw bytes; where it lies, or lay when it was last seen.
    pub path: Option<Vec<u8>>,
    pub length_ms: Option<i64>,
}

/// A list that is to be made with all its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewList {
    pub id: PlaylistId,
    pub name: String,
    /// What it is about; empty for nothing.
    pub about: String,
    pub lines: Vec<PlainLine>,
}

/// A playlist and its file when they were last equal. The numbers are hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaylistFile {
    pub list: PlaylistId,
    /// What the list was called.
    pub name: String,
    /// Raw bytes, below the folder.
    pub file: Vec<u8>,
    /// Of the bytes of the file.
    pub file_hash: u64,
    /// Of the list's name and lines: another one after any edit by hand, and only then.
    pub state: u64,
    /// Of the file that the list would be written as.
    pub text: u64,
}

/// A list of either kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Listed {
    ByHand(PlaylistId),
    ByRules(SmartPlaylistId),
}

/// A change to playlists, as a command. Each is one undoable step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum PlaylistEdit {
    Create {
        id: PlaylistId,
        name: String,
    },
    Rename {
        id: PlaylistId,
        name: String,
    },
    Delete {
        id: PlaylistId,
    },
    /// Deletes lists and dissolves folders; what lies in these and is not named stays.
    DeleteAll {
        lists: Vec<Listed>,
        #[serde(default)]
        folders: Vec<String>,
    },
    /// Appends, in order.
    Add {
        id: PlaylistId,
        tracks: Vec<TrackId>,
    },
    Remove {
        id: PlaylistId,
        entries: Vec<i64>,
    },
    /// Moves one line so that it stands at `to`, counted from 0 after it was taken out.
    Move {
        id: PlaylistId,
        entry: i64,
        to: u32,
    },
    /// Moves several lines, which then stand together in their order, the first at `to`.
    MoveTogether {
        id: PlaylistId,
        entries: Vec<i64>,
        to: u32,
    },
    /// Lists and whole folders go into a folder, which is there from then on; into none when it
    /// is empty.
    ToFolder {
        lists: Vec<Listed>,
        folders: Vec<String>,
        folder: String,
    },
    /// A folder, with all that lies in it, is called otherwise.
    RenameFolder {
        folder: String,
        to: String,
    },
    /// What lies in a folder goes up into the one that this lies in.
    DissolveFolder {
        folder: String,
    },
    /// What the list is about; no words take them away.
    Describe {
        id: PlaylistId,
        words: String,
    },
    /// Makes a copy of this name.
    Duplicate {
        id: PlaylistId,
        copy: PlaylistId,
        name: String,
    },
    /// Lines go over into a new list.
    Split {
        id: PlaylistId,
        entries: Vec<i64>,
        new: PlaylistId,
        name: String,
    },
    /// Appends the lines of `from`, which are deleted; with a name `into` is a new list, and
    /// those it comes from stay.
    Merge {
        from: Vec<PlaylistId>,
        into: PlaylistId,
        name: Option<String>,
    },
    /// Puts the lines in order, once.
    Sort {
        id: PlaylistId,
        by: LineOrder,
    },
    /// This track is not suggested for the list any more.
    PassOver {
        id: PlaylistId,
        track: TrackId,
    },
    /// It may be suggested again.
    OfferAgain {
        id: PlaylistId,
        track: TrackId,
    },
}

/// Lengths of one recording in two files differ by no more, in ms.
const SAME_LENGTH_MS: i64 = 3000;

/// Lines that say again what one before them said: the same track, or the same words at about
/// the same length.
#[must_use]
pub fn duplicates(lines: &[PlaylistLine]) -> Vec<i64> {
    let (mut tracks, mut words) = (HashSet::new(), HashMap::<_, Vec<Option<i64>>>::new());
    let mut again = Vec::new();
    for line in lines {
        let card = &line.card;
        let lengths = words.entry((search_form(&card.title), search_form(&card.artist))).or_default();
        let same_length = |known: &Option<i64>| match (known, card.length_ms) {
            (Some(known), Some(length)) => (known - length).abs() <= SAME_LENGTH_MS,
            _ => true,
        };
        let known_track = card.id.0 > 0 && !tracks.insert(card.id);
        if known_track || lengths.iter().any(same_length) {
            again.push(line.entry);
        } else {
            lengths.push(card.length_ms);
        }
    }
    again
}

#[cfg(test)]
mod tests;
