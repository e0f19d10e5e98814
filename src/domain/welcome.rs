//! What a first run finds on the machine, and what it offers to take over.

use serde::{Deserialize, Serialize};

use super::human;

/// A folder that may be the listener's music.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MusicFolder {
    /// Absolute, raw bytes.
    pub path: Vec<u8>,
    /// The same for the screen, the home folder as `~`.
    pub shown: String,
    /// Files whose name says audio, as far as they were counted.
    pub files: u64,
    /// There are more: the counting stopped at a limit, or goes on.
    pub more: bool,
    /// On a removable or network drive.
    pub comes_and_goes: bool,
    /// The listener named it.
    pub named: bool,
}

impl MusicFolder {
    /// `21,480 audio files`, `more than 100,000 audio files`.
    #[must_use]
    pub fn holds(&self) -> String {
        let files = human::thousands(self.files);
        let files = if self.more { format!("more than {files}") } else { files };
        let noun = if self.files == 1 && !self.more { "audio file" } else { "audio files" };
        format!("{files} {noun}")
    }
}

/// What was found so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundMusic {
    pub folders: Vec<MusicFolder>,
    /// More may be found: ask again.
    pub searching: bool,
    /// The folder that everything is written to, for the screen.
    pub written_to: String,
}

/// Something that lies in the listener's files and is taken over only when they say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Offer {
    /// Ratings and play counts that other players wrote into tags.
    Tags,
    /// Playlists that lie in the roots as files.
    Playlists,
}

/// What is on offer now; what was taken or declined is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offers {
    /// Tracks with a rating, a play count, or both.
    pub tagged: u32,
    pub rated: u32,
    pub counted: u32,
    /// Lists in the roots that are no playlists yet, their lines, and how many of those are known.
    pub lists: u32,
    pub list_lines: u32,
    pub list_tracks: u32,
}
